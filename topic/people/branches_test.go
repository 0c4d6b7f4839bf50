package people_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestTwoBranches has one person hold roles in two branches: what is typed is about the one in front, a card stays with
// its own, and nothing of the one is seen in the other.
func TestTwoBranches(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	other := w.Found2(world.SmallBranch)
	me := w.Member(2) // the 组织委员 here, an ordinary member there
	w.Attach([]branch.Member{me})
	w.Update(func(tx *store.Tx) error {
		there, _ := store.Members.Get(tx, store.K(other).Int(4))
		account := chat.Account("tg:7002")
		w.App.Office.Attach(tx, there, account, chat.Chat(account), w.Clock.Now())
		return nil
	})
	p := w.Phone(me)
	w.Settle()
	if !slices.ContainsFunc(p.Commands(), func(c sandbox.Command) bool { return c.Command == "rounds" }) {
		t.Errorf("an officer's menu is %+v", p.Commands())
	}
	if got := w.Say(p, "/menu"); !strings.Contains(got, "云州") || !strings.Contains(got, me.Name) {
		t.Fatalf("home is %q", got)
	}
	w.Press(p, "切换到中共虚构县台办机关支部委员会")
	w.Sees(p, "丁四")
	w.Stop()
	w.Open() // which branch is in front survives
	for _, command := range []string{"/menu", "/me", "/board", "/visit", "/help"} {
		if got := w.Say(p, command); strings.Contains(got, me.Name) || strings.Contains(got, "云州") {
			t.Errorf("%s in the other branch says %q", command, got)
		}
	}
	if got := w.Say(p, "/rounds"); !strings.Contains(got, "不在您的职责范围内") {
		t.Errorf("an ordinary member's /rounds says %q", got)
	}
	w.Say(p, "/menu")
	w.Press(p, "切换到中共云州市委台办机关党支部")
	w.Sees(p, me.Name)
	if got := w.Say(p, "/rounds"); strings.Contains(got, "不在您的职责范围内") {
		t.Errorf("the officer's /rounds says %q", got)
	}
}
