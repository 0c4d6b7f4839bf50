package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/testdata/rig"
)

// dump gives every row of the store but what was seen, a line each.
func (w *world) dump(but ...string) (rows []string) {
	w.Helper()
	_ = w.app.Store.View(func(tx *store.Tx) error {
		for name, all := range map[string]func(*store.Tx) []string{
			"infos": table(store.Infos), "branches": table(store.Branches), "groups": table(store.Groups), "members": table(store.Members),
			"contacts": table(store.Contacts), "bindings": table(store.Bindings), "invites": table(store.Invites),
			"guesses": table(store.GuessesOf), "forms": table(store.Forms), "records": table(store.Records),
			"rounds": table(store.Rounds), "roll": table(store.Roll), "ballots": table(store.Ballots),
			"nominations": table(store.Nominations), "changes": table(store.Changes), "former": table(store.FormerGroups),
			"looks": table(store.Looks), "holidays": table(store.HolidaysOf), "due": table(store.Dues), "said": table(store.Saids),
			"shown": table(store.Shows), "waiting": table(store.Waitings), "chats": table(store.Chats), "dead": table(store.Deads),
		} {
			if !slices.Contains(but, name) {
				rows = append(rows, all(tx)...)
			}
		}
		return nil
	})
	slices.Sort(rows)
	return rows
}

func table[T any](t *store.Table[T]) func(*store.Tx) []string {
	return func(tx *store.Tx) (rows []string) {
		for row := range t.Scan(tx, nil) {
			raw, err := json.Marshal(row)
			if err != nil {
				panic(err)
			}
			rows = append(rows, fmt.Sprintf("%T %s", row, raw))
		}
		return rows
	}
}

// unchanged runs something and fails the test if it wrote more than that its updates were seen.
func (w *world) unchanged(what string, do func()) {
	w.Helper()
	w.settle()
	before := w.dump()
	do()
	w.settle()
	after := w.dump()
	for _, row := range after {
		if !slices.Contains(before, row) {
			w.Errorf("%s wrote %s", what, row)
		}
	}
	if len(after) < len(before) {
		w.Errorf("%s deleted %d rows", what, len(before)-len(after))
	}
}

// found2 founds a branch from a list of its own, so that a test can say who is in it.
func (w *world) found2(csv string) branch.BranchID {
	w.Helper()
	f, err := founding("名册.csv", []byte(csv), "", w.clock.Now())
	if err != nil {
		w.Fatal(err)
	}
	var id branch.BranchID
	w.update(func(tx *store.Tx) error {
		id, err = w.app.Office.Found(tx, f, w.clock.Now())
		return err
	})
	return id
}

const smallBranch = `中共虚构县台办机关支部委员会党员名册
姓名,党小组,科室,党内职务,是否组长,入党时间,转正时间
甲一,第一党小组,综合科,书记,,1990-03-01,1991-03-01
乙二,第一党小组,综合科,组织委员,是,1991-03-02,1992-03-02
丙三,第一党小组,综合科,纪检委员,,1992-04-03,1993-04-03
丁四,第一党小组,综合科,,,1993-05-04,1994-05-04
戊五,第一党小组,综合科,,,1994-06-05,1995-06-05
己六,第一党小组,综合科,,,1995-07-06,1996-07-06
`

// replies runs something and gives the bot's new messages in a chat.
func (w *world) replies(p *sandbox.Client, do func()) (texts []string) {
	w.Helper()
	w.settle()
	old := map[int64]bool{}
	for _, m := range p.Messages() {
		old[m.ID] = true
	}
	do()
	w.settle()
	for _, m := range p.Messages() {
		if m.FromBot && !old[m.ID] {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// forge presses data that no button carries, and gives the answer.
func (w *world) forge(p *sandbox.Client, message int64, data string) string {
	w.Helper()
	a, err := p.Answer(w.ctx(), p.PressData(message, data))
	if err != nil {
		w.Fatal(err)
	}
	w.settle()
	return a.Text
}

// button finds the newest message with a button, and what it carries.
func (w *world) button(p *sandbox.Client, label string) (message int64, data string) {
	w.Helper()
	w.settle()
	for _, m := range slices.Backward(p.Messages()) {
		if b, ok := m.Button(label); ok {
			return m.ID, b.Data
		}
	}
	w.Fatalf("%s has no button %q; the last message is %q", p.Person().First, label, p.Last().Text)
	return 0, ""
}

// twice taps a button twice before the bot can do anything about it, and gives the second answer.
func (w *world) twice(p *sandbox.Client, label string) string {
	w.Helper()
	message, data := w.button(p, label)
	w.pressed[p] = message
	first, second := p.PressData(message, data), p.PressData(message, data)
	if _, err := p.Answer(w.ctx(), first); err != nil {
		w.Fatal(err)
	}
	a, err := p.Answer(w.ctx(), second)
	if err != nil {
		w.Fatal(err)
	}
	w.settle()
	if a.Text == cards.Internal {
		w.Errorf("a double tap on %q was answered %q", label, a.Text)
	}
	return a.Text
}

func (w *world) member(id branch.MemberID) branch.Member {
	w.Helper()
	return w.members(func(m branch.Member) bool { return m.ID == id })[0]
}

// leave has a member go, as the roster will say.
func (w *world) leave(m branch.Member, how branch.Status) {
	w.Helper()
	w.update(func(tx *store.Tx) error {
		m.Status = how
		store.Members.Put(tx, m)
		return nil
	})
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBinding attacks invitations: every code that cannot be used is answered alike, guessing is slowed down, and a
// stranger learns and leaves nothing.
func TestBinding(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.March, 2).At(9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	strangers := int64(900)
	stranger := func() *sandbox.Client { strangers++; return w.server.Client(strangers) }
	discipline, leader := w.post(branch.DisciplinePost), w.member(2)
	w.attach([]branch.Member{discipline, leader})

	expired := w.invite(w.member(3))
	w.turn(w.clock.Now().AddDate(0, 0, office.InviteDays).Add(time.Minute))
	voided, newer := w.invite(w.member(4)), w.invite(w.member(4))
	gone := w.invite(w.member(6))
	w.leave(w.member(6), branch.Transferred)
	used := w.invite(w.member(7))
	owner := w.phone(w.member(7))
	owner.Start(used)
	if got := w.twice(owner, "确认"); got != cards.OldForm {
		t.Errorf("the second tap on 确认 was answered %q", got)
	}
	w.sees(owner, "绑定完成")

	for _, c := range []struct{ name, code string }{
		{"never given", office.NewCode()}, {"expired", expired}, {"used", used}, {"voided by a newer one", voided},
		{"of somebody who has left", gone},
	} {
		for _, how := range []string{c.code, "/start " + c.code, " " + c.code + "\n"} {
			p := stranger()
			if got := w.replies(p, func() { p.Send(how) }); !slices.Equal(got, []string{cards.BadCode}) {
				t.Errorf("%s, sent as %q: %q", c.name, how, got)
			}
		}
	}
	for _, malformed := range []string{"xyz", strings.Repeat("a", 64), newer[:21], newer + "A"} {
		p := stranger()
		if got := w.replies(p, func() { p.Start(malformed) }); !slices.Equal(got, []string{cards.BadCode}) {
			t.Errorf("/start %s: %q", malformed, got)
		}
	}

	// Somebody who has an account cannot become a second member with it.
	if got := w.replies(owner, func() { owner.Start(newer) }); !slices.Equal(got, []string{cards.BadCode}) {
		t.Errorf("an account of another member was answered %q", got)
	}
	// The code that voided the other one is good all the same, alone as a message.
	p := stranger()
	w.say(p, newer)
	w.sees(p, w.member(4).Name)
	w.press(p, "不是我")
	w.sees(p, "已取消")

	// Five wrong ones in ten minutes, and even a right one waits.
	guesser := stranger()
	for range 5 {
		w.say(guesser, office.NewCode())
	}
	if got := w.say(guesser, newer); got != cards.TooMany {
		t.Errorf("the sixth code was answered %q", got)
	}
	w.turn(w.clock.Now().Add(9 * time.Minute))
	if got := w.say(guesser, newer); got != cards.TooMany {
		t.Errorf("after nine minutes: %q", got)
	}
	w.turn(w.clock.Now().Add(time.Minute))
	w.say(guesser, newer)
	w.sees(guesser, w.member(4).Name)
	w.press(guesser, "确认")
	w.sees(guesser, "绑定完成")

	// A new account in place of an old one: the old one is told, and is nobody from then on.
	again := stranger()
	told := w.replies(guesser, func() {
		again.Start(w.invite(w.member(4)))
		w.press(again, "确认")
	})
	if len(told) != 2 || !strings.Contains(told[0], "开具新的邀请码") || !strings.Contains(told[1], "已改绑到另一个账号") {
		t.Errorf("the former account was told %q", told)
	}
	if got := w.say(guesser, "/me"); got != cards.Stranger {
		t.Errorf("the former account is answered %q", got)
	}
	w.say(again, "/me")
	w.sees(again, w.member(4).Name)
	for _, m := range []branch.Member{discipline, leader} { // of group 1, to which all of them belong
		if _, ok := w.phone(m).Find(w.member(4).Name); !ok {
			t.Errorf("%s was not told of the bindings; the last message is %q", m.Name, w.phone(m).Last().Text)
		}
	}
	if n := len(w.phone(discipline).Messages()); n > 6 {
		t.Errorf("the 纪检委员 got %d messages", n)
	}
	w.stop()
}

// TestStranger has somebody of no branch try everything.
func TestStranger(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach([]branch.Member{w.member(2)})
	w.turn(branch.On(2026, time.June, 1).At(9, 30)) // a round is open
	left := w.member(7)
	w.attach([]branch.Member{left})
	w.leave(left, branch.Transferred)
	for name, p := range map[string]*sandbox.Client{"a stranger": w.server.Client(901), "who has left": w.phone(left)} {
		first := p.Send("您好") // the chat exists
		w.settle()
		for what, send := range map[string]func(){
			"a text": func() { p.Send("我是书记，请把名单发给我") }, "a command": func() { p.Send("/rounds") },
			"a long text": func() { p.Send(strings.Repeat("长", 4000)) }, "a photo": func() { p.SendPhoto(picture(t), "/start") },
			"a sticker": func() { p.SendSticker() }, "a document": func() { p.SendDocument("名册.xlsx", []byte("x")) },
			"a forward": func() { p.Forward(strings.Repeat("A", 22)) }, "/start": func() { p.Start("") },
			"/cancel": func() { p.Send("/cancel") },
		} {
			w.unchanged(name+"'s "+what, func() {
				if got := w.replies(p, send); !slices.Equal(got, []string{cards.Stranger}) {
					t.Errorf("%s, %s: %q", name, what, got)
				}
			})
		}
		w.unchanged(name+"'s edit", func() {
			if got := w.replies(p, func() { _ = p.Edit(first, "改一改") }); len(got) > 0 {
				t.Errorf("%s's edit was answered %q", name, got)
			}
		})
		for _, data := range []string{"", "home", "me", "nom:1:1:1", "nom.who:1:1:1:3", "vote.ok:1:1:1", "bind.ok:1", "open.ok:1",
			"round.nok:1:1", "visit.ok:1", "cancel:1", "no.such", "home:1", strings.Repeat("z", 64), "票"} {
			w.unchanged(name+"'s press of "+data, func() {
				want := cards.Stranger
				if p == w.phones[left.ID] && data == "me" { // the own record is left to who has left
					want = cards.OldCard
				}
				if got := w.forge(p, first, data); got != want {
					t.Errorf("%s's press of %q was answered %q", name, data, got)
				}
			})
		}
	}
	if got := w.say(w.phone(left), "/me"); !strings.Contains(got, left.Name) || !strings.Contains(got, "状态：转出") {
		t.Errorf("who has left sees %q", got)
	}
	// The key made for a forged 发起推荐 does not stay.
	for range 100 {
		if keys, _ := w.keys(); len(keys) == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if keys, _ := w.keys(); len(keys) > 0 {
		t.Errorf("%d keys are left of forged presses", len(keys))
	}
	w.stop()
}

// form is one conversation: steps that lead to a record, each with what it needs on the screen.
type form struct {
	name  string
	who   func(w *world) *sandbox.Client
	steps []func(w *world, p *sandbox.Client)
	typed []int // steps after which a text is taken
	last  string
	done  string                     // what the last press leads to
	count func(tx *store.Tx) (n int) // of what the form is to make
}

const awkward = `<b>走访</b> & "企业" </pre> @all https://t.me/x 100% \n {{.}} 𠮷`

var formsToFill = []form{
	{name: "visit", who: func(w *world) *sandbox.Client { return w.phone(w.member(3)) },
		steps: []func(*world, *sandbox.Client){
			func(w *world, p *sandbox.Client) {
				w.say(p, "/visit")
				w.press(p, "云州翰屿精密机械有限公司")
			},
			func(w *world, p *sandbox.Client) { w.say(p, awkward); w.sees(p, "情况："+awkward) },
			func(w *world, p *sandbox.Client) { w.press(p, "改日期"); w.sees(p, "是哪一天") },
			func(w *world, p *sandbox.Client) { w.say(p, "5月30日"); w.sees(p, "情况："+awkward) },
		}, last: "确认", done: "已登记：5月30日", typed: []int{0, 1, 2, 3},
		count: func(tx *store.Tx) (n int) {
			for range store.Records.Scan(tx, nil) {
				n++
			}
			return n
		}},
	{name: "nominate", who: func(w *world) *sandbox.Client { return w.phone(w.member(9)) },
		steps: []func(*world, *sandbox.Client){
			func(w *world, p *sandbox.Client) {
				w.press(p, "秦立民")
				w.sees(p, "请用一两句话写下事迹")
			},
			func(w *world, p *sandbox.Client) { w.say(p, awkward); w.sees(p, "事迹："+awkward) },
		}, last: "确认提名", done: "已推荐：秦立民", typed: []int{0, 1},
		count: func(tx *store.Tx) (n int) {
			for range store.Nominations.Scan(tx, nil) {
				n++
			}
			return n
		}},
	{name: "open", who: func(w *world) *sandbox.Client { return w.phone(w.member(2)) },
		steps: []func(*world, *sandbox.Client){
			func(w *world, p *sandbox.Client) {
				w.say(p, "/menu")
				w.press(p, "发起推荐")
				w.sees(p, "请选择候选人")
			},
			func(w *world, p *sandbox.Client) {
				w.press(p, "江月华")
				w.press(p, "下一页（1/4）")
				w.press(p, "秦立民")
			},
			func(w *world, p *sandbox.Client) { w.press(p, "选好了（2人）"); w.sees(p, "什么时候截止") },
			func(w *world, p *sandbox.Client) {
				w.press(p, "6月4日（周四）18:00")
				w.sees(p, "江月华、秦立民")
			},
		}, last: "确认", done: "已发起",
		count: func(tx *store.Tx) (n int) {
			for r := range store.Rounds.Scan(tx, nil) {
				if r.Kind == branch.Pioneer {
					n++
				}
			}
			return n
		}},
}

// junk is what does not belong into any step of any form: it gets one clear sentence, or silence, and changes nothing.
var junk = []struct {
	name string
	send func(w *world, p *sandbox.Client)
	want []string // the answers that will do; "" is silence
}{
	{"an unknown command", func(w *world, p *sandbox.Client) { p.Send("/foo") }, []string{cards.Unknown}},
	{"a sticker", func(w *world, p *sandbox.Client) { p.SendSticker() }, []string{cards.NoUse, cards.TextWanted}},
	{"a photo", func(w *world, p *sandbox.Client) { p.SendPhoto(picture(w.T), "确认") }, []string{cards.NoUse, cards.TextWanted, cards.FileInForm}},
	{"a file", func(w *world, p *sandbox.Client) { p.SendDocument("a.zip", []byte("a")) }, []string{cards.NoUse, cards.TextWanted, cards.FileInForm, cards.PhotoAsPhoto, cards.FormFileKinds}},
	{"a forwarded text", func(w *world, p *sandbox.Client) { p.Forward("别人写的一句话") }, []string{cards.OwnWords, cards.Unknown}},
	{"one character", func(w *world, p *sandbox.Client) { p.Send("好") }, []string{"请写一句完整的话再发送。", cards.Unknown, "没有看懂这个日期。请点选，或发送完整的日期，例如 2026年3月5日。"}},
	{"only what cannot be seen", func(w *world, p *sandbox.Client) { p.Send("\u202e\u200b\u2066") }, []string{"请写一句完整的话再发送。", cards.Unknown, "没有看懂这个日期。请点选，或发送完整的日期，例如 2026年3月5日。"}},
	{"a text too long", func(w *world, p *sandbox.Client) { p.Send(strings.Repeat("长", 501)) }, []string{"文字超过500字，请精简后再发送。", cards.Unknown, "没有看懂这个日期。请点选，或发送完整的日期，例如 2026年3月5日。"}},
	{"5,000 characters", func(w *world, p *sandbox.Client) { p.Send(strings.Repeat("长", 5000)) }, []string{"文字超过500字，请精简后再发送。", cards.Unknown, "没有看懂这个日期。请点选，或发送完整的日期，例如 2026年3月5日。"}},
	{"an edit", func(w *world, p *sandbox.Client) {
		for _, m := range slices.Backward(p.Messages()) {
			if !m.FromBot && m.Text != "" {
				_ = p.Edit(m.ID, "改成另一句话")
				return
			}
		}
	}, []string{"", cards.EditIgnored}},
	{"a wrong code", func(w *world, p *sandbox.Client) { p.Send("/start xyz") }, []string{cards.BadCode, cards.TooMany}},
}

func (w *world) throwJunk(f form, step int, p *sandbox.Client) {
	w.Helper()
	for _, j := range junk {
		if slices.Contains([]string{"open", "firm", "honour", "request"}, f.name) && step < 0 && (j.name == "a photo" || j.name == "a file") {
			continue // of an officer who is filling in nothing, a file is a roster (TestImportInChat)
		}
		if f.name == "visit" && step >= 0 && j.name == "a photo" {
			continue // it belongs there (TestPhoto)
		}
		before := w.dump("guesses")
		got := w.replies(p, func() { j.send(w, p) })
		if len(got) == 0 {
			got = []string{""}
		}
		for _, text := range got {
			if !slices.Contains(j.want, text) || len(got) > 2 { // the app cuts 5,000 characters in two
				w.Errorf("%s, after step %d, %s: %q", f.name, step, j.name, got)
			}
		}
		if !slices.Equal(before, w.dump("guesses")) {
			w.Errorf("%s, after step %d, %s changed something", f.name, step, j.name)
		}
	}
}

func (w *world) counted(f form) (n int) {
	_ = w.app.Store.View(func(tx *store.Tx) error { n = f.count(tx); return nil })
	return n
}

// TestForms fills in every form in every awkward way: with junk and a restart after each step, cancelled at each step,
// left lying for a day at each step, confirmed twice at the end.
func TestForms(t *testing.T) {
	if rig.Race {
		t.Skip("a restart at every step of every form")
	}
	for _, f := range formsToFill {
		t.Run(f.name, func(t *testing.T) {
			w := newWorld(t, branch.On(2026, time.May, 31).At(9, 0))
			w.open()
			w.found("demo/roster.xlsx")
			w.attach(w.members(func(branch.Member) bool { return true }))
			w.turn(branch.On(2026, time.June, 1).At(10, 0))
			p := f.who(w)
			for last := range f.steps {
				for _, step := range f.steps[:last+1] {
					step(w, p)
				}
				got := w.replies(p, func() { p.Send("/cancel") })
				if !slices.Equal(got, []string{cards.Dropped}) {
					t.Errorf("/cancel after step %d: %q", last, got)
				}
				if got := w.say(p, "这句话没有表单可填"); got != cards.Unknown {
					t.Errorf("after /cancel after step %d a text is answered %q", last, got)
				}
			}
			for i, step := range f.steps {
				w.throwJunk(f, i-1, p)
				step(w, p)
				w.throwJunk(f, i, p)
				w.stop()
				w.open()
			}
			message, data := w.button(p, f.last)
			w.twice(p, f.last)
			w.sees(p, f.done)
			if n := w.counted(f); n != 1 {
				t.Errorf("%d were made", n)
			}
			w.unchanged("a third tap, on a form that is gone", func() {
				if got := w.forge(p, message, data); got != cards.OldForm {
					t.Errorf("a third tap was answered %q", got)
				}
			})
			w.stop()
			if strings.Contains(w.log.String(), "level=ERROR") || strings.Contains(w.log.String(), "走访") {
				t.Errorf("the log: %s", w.log)
			}
		})
	}
}

// TestFormsLieADay leaves each form at each step for more than a day.
func TestFormsLieADay(t *testing.T) {
	if rig.Race {
		t.Skip("ten days of a branch")
	}
	w := newWorld(t, branch.On(2026, time.May, 20).At(8, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	w.turn(branch.On(2026, time.May, 20).At(10, 0))
	for _, f := range formsToFill[:2] { // the third is made of presses alone
		p := f.who(w)
		for last := range f.steps {
			for _, step := range f.steps[:last+1] {
				step(w, p)
			}
			m := w.pressed[p]
			w.turn(w.clock.Now().Add(24*time.Hour + time.Minute))
			if got := w.say(p, "第二天才想起来写"); got != cards.Unknown {
				t.Errorf("%s, a day after step %d: %q", f.name, last, got)
			}
			for _, msg := range p.Messages() {
				if msg.ID != m && msg.ID != p.Last().ID {
					continue
				}
				for _, label := range msg.Labels() {
					if label == f.last || label == "改日期" {
						if a := w.press(p, label); a.Text != cards.OldForm {
							t.Errorf("%s, a day after step %d, %s: %q", f.name, last, label, a.Text)
						}
					}
				}
			}
			if f.name == "nominate" {
				w.press(p, "返回")
			}
		}
		if n := w.counted(f); n != 0 {
			t.Errorf("%s: %d were made", f.name, n)
		}
	}
	w.stop()
}

// TestForeignCards presses what is old, closed, or somebody else's.
func TestForeignCards(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 8).At(9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	other := w.found2(smallBranch)
	w.turn(branch.On(2026, time.June, 8).At(10, 0))
	organiser, leader, member := w.phone(w.member(2)), w.phone(w.member(9)), w.phone(w.member(3))

	w.say(member, "/menu")
	old := member.Last()
	_, oldData := w.button(member, "我的信息")
	w.say(member, "/visit")
	if m := member.Messages(); slices.ContainsFunc(m, func(m sandbox.Message) bool { return m.ID == old.ID && len(m.Buttons) > 0 }) {
		t.Error("the former card still has its buttons")
	}
	w.press(member, "云州翰屿精密机械有限公司")
	w.say(member, "走访企业支部，了解党员学习情况。")
	confirm, confirmData := w.button(member, "确认")
	w.say(leader, "/menu")
	w.press(leader, "推荐“身边好党员”")
	w.press(leader, "秦立民")
	leaderCard := w.pressed[leader]

	for _, c := range []struct {
		name    string
		p       *sandbox.Client
		message int64
		data    string
		want    string
	}{
		{"an old card", member, old.ID, oldData, cards.OldCard},
		{"another member's form", leader, confirm + 1000, confirmData, cards.OldForm},
		{"another member's form, by an officer", organiser, confirm + 1000, confirmData, cards.OldForm},
		{"another group's nomination", leader, leaderCard, chat.Press{Action: cards.ActNominate, Args: []int64{int64(w.branch), 1, 1}}.Encode(), cards.NotYours},
		{"a nomination, by an ordinary member", member, confirm, chat.Press{Action: cards.ActNominate, Args: []int64{int64(w.branch), 1, 2}}.Encode(), cards.NotYours},
		{"somebody of another group as one's own nominee", leader, leaderCard, chat.Press{Action: cards.ActNominee, Args: []int64{int64(w.branch), 1, 2, 3}}.Encode(), cards.OldCard},
		{"another branch", organiser, confirm + 1000, chat.Press{Action: cards.ActRounds, Args: []int64{int64(other)}}.Encode(), cards.NotYours},
		{"a branch there is none of", organiser, confirm + 1000, chat.Press{Action: cards.ActBoard, Args: []int64{99}}.Encode(), cards.NotYours},
		{"a round there is none of", organiser, confirm + 1000, chat.Press{Action: cards.ActRound, Args: []int64{int64(w.branch), 99}}.Encode(), cards.OldCard},
		{"no press at all", member, confirm, "💥", cards.OldCard},
	} {
		w.unchanged(c.name, func() {
			if got := w.forge(c.p, c.message, c.data); got != c.want {
				t.Errorf("%s was answered %q, want %q", c.name, got, c.want)
			}
		})
	}

	// After the close: the button in the hand, and the text that was being written.
	w.say(leader, "认真负责，群众认可。")
	late, lateData := w.button(leader, "确认提名")
	w.turn(branch.On(2026, time.June, 10).At(18, 0))
	w.unchanged("a confirmation after the close", func() {
		if got := w.forge(leader, late, lateData); got != cards.OldForm && got != cards.RoundOver {
			t.Errorf("after the close: %q", got)
		}
	})
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
}
