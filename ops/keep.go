package ops

import (
	"fmt"
	"slices"
	"time"
)

// Rule says which backups of a folder are kept: the newest of each of the last so many days, weeks and months that
// have one.
type Rule struct{ Days, Weeks, Months int }

// DefaultRule keeps some two dozen backups that reach back a year.
var DefaultRule = Rule{Days: 7, Weeks: 4, Months: 12}

// ParseRule reads "7,4,12".
func ParseRule(s string) (r Rule, ok bool) {
	var rest string
	n, _ := fmt.Sscanf(s+" .", "%d,%d,%d %s", &r.Days, &r.Weeks, &r.Months, &rest)
	return r, n == 4 && rest == "." && r.Days > 0 && r.Weeks >= 0 && r.Months >= 0
}

// String returns a rule as ParseRule reads it.
func (r Rule) String() string { return fmt.Sprintf("%d,%d,%d", r.Days, r.Weeks, r.Months) }

// Spare returns those of the backups made at these times that need not be kept. The newest is never among them.
func (r Rule) Spare(made []time.Time) (spare []time.Time) {
	made = slices.SortedFunc(slices.Values(made), func(a, b time.Time) int { return b.Compare(a) })
	keep := map[time.Time]bool{}
	for _, part := range []struct {
		most int
		of   func(time.Time) string
	}{
		{max(r.Days, 1), func(t time.Time) string { return t.Format("2006-01-02") }},
		{r.Weeks, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, w) }},
		{r.Months, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		seen := map[string]bool{}
		for _, t := range made {
			if p := part.of(t); !seen[p] && len(seen) < part.most {
				seen[p], keep[t] = true, true
			}
		}
	}
	for _, t := range made {
		if !keep[t] {
			spare = append(spare, t)
		}
	}
	return spare
}
