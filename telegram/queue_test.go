package telegram

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/chat"
)

// queue is the server's side of getUpdates, with its habits: an offset forgets all below it, one above all ids there
// are starts at the head, and the same offset within half a second gets at most one update.
type queue struct {
	mu      sync.Mutex
	waiting []int64
	last    int64 // offset
	lastAt  time.Time
	polls   atomic.Int64
	forgot  func(id int64)        // before an update is forgotten
	faults  []string              // bodies of 4xx and 5xx answers to give first, "429 {…}"
	mix     func([]int64) []int64 // what an answer holds, and in which order; nil: as it is
}

func (q *queue) add(ids ...int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, ids...)
}

func (q *queue) take(offset int64, limit int) []int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if offset == q.last && now.Sub(q.lastAt) < 500*time.Millisecond {
		limit = 1
	}
	q.last, q.lastAt = offset, now
	return q.from(offset, limit)
}

// waitingFrom looks again for a request that was counted already.
func (q *queue) waitingFrom(offset int64, limit int) []int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.from(offset, limit)
}

func (q *queue) from(offset int64, limit int) []int64 {
	if n := len(q.waiting); n > 0 && offset <= q.waiting[n-1]+1 {
		for len(q.waiting) > 0 && q.waiting[0] < offset {
			if q.forgot != nil {
				q.forgot(q.waiting[0])
			}
			q.waiting = q.waiting[1:]
		}
	}
	return slices.Clone(q.waiting[:min(limit, len(q.waiting))])
}

func (q *queue) fault() string {
	q.polls.Add(1)
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.faults) == 0 {
		return ""
	}
	f := q.faults[0]
	q.faults = q.faults[1:]
	return f
}

func (q *queue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f := q.fault(); f != "" {
		code, _ := strconv.Atoi(f[:3])
		w.WriteHeader(code)
		_, _ = io.WriteString(w, f[4:])
		return
	}
	if r.FormValue("allowed_updates") != allowedUpdates {
		panic("allowed_updates must always be sent")
	}
	offset, _ := strconv.ParseInt(r.FormValue("offset"), 10, 64)
	limit, _ := strconv.Atoi(r.FormValue("limit"))
	wait, _ := time.ParseDuration(r.FormValue("timeout") + "s")
	end := time.Now().Add(wait)
	ids := q.take(offset, limit)
	for len(ids) == 0 && time.Now().Before(end) && r.Context().Err() == nil {
		sleep(r.Context(), 10*time.Millisecond, nil)
		ids = q.waitingFrom(offset, limit)
	}
	if q.mix != nil {
		ids = q.mix(ids)
	}
	var all []string
	for _, id := range ids {
		all = append(all, fmt.Sprintf(`{"update_id":%d,%s}`, id, updates[0].json))
	}
	_, _ = io.WriteString(w, `{"ok":true,"result":[`+strings.Join(all, ",")+`]}`)
}

func (q *queue) left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// polled runs Poll against q until the body returns.
func polled(t *testing.T, q *queue, first int64, handle func(context.Context, chat.Event, func()), idle func(), body func()) error {
	b, stop := serveMemory(t, q.ServeHTTP)
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- b.Poll(ctx, first, handle, idle) }()
	body()
	cancel()
	defer synctest.Wait()
	return noted(<-ended)
}
