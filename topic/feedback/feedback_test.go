package feedback_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/feedback"
	"zhibu/world"
)

// TestSigned goes with a signed one from the help card to its answer: who waits for it on home, on which card of reminders, that its
// writer is told, sees the own ones and takes one back, and that the figures count it.
func TestSigned(t *testing.T) {
	w := world.FormWorld(t) // 1 June 2026, a Monday, 10:00
	defer func() { w.Stop() }()
	p, chief, keeper, deputy := w.Phone(w.Member(5)), w.Phone(w.Post(branch.Secretary)), w.Phone(w.Post(branch.OrganisationPost)), w.Phone(w.Post(branch.DeputySecretary))
	if got := w.Say(deputy, "/help"); !strings.Contains(got, "投诉建议（可以匿名）：/feedback") {
		t.Errorf("the help says %q", got)
	}
	w.Say(p, "/menu")
	w.Press(p, "人员与我的")
	w.Press(p, "投诉建议")
	w.Sees(p, "请直接写。只有书记和组织委员看得到；要匿名请点“匿名”。5个工作日内答复。")
	w.Sees(p, "请勿发送涉密、未公开工作内容和他人隐私。")
	w.Press(p, "署名")
	w.Say(p, "建议增加阅览室开放时间。")
	w.Press(p, "署名提交")
	w.Sees(p, "已署名提交\n建议增加阅览室开放时间。\n6月1日（今天）提出，6月8日前答复。")
	for _, q := range []*struct {
		who  string
		home string
		sees bool
	}{{"chief", w.Say(chief, "/menu"), true}, {"keeper", w.Say(keeper, "/menu"), true}, {"deputy", w.Say(deputy, "/menu"), false}, {"writer", w.Say(p, "/menu"), false}} {
		if strings.Contains(q.home, "投诉建议：第1号，署名，6月1日（今天）提出，6月8日前答复") != q.sees {
			t.Errorf("the home of the %s is %q", q.who, q.home)
		}
		if strings.Contains(q.home, "阅览室") {
			t.Errorf("the words stand on the home of the %s", q.who)
		}
	}
	w.Turn(branch.On(2026, time.June, 2).At(9, 30))
	w.Waits(keeper, "投诉建议\n• 第1号，署名，6月1日提出，已1个工作日，6月8日前答复")
	w.Turn(branch.On(2026, time.June, 9).At(9, 30))
	w.Waits(keeper, "应于6月8日前答复，已超期")
	w.Press(keeper, "答复第1号")
	w.Sees(keeper, "投诉建议（第1号，"+w.Member(5).Name+"同志）")
	w.Press(keeper, "写答复")
	w.Sees(keeper, "请勿发送涉密、未公开工作内容和他人隐私。")
	w.Say(keeper, "从7月起延长到20点。")
	w.Press(keeper, "取消") // asks, since something was written
	w.Press(keeper, "先放下，稍后再填")
	w.Button1(keeper, "继续填写")
	w.Sees(keeper, "从7月起延长到20点。")
	w.Press(keeper, "确认答复")
	w.Sees(keeper, "答复（"+w.Post(branch.OrganisationPost).Name+"，6月9日）：\n从7月起延长到20点。")
	w.Sees(p, "您的投诉建议已有答复\n建议增加阅览室开放时间。\n答复（"+w.Post(branch.OrganisationPost).Name+"）：\n从7月起延长到20点。")
	if got := w.Say(chief, "/menu"); strings.Contains(got, "投诉建议：") {
		t.Errorf("once it is answered another's home says %q", got)
	}
	w.Say(p, "/feedback")
	w.Say(p, "第二条建议。")
	w.Press(p, "署名提交")
	w.Press(p, "我提出的")
	w.Button1(p, "6月1日 建议增加阅览室")
	w.Sees(p, "从7月起延长到20点。")
	w.Press(p, "我提出的")
	w.Button1(p, "6月9日 第二条建议")
	w.Press(p, "撤回")
	w.Sees(p, "已撤回\n您写的是：\n第二条建议。")
	w.Say(p, "/feedback")
	w.Say(p, "第三条建议。")
	w.Press(p, "署名提交")
	w.FitsPhone(p)
	w.FitsPhone(keeper)
	w.Update(func(tx *store.Tx) error {
		if got, want := feedback.Count(tx, w.Branch, branch.On(2026, 6, 1), branch.On(2026, 6, 30)), (feedback.Counted{Came: 2, Answered: 1, InTime: 0}); got != want {
			t.Errorf("counted %+v, want %+v", got, want)
		}
		return nil
	})
}

// TestReaders: who answers, by who holds which post and who wrote it.
func TestReaders(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	const plain = branch.MemberID(5)
	chief, keeper, deputy := w.Post(branch.Secretary).ID, w.Post(branch.OrganisationPost).ID, w.Post(branch.DeputySecretary).ID
	w.Say(w.Phone(w.Member(plain)), "/feedback")
	for _, x := range []struct {
		name   string
		by     branch.MemberID
		vacant []branch.MemberID
		want   []branch.MemberID
	}{
		{"as it is", plain, nil, []branch.MemberID{chief, keeper}},
		{"without a name", 0, nil, []branch.MemberID{chief, keeper}},
		{"by the 书记", chief, nil, []branch.MemberID{keeper}},
		{"by the 组织委员", keeper, nil, []branch.MemberID{chief}},
		{"by the 副书记", deputy, nil, []branch.MemberID{chief, keeper}},
		{"no 书记", plain, []branch.MemberID{chief}, []branch.MemberID{keeper, deputy}},
		{"no 组织委员", plain, []branch.MemberID{keeper}, []branch.MemberID{chief}},
		{"by the 书记, no 组织委员", chief, []branch.MemberID{keeper}, []branch.MemberID{deputy}},
		{"nobody", plain, []branch.MemberID{chief, keeper, deputy}, nil},
	} {
		undo := map[branch.MemberID]branch.Member{}
		w.Update(func(tx *store.Tx) error {
			for _, id := range x.vacant {
				m, _ := office.Member(tx, w.Branch, id)
				undo[id] = m
				m.Post = branch.NoPost
				store.Members.Put(tx, m)
			}
			me, _ := office.Member(tx, w.Branch, x.by)
			var err error
			if x.by == 0 {
				_, _, err = feedback.Nameless(w.App.Office, tx, w.Branch, x.name, w.Clock.Now())
			} else {
				_, err = feedback.Sign(w.App.Office, tx, me, x.name, w.Clock.Now())
			}
			if (err == nil) != (x.want != nil) {
				t.Errorf("%s: %v", x.name, err)
			}
			for _, m := range office.MembersOf(tx, w.Branch, func(branch.Member) bool { return true }) {
				got := false
				for _, e := range feedback.ListOf(tx, m) {
					got = got || e.Text == x.name
				}
				want := false
				for _, id := range x.want {
					want = want || id == m.ID
				}
				if got != want {
					t.Errorf("%s: %s reads it: %v", x.name, m.Name, got)
				}
			}
			return nil
		})
		w.Update(func(tx *store.Tx) error {
			for _, m := range undo {
				store.Members.Put(tx, m)
			}
			return nil
		})
	}
}

// TestListed: of several that wait, each is told from the others; days of another year have theirs; a long wait is not said to be shorter
// than it is; an answer forges no line of a card.
func TestListed(t *testing.T) {
	w := world.New(t, branch.On(2026, time.December, 30).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	defer func() { w.Stop() }()
	p, chief := w.Phone(w.Member(5)), w.Phone(w.Post(branch.Secretary))
	for _, text := range []string{"食堂太挤。", "灯坏了。"} {
		w.Say(p, "/feedback")
		w.Say(p, text)
		w.Press(p, "匿名提交")
	}
	if got := p.Last().Text; !strings.Contains(got, "2027年1月7日前答复") {
		t.Errorf("on a day of next year it is due: %q", got)
	}
	if got := w.Say(chief, "/menu"); !strings.Contains(got, "第1号，匿名，12月30日（今天）提出，2027年1月") || !strings.Contains(got, "第2号，匿名") {
		t.Errorf("home says %q", got)
	}
	w.Press(chief, "答复第2号")
	w.Sees(chief, "灯坏了。")
	w.Press(chief, "全部投诉建议")
	w.Button1(chief, "第1号 12月30日 匿名")
	w.Sees(chief, "食堂太挤。")
	w.Press(chief, "写答复")
	w.Say(chief, "请看\n12月30日提出。\n答复（某某）：已办。")
	w.Press(chief, "确认答复")
	m := w.Newest(chief, "某某")
	if !slices.ContainsFunc(m.Entities, func(e sandbox.Entity) bool {
		return e.Type == "blockquote" && strings.Contains(string([]rune(m.Text)[e.Offset:e.Offset+e.Length]), "某某")
	}) {
		t.Errorf("the answer is not set apart in %q: %+v", m.Text, m.Entities)
	}
	w.Update(func(tx *store.Tx) error {
		feedback.Entries.Put(tx, feedback.Entry{Branch: w.Branch, ID: 9, Text: "很久以前的。", Day: branch.On(2024, time.May, 6), Due: branch.On(2024, time.May, 13)})
		return nil
	})
	if got := w.Say(chief, "/menu"); !strings.Contains(got, "第9号，匿名，2024年5月6日提出，应于2024年5月13日前答复，已超期") {
		t.Errorf("years later home says %q", got)
	}
	w.Press(chief, "答复第9号")
	w.Sees(chief, "已超期（超过250个工作日）。")
}

// TestErase: who has the own data erased leaves the words, without the name; the setting moves the deadline of what comes then.
func TestErase(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p, chief := w.Phone(w.Member(5)), w.Phone(w.Post(branch.Secretary))
	w.Say(chief, "/settings")
	w.Press(chief, "投诉建议…")
	w.Button1(chief, "意见答复")
	w.Press(chief, "10个工作日")
	w.Press(chief, "确认")
	w.Say(p, "/feedback")
	w.Sees(p, "10个工作日内答复")
	w.Say(p, "希望改进排班。")
	w.Press(p, "署名提交")
	w.Sees(p, "6月15日前答复")
	w.Update(func(tx *store.Tx) error { return w.App.Office.Erase(tx, w.Member(5), w.Clock.Now()) })
	w.Say(chief, "/menu")
	w.Sees(chief, "投诉建议：第1号，匿名，6月1日（今天）提出")
	for _, row := range w.Dump() {
		if strings.HasPrefix(row, "feedback ") && strings.Contains(row, `"by"`) {
			t.Errorf("the name is left: %s", row)
		}
	}
}
