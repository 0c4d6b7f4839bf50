// Package ops is what the person who runs the program needs beside the chat. The control socket lets the command line
// work while the bot runs: one process owns the data, so a verb is handed to it and carried out there.
package ops

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// What Ask returns: no process listens; one took the request and gave no answer, so it may have been carried out.
var (
	ErrNobody   = errors.New("ops: nobody listens")
	ErrNoAnswer = errors.New("ops: no answer")
)

// Request is a command line and the folder it was typed in.
type Request struct {
	Args   []string `json:"args"`
	Folder string   `json:"folder"`
}

// Answer is what the command printed, and its exit code.
type Answer struct {
	Out  string `json:"out"`
	Err  string `json:"err"`
	Code int    `json:"code"`
}

// Limits of one conversation on the socket.
const (
	maxRequest = 64 << 10 // bytes
	patience   = 2 * time.Minute
	asking     = 5 * time.Second // for a request to be read: the client has it ready
	maxIdle    = 16              // clients that have not asked yet; of more, the one that has been there longest goes
	maxClients = 48              // at a time; the others wait in the kernel
	rest       = time.Second     // after the machine had nothing left for a connection
)

func socket(data string) string { return filepath.Join(data, "control.sock") }

// Listen serves the control socket of a data folder until ctx ends: mode 0600, so only for the same user. Requests are
// carried out one after the other; a client that asks for nothing keeps nobody waiting. What the machine has not got for the
// moment, such as a place in the table of open files, it tries again.
func Listen(ctx context.Context, data string, do func(context.Context, Request) Answer) error {
	path := socket(data)
	os.Remove(path) // of a process that was killed: whoever holds the data folder is the only one
	l, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(err, l.Close())
	}
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	return accept(ctx, l, do)
}

// accept serves the clients of a listener until ctx ends or the listener is closed.
func accept(ctx context.Context, l net.Listener, do func(context.Context, Request) Answer) error {
	var turn sync.Mutex
	var clients sync.WaitGroup
	defer clients.Wait()
	var silent crowd
	places := make(chan struct{}, maxClients)
	for {
		c, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				c.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil:
			select {
			case <-time.After(rest):
			case <-ctx.Done():
			}
			continue
		}
		silent.enter(c)
		places <- struct{}{}
		clients.Go(func() {
			defer func() { <-places }()
			serve(ctx, c, &silent, &turn, do)
		})
	}
}

// crowd are clients whose request has not come yet, the one that has been there longest first.
type crowd struct {
	mu      sync.Mutex
	clients []net.Conn
}

// enter adds a client. Where there are too many, the first has to go: whoever has a request sends it at once.
func (w *crowd) enter(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clients = append(w.clients, c); len(w.clients) > maxIdle {
		w.clients[0].Close()
		w.clients = w.clients[1:]
	}
}

// leave takes out a client that has sent its request or has gone.
func (w *crowd) leave(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clients = slices.DeleteFunc(w.clients, func(other net.Conn) bool { return other == c })
}

func serve(ctx context.Context, c net.Conn, silent *crowd, turn *sync.Mutex, do func(context.Context, Request) Answer) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(asking))
	ending := context.AfterFunc(ctx, func() { c.SetDeadline(time.Now()) })
	var r Request
	err := json.NewDecoder(io.LimitReader(c, maxRequest)).Decode(&r)
	silent.leave(c)
	if err != nil || !ending() {
		return
	}
	turn.Lock()
	defer turn.Unlock()
	if ctx.Err() == nil && waits(c) {
		a := do(ctx, r)
		c.SetDeadline(time.Now().Add(asking))
		json.NewEncoder(c).Encode(a) // an answer that cannot be delivered is nobody's loss
	}
}

// waits reports whether the client is still there. One that has given up has told its person to look for himself; what was
// left of its request must not be done behind that, when a process that hung goes on.
func waits(c net.Conn) bool {
	c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err := io.Copy(io.Discard, c) // nil: the end, so the client has closed
	return errors.Is(err, os.ErrDeadlineExceeded)
}

// Ask hands a request to the process that holds a data folder. It returns ErrNobody when none listens, and ErrNoAnswer
// when the request was sent and ctx or the patience ended before an answer came: nobody may then send it again.
func Ask(ctx context.Context, data string, r Request) (a Answer, err error) {
	dialer := net.Dialer{Timeout: time.Second}
	c, err := dialer.DialContext(ctx, "unix", socket(data))
	if err != nil {
		return a, ErrNobody
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Now()) })
	defer stop()
	if err := json.NewEncoder(c).Encode(r); err != nil {
		return a, ErrNoAnswer
	}
	if json.NewDecoder(c).Decode(&a) != nil {
		return Answer{}, ErrNoAnswer
	}
	return a, nil
}
