package branch

import (
	"slices"
	"strings"
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
		got, ok := m.Standing(c.day)
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

func TestMedal(t *testing.T) {
	for _, c := range []struct {
		full Date
		want bool
	}{{On(1976, 7, 1), true}, {On(1976, 7, 2), false}, {On(1970, 1, 1), true}, {0, false}} {
		if got := (Member{Joined: On(1970, 1, 1), Full: c.full}).Medal(2026); got != c.want {
			t.Errorf("full on %s: medal %v", c.full, got)
		}
	}
}

func TestQuestions(t *testing.T) {
	for n := 2; n <= 9; n++ {
		s := Settings{}
		for i := range n {
			s.Questions += "\n" + Numeral(i+1)
		}
		s.Questions = s.Questions[1:]
		pairs := n * (n - 1) / 2
		seen := map[string]bool{}
		for year := 2026; year < 2026+pairs; year++ {
			got := s.QuestionsFor(year)
			if len(got) != 2 || got[0] == got[1] || got[0] != s.QuestionsFor(year)[0] {
				t.Fatalf("%d questions: %d asks %q", n, year, got)
			}
			seen[min(got[0], got[1])+max(got[0], got[1])] = true
		}
		if len(seen) != pairs {
			t.Errorf("%d questions give %d pairs in %d years", n, len(seen), pairs)
		}
	}
	if got := (Settings{}).QuestionsFor(2026); got[0] == (Settings{}).QuestionsFor(2027)[0] {
		t.Errorf("2027 asks the same: %q", got)
	}
	for _, q := range ReflectQuestions {
		if len([]rune(q)) > LongestQuestion {
			t.Errorf("%q is too long", q)
		}
	}
}

func TestCheckBirthday(t *testing.T) {
	for _, c := range []struct {
		s  Settings
		ok bool
	}{
		{Settings{}, true}, {Settings{Questions: "第一问\n第二问"}, true}, {Settings{Questions: "第一问"}, false}, {Settings{Questions: "第一问\n\n第二问"}, false},
		{Settings{Questions: "第一问\n" + strings.Repeat("问", 41)}, false}, {Settings{Questions: strings.Repeat("一问\n", 20) + "一问"}, false},
		{Settings{Wish: strings.Repeat("愿", 120)}, true}, {Settings{Wish: strings.Repeat("愿", 121)}, false},
		{Settings{Unchecked: "贺卡、赠书"}, true}, {Settings{Unchecked: "蛋糕"}, false},
	} {
		if err := c.s.CheckBirthday(); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.s, err)
		}
	}
	if got := (Settings{Unchecked: "贺卡、赠书"}).Checklist(); !slices.Equal(got, []Check{CheckTalk, CheckOath}) {
		t.Errorf("the checklist is %v", got)
	}
}

// TestBirthdaySettings reads each setting back as it is written, and refuses what is none.
func TestBirthdaySettings(t *testing.T) {
	for _, c := range []struct {
		get func(Settings) string
		set func(*Settings, string) bool
		in  string
		out string // "": refused
	}{
		{Settings.TogetherText, (*Settings).SetTogether, "是", "是"}, {Settings.TogetherText, (*Settings).SetTogether, "也许", ""},
		{Settings.TellGroupText, (*Settings).SetTellGroup, "否", "否"}, {Settings.TellGroupText, (*Settings).SetTellGroup, "", ""},
		{Settings.WishText, (*Settings).SetWish, "祝贺。", "祝贺。"}, {Settings.WishText, (*Settings).SetWish, "", GroupWish},
		{Settings.QuestionsText, (*Settings).SetQuestions, "第一问； 第二问；", "第一问；第二问"}, {Settings.QuestionsText, (*Settings).SetQuestions, "第一问", ""},
		{Settings.QuestionsText, (*Settings).SetQuestions, "", strings.Join(ReflectQuestions, "；")},
		{Settings.ChecklistText, (*Settings).SetChecklist, "赠书、谈心谈话", "谈心谈话、赠书"}, {Settings.ChecklistText, (*Settings).SetChecklist, "无", "无"},
		{Settings.ChecklistText, (*Settings).SetChecklist, "赠书、蛋糕", ""}, {Settings.ChecklistText, (*Settings).SetChecklist, "", ""},
		{Settings.ChecklistText, (*Settings).SetChecklist, "赠书、赠书", ""},
	} {
		s := DefaultSettings()
		switch ok := c.set(&s, c.in); {
		case ok != (c.out != ""):
			t.Errorf("%q is read: %v", c.in, ok)
		case ok && c.get(s) != c.out:
			t.Errorf("%q is read as %q, want %q", c.in, c.get(s), c.out)
		}
	}
}
