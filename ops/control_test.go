package ops

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestAskHung asks a process that takes the request and does not answer, as one that is stopped does. The client ends with its
// context and says that it knows nothing; when the process goes on it does not do what was asked.
func TestAskHung(t *testing.T) {
	folder := t.TempDir()
	if _, err := Ask(t.Context(), folder, Request{}); !errors.Is(err, ErrNobody) {
		t.Errorf("nobody there: %v", err)
	}
	hung, err := net.Listen("unix", socket(folder)) // the kernel takes connections; nobody reads them
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := Ask(ctx, folder, Request{Args: []string{"invite"}}); !errors.Is(err, ErrNoAnswer) || time.Since(began) > 10*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	var done atomic.Int32
	c, err := hung.Accept()
	if err != nil {
		t.Fatal(err)
	}
	do := func(context.Context, Request) Answer { done.Add(1); return Answer{Code: 7} }
	serve(t.Context(), c, new(crowd), new(sync.Mutex), do)
	if done.Load() != 0 {
		t.Error("it was done although the client had gone")
	}
	go func() {
		if c, err := hung.Accept(); err == nil {
			serve(t.Context(), c, new(crowd), new(sync.Mutex), do)
		}
	}()
	if a, err := Ask(t.Context(), folder, Request{}); err != nil || a.Code != 7 || done.Load() != 1 {
		t.Errorf("who waits gets %+v, %v", a, err)
	}
	hung.Close()
}

// scarce is a listener whose machine has no open files left for a while.
type scarce struct {
	net.Listener
	none atomic.Int32 // how often Accept still fails
}

func (l *scarce) Accept() (net.Conn, error) {
	if l.none.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return l.Listener.Accept()
}

// TestControlHeldUp: a machine that had no open files left for a moment, and clients that connect and ask for nothing, do not
// keep a verb waiting; verbs are still carried out one after the other.
func TestControlHeldUp(t *testing.T) {
	folder := t.TempDir()
	unix, err := net.Listen("unix", socket(folder))
	if err != nil {
		t.Fatal(err)
	}
	l := &scarce{Listener: unix}
	l.none.Store(2)
	ctx, cancel := context.WithCancel(t.Context())
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	var at, most atomic.Int32
	ended := make(chan error, 1)
	go func() {
		ended <- accept(ctx, l, func(context.Context, Request) Answer {
			most.Store(max(most.Load(), at.Add(1)))
			time.Sleep(10 * time.Millisecond)
			at.Add(-1)
			return Answer{Code: 7}
		})
	}()
	for range 200 {
		idle, err := net.Dial("unix", socket(folder))
		if err != nil {
			t.Fatal(err)
		}
		defer idle.Close()
	}
	began := time.Now()
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if a, err := Ask(t.Context(), folder, Request{Args: []string{"check"}}); err != nil || a.Code != 7 {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > 2*rest+asking/2 {
		t.Errorf("verbs waited %v", took)
	}
	if most.Load() != 1 {
		t.Errorf("%d verbs were carried out at a time", most.Load())
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
