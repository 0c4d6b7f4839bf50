package courier

import (
	"context"
	"sync"
	"time"

	"zhibu/chat"
)

// pace keeps to a platform's limits: a bucket for each chat, and one for everything sent to people who wait for nothing
// (bulk). Who has just asked for something overtakes the bulk. It goes by real time.
type pace struct {
	limits chat.Limits
	free   bool // of limits
	mu     sync.Mutex
	chats  map[chat.Chat]*bucket
	heard  map[chat.Chat]time.Time     // when somebody last did something there
	swept  time.Time                   // when heard was last cleared of what is long ago
	queued map[chat.Chat]chan struct{} // who waits for its turn in the bulk; closed when somebody does something there

	// gate is held by the one whose turn in the bulk is next; the others wait for it, first come first served. Nobody
	// reserves a time, so that a lowered rate holds for all of them at once.
	gate chan struct{}
	next time.Time // when the next of the bulk may go
	rate float64   // of the bulk at present, a second; limits.PerSecond at most

	strangers bucket // what is said once where no member has done anything of late

	until  time.Time // nobody sends before this
	slowed time.Time // when a chat was last told to wait
	cut    time.Time // when the rate was last lowered or raised
}

type bucket struct {
	next time.Time     // when the next may go; may lie burst intervals in the past
	gap  time.Duration // between two
}

func newPace(l chat.Limits) *pace {
	free := l.PerSecond == 0 && l.PerChatPerSecond == 0 && l.GroupPerSecond == 0
	return &pace{limits: l, free: free, chats: map[chat.Chat]*bucket{}, heard: map[chat.Chat]time.Time{}, queued: map[chat.Chat]chan struct{}{}, gate: make(chan struct{}, 1), rate: l.PerSecond}
}

// take reserves the next place and gives how long to wait for it.
func (b *bucket) take(now time.Time, perSecond float64, burst int) time.Duration {
	if perSecond == 0 {
		return 0
	}
	gap := time.Duration(float64(time.Second) / perSecond)
	b.gap = gap
	if earliest := now.Add(-gap * time.Duration(max(burst, 1)-1)); b.next.Before(earliest) {
		b.next = earliest
	}
	wait := b.next.Sub(now)
	b.next = b.next.Add(gap)
	return max(wait, 0)
}

// attention is for how long a chat overtakes the bulk after somebody did something in it.
const attention = 30 * time.Second

// hear is told that somebody did something in a chat.
func (p *pace) hear(c chat.Chat, now time.Time) {
	if p.free {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.swept) > attention {
		p.swept = now
		for c, at := range p.heard {
			if now.Sub(at) > attention {
				delete(p.heard, c)
			}
		}
	}
	p.heard[c] = now
	if woken, ok := p.queued[c]; ok {
		delete(p.queued, c)
		close(woken)
	}
}

// How much is said to strangers, all together.
const (
	strangersPerSecond = 5.0
	strangersWait      = 10 * time.Second // longer an answer is not held back: it is left out
)

// stranger reserves a place for something said once in a chat where no member has done anything of late: not before after.
// ok is false if there are too many before it. Elsewhere it is nobody's concern, and after is zero.
func (p *pace) stranger(c chat.Chat, now time.Time) (after time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.free || now.Sub(p.heard[c]) <= attention {
		return time.Time{}, true
	}
	if p.strangers.next.Sub(now) > strangersWait {
		return time.Time{}, false
	}
	return now.Add(p.strangers.take(now, strangersPerSecond, 1)), true
}

// queue returns what is closed when somebody does something in a chat, or has done so of late. done ends the waiting.
func (p *pace) queue(c chat.Chat) (heard chan struct{}, done func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	heard = make(chan struct{})
	if time.Since(p.heard[c]) <= attention {
		close(heard)
		return heard, func() {}
	}
	p.queued[c] = heard
	return heard, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.queued[c] == heard {
			delete(p.queued, c)
		}
	}
}

// kind says which turns a request waits for besides that of its chat.
type kind uint8

const (
	bulk  kind = iota // its turn among all that nobody has asked for, unless somebody did something in the chat of late
	asked             // none, but it uses up a place of the bulk
	edit              // none: it is no new message
)

// wait waits for the turns of a request. It gives false when ctx ended first.
func (p *pace) wait(ctx context.Context, c chat.Chat, k kind) bool {
	if p.free {
		return ctx.Err() == nil
	}
	if !sleep(ctx, p.inChat(c)) {
		return false
	}
	switch k {
	case edit:
		return true
	case bulk:
		heard, done := p.queue(c)
		defer done()
		select {
		case <-heard:
		case p.gate <- struct{}{}:
			defer func() { <-p.gate }()
		case <-ctx.Done():
			return false
		}
	}
	for {
		d := p.turn(c, k, time.Now())
		if d <= 0 {
			return ctx.Err() == nil
		}
		if !sleep(ctx, d) {
			return false
		}
	}
}

// inChat reserves a place in a chat.
func (p *pace) inChat(c chat.Chat) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.chats[c]
	if b == nil {
		if len(p.chats) > 10_000 {
			clear(p.chats) // forgets who has been quiet; the platform's own limits still hold
		}
		b = &bucket{}
		p.chats[c] = b
	}
	if p.limits.Group != nil && p.limits.Group(c) {
		return b.take(time.Now(), p.limits.GroupPerSecond, p.limits.GroupBurst)
	}
	return b.take(time.Now(), p.limits.PerChatPerSecond, p.limits.ChatBurst)
}

// back returns up the place in a chat that was taken last, and that nothing was sent in.
func (p *pace) back(c chat.Chat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.chats[c]; b != nil {
		b.next = b.next.Add(-b.gap)
	}
}

// turn takes the next place, or says how long to wait before asking again. Only a bulk message waits for the rate; one
// that overtakes it uses up its place all the same.
func (p *pace) turn(c chat.Chat, k kind, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := p.until.Sub(now); d > 0 {
		return d
	}
	if p.rate == 0 {
		return 0
	}
	p.recover(now)
	if d := p.next.Sub(now); d > 0 && k == bulk && now.Sub(p.heard[c]) > attention {
		return d
	}
	if now.Sub(p.next) > late {
		p.next = now
	}
	if p.next = p.next.Add(time.Duration(float64(time.Second) / p.rate)); p.next.After(now.Add(longestGap)) {
		p.next = now.Add(longestGap)
	}
	return 0
}

// How the rate follows a limit that nobody announces.
const (
	late       = 20 * time.Millisecond // of a timer: made up for, so that the rate is kept; a longer pause is not
	longestGap = 5 * time.Second       // for which those who overtake can hold up the bulk
	slowest    = 1.0                   // messages a second
	growEvery  = 15 * time.Second      // without being told to wait: a twentieth of the set rate is given back
	cutEvery   = 5 * time.Second
)

func (p *pace) recover(now time.Time) {
	if p.rate < p.limits.PerSecond && now.Sub(p.cut) >= growEvery && now.Sub(p.slowed) >= growEvery {
		p.rate, p.cut = min(p.rate+p.limits.PerSecond/20, p.limits.PerSecond), now
	}
}

// slow is told that a chat must wait: a second one within a second, or two turns, means that all are too fast. Then
// nobody sends for that long, and the bulk goes on at half the rate.
func (p *pace) slow(now time.Time, retry time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	near := time.Second
	if p.rate > 0 {
		near = max(near, time.Duration(2*float64(time.Second)/p.rate))
	}
	if now.Sub(p.slowed) < near {
		if now.Add(retry).After(p.until) {
			p.until = now.Add(retry)
		}
		if p.rate > 0 && now.Sub(p.cut) >= cutEvery {
			p.rate, p.cut = max(p.rate/2, min(slowest, p.rate)), now
		}
	}
	p.slowed = now
}

func (p *pace) current() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rate
}

// sleep waits; it gives false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
