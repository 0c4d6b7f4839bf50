package meeting

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
)

// fixedDay is the rule of the 主题党日's fixed day: a day of the month, or a weekday of one of its weeks.
type fixedDay struct {
	day     int          // of the month, from 1; 0: by the week
	week    int          // the how manieth such weekday of the month, from 1
	weekday time.Weekday // of that week
}

// defaultFixedDay is a branch's rule until it says otherwise.
const defaultFixedDay = "每月5日遇休顺延"

var (
	byDay    = regexp.MustCompile(`^每月([0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号](?:遇休顺延)?$`)
	byWeek   = regexp.MustCompile(`^每月第?([1-9]|[一二三四五六])个?(?:周|星期|礼拜)([一二三四五六日天])$`)
	numerals = append([]string{""}, strings.Split("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 二十二 二十三 二十四 二十五 二十六 二十七 二十八 二十九 三十 三十一", " ")...)
	weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}
)

// numeral reads 5 or 五, up to 31; 0 is none.
func numeral(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return max(slices.Index(numerals, s), 0)
}

// readFixedDay reads 每月5日遇休顺延 or 每月第二个周五. It also reads rules that fitsFixedDay refuses with a sentence.
func readFixedDay(text string) (f fixedDay, ok bool) {
	if m := byDay.FindStringSubmatch(text); m != nil {
		f.day = numeral(m[1])
		return f, f.day > 0
	}
	if m := byWeek.FindStringSubmatch(text); m != nil {
		f.week, f.weekday = numeral(m[1]), time.Weekday(max(slices.Index(weekdays, m[2]), 0))
		return f, f.week > 0
	}
	return f, false
}

// String is what readFixedDay reads.
func (f fixedDay) String() string {
	if f.day > 0 {
		return fmt.Sprintf("每月%d日遇休顺延", f.day)
	}
	return "每月第" + numerals[f.week] + "个周" + weekdays[f.weekday]
}

// fits refuses a day that does not come in every month, or is never worked, with what would be right.
func (f fixedDay) fits() error {
	switch {
	case f.day > 28:
		return fmt.Errorf("不是每个月都有%d日，请写1日至28日，例如 %s。", f.day, defaultFixedDay)
	case f.day == 0 && f.week > 4:
		return fmt.Errorf("不是每个月都有第%s个周%s，请写第一个至第四个，例如 每月第二个周五。", numerals[min(f.week, 31)], weekdays[f.weekday])
	case f.day == 0 && (f.weekday == time.Saturday || f.weekday == time.Sunday):
		return errors.New("周六、周日休息，主题党日请定在周一至周五，例如 每月第二个周五。")
	}
	return nil
}

// in returns the fixed day of the month in which a day lies: if that is not worked, the next working day; if there is none left in the
// month, the last one before it, since a 主题党日 of the next month would not count.
func (f fixedDay) in(c *branch.Calendar, day branch.Date) branch.Date {
	month := branch.PeriodOf(branch.Month, day)
	on := month.From + branch.Date(f.day) - 1
	if f.day == 0 {
		first := (int(f.weekday) - int(month.From.Weekday()) + 7) % 7
		on = month.From + branch.Date(first+7*(f.week-1))
	}
	if next := c.OnOrAfter(on); next <= month.To {
		return next
	}
	return c.OnOrBefore(on)
}

// fixedDayOf returns a branch's rule.
func fixedDayOf(s branch.Settings) fixedDay {
	f, ok := readFixedDay(s.PartyDay)
	if !ok {
		f, _ = readFixedDay(defaultFixedDay)
	}
	return f
}

// FixedDay returns the day on which a branch holds its 主题党日 in the month of a day.
func FixedDay(s branch.Settings, c *branch.Calendar, day branch.Date) branch.Date {
	return fixedDayOf(s).in(c, day)
}

// settings are the settings of the meetings.
var settings = []branch.Setting{
	{Key: "party_day", Name: "主题党日", About: "主题党日定在每月哪一天", Since: "下一次主题党日", Like: defaultFixedDay + "，或 每月第二个周五",
		Offer: []string{defaultFixedDay, "每月15日遇休顺延", "每月第一个周五", "每月第二个周五"},
		Get:   func(s branch.Settings) string { return fixedDayOf(s).String() },
		Set: func(s *branch.Settings, v string) bool {
			f, ok := readFixedDay(strings.ReplaceAll(v, " ", ""))
			if s.PartyDay = f.String(); s.PartyDay == defaultFixedDay {
				s.PartyDay = ""
			}
			return ok
		}},
	lessonSetting(), minutesSetting,
}

func lessonSetting() branch.Setting {
	k, _ := KindOf(Lesson)
	return branch.TermSetting("党课", "支部多久上几次党课", k.Duty, "每季度1次", "每月1次", "每半年1次", "每年1次")
}
