package telegram

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"zhibu/chat"
)

func TestNew(t *testing.T) {
	for url, ok := range map[string]bool{
		"": true, "https://api.example.org": true, "https://example.org/tg/": true,
		"http://127.0.0.1:8081": true, "http://[::1]:80": true, "http://localhost": true,
		"http://example.org": false, "http://10.0.0.1": false, "http://localhost.example.org": false, "ftp://127.0.0.1": false,
		"127.0.0.1:80": false, "https://": false, "https://u:p@example.org": false, "https://example.org?x": false, "::": false,
	} {
		b, err := New(Options{Token: testToken, APIURL: url})
		if noted(err); (err == nil) != ok {
			t.Errorf("%q: %v", url, err)
		}
		if err == nil && strings.HasSuffix(b.base.Path, "/") {
			t.Errorf("%q: path %q", url, b.base.Path)
		}
	}
	for _, token := range []string{"", testToken[7:], testToken + "/../x", testToken + " ", ":x", "1:"} {
		if _, err := New(Options{Token: token}); noted(err) == nil {
			t.Errorf("token %q was taken", token)
		}
	}
}

func TestMe(t *testing.T) {
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if m := method(t, r); m != "getMe" {
			t.Error(m)
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"支部","username":"zhibu_bot"}}`)
	})
	if me, err := b.Me(context.Background()); err != nil || me != (Me{42, "zhibu_bot", "支部"}) {
		t.Error(me, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Me(ctx); class(t, err) != chat.Unsent {
		t.Error(err)
	}
}

// fileServer has one file under path; size is what getFile says of it.
func fileServer(t *testing.T, path, size string, content []byte) *Bot {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bot" + testToken + "/getFile":
			_, _ = io.WriteString(w, `{"ok":true,"result":{"file_id":"`+r.FormValue("file_id")+`",`+size+`"file_path":"`+path+`"}}`)
		case "/file/bot" + testToken + "/" + path:
			if r.Method != http.MethodGet {
				t.Error(r.Method)
			}
			_, _ = w.Write(content)
		default:
			w.WriteHeader(404)
			_, _ = io.WriteString(w, no(404, "Not Found"))
		}
	})
}

func TestFetch(t *testing.T) {
	content := bytes.Repeat([]byte("名单"), 1000)
	n := int64(len(content))
	ctx := context.Background()
	b := fileServer(t, "documents/file_1.xlsx", "", content)
	if got, err := b.Fetch(ctx, "ref", n); err != nil || !bytes.Equal(got, content) {
		t.Error(len(got), err)
	}
	for _, limit := range []int64{n - 1, 10, 0} {
		if _, err := b.Fetch(ctx, "ref", limit); class(t, err) != chat.Refused {
			t.Error(limit, err)
		}
	}
	for _, path := range []string{"", "../secret", "a/../../b", "/etc/passwd", "a//b"} {
		if _, err := fileServer(t, path, "", content).Fetch(ctx, "ref", n); class(t, err) != chat.Refused {
			t.Errorf("%q: %v", path, err)
		}
	}
	if _, err := fileServer(t, "a", `"file_size":99999,`, content).Fetch(ctx, "ref", n); class(t, err) != chat.Refused {
		t.Error("a size that is too large:", err)
	}
	for _, size := range []string{`"file_size":5999,`, `"file_size":6001,`} { // cut off on the way, or not the file at all
		if _, err := fileServer(t, "a", size, content).Fetch(ctx, "ref", 2*n); class(t, err) != chat.Unknown {
			t.Errorf("%d bytes with %s: %v", n, size, err)
		}
	}
	if _, err := fileServer(t, "a", `"file_size":6000,`, content).Fetch(ctx, "ref", n); err != nil {
		t.Error(err)
	}
}

// TestConnectionsAreReused: a connection per send would cost more than the send.
func TestConnectionsAreReused(t *testing.T) {
	addrs := map[string]bool{}
	b := serve(t, func(w http.ResponseWriter, r *http.Request) {
		addrs[r.RemoteAddr] = true
		w.WriteHeader(400)
		_, _ = io.WriteString(w, no(400, strings.Repeat("long ", 2000)))
	})
	for range 20 {
		_ = class(t, b.Strip(context.Background(), "tg:1", 1))
	}
	if len(addrs) != 1 {
		t.Errorf("%d connections", len(addrs))
	}
}

// TestGroupLimit: a group takes at most 20 messages and edits in any minute, the first and the last instant included.
func TestGroupLimit(t *testing.T) {
	l := (&Bot{}).Capabilities()
	if n := l.GroupBurst + int(60*l.GroupPerSecond); n > 20 || n < 15 {
		t.Errorf("%d in a minute", n)
	}
	if !l.Group("tg:-100123") || l.Group("tg:7") || l.Group("wx:-1") {
		t.Error("groups are not told from people")
	}
}
