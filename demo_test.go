package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
)

// rehearsing runs a rehearsal as demo does, until stop, which gives what it printed.
func rehearsing(t *testing.T, b beginning) (url string, stop func() string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var out strings.Builder
	ended := make(chan error, 1)
	go func() { ended <- rehearse(ctx, b, l, &out, false) }()
	return "http://" + l.Addr().String(), func() string {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		return out.String()
	}
}

// chatOnPage gives what the page shows of somebody's chat once it holds a text.
func chatOnPage(t *testing.T, url string, person int64, text string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		req, _ := http.NewRequestWithContext(ctx, "GET", fmt.Sprintf("%s/api/events?p=%d", url, person), nil)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("the page never showed %q: %v", text, err)
		}
		all := ""
		for lines := bufio.NewReader(resp.Body); !strings.Contains(all, "data: ") || !strings.HasSuffix(all, "\n\n"); { // the first event is all there is
			line, err := lines.ReadString('\n')
			if all += line; err != nil {
				break
			}
		}
		resp.Body.Close()
		if strings.Contains(all, text) {
			return all
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestKeptRehearsal leaves a rehearsal and goes on with it: the chats, the clock and the branch are as they were.
func TestKeptRehearsal(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rehearsal")
	begin := beginning{folder: folder, start: branch.On(2026, time.June, 1).At(8, 55)}
	const person = firstID + 3
	post := func(url, path, body string) {
		t.Helper()
		resp, err := http.Post(url+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}

	url, stop := rehearsing(t, begin)
	chatOnPage(t, url, person, "同志，您好")
	post(url, "/api/send", fmt.Sprintf(`{"p":%d,"text":"/me"}`, person))
	chatOnPage(t, url, person, "入党日期")
	post(url, "/api/clock", `{"text":"week"}`)
	chatOnPage(t, url, firstID+9, "2026年6月8日")
	stop()

	url, stop = rehearsing(t, begin)
	if got := chatOnPage(t, url, person, "入党日期"); strings.Count(got, `"text":"/start"`) != 1 {
		t.Error("the chat did not go on as it was left")
	}
	post(url, "/api/send", fmt.Sprintf(`{"p":%d,"text":"/menu"}`, person))
	chatOnPage(t, url, person, "今天是2026年6月8日")
	if out := stop(); !strings.Contains(out, "现在是 2026-06-08") || !strings.Contains(out, "32 名党员") {
		t.Errorf("it said %q", out)
	}

	again := begin
	again.chosen = true
	if _, err := newRehearsal(again); err == nil || !strings.Contains(err.Error(), "只在第一次使用") {
		t.Errorf("another date: %v", err)
	}
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(folder, "keys"))
	t.Setenv("TELEGRAM_BOT_TOKEN", "1:real")
	if _, errOut, code := cli(t, "serve"); code != exitInput || !strings.Contains(errOut, "演练用的") {
		t.Errorf("serve on a rehearsal: %d %s", code, errOut)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "thesis.docx"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newRehearsal(beginning{folder: other, start: begin.start}); err == nil || !strings.Contains(err.Error(), "别的内容") {
		t.Errorf("a folder of something else: %v", err)
	}
}
