package telegram

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/chat"
)

// TestPollProperty: events finish in any order, and after any time; some are pressed home only at the very end.
// Nothing unfinished is ever forgotten by the server, everything is handed out exactly once, in order. Every other time
// an answer holds its updates in any order, and some of them twice: then the order is lost, and nothing else.
func TestPollProperty(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			rnd, pace := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
			const total = 700
			var mu sync.Mutex
			var handed []int64
			finished := map[int64]bool{}
			q := &queue{}
			mixed := seed%2 == 1
			if mixed {
				shuffle := rand.New(rand.NewPCG(seed, 3)) // of one request at a time
				q.mix = func(ids []int64) []int64 {
					for _, id := range ids {
						if shuffle.IntN(3) == 0 {
							ids = append(ids, id)
						}
					}
					shuffle.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
					return ids
				}
			}
			q.forgot = func(id int64) {
				mu.Lock()
				defer mu.Unlock()
				if !finished[id] {
					t.Errorf("seed %d: %d was forgotten unfinished", seed, id)
				}
			}
			handle := func(_ context.Context, e chat.Event, done func()) {
				mu.Lock()
				defer mu.Unlock()
				handed = append(handed, e.ID)
				delay := time.Duration(rnd.IntN(30)) * time.Millisecond
				if rnd.IntN(50) == 0 {
					delay = time.Duration(rnd.IntN(3000)) * time.Millisecond
				}
				finish := func() {
					mu.Lock()
					finished[e.ID] = true
					mu.Unlock()
					done()
					done()
				}
				if delay == 0 {
					finished[e.ID] = true
					done()
					return
				}
				time.AfterFunc(delay, finish)
			}
			var want []int64
			err := polled(t, q, 0, handle, nil, func() {
				for id := int64(1000); len(want) < total; id += 1 + pace.Int64N(3) { // ids have gaps
					want = append(want, id)
					q.add(id)
					if pace.IntN(20) == 0 {
						time.Sleep(time.Duration(pace.IntN(1000)) * time.Millisecond)
					}
				}
				for range 1000 {
					if time.Sleep(time.Second); q.left() == 0 {
						break
					}
				}
			})
			if mixed {
				if slices.IsSorted(handed) {
					t.Errorf("seed %d: nothing was mixed", seed)
				}
				slices.Sort(handed)
			}
			if err != nil || !slices.Equal(handed, want) || q.left() != 0 {
				t.Errorf("seed %d: %v, %d handed, %d left", seed, err, len(handed), q.left())
			}
		})
	}
}

func TestPollEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{waiting: []int64{1, 2, 3, 4}}
		handle := func(ctx context.Context, e chat.Event, done func()) {
			switch e.ID {
			case 2: // finishes after polling was told to end, with a context that is still good
				time.AfterFunc(5*time.Second, func() {
					if ctx.Err() != nil {
						t.Error(ctx.Err())
					}
					done()
				})
			case 3: // never
			default:
				done()
			}
		}
		start := time.Now()
		err := polled(t, q, 0, handle, nil, func() { time.Sleep(time.Second) })
		if took := time.Since(start); err != nil || took < grace || took > grace+2*time.Second {
			t.Error(err, took)
		}
		if !slices.Equal(q.waiting, []int64{3, 4}) {
			t.Error("left for the next start:", q.waiting)
		}
	})
}

// TestPollIdle: idle is called as soon as what waited is done, before the first long poll.
func TestPollIdle(t *testing.T) {
	for _, waiting := range []int64{0, 250} {
		synctest.Test(t, func(t *testing.T) {
			q := &queue{}
			for id := int64(1); id <= waiting; id++ {
				q.add(id)
			}
			var handed int64
			idled := make(chan int64, 100)
			start := time.Now()
			err := polled(t, q, 1, func(_ context.Context, _ chat.Event, done func()) { handed++; done() },
				func() { idled <- handed },
				func() {
					if n := <-idled; n != waiting || time.Since(start) > time.Second {
						t.Errorf("idle after %v, %d of %d handed", time.Since(start), n, waiting)
					}
					time.Sleep(10 * time.Minute)
				})
			if n := q.polls.Load(); err != nil || n > 17+waiting/100 {
				t.Errorf("%v, %d polls in ten idle minutes", err, n)
			}
		})
	}
}

// TestPollRestart: after a week without updates ids may start again anywhere, also lower.
func TestPollRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{waiting: []int64{900, 901}}
		var handed []int64
		err := polled(t, q, 900, func(_ context.Context, e chat.Event, done func()) { handed = append(handed, e.ID); done() }, nil, func() {
			time.Sleep(time.Minute)
			q.add(5)
			time.Sleep(time.Minute)
			q.add(6, 7)
			time.Sleep(time.Minute)
		})
		if err != nil || !slices.Equal(handed, []int64{900, 901, 5, 6, 7}) || q.polls.Load() > 20 {
			t.Error(err, handed, q.polls.Load())
		}
	})
}

// TestPollStuck: an event that takes long holds the offset, yet neither spins nor stops the others.
func TestPollStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{waiting: []int64{1}}
		var handed int
		var last func()
		err := polled(t, q, 0, func(_ context.Context, e chat.Event, done func()) {
			if handed++; e.ID == 1 {
				last = done
			} else {
				done()
			}
		}, nil, func() {
			for id := int64(2); id <= 60; id++ {
				time.Sleep(time.Second)
				q.add(id)
			}
			time.Sleep(time.Second)
			synctest.Wait()
			if handed != 60 || q.polls.Load() > 130 {
				t.Errorf("%d handed, %d polls in a minute", handed, q.polls.Load())
			}
			last()
		})
		if err != nil || q.left() != 0 {
			t.Error(err, q.waiting)
		}
	})
}

func TestPollFaults(t *testing.T) {
	for fault, wait := range map[string][2]time.Duration{ // at least, at most
		"429 " + `{"ok":false,"error_code":429,"parameters":{"retry_after":30}}`: {30 * time.Second, 30 * time.Second},
		"409 " + no(409, "Conflict: terminated by other getUpdates request"):     {conflictPause, conflictPause},
		"502 <html>":                         {time.Second, 1500 * time.Millisecond},
		"200 ":                               {time.Second, 1500 * time.Millisecond},
		"200 " + `{"ok":true,"result":true}`: {time.Second, 1500 * time.Millisecond},
		"400 " + no(400, "Bad Request: whatever"): {time.Second, 1500 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			q := &queue{waiting: []int64{1}, faults: []string{fault}}
			start, got := time.Now(), make(chan time.Duration, 1)
			err := polled(t, q, 0, func(_ context.Context, _ chat.Event, done func()) { got <- time.Since(start); done() }, nil, func() {
				if took := <-got; took < wait[0] || took > wait[1]+100*time.Millisecond {
					t.Errorf("%s: %v", fault, took)
				}
			})
			if err != nil || q.polls.Load() < 2 {
				t.Error(err, q.polls.Load())
			}
		})
	}
}

// TestPollBackoff: failures in a row are asked about less and less often, and ending does not wait for the pause.
func TestPollBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{}
		for range 1000 {
			q.faults = append(q.faults, "500 "+no(500, "Internal Server Error"))
		}
		err := polled(t, q, 0, nil, nil, func() {
			time.Sleep(10 * time.Minute)
			if q.polls.Load() < 20 || q.polls.Load() > 40 {
				t.Error(q.polls.Load(), "polls in ten minutes of failure")
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestPollUnauthorized(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{faults: []string{"401 " + no(401, "Unauthorized")}}
		b, stop := serveMemory(t, q.ServeHTTP)
		defer stop()
		if err := b.Poll(context.Background(), 0, nil, nil); class(t, err) != chat.Unauthorized {
			t.Error(err)
		}
	})
}

// TestPollPoison: updates that cannot be read do not hold up the others, and do not come again.
func TestPollPoison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // of the server's two
		polls, last := 0, ""
		b, stop := serveMemory(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			polls++
			body := `{"ok":true,"result":[{"update_id":1,"message":{"text":5}},{"update_id":"2"},{"update_id":3,` + updates[0].json + `},{"update_id":4,"poll":{}}]}`
			if last = r.FormValue("offset"); last == "5" { // nothing but what has no id
				body = `{"ok":true,"result":[{"message":{}}]}`
			}
			_, _ = io.WriteString(w, body)
		})
		defer stop()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute+100*time.Millisecond) // between two polls
		defer cancel()
		var handed []int64
		err := b.Poll(ctx, 0, func(_ context.Context, e chat.Event, done func()) { handed = append(handed, e.ID); done() }, nil)
		mu.Lock()
		defer mu.Unlock()
		if noted(err) != nil || !slices.Equal(handed, []int64{3}) || last != "5" || polls > 125 {
			t.Error(err, handed, last, polls)
		}
	})
}
