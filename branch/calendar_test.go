package branch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func date(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// loaded is the calendar with days off added: "2029-06-16 2029-06-17" in the year of the first.
func loaded(t *testing.T, c *Calendar, off string) *Calendar {
	t.Helper()
	days := strings.Fields(off)
	var rows []string
	for _, d := range days {
		rows = append(rows, fmt.Sprintf(`{"name": "假", "date": %q, "isOffDay": true}`, d))
	}
	c, err := c.With(0, date(days[0]).Year(), []byte("["+strings.Join(rows, ",")+"]"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The days in the notices that are not as the week has them, written out once more by hand.
func TestChinaCalendar(t *testing.T) {
	c := ChinaCalendar()
	odd := map[string]bool{}
	for _, d := range strings.Fields(`2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
		2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10`) {
		odd[d] = true // Saturdays and Sundays worked
	}
	for _, d := range strings.Fields(`2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-03 2025-02-04
		2025-04-04 2025-05-01 2025-05-02 2025-05-05 2025-06-02 2025-10-01 2025-10-02 2025-10-03 2025-10-06 2025-10-07 2025-10-08
		2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-23 2026-04-06
		2026-05-01 2026-05-04 2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02 2026-10-05 2026-10-06 2026-10-07`) {
		odd[d] = true // Mondays to Fridays off
	}
	for d := On(2025, 1, 1); d <= On(2026, 12, 31); d++ {
		weekday := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		if got, want := c.Working(d), weekday != odd[d.String()]; got != want {
			t.Errorf("%s: working %v, want %v", d.ChineseWeekday(), got, want)
		}
	}
	for year, want := range map[int]bool{2024: false, 2025: true, 2026: true, 2027: false} {
		if c.Known(year) != want {
			t.Errorf("Known(%d) = %v", year, !want)
		}
	}
	for day, want := range map[string]bool{"2027-01-01": false, "2027-01-04": true, "2029-05-01": false, "2029-05-02": false, "2029-05-03": true, "2029-04-30": true,
		"2029-10-01": false, "2029-10-02": false, "2029-10-03": false, "2029-10-04": true, "2029-09-28": true, "2030-01-01": false, "2026-10-10": true} {
		if c.Working(date(day)) != want {
			t.Errorf("%s: working %v", day, !want)
		}
	}
	if new(Calendar).Working(date("2027-01-01")) {
		t.Error("1 January is a day off, whatever is loaded")
	}
}

func TestCalendarWith(t *testing.T) {
	c := ChinaCalendar()
	file := `{"year": 2027, "papers": [], "days": [
		{"name": "元旦", "date": "2026-12-31", "isOffDay": true},
		{"name": "元旦", "date": "2027-01-01", "isOffDay": true},
		{"name": "元旦", "date": "2027-01-03", "isOffDay": false}]}`
	next, err := c.With(0, 2027, []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{
		"2026-12-30": true, "2026-12-31": false, "2027-01-01": false, "2027-01-03": true, "2026-10-10": true,
	} {
		if next.Working(date(day)) != want {
			t.Errorf("%s: working %v", day, !want)
		}
	}
	if c.Known(2027) || !c.Working(date("2026-12-31")) {
		t.Error("With changed its receiver")
	}
	corrected := loaded(t, next, "2027-01-04")
	if !corrected.Working(date("2027-01-01")) || corrected.Working(date("2027-01-04")) {
		t.Error("a year's new table does not replace its former one")
	}

	for name, table := range map[string]string{
		"nothing":         ``,
		"no JSON":         `<html>`,
		"not yet out":     `{"year": 2027, "papers": [], "days": []}`, // as holiday-cn has it before the notice
		"no days":         `[]`,
		"another year":    `[{"name": "元旦", "date": "2026-01-01", "isOffDay": true}]`,
		"no date":         `[{"name": "元旦", "isOffDay": true}]`,
		"no such date":    `[{"name": "元旦", "date": "2027-02-30", "isOffDay": true}]`,
		"off or not":      `[{"name": "元旦", "date": "2027-01-01"}]`,
		"off and not off": `[{"date": "2027-01-01", "isOffDay": true}, {"date": "2027-01-01", "isOffDay": false}]`,
	} {
		if _, err := c.With(0, 2027, []byte(table)); err == nil {
			t.Errorf("%s: taken", name)
		} else if !strings.HasSuffix(err.Error(), "。") {
			t.Errorf("%s: no sentence: %v", name, err)
		}
	}
}

func TestCalendarAdd(t *testing.T) {
	c := ChinaCalendar()
	for _, x := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-06-18", 1, "2026-06-22"},  // 端午
		{"2026-06-20", 1, "2026-06-22"},  // from a day off
		{"2026-06-20", -1, "2026-06-18"}, //
		{"2026-06-20", 0, "2026-06-20"},
		{"2026-09-30", 3, "2026-10-10"},   // a Saturday worked
		{"2026-10-08", -2, "2026-09-29"},  //
		{"2025-12-31", 1, "2026-01-04"},   // a Sunday worked
		{"2026-12-31", 1, "2027-01-04"},   // a year unknown: 1 January is off all the same
		{"2026-02-14", -5, "2026-02-09"},  //
		{"2026-02-14", 10, "2026-03-06"},  // over 春节
		{"2026-03-06", -10, "2026-02-14"}, // and back
	} {
		if got := c.Add(date(x.from), x.n); got != date(x.want) {
			t.Errorf("Add(%s, %d) = %s, want %s", x.from, x.n, got, x.want)
		}
	}
}

func TestCalendarAddCounts(t *testing.T) {
	c := ChinaCalendar()
	rapid.Check(t, func(t *rapid.T) {
		d := date("2025-01-01") + Date(rapid.IntRange(0, 800).Draw(t, "day"))
		n := rapid.IntRange(1, 30).Draw(t, "n")
		worked := 0
		after := c.Add(d, n)
		for x := d + 1; x <= after; x++ {
			if c.Working(x) {
				worked++
			}
		}
		if worked != n || !c.Working(after) {
			t.Fatalf("%d working days after %s: %s, which are %d", n, d, after, worked)
		}
		if back := c.Add(after, -n); back != c.OnOrBefore(d) {
			t.Fatalf("%s, %d days on and back: %s", d, n, back)
		}
		on, before := c.OnOrAfter(d), c.OnOrBefore(d)
		if c.Working(d) && (on != d || before != d) || !c.Working(d) && (before >= d || on <= d) {
			t.Fatalf("%s: on or after %s, on or before %s", d, on, before)
		}
	})
}
