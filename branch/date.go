package branch

import (
	"fmt"
	"time"
)

// Shanghai is the one time zone of the product. It is fixed at +08:00, which it has been since 1991;
// dates before that are dates, not instants, so the zone's older rules never matter.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a calendar day, counted from 0001-01-01 as 1. The zero Date means "none".
type Date int32

var epoch = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

// On returns the day of a year, month and day, which are taken as time.Date takes them (month 13 is next January).
func On(year int, month time.Month, day int) Date {
	if year < 1 || month < time.January || month > time.December { // time.Date carries over
		return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400-epoch.Unix()/86400) + 1
	}
	y, m := year, int(month) // of a year that begins with March: its last month is the one that differs
	if m -= 3; m < 0 {
		y, m = y-1, m+12
	}
	return Date(365*y + y/4 - y/100 + y/400 + (153*m+2)/5 + day - 306)
}

// DateOf returns the day in Shanghai that t falls on.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Shanghai).Date()
	return On(y, m, d)
}

// ValidDate reports whether the year has that month and that month that day.
func ValidDate(year, month, day int) bool {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 {
		return false
	}
	_, m, _ := On(year, time.Month(month), day).YMD()
	return m == time.Month(month)
}

// YMD returns year, month and day.
func (d Date) YMD() (year int, month time.Month, day int) {
	if d < 1 {
		return d.utc().Date()
	}
	n := int(d) + 305 // days since 1 March of the year 0
	era := n / 146097 // of 400 years
	n %= 146097
	y := (n - n/1460 + n/36524 - n/146096) / 365
	n -= 365*y + y/4 - y/100
	m := (5*n + 2) / 153 // from March on
	day = n - (153*m+2)/5 + 1
	if y += 400 * era; m < 10 {
		return y, time.Month(m + 3), day
	}
	return y + 1, time.Month(m - 9), day
}

// Year returns the year.
func (d Date) Year() int {
	y, _, _ := d.YMD()
	return y
}

// MonthStart returns the first day of its month.
func (d Date) MonthStart() Date {
	y, m, _ := d.YMD()
	return On(y, m, 1)
}

// AddMonths returns the same day so many months later, or earlier; the last of a month that does not have that day.
func (d Date) AddMonths(months int) Date {
	y, m, day := d.YMD()
	return min(On(y, m+time.Month(months), 1)+Date(day)-1, On(y, m+time.Month(months)+1, 1)-1)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// At returns the instant of a wall clock on that day in Shanghai.
func (d Date) At(hour, minute int) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, m, day, hour, minute, 0, 0, Shanghai)
}

func (d Date) utc() time.Time { return epoch.AddDate(0, 0, int(d)-1) }

// String is 2026-06-01, or "" for none.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.YMD()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// Chinese is 2026年6月1日, or "" for none.
func (d Date) Chinese() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.YMD()
	return fmt.Sprintf("%d年%d月%d日", y, m, day)
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// ChineseWeekday is 2026年6月1日（周一）.
func (d Date) ChineseWeekday() string { return d.Chinese() + "（" + weekdays[d.Weekday()] + "）" }

// MonthDay is 6月1日.
func (d Date) MonthDay() string {
	_, m, day := d.YMD()
	return fmt.Sprintf("%d月%d日", m, day)
}

// MarshalText writes what String gives.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	got, err := ParseDate(string(b))
	*d = got
	return err
}

// ParseDate reads 2026-06-01 and nothing else. (What people type is read by ReadDate.)
func ParseDate(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("branch: %q is not a date as 2026-06-01", s)
	}
	return On(t.Date()), nil
}

// Years counts the whole years from d to day by the calendar: they go up on the anniversary itself.
// Somebody of 29 February has it on 28 February in common years, or on 1 March if marchFirst.
func (d Date) Years(day Date, marchFirst bool) int {
	n := day.Year() - d.Year()
	if d.Anniversary(day.Year(), marchFirst) > day {
		n--
	}
	return n
}

// Anniversary returns the day in year on which d's anniversary is kept (29 February: see Years).
func (d Date) Anniversary(year int, marchFirst bool) Date {
	_, m, day := d.YMD()
	if m == time.February && day == 29 && !ValidDate(year, 2, 29) {
		if marchFirst {
			return On(year, time.March, 1)
		}
		return On(year, time.February, 28)
	}
	return On(year, m, day)
}
