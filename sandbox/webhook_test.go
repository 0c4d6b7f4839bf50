package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/sandbox"
)

// hooked starts a server in memory and a bot behind a webhook, which answers as
// serve says; to be called in a synctest bubble.
func hooked(t *testing.T, serve http.HandlerFunc, pairs ...string) (*sandbox.Server, *http.Client, func()) {
	t.Helper()
	l := sandbox.NewMemListener()
	bot := &http.Server{Handler: serve}
	go bot.Serve(l)
	s := sandbox.New(sandbox.Options{Token: token, BotUsername: "echo_bot", Dial: l.DialContext})
	client, end := bubble(s)
	if err := call(t.Context(), client, "http://sandbox", "setWebhook", nil, append([]string{"url", "http://bot/hook"}, pairs...)...); err != nil {
		t.Fatal(err)
	}
	return s, client, func() {
		end()
		bot.Close()
	}
}

// news is what an update says, in short.
func news(body io.Reader) string {
	var u struct {
		Message *struct{ Text string }
		Press   *struct{ Data string } `json:"callback_query"`
	}
	json.NewDecoder(body).Decode(&u)
	if u.Press != nil {
		return "press " + u.Press.Data
	}
	if u.Message != nil {
		return u.Message.Text
	}
	return ""
}

func TestWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var got []string
		failures := 3
		s, client, end := hooked(t, func(w http.ResponseWriter, r *http.Request) {
			text := news(r.Body)
			mu.Lock()
			defer mu.Unlock()
			if r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "se-cret" || r.URL.Path != "/hook" || r.Method != "POST" {
				t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
			}
			if strings.HasPrefix(text, "难") && failures > 0 {
				failures--
				if failures == 0 {
					w.Header().Set("Retry-After", "30")
				}
				http.Error(w, "no", http.StatusInternalServerError)
				return
			}
			got = append(got, text)
			if text == "回" { // a call in the answer
				w.Header().Set("Content-Type", "application/json")
				fmt.Fprint(w, `{"method":"sendMessage","chat_id":8,"text":"答"}`)
			}
		}, "secret_token", "se-cret", "max_connections", "2")
		defer end()
		received := func() []string {
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(got)
		}
		if err := call(t.Context(), client, "http://sandbox", "getUpdates", nil); err == nil || !strings.HasPrefix(err.Error(), "Conflict: can't use getUpdates") {
			t.Errorf("%v", err)
		}
		wang, li := s.Client(7), s.Client(8)
		begin := time.Now()
		wang.Send("难 1")
		wang.Send("难 2") // waits for the one before
		li.Send("易")
		if all := received(); !slices.Equal(all, []string{"易"}) {
			t.Errorf("another chat waits: %q", all)
		}
		var info struct {
			URL     string
			Pending int    `json:"pending_update_count"`
			Most    int    `json:"max_connections"`
			Error   string `json:"last_error_message"`
			Date    int64  `json:"last_error_date"`
		}
		call(t.Context(), client, "http://sandbox", "getWebhookInfo", &info)
		if info.URL != "http://bot/hook" || info.Pending != 2 || info.Most != 2 || info.Error != "Wrong response from the webhook: 500 Internal Server Error" || info.Date != begin.Unix() {
			t.Errorf("%+v", info)
		}
		if err := s.WaitDrained(t.Context()); err != nil {
			t.Fatal(err)
		}
		// At once, after 1 s, after 2 s more, and then as Retry-After said.
		if late := time.Since(begin); late != 33*time.Second {
			t.Errorf("delivered after %v", late)
		}
		if all := received(); !slices.Equal(all, []string{"易", "难 1", "难 2"}) {
			t.Errorf("%q", all)
		}
		li.Send("回")
		if _, err := li.WaitText(t.Context(), "答"); err != nil {
			t.Error(err)
		}
		s.Redeliver(1)
		if all := received(); all[len(all)-1] != "回" || len(all) != 5 {
			t.Errorf("redelivered: %q", all)
		}

		// What is not delivered stays, and is fetched.
		if err := call(t.Context(), client, "http://sandbox", "deleteWebhook", nil); err != nil {
			t.Error(err)
		}
		li.Send("后")
		var updates []json.RawMessage
		if err := call(t.Context(), client, "http://sandbox", "getUpdates", &updates); err != nil || len(updates) != 1 {
			t.Errorf("%s %v", updates, err)
		}
	})
}

// Deliveries run beside each other up to max_connections, those of one chat
// never; what fails for long expires.
func TestWebhookOrderAndExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most, tries := 0, 0, 0
		last := map[string]string{}
		s, _, end := hooked(t, func(w http.ResponseWriter, r *http.Request) {
			text := news(r.Body)
			mu.Lock()
			now++
			most = max(most, now)
			who, n, _ := strings.Cut(text, " ")
			if n < last[who] {
				t.Errorf("%s after %s", text, last[who])
			}
			last[who] = n
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			defer mu.Unlock()
			now--
			if text == "press x" {
				tries++
				http.Error(w, "no", http.StatusBadGateway)
			}
		}, "max_connections", "4")
		defer end()
		for n := range 3 {
			for id := range int64(10) {
				s.Client(id + 1).Send(fmt.Sprintf("%d %d", id, n))
			}
		}
		begin := time.Now()
		if err := s.WaitDrained(t.Context()); err != nil || most != 4 || time.Since(begin) > 12*time.Second {
			t.Errorf("%v, %d at once, %v", err, most, time.Since(begin))
		}
		begin = time.Now()
		s.Client(1).PressData(1, "x")
		if err := s.WaitDrained(t.Context()); err != nil || time.Since(begin) != 150*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if tries < 5 || tries > 10 { // 1, 2, 4, 8, 16, 32, 60 s between them, and 1 s each
			t.Errorf("%d tries", tries)
		}
	})
}

// A long poll ends when a webhook is set; over TCP only this machine is reached.
func TestWebhookOverTCP(t *testing.T) {
	got := make(chan string, 10)
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got <- news(r.Body) }))
	defer bot.Close()
	s := sandbox.New(sandbox.Options{Token: token})
	defer s.Close()
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	ended := make(chan error, 1)
	go func() {
		ended <- call(context.Background(), server.Client(), server.URL, "getUpdates", nil, "timeout", "50")
	}()
	for s.Calls()["getUpdates"] == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := call(t.Context(), server.Client(), server.URL, "setWebhook", nil, "url", bot.URL); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil || !strings.HasPrefix(err.Error(), "Conflict: ") {
		t.Errorf("%v", err)
	}
	s.Client(7).Send("你好")
	if text := <-got; text != "你好" {
		t.Error(text)
	}
}
