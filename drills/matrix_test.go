package drills

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

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/demo/roster"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
	"zhibu/world/rig"
)

// fate is what becomes of a message whose request meets a fault.
type fate int

const (
	tried fate = iota // again, and it is delivered
	plain             // its words are taken without their looks
	dead              // given up with a reason, and an officer can send it again
	gone              // parked until its reader writes
	anew              // an edit goes out as a new message; what was new anyway is given up: the platform talks nonsense
	done              // an edit or an answer has had its effect; what was to be new is tried again
	ended             // Run ends; after a start with a token that is accepted it is delivered
)

// apiFault is a way in which the Bot API answers, or does not.
type apiFault struct {
	name  string
	fault func() *sandbox.Fault
	wait  time.Duration // no second try before
	fate  fate
}

// apiFaults are ways in which the Bot API answers, or does not.
var apiFaults = []apiFault{
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
	{"400 migrated", migrated, 0, dead},
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

// spare is the chat to which a server says that somebody's own has moved: only groups do.
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

func (s *script) calls() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.called
}

// TestFaultMatrix has each kind of request meet each fault, twice in a row: polling, a first send, an edit, the answer to
// a press, an upload, and a download in both its steps. In the end each message is delivered, or given up with a reason
// and sent again by an officer, or parked until its reader writes; a file is taken whole, or asked for again; nothing is
// tried again before the platform said; an answer is tried again within a minute, and the edit does not wait for it; no log
// holds the token.
func TestFaultMatrix(t *testing.T) {
	methods := []string{"getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery", "sendDocument", "getFile", "file"}
	if rig.Race {
		t.Skipf("%d worlds; the courier and the adapter have tests of their own under race", len(methods)*len(apiFaults))
	}
	cells := 0
	list := demoCSV(t)
	for _, method := range methods {
		for _, f := range apiFaults {
			cells++
			t.Run(method+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, nil, func(w *world.World) {
					c := newCell(w, method, f)
					c.ask(list)
					if c.fate == ended {
						c.startsAnew()
					}
					c.waitFor(c.arrived)
					c.isGivenUp()
					c.meetsItsFate()
					c.waitFor(c.arrived)
					c.isRight()
				})
			})
		}
	}
	t.Logf("%d cells", cells)
}

// cell is one kind of request that meets one fault, twice in a row.
type cell struct {
	*world.World
	method string
	fault  apiFault
	fate   fate
	script script

	chief    branch.Member   // an officer
	p, other *sandbox.Client // who asks, and to whom the chat is said to have moved
	menu     int64           // the message whose card is edited
	data     string          // of the button pressed there
	before   int64           // the last message before it was asked
	want     string          // what is to arrive
}

// newCell binds two people, and has one of them look at the menu.
func newCell(w *world.World, method string, f apiFault) *cell {
	c := &cell{World: w, method: method, fault: f, fate: f.fate.of(method), chief: w.Member(2)}
	m := w.Member(3)
	w.Server.SetHooks(sandbox.Hooks{Fault: c.script.next})
	w.Attach([]branch.Member{c.chief, m})
	c.waitFor(func() bool { _, told := w.Phone(c.chief).Find("工作提醒"); return told }) // or it would be what fails
	c.other = w.Server.Client(spare)
	c.other.Start("")
	c.p = w.Phone(m)
	if method == "sendDocument" || c.fetches() {
		c.p = w.Phone(c.chief)
	}
	w.Say(c.p, "/menu")
	c.menu, c.data = w.Button(c.p, "联系点")
	c.before = c.p.Last().ID
	return c
}

// fetches reports whether it is a file from the platform that is to come.
func (c *cell) fetches() bool { return c.method == "getFile" || c.method == "file" }

// ask has the requests fail, and asks for what needs one.
func (c *cell) ask(list []byte) {
	times := 2
	if c.fault.fate == plain {
		times = 1 // the second try is another request
	}
	c.script.set(c.method, times, c.fault.fault)
	switch c.method {
	case "getUpdates", "sendMessage":
		c.p.Send("/board")
		c.want = "本季度还差"
	case "editMessageText", "answerCallbackQuery":
		c.p.PressData(c.menu, c.data)
		c.want = "企业的走访、诉求和惠企政策"
	case "sendDocument":
		c.p.Send("/export")
		c.want = "名册"
	case "getFile", "file":
		c.p.SendDocument("名册.csv", list) // half of one can be read
		c.want = "与名册一致"
	}
}

// arrivedAt returns in which message of a chat it has arrived; 0: in none.
func (c *cell) arrivedAt(p *sandbox.Client) (message int64) {
	for _, x := range p.Messages() {
		if x.FromBot && (x.ID > c.before || x.ID == c.menu) && strings.Contains(x.Text, c.want) && (c.method != "sendDocument" || x.Document != nil) {
			return x.ID
		}
	}
	return 0
}

func (c *cell) arrived() bool { return c.arrivedAt(c.p) != 0 }

// waitFor waits half an hour at most, which take no time.
func (c *cell) waitFor(what func() bool) {
	for begun := time.Now(); !what() && time.Since(begun) < 30*time.Minute; {
		time.Sleep(time.Second)
	}
}

// waits returns in how many chats something waits.
func (c *cell) waits() (n int) {
	_ = c.App.Store.View(func(tx *store.Tx) error {
		all, _ := tx.WaitingChats()
		n = len(all)
		return nil
	})
	return n
}

// startsAnew sees that Run ends, and starts the bot with a token that is accepted.
func (c *cell) startsAnew() {
	var err error
	select {
	case err = <-c.Ended:
	case <-time.After(30 * time.Minute):
		c.Fatal("Run goes on with a token that is not accepted")
	}
	if failed := (*chat.SendError)(nil); !errors.As(err, &failed) || failed.Class != chat.Unauthorized {
		c.Errorf("Run ended with %v", err)
	}
	if err := c.App.Close(); err != nil {
		c.Error(err)
	}
	c.script.set("", 0, nil)
	c.Open()
}

// isGivenUp sees that nothing waits but for who is gone, and that what is given up has a reason.
func (c *cell) isGivenUp() {
	if c.fate != gone {
		if c.waitFor(func() bool { return c.waits() == 0 }); c.waits() != 0 {
			c.Errorf("%d chats still wait", c.waits())
		}
	}
	givenUp := 0
	_ = c.App.Store.View(func(tx *store.Tx) error {
		for d := range store.Deads.Scan(tx, nil) {
			if givenUp++; d.Reason == "" {
				c.Error("given up without a reason")
			}
		}
		return nil
	})
	if lost := c.fate == dead; lost && givenUp != 1 || !lost && givenUp != 0 {
		c.Errorf("%d were given up", givenUp)
	}
}

// meetsItsFate sees what has become of it so far, and does what brings it after all.
func (c *cell) meetsItsFate() {
	switch c.fate {
	case dead:
		if c.arrived() {
			c.Fatal("it was given up, and arrived")
		}
		c.script.set("", 0, nil)
		c.Say(c.Phone(c.chief), "/status")
		c.Press(c.Phone(c.chief), "重新发送")
	case gone:
		if c.arrived() || c.waits() == 0 {
			c.Fatalf("of one who is gone, chats that wait: %d; arrived: %v", c.waits(), c.arrived())
		}
		c.script.set("", 0, nil)
		c.p.Send("/help") // the reader is back; what is asked for now stands in the place of what was parked
		if c.method != "sendDocument" {
			c.want = "可以办理的事项"
		}
	case done:
		if c.method == "answerCallbackQuery" && strings.Contains(c.Logged.String(), "a press was not answered") {
			c.Error("a press too old to answer is told as a failure")
		}
		if c.method == "editMessageText" && (c.arrived() || len(c.script.called) != 1) {
			c.Errorf("what stands there already was edited %d times", len(c.script.called))
		}
	case anew:
		if c.arrivedAt(c.p) == c.menu {
			c.Error("what cannot be edited was")
		}
	}
}

// isRight sees that it has arrived if it could, that nothing was tried too often or too soon, and what the log says.
func (c *cell) isRight() {
	if !c.arrived() && !(c.fate == done && c.method == "editMessageText") && !(c.fetches() && saysAgain(c.p)) {
		c.Errorf("it did not arrive; the last message is %q, %d calls", c.p.Last().Text, len(c.script.called))
	}
	if c.method == "answerCallbackQuery" {
		c.isAnswered()
	}
	if c.fetches() && c.arrived() == saysAgain(c.p) { // nothing, or half a list, or both
		c.Errorf("of %d downloads the officer is told %q", len(c.script.called), c.p.Last().Text)
	}
	if c.arrivedAt(c.other) > 0 {
		c.Error("what was for one person went to another")
	}
	refused := c.fault.fate == dead || c.fault.fate == plain || c.fault.fate == done && c.method == "file" // no file is "done"
	if c.fetches() && c.arrived() == refused {
		c.Errorf("refused for good: %v; taken: %v", refused, c.arrived())
	}
	if c.fault.wait > 0 && len(c.script.called) > 1 {
		if pause := c.script.called[1].Sub(c.script.called[0]); pause < c.fault.wait {
			c.Errorf("tried again after %v, not %v", pause, c.fault.wait)
		}
	}
	if unexplained.MatchString(c.Logged.String()) {
		c.Errorf("the log does not say what was not delivered, or because of what:\n%s", c.Logged.String())
	}
	if strings.Contains(c.Logged.String(), demo.Token) {
		c.Error("the token is in the log")
	}
}

// isAnswered sees how often the answer to a press was tried.
func (c *cell) isAnswered() {
	want := 1
	if c.fault.fate == tried && c.fault.wait < time.Minute && c.fault.name != "dripping" { // longer nobody looks at the button; it drips in in time
		want = 3
	}
	c.waitFor(func() bool { return len(c.script.calls()) >= want })
	if n := len(c.script.calls()); n != want {
		c.Errorf("a press was answered %d times, want %d", n, want)
	}
}

// saysAgain reports whether the officer is asked to send the file once more.
func saysAgain(p *sandbox.Client) bool { return strings.Contains(p.Last().Text, "再发送") }

// demoCSV is the demo roster as a .csv file.
func demoCSV(t *testing.T) []byte {
	f, err := excelize.OpenReader(bytes.NewReader(roster.File))
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
func inBubble(t *testing.T, with func(*app.Config), test func(*world.World)) {
	synctest.Test(t, func(t *testing.T) {
		w := world.New(t, branch.On(2026, time.March, 2).At(10, 0))
		defer w.Server.Close()
		w.With = with
		w.Folder = filepath.Join(w.Folder, strings.Repeat("x", 120)) // no control socket in a bubble
		if err := os.MkdirAll(w.Folder, 0o700); err != nil {
			t.Fatal(err)
		}
		w.Open()
		defer func() { w.Stop() }()
		time.Sleep(world.Pause)
		w.Found()
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
			inBubble(t, nil, func(w *world.World) {
				t := w.T // of the bubble
				people := w.Members(func(m branch.Member) bool { return m.ID <= 12 })
				w.Attach(people)
				type button struct {
					message int64
					data    string
				}
				menus := map[branch.MemberID]button{}
				for _, m := range people {
					w.Say(w.Phone(m), "/menu")
					id, data := w.Button(w.Phone(m), "联系点")
					menus[m.ID] = button{id, data}
				}
				var mu sync.Mutex
				delivered, most := map[int64]bool{}, 0
				var s script
				s.set("getUpdates", 1<<30, c.fault)
				w.Server.SetHooks(sandbox.Hooks{Fault: s.next,
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
						_ = w.App.Store.View(func(tx *store.Tx) error {
							for id := range delivered {
								if id < offset && !tx.Seen("tg", id) {
									t.Errorf("%d was forgotten before it had its effect", id)
								}
							}
							return nil
						})
					}})
				before, from := w.Server.Calls()["answerCallbackQuery"], len(w.Server.Log())
				for _, m := range people {
					w.Phone(m).PressData(menus[m.ID].message, menus[m.ID].data)
				}
				w.Settle()
				if c.restart != 0 {
					w.Server.RestartUpdateIDs(c.restart)
					mu.Lock()
					clear(delivered)
					mu.Unlock()
				}
				for _, m := range people {
					w.Phone(m).Send("/board")
				}
				w.Settle()
				if n := w.Server.Calls()["answerCallbackQuery"] - before; n != len(people) {
					t.Errorf("%d answers to %d presses", n, len(people))
				}
				boards := map[int64]int{}
				for _, sent := range w.Server.Log()[from:] {
					if strings.Contains(sent.Text, "本季度还差") {
						boards[sent.Chat]++
					}
				}
				for _, m := range people {
					if n := boards[w.Phone(m).Person().ID]; n != 1 {
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
	inBubble(t, func(c *app.Config) { c.Unpaced = false }, func(w *world.World) {
		t := w.T // of the bubble
		w.Server.SetFlood(true)
		w.Attach([]branch.Member{w.Member(2)}) // a group that a stranger makes is left
		chief := w.Phone(w.Member(2))
		g := w.Server.AddGroup(sandbox.Group{Title: "群", Members: []sandbox.Member{{ID: chief.Person().ID}, {ID: w.Server.BotID()}}})
		w.Update(func(tx *store.Tx) error {
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
		if n != 40 || strings.Contains(w.Logged.String(), "not delivered") {
			t.Errorf("%d of 40 arrived:\n%s", n, w.Logged)
		}
	})
}
