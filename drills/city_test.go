package drills

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/courier"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/world/rig"
)

// crowd is a platform that keeps when each chat was sent a picture.
type crowd struct {
	chat.Sender
	limits chat.Limits
	mu     sync.Mutex
	sent   map[chat.Chat]int
	at     []time.Time
}

func (c *crowd) Capabilities() chat.Capabilities {
	return chat.Capabilities{Limits: c.limits, Parallel: 64, Edits: true, Menus: true, Toast: 200}
}

func (c *crowd) Send(_ context.Context, to chat.Chat, card chat.Card, _ []byte) (int64, error) {
	c.mu.Lock()
	c.sent[to]++
	c.at = append(c.at, time.Now())
	id := int64(len(c.at))
	c.mu.Unlock()
	time.Sleep(80 * time.Millisecond) // a request takes its time
	return id, nil
}

// TestCityMorning has 3,000 people of one city, in 94 branches, keep their 政治生日 on one day: each is greeted once, in
// the hour, and never more in a second than the platform lets one send.
func TestCityMorning(t *testing.T) {
	if rig.Race || testing.Short() {
		t.Skip("takes half a minute under race")
	}
	t.Parallel()
	const branches, people, perSecond = 94, 32, 30
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "test", store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		o, err := app.NewOffice(v, s)
		if err != nil {
			t.Fatal(err)
		}
		founded := branch.On(2000, time.January, 2)
		time.Sleep(time.Until(founded.At(8, 0)))
		for b := range branches {
			f := branch.Founding{Branch: branch.Branch{Name: fmt.Sprintf("中共云州市第%d机关支部委员会", b+1), Settings: branch.DefaultSettings()},
				Groups: []branch.Group{{ID: 1, Name: "第一党小组"}}}
			f.Branch.Settings.Unchecked = "谈心谈话、重温入党誓词、贺卡、赠书"
			for m := range people {
				f.Members = append(f.Members, branch.Member{ID: branch.MemberID(m + 1), Name: fmt.Sprintf("党员%d", m+1), Group: 1,
					Joined: branch.On(1970, time.January, 3), Full: branch.On(1971, time.January, 3)})
			}
			if _, err := s.Update(func(tx *store.Tx) error {
				id, err := o.Found(tx, f, time.Now())
				for m := range store.Members.Scan(tx, store.K(id)) {
					to := fmt.Sprintf("tg:%d", int64(id)*100+int64(m.ID))
					store.Bindings.Put(tx, store.Binding{Branch: id, Member: m.ID, Account: chat.Account(to), Chat: chat.Chat(to), At: time.Now()})
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		c := &crowd{sent: map[chat.Chat]int{}, limits: chat.Limits{PerSecond: perSecond, PerChatPerSecond: 1, ChatBurst: 3}}
		var mu sync.Mutex
		drawn := 0
		post := courier.New(courier.Options{Store: s, Sender: c, Now: time.Now, Log: slog.New(slog.DiscardHandler),
			Draw: func(p chat.Picture) (picture []byte, err error) {
				mu.Lock()
				drawn++
				real := drawn%50 == 0 // BenchmarkGreetingCard says what one costs
				mu.Unlock()
				if !real {
					return []byte{1}, nil
				}
				_ = s.View(func(tx *store.Tx) error { picture, err = app.DrawPicture(tx, p); return nil })
				return picture, err
			}})
		clock := scheduler.New(s, o, scheduler.Wall{}, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = post.Run(ctx) })
		wg.Go(func() { _ = clock.Run(ctx) })
		day := branch.On(2000, time.January, 3)
		time.Sleep(time.Until((day + 5).At(20, 0)))
		cancel()
		wg.Wait()

		if len(c.sent) != branches*people || len(c.at) != branches*people {
			t.Errorf("%d messages to %d people", len(c.at), len(c.sent))
		}
		for i, at := range c.at {
			if at.Before(day.At(9, 0)) || at.After(day.At(10, 0)) {
				t.Fatalf("a greeting went out at %s", at.In(branch.Shanghai))
			}
			if i >= perSecond+1 && at.Sub(c.at[i-perSecond-1]) < time.Second {
				t.Fatalf("more than %d within a second at %s", perSecond, at.In(branch.Shanghai))
			}
		}
		t.Logf("%d greetings in %s", len(c.at), c.at[len(c.at)-1].Sub(c.at[0]).Round(time.Second))
		if faults := s.Check(); len(faults) > 0 {
			t.Error(faults)
		}
	})
}
