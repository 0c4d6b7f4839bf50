package bench_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/courier"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// platform takes what it is sent at once and keeps each chat's newest ballot.
type platform struct {
	mu     sync.Mutex
	last   int64
	ballot map[chat.Chat]int64
}

func (p *platform) Capabilities() chat.Capabilities {
	return chat.Capabilities{Parallel: 64, Edits: true, Menus: true, Toast: 200}
}

func (p *platform) Send(_ context.Context, to chat.Chat, card chat.Card, _ []byte) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	if strings.HasPrefix(card.Key, "vote:") {
		p.ballot[to] = p.last
	}
	return p.last, nil
}

func (p *platform) Edit(context.Context, chat.Chat, int64, chat.Card) error { return nil }

func (p *platform) Strip(context.Context, chat.Chat, int64) error { return nil }

func (p *platform) Answer(context.Context, string, string, bool) error { return nil }

func (p *platform) SetCommands(context.Context, chat.Chat, []chat.Command) error { return nil }

func (p *platform) Remove(context.Context, chat.Chat, int64) error { return nil }
func (p *platform) Leave(context.Context, chat.Chat) error         { return nil }

// BenchmarkVotes has 10,200 people of 300 branches vote within a minute, which is ten times as fast as it is asked for,
// each with the two presses that a vote takes, at even distances whether or not the former ones are answered. It gives
// the time from a press to its answer, which is when the vote is durable. It runs once, whatever -benchtime says.
func BenchmarkVotes(b *testing.B) {
	const branches, people, within = 300, 34, time.Minute
	folder := b.TempDir()
	s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "bench", store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	o, err := app.NewOffice(v, s)
	if err != nil {
		b.Fatal(err)
	}
	now := branch.On(2026, time.July, 1).At(9, 0)
	opened := map[branch.BranchID]branch.RoundID{}
	for n := range branches {
		f := branch.Founding{Branch: branch.Branch{Name: fmt.Sprint("支部", n+1), Settings: branch.DefaultSettings()}, Groups: []branch.Group{{ID: 1, Name: "第一党小组", Leader: 1}}}
		for i := range people {
			m := branch.Member{ID: branch.MemberID(i + 1), Name: fmt.Sprint("同志", i+1), Group: 1, Joined: branch.On(2010, time.March, 3), Full: branch.On(2011, time.March, 3)}
			if i == 0 {
				m.Post = branch.OrganisationPost
			}
			f.Members = append(f.Members, m)
		}
		key, err := v.Fresh()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Update(func(tx *store.Tx) error {
			id, err := o.Found(tx, f, now)
			if err != nil {
				return err
			}
			var opener branch.Member
			for m := range store.Members.Scan(tx, store.K(id)) {
				to := voterChat(id, m.ID)
				store.Bindings.Put(tx, store.Binding{Branch: id, Member: m.ID, Account: chat.Account(to), Chat: to, At: now})
				if m.ID == 1 {
					opener = m
				}
			}
			r, err := rounds.OpenBallot(o, tx, opener, 0, branch.MembersOf(2, 3, 4), branch.On(2026, time.July, 3).At(18, 0), key, now)
			opened[id] = r.ID
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
	to := &platform{ballot: map[chat.Chat]int64{}}
	quiet := slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(context.Background())
	post := courier.New(courier.Options{Store: s, Sender: to, Now: func() time.Time { return now }, Log: quiet})
	ended := make(chan struct{})
	go func() { defer close(ended); _ = post.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	for until := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		to.mu.Lock()
		n := len(to.ballot)
		to.mu.Unlock()
		if n == branches*people {
			break
		}
		if time.Now().After(until) {
			b.Fatalf("%d ballots were sent", n)
		}
	}
	time.Sleep(2 * time.Second) // what was sent is noted

	var mu sync.Mutex
	asked, took := map[string]time.Time{}, []time.Duration(nil)
	var answered sync.WaitGroup
	machine := bot.New(bot.Options{Store: s, Office: o, Now: func() time.Time { return now }, Fresh: v.Fresh, Log: quiet,
		Say: func(_ chat.Chat, _ int64, press string, _ []store.Reply) {
			mu.Lock()
			took = append(took, time.Since(asked[press]))
			mu.Unlock()
			answered.Done()
		}})
	b.ResetTimer()
	start := time.Now()
	all := branches * people * 2
	for i := range all {
		time.Sleep(time.Until(start.Add(within * time.Duration(i) / time.Duration(all))))
		step, who := i/(branches*people), i%(branches*people) // everybody picks, then everybody confirms
		id, m := branch.BranchID(who%branches+1), branch.MemberID(who/branches+1)
		action := []string{rounds.ActVotePick, rounds.ActVoteOK}[step]
		data := chat.Press{Action: action, Args: []int64{int64(id), int64(opened[id]), 1 << (who % 3)}}.Encode()
		at := voterChat(id, m)
		press := fmt.Sprint("p", i)
		mu.Lock()
		asked[press] = time.Now()
		mu.Unlock()
		answered.Add(1)
		machine.Handle(ctx, chat.Event{ID: int64(i + 1), Kind: chat.Pressed, From: chat.Account(at), Chat: at, Private: true, Data: data,
			PressID: press, Message: to.ballot[at]}, func() {})
	}
	answered.Wait()
	spent := time.Since(start)
	b.StopTimer()
	votes := 0
	_ = s.View(func(tx *store.Tx) error {
		for range rounds.Ballots.Scan(tx, nil) {
			votes++
		}
		return nil
	})
	if votes != branches*people {
		b.Fatalf("%d votes of %d people", votes, branches*people)
	}
	slices.Sort(took)
	at := func(p float64) float64 { return took[int(p*float64(len(took)-1))].Seconds() * 1000 }
	b.ReportMetric(float64(all)/spent.Seconds(), "presses/s")
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
	b.ReportMetric(0, "ns/op")
}

// voterChat is where a member of a branch is reached.
func voterChat(b branch.BranchID, m branch.MemberID) chat.Chat {
	return chat.Chat(fmt.Sprintf("tg:%d", int64(b)*1000+int64(m)))
}
