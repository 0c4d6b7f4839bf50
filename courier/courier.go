// Package courier makes every chat show what the outbox says: in order within a chat, paced, retried, and given up
// with a reason when the platform will never take it. It is the only room that talks to a chat.Sender.
package courier

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"zhibu/chat"
	"zhibu/store"
)

// Options are what a Courier needs.
type Options struct {
	Store  *store.Store
	Sender chat.Sender
	// Draw makes the PNG of a card's picture. When it cannot, the card goes out as text and the reason is logged.
	Draw func(chat.Picture) ([]byte, error)
	// Write makes the content of a card's document, likewise.
	Write func(chat.Document) ([]byte, error)
	// Now is the clock of NotBefore and Expires: the App's, which a rehearsal may turn. Pacing and retries go by real time.
	Now func() time.Time
	Log *slog.Logger
}

// Courier delivers. Make one with New, then Run it once.
type Courier struct {
	Options
	can   chat.Capabilities
	pace  *pace
	tally tally

	mu      sync.Mutex
	lanes   map[chat.Chat]*lane
	busy    int             // lanes with something to do
	idle    chan struct{}   // closed when busy is 0; replaced when it rises
	ctx     context.Context // of Run, while it runs
	stop    context.CancelFunc
	over    chan struct{} // closed when Run has ended: nothing is said any more
	sorry   map[chat.Chat]bool
	omitted time.Time // when it was last logged that strangers were not answered
	wg      sync.WaitGroup
	fatal   chan error
	slots   chan struct{} // how many requests may be under way
}

// lane is one chat's: at most one request under way, so that what it shows arrives in order.
type lane struct {
	fleeting []fleeting
	running  bool
	again    bool      // something came while the lane was running
	blocked  time.Time // real time before which nothing may be sent: the platform said so, or the last try failed
	wait     *time.Timer
}

type fleeting struct {
	reply  store.Reply
	update int64
	after  time.Time // real time before which it is not its turn among strangers
	until  time.Time // real time from which nobody waits for it
	tries  int
}

// lasting is for how long somebody looks at the screen for what is said once. Telegram forgets a press after some 15 to 60 s.
const lasting = time.Minute

// add queues what is said once. In the place of an edit of the same card, or of the same words, that have not gone out yet: who
// presses twice a second is shown what the last press came to, and what the others came to uses up no place of the chat.
func (l *lane) add(f fleeting) {
	for i, old := range l.fleeting {
		switch {
		case f.reply.Edit != nil && old.reply.Edit != nil:
			if old.reply.Edit.Key != f.reply.Edit.Key || old.reply.Message != f.reply.Message {
				continue
			}
			if f.reply.Replaces(old.reply) { // of two commits the later may be told of first
				l.fleeting[i] = f
			}
			return
		case f.reply.Say != nil && old.reply.Say != nil && !f.after.IsZero() && !old.after.IsZero(): // one at a time for a stranger or a group
			return
		case f.reply.Say != nil && old.reply.Say != nil && reflect.DeepEqual(f.reply.Say, old.reply.Say):
			l.fleeting[i].until = f.until
			return
		}
	}
	l.fleeting = append(l.fleeting, f)
}

// New makes a Courier and has it woken by the store's commits.
func New(o Options) *Courier {
	can := o.Sender.Capabilities()
	c := &Courier{Options: o, can: can, pace: newPace(can.Limits), lanes: map[chat.Chat]*lane{}, idle: make(chan struct{}),
		fatal: make(chan error, 1), over: make(chan struct{}), slots: make(chan struct{}, can.Parallel), busy: 1} // until Run has woken what waits
	o.Store.Subscribe(func(commit store.Commit) {
		for _, to := range commit.Chats {
			c.wake(to, nil)
		}
	})
	return c
}

// Run delivers until ctx ends or the store has failed, then finishes the requests under way. It returns an error only
// if the platform no longer accepts the bot at all.
func (c *Courier) Run(ctx context.Context) error {
	var chats, asked []chat.Chat
	if err := c.Store.View(func(tx *store.Tx) error { chats, asked = tx.WaitingChats(); return nil }); err != nil {
		return err
	}
	for _, in := range asked { // else they would wait behind a bulk that was begun before the restart
		c.Hear(in)
	}
	outer := ctx
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c.mu.Lock()
	c.ctx, c.stop = ctx, stop
	for to := range c.lanes {
		chats = append(chats, to)
	}
	c.mu.Unlock()
	for _, to := range chats {
		c.wake(to, nil)
	}
	c.mu.Lock()
	c.rest()
	c.mu.Unlock()
	select {
	case <-ctx.Done():
	case <-c.Store.Failed(): // what is sent cannot be recorded any more, and would be sent again
		stop()
		c.mu.Lock()
		c.ctx = nil
		c.mu.Unlock()
		rest := time.NewTimer(sorrow) // in which people are told
		defer rest.Stop()
		select {
		case <-outer.Done():
		case <-rest.C:
		}
	}
	stop()
	c.mu.Lock()
	c.ctx = nil
	close(c.over)
	c.mu.Unlock()
	c.wg.Wait()
	select {
	case err := <-c.fatal:
		return err
	default:
		return nil
	}
}

// Say carries out fleeting replies: now, or never. What the platform refuses for a moment is tried again as long as somebody
// waits for it. Where no member has done anything of late, what is said uses up the little that strangers share.
func (c *Courier) Say(to chat.Chat, update int64, pressID string, replies []store.Reply) {
	answered := pressID == ""
	// What is taken off a screen goes first: an answer that the platform refuses, or a stop meanwhile, must not leave it there.
	slices.SortStableFunc(replies, func(a, b store.Reply) int { return cmp.Compare(min(b.Unsay, 1), min(a.Unsay, 1)) })
	for _, r := range replies {
		if r.Toast != "" && c.can.Toast == 0 {
			words := chat.Card{Text: []chat.Span{{Text: r.Toast}}}
			c.later(to, fleeting{reply: store.Reply{Reply: chat.Reply{Say: &words}, Chat: to}, update: update})
			r.Toast = ""
		}
		if r.Edit != nil && c.can.Edits || r.Say != nil || r.Unsay != 0 && c.can.Removes {
			if r.Chat == "" {
				r.Chat = to
			}
			c.later(r.Chat, fleeting{reply: r, update: update})
		}
		if r.Toast != "" && !answered {
			answered = true
			c.reply(to, update, pressID, r.Toast, r.Alert)
		}
	}
	if !answered {
		c.reply(to, update, pressID, "", false)
	}
}

// later queues what is said once, or leaves it out.
func (c *Courier) later(to chat.Chat, f fleeting) {
	now := time.Now()
	var ok bool
	if f.after, ok = c.pace.stranger(to, now); !ok {
		c.leftOut(now)
		return
	}
	f.until = now.Add(lasting)
	c.wake(to, &f)
}

// reply answers a press that was made in a chat, or leaves it unanswered.
func (c *Courier) reply(in chat.Chat, update int64, pressID, text string, alert bool) {
	now := time.Now()
	after, ok := c.pace.stranger(in, now)
	if !ok {
		c.leftOut(now)
		return
	}
	c.answer(max(after.Sub(now), 0), update, pressID, text, alert)
}

// leftOut takes note that strangers ask for too much, once a minute.
func (c *Courier) leftOut(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.omitted) >= time.Minute {
		c.omitted = now
		c.Log.Warn("strangers ask for more than is said to all of them; the rest is not answered")
	}
}

// answer ends a press. It waits in no lane: it is what the person is looking at.
func (c *Courier) answer(wait time.Duration, update int64, pressID, text string, alert bool) {
	c.mu.Lock()
	if c.ended() {
		c.mu.Unlock()
		return
	}
	c.wg.Add(1)
	c.mu.Unlock()
	go func() {
		defer c.wg.Done()
		if wait > 0 && !c.rested(wait) {
			return
		}
		// Not of Run's context: what was pressed while the bot was down is answered before Run has begun.
		ctx, cancel := context.WithTimeout(context.Background(), lasting)
		defer cancel()
		for try := 0; ; try++ {
			err := c.answerOnce(ctx, pressID, text, alert)
			if err == nil {
				return
			}
			wait, again := moment(sendError(err), try)
			if again {
				c.Log.Info("a press is not answered yet", "update", update, "error", err)
			}
			if until, _ := ctx.Deadline(); !again || time.Until(until) < wait || !c.rested(wait) {
				c.Log.Warn("a press was not answered", "update", update, "error", err)
				return
			}
		}
	}()
}

func (c *Courier) answerOnce(ctx context.Context, pressID, text string, alert bool) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	c.slots <- struct{}{}
	defer func() { <-c.slots }()
	err := c.Sender.Answer(ctx, pressID, text, alert)
	if err != nil {
		c.tally.count(err) // else not: a figure would count the presses of somebody who only looks
	}
	return err
}

// ended reports whether Run has.
func (c *Courier) ended() bool {
	select {
	case <-c.over:
		return true
	default:
		return false
	}
}

// rested waits; it gives false when Run has ended first.
func (c *Courier) rested(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return !c.ended()
	case <-c.over:
		return false
	}
}

// moment reports whether what is said once is worth another try, and after how long. Saying a sentence twice, when it is not
// known whether it arrived, is better than saying nothing.
func moment(failed *chat.SendError, tries int) (wait time.Duration, again bool) {
	switch failed.Class {
	case chat.Busy:
		return max(failed.RetryAfter, time.Second), true
	case chat.Unsent, chat.Unknown:
		return min(time.Second<<min(tries, 3), 8*time.Second), true
	}
	return 0, false
}

// wake has a lane look for work, and gives it a fleeting one.
func (c *Courier) wake(to chat.Chat, f *fleeting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.lanes[to]
	if l == nil {
		l = &lane{}
		c.lanes[to] = l
	}
	if f != nil {
		l.add(*f)
	}
	if l.running {
		l.again = true
		return
	}
	if c.ctx == nil {
		return // Run wakes what came before it
	}
	if l.wait != nil {
		l.wait.Stop()
		l.wait = nil
	}
	l.running = true
	if c.busy == 0 {
		c.idle = make(chan struct{})
	}
	c.busy++
	c.wg.Add(1)
	go c.work(c.ctx, to, l)
}

// Idle waits until nothing can be sent any more: what is left waits for its time, or for its chat to come back.
func (c *Courier) Idle(ctx context.Context) error {
	for {
		c.mu.Lock()
		idle := c.idle
		busy := c.busy
		c.mu.Unlock()
		if busy == 0 {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// rest takes note that one of the busy is done. Called with the lock held.
func (c *Courier) rest() {
	c.busy--
	if c.busy == 0 {
		close(c.idle)
	}
}

// work empties a lane, then leaves it to a timer or to the next wake.
func (c *Courier) work(ctx context.Context, to chat.Chat, l *lane) {
	defer c.wg.Done()
	for {
		pause := c.step(ctx, to, l)
		c.mu.Lock()
		done := ctx.Err() != nil
		if pause == 0 && !done {
			c.mu.Unlock()
			continue
		}
		if l.again && !done {
			l.again = false
			c.mu.Unlock()
			continue
		}
		l.running, l.again = false, false
		if pause > 0 && !done {
			l.wait = time.AfterFunc(pause, func() { c.wake(to, nil) })
		} else if len(l.fleeting) == 0 {
			delete(c.lanes, to)
		}
		c.rest()
		c.mu.Unlock()
		return
	}
}

// step sends one thing of a chat. It gives 0 to go on, a pause to go on after, or -1 when there is nothing to do.
func (c *Courier) step(ctx context.Context, to chat.Chat, l *lane) time.Duration {
	select {
	case <-ctx.Done():
		return -1
	case <-c.Store.Failed(): // what came of the last request is not on record
		return -1
	default:
	}
	c.mu.Lock()
	if left := time.Until(l.blocked); left > 0 {
		c.mu.Unlock()
		return left
	}
	var f *fleeting
	if len(l.fleeting) > 0 {
		first := l.fleeting[0]
		f = &first
	}
	c.mu.Unlock()
	var w store.Waiting
	var shown store.Shown
	var ok bool
	var again time.Time
	err := c.Store.View(func(tx *store.Tx) error {
		if f != nil && f.after.IsZero() { // else it is a stranger's or a note in a group, and goes after all that waits
			// What waits for the card of a fleeting edit goes out before it; else the edit is what was pressed for.
			if f.reply.Edit == nil { // an answer does not come before what is taken off the screen
				w, ok = tx.NextUnsay(to)
				return nil
			}
			if shown, _ = tx.ShownAs(to, f.reply.Edit.Key); shown.Waiting == 0 {
				return nil
			}
		}
		if w, ok, again = tx.NextWaiting(to, c.Now()); ok && w.Card != nil {
			shown, _ = tx.ShownAs(to, w.Card.Key)
		}
		return nil
	})
	if err != nil {
		return -1
	}
	var pause time.Duration
	switch {
	case ok:
		pause = c.deliver(ctx, w, shown)
	case f != nil && time.Now().Before(f.after):
		return time.Until(f.after)
	case f != nil:
		pause = c.fleet(ctx, to, l, *f)
	case again.IsZero():
		return -1
	default:
		return max(again.Sub(c.Now()), time.Millisecond)
	}
	if pause > 0 {
		c.mu.Lock()
		l.blocked = time.Now().Add(pause)
		c.mu.Unlock()
	}
	return pause
}

// fleet carries out the first fleeting edit or message of a lane, as it is once the chat's turn has come. One that nothing
// came of leaves its turn to what comes next.
func (c *Courier) fleet(ctx context.Context, to chat.Chat, l *lane, f fleeting) time.Duration {
	k := asked
	if f.reply.Edit != nil {
		k = edit
	}
	if !c.turn(ctx, to, k) {
		return -1
	}
	ctx, done := c.request(ctx)
	defer done()
	if !f.after.IsZero() && c.waits(to) { // came while the turn was waited for
		c.pace.back(to)
		return 0
	}
	c.mu.Lock()
	f = l.fleeting[0] // a later press may have taken its place
	l.fleeting = l.fleeting[1:]
	c.mu.Unlock()
	r := f.reply
	if !time.Now().Before(f.until) || r.Edit != nil && !c.current(to, r) {
		c.pace.back(to)
		return 0
	}
	var err error
	switch {
	case r.Unsay != 0:
		err = c.Sender.Remove(ctx, to, r.Unsay)
	case r.Edit == nil:
		_, err = c.Sender.Send(ctx, to, *r.Say, nil)
	default:
		err = c.Sender.Edit(ctx, to, r.Message, *r.Edit)
	}
	if err != nil || r.Edit == nil { // what was shown in passing is not counted, see answer
		c.tally.count(err)
	}
	if err == nil {
		return 0
	}
	failed := sendError(err)
	wait, again := moment(failed, f.tries)
	if failed.Class == chat.Busy {
		wait = c.slow(failed)
	}
	if f.tries++; again && time.Now().Add(wait).Before(f.until) {
		c.Log.Info("a fleeting reply is tried again", "update", f.update, "error", err)
		c.mu.Lock()
		later := l.fleeting
		l.fleeting = []fleeting{f}
		for _, f := range later {
			l.add(f) // what was pressed for meanwhile takes its place
		}
		c.mu.Unlock()
		return wait
	}
	c.Log.Warn("a fleeting reply was lost", "update", f.update, "error", err)
	if failed.Class == chat.Unauthorized {
		return c.end(failed)
	}
	return wait
}

// waits reports whether a chat is to be shown something now.
func (c *Courier) waits(in chat.Chat) (ok bool) {
	_ = c.Store.View(func(tx *store.Tx) error { _, ok, _ = tx.NextWaiting(in, c.Now()); return nil })
	return ok
}

// current reports whether a fleeting edit is still what its card should show. One that came late would put a choice
// back after 已投票, or leave it standing in a message that nothing edits any more.
func (c *Courier) current(to chat.Chat, r store.Reply) (is bool) {
	err := c.Store.View(func(tx *store.Tx) error {
		is = tx.Fits(to, r)
		return nil
	})
	return is && err == nil
}

// turn waits for the chat's turn and for a place among the requests under way, which request gives back. It gives
// false when ctx ended first: a shutdown begins no request.
func (c *Courier) turn(ctx context.Context, to chat.Chat, k kind) bool {
	if !c.pace.wait(ctx, to, k) {
		return false
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	if ctx.Err() != nil {
		<-c.slots
		return false
	}
	return true
}

// How long a request may take, an upload included, and how much of that is left to it once Run's context has ended: the
// service manager kills what has not stopped after TimeoutStopSec, the intake's part included (deploy/).
const (
	patience = 60 * time.Second
	lastly   = 20 * time.Second
)

// request returns a request that has its turn some time to finish even when ctx ends: a shutdown finishes what is under
// way, unless it stalls.
func (c *Courier) request(ctx context.Context) (context.Context, func()) {
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	over := context.AfterFunc(ctx, func() { time.AfterFunc(lastly, cancel) })
	return own, func() { over(); cancel(); <-c.slots }
}

// deliver carries out what waits and records what came of it.
func (c *Courier) deliver(ctx context.Context, w store.Waiting, shown store.Shown) time.Duration {
	k := bulk
	switch {
	case w.Strip != 0, w.Unsay != 0, w.Leave, c.isEdit(w, shown):
		k = edit
	case w.Asked:
		k = asked
	}
	if !c.turn(ctx, w.Chat, k) {
		return -1
	}
	w = c.newest(w)
	if !w.Expires.IsZero() && !c.Now().Before(w.Expires) {
		c.pace.back(w.Chat)
		<-c.slots
		return c.record(func(tx *store.Tx) { tx.Expire(w) })
	}
	message, err := c.send(ctx, w, shown)
	c.tally.count(err)
	if err == nil {
		return c.record(func(tx *store.Tx) { tx.Delivered(w, message) })
	}
	failed := sendError(err)
	c.Log.Warn("not delivered", "update", w.Update, "what", what(w), "class", failed.Class, "reason", failed.Reason, "try", w.Tries+1)
	switch {
	case failed.Class == chat.Missing && c.isEdit(w, shown):
		return c.record(func(tx *store.Tx) { tx.Lost(w) })
	case failed.MovedTo != "":
		return c.record(func(tx *store.Tx) { tx.Move(w.Chat, failed.MovedTo) })
	case failed.Class == chat.Gone:
		c.record(func(tx *store.Tx) { tx.Reach(w.Chat, false, c.Now()) })
		return -1
	case failed.Class == chat.Unauthorized:
		return c.end(failed)
	case failed.Class == chat.Busy:
		return c.slow(failed)
	case failed.Class == chat.Refused || failed.Class == chat.Missing || w.Tries >= maxTries:
		return c.record(func(tx *store.Tx) { tx.GiveUp(w, failed.Reason, c.Now()) })
	}
	if c.record(func(tx *store.Tx) { tx.Again(w) }) < 0 {
		return -1
	}
	return min(time.Second<<min(w.Tries/2, 10), 10*time.Minute) // some of many that fail keep nobody waiting
}

// what names what waits, without whom it is about, for the log.
func what(w store.Waiting) string {
	switch {
	case w.Unsay != 0:
		return "unsay"
	case w.Strip != 0:
		return "strip"
	case w.Leave:
		return "leave"
	case w.Card == nil:
		return "commands"
	}
	name, _, _ := strings.Cut(w.Card.Key, ":")
	return name
}

// isEdit reports whether w goes into the message in which its card stands.
func (c *Courier) isEdit(w store.Waiting, shown store.Shown) bool {
	return c.can.Edits && w.Card != nil && w.Below == 0 && shown.Message != 0
}

// newest returns what has taken the place of w while it waited for its turn.
func (c *Courier) newest(w store.Waiting) store.Waiting {
	err := c.Store.View(func(tx *store.Tx) error {
		if now, ok := store.Waitings.Get(tx, store.ChatKey(w.Chat).Int(w.Seq)); ok {
			w = now
		}
		return nil
	})
	if err != nil {
		c.Log.Error("the outbox could not be read", "error", err)
	}
	return w
}

func sendError(err error) *chat.SendError {
	var failed *chat.SendError
	if !errors.As(err, &failed) {
		failed = &chat.SendError{Class: chat.Unknown, Reason: "not a SendError"}
	}
	return failed
}

// end has Run return: the platform does not accept the bot.
func (c *Courier) end(failed *chat.SendError) time.Duration {
	select {
	case c.fatal <- failed:
	default:
	}
	c.stop()
	return -1
}

// slow returns for how long a chat must wait because the platform said so.
func (c *Courier) slow(failed *chat.SendError) time.Duration {
	c.pace.slow(time.Now(), failed.RetryAfter)
	return max(failed.RetryAfter, time.Second)
}

// maxTries is after how many failures a card is given up: some two days of trying.
const maxTries = 300

func (c *Courier) send(ctx context.Context, w store.Waiting, shown store.Shown) (message int64, err error) {
	ctx, cancel := c.request(ctx)
	defer cancel()
	switch {
	case w.Unsay != 0 && !c.can.Removes:
		return 0, &chat.SendError{Class: chat.Refused, Method: "remove", Reason: "the platform removes nothing"}
	case w.Unsay != 0:
		if err = c.Sender.Remove(ctx, w.Chat, w.Unsay); err != nil && sendError(err).Class == chat.Missing {
			err = nil
		}
		return 0, err
	case w.Strip != 0:
		if w.Former != nil {
			err = c.Sender.Edit(ctx, w.Chat, w.Strip, chat.Card{Text: w.Former})
		} else {
			err = c.Sender.Strip(ctx, w.Chat, w.Strip)
		}
		if err != nil && sendError(err).Class == chat.Missing {
			err = nil
		}
		return 0, err
	case w.Leave:
		return 0, c.Sender.Leave(ctx, w.Chat)
	case w.Card == nil && !c.can.Menus:
		return 0, nil
	case w.Card == nil:
		return 0, c.Sender.SetCommands(ctx, w.Chat, w.Commands)
	case c.isEdit(w, shown):
		return shown.Message, c.Sender.Edit(ctx, w.Chat, shown.Message, *w.Card)
	}
	card := *w.Card
	file, err := c.make(card)
	if err != nil {
		c.Log.Warn("a picture or document could not be made; sent as text", "update", w.Update, "what", what(w), "error", err)
		card.Picture, card.Document = nil, nil
		if len(card.Alone) > 0 {
			card.Text = card.Alone
		}
	}
	return c.Sender.Send(ctx, w.Chat, card, file)
}

// make follows the recipe of a card's picture or document, if it has one.
func (c *Courier) make(card chat.Card) ([]byte, error) {
	switch {
	case card.Picture != nil:
		return c.Draw(*card.Picture)
	case card.Document != nil:
		return c.Write(*card.Document)
	}
	return nil, nil
}

// record writes down what came of a request. When it cannot, it gives -1: the lane must not go on, or it would send
// the same thing again and again.
func (c *Courier) record(what func(*store.Tx)) time.Duration {
	if _, err := c.Store.Update(func(tx *store.Tx) error { what(tx); return nil }); err != nil {
		c.Log.Error("a delivery was not recorded", "error", err)
		return -1
	}
	return 0
}
