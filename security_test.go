package main

import (
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
)

// TestPollOfFew: a group's poll must not tell its leader how somebody voted, by how few took part or by when it ended.
func TestPollOfFew(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 8).At(8, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	group := w.members(func(m branch.Member) bool { return m.Group == 2 && m.Full != 0 })
	leader := w.group(2).Leader
	p := w.phone(w.member(leader))
	w.turn(branch.On(2026, time.June, 8).At(10, 0))
	move := func(n int, to branch.GroupID) {
		w.update(func(tx *store.Tx) error {
			for _, m := range group {
				if m.ID != leader && n > 0 {
					m.Group, n = to, n-1
					store.Members.Put(tx, m)
				}
			}
			return nil
		})
	}
	move(len(group)-4, 3)
	if a := w.press(p, "先在组内投票"); !strings.Contains(a.Text, "不足5名") {
		t.Fatalf("a poll of four is answered %q", a.Text)
	}
	move(len(group)-4, 2)
	w.press(p, "先在组内投票")
	w.press(p, "开始组内推荐")
	for _, m := range group[:4] {
		w.vote(m, group[0].Name)
	}
	w.turn(w.clock.Now().Add(2 * time.Minute))
	w.sees(p, "已参加 4 人")
	card := p.Last()
	if _, early := card.Button("提前截止"); early {
		t.Error("the leader is offered to end the poll as soon as somebody has voted")
	}
	poll := branch.RoundID(2)
	if got := w.forge(p, card.ID, chat.Press{Action: cards.ActClose, Args: []int64{int64(w.branch), int64(poll)}}.Encode()); !strings.Contains(got, "投完以前不能提前截止") {
		t.Errorf("to end it all the same is answered %q", got)
	}
}

// inviting is a world in which everybody but one is bound.
func inviting(t *testing.T) (w *world, newcomer branch.Member) {
	w = newWorld(t, branch.On(2026, time.July, 1).At(9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	newcomer = w.member(4)
	w.attach(w.members(func(m branch.Member) bool { return m.ID != newcomer.ID }))
	return w, newcomer
}

// issue has an officer issue an invitation in the chat, and gives the code.
func (w *world) issue(by *sandbox.Client, who branch.Member) (code string) {
	w.Helper()
	w.say(by, "/people "+who.Name)
	w.press(by, "开具邀请码")
	w.press(by, "确认")
	for _, m := range by.Messages() {
		for line := range strings.Lines(m.Text) {
			if s := strings.TrimSpace(line); office.IsCode(s) {
				code = s
			}
		}
	}
	return code
}

// TestIssuerIsNobodyElse: who issues an invitation must not come to stand for the one invited, not by unbinding first; and
// an invitation is worth what its issuer's post is.
func TestIssuerIsNobodyElse(t *testing.T) {
	w, newcomer := inviting(t)
	defer func() { w.stop() }()
	sec := w.post(branch.Secretary)
	p, q := w.phone(sec), w.phone(newcomer)
	code := w.issue(p, newcomer)
	w.say(p, "/me")
	w.press(p, "解除绑定")
	w.press(p, "确认")
	for who, phone := range map[string]*sandbox.Client{"the issuer, unbound": p, "anybody, with a code whose issuer has gone": q} {
		if got := w.say(phone, code); got != cards.BadCode {
			t.Errorf("%s: %q", who, got)
		}
	}
	w.attach([]branch.Member{sec})
	code = w.issue(p, newcomer)
	w.update(func(tx *store.Tx) error { // the issuer goes on with another account
		w.app.Office.Attach(tx, sec, "tg:6001", "tg:6001", w.clock.Now())
		return nil
	})
	if got := w.say(p, code); got != cards.BadCode {
		t.Errorf("the account that it was issued from: %q", got)
	}
	w.leave(sec, branch.Expelled)
	if got := w.say(q, code); got != cards.BadCode {
		t.Errorf("a code of somebody expelled: %q", got)
	}
}

// TestIssuerConfirmsNoSeat: an account that came from an officer's invitation is confirmed by another.
func TestIssuerConfirmsNoSeat(t *testing.T) {
	w, newcomer := inviting(t)
	defer func() { w.stop() }()
	w.open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	sec, inspector := w.phone(w.post(branch.Secretary)), w.phone(w.post(branch.DisciplinePost))
	q := w.phone(newcomer) // it may be a second phone of the 书记
	q.Start(w.issue(sec, newcomer))
	w.press(q, "确认")
	id, data := w.button(inspector, "确认是本人")
	if _, asked := sec.Find("请核实是否本人"); asked {
		t.Error("the issuer is asked whether it is the right person")
	}
	if got := w.forge(sec, id, data); !strings.Contains(got, "另一名同志") {
		t.Errorf("the issuer confirms the seat: %q", got)
	}
	w.press(inspector, "确认是本人")
	w.vote(newcomer, "沈岩")
}

// TestForwardedIsNoCommand: what somebody else wrote and an officer passes on is not obeyed.
func TestForwardedIsNoCommand(t *testing.T) {
	w, newcomer := inviting(t)
	defer func() { w.stop() }()
	chair := w.phone(w.post(branch.OrganisationPost))
	for _, text := range []string{"/export", "/start " + w.invite(newcomer)} {
		chair.Forward(text)
		w.sees(chair, cards.NotForwarded)
	}
	_ = w.app.Store.View(func(tx *store.Tx) error {
		for range store.Exports.Scan(tx, nil) {
			t.Error("the roster was sent")
		}
		return nil
	})
}
