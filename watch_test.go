package main

import (
	"net"
	"strings"
	"testing"
	"time"

	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// TestAlarms: what is wrong with the machine is told to the 书记 once a day by day, to the other officers if the 书记 has
// blocked the bot, and to whoever can be reached next if nobody can; /status says it too.
func TestAlarms(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.March, 2).At(10, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	chief, keeper := w.post(branch.Secretary), w.post(branch.OrganisationPost)
	w.attach([]branch.Member{chief, keeper})
	w.settle()
	told := func(m branch.Member, sentence string) (n int) {
		for _, x := range w.phone(m).Messages() {
			if strings.Contains(x.Text, sentence) {
				n++
			}
		}
		return n
	}
	watch := func(h office.Health, now time.Time, first ...func(*store.Tx)) {
		t.Helper()
		w.turn(now)
		w.update(func(tx *store.Tx) error {
			for _, f := range first {
				f(tx)
			}
			for range 3 {
				w.app.Office.Watch(tx, h, now)
			}
			tx.Plan(office.PushCalendar, w.branch, 7, time.Time{})
			return nil
		})
		w.settle()
	}
	want := func(what string, m branch.Member, sentence string, n int) {
		t.Helper()
		if got := told(m, sentence); got != n {
			t.Errorf("%s: %s was told %d times, want %d", what, m.Post, got, n)
		}
	}
	day := func(d, hour int) time.Time { return branch.On(2026, time.March, d).At(hour, 0) }
	fine := office.Health{Looked: day(3, 9), Free: 500 << 20}
	full := office.Health{Looked: day(3, 9), Free: 500<<20 - 1}

	watch(fine, day(3, 9))
	want("nothing is wrong", chief, "机器人运行提示", 0)
	watch(full, day(3, 23))
	want("at night", chief, cards.AlarmDisk, 0)
	watch(full, day(4, 9))
	watch(full, day(5, 9))
	want("a disk nearly full, two days", chief, cards.AlarmDisk, 2)
	want("a disk nearly full", keeper, cards.AlarmDisk, 0)

	watch(fine, day(6, 9), func(tx *store.Tx) { tx.Plan(office.PushCalendar, w.branch, 7, day(6, 7)) }) // two hours overdue
	want("what is due is not said", chief, cards.AlarmStalled, 1)
	watch(office.Health{Looked: day(7, 9), Failed: day(6, 20), Free: 1 << 40}, day(7, 9))
	want("a push failed", chief, cards.AlarmStalled, 2)

	to := func(m branch.Member) chat.Chat {
		var c chat.Chat
		w.update(func(tx *store.Tx) error { c = office.Chat(tx, m); return nil })
		return c
	}
	reach := func(m branch.Member, ok bool, now time.Time) {
		c := to(m)
		w.update(func(tx *store.Tx) error { tx.Reach(c, ok, now); return nil })
	}
	reach(chief, false, day(8, 8))
	watch(full, day(8, 9))
	want("the 书记 has blocked the bot", keeper, cards.AlarmDisk, 1)
	reach(keeper, false, day(9, 8))
	watch(full, day(9, 9))
	reach(keeper, true, day(9, 10))
	watch(full, day(9, 11))
	want("somebody is back the same day", keeper, cards.AlarmDisk, 2)
	reach(chief, true, day(9, 12))

	// What was given up for somebody who has no account any more concerns nobody else than those who look after the bot.
	w.update(func(tx *store.Tx) error {
		card := chat.Card{Key: "k", Text: []chat.Span{{Text: "text"}}}
		tx.GiveUp(store.Waiting{Chat: "tg:99", Seq: 1, Card: &card}, "odd", day(10, 8))
		return nil
	})
	watch(fine, day(10, 9))
	want("given up for nobody", chief, "有 1 条消息没有送达", 1)

	w.say(w.phone(keeper), "/status")
	for _, want := range []string{"运行情况", "磁盘剩余", "接下来", "没有送达：1 条"} {
		w.sees(w.phone(keeper), want)
	}
}

// TestWebhook has Telegram bring the updates of a whole bot: what is pressed is done once, also what came while it was stopped.
func TestWebhook(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.March, 2).At(10, 0))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	w.with = func(c *Config) { c.Webhook, c.WebhookAddr = "http://"+l.Addr().String()+"/hook", l.Addr().String() }
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	m := w.member(5)
	w.attach([]branch.Member{m})
	p := w.phone(m)
	w.say(p, "/menu")
	w.press(p, "我的信息")
	w.sees(p, "入党日期")
	w.stop()
	before := len(p.Messages())
	p.Send("/board")
	w.open()
	w.settle()
	if n := len(p.Messages()); n != before+2 { // the command and its answer
		t.Errorf("%d messages came of one command", n-before-1)
	}
	w.sees(p, "本季度还差")
	if faults := w.app.faults(); len(faults) > 0 {
		t.Errorf("not healthy: %q", faults)
	}
	w.with = nil // by polling again
	w.stop()
	w.open()
	w.say(p, "/me")
	w.sees(p, "入党日期")
}

// TestBacklog: all that a member did while the bot was down is done, though it comes at once: the budget is that of a member from
// the first update on, not from the first that has been handled.
func TestBacklog(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.March, 2).At(10, 0))
	w.with = func(c *Config) { c.Budget = bot.DefaultBudget }
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	m := w.member(5)
	w.attach([]branch.Member{m})
	w.stop()
	var ids []string
	for range bot.DefaultBudget.Burst {
		ids = append(ids, w.phone(m).PressData(1, chat.Press{Action: cards.ActHome}.Encode()))
	}
	w.open()
	w.settle()
	for i, id := range ids {
		if a, err := w.phone(m).Answer(w.ctx(), id); err != nil || a.Text == cards.TooMuch {
			t.Fatalf("press %d was answered %q, %v", i+1, a.Text, err)
		}
	}
}
