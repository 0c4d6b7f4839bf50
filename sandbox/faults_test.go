package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/sandbox"
)

type numbered struct {
	ID int64 `json:"update_id"`
}

func TestUpdatesMisdelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token})
		client, end := bubble(s)
		defer end()
		var fault *sandbox.Fault
		s.SetHooks(sandbox.Hooks{Fault: func(string) *sandbox.Fault { return fault }})
		for range 3 {
			s.Client(7).Send("话")
		}
		fetch := func(f *sandbox.Fault) (ids []int64) {
			t.Helper()
			fault = f
			var got []numbered
			if err := call(t.Context(), client, "http://sandbox", "getUpdates", &got); err != nil {
				t.Fatal(err)
			}
			for _, u := range got {
				ids = append(ids, u.ID-got[0].ID)
			}
			return ids
		}
		if ids := fetch(sandbox.Twice()); !slices.Equal(ids, []int64{0, 0, 1, 1, 2, 2}) {
			t.Errorf("twice: %v", ids)
		}
		if ids := fetch(sandbox.Backwards()); !slices.Equal(ids, []int64{0, -1, -2}) {
			t.Errorf("backwards: %v", ids)
		}
		begin := time.Now()
		if ids := fetch(sandbox.Dripping(20 * time.Second)); len(ids) != 3 || time.Since(begin) != 20*time.Second {
			t.Errorf("dripping: %v after %v", ids, time.Since(begin))
		}
		fault = nil
	})
}

// An update that the bot never fetches does not keep WaitDrained for ever.
func TestExpiredUpdatesDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token})
		s.Client(7).PressData(1, "x")
		begin := time.Now()
		if err := s.WaitDrained(t.Context()); err != nil || time.Since(begin) != 150*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

// A press is answered in time or not at all.
func TestPressExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token, AnswerWithin: 15 * time.Second})
		client, end := bubble(s)
		defer end()
		answer := func(id string) error {
			return call(t.Context(), client, "http://sandbox", "answerCallbackQuery", nil, "callback_query_id", id, "text", "好")
		}
		wang := s.Client(7)
		id := wang.PressData(1, "x")
		time.Sleep(14 * time.Second)
		if err := answer(id); err != nil {
			t.Error(err)
		}
		begin := time.Now()
		id = wang.PressData(1, "x")
		if _, err := wang.Answer(t.Context(), id); err != sandbox.ErrNoAnswer || time.Since(begin) != 15*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if err := answer(id); err == nil || !strings.Contains(err.Error(), "query is too old") {
			t.Errorf("%v", err)
		}
	})
}

func TestLogIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Token: token, KeepLog: 10})
		client, end := bubble(s)
		defer end()
		var all []sandbox.Sent
		s.SetHooks(sandbox.Hooks{OnSent: func(m sandbox.Sent) {
			s.Calls() // no lock is held
			all = append(all, m)
		}})
		s.Client(7).Send("hi")
		for i := range 55 {
			if err := call(t.Context(), client, "http://sandbox", "sendMessage", nil, "chat_id", "7", "text", strings.Repeat("a", i+1)); err != nil {
				t.Fatal(err)
			}
			if log := s.Log(); len(log) < min(i+1, 10) || len(log) >= 20 || log[len(log)-1] != all[i] {
				t.Fatalf("after %d: %d", i+1, len(log))
			}
		}
	})
}

// Only names of this machine are served, to the bot as to the page: a page of
// another site cannot reach the server through a name that leads here.
func TestOnlyThisMachine(t *testing.T) {
	s := sandbox.New(sandbox.Options{Token: token})
	defer s.Close()
	server := newTCP(t, s)
	for _, c := range []struct {
		path, host, origin string
		want               int
	}{
		{"/bot" + token + "/getMe", "", "", 200},
		{"/bot" + token + "/getMe", "localhost:1", "", 200},
		{"/bot" + token + "/getMe", "[::1]", "", 200},
		{"/bot" + token + "/getMe", "evil.example", "", 403},
		{"/bot" + token + "/getMe", "127.0.0.1.evil.example:80", "", 403},
		{"/bot" + token + "/getMe", "", "http://evil.example", 403},
		{"/bot" + token + "/getMe", "", "null", 403},
		{"/file/bot" + token + "/x", "evil.example", "", 403},
		{"/file/bot" + token + "/x", "", "", 404},
		{"/", "", "", 200},
		{"/", "evil.example", "", 403},
		{"/api/send", "", "http://evil.example", 403},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), "POST", server+c.path, strings.NewReader("{}"))
		if c.path == "/" {
			r.Method = "GET"
		}
		if c.host != "" {
			r.Host = c.host
		}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s as %q from %q: %d, want %d", c.path, c.host, c.origin, resp.StatusCode, c.want)
		}
	}
}

// Who is not on this machine gets nothing, even if somebody listens for it.
func TestFromAnotherMachine(t *testing.T) {
	s := sandbox.New(sandbox.Options{Token: token})
	for _, path := range []string{"/", "/api/events?p=7", "/bot" + token + "/getMe"} {
		r := httptest.NewRequest("GET", "http://127.0.0.1:8080"+path, nil) // from 192.0.2.1
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func newTCP(t *testing.T, s *sandbox.Server) (url string) {
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server.URL
}
