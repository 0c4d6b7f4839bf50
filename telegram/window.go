package telegram

import "sync"

// window holds the updates that were handed out and may be sent again: those from the lowest unfinished one up.
// Telegram forgets all below an offset at once, so the offset must wait for the slowest.
type window struct {
	mu      sync.Mutex
	handed  map[int64]*entry
	open    int           // how many are unfinished
	changed chan struct{} // has room for one: something was finished since it was last read
}

type entry struct{ finished bool }

func newWindow() *window {
	return &window{handed: map[int64]*entry{}, changed: make(chan struct{}, 1)}
}

// take notes that an update is being handed out. It is false for one that is out already.
func (w *window) take(id int64) (done func(), fresh bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.handed[id] != nil {
		return nil, false
	}
	e := &entry{}
	w.handed[id] = e
	w.open++
	return func() { w.finish(e) }, true
}

// finish marks the entry, not the id: a late second done must not finish another update under the same id, which
// can come once ids start anew.
func (w *window) finish(e *entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if e.finished {
		return
	}
	e.finished = true
	w.open--
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// offset is what to ask for next: the lowest unfinished update, or next if there is none. What lies below can never
// be sent again and is forgotten.
func (w *window) offset(next int64) (offset int64, open int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == 0 {
		clear(w.handed)
		return next, 0
	}
	lowest := int64(-1)
	for id, e := range w.handed {
		if !e.finished && (lowest < 0 || id < lowest) {
			lowest = id
		}
	}
	for id := range w.handed {
		if id < lowest {
			delete(w.handed, id)
		}
	}
	return lowest, w.open
}
