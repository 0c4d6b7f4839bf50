package courier

import (
	"context"
	"sync"
	"time"

	"zhibu/chat"
)

// pace keeps to a platform's limits: a bucket for all chats and one for each. It goes by real time.
type pace struct {
	limits chat.Limits
	mu     sync.Mutex
	all    bucket
	chats  map[chat.Chat]*bucket
	until  time.Time // nobody sends before this
	slowed time.Time // when a chat was last told to wait
}

type bucket struct {
	next time.Time // when the next may go; may lie burst intervals in the past
}

func newPace(l chat.Limits) *pace { return &pace{limits: l, chats: map[chat.Chat]*bucket{}} }

// take reserves the next place and gives how long to wait for it.
func (b *bucket) take(now time.Time, perSecond float64, burst int) time.Duration {
	if perSecond == 0 {
		return 0
	}
	gap := time.Duration(float64(time.Second) / perSecond)
	if earliest := now.Add(-gap * time.Duration(max(burst, 1)-1)); b.next.Before(earliest) {
		b.next = earliest
	}
	wait := b.next.Sub(now)
	b.next = b.next.Add(gap)
	return max(wait, 0)
}

// wait waits for the chat's turn and, unless it is for an edit or the answer to a press, for everybody's. It gives
// false when ctx ended first.
func (p *pace) wait(ctx context.Context, c chat.Chat, edit bool) bool {
	if p.limits == (chat.Limits{}) {
		return ctx.Err() == nil
	}
	p.mu.Lock()
	now := time.Now()
	b := p.chats[c]
	if b == nil {
		if len(p.chats) > 10_000 {
			clear(p.chats) // forgets who has been quiet; the platform's own limits still hold
		}
		b = &bucket{}
		p.chats[c] = b
	}
	d := b.take(now, p.limits.PerChatPerSecond, p.limits.ChatBurst)
	if !edit {
		d = max(d, p.all.take(now, p.limits.PerSecond, 1), p.until.Sub(now))
	}
	p.mu.Unlock()
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

// slow is told that a chat must wait: a second one within a second means that all are too fast.
func (p *pace) slow(now time.Time, retry time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.slowed) < time.Second && now.Add(retry).After(p.until) {
		p.until = now.Add(retry)
	}
	p.slowed = now
}
