package store

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

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

// BenchmarkRows is what a deed's reads and writes cost beside the commit: a thousand rows read one by one, the same scanned, and read
// again among as many that the deed has written.
func BenchmarkRows(b *testing.B) {
	s := open(b, b.TempDir())
	const n = 1000
	fill := func(tx *Tx) error {
		for i := range int64(n) {
			things.Put(tx, thing{ID: i, Shelf: i % 7})
		}
		return nil
	}
	update(b, s, fill)
	scan := func(tx *Tx) {
		for range things.Scan(tx, nil) {
		}
	}
	for name, do := range map[string]func(*Tx){
		"get": func(tx *Tx) {
			for i := range int64(n) {
				things.Has(tx, K(i))
			}
		},
		"scan": scan,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			_ = s.View(func(tx *Tx) error {
				for b.Loop() {
					do(tx)
				}
				return nil
			})
		})
	}
	b.Run("scan among own", func(b *testing.B) {
		b.ReportAllocs()
		_, _ = s.Update(func(tx *Tx) error {
			for i := range int64(n) {
				things.Put(tx, thing{ID: 2*i + 1, Shelf: i % 7})
			}
			for b.Loop() {
				scan(tx)
			}
			return errRefused
		})
	})
	sound(b, s)
}
