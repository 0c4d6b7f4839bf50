package store

import (
	"bytes"
	"fmt"
	"iter"
	"runtime"
	"strings"

	"zhibu/chat"
	"zhibu/store/engine"
)

// Tx is one deed's view of the store: what is committed or queued before it, and its own writes over that.
// It is good only until the deed returns, and only in the goroutine that the deed runs in.
type Tx struct {
	store    *Store
	view     engine.View
	tables   []engine.Table // of this view, opened when first needed
	readonly bool
	buffer   buffer
	outcome  Outcome
	cause    int64     // the update that is being handled
	asker    chat.Chat // where it came from
}

// Because says which update is being handled, and from which chat: what the deed leaves in the outbox carries its number into
// the log, and what it leaves for that chat is on record as asked for (Waiting.Asked).
func (tx *Tx) Because(in chat.Chat, update int64) { tx.asker, tx.cause = in, update }

// Cause is the update that is being handled; 0: none, it is the clock or the command line.
func (tx *Tx) Cause() int64 { return tx.cause }

// Outcome is what a deed leaves beside its rows: for whom there is something to send, and what is said once.
type Outcome struct {
	Replies []Reply
	chats   []chat.Chat // outboxes that gained something
	news    []News      // new messages among it
	due     bool        // the agenda changed
	spent   []string    // vault keys that nothing needs any more
	learned []Holidays  // tables of holidays that were loaded
}

// Reply is a chat.Reply with the place of its fleeting edit.
type Reply struct {
	chat.Reply
	Chat    chat.Chat
	Message int64 // the message that Edit goes into
	Rev     int64 // Edit is dropped if the card has moved on since
	turn    int64 // likewise if a later fleeting edit of the card has been asked for
}

// Replaces reports whether a fleeting edit of a card was asked for after another of it.
func (r Reply) Replaces(old Reply) bool {
	return r.Rev > old.Rev || r.Rev == old.Rev && r.turn > old.turn
}

// Spend has a key of the vault destroyed once this deed is durable.
func (tx *Tx) Spend(key string) { tx.outcome.spent = append(tx.outcome.spent, key) }

// Learn keeps a year's holidays, of all branches or of one, and has the calendar in use take them over once this deed is durable.
func (tx *Tx) Learn(h Holidays) {
	if h.Own {
		OwnHolidays.Put(tx, h)
	} else {
		HolidaysOf.Put(tx, h)
	}
	tx.outcome.learned = append(tx.outcome.learned, h)
}

func (tx *Tx) table(n int) engine.Table {
	if tx.tables[n] == nil {
		tx.tables[n] = tx.view.Table(schema[n].name)
		if tx.tables[n] == nil {
			panic("store: no table " + schema[n].name)
		}
	}
	return tx.tables[n]
}

func (tx *Tx) get(n int, key []byte) []byte {
	if i, found := tx.buffer.find(n, key); found {
		return tx.buffer.writes[n][i].value
	}
	return tx.table(n).Get(key)
}

// Limits of one row. An engine's own are larger; a row near these is a bug of ours.
const (
	maxKey   = 4 << 10 // bytes
	maxValue = 1 << 20 // bytes
)

func (tx *Tx) put(n int, key, value []byte) {
	tx.mayWrite()
	if len(key) == 0 || len(key) > maxKey || len(value) > maxValue {
		panic(fmt.Sprintf("store: %s: a row of %d+%d bytes", schema[n].name, len(key), len(value)))
	}
	tx.buffer.set(n, entry{key: key, value: value})
}

func (tx *Tx) delete(n int, key []byte) {
	tx.mayWrite()
	tx.buffer.set(n, entry{key: key, deleted: true})
}

func (tx *Tx) mayWrite() {
	if tx.readonly {
		panic("store: a write inside View")
	}
}

// scan goes through from <= key < to as the table stood when the loop began, the deed's earlier writes included.
// Writes made inside the loop go to the buffer, of which the loop has a copy, so they never disturb it.
func (tx *Tx) scan(n int, from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		own := tx.buffer.slice(n, from, to)
		// upTo yields the deed's own writes before key, or all that are left, and reports whether the loop goes on.
		upTo := func(key []byte) bool {
			for ; len(own) > 0 && (key == nil || bytes.Compare(own[0].key, key) < 0); own = own[1:] {
				if !own[0].deleted && !yield(own[0].key, own[0].value) {
					return false
				}
			}
			return true
		}
		for k, v := range tx.table(n).Scan(from, to) {
			if len(own) > 0 {
				if !upTo(k) {
					return
				}
				if len(own) > 0 && bytes.Equal(own[0].key, k) {
					continue // it stands there otherwise: its turn comes next
				}
			}
			if !yield(k, v) {
				return
			}
		}
		upTo(nil)
	}
}

// Panic is what Try and Update return for a deed that panicked: where, but never with what, since the value of a
// panic, and the arguments of the functions on the stack, may hold somebody's words or choice.
type Panic struct{ Stack string }

func (p *Panic) Error() string { return "store: the deed panicked" }

// Try runs part of a deed: if it returns an error or panics (then the error is a *Panic), all it wrote, showed and
// replied is dropped, and what the deed did before stands.
func (tx *Tx) Try(part func() error) (err error) {
	before, outcome := tx.buffer.clone(), tx.outcome
	outcome.Replies = append([]Reply(nil), outcome.Replies...)
	outcome.chats = append([]chat.Chat(nil), outcome.chats...)
	outcome.news = append([]News(nil), outcome.news...)
	outcome.spent = append([]string(nil), outcome.spent...)
	outcome.learned = append([]Holidays(nil), outcome.learned...)
	returned := false
	defer func() {
		if !returned {
			if recover() == nil {
				crash("store: runtime.Goexit inside a deed") // it would end the writer without a word
			}
			err = &Panic{Stack: stack()}
		}
		if err != nil {
			tx.buffer, tx.outcome = before, outcome
		}
	}()
	err = part()
	returned = true
	return err
}

// stack returns the functions and lines that led to a panic, from within the function deferred by Try.
func stack() string {
	pc := make([]uintptr, 64)
	frames := runtime.CallersFrames(pc[:runtime.Callers(3, pc)])
	var b strings.Builder
	for {
		f, more := frames.Next()
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", f.Function, f.File, f.Line)
		if !more {
			return b.String()
		}
	}
}

// crash ends the process from a goroutine of its own, where no deferred recover can hide it.
func crash(why string) {
	go panic(why)
	select {}
}

func (tx *Tx) merge() error {
	for n, writes := range tx.buffer.writes {
		for _, e := range writes {
			var err error
			if e.deleted {
				err = tx.table(n).Delete(e.key)
			} else {
				err = tx.table(n).Put(e.key, e.value)
			}
			if err != nil {
				return fmt.Errorf("store: %s: %w", schema[n].name, err)
			}
		}
	}
	return nil
}
