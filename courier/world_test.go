package courier

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"zhibu/chat"
	"zhibu/store"
	_ "zhibu/world/rig" // folders in memory
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// words begin every text, so that a log can be searched for them.
const words = "正文"

func card(key, text string, buttons ...string) chat.Card {
	c := chat.Card{Key: key, Text: []chat.Span{{Text: words + text}}}
	for _, b := range buttons {
		c.Rows = append(c.Rows, []chat.Button{{Label: b, Press: b}})
	}
	return c
}

// request is one request as the platform sees it.
type request struct {
	method  string
	chat    chat.Chat
	message int64
	text    string
}

// platform is a chat.Sender whose requests take their time and fail as told.
type platform struct {
	can   chat.Capabilities
	t     *testing.T
	began time.Time

	mu     sync.Mutex
	takes  time.Duration
	fail   func(request) error // nil: nothing fails
	lines  []string            // "1.5s send tg:1 1 text", when it began; "→ class" if it failed
	times  []time.Duration     // of lines
	last   map[chat.Chat]int64
	shows  map[chat.Chat]map[int64]string
	flying map[chat.Chat]bool
	drawn  int // pictures that came
}

func (p *platform) do(ctx context.Context, r request, effect func()) error {
	p.mu.Lock()
	at := time.Since(p.began)
	takes, fail := p.takes, p.fail
	if p.flying[r.chat] && r.method != "answer" {
		p.t.Errorf("%v: a second request for %s while one is under way", at, r.chat)
	}
	p.flying[r.chat] = r.method != "answer"
	n := len(p.lines)
	p.lines = append(p.lines, "")
	p.times = append(p.times, at)
	p.mu.Unlock()
	var err error
	if takes > 0 {
		select {
		case <-time.After(takes):
		case <-ctx.Done():
			err = &chat.SendError{Class: chat.Unknown, Reason: "timeout"}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil && fail != nil {
		err = fail(r)
	}
	if err == nil {
		effect()
		if r.method == "send" {
			r.message = p.last[r.chat]
		}
	}
	if r.method != "answer" {
		p.flying[r.chat] = false
	}
	p.lines[n] = fmt.Sprintf("%v %s %s %d %s", at.Round(time.Millisecond), r.method, r.chat, r.message, strings.TrimPrefix(r.text, words))
	if err != nil {
		p.lines[n] += fmt.Sprint(" → ", sendError(err).Class)
	}
	return err
}

func (p *platform) Send(ctx context.Context, to chat.Chat, c chat.Card, picture []byte) (message int64, err error) {
	err = p.do(ctx, request{"send", to, 0, c.PlainText()}, func() {
		p.last[to]++
		message = p.last[to]
		if p.shows[to] == nil {
			p.shows[to] = map[int64]string{}
		}
		p.shows[to][message] = c.PlainText()
		if picture != nil {
			p.drawn++
		}
	})
	return message, err
}

func (p *platform) Edit(ctx context.Context, to chat.Chat, message int64, c chat.Card) error {
	return p.do(ctx, request{"edit", to, message, c.PlainText()}, func() { p.shows[to][message] = c.PlainText() })
}

func (p *platform) Strip(ctx context.Context, to chat.Chat, message int64) error {
	return p.do(ctx, request{"strip", to, message, ""}, func() {})
}

func (p *platform) Answer(ctx context.Context, pressID, text string, alert bool) error {
	return p.do(ctx, request{"answer", chat.Chat(pressID), 0, fmt.Sprint(text, alert)}, func() {})
}

func (p *platform) SetCommands(ctx context.Context, to chat.Chat, list []chat.Command) error {
	return p.do(ctx, request{"commands", to, 0, fmt.Sprint(len(list))}, func() {})
}

func (p *platform) Remove(ctx context.Context, in chat.Chat, message int64) error {
	return p.do(ctx, request{"remove", in, message, ""}, func() {})
}

func (p *platform) Leave(ctx context.Context, from chat.Chat) error {
	return p.do(ctx, request{"leave", from, 0, ""}, func() {})
}

func (p *platform) Capabilities() chat.Capabilities { return p.can }

// failing has requests fail: those for which which gives an error class.
func (p *platform) failing(which func(request) chat.Class, retry time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = func(r request) error {
		if c := which(r); c != 0 {
			return &chat.SendError{Class: c, RetryAfter: retry, Method: r.method, Reason: "as told"}
		}
		return nil
	}
}

// world is a store, a platform and the courier between them, in a bubble where time is not real.
type world struct {
	*testing.T
	folder string
	store  *store.Store
	*platform
	courier *Courier
	log     *bytes.Buffer
	stop    func() error // ends Run and gives what it returned
	ended   chan struct{}
}

// can is what a platform of such a pace can do: all.
func can(l chat.Limits) chat.Capabilities {
	return chat.Capabilities{Limits: l, Parallel: 64, Edits: true, Menus: true, Toast: 200}
}

// inBubble runs a test of a courier that is running. limits are the platform's.
func inBubble(t *testing.T, limits chat.Limits, test func(*world)) {
	t.Helper()
	inBubbleOf(t, can(limits), test)
}

// inBubbleOf is inBubble on a platform that can do so much.
func inBubbleOf(t *testing.T, can chat.Capabilities, test func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, folder: t.TempDir(), log: &bytes.Buffer{}, platform: &platform{t: t, can: can, began: time.Now(),
			last: map[chat.Chat]int64{}, shows: map[chat.Chat]map[int64]string{}, flying: map[chat.Chat]bool{}}}
		w.open()
		w.run()
		test(w)
		w.stop()
		w.close()
		if strings.Contains(w.log.String(), words) {
			t.Errorf("the log holds words of a card:\n%s", w.log)
		}
	})
}

func (w *world) open() {
	var err error
	if w.store, err = store.Open(w.folder, store.Options{Secret: []byte("s")}); err != nil {
		w.Fatal(err)
	}
}

func (w *world) close() {
	for _, fault := range w.store.Check() {
		w.Error(fault)
	}
	if err := w.store.Close(); err != nil {
		w.Error(err)
	}
}

func (w *world) run() {
	w.courier = New(Options{Store: w.store, Sender: w.platform, Now: time.Now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		Draw: func(p chat.Picture) ([]byte, error) {
			if p.Kind == "none" {
				return nil, fmt.Errorf("no such picture")
			}
			return []byte("png"), nil
		}})
	ctx, cancel := context.WithCancel(w.Context())
	var err error
	ended := make(chan struct{})
	w.ended = ended
	go func() { defer close(ended); err = w.courier.Run(ctx) }()
	w.stop = func() error { cancel(); <-ended; return err }
	synctest.Wait()
}

func (w *world) deed(do func(*store.Tx)) store.Outcome {
	w.Helper()
	outcome, err := w.store.Update(func(tx *store.Tx) error { do(tx); return nil })
	if err != nil {
		w.Fatal(err)
	}
	return outcome
}

func (w *world) show(to chat.Chat, c chat.Card) {
	w.Helper()
	w.deed(func(tx *store.Tx) { tx.Show(to, c) })
}

// sleep lets time pass, and everything come to rest.
func (w *world) sleep(d time.Duration) { time.Sleep(d); synctest.Wait() }

// got takes the lines of what was requested since it was called last.
func (w *world) got() []string {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	lines := w.lines
	w.lines, w.times = nil, nil
	return lines
}

func (w *world) want(lines ...string) {
	w.Helper()
	got := w.got()
	slices.Sort(got)
	slices.Sort(lines)
	if !slices.Equal(got, lines) {
		w.Errorf("requested:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
}

// left returns how many things wait, and the dead letters.
func (w *world) left() (waiting int, dead []store.Dead) {
	w.Helper()
	if err := w.store.View(func(tx *store.Tx) error {
		for range store.Waitings.Scan(tx, nil) {
			waiting++
		}
		dead = slices.Collect(store.Deads.Scan(tx, nil))
		return nil
	}); err != nil {
		w.Fatal(err)
	}
	return waiting, dead
}

func (w *world) wantLeft(waiting int, dead ...string) {
	w.Helper()
	n, letters := w.left()
	var got []string
	for _, d := range letters {
		got = append(got, fmt.Sprint(d.Chat, " ", d.Key, " ", d.Reason))
	}
	if n != waiting || !slices.Equal(got, dead) {
		w.Errorf("%d wait, dead: %q; want %d, %q", n, got, waiting, dead)
	}
}
