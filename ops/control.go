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
	"time"
)

// ErrNobody is returned by Ask when no process listens.
var ErrNobody = errors.New("ops: nobody listens")

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
)

func socket(data string) string { return filepath.Join(data, "control.sock") }

// Listen serves the control socket of a data folder until ctx ends: mode 0600, so only for the same user. Requests are
// carried out one after the other.
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
	for {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		serve(ctx, c, do)
	}
}

func serve(ctx context.Context, c net.Conn, do func(context.Context, Request) Answer) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	var r Request
	if json.NewDecoder(io.LimitReader(c, maxRequest)).Decode(&r) == nil {
		json.NewEncoder(c).Encode(do(ctx, r)) // an answer that cannot be delivered is nobody's loss
	}
}

// Ask hands a request to the process that holds a data folder. It returns ErrNobody when none listens.
func Ask(data string, r Request) (a Answer, err error) {
	c, err := net.DialTimeout("unix", socket(data), time.Second)
	if err != nil {
		return a, ErrNobody
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	if err := json.NewEncoder(c).Encode(r); err != nil {
		return a, err
	}
	return a, json.NewDecoder(c).Decode(&a)
}
