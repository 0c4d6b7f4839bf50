package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// What the page shows of groups, of long chats and of the tour.

func post(t testing.TB, s *Server, path, body string) string {
	t.Helper()
	return strings.TrimSpace(pageDo(s, "POST", path, body).Body.String())
}

func TestPageHistory(t *testing.T) {
	s, _ := newTurned(t)
	c := s.Client(7)
	for i := range 150 {
		c.Send(fmt.Sprint(i))
	}
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	defer s.Close()
	ev, at := watch(t, h.URL, "?p=7", "")(func(event) bool { return true })
	if n := len(ev.Chat.Messages); n != pageMessages || !ev.Chat.More || !ev.Chat.Full {
		t.Fatalf("%d messages at first, %+v", n, ev.Chat)
	}
	seen, before := pageMessages, ev.Chat.Messages[0].ID
	for more := true; more; {
		var part chatView
		json.Unmarshal(pageDo(s, "GET", "/api/history?p=7&before="+fmtInt(before), "").Body.Bytes(), &part)
		if len(part.Messages) == 0 || part.Messages[len(part.Messages)-1].ID >= before {
			t.Fatalf("%+v", part)
		}
		seen, before, more = seen+len(part.Messages), part.Messages[0].ID, part.More
	}
	if seen != 150 {
		t.Errorf("%d of 150 messages", seen)
	}
	if w := pageDo(s, "GET", "/api/history?p=99&before=5", ""); w.Code != 400 {
		t.Errorf("history of nobody: %d", w.Code)
	}
	// An old message that is changed is told, too; from chat to chat only people that changed are.
	c.Edit(101, "改")
	ev, _ = watch(t, h.URL, "?p=7", at)(func(event) bool { return true })
	if len(ev.Chat.Messages) != 1 || ev.Chat.Messages[0].ID != 101 || ev.Chat.Full {
		t.Errorf("%+v", ev.Chat)
	}
	ev, _ = watch(t, h.URL, "?p=8&since="+at, "")(func(event) bool { return true })
	if ev.Full || len(ev.People) != 1 || ev.Chat.ID != 8 || !ev.Chat.Full {
		t.Errorf("%+v", ev)
	}
	for _, since := range []string{"x.5", at[:len(at)-1] + "x", "-1"} {
		if ev, _ = watch(t, h.URL, "?p=8&since="+since, "")(func(event) bool { return true }); !ev.Full || len(ev.People) != 2 {
			t.Errorf("since %s: %+v", since, ev)
		}
	}
}

func TestPageDelete(t *testing.T) {
	s, _ := newTurned(t)
	mine := s.Client(7).Send("说错了")
	theirs := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=a"))
	if got := post(t, s, "/api/delete", `{"p":7,"m":`+fmtInt(mine)+`}`); got != "{}" {
		t.Error(got)
	}
	for _, body := range []string{`{"p":7,"m":` + fmtInt(theirs) + `}`, `{"p":7,"m":` + fmtInt(mine) + `}`, `{"p":8,"m":` + fmtInt(theirs) + `}`} {
		if got := post(t, s, "/api/delete", body); !strings.Contains(got, "不能删除") {
			t.Error(body, got)
		}
	}
	if all := s.Client(7).Messages(); len(all) != 1 || !all[0].FromBot {
		t.Errorf("%+v", all)
	}
}

func TestPageGroups(t *testing.T) {
	s, _ := newTurned(t)
	g := s.AddGroup(Group{Title: "工作群", Members: []Member{{ID: 7}, {ID: 8}, {ID: s.BotID()}}})
	s.AddPerson(Person{ID: 9, First: "外人"})
	in := fmtInt(g)
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	defer s.Close()
	if got := post(t, s, "/api/send", `{"p":9,"c":`+in+`,"text":"我来了"}`); !strings.Contains(got, "不在这个群") {
		t.Error(got)
	}
	if got := post(t, s, "/api/send", `{"p":`+in+`,"text":"群不是人"}`); !strings.Contains(got, "没有这个人") {
		t.Error(got)
	}
	post(t, s, "/api/send", `{"p":7,"c":`+in+`,"text":"大家好"}`)
	hello := s.Client(7).In(g).Messages()
	id := hello[len(hello)-1].ID
	post(t, s, "/api/send", `{"p":8,"c":`+in+`,"m":`+fmtInt(id)+`,"text":"收到"}`)
	ev, _ := watch(t, h.URL, "?p=7&c="+in, "")(func(event) bool { return true })
	if len(ev.Groups) != 1 || ev.Groups[0].Title != "工作群" || ev.Groups[0].Unread != 1 {
		t.Errorf("%+v", ev.Groups)
	}
	all := ev.Chat.Messages
	if len(ev.Chat.Members) != 3 || ev.Chat.Title != "工作群" || all[0].Service != "王秀英 创建了群" || !all[1].Mine || all[2].Mine || all[2].From != "Li" ||
		all[2].Reply == nil || all[2].Reply.Line != "大家好" {
		t.Errorf("%+v", ev.Chat)
	}
	post(t, s, "/api/read", `{"p":7,"c":`+in+`}`)
	if n := s.chats[g].seats[7].unread; n != 0 {
		t.Errorf("%d unread", n)
	}
	if ev, _ = watch(t, h.URL, "?p=9&c="+in, "")(func(event) bool { return true }); ev.Chat != nil || ev.Groups != nil {
		t.Errorf("a stranger is told of the group: %+v", ev)
	}
	s.Client(7).In(g).Leave()
	if ev, _ = watch(t, h.URL, "?p=7&c="+in, "")(func(event) bool { return true }); !ev.Chat.Gone {
		t.Errorf("%+v", ev.Chat)
	}
	if got := post(t, s, "/api/send", `{"p":7,"c":`+in+`,"text":"还在吗"}`); !strings.Contains(got, "没有发出") {
		t.Error(got)
	}
	if got := post(t, s, "/api/block", `{"p":8,"c":`+in+`,"on":true}`); got != "{}" || s.chats[8].blocked || s.chats[g].blocked {
		t.Error(got, "a group was blocked")
	}
}

func TestPageTour(t *testing.T) {
	done := make([]bool, 2)
	clock := &turned{now: time.Date(2026, 6, 1, 8, 0, 0, 0, beijing), event: func(time.Time) {}}
	until := time.Date(2026, 6, 3, 9, 0, 0, 0, beijing)
	s := New(Options{Token: token, Clock: clock, Spell: func(string) []string { return []string{"wang", "xiu", "ying"} }, Tour: []Task{
		{Title: "一", Sentence: "做一", Look: "这里", Ready: func(context.Context) (int64, time.Time, error) { return 7, until, nil }, Done: func() bool { return done[0] }},
		{Title: "二", Ready: func(context.Context) (int64, time.Time, error) { return 0, time.Time{}, errors.New("现在不行") }, Done: func() bool { return done[1] }},
	}})
	s.AddPerson(Person{ID: 7, First: "秀英", Last: "王"})
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	defer s.Close()
	next := watch(t, h.URL, "?p=7", "")
	ev, _ := next(func(e event) bool { return e.Tour != nil })
	if len(ev.Tour) != 2 || ev.Tour[0] != (taskView{"一", "做一", false, false}) || ev.People[0].Spell != "wang xiu ying" {
		t.Errorf("%+v", ev)
	}
	if got := post(t, s, "/api/tour", `{"m":0,"text":"go"}`); got != `{"look":"这里","p":7}` {
		t.Error(got)
	}
	next(func(e event) bool { return !e.Clock.Turning && clock.Now().Equal(until) })
	for body, want := range map[string]string{`{"m":1,"text":"go"}`: "现在不行", `{"m":2,"text":"go"}`: "没有这项任务", `{"m":-1,"text":"skip"}`: "没有这项任务", `{"m":0,"text":"x"}`: "无法读取"} {
		if got := post(t, s, "/api/tour", body); !strings.Contains(got, want) {
			t.Error(body, got)
		}
	}
	post(t, s, "/api/tour", `{"m":1,"text":"skip"}`)
	next(func(e event) bool { return e.Tour != nil && e.Tour[1].Skipped && !e.Tour[0].Done })
	done[0] = true
	s.Client(7).Send("做好了")
	next(func(e event) bool { return e.Tour != nil && e.Tour[0].Done })
	done[0] = false // once done, done
	post(t, s, "/api/tour", `{"m":1,"text":"again"}`)
	if ev, _ := next(func(e event) bool { return e.Tour != nil && !e.Tour[1].Skipped }); !ev.Tour[0].Done {
		t.Error("a tick was taken back")
	}
}

func TestPageFiles(t *testing.T) {
	s, _ := newTurned(t)
	for path, kind := range map[string]string{"/": "text/html", "/js/main.js": "javascript", "/css/base.css": "text/css", "/icons.svg": "image/svg+xml"} {
		w := pageDo(s, "GET", path, "")
		if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		// No network access beyond itself.
		if body := w.Body.String(); strings.Contains(strings.ReplaceAll(body, "http://www.w3.org/", ""), "http://") || strings.Contains(body, "<script>") || strings.Contains(body, " style=") {
			t.Errorf("%s asks for what the policy forbids", path)
		}
	}
	pageDo(s, "POST", "/api/upload?p=7&name=x.png&caption=%E8%AF%B4%E6%98%8E", string(picture(5, 5)), "Content-Type", "image/png")
	if m := s.Client(7).Messages()[0]; m.Photo == nil || m.Text != "说明" {
		t.Errorf("%+v", m)
	}
}
