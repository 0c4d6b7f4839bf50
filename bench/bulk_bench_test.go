package bench_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// bulkHouse is a branch of so many people with the App before a server that takes 25 messages a second and more.
type bulkHouse struct {
	*testing.B
	app    *app.App
	server *sandbox.Server
	people int
}

func newBulkHouse(b *testing.B, people int) *bulkHouse {
	h := &bulkHouse{B: b, people: people, server: sandbox.New(sandbox.Options{Token: demo.Token, BotName: "助手", BotUsername: demo.Bot, KeepLog: 1})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	api := &http.Server{Handler: h.server.Handler()}
	go api.Serve(l)
	folder := b.TempDir()
	h.app, err = app.New(app.Config{Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"), Token: demo.Token, API: "http://" + l.Addr().String(),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.app.Run(ctx) }()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if err := h.app.Close(); err != nil {
			b.Error(err)
		}
		h.server.Close()
		api.Close()
	})
	now := time.Now()
	f := branch.Founding{Branch: branch.Branch{Name: "测试支部", Settings: branch.DefaultSettings()}, Groups: []branch.Group{{ID: 1, Name: "第一党小组", Leader: 1}}}
	for i := range people {
		joined := branch.DateOf(now) - branch.Date(400+i%300)
		f.Members = append(f.Members, branch.Member{ID: branch.MemberID(i + 1), Name: fmt.Sprint("同志", i+1), Group: 1, Joined: joined, Full: joined + 366})
	}
	for i := range people { // as strangers: it is a deed's matter to bind them
		h.server.Client(demo.FirstID + int64(i+1)).Start("")
	}
	if err := h.server.WaitDrained(ctx); err != nil {
		b.Fatal(err)
	}
	_, err = h.app.Store.Update(func(tx *store.Tx) error {
		id, err := h.app.Office.Found(tx, f, now)
		if err != nil {
			return err
		}
		for _, m := range f.Members { // not Attach: its command menus would be a bulk of their own
			store.Bindings.Put(tx, store.Binding{Branch: id, Member: m.ID, Account: chat.Account(world.LossChat(m)), Chat: world.LossChat(m), At: now})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return h
}

// pressing has so many people press a button twice a second and ask for the menu every two seconds for a time, from the
// end of the queue. It gives how long each waited: for the answer to the press, and for the new message.
func (h *bulkHouse) pressing(n int, lasts time.Duration) (answers, messages []time.Duration) {
	h.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	end := time.Now().Add(lasts)
	for i := range n {
		phone := h.server.Client(demo.FirstID + int64(h.people-i))
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), lasts+time.Minute)
			defer cancel()
			time.Sleep(time.Duration(i) * 37 * time.Millisecond)
			for turn := 0; time.Now().Before(end); turn++ {
				from := time.Now()
				if turn%4 == 0 {
					last := phone.Last().ID
					phone.Send("/menu")
					if err := phone.WaitFor(ctx, func(all []sandbox.Message) bool {
						return slices.ContainsFunc(all, func(m sandbox.Message) bool { _, menu := m.Button("人员与我的"); return menu && m.ID > last })
					}); err != nil {
						h.Error(err)
						return
					}
					mu.Lock()
					messages = append(messages, time.Since(from))
					mu.Unlock()
				} else {
					m, _ := phone.Find("您好")
					if _, err := phone.Answer(ctx, phone.PressData(m.ID, chat.Press{Action: cards.ActHome}.Encode())); err != nil {
						h.Error(err)
						return
					}
					mu.Lock()
					answers = append(answers, time.Since(from))
					mu.Unlock()
				}
				time.Sleep(500*time.Millisecond - time.Since(from))
			}
		})
	}
	all.Wait()
	slices.Sort(answers)
	slices.Sort(messages)
	return answers, messages
}

// BenchmarkBulk measures how long people wait for the answer to a press, and for a message they asked for, while a bulk
// of 3,000 goes out at the set rate of 25 a second, and while none does. ZHIBU_BULK is how many.
func BenchmarkBulk(b *testing.B) {
	people := 3000
	if v := os.Getenv("ZHIBU_BULK"); v != "" {
		fmt.Sscan(v, &people)
	}
	for b.Loop() {
		h := newBulkHouse(b, people)
		const pressers = 20
		warm, _ := h.pressing(pressers, 3*time.Second)
		_ = warm
		quiet, quietMessages := h.pressing(pressers, 20*time.Second)
		time.Sleep(20 * time.Second) // since they have started the bot: nobody but those who press overtakes the bulk
		sent := h.server.Calls()["sendMessage"]
		begun := time.Now()
		_, err := h.app.Store.Update(func(tx *store.Tx) error {
			for i := range people {
				tx.ShowBelow(chat.Chat(fmt.Sprint("tg:", demo.FirstID+int64(i+1))), cards.Plain("notice", "支部通知：请各位同志查收。"))
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		lasts := time.Duration(people) * time.Second / 25
		loud, loudMessages := h.pressing(pressers, lasts-time.Second)
		if err := h.app.Idle(b.Context()); err != nil {
			b.Fatal(err)
		}
		took := time.Since(begun)
		total := h.server.Calls()["sendMessage"] - sent
		at := func(all []time.Duration, share float64) float64 {
			return float64(all[min(int(share*float64(len(all))), len(all)-1)].Microseconds()) / 1000
		}
		b.Logf("%d in the bulk, %d messages in %.1f s (%.1f a second); answers quiet p50 %.1f p99 %.1f ms (%d), in the bulk p50 %.1f p99 %.1f ms (%d); messages asked for quiet p50 %.1f p99 %.1f ms (%d), in the bulk p50 %.1f p99 %.1f ms (%d)",
			people, total, took.Seconds(), float64(total)/took.Seconds(), at(quiet, .5), at(quiet, .99), len(quiet), at(loud, .5), at(loud, .99), len(loud),
			at(quietMessages, .5), at(quietMessages, .99), len(quietMessages), at(loudMessages, .5), at(loudMessages, .99), len(loudMessages))
		b.ReportMetric(at(loud, .99), "ms-p99-answer")
		b.ReportMetric(at(quiet, .99), "ms-p99-quiet")
		b.ReportMetric(at(loudMessages, .99), "ms-p99-message")
		b.ReportMetric(float64(total)/took.Seconds(), "messages/s")
		b.ReportMetric(0, "ns/op")
	}
}
