package birthday

import (
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
)

func TestMedal(t *testing.T) {
	for _, c := range []struct {
		full branch.Date
		want bool
	}{{branch.On(1976, 7, 1), true}, {branch.On(1976, 7, 2), false}, {branch.On(1970, 1, 1), true}, {0, false}} {
		if got := medal(branch.Member{Joined: branch.On(1970, 1, 1), Full: c.full}, 2026); got != c.want {
			t.Errorf("full on %s: medal %v", c.full, got)
		}
	}
}

func TestQuestions(t *testing.T) {
	for n := 2; n <= 9; n++ {
		s := branch.Settings{}
		for i := range n {
			s.Questions += "\n" + branch.Numeral(i+1)
		}
		s.Questions = s.Questions[1:]
		pairs := n * (n - 1) / 2
		seen := map[string]bool{}
		for year := 2026; year < 2026+pairs; year++ {
			got := QuestionsFor(s, year)
			if len(got) != 2 || got[0] == got[1] || got[0] != QuestionsFor(s, year)[0] {
				t.Fatalf("%d questions: %d asks %q", n, year, got)
			}
			seen[min(got[0], got[1])+max(got[0], got[1])] = true
		}
		if len(seen) != pairs {
			t.Errorf("%d questions give %d pairs in %d years", n, len(seen), pairs)
		}
	}
	if got := QuestionsFor(branch.Settings{}, 2026); got[0] == QuestionsFor(branch.Settings{}, 2027)[0] {
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
		s  branch.Settings
		ok bool
	}{
		{branch.Settings{}, true}, {branch.Settings{Questions: "第一问\n第二问"}, true}, {branch.Settings{Questions: "第一问"}, false}, {branch.Settings{Questions: "第一问\n\n第二问"}, false},
		{branch.Settings{Questions: "第一问\n" + strings.Repeat("问", 41)}, false}, {branch.Settings{Questions: strings.Repeat("一问\n", 20) + "一问"}, false},
		{branch.Settings{Wish: strings.Repeat("愿", 120)}, true}, {branch.Settings{Wish: strings.Repeat("愿", 121)}, false},
		{branch.Settings{Unchecked: "贺卡、赠书"}, true}, {branch.Settings{Unchecked: "蛋糕"}, false},
	} {
		if err := check(c.s); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.s, err)
		}
	}
	if got := checklistOf(branch.Settings{Unchecked: "贺卡、赠书"}); !slices.Equal(got, []Check{CheckTalk, CheckOath}) {
		t.Errorf("the checklist is %v", got)
	}
}

// TestSettings reads each setting back as it is written, and refuses what is none.
func TestSettings(t *testing.T) {
	for _, c := range []struct {
		key string
		in  string
		out string // "": refused
	}{
		{"together", "是", "是"}, {"together", "也许", ""}, {"tell_group", "否", "否"}, {"tell_group", "", ""},
		{"wish", "祝贺。", "祝贺。"}, {"wish", "", GroupWish},
		{"questions", "第一问； 第二问；", "第一问；第二问"}, {"questions", "第一问", ""}, {"questions", "", strings.Join(ReflectQuestions, "；")},
		{"unchecked", "赠书、谈心谈话", "谈心谈话、赠书"}, {"unchecked", "无", "无"}, {"unchecked", "赠书、蛋糕", ""}, {"unchecked", "", ""},
		{"unchecked", "赠书、赠书", ""},
	} {
		setting := settings[slices.IndexFunc(settings, func(s branch.Setting) bool { return s.Key == c.key })]
		s := branch.DefaultSettings()
		switch ok := setting.Set(&s, c.in); {
		case ok != (c.out != ""):
			t.Errorf("%s: %q is read: %v", c.key, c.in, ok)
		case ok && setting.Get(s) != c.out:
			t.Errorf("%s: %q is read as %q, want %q", c.key, c.in, setting.Get(s), c.out)
		}
	}
}
