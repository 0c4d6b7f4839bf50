package meeting

import (
	"strings"
	"testing"
	"unicode/utf16"

	"zhibu/branch"
	"zhibu/chat"
)

// aView is minutes as who checks them sees them.
func aView(t *testing.T, points string, votes ...Vote) minutesView {
	w := Written{Chair: 1, Recorder: 2, Place: "三楼会议室", Due: 31, Present: 29, Roll: 32, Less: "1人长期患病。", Guests: "机关纪委李同志", Points: points, Decision: "同意。"}
	return minutesView{Of: branch.Branch{Name: "支部"}, Chair: "林致和", Recorder: "高远山", Began: "09:30", Checkers: "林致和", Checks: true,
		Held:    Gathering{Branch: 1, ID: 7, Content: Content{Kinds: []string{Assembly}, Day: on(t, "2026-12-11"), Topics: "讨论接收预备党员。"}},
		Minutes: Minutes{Branch: 1, Gathering: 7, Written: w, Votes: votes}}
}

// TestVoteSays: a vote says who has not voted, by how many it fell short and by which article; nobody's silence is a no.
func TestVoteSays(t *testing.T) {
	judged := func(at branch.MeetingKind, v Vote, due, present int) string {
		if err := v.Judge(at, Voters{due, present}, branch.Settings{}); err != nil {
			return err.Error()
		}
		return v.says()
	}
	for name, x := range map[string][2]string{
		"all have voted":        {judged(branch.Assembly, Vote{Matter: "方案", For: 20, Against: 9}, 31, 29), "方案：赞成20人，反对9人，弃权0人，通过"},
		"some have not":         {judged(branch.Assembly, Vote{Matter: "方案", For: 16}, 31, 31), "方案：赞成16人，反对0人，弃权0人，未表决15人，通过"},
		"too few in favour":     {judged(branch.Assembly, Vote{Matter: "方案", For: 15, Abstain: 14}, 31, 29), "不足16人，未通过（《中国共产党支部工作条例》第十一条）"},
		"too few for admitting": {judged(branch.Assembly, Vote{Kind: branch.Admission.Key, Matter: "接收李明", For: 15}, 31, 29), "不足16人，未通过（《中国共产党发展党员工作细则》第二十一条）"},
		"nobody":                {judged(branch.Assembly, Vote{Matter: "方案"}, 31, 29), "都是0人"},
		"more than were there":  {judged(branch.Assembly, Vote{Matter: "方案", For: 20, Against: 10}, 31, 29), "合计30人，多于实到29人"},
	} {
		if !strings.Contains(x[0], x[1]) {
			t.Errorf("%s: %q, want %q", name, x[0], x[1])
		}
	}
	if err := matterOf("周晓兰", []string{"林致和", "周晓兰"}); err == nil || !strings.Contains(err.Error(), "接收周晓兰同志为预备党员") {
		t.Errorf("a name alone: %v", err)
	}
	if err := matterOf("接收周晓兰为预备党员", []string{"周晓兰"}); err != nil {
		t.Error(err)
	}
}

// TestSilentVoters: at a 党小组会 probationary members are due, and have no vote.
func TestSilentVoters(t *testing.T) {
	g := Gathering{Content: Content{Kinds: []string{GroupMeet}}}
	r := roll{due: map[branch.MemberID]bool{1: true, 2: true, 3: true, 4: true}, voters: map[branch.MemberID]bool{1: true, 2: true, 3: false, 4: false}}
	if v := r.votersOf(g, Written{Due: 4, Present: 3, Absent: []branch.MemberID{3}}); v != (Voters{2, 2}) {
		t.Errorf("%+v", v)
	}
}

// TestMinutesCard: who checks minutes is shown all of them, or told where the rest is; the copied text comes in as many messages as hold it.
func TestMinutesCard(t *testing.T) {
	v := aView(t, strings.Repeat("发言要点，", 40), Vote{Matter: "方案", For: 29, Passed: true, Voters: Voters{31, 29}, Need: 16})
	text := minutesCard(v).PlainText()
	for _, want := range []string{"12月11日09:30", "应到31人（有表决权），实到29人（按名册32人，扣除1人：1人长期患病）", "地点：三楼会议室", "议题：讨论接收预备党员。", "列席：机关纪委李同志", v.Points, "决定：同意。"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	v.Points = strings.Repeat("长", pointsMost)
	var votes []Vote
	for range maxVotes {
		votes = append(votes, Vote{Matter: strings.Repeat("事", 60), For: 29, Passed: true, Voters: Voters{31, 29}, Need: 16})
	}
	v.Votes = votes
	text = minutesCard(v).PlainText()
	if n := len(utf16.Encode([]rune(text))); n > 4096 || !strings.Contains(text, "请点「生成会议记录」看全文，再核对") {
		t.Errorf("%d units: %s", n, text[len(text)-200:])
	}
	v.Checks = false
	if text = minutesCard(v).PlainText(); len([]rune(text)) > 700 {
		t.Errorf("in brief it is %d characters", len([]rune(text)))
	}
	parts := copyParts(v)
	for _, p := range parts {
		if n := len(utf16.Encode([]rune(p))); n > messageMost || n == 0 {
			t.Errorf("a message of %d", n)
		}
	}
	if whole := strings.ReplaceAll(copyText(v), "\n", ""); len(parts) < 2 || strings.ReplaceAll(strings.Join(parts, ""), "\n", "") != whole {
		t.Errorf("%d messages do not hold the whole", len(parts))
	}
	if one := copyParts(aView(t, "短。")); len(one) != 1 || !strings.Contains(one[0], "会议时间：2026年12月11日09:30\n") {
		t.Errorf("%q", one)
	}
}

// TestMinutesHistory: who writes them sees when they were changed, by whom, from which state, and what.
func TestMinutesHistory(t *testing.T) {
	day := on(t, "2026-12-12")
	old := aView(t, "短。").Written
	now := old
	now.Decision, now.Present = "不同意。", 28
	was := WasWritten{Written: old, Votes: []Vote{{Matter: "方案", For: 29, Passed: true}}, Changer: 2, When: day.At(10, 0), Checked: &Signed{1, day.At(9, 0)}, Archived: &Signed{2, day.At(9, 30)}}
	line := wasLine(was, now, nil, "高远山")
	if want := "12月12日10:00，高远山更正（此前已归档）：人数（原应到31人，实到29人）；决定；原表决方案：赞成29人，反对0人，弃权0人，通过"; line != want {
		t.Errorf("%q, want %q", line, want)
	}
	v := aView(t, "短。")
	v.Was, v.History, v.Writes = []WasWritten{was}, []string{line}, true
	labels := func(c chat.Card) (all string) {
		for _, r := range c.Rows {
			for _, b := range r {
				all += b.Label + " "
			}
		}
		return all
	}
	if !strings.Contains(labels(minutesCard(v)), "更正情况") || !strings.Contains(historyCard(v).PlainText(), line) {
		t.Errorf("%q %q", labels(minutesCard(v)), historyCard(v).PlainText())
	}
	if v.Writes = false; strings.Contains(labels(minutesCard(v)), "更正情况") {
		t.Error("every reader sees what they said before")
	}
}

// TestListed: an entry of the list says whose meeting it was, of which year, and how its minutes stand.
func TestListed(t *testing.T) {
	today := on(t, "2026-12-11")
	of := func(day string, kind string) Gathering {
		return Gathering{Content: Content{Kinds: []string{kind}, Day: on(t, day)}}
	}
	gone := of("2026-11-27", Assembly)
	gone.Withdrawn = &branch.Withdrawn{}
	for want, l := range map[string]listed{
		"11月27日 党员大会":       {Gathering: of("2026-11-27", Assembly)},
		"11月27日 党员大会（已核）":   {Gathering: of("2026-11-27", Assembly), Minutes: "已核"},
		"11月27日 第五党小组会（草稿）": {Gathering: of("2026-11-27", GroupMeet), Group: "第五党小组", Minutes: "草稿"},
		"2025年11月27日 主题党日":  {Gathering: of("2025-11-27", PartyDay)},
		"已撤回：11月27日 党员大会":   {Gathering: gone, Minutes: "草稿"},
	} {
		if got := l.label(today); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestKindly: an admission or a 转正 is no ordinary matter, and no other meeting's than the 党员大会's to decide.
func TestKindly(t *testing.T) {
	for _, x := range []struct {
		kind   branch.MotionKind
		at     branch.MeetingKind
		matter string
		wrong  string
	}{
		{branch.Ordinary, branch.Assembly, "推荐李明同志为年度优秀党员", ""},
		{branch.Ordinary, branch.Assembly, "接收李明为预备党员", "请按「上一步」，改选事项类别"},
		{branch.Ordinary, branch.Assembly, "李明按期转正", "改选事项类别"},
		{branch.Ordinary, branch.Committee, "接收李明同志为中共预备党员", "由党员大会讨论表决（《中国共产党发展党员工作细则》"},
		{branch.Ordinary, branch.Committee, "提请党员大会讨论李明同志转正", ""},
		{branch.Ordinary, branch.GroupMeeting, "同意李明同志转为正式党员", "党小组会审查、提出意见的"},
		{branch.Admission, branch.Assembly, "接收李明为预备党员", ""},
	} {
		err := kindly(x.kind, x.at, x.matter)
		if err == nil && x.wrong != "" || err != nil && (x.wrong == "" || !strings.Contains(err.Error(), x.wrong)) {
			t.Errorf("%s at a %s as %s: %v, want %q", x.matter, x.at, x.kind.Name, err, x.wrong)
		}
	}
}

// TestRipe: a 转正 names whom it is about, and is not decided before the probation has ended, an extended one not before its later end.
func TestRipe(t *testing.T) {
	day := on(t, "2027-01-16")
	young := branch.Member{Name: "李明", Joined: on(t, "2026-01-16")}
	put := young
	put.Extended = on(t, "2027-07-16")
	for _, x := range []struct {
		name   string
		those  []branch.Member
		day    branch.Date
		matter string
		wrong  string
	}{
		{"on the day", []branch.Member{young}, day, "李明同志转正", ""},
		{"a day before", []branch.Member{young}, day - 1, "李明同志转正", "李明的预备期到2027年1月16日届满，支部大会届满以后才能讨论"},
		{"extended", []branch.Member{put}, day + 30, "李明同志转正", "李明的预备期到2027年7月16日届满"},
		{"of nobody", []branch.Member{young}, day, "同意转正", "例如：李明同志按期转为正式党员"},
		{"where there is nobody", nil, day, "李明同志转正", "没有预备党员"},
	} {
		err := ripe(branch.Confirmation, x.matter, x.those, x.day)
		if err == nil && x.wrong != "" || err != nil && (x.wrong == "" || !strings.Contains(err.Error(), x.wrong)) {
			t.Errorf("%s: %v, want %q", x.name, err, x.wrong)
		}
		if err := ripe(branch.Admission, x.matter, x.those, x.day); err != nil {
			t.Errorf("%s, of an admission: %v", x.name, err)
		}
	}
}

// TestHalved: what half of those who are left decide must be more than a quarter of the branch.
func TestHalved(t *testing.T) {
	for due, ok := range map[int]bool{30: true, 15: true, 14: false, 3: false} {
		if err := (Written{Due: due, Roll: 30}).halved(); (err == nil) != ok {
			t.Errorf("%d of 30 due: %v", due, err)
		}
	}
	v := aView(t, "讨论。")
	v.Present = 15
	if text := minutesCard(v).PlainText(); !strings.Contains(text, "请注意：实到不足半数（至少16人），党员大会不能进行（《中国共产党支部工作条例》第十一条）") {
		t.Errorf("%q", text)
	}
	v.Present = 16
	if text := minutesCard(v).PlainText(); strings.Contains(text, "请注意") {
		t.Errorf("%q", text)
	}
}
