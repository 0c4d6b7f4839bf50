package branch

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func days(points []Point) string {
	var s []string
	for _, p := range points {
		s = append(s, fmt.Sprintf("%s=%s", p.Kind, p.Day.String()[5:]))
	}
	return strings.Join(s, " ")
}

// Computed apart, by another program from the notices.
func TestReminderPoints(t *testing.T) {
	c := ChinaCalendar()
	for _, x := range []struct {
		span      Span
		day, want string
	}{
		{Quarter, "2025-01-01", "start=01-02 half=02-17 14d=03-17 3wd=03-26"},
		{Quarter, "2025-04-01", "start=04-01 half=05-16 14d=06-16 3wd=06-25"},
		{Quarter, "2025-07-01", "start=07-01 half=08-18 14d=09-16 3wd=09-26"},
		{Quarter, "2025-10-01", "start=10-09 half=11-17 14d=12-17 3wd=12-26"},
		{Quarter, "2026-01-01", "start=01-04 half=02-24 14d=03-17 3wd=03-26"},
		{Quarter, "2026-04-01", "start=04-01 half=05-18 14d=06-16 3wd=06-25"},
		{Quarter, "2026-07-01", "start=07-01 half=08-17 14d=09-16 3wd=09-24"},
		{Quarter, "2026-10-01", "start=10-08 half=11-16 14d=12-17 3wd=12-28"},
		{Half, "2026-01-01", "start=01-04 half=04-01 14d=06-16 3wd=06-25"},
		{Half, "2026-07-01", "start=07-01 half=10-08 14d=12-17 3wd=12-28"},
		{Year, "2026-01-01", "start=01-04 half=07-02 14d=12-17 3wd=12-28"},
	} {
		p := PeriodOf(x.span, date(x.day))
		points := ReminderPoints(c, p)
		if got := days(points); got != x.want {
			t.Errorf("%s: %s, want %s", p, got, x.want)
		}
		for _, point := range points {
			if !c.Working(point.Day) {
				t.Errorf("%s: %s is not worked", p, point.Day)
			}
		}
	}
}

// Holidays that push reminders onto each other or past the end: the later one is left out.
func TestReminderPointsOfOddCalendars(t *testing.T) {
	p := PeriodOf(Quarter, On(2027, 1, 1))
	off := func(from, to string) *Calendar {
		var all []string
		for d := date(from); d <= date(to); d++ {
			all = append(all, d.String())
		}
		return loaded(t, ChinaCalendar(), strings.Join(all, " "))
	}
	for _, x := range []struct{ from, to, want string }{
		{"2027-03-17", "2027-03-25", "start=01-01 half=02-15 14d=03-26"},
		{"2027-02-15", "2027-03-17", "start=01-01 half=03-18 3wd=03-26"},
		{"2027-01-01", "2027-03-30", "start=03-31"},
		{"2027-01-01", "2027-03-31", ""},
	} {
		if got := days(ReminderPoints(off(x.from, x.to), p)); got != x.want {
			t.Errorf("off %s to %s: %s, want %s", x.from, x.to, got, x.want)
		}
	}
}

func TestRemindersOf(t *testing.T) {
	c, p := ChinaCalendar(), PeriodOf(Quarter, On(2026, 4, 1))
	for _, x := range []struct {
		liaison bool
		off     string
		want    string
	}{
		{true, "", "start=04-01 half=05-18 14d=06-16 3wd=06-25 end=07-01"},
		{false, "", "14d=06-16"},
		{true, "2026-05-20", "14d=06-16 3wd=06-25 off=05-20 end=07-01"},
		{true, "2026-06-27", "off=06-29 end=07-01"}, // a Saturday
		{true, "2026-07-09", ""},                    // cannot be put off so far; nothing would be said
		{false, "2026-06-20", "14d=06-16"},          // the liaison's putting off is not the leader's
	} {
		off := Date(0)
		if x.off != "" {
			off = date(x.off)
		}
		if got := days(RemindersOf(c, p, x.liaison, off)); got != x.want {
			t.Errorf("liaison %v, put off to %s: %s, want %s", x.liaison, x.off, got, x.want)
		}
	}
	for _, k := range []PointKind{AtStart, Halfway, Fortnight, LastDays, Ended, PutOff} {
		if k.TellsLeader() != (k == Fortnight) {
			t.Errorf("%s tells the leadership member: %v", k, k.TellsLeader())
		}
	}
}

func TestLate(t *testing.T) {
	r := Record{Day: date("2026-06-29")}
	for _, x := range []struct {
		at         time.Time
		q, h, year bool
	}{
		{date("2026-06-30").At(23, 59), false, false, false},
		{date("2026-07-01").At(0, 0), true, true, false},
		{date("2026-06-30").At(23, 59).UTC(), false, false, false}, // the day is Shanghai's wherever the clock is
		{date("2026-07-01").At(0, 0).UTC(), true, true, false},
		{date("2027-01-01").At(0, 0), true, true, true},
	} {
		r.LoggedAt = x.at
		if r.Late(Quarter) != x.q || r.Late(Half) != x.h || r.Late(Year) != x.year {
			t.Errorf("logged %s: late for quarter %v, half %v, year %v", x.at, r.Late(Quarter), r.Late(Half), r.Late(Year))
		}
	}
}

func TestLiaisonOf(t *testing.T) {
	g := Group{ID: 2, Leader: 7}
	if got := LiaisonOf(Contact{Group: 2, Leader: 1, Liaison: 9}, g); got != 9 {
		t.Errorf("a liaison of its own: %d", got)
	}
	if got := LiaisonOf(Contact{Group: 2, Leader: 1}, g); got != 7 {
		t.Errorf("by default the group's leader: %d", got)
	}
}

func TestRecordJSON(t *testing.T) {
	at := time.Date(2026, 7, 1, 2, 3, 4, 5, time.UTC)
	r := Record{Branch: 1, ID: 2, Contact: 3, Activities: []Activity{Visit, LifeDay}, Day: date("2026-06-29"), By: 4, With: []MemberID{5},
		Text: "走访座谈", LoggedBy: 5, LoggedAt: at, Withdrawn: &Withdrawn{6, at}}
	r = r.Corrected(Record{Activities: []Activity{Visit}, Day: date("2026-06-28"), By: 4, Text: "改过"}, 5, at)
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Record
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, r) {
		t.Errorf("%s became %+v (%v)", b, back, err)
	}
}
