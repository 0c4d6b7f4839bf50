package store

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestViewsSeeWhatIsDurable reads as fast as it can while others write: no reader may stand on a commit that is not
// durable yet. (bbolt itself lets them: its last fsync comes after the page that readers begin from.)
func TestViewsSeeWhatIsDurable(t *testing.T) {
	s := open(t, folder(t))
	var early, views atomic.Int64
	stop := make(chan struct{})
	var all sync.WaitGroup
	for i := range int64(4) {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := s.Update(func(tx *Tx) error { things.Put(tx, thing{ID: i}); return nil }); err != nil {
					t.Error(err)
					return
				}
			}
		})
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				b, err := s.begin()
				if err != nil {
					t.Error(err)
					return
				}
				// A commit that has begun by now may end soon: what counts is whether ours was durable when we began.
				if views.Add(1); b.ID() > s.lastDurable() {
					early.Add(1)
				}
				b.Rollback()
			}
		})
	}
	time.Sleep(500 * time.Millisecond)
	close(stop)
	all.Wait()
	if early.Load() > 0 || views.Load() < 100 {
		t.Errorf("%d of %d readers saw a commit that was not durable", early.Load(), views.Load())
	}
	sound(t, s)
}

// lastDurable does not wait for a commit that is under way.
func (s *Store) lastDurable() int { return int(s.durable.Load()) }

// BenchmarkView is how long a reader takes while four write without a pause.
func BenchmarkView(b *testing.B) {
	s := open(b, b.TempDir())
	stop := make(chan struct{})
	var all sync.WaitGroup
	var written atomic.Int64
	for i := range int64(4) {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				s.Update(func(tx *Tx) error { things.Put(tx, thing{ID: i}); return nil })
				written.Add(1)
			}
		})
	}
	var took []time.Duration
	begun := time.Now()
	for b.Loop() {
		from := time.Now()
		s.View(func(tx *Tx) error { things.Has(tx, K(1)); return nil })
		took = append(took, time.Since(from))
	}
	b.ReportMetric(float64(written.Load())/time.Since(begun).Seconds(), "writes/s")
	close(stop)
	all.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
	sound(b, s)
}
