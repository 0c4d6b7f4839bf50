package branch

import (
	"testing"
	"time"
)

// TestAnniversaries is the golden table of 周年 and 党龄: whole years by the calendar, of dates, whatever the clock of
// the host says.
func TestAnniversaries(t *testing.T) {
	d := On
	for _, c := range []struct {
		about        string
		joined, full Date
		day          Date
		marchFirst   bool
		kept         Date // in the year of day
		years        int
		standing     int // -1: none, 预备党员
	}{
		{"the day itself", d(1996, 6, 3), d(1997, 6, 3), d(2026, 6, 3), false, d(2026, 6, 3), 30, 29},
		{"the eve", d(1996, 6, 3), d(1997, 6, 3), d(2026, 6, 2), false, d(2026, 6, 3), 29, 28},
		{"the day after", d(1996, 6, 3), d(1997, 6, 3), d(2026, 6, 4), false, d(2026, 6, 3), 30, 29},
		{"leap day in a leap year", d(2004, 2, 29), d(2005, 2, 28), d(2028, 2, 29), false, d(2028, 2, 29), 24, 23},
		{"leap day in a leap year, the eve", d(2004, 2, 29), d(2005, 2, 28), d(2028, 2, 28), false, d(2028, 2, 29), 23, 23},
		{"leap day in a common year, 28 February", d(2004, 2, 29), d(2005, 2, 28), d(2026, 2, 28), false, d(2026, 2, 28), 22, 21},
		{"leap day in a common year, 1 March: the eve", d(2004, 2, 29), d(2005, 2, 28), d(2026, 2, 28), true, d(2026, 3, 1), 21, 21},
		{"leap day in a common year, 1 March", d(2004, 2, 29), d(2005, 2, 28), d(2026, 3, 1), true, d(2026, 3, 1), 22, 21},
		{"leap day, 1 March, in a leap year", d(2004, 2, 29), d(2005, 2, 28), d(2028, 2, 29), true, d(2028, 2, 29), 24, 23},
		{"leap day and 2100, which has none", d(2096, 2, 29), d(2097, 2, 28), d(2100, 2, 28), false, d(2100, 2, 28), 4, 3},
		{"full on a leap day", d(2003, 2, 28), d(2004, 2, 29), d(2026, 2, 28), true, d(2026, 2, 28), 23, 22},
		{"转正 extended by half a year", d(2024, 3, 5), d(2025, 9, 5), d(2026, 3, 5), false, d(2026, 3, 5), 2, 0},
		{"转正 extended by half a year: 党龄 later than 周年", d(2014, 3, 5), d(2015, 9, 5), d(2026, 9, 4), false, d(2026, 3, 5), 12, 10},
		{"before 1949", d(1948, 12, 30), d(1949, 6, 30), d(2026, 12, 30), false, d(2026, 12, 30), 78, 77},
		{"before 1949, leap day", d(1944, 2, 29), d(1944, 8, 29), d(2026, 2, 28), false, d(2026, 2, 28), 82, 81},
		{"joined today", d(2026, 6, 3), 0, d(2026, 6, 3), false, d(2026, 6, 3), 0, -1},
		{"still 预备党员 after a year", d(2025, 6, 3), 0, d(2026, 6, 3), false, d(2026, 6, 3), 1, -1},
		{"转正 on the eve", d(2025, 6, 3), d(2026, 6, 2), d(2026, 6, 3), false, d(2026, 6, 3), 1, 0},
		{"转正 on the day after", d(2025, 6, 3), d(2026, 6, 4), d(2026, 6, 3), false, d(2026, 6, 3), 1, -1},
		{"转正 on the day", d(2025, 6, 3), d(2026, 6, 3), d(2026, 6, 3), false, d(2026, 6, 3), 1, 0},
		{"31 December", d(2001, 12, 31), d(2002, 12, 31), d(2026, 12, 31), false, d(2026, 12, 31), 25, 24},
		{"1 January", d(2001, 1, 1), d(2002, 1, 1), d(2026, 1, 1), false, d(2026, 1, 1), 25, 24},
	} {
		m := Member{Joined: c.joined, Full: c.full}
		if got := c.joined.Anniversary(c.day.Year(), c.marchFirst); got != c.kept {
			t.Errorf("%s: kept on %s, want %s", c.about, got, c.kept)
		}
		if got := m.Anniversary(c.day, c.marchFirst); got != c.years {
			t.Errorf("%s: %d周年, want %d", c.about, got, c.years)
		}
		got, ok := m.FullYears(c.day)
		if !ok {
			got = -1
		}
		if got != c.standing {
			t.Errorf("%s: 党龄 %d, want %d", c.about, got, c.standing)
		}
		// The host's zone makes no difference to what day it is in Shanghai.
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("west", -11*3600), time.FixedZone("east", 14*3600)} {
			for _, at := range []time.Time{c.day.At(0, 0), c.day.At(23, 59)} {
				if DateOf(at.In(zone)) != c.day {
					t.Errorf("%s: %s is another day in %s", c.about, c.day, zone)
				}
			}
		}
	}
}

func TestNumeral(t *testing.T) {
	digits := []rune("零一二三四五六七八九")
	seen := map[string]bool{}
	for n := 1; n <= 99; n++ {
		got := Numeral(n)
		value, tens := 0, false
		for _, r := range got { // read back, by another way than it was written
			if r == '十' {
				value, tens = max(value, 1)*10, true
				continue
			}
			for i, d := range digits {
				if r == d {
					value += i
				}
			}
		}
		if value != n || tens != (n >= 10) || seen[got] || n < 20 && n >= 10 && []rune(got)[0] != '十' {
			t.Errorf("%d is written %s", n, got)
		}
		seen[got] = true
	}
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 30: "三十", 50: "五十", 99: "九十九", 100: "100", 0: "0"} {
		if got := Numeral(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
	for n := range 120 {
		want := n == 10 || n == 20 || n == 30 || n == 40 || n == 50
		if Milestone(n) != want {
			t.Errorf("%d is a milestone: %v", n, !want)
		}
	}
}
