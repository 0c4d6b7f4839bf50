package store

import (
	"sync"
	"time"
)

// Stats are figures of a running store.
type Stats struct {
	Commits, Deeds      int64
	Committing, Longest time.Duration // in commits, all together and the longest
	Readers             int           // under way
	Pending             int           // pages that readers keep from being reused
}

// counters are what the writer counts.
type counters struct {
	mu sync.Mutex
	s  Stats
}

func (c *counters) add(deeds int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.s.Commits++
	c.s.Deeds += int64(deeds)
	c.s.Committing += took
	c.s.Longest = max(c.s.Longest, took)
}

// Stats returns the figures since Open.
func (s *Store) Stats() Stats {
	s.counters.mu.Lock()
	out := s.counters.s
	s.counters.mu.Unlock()
	now := s.engine.Stats()
	out.Readers, out.Pending = now.Readers, now.Pending
	return out
}
