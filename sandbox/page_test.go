package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// turned is a clock with one event a day at nine.
type turned struct {
	mu    sync.Mutex
	now   time.Time
	event func(time.Time)
}

func (c *turned) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *turned) NextDue() (time.Time, string, bool) {
	n := c.Now()
	at := time.Date(n.Year(), n.Month(), n.Day(), 9, 0, 0, 0, n.Location())
	if !at.After(n) {
		at = at.AddDate(0, 0, 1)
	}
	return at, "早上问候", true
}

func (c *turned) Turn(ctx context.Context, to time.Time) error {
	for {
		at, _, _ := c.NextDue()
		if at.After(to) {
			at = to
		}
		c.mu.Lock()
		c.now = at
		c.mu.Unlock()
		if at.Equal(to) && at.Hour() != 9 {
			return nil
		}
		c.event(at)
		if !at.Before(to) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

var beijing = time.FixedZone("CST", 8*3600)

func newTurned(t testing.TB) (*Server, *turned) {
	clock := &turned{now: time.Date(2026, 6, 1, 8, 0, 0, 0, beijing)}
	s := New(Options{Token: token, BotName: "小助手", BotUsername: "helper_bot", Clock: clock})
	s.AddPerson(Person{ID: 7, First: "秀英", Last: "王", Label: "第一小组", Role: "组长", Note: "CODE_1"})
	s.AddPerson(Person{ID: 8, First: "Li"})
	clock.event = func(at time.Time) { call(t, s, "sendMessage", "chat_id=7", "text=早上好\n"+at.Format("2006-01-02")) }
	return s, clock
}

func pageDo(s *Server, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:9"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if h := r.Header.Get("Host"); h != "" {
		r.Host = h
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestPageGuard(t *testing.T) {
	s, _ := newTurned(t)
	for _, c := range []struct {
		method, path string
		header       []string
		want         int
	}{
		{"GET", "/", nil, 200},
		{"GET", "/js/main.js", nil, 200},
		{"GET", "/", []string{"Host", "localhost:8080"}, 200},
		{"GET", "/", []string{"Host", "[::1]:8080"}, 200},
		{"GET", "/", []string{"Host", "evil.example"}, 403},
		{"GET", "/api/events?p=7", []string{"Host", "127.0.0.1.evil.example:8080"}, 403},
		{"POST", "/api/send", nil, 200},
		{"POST", "/api/send", []string{"Origin", "http://127.0.0.1:8080"}, 200},
		{"POST", "/api/send", []string{"Origin", "http://evil.example"}, 403},
		{"POST", "/api/send", []string{"Origin", "http://localhost:8080"}, 403},
		{"POST", "/api/send", []string{"Origin", "null"}, 403},
		{"POST", "/api/upload?p=7&name=x", []string{"Origin", "null"}, 403},
		{"GET", "/api/send", nil, 404},
	} {
		w := pageDo(s, c.method, c.path, `{"p":7,"text":"hi"}`, c.header...)
		if w.Code != c.want {
			t.Errorf("%s %s %v: %d, want %d", c.method, c.path, c.header, w.Code, c.want)
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'self'") || w.Code == 200 && w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s: headers %v", c.method, c.path, w.Header())
		}
	}
}

func TestPageActions(t *testing.T) {
	s, _ := newTurned(t)
	c := s.Client(7)
	post := func(path, body string) string {
		t.Helper()
		return strings.TrimSpace(pageDo(s, "POST", path, body).Body.String())
	}
	if got := post("/api/send", `{"p":99,"text":"x"}`); got != `{"error":"没有这个人"}` {
		t.Error(got)
	}
	post("/api/send", `{"p":7,"text":"/start"}`)
	mine := c.Messages()[0].ID
	post("/api/edit", `{"p":7,"m":`+fmtInt(mine)+`,"text":"/help"}`)
	if m := c.Messages()[0]; m.Text != "/help" || !m.Edited {
		t.Errorf("%+v", m)
	}
	if got := post("/api/edit", `{"p":7,"m":1,"text":"x"}`); !strings.Contains(got, "不能修改") {
		t.Error(got)
	}
	pageDo(s, "POST", "/api/upload?p=7&name=%E8%A1%A8.csv", "a,b")
	pageDo(s, "POST", "/api/upload?p=7&name=x.png", string(picture(5, 5)), "Content-Type", "image/png")
	pageDo(s, "POST", "/api/upload?p=7&name=bad.png", "no picture", "Content-Type", "image/png")
	all := c.Messages()
	if all[1].Document.Name != "表.csv" || all[2].Photo == nil || all[3].Document.Name != "bad.png" {
		t.Errorf("%+v", all)
	}
	if got := post("/api/upload?p=7&name=x", ""); !strings.Contains(got, "空") {
		t.Error(got)
	}
	w := pageDo(s, "GET", s.chats[7].messages[1].view(7).File, "")
	if w.Body.String() != "a,b" || w.Header().Get("Content-Disposition") != "attachment" {
		t.Errorf("%v", w)
	}

	go func() { // a bot that answers the press
		var got []struct {
			Query *struct{ ID string } `json:"callback_query"`
		}
		json.Unmarshal(call(t, s, "getUpdates", "timeout=5", "offset=-1", "allowed_updates="+`["callback_query","my_chat_member"]`).Result, &got)
		for len(got) == 0 || got[0].Query == nil {
			json.Unmarshal(call(t, s, "getUpdates", "timeout=5", "offset=-1").Result, &got)
		}
		call(t, s, "answerCallbackQuery", "callback_query_id="+got[0].Query.ID, "text=收到")
	}()
	if got := post("/api/press", `{"p":7,"m":1,"data":"x"}`); got != `{"alert":false,"text":"收到","url":""}` {
		t.Error(got)
	}
	post("/api/block", `{"p":7,"on":true}`)
	if r := call(t, s, "sendMessage", "chat_id=7", "text=a"); r.Code != 403 {
		t.Errorf("%+v", r)
	}
	post("/api/block", `{"p":7}`)
	call(t, s, "sendMessage", "chat_id=7", "text=a")
	post("/api/read", `{"p":7}`)
	if n := s.chats[7].unread; n != 0 {
		t.Errorf("%d unread", n)
	}
}

// watch opens the page's stream and returns a function that reads events until
// one pleases.
func watch(t *testing.T, base, query, lastID string) func(func(event) bool) (event, string) {
	t.Helper()
	req, _ := http.NewRequestWithContext(t.Context(), "GET", base+"/api/events"+query, nil)
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	lines, id := bufio.NewScanner(resp.Body), ""
	lines.Buffer(nil, 1<<20)
	return func(ok func(event) bool) (event, string) {
		t.Helper()
		for lines.Scan() {
			if v, found := strings.CutPrefix(lines.Text(), "id: "); found {
				id = v
			}
			var ev event
			if v, found := strings.CutPrefix(lines.Text(), "data: "); found && json.Unmarshal([]byte(v), &ev) == nil && ok(ev) {
				return ev, id
			}
		}
		t.Fatal("the stream ended")
		return event{}, ""
	}
}

func TestPageStream(t *testing.T) {
	s, _ := newTurned(t)
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	defer s.Close()
	next := watch(t, h.URL, "?p=7", "")
	ev, _ := next(func(event) bool { return true })
	if !ev.Full || len(ev.People) != 2 || ev.People[0].Name != "王秀英" || ev.Chat.Started || ev.Chat.Note != "CODE_1" || ev.Clock.Date != "2026年6月1日（周一）08:00" {
		t.Errorf("%+v", ev)
	}
	s.Client(7).Start("CODE_1")
	id := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=<b>好</b>", "parse_mode=HTML", keys("行|x")))
	newest := func(e event) (m messageView) {
		if e.Chat != nil && len(e.Chat.Messages) > 0 {
			m = e.Chat.Messages[len(e.Chat.Messages)-1]
		}
		return m
	}
	ev, at := next(func(e event) bool { return newest(e).Bot })
	m := newest(ev)
	if ev.Full || m.ID != id || m.Entities[0].Type != "bold" || m.Buttons[0][0].Text != "行" || ev.People[0].Unread != 1 || !ev.Chat.Started {
		t.Errorf("%+v", ev)
	}

	// A page that comes back is told only what it missed.
	call(t, s, "deleteMessage", "chat_id=7", "message_id="+fmtInt(id))
	again := watch(t, h.URL, "?p=7", at)
	ev, _ = again(func(event) bool { return true })
	if ev.Full || len(ev.Chat.Messages) != 1 || !ev.Chat.Messages[0].Deleted {
		t.Errorf("%+v", ev)
	}
	// One that knew another server is told all.
	other := watch(t, h.URL, "", "x.5")
	if ev, _ = other(func(event) bool { return true }); !ev.Full || ev.Chat != nil || ev.People[0].Last != "/start CODE_1" {
		t.Errorf("%+v", ev)
	}
}

func TestClockStrip(t *testing.T) {
	s, clock := newTurned(t)
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	defer s.Close()
	s.Client(7).Send("/start")
	next := watch(t, h.URL, "", "")
	still := func(date string) event {
		t.Helper()
		ev, _ := next(func(e event) bool { return !e.Clock.Turning && e.Clock.Date == date })
		return ev
	}
	if ev := still("2026年6月1日（周一）08:00"); ev.Clock.NextAt+ev.Clock.Next != "6月1日 09:00早上问候" {
		t.Errorf("%+v", ev.Clock)
	}
	for _, c := range []struct{ to, date string }{
		{"next", "2026年6月1日（周一）09:00"},
		{"hour", "2026年6月1日（周一）10:00"},
		{"day", "2026年6月2日（周二）10:00"},
		{"week", "2026年6月9日（周二）10:00"},
		{"2026-06-10T08:30", "2026年6月10日（周三）08:30"},
	} {
		if w := pageDo(s, "POST", "/api/clock", `{"text":"`+c.to+`"}`); w.Code != 200 {
			t.Fatalf("%s: %s", c.to, w.Body)
		}
		still(c.date)
	}
	if n := len(s.Log()); n != 9 {
		t.Errorf("%d greetings", n)
	}
	for _, to := range []string{"2026-06-01T00:00", "someday"} {
		if w := pageDo(s, "POST", "/api/clock", `{"text":"`+to+`"}`); w.Code != 400 {
			t.Errorf("%s: %s", to, w.Body)
		}
	}

	// Happenings are those since the turn began; while it lasts no other begins.
	hold := make(chan struct{})
	old := clock.event
	clock.event = func(at time.Time) { old(at); <-hold }
	pageDo(s, "POST", "/api/clock", `{"text":"day"}`)
	ev, _ := next(func(e event) bool { return e.Clock.Turning && len(e.News) == 1 })
	if n := ev.News[0]; n.Person != 7 || n.Name != "王秀英" || n.Time != "6月10日 09:00" || n.Line != "早上好 2026-06-10" {
		t.Errorf("%+v", n)
	}
	if w := pageDo(s, "POST", "/api/clock", `{"text":"day"}`); !bytes.Contains(w.Body.Bytes(), []byte("正在推进")) {
		t.Errorf("%s", w.Body)
	}
	pageDo(s, "POST", "/api/clock", `{"text":"stop"}`)
	close(hold)
	if ev := still("2026年6月10日（周三）09:00"); ev.Clock.Note != "已停在这里" {
		t.Errorf("%+v", ev.Clock)
	}
}
