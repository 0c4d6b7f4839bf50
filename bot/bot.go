// Package bot turns what people do into deeds: who is it, what do they ask, may they. One routing table holds every
// button (routes.go) and every command; half-filled forms live in the store. One event is one transaction.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Options are what a Bot needs.
type Options struct {
	Store  *store.Store
	Office *office.Office
	Now    func() time.Time
	// Fresh makes a key of the vault, durable when it returns: for the deed that opens a secret round.
	Fresh func() (string, error)
	// Say carries out fleeting replies after the commit, and answers the press even if there are none.
	Say func(to chat.Chat, update int64, pressID string, replies []store.Reply)
	// Headcount asks the platform how many are in a group. nil: nobody knows.
	Headcount func(context.Context, chat.Chat) (int, error)
	// Health is what the process knows of itself, for /status. nil: nothing.
	Health func() office.Health
	// Hear is told where a member does something: the answer overtakes what goes to people who wait for nothing, and is none of
	// those that strangers share. May be nil.
	Hear func(chat.Chat)
	// Sorry tells who asked for something that the store has failed. May be nil.
	Sorry  func(to chat.Chat, update int64, pressID string, card chat.Card)
	Budget Budget // of one account; zero: no limit
	// Fetcher returns the rosters that officers send.
	Fetcher chat.Fetcher
	Log     *slog.Logger
	// Doubted reports whether an event that comes now may have had its effect already, with nothing left that would say so.
	// nil: never.
	Doubted func() bool
	// Matters are those with rooms of their own.
	Matters []Matter
}

// Bot handles events.
type Bot struct {
	Options
	routes   map[string]Route // every action there is
	commands map[string]Command
	words    map[string]string
	forms    map[string]Form
	text     *TextKind // what a matter makes of a text that is sent as a file; nil: nothing
	aside    func(*Call, string) error

	uploads chan struct{} // holds one: there are uploads to read, or files to sweep
	budgets *budgets
	codes   *codePace
	drafts  *drafts
	waiting atomic.Bool   // files are kept for what is being filled in or asked
	swept   time.Time     // when files were last swept; of the reader alone, as the next
	again   time.Duration // after which they are swept though nobody does anything
}

// New makes a Bot.
func New(o Options) *Bot {
	b := &Bot{Options: o, uploads: make(chan struct{}, 1), budgets: newBudgets(o.Budget), codes: &codePace{every: o.Budget.Codes}, drafts: newDrafts()}
	b.gather()
	return b
}

// slow is after how long a press is answered without waiting for its commit any longer.
const slow = 2 * time.Second

// Handle takes one event. Its deed is queued when Handle returns, so events handled one after the other take effect in
// that order; done is called when it is durable, and never if it is not.
func (b *Bot) Handle(ctx context.Context, e chat.Event, done func()) {
	if !b.admit(e, done) {
		return
	}
	press, err := chat.Press{}, error(nil)
	if e.Kind == chat.Pressed {
		press, err = chat.ParsePress(e.Data)
	}
	c := &Call{bot: b, e: e, press: press, forged: err != nil, doubted: b.Doubted != nil && b.Doubted()}
	if r, ok := b.routes[press.Action]; ok && (r.key && b.bound(e.From) || press.Action == cards.ActFormOK && b.secret(e, press)) { // a key is a file that is synced: not for a stranger's press
		if c.key, err = b.Fresh(); err != nil {
			b.Log.Error("no key for a secret round", "error", err)
		}
	}
	if b.Headcount != nil && (e.Kind == chat.Entered || !e.Private && groupCommand(e) == "/here") && b.bound(e.From) {
		go func() { // out of order: nothing else waits for what the platform has to say of a group
			c.members = b.count(ctx, e.Chat)
			b.finish(e, b.Store.Submit(c.run), done)
		}()
		return
	}
	go b.finish(e, b.Store.Submit(c.run), done)
}

// bound reports whether an account stands for somebody: before what costs more than a transaction. Who may is judged in the deed.
func (b *Bot) bound(a chat.Account) (ok bool) {
	_ = b.Store.View(func(tx *store.Tx) error { ok = len(office.BindingsOf(tx, a)) > 0; return nil })
	return ok
}

// secret reports whether a press confirms a form that needs a key.
func (b *Bot) secret(e chat.Event, p chat.Press) (ok bool) {
	_ = b.Store.View(func(tx *store.Tx) error {
		f, open := store.Forms.Get(tx, store.ChatKey(e.Chat))
		ok = open && f.Secret && len(p.Args) > 0 && p.Args[0] == f.Number && chat.Chat(e.From) == e.Chat
		return nil
	})
	return ok && b.bound(e.From)
}

// finish answers an event once its transaction is durable.
func (b *Bot) finish(e chat.Event, wait func() (store.Outcome, error), done func()) {
	early := time.AfterFunc(slow, func() { b.Say(e.Chat, e.ID, e.PressID, nil) })
	outcome, err := wait()
	if err != nil {
		early.Stop()
		if !errors.Is(err, store.ErrStopped) {
			b.Log.Error("an update had no effect", "update", e.ID, "error", err)
			done()
		} else if b.Sorry != nil && e.Private && b.failed() { // the platform brings the update again after the restart
			b.Sorry(e.Chat, e.ID, e.PressID, cards.Plain("say", cards.NotKept))
		}
		return
	}
	pressID := e.PressID
	if !early.Stop() {
		pressID = ""
	}
	b.Say(e.Chat, e.ID, pressID, outcome.Replies)
	if e.Kind == chat.File || e.Kind == chat.Pressed && strings.HasPrefix(e.Data, cards.ActFileIs) || b.waiting.Load() {
		b.wakeReader()
	}
	done() // after Say, so that who sees the update confirmed knows its answer to be on the way
}

func (b *Bot) failed() bool {
	select {
	case <-b.Store.Failed():
		return true
	default:
		return false
	}
}

// unsays reports whether some matter wants what a member has typed off the screen.
func (b *Bot) unsays(tx *store.Tx, e chat.Event, now time.Time) bool {
	if !e.Private || !slices.Contains([]chat.Kind{chat.Text, chat.Edited, chat.File}, e.Kind) || e.Text == "" || len(office.BindingsOf(tx, e.From)) == 0 {
		return false
	}
	form := ""
	if f, ok := store.Forms.Get(tx, store.ChatKey(e.Chat)); ok && !f.Left && now.Sub(f.Touched) < office.FormLife {
		form = f.Name
	}
	return slices.ContainsFunc(b.Matters, func(m Matter) bool { return m.Unsays != nil && m.Unsays(form, e.Text) })
}
