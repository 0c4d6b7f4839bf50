package courier

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/chat"
	"zhibu/store"
)

var unlimited chat.Limits

// telegram is the pace that the first platform asks for.
var telegram = chat.Limits{PerSecond: 30, PerChatPerSecond: 1, ChatBurst: 3}

// times returns the failures of a class that a number of requests suffer, from the first on.
func times(n int, c chat.Class) func(request) chat.Class {
	return func(request) chat.Class {
		if n--; n >= 0 {
			return c
		}
		return 0
	}
}

func TestCardsAreSentThenEdited(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.show("tg:1", card("a", "1"))
		w.sleep(0)
		w.deed(func(tx *store.Tx) { tx.Show("tg:1", card("a", "1")); tx.Show("tg:1", card("b", "1")) })
		w.want("0s send tg:1 1 1", "0s send tg:1 2 1")
		w.sleep(time.Second)
		w.deed(func(tx *store.Tx) {
			tx.Show("tg:1", card("a", "2"))
			tx.Show("tg:1", card("a", "3"))
			tx.SetCommands("tg:1", []chat.Command{{Name: "x"}})
			tx.ShowBelow("tg:1", card("b", "1"))
		})
		w.want("1s edit tg:1 1 3", "1s commands tg:1 0 1", "1s send tg:1 3 1", "1s strip tg:1 2 ")
		w.wantLeft(0)

		picture := card("p", "1")
		picture.Picture = &chat.Picture{Kind: "some"}
		w.show("tg:2", picture)
		w.sleep(time.Second)
		if w.drawn != 1 {
			t.Error("no picture was sent")
		}
		picture.Key, picture.Picture, picture.Alone = "q", &chat.Picture{Kind: "none"}, []chat.Span{{Text: "whole"}}
		w.show("tg:2", picture)
		w.want("1s send tg:2 1 1", "2s send tg:2 2 whole")
		if w.drawn != 1 {
			t.Error("a picture that could not be drawn was sent")
		}
	})
}

// What did not get through is tried again, ever more seldom, and not for ever; a newer content is not held against the
// older one's tries.
func TestFailuresAreRetried(t *testing.T) {
	for _, class := range []chat.Class{chat.Unsent, chat.Unknown} {
		inBubble(t, unlimited, func(w *world) {
			w.failing(times(22, class), 0)
			w.show("tg:1", card("a", "1"))
			w.sleep(2 * time.Hour)
			var gaps []time.Duration
			for i := 1; i < len(w.times); i++ {
				gaps = append(gaps, (w.times[i]-w.times[i-1])/time.Second)
			}
			want := []time.Duration{1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64, 128, 128, 256, 256, 512, 512, 600, 600}
			if !slices.Equal(gaps, want) {
				t.Errorf("class %d was retried after %d seconds, want %d", class, gaps, want)
			}
			w.wantLeft(0)
		})
	}
	inBubble(t, unlimited, func(w *world) {
		w.fail = func(request) error { return errors.New("of no class") }
		w.show("tg:1", card("a", "1"))
		w.sleep(7 * 24 * time.Hour)
		if n := len(w.got()); n != maxTries+1 {
			t.Errorf("given up after %d tries", n)
		}
		w.wantLeft(0, "tg:1 a not a SendError")
		w.fail = nil
		w.show("tg:1", card("a", "1"))
		w.want("168h0m0s send tg:1 1 1")
	})
}

func TestBusyPausesOneChat(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		w.failing(func(r request) chat.Class {
			if r.chat == "tg:1" && time.Since(w.began) < 30*time.Second {
				return chat.Busy
			}
			return 0
		}, 30*time.Second)
		w.show("tg:1", card("a", "1"))
		w.sleep(10 * time.Second)
		w.deed(func(tx *store.Tx) {
			tx.Show("tg:1", card("a", "2"))
			tx.Show("tg:1", card("b", "1"))
			tx.Show("tg:2", card("a", "1"))
		})
		w.courier.Hear("tg:1")
		w.courier.Say("tg:1", 0, "", []store.Reply{{Reply: chat.Reply{Say: ptr(card("say", "said"))}}})
		w.sleep(time.Minute)
		w.want("0s send tg:1 0 1 → 2", "10s send tg:2 1 1",
			"30s send tg:1 1 said", "30s send tg:1 2 2", "30s send tg:1 3 1")
		w.wantLeft(0)
	})
}

func ptr[T any](v T) *T { return &v }

// When two chats are told to wait at the same time, it is us who are too fast: no chat gets new messages until then;
// what a person has pressed is still edited.
func TestBusyTwiceSlowsAll(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		w.show("tg:3", card("a", "1"))
		w.want("0s send tg:3 1 1")
		w.failing(times(2, chat.Busy), 20*time.Second)
		w.sleep(time.Second)
		w.show("tg:1", card("a", "1"))
		w.sleep(0) // else either may go first
		w.show("tg:2", card("a", "1"))
		w.sleep(time.Second)
		w.show("tg:3", card("a", "2"))
		w.show("tg:4", card("a", "1"))
		w.sleep(18500 * time.Millisecond)
		w.want("1s send tg:1 0 1 → 2", "1.033s send tg:2 0 1 → 2", "2s edit tg:3 1 2")
		w.sleep(5 * time.Second)
		if got := w.got(); len(got) != 3 {
			t.Errorf("afterwards: %q", got)
		}
		w.wantLeft(0)
	})
}

func TestGoneIsParkedUntilReached(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.failing(times(1, chat.Gone), 0)
		w.show("tg:1", card("a", "1"))
		w.want("0s send tg:1 0 1 → 6")
		w.deed(func(tx *store.Tx) { tx.Show("tg:1", card("b", "1")); tx.Show("tg:1", card("a", "2")) })
		w.sleep(time.Hour)
		w.stop()
		w.run()
		w.sleep(time.Hour)
		w.want()
		w.wantLeft(2)
		w.deed(func(tx *store.Tx) { tx.Reach("tg:1", true, time.Time{}) })
		w.want("2h0m0s send tg:1 1 2", "2h0m0s send tg:1 2 1")
		w.wantLeft(0)
	})
}

// A group that has become another chat gets there what waits for it, in order, and nothing of it is given up.
func TestMoved(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		w.fail = func(r request) error {
			if r.chat == "tg:-1" {
				return &chat.SendError{Class: chat.Refused, MovedTo: "tg:-100", Method: r.method, Reason: "upgraded"}
			}
			return nil
		}
		w.deed(func(tx *store.Tx) {
			for _, key := range []string{"a", "b", "c"} {
				tx.Show("tg:-1", card(key, key))
			}
		})
		w.sleep(time.Minute)
		w.want("0s send tg:-1 0 a → 4", "33ms send tg:-100 1 a", "67ms send tg:-100 2 b", "100ms send tg:-100 3 c")
		w.wantLeft(0)
		w.show("tg:-100", card("a", "2"))
		w.want("1m0s edit tg:-100 1 2")
	})
}

// A message that its reader deleted comes again only if the card still asks for something.
func TestMissing(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.show("tg:1", card("asks", "1"))
		w.show("tg:1", card("tells", "1"))
		w.got()
		w.failing(func(r request) chat.Class {
			if r.method == "edit" || r.method == "strip" {
				return chat.Missing
			}
			return 0
		}, 0)
		w.show("tg:1", card("asks", "2", "ok"))
		w.show("tg:1", card("tells", "2"))
		w.want("0s edit tg:1 1 2 → 5", "0s send tg:1 3 2", "0s edit tg:1 2 2 → 5")
		w.show("tg:1", card("tells", "3")) // news again
		w.want("0s send tg:1 4 3")
		w.deed(func(tx *store.Tx) { tx.ShowBelow("tg:1", card("tells", "4")) })
		w.want("0s send tg:1 5 4", "0s strip tg:1 4  → 5")
		w.wantLeft(0)
		// The platform says so of a message that was to be new: nonsense, and no reason to try without end.
		w.failing(times(1, chat.Missing), 0)
		w.show("tg:2", card("asks", "1", "ok"))
		w.want("0s send tg:2 0 1 → 5")
		w.wantLeft(0, "tg:2 asks as told")
	})
}

func TestRefusedIsADeadLetter(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.takes = 5 * time.Second
		w.failing(func(r request) chat.Class {
			if strings.HasSuffix(r.text, "bad") {
				return chat.Refused
			}
			return 0
		}, 0)
		w.show("tg:1", card("a", "bad"))
		w.show("tg:1", card("b", "bad"))
		w.show("tg:1", card("c", "good"))
		w.sleep(time.Second)
		w.show("tg:1", card("a", "good")) // while the bad one is under way
		w.sleep(time.Minute)
		w.want("0s send tg:1 0 bad → 4", "5s send tg:1 1 good", "10s send tg:1 0 bad → 4", "15s send tg:1 2 good")
		w.wantLeft(0, "tg:1 a as told", "tg:1 b as told")
	})
}

func TestUnauthorizedEndsRun(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		n := 0
		w.failing(func(request) chat.Class {
			if n++; n >= 10 {
				return chat.Unauthorized
			}
			return 0
		}, 0)
		w.deed(func(tx *store.Tx) {
			for i := range 500 {
				tx.Show(chat.Chat(fmt.Sprint("tg:", i)), card("a", "1"))
			}
		})
		<-w.ended
		var failed *chat.SendError
		if err := w.stop(); !errors.As(err, &failed) || failed.Class != chat.Unauthorized {
			t.Errorf("Run returned %v", err)
		}
		if n := len(w.got()); n != 10 || time.Since(w.began) > time.Second {
			t.Errorf("%d requests in %v", n, time.Since(w.began))
		}
		if n, dead := w.left(); n != 491 || len(dead) != 0 {
			t.Errorf("%d wait, dead: %v", n, dead)
		}
	})
}

func TestFleetingEdits(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		edit := func(message int64, text string) store.Outcome {
			return w.deed(func(tx *store.Tx) { tx.ReplyEdit("tg:1", message, card("a", text)) })
		}
		say := func(o store.Outcome) { w.courier.Say("tg:1", 0, "", o.Replies) }
		w.show("tg:1", card("a", "1"))
		say(edit(1, "secret"))
		w.want("0s send tg:1 1 1", "0s edit tg:1 1 secret")
		w.show("tg:1", card("a", "1")) // as before, but that is not what stands there
		w.want("0s edit tg:1 1 1")

		late := edit(1, "late") // the card moves on between the commit and the sending
		w.show("tg:1", card("a", "2"))
		say(late)
		w.want("0s edit tg:1 1 2")

		w.takes = time.Second
		w.show("tg:1", card("x", "1"))
		w.show("tg:1", card("a", "3"))
		w.show("tg:1", card("y", "1"))
		say(edit(1, "secret")) // while x is under way and 3 waits: 3 goes first, y need not
		w.sleep(10 * time.Second)
		w.want("0s send tg:1 2 1", "1s edit tg:1 1 3", "2s edit tg:1 1 secret", "3s send tg:1 3 1")

		w.show("tg:1", card("x", "2"))
		late = edit(1, "late") // while x is under way; then the card moves on before its turn
		say(late)
		w.show("tg:1", card("a", "4"))
		w.sleep(10 * time.Second)
		w.want("10s edit tg:1 2 2", "11s edit tg:1 1 4")

		w.deed(func(tx *store.Tx) { tx.ShowBelow("tg:1", card("a", "5")) })
		late = edit(1, "late") // pressed on what will be the former message, which nothing would ever edit back
		say(late)
		w.sleep(10 * time.Second)
		w.want("20s send tg:1 4 5", "21s strip tg:1 1 ")

		// One that fails is not tried again once the card has moved on. The platform's wish to wait holds for all.
		w.failing(times(1, chat.Busy), 30*time.Second)
		say(edit(4, "secret"))
		w.sleep(5 * time.Second)
		w.show("tg:1", card("a", "5"))
		w.sleep(time.Minute)
		w.want("30s edit tg:1 4 secret → 2", "1m1s edit tg:1 4 5")
		w.failing(times(1, chat.Unauthorized), 0)
		say(edit(4, "secret"))
		w.sleep(time.Second)
		select {
		case <-w.ended:
		default:
			t.Error("Run goes on without the platform's consent")
		}
		w.wantLeft(0)
	})
}

// What is said once is tried again while somebody waits for it: the edit of a pressed card while that has not moved on, a
// sentence, the answer to a press.
func TestFleetingIsTriedAgain(t *testing.T) {
	for _, class := range []chat.Class{chat.Busy, chat.Unknown, chat.Unsent} {
		inBubble(t, unlimited, func(w *world) {
			w.show("tg:1", card("a", "1"))
			w.got()
			confirm := func(text string) []store.Reply {
				return w.deed(func(tx *store.Tx) { tx.ReplyEdit("tg:1", 1, card("a", text)) }).Replies
			}
			w.failing(times(2, class), time.Second)
			w.courier.Say("tg:1", 0, "", confirm("sure?"))
			w.sleep(10 * time.Second)
			w.show("tg:1", card("b", "1")) // the chat goes on
			second := map[chat.Class]string{chat.Busy: "2s"}[class]
			if second == "" {
				second = "3s"
			}
			failed := fmt.Sprint(" → ", class)
			w.want("0s edit tg:1 1 sure?"+failed, "1s edit tg:1 1 sure?"+failed, second+" edit tg:1 1 sure?", "10s send tg:1 2 1")

			w.failing(times(1, class), time.Second)
			w.courier.Say("tg:1", 0, "", []store.Reply{{Reply: chat.Reply{Say: ptr(card("say", "code"))}}})
			w.sleep(10 * time.Second)
			w.want("10s send tg:1 0 code"+failed, "11s send tg:1 3 code")

			w.failing(times(1, class), time.Second)
			w.courier.Say("tg:1", 0, "p1", []store.Reply{{Reply: chat.Reply{Toast: "好"}}})
			w.sleep(10 * time.Second)
			w.want("20s answer p1 0 好false"+failed, "21s answer p1 0 好false")

			// Not for ever: nobody looks at the screen any more.
			w.failing(func(request) chat.Class { return class }, 10*time.Second)
			w.courier.Say("tg:1", 0, "p2", append(confirm("late"), store.Reply{Reply: chat.Reply{Say: ptr(card("say", "late"))}}))
			w.sleep(2 * time.Minute)
			for i, at := range w.times {
				if at > 30*time.Second+lasting {
					t.Errorf("too late: %s", w.lines[i])
				}
			}
			if n := len(w.got()); n < 8 || n > 40 {
				t.Errorf("%d tries in a minute", n)
			}
			w.failing(func(request) chat.Class { return 0 }, 0)
			w.sleep(time.Hour)
			w.want()
			w.show("tg:1", card("a", "1")) // what stands there is not known
			w.want("1h2m30s edit tg:1 1 1")
		})
	}
	inBubble(t, unlimited, func(w *world) { // a shutdown waits for no try
		w.failing(func(request) chat.Class { return chat.Unknown }, 0)
		w.courier.Say("tg:1", 0, "p1", []store.Reply{{Reply: chat.Reply{Toast: "好"}}})
		w.sleep(5 * time.Second)
		if w.stop(); time.Since(w.began) != 5*time.Second {
			t.Errorf("stopped after %v", time.Since(w.began))
		}
	})
}

// Somebody who presses twice a second is shown what the last press came to, not last of all; what the presses before came
// to uses up no turn of the chat.
func TestImpatient(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		w.takes = 60 * time.Millisecond
		w.show("tg:1", card("a", "1"))
		w.sleep(10 * time.Second)
		w.got()
		pressed := time.Since(w.began)
		for i := range 60 {
			replies := w.deed(func(tx *store.Tx) { tx.ReplyEdit("tg:1", 1, card("a", "sure?")) }).Replies
			w.sleep(5 * time.Millisecond) // the next press may be committed before the chat's turn comes
			w.courier.Hear("tg:1")
			w.courier.Say("tg:1", int64(i), "", replies)
			w.sleep(495 * time.Millisecond)
		}
		var at []time.Duration
		w.mu.Lock()
		for i, line := range w.lines {
			if strings.Contains(line, "edit tg:1 1 sure?") {
				at = append(at, w.times[i]-pressed)
			}
		}
		w.mu.Unlock()
		if len(at) < 25 || at[0] > time.Second {
			t.Fatalf("shown at %v", at)
		}
		for i := 1; i < len(at); i++ {
			if at[i]-at[i-1] > 3*time.Second {
				t.Errorf("nothing was shown between %v and %v", at[i-1], at[i])
			}
		}
		w.got()
		from := time.Now()
		w.show("tg:1", card("b", "1"))
		for w.count("tg:1") < 2 && time.Since(from) < time.Minute {
			w.sleep(10 * time.Millisecond)
		}
		if took := time.Since(from); took > 2*time.Second {
			t.Errorf("a later message came after %v", took)
		}
	})
	inBubble(t, telegram, func(w *world) { // a hundred at once, and the same words typed a hundred times
		w.show("tg:1", card("a", "1"))
		w.sleep(10 * time.Second)
		w.got()
		w.courier.Hear("tg:1")
		for range 100 {
			w.courier.Say("tg:1", 0, "", w.deed(func(tx *store.Tx) { tx.ReplyEdit("tg:1", 1, card("a", "sure?")) }).Replies)
			w.courier.Say("tg:1", 0, "", []store.Reply{{Reply: chat.Reply{Say: ptr(card("say", "what?"))}}})
		}
		w.show("tg:1", card("b", "1"))
		w.sleep(5 * time.Second)
		if n := len(w.got()); n > 6 || w.count("tg:1") < 3 {
			t.Errorf("%d requests, %d messages", n, w.count("tg:1"))
		}
		w.wantLeft(0)
	})
}

// Strangers, and notes in groups, share five answers a second, however many they are; a member is answered and shown cards as if
// there were none. What waits for a group goes out before any note, and the order to leave it as well.
func TestStrangersShareAPace(t *testing.T) {
	limits := telegram
	limits.GroupPerSecond, limits.GroupBurst = 0.25, 5
	limits.Group = func(c chat.Chat) bool { return strings.HasPrefix(string(c), "tg:-") }
	inBubble(t, limits, func(w *world) {
		w.takes = 60 * time.Millisecond
		say := []store.Reply{{Reply: chat.Reply{Say: ptr(card("say", "who?"))}}}
		toast := []store.Reply{{Reply: chat.Reply{Toast: "who?"}}}
		var waits []time.Duration
		for i := range 20 * 60 { // 60 a second, for 20 s
			stranger := chat.Chat(fmt.Sprint("tg:", 50_000+i))
			switch i % 3 {
			case 0:
				w.courier.Say(stranger, 0, "", say)
			case 1:
				w.courier.Say(stranger, 0, fmt.Sprint("p", i), toast)
			case 2:
				w.courier.Say("tg:-1", 0, "", []store.Reply{{Reply: chat.Reply{Say: ptr(card("say", fmt.Sprint("note ", i)))}}})
			}
			if i%60 == 0 {
				member := chat.Chat(fmt.Sprint("tg:", 1+i/60))
				w.courier.Hear(member)
				from := time.Now()
				w.courier.Say(member, 0, "", say)
				w.deed(func(tx *store.Tx) { tx.Because(member, 1); tx.Show(member, card("a", "1")) })
				for w.count(member) < 2 {
					w.sleep(time.Millisecond)
				}
				waits = append(waits, time.Since(from))
			}
			w.sleep(time.Second / 60)
		}
		if most := slices.Max(waits); most > 200*time.Millisecond {
			t.Errorf("members waited up to %v", most)
		}
		from := time.Since(w.began)
		w.show("tg:-1", card("notice", "news"))
		w.deed(func(tx *store.Tx) { tx.Leave("tg:-3") })
		w.courier.Say("tg:-3", 0, "", say)
		w.sleep(9 * time.Second)
		w.mu.Lock()
		var shared []time.Duration
		news, left := time.Hour, time.Hour
		for i, line := range w.lines {
			switch {
			case strings.HasSuffix(line, "news"):
				news = w.times[i] - from
			case strings.Contains(line, "leave tg:-3"):
				left = w.times[i] - from
			case strings.Contains(line, "answer"), strings.Contains(line, "tg:50"), strings.Contains(line, "tg:51"): // a note waits for its group besides
				shared = append(shared, w.times[i])
			}
		}
		w.mu.Unlock()
		slices.Sort(shared)
		for i := range shared {
			n := 0
			for _, at := range shared[i:] {
				if at-shared[i] < time.Second {
					n++
				}
			}
			if n > strangersPerSecond {
				t.Errorf("%d answers in the second from %v", n, shared[i])
			}
		}
		if len(shared) < 60 || news > 5*time.Second || left > 100*time.Millisecond {
			t.Errorf("%d answers; 公示 after %v; left after %v", len(shared), news, left)
		}
		if n := strings.Count(w.log.String(), "strangers ask"); n != 1 {
			t.Errorf("it was logged %d times", n)
		}
	})
}

// What has expired takes nothing from those who come after it: neither the chat's turn, nor a place among the requests.
func TestExpiredCostsNothing(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		w.stop()
		w.deed(func(tx *store.Tx) {
			for i := range 2 * can(unlimited).Parallel {
				tx.ShowUntil(chat.Chat(fmt.Sprint("tg:", i+1)), card("today", "1"), w.began.Add(time.Hour))
			}
			for i := range 10 {
				tx.ShowUntil("tg:1", card(fmt.Sprint("today", i), "1"), w.began.Add(time.Hour))
			}
			tx.Show("tg:1", card("news", "1"))
		})
		w.sleep(2 * time.Hour)
		w.run()
		w.sleep(10 * time.Second)
		if n := len(w.got()); n != 1 || w.count("tg:1") != 1 {
			t.Errorf("%d requests, %d messages", n, w.count("tg:1"))
		}
		w.wantLeft(0)
	})
}

func TestEveryPressIsAnsweredOnce(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.takes = time.Second
		w.show("tg:1", card("a", "1")) // an answer waits for nobody
		w.sleep(0)
		w.courier.Say("tg:1", 0, "p1", nil)
		w.courier.Say("tg:1", 0, "p2", []store.Reply{{Reply: chat.Reply{Toast: "好"}}, {Reply: chat.Reply{Toast: "again"}}})
		w.courier.Say("tg:1", 0, "p3", []store.Reply{{Reply: chat.Reply{Toast: "no", Alert: true, Say: ptr(card("s", "said"))}}})
		w.courier.Say("tg:1", 0, "", []store.Reply{{Reply: chat.Reply{Toast: "no press"}}})
		w.sleep(5 * time.Second)
		w.want("0s send tg:1 1 1", "0s answer p1 0 false", "0s answer p2 0 好false", "0s answer p3 0 notrue", "1s send tg:1 2 said")
		w.stop()
		w.courier.Say("tg:1", 0, "p4", nil) // too late, and no reason to hang
		w.want()
	})
}

func TestShowLater(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		later := func(text string, d time.Duration) {
			at := w.began.Add(d)
			w.deed(func(tx *store.Tx) { tx.ShowLater("tg:1", card("a", text), at) })
		}
		later("1", time.Minute)
		w.show("tg:1", card("b", "1")) // goes past it
		w.sleep(10 * time.Second)
		later("2", 70*time.Second) // one message, not put off
		w.want("0s send tg:1 1 1")
		w.stop()
		w.run() // a restart forgets no time
		w.sleep(time.Minute)
		w.want("1m0s send tg:1 2 2")
		later("3", 2*time.Minute)
		w.show("tg:1", card("a", "4"))
		w.sleep(time.Hour)
		w.want("1m10s edit tg:1 2 4")
		w.wantLeft(0)
	})
}

// Idle waits for what is being sent and for what can be, not for what must wait.
// What is true for a time only is dropped when that has passed before it could be delivered.
func TestShowUntil(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.failing(times(1, chat.Gone), 0)
		w.deed(func(tx *store.Tx) { tx.ShowUntil("tg:1", card("today", "1"), w.began.Add(time.Hour)) })
		w.sleep(time.Second)
		w.deed(func(tx *store.Tx) { tx.Show("tg:1", card("news", "1")) })
		w.sleep(time.Hour - 2*time.Second)
		w.deed(func(tx *store.Tx) { tx.ShowUntil("tg:2", card("today", "2"), w.began.Add(time.Hour)) }) // in time, by a second
		w.sleep(time.Second)
		w.deed(func(tx *store.Tx) {
			tx.Reach("tg:1", true, time.Time{}) // late, by nothing
			tx.ShowUntil("tg:3", card("today", "3"), w.began.Add(time.Hour))
		})
		w.sleep(time.Second)
		w.want("0s send tg:1 0 1 → 6", "59m59s send tg:2 1 2", "1h0m0s send tg:1 1 1")
		w.wantLeft(0)
		w.deed(func(tx *store.Tx) { tx.Show("tg:1", card("today", "4")) }) // it can be shown anew
		w.want("1h0m1s send tg:1 2 4")
		w.wantLeft(0)
	})
}

func TestIdle(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		idle := func(want time.Duration) {
			t.Helper()
			began := time.Now()
			if err := w.courier.Idle(w.Context()); err != nil || time.Since(began).Round(time.Second) != want {
				t.Errorf("idle after %v, %v; want %v", time.Since(began), err, want)
			}
		}
		idle(0)
		w.takes = 2 * time.Second
		w.deed(func(tx *store.Tx) {
			for i := range 3 {
				tx.Show("tg:1", card(fmt.Sprint(i), "1"))
				tx.Show("tg:2", card(fmt.Sprint(i), "1"))
			}
			tx.ShowLater("tg:3", card("a", "1"), w.began.Add(time.Hour))
		})
		ctx, cancel := context.WithTimeout(w.Context(), time.Second)
		defer cancel()
		if err := w.courier.Idle(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		idle(5 * time.Second)
		w.wantLeft(1)
		w.failing(times(1, chat.Unsent), 0)
		w.show("tg:4", card("a", "1"))
		idle(2 * time.Second) // it failed, and waits for its next try
		w.wantLeft(2)
		w.sleep(2 * time.Hour)
		w.wantLeft(0)
		idle(0)
	})
}

// A shutdown finishes the requests under way, records what came of them and begins none; the next start sends the rest.
// Nothing is sent twice.
func TestShutdownAndRestart(t *testing.T) {
	for _, limits := range []chat.Limits{unlimited, {PerSecond: 1000, PerChatPerSecond: 1, ChatBurst: 1}} {
		inBubble(t, limits, func(w *world) {
			w.takes = 10 * time.Second
			w.deed(func(tx *store.Tx) {
				for i := range 2 * can(unlimited).Parallel {
					tx.Show(chat.Chat(fmt.Sprint("tg:", i)), card("a", "1"))
					tx.Show(chat.Chat(fmt.Sprint("tg:", i)), card("b", "1"))
				}
			})
			w.sleep(5 * time.Second)
			if err := w.stop(); err != nil {
				t.Error(err)
			}
			if at := time.Since(w.began); at < 10*time.Second || at > 11*time.Second {
				t.Errorf("Run returned after %v", at)
			}
			w.sleep(time.Hour)
			if n := len(w.got()); n != can(unlimited).Parallel {
				t.Errorf("%d requests were made, %d could be under way", n, can(unlimited).Parallel)
			}
			w.wantLeft(3 * can(unlimited).Parallel)
			w.close()
			w.open()
			w.run()
			w.sleep(time.Hour)
			w.wantLeft(0)
			for to, messages := range w.shows {
				if len(messages) != 2 {
					t.Errorf("%s has %d messages", to, len(messages))
				}
			}
		})
	}
}

// An upload that stalls holds a shutdown up for as long as the service manager has patience with it, not for as long as
// the upload might take. It counts as not sent.
func TestShutdownWhileStalled(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.takes = 70 * time.Second
		picture := card("p", "1")
		picture.Picture = &chat.Picture{Kind: "some"}
		w.show("tg:1", picture)
		w.sleep(time.Second)
		from := time.Now()
		if err := w.stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(from); took < 15*time.Second || took > 25*time.Second {
			t.Errorf("Run returned %v after it was stopped", took)
		}
		w.wantLeft(1)
		w.takes = time.Second
		w.run()
		w.sleep(time.Minute)
		w.wantLeft(0)
		w.want("0s send tg:1 0 1 → 3", "21s send tg:1 1 1")
	})
}

// A group takes fewer in a minute than a person does, edits included. That holds up nobody but the group.
func TestGroupPace(t *testing.T) {
	limits := telegram
	limits.GroupPerSecond, limits.GroupBurst = 0.25, 5
	limits.Group = func(c chat.Chat) bool { return strings.HasPrefix(string(c), "tg:-") }
	inBubble(t, limits, func(w *world) {
		w.takes = 200 * time.Millisecond
		w.deed(func(tx *store.Tx) {
			for i := range 40 {
				tx.Show("tg:-1", card(fmt.Sprint("k", i), "1"))
				tx.Show("tg:1", card(fmt.Sprint("k", i), "1"))
			}
		})
		w.sleep(50 * time.Second)
		if n := w.count("tg:1"); n != 40 {
			t.Errorf("a person has got %d of 40", n)
		}
		for i := range 40 {
			w.show("tg:-1", card(fmt.Sprint("k", i), "2")) // of what was sent already, edits
		}
		w.sleep(10 * time.Minute)
		w.wantLeft(0)
		var at []time.Duration
		edits := 0
		for i, line := range w.lines {
			if strings.Contains(line, "tg:-1") {
				at = append(at, w.times[i])
			}
			if strings.Contains(line, "edit tg:-1") {
				edits++
			}
		}
		most := 0
		for i := range at {
			n := 0
			for _, later := range at[i:] {
				if later-at[i] <= time.Minute {
					n++
				}
			}
			most = max(most, n)
		}
		if most > 20 || most < 19 || edits < 10 {
			t.Errorf("%d requests in a minute of %d, %d of them edits", most, len(at), edits)
		}
		if len(w.shows["tg:-1"]) != 40 || slices.ContainsFunc(slices.Collect(maps.Values(w.shows["tg:-1"])), func(s string) bool { return s != words+"2" }) {
			t.Errorf("the group shows %v", w.shows["tg:-1"])
		}
	})
}

// The platform's limits are kept: new messages over all, and everything within one chat.
func TestPace(t *testing.T) {
	inBubble(t, telegram, func(w *world) {
		const chats = 200
		all := func(do func(*store.Tx, chat.Chat)) {
			w.deed(func(tx *store.Tx) {
				for i := range chats {
					do(tx, chat.Chat(fmt.Sprint("tg:", i)))
				}
			})
			w.sleep(time.Minute)
		}
		most := func(within time.Duration) (n int) {
			for i := range w.times {
				for j := i; j < len(w.times) && w.times[j]-w.times[i] < within; j++ {
					n = max(n, j-i+1)
				}
			}
			return n
		}
		check := func(what string, requests, inASecond int, lasts time.Duration) {
			t.Helper()
			slices.Sort(w.times)
			took := w.times[len(w.times)-1] - w.times[0]
			if n := most(time.Second - time.Millisecond); len(w.times) != requests || n != inASecond || took.Round(time.Second) != lasts {
				t.Errorf("%s: %d requests, %d in a second, in %v", what, len(w.times), n, took)
			}
			w.got()
		}
		all(func(tx *store.Tx, c chat.Chat) { tx.Show(c, card("a", "1")) })
		check("new cards", chats, 30, 7*time.Second)
		all(func(tx *store.Tx, c chat.Chat) { tx.Show(c, card("a", "2")) })
		check("edits", chats, chats, 0)
		all(func(tx *store.Tx, c chat.Chat) { tx.ShowBelow(c, card("a", "3")) })
		if n := len(slices.DeleteFunc(slices.Clone(w.lines), func(l string) bool { return !strings.Contains(l, "send") })); n != chats {
			t.Errorf("%d cards were sent again", n)
		}
		if took := slices.Max(w.times) - slices.Min(w.times); took.Round(time.Second) != 7*time.Second {
			t.Errorf("cards at the bottom took %v", took)
		}
		w.got()
		w.deed(func(tx *store.Tx) {
			for i := range 10 {
				tx.Show("tg:1", card(fmt.Sprint("k", i), "1"))
			}
		})
		w.sleep(500 * time.Millisecond)
		w.show("tg:1", card("k9", "2")) // before its turn has come: one message, not two
		w.sleep(500 * time.Millisecond)
		w.show("tg:1", card("k4", "2")) // even though it is the next
		w.sleep(time.Minute)
		w.mu.Lock()
		lines := strings.Join(w.lines, "\n")
		w.mu.Unlock()
		if !strings.Contains(lines, " send tg:1 12 2") || strings.Contains(lines, "edit") {
			t.Errorf("in one chat:\n%s", lines)
		}
		check("one chat", 10, 3, 7*time.Second)
	})
}

// Whatever fails and in whatever order things come, each chat ends on the last of each card, and never has two requests
// under way.
func TestTroubleEnds(t *testing.T) {
	for seed := range uint64(12) {
		inBubble(t, []chat.Limits{unlimited, telegram}[seed%2], func(w *world) {
			random := rand.New(rand.NewPCG(seed, 1))
			dice := rand.New(rand.NewPCG(seed, 2)) // under the platform's lock
			classes := []chat.Class{chat.Unsent, chat.Busy, chat.Unknown, chat.Gone}
			w.failing(func(r request) chat.Class {
				if dice.IntN(3) > 0 {
					return 0
				}
				return classes[dice.IntN(len(classes))]
			}, 7*time.Second)
			last := map[chat.Chat]map[string]string{"tg:1": {}, "tg:2": {}, "tg:3": {}}
			for n := range 150 {
				to := chat.Chat(fmt.Sprint("tg:", 1+random.IntN(3)))
				key := fmt.Sprint("k", random.IntN(2))
				c := card(key, fmt.Sprint(n), "ok")
				w.mu.Lock()
				w.takes = time.Duration(random.IntN(3000)) * time.Millisecond
				w.mu.Unlock()
				outcome := w.deed(func(tx *store.Tx) {
					shown, _ := tx.ShownAs(to, key)
					switch k := random.IntN(8); {
					case k == 0:
						tx.ShowBelow(to, c)
					case k == 1:
						tx.ShowLater(to, c, time.Now().Add(10*time.Second))
					case k == 2:
						tx.Reach(to, true, time.Time{})
						return
					case k <= 4 && shown.Message != 0:
						tx.ReplyEdit(to, shown.Message, card(key, "secret"))
						return
					default:
						tx.Show(to, c)
					}
					last[to][key] = c.PlainText()
				})
				w.courier.Say(to, 0, "", outcome.Replies)
				w.sleep(time.Duration(random.IntN(4000)) * time.Millisecond)
			}
			w.sleep(time.Minute)
			w.failing(func(request) chat.Class { return 0 }, 0)
			w.deed(func(tx *store.Tx) {
				for to, keys := range last {
					tx.Reach(to, true, time.Time{})
					for key := range keys { // edits back what was fleeting
						shown, _ := tx.ShownAs(to, key)
						last[to][key] = words + "end"
						tx.Show(shown.Chat, card(key, "end"))
					}
				}
			})
			w.sleep(time.Hour)
			w.wantLeft(0)
			for to, keys := range last {
				for key, text := range keys {
					if err := w.store.View(func(tx *store.Tx) error {
						shown, _ := tx.ShownAs(to, key)
						if got := w.shows[to][shown.Message]; got != text {
							t.Errorf("seed %d: %s in %s shows %q, want %q", seed, key, to, got, text)
						}
						return nil
					}); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
}
