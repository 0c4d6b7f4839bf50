// Package bot turns what people do into deeds: who is it, what do they ask, may they. One routing table holds every
// button (routes.go) and every command; half-filled forms live in the store. One event is one transaction.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
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
	// Hear is told where somebody does something: the answer overtakes what goes to people who wait for nothing. May be nil.
	Hear func(chat.Chat)
	// Sorry tells who asked for something that the store has failed. May be nil.
	Sorry  func(to chat.Chat, update int64, pressID string, card chat.Card)
	Budget Budget // of one account; zero: no limit
	// Fetcher gives the rosters that officers send.
	Fetcher chat.Fetcher
	Log     *slog.Logger
}

// Bot handles events.
type Bot struct {
	Options
	uploads chan struct{} // holds one: there are uploads to read
	budgets *budgets
}

// New makes a Bot.
func New(o Options) *Bot { return &Bot{o, make(chan struct{}, 1), newBudgets(o.Budget)} }

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
	c := &call{bot: b, e: e, press: press, forged: err != nil}
	if r, ok := routes[press.Action]; ok && r.key && b.bound(e.From) { // a key is a file that is synced: not for a stranger's press
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

// bound tells whether an account stands for somebody: before what costs more than a transaction. Who may is judged in the deed.
func (b *Bot) bound(a chat.Account) (ok bool) {
	_ = b.Store.View(func(tx *store.Tx) error { ok = len(office.BindingsOf(tx, a)) > 0; return nil })
	return ok
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
	if e.Kind == chat.File || e.Kind == chat.Pressed && strings.HasPrefix(e.Data, cards.ActFileIs) {
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

// call is one event being handled inside its transaction.
type call struct {
	bot     *Bot
	e       chat.Event
	press   chat.Press
	forged  bool
	members int    // of the group, if the platform was asked
	key     string // of the vault, spent unless the deed has taken it

	tx    *store.Tx
	now   time.Time
	mine  []store.Binding // the branches in which this account stands for somebody
	past  []store.Binding // those in which it stands for somebody who has left: for the own record only
	rest  string          // what was typed after a command
	me    branch.Member   // in the branch that the event is about
	form  store.Form      // for routes about a form
	place string          // the key of the card to answer on: the one pressed, or of the form that was left
}

// run is the transaction of an event: its effect, or the reply that refuses it, and that it was seen.
func (c *call) run(tx *store.Tx) error {
	c.tx, c.now = tx, c.bot.Now()
	tx.Because(c.e.Chat, c.e.ID)
	if tx.Seen(c.e.ID) {
		c.spend()
		return nil
	}
	err := tx.Try(c.handle)
	if err != nil {
		c.spend()
	}
	var refusal office.Refusal
	var panicked *store.Panic
	switch {
	case errors.As(err, &refusal):
		c.bot.Log.Info("refused", "update", c.e.ID, "action", c.what())
		c.say(string(refusal))
	case errors.As(err, &panicked):
		c.bot.Log.Error("a deed panicked", "update", c.e.ID, "action", c.what(), "stack", panicked.Stack)
		c.say(cards.Internal)
	case err != nil:
		c.bot.Log.Error("a deed failed", "update", c.e.ID, "action", c.what(), "error", err)
		c.say(cards.Internal)
	}
	tx.MarkSeen(c.e.ID, c.now)
	return nil
}

// spend has a fresh key that no round needs destroyed: forged presses must not fill the vault.
func (c *call) spend() {
	if c.key != "" {
		c.tx.Spend(c.key)
	}
}

// what names the event in the log: the action, never its arguments or anybody's words.
func (c *call) what() string {
	if c.e.Kind == chat.Pressed {
		return c.press.Action
	}
	return "message"
}

// say tells one sentence: as an alert to who pressed, as a message to who typed.
func (c *call) say(sentence string) {
	if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: sentence, Alert: true})
		return
	}
	card := cards.Plain("say", sentence)
	c.tx.Reply(chat.Reply{Say: &card})
}

// show shows a card as the answer: where it stands to who pressed it, else as a new message.
func (c *call) show(card chat.Card) {
	if c.place == card.Key {
		c.tx.Show(c.e.Chat, card)
		return
	}
	c.tx.ShowBelow(c.e.Chat, card)
}

func (c *call) handle() error {
	switch {
	case c.e.Kind == chat.Stopped || c.e.Kind == chat.Resumed:
		c.tx.Reach(c.e.Chat, c.e.Kind == chat.Resumed, c.now)
		return nil
	case !c.e.Private:
		return c.inGroup()
	}
	if state, _ := store.Chats.Get(c.tx, store.ChatKey(c.e.Chat)); state.Gone {
		c.tx.Reach(c.e.Chat, true, c.now) // who writes can be written to
	}
	c.account()
	if len(c.mine) > 0 {
		c.bot.budgets.known(c.e.From)
	}
	for _, b := range c.mine {
		c.hear(b)
	}
	if len(c.mine) == 0 && len(c.past) > 0 {
		c.me, _ = office.Member(c.tx, c.past[0].Branch, c.past[0].Member)
	}
	switch c.e.Kind {
	case chat.Pressed:
		return c.pressed()
	case chat.Text:
		return c.typed(strings.TrimSpace(c.e.Text))
	case chat.Edited:
		if _, filling := c.openForm(); filling && len(c.mine) > 0 {
			return office.Refusal(cards.EditIgnored)
		}
		return nil
	}
	if len(c.mine) == 0 {
		return office.Refusal(cards.Stranger)
	}
	if c.e.Kind == chat.File && c.e.Forwarded {
		return office.Refusal(cards.FileForwarded)
	}
	f, filling := c.openForm()
	if c.e.Kind == chat.File && filling {
		if taken, err := c.takeFile(f); taken {
			return err
		}
	}
	if filling && slices.Contains([]string{stepText, stepAsk, stepFigures, stepDue}, f.Step) {
		return office.Refusal(cards.TextWanted)
	}
	if c.e.Kind == chat.File && c.me.Officer() {
		if filling {
			return office.Refusal(cards.FileInForm)
		}
		return c.bot.Office.TakeUpload(c.tx, c.me, c.e.Chat, *c.e.File)
	}
	return office.Refusal(cards.NoUse)
}

// account finds for whom the account stands.
func (c *call) account() {
	for _, b := range office.BindingsOf(c.tx, c.e.From) {
		m, ok := office.Member(c.tx, b.Branch, b.Member)
		switch {
		case ok && m.Status == branch.Active:
			c.mine = append(c.mine, b)
			if c.me.ID == 0 || b.Front > c.front() {
				c.me = m
			}
		case ok && m.Status != branch.Deceased:
			c.past = append(c.past, b)
		}
	}
}

// front gives the rank of the branch that typed commands are about, among those of this account.
func (c *call) front() int64 {
	for _, b := range c.mine {
		if b.Branch == c.me.Branch {
			return b.Front
		}
	}
	return 0
}

// as makes the call one about a branch, if this account stands for somebody there.
func (c *call) as(b branch.BranchID) bool {
	for _, mine := range c.mine {
		if mine.Branch == b {
			c.me, _ = office.Member(c.tx, b, mine.Member)
			return true
		}
	}
	return false
}

// typed handles a message: a command, an invitation code, the next step of a form, or something not understood.
func (c *call) typed(text string) error {
	command, rest, _ := strings.Cut(text, " ")
	command, _, _ = strings.Cut(command, "@")
	rest = strings.TrimSpace(rest)
	switch {
	case c.e.Forwarded:
		return c.forwarded(text)
	case command == "/start" && rest != "":
		return c.redeem(rest)
	case office.IsCode(text):
		return c.redeem(text)
	case command == "/me" && len(c.mine) == 0 && len(c.past) > 0:
		return me(c) // all that is left to who has left
	case len(c.mine) == 0:
		return office.Refusal(cards.Stranger)
	}
	if do, ok := commands[command]; ok {
		c.rest = office.Visible(rest) // the answer repeats it
		return do(c)
	}
	f, filling := c.openForm()
	step, takes := formSteps[f.Name]
	switch {
	case strings.HasPrefix(text, "/") || !filling || !takes || !c.as(f.Branch):
		return office.Refusal(cards.Unknown)
	}
	c.form = f
	return step(c, text)
}

// forwarded refuses what somebody else wrote: it is no command of who passed it on, nor his or her own words.
func (c *call) forwarded(text string) error {
	switch {
	case len(c.mine) == 0:
		return office.Refusal(cards.Stranger)
	case strings.HasPrefix(text, "/"):
		return office.Refusal(cards.NotForwarded)
	}
	if f, filling := c.openForm(); filling && formSteps[f.Name] != nil {
		return office.Refusal(cards.OwnWords)
	}
	return office.Refusal(cards.Unknown)
}

func (c *call) redeem(code string) error {
	c.bot.Office.Redeem(c.tx, c.e.From, c.e.Chat, code, c.now)
	return nil
}
