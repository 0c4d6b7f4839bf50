package feedback_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/ops"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/feedback"
	"zhibu/world"
)

// traces is what a whole conversation leaves behind.
type traces struct{ rows, log, figures, others []string }

// TestNamelessLeavesNoTrace runs two conversations that differ only in who writes without a name: one is an ordinary member of one
// group, the other of another. They must leave the same file, key by key, the same log, the same figures, and the same on the screens
// of everybody else; nor may two that go there by the buttons of a home that stands. In the last two the first command is one that leaves
// a trace, to show that the comparison sees it.
func TestNamelessLeavesNoTrace(t *testing.T) {
	run := func(way, name string, writer branch.MemberID) (s traces) {
		t.Run(way+" "+name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { s = converse(t, writer, way) }) })
		return s
	}
	for _, way := range []string{typed, pressed} {
		one, two := run(way, "one", 5), run(way, "another", 12)
		if t.Failed() {
			return
		}
		if len(one.rows) < 150 || len(one.figures) < 5 || len(one.others) < 30 || !strings.Contains(strings.Join(one.rows, ""), "食堂") {
			t.Fatalf("hardly anything is compared: %d rows, %d figures, %d on screens", len(one.rows), len(one.figures), len(one.others))
		}
		for what, list := range map[string][2][]string{"file": {one.rows, two.rows}, "log": {one.log, two.log}, "metrics": {one.figures, two.figures}, "screens": {one.others, two.others}} {
			for _, line := range difference(list[0], list[1]) {
				t.Errorf("%s, %s: %s", way, what, line)
			}
		}
	}
	leaked, leakedToo := run(leaky, "one", 5), run(leaky, "another", 12)
	if len(difference(leaked.rows, leakedToo.rows)) == 0 {
		t.Error("a command that leaves a trace is not seen")
	}
}

// How the writer comes to 「投诉建议」.
const (
	typed   = "by the command"
	pressed = "by the buttons"
	leaky   = "over a home that is asked for on that day"
)

func difference(a, b []string) (list []string) {
	for _, row := range a {
		if !slices.Contains(b, row) {
			list = append(list, "in the first only: "+row)
		}
	}
	for _, row := range b {
		if !slices.Contains(a, row) {
			list = append(list, "in the second only: "+row)
		}
	}
	if len(a) != len(b) {
		list = append(list, fmt.Sprintf("%d and %d lines", len(a), len(b)))
	}
	return list
}

var (
	ofTheMachine = regexp.MustCompile(`^(#|go_|zhibu_commits|zhibu_deeds|zhibu_readers|zhibu_file|zhibu_disk|zhibu_[a-z_]*seconds)`)
	storeID      = regexp.MustCompile(`"id":"[^"]*"`)
)

func converse(t *testing.T, writer branch.MemberID, way string) (s traces) {
	w := world.New(t, branch.On(2026, time.November, 30).At(9, 30))
	defer w.Server.Close()
	// In a folder whose name is too long for a control socket: one that waits for the network would stop the bubble's time.
	w.Folder = filepath.Join(w.Folder, strings.Repeat("x", 120))
	if err := os.MkdirAll(filepath.Join(w.Folder, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Folder, "keys", "outbox.secret"), make([]byte, 32), 0o600); err != nil { // or all digests would differ
		t.Fatal(err)
	}
	w.Open()
	time.Sleep(world.Pause)
	w.Found()
	all := w.Members(func(branch.Member) bool { return true })
	for _, m := range all {
		w.Attach([]branch.Member{m})
		time.Sleep(world.Pause)
		if way == pressed {
			w.Say(w.Phone(m), "/menu")
			time.Sleep(world.Pause)
		}
	}
	w.Turn(branch.On(2026, time.December, 1).At(10, 0)) // a day on which the writer does nothing else
	time.Sleep(world.Pause)
	p := w.Phone(w.Member(writer))
	if way == leaky {
		w.Say(p, "/menu")
	}
	if way == pressed {
		w.Press(p, "人员与我的")
		w.Press(p, "投诉建议")
	} else {
		w.Say(p, "/feedback")
	}
	w.Press(p, "匿名")
	w.Say(p, "这里有个号码13912345678，请打来。") // refused, by the gate for private numbers
	w.Say(p, strings.Repeat("长", 900)) // refused, as too long
	first := p.Send("食堂中午太挤。")
	w.Settle()
	for _, x := range []struct {
		what, want string
		send       func()
	}{
		{"an edit", cards.EditIgnored, func() { _ = p.Edit(first, "食堂中午太挤了。") }},
		{"a sticker", cards.TextWanted, func() { p.SendSticker() }},
		{"a document", cards.TextWanted, func() { p.SendDocument("意见.docx", []byte("x")) }},
		{"a forward", cards.OwnWords, func() { p.Forward("别人的话") }},
	} {
		x.send()
		w.Settle()
		if got := p.Last().Text; got != x.want {
			t.Errorf("%s is answered %q", x.what, got)
		}
	}
	w.Say(p, "可否错开时间？")
	if got := p.Last().Text; !strings.Contains(got, "食堂中午太挤。\n可否错开时间？") {
		t.Errorf("what was written reads %q", got)
	}
	twice := w.Twice(p, "匿名提交")
	time.Sleep(world.Pause)
	w.Sees(p, "已匿名提交")
	if strings.Contains(twice, "已匿名提交") {
		t.Error("the second tap hands it in again")
	}
	if m := w.Newest(p, "投诉建议（已提交）"); len(m.Buttons) > 0 || !strings.Contains(m.Text, "食堂中午太挤。\n可否错开时间？") {
		t.Errorf("the draft's card stands as %q with %v", m.Text, m.Buttons)
	}
	w.Press(p, "看答复")
	w.Sees(p, "12月1日（今天）提出，12月8日前答复")
	w.Say(p, "/feedback")
	w.Say(p, "第二条，写了又不提交。")
	w.Press(p, "不提交")
	w.Sees(p, "没有提交\n您写的是：\n第二条，写了又不提交。")
	time.Sleep(world.Pause)
	w.Turn(branch.On(2026, time.December, 2).At(10, 0))
	time.Sleep(world.Pause)
	chief := w.Phone(w.Post(branch.Secretary))
	w.Waits(chief, "投诉建议\n• 第1号，匿名，12月1日提出，已1个工作日，12月8日前答复")
	w.Press(chief, "答复第1号")
	w.Sees(chief, "食堂中午太挤")
	w.Press(chief, "写答复")
	w.Say(chief, "从下周起分两批就餐。")
	w.Press(chief, "确认答复")
	w.Press(p, "看答复")
	w.Sees(p, "从下周起分两批就餐。")
	time.Sleep(world.Pause)
	for line := range strings.Lines(ops.Render(w.App.Metrics())) {
		if !ofTheMachine.MatchString(line) {
			s.figures = append(s.figures, line)
		}
	}
	for _, m := range all {
		for i, msg := range w.Phone(m).Messages() {
			if m.ID != 5 && m.ID != 12 {
				s.others = append(s.others, fmt.Sprint(m.ID, " ", i, " ", msg.Date, msg.Edited, msg.Text, msg.Buttons))
			}
		}
	}
	w.Stop()
	for _, row := range world.EveryRow(t, filepath.Join(w.Folder, "data", "zhibu.db")) {
		table, _, _ := strings.Cut(row, " ")
		switch table {
		case "info": // the store's random id
			row = storeID.ReplaceAllString(row, "")
		case "shown":
			row = placed(w, row)
		case "feedback":
			if strings.Contains(row, `"by"`) || strings.Contains(row, `"at"`) || strings.Contains(row, fmt.Sprint(demo.FirstID+int64(writer))) {
				t.Errorf("the row tells whose it is: %s", row)
			}
		}
		s.rows = append(s.rows, row)
	}
	s.log = slices.Sorted(strings.Lines(strings.ReplaceAll(w.Logged.String(), w.Folder, "")))
	return s
}

// placed has a row of what a chat shows say which of its messages that is, in place of a number that all chats share.
func placed(w *world.World, row string) string {
	var shown store.Shown
	raw := row[strings.Index(row, "{"):]
	if err := json.Unmarshal([]byte(raw), &shown); err != nil {
		w.Fatal(err)
	}
	for id, p := range w.Phones {
		for i, m := range p.Messages() {
			if string(shown.Chat) == fmt.Sprint("tg:", demo.FirstID+int64(id)) && m.ID == shown.Message {
				shown.Message = int64(i)
			}
		}
	}
	return fmt.Sprintf("%s %+v", strings.TrimSuffix(row, raw), shown)
}

// TestNamelessPresses: what is pressed and typed on the way writes nothing, one by one; a button stands for the text that it was
// shown with; the ticket of another finds nothing; who has it takes the words back.
func TestNamelessPresses(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p, other := w.Phone(w.Member(5)), w.Phone(w.Member(12))
	look := func(what string, do func()) { t.Helper(); w.Unchanged(what, do) }
	look("the command", func() { w.Say(p, "/feedback") })
	look("the way", func() { w.Press(p, "匿名") })
	look("a text", func() { w.Say(p, "会议室的空调坏了。") })
	old, first := w.Button(p, "匿名提交")
	look("more text", func() { w.Say(p, "已经一周。") })
	look("an old button", func() {
		if got := w.Forge(p, old, first); !strings.Contains(got, "请以最新的卡片为准") {
			t.Errorf("a button of the text before is answered %q", got)
		}
	})
	look("somebody else's", func() {
		_, data := w.Button(p, "匿名提交")
		if got := w.Forge(other, other.Last().ID, data); !strings.Contains(got, "请以最新的卡片为准") {
			t.Errorf("another hands it in: %q", got)
		}
	})
	look("rewriting", func() { w.Press(p, "重写") })
	if _, ok := p.Find("请重新写\n您写的是：\n会议室的空调坏了。\n已经一周。"); !ok {
		t.Error("what was written is not given back")
	}
	w.Say(p, "走廊的灯坏了。")
	w.Press(p, "匿名提交")
	m := p.Last()
	ticket := regexp.MustCompile(`查询码：(\d{10})`).FindStringSubmatch(m.Text)
	if ticket == nil {
		t.Fatalf("no ticket in %q", m.Text)
	}
	for typed, want := range map[string]string{ticket[1]: "走廊的灯坏了", ticket[1][:4] + "-" + ticket[1][4:7] + " " + ticket[1][7:]: "走廊的灯坏了", "1000000000": "没有这个查询码", "12": "查询码是10位数字"} {
		look("a ticket", func() {
			if got := w.Say(other, "/feedback "+typed); !strings.Contains(got, want) {
				t.Errorf("/feedback %s is answered %q", typed, got)
			}
		})
	}
	w.Say(p, "/feedback")
	look("a ticket without its command", func() {
		if got := w.Say(p, ticket[1]); !strings.Contains(got, "走廊的灯坏了") {
			t.Errorf("a ticket is answered %q", got)
		}
	})
	w.Press(p, "撤回")
	w.Sees(p, "已撤回\n您写的是：\n走廊的灯坏了。")
	if n := entries(w); n != 0 {
		t.Errorf("%d are left", n)
	}
	for i := range 3 { // of the day that is one
		w.Say(p, "/feedback")
		w.Say(p, fmt.Sprint("第", i+2, "条意见。"))
		w.Press(p, "匿名提交")
	}
	if n := entries(w); n != 2 {
		t.Errorf("%d were handed in on a day", n)
	}
	w.FitsPhone(p)
}

// TestHandedInOnce: what was written does not come back as a draft when a platform brings its messages again after a kill, and the same
// words of the same day are taken once.
func TestHandedInOnce(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(5))
	write := func() sandbox.Answer {
		w.Say(p, "/feedback")
		w.Press(p, "匿名")
		w.Say(p, "走廊的灯坏了。")
		w.Say(p, "已经一周。")
		return w.Press(p, "匿名提交")
	}
	write()
	w.Stop()
	before := len(p.Messages())
	w.Server.Redeliver(5)
	w.Open()
	w.Settle()
	for _, m := range p.Messages()[before:] {
		t.Errorf("after a restart %q comes with %v", m.Text, m.Buttons)
	}
	if got := write().Text; !strings.Contains(got, "今天已经提交过同样的内容") {
		t.Errorf("the same words once more are answered %q", got)
	}
	if n := entries(w); n != 1 {
		t.Errorf("%d were handed in", n)
	}
	w.Press(p, "署名提交")
	w.Say(p, "/feedback")
	w.Say(p, "走廊的灯坏了。\n已经一周。")
	if got := w.Press(p, "署名提交").Text; !strings.Contains(got, "今天已经提交过同样的内容") || entries(w) != 2 {
		t.Errorf("the same words once more with the name are answered %q: %d are handed in", got, entries(w))
	}
}

// TestDraftIsNoForm: while a form waits for a text nothing of it is taken for a complaint, nor the other way round, and neither is lost.
func TestDraftIsNoForm(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(5))
	w.Say(p, "/requests")
	w.Press(p, "记企业诉求")
	w.Press(p, world.FirstFirm)
	if got := w.Say(p, "/feedback"); !strings.Contains(got, "现在正在填写“诉求登记”") {
		t.Errorf("in a form: %q", got)
	}
	w.Say(p, "厂区用电不足。")
	w.Sees(p, "厂区用电不足。")
	w.Say(p, "/menu")
	w.Say(p, "/feedback")
	w.Say(p, "食堂太挤。")
	w.Sees(p, "投诉建议（还没有提交）\n食堂太挤。")
	w.Say(p, "/menu") // gone elsewhere
	if got := w.Say(p, "随便写的话"); !strings.Contains(got, "没有看懂") {
		t.Errorf("after home a text is answered %q", got)
	}
	if got := w.Say(p, "投诉建议"); !strings.Contains(got, "食堂太挤。") {
		t.Errorf("the draft is lost: %q", got)
	}
	w.Stop()
	w.Open()
	if got := w.Say(p, "重启以后的话"); !strings.Contains(got, "没有看懂") {
		t.Errorf("after a restart a text is answered %q", got)
	}
	_, data := w.Button(p, "匿名提交")
	if got := w.Forge(p, p.Last().ID, data); !strings.Contains(got, "程序刚刚重新启动过") {
		t.Errorf("after a restart the button is answered %q", got)
	}
	for _, row := range w.Dump() {
		if strings.Contains(row, "食堂太挤") {
			t.Errorf("the draft is stored: %s", row)
		}
	}
	w.Say(p, "/feedback")
	if got := w.Say(p, strings.Repeat("长", 4096)+"尾"); !strings.Contains(got, "超过800字") && !strings.Contains(got, "自动分成了几条") || strings.Contains(got, "还没有提交") {
		t.Errorf("a text in two parts is answered %q", got)
	}
}

func entries(w *world.World) (n int) {
	w.Update(func(tx *store.Tx) error {
		for range feedback.Entries.Scan(tx, store.K(w.Branch)) {
			n++
		}
		return nil
	})
	return n
}

// TestReads: who reads what in the chat, by every button that leads there, also when forged.
func TestReads(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	chief, keeper := w.Post(branch.Secretary), w.Post(branch.OrganisationPost)
	write := func(p *sandbox.Client, text, how string) {
		w.Say(p, "/feedback")
		w.Say(p, text)
		w.Press(p, how)
	}
	write(w.Phone(w.Member(5)), "匿名的一条。", "匿名提交")
	write(w.Phone(w.Member(6)), "署名的一条。", "署名提交")
	write(w.Phone(chief), "书记写的一条。", "署名提交")
	for _, m := range w.Members(func(branch.Member) bool { return true }) {
		for i, text := range []string{"匿名的一条", "署名的一条", "书记写的一条"} {
			id := int64(i + 1)
			may := m.ID == keeper.ID || m.ID == chief.ID && id != 3
			p := w.Phone(m)
			w.Say(p, "/menu")
			w.Pressed[p] = 0
			for _, action := range []string{feedback.ActSee, feedback.ActAnswer} {
				got := w.Forge(p, p.Last().ID, chat.Press{Action: action, Args: []int64{int64(w.Branch), id}}.Encode())
				seen := strings.Contains(p.Last().Text, text)
				for _, msg := range p.Messages() {
					seen = seen || msg.FromBot && strings.Contains(msg.Text, "投诉建议（") && strings.Contains(msg.Text, text) && !strings.Contains(msg.Text, "还没有提交") && !strings.Contains(msg.Text, "已提交")
				}
				if seen != may {
					t.Errorf("%s, %s: %s is read: %v (%s)", m.Name, action, text, seen, got)
				}
			}
			if m.ID != 6 || id != 2 {
				for _, action := range []string{feedback.ActBack, feedback.ActBackOK} {
					if id == 3 && m.ID == chief.ID {
						continue
					}
					if got := w.Forge(p, p.Last().ID, chat.Press{Action: action, Args: []int64{int64(w.Branch), id}}.Encode()); got != cards.OldCard {
						t.Errorf("%s, %s of %d: %q", m.Name, action, id, got)
					}
				}
			}
			w.Say(p, "/cancel")
		}
	}
	rows := strings.Join(w.Dump(), "\n")
	var e feedback.Entry
	for _, row := range strings.Split(rows, "\n") {
		if raw, ok := strings.CutPrefix(row, "feedback "); ok && strings.Contains(row, "匿名的一条") {
			if err := json.Unmarshal([]byte(raw), &e); err != nil || e.By != 0 || !e.At.IsZero() {
				t.Errorf("a row without a name is %s", row)
			}
		}
	}
}
