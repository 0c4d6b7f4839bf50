package branch

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Holiday is one line of the State Council's yearly notice: the days that are off, and those worked instead (调休).
type Holiday struct {
	Name string
	Off  []Date
	Work []Date
}

// HolidayNotice is what a pasted notice says.
type HolidayNotice struct {
	Year     int
	Holidays []Holiday
}

var (
	noticeYear = regexp.MustCompile(`(\d{4})年\s*(?:部分)?节假日安排`)
	// 元旦：1月1日（周四）至3日（周六）放假调休，共3天。
	noticeName = regexp.MustCompile(`(?:^|[、.．\s])\s*(元旦|春节|清明节|劳动节|端午节|中秋节|国庆节)(?:[、和](元旦|春节|清明节|劳动节|端午节|中秋节|国庆节))?\s*[:：]`)
	noticeDay  = `(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^）)]*)[）)])?`
	noticeOff  = regexp.MustCompile(noticeDay + `(?:\s*(?:至|到|—|-|~|～)\s*` + noticeDay + `)?[^。；;]*?放假([^。；;]*)`)
	noticeOne  = regexp.MustCompile(noticeDay)
	noticeWork = regexp.MustCompile(`[^。；;]*上班`)
	howLong    = regexp.MustCompile(`(?:共|放假)\s*(\d{1,2})\s*天`)
	weekdayIn  = regexp.MustCompile(`(?:周|星期)([日天一二三四五六])`)
)

// ReadHolidays reads the sentences of the State Council's notice, as they are pasted: 元旦：1月1日（周四）至3日（周六）放假调休，
// 共3天。1月4日（周日）上班。 The year is that of its title, or else year. What does not agree with itself (a weekday, a number of
// days) is refused, in a sentence that says where: a wrong calendar moves deadlines.
func ReadHolidays(text string, year int) (HolidayNotice, error) {
	text = strings.NewReplacer("\u00a0", "", "　", "", " ", "", "\r", "").Replace(text)
	n := HolidayNotice{Year: year}
	if m := noticeYear.FindStringSubmatch(text); m != nil {
		n.Year = number(m[1])
	}
	heads := noticeName.FindAllStringSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		name := text[h[2]:h[3]]
		if h[4] >= 0 {
			name += "、" + text[h[4]:h[5]]
		}
		holiday, err := readHoliday(name, text[h[1]:end], n.Year)
		if err != nil {
			return HolidayNotice{}, err
		}
		n.Holidays = append(n.Holidays, holiday)
	}
	for _, must := range []string{"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"} {
		if !slices.ContainsFunc(n.Holidays, func(h Holiday) bool { return strings.Contains(h.Name, must) }) {
			return HolidayNotice{}, fmt.Errorf("没有读到%s的安排。请把国务院办公厅通知中“一、元旦”到“七、国庆节”的各条完整粘贴过来。", must)
		}
	}
	return n, nil
}

func readHoliday(name, text string, year int) (Holiday, error) {
	h := Holiday{Name: name}
	off := noticeOff.FindStringSubmatch(text)
	if off == nil {
		return h, fmt.Errorf("%s一条没有写放假的日期。", name)
	}
	from, err := noticeDate(name, off[1:5], year, 0)
	if err != nil {
		return h, err
	}
	to := from
	if off[7] != "" {
		if to, err = noticeDate(name, off[5:9], year, from); err != nil {
			return h, err
		}
	}
	if to < from || to > from+15 {
		return h, fmt.Errorf("%s一条的起止日期读不通：%s至%s。", name, from.Chinese(), to.Chinese())
	}
	for d := from; d <= to; d++ {
		h.Off = append(h.Off, d)
	}
	if m := howLong.FindStringSubmatch(off[0]); m != nil && number(m[1]) != len(h.Off) {
		return h, fmt.Errorf("%s一条写的是%s天，而%s至%s是%d天，请核对。", name, m[1], from.MonthDay(), to.MonthDay(), len(h.Off))
	}
	for _, sentence := range noticeWork.FindAllString(text, -1) {
		last := from
		for _, m := range noticeOne.FindAllStringSubmatch(sentence, -1) {
			d, err := noticeDate(name, m[1:5], year, last)
			if err != nil {
				return h, err
			}
			h.Work, last = append(h.Work, d), d
		}
	}
	for _, d := range h.Work {
		if slices.Contains(h.Off, d) {
			return h, fmt.Errorf("%s一条里，%s既放假又上班，请核对。", name, d.MonthDay())
		}
	}
	return h, nil
}

// noticeDate reads year, month and day as far as they are written; the month is that of the day before it.
func noticeDate(name string, part []string, year int, before Date) (Date, error) {
	month := number(part[1])
	if part[0] != "" {
		year = number(part[0])
	} else if before != 0 {
		year = before.Year()
	}
	if part[1] == "" && before != 0 {
		_, m, _ := before.YMD()
		month = int(m)
	}
	day := number(part[2])
	if !ValidDate(year, month, day) {
		return 0, fmt.Errorf("%s一条里的日期读不懂：%s月%s日。", name, part[1], part[2])
	}
	d := On(year, time.Month(month), day)
	if w := weekdayIn.FindStringSubmatch(part[3]); w != nil {
		if want := strings.Replace(w[1], "天", "日", 1); weekdays[d.Weekday()] != "周"+want {
			return 0, fmt.Errorf("%s一条里，%s是%s，不是周%s，请核对年份和日期。", name, d.Chinese(), weekdays[d.Weekday()], want)
		}
	}
	return d, nil
}

// Table gives the notice in the form that Calendar.With reads.
func (n HolidayNotice) Table() []byte {
	type day struct {
		Name     string `json:"name"`
		Date     Date   `json:"date"`
		IsOffDay bool   `json:"isOffDay"`
	}
	var days []day
	for _, h := range n.Holidays {
		for _, d := range h.Off {
			days = append(days, day{h.Name, d, true})
		}
		for _, d := range h.Work {
			days = append(days, day{h.Name, d, false})
		}
	}
	slices.SortFunc(days, func(a, b day) int { return cmp.Compare(a.Date, b.Date) })
	raw, err := json.Marshal(days)
	if err != nil {
		panic("branch: days that cannot be written")
	}
	return raw
}
