package main

import (
	"errors"
	"slices"
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
	card := w.newest(p, "已参加 4 人")
	if _, early := card.Button("提前截止"); early {
		t.Error("the leader is offered to end the poll as soon as somebody has voted")
	}
	rounds, _ := w.stored()
	if got := w.forge(p, card.ID, chat.Press{Action: cards.ActClose, Args: []int64{int64(w.branch), int64(rounds[len(rounds)-1].ID)}}.Encode()); !strings.Contains(got, "投完以前不能提前截止") {
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
	me := w.post(branch.Secretary)
	sec, inspector := w.phone(me), w.phone(w.post(branch.DisciplinePost))
	q := w.phone(newcomer) // it may be a second phone of the 书记
	q.Start(w.issue(sec, newcomer))
	w.press(q, "确认")
	if _, asked := sec.Find("请核实是否本人"); asked {
		t.Error("the issuer is asked whether it is the right person")
	}
	w.update(func(tx *store.Tx) error {
		if err := w.app.Office.ConfirmSeat(tx, me, 1, newcomer.ID); err == nil {
			t.Error("the issuer confirms the seat")
		}
		return nil
	})
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

// TestNobodyFillsARow: what a plain member adds to a row leaves room for the officers' acts, and what a member makes is bounded.
func TestNobodyFillsARow(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.March, 2).At(10, 0))
	w.with = func(c *Config) { c.Budget.Daily = 5 }
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	m, sec := w.member(3), w.post(branch.Secretary)
	w.attach([]branch.Member{m})
	o, long, now := w.app.Office, strings.Repeat("长", 500), w.clock.Now()
	var refusal office.Refusal
	w.update(func(tx *store.Tx) error {
		r, err := o.Accept(tx, m, 1, "一件诉求。", now)
		for n := 0; err == nil; n++ {
			if n > 300 {
				t.Fatal("notes without end")
			}
			err = o.StepRequest(tx, m, r.ID, branch.Step{Kind: branch.DidNote, Text: long}, now)
		}
		if !errors.As(err, &refusal) {
			t.Errorf("one note too many: %v", err)
		}
		return o.StepRequest(tx, sec, r.ID, branch.Step{Kind: branch.DidAnswer, Text: long}, now)
	})
	w.update(func(tx *store.Tx) error {
		e := office.Entry{Contact: 1, Activities: []branch.Activity{branch.Visit}, Day: branch.DateOf(now), Text: long, Went: []branch.MemberID{3}}
		r, err := o.Log(tx, m, e, now)
		e.Record = r.ID
		for n := 0; err == nil; n++ {
			if n > 300 {
				t.Fatal("corrections without end")
			}
			_, err = o.Log(tx, m, e, now)
		}
		if !errors.As(err, &refusal) {
			t.Errorf("one correction too many: %v", err)
		}
		return o.WithdrawRecord(tx, sec, r.ID, now)
	})
	p := w.phone(m)
	for n := range 4 { // five a day
		if n == 3 {
			w.turn(now.AddDate(0, 0, 1))
		}
		for again := range 2 {
			w.say(p, "/board")
			w.press(p, firstFirm)
			w.press(p, "记企业诉求")
			w.say(p, "希望协调用电。")
			full := n == 2 && again == 1
			if told := w.press(p, "确认受理").Text == cards.EnoughToday; told != full {
				t.Fatalf("request %d: told that it is enough: %v", 2*n+again+1, told)
			}
		}
	}
	if n := w.counted(form{count: counting(store.Requests, func(r branch.Request) bool { return true })}); n != 1+5+2 {
		t.Errorf("%d requests", n)
	}
	if got := w.say(p, "/policy "+strings.Repeat("长 ", 9)); !strings.Contains(got, "要查的内容太长") {
		t.Errorf("a search of nine words: %q", got)
	}
	w.say(p, "/me")
	w.press(p, "支部存了哪些")
	id, _ := w.button(p, "导出为文件")
	rows := func() (n int) {
		_ = w.app.Store.View(func(tx *store.Tx) error {
			for range store.Shows.Scan(tx, nil) {
				n++
			}
			return nil
		})
		return n
	}
	before := rows()
	for range 5 {
		w.forge(p, id, chat.Press{Action: cards.ActMineFile, Args: []int64{int64(w.branch)}}.Encode())
	}
	if n := rows() - before; n > 1 {
		t.Errorf("the own file asked for five times leaves %d rows", n)
	}
	had := len(p.Messages())
	w.leave(m, branch.Transferred)
	w.forge(p, id, chat.Press{Action: cards.ActMineFile, Args: []int64{int64(w.branch)}}.Encode())
	if len(p.Messages()) == had {
		t.Error("who has left is offered the own file and gets none")
	}
}

// TestObjections: one member does not keep a naming from happening by objecting over and over.
func TestObjections(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 17).At(10, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	m, inspector := w.member(3), w.post(branch.DisciplinePost)
	w.attach([]branch.Member{m, inspector})
	o, now := w.app.Office, w.clock.Now()
	r := branch.NewRound(w.branch, branch.GoodMember, "2026")
	r.ID, r.At = 9, slices.IndexFunc(r.Stages, func(s branch.Stage) bool { return s.Kind == branch.Notice })
	r.Stages[r.At].Opens, r.Stages[r.At].Closes = now, now.AddDate(0, 0, 7)
	r.Finals = []branch.Final{{Who: branch.Candidate{Member: 9}, Passed: true, From: now, To: now.AddDate(0, 0, 7)}}
	w.update(func(tx *store.Tx) error { store.Rounds.Put(tx, r); return nil })
	for answered := range 4 {
		var err error
		for _, text := range []string{"与实际不符。", "我再说明一下。"} {
			w.update(func(tx *store.Tx) error { err = o.Object(tx, m, r.ID, 0, text, now); return nil })
		}
		if refused := answered == 3; (err != nil) != refused {
			t.Fatalf("after %d answers: %v", answered, err)
		}
		w.update(func(tx *store.Tx) error {
			n := int64(0)
			for ob := range store.Objections.Scan(tx, store.RoundKey(w.branch, r.ID)) {
				if n++; ob.AnsweredAt.IsZero() && ob.Text != "我再说明一下。" {
					t.Errorf("what stands is %q", ob.Text)
				}
			}
			if int(n) != min(answered+1, 3) {
				t.Errorf("%d objections after %d answers", n, answered)
			}
			if err != nil {
				return nil
			}
			return o.Answer(tx, inspector, r.ID, n, false, "已经核实。", now)
		})
	}
	w.settle()
}

// TestPaperMarkIsTold: an officer voids nobody's ballot in silence, and it stands by whom it was done.
func TestPaperMarkIsTold(t *testing.T) {
	w, _ := inviting(t)
	defer func() { w.stop() }()
	w.open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	who, org := w.member(3), w.post(branch.OrganisationPost)
	w.vote(who, "沈岩")
	p := w.phone(who)
	before := len(p.Messages())
	w.update(func(tx *store.Tx) error { return w.app.Office.MarkPaper(tx, org, 1, who.ID, true, w.clock.Now()) })
	w.settle()
	if len(p.Messages()) == before || !strings.Contains(p.Last().Text, "您在手机上投的票已经作废") {
		t.Errorf("whose ballot was destroyed sees %q", p.Last().Text)
	}
	for _, m := range w.members(func(m branch.Member) bool { return m.ID > 8 && m.ID < 28 && m.Full != 0 }) {
		w.vote(m, "沈岩")
	}
	w.turn(branch.On(2026, time.July, 2).At(18, 1))
	w.update(func(tx *store.Tx) error {
		return w.app.Office.EnterPaper(tx, org, 1, branch.Tally{Cast: 1, Votes: []int{0, 1, 0}}, w.clock.Now())
	})
	sec := w.phone(w.post(branch.Secretary))
	w.press(sec, "核对线下票数")
	if got := w.newest(sec, "线下票 1 张").Text; strings.Contains(got, "沈岩") {
		t.Errorf("the second officer reads how the one on paper voted: %q", got)
	}
	w.press(sec, "核对无误")
	if m := w.newest(p, "推荐人选：沈岩"); strings.Contains(m.Text, "得票") {
		t.Errorf("with one on paper, numbers are shown: %q", m.Text)
	}
	w.press(p, "核对")
	w.press(p, "参加名单")
	w.sees(p, "组织委员"+org.Name+"7月1日登记线下："+who.Name)
}

// TestStatusKeepsSecrets: what restricts somebody's rights is not announced to officers who may not read it.
func TestStatusKeepsSecrets(t *testing.T) {
	w, organiser, secretary := peopleWorld(t)
	defer func() { w.stop() }()
	w.say(secretary, "/people "+w.member(6).Name)
	for _, label := range []string{"登记变动", "权利受限", "留党察看"} {
		w.press(secretary, label)
	}
	w.say(secretary, "受处分的决定某号")
	w.say(secretary, "2026年6月2日")
	w.press(secretary, "确认")
	if got := w.say(organiser, "/status"); strings.Contains(got, "权利受限") {
		t.Errorf("the 组织委员 reads %q", got)
	}
	if got := w.say(secretary, "/status"); !strings.Contains(got, "权利受限") {
		t.Errorf("the 书记 reads %q", got)
	}
}
