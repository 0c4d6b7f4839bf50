package requests_test

import (
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/demo/roster"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/requests"
	"zhibu/world"
)

// TestReferral sends a request down to another branch on the same bot: there it is theirs, here only its stage and its
// answer are seen; what the enterprise says closes or reopens both.
func TestReferral(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 17).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	var county branch.BranchID
	f := world.Founded(t, "roster.xlsx", roster.File, "中共邻县台办支部委员会", w.Clock.Now())
	type step struct {
		b branch.BranchID
		m branch.MemberID
		k requests.StepKind
	}
	const text = "只在县里说的话"
	var id, there requests.ID
	who := func(tx *store.Tx, b branch.BranchID, m branch.MemberID) branch.Member {
		p, _ := office.Member(tx, b, m)
		return p
	}
	w.Update(func(tx *store.Tx) error {
		var err error
		if county, err = w.App.Office.Found(tx, f, w.Clock.Now()); err != nil {
			return err
		}
		r, err := requests.Accept(w.App.Office, tx, who(tx, w.Branch, 2), 1, "希望协调用地。", w.Clock.Now())
		id = r.ID
		if err == nil {
			err = requests.Refer(w.App.Office, tx, who(tx, w.Branch, 2), id, county, w.Clock.Now())
		}
		for r := range requests.Requests.Scan(tx, store.K(county)) {
			there = r.ID
		}
		return err
	})
	state := func() string {
		var here, copied requests.Request
		_ = w.App.Store.View(func(tx *store.Tx) error {
			here, _ = requests.Get(tx, w.Branch, id)
			copied, _ = requests.Get(tx, county, there)
			for _, s := range here.Steps {
				if strings.Contains(s.Text, text) {
					t.Error("the origin reads what was noted there")
				}
			}
			for m := range store.Members.Scan(tx, store.K(county)) {
				if requests.MaySee(here, m) {
					t.Errorf("%s of the county may read the city's request", m.Name)
				}
			}
			return nil
		})
		return string(here.Stage) + "/" + string(copied.Stage)
	}
	take := func(s step, words string) error {
		_, err := w.App.Store.Update(func(tx *store.Tx) error {
			at, r := requests.Step{Kind: s.k, Text: words, To: 3, Due: branch.On(2026, 3, 25)}, id
			if s.b == county {
				r = there
			}
			if s.k != requests.DidAssign {
				at.To, at.Due = 0, 0
			}
			return requests.TakeStep(w.App.Office, tx, who(tx, s.b, s.m), r, at, w.Clock.Now())
		})
		return err
	}
	for _, x := range []struct {
		step
		words, want string // "" if it is refused
	}{
		{step{county, 2, requests.DidPlease}, "", ""}, // not theirs to ask
		{step{w.Branch, 2, requests.DidReply}, "抄来的答复", ""},
		{step{county, 2, requests.DidAssign}, "", "转办/交办"},
		{step{county, 25, requests.DidNote}, text, ""}, // somebody without a part in it
		{step{county, 3, requests.DidNote}, text, "转办/办理"},
		{step{county, 3, requests.DidAnswer}, "用地已落实。", "办理/反馈"},
		{step{w.Branch, 2, requests.DidAnswer}, "已告知企业。", "反馈/反馈"},
		{step{w.Branch, 2, requests.DidUpset}, "面积不够。", "办理/办理"},
		{step{county, 3, requests.DidAnswer}, "已补足面积。", "办理/反馈"},
		{step{w.Branch, 2, requests.DidAnswer}, "已告知企业。", "反馈/反馈"},
		{step{w.Branch, 2, requests.DidPlease}, "", "办结/办结"},
		{step{w.Branch, 2, requests.DidNote}, "之后的话", ""},
	} {
		before := state()
		err := take(x.step, x.words)
		want := x.want
		if want == "" {
			want = before
		}
		if got := state(); got != want || (err == nil) != (x.want != "") {
			t.Errorf("%s: %s, want %s (%v)", x.k, got, want, err)
		}
	}
	w.Stop()
}

// TestRequestNews: who did the work hears that the enterprise is content, the 组织委员 that it is not; closing is asked once; cards of
// what is settled ask no more; what is overdue looks so on home; the list begins a new one.
func TestRequestNews(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	w.Rename(4, "郑䶮")
	w.Say(w.Phone(w.Member(4)), "/me")
	keeper, helper, chief := w.Phone(w.Member(2)), w.Phone(w.Member(4)), w.Phone(w.Member(1))
	news := func(p *sandbox.Client, want string) string {
		t.Helper()
		got := w.Screen(p.Person().First+" is told", p)
		if !strings.Contains(got, want) {
			t.Errorf("%s does not see %q", p.Person().First, want)
		}
		return got
	}
	w.Say(chief, "/requests")
	w.Press(chief, "记企业诉求")
	w.Screen("where", chief)
	w.Press(chief, world.FirstFirm)
	w.Say(chief, "厂区夜间用电不足。")
	w.Say(chief, "希望五月底前解决。")
	w.Press(chief, "补充")
	w.Press(chief, "确认受理")
	news(keeper, "新受理一件诉求，请交办")
	w.Press(chief, "交办")
	w.Press(chief, "郑䶮")
	w.Button1(chief, "6月4日")
	news(helper, "有一件诉求由您承办")
	if m, ok := keeper.Find("新受理一件诉求"); ok && len(m.Buttons) > 0 {
		t.Errorf("what another has given away still asks: %q", m.Text)
	}
	w.Turn(branch.On(2026, time.June, 8).At(10, 0))
	w.Say(helper, "/menu")
	news(helper, "应于6月4日前，已超期")
	w.Button1(helper, "办理：")
	w.Press(helper, "反馈企业")
	w.Say(helper, "增容方案已批准。")
	w.Press(helper, "确认")
	asker := w.Phone(w.Member(asker(w)))
	news(asker, "请回访企业是否满意")
	for _, p := range []*sandbox.Client{chief, chief} { // an officer asks, who is neither
		w.Say(p, "/requests")
		w.Button1(p, "云州翰屿精密机械…")
	}
	w.Press(chief, "回访：不满意")
	w.Say(chief, "企业希望再快一些。")
	w.Press(chief, "确认")
	news(helper, "企业回访不满意，请重新办理")
	if got := news(keeper, "企业回访不满意"); !strings.Contains(got, "不满意之处：企业希望再快一些。") || !strings.Contains(got, "郑䶮承办") {
		t.Errorf("the 组织委员 is told %q", got)
	}
	w.Press(helper, "查看办理")
	w.Press(helper, "反馈企业")
	w.Say(helper, "已调整工期。")
	w.Press(helper, "确认")
	w.Say(chief, "/requests")
	w.Button1(chief, "云州翰屿精密机械…")
	w.Press(chief, "回访：满意")
	w.Screen("close?", chief)
	w.Press(chief, "返回")
	w.Sees(chief, "反馈")
	w.Press(chief, "回访：满意")
	w.Press(chief, "确认办结")
	w.Sees(chief, "办结")
	news(helper, "企业满意，诉求已办结")
	if got := news(chief, "状态：办结，由郑䶮办理"); strings.Contains(got, "承办") {
		t.Errorf("a settled one is %q", got)
	}
	for _, p := range []*sandbox.Client{keeper, helper, asker, chief} {
		for _, m := range p.Messages() {
			for _, r := range m.Buttons {
				for _, b := range r {
					if b.Text == "查看办理" || strings.HasPrefix(b.Text, "办理：") || strings.HasPrefix(b.Text, "回访") {
						t.Errorf("%s is still asked: %q", p.Person().First, m.Text)
					}
				}
			}
		}
		w.Say(p, "/menu")
		if got := w.Screen("home", p); strings.Contains(got, "诉求：云州") {
			t.Error("home still lists it")
		}
	}
}

// asker returns who asks the enterprise of the latest request.
func asker(w *world.World) (m branch.MemberID) {
	w.Update(func(tx *store.Tx) error {
		for r := range requests.Requests.Scan(tx, store.K(w.Branch)) {
			m = r.Asker
		}
		return nil
	})
	return m
}

// TestGivenTwice: two officers give one request to two people; the first of them, and the officer who had chosen so, hear of it.
func TestGivenTwice(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	for _, m := range []branch.MemberID{4, 5} {
		w.Say(w.Phone(w.Member(m)), "/me")
	}
	keeper, chief := w.Phone(w.Member(2)), w.Phone(w.Member(1))
	w.Say(chief, "/requests")
	w.Press(chief, "记企业诉求")
	w.Press(chief, world.FirstFirm)
	w.Say(chief, "厂区夜间用电不足。")
	w.Press(chief, "确认受理")
	w.Press(chief, "交办")
	w.Press(chief, w.Member(4).Name)
	w.Button1(chief, "6月4日")
	w.Say(keeper, "/requests")
	w.Button1(keeper, "云州翰屿精密机械…")
	w.Press(keeper, "交办")
	w.Press(keeper, w.Member(5).Name)
	w.Button1(keeper, "6月4日")
	for _, p := range []*sandbox.Client{chief, w.Phone(w.Member(4))} {
		w.Sees(p, w.Member(5).Name+"承办")
	}
	w.Sees(w.Phone(w.Member(5)), "有一件诉求由您承办")
}
