// Package courier makes every chat show what the outbox says: in order within a chat, paced, retried, and given up
// with a reason when the platform will never take it. It is the only room that talks to a chat.Sender.
package courier

import (
	"context"
	"errors"
	"log/slog"
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
	pace  *pace
	tally tally

	mu    sync.Mutex
	lanes map[chat.Chat]*lane
	busy  int             // lanes with something to do
	idle  chan struct{}   // closed when busy is 0; replaced when it rises
	ctx   context.Context // of Run, while it runs
	stop  context.CancelFunc
	over  bool // Run has ended: nothing is said any more
	sorry map[chat.Chat]bool
	wg    sync.WaitGroup
	fatal chan error
	slots chan struct{} // how many requests may be under way
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
}

// parallel is how many requests may be under way at once.
const parallel = 64

// New makes a Courier and has it woken by the store's commits.
func New(o Options) *Courier {
	c := &Courier{Options: o, pace: newPace(o.Sender.Limits()), lanes: map[chat.Chat]*lane{}, idle: make(chan struct{}),
		fatal: make(chan error, 1), slots: make(chan struct{}, parallel), busy: 1} // until Run has woken what waits
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
	c.ctx, c.over = nil, true
	c.mu.Unlock()
	c.wg.Wait()
	select {
	case err := <-c.fatal:
		return err
	default:
		return nil
	}
}

// Say carries out fleeting replies: they are sent now or never.
func (c *Courier) Say(to chat.Chat, update int64, pressID string, replies []store.Reply) {
	answered := pressID == ""
	for _, r := range replies {
		if r.Edit != nil || r.Say != nil {
			if r.Chat == "" {
				r.Chat = to
			}
			c.wake(r.Chat, &fleeting{r, update})
		}
		if r.Toast != "" && !answered {
			answered = true
			c.answer(update, pressID, r.Toast, r.Alert)
		}
	}
	if !answered {
		c.answer(update, pressID, "", false)
	}
}

// answer ends a press. It waits in no lane: it is what the person is looking at.
func (c *Courier) answer(update int64, pressID, text string, alert bool) {
	c.mu.Lock()
	if c.over {
		c.mu.Unlock()
		return
	}
	c.wg.Add(1)
	c.mu.Unlock()
	go func() {
		defer c.wg.Done()
		// Not of Run's context: what was pressed while the bot was down is answered before Run has begun.
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		c.slots <- struct{}{}
		defer func() { <-c.slots }()
		err := c.Sender.Answer(ctx, pressID, text, alert)
		c.tally.count(err)
		if err != nil {
			c.Log.Warn("a press was not answered", "update", update, "error", err)
		}
	}()
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
		l.fleeting = append(l.fleeting, *f)
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
		f = &l.fleeting[0]
	}
	c.mu.Unlock()
	var w store.Waiting
	var shown store.Shown
	var ok bool
	var again time.Time
	err := c.Store.View(func(tx *store.Tx) error {
		if f != nil {
			// What waits for the card of a fleeting edit goes out before it; else the edit is what was pressed for.
			if f.reply.Edit == nil {
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
	case f != nil:
		c.mu.Lock()
		l.fleeting = l.fleeting[1:]
		c.mu.Unlock()
		pause = c.fleet(ctx, to, *f)
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

// fleet carries out a fleeting edit or message, once: if it fails the person presses again.
func (c *Courier) fleet(ctx context.Context, to chat.Chat, f fleeting) time.Duration {
	r := f.reply
	if !c.turn(ctx, to, true) {
		return -1
	}
	ctx, done := c.request(ctx)
	defer done()
	var err error
	switch {
	case r.Edit == nil:
		_, err = c.Sender.Send(ctx, to, *r.Say, nil)
	case c.current(to, r):
		err = c.Sender.Edit(ctx, to, r.Message, *r.Edit)
	}
	c.tally.count(err)
	if err == nil {
		return 0
	}
	c.Log.Warn("a fleeting reply was lost", "update", f.update, "error", err)
	switch failed := sendError(err); failed.Class {
	case chat.Unauthorized:
		return c.end(failed)
	case chat.Busy:
		return c.slow(failed)
	}
	return 0
}

// current tells whether a fleeting edit is still what its card should show. One that came late would put a choice
// back after 已投票, or leave it standing in a message that nothing edits any more.
func (c *Courier) current(to chat.Chat, r store.Reply) (is bool) {
	err := c.Store.View(func(tx *store.Tx) error {
		shown, _ := tx.ShownAs(to, r.Edit.Key)
		is = shown.Rev == r.Rev && shown.Message == r.Message
		return nil
	})
	return is && err == nil
}

// turn waits for the chat's turn and for a place among the requests under way, which request gives back. It gives
// false when ctx ended first: a shutdown begins no request.
func (c *Courier) turn(ctx context.Context, to chat.Chat, edit bool) bool {
	if !c.pace.wait(ctx, to, edit) {
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

// request gives a request that has its turn some time to finish even when ctx ends: a shutdown finishes what is under
// way, unless it stalls.
func (c *Courier) request(ctx context.Context) (context.Context, func()) {
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	over := context.AfterFunc(ctx, func() { time.AfterFunc(lastly, cancel) })
	return own, func() { over(); cancel(); <-c.slots }
}

// deliver carries out what waits and records what came of it.
func (c *Courier) deliver(ctx context.Context, w store.Waiting, shown store.Shown) time.Duration {
	if !c.turn(ctx, w.Chat, w.Strip != 0 || isEdit(w, shown)) {
		return -1
	}
	w = c.newest(w)
	if !w.Expires.IsZero() && !c.Now().Before(w.Expires) {
		return c.record(func(tx *store.Tx) { tx.Expire(w) })
	}
	message, err := c.send(ctx, w, shown)
	c.tally.count(err)
	if err == nil {
		return c.record(func(tx *store.Tx) { tx.Delivered(w, message) })
	}
	failed := sendError(err)
	c.Log.Warn("not delivered", "update", w.Update, "what", kind(w), "class", failed.Class, "reason", failed.Reason, "try", w.Tries+1)
	switch {
	case failed.Class == chat.Missing && isEdit(w, shown):
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
	return min(time.Second<<min(w.Tries, 10), 10*time.Minute)
}

// kind names what waits, without whom it is about, for the log.
func kind(w store.Waiting) string {
	switch {
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

// isEdit tells whether w goes into the message in which its card stands.
func isEdit(w store.Waiting, shown store.Shown) bool {
	return w.Card != nil && w.Below == 0 && shown.Message != 0
}

// newest gives what has taken the place of w while it waited for its turn.
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

// slow gives for how long a chat must wait because the platform said so.
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
	case w.Strip != 0:
		if err = c.Sender.Strip(ctx, w.Chat, w.Strip); err != nil && sendError(err).Class == chat.Missing {
			err = nil
		}
		return 0, err
	case w.Leave:
		return 0, c.Sender.Leave(ctx, w.Chat)
	case w.Card == nil:
		return 0, c.Sender.SetCommands(ctx, w.Chat, w.Commands)
	case isEdit(w, shown):
		return shown.Message, c.Sender.Edit(ctx, w.Chat, shown.Message, *w.Card)
	}
	card := *w.Card
	file, err := c.make(card)
	if err != nil {
		c.Log.Warn("a picture or document could not be made; sent as text", "update", w.Update, "what", kind(w), "error", err)
		card.Picture, card.Document = nil, nil
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
