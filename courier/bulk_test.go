package courier

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhibu/chat"
	"zhibu/store"
)

// crowd has a card shown to so many chats.
func (w *world) crowd(n int) {
	w.deed(func(tx *store.Tx) {
		for i := range n {
			tx.Show(chat.Chat(fmt.Sprint("tg:", 10_000+i)), card("a", "1"))
		}
	})
}

// count returns how many messages a chat has.
func (w *world) count(in chat.Chat) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.shows[in])
}

// A bulk of 3,000 goes out at the set rate, and who has just asked for something is answered while it does: at once, be it
// in the place of the bulk's own message. Nobody's message is lost or doubled.
func TestBulk(t *testing.T) {
	const people, rate = 3000, 25
	inBubble(t, chat.Limits{PerSecond: rate, PerChatPerSecond: 1, ChatBurst: 3}, func(w *world) {
		w.takes = 60 * time.Millisecond // there and back
		w.crowd(people)
		var waits []time.Duration
		for i := range 100 {
			w.sleep(700 * time.Millisecond)
			to := chat.Chat(fmt.Sprint("tg:", 10_000+people-1-i)) // last in the queue
			w.courier.Hear(to)
			from := time.Now()
			w.deed(func(tx *store.Tx) { tx.ShowBelow(to, card("b", "2")) })
			for w.count(to) < 2 && time.Since(from) < time.Minute { // the bulk's own, then the answer
				w.sleep(5 * time.Millisecond)
			}
			waits = append(waits, time.Since(from))
		}
		w.sleep(5 * time.Minute)
		slices.Sort(waits)
		if p99 := waits[98]; p99 > 300*time.Millisecond {
			t.Errorf("who asked waited %v to %v in a bulk", waits[0], p99)
		}
		slices.Sort(w.times)
		took := w.times[len(w.times)-1] - w.times[0]
		efficiency := float64(people+100) / rate / took.Seconds()
		if efficiency < 0.97 || efficiency > 1.05 {
			t.Errorf("%d messages took %v: %.1f %% of the set rate", len(w.times), took, 100*efficiency)
		}
		w.wantLeft(0)
		if len(w.times) != people+100 {
			t.Errorf("%d requests", len(w.times))
		}
		t.Logf("%d messages in %v: %.1f %% of %d a second; 100 answers in between: p50 %v, p99 %v", len(w.times), took, 100*efficiency, rate, waits[50], waits[98])
	})
}

// What somebody had asked for before the bot was started again does not wait behind the bulk.
func TestAskedBeforeTheRestart(t *testing.T) {
	inBubble(t, chat.Limits{PerSecond: 25, PerChatPerSecond: 1, ChatBurst: 3}, func(w *world) {
		w.stop()
		w.crowd(3000)
		last := chat.Chat("tg:12999")
		w.deed(func(tx *store.Tx) {
			tx.Because(last, 7)
			tx.ShowBelow(last, card("b", "2"))
			tx.Show("tg:12998", card("b", "2")) // who has asked for nothing
		})
		w.run()
		w.sleep(200 * time.Millisecond)
		if asked, others := w.count(last), w.count("tg:12998"); asked != 2 || others > 1 {
			t.Errorf("%d messages for who asked, %d for another, want 2 and at most 1", asked, others)
		}
	})
}

// The platform takes no more than 10 a second for two minutes and does not say so beforehand; then it takes all. The
// courier is told to wait a few times only, comes back to the set rate, and everything arrives once.
func TestRateFollowsTheLimit(t *testing.T) {
	const people, rate, limit = 9000, 25, 10
	inBubble(t, chat.Limits{PerSecond: rate, PerChatPerSecond: 1, ChatBurst: 3}, func(w *world) {
		w.takes = 60 * time.Millisecond
		var mu sync.Mutex
		var taken, refused []time.Duration
		w.failing(func(request) chat.Class {
			mu.Lock()
			defer mu.Unlock()
			now := time.Since(w.began)
			for len(taken) > 0 && taken[0] < now-time.Second {
				taken = taken[1:]
			}
			if now < 2*time.Minute && len(taken) >= limit {
				refused = append(refused, now)
				return chat.Busy
			}
			taken = append(taken, now)
			return 0
		}, 5*time.Second)
		w.crowd(people)
		w.sleep(15 * time.Minute)
		w.wantLeft(0)
		slices.Sort(w.times)
		in := func(from, to time.Duration) (n int) {
			for _, at := range w.times {
				if at >= from && at < to {
					n++
				}
			}
			return n
		}
		low := float64(in(30*time.Second, 2*time.Minute)) / 90
		recovered := time.Duration(0)
		for at := 2 * time.Minute; at < 10*time.Minute; at += 5 * time.Second {
			if float64(in(at, at+5*time.Second))/5 >= 0.95*rate {
				recovered = at - 2*time.Minute
				break
			}
		}
		t.Logf("told to wait %d times of %d; %.1f a second under a limit of %d; at the set rate again %v after it was lifted", len(refused), len(w.times), low, limit, recovered)
		if len(refused) > people/20 || low < limit*0.4 || recovered == 0 || recovered > 6*time.Minute {
			t.Error("the rate does not follow the limit")
		}
		for to, messages := range w.shows {
			if len(messages) != 1 {
				t.Fatalf("%s has %d messages", to, len(messages))
			}
		}
		if len(w.shows) != people {
			t.Errorf("%d of %d were reached", len(w.shows), people)
		}
	})
}

// In a bulk the platform shuts for five minutes, to all but answers, and says for how long. Who was refused is not tried
// again before; once two have been, nothing of the bulk is; presses are answered meanwhile. Then everything arrives once.
func TestLongRefusal(t *testing.T) {
	const people, shut = 500, 5 * time.Minute
	inBubble(t, chat.Limits{PerSecond: 25, PerChatPerSecond: 1, ChatBurst: 3}, func(w *world) {
		w.takes = 60 * time.Millisecond
		var from, second time.Duration // when the platform shut, and when it had said so twice
		refused := 0
		w.fail = func(r request) error {
			now := time.Since(w.began)
			switch {
			case r.method == "answer" || now < 4*time.Second:
				return nil
			case from == 0:
				from = now
			case second == 0:
				second = now
			}
			if now >= from+shut {
				return nil
			}
			refused++
			return &chat.SendError{Class: chat.Busy, RetryAfter: from + shut - now, Method: r.method, Reason: "shut"}
		}
		w.crowd(people)
		w.sleep(2 * time.Minute)
		w.courier.Say("tg:10000", 0, "press", nil)
		w.sleep(time.Second)
		w.mu.Lock() // the bulk may be about to go on
		if got := w.lines[len(w.lines)-1]; got != "2m0s answer press 0 false" {
			t.Errorf("a press was not answered at once, but: %s", got)
		}
		w.mu.Unlock()
		w.sleep(10 * time.Minute)
		w.wantLeft(0)
		w.mu.Lock()
		defer w.mu.Unlock()
		for i, at := range w.times {
			if at > second && at < from+shut && !strings.Contains(w.lines[i], "answer") {
				t.Errorf("the platform has asked to wait from %v to %v: %s", from, from+shut, w.lines[i])
			}
		}
		if refused < 2 || refused > 5 || len(w.times) != people+refused+1 {
			t.Errorf("%d requests for %d people and an answer, %d refused", len(w.times), people, refused)
		}
		if len(w.shows) != people {
			t.Errorf("%d of %d were reached", len(w.shows), people)
		}
	})
}
