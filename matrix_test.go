package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
	"zhibu/demo"
	"zhibu/sandbox"
	"zhibu/store"
)

// apiFaults are ways in which the Bot API answers, or does not. dead: a message that meets it is given up, and an officer
// can send it again. gone: it is parked until its reader writes.
var apiFaults = []struct {
	name       string
	fault      func() *sandbox.Fault
	wait       time.Duration // no second try before
	dead, gone bool
}{
	{"429 short", func() *sandbox.Fault { return sandbox.TooManyRequests(2) }, 2 * time.Second, false, false},
	{"429 long", func() *sandbox.Fault { return sandbox.TooManyRequests(300) }, 300 * time.Second, false, false},
	{"429 without a time", says(429, "Too Many Requests"), time.Second, false, false},
	{"400 odd", says(400, "Bad Request: something new"), 0, true, false},
	{"400 can't parse entities", says(400, "Bad Request: can't parse entities: unsupported start tag"), 0, false, false},
	{"400 chat not found", says(400, "Bad Request: chat not found"), 0, false, true},
	{"403 blocked", says(403, "Forbidden: bot was blocked by the user"), 0, false, true},
	{"403 deactivated", says(403, "Forbidden: user is deactivated"), 0, false, true},
	{"404", says(404, "Not Found"), 0, true, false},
	{"409", says(409, "Conflict: terminated by other getUpdates request"), time.Second, false, false},
	{"413", says(413, "Request Entity Too Large"), 0, true, false},
	{"500", says(500, "Internal Server Error"), 0, false, false},
	{"502 page", sandbox.BadGateway, 0, false, false},
	{"503 empty", func() *sandbox.Fault { return &sandbox.Fault{Status: 503} }, 0, false, false},
	{"200 empty", func() *sandbox.Fault { return &sandbox.Fault{Status: 200, Body: " "} }, 0, false, false},
	{"200 of another type", func() *sandbox.Fault { return &sandbox.Fault{Status: 200, Body: `{"ok":"yes","result":[]}`} }, 0, false, false},
	{"200 null", func() *sandbox.Fault { return &sandbox.Fault{Status: 200, Body: "null"} }, 0, false, false},
	{"307", func() *sandbox.Fault { return &sandbox.Fault{Status: 307, Body: " "} }, 0, false, false},
	{"reset before", sandbox.ResetBefore, 0, false, false},
	{"reset after", sandbox.ResetAfter, 0, false, false},
	{"truncated", sandbox.Truncated, 0, false, false},
	{"stalled", func() *sandbox.Fault { return sandbox.Stalled(70 * time.Second) }, 0, false, false},
	{"dripping", func() *sandbox.Fault { return sandbox.Dripping(10 * time.Second) }, 0, false, false},
}

// unexplained is a line of the log about something not delivered that was asked for, without the update that asked.
var unexplained = regexp.MustCompile(`msg="not delivered" update=(0|\d* what= )`)

func says(code int, description string) func() *sandbox.Fault {
	return func() *sandbox.Fault {
		return &sandbox.Fault{Status: code, Body: fmt.Sprintf(`{"ok":false,"error_code":%d,"description":"%s"}`, code, description)}
	}
}

// script has the first times calls of a method misbehave, and keeps when it was called.
type script struct {
	mu     sync.Mutex
	method string
	times  int
	fault  func() *sandbox.Fault
	called []time.Time
}

func (s *script) set(method string, times int, fault func() *sandbox.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.method, s.times, s.fault, s.called = method, times, fault, nil
}

func (s *script) next(method string) *sandbox.Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if method != s.method {
		return nil
	}
	s.called = append(s.called, time.Now())
	if len(s.called) > s.times {
		return nil
	}
	return s.fault()
}

// TestFaultMatrix has each kind of request meet each fault, twice in a row: polling, a first send, an edit, the answer to
// a press, an upload, and a download in both its steps. In the end each message is delivered, or given up with a reason
// and sent again by an officer, or parked until its reader writes; a file is taken whole, or asked for again; nothing is
// tried again before the platform said; no log holds the token.
func TestFaultMatrix(t *testing.T) {
	if raceEnabled {
		t.Skip("161 worlds; the courier and the adapter have tests of their own under race")
	}
	cells := 0
	list := demoCSV(t)
	for _, method := range []string{"getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery", "sendDocument", "getFile", "file"} {
		fetch := method == "getFile" || method == "file"
		for _, f := range apiFaults {
			cells++
			t.Run(method+"/"+f.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, branch.On(2026, time.March, 2).At(10, 0))
					defer w.server.Close()
					var s script
					w.server.SetHooks(sandbox.Hooks{Fault: s.next})
					w.folder = filepath.Join(w.folder, strings.Repeat("x", 120)) // no control socket in a bubble
					if err := os.MkdirAll(w.folder, 0o700); err != nil {
						t.Fatal(err)
					}
					w.open()
					defer func() { w.stop() }()
					time.Sleep(pause)
					w.found("demo/roster.xlsx")
					chief, m := w.member(2), w.member(3)
					w.attach([]branch.Member{chief, m})
					p := w.phone(m)
					if method == "sendDocument" || fetch {
						p = w.phone(chief)
					}
					w.say(p, "/menu")
					menu, data := w.button(p, "我的信息")
					before := p.Last().ID
					times := 2
					if strings.Contains(f.name, "parse") {
						times = 1 // its plain text is taken
					}
					s.set(method, times, f.fault)
					var want string
					switch method {
					case "getUpdates", "sendMessage":
						p.Send("/board")
						want = "本季度还差"
					case "editMessageText", "answerCallbackQuery":
						p.PressData(menu, data)
						want = "入党日期"
					case "sendDocument":
						p.Send("/export")
						want = "名册"
					case "getFile", "file":
						p.SendDocument("名册.csv", list) // half of one can be read
						want = "与名册一致"
					}
					arrived := func() bool {
						for _, x := range p.Messages() {
							if x.FromBot && (x.ID > before || x.ID == menu) && strings.Contains(x.Text, want) && (method != "sendDocument" || x.Document != nil) {
								return true
							}
						}
						return false
					}
					for begun := time.Now(); !arrived() && time.Since(begun) < 30*time.Minute; {
						time.Sleep(time.Second)
					}
					dead := 0
					_ = w.app.Store.View(func(tx *store.Tx) error {
						for d := range store.Deads.Scan(tx, nil) {
							if dead++; d.Reason == "" {
								t.Error("given up without a reason")
							}
						}
						return nil
					})
					sends := method == "sendMessage" || method == "editMessageText" || method == "sendDocument"
					switch {
					case sends && f.dead:
						if arrived() || dead != 1 {
							t.Fatalf("given up: %d; arrived: %v", dead, arrived())
						}
						s.set("", 0, nil)
						w.say(w.phone(chief), "/status")
						w.press(w.phone(chief), "重新发送")
					case sends && f.gone:
						if arrived() || dead != 0 {
							t.Fatalf("of one who is gone, given up: %d; arrived: %v", dead, arrived())
						}
						s.set("", 0, nil)
						p.Send("/help") // the reader is back; what is asked for now stands in the place of what was parked
						if method != "sendDocument" {
							want = "可以办理的事项"
						}
					case dead > 0:
						t.Errorf("%d were given up", dead)
					}
					for begun := time.Now(); !arrived() && time.Since(begun) < 30*time.Minute; {
						time.Sleep(time.Second)
					}
					if !arrived() && !(method == "answerCallbackQuery" || fetch && saysAgain(p)) {
						t.Errorf("it did not arrive; the last message is %q, %d calls", p.Last().Text, len(s.called))
					}
					if fetch && arrived() == saysAgain(p) { // nothing, or half a list, or both
						t.Errorf("of %d downloads the officer is told %q", len(s.called), p.Last().Text)
					}
					if refused := f.dead || strings.Contains(f.name, "parse"); fetch && arrived() == refused {
						t.Errorf("refused for good: %v; taken: %v", refused, arrived())
					}
					if f.wait > 0 && method != "answerCallbackQuery" && len(s.called) > 1 {
						if pause := s.called[1].Sub(s.called[0]); pause < f.wait {
							t.Errorf("tried again after %v, not %v", pause, f.wait)
						}
					}
					if sends && unexplained.MatchString(w.log.String()) {
						t.Errorf("the log does not say what was not delivered, or because of what:\n%s", w.log.String())
					}
					if strings.Contains(w.log.String(), demoToken) {
						t.Error("the token is in the log")
					}
				})
			})
		}
	}
	t.Logf("%d cells", cells)
}

// saysAgain tells whether the officer is asked to send the file once more.
func saysAgain(p *sandbox.Client) bool { return strings.Contains(p.Last().Text, "再发送") }

// demoCSV is the demo roster as a .csv file.
func demoCSV(t *testing.T) []byte {
	f, err := excelize.OpenReader(bytes.NewReader(demo.Roster))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
