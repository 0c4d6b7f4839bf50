package branch

import (
	"fmt"
	"time"
)

// Span is the length of a calendar period.
type Span string

// The spans there are.
const (
	Quarter Span = "quarter"
	Half    Span = "half"
	Year    Span = "year"
)

func (s Span) months() int {
	switch s {
	case Quarter:
		return 3
	case Half:
		return 6
	case Year:
		return 12
	}
	panic("branch: no such span: " + string(s))
}

// Period is one quarter, half or year of the calendar, first and last day included.
type Period struct{ From, To Date }

// PeriodOf gives the period of that span in which the day lies.
func PeriodOf(s Span, day Date) Period {
	y, m, _ := day.YMD()
	n := time.Month(s.months())
	first := m - (m-1)%n
	return Period{On(y, first, 1), On(y, first+n, 1) - 1}
}

// Next gives the period of the same span that follows.
func (p Period) Next() Period {
	s, _, _ := p.parts()
	return PeriodOf(s, p.To+1)
}

// parts gives what the period is called by: its span, its year, and its number within the year from 1.
func (p Period) parts() (s Span, year, n int) {
	year, last, _ := p.To.YMD()
	_, first, _ := p.From.YMD()
	for _, s = range []Span{Quarter, Half, Year} {
		if int(last-first)+1 == s.months() {
			return s, year, int(last) / s.months()
		}
	}
	panic(fmt.Sprintf("branch: no period: %v to %v", p.From, p.To))
}

// String is 2026年第二季度, 2026年上半年 or 2026年.
func (p Period) String() string {
	switch s, year, n := p.parts(); s {
	case Quarter:
		return fmt.Sprintf("%d年第%s季度", year, [...]string{"一", "二", "三", "四"}[n-1])
	case Half:
		return fmt.Sprintf("%d年%s半年", year, [...]string{"上", "下"}[n-1])
	default:
		return fmt.Sprintf("%d年", year)
	}
}

// Key is 2026Q2, 2026H1 or 2026: it never changes, so that records may be kept under it.
func (p Period) Key() string {
	switch s, year, n := p.parts(); s {
	case Quarter:
		return fmt.Sprintf("%04dQ%d", year, n)
	case Half:
		return fmt.Sprintf("%04dH%d", year, n)
	default:
		return fmt.Sprintf("%04d", year)
	}
}
