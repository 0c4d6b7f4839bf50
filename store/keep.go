package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"iter"
	"time"

	"zhibu/branch"
)

// Retention is for how many days the store keeps what is nobody's record. Zero means as DefaultRetention has it. What is of
// the branch (records, rounds, changes, imports) is kept for good.
type Retention struct {
	Undelivered int // what was given up, with its content: for so long it can be sent again
	Seen        int // that an update has had its effect: for so long it may come again. The platform keeps one for 24 hours
	Traces      int // who looked at whose record or at who took part, who exported the roster
}

// DefaultRetention is what an operator gets who sets nothing. Traces stay for the shortest term of a 支部委员会
// (党章第三十一条: three to five years).
var DefaultRetention = Retention{Undelivered: 14, Seen: 2, Traces: 3 * 365}

func (r Retention) orDefault() Retention {
	def := func(days *int, otherwise int) {
		if *days == 0 {
			*days = otherwise
		}
	}
	def(&r.Undelivered, DefaultRetention.Undelivered)
	def(&r.Seen, DefaultRetention.Seen)
	def(&r.Traces, DefaultRetention.Traces)
	return r
}

// Seen reports whether an update of a platform has had its effect already. It looks at every day that is kept, since the clock may have
// jumped in between: to a later day, or back behind the one on which the update was marked.
func (tx *Tx) Seen(platform string, id int64) bool {
	for next := Key(nil); ; {
		day := int64(-1)
		for s := range seens.Range(tx, next, nil) {
			day = s.Day
			break
		}
		switch {
		case day < 0:
			return false
		case seens.Has(tx, K(day).Str(platform).Int(tx.mark(id))),
			seens.Has(tx, K(day).Str(platform).Int(id)): // by a program that kept the numbers as they come
			return true
		}
		next = K(day + 1)
	}
}

// mark is by what an update is known in the table. The platform numbers updates one after the other: gaps between the numbers of
// those that acted would count the presses that leave nothing, as of somebody who turns the pages of a ballot.
func (tx *Tx) mark(id int64) int64 {
	mac := hmac.New(sha256.New, tx.store.secret)
	fmt.Fprintf(mac, "seen %d", id)
	return int64(binary.BigEndian.Uint64(mac.Sum(nil)))
}

// check is by what it is known later that marks were made under the same secret.
func (s *Store) check() string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("check"))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// Doubtful reports whether the marks in this store were made under another secret, which is lost: of an update that comes again
// Seen would not know. A store that has none yet is not doubtful.
func (s *Store) Doubtful() (doubtful bool) {
	_ = s.View(func(tx *Tx) error {
		info, _ := Infos.Get(tx, K(1))
		doubtful = info.Check != "" && info.Check != s.check()
		return nil
	})
	return doubtful
}

// Trust notes the secret under which marks are made from now on: nothing comes again that was marked under another.
func (s *Store) Trust() error {
	_, err := s.Update(func(tx *Tx) error {
		if info, _ := Infos.Get(tx, K(1)); info.Check != s.check() {
			info.Check = s.check()
			Infos.Put(tx, info)
		}
		return nil
	})
	return err
}

// MarkSeen marks an update in the transaction of its effect, and forgets a few that are too old to come again.
func (tx *Tx) MarkSeen(platform string, id int64, now time.Time) {
	day := now.Unix() / 86400
	seens.Put(tx, seen{Day: day, Platform: platform, ID: tx.mark(id)})
	forget := 2 // more than come in, so that the table shrinks to what is kept
	for old := range seens.Range(tx, nil, K(day-int64(tx.store.keep.Seen))) {
		seens.Delete(tx, seens.key(old))
		if forget--; forget == 0 {
			break
		}
	}
}

// guessDays is for how long it is remembered that an account has sent wrong codes: it counts for a day.
const guessDays = 1

// Sweep removes what is older than the store keeps it, at most so many rows of a kind, and gives how many it removed.
func (tx *Tx) Sweep(now time.Time, most int) int {
	since := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	traces := since(tx.store.keep.Traces)
	day := K(int64(branch.DateOf(traces)))
	parked := 0
	for c := range ChatsBySince.Range(tx, nil, K[int64]().Time(since(tx.store.keep.Undelivered))) {
		if parked == most {
			break
		}
		tx.Withdraw(c.Chat)
		c.Since = now
		Chats.Put(tx, c)
		parked++
	}
	return parked + sweep(tx, Deads, DeadsByTime.Range(tx, nil, K[int64]().Time(since(tx.store.keep.Undelivered))), most) +
		sweep(tx, Looks, LooksByDay.Range(tx, nil, day), most) +
		sweep(tx, RollLooks, RollLooksByDay.Range(tx, nil, day), most) +
		sweep(tx, GuessesOf, GuessesByTime.Range(tx, nil, K[int64]().Time(since(guessDays))), most) +
		sweep(tx, Exports, ExportsByTime.Range(tx, nil, K[int64]().Time(traces)), most)
}

func sweep[T any](tx *Tx, t *Table[T], old iter.Seq[T], most int) (n int) {
	for row := range old {
		if n == most {
			break
		}
		t.Delete(tx, t.key(row))
		n++
	}
	return n
}
