package world

import (
	"sync"

	"zhibu/sandbox"
)

// Faulty has the next requests of a method fail, while it is set.
type Faulty struct {
	mu    sync.Mutex
	fault func(method string) *sandbox.Fault
}

// Set has requests answered by fault; nil ends that.
func (f *Faulty) Set(fault func(string) *sandbox.Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

// Next is the sandbox's hook.
func (f *Faulty) Next(method string) *sandbox.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault == nil {
		return nil
	}
	return f.fault(method)
}
