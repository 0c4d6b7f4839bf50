package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/sandbox"
)

const token = "100001:sandbox"

// echo is a whole bot in ten lines: it repeats what it is told.
func echo(ctx context.Context, client *http.Client, base string) {
	for offset := int64(0); ctx.Err() == nil; {
		var updates []struct {
			ID      int64 `json:"update_id"`
			Message struct {
				Text string
				Chat struct{ ID int64 }
			}
		}
		call(ctx, client, base, "getUpdates", &updates, "offset", strconv.FormatInt(offset, 10), "timeout", "50")
		for _, u := range updates {
			offset = u.ID + 1
			call(ctx, client, base, "sendMessage", nil, "chat_id", strconv.FormatInt(u.Message.Chat.ID, 10), "text", u.Message.Text)
		}
	}
}

func call(ctx context.Context, client *http.Client, base, method string, result any, pairs ...string) error {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, _ := http.NewRequestWithContext(ctx, "POST", base+"/bot"+token+"/"+method, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var out struct {
		Description string
		Result      json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", out.Description)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(out.Result, result)
}

func ExampleServer() {
	s := sandbox.New(sandbox.Options{Token: token, BotName: "回声", BotUsername: "echo_bot"})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go echo(ctx, server.Client(), server.URL)

	wang := s.Client(7)
	wang.Send("你好")
	answer, err := wang.WaitText(ctx, "你好")
	fmt.Println(answer.Text, err)
	// Output: 你好 <nil>
}

// bubble starts a server in memory; to be called in a synctest bubble. What it
// returns ends all.
func bubble(s *sandbox.Server) (*http.Client, func()) {
	l := sandbox.NewMemListener()
	server := &http.Server{Handler: s.Handler()}
	go server.Serve(l)
	transport := &http.Transport{DialContext: l.DialContext}
	return &http.Client{Transport: transport}, func() {
		s.Close()
		server.Close()
		transport.CloseIdleConnections()
	}
}

// A bot that polls for ten days of fake time is told of each message at once,
// and neither side spins.
func TestEchoForDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token})
		client, end := bubble(s)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { echo(ctx, client, "http://sandbox"); close(done) }()

		wang, days := s.Client(7), 10
		for day := range days {
			text := fmt.Sprintf("第%d天", day)
			sent := time.Now()
			wang.Send(text)
			if _, err := wang.WaitText(ctx, text); err != nil {
				t.Fatal(err)
			}
			if late := time.Since(sent); late > 0 {
				t.Errorf("the answer took %v", late)
			}
			time.Sleep(24 * time.Hour)
		}
		if n := len(s.Log()); n != days {
			t.Errorf("%d answers", n)
		}
		polls, most := s.Calls()["getUpdates"], days*(24*3600/50+2)
		if polls > most || polls < days*24*3600/51 {
			t.Errorf("%d polls, at most %d make sense", polls, most)
		}
		stop()
		<-done
		end()
	})
}

func TestUpdatesWaitAndExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token})
		client, end := bubble(s)
		defer end()
		wang := s.Client(7)
		wang.Send("旧")
		wang.PressData(1, "old")
		ids := func(pairs ...string) (out []int64) {
			t.Helper()
			var updates []struct {
				ID int64 `json:"update_id"`
			}
			if err := call(t.Context(), client, "http://sandbox", "getUpdates", &updates, pairs...); err != nil {
				t.Fatal(err)
			}
			for _, u := range updates {
				out = append(out, u.ID)
			}
			return out
		}
		if n := len(ids()); n != 2 {
			t.Errorf("%d updates at first", n)
		}
		time.Sleep(150 * time.Second)
		if n := len(ids()); n != 1 {
			t.Errorf("%d updates after 150 s: the press must be gone", n)
		}
		time.Sleep(24 * time.Hour)
		if n := len(ids()); n != 0 {
			t.Errorf("%d updates after a day", n)
		}

		begin := time.Now()
		if n := len(ids("timeout", "900")); n != 0 || time.Since(begin) != 50*time.Second {
			t.Errorf("%d updates after %v, want a poll of 50 s", n, time.Since(begin))
		}
		for range 5 {
			wang.Send("新")
		}
		all := ids("limit", "3")
		if len(all) != 3 || all[1] != all[0]+1 {
			t.Errorf("limit 3: %v", all)
		}
		if got := ids("offset", strconv.FormatInt(all[1], 10)); len(got) != 4 || got[0] != all[1] {
			t.Errorf("after confirming one: %v", got)
		}
		if got := ids("offset", "-1"); len(got) != 1 {
			t.Errorf("offset -1: %v", got)
		}
		if got := ids("offset", strconv.FormatInt(all[0]+100000, 10)); len(got) != 1 {
			t.Errorf("an offset in the far future is ignored: %v", got)
		}
		next := strconv.FormatInt(all[0]+5, 10)
		if got := ids("offset", next); len(got) != 0 || s.WaitDrained(t.Context()) != nil {
			t.Errorf("all confirmed: %v", got)
		}
		s.Redeliver(2)
		if got := ids("offset", next); len(got) != 2 || got[1] != all[0]+4 {
			t.Errorf("redelivered: %v", got)
		}
		if got := ids("offset", next); len(got) != 0 {
			t.Errorf("redelivered twice: %v", got)
		}

		ids("allowed_updates", `["callback_query"]`)
		wang.Send("不要")
		if got := ids("allowed_updates", "null"); len(got) != 0 {
			t.Errorf("null keeps the former kinds: %v", got)
		}
		ids("allowed_updates", "[]")
		s.RestartUpdateIDs(5)
		wang.Send("要")
		if got := ids(); len(got) != 1 || got[0] != 5 {
			t.Errorf("restarted: %v", got)
		}
	})
}

func TestSecondPoller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token})
		client, end := bubble(s)
		defer end()
		confirmed := make(chan int64, 10)
		delivered := make(chan []int64, 10)
		s.SetHooks(sandbox.Hooks{
			OnConfirmed: func(offset int64) { confirmed <- offset },
			OnDelivered: func(ids []int64) { delivered <- ids },
		})
		poll := func() chan error {
			out := make(chan error, 1)
			go func() {
				out <- call(t.Context(), client, "http://sandbox", "getUpdates", nil, "timeout", "50", "offset", "3")
			}()
			synctest.Wait()
			return out
		}
		first := poll()
		second := poll()
		if err := <-first; err == nil || !strings.HasPrefix(err.Error(), "Conflict: terminated by other getUpdates request") {
			t.Errorf("first poller: %v", err)
		}
		s.Client(7).Send("hi")
		if err := <-second; err != nil {
			t.Errorf("second poller: %v", err)
		}
		if <-confirmed != 3 || len(<-delivered) != 1 {
			t.Error("hooks")
		}
	})
}

// What is waited for ends with the context, and says what was seen last.
func TestWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		wang := s.Client(7)
		if _, err := wang.WaitText(ctx, "什么"); err == nil || !strings.Contains(err.Error(), `never saw "什么"`) {
			t.Errorf("%v", err)
		}
		if _, err := wang.Answer(ctx, wang.PressData(1, "x")); err != context.DeadlineExceeded {
			t.Errorf("%v", err)
		}
		if s.WaitDrained(ctx) == nil || s.WaitLog(ctx, func(l []sandbox.Sent) bool { return len(l) == 0 }) != nil {
			t.Error("waits on the server")
		}
	})
}

func BenchmarkEcho(b *testing.B) {
	s := sandbox.New(sandbox.Options{Token: token})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go echo(ctx, server.Client(), server.URL)
	for i := 0; b.Loop(); i++ {
		c := s.Client(int64(i%1000 + 1))
		n := len(c.Messages())
		c.Send("你好")
		c.WaitFor(ctx, func(m []sandbox.Message) bool { return len(m) == n+2 })
	}
}
