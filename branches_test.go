package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/sandbox"
	"zhibu/store"
)

// TestTwoBranches has one person hold roles in two branches: what is typed is about the one in front, a card stays with
// its own, and nothing of the one is seen in the other.
func TestTwoBranches(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(10, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	other := w.found2(smallBranch)
	me := w.member(2) // the 组织委员 here, an ordinary member there
	w.attach([]branch.Member{me})
	w.update(func(tx *store.Tx) error {
		there, _ := store.Members.Get(tx, store.K(other).Int(4))
		account := chat.Account("tg:7002")
		w.app.Office.Attach(tx, there, account, chat.Chat(account), w.clock.Now())
		return nil
	})
	p := w.phone(me)
	w.settle()
	if !slices.ContainsFunc(p.Commands(), func(c sandbox.Command) bool { return c.Command == "rounds" }) {
		t.Errorf("an officer's menu is %+v", p.Commands())
	}
	if got := w.say(p, "/menu"); !strings.Contains(got, "云州") || !strings.Contains(got, me.Name) {
		t.Fatalf("home is %q", got)
	}
	w.press(p, "切换到中共虚构县台办机关支部委员会")
	w.sees(p, "丁四")
	w.stop()
	w.open() // which branch is in front survives
	for _, command := range []string{"/menu", "/me", "/board", "/visit", "/help"} {
		if got := w.say(p, command); strings.Contains(got, me.Name) || strings.Contains(got, "云州") {
			t.Errorf("%s in the other branch says %q", command, got)
		}
	}
	if got := w.say(p, "/rounds"); !strings.Contains(got, "不在您的职责范围内") {
		t.Errorf("an ordinary member's /rounds says %q", got)
	}
	w.say(p, "/menu")
	w.press(p, "切换到中共云州市委台办机关党支部")
	w.sees(p, me.Name)
	if got := w.say(p, "/rounds"); strings.Contains(got, "不在您的职责范围内") {
		t.Errorf("the officer's /rounds says %q", got)
	}
}
