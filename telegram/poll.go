package telegram

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"zhibu/chat"
)

const (
	batch    = 100 // updates in one answer, Telegram's most
	longPoll = 50 * time.Second
	maxOpen  = 1000                   // unfinished updates
	settling = 20 * time.Millisecond  // for updates just handed out to finish: those that have not are sent again
	again    = 500 * time.Millisecond // sooner, the server answers the same offset with at most one update
	grace    = 10 * time.Second       // for unfinished updates when polling ends
	farewell = 5 * time.Second        // for the last confirmation
)

// Poll asks for updates from first on until ctx ends, and calls handle with each event once, in order. handle must
// return soon; done is called (from anywhere, any number of times) when the event is durably dealt with. Telegram is
// told to forget only what lies below the lowest event that is not done: after a crash it is sent again.
//
// The context that handle gets outlives ctx by up to ten seconds, in which Poll waits for what is unfinished; then it
// confirms what is done and returns nil. idle (may be nil) is called whenever nothing waits on the server; the first
// time, all that piled up while the bot was down is done. Poll fails only with class Unauthorized.
func (b *Bot) Poll(ctx context.Context, first int64, handle func(ctx context.Context, e chat.Event, done func()), idle func()) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	if idle == nil {
		idle = func() {}
	}
	p := &poller{bot: b, window: newWindow(), handle: handle, idle: idle, next: first, asked: -1, confirmed: -1}
	err := p.run(ctx, work)
	p.drain()
	if err == nil {
		p.confirm(work)
	}
	return err
}

// poller is one run of Poll. Only its window is shared with other goroutines.
type poller struct {
	bot       *Bot
	window    *window
	handle    func(context.Context, chat.Event, func())
	idle      func()
	next      int64         // the offset when nothing is unfinished
	wait      time.Duration // how long the server may hold an empty answer: none until it was empty once
	asked     int64         // the offset of the latest request, and when it was made
	askedAt   time.Time
	confirmed int64 // the offset of the latest request that was answered
	failures  int   // in a row
}

func (p *poller) run(ctx, work context.Context) error {
	for ctx.Err() == nil {
		p.settle(ctx)
		p.asked, _ = p.window.offset(p.next)
		p.askedAt = time.Now()
		updates, err := p.ask(ctx, p.asked, batch, p.wait)
		switch {
		case ctx.Err() != nil: // what came is not confirmed, and will come again
		case err == nil:
			p.failures, p.confirmed = 0, p.asked
			p.accept(work, updates)
		case err.Class == chat.Unauthorized:
			return err
		case isConflict(err) && strings.Contains(err.Reason, "webhook"):
			p.bot.dropWebhook(ctx)
			p.rest(ctx, err)
		default:
			p.rest(ctx, err)
		}
	}
	return nil
}

// ask requests updates. Telegram forgets those below offset. It goes past MakeRequest, whose passes over the answer
// cost more than all else here (BenchmarkUpdates).
func (p *poller) ask(ctx context.Context, offset int64, limit int, wait time.Duration) ([]parsed, *chat.SendError) {
	const method = "getUpdates"
	good, err := p.bot.post(ctx, method, formType, fields{
		{"offset", strconv.FormatInt(offset, 10)},
		{"limit", strconv.Itoa(limit)},
		{"timeout", strconv.Itoa(int(wait / time.Second))},
		{"allowed_updates", allowedUpdates},
	}.form(), wait+15*time.Second)
	if err != nil {
		var failed *chat.SendError
		errors.As(err, &failed)
		return nil, failed
	}
	updates, ok := parseAll(good)
	if !ok {
		return nil, &chat.SendError{Class: chat.Unknown, Method: method, Reason: notUnderstood}
	}
	return updates, nil
}

// accept hands out what is new. Ids restart lower after a week without updates, so next follows the latest answer,
// not the highest id ever seen.
func (p *poller) accept(work context.Context, updates []parsed) {
	if len(updates) == 0 {
		if p.wait == 0 {
			p.askedAt = time.Time{} // the short poll at the start has told all it can: listen at once
		}
		p.wait = longPoll
		p.idle()
		return
	}
	var highest int64
	for _, u := range updates {
		highest = max(highest, u.id)
		p.handOut(work, u)
	}
	if highest != 0 {
		p.next = highest + 1
	}
}

func (p *poller) handOut(work context.Context, u parsed) {
	if u.id == 0 {
		p.bot.log.Error("telegram: an update has no usable id")
		return
	}
	done, fresh := p.window.take(u.id)
	switch {
	case !fresh:
	case u.use:
		p.handle(work, u.event, done)
	case u.odd:
		p.bot.log.Error("telegram: an update is not understood and is passed over", "update", u.id)
		done()
	default:
		done()
	}
}

// settle waits until asking can bring something new: the offset has moved and what was handed out had a moment to
// finish, or enough time has passed to ask for the same again.
func (p *poller) settle(ctx context.Context) {
	for start := time.Now(); ctx.Err() == nil; {
		offset, open := p.window.offset(p.next)
		at := p.askedAt.Add(again)
		switch {
		case open == 0 && offset != p.asked:
			return
		case open >= maxOpen:
			at = time.Now().Add(again)
		case offset != p.asked:
			at = start.Add(settling)
		}
		left := time.Until(at)
		if left <= 0 {
			return
		}
		sleep(ctx, left, p.window.changed)
	}
}

// rest waits after a failed request: as long as the server asks, or longer each time.
func (p *poller) rest(ctx context.Context, failed *chat.SendError) {
	delay := failed.RetryAfter
	if failed.Class != chat.Busy {
		delay = min(time.Second<<min(p.failures/3, 5), 20*time.Second) // some of many that fail keep nobody waiting
		delay += rand.N(delay / 2)                                     // several bots must not return as one
		p.failures++
	}
	if isConflict(failed) {
		p.bot.rival.note()
		p.bot.log.Error("telegram: another process polls with this bot's token, or it has a webhook", "error", failed)
	} else {
		p.bot.log.Warn("telegram: polling failed", "error", failed, "wait", delay)
	}
	sleep(ctx, delay, nil)
}

// drain waits for what is unfinished, but not for ever.
func (p *poller) drain() {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	for ctx.Err() == nil {
		if _, open := p.window.offset(p.next); open == 0 {
			return
		}
		sleep(ctx, grace, p.window.changed)
	}
}

// confirm tells Telegram what is done, so that the next start is not sent it again. Failing is harmless: the store
// knows what it has seen.
func (p *poller) confirm(ctx context.Context) {
	offset, _ := p.window.offset(p.next)
	if offset == p.confirmed {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, farewell)
	defer cancel()
	if _, err := p.ask(ctx, offset, 1, 0); err != nil {
		p.bot.log.Warn("telegram: the last updates could not be confirmed", "error", err)
	}
}

// sleep returns after d, at wake, or when ctx ends.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-wake:
	case <-ctx.Done():
	}
}
