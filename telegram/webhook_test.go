package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/chat"
)

// platform is Telegram's side of a webhook: it is told the address, and brings updates until they are taken.
type platform struct {
	mu      sync.Mutex
	url     string
	secret  string
	pending int
	sets    int
	refuse  int // status of the next setWebhook
	deletes int
	looks   int
	stuck   bool // what is pending stays so
	set     chan struct{}
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.ParseForm()
	switch r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:] {
	case "setWebhook":
		if p.refuse != 0 {
			w.WriteHeader(p.refuse)
			fmt.Fprintf(w, `{"ok":false,"error_code":%d,"description":"no"}`, p.refuse)
			p.refuse = 0
			return
		}
		p.url, p.secret = r.Form.Get("url"), r.Form.Get("secret_token")
		if p.sets++; p.sets == 1 {
			close(p.set)
		}
		io.WriteString(w, `{"ok":true,"result":true}`)
	case "getWebhookInfo":
		p.looks++
		fmt.Fprintf(w, `{"ok":true,"result":{"url":%q,"pending_update_count":%d}}`, p.url, p.pending)
		if !p.stuck {
			p.pending = 0
		}
	case "deleteWebhook":
		p.deletes++
		io.WriteString(w, `{"ok":true,"result":true}`)
	case "getUpdates":
		if p.deletes == 0 {
			w.WriteHeader(http.StatusConflict)
			io.WriteString(w, `{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}`)
			return
		}
		io.WriteString(w, `{"ok":true,"result":[]}`)
	}
}

// receiving runs Receive against a platform and gives how to post to the hook.
func receiving(t *testing.T, p *platform, broken chan struct{}, handle func(context.Context, chat.Event, func()), idle func()) (post func(change func(*http.Request), body io.Reader) int, stop func() error) {
	t.Helper()
	p.set = make(chan struct{})
	b := serve(t, p.ServeHTTP)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- b.Receive(ctx, Hook{URL: "http://" + l.Addr().String() + "/hook", Listener: l, Broken: broken}, handle, idle)
	}()
	select {
	case <-p.set:
	case err := <-ended:
		ended <- err
	case <-time.After(10 * time.Second):
		t.Fatal("no setWebhook")
	}
	post = func(change func(*http.Request), body io.Reader) int {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, p.url, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", p.secret)
		if change != nil {
			change(r)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			return 0
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	return post, func() error { cancel(); defer http.DefaultClient.CloseIdleConnections(); return <-ended }
}

func textUpdate(id int64, from int64) *bytes.Reader {
	return bytes.NewReader(fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"first_name":"x"},"chat":{"id":%d,"type":"private"},"date":1,"text":"%d"}}`, id, id, from, from, id))
}

// TestReceive brings updates of several chats at once, each chat's one after the other as Telegram does, again and again
// until they are taken; a third are refused in between. Each is acknowledged after it is done and never before, and each
// chat's come in order.
func TestReceive(t *testing.T) {
	p := &platform{pending: 3}
	var mu sync.Mutex
	order := map[chat.Chat][]int64{}
	finished := map[int64]bool{}
	idle := make(chan struct{})
	handle := func(_ context.Context, e chat.Event, done func()) {
		mu.Lock()
		defer mu.Unlock()
		if !slices.Contains(order[e.Chat], e.ID) {
			order[e.Chat] = append(order[e.Chat], e.ID)
		}
		time.AfterFunc(time.Duration(e.ID%7)*time.Millisecond, func() {
			mu.Lock()
			finished[e.ID] = true
			mu.Unlock()
			done()
			done()
		})
	}
	post, stop := receiving(t, p, nil, handle, func() { close(idle) })
	var all sync.WaitGroup
	for from := range int64(8) {
		all.Go(func() {
			for n := range int64(25) {
				id := 1 + from + 8*n
				for range 1 + n%2 { // a lost answer: it is brought again
					if got := post(nil, textUpdate(id, 500+from)); got != http.StatusOK {
						t.Errorf("update %d: %d", id, got)
					}
				}
				mu.Lock()
				if !finished[id] {
					t.Errorf("update %d was acknowledged before it was done", id)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	select {
	case <-idle:
	case <-time.After(10 * time.Second):
		t.Error("it never says that nothing is left")
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	for c, ids := range order {
		if !slices.IsSorted(ids) || len(ids) != 25 {
			t.Errorf("%s: %v", c, ids)
		}
	}
}

// TestReceiveRefuses knocks at the webhook as strangers do. Nothing of theirs is handed out, and what they send is not
// even read.
func TestReceiveRefuses(t *testing.T) {
	p := &platform{}
	handled := 0
	post, stop := receiving(t, p, nil, func(_ context.Context, _ chat.Event, done func()) { handled++; done() }, nil)
	secret := func(s string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("X-Telegram-Bot-Api-Secret-Token", s) }
	}
	for name, c := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"no secret":     {func(r *http.Request) { r.Header.Del("X-Telegram-Bot-Api-Secret-Token") }, 401},
		"wrong secret":  {secret("x" + p.secret[1:]), 401},
		"short secret":  {secret(p.secret[1:]), 401},
		"the bot token": {secret("123:abc"), 401},
		"wrong path":    {func(r *http.Request) { r.URL.Path = r.URL.Path[:len(r.URL.Path)-1] + "~" }, 404},
		"root":          {func(r *http.Request) { r.URL.Path = "/" }, 404},
		"GET":           {func(r *http.Request) { r.Method = http.MethodGet }, 405},
		"PUT":           {func(r *http.Request) { r.Method = http.MethodPut }, 405},
	} {
		if got := post(c.change, textUpdate(1, 1)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if got := post(nil, bytes.NewReader(make([]byte, maxHookBody+1))); got != 413 {
		t.Errorf("a body that says it is too large: %d", got)
	}
	if got := post(nil, io.MultiReader(textUpdate(1, 1), bytes.NewReader(make([]byte, 2*maxHookBody)))); got != 413 && got != 0 {
		t.Errorf("a body that is too large and does not say so: %d", got)
	}
	read := 0
	endless := readerFunc(func(b []byte) (int, error) { read += len(b); return len(b), nil })
	if got := post(secret("wrong"), endless); got != 401 && got != 0 {
		t.Errorf("an endless body without the secret: %d", got)
	}
	if handled != 0 {
		t.Errorf("%d were handed out", handled)
	}
	// What is understood or can never be is acknowledged, or it would come for ever.
	for name, body := range map[string]string{"garbage": "garbage", "no id": `{"message":{}}`, "odd": `{"update_id":7,"message":5}`,
		"of no use": `{"update_id":8,"poll":{}}`, "nothing": ""} {
		if got := post(nil, strings.NewReader(body)); got != 200 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := post(nil, textUpdate(9, 1)); got != 200 || handled != 1 {
		t.Errorf("after all that: %d, %d", got, handled)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// TestReceiveBroken: what can no longer become durable is refused, so that it comes again. What is under way when the bot
// is stopped is finished first.
func TestReceiveBroken(t *testing.T) {
	p, broken := &platform{refuse: 502}, make(chan struct{})
	handed := make(chan func(), 2)
	post, stop := receiving(t, p, broken, func(_ context.Context, _ chat.Event, done func()) { handed <- done }, nil)
	answer := make(chan int)
	go func() { answer <- post(nil, textUpdate(1, 1)) }()
	done := <-handed
	ended := make(chan error)
	go func() { ended <- stop() }()
	select {
	case got := <-answer:
		t.Fatal("answered before it was done: ", got)
	case err := <-ended:
		t.Fatal("ended before what was under way: ", err)
	case <-time.After(50 * time.Millisecond):
	}
	done()
	if got := <-answer; got != 200 {
		t.Error(got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	post, stop = receiving(t, &platform{}, broken, func(_ context.Context, _ chat.Event, done func()) { handed <- done }, nil)
	close(broken)
	if got := post(nil, textUpdate(2, 1)); got != 500 {
		t.Error("what cannot be kept is answered with ", got)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	_, stop = receiving(t, &platform{refuse: 401}, nil, nil, nil)
	var failed *chat.SendError
	if err := stop(); !errors.As(err, &failed) || failed.Class != chat.Unauthorized {
		t.Error("a token that is refused: ", err)
	}
}

// inMemory runs Receive against a platform in a bubble, where nothing is handed out, until test returns.
func inMemory(t *testing.T, test func(t *testing.T, p *platform, b *Bot, hook *memory, stopAPI func())) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{set: make(chan struct{})}
		b, stopAPI := serveMemory(t, p.ServeHTTP)
		m := newMemory()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- b.Receive(ctx, Hook{URL: "http://127.0.0.1", Listener: m}, func(context.Context, chat.Event, func()) { t.Error("handed out") }, nil)
		}()
		<-p.set
		stop := sync.OnceFunc(stopAPI)
		test(t, p, b, m, stop)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		stop()
	})
}

// TestReceiveSlow: who sends slowly is not waited for.
func TestReceiveSlow(t *testing.T) {
	inMemory(t, func(t *testing.T, p *platform, _ *Bot, m *memory, _ func()) {
		for _, c := range []struct {
			sends  string
			within time.Duration
		}{
			{"POST / HTTP/1.1\r\nHost: x\r\nX-A: ", hookHead},
			{"POST " + p.url[len("http://127.0.0.1"):] + " HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: " + p.secret + "\r\nContent-Length: 100\r\n\r\n{", hookBody},
		} {
			conn, err := m.dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			from := time.Now()
			io.WriteString(conn, c.sends)
			io.ReadAll(conn)
			if took := time.Since(from); took > c.within+time.Second {
				t.Errorf("it waits %v", took)
			}
			conn.Close()
		}
	})
}

// TestPollDropsWebhook: polling is refused while a webhook is set; it is dropped then.
func TestPollDropsWebhook(t *testing.T) {
	p := &platform{}
	b := serve(t, p.ServeHTTP)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := b.Poll(ctx, 0, nil, cancel); err != nil {
		t.Error(err)
	}
	if p.deletes != 1 {
		t.Errorf("dropped %d times", p.deletes)
	}
}

// TestReceiveWatches: Telegram is asked once a minute whether it still brings updates here, so that a quiet night is no silence,
// one in which nothing is brought is seen, and a webhook that somebody has changed is set again.
func TestReceiveWatches(t *testing.T) {
	inMemory(t, func(t *testing.T, p *platform, b *Bot, m *memory, stopAPI func()) {
		after := func(wait time.Duration, what, want string, change func()) {
			t.Helper()
			p.mu.Lock()
			change()
			p.mu.Unlock()
			time.Sleep(wait)
			if got, _, _ := strings.Cut(b.Fault(), " for "); got != want {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
		}
		ours := ""
		// a quarter on, so that nothing here falls upon a look
		after(time.Hour+lookEvery/4, "a quiet hour", "", func() { ours = p.url })
		after(0, "the looks", "", func() {
			if p.looks < 55 || p.looks > 65 {
				t.Errorf("%d looks in an hour", p.looks)
			}
		})
		after(0, "busy", "", func() { p.pending, p.stuck = 3, true })
		for range 6 { // something always waits, and something always comes
			conn, err := m.dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: 2\r\n\r\n{}", p.url[len("http://127.0.0.1"):], p.secret)
			io.ReadAll(conn)
			conn.Close()
			after(lookEvery/2, "busy", "", func() {})
		}
		after(time.Minute, "two looks", "updates wait and are not brought to the webhook", func() {})
		after(2*time.Minute, "brought again", "", func() { p.stuck = false })
		after(61*time.Second, "taken away", "another process takes this bot's updates", func() { p.url = "https://elsewhere" })
		after(5*time.Minute, "set again", "", func() {})
		after(0, "where", "", func() {
			if p.url != ours || p.sets != 2 {
				t.Errorf("%d times set, at last to %q", p.sets, p.url)
			}
		})
		stopAPI()
		after(4*time.Minute, "silence", "no answer", func() {})
	})
}

// TestHookSlowClients has hundreds of clients that send their request byte by byte or not at all, with and without the secret:
// Telegram's updates are taken meanwhile as if they were not there, and their connections are closed after a few seconds.
func TestHookSlowClients(t *testing.T) {
	p := &platform{}
	var taken atomic.Int32
	post, stop := receiving(t, p, nil, func(_ context.Context, _ chat.Event, done func()) { taken.Add(1); done() }, nil)
	u, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	var slow []net.Conn
	for i := range 300 {
		c, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		slow = append(slow, c)
		switch i % 4 {
		case 0: // not a word
		case 1:
			fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nX-", u.Path)
		case 2: // a body that never comes, from a stranger
			fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{", u.Path)
		case 3: // and from somebody who knows the secret
			fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: 1000\r\n\r\n{", u.Path, p.secret)
		}
	}
	began := time.Now()
	for i := range 20 {
		if status := post(nil, strings.NewReader(fmt.Sprintf(`{"update_id":%d,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},"text":"x"}}`, 100+i))); status != http.StatusOK {
			t.Errorf("an update was answered %d", status)
		}
	}
	if took := time.Since(began); took > hookHead || taken.Load() != 20 {
		t.Errorf("%d updates were taken in %v", taken.Load(), took)
	}
	for i, c := range slow {
		c.SetReadDeadline(began.Add(hookBody + 5*time.Second))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("connection %d is still open after %v", i, time.Since(began))
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
