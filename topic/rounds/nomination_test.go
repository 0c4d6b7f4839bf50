package rounds

import (
	"fmt"
	"strings"
	"testing"

	"zhibu/branch"
)

// dragonBoat is the calendar with 端午 of the years without a notice as the rule of the notice of 2024-11-12 gives it:
// 3 days joined to the weekend. Its days are by the lunar calendar: 2027-06-09, 2028-05-28, 2029-06-16, 2030-06-05.
func dragonBoat(t *testing.T) *branch.Calendar {
	c := branch.ChinaCalendar()
	for _, off := range []string{
		"2027-06-09", // a Wednesday: that day only
		"2028-05-27 2028-05-28 2028-05-29",
		"2029-06-16 2029-06-17 2029-06-18",
		"2030-06-05", // a Wednesday
	} {
		c = daysOff(t, c, off)
	}
	return c
}

// daysOff returns the calendar with days off added: "2029-06-16 2029-06-17" in the year of the first.
func daysOff(t *testing.T, c *branch.Calendar, off string) *branch.Calendar {
	t.Helper()
	days := strings.Fields(off)
	var rows []string
	for _, d := range days {
		rows = append(rows, fmt.Sprintf(`{"name": "假", "date": %q, "isOffDay": true}`, d))
	}
	c, err := c.With(0, onDay(days[0]).Year(), []byte("["+strings.Join(rows, ",")+"]"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// onDay returns the day that is written like 2026-06-01.
func onDay(s string) branch.Date {
	d, err := branch.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestLatestNominationClose(t *testing.T) {
	c := dragonBoat(t)
	for _, want := range []string{"2025-06-17", "2026-06-16", "2027-06-17", "2028-06-19", "2029-06-15", "2030-06-17"} {
		year := onDay(want).Year()
		got := LatestNominationClose(c, year, 5)
		if got != onDay(want) {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
		plain := onDay(want)
		if year == 2029 {
			plain = onDay("2029-06-18") // the Monday after 端午, until the notice is loaded
		}
		if got := LatestNominationClose(branch.ChinaCalendar(), year, 5); got != plain {
			t.Errorf("%d without a notice: %s, want %s", year, got, plain)
		}

		// Forward, stage by stage: 公示 is over by 30 June from that close, and not from the next working day.
		ends := func(close branch.Date) branch.Date {
			present := c.Add(close, 3)
			decide := c.Add(present, 1)
			return c.Add(decide, 5)
		}
		if june30 := branch.On(year, 6, 30); ends(got) > june30 || ends(c.Add(got, 1)) <= june30 {
			t.Errorf("%d: 公示 ends on %s, a working day later on %s", year, ends(got), ends(c.Add(got, 1)))
		}
	}
}

func TestNominationWindow(t *testing.T) {
	c := dragonBoat(t)
	for _, x := range []struct {
		year    int
		on, end string
		want    string // the window, or what the refusal says
	}{
		{2025, "05-20", "06-10", "05-20 to 06-10"},
		{2026, "05-20", "06-10", "05-20 to 06-10"},
		{2027, "05-20", "06-10", "05-20 to 06-10"},
		{2028, "05-20", "06-10", "05-22 to 06-09"}, // both Saturdays
		{2029, "05-20", "06-10", "05-21 to 06-08"}, // both Sundays
		{2030, "05-20", "06-10", "05-20 to 06-10"},
		{2026, "05-20", "06-16", "05-20 to 06-16"}, // the latest
		{2026, "05-20", "06-17", "2026年6月16日（周二）"},
		{2028, "05-20", "06-18", "05-22 to 06-16"}, // a Sunday, moved back to where it fits
		{2026, "06-10", "06-10", "06-10 to 06-10"}, // one day
		{2026, "06-10", "06-09", "2026年6月16日（周二）"},
		{2028, "06-10", "06-11", "2028年6月19日（周一）"}, // a weekend, after which the opening is later than the close
		{2026, "05-20", "7-10", "2026年6月16日（周二）"},
		{2026, "02-29", "06-10", "2026年6月16日（周二）"},
		{2026, "", "06-10", "2026年6月16日（周二）"},
		{2026, "07-02", "07-10", "2026年6月16日（周二）"},
	} {
		s := branch.DefaultSettings()
		s.NominateOn, s.NominateEnd = x.on, x.end
		w, err := NominationWindow(c, x.year, s)
		if err != nil {
			if !strings.Contains(err.Error(), x.want) || !strings.HasSuffix(err.Error(), "。") {
				t.Errorf("%d, %s to %s: %v", x.year, x.on, x.end, err)
			}
			continue
		}
		if got := w.Opens.Format("01-02") + " to " + w.Closes.Format("01-02"); got != x.want {
			t.Errorf("%d, %s to %s: %s, want %s", x.year, x.on, x.end, got, x.want)
		}
		if hours := w.Opens.Format("15:04 -07") + w.Closes.Format(" 15:04 -07"); hours != "09:00 +08 18:00 +08" {
			t.Errorf("%d: %s", x.year, hours)
		}
	}
}

func TestNominationReminders(t *testing.T) {
	c := dragonBoat(t)
	for _, x := range []struct{ opens, closes, want string }{
		{"2026-05-20", "2026-06-10", "[06-03 09:00 06-05 09:00 06-09 09:00]"},
		{"2028-05-22", "2028-06-09", "[06-02 09:00 06-06 09:00 06-08 09:00]"},
		{"2025-05-20", "2025-06-03", "[05-26 09:00 05-28 09:00 05-30 09:00]"}, // over 端午
		{"2026-06-05", "2026-06-10", "[06-09 09:00]"},                         // 3 days before it opens only
		{"2026-06-10", "2026-06-10", "[]"},
	} {
		var got []string
		for _, at := range NominationReminders(c, Window{onDay(x.opens).At(9, 0), onDay(x.closes).At(18, 0)}) {
			got = append(got, at.Format("01-02 15:04"))
		}
		if fmt.Sprint(got) != x.want {
			t.Errorf("%s to %s: %v, want %s", x.opens, x.closes, got, x.want)
		}
	}
}
