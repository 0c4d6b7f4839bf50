package term

import (
	"slices"
	"testing"

	"zhibu/branch"
)

// TestTerm are the ends of terms, the days on which they are reminded of, and what is refused.
func TestTerm(t *testing.T) {
	const today = "2026-11-30"
	on := func(s string) (d branch.Date) {
		if s != "" {
			var err error
			if d, err = branch.ParseDate(s); err != nil {
				t.Fatal(err)
			}
		}
		return d
	}
	for _, c := range []struct {
		name, from, until, end string
		days                   []string
		wrong                  string
	}{
		{"three years", "2024-03-10", "", "2027-03-10", []string{"2026-09-10", "2026-12-10", "2027-02-10"}, ""},
		{"of 31 August: the month has no such day", "2025-08-31", "", "2028-08-31", []string{"2028-02-29", "2028-05-31", "2028-07-31"}, ""},
		{"of 29 February", "2024-02-29", "", "2027-02-28", []string{"2026-08-28", "2026-11-28", "2027-01-28"}, ""},
		{"put off", "2023-12-01", "2027-06-01", "2027-06-01", []string{"2026-12-01", "2027-03-01", "2027-05-01"}, ""},
		{"put off by a year to the day", "2023-12-01", "2027-12-01", "2027-12-01", []string{"2027-06-01", "2027-09-01", "2027-11-01"}, ""},
		{"put off by more", "2023-12-01", "2027-12-02", "", nil, "提前、延期换届一般不超过1年，应在2025年12月1日至2027年12月1日之间（《关于党的基层组织任期的意见》）。"},
		{"brought forward by more", "2023-12-01", "2025-11-30", "", nil, "提前、延期换届一般不超过1年，应在2025年12月1日至2027年12月1日之间（《关于党的基层组织任期的意见》）。"},
		{"ended, not a year ago", "2022-12-01", "", "2025-12-01", []string{"2025-06-01", "2025-09-01", "2025-11-01"}, ""},
		{"ended long ago", "2020-12-01", "", "", nil, "从这一天算起，任期早已届满，请核对日期。"},
		{"to come", "2026-12-01", "", "", nil, "选举还没有进行：日期不能晚于今天。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			term := Term{From: on(c.from), Until: on(c.until)}
			err := term.fits(on(today))
			if err == nil && c.wrong != "" || err != nil && err.Error() != c.wrong {
				t.Fatalf("is refused with %v, want %q", err, c.wrong)
			}
			if c.wrong != "" {
				return
			}
			if got := term.End(); got != on(c.end) {
				t.Errorf("ends on %s, want %s", got, c.end)
			}
			var days []branch.Date
			for _, d := range c.days {
				days = append(days, on(d))
			}
			if got := term.days(); !slices.Equal(got, days) {
				t.Errorf("is reminded of on %v, want %v", got, days)
			}
		})
	}
}
