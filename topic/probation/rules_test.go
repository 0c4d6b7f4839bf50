package probation

import (
	"slices"
	"testing"

	"zhibu/branch"
)

// TestDays are the reminders of 孙振华, of somebody of a month's last day, and of a probation that was extended: the extension moves
// the end, and the days are counted from the day of joining.
func TestDays(t *testing.T) {
	on := func(s string) branch.Date {
		d, err := branch.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		name             string
		joined, extended string
		apply, overdue   string
		inspect          []string
	}{
		{"孙振华", "2026-03-18", "", "2027-02-18", "2027-03-23", []string{"2026-09-18"}},
		{"of 31 August: half a year later is the last of February", "2025-08-31", "", "2026-07-31", "2026-09-03", []string{"2026-02-28"}},
		{"of 29 February", "2024-02-29", "", "2025-01-28", "2025-03-05", []string{"2024-08-29"}},
		{"extended by half a year", "2026-03-18", "2027-09-18", "2027-08-18", "2027-09-22", []string{"2026-09-18", "2027-03-18"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := branch.Member{Joined: on(c.joined)}
			if c.extended != "" {
				m.Extended = on(c.extended)
			}
			if got := applyOn(m); got != on(c.apply) {
				t.Errorf("the application is asked for on %s, want %s", got, c.apply)
			}
			if got := overdueOn(branch.ChinaCalendar(), m); got != on(c.overdue) {
				t.Errorf("it is overdue on %s, want %s", got, c.overdue)
			}
			var want []branch.Date
			for _, s := range c.inspect {
				want = append(want, on(s))
			}
			if got := inspectOn(m); !slices.Equal(got, want) {
				t.Errorf("考察 on %v, want %v", got, want)
			}
		})
	}
}
