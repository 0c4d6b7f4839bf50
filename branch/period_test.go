package branch

import "testing"

func TestPeriod(t *testing.T) {
	for _, x := range []struct {
		span           Span
		day            string
		from, to       string
		name, key      string
		next, nextName string
	}{
		{Quarter, "2026-01-01", "2026-01-01", "2026-03-31", "2026年第一季度", "2026Q1", "2026Q2", "2026年第二季度"},
		{Quarter, "2026-06-30", "2026-04-01", "2026-06-30", "2026年第二季度", "2026Q2", "2026Q3", "2026年第三季度"},
		{Quarter, "2028-02-29", "2028-01-01", "2028-03-31", "2028年第一季度", "2028Q1", "2028Q2", "2028年第二季度"},
		{Quarter, "2026-12-31", "2026-10-01", "2026-12-31", "2026年第四季度", "2026Q4", "2027Q1", "2027年第一季度"},
		{Half, "2026-06-30", "2026-01-01", "2026-06-30", "2026年上半年", "2026H1", "2026H2", "2026年下半年"},
		{Half, "2026-07-01", "2026-07-01", "2026-12-31", "2026年下半年", "2026H2", "2027H1", "2027年上半年"},
		{Year, "2026-07-01", "2026-01-01", "2026-12-31", "2026年", "2026", "2027", "2027年"},
	} {
		p := PeriodOf(x.span, date(x.day))
		if p != (Period{date(x.from), date(x.to)}) || p.String() != x.name || p.Key() != x.key {
			t.Errorf("%s of %s: %s to %s, %s, %s", x.span, x.day, p.From, p.To, p, p.Key())
		}
		if n := p.Next(); n.From != p.To+1 || n.Key() != x.next || n.String() != x.nextName {
			t.Errorf("after %s: %s from %s", p, n, n.From)
		}
	}
}

// Every day is in one period of each span, and walking from period to period leaves none out.
func TestPeriodsFollow(t *testing.T) {
	for _, s := range []Span{Quarter, Half, Year} {
		p := PeriodOf(s, On(2024, 1, 1))
		for d := On(2024, 1, 1); d <= On(2032, 12, 31); d++ {
			if d > p.To {
				p = p.Next()
			}
			if got := PeriodOf(s, d); got != p || d < p.From || d > p.To {
				t.Fatalf("%s of %s is %s", s, d, got)
			}
		}
	}
}
