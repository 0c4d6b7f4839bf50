package ops

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
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
	serve(t.Context(), c, do)
	if done.Load() != 0 {
		t.Error("it was done although the client had gone")
	}
	go func() {
		if c, err := hung.Accept(); err == nil {
			serve(t.Context(), c, do)
		}
	}()
	if a, err := Ask(t.Context(), folder, Request{}); err != nil || a.Code != 7 || done.Load() != 1 {
		t.Errorf("who waits gets %+v, %v", a, err)
	}
	hung.Close()
}
