package meeting

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
)

func on(t *testing.T, s string) branch.Date {
	t.Helper()
	d, err := branch.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestFixedDay: the days of 2026 by the two rules that are offered.
func TestFixedDay(t *testing.T) {
	for _, x := range []struct{ rule, days string }{
		{"每月5日遇休顺延", "1/5 2/5 3/5 4/7 5/6 6/5 7/6 8/5 9/7 10/8 11/5 12/7"},
		{"每月第二个周五", "1/9 2/13 3/13 4/10 5/8 6/12 7/10 8/14 9/11 10/9 11/13 12/11"},
		{"每月第一个周四", "1/4 2/5 3/5 4/2 5/7 6/4 7/2 8/6 9/3 10/8 11/5 12/3"}, // 1 January and 1 October are off; Sunday 4 January is worked
		{"每月28日", "1/28 2/28 3/30 4/28 5/28 6/29 7/28 8/28 9/28 10/28 11/30 12/28"},
	} {
		f, ok := readFixedDay(x.rule)
		if !ok || f.fits() != nil {
			t.Errorf("%s is not read", x.rule)
			continue
		}
		var got []string
		for m := time.January; m <= time.December; m++ {
			_, month, day := f.in(branch.ChinaCalendar(), branch.On(2026, m, 17)).YMD()
			got = append(got, strings.TrimPrefix(strings.ReplaceAll(branch.On(2026, month, day).String()[5:], "-", "/"), "0"))
			got[m-1] = strings.Replace(got[m-1], "/0", "/", 1)
		}
		if strings.Join(got, " ") != x.days {
			t.Errorf("%s: %s, want %s", x.rule, strings.Join(got, " "), x.days)
		}
	}
	last, _ := readFixedDay("每月28日")
	if got := last.in(branch.ChinaCalendar(), on(t, "2027-02-01")); got != on(t, "2027-02-26") {
		t.Errorf("28 February 2027 is a Sunday, the last of its month: %s", got)
	}
}

// TestFixedDayText reads a rule however it is spelt, and refuses with what would be right one that does not come every month.
func TestFixedDayText(t *testing.T) {
	for text, want := range map[string]string{
		"每月5日": "每月5日遇休顺延", "每月五号": "每月5日遇休顺延", "每月二十八日遇休顺延": "每月28日遇休顺延", "每月第2个周五": "每月第二个周五",
		"每月第一个星期三": "每月第一个周三", "每月第四个礼拜二": "每月第四个周二",
		"每月第五个星期五": "请写第一个至第四个", "每月31日": "请写1日至28日", "每月第二个周六": "请定在周一至周五", "每月第二个星期天": "请定在周一至周五",
		"每周五": "", "5日": "", "每月0日": "", "每月第个周五": "", "": "",
	} {
		f, ok := readFixedDay(text)
		switch err := f.fits(); {
		case want == "" && ok:
			t.Errorf("%q is read as %s", text, f)
		case want == "":
		case !ok:
			t.Errorf("%q is not read", text)
		case err != nil && !strings.Contains(err.Error(), want), err == nil && f.String() != want:
			t.Errorf("%q is %s, %v; want %s", text, f, err, want)
		}
	}
	s := branch.DefaultSettings()
	if got := settings[0].Get(s); got != defaultFixedDay || !settings[0].Set(&s, "每月 第二个 周五") || settings[0].Get(s) != "每月第二个周五" {
		t.Errorf("the setting is %q, then %q", got, settings[0].Get(s))
	}
	if !settings[0].Set(&s, "每月5日") || s.PartyDay != "" {
		t.Errorf("the default is kept as %q", s.PartyDay)
	}
}

// TestOwedInAYear counts what a branch of five groups owes in a year: 91 meetings, and with a 党课 each quarter 95.
func TestOwedInAYear(t *testing.T) {
	for _, x := range []struct {
		lessons string
		want    map[string]int
		all     int
	}{
		{"每季度1次", map[string]int{Assembly: 4, Council: 12, GroupMeet: 60, PartyDay: 12, Lesson: 4, LeadsOne: 1, "组织生活会": 1, "民主评议": 1}, 95},
		{"不要求", map[string]int{Assembly: 4, Council: 12, GroupMeet: 60, PartyDay: 12, LeadsOne: 1, "组织生活会": 1, "民主评议": 1}, 91},
		{"每月1次", map[string]int{Assembly: 4, Council: 12, GroupMeet: 60, PartyDay: 12, Lesson: 12, LeadsOne: 1, "组织生活会": 1, "民主评议": 1}, 103},
	} {
		s := branch.DefaultSettings()
		if i := slices.IndexFunc(settings, func(s branch.Setting) bool { return s.Name == "党课" }); !settings[i].Set(&s, x.lessons) {
			t.Fatal(x.lessons)
		}
		s = s.Stamp(on(t, "2025-10-01"))
		got, all := map[string]int{}, 0
		for _, k := range Kinds {
			bound := 1
			if k.Binds == branch.EachGroup {
				bound = 5
			}
			duty := s.Own(k.Duty)
			for _, p := range duty.Periods(on(t, "2026-01-01"), on(t, "2026-12-31")) {
				w := duty.StandingSince(on(t, "2025-12-01"), p, nil)
				if w.Owed() > 0 {
					got[k.Name] += bound * w.Owed()
					all += bound * w.Owed()
				}
			}
		}
		for name, n := range x.want {
			if got[name] != n {
				t.Errorf("党课 %s: %s is owed %d times, want %d", x.lessons, name, got[name], n)
			}
		}
		if all != x.all {
			t.Errorf("党课 %s: %d are owed, want %d", x.lessons, all, x.all)
		}
	}
}

// TestGatheringCounts: one record ticks off each kind that it was, for each group whose meeting it was, and no other.
func TestGatheringCounts(t *testing.T) {
	g := Gathering{Content: Content{Kinds: []string{GroupMeet, PartyDay, LeadsOne}, Groups: []branch.GroupID{2, 3}, Day: on(t, "2026-11-05")}}
	counts := func(name string, of branch.Subject) bool {
		k, _ := KindOf(name)
		p, _, _ := k.PeriodOn(g.Day)
		return len(k.StandingSince(0, p, []branch.Record{g.Record(of)}).Done) == 1
	}
	for _, x := range []struct {
		name string
		of   branch.Subject
		want bool
	}{
		{PartyDay, branch.OfBranch(), true}, {LeadsOne, branch.OfBranch(), true}, {Lesson, branch.OfBranch(), true}, {Assembly, branch.OfBranch(), false},
		{GroupMeet, branch.OfGroup(2), true}, {GroupMeet, branch.OfGroup(3), true}, {GroupMeet, branch.OfGroup(1), false}, {PartyDay, branch.OfGroup(2), false},
	} {
		if got := counts(x.name, x.of); got != x.want {
			t.Errorf("%s of %v is ticked off: %v", x.name, x.of, got)
		}
	}
	g.Withdrawn = &branch.Withdrawn{}
	if counts(PartyDay, branch.OfBranch()) {
		t.Error("a withdrawn record counts")
	}
}

// TestContent: what a record may not say is refused with one sentence, and two records of one gathering are one too many.
func TestContent(t *testing.T) {
	today, groups := on(t, "2026-11-20"), []branch.Group{{ID: 1}, {ID: 2}}
	for _, x := range []struct {
		c    Content
		want string
	}{
		{Content{Kinds: []string{PartyDay}, Day: today, Topics: "学习"}, ""},
		{Content{Kinds: []string{PartyDay, GroupMeet, PartyDay, "联欢会"}, Groups: []branch.GroupID{2, 1, 2}, Day: today, Topics: "学习"}, ""},
		{Content{Kinds: []string{"联欢会"}, Day: today, Topics: "学习"}, "请选择开的是哪种会议"},
		{Content{Kinds: []string{GroupMeet}, Day: today, Topics: "学习"}, "请选择开会的党小组"},
		{Content{Kinds: []string{GroupMeet}, Groups: []branch.GroupID{9}, Day: today, Topics: "学习"}, "已经没有了"},
		{Content{Kinds: []string{PartyDay}, Day: today + 1, Topics: "学习"}, "不能晚于今天"},
		{Content{Kinds: []string{PartyDay}, Day: today - 800, Topics: "学习"}, "近两年"},
		{Content{Kinds: []string{PartyDay}, Day: today}, "请写明议题"},
	} {
		err := x.c.fits(groups, today)
		if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%+v: %v, want %q", x.c, err, x.want)
		}
		if x.want == "" && !slices.Equal(x.c.Kinds, Ordered(x.c.Kinds)) {
			t.Errorf("%v is not in order", x.c.Kinds)
		}
	}
	a := Content{Kinds: []string{GroupMeet, PartyDay}, Groups: []branch.GroupID{1}, Day: today}
	for what, x := range map[string]struct {
		b    Content
		want string
	}{
		"another day":       {Content{Kinds: []string{PartyDay}, Day: today - 1}, ""},
		"the same":          {a, GroupMeet},
		"one kind of it":    {Content{Kinds: []string{Assembly, PartyDay}, Day: today}, PartyDay},
		"another group's":   {Content{Kinds: []string{GroupMeet}, Groups: []branch.GroupID{2}, Day: today}, ""},
		"another kind":      {Content{Kinds: []string{Assembly}, Day: today}, ""},
		"that group's, too": {Content{Kinds: []string{GroupMeet}, Groups: []branch.GroupID{2, 1}, Day: today}, GroupMeet},
	} {
		if got := both(a, x.b); got != x.want {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// TestKindsAreDistinct: what stands in rows and on buttons tells every kind from every other.
func TestKindsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds {
		for _, s := range []string{k.Name, string(k.Kind)} {
			if seen[s] {
				t.Errorf("%q stands for two kinds", s)
			}
			seen[s] = true
		}
		for _, a := range k.Satisfies {
			if _, ok := KindOf(string(a)); !ok {
				t.Errorf("%s is done by %s, which is no kind", k.Name, a)
			}
		}
	}
	for _, d := range branch.DefaultDuties() {
		if seen[string(d.Kind)] {
			t.Errorf("%s is a duty at contact points, too", d.Kind)
		}
	}
}
