package sandbox

import (
	"net/http/httptest"
	"testing"
)

// TestNoteStays: an invitation is shown until it has been used, whatever else was sent before.
func TestNoteStays(t *testing.T) {
	s := New(Options{Token: token, BotUsername: "zhibu_bot"})
	const link = "https://t.me/zhibu_bot?start=CODE_123"
	s.AddPerson(Person{ID: 7, First: "秀英", Last: "王", Note: link})
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	defer s.Close()
	note := func() string {
		ev, _ := watch(t, h.URL, "?p=7", "")(func(e event) bool { return e.Chat != nil })
		return ev.Chat.Note
	}
	for _, c := range []struct {
		send func()
		want string
	}{{func() {}, link}, {func() { s.Client(7).Start("") }, link}, {func() { s.Client(7).Send("你好") }, link}, {func() { s.Client(7).Start("CODE_123") }, ""}} {
		if c.send(); note() != c.want {
			t.Errorf("the note is %q, not %q", note(), c.want)
		}
	}
}
