package scheduler

import (
	"sync"
	"time"
)

// Clock is the one clock of the App. A rehearsal's may be turned; then waiting begins anew.
type Clock interface {
	Now() time.Time
	// After returns a channel that fires once d has passed or the clock was turned, and a func that gives it up.
	After(d time.Duration) (<-chan struct{}, func())
}

// Wall is the real clock.
type Wall struct{}

// Now returns the real time.
func (Wall) Now() time.Time { return time.Now() }

// After fires once d has passed.
func (Wall) After(d time.Duration) (<-chan struct{}, func()) {
	c := make(chan struct{})
	t := time.AfterFunc(d, func() { close(c) })
	return c, func() { t.Stop() }
}

// Turned is a clock that runs on like the real one and can be set to another time. It is for rehearsals only.
type Turned struct {
	mu     sync.Mutex
	offset time.Duration
	turned chan struct{} // closed when the clock is turned
}

// NewTurned makes a clock that shows start now.
func NewTurned(start time.Time) *Turned {
	return &Turned{offset: time.Until(start), turned: make(chan struct{})}
}

// Now returns the time that the clock shows.
func (c *Turned) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

// Set turns the clock, forward only; an earlier time is ignored.
func (c *Turned) Set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if offset := time.Until(to); offset > c.offset {
		c.offset = offset
		close(c.turned)
		c.turned = make(chan struct{})
	}
}

// After fires once d has passed or the clock was turned.
func (c *Turned) After(d time.Duration) (<-chan struct{}, func()) {
	c.mu.Lock()
	turned := c.turned
	c.mu.Unlock()
	fire, stop := make(chan struct{}), make(chan struct{})
	t := time.NewTimer(d)
	go func() {
		defer t.Stop()
		select {
		case <-t.C:
		case <-turned:
		case <-stop:
			return
		}
		close(fire)
	}()
	return fire, sync.OnceFunc(func() { close(stop) })
}
