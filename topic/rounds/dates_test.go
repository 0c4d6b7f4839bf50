package rounds

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
)

// laterYears is the calendar with holidays of years whose notices are still to come, as the usual rules would give them.
// They are test data. From 2025 to 2030 and in 2033, 1 July falls on each day of the week.
func laterYears(t *testing.T) *branch.Calendar {
	c := dragonBoat(t)
	for _, off := range []string{
		"2033-06-01", // 端午, a Wednesday
		"2031-06-24", // a Tuesday
		"2032-06-12 2032-06-13 2032-06-14",
	} {
		c = daysOff(t, c, off)
	}
	return c
}

// TestGoodMemberDates counts the stages of 身边好党员 forward from the default close in each year, and back from 1 July.
func TestGoodMemberDates(t *testing.T) {
	c := laterYears(t)
	seen := map[time.Weekday]bool{}
	for _, x := range []struct {
		year                                        int
		close, present, decide, latest, from, to, n string
	}{
		{2025, "06-10", "06-11 06-13", "06-16", "06-23", "06-17", "06-23", "07-01"},
		{2026, "06-10", "06-11 06-15", "06-16", "06-23", "06-17", "06-24", "07-01"}, // over 端午 on the 19th
		{2027, "06-10", "06-11 06-15", "06-16", "06-23", "06-17", "06-23", "07-01"},
		{2028, "06-09", "06-12 06-14", "06-15", "06-23", "06-16", "06-22", "07-01"}, // 1 July is a Saturday
		{2029, "06-08", "06-11 06-13", "06-14", "06-22", "06-15", "06-22", "07-01"}, // a Sunday; 端午 on the 18th
		{2030, "06-10", "06-11 06-13", "06-14", "06-21", "06-17", "06-21", "07-01"}, // a Monday
		{2033, "06-10", "06-13 06-15", "06-16", "06-23", "06-17", "06-23", "07-01"}, // a Friday
	} {
		s := branch.DefaultSettings()
		w, err := NominationWindow(c, x.year, s)
		if err != nil {
			t.Fatal(err)
		}
		closed := branch.DateOf(w.Closes)
		present := PresentDates(c, closed)
		decide := DecideDates(c, GoodMember, branch.DateOf(present.Closes), s)
		notice := NoticeDates(c, branch.DateOf(decide.Opens), s)
		md := func(t time.Time) string { return t.Format("01-02") }
		got := []string{md(w.Closes), md(present.Opens) + " " + md(present.Closes), md(decide.Opens), md(decide.Closes), md(notice.Opens),
			md(notice.Closes), NamingDay(c, GoodMember, branch.DateOf(notice.Closes)).String()[5:]}
		want := []string{x.close, x.present, x.decide, x.latest, x.from, x.to, x.n}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d: %v, want %v", x.year, got, want)
		}
		july := branch.On(x.year, time.July, 1)
		seen[july.Weekday()] = true
		// Decided on the latest day, 公示 is over by 30 June; a working day later it is not.
		late := NoticeDates(c, branch.DateOf(decide.Closes), s)
		over := NoticeDates(c, c.Add(branch.DateOf(decide.Closes), 1), s)
		if branch.DateOf(late.Closes) >= july || branch.DateOf(over.Closes) < july {
			t.Errorf("%d: decided on %s 公示 ends on %s, a day later on %s", x.year, md(decide.Closes), md(late.Closes), md(over.Closes))
		}
		if named := NamingDay(c, GoodMember, branch.DateOf(over.Closes)); named <= july || !c.Working(named) {
			t.Errorf("%d: too late for 1 July, named on %s", x.year, named)
		}
		// Nominating once more fits exactly until the latest close.
		latest := LatestNominationClose(c, x.year, 5)
		if _, ok := NominateAgain(c, latest-1, s); !ok {
			t.Errorf("%d: not even the day before", x.year)
		}
		if _, ok := NominateAgain(c, latest, s); ok {
			t.Errorf("%d: on the last day there is no time left", x.year)
		}
		for _, at := range []time.Time{w.Closes, present.Opens, present.Closes, decide.Opens, notice.Opens, notice.Closes} {
			if !c.Working(branch.DateOf(at)) {
				t.Errorf("%d: %s is no working day", x.year, at)
			}
		}
	}
	if len(seen) != 7 {
		t.Errorf("1 July falls on %d days of the week only", len(seen))
	}
}

// TestNoticeDaysSetting moves the latest close with the length of the 公示, and says so.
func TestNoticeDaysSetting(t *testing.T) {
	c := branch.ChinaCalendar()
	for days, want := range map[int]string{0: "6月16日", 3: "6月18日", 7: "6月12日", 10: "6月9日"} {
		s := branch.DefaultSettings()
		s.NoticeDays, s.NominateEnd = days, "06-30"
		if _, err := NominationWindow(c, 2026, s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("公示 of %d days: %v, want %s", days, err, want)
		}
	}
}

func TestPioneerDates(t *testing.T) {
	c := laterYears(t)
	for _, x := range []struct{ quarter, ask, from, to string }{
		{"2025-01-01", "2025-03-10", "2025-03-13", "2025-04-15"}, // 清明 on the Friday
		{"2025-04-01", "2025-06-09", "2025-06-12", "2025-07-14"},
		{"2025-07-01", "2025-09-10", "2025-09-15", "2025-10-21"}, // worked on Sunday the 28th; the holidays, worked on the 11th
		{"2025-10-01", "2025-12-10", "2025-12-15", "2026-01-15"}, // worked on Sunday 4 January
		{"2026-01-01", "2026-03-10", "2026-03-13", "2026-04-15"},
		{"2026-04-01", "2026-06-08", "2026-06-11", "2026-07-14"},
		{"2026-07-01", "2026-09-09", "2026-09-14", "2026-10-20"},
		{"2026-10-01", "2026-12-10", "2026-12-15", "2027-01-14"}, // 2027's notice is not out
		{"2029-04-01", "2029-06-08", "2029-06-13", "2029-07-13"}, // the quarter ends on a Saturday
		{"2033-04-01", "2033-06-09", "2033-06-14", "2033-07-14"},
	} {
		p := branch.PeriodOf(branch.Quarter, onDay(x.quarter))
		ask := AssemblyAsk(c, p)
		from, to := AssemblyDates(c, p, ask, ask.At(9, 0))
		if ask != onDay(x.ask) || from != onDay(x.from) || to != onDay(x.to) {
			t.Errorf("%s: asked on %s, between %s and %s; want %v", p, ask, from, to, x)
		}
		for _, day := range []branch.Date{from - 1, to + 1} {
			if err := CheckAssembly(c, p, ask, day, ask.At(9, 0)); err == nil || !strings.Contains(err.Error(), to.ChineseWeekday()) {
				t.Errorf("%s on %s: %v", p, day, err)
			}
		}
		for _, day := range []branch.Date{from, to} {
			if err := CheckAssembly(c, p, ask, day, ask.At(9, 0)); err != nil {
				t.Errorf("%s on %s: %v", p, day, err)
			}
		}
	}
	q2 := branch.PeriodOf(branch.Quarter, onDay("2026-06-01"))
	// Answered late, reports must still be possible: due at 18:00 of the working day before.
	for _, x := range []struct{ now, from string }{
		{"2026-06-17 09:00", "2026-06-18"}, {"2026-06-17 18:00", "2026-06-22"}, {"2026-06-20 09:00", "2026-06-23"}, {"2026-07-13 12:00", "2026-07-14"},
	} {
		now, _ := time.ParseInLocation("2006-01-02 15:04", x.now, branch.Shanghai)
		if from, _ := AssemblyDates(c, q2, onDay("2026-06-08"), now); from != onDay(x.from) {
			t.Errorf("answered at %s: from %s, want %s", x.now, from, x.from)
		}
	}
	if err := CheckAssembly(c, q2, onDay("2026-06-08"), onDay("2026-07-14"), onDay("2026-07-13").At(18, 0)); err == nil || !strings.Contains(err.Error(), "来不及") {
		t.Errorf("too late altogether: %v", err)
	}
	for _, x := range []struct{ assembly, due, opens, closes string }{
		{"2026-06-25", "06-24 18:00", "06-25 18:00", "06-29 18:00"},
		{"2026-06-22", "06-18 18:00", "06-22 18:00", "06-24 18:00"}, // after 端午
		{"2025-10-09", "09-30 18:00", "10-09 18:00", "10-11 18:00"}, // after the holidays, and a Saturday worked
		{"2026-09-30", "09-29 18:00", "09-30 18:00", "10-09 18:00"},
	} {
		day := onDay(x.assembly)
		f := func(t time.Time) string { return t.Format("01-02 15:04") }
		if got := []string{f(ReportsDue(c, day)), f(BallotOpens(day)), f(BallotCloses(c, day))}; fmt.Sprint(got) != fmt.Sprint([]string{x.due, x.opens, x.closes}) {
			t.Errorf("%s: %v, want %v", x.assembly, got, x)
		}
	}
}

func TestNudges(t *testing.T) {
	c := branch.ChinaCalendar()
	nine := func(d branch.Date) time.Time { return d.At(9, 0) }
	for _, x := range []struct{ opens, closes, want string }{
		{"2026-06-25 18:00", "2026-06-29 18:00", "[06-26 09:00 06-29 09:00]"},
		{"2026-06-29 18:00", "2026-07-01 18:00", "[06-30 09:00 07-01 09:00]"},
		{"2026-06-25 08:00", "2026-06-25 18:00", "[]"}, // an hour after it opened
		{"2026-06-25 16:00", "2026-06-26 18:00", "[06-26 09:00]"},
		{"2026-06-18 18:00", "2026-06-21 18:00", "[]"}, // it closes on a Sunday: the last working morning was before it opened
		{"2026-06-01 09:00", "2026-06-12 18:00", "[06-11 09:00 06-12 09:00]"},
		{"2026-06-25 18:00", "2026-06-26 08:00", "[]"},
	} {
		at := func(s string) time.Time {
			v, err := time.ParseInLocation("2006-01-02 15:04", s, branch.Shanghai)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		var got []string
		for _, n := range Nudges(c, at(x.opens), at(x.closes), nine) {
			got = append(got, n.Format("01-02 15:04"))
		}
		if fmt.Sprint(got) != x.want {
			t.Errorf("%s to %s: %v, want %s", x.opens, x.closes, got, x.want)
		}
	}
}
