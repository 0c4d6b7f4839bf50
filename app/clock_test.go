package app_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
	"zhibu/world/rig"
)

// alive waits until the bot has written down that it runs, as it does near a deadline.
func alive(w *world.World) {
	w.Helper()
	w.Eventually("the bot notes that it runs", func() bool {
		var at time.Time
		_ = w.App.Store.View(func(tx *store.Tx) error {
			row, _ := store.Alives.Get(tx, store.K(1))
			at = row.At
			return nil
		})
		return w.Clock.Now().Sub(at) < 30*time.Second
	})
}

// TestFortnight turns the clock through a common year's end of February and the end of a quarter.
func TestFortnight(t *testing.T) {
	start := branch.On(2026, time.February, 27).At(8, 0)
	w := world.New(t, start)
	w.Open()
	w.FoundChanged(func(f branch.Founding) {
		world.Change(f, 30, func(m *branch.Member) { m.Joined = branch.On(2025, time.March, 8) }) // a Sunday in 2026
		world.Change(f, 7, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, 3) })
		world.Change(f, 31, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, 1) })
	})
	gone := w.Member(7)
	w.Leave(gone, branch.Transferred)
	leader := w.Member(21) // of group 4, whose contact point has 陈静 as 联络员
	w.Leave(leader, branch.Retired)
	w.Turn(branch.On(2026, time.March, 13).At(18, 0))
	w.Turn(branch.On(2026, time.March, 28).At(18, 0))

	leap, prober, firstOfMarch := w.Member(5), w.Member(30), w.Member(31)
	w.WantSent(leap, start, "政治生日", "02-28 09:00")
	w.WantSent(firstOfMarch, start, "政治生日", "03-01 09:00")
	w.WantSent(prober, start, "政治生日", "03-08 09:00")
	if m, _ := w.Phone(prober).Find("政治生日"); !strings.Contains(m.Text, "2025年3月8日，您被接收为中国共产党预备党员，至今入党一周年") ||
		strings.Contains(m.Text, branch.Oath) || strings.Contains(m.Text, "党龄") || len(m.Photo) == 0 {
		t.Errorf("the probationary member's card is %q", m.Text)
	}
	if m, _ := w.Phone(leap).Find("政治生日"); !strings.Contains(m.Text, "2004年2月29日") || !strings.Contains(m.Text, "二十二周年") {
		t.Errorf("the card of 29 February is %q", m.Text)
	}
	for _, m := range []branch.Member{gone, leader} {
		if got := w.Sent(m, start.Add(time.Minute), ""); len(got) > 0 {
			t.Errorf("%s, who has left, was sent something at %q", m.Name, got)
		}
	}
	points, who := liaisons(w)
	for i, c := range points {
		if who[i].ID != leader.ID {
			w.WantSent(who[i], start, c.Name, "02-28 09:00", "03-17 09:00", "03-26 09:00") // a Saturday that is worked
		}
	}
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// TestDown has the bot down for nine days, and come back at awkward hours: what is still worth saying is said once.
func TestDown(t *testing.T) {
	for _, c := range []struct {
		name      string
		back      time.Time
		digest    string // the reminder that was missed
		onTheDay  []string
		threeDays []string
		fourDays  []string
	}{
		// Reminders that were missed: 17 March (14 days), 26 March (3 working days).
		{"back at work on a Friday", branch.On(2026, time.March, 27).At(10, 0), "03-27 10:00", []string{"03-27 10:00"}, []string{"03-27 10:00"}, nil},
		{"back at night", branch.On(2026, time.March, 27).At(2, 30), "03-27 09:00", []string{"03-27 09:00"}, []string{"03-27 09:00"}, nil},
		{"back on a Saturday", branch.On(2026, time.March, 28).At(11, 0), "03-30 09:00", []string{"03-28 11:00"}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if rig.Race && c.back.Hour() != 2 {
				t.Skip("one of a kind is enough under race")
			}
			start := branch.On(2026, time.March, 16).At(12, 0)
			w := world.New(t, start)
			w.Open()
			w.FoundChanged(func(f branch.Founding) {
				for id, day := range map[branch.MemberID]branch.Date{3: 27, 5: 24, 6: 23} {
					world.Change(f, id, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, int(day)) })
				}
			})
			w.Turn(branch.On(2026, time.March, 18).At(12, 0))
			liaison := w.Member(2)
			w.WantSent(liaison, start, "工作提醒", "03-17 09:00")
			since := w.Clock.Now().Add(time.Minute)
			w.Down(c.back, nil)
			w.Turn(branch.On(2026, time.March, 30).At(12, 0))
			w.WantSent(liaison, since, "工作提醒", c.digest)
			w.WantSent(w.Member(3), since, "政治生日", c.onTheDay...)
			w.WantSent(w.Member(5), since, "政治生日", c.threeDays...)
			w.WantSent(w.Member(6), since, "是您的政治生日", c.fourDays...)
			// The 组织委员 is told of what was not sent, at work.
			if c.back.Weekday() == time.Saturday {
				w.WantSent(liaison, since, w.Member(5).Name+"同志3月24日过政治生日，祝贺没有送到", c.digest)
			}
			w.WantSent(liaison, since, w.Member(6).Name+"同志3月23日过政治生日，祝贺没有送到", c.digest)
			if m, ok := w.Phone(w.Member(5)).Find("政治生日"); ok && !strings.Contains(m.Text, "3月24日是您的政治生日") {
				t.Errorf("the late greeting is %q", m.Text)
			}
			w.Down(w.Clock.Now().Add(time.Hour), nil) // a restart says nothing again
			if got := w.Sent(liaison, since, "工作提醒"); len(got) != 1 {
				t.Errorf("after another restart %s has been sent something at %q", liaison.Name, got)
			}
			w.Stop()
			if strings.Contains(w.Logged.String(), "level=ERROR") {
				t.Error(w.Logged.String())
			}
		})
	}
}

// TestNominationsLate has the window of 身边好党员 open already, or open while the bot is down.
func TestNominationsLate(t *testing.T) {
	const ask = "请从本组党员中推荐1名"
	t.Run("open at the import", func(t *testing.T) {
		w := world.New(t, branch.On(2026, time.June, 6).At(20, 0)) // a Saturday
		w.Open()
		w.Found()
		w.Attach(w.Members(func(branch.Member) bool { return true }))
		w.Turn(branch.On(2026, time.June, 9).At(12, 0))
		for _, leader := range []branch.MemberID{2, 9, 28} {
			w.WantSent(w.Member(leader), time.Time{}, ask, "06-08 09:00", "06-09 09:00") // the second is the last reminder
		}
		w.Stop()
	})
	t.Run("opens while down", func(t *testing.T) {
		if rig.Race {
			t.Skip("a fortnight; the next one has the bot down too")
		}
		w := world.New(t, branch.On(2026, time.May, 18).At(10, 0))
		w.Open()
		w.Found()
		w.Attach(w.Members(func(branch.Member) bool { return true }))
		w.Down(branch.On(2026, time.May, 30).At(23, 0), nil)
		w.Turn(branch.On(2026, time.June, 2).At(12, 0))
		w.WantSent(w.Member(2), time.Time{}, ask, "06-01 09:00")
		w.Stop()
	})
	t.Run("closes while down", func(t *testing.T) {
		w := world.New(t, branch.On(2026, time.June, 8).At(10, 0))
		w.Open()
		w.Found()
		w.Attach(w.Members(func(branch.Member) bool { return true }))
		w.Turn(branch.On(2026, time.June, 8).At(11, 0))
		nominate2(w, 2, "江月华")
		leader, organiser := w.Phone(w.Member(9)), w.Phone(w.Member(2))
		w.Settle()
		w.Turn(branch.On(2026, time.June, 10).At(12, 0))
		w.Press(leader, "秦立民")
		w.Say(leader, "工作认真，群众认可。")
		message, data := w.Button(leader, "确认提名")
		var id string
		w.Down(branch.On(2026, time.June, 11).At(3, 0), func() { id = leader.PressData(message, data) })
		if a, err := leader.Answer(w.Ctx(), id); err != nil || a.Text != "" {
			t.Errorf("a nomination that waited was answered %q, %v", a.Text, err)
		}
		w.Sees(leader, "已推荐：秦立民")
		w.Turn(branch.On(2026, time.June, 11).At(12, 0))
		w.WantSent(w.Member(2), time.Time{}, askedBroken, "06-11 09:00")
		since := w.Clock.Now().Add(-time.Second)
		w.Press(organiser, "顺延24小时")
		w.Sees(organiser, "截止时间改到6月12日（周五）12:00")
		if got := w.Twice(organiser, "确定顺延"); got != cards.OldCard {
			t.Errorf("the second tap on 顺延 was answered %q", got)
		}
		w.WantSent(w.Member(15), since, "6月12日（周五）12:00截止", "06-11 12:00") // who has not nominated is told
		w.WantSent(w.Member(9), since, "")                                 // who has, is not
		w.Turn(branch.On(2026, time.June, 12).At(12, 0))
		w.Sees(organiser, "提名已经截止")
		w.Stop()
		if strings.Contains(w.Logged.String(), "level=ERROR") {
			t.Error(w.Logged.String())
		}
	})
}

func nominate2(w *world.World, leader branch.MemberID, nominee string) {
	w.Helper()
	p := w.Phone(w.Member(leader))
	w.Say(p, "/menu")
	w.Press(p, "推荐“身边好党员”")
	w.Nominate(p, nominee, "工作认真，群众认可。")
}

// dates are what a card may say of time.
var dates = regexp.MustCompile(`2026|\d+月\d+日（..）(\d\d:\d\d)?`)

const (
	askedBroken = "截止前系统曾停机，请决定顺延24小时，还是现在截止"
	askedShort  = "参加人数不足，没有结果"
	someResult  = "推荐已结束"
)

// TestDeadline takes the bot down around the deadline of a ballot (18:00 on 2 June 2026, a Tuesday).
func TestDeadline(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return branch.On(2026, time.June, day).At(hour, minute) }
	for _, c := range []struct {
		name     string
		from, to time.Time
		voters   int    // who have voted before
		waits    bool   // one more vote waits on the platform
		then     string // the button the officer presses, "" for none
		asked    string // what the officers are told when the bot is back
		cast     int    // counted in the end, -1: void
	}{
		{"a minute, long before", at(2, 17, 10), at(2, 17, 11), 16, true, "", "", 17},
		{"a minute, over the deadline", at(2, 17, 59), at(2, 18, 0).Add(15 * time.Second), 16, true, "", someResult, 17},
		{"two hours before", at(1, 12, 0), at(2, 16, 3), 16, false, "", "", 16},
		{"from noon until after it", at(2, 12, 0), at(2, 18, 30), 16, true, "现在截止", askedBroken, 17},
		{"half an hour, over it", at(2, 17, 40), at(2, 18, 10), 16, true, "顺延24小时", askedBroken, 17},
		{"short, and a night", at(2, 12, 0), at(3, 3, 0), 3, true, "作废", askedBroken, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if rig.Race && !strings.Contains(c.name, "over") {
				t.Skip("one of a kind is enough under race")
			}
			w := world.New(t, at(1, 9, 0))
			w.Open()
			w.Found()
			w.Attach(w.Members(func(branch.Member) bool { return true }))
			chair := w.Open3("6月2日（周二）18:00", "江月华", "沈岩", "陆文博")
			voters := w.Members(func(m branch.Member) bool { return m.Full != 0 })
			for i, m := range voters[:c.voters] {
				w.Vote(m, []string{"江月华", "沈岩"}[i%2])
			}
			last := voters[c.voters]
			w.Turn(c.from)
			w.Press(w.Phone(last), "陆文博") // on the latest reminder
			message, data := w.Button(w.Phone(last), "确认")
			if near := at(2, 15, 30); c.from.After(near) {
				alive(w)
			}
			since, id := c.to.Add(-time.Second), ""
			w.Down(c.to, func() {
				if c.waits {
					id = w.Phone(last).PressData(message, data)
				}
			})
			if c.waits {
				if a, err := w.Phone(last).Answer(w.Ctx(), id); err != nil || a.Text != "已投票" {
					t.Errorf("the vote that waited was answered %q, %v", a.Text, err)
				}
			}
			if c.to.Hour() >= 8 && c.asked != "" { // the clock looks once what waited has been handled
				if _, err := w.Phone(w.Member(2)).WaitText(w.Ctx(), c.asked); err != nil {
					t.Error(err)
				}
				w.Settle()
			}
			told := ""
			for _, sentence := range []string{askedBroken, askedShort, someResult} {
				if len(w.Sent(w.Member(2), since, sentence)) > 0 {
					told += sentence
				}
			}
			if c.to.Hour() < 8 { // not at night, but on the next working day
				if told != "" {
					t.Errorf("at night the officers were told %q", told)
				}
				w.Turn(branch.DateOf(c.to).At(9, 0))
				if len(w.Sent(w.Member(2), since, c.asked)) == 1 {
					told = c.asked
				}
			}
			if told != c.asked {
				t.Errorf("the officers were told %q, want %q", told, c.asked)
			}
			switch c.then {
			case "现在截止":
				w.Press(chair, "现在截止")
				w.Twice(chair, "确定截止")
			case "顺延24小时":
				w.Press(chair, "顺延24小时")
				w.Twice(chair, "确定顺延")
				w.Sees(w.Phone(voters[len(voters)-1]), "推荐时间已顺延24小时。")
			case "作废":
				w.Press(chair, "作废")
				w.Twice(chair, "确定作废")
			}
			w.Turn(at(3, 20, 0))
			stored, ballots := w.Stored()
			r := stored[slices.IndexFunc(stored, func(r rounds.Round) bool { return r.Kind == rounds.Pioneer })]
			if r.Runs(rounds.StageBallot) || ballots != 0 || r.Key != "" {
				t.Fatalf("the round still runs: %+v, %d ballots", r, ballots)
			}
			if o := r.Stage(rounds.StageBallot).Outcome; c.cast < 0 {
				if o != nil || r.Void == "" {
					t.Errorf("the voided round is %+v", r)
				}
			} else if o == nil || o.Cast != c.cast || o.Votes[2] != c.cast-c.voters {
				t.Errorf("the outcome is %+v, want %d cast", o, c.cast)
			}
			w.Stop()
			if keys, err := w.Keys(); err != nil || len(keys) > 0 {
				t.Errorf("keys are left: %q", keys)
			}
			if strings.Contains(w.Logged.String(), "level=ERROR") {
				t.Error(w.Logged.String())
			}
		})
	}
}

// TestAskedOnceADay: officers who have found out of a breakdown are not asked the same again; their digests remind of it, three times.
func TestAskedOnceADay(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return branch.On(2026, time.June, day).At(hour, minute) }
	w := world.New(t, at(1, 9, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Open3("6月2日（周二）18:00", "江月华", "沈岩", "陆文博")
	w.Down(at(3, 8, 40), nil)
	w.Turn(at(4, 10, 0))
	w.WantSent(w.Member(2), at(2, 0, 0), askedBroken, "06-03 08:40")
	w.Turn(at(12, 10, 0))
	w.WantSent(w.Member(2), at(2, 0, 0), "推荐已到截止时间，待处理（6月2日起）", "06-03 08:40", "06-04 09:00", "06-05 09:00")
	w.Stop()
}

// TestSmallBranch has a branch of six: turnout too low at the deadline, a tie, and no numbers on any card.
func TestSmallBranch(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(9, 0))
	w.Open()
	w.Branch = w.Found2(world.SmallBranch)
	all := w.Members(func(branch.Member) bool { return true })
	w.Attach(all)
	chair := w.Open3("6月2日（周二）18:00", "丁四", "戊五", "己六")
	w.Vote(all[3], "戊五")
	w.Vote(all[4], "丁四")
	w.Turn(branch.On(2026, time.June, 2).At(17, 0)) // the reminder comes below
	ballot, choice := w.Button(w.Phone(all[0]), "己六")
	w.Turn(branch.On(2026, time.June, 2).At(18, 0))
	w.Sees(chair, askedShort)
	for i, m := range []branch.Member{all[0], all[3]} { // neither who has voted nor who has not is asked any more
		if card := w.Newest(w.Phone(m), "推荐已于6月2日（周二）18:00截止"); len(card.Buttons) > 0 {
			t.Errorf("%d: at the deadline the ballot has %q", i, card.Labels())
		}
	}
	if m := chair.Last(); strings.Contains(m.Text, "得票") || slices.Contains(m.Labels(), "现在截止") {
		t.Errorf("a short ballot's card is %q with %q", m.Text, m.Labels())
	}
	if _, ballots := w.Stored(); ballots != 2 {
		t.Errorf("%d ballots", ballots)
	}
	w.Unchanged("an end that was forged", func() {
		if got := w.Forge(chair, chair.Last().ID, fmt.Sprintf("%s:%d:%d", rounds.ActCloseOK, w.Branch, 2)); !strings.Contains(got, "还没有达到要求") {
			t.Errorf("ending a short ballot was answered %q", got)
		}
	})
	w.Unchanged("a vote after the deadline", func() {
		if got := w.Forge(w.Phone(all[0]), ballot, choice); got != rounds.RoundOver {
			t.Errorf("a vote after the deadline was answered %q", got)
		}
	})
	w.Press(chair, "顺延24小时")
	if w.Twice(chair, "确定顺延"); len(w.Sent(all[3], w.Clock.Now().Add(-time.Second), "")) > 0 {
		t.Error("who has voted is told again")
	}
	w.Vote(all[0], "己六")
	w.Vote(all[1], "弃权")
	w.Press(w.Phone(all[0]), "改投")
	w.Vote(all[0], "戊五")
	w.Press(w.Phone(all[0]), "改投")
	w.Vote(all[0], "丁四")
	w.Vote(all[2], "戊五")
	w.Turn(branch.On(2026, time.June, 3).At(17, 59))
	w.Turn(branch.On(2026, time.June, 3).At(18, 1))
	for _, m := range all {
		text := w.Phone(m).Last().Text
		if found, ok := w.Phone(m).Find("平票：丁四、戊五"); ok {
			text = found.Text
		}
		if !strings.Contains(text, "平票：丁四、戊五") || strings.ContainsAny(dates.ReplaceAllString(text, ""), "0123456789") {
			t.Errorf("%s sees %q", m.Name, text)
		}
	}
	w.Stop()
}

// TestSeat binds people while a ballot is open: the 纪检委员 or the 书记 confirms them, never they themselves.
func TestSeat(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(9, 0))
	w.Open()
	w.Branch = w.Found2(world.SmallBranch)
	all := w.Members(func(branch.Member) bool { return true })
	secretary, chairman, inspector, newcomer := all[0], all[1], all[2], all[5]
	w.Attach([]branch.Member{chairman, secretary, all[3], all[4]})
	w.Open3("6月2日（周二）18:00", "丁四", "戊五")
	bind := func(m branch.Member, p *sandbox.Client) {
		p.Start(w.Invite(m))
		w.Press(p, "确认")
	}
	bind(newcomer, w.Phone(newcomer))
	w.Sees(w.Phone(newcomer), "绑定完成")
	if _, ok := w.Phone(newcomer).Find("请等待纪检委员或书记确认"); !ok {
		t.Error("the newcomer is not told to wait")
	}
	bind(inspector, w.Phone(inspector))
	// The inspector has bound an account just now too: the secretary alone may confirm that.
	if _, ok := w.Phone(inspector).Find(inspector.Name + "（第一党小组）绑定的账号还没有确认是本人"); ok {
		t.Error("the 纪检委员 is asked about himself")
	}
	if _, ok := w.Phone(inspector).Find(newcomer.Name + "（第一党小组）绑定的账号还没有确认是本人"); ok {
		t.Error("the 纪检委员, who is not confirmed, is asked about others")
	}
	theirs := fmt.Sprintf("%s:%d:1:%d", rounds.ActSeat, w.Branch, newcomer.ID)
	if got := w.Forge(w.Phone(inspector), 1<<40, theirs); got == "" {
		t.Error("who is not confirmed confirms others")
	}
	own := fmt.Sprintf("%s:%d:1:%d", rounds.ActSeat, w.Branch, inspector.ID)
	if got := w.Forge(w.Phone(inspector), 1<<40, own); got != cards.NotYours && got != cards.OldCard {
		t.Errorf("confirming oneself was answered %q", got)
	}
	p := w.Phone(secretary)
	for range 2 {
		ballots := func() int {
			const card = "这是民主推荐"
			return len(w.Sent(newcomer, time.Time{}, card)) + len(w.Sent(inspector, time.Time{}, card))
		}
		n := -ballots()
		w.Twice(p, "确认是本人")
		n += ballots()
		if n != 1 {
			t.Errorf("a double tap on 确认 brought %d ballots", n)
		}
	}
	w.Vote(newcomer, "丁四")
	w.Vote(inspector, "丁四")

	// A confirmed member who binds another account has to be confirmed again; the former one is nobody.
	second := w.Server.Client(901)
	former := w.Phone(newcomer)
	message, data := w.Button(former, "改投")
	bind(newcomer, second)
	if got := w.Forge(former, message, data); got != cards.Stranger {
		t.Errorf("the former account's press was answered %q", got)
	}
	if _, ok := second.Find("请等待纪检委员或书记确认"); !ok {
		t.Errorf("the new account sees %q", second.Last().Text)
	}
	if n := len(p.Messages()); n > 12 {
		t.Errorf("the secretary got %d messages", n)
	}
	if !slices.Contains(w.Newest(p, newcomer.Name+"（第一党小组）绑定的账号").Labels(), "确认是本人") {
		t.Error("the second account is not asked about")
	}
	w.Turn(branch.On(2026, time.June, 2).At(18, 5)) // too few have voted: it is not counted, and still over
	for _, confirmer := range []branch.Member{secretary, inspector} {
		if m := w.Newest(w.Phone(confirmer), newcomer.Name+"（第一党小组）绑定的账号"); !strings.Contains(m.Text, "不再需要确认") || len(m.Buttons) > 0 {
			t.Errorf("after the close %s reads %q with %q", confirmer.Name, m.Text, m.Labels())
		}
	}
	w.Say(p, "/menu")
	if text := p.Last().Text; strings.Contains(text, "绑定的账号") {
		t.Errorf("after the close home asks about the seat: %q", text)
	}
	w.Stop()
}

// TestBlocked has somebody stop the bot for a while: what was for him comes once when he is back.
func TestBlocked(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 16).At(9, 0))
	w.Open()
	w.FoundChanged(func(f branch.Founding) {
		world.Change(f, 2, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, 18) })
	})
	m := w.Member(2)
	p := w.Phone(m)
	p.Block()
	w.Turn(branch.On(2026, time.March, 18).At(10, 0))
	since := branch.On(2026, time.March, 16).At(9, 30)
	w.WantSent(m, since, "")
	w.Down(branch.On(2026, time.March, 18).At(10, 5), nil)
	w.WantSent(m, since, "")
	p.Unblock()
	w.Settle()
	w.WantSent(m, since, "工作提醒", "03-18 10:05")
	w.WantSent(m, since, "政治生日", "03-18 10:05")
	p.Block()
	w.Settle()
	p.Unblock()
	w.Settle()
	w.WantSent(m, since, "工作提醒", "03-18 10:05")
	w.Press(p, "登记：云州翰屿精密机械")
	w.Sees(p, "请用一句话写下情况")
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}
