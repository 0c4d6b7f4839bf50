// Package bench measures how many presses a bot answers: the whole App (bench_test.go beside main.go), the bot that
// the README of go-telegram-bot-api shows (naive.go), and the least code that commits in groups (raw.go).
// docs/performance.md says how to run it and what came of it. Nothing of it is part of the product.
//
// People and their Bot API server are a process of their own, so that the bot's process costs what a bot costs.
package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"zhibu/sandbox"
)

// Token is the bot's, on every server of this package.
const Token = "100001:benchmark"

// FirstID is the lowest of the people's ids; they are numbered without a gap.
const FirstID = 7000

// Order is what the people are to do.
type Order struct {
	Join  int           // so many people start the chat
	Find  string        // everybody waits for a message with this text, and will press there
	Press int           // so many people press at once, each again as soon as his or her press is answered
	Data  []string      // what they press, one after the other, round and round
	Edits bool          // a press is answered when its message has changed as well
	For   time.Duration // how long they press; a quarter of it more goes by unmeasured first
	Slow  time.Duration // every request of the bot takes so much longer, as over a network
}

// Result is what came of an Order to press.
type Result struct {
	Seconds  float64
	Presses  int            // answered in that time
	P50, P99 time.Duration  // from press to answer, and to the changed message where Order.Edits
	Calls    map[string]int // API calls in that time
	CPU      time.Duration  // of the people and their server in that time
	Error    string
}

// Rate is presses a second.
func (r Result) Rate() float64 { return float64(r.Presses) / r.Seconds }

// Per returns how many calls of a method a press cost.
func (r Result) Per(method string) float64 {
	return float64(r.Calls[method]) / float64(max(r.Presses, 1))
}

// Serve is the whole life of a process of people: it prints the server's address, then carries out the orders that
// come in, one a line.
func Serve(in io.Reader, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p := &people{server: sandbox.New(sandbox.Options{Token: Token, BotName: "助手", BotUsername: "bench_bot"})}
	web := &http.Server{Handler: p.server.Handler()}
	go web.Serve(l)
	defer web.Close()
	defer p.server.Close()
	answers := json.NewEncoder(out)
	if err := answers.Encode("http://" + l.Addr().String()); err != nil {
		return err
	}
	for orders := json.NewDecoder(in); ; {
		var o Order
		if err := orders.Decode(&o); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		r, err := p.do(o)
		if err != nil {
			r.Error = err.Error()
		}
		if err := answers.Encode(r); err != nil {
			return err
		}
	}
}

type people struct {
	server *sandbox.Server
	all    []*person
}

type person struct {
	phone   *sandbox.Client
	message int64  // with the buttons that are pressed
	text    string // of that message, when last looked at
	pressed int    // in this order
}

func (p *people) do(o Order) (Result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for i := range o.Join {
		phone := p.server.Client(FirstID + int64(i))
		phone.Start("")
		p.all = append(p.all, &person{phone: phone})
	}
	if o.Join > 0 {
		return Result{}, p.server.WaitDrained(ctx)
	}
	if o.Find != "" {
		for _, who := range p.all {
			m, err := who.phone.WaitText(ctx, o.Find)
			if err != nil {
				return Result{}, err
			}
			who.message = m.ID
		}
		return Result{}, nil
	}
	hooks := sandbox.Hooks{}
	if o.Slow > 0 {
		hooks.Fault = func(string) *sandbox.Fault { return sandbox.Stalled(o.Slow) }
	}
	p.server.SetHooks(hooks)
	return p.press(o)
}

// press has people press for a while, and gives what came of the time after the first fifth.
func (p *people) press(o Order) (Result, error) {
	warm := time.Now().Add(o.For / 4)
	end := warm.Add(o.For)
	ctx, cancel := context.WithDeadline(context.Background(), end.Add(30*time.Second))
	defer cancel()
	took := make([][]time.Duration, o.Press)
	errs := make([]error, o.Press)
	var all sync.WaitGroup
	for i := range o.Press {
		all.Go(func() {
			who := p.all[i]
			who.pressed, who.text = 0, textOf(who.phone.Messages(), who.message)
			for errs[i] == nil {
				begin := time.Now()
				if begin.After(end) && who.pressed%len(o.Data) == 0 { // the next order finds everything as this one did
					return
				}
				errs[i] = who.press(ctx, o)
				if now := time.Now(); now.After(warm) && now.Before(end) {
					took[i] = append(took[i], now.Sub(begin))
				}
			}
		})
	}
	time.Sleep(time.Until(warm))
	before, cpu := p.server.Calls(), CPU()
	time.Sleep(time.Until(end))
	r := Result{Seconds: o.For.Seconds(), Calls: p.server.Calls(), CPU: CPU() - cpu}
	maps.DeleteFunc(r.Calls, func(m string, n int) bool { r.Calls[m] = n - before[m]; return n == before[m] })
	all.Wait()
	for i := range took {
		if errs[i] != nil {
			return r, errs[i]
		}
	}
	sorted := slices.Sorted(func(yield func(time.Duration) bool) {
		for _, t := range took {
			for _, d := range t {
				if !yield(d) {
					return
				}
			}
		}
	})
	if r.Presses = len(sorted); r.Presses > 0 {
		r.P50, r.P99 = sorted[r.Presses/2], sorted[r.Presses*99/100]
	}
	return r, nil
}

func (who *person) press(ctx context.Context, o Order) error {
	id := who.phone.PressData(who.message, o.Data[who.pressed%len(o.Data)])
	who.pressed++
	a, err := who.phone.Answer(ctx, id)
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	if a.Alert {
		return fmt.Errorf("refused: %s", a.Text)
	}
	if !o.Edits {
		return nil
	}
	err = who.phone.WaitFor(ctx, func(all []sandbox.Message) bool {
		before := who.text
		who.text = textOf(all, who.message)
		return who.text != before
	})
	if err != nil {
		return fmt.Errorf("no edit: %w", err)
	}
	return nil
}

func textOf(all []sandbox.Message, id int64) string {
	for _, m := range all {
		if m.ID == id {
			return m.Text
		}
	}
	return ""
}

// People is a process of people, seen from the bot's.
type People struct {
	URL     string // of their Bot API server
	process *exec.Cmd
	in      io.WriteCloser
	orders  *json.Encoder
	answers *json.Decoder
}

// StartPeople starts a command that does nothing but Serve its standard input and output.
func StartPeople(process *exec.Cmd) (*People, error) {
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	p := &People{process: process, in: in, orders: json.NewEncoder(in), answers: json.NewDecoder(bufio.NewReader(out))}
	return p, p.answers.Decode(&p.URL)
}

// Do returns an order and waits for what came of it.
func (p *People) Do(o Order) (r Result, err error) {
	if err := p.orders.Encode(o); err != nil {
		return r, err
	}
	if err := p.answers.Decode(&r); err != nil {
		return r, err
	}
	if r.Error != "" {
		return r, fmt.Errorf("bench: %s", strings.TrimSpace(r.Error))
	}
	return r, nil
}

// Stop ends the process.
func (p *People) Stop() {
	p.in.Close()
	p.process.Wait()
}

// Median returns the middle one.
func Median(all []float64) float64 {
	s := slices.Sorted(slices.Values(all))
	if len(s) == 0 {
		return 0
	}
	return s[len(s)/2]
}
