package telegram

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/quick"
	"unicode/utf16"

	"zhibu/chat"
)

// recorder is a Bot API that takes everything and remembers what it was sent.
type recorder struct {
	mu    sync.Mutex
	calls []string // method and its parameters
	last  url.Values
	file  string
}

func (rec *recorder) handle(t testing.TB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			if f, _, err := r.FormFile("photo"); err != nil {
				t.Error(err)
			} else {
				b, _ := io.ReadAll(f)
				rec.file = string(b)
			}
		}
		_ = r.ParseForm()
		rec.mu.Lock()
		defer rec.mu.Unlock()
		rec.last = r.Form
		rec.calls = append(rec.calls, method(t, r))
		result := "true"
		if rec.calls[len(rec.calls)-1][:4] == "send" {
			result = `{"message_id":4711,"chat":{}}`
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`)
	}
}

func (rec *recorder) expect(t *testing.T, method string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for k := range rec.last {
		got[k] = rec.last.Get(k)
	}
	if !reflect.DeepEqual(got, want) || rec.calls[len(rec.calls)-1] != method {
		t.Errorf("%s %v\nwant %s %v", rec.calls[len(rec.calls)-1], got, method, want)
	}
}

func TestSender(t *testing.T) {
	var rec recorder
	b, ctx := serve(t, rec.handle(t)), context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	card := chat.Card{
		Key: "k", Protect: true,
		Text: []chat.Span{{Kind: chat.Bold, Text: "A&B"}, {Text: " <王> "}, {Kind: chat.Link, Text: "“看\"", URL: `https://a.cn/?x=1&y="`}},
		Rows: [][]chat.Button{{{Label: "投", Press: "v:1"}, {Label: "看", URL: "https://a.cn"}}, {{Label: "无"}}},
	}
	html := `<b>A&amp;B</b> &lt;王&gt; <a href="https://a.cn/?x=1&amp;y=&quot;">“看&quot;</a>`
	markup := `{"inline_keyboard":[[{"text":"投","callback_data":"v:1"},{"text":"看","url":"https://a.cn"}]]}`
	const off = `{"is_disabled":true}`

	id, err := b.Send(ctx, "tg:-7001", card, nil)
	must(err)
	if id != 4711 {
		t.Error(id)
	}
	rec.expect(t, "sendMessage", map[string]string{"chat_id": "-7001", "text": html, "parse_mode": "HTML", "reply_markup": markup, "protect_content": "true", "link_preview_options": off})
	must(b.Edit(ctx, "tg:7001", 9, card))
	rec.expect(t, "editMessageText", map[string]string{"chat_id": "7001", "message_id": "9", "text": html, "parse_mode": "HTML", "reply_markup": markup, "link_preview_options": off})

	card.Picture, card.Rows = &chat.Picture{Kind: "p"}, nil
	id, err = b.Send(ctx, "tg:7001", card, []byte("PNG\x00"))
	must(err)
	if id != 4711 || rec.file != "PNG\x00" {
		t.Errorf("%d %q", id, rec.file)
	}
	rec.expect(t, "sendPhoto", map[string]string{"chat_id": "7001", "caption": html, "parse_mode": "HTML", "protect_content": "true"})
	must(b.Edit(ctx, "tg:7001", 9, card))
	rec.expect(t, "editMessageCaption", map[string]string{"chat_id": "7001", "message_id": "9", "caption": html, "parse_mode": "HTML"})

	must(b.Strip(ctx, "tg:7001", 9))
	rec.expect(t, "editMessageReplyMarkup", map[string]string{"chat_id": "7001", "message_id": "9", "reply_markup": `{"inline_keyboard":[]}`})
	must(b.Answer(ctx, "77", strings.Repeat("票", 300), true))
	rec.expect(t, "answerCallbackQuery", map[string]string{"callback_query_id": "77", "text": strings.Repeat("票", 199) + "…", "show_alert": "true"})
	must(b.Answer(ctx, "77", "", false))
	rec.expect(t, "answerCallbackQuery", map[string]string{"callback_query_id": "77"})
	must(b.SetCommands(ctx, "tg:7001", []chat.Command{{Name: "home", About: "首页"}}))
	rec.expect(t, "setMyCommands", map[string]string{"commands": `[{"command":"home","description":"首页"}]`, "scope": `{"type":"chat","chat_id":7001}`})

	_, err = b.Send(ctx, "tg:-7001", chat.Card{Key: "k", Text: []chat.Span{{Text: "在"}}, Topic: 77}, nil)
	must(err)
	rec.expect(t, "sendMessage", map[string]string{"chat_id": "-7001", "message_thread_id": "77", "text": "在", "parse_mode": "HTML", "link_preview_options": off})

	n := len(rec.calls)
	for _, to := range []chat.Chat{"", "tg:", "tg:x", "tg:0", "wecom:1", "tg:1/../2"} {
		if _, err := b.Send(ctx, to, card, []byte("x")); class(t, err) != chat.Refused {
			t.Errorf("%q: %v", to, err)
		}
	}
	if _, err := b.Send(ctx, "tg:1", card, nil); class(t, err) != chat.Refused {
		t.Error("a picture card without a picture:", err)
	}
	if len(rec.calls) != n {
		t.Error("what cannot be sent was sent:", rec.calls[n:])
	}
}

func TestPlainTextAfterBadMarkup(t *testing.T) {
	var rec recorder
	good := rec.handle(t)
	var tries int
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		tries++
		if r.FormValue("parse_mode") != "" {
			w.WriteHeader(400)
			_, _ = io.WriteString(w, no(400, "Bad Request: can't parse entities: Unexpected end tag at byte offset 1"))
			return
		}
		good(w, r)
	})
	card := chat.Card{Text: []chat.Span{{Kind: chat.Bold, Text: "a<b"}}}
	id, err := b.Send(context.Background(), "tg:1", card, nil)
	if err != nil || id != 4711 || rec.last.Get("text") != "a<b" || tries != 2 {
		t.Error(id, err, rec.last, tries)
	}
	card.Picture = &chat.Picture{}
	if _, err = b.Send(context.Background(), "tg:1", card, []byte("x")); err != nil || rec.last.Get("caption") != "a<b" {
		t.Error(err, rec.last)
	}
}

func TestLongCardIsCut(t *testing.T) {
	var rec recorder
	b := serve(t, rec.handle(t))
	card := chat.Card{Key: "list:1", Text: []chat.Span{{Text: "1"}, {Kind: chat.Bold, Text: strings.Repeat("😀", 4096)}, {Text: "end"}}}
	if _, err := b.Send(context.Background(), "tg:1", card, nil); err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("<b>", "", "</b>", "").Replace(rec.last.Get("text"))
	if n := len(utf16.Encode([]rune(text))); n != capabilities.Words || !strings.HasSuffix(text, "😀…") {
		t.Errorf("%d units, ends %q", n, text[len(text)-10:])
	}
}

func TestForm(t *testing.T) {
	same := func(v1, v2 string) bool {
		got, err := url.ParseQuery(string(fields{{"a", v1}, {"b_c", v2}}.form()))
		return err == nil && got.Get("a") == v1 && got.Get("b_c") == v2 && len(got) == 2
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
	if !same("a b&c=d+e%2F\n;/?", "王 😀~") {
		t.Error("odd bytes are not kept")
	}
}

func TestMessageID(t *testing.T) {
	for body, want := range map[string]int64{
		`{"ok":true,"result":{"message_id":5,"x":1}}`:              5,
		`{"ok":true,"result":{"message_id":5}}`:                    5,
		`{"ok":true,"result":{"x":1,"message_id": 6}}`:             6,
		`{"ok":true,"result":true}`:                                0,
		`{"ok":true,"result":{"message_id":`:                       0,
		`{"ok":true,"result":{"message_id":"5"}}`:                  0,
		`{"ok":true,"result":{"message_id":99999999999999999999}}`: 0,
	} {
		if got := messageID([]byte(body)); got != want {
			t.Errorf("%s: %d", body, got)
		}
	}
}

// TestOnlyGroupsMove: a server that says of a person's chat, or of a group, that it goes on as a person's, is not followed.
func TestOnlyGroupsMove(t *testing.T) {
	for _, c := range []struct{ to, moved, want chat.Chat }{
		{"tg:-5", "tg:-100123", "tg:-100123"}, {"tg:8005", "tg:8001", ""}, {"tg:8005", "tg:-100123", ""}, {"tg:-5", "tg:8001", ""},
	} {
		failed := &chat.SendError{Class: chat.Refused, MovedTo: c.moved}
		if err := stays(c.to, failed); err != error(failed) || failed.MovedTo != c.want {
			t.Errorf("%s that has moved to %s goes on as %q: %v", c.to, c.moved, failed.MovedTo, err)
		}
	}
}
