package app_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world"
)

// TestAlarms: what is wrong with the machine is told to the 书记 once a day by day, to the other officers if the 书记 has
// blocked the bot, and to whoever can be reached next if nobody can; /status says it too.
func TestAlarms(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 2).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	chief, keeper := w.Post(branch.Secretary), w.Post(branch.OrganisationPost)
	w.Attach([]branch.Member{chief, keeper})
	w.Settle()
	told := func(m branch.Member, sentence string) (n int) {
		for _, x := range w.Phone(m).Messages() {
			if strings.Contains(x.Text, sentence) {
				n++
			}
		}
		return n
	}
	watch := func(h office.Health, now time.Time, first ...func(*store.Tx)) {
		t.Helper()
		w.Turn(now)
		w.Update(func(tx *store.Tx) error {
			for _, f := range first {
				f(tx)
			}
			for range 3 {
				w.App.Office.Watch(tx, h, now)
			}
			tx.Plan(office.PushCalendar, w.Branch, 7, time.Time{})
			return nil
		})
		w.Settle()
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

	watch(fine, day(6, 9), func(tx *store.Tx) { tx.Plan(office.PushCalendar, w.Branch, 7, day(6, 7)) }) // two hours overdue
	want("what is due is not said", chief, cards.AlarmStalled, 1)
	watch(office.Health{Looked: day(7, 9), Failed: day(6, 20), Free: 1 << 40}, day(7, 9))
	want("a push failed", chief, cards.AlarmStalled, 2)

	to := func(m branch.Member) chat.Chat {
		var c chat.Chat
		w.Update(func(tx *store.Tx) error { c = office.Chat(tx, m); return nil })
		return c
	}
	reach := func(m branch.Member, ok bool, now time.Time) {
		c := to(m)
		w.Update(func(tx *store.Tx) error { tx.Reach(c, ok, now); return nil })
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
	w.Update(func(tx *store.Tx) error {
		card := chat.Card{Key: "k", Text: []chat.Span{{Text: "text"}}}
		tx.GiveUp(store.Waiting{Chat: "tg:99", Seq: 1, Card: &card}, "odd", day(10, 8))
		return nil
	})
	watch(fine, day(10, 9))
	want("given up for nobody", chief, "有 1 条消息没有送达", 1)

	w.Say(w.Phone(keeper), "/status")
	for _, want := range []string{"运行情况", "磁盘剩余", "接下来", "没有送达：1 条"} {
		w.Sees(w.Phone(keeper), want)
	}
}

// TestWebhook has Telegram bring the updates of a whole bot: what is pressed is done once, also what came while it was stopped.
func TestWebhook(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 2).At(10, 0))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	w.With = func(c *app.Config) { c.Webhook, c.WebhookAddr = "http://"+l.Addr().String()+"/hook", l.Addr().String() }
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	m := w.Member(5)
	w.Attach([]branch.Member{m})
	p := w.Phone(m)
	w.Say(p, "/menu")
	w.Press(p, "人员与我的")
	w.Press(p, "我的信息")
	w.Sees(p, "入党日期")
	w.Stop()
	before := len(p.Messages())
	p.Send("/board")
	w.Open()
	w.Settle()
	if n := len(p.Messages()); n != before+2 { // the command and its answer
		t.Errorf("%d messages came of one command", n-before-1)
	}
	w.Sees(p, "本季度还差")
	if faults := w.App.Faults(); len(faults) > 0 {
		t.Errorf("not healthy: %q", faults)
	}
	w.With = nil // by polling again
	w.Stop()
	w.Open()
	w.Say(p, "/me")
	w.Sees(p, "入党日期")
}

// TestBacklog: all that a member did while the bot was down is done, though it comes at once: the budget is that of a member from
// the first update on, not from the first that has been handled.
func TestBacklog(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 2).At(10, 0))
	w.With = func(c *app.Config) { c.Budget = bot.DefaultBudget }
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	m := w.Member(5)
	w.Attach([]branch.Member{m})
	w.Stop()
	var ids []string
	for range bot.DefaultBudget.Burst {
		ids = append(ids, w.Phone(m).PressData(1, chat.Press{Action: cards.ActHome}.Encode()))
	}
	w.Open()
	w.Settle()
	for i, id := range ids {
		if a, err := w.Phone(m).Answer(w.Ctx(), id); err != nil || a.Text == cards.TooMuch {
			t.Fatalf("press %d was answered %q, %v", i+1, a.Text, err)
		}
	}
}
