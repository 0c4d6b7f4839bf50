package courier

import (
	"sync/atomic"
	"time"

	"zhibu/chat"
)

// Stats are figures of a running Courier.
type Stats struct {
	Lanes   int     // chats with something under way or waiting for its turn
	Rate    float64 // of the bulk at present, a second; 0: no limit
	Results []Result
}

// Result is how many requests ended in one way.
type Result struct {
	Name string
	N    int64
}

// results are the ways in which a request can end, in the order of chat.Class; the first is success.
var results = [...]string{"ok", "unsent", "busy", "unknown", "refused", "missing", "gone", "unauthorized"}

type tally [len(results)]atomic.Int64

func (t *tally) count(err error) {
	class := chat.Class(0)
	if err != nil {
		class = sendError(err).Class
	}
	if int(class) < len(t) {
		t[class].Add(1)
	}
}

// Stats returns the figures since New.
func (c *Courier) Stats() (s Stats) {
	c.mu.Lock()
	s.Lanes = len(c.lanes)
	c.mu.Unlock()
	s.Rate = c.pace.current()
	for i, name := range results {
		s.Results = append(s.Results, Result{name, c.tally[i].Load()})
	}
	return s
}

// Hear is told that somebody did something in a chat: what is sent there in the next half minute overtakes what goes to
// people who wait for nothing.
func (c *Courier) Hear(in chat.Chat) { c.pace.hear(in, time.Now()) }
