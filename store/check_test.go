package store

import (
	"sync/atomic"
	"testing"
)

// TestCheckWhileWriting checks a store that is being written to: under -race it fails if the check reads what a commit changes.
func TestCheckWhileWriting(t *testing.T) {
	s := open(t, folder(t))
	defer sound(t, s)
	var stop atomic.Bool
	ended := make(chan error, 1)
	go func() {
		var err error
		for i := int64(0); !stop.Load() && err == nil; i++ {
			_, err = s.Update(func(tx *Tx) error { things.Put(tx, thing{ID: i % 500}); things.Delete(tx, K((i+250)%500)); return nil })
		}
		ended <- err
	}()
	for range 30 {
		if faults := s.Check(); len(faults) > 0 {
			t.Error(faults)
		}
	}
	stop.Store(true)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
