package branch

import (
	"slices"
	"strings"
	"testing"
)

// Quorum and passing by 中国共产党支部工作条例 11 and 12: half of those due must be present, the half included; more than
// half of those due must be in favour.
func TestMeetingLines(t *testing.T) {
	for _, x := range []struct{ due, present, yes int }{
		{32, 16, 17}, {31, 16, 16}, {33, 17, 17}, {30, 15, 16}, {5, 3, 3}, {4, 2, 3}, {7, 4, 4}, {3, 2, 2}, {2, 1, 2}, {1, 1, 1},
	} {
		if got := Ordinary.NeedPresent(x.due); got != x.present {
			t.Errorf("of %d due %d must be present, want %d", x.due, got, x.present)
		}
		if got := Ordinary.NeedFor(x.due); got != x.yes {
			t.Errorf("of %d due %d must be in favour, want %d", x.due, got, x.yes)
		}
	}
}

// TestQuorums holds the lines of every kind of motion, for 1 to 60 with voting rights, against counting: the least number that, laid beside
// those who are missing, is no less (半数以上) or is more (超过半数).
func TestQuorums(t *testing.T) {
	least := func(due int, enough func(n, rest int) bool) int {
		for n := 0; ; n++ {
			if enough(n, due-n) {
				return n
			}
		}
	}
	half := func(n, rest int) bool { return n >= rest }
	over := func(n, rest int) bool { return n > rest }
	for _, k := range MotionKinds {
		present := half
		if k.Name == "接收预备党员" || k.Name == "预备党员转正" {
			present = over
		}
		for due := 1; due <= 60; due++ {
			wantPresent, wantFor := least(due, present), least(due, over)
			if got := k.NeedPresent(due); got != wantPresent {
				t.Errorf("%s: of %d due %d must be present, want %d", k.Name, due, got, wantPresent)
			}
			if got := k.NeedFor(due); got != wantFor {
				t.Errorf("%s: of %d due %d must be in favour, want %d", k.Name, due, got, wantFor)
			}
			// The judge draws the same lines, one to each side.
			for _, x := range []struct {
				present, yes int
				refused      bool
				passed       bool
			}{
				{wantPresent, min(wantPresent, wantFor-1), false, false},
				{due, wantFor, false, true},
				{due, wantFor - 1, false, false},
				{wantPresent - 1, 0, true, false},
			} {
				m := Meeting{Kind: Assembly, Due: due, Present: x.present, Motions: []Motion{{Kind: k.Key, For: x.yes}}}
				if err := m.Judge(HalfOfAll, 1); (err != nil) != x.refused || err == nil && m.Motions[0].Passed != x.passed {
					t.Errorf("%s: of %d due %d present and %d in favour: passed %v, %v", k.Name, due, x.present, x.yes, m.Motions[0].Passed, err)
				}
			}
		}
	}
}

// TestMotionKinds: the stricter rule of 接收 and 转正, with its article; opinions in writing count there alone, and no more of them than are
// missing.
func TestMotionKinds(t *testing.T) {
	for _, x := range []struct {
		name         string
		kind         MotionKind
		due, present int
		yes, written int
		passed       bool
		refused      []string
	}{
		{"32: half present is enough for 表彰", Ordinary, 32, 16, 16, 0, false, nil},
		{"32: and not for 接收", Admission, 32, 16, 16, 0, false, []string{"应到32人，实到16人，没有超过半数（至少17人），讨论接收预备党员不能表决", "发展党员工作细则》第二十条"}},
		{"32: nor for 转正", Confirmation, 32, 16, 16, 0, false, []string{"讨论预备党员转正不能表决", "第三十三条"}},
		{"32: one more", Admission, 32, 17, 17, 0, true, nil},
		{"31: 16 are more than half", Admission, 31, 16, 16, 0, true, nil},
		{"31: 15 of 16 in favour are not", Admission, 31, 16, 15, 0, false, nil},
		{"in writing one that is missing", Admission, 32, 17, 17, 1, true, nil},
		{"with it the line is reached", Admission, 32, 17, 18, 1, true, nil},
		{"in writing nobody is present", Admission, 32, 16, 20, 16, false, []string{"没有超过半数"}},
		{"more in writing than are missing", Admission, 32, 20, 20, 13, false, []string{"书面意见最多12份"}},
		{"more in favour than there are", Confirmation, 32, 20, 24, 3, false, []string{"赞成24人，多于实到20人加书面意见3份"}},
		{"none in writing for 表彰", Ordinary, 32, 20, 17, 1, false, []string{"书面意见不计入"}},
		{"too few for anything", Ordinary, 32, 15, 15, 0, false, []string{"不足半数（至少16人）", "《中国共产党支部工作条例》第十一条"}},
		{"a kind there is none of", MotionKind{Key: "raffle"}, 32, 20, 20, 0, false, []string{"没有这种表决事项"}},
	} {
		m := Meeting{Kind: Assembly, Due: x.due, Present: x.present, Motions: []Motion{{Kind: x.kind.Key, For: x.yes, Written: x.written}}}
		err := m.Judge(HalfOfAll, 1)
		for _, want := range x.refused {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", x.name, err, want)
			}
		}
		if x.refused == nil && (err != nil || m.Motions[0].Passed != x.passed) {
			t.Errorf("%s: passed %v, %v", x.name, m.Motions[0].Passed, err)
		}
	}
	if got := Ordinary.Article(Committee, false); got != "《中国共产党支部工作条例》第十二条" {
		t.Errorf("the 支委会 goes by %s", got)
	}
	if got := Admission.Article(Assembly, true); !strings.Contains(got, "第二十一条") {
		t.Errorf("in favour of 接收 goes by %s", got)
	}
}

func TestMeetingJudge(t *testing.T) {
	for _, x := range []struct {
		name         string
		kind         MeetingKind
		ofPresent    bool
		due, present int
		yes          []int
		posts        int
		passed       []bool
		refused      string
	}{
		{"32: exactly half present, 17 in favour is impossible", Assembly, false, 32, 16, []int{16}, 1, []bool{false}, ""},
		{"32: exactly half in favour", Assembly, false, 32, 20, []int{16}, 1, []bool{false}, ""},
		{"32: one more", Assembly, false, 32, 20, []int{17}, 1, []bool{true}, ""},
		{"31", Assembly, false, 31, 16, []int{16, 15}, 2, []bool{true, false}, ""},
		{"31: one too few present", Assembly, false, 31, 15, []int{15}, 1, nil, "应到31人，实到15人，不足半数（至少16人）"},
		{"33", Assembly, false, 33, 17, []int{17}, 1, []bool{true}, ""},
		{"33: exactly the smaller half", Assembly, false, 33, 16, []int{16}, 1, nil, "至少17人"},
		{"more present than due", Assembly, false, 31, 32, []int{20}, 1, nil, "多于应到31人"},
		{"more in favour than present", Assembly, false, 31, 20, []int{21}, 1, nil, "多于实到20人"},
		{"nobody due", Assembly, false, 0, 0, []int{0}, 1, nil, "应到人数"},
		{"two pass for one post", Assembly, false, 31, 31, []int{20, 20}, 1, nil, "名额1名，通过的有2名"},
		{"the committee: of all its members", Committee, false, 5, 3, []int{3}, 1, []bool{true}, ""},
		{"the committee: two of three present", Committee, false, 5, 3, []int{2}, 1, []bool{false}, ""},
		{"the committee: of those present, a setting", Committee, true, 5, 3, []int{2}, 1, []bool{true}, ""},
		{"the committee: two of five present", Committee, false, 5, 2, []int{2}, 1, nil, "支委会不能表决"},
		{"the setting is the committee's only", Assembly, true, 31, 16, []int{15}, 1, []bool{false}, ""},
	} {
		m := Meeting{Kind: x.kind, Due: x.due, Present: x.present}
		for _, yes := range x.yes {
			m.Motions = append(m.Motions, Motion{For: yes})
		}
		err := m.Judge(Settings{CommitteePresent: x.ofPresent}.HalfOf(), x.posts)
		switch {
		case x.refused != "" && (err == nil || !strings.Contains(err.Error(), x.refused)):
			t.Errorf("%s: %v, want %q", x.name, err, x.refused)
		case x.refused == "" && err != nil:
			t.Errorf("%s: %v", x.name, err)
		}
		for i, want := range x.passed {
			if m.Motions[i].Passed != want {
				t.Errorf("%s: motion %d passed: %v", x.name, i+1, !want)
			}
		}
	}
}

// TestDecidedAt: an admission and a 转正 are decided by a 党员大会 alone, with the article; ordinary matters by each meeting.
func TestDecidedAt(t *testing.T) {
	for _, k := range MotionKinds {
		for _, at := range []MeetingKind{Assembly, Committee, GroupMeeting} {
			m := Meeting{Kind: at, Due: 5, Present: 5, Motions: []Motion{{Kind: k.Key, For: 5}}}
			err := m.Judge(HalfOfAll, 1)
			if may := at == Assembly || k.Key == ""; may != (err == nil) || may != slices.ContainsFunc(MotionsAt(at), func(o MotionKind) bool { return o.Key == k.Key }) {
				t.Errorf("%s at a %s: %v", k.Name, at, err)
			}
			if err != nil && (!strings.Contains(err.Error(), "须由党员大会讨论决定（《中国共产党发展党员工作细则》第") || m.Motions[0].Passed) {
				t.Errorf("%s at a %s: %v, passed %v", k.Name, at, err, m.Motions[0].Passed)
			}
		}
	}
}
