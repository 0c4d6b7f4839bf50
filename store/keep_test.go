package store

import (
	"fmt"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// TestSweep has every kind of what is kept for a while grow for years: only what is too old goes, a bounded part at a time.
func TestSweep(t *testing.T) {
	s, err := Open(folder(t), Options{Secret: []byte("secret"), Keep: Retention{Traces: 200}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	const days = 400
	for d := range days {
		now := noon.AddDate(0, 0, d)
		day := branch.DateOf(now)
		update(t, s, func(tx *Tx) error {
			id := int64(d + 1)
			Looks.Put(tx, Look{Branch: 1, Member: branch.MemberID(d % 3), Day: day, By: 2})
			RollLooks.Put(tx, RollLook{Branch: 1, Round: branch.RoundID(d%5 + 1), Day: day, By: 2})
			GuessesOf.Put(tx, Guesses{Account: chat.Account(day.String()), At: []time.Time{now.Add(-time.Minute), now}})
			Exports.Put(tx, Export{Branch: 1, ID: id, By: 2, At: now})
			tx.GiveUp(Waiting{Chat: "telegram:1", Seq: id, Card: &chat.Card{Key: "k"}}, "odd", now)
			return nil
		})
	}
	counts := func() [5]int {
		return look(t, s, func(tx *Tx) (n [5]int) {
			for range GuessesOf.Scan(tx, nil) {
				n[4]++
			}
			for range Looks.Scan(tx, nil) {
				n[0]++
			}
			for range RollLooks.Scan(tx, nil) {
				n[1]++
			}
			for range Exports.Scan(tx, nil) {
				n[2]++
			}
			for range Deads.Scan(tx, nil) {
				n[3]++
			}
			return n
		})
	}
	if got := counts(); got != [5]int{days, days, days, days, days} {
		t.Fatalf("before: %v", got)
	}
	last := noon.AddDate(0, 0, days-1)
	for _, want := range [][5]int{{350, 350, 350, 350, 350}, {300, 300, 300, 300, 300}, {250, 250, 250, 250, 250}, {201, 201, 201, 200, 200}, {201, 201, 201, 150, 150}} {
		update(t, s, func(tx *Tx) error { tx.Sweep(last, 50); return nil })
		if got := counts(); got != want {
			t.Errorf("%v are left, want %v", got, want)
		}
	}
	update(t, s, func(tx *Tx) error { tx.Sweep(last, 1000); return nil })
	update(t, s, func(tx *Tx) error { tx.Sweep(last.Add(-48*time.Hour), 1000); return nil }) // the clock went back
	if got := counts(); got != [5]int{201, 201, 201, 15, 2} {
		t.Errorf("%v are left at the end", got)
	}
	look(t, s, func(tx *Tx) (none struct{}) {
		for l := range Looks.Scan(tx, nil) {
			if age := branch.DateOf(last) - l.Day; age > 200 {
				t.Errorf("a look %d days old is left", age)
			}
		}
		return
	})
	sound(t, s)
}

// TestSweepParked: what is shown to somebody who has blocked the bot waits as long as what was given up, and no longer.
func TestSweepParked(t *testing.T) {
	s := open(t, folder(t))
	defer sound(t, s)
	const gone, slow = chat.Chat("telegram:1"), chat.Chat("telegram:2")
	shown := func(d int) []string {
		now := noon.AddDate(0, 0, d)
		update(t, s, func(tx *Tx) error {
			tx.Reach(gone, false, now) // each attempt says so again
			for _, c := range []chat.Chat{gone, slow} {
				tx.Show(c, chat.Card{Key: fmt.Sprint("day:", d), Text: []chat.Span{{Text: "text"}}})
			}
			tx.Sweep(now, 1000)
			return nil
		})
		return look(t, s, func(tx *Tx) (keys []string) {
			for w := range Waitings.Scan(tx, ChatKey(gone)) {
				keys = append(keys, w.Card.Key)
			}
			return keys
		})
	}
	for d := range 60 {
		if keys := shown(d); len(keys) > 15 || d < 14 && len(keys) != d+1 {
			t.Fatalf("on day %d there wait %q", d, keys)
		}
	}
	if n := look(t, s, func(tx *Tx) (n int) {
		for range Waitings.Scan(tx, ChatKey(slow)) {
			n++
		}
		return n
	}); n != 60 {
		t.Errorf("%d wait for who is only slow", n)
	}
	if n := look(t, s, func(tx *Tx) (n int) {
		for range Shows.Scan(tx, ChatKey(gone)) {
			n++
		}
		return n
	}); n > 15 {
		t.Errorf("%d cards are remembered that nobody was shown", n)
	}
}
