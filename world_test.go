package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/scheduler"
	"zhibu/store"
)

// world is a branch, its people with their phones, and the bot, which can be stopped and started again.
type world struct {
	*testing.T
	folder string
	clock  *scheduler.Turned
	server *sandbox.Server
	mem    *sandbox.MemListener
	log    *strings.Builder
	app    *App
	stop   func()
	ended  chan error    // Run's, until stop has taken it
	with   func(*Config) // changes what open starts the bot with
	branch branch.BranchID

	phones  map[branch.MemberID]*sandbox.Client
	pressed map[*sandbox.Client]int64 // the message whose button somebody pressed last
	answers map[sandbox.Sent]bool     // messages that answered what their reader had just done
}

func newWorld(t *testing.T, start time.Time) *world {
	w := &world{T: t, folder: t.TempDir(), clock: scheduler.NewTurned(start), mem: sandbox.NewMemListener(), log: &strings.Builder{},
		pressed: map[*sandbox.Client]int64{}, answers: map[sandbox.Sent]bool{}, phones: map[branch.MemberID]*sandbox.Client{}}
	w.server = sandbox.New(sandbox.Options{Token: demoToken, BotName: "助手", BotUsername: demoBot, Clock: worldClock{w}})
	api := &http.Server{Handler: w.server.Handler()}
	go api.Serve(w.mem)
	t.Cleanup(func() { api.Close() })
	return w
}

type worldClock struct{ w *world }

func (c worldClock) Now() time.Time                               { return c.w.clock.Now() }
func (c worldClock) NextDue() (time.Time, string, bool)           { return c.w.app.scheduler.NextDue() }
func (c worldClock) Turn(ctx context.Context, to time.Time) error { return c.w.app.Turn(ctx, to) }

// open starts the bot as main does.
func (w *world) open() {
	w.Helper()
	c := Config{Data: filepath.Join(w.folder, "data"), Keys: filepath.Join(w.folder, "keys"), Token: demoToken,
		API: "http://127.0.0.1", Dial: w.mem.DialContext, Unpaced: true, Clock: w.clock, Log: slog.New(slog.NewTextHandler(w.log, nil))}
	if w.with != nil {
		w.with(&c)
	}
	app, err := New(c)
	if err != nil {
		w.Fatal(err)
	}
	w.app = app
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	w.ended = ended
	go func() { ended <- app.Run(ctx) }()
	w.stop = func() {
		w.Helper()
		cancel()
		if err := <-ended; err != nil {
			w.Error(err)
		}
		if faults := app.Store.Check(); len(faults) > 0 {
			w.Errorf("the store is not sound: %q", faults)
		}
		if err := app.Close(); err != nil {
			w.Error(err)
		}
	}
}

// found imports a roster and gives everybody a phone.
func (w *world) found(file string) {
	w.Helper()
	f, err := readFounding(file, "", w.clock.Now())
	if err != nil {
		w.Fatal(err)
	}
	w.update(func(tx *store.Tx) error {
		w.branch, err = w.app.Office.Found(tx, f, w.clock.Now())
		return err
	})
	for _, m := range w.members(func(branch.Member) bool { return true }) {
		w.server.AddPerson(sandbox.Person{ID: firstID + int64(m.ID), First: m.Name})
	}
}

func (w *world) update(deed func(*store.Tx) error) {
	w.Helper()
	if _, err := w.app.Store.Update(deed); err != nil {
		w.Fatal(err)
	}
}

func (w *world) members(which func(branch.Member) bool) (list []branch.Member) {
	w.Helper()
	_ = w.app.Store.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, store.K(w.branch)) {
			if which(m) {
				list = append(list, m)
			}
		}
		return nil
	})
	return list
}

// post gives the holder of a post.
func (w *world) post(p branch.Post) branch.Member {
	w.Helper()
	list := w.members(func(m branch.Member) bool { return m.Post == p })
	if len(list) != 1 {
		w.Fatalf("%d people are %s", len(list), p)
	}
	return list[0]
}

func (w *world) phone(m branch.Member) *sandbox.Client {
	if w.phones[m.ID] == nil {
		w.phones[m.ID] = w.server.Client(firstID + int64(m.ID))
	}
	return w.phones[m.ID]
}

// invite opens an invitation and gives its code.
func (w *world) invite(m branch.Member) string {
	w.Helper()
	code := office.NewCode()
	w.update(func(tx *store.Tx) error { return w.app.Office.Invite(tx, w.branch, m.ID, code, 0, w.clock.Now()) })
	return code
}

// attach binds people without the conversation, for tests of something else.
func (w *world) attach(list []branch.Member) {
	w.Helper()
	for _, m := range list {
		w.phone(m).Start("")
	}
	w.settle()
	w.update(func(tx *store.Tx) error {
		for _, m := range list {
			to := fmt.Sprintf("tg:%d", firstID+m.ID)
			w.app.Office.Attach(tx, m, chat.Account(to), chat.Chat(to), w.clock.Now())
		}
		return nil
	})
	w.settle()
}

func (w *world) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	w.Cleanup(cancel)
	return ctx
}

// settle waits until every update has been handled and everything has been sent.
func (w *world) settle() {
	w.Helper()
	if err := w.server.WaitDrained(w.ctx()); err != nil {
		w.Fatal("updates are left: ", err)
	}
	if err := w.app.Idle(w.ctx()); err != nil {
		w.Fatal("the outbox is not empty: ", err)
	}
}

// turn turns the clock, through everything that is due.
func (w *world) turn(to time.Time) {
	w.Helper()
	w.settle()
	if err := w.app.Turn(w.ctx(), to); err != nil {
		w.Fatal(err)
	}
}

// press presses the button with that label on the newest message that has it, and gives the answer.
func (w *world) press(p *sandbox.Client, label string) sandbox.Answer {
	w.Helper()
	w.settle()
	all := p.Messages()
	for i := len(all) - 1; i >= 0; i-- {
		for _, row := range all[i].Buttons {
			for _, b := range row {
				if b.Text != label {
					continue
				}
				w.pressed[p] = all[i].ID
				defer w.answered(p)()
				id, err := p.Press(all[i].ID, label)
				if err != nil {
					w.Fatal(err)
				}
				a, err := p.Answer(w.ctx(), id)
				if err != nil {
					w.Fatal(err)
				}
				w.settle()
				return a
			}
		}
	}
	w.Fatalf("%s has no button %q; the last message is %q with %v", p.Person().First, label, p.Last().Text, p.Last().Buttons)
	return sandbox.Answer{}
}

// answered notes which messages come to somebody while he or she does something.
func (w *world) answered(p *sandbox.Client) func() {
	before := len(w.server.Log())
	return func() {
		for _, s := range w.server.Log()[before:] {
			if s.Chat == p.Person().ID {
				w.answers[s] = true
			}
		}
	}
}

// say types a text and waits for what comes of it.
func (w *world) say(p *sandbox.Client, text string) string {
	w.Helper()
	defer w.answered(p)()
	p.Send(text)
	w.settle()
	return p.Last().Text
}

// sees fails the test unless the newest message of the bot, or the one pressed last, holds the text.
func (w *world) sees(p *sandbox.Client, text string) {
	w.Helper()
	w.settle()
	for _, m := range p.Messages() {
		if (m.ID == w.pressed[p] || m.ID == p.Last().ID) && strings.Contains(m.Text, text) {
			return
		}
	}
	w.Fatalf("%s sees %q, not %q", p.Person().First, p.Last().Text, text)
}
