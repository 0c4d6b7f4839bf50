package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/testdata/rig"
)

// eventually waits for something that the bot does by itself, without the clock being turned.
func (w *world) eventually(what string, ok func() bool) {
	w.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatal("never: ", what)
		}
	}
}

// down stops the bot and starts it again at a later time; half a minute before, somebody does something, since the
// platform keeps a press for 150 seconds only. It returns when the bot has caught up.
func (w *world) down(until time.Time, meanwhile func()) {
	w.Helper()
	w.settle()
	w.stop()
	if meanwhile != nil {
		w.clock.Set(until.Add(-30 * time.Second))
		meanwhile()
	}
	w.clock.Set(until)
	w.open()
	w.settle()
	w.eventually("nothing is due any more", func() bool {
		at, due := w.app.scheduler.NextAt()
		return !due || at.After(w.clock.Now())
	})
	w.update(func(*store.Tx) error { return nil }) // a commit can be read a moment before anybody is told of it
	w.settle()
}

// alive waits until the bot has written down that it runs, as it does near a deadline.
func (w *world) alive() {
	w.Helper()
	w.eventually("the bot notes that it runs", func() bool {
		var at time.Time
		_ = w.app.Store.View(func(tx *store.Tx) error {
			row, _ := store.Alives.Get(tx, store.K(1))
			at = row.At
			return nil
		})
		return w.clock.Now().Sub(at) < 30*time.Second
	})
}

// sent gives what the bot has sent to somebody since a time: the day, the hour and the first words of each.
func (w *world) sent(m branch.Member, since time.Time, containing string) (list []string) {
	for _, s := range w.server.Log() {
		if s.Chat == firstID+int64(m.ID) && !s.Time.Before(since) && strings.Contains(s.Text, containing) {
			list = append(list, s.Time.In(branch.Shanghai).Format("01-02 15:04"))
		}
	}
	return list
}

func (w *world) wantSent(m branch.Member, since time.Time, containing string, want ...string) {
	w.Helper()
	if got := w.sent(m, since, containing); !slices.Equal(got, want) {
		w.Errorf("%s was sent %q at %q, want %q", m.Name, containing, got, want)
	}
}

// change changes a member of the roster before it is taken over.
func change(f branch.Founding, id branch.MemberID, how func(*branch.Member)) {
	for i := range f.Members {
		if f.Members[i].ID == id {
			how(&f.Members[i])
		}
	}
}

// foundChanged founds the demo branch with some of its members otherwise, and binds everybody.
func (w *world) foundChanged(how func(branch.Founding)) {
	w.Helper()
	f, err := readFounding("demo/roster.xlsx", "", w.clock.Now())
	if err != nil {
		w.Fatal(err)
	}
	how(f)
	w.update(func(tx *store.Tx) error {
		w.branch, err = w.app.Office.Found(tx, f, w.clock.Now())
		return err
	})
	w.attach(w.members(func(branch.Member) bool { return true }))
}

// TestFortnight turns the clock through a common year's end of February and the end of a quarter.
func TestFortnight(t *testing.T) {
	start := branch.On(2026, time.February, 27).At(8, 0)
	w := newWorld(t, start)
	w.open()
	w.foundChanged(func(f branch.Founding) {
		change(f, 30, func(m *branch.Member) { m.Joined = branch.On(2025, time.March, 8) }) // a Sunday in 2026
		change(f, 7, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, 3) })
		change(f, 31, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, 1) })
	})
	gone := w.member(7)
	w.leave(gone, branch.Transferred)
	leader := w.member(21) // of group 4, whose contact point has 陈静 as 联络员
	w.leave(leader, branch.Retired)
	w.turn(branch.On(2026, time.March, 13).At(18, 0))
	w.turn(branch.On(2026, time.March, 28).At(18, 0))

	leap, prober, firstOfMarch := w.member(5), w.member(30), w.member(31)
	w.wantSent(leap, start, "政治生日", "02-28 09:00")
	w.wantSent(firstOfMarch, start, "政治生日", "03-01 09:00")
	w.wantSent(prober, start, "政治生日", "03-08 09:00")
	if m, _ := w.phone(prober).Find("政治生日"); !strings.Contains(m.Text, "2025年3月8日，您被接收为中国共产党预备党员，至今入党一周年") ||
		!strings.Contains(m.Text, branch.Oath) || strings.Contains(m.Text, "党龄") || len(m.Photo) == 0 {
		t.Errorf("the probationary member's card is %q", m.Text)
	}
	if m, _ := w.phone(leap).Find("政治生日"); !strings.Contains(m.Text, "2004年2月29日") || !strings.Contains(m.Text, "二十二周年") {
		t.Errorf("the card of 29 February is %q", m.Text)
	}
	for _, m := range []branch.Member{gone, leader} {
		if got := w.sent(m, start.Add(time.Minute), ""); len(got) > 0 {
			t.Errorf("%s, who has left, was sent something at %q", m.Name, got)
		}
	}
	points, who := w.liaisons()
	for i, c := range points {
		if who[i].ID != leader.ID {
			w.wantSent(who[i], start, c.Name, "02-28 09:00", "03-17 09:00", "03-26 09:00") // a Saturday that is worked
		}
	}
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
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
			w := newWorld(t, start)
			w.open()
			w.foundChanged(func(f branch.Founding) {
				for id, day := range map[branch.MemberID]branch.Date{3: 27, 5: 24, 6: 23} {
					change(f, id, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, int(day)) })
				}
			})
			w.turn(branch.On(2026, time.March, 18).At(12, 0))
			liaison := w.member(2)
			w.wantSent(liaison, start, "工作提醒", "03-17 09:00")
			since := w.clock.Now().Add(time.Minute)
			w.down(c.back, nil)
			w.turn(branch.On(2026, time.March, 30).At(12, 0))
			w.wantSent(liaison, since, "工作提醒", c.digest)
			w.wantSent(w.member(3), since, "政治生日", c.onTheDay...)
			w.wantSent(w.member(5), since, "政治生日", c.threeDays...)
			w.wantSent(w.member(6), since, "是您的政治生日", c.fourDays...)
			// The 组织委员 is told of what was not sent, at work.
			if c.back.Weekday() == time.Saturday {
				w.wantSent(liaison, since, w.member(5).Name+"同志3月24日过政治生日，祝贺没有送到", c.digest)
			}
			w.wantSent(liaison, since, w.member(6).Name+"同志3月23日过政治生日，祝贺没有送到", c.digest)
			if m, ok := w.phone(w.member(5)).Find("政治生日"); ok && !strings.Contains(m.Text, "3月24日是您的政治生日") {
				t.Errorf("the late greeting is %q", m.Text)
			}
			w.down(w.clock.Now().Add(time.Hour), nil) // a restart says nothing again
			if got := w.sent(liaison, since, "工作提醒"); len(got) != 1 {
				t.Errorf("after another restart %s has been sent something at %q", liaison.Name, got)
			}
			w.stop()
			if strings.Contains(w.log.String(), "level=ERROR") {
				t.Error(w.log.String())
			}
		})
	}
}

// TestNominationsLate has the window of 身边好党员 open already, or open while the bot is down.
func TestNominationsLate(t *testing.T) {
	const ask = "请从本组党员中推荐1名"
	t.Run("open at the import", func(t *testing.T) {
		w := newWorld(t, branch.On(2026, time.June, 6).At(20, 0)) // a Saturday
		w.open()
		w.found("demo/roster.xlsx")
		w.attach(w.members(func(branch.Member) bool { return true }))
		w.turn(branch.On(2026, time.June, 9).At(12, 0))
		for _, leader := range []branch.MemberID{2, 9, 28} {
			w.wantSent(w.member(leader), time.Time{}, ask, "06-08 09:00", "06-09 09:00") // the second is the last reminder
		}
		w.stop()
	})
	t.Run("opens while down", func(t *testing.T) {
		if rig.Race {
			t.Skip("a fortnight; the next one has the bot down too")
		}
		w := newWorld(t, branch.On(2026, time.May, 18).At(10, 0))
		w.open()
		w.found("demo/roster.xlsx")
		w.attach(w.members(func(branch.Member) bool { return true }))
		w.down(branch.On(2026, time.May, 30).At(23, 0), nil)
		w.turn(branch.On(2026, time.June, 2).At(12, 0))
		w.wantSent(w.member(2), time.Time{}, ask, "06-01 09:00")
		w.stop()
	})
	t.Run("closes while down", func(t *testing.T) {
		w := newWorld(t, branch.On(2026, time.June, 8).At(10, 0))
		w.open()
		w.found("demo/roster.xlsx")
		w.attach(w.members(func(branch.Member) bool { return true }))
		w.turn(branch.On(2026, time.June, 8).At(11, 0))
		w.nominate2(2, "江月华")
		leader, organiser := w.phone(w.member(9)), w.phone(w.member(2))
		w.settle()
		w.turn(branch.On(2026, time.June, 10).At(12, 0))
		w.press(leader, "秦立民")
		w.say(leader, "工作认真，群众认可。")
		message, data := w.button(leader, "确认提名")
		var id string
		w.down(branch.On(2026, time.June, 11).At(3, 0), func() { id = leader.PressData(message, data) })
		if a, err := leader.Answer(w.ctx(), id); err != nil || a.Text != "" {
			t.Errorf("a nomination that waited was answered %q, %v", a.Text, err)
		}
		w.sees(leader, "已推荐：秦立民")
		w.turn(branch.On(2026, time.June, 11).At(12, 0))
		w.wantSent(w.member(2), time.Time{}, askedBroken, "06-11 09:00")
		since := w.clock.Now().Add(-time.Second)
		if got := w.twice(organiser, "顺延24小时"); got != cards.OldCard {
			t.Errorf("the second tap on 顺延 was answered %q", got)
		}
		w.wantSent(w.member(15), since, "6月12日（周五）12:00截止", "06-11 12:00") // who has not nominated is told
		w.wantSent(w.member(9), since, "")                                 // who has, is not
		w.turn(branch.On(2026, time.June, 12).At(12, 0))
		w.sees(organiser, "提名已经截止")
		w.stop()
		if strings.Contains(w.log.String(), "level=ERROR") {
			t.Error(w.log.String())
		}
	})
}

func (w *world) nominate2(leader branch.MemberID, nominee string) {
	w.Helper()
	p := w.phone(w.member(leader))
	w.say(p, "/menu")
	w.press(p, "推荐“身边好党员”")
	w.nominate(p, nominee, "工作认真，群众认可。")
}

// open3 has the 组织委员 open a ballot on three candidates until the given deadline.
func (w *world) open3(deadline string, candidates ...string) (chair *sandbox.Client) {
	w.Helper()
	chair = w.phone(w.post(branch.OrganisationPost))
	w.turn(w.clock.Now()) // what is due at this very moment comes first: its cards have the same names on them
	w.say(chair, "/menu")
	w.press(chair, "发起推荐")
	for _, c := range candidates {
		w.press(chair, c)
	}
	w.press(chair, fmt.Sprintf("选好了（%d人）", len(candidates)))
	w.press(chair, deadline)
	w.press(chair, "确认")
	return chair
}

func (w *world) vote(m branch.Member, label string) {
	w.Helper()
	p := w.phone(m)
	w.press(p, label)
	if a := w.press(p, "确认"); a.Text != "已投票" {
		w.Errorf("%s voted and was told %q", m.Name, a.Text)
	}
}

// stored gives the rounds, how many ballots are in the store and the ids of the keys in the vault's folder.
func (w *world) stored() (rounds []branch.Round, ballots int) {
	_ = w.app.Store.View(func(tx *store.Tx) error {
		for r := range store.Rounds.Scan(tx, nil) {
			rounds = append(rounds, r)
		}
		for range store.Ballots.Scan(tx, nil) {
			ballots++
		}
		return nil
	})
	return rounds, ballots
}

// keys gives the files of the keys that the vault has.
func (w *world) keys() ([]string, error) {
	return filepath.Glob(filepath.Join(w.folder, "keys", "*.key"))
}

// dates are what a card may say of time.
var dates = regexp.MustCompile(`2026|\d+月\d+日（..）(\d\d:\d\d)?`)

const (
	askedBroken = "截止前系统曾停机，请决定顺延24小时，还是现在截止"
	askedShort  = "参加人数不足，没有结果"
	someResult  = "推荐已经截止"
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
			w := newWorld(t, at(1, 9, 0))
			w.open()
			w.found("demo/roster.xlsx")
			w.attach(w.members(func(branch.Member) bool { return true }))
			chair := w.open3("6月2日（周二）18:00", "江月华", "沈岩", "陆文博")
			voters := w.members(func(m branch.Member) bool { return m.Full != 0 })
			for i, m := range voters[:c.voters] {
				w.vote(m, []string{"江月华", "沈岩"}[i%2])
			}
			last := voters[c.voters]
			w.turn(c.from)
			w.press(w.phone(last), "陆文博") // on the latest reminder
			message, data := w.button(w.phone(last), "确认")
			if near := at(2, 15, 30); c.from.After(near) {
				w.alive()
			}
			since, id := c.to.Add(-time.Second), ""
			w.down(c.to, func() {
				if c.waits {
					id = w.phone(last).PressData(message, data)
				}
			})
			if c.waits {
				if a, err := w.phone(last).Answer(w.ctx(), id); err != nil || a.Text != "已投票" {
					t.Errorf("the vote that waited was answered %q, %v", a.Text, err)
				}
			}
			if c.to.Hour() >= 8 && c.asked != "" { // the clock looks once what waited has been handled
				if _, err := w.phone(w.member(2)).WaitText(w.ctx(), c.asked); err != nil {
					t.Error(err)
				}
				w.settle()
			}
			told := ""
			for _, sentence := range []string{askedBroken, askedShort, someResult} {
				if len(w.sent(w.member(2), since, sentence)) > 0 {
					told += sentence
				}
			}
			if c.to.Hour() < 8 { // not at night, but on the next working day
				if told != "" {
					t.Errorf("at night the officers were told %q", told)
				}
				w.turn(branch.DateOf(c.to).At(9, 0))
				if len(w.sent(w.member(2), since, c.asked)) == 1 {
					told = c.asked
				}
			}
			if told != c.asked {
				t.Errorf("the officers were told %q, want %q", told, c.asked)
			}
			switch c.then {
			case "现在截止":
				w.press(chair, "现在截止")
				w.twice(chair, "确定截止")
			case "顺延24小时":
				w.press(chair, "顺延24小时")
				w.sees(w.phone(voters[len(voters)-1]), "推荐时间已顺延24小时。")
			case "作废":
				w.press(chair, "作废")
				w.twice(chair, "确定作废")
			}
			w.turn(at(3, 20, 0))
			rounds, ballots := w.stored()
			r := rounds[slices.IndexFunc(rounds, func(r branch.Round) bool { return r.Kind == branch.Pioneer })]
			if r.Runs(branch.Ballot) || ballots != 0 || r.Key != "" {
				t.Fatalf("the round still runs: %+v, %d ballots", r, ballots)
			}
			if o := r.Stage(branch.Ballot).Outcome; c.cast < 0 {
				if o != nil || r.Void == "" {
					t.Errorf("the voided round is %+v", r)
				}
			} else if o == nil || o.Cast != c.cast || o.Votes[2] != c.cast-c.voters {
				t.Errorf("the outcome is %+v, want %d cast", o, c.cast)
			}
			w.stop()
			if keys, err := w.keys(); err != nil || len(keys) > 0 {
				t.Errorf("keys are left: %q", keys)
			}
			if strings.Contains(w.log.String(), "level=ERROR") {
				t.Error(w.log.String())
			}
		})
	}
}

// TestAskedOnceADay: officers who found out of a breakdown before the hour of reminders are not asked again at that hour.
func TestAskedOnceADay(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return branch.On(2026, time.June, day).At(hour, minute) }
	w := newWorld(t, at(1, 9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	w.open3("6月2日（周二）18:00", "江月华", "沈岩", "陆文博")
	w.down(at(3, 8, 40), nil)
	w.turn(at(4, 10, 0))
	w.wantSent(w.member(2), at(2, 0, 0), askedBroken, "06-03 08:40", "06-04 09:00")
	w.stop()
}

// TestSmallBranch has a branch of six: turnout too low at the deadline, a tie, and no numbers on any card.
func TestSmallBranch(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(9, 0))
	w.open()
	w.branch = w.found2(smallBranch)
	all := w.members(func(branch.Member) bool { return true })
	w.attach(all)
	chair := w.open3("6月2日（周二）18:00", "丁四", "戊五", "己六")
	w.vote(all[3], "戊五")
	w.vote(all[4], "丁四")
	w.turn(branch.On(2026, time.June, 2).At(18, 0))
	w.sees(chair, askedShort)
	if m := chair.Last(); strings.Contains(m.Text, "得票") || slices.Contains(m.Labels(), "现在截止") {
		t.Errorf("a short ballot's card is %q with %q", m.Text, m.Labels())
	}
	if _, ballots := w.stored(); ballots != 2 {
		t.Errorf("%d ballots", ballots)
	}
	w.unchanged("an end that was forged", func() {
		if got := w.forge(chair, chair.Last().ID, fmt.Sprintf("%s:%d:%d", cards.ActCloseOK, w.branch, 2)); !strings.Contains(got, "还没有达到要求") {
			t.Errorf("ending a short ballot was answered %q", got)
		}
	})
	w.unchanged("a vote after the deadline", func() {
		p := w.phone(all[0])
		if a := w.press(p, "己六"); a.Text != cards.RoundOver {
			t.Errorf("a vote after the deadline was answered %q", a.Text)
		}
	})
	if w.twice(chair, "顺延24小时"); len(w.sent(all[3], w.clock.Now().Add(-time.Second), "")) > 0 {
		t.Error("who has voted is told again")
	}
	w.vote(all[0], "己六")
	w.vote(all[1], "弃权")
	w.press(w.phone(all[0]), "改投")
	w.vote(all[0], "戊五")
	w.press(w.phone(all[0]), "改投")
	w.vote(all[0], "丁四")
	w.vote(all[2], "戊五")
	w.turn(branch.On(2026, time.June, 3).At(17, 59))
	w.turn(branch.On(2026, time.June, 3).At(18, 1))
	for _, m := range all {
		text := w.phone(m).Last().Text
		if found, ok := w.phone(m).Find("平票：丁四、戊五"); ok {
			text = found.Text
		}
		if !strings.Contains(text, "平票：丁四、戊五") || strings.ContainsAny(dates.ReplaceAllString(text, ""), "0123456789") {
			t.Errorf("%s sees %q", m.Name, text)
		}
	}
	w.stop()
}

// TestSeat binds people while a ballot is open: the 纪检委员 or the 书记 confirms them, never they themselves.
func TestSeat(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(9, 0))
	w.open()
	w.branch = w.found2(smallBranch)
	all := w.members(func(branch.Member) bool { return true })
	secretary, chairman, inspector, newcomer := all[0], all[1], all[2], all[5]
	w.attach([]branch.Member{chairman, secretary, all[3], all[4]})
	w.open3("6月2日（周二）18:00", "丁四", "戊五")
	bind := func(m branch.Member, p *sandbox.Client) {
		p.Start(w.invite(m))
		w.press(p, "确认")
	}
	bind(newcomer, w.phone(newcomer))
	w.sees(w.phone(newcomer), "绑定完成")
	if _, ok := w.phone(newcomer).Find("请等待纪检委员或书记确认"); !ok {
		t.Error("the newcomer is not told to wait")
	}
	bind(inspector, w.phone(inspector))
	// The inspector has bound an account just now too: the secretary alone may confirm that.
	if _, ok := w.phone(inspector).Find(inspector.Name + "（第一党小组）在推荐开始后绑定了账号"); ok {
		t.Error("the 纪检委员 is asked about himself")
	}
	w.sees(w.phone(inspector), newcomer.Name+"（第一党小组）在推荐开始后绑定了账号。请核实") // asked before he was there
	own := fmt.Sprintf("%s:%d:1:%d", cards.ActSeat, w.branch, inspector.ID)
	if got := w.forge(w.phone(inspector), 1<<40, own); got != cards.NotYours && got != cards.OldCard {
		t.Errorf("confirming oneself was answered %q", got)
	}
	p := w.phone(secretary)
	for range 2 {
		ballots := func() int {
			const card = "这是民主推荐"
			return len(w.sent(newcomer, time.Time{}, card)) + len(w.sent(inspector, time.Time{}, card))
		}
		n := -ballots()
		w.twice(p, "确认是本人")
		n += ballots()
		if n != 1 {
			t.Errorf("a double tap on 确认 brought %d ballots", n)
		}
	}
	w.vote(newcomer, "丁四")
	w.vote(inspector, "丁四")

	// A confirmed member who binds another account has to be confirmed again; the former one is nobody.
	second := w.server.Client(901)
	former := w.phone(newcomer)
	message, data := w.button(former, "改投")
	bind(newcomer, second)
	if got := w.forge(former, message, data); got != cards.Stranger {
		t.Errorf("the former account's press was answered %q", got)
	}
	if _, ok := second.Find("请等待纪检委员或书记确认"); !ok {
		t.Errorf("the new account sees %q", second.Last().Text)
	}
	if n := len(p.Messages()); n > 12 {
		t.Errorf("the secretary got %d messages", n)
	}
	w.stop()
}

// TestBlocked has somebody stop the bot for a while: what was for him comes once when he is back.
func TestBlocked(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.March, 16).At(9, 0))
	w.open()
	w.foundChanged(func(f branch.Founding) {
		change(f, 2, func(m *branch.Member) { m.Joined = branch.On(2001, time.March, 18) })
	})
	m := w.member(2)
	p := w.phone(m)
	p.Block()
	w.turn(branch.On(2026, time.March, 18).At(10, 0))
	since := branch.On(2026, time.March, 16).At(9, 30)
	w.wantSent(m, since, "")
	w.down(branch.On(2026, time.March, 18).At(10, 5), nil)
	w.wantSent(m, since, "")
	p.Unblock()
	w.settle()
	w.wantSent(m, since, "工作提醒", "03-18 10:05")
	w.wantSent(m, since, "政治生日", "03-18 10:05")
	p.Block()
	w.settle()
	p.Unblock()
	w.settle()
	w.wantSent(m, since, "工作提醒", "03-18 10:05")
	w.press(p, "登记：云州翰屿精密机械有限公司")
	w.sees(p, "请用一句话写下情况")
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
}
