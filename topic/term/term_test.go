package term_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestTerm goes with a committee to the end of its term: it is asked when it was elected, once, and the 书记 and the 组织委员 alone are
// reminded six, three and one month before; a day that the upper body has approved moves the end, a new committee begins the next term.
func TestTerm(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	secretary, organiser := w.Phone(w.Post(branch.Secretary)), w.Phone(w.Post(branch.OrganisationPost))
	said := func(text string) (n int) {
		for _, q := range w.Phones {
			for _, m := range q.Messages() {
				if m.FromBot && strings.HasPrefix(m.Text, "工作提醒") && strings.Contains(m.Text, text) {
					n++
					if q != secretary && q != organiser {
						t.Errorf("%s is reminded: %q", q.Person().First, m.Text)
					}
				}
			}
		}
		return n
	}
	const unknown, near = "请登记本届支委会的产生日期", "请做好换届工作"
	if !w.Waiting(organiser, unknown) {
		t.Errorf("the 组织委员 is not asked for the beginning: %q", organiser.Last().Text)
	}
	for _, p := range []*sandbox.Client{secretary, w.Phone(w.Post(branch.DisciplinePost))} {
		if w.Waiting(p, unknown) {
			t.Errorf("%s is asked for it, too: %q", p.Person().First, p.Last().Text)
		}
	}

	w.Waiting(organiser, unknown)
	w.Press(organiser, "登记任期")
	w.Say(organiser, "2027年3月1日")
	w.Sees(organiser, "选举还没有进行：日期不能晚于今天。")
	w.Say(organiser, "2024年3月10日")
	w.Say(organiser, "2029年3月10日")
	w.Sees(organiser, "应在2026年3月10日至2028年3月10日之间（《关于党的基层组织任期的意见》）")
	w.Press(organiser, "按三年计算")
	w.FitsPhone(organiser)
	w.Press(organiser, "确认")
	w.Sees(organiser, "2024年3月10日选举产生，本届支委会任期2027年3月10日届满。")
	w.Sees(organiser, "应到31人，至少25人")
	w.FitsPhone(organiser)
	if w.Waiting(organiser, unknown) || w.Waiting(organiser, near) {
		t.Errorf("home says %q", organiser.Last().Text)
	}

	w.Turn(branch.On(2026, 9, 9).At(18, 0))
	if n := said(near); n != 0 {
		t.Errorf("reminded %d times before the half-year", n)
	}
	w.Turn(branch.On(2026, 9, 10).At(10, 0))
	if n := said("本届支委会任期2027年3月10日届满，" + near); n != 2 {
		t.Errorf("half a year before, %d are reminded", n)
	}
	for _, p := range []*sandbox.Client{secretary, organiser} {
		if !w.Waiting(p, near) {
			t.Errorf("home of %s says %q", p.Person().First, p.Last().Text)
		}
	}
	// The upper body has approved a later day.
	w.Press(organiser, "换届怎么办")
	w.Press(organiser, "更正任期")
	w.Say(organiser, "2027年9月10日")
	w.Press(organiser, "确认")
	w.Sees(organiser, "任期2027年9月10日届满。（经上级党组织批准，原为2027年3月10日）")
	w.Turn(branch.On(2027, 3, 9).At(18, 0))
	if n := said("2027年9月10日届满"); n != 0 {
		t.Errorf("reminded %d times before the half-year of the later end", n)
	}
	w.Turn(branch.On(2027, 6, 10).At(18, 0))
	if n := said("2027年9月10日届满"); n != 4 {
		t.Errorf("reminded %d times at six and three months, want 4", n)
	}
	// A new committee begins the next term; undone, the former runs on.
	list := map[branch.Post]branch.MemberID{}
	for _, m := range w.Members(func(m branch.Member) bool { return m.Post.Committee() }) {
		list[m.Post] = m.ID
	}
	c := branch.Change{Branch: w.Branch, ID: 900, Kind: branch.CommitteeKind, From: branch.On(2027, 6, 8), State: branch.ChangeDone, At: w.Clock.Now(), Done: w.Clock.Now()}
	put := func(state branch.ChangeState) {
		w.Update(func(tx *store.Tx) error {
			c.State = state
			store.Changes.Put(tx, c)
			return nil
		})
	}
	put(branch.ChangeDone)
	if w.Waiting(organiser, near) {
		t.Errorf("after the election home says %q", organiser.Last().Text)
	}
	w.Turn(branch.On(2027, 9, 1).At(18, 0))
	if n := said("2027年9月10日届满"); n > 4 {
		t.Errorf("reminded %d times, though a new committee has been elected", n)
	}
	w.Say(organiser, "/people")
	w.Press(organiser, "换届与机构")
	put(branch.ChangeUndone)
	if !w.Waiting(organiser, near) {
		t.Errorf("after the election was taken back home says %q", organiser.Last().Text)
	}
	w.Stop()
}
