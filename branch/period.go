package branch

import (
	"fmt"
	"strings"
	"time"
)

// Span is the length of a calendar period.
type Span string

// The spans there are.
const (
	Month   Span = "month"
	Quarter Span = "quarter"
	Half    Span = "half"
	Year    Span = "year"
	Once    Span = "once" // one period of its own, from a day to a day
)

func (s Span) months() int {
	switch s {
	case Month:
		return 1
	case Quarter:
		return 3
	case Half:
		return 6
	case Year:
		return 12
	}
	panic("branch: a span without months: " + string(s))
}

// Period is one month, quarter, half or year of the calendar, or any other run of days; first and last day included.
type Period struct{ From, To Date }

// PeriodOf returns the period of that span in which the day lies.
func PeriodOf(s Span, day Date) Period {
	y, m, _ := day.YMD()
	n := time.Month(s.months())
	first := m - (m-1)%n
	return Period{On(y, first, 1), On(y, first+n, 1) - 1}
}

// Next returns the period of the same span that follows; the zero Period after one that is no span's.
func (p Period) Next() Period {
	s, _, _ := p.parts()
	if s == Once {
		return Period{}
	}
	return PeriodOf(s, p.To+1)
}

// parts returns what the period is called by: its span, its year, and its number within the year from 1.
func (p Period) parts() (s Span, year, n int) {
	year, last, _ := p.To.YMD()
	for _, s = range []Span{Month, Quarter, Half, Year} {
		if PeriodOf(s, p.From) == p {
			return s, year, int(last) / s.months()
		}
	}
	return Once, year, 0
}

// String is 2026年3月, 2026年第二季度, 2026年上半年, 2026年, or 2026年3月2日至2026年5月31日.
func (p Period) String() string {
	switch s, year, n := p.parts(); s {
	case Month:
		return fmt.Sprintf("%d年%d月", year, n)
	case Quarter:
		return fmt.Sprintf("%d年第%s季度", year, [...]string{"一", "二", "三", "四"}[n-1])
	case Half:
		return fmt.Sprintf("%d年%s半年", year, [...]string{"上", "下"}[n-1])
	case Year:
		return fmt.Sprintf("%d年", year)
	}
	return p.From.Chinese() + "至" + p.To.Chinese()
}

// Short is String without its year: 第二季度, 上半年, 全年; for what is shown of the current year.
func (p Period) Short() string {
	switch s, _, _ := p.parts(); s {
	case Year:
		return "全年"
	case Once:
		return p.From.MonthDay() + "至" + p.To.MonthDay()
	}
	_, short, _ := strings.Cut(p.String(), "年")
	return short
}

// Key is 2026M03, 2026Q2, 2026H1, 2026 or 2026-03-02~2026-05-31: it never changes, so that records may be kept under it.
func (p Period) Key() string {
	switch s, year, n := p.parts(); s {
	case Month:
		return fmt.Sprintf("%04dM%02d", year, n)
	case Quarter:
		return fmt.Sprintf("%04dQ%d", year, n)
	case Half:
		return fmt.Sprintf("%04dH%d", year, n)
	case Year:
		return fmt.Sprintf("%04d", year)
	}
	return p.From.String() + "~" + p.To.String()
}
