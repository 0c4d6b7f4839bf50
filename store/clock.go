package store

import (
	"iter"
	"slices"
	"time"

	"zhibu/branch"
)

// Settle has every time that something was done at, and from which the program reckons, count as now where it lies ahead
// of the clock (branch.Past), and gives how many rows that were. It is kept, not only read so: what is always just now never
// comes to be long ago. What people read as the date of a deed stays as it was written.
func (tx *Tx) Settle(now time.Time) (moved int) {
	if up, ok := Upkeeps.Get(tx, K(1)); ok && (up.Backup.After(now) || up.FailedAt.After(now)) {
		up.Backup, up.FailedAt = branch.Past(up.Backup, now), branch.Past(up.FailedAt, now)
		Upkeeps.Put(tx, up)
		moved++
	}
	if alive, ok := Alives.Get(tx, K(1)); ok && alive.At.After(now) {
		alive.At = branch.Past(alive.At, now)
		Alives.Put(tx, alive)
		moved++
	}
	return moved + settle(tx, GuessesOf, GuessesByTime, now, func(g *Guesses) {
		g.At = slices.Clone(g.At)
		for i := range g.At {
			g.At[i] = branch.Past(g.At[i], now)
		}
	}) + settle(tx, Deads, DeadsByTime, now, func(d *Dead) { d.At = branch.Past(d.At, now) }) +
		settle(tx, Chats, ChatsBySince, now, func(c *ChatState) { c.Since = branch.Past(c.Since, now) })
}

// ranged is an index that goes by time.
type ranged[T any] interface {
	Range(tx *Tx, from, to Key) iter.Seq[T]
}

func settle[T any](tx *Tx, t *Table[T], byTime ranged[T], now time.Time, past func(*T)) (n int) {
	for row := range byTime.Range(tx, K[int64]().Time(now.Add(time.Second)), nil) {
		past(&row)
		t.Put(tx, row)
		n++
	}
	return n
}
