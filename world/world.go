// Package world is the rig of every test that talks: a branch, its people with their phones, and the bot between them, with a
// clock that the test turns. Only tests import it.
package world

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cli"
	"zhibu/demo"
	"zhibu/sandbox"
	"zhibu/scheduler"
)

// World is a branch, its people with their phones, and the bot, which can be stopped and started again.
type World struct {
	*testing.T
	Folder string // data and keys lie in it
	Clock  *scheduler.Turned
	Server *sandbox.Server
	mem    *sandbox.MemListener
	Logged *strings.Builder  // the bot's log
	App    *app.App          // since Open
	Stop   func()            // ends what Open began, and checks the store
	Ended  chan error        // App.Run's, until Stop has taken it
	With   func(*app.Config) // changes what Open starts the bot with
	Branch branch.BranchID   // since Found

	Phones  map[branch.MemberID]*sandbox.Client
	Pressed map[*sandbox.Client]int64 // the message whose button somebody pressed last
	Answers map[sandbox.Sent]bool     // messages that answered what their reader had just done
}

// New returns a world at a time, without a branch, in which the bot has not been started.
func New(t *testing.T, start time.Time) *World {
	w := &World{T: t, Folder: t.TempDir(), Clock: scheduler.NewTurned(start), mem: sandbox.NewMemListener(), Logged: &strings.Builder{},
		Pressed: map[*sandbox.Client]int64{}, Answers: map[sandbox.Sent]bool{}, Phones: map[branch.MemberID]*sandbox.Client{}}
	w.Server = sandbox.New(sandbox.Options{Token: demo.Token, BotName: "助手", BotUsername: demo.Bot, Clock: worldClock{w}})
	api := &http.Server{Handler: w.Server.Handler()}
	go api.Serve(w.mem)
	t.Cleanup(func() { api.Close() })
	return w
}

// worldClock makes a world the clock of its sandbox.
type worldClock struct{ w *World }

// Now implements sandbox.Clock.
func (c worldClock) Now() time.Time { return c.w.Clock.Now() }

// NextDue implements sandbox.Clock.
func (c worldClock) NextDue() (time.Time, string, bool) { return c.w.App.NextDue() }

// Turn implements sandbox.Clock.
func (c worldClock) Turn(ctx context.Context, to time.Time) error { return c.w.App.Turn(ctx, to) }

// Open starts the bot as main does.
func (w *World) Open() {
	w.Helper()
	c := app.Config{Data: filepath.Join(w.Folder, "data"), Keys: filepath.Join(w.Folder, "keys"), Token: demo.Token,
		API: "http://127.0.0.1", Dial: w.mem.DialContext, Unpaced: true, Clock: w.Clock, Carry: cli.Carry, Log: slog.New(slog.NewTextHandler(w.Logged, nil))}
	if w.With != nil {
		w.With(&c)
	}
	app, err := app.New(c)
	if err != nil {
		w.Fatal(err)
	}
	w.App = app
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	w.Ended = ended
	go func() { ended <- app.Run(ctx) }()
	w.Stop = func() {
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

// CommandLine runs a command line in its own data folder and returns what it printed and its exit code.
func CommandLine(t *testing.T, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e strings.Builder
	code = cli.Run(t.Context(), args, &o, &e)
	return o.String(), e.String(), code
}

// Ctx returns a context that ends with the test, and after half a minute.
func (w *World) Ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	w.Cleanup(cancel)
	return ctx
}

// Settle waits until every update has been handled and everything has been sent.
func (w *World) Settle() {
	w.Helper()
	if err := w.Server.WaitDrained(w.Ctx()); err != nil {
		w.Fatal("updates are left: ", err)
	}
	if err := w.App.Idle(w.Ctx()); err != nil {
		w.Fatal("the outbox is not empty: ", err)
	}
}

// Eventually waits for something that the bot does by itself, without the clock being turned.
func (w *World) Eventually(what string, ok func() bool) {
	w.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatal("never: ", what)
		}
	}
}
