package bot_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/points"
	"zhibu/topic/requests"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// TestPollOfFew: a group's poll must not tell its leader how somebody voted, by how few took part or by when it ended.
func TestPollOfFew(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 8).At(8, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	group := w.Members(func(m branch.Member) bool { return m.Group == 2 && m.Full != 0 })
	leader := w.Group(2).Leader
	p := w.Phone(w.Member(leader))
	w.Turn(branch.On(2026, time.June, 8).At(10, 0))
	move := func(n int, to branch.GroupID) {
		w.Update(func(tx *store.Tx) error {
			for _, m := range group {
				if m.ID != leader && n > 0 {
					m.Group, n = to, n-1
					store.Members.Put(tx, m)
				}
			}
			return nil
		})
	}
	move(len(group)-5, 3)
	if a := w.Press(p, "先在组内投票"); !strings.Contains(a.Text, "不足6名") {
		t.Fatalf("a poll of five is answered %q", a.Text)
	}
	move(len(group)-5, 2)
	w.Press(p, "先在组内投票")
	w.Press(p, "开始组内推荐")
	for _, m := range group[:5] {
		w.Vote(m, group[0].Name)
	}
	w.Turn(w.Clock.Now().Add(2 * time.Minute))
	w.Sees(p, "已参加 5 人")
	card := w.Newest(p, "已参加 5 人")
	if _, early := card.Button("提前截止"); early {
		t.Error("the leader is offered to end the poll as soon as somebody has voted")
	}
	stored, _ := w.Stored()
	if got := w.Forge(p, card.ID, chat.Press{Action: rounds.ActClose, Args: []int64{int64(w.Branch), int64(stored[len(stored)-1].ID)}}.Encode()); !strings.Contains(got, "投完以前不能提前截止") {
		t.Errorf("to end it all the same is answered %q", got)
	}
}

// issue has an officer issue an invitation in the chat, and gives the code.
func issue(w *world.World, by *sandbox.Client, who branch.Member) (code string) {
	w.Helper()
	w.Say(by, "/people "+who.Name)
	w.Press(by, "开具邀请码")
	w.Press(by, "确认")
	for _, m := range by.Messages() {
		for line := range strings.Lines(m.Text) {
			if f := office.FindCode(line); f.Code != "" {
				code = f.Code
			}
		}
	}
	return code
}

// TestIssuerIsNobodyElse: who issues an invitation must not come to stand for the one invited, not by unbinding first; and
// an invitation is worth what its issuer's post is.
func TestIssuerIsNobodyElse(t *testing.T) {
	w, newcomer := world.Inviting(t)
	defer func() { w.Stop() }()
	sec := w.Post(branch.Secretary)
	p, q := w.Phone(sec), w.Phone(newcomer)
	code := issue(w, p, newcomer)
	w.Say(p, "/me")
	w.Press(p, "解除绑定")
	w.Press(p, "确认")
	for who, phone := range map[string]*sandbox.Client{"the issuer, unbound": p, "anybody, with a code whose issuer has gone": q} {
		if got := w.Say(phone, code); got != cards.BadCode {
			t.Errorf("%s: %q", who, got)
		}
	}
	w.Attach([]branch.Member{sec})
	code = issue(w, p, newcomer)
	w.Update(func(tx *store.Tx) error { // the issuer goes on with another account
		w.App.Office.Attach(tx, sec, "tg:6001", "tg:6001", w.Clock.Now())
		return nil
	})
	if got := w.Say(p, code); got != cards.BadCode {
		t.Errorf("the account that it was issued from: %q", got)
	}
	w.Leave(sec, branch.Expelled)
	if got := w.Say(q, code); got != cards.BadCode {
		t.Errorf("a code of somebody expelled: %q", got)
	}
}

// TestIssuerConfirmsNoSeat: an account that came from an officer's invitation is confirmed by another.
func TestIssuerConfirmsNoSeat(t *testing.T) {
	w, newcomer := world.Inviting(t)
	defer func() { w.Stop() }()
	w.Open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	me := w.Post(branch.Secretary)
	sec, inspector := w.Phone(me), w.Phone(w.Post(branch.DisciplinePost))
	q := w.Phone(newcomer) // it may be a second phone of the 书记
	q.Start(issue(w, sec, newcomer))
	w.Press(q, "确认")
	if _, asked := sec.Find("请核实是否本人"); asked {
		t.Error("the issuer is asked whether it is the right person")
	}
	w.Update(func(tx *store.Tx) error {
		if err := rounds.ConfirmSeat(w.App.Office, tx, me, 1, newcomer.ID, w.Clock.Now()); err == nil {
			t.Error("the issuer confirms the seat")
		}
		return nil
	})
	w.Press(inspector, "确认是本人")
	w.Vote(newcomer, "沈岩")
}

// TestForwardedIsNoCommand: what somebody else wrote and an officer passes on is not obeyed.
func TestForwardedIsNoCommand(t *testing.T) {
	w, newcomer := world.Inviting(t)
	defer func() { w.Stop() }()
	chair := w.Phone(w.Post(branch.OrganisationPost))
	for _, text := range []string{"/export", "/start " + w.Invite(newcomer)} {
		// The day's card of accounts may come below the answer.
		if got := w.Replies(chair, func() { chair.Forward(text) }); !slices.Contains(got, cards.NotForwarded) {
			t.Errorf("forwarded, %s is answered %q", text, got)
		}
	}
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for range store.Exports.Scan(tx, nil) {
			t.Error("the roster was sent")
		}
		return nil
	})
}

// TestNobodyFillsARow: what a plain member adds to a row leaves room for the officers' acts, and what a member makes is bounded.
func TestNobodyFillsARow(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 2).At(10, 0))
	w.With = func(c *app.Config) { c.Budget.Daily = 5 }
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	m, sec := w.Member(3), w.Post(branch.Secretary)
	w.Attach([]branch.Member{m})
	o, long, now := w.App.Office, strings.Repeat("长", 500), w.Clock.Now()
	var refusal office.Refusal
	w.Update(func(tx *store.Tx) error {
		r, err := requests.Accept(o, tx, m, 1, "一件诉求。", now)
		for n := 0; err == nil; n++ {
			if n > 300 {
				t.Fatal("notes without end")
			}
			err = requests.TakeStep(o, tx, m, r.ID, requests.Step{Kind: requests.DidNote, Text: long}, now)
		}
		if !errors.As(err, &refusal) {
			t.Errorf("one note too many: %v", err)
		}
		return requests.TakeStep(o, tx, sec, r.ID, requests.Step{Kind: requests.DidAnswer, Text: long}, now)
	})
	w.Update(func(tx *store.Tx) error {
		e := points.Entry{Contact: 1, Activities: []branch.Activity{branch.Visit}, Day: branch.DateOf(now), Text: long, Went: []branch.MemberID{3}}
		r, err := points.Log(o, tx, m, e, now)
		e.Record = r.ID
		for n := 0; err == nil; n++ {
			if n > 300 {
				t.Fatal("corrections without end")
			}
			_, err = points.Log(o, tx, m, e, now)
		}
		if !errors.As(err, &refusal) {
			t.Errorf("one correction too many: %v", err)
		}
		return points.WithdrawRecord(o, tx, sec, r.ID, now)
	})
	p := w.Phone(m)
	for n := range 4 { // five a day
		if n == 3 {
			w.Turn(now.AddDate(0, 0, 1))
		}
		for again := range 2 {
			w.Say(p, "/board")
			w.Button1(p, points.FirmShort(world.FirstFirm)+"：")
			w.Press(p, "记企业诉求")
			w.Say(p, "希望协调用电。")
			full := n == 2 && again == 1
			if told := w.Press(p, "确认受理").Text == cards.EnoughToday; told != full {
				t.Fatalf("request %d: told that it is enough: %v", 2*n+again+1, told)
			}
		}
	}
	if n := counted(w, form{count: counting(requests.Requests, func(r requests.Request) bool { return true })}); n != 1+5+2 {
		t.Errorf("%d requests", n)
	}
	if got := w.Say(p, "/policy "+strings.Repeat("长 ", 9)); !strings.Contains(got, "要查的内容太长") {
		t.Errorf("a search of nine words: %q", got)
	}
	w.Say(p, "/me")
	w.Press(p, "支部存了哪些")
	id, _ := w.Button(p, "导出为文件")
	rows := func() (n int) {
		_ = w.App.Store.View(func(tx *store.Tx) error {
			for range store.Shows.Scan(tx, nil) {
				n++
			}
			return nil
		})
		return n
	}
	before := rows()
	for range 5 {
		w.Forge(p, id, chat.Press{Action: cards.ActMineFile, Args: []int64{int64(w.Branch)}}.Encode())
	}
	if n := rows() - before; n > 1 {
		t.Errorf("the own file asked for five times leaves %d rows", n)
	}
	had := len(p.Messages())
	w.Leave(m, branch.Transferred)
	w.Forge(p, id, chat.Press{Action: cards.ActMineFile, Args: []int64{int64(w.Branch)}}.Encode())
	if len(p.Messages()) == had {
		t.Error("who has left is offered the own file and gets none")
	}
}

// TestObjections: one member does not keep a naming from happening by objecting over and over.
func TestObjections(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 17).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	m, inspector := w.Member(3), w.Post(branch.DisciplinePost)
	w.Attach([]branch.Member{m, inspector})
	o, now := w.App.Office, w.Clock.Now()
	r := rounds.NewRound(w.Branch, rounds.GoodMember, "2026")
	r.ID, r.At = 9, slices.IndexFunc(r.Stages, func(s rounds.Stage) bool { return s.Kind == rounds.StageNotice })
	r.Stages[r.At].Opens, r.Stages[r.At].Closes = now, now.AddDate(0, 0, 7)
	r.Finals = []rounds.Final{{Who: branch.Candidate{Member: 9}, Passed: true, From: now, To: now.AddDate(0, 0, 7)}}
	w.Update(func(tx *store.Tx) error { rounds.Rounds.Put(tx, r); return nil })
	for answered := range 4 {
		var err error
		for _, text := range []string{"与实际不符。", "我再说明一下。"} {
			w.Update(func(tx *store.Tx) error { err = rounds.Object(o, tx, m, r.ID, 0, text, now); return nil })
		}
		if refused := answered == 3; (err != nil) != refused {
			t.Fatalf("after %d answers: %v", answered, err)
		}
		w.Update(func(tx *store.Tx) error {
			n := int64(0)
			for ob := range rounds.Objections.Scan(tx, store.RoundKey(w.Branch, r.ID)) {
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
			return rounds.Answer(o, tx, inspector, r.ID, n, false, "已经核实。", now)
		})
	}
	w.Settle()
}

// TestPaperMarkIsTold: an officer takes nobody's ballot out of the count in silence, and it stands by whom it was done.
func TestPaperMarkIsTold(t *testing.T) {
	w, _ := world.Inviting(t)
	defer func() { w.Stop() }()
	w.Open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	who, org := w.Member(3), w.Post(branch.OrganisationPost)
	w.Vote(who, "江月华") // which is not counted
	p := w.Phone(who)
	before := len(p.Messages())
	w.Update(func(tx *store.Tx) error {
		return rounds.MarkPaper(w.App.Office, tx, org, 1, who.ID, true, w.Clock.Now())
	})
	w.Settle()
	if len(p.Messages()) == before || !strings.Contains(p.Last().Text, "您在手机上投的票不计") {
		t.Errorf("whose ballot does not count sees %q", p.Last().Text)
	}
	for _, m := range w.Members(func(m branch.Member) bool { return m.ID > 8 && m.ID < 28 && m.Full != 0 }) {
		w.Vote(m, "沈岩")
	}
	w.Turn(branch.On(2026, time.July, 2).At(18, 1))
	w.Update(func(tx *store.Tx) error {
		return rounds.EnterPaper(w.App.Office, tx, org, 1, rounds.Tally{Cast: 1, Votes: []int{0, 1, 0}}, w.Clock.Now())
	})
	sec := w.Phone(w.Post(branch.Secretary))
	w.Press(sec, "核对线下票数")
	if got := w.Newest(sec, "线下票 1 张").Text; strings.Contains(got, "沈岩") {
		t.Errorf("the second officer reads how the one on paper voted: %q", got)
	}
	w.Press(sec, "核对无误")
	if stored, ballots := w.Stored(); ballots != 0 || stored[len(stored)-1].Stage(rounds.StageBallot).Outcome.Cast != 20 {
		t.Errorf("with one on paper and 19 on the phone: %+v, %d ballots", stored[len(stored)-1].Stage(rounds.StageBallot).Outcome, ballots)
	}
	if m := w.Newest(p, "推荐人选：沈岩"); strings.Contains(m.Text, "得票") {
		t.Errorf("with one on paper, numbers are shown: %q", m.Text)
	}
	w.Press(p, "核对")
	w.Press(p, "参加名单")
	w.Sees(p, "组织委员"+org.Name+"7月1日登记线下："+who.Name)
}

// TestStatusKeepsSecrets: what restricts somebody's rights is not announced to officers who may not read it.
func TestStatusKeepsSecrets(t *testing.T) {
	w, organiser, secretary := world.PeopleWorld(t)
	defer func() { w.Stop() }()
	w.Say(secretary, "/people "+w.Member(6).Name)
	for _, label := range []string{"登记变动", "权利受限", "留党察看"} {
		w.Press(secretary, label)
	}
	w.Say(secretary, "受处分的决定某号")
	w.Say(secretary, "2026年6月2日")
	w.Press(secretary, "确认")
	if got := w.Say(organiser, "/status"); strings.Contains(got, "权利受限") {
		t.Errorf("the 组织委员 reads %q", got)
	}
	if got := w.Say(secretary, "/status"); !strings.Contains(got, "权利受限") {
		t.Errorf("the 书记 reads %q", got)
	}
}
