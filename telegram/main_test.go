package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

const testToken = "123456:AAE-sEcReT_token_of_the_whole_suite"

// said collects every log line and every error text of all tests; TestMain searches it for the token.
var said spoken

type spoken struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// noted passes an error on, and its text to said, with all that it wraps.
func noted(err error) error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		fmt.Fprintf(&said, "%v %+v %#v\n", e, e, e)
	}
	return err
}

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(&said, nil)))
	_ = tgbotapi.SetLogger(slog.NewLogLogger(slog.Default().Handler(), slog.LevelInfo))
	code := m.Run()
	if strings.Contains(said.b.String(), testToken[7:15]) { // a part is enough
		fmt.Println("the token was logged, or is in an error")
		code = 1
	}
	if err := goleak.Find(); err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

// serve starts a Bot API of one handler, and a bot that talks to it.
func serve(t testing.TB, h http.HandlerFunc) *Bot {
	t.Helper()
	s := httptest.NewServer(h)
	b := bot(t, s.URL, nil)
	t.Cleanup(func() { b.Close(); s.Close() })
	return b
}

func bot(t testing.TB, url string, dial func(context.Context, string, string) (net.Conn, error)) *Bot {
	t.Helper()
	b, err := New(Options{Token: testToken, APIURL: url, Dial: dial, Log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// method is the last part of a request's path, checked for the token before it.
func method(t testing.TB, r *http.Request) string {
	m, ok := strings.CutPrefix(r.URL.Path, "/bot"+testToken+"/")
	if !ok {
		t.Errorf("path %q", r.URL.Path)
	}
	return m
}

// class of an error, 0 for none; an error of another type fails the test.
func class(t testing.TB, err error) chat.Class {
	t.Helper()
	if noted(err) == nil {
		return 0
	}
	failed, ok := err.(*chat.SendError)
	if !ok {
		t.Fatalf("%T is no *chat.SendError: %v", err, err)
	}
	return failed.Class
}

// memory is a network inside the process, fit for synctest: goroutines that wait on it count as idle.
type memory struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newMemory() *memory { return &memory{conns: make(chan net.Conn), done: make(chan struct{})} }

func (m *memory) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case m.conns <- there:
		return here, nil
	case <-m.done:
		return nil, io.ErrClosedPipe
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.conns:
		return c, nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error   { m.once.Do(func() { close(m.done) }); return nil }
func (m *memory) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// serveMemory is serve without a network.
func serveMemory(t testing.TB, h http.HandlerFunc) (b *Bot, stop func()) {
	t.Helper()
	m := newMemory()
	s := &http.Server{Handler: h}
	go func() { _ = s.Serve(m) }()
	b = bot(t, "http://127.0.0.1:1", m.dial)
	return b, func() { b.Close(); _ = s.Close() }
}
