package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
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
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/testdata/rig"
)

// fate is what becomes of a message whose request meets a fault.
type fate int

const (
	tried fate = iota // again, and it is delivered
	plain             // its words are taken without their looks
	dead              // given up with a reason, and an officer can send it again
	gone              // parked until its reader writes
	anew              // an edit goes out as a new message; what was new anyway is given up: the platform talks nonsense
	moved             // it is delivered to the chat that its own has become
	done              // an edit or an answer has had its effect; what was to be new is tried again
	ended             // Run ends; after a start with a token that is accepted it is delivered
)

// apiFaults are ways in which the Bot API answers, or does not.
var apiFaults = []struct {
	name  string
	fault func() *sandbox.Fault
	wait  time.Duration // no second try before
	fate  fate
}{
	{"429 short", func() *sandbox.Fault { return sandbox.TooManyRequests(2) }, 2 * time.Second, tried},
	{"429 long", func() *sandbox.Fault { return sandbox.TooManyRequests(300) }, 300 * time.Second, tried},
	{"429 without a time", says(429, "Too Many Requests"), time.Second, tried},
	{"400 odd", says(400, "Bad Request: something new"), 0, dead},
	{"400 empty", says(400, "Bad Request: message text is empty"), 0, dead},
	{"400 rights", says(400, "Bad Request: not enough rights to send text messages to the chat"), 0, dead},
	{"400 can't parse entities", says(400, "Bad Request: can't parse entities: unsupported start tag"), 0, plain},
	{"400 chat not found", says(400, "Bad Request: chat not found"), 0, gone},
	{"400 not modified", says(400, "Bad Request: message is not modified"), 0, done},
	{"400 old press", says(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"), 0, done},
	{"400 nothing to edit", says(400, "Bad Request: message to edit not found"), 0, anew},
	{"400 can't be edited", says(400, "Bad Request: message can't be edited"), 0, anew},
	{"400 migrated", migrated, 0, moved},
	{"401", says(401, "Unauthorized"), 0, ended},
	{"403 blocked", says(403, "Forbidden: bot was blocked by the user"), 0, gone},
	{"403 deactivated", says(403, "Forbidden: user is deactivated"), 0, gone},
	{"403 kicked", says(403, "Forbidden: bot was kicked from the supergroup chat"), 0, gone},
	{"403 never started", says(403, "Forbidden: bot can't initiate conversation with a user"), 0, gone},
	{"404", says(404, "Not Found"), 0, dead},
	{"409", says(409, "Conflict: terminated by other getUpdates request"), time.Second, tried},
	{"413", says(413, "Request Entity Too Large"), 0, dead},
	{"500", says(500, "Internal Server Error"), 0, tried},
	{"502 page", sandbox.BadGateway, 0, tried},
	{"503 empty", func() *sandbox.Fault { return &sandbox.Fault{Status: 503} }, 0, tried},
	{"200 empty", func() *sandbox.Fault { return &sandbox.Fault{Status: 200, Body: " "} }, 0, tried},
	{"200 of another type", func() *sandbox.Fault { return &sandbox.Fault{Status: 200, Body: `{"ok":"yes","result":[]}`} }, 0, tried},
	{"200 null", func() *sandbox.Fault { return &sandbox.Fault{Status: 200, Body: "null"} }, 0, tried},
	{"307", func() *sandbox.Fault { return &sandbox.Fault{Status: 307, Body: " "} }, 0, tried},
	{"reset before", sandbox.ResetBefore, 0, tried},
	{"reset after", sandbox.ResetAfter, 0, tried},
	{"truncated", sandbox.Truncated, 0, tried},
	{"stalled", func() *sandbox.Fault { return sandbox.Stalled(70 * time.Second) }, 0, tried},
	{"dripping", func() *sandbox.Fault { return sandbox.Dripping(10 * time.Second) }, 0, tried},
}

// spare is the chat that a chat moves to.
const spare = 555

func migrated() *sandbox.Fault {
	return &sandbox.Fault{Status: 400, Body: fmt.Sprintf(`{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":%d}}`, spare)}
}

// of is what becomes of a call of one method: only what shows something can be parked or given up.
func (f fate) of(method string) fate {
	shows := method == "sendMessage" || method == "editMessageText" || method == "sendDocument"
	edits := method == "editMessageText"
	switch {
	case f == done && !edits && method != "answerCallbackQuery", !shows && f != done && !(f == ended && method == "getUpdates"):
		return tried
	case f == anew && !edits:
		return dead
	}
	return f
}

// unexplained is a line of the log about something not delivered that was asked for, without the update that asked.
var unexplained = regexp.MustCompile(`msg="not delivered" update=(0 |\d+ what="" )`)

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
// tried again before the platform said; an answer is tried once, and the edit does not wait for it; no log holds the
// token.
func TestFaultMatrix(t *testing.T) {
	methods := []string{"getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery", "sendDocument", "getFile", "file"}
	if rig.Race {
		t.Skipf("%d worlds; the courier and the adapter have tests of their own under race", len(methods)*len(apiFaults))
	}
	cells := 0
	list := demoCSV(t)
	for _, method := range methods {
		fetch := method == "getFile" || method == "file"
		for _, f := range apiFaults {
			cells++
			t.Run(method+"/"+f.name, func(t *testing.T) {
				inBubble(t, nil, func(w *world) {
					t := w.T // of the bubble
					var s script
					w.server.SetHooks(sandbox.Hooks{Fault: s.next})
					chief, m := w.member(2), w.member(3)
					w.attach([]branch.Member{chief, m})
					other := w.server.Client(spare)
					other.Start("")
					p := w.phone(m)
					if method == "sendDocument" || fetch {
						p = w.phone(chief)
					}
					w.say(p, "/menu")
					menu, data := w.button(p, "我的信息")
					before := p.Last().ID
					times := 2
					if f.fate == plain || f.fate == moved {
						times = 1 // the second try is another request
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
					arrivedAt := func(p *sandbox.Client) (message int64) {
						for _, x := range p.Messages() {
							if x.FromBot && (x.ID > before || x.ID == menu) && strings.Contains(x.Text, want) && (method != "sendDocument" || x.Document != nil) {
								return x.ID
							}
						}
						return 0
					}
					arrived := func() bool { return arrivedAt(p) != 0 }
					wait := func(until func() bool) {
						for begun := time.Now(); !until() && time.Since(begun) < 30*time.Minute; {
							time.Sleep(time.Second)
						}
					}
					fate := f.fate.of(method)
					if fate == ended {
						var err error
						select {
						case err = <-w.ended:
						case <-time.After(30 * time.Minute):
							t.Fatal("Run goes on with a token that is not accepted")
						}
						if failed := (*chat.SendError)(nil); !errors.As(err, &failed) || failed.Class != chat.Unauthorized {
							t.Errorf("Run ended with %v", err)
						}
						if err := w.app.Close(); err != nil {
							t.Error(err)
						}
						s.set("", 0, nil)
						w.open()
					}
					wait(arrived)
					waits := func() (n int) {
						_ = w.app.Store.View(func(tx *store.Tx) error {
							all, _ := tx.WaitingChats()
							n = len(all)
							return nil
						})
						return n
					}
					if fate != gone {
						if wait(func() bool { return waits() == 0 }); waits() != 0 {
							t.Errorf("%d chats still wait", waits())
						}
					}
					givenUp := 0
					_ = w.app.Store.View(func(tx *store.Tx) error {
						for d := range store.Deads.Scan(tx, nil) {
							if givenUp++; d.Reason == "" {
								t.Error("given up without a reason")
							}
						}
						return nil
					})
					if lost := fate == dead; lost && givenUp != 1 || !lost && givenUp != 0 {
						t.Errorf("%d were given up", givenUp)
					}
					switch fate {
					case dead:
						if arrived() {
							t.Fatal("it was given up, and arrived")
						}
						s.set("", 0, nil)
						w.say(w.phone(chief), "/status")
						w.press(w.phone(chief), "重新发送")
					case gone:
						if arrived() || waits() == 0 {
							t.Fatalf("of one who is gone, chats that wait: %d; arrived: %v", waits(), arrived())
						}
						s.set("", 0, nil)
						p.Send("/help") // the reader is back; what is asked for now stands in the place of what was parked
						if method != "sendDocument" {
							want = "可以办理的事项"
						}
					case moved:
						if arrived() || arrivedAt(other) == 0 {
							t.Errorf("of a chat that has moved, arrived there: %v, here: %v", arrivedAt(other) != 0, arrived())
						}
						return
					case done:
						if method == "answerCallbackQuery" && strings.Contains(w.log.String(), "a press was not answered") {
							t.Error("a press too old to answer is told as a failure")
						}
						if method == "editMessageText" && (arrived() || len(s.called) != 1) {
							t.Errorf("what stands there already was edited %d times", len(s.called))
						}
					case anew:
						if arrivedAt(p) == menu {
							t.Error("what cannot be edited was")
						}
					}
					wait(arrived)
					if !arrived() && !(fate == done && method == "editMessageText") && !(fetch && saysAgain(p)) {
						t.Errorf("it did not arrive; the last message is %q, %d calls", p.Last().Text, len(s.called))
					}
					if method == "answerCallbackQuery" && len(s.called) != 1 {
						t.Errorf("a press was answered %d times", len(s.called))
					}
					if fetch && arrived() == saysAgain(p) { // nothing, or half a list, or both
						t.Errorf("of %d downloads the officer is told %q", len(s.called), p.Last().Text)
					}
					refused := f.fate == dead || f.fate == plain || f.fate == moved || f.fate == done && method == "file" // no file is "done"
					if fetch && arrived() == refused {
						t.Errorf("refused for good: %v; taken: %v", refused, arrived())
					}
					if f.wait > 0 && len(s.called) > 1 {
						if pause := s.called[1].Sub(s.called[0]); pause < f.wait {
							t.Errorf("tried again after %v, not %v", pause, f.wait)
						}
					}
					if unexplained.MatchString(w.log.String()) {
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

// inBubble runs a test of the bot and its roster in a bubble where time is not real.
func inBubble(t *testing.T, with func(*Config), test func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, branch.On(2026, time.March, 2).At(10, 0))
		defer w.server.Close()
		w.with = with
		w.folder = filepath.Join(w.folder, strings.Repeat("x", 120)) // no control socket in a bubble
		if err := os.MkdirAll(w.folder, 0o700); err != nil {
			t.Fatal(err)
		}
		w.open()
		defer func() { w.stop() }()
		time.Sleep(pause)
		w.found("demo/roster.xlsx")
		test(w)
	})
}

// TestUpdatesInAnyShape: whatever an answer of getUpdates looks like, each update has its effect once, and Telegram is
// told to forget only what had it.
func TestUpdatesInAnyShape(t *testing.T) {
	strange := func(list []json.RawMessage) []json.RawMessage { // kinds that did not exist when this was written
		var first struct {
			ID int64 `json:"update_id"`
		}
		if len(list) == 0 || json.Unmarshal(list[0], &first) != nil {
			return list
		}
		return append([]json.RawMessage{[]byte(fmt.Sprintf(`{"update_id":%d,"thought":{"from":{"id":7},"depth":3}}`, first.ID-1_000_000)),
			[]byte(fmt.Sprintf(`{"update_id":%d,"message":"words"}`, first.ID-2_000_000))}, list...)
	}
	for _, c := range []struct {
		name    string
		fault   func() *sandbox.Fault
		restart int64 // half-way ids go on from here
	}{
		{"twice", sandbox.Twice, 0},
		{"backwards", sandbox.Backwards, 0},
		{"backwards, twice", func() *sandbox.Fault {
			return &sandbox.Fault{Updates: func(list []json.RawMessage) []json.RawMessage {
				return sandbox.Backwards().Updates(sandbox.Twice().Updates(list))
			}}
		}, 0},
		{"unknown kinds", func() *sandbox.Fault { return &sandbox.Fault{Updates: strange} }, 0},
		{"restarted lower", func() *sandbox.Fault { return nil }, 5},
		{"restarted higher", func() *sandbox.Fault { return nil }, 4_000_000_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, nil, func(w *world) {
				t := w.T // of the bubble
				people := w.members(func(m branch.Member) bool { return m.ID <= 12 })
				w.attach(people)
				type button struct {
					message int64
					data    string
				}
				menus := map[branch.MemberID]button{}
				for _, m := range people {
					w.say(w.phone(m), "/menu")
					id, data := w.button(w.phone(m), "我的信息")
					menus[m.ID] = button{id, data}
				}
				var mu sync.Mutex
				delivered, most := map[int64]bool{}, 0
				var s script
				s.set("getUpdates", 1<<30, c.fault)
				w.server.SetHooks(sandbox.Hooks{Fault: s.next,
					OnDelivered: func(ids []int64) {
						mu.Lock()
						defer mu.Unlock()
						most = max(most, len(ids))
						for _, id := range ids {
							delivered[id] = true
						}
					},
					OnConfirmed: func(offset int64) {
						mu.Lock()
						defer mu.Unlock()
						_ = w.app.Store.View(func(tx *store.Tx) error {
							for id := range delivered {
								if id < offset && !tx.Seen(id) {
									t.Errorf("%d was forgotten before it had its effect", id)
								}
							}
							return nil
						})
					}})
				before, from := w.server.Calls()["answerCallbackQuery"], len(w.server.Log())
				for _, m := range people {
					w.phone(m).PressData(menus[m.ID].message, menus[m.ID].data)
				}
				w.settle()
				if c.restart != 0 {
					w.server.RestartUpdateIDs(c.restart)
					mu.Lock()
					clear(delivered)
					mu.Unlock()
				}
				for _, m := range people {
					w.phone(m).Send("/board")
				}
				w.settle()
				if n := w.server.Calls()["answerCallbackQuery"] - before; n != len(people) {
					t.Errorf("%d answers to %d presses", n, len(people))
				}
				boards := map[int64]int{}
				for _, sent := range w.server.Log()[from:] {
					if strings.Contains(sent.Text, "本季度还差") {
						boards[sent.Chat]++
					}
				}
				for _, m := range people {
					if n := boards[w.phone(m).Person().ID]; n != 1 {
						t.Errorf("%s was shown the board %d times", m.Name, n)
					}
				}
				if most < 2 {
					t.Error("no answer held two updates")
				}
			})
		})
	}
}

// TestGroupFlood shows a group 40 cards under the limits of a platform that enforces them: it never has to say so.
func TestGroupFlood(t *testing.T) {
	inBubble(t, func(c *Config) { c.Unpaced = false }, func(w *world) {
		t := w.T // of the bubble
		w.server.SetFlood(true)
		w.attach([]branch.Member{w.member(2)}) // a group that a stranger makes is left
		chief := w.phone(w.member(2))
		g := w.server.AddGroup(sandbox.Group{Title: "群", Members: []sandbox.Member{{ID: chief.Person().ID}, {ID: w.server.BotID()}}})
		w.update(func(tx *store.Tx) error {
			for i := range 40 {
				tx.Show(chat.Chat(fmt.Sprintf("tg:%d", g)), chat.Card{Key: fmt.Sprint("k", i), Text: []chat.Span{{Text: fmt.Sprint("第", i)}}})
			}
			return nil
		})
		time.Sleep(5 * time.Minute)
		n := 0
		for _, m := range chief.In(g).Messages() {
			if m.FromBot {
				n++
			}
		}
		if n != 40 || strings.Contains(w.log.String(), "not delivered") {
			t.Errorf("%d of 40 arrived:\n%s", n, w.log)
		}
	})
}
