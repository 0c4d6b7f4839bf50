package branch

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Holiday is one line of the State Council's yearly notice: the days that are off, and those worked instead (调休).
type Holiday struct {
	Name string
	Off  []Date // in order, as Work
	Work []Date
}

// HolidayNotice is what a notice of a year's holidays says.
type HolidayNotice struct {
	Year     int
	Holidays []Holiday
	Passed   []string // sentences with a date that were not read as days off or worked
}

// usual are the holidays of every year. Of those by the sun's calendar, the days.
var usual = []struct {
	name string
	days []int // 100 × month + day
}{{"元旦", []int{101}}, {"春节", nil}, {"清明节", nil}, {"劳动节", []int{501, 502}}, {"端午节", nil}, {"中秋节", nil}, {"国庆节", []int{1001, 1002, 1003}}}

var (
	noticeYear = regexp.MustCompile(`(\d{4})年\s*(?:部分)?节假日安排`)
	// noticeHead is what stands before a colon at the beginning of a sentence. With a date behind it, it is a holiday, whatever it is
	// called: a year may have one that nobody foresaw.
	noticeHead  = regexp.MustCompile(`(?:^|[\n。；;]|[一二三四五六七八九十][、.．]|\d[、.．)）])(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]+)?([\p{Han}、·“”\d]{2,40}?)(?:[（(][^）)：:]*[）)])?[：:]`)
	noticeDay   = regexp.MustCompile(`(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^）)]*)[）)])?`)
	noticeVerb  = regexp.MustCompile(`不?(放假|补休|调休|休息|休假|上班|补班|调班)`)
	noticeRange = regexp.MustCompile(`^起?(?:至|到|—+|–+|-+|~|～)$`)
	noticeList  = regexp.MustCompile(`^[、，,和及与]?$`)
	// signed is a line of nothing but a date: when the notice was given.
	signed    = regexp.MustCompile(`(?m)^[（(]?\d{4}年\d{1,2}月\d{1,2}日[）)]?(?:印发)?$`)
	advice    = regexp.MustCompile(`鼓励|提倡|建议|可结合`) // 「鼓励…在除夕休息」 is no day off
	howLong   = regexp.MustCompile(`(?:共|放假|调休|补休|休息|休假)计?(\d{1,2}|[一二两三四五六七八九十])天`)
	weekdayIn = regexp.MustCompile(`(?:周|星期)([日天一二三四五六])`)
)

// ReadHolidays reads a notice of holidays: the sentences of the State Council, as they are pasted (元旦：1月1日（周四）至3日（周六）
// 放假调休，共3天。1月4日（周日）上班。), or a table in holiday-cn's form. The year is the notice's own, or else year. What does not
// agree with itself (a weekday, a number of days), is not understood or is not a whole year is refused, in a sentence that says
// where: a wrong calendar moves deadlines.
func ReadHolidays(text string, year int) (n HolidayNotice, err error) {
	if len(text) > longestNotice {
		return n, errors.New("文字太长，不像一年的放假安排。请只粘贴“一、元旦”到“七、国庆节”的各条。")
	}
	if head := strings.TrimSpace(text); strings.HasPrefix(head, "[") || strings.HasPrefix(head, "{") {
		n, err = readHolidayTable([]byte(head), year)
	} else {
		n, err = readNotice(text, year)
	}
	switch {
	case err != nil:
	case draft.MatchString(text):
		err = fmt.Errorf("这里写着“%s”，不是正式的通知。请等国务院办公厅正式公布后再载入。", draft.FindString(text))
	case len(PrivateNumbers(text)) > 0:
		err = errors.New("里面有身份证号或手机号，不能保存，请删去号码。")
	default:
		err = n.Whole()
	}
	if err == nil {
		err = n.likely()
	}
	if err != nil {
		return HolidayNotice{}, err
	}
	return n, nil
}

// longestNotice is the longest text that is read as a notice: ten times what a table of a year takes. // bytes
const longestNotice = 100 << 10

// draft is what a text says of itself that is no notice yet.
var draft = regexp.MustCompile(`征求意见稿?|意见稿|草案|送审稿|讨论稿|未定稿|预测|非官方|仅供参考|模拟`)

// seasons are when the days off of a holiday can lie, as 100 × month + day; from the December before where the first is later.
var seasons = []struct {
	name        string
	first, last int
}{{"元旦", 1220, 105}, {"春节", 117, 305}, {"清明节", 401, 410}, {"劳动节", 425, 508}, {"端午节", 525, 630}, {"中秋节", 904, 1012}, {"国庆节", 928, 1012}}

// workedWithin is how many days before or after its days off a holiday is worked for, at most.
const workedWithin = 21

// likely returns an error, a sentence, for days that can be none of a year's holidays: a slip in one moves deadlines.
func (n HolidayNotice) likely() error {
	off := map[Date]bool{}
	for _, h := range n.Holidays {
		for _, d := range h.Off {
			off[d] = true
		}
	}
	for _, h := range n.Holidays {
		for _, d := range append(slices.Clone(h.Off), h.Work...) {
			_, month, _ := d.YMD()
			before := d.Year() == n.Year-1 && month == time.December && strings.Contains(h.Name, "元旦")
			if d.Year() != n.Year && !before {
				return fmt.Errorf("%s一条里的%s不在%d年，请核对。", h.Name, d.Chinese(), n.Year)
			}
		}
		for _, d := range h.Off {
			if !inSeason(h.Name, d) {
				return fmt.Errorf("%s一条写着%s放假，不会在这个时候，请核对。", h.Name, d.MonthDay())
			}
		}
		for _, d := range h.Work {
			switch {
			case off[d]:
				return fmt.Errorf("%s有一处写着放假，又有一处写着上班，请核对。", d.MonthDay())
			case workday(d):
				return fmt.Errorf("%s一条写着%s（%s）上班，这一天本来就上班，请核对。", h.Name, d.MonthDay(), weekdays[d.Weekday()])
			case d < h.Off[0]-workedWithin || d > h.Off[len(h.Off)-1]+workedWithin:
				return fmt.Errorf("%s一条写着%s上班，离%s太远，请核对。", h.Name, d.MonthDay(), h.Name)
			}
		}
	}
	return nil
}

// inSeason reports whether a day can be off for a holiday, or for one of several in one; nobody knows of one that is not usual.
func inSeason(name string, d Date) bool {
	_, month, day := d.YMD()
	at, known := 100*int(month)+day, false
	for _, s := range seasons {
		if !strings.Contains(name, s.name) {
			continue
		}
		known = true
		if s.first <= s.last && at >= s.first && at <= s.last || s.first > s.last && (at >= s.first || at <= s.last) {
			return true
		}
	}
	return !known
}

// Whole returns an error, a sentence, for a notice that cannot be a year's: one holiday must not take the place of seven.
func (n HolidayNotice) Whole() error {
	for _, u := range usual {
		var all []Holiday
		for _, h := range n.Holidays {
			if strings.Contains(h.Name, u.name) {
				all = append(all, h)
			}
		}
		switch {
		case len(all) == 0:
			return fmt.Errorf("没有读到%s的安排。请把国务院办公厅通知中“一、元旦”到“七、国庆节”的各条完整粘贴过来。", u.name)
		case len(all) > 1:
			return fmt.Errorf("%s的安排写了两次，请只留一条。", u.name)
		case len(all[0].Off) == 0:
			return fmt.Errorf("%s一条没有写放假的日期。", u.name)
		}
		for _, day := range u.days {
			if d := On(n.Year, time.Month(day/100), day%100); !slices.Contains(all[0].Off, d) && workday(d) {
				return fmt.Errorf("%s一条里没有%s，而这一天是法定假日，请核对。", u.name, d.MonthDay())
			}
		}
	}
	return nil
}

// ErrNoYear is returned for holidays of which neither they nor who sent them say the year.
var ErrNoYear = errors.New("没有写明是哪一年的放假安排。")

// workday reports whether a day is one of Monday to Friday.
func workday(d Date) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

var tidyNotice = strings.NewReplacer("\u00a0", "", "　", "", " ", "", "\t", "", "\r", "",
	"０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

func readNotice(text string, year int) (HolidayNotice, error) {
	text = signed.ReplaceAllString(tidyNotice.Replace(text), "")
	n := HolidayNotice{Year: year}
	if m := noticeYear.FindStringSubmatch(text); m != nil {
		n.Year = number(m[1])
	}
	if n.Year == 0 {
		return n, ErrNoYear
	}
	heads := noticeHead.FindAllStringSubmatchIndex(text, -1)
	before := len(text) // of the first holiday
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][2]
		}
		body := strings.ReplaceAll(text[h[1]:end], "\n", "")
		if !noticeDay.MatchString(body) {
			continue
		}
		before = min(before, h[2])
		holiday, passed, err := readHoliday(text[h[2]:h[3]], body, n.Year)
		if err != nil {
			return HolidayNotice{}, err
		}
		n.Holidays, n.Passed = append(n.Holidays, holiday), append(n.Passed, passed...)
	}
	for _, sentence := range sentences(text[:before]) {
		if noticeDay.MatchString(sentence) {
			n.Passed = append(n.Passed, sentence)
		}
	}
	return n, nil
}

func sentences(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。；;\n", r) })
}

// readHoliday reads what a notice says of one holiday: days (a span, or some) before a word that says what they are.
func readHoliday(name, text string, year int) (h Holiday, passed []string, err error) {
	h.Name = name
	var last Date
	for _, sentence := range sentences(text) {
		if advice.MatchString(sentence) {
			if noticeDay.MatchString(sentence) {
				passed = append(passed, sentence)
			}
			continue
		}
		if last, err = h.sentence(sentence, year, last); err != nil {
			return h, nil, err
		}
	}
	for _, days := range []*[]Date{&h.Off, &h.Work} {
		slices.Sort(*days)
		*days = slices.Compact(*days)
	}
	if len(h.Off) == 0 {
		return h, nil, fmt.Errorf("%s一条没有写放假的日期。", name)
	}
	for _, d := range h.Work {
		if slices.Contains(h.Off, d) {
			return h, nil, fmt.Errorf("%s一条里，%s既放假又上班，请核对。", name, d.MonthDay())
		}
	}
	return h, passed, nil
}

// sentence reads one sentence. before is the last day that was named before it.
func (h *Holiday) sentence(s string, year int, before Date) (Date, error) {
	unclear := fmt.Errorf("%s一条里这句读不懂：“%s”。请写成“1月1日（周五）至3日（周日）放假，共3天。1月4日（周一）上班”的样子。", h.Name, s)
	at := noticeDay.FindAllStringSubmatchIndex(s, -1)
	var open []Date // days whose word is still to come
	var groups []int
	say := func(verb string) bool {
		switch {
		case len(open) == 0:
			return true
		case strings.HasPrefix(verb, "不"):
			return false
		case strings.HasSuffix(verb, "班"):
			h.Work = append(h.Work, open...)
		default:
			h.Off = append(h.Off, open...)
		}
		groups, open = append(groups, len(open)), nil
		return true
	}
	upTo := false
	for i, m := range at {
		part := make([]string, 4)
		for k := range part {
			if from := m[2*k+2]; from >= 0 {
				part[k] = s[from:m[2*k+3]]
			}
		}
		d, err := readNoticeDay(h.Name, part, year, before)
		if err != nil {
			return 0, err
		}
		if upTo {
			if d < before || d > before+15 {
				return 0, fmt.Errorf("%s一条的起止日期读不通：%s至%s。", h.Name, before.Chinese(), d.Chinese())
			}
			for x := before + 1; x < d; x++ {
				open = append(open, x)
			}
		}
		open, before = append(open, d), d
		gap := s[m[1]:]
		if i+1 < len(at) {
			gap = s[m[1]:at[i+1][0]]
		}
		if upTo = noticeRange.MatchString(gap); upTo {
			continue
		}
		verb := noticeVerb.FindString(gap)
		switch {
		case verb == "" && i+1 < len(at) && noticeList.MatchString(gap):
		case verb == "" && i+1 < len(at), verb != "" && !say(verb):
			return 0, unclear
		}
	}
	if len(open) > 0 { // 「补休日期为5月3日、4日」
		if verb := noticeVerb.FindString(s[:at[0][0]]); len(groups) > 0 || verb == "" || !say(verb) {
			return 0, unclear
		}
	}
	for _, m := range howLong.FindAllStringSubmatch(s, -1) {
		n := number(m[1])
		if i := slices.Index([]string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}, strings.Replace(m[1], "两", "二", 1)); i >= 0 {
			n = i + 1
		}
		if len(h.Off) > 0 && !slices.Contains(append(groups, len(h.Off), int(slices.Max(h.Off)-slices.Min(h.Off))+1), n) {
			return 0, fmt.Errorf("%s一条写的是%s天，而%s是%d天，请核对。", h.Name, m[1], Spans(h.Off), len(h.Off))
		}
	}
	return before, nil
}

// readNoticeDay reads year, month and day as far as they are written; the month is that of the day before it.
func readNoticeDay(name string, part []string, year int, before Date) (Date, error) {
	month := number(part[1])
	switch {
	case part[0] != "":
		year = number(part[0])
	case part[1] == "" && before != 0:
		y, m, _ := before.YMD()
		year, month = y, int(m)
	case month == 12 && strings.Contains(name, "元旦"):
		year--
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

// Spans writes days that are in order, those that follow each other as one: 5月1日、5月3日至5月4日.
func Spans(days []Date) string {
	var parts []string
	for i := 0; i < len(days); {
		last := i
		for last+1 < len(days) && days[last+1] == days[last]+1 {
			last++
		}
		part := days[i].MonthDay()
		if last > i {
			part += "至" + days[last].MonthDay()
		}
		parts, i = append(parts, part), last+1
	}
	return strings.Join(parts, "、")
}

// tableDay is a day of a table in holiday-cn's form.
type tableDay struct {
	Name     string `json:"name"`
	Date     Date   `json:"date"`
	IsOffDay *bool  `json:"isOffDay"` // a missing one must not read as a day to work
}

// readTable returns the days of a table: holiday-cn's list, or its whole file with the year that it names, 0 for none.
func readTable(table []byte) (days []tableDay, year int, err error) {
	var file struct {
		Year int        `json:"year"`
		Days []tableDay `json:"days"`
	}
	if bytes.HasPrefix(bytes.TrimSpace(table), []byte("[")) {
		err = json.Unmarshal(table, &file.Days)
	} else {
		err = json.Unmarshal(table, &file)
	}
	return file.Days, file.Year, err
}

func readHolidayTable(table []byte, year int) (HolidayNotice, error) {
	days, named, err := readTable(table)
	if named != 0 {
		year = named
	}
	if err == nil && year == 0 {
		return HolidayNotice{}, ErrNoYear
	}
	if _, bad := new(Calendar).With(0, year, table); err != nil || bad != nil {
		return HolidayNotice{}, cmp.Or(bad, err)
	}
	n := HolidayNotice{Year: year}
	slices.SortStableFunc(days, func(a, b tableDay) int { return cmp.Compare(a.Date, b.Date) })
	for _, d := range days {
		if d.Name == "" {
			return HolidayNotice{}, errors.New("表里有的日期没有写是哪个节日，请核对。")
		}
		i := slices.IndexFunc(n.Holidays, func(h Holiday) bool { return h.Name == d.Name })
		if i < 0 {
			i = len(n.Holidays)
			n.Holidays = append(n.Holidays, Holiday{Name: d.Name})
		}
		h := &n.Holidays[i]
		if *d.IsOffDay {
			h.Off = append(h.Off, d.Date)
		} else {
			h.Work = append(h.Work, d.Date)
		}
	}
	return n, nil
}

// Table returns the notice in the form that Calendar.With reads.
func (n HolidayNotice) Table() []byte {
	var days []tableDay
	for _, h := range n.Holidays {
		for _, d := range h.Off {
			days = append(days, tableDay{h.Name, d, new(true)})
		}
		for _, d := range h.Work {
			days = append(days, tableDay{h.Name, d, new(bool)})
		}
	}
	slices.SortFunc(days, func(a, b tableDay) int { return cmp.Compare(a.Date, b.Date) })
	raw, err := json.Marshal(days)
	if err != nil {
		panic("branch: days that cannot be written")
	}
	return raw
}
