package probation_test

import (
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestProbation goes with a probationary member to the end of the year: who is reminded of what and when, on one card a day, what
// waits on home, and that all of it ends when the assembly's decision is entered.
func TestProbation(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(8, 0))
	w.Open()
	w.Found()
	all := func(branch.Member) bool { return true }
	w.Attach(w.Members(all))
	young := w.Members(func(m branch.Member) bool { return m.Full == 0 })[0]
	leaderID := func() (id branch.MemberID) {
		_ = w.App.Store.View(func(tx *store.Tx) error {
			g, _ := store.Groups.Get(tx, store.K(w.Branch).Int(int64(young.Group)))
			id = g.Leader
			return nil
		})
		return id
	}()
	leader, organiser := w.Phone(w.Member(leaderID)), w.Phone(w.Post(branch.OrganisationPost))
	p, stranger := w.Phone(young), w.Phone(w.Members(func(m branch.Member) bool {
		return m.Full != 0 && m.ID != leaderID && m.Post == branch.NoPost && m.Group != young.Group
	})[0])
	end := young.PutOff()
	said := func(text string) (who []string) {
		for _, q := range w.Phones {
			for _, m := range q.Messages() {
				if m.FromBot && strings.HasPrefix(m.Text, "工作提醒") && strings.Contains(m.Text, text) {
					who = append(who, q.Person().First)
					break
				}
			}
		}
		return who
	}

	y, m, d := young.Joined.YMD()
	w.Turn((branch.On(y, m+6, d) + 4).At(10, 0))
	if who := said(young.Name + "同志：请安排半年一次的预备期考察"); len(who) != 1 || who[0] != organiser.Person().First {
		t.Errorf("of the 考察 %v are reminded", who)
	}
	if who := said("届满"); len(who) > 0 {
		t.Errorf("half a year before the end %v are reminded of it", who)
	}

	y, m, d = end.YMD()
	w.Turn((branch.On(y, m-1, d) + 9).At(10, 0))
	w.Sees(p, "预备党员\n• 您的预备期将于"+end.Chinese()+"届满，请在届满前向党小组提交书面转正申请")
	for _, q := range []string{leader.Person().First, organiser.Person().First} {
		if who := said(young.Name + "同志的预备期将于" + end.Chinese() + "届满"); len(who) != 2 || !strings.Contains(strings.Join(who, " "), q) {
			t.Errorf("of the end %v are reminded, %s not among them", who, q)
		}
	}
	w.Press(p, "转正怎么办")
	w.Sees(p, "赞成人数须超过应到会有表决权正式党员的半数")
	w.Sees(p, "应到31人：至少16人到会，至少16人赞成（《中国共产党发展党员工作细则》第三十三条）")
	w.FitsPhone(p)
	w.Say(p, "/menu")
	w.Sees(p, "请在届满前向党小组提交书面转正申请")
	for _, q := range []*sandbox.Client{leader, organiser} { // it stands on home, also once a later day's card has come
		if !w.Waiting(q, young.Name+"同志的预备期将于"+end.Chinese()+"届满，请提醒本人提交书面转正申请") {
			t.Errorf("it does not stand on the home of %s", q.Person().First)
		}
	}
	// The assembly does not discuss it earlier.
	w.Press(organiser, "转正怎么办")
	w.Press(organiser, young.Name+"：登记大会讨论")
	w.Say(organiser, "今天")
	w.Sees(organiser, "支部大会届满以后才能讨论，不提前讨论（《中国共产党发展党员工作细则》）")
	w.Press(organiser, "取消")
	w.Say(stranger, "/menu")
	if strings.Contains(stranger.Last().Text, "预备期") {
		t.Errorf("somebody else's home says %q", stranger.Last().Text)
	}

	w.Turn((end + 7).At(10, 0))
	if who := said(young.Name + "同志的预备期已于" + end.Chinese() + "届满"); len(who) == 0 {
		t.Error("nobody is told that the end has passed")
	}
	if !w.Waiting(organiser, young.Name+"同志的预备期已于"+end.Chinese()+"届满，请定支部党员大会讨论") {
		t.Errorf("home says %q", organiser.Last().Text)
	}
	w.Say(p, "/menu")
	if strings.Contains(p.Last().Text, "书面转正申请") {
		t.Error("after the end the member is still asked for the application")
	}
	// The decision ends the question; three months later the approval is missed, and entering it leads to the roster.
	w.Press(organiser, "转正怎么办")
	w.Press(organiser, young.Name+"：登记大会讨论")
	w.Press(organiser, "昨天")
	w.Press(organiser, "按期转正")
	w.Press(organiser, "确认")
	w.Sees(organiser, "支部大会"+(end+6).Chinese()+"按期转正，待上级批复")
	w.FitsPhone(organiser)
	if w.Waiting(organiser, "预备期") {
		t.Errorf("after the decision home says %q", organiser.Last().Text)
	}
	y, m, d = (end + 6).YMD()
	w.Turn((branch.On(y, m+3, d) + 4).At(10, 0))
	if who := said("已经支部大会讨论，满三个月还没有登记上级批复"); len(who) == 0 || !slices.Contains(who, organiser.Person().First) {
		t.Errorf("of the missing approval %v are reminded", who)
	}
	if !w.Waiting(organiser, "满三个月还没有登记上级批复") {
		t.Errorf("home says %q", organiser.Last().Text)
	}
	w.Press(organiser, "转正怎么办")
	w.Press(organiser, young.Name+"：登记批复")
	w.Say(organiser, end.Chinese())
	w.Sees(organiser, "批复不能早于支部大会")
	w.Press(organiser, "昨天")
	w.Press(organiser, "确认")
	w.Press(organiser, young.Name+"：办理转正")
	if w.Waiting(organiser, "批复") {
		t.Errorf("after the approval home says %q", organiser.Last().Text)
	}
	w.Update(func(tx *store.Tx) error {
		x, _ := store.Members.Get(tx, store.K(w.Branch).Int(int64(young.ID)))
		x.Full = end
		store.Members.Put(tx, x)
		return nil
	})
	if w.Waiting(organiser, "预备期") {
		t.Errorf("after the decision home says %q", organiser.Last().Text)
	}
	w.Stop()
}

// TestExtended: once a probation has been extended it is discussed anew at its later end; what was decided at the first is over.
func TestExtended(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	young := w.Members(func(m branch.Member) bool { return m.Full == 0 })[0]
	organiser, end := w.Phone(w.Post(branch.OrganisationPost)), young.PutOff()
	enter := func(result string) {
		w.Waiting(organiser, "转正怎么办")
		w.Press(organiser, "转正怎么办")
		w.Press(organiser, young.Name+"：登记大会讨论")
		w.Press(organiser, "昨天")
		w.Press(organiser, result)
		w.Press(organiser, "确认")
	}
	w.Turn((end + 9).At(10, 0))
	if !w.Waiting(organiser, young.Name+"同志的预备期已于") {
		t.Fatalf("home says %q", organiser.Last().Text)
	}
	enter("延长预备期")
	w.Update(func(tx *store.Tx) error {
		x, _ := store.Members.Get(tx, store.K(w.Branch).Int(int64(young.ID)))
		x.Extended = end.AddMonths(6)
		store.Members.Put(tx, x)
		return nil
	})
	w.Turn((end.AddMonths(6) + 9).At(10, 0))
	if !w.Waiting(organiser, young.Name+"同志的预备期已于"+end.AddMonths(6).Chinese()+"届满") {
		t.Fatalf("after the later end home says %q", organiser.Last().Text)
	}
	enter("按期转正")
	w.Sees(organiser, "按期转正，待上级批复")
	w.Stop()
}
