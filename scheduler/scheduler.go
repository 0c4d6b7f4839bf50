// Package scheduler says when: a durable cron. What is due next stands in the store (store.Dues), written by the deeds
// themselves; cron specs are data of a branch and say at what hour a push may speak (When). The scheduler sleeps until
// the next of them, then has the push carried out (office.Push), in one transaction with the mark that it was said. After a
// day down nothing is lost and nothing said twice. It knows no push by name.
package scheduler

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"zhibu/office"
	"zhibu/store"
)

// Scheduler carries out what is due.
type Scheduler struct {
	Store  *store.Store
	Office *office.Office
	Clock  Clock
	Log    *slog.Logger
	// Fresh makes a key of the vault, durable when it returns: for the recommendations that open by the clock.
	Fresh func() (string, error)

	looked  atomic.Int64 // when Look last ended, in unix seconds by Clock
	failed  atomic.Int64 // when a push last failed
	changed chan struct{}
	brief   []store.Due // deadlines of Resume for which the process was down a moment only
}

// New makes a Scheduler that is woken when the store's agenda changes.
func New(s *store.Store, o *office.Office, c Clock, log *slog.Logger) *Scheduler {
	sch := &Scheduler{Store: s, Office: o, Clock: c, Log: log, changed: make(chan struct{}, 1)}
	s.Subscribe(func(commit store.Commit) {
		if commit.Due {
			select {
			case sch.changed <- struct{}{}:
			default:
			}
		}
	})
	return sch
}

// batch is how many due things share a transaction, and hold for how long one goes on taking them: where ten thousand
// branches have something due at one moment, what people press passes in between.
const (
	batch = 64
	hold  = 10 * time.Millisecond
)

// longest is for how long the scheduler sleeps at most, so that a clock that was set, or a machine that was suspended,
// is noticed.
const longest = 30 * time.Minute

// Run looks whenever something is due, until ctx ends. Before it is called come Resume and the updates that waited at
// the start, or a vote sent in time would meet a closed round.
func (s *Scheduler) Run(ctx context.Context) error {
	if err := s.forgive(); err != nil {
		return err
	}
	for {
		now := s.Clock.Now()
		if err := s.Look(now); err != nil {
			return err
		}
		next, err := s.beat(now)
		if err != nil {
			return err
		}
		fire, stop := s.Clock.After(next.Sub(now))
		select {
		case <-fire:
		case <-s.changed:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

// Look carries out everything that is due at now, in order of time.
func (s *Scheduler) Look(now time.Time) error {
	if at := s.failed.Load(); at > now.Unix() { // the clock was ahead
		s.failed.CompareAndSwap(at, now.Unix())
	}
	var keys, left []string // of the vault: what one transaction has not used, the next one may
	for {
		var err error
		if keys, err = s.ready(now, left); err != nil {
			return err
		}
		more := false
		_, err = s.Store.Update(func(tx *store.Tx) error {
			more, left = false, keys
			did, began := 0, time.Now()
			for due := range store.DuesByAt.Range(tx, nil, store.Key(nil).Time(now.Add(time.Second))) {
				if more = did == batch || did > 0 && time.Since(began) > hold; more {
					break
				}
				if did++; due.At.After(now) { // a deed before it has put it off
					continue
				}
				key := ""
				if s.keyed(due) && len(left) > 0 {
					key, left = left[0], left[1:]
				}
				s.carryOut(tx, due, key, now)
			}
			if !more {
				for _, key := range left {
					tx.Spend(key)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if !more {
			s.looked.Store(now.Unix())
			return nil
		}
	}
}

// ready does beside the writer what the next batch of what is due needs beforehand: it reads what would take long, and adds to keys that
// nobody has used as many fresh ones as it may need, since a deed touches no files.
func (s *Scheduler) ready(now time.Time, keys []string) (_ []string, err error) {
	need, rows := 0, 0
	err = s.Store.View(func(tx *store.Tx) error {
		for due := range store.DuesByAt.Range(tx, nil, store.Key(nil).Time(now.Add(time.Second))) {
			if rows++; rows > batch {
				break
			}
			p, _ := s.Office.Push(due.Push)
			if p.DoKeyed != nil {
				need++
			}
			if p.Beside != nil {
				_ = tx.Try(func() error { p.Beside(s.Office, tx, due); return nil })
			}
		}
		return nil
	})
	for len(keys) < need {
		if err != nil || s.Fresh == nil {
			break
		}
		var key string
		if key, err = s.Fresh(); err == nil {
			keys = append(keys, key)
		}
	}
	return keys, err
}

// keyed reports whether what is due may need a fresh key of the vault.
func (s *Scheduler) keyed(due store.Due) bool {
	p, _ := s.Office.Push(due.Push)
	return p.DoKeyed != nil
}

// Looked returns when the scheduler last did all that was due, and when a push last failed; zero: never.
func (s *Scheduler) Looked() (looked, failed time.Time) {
	at := func(n int64) time.Time {
		if n == 0 {
			return time.Time{}
		}
		return time.Unix(n, 0)
	}
	return at(s.looked.Load()), at(s.failed.Load())
}

// carryOut does one due thing. One that fails is tried again in an hour, so that it cannot stand in the way of others.
func (s *Scheduler) carryOut(tx *store.Tx, due store.Due, key string, now time.Time) {
	used := false
	err := tx.Try(func() error {
		used = s.Office.CarryOut(tx, due, key, now)
		s.Office.RefreshHomes(tx, now)
		return nil
	})
	if key != "" && (err != nil || !used) {
		tx.Spend(key)
	}
	if err != nil {
		s.failed.Store(now.Unix())
		s.Log.Error("a push failed", "push", due.Push, "branch", due.Branch, "error", err)
		if p, ok := err.(*store.Panic); ok {
			s.Log.Error("where", "stack", p.Stack)
		}
		tx.Plan(due.Push, due.Branch, due.Subject, now.Add(time.Hour))
	}
}

// The last hours before a deadline are watched: if the process was down in them for longer than a press survives on
// the platform, an officer decides whether the deadline is moved.
const (
	watched  = 2 * time.Hour
	bearable = 5 * time.Minute
)

// deadlines returns what ends before or at a time, passed ones included.
func (s *Scheduler) deadlines(tx *store.Tx, until time.Time) (list []store.Due) {
	for due := range store.DuesByAt.Range(tx, nil, store.Key(nil).Time(until.Add(time.Second))) {
		if p, _ := s.Office.Push(due.Push); p.Broken != nil {
			list = append(list, due)
		}
	}
	return list
}

// beat returns when to look next. While a deadline is near it also writes down that the process runs, every minute.
func (s *Scheduler) beat(now time.Time) (next time.Time, err error) {
	next = now.Add(longest)
	near := false
	err = s.Store.View(func(tx *store.Tx) error {
		for due := range store.DuesByAt.Range(tx, nil, store.Key(nil).Time(next)) {
			next = due.At
			break
		}
		near = len(s.deadlines(tx, now.Add(watched+longest))) > 0
		return nil
	})
	if err != nil || !near {
		return next, err
	}
	_, err = s.Store.Update(func(tx *store.Tx) error {
		store.Alives.Put(tx, store.Alive{At: now})
		return nil
	})
	return slices.MinFunc([]time.Time{next, now.Add(time.Minute)}, time.Time.Compare), err
}

// Resume marks, at the start, the rounds before whose deadline the process was down: for too long, or over the deadline
// itself. They take what waits on the platform, since it may have been sent in time.
func (s *Scheduler) Resume() error {
	now := s.Clock.Now()
	_, err := s.Store.Update(func(tx *store.Tx) error {
		s.brief = nil
		alive, _ := store.Alives.Get(tx, store.K(1))
		for _, due := range s.deadlines(tx, now.Add(watched)) {
			from, to := due.At.Add(-watched), due.At
			if alive.At.After(from) {
				from = alive.At
			}
			if now.Before(to) {
				to = now
			}
			down, passed := to.Sub(from), !now.Before(due.At)
			if down <= 0 || down <= bearable && !passed {
				continue
			}
			if s.Office.Broken(tx, due, true) && down <= bearable {
				s.brief = append(s.brief, due)
			}
		}
		return nil
	})
	return err
}

// forgive takes back what Resume marked for a moment's absence: what waited has been handled, nobody need be asked.
func (s *Scheduler) forgive() error {
	_, err := s.Store.Update(func(tx *store.Tx) error {
		for _, due := range s.brief {
			s.Office.Broken(tx, due, false)
		}
		return nil
	})
	return err
}

// NextDue returns the next thing that somebody would notice, and what it is; ok is false if there is none.
func (s *Scheduler) NextDue() (at time.Time, sentence string, ok bool) {
	_ = s.Store.View(func(tx *store.Tx) error {
		for due := range store.DuesByAt.Scan(tx, nil) {
			var quiet bool
			if sentence, quiet = s.Office.Describe(tx, due); !quiet {
				at, ok = due.At, true
				return nil
			}
		}
		return nil
	})
	return at, sentence, ok
}

// NextAt returns when anything at all is due next.
func (s *Scheduler) NextAt() (at time.Time, ok bool) {
	_ = s.Store.View(func(tx *store.Tx) error {
		for due := range store.DuesByAt.Scan(tx, nil) {
			at, ok = due.At, true
			return nil
		}
		return nil
	})
	return at, ok
}
