package telegram

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/chat"
)

func no(code int, description string) string {
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

// answers is the matrix of what a server can say. Class 0 is success.
var answers = []struct {
	name   string
	status int
	header string // Retry-After
	body   string
	class  chat.Class
	wait   time.Duration
	moved  chat.Chat
}{
	{"ok", 200, "", `{"ok":true,"result":{"message_id":5}}`, 0, 0, ""},
	{"ok, spaced", 200, "", `{ "result": {"message_id": 5}, "ok": true }`, 0, 0, ""},
	{"429 short", 429, "", `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, chat.Busy, 7 * time.Second, ""},
	{"429 long", 429, "", `{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":10072}}`, chat.Busy, 10072 * time.Second, ""},
	{"429 body of another type", 429, "9", `{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":"7"}}`, chat.Busy, 9 * time.Second, ""},
	{"429 header only", 429, "11", "<html>", chat.Busy, 11 * time.Second, ""},
	{"429 bare", 429, "", no(429, "Too Many Requests"), chat.Busy, floodPause, ""},
	{"400 not modified", 400, "", no(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"), 0, 0, ""},
	{"400 old press", 400, "", no(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"), 0, 0, ""},
	{"400 gone already", 400, "", no(400, "Bad Request: message to delete not found"), 0, 0, ""},
	{"400 edit not found", 400, "", no(400, "Bad Request: message to edit not found"), chat.Missing, 0, ""},
	{"400 edit impossible", 400, "", no(400, "Bad Request: message can't be edited"), chat.Missing, 0, ""},
	{"400 id invalid", 400, "", no(400, "Bad Request: MESSAGE_ID_INVALID"), chat.Missing, 0, ""},
	{"400 other medium", 400, "", no(400, "Bad Request: there is no text in the message to edit"), chat.Missing, 0, ""},
	{"400 chat not found", 400, "", no(400, "Bad Request: chat not found"), chat.Gone, 0, ""},
	{"400 entities", 400, "", no(400, `Bad Request: can't parse entities: Unsupported start tag "王" at byte offset 3`), chat.Refused, 0, ""},
	{"400 words without quotes", 400, "", no(400, "Bad Request: can't parse entities: unsupported start tag 王 at byte offset 3"), chat.Refused, 0, ""},
	{"400 empty", 400, "", no(400, "Bad Request: message text is empty"), chat.Refused, 0, ""},
	{"400 rights", 400, "", no(400, "Bad Request: not enough rights to send text messages to the chat"), chat.Refused, 0, ""},
	{"400 migrated", 400, "", `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-100777}}`, chat.Refused, 0, "tg:-100777"},
	{"400 of a proxy", 400, "", "<html>", chat.Unknown, 0, ""},
	{"401", 401, "", no(401, "Unauthorized"), chat.Unauthorized, 0, ""},
	{"401 of a proxy", 401, "", "<html>", chat.Unknown, 0, ""},
	{"403 blocked", 403, "", no(403, "Forbidden: bot was blocked by the user"), chat.Gone, 0, ""},
	{"403 deactivated", 403, "", no(403, "Forbidden: user is deactivated"), chat.Gone, 0, ""},
	{"403 kicked", 403, "", no(403, "Forbidden: bot was kicked from the supergroup chat"), chat.Gone, 0, ""},
	{"403 never started", 403, "", no(403, "Forbidden: bot can't initiate conversation with a user"), chat.Gone, 0, ""},
	{"404", 404, "", no(404, "Not Found"), chat.Refused, 0, ""},
	{"409", 409, "", no(409, "Conflict: terminated by other getUpdates request"), chat.Busy, conflictPause, ""},
	{"413", 413, "", no(413, "Request Entity Too Large"), chat.Refused, 0, ""},
	{"500", 500, "", no(500, "Internal Server Error"), chat.Unknown, 0, ""},
	{"502 page", 502, "", "<html><h1>502 Bad Gateway</h1></html>", chat.Unknown, 0, ""},
	{"503 that says ok", 503, "", `{"ok":false}`, chat.Unknown, 0, ""},
	{"307", 307, "", "", chat.Unsent, 0, ""},
	{"200 page", 200, "", "<html>", chat.Unknown, 0, ""},
	{"200 empty", 200, "", "", chat.Unknown, 0, ""},
	{"200 cut short", 200, "", `{"ok":true,"result":{"message_id":5`, chat.Unknown, 0, ""},
	{"200 of another type", 200, "", `{"ok":"yes","result":5}`, chat.Unknown, 0, ""},
	{"200 a list", 200, "", `[]`, chat.Unknown, 0, ""},
	{"200 null", 200, "", `null`, chat.Unknown, 0, ""},
	{"200 that says no", 200, "", no(400, "Bad Request: chat not found"), chat.Gone, 0, ""},
	{"a token in the text", 400, "", no(400, "Bad Request: "+strings.Repeat("x", 130)+" bot"+testToken), chat.Refused, 0, ""},
}

func TestClassify(t *testing.T) {
	for _, a := range answers {
		e := Classify("sendMessage", a.status, a.header, []byte(a.body))
		if e == nil {
			e = &chat.SendError{}
		}
		if e.Class != a.class || e.RetryAfter != a.wait || e.MovedTo != a.moved {
			t.Errorf("%s: %+v", a.name, e)
		}
		if strings.ContainsAny(e.Reason, "\"王<") {
			t.Errorf("%s: the reason quotes: %s", a.name, e.Reason)
		}
	}
}

// TestFaults puts each answer to each kind of request.
func TestFaults(t *testing.T) {
	for _, a := range answers {
		t.Run(a.name, func(t *testing.T) {
			b := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if a.header != "" {
					w.Header().Set("Retry-After", a.header)
				}
				if a.status == 307 {
					w.Header().Set("Location", "/elsewhere")
				}
				_ = method(t, r) // a followed redirect fails here
				w.WriteHeader(a.status)
				_, _ = w.Write([]byte(a.body))
			})
			for name, err := range everyCall(b) {
				want := a.class
				switch {
				case want != 0:
				case name == "Fetch" || name == "Me" || name == "SetCommands":
					continue // their results have other shapes
				case name == "Send" || name == "Send picture":
					if a.status == 400 { // a success that cannot happen to a send
						want = chat.Unknown
					}
				}
				if got := class(t, err); got != want {
					t.Errorf("%s: class %d, want %d: %v", name, got, want, err)
				}
				if strings.Contains(a.body, testToken) && !strings.Contains(err.Error(), "***") {
					t.Errorf("%s: the token is not masked: %d bytes", name, len(err.Error()))
				}
			}
		})
	}
}

func everyCall(b *Bot) map[string]error {
	ctx := context.Background()
	text, picture := chat.Card{Text: []chat.Span{{Text: "a"}}}, chat.Card{Picture: &chat.Picture{}}
	_, send := b.Send(ctx, "tg:1", text, nil)
	_, upload := b.Send(ctx, "tg:1", picture, []byte("png"))
	_, fetch := b.Fetch(ctx, "ref", 10)
	_, me := b.Me(ctx)
	return map[string]error{
		"Send": send, "Send picture": upload, "Fetch": fetch, "Me": me,
		"Edit": b.Edit(ctx, "tg:1", 5, text), "Edit picture": b.Edit(ctx, "tg:1", 5, picture),
		"Strip": b.Strip(ctx, "tg:1", 5), "Answer": b.Answer(ctx, "q", "hi", true),
		"SetCommands": b.SetCommands(ctx, "tg:1", nil),
	}
}

// hijack ends a request's connection after f had it.
func hijack(t testing.TB, w http.ResponseWriter, f func(net.Conn)) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	f(c)
	_ = c.Close()
}

func TestTransportFaults(t *testing.T) {
	reset := func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }
	for name, h := range map[string]func(net.Conn){
		"reset": reset,
		"eof":   func(net.Conn) {},
		"short": func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"ok\":true")) },
		"odd":   func(c net.Conn) { _, _ = c.Write([]byte("bot" + testToken + " is no HTTP\r\n\r\n")) },
	} {
		t.Run(name, func(t *testing.T) {
			var got atomic.Int32
			b := serve(t, func(w http.ResponseWriter, r *http.Request) { got.Add(1); hijack(t, w, h) })
			if err := b.Strip(context.Background(), "tg:1", 5); class(t, err) != chat.Unknown {
				t.Error(err)
			}
			if got.Load() != 1 {
				t.Errorf("%d requests: one may have been carried out and must not be repeated here", got.Load())
			}
		})
	}
	s := httptest.NewServer(nil)
	url := s.URL
	s.Close()
	for name, err := range everyCall(bot(t, url, nil)) {
		if class(t, err) != chat.Unsent {
			t.Errorf("%s, nobody listens: %v", name, err)
		}
	}
}

// TestTokenOfTheTransport: a proxy, or a dialler, may name the address it was asked for.
func TestTokenOfTheTransport(t *testing.T) {
	b := bot(t, "http://127.0.0.1:1", func(context.Context, string, string) (net.Conn, error) {
		return nil, fmt.Errorf("no way to /bot%s/x", testToken)
	})
	for name, err := range everyCall(b) {
		if class(t, err) != chat.Unsent || !strings.HasSuffix(err.Error(), "/bot***/x") {
			t.Errorf("%s: class or mask of an error of %d bytes", name, len(err.Error()))
		}
	}
}

// TestSlowServers: a server that is silent, or drips, costs what the call's patience says and no more.
func TestSlowServers(t *testing.T) {
	for name, drip := range map[string]bool{"silent": false, "dripping": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, stop := serveMemory(t, func(w http.ResponseWriter, r *http.Request) {
					_ = r.ParseForm()
					for r.Context().Err() == nil {
						if drip {
							_, _ = w.Write([]byte(" "))
							_ = http.NewResponseController(w).Flush()
						}
						sleep(r.Context(), time.Second, nil)
					}
				})
				defer stop()
				start := time.Now()
				err := b.Answer(context.Background(), "q", "", false)
				if took := time.Since(start); class(t, err) != chat.Unknown || took != patience {
					t.Errorf("%v after %v", err, took)
				}
			})
		})
	}
}
