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
	routes   map[string]route // every action there is
	commands map[string]command
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
	c := &call{bot: b, e: e, press: press, forged: err != nil, doubted: b.Doubted != nil && b.Doubted()}
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

// call is one event being handled inside its transaction.
type call struct {
	bot     *Bot
	e       chat.Event
	press   chat.Press
	forged  bool
	members int      // of the group, if the platform was asked
	key     string   // of the vault, spent unless the deed has taken it
	file    *fetched // what comes back as an event
	look    bool     // it only looks (route.look)
	mute    bool     // nothing tells who did it (route.mute)
	doubted bool     // it may have had its effect already

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
	if c.e.Kind == chat.Pressed {
		r := c.bot.routes[c.press.Action]
		c.look, c.mute = r.look, r.mute
	} else if c.file == nil {
		c.look = c.unseen()
	}
	if c.mute {
		tx.Because("", c.e.ID)
	} else {
		tx.Because(c.e.Chat, c.e.ID)
	}
	if c.seen() {
		c.spend()
		return nil
	}
	if c.e.Private && !c.look && !c.mute {
		c.giveBack()
	}
	unsay := c.bot.unsays(tx, c.e, c.now) // as it was typed: what comes of it may change what is filled in
	err := tx.Try(func() error {
		err := c.handle()
		if err == nil {
			c.bot.Office.RefreshHomes(tx, c.now)
		}
		return err
	})
	if err != nil {
		c.spend()
	}
	if c.e.Kind != chat.Pressed && c.e.Private { // the answer comes below
		for _, m := range c.bot.Matters {
			if m.Covers != nil {
				m.Covers(c)
			}
		}
	}
	var refusal office.Refusal
	var panicked *store.Panic
	refused := errors.As(err, &refusal)
	if refused && c.e.Kind == chat.Pressed && c.bot.routes[c.press.Action].quiet {
		c.look = true
	}
	switch {
	case refused:
		if !c.look && !c.mute {
			c.bot.Log.Info("refused", "update", c.e.ID, "action", c.what())
		}
		c.half()
		c.refuse(string(refusal))
	case errors.As(err, &panicked):
		c.bot.Log.Error("a deed panicked", "update", c.e.ID, "action", c.what(), "stack", panicked.Stack)
		c.refuse(cards.Internal)
	case err != nil:
		c.bot.Log.Error("a deed failed", "update", c.e.ID, "action", c.what(), "error", err)
		c.refuse(cards.Internal)
	}
	if unsay {
		tx.Unsay(c.e.Chat, c.e.Message, cards.NotRemoved)
	}
	if !c.look && c.file == nil { // what only looks may come again
		tx.MarkSeen(c.e.Chat.Platform(), c.e.ID, c.now)
	}
	return nil
}

// seen reports whether the event has had its effect already. Of a file that comes back the row of its upload says so: it ends here,
// whatever becomes of the file.
func (c *call) seen() bool {
	if c.file == nil {
		return c.tx.Seen(c.e.Chat.Platform(), c.e.ID)
	}
	me, waits := c.bot.Office.EndUpload(c.tx, c.file.Upload)
	c.me = me
	return !waits
}

// refuse tells why the event had no effect.
func (c *call) refuse(sentence string) {
	if c.file != nil {
		c.file.refuse(c, sentence)
		return
	}
	c.say(sentence)
}

// unsays reports whether some matter wants what a member has typed off the screen.
func (b *Bot) unsays(tx *store.Tx, e chat.Event, now time.Time) bool {
	if !e.Private || e.Kind != chat.Text && e.Kind != chat.Edited || len(office.BindingsOf(tx, e.From)) == 0 {
		return false
	}
	form := ""
	if f, ok := store.Forms.Get(tx, store.ChatKey(e.Chat)); ok && !f.Left && now.Sub(f.Touched) < office.FormLife {
		form = f.Name
	}
	return slices.ContainsFunc(b.Matters, func(m Matter) bool { return m.Unsays != nil && m.Unsays(form, e.Text) })
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
	if c.file != nil {
		return "file"
	}
	return "message"
}

// say tells one sentence: as an alert to who pressed, as a message to who typed.
func (c *call) say(sentence string) {
	if c.e.Kind == chat.Pressed { // a second tap on what is done is no news: it fades
		c.tx.Reply(chat.Reply{Toast: sentence, Alert: sentence != cards.OldCard && sentence != cards.OldForm})
		return
	}
	card := cards.Plain("say", sentence)
	if sentence == cards.Unknown || sentence == cards.NoUse || sentence == cards.NothingNow || sentence == cards.Greeted || sentence == cards.Thanked {
		left, _ := c.openForm()
		if !left.Left {
			left.Number = 0
		}
		card = cards.Lost(sentence, left.Number, left.Title)
	}
	card.Topic = c.e.Topic
	c.tx.Reply(chat.Reply{Say: &card})
}

// note tells what has been done: as a line that fades to who pressed, as a message to who typed.
func (c *call) note(sentence string) {
	if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: sentence})
		return
	}
	c.say(sentence)
}

// show shows a card as the answer: where it stands to who pressed it, else as a new message.
func (c *call) show(card chat.Card) {
	c.face(card)
	if c.place == card.Key {
		c.tx.Show(c.e.Chat, card)
		return
	}
	c.tx.ShowBelow(c.e.Chat, card)
}

// answerThere shows a card where it was pressed if it stands there, and else below.
func (c *call) answerThere(card chat.Card) {
	if c.e.Kind == chat.Pressed && c.tx.Stands(c.e.Chat, card.Key, c.e.Message) {
		c.place = card.Key
	} else if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
	c.show(card)
}

func (c *call) handle() error {
	switch {
	case c.file != nil:
		return c.file.take(c)
	case c.e.Kind == chat.Stopped || c.e.Kind == chat.Resumed:
		if c.tx.Knows(c.e.Chat) || len(office.BindingsOf(c.tx, c.e.From)) > 0 { // else nothing is ever sent there: an account that erased itself stays unknown
			c.tx.Reach(c.e.Chat, c.e.Kind == chat.Resumed, c.now)
		}
		return nil
	case !c.e.Private:
		return c.inGroup()
	}
	if state, _ := store.Chats.Get(c.tx, store.ChatKey(c.e.Chat)); state.Gone && !c.look && !c.mute {
		c.tx.Reach(c.e.Chat, true, c.now) // who writes can be written to
	}
	c.account()
	if len(c.mine) > 0 {
		c.bot.budgets.known(c.e.From)
	}
	if !c.look && !c.mute {
		for _, b := range c.mine {
			c.hear(b)
		}
	}
	if len(c.mine) == 0 && len(c.past) > 0 {
		c.me, _ = office.Member(c.tx, c.past[0].Branch, c.past[0].Member)
	}
	if c.doubted && !c.look && len(c.mine) > 0 && slices.Contains([]chat.Kind{chat.Pressed, chat.Text, chat.File}, c.e.Kind) {
		return office.Refusal(cards.Doubted)
	}
	switch c.e.Kind {
	case chat.Pressed:
		if !c.bot.routes[c.press.Action].aside {
			c.bot.drafts.hush(c.e.Chat)
		}
		return c.pressed()
	case chat.Text:
		return c.typed(strings.TrimSpace(c.e.Text))
	case chat.Edited:
		if c.listens() {
			return office.Refusal(cards.EditIgnored)
		}
		if _, filling := c.openForm(); filling && len(c.mine) > 0 {
			return office.Refusal(cards.EditIgnored)
		}
		return nil
	}
	if len(c.mine) == 0 {
		return office.Refusal(cards.Stranger)
	}
	if c.listens() {
		return office.Refusal(cards.TextWanted)
	}
	if c.e.Kind == chat.File && c.e.Forwarded {
		return office.Refusal(cards.FileForwarded)
	}
	if c.e.Kind == chat.File {
		if err := errors.Join(privateFile(c.e), c.dailyFile()); err != nil {
			return err
		}
	}
	f, filling := c.openForm()
	if c.e.Kind == chat.File && filling {
		if taken, err := c.takeFile(f); taken {
			return err
		}
	}
	if c.e.Kind == chat.File && c.me.May(branch.EnterRoster) && !c.e.File.Picture { // it has its own way in, whatever is being filled in
		return c.bot.Office.TakeUpload(c.tx, c.me, c.e.Chat, *c.e.File)
	}
	if filling && !f.Left && c.wantsText(f) {
		return office.Refusal(cards.TextWanted)
	}
	if c.e.Kind == chat.File && c.me.May(branch.EnterRoster) {
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

// front returns the rank of the branch that typed commands are about, among those of this account.
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
	if c.e.Forwarded {
		return c.forwarded(text)
	}
	command, rest := c.command(text)
	if command == "" && len(c.mine) > 0 && c.listens() {
		return c.writeAside(text)
	}
	if !c.bot.commands[command].aside {
		c.bot.drafts.hush(c.e.Chat)
	}
	if command == "/start" && rest != "" {
		if f := office.FindCode(rest); f.Code != "" {
			rest = f.Code
		}
		return c.redeem(rest)
	}
	if command == "" {
		if done, err := c.code(text); done {
			return err
		}
	}
	switch {
	case command == "/me" && len(c.mine) == 0 && len(c.past) > 0:
		return me(c) // all that is left to who has left
	case len(c.mine) == 0:
		return office.Refusal(cards.Stranger)
	}
	if err := private(text, false); err != nil {
		return err
	}
	if cmd, ok := c.bot.commands[command]; ok {
		c.rest = branch.Visible(branch.HalfWidth(rest)) // the answer repeats it
		return cmd.typed(c)
	}
	if known, err := c.menuWord(text); known {
		return err
	}
	f, filling := c.openForm()
	_, takes := c.bot.forms[f.Name]
	switch {
	case strings.HasPrefix(text, "/") || !filling || f.Left || !takes || !c.as(f.Branch):
		if !filling || f.Left {
			if c.courtesy(text) {
				return nil
			}
			if known, err := c.room(text); known {
				return err
			}
		}
		return office.Refusal(cards.Unknown)
	}
	if before := f.Words(); before != "" { // it may go on what was sent before
		if err := private(before+"\n"+text, true); err != nil {
			return err
		}
	}
	c.form = f
	return c.fillTyped(text)
}

// forwarded refuses what somebody else wrote: it is no command of who passed it on, nor his or her own words.
func (c *call) forwarded(text string) error {
	switch {
	case len(c.mine) == 0:
		return office.Refusal(cards.Stranger)
	case strings.HasPrefix(text, "/"):
		return office.Refusal(cards.NotForwarded)
	}
	if f, filling := c.openForm(); c.listens() || filling && c.bot.forms[f.Name] != nil {
		return office.Refusal(cards.OwnWords)
	}
	return office.Refusal(cards.Unknown)
}

func (c *call) redeem(code string) error {
	if office.IsShort(code) && !office.IsExample(code) && !c.bot.codes.turn() {
		return office.Refusal(cards.CodeBusy)
	}
	if c.bot.Office.Redeem(c.tx, c.e.From, c.e.Chat, code, c.now) && office.IsShort(code) {
		c.bot.codes.wrong()
	}
	return nil
}
