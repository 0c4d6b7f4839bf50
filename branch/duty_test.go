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

func TestNextPoint(t *testing.T) {
	c, p := ChinaCalendar(), PeriodOf(Quarter, On(2026, 4, 1))
	for _, x := range []struct {
		after string
		want  PointKind
	}{
		{"2026-03-31", AtStart}, {"2026-04-01", Halfway}, {"2026-05-17", Halfway}, {"2026-05-18", Fortnight},
		{"2026-06-16", LastDays}, {"2026-06-24", LastDays}, {"2026-06-25", ""},
	} {
		got, ok := NextPoint(c, p, date(x.after))
		if got.Kind != x.want || ok != (x.want != "") || ok && got.Day <= date(x.after) {
			t.Errorf("after %s: %s on %s, %v", x.after, got.Kind, got.Day, ok)
		}
	}
	for _, k := range []PointKind{AtStart, Halfway, Fortnight, LastDays} {
		if k.TellsLeader() != (k == Fortnight) {
			t.Errorf("%s tells the leadership member: %v", k, k.TellsLeader())
		}
	}
}

func TestOwed(t *testing.T) {
	visit, lifeDay, lecture := Duties[0], Duties[1], Duties[2]
	twice := visit
	twice.Need = 2
	rec := func(day string, as ...Activity) Record { return Record{Day: date(day), Activities: as} }
	for _, x := range []struct {
		name    string
		duty    Duty
		day     string // in the period
		records []Record
		want    int
	}{
		{"nothing done", visit, "2026-05-01", nil, 1},
		{"first day", visit, "2026-05-01", []Record{rec("2026-04-01", Visit)}, 0},
		{"last day", visit, "2026-05-01", []Record{rec("2026-06-30", Visit)}, 0},
		{"the day before", visit, "2026-05-01", []Record{rec("2026-03-31", Visit)}, 1},
		{"the day after", visit, "2026-05-01", []Record{rec("2026-07-01", Visit)}, 1},
		{"nothing piles up", visit, "2026-05-01", []Record{rec("2026-01-05", Visit), rec("2026-01-06", Visit)}, 1},
		{"more than enough", visit, "2026-05-01", []Record{rec("2026-05-05", Visit), rec("2026-05-06", Visit)}, 0},
		{"one of two", twice, "2026-05-01", []Record{rec("2026-05-06", Visit)}, 1},
		{"another activity", visit, "2026-05-01", []Record{rec("2026-05-06", Lecture)}, 1},
		{"two at once", lifeDay, "2026-05-01", []Record{rec("2026-02-03", Visit, LifeDay)}, 0},
		{"a lecture", lecture, "2026-05-01", []Record{rec("2026-11-02", Lecture)}, 0},
		{"a talk", lecture, "2026-05-01", []Record{rec("2026-11-02", PolicyTalk)}, 0},
		{"both on one occasion are one", Duty{Span: Year, Need: 2, Satisfies: lecture.Satisfies}, "2026-05-01",
			[]Record{rec("2026-11-02", Lecture, PolicyTalk)}, 1},
	} {
		if got := Owed(x.duty, PeriodOf(x.duty.Span, date(x.day)), x.records); got != x.want {
			t.Errorf("%s: owed %d, want %d", x.name, got, x.want)
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
	r := Record{1, 2, 3, []Activity{Visit, LifeDay}, date("2026-06-29"), 4, "走访座谈", 5, time.Date(2026, 7, 1, 2, 3, 4, 5, time.UTC)}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Record
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, r) {
		t.Errorf("%s became %+v (%v)", b, back, err)
	}
}
