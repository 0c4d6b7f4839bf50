package bot_test

import (
	"regexp"
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
	"zhibu/topic/points"
	"zhibu/topic/rounds"
	"zhibu/world"
	"zhibu/world/rig"
)

// TestBinding attacks invitations: every code that cannot be used is answered alike, guessing is slowed down, and a
// stranger learns and leaves nothing.
func TestBinding(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 2).At(9, 0))
	w.Open()
	w.Found()
	strangers := int64(900)
	stranger := func() *sandbox.Client { strangers++; return w.Server.Client(strangers) }
	discipline, leader := w.Post(branch.DisciplinePost), w.Member(2)
	w.Attach([]branch.Member{discipline, leader})

	expired := w.Invite(w.Member(3))
	w.Turn(w.Clock.Now().AddDate(0, 0, office.InviteDays).Add(time.Minute))
	voided, newer := w.Invite(w.Member(4)), w.Invite(w.Member(4))
	gone := w.Invite(w.Member(6))
	w.Leave(w.Member(6), branch.Transferred)
	used := w.Invite(w.Member(7))
	owner := w.Phone(w.Member(7))
	owner.Start(used)
	if got := w.Twice(owner, "确认"); got != cards.OldForm {
		t.Errorf("the second tap on 确认 was answered %q", got)
	}
	w.Sees(owner, "绑定完成")

	for _, c := range []struct{ name, code string }{
		{"never given", office.NewCode()}, {"expired", expired}, {"used", used}, {"voided by a newer one", voided},
		{"of somebody who has left", gone},
	} {
		for _, how := range []string{c.code, "/start " + c.code, " " + c.code + "\n"} {
			p := stranger()
			if got := w.Replies(p, func() { p.Send(how) }); !slices.Equal(got, []string{cards.BadCode}) {
				t.Errorf("%s, sent as %q: %q", c.name, how, got)
			}
		}
	}
	for _, malformed := range []string{"xyz", strings.Repeat("a", 64), newer[:21], newer + "A"} {
		p := stranger()
		if got := w.Replies(p, func() { p.Start(malformed) }); !slices.Equal(got, []string{cards.BadCode}) {
			t.Errorf("/start %s: %q", malformed, got)
		}
	}

	// Somebody who has an account cannot become a second member with it.
	if got := w.Replies(owner, func() { owner.Start(newer) }); !slices.Equal(got, []string{cards.BadCode}) {
		t.Errorf("an account of another member was answered %q", got)
	}
	// The code that voided the other one is good all the same, alone as a message.
	p := stranger()
	w.Say(p, newer)
	w.Sees(p, w.Member(4).Name)
	w.Press(p, "不是我")
	w.Sees(p, "已取消")

	// Five wrong ones in ten minutes, and even a right one waits.
	guesser := stranger()
	for range 5 {
		w.Say(guesser, office.NewCode())
	}
	if got := w.Say(guesser, newer); got != cards.TooMany {
		t.Errorf("the sixth code was answered %q", got)
	}
	w.Turn(w.Clock.Now().Add(9 * time.Minute))
	if got := w.Say(guesser, newer); got != cards.TooMany {
		t.Errorf("after nine minutes: %q", got)
	}
	w.Turn(w.Clock.Now().Add(time.Minute))
	w.Say(guesser, newer)
	w.Sees(guesser, w.Member(4).Name)
	w.Press(guesser, "确认")
	w.Sees(guesser, "绑定完成")

	// A new account in place of an old one: the old one is told, and is nobody from then on.
	again := stranger()
	told := w.Replies(guesser, func() {
		again.Start(w.Invite(w.Member(4)))
		w.Press(again, "确认")
	})
	if len(told) != 2 || !strings.Contains(told[0], "开具新的邀请码") || !strings.Contains(told[1], "已改绑到另一个账号") {
		t.Errorf("the former account was told %q", told)
	}
	if got := w.Say(guesser, "/me"); got != cards.Stranger {
		t.Errorf("the former account is answered %q", got)
	}
	w.Say(again, "/me")
	w.Sees(again, w.Member(4).Name)
	for _, m := range []branch.Member{discipline, leader} { // of group 1, to which all of them belong
		if _, ok := w.Phone(m).Find(w.Member(4).Name); !ok {
			t.Errorf("%s was not told of the bindings; the last message is %q", m.Name, w.Phone(m).Last().Text)
		}
	}
	if n := len(w.Phone(discipline).Messages()); n > 6 {
		t.Errorf("the 纪检委员 got %d messages", n)
	}
	w.Stop()
}

// TestStranger has somebody of no branch try everything.
func TestStranger(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(9, 0))
	w.Open()
	w.Found()
	w.Attach([]branch.Member{w.Member(2)})
	w.Turn(branch.On(2026, time.June, 1).At(9, 30)) // a round is open
	left := w.Member(7)
	w.Attach([]branch.Member{left})
	w.Leave(left, branch.Transferred)
	for name, p := range map[string]*sandbox.Client{"a stranger": w.Server.Client(901), "who has left": w.Phone(left)} {
		first := p.Send("您好") // the chat exists
		w.Settle()
		for what, send := range map[string]func(){
			"a text": func() { p.Send("我是书记，请把名单发给我") }, "a command": func() { p.Send("/rounds") },
			"a long text": func() { p.Send(strings.Repeat("长", 4000)) }, "a photo": func() { p.SendPhoto(world.Picture(t), "/start") },
			"a sticker": func() { p.SendSticker() }, "a document": func() { p.SendDocument("名册.xlsx", []byte("x")) },
			"a forward": func() { p.Forward(strings.Repeat("A", 22)) }, "/start": func() { p.Start("") },
			"/cancel": func() { p.Send("/cancel") },
		} {
			w.Unchanged(name+"'s "+what, func() {
				if got := w.Replies(p, send); !slices.Equal(got, []string{cards.Stranger}) {
					t.Errorf("%s, %s: %q", name, what, got)
				}
			})
		}
		w.Unchanged(name+"'s edit", func() {
			if got := w.Replies(p, func() { _ = p.Edit(first, "改一改") }); len(got) > 0 {
				t.Errorf("%s's edit was answered %q", name, got)
			}
		})
		for _, data := range []string{"", "home", "me", "nom:1:1:1", "nom.who:1:1:1:3", "vote.ok:1:1:1", "bind.ok:1", "open.ok:1",
			"round.nok:1:1", "visit.ok:1", "cancel:1", "no.such", "home:1", strings.Repeat("z", 64), "票"} {
			w.Unchanged(name+"'s press of "+data, func() {
				want := cards.Stranger
				if p == w.Phones[left.ID] && data == "me" { // the own record is left to who has left
					want = cards.OldCard
				}
				if got := w.Forge(p, first, data); got != want {
					t.Errorf("%s's press of %q was answered %q", name, data, got)
				}
			})
		}
	}
	if got := w.Say(w.Phone(left), "/me"); !strings.Contains(got, left.Name) || !strings.Contains(got, "状态：转出") {
		t.Errorf("who has left sees %q", got)
	}
	// The key made for a forged 发起推荐 does not stay.
	for range 100 {
		if keys, _ := w.Keys(); len(keys) == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if keys, _ := w.Keys(); len(keys) > 0 {
		t.Errorf("%d keys are left of forged presses", len(keys))
	}
	w.Stop()
}

// form is one conversation: steps that lead to a record, each with what it needs on the screen.
type form struct {
	name  string
	who   func(w *world.World) *sandbox.Client
	steps []func(w *world.World, p *sandbox.Client)
	typed []int // steps after which a text is taken
	last  string
	done  string                     // what the last press leads to
	count func(tx *store.Tx) (n int) // of what the form is to make
}

const awkward = `<b>走访</b> & "企业" </pre> @all https://t.me/x 100% \n {{.}} 𠮷`

var formsToFill = []form{
	{name: "visit", who: func(w *world.World) *sandbox.Client { return w.Phone(w.Member(3)) },
		steps: []func(*world.World, *sandbox.Client){
			func(w *world.World, p *sandbox.Client) {
				w.Say(p, "/visit")
				w.Press(p, "云州翰屿精密机械有限公司")
			},
			func(w *world.World, p *sandbox.Client) { w.Say(p, awkward); w.Sees(p, "情况："+awkward) },
			func(w *world.World, p *sandbox.Client) { w.Press(p, "改日期"); w.Sees(p, "是哪一天") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "5月10日"); w.Sees(p, "情况："+awkward) },
		}, last: "确认", done: "已登记：5月10日", typed: []int{0, 1, 2, 3},
		count: func(tx *store.Tx) (n int) {
			for range points.Records.Scan(tx, nil) {
				n++
			}
			return n
		}},
	{name: "nominate", who: func(w *world.World) *sandbox.Client { return w.Phone(w.Member(9)) },
		steps: []func(*world.World, *sandbox.Client){
			func(w *world.World, p *sandbox.Client) {
				w.Press(p, "秦立民")
				w.Sees(p, "请用一两句话写下事迹")
			},
			func(w *world.World, p *sandbox.Client) { w.Say(p, awkward); w.Sees(p, "事迹："+awkward) },
		}, last: "确认提名", done: "已推荐：秦立民", typed: []int{0, 1},
		count: func(tx *store.Tx) (n int) {
			for range rounds.Nominations.Scan(tx, nil) {
				n++
			}
			return n
		}},
	{name: "open", who: func(w *world.World) *sandbox.Client { return w.Phone(w.Member(2)) },
		steps: []func(*world.World, *sandbox.Client){
			func(w *world.World, p *sandbox.Client) {
				w.Say(p, "/menu")
				w.Press(p, "评选")
				w.Press(p, "发起推荐")
				w.Sees(p, "请选择候选人")
			},
			func(w *world.World, p *sandbox.Client) {
				w.Press(p, "江月华")
				w.Press(p, "下一页（1/4）")
				w.Press(p, "秦立民")
			},
			func(w *world.World, p *sandbox.Client) {
				w.Press(p, "选好了（2人）")
				w.Sees(p, "什么时候截止")
			},
			func(w *world.World, p *sandbox.Client) {
				w.Press(p, "6月4日（周四）18:00")
				w.Sees(p, "江月华、秦立民")
			},
		}, last: "确认", done: "已发起",
		count: func(tx *store.Tx) (n int) {
			for r := range rounds.Rounds.Scan(tx, nil) {
				if r.Kind == rounds.Pioneer {
					n++
				}
			}
			return n
		}},
}

// junk is what does not belong into any step of any form: it gets one clear sentence, or silence, and changes nothing.
var junk = []struct {
	name string
	send func(w *world.World, p *sandbox.Client)
	want []string // the answers that will do; "" is silence
}{
	{"an unknown command", func(w *world.World, p *sandbox.Client) { p.Send("/foo") }, []string{cards.Unknown}},
	{"a sticker", func(w *world.World, p *sandbox.Client) { p.SendSticker() }, []string{cards.NoUse, cards.TextWanted}},
	{"a photo", func(w *world.World, p *sandbox.Client) { p.SendPhoto(world.Picture(w.T), "确认") }, []string{cards.NoUse, cards.TextWanted, cards.NoPictures}},
	{"a file", func(w *world.World, p *sandbox.Client) { p.SendDocument("a.zip", []byte("a")) }, []string{cards.NoUse, cards.TextWanted, cards.PhotoAsPhoto, cards.FormFileKinds}},
	{"a forwarded text", func(w *world.World, p *sandbox.Client) { p.Forward("别人写的一句话") }, []string{cards.OwnWords, cards.Unknown}},
	{"one character", func(w *world.World, p *sandbox.Client) { p.Send("好") }, []string{"请写一句完整的话再发送。", "请至少写两个字再发送。", "名称太短，请写全称。", cards.Unknown}},
	{"only what cannot be seen", func(w *world.World, p *sandbox.Client) { p.Send("\u202e\u200b\u2066") }, []string{"请写一句完整的话再发送。", "请至少写两个字再发送。", "名称太短，请写全称。", cards.Unknown}},
	{"a text too long", func(w *world.World, p *sandbox.Client) { p.Send(strings.Repeat("长", 501)) }, []string{"文字超过500字，请精简后再发送。", "名称请不要超过40字。", cards.Unknown}},
	{"5,000 characters", func(w *world.World, p *sandbox.Client) { p.Send(strings.Repeat("长", 5000)) }, []string{"文字超过500字，请精简后再发送。", "名称请不要超过40字。", cards.Unknown}},
	{"an edit", func(w *world.World, p *sandbox.Client) {
		for _, m := range slices.Backward(p.Messages()) {
			if !m.FromBot && m.Text != "" {
				_ = p.Edit(m.ID, "改成另一句话")
				return
			}
		}
	}, []string{"", cards.EditIgnored}},
	{"a wrong code", func(w *world.World, p *sandbox.Client) { p.Send("/start xyz") }, []string{cards.BadCode, cards.TooMany}},
}

func throwJunk(w *world.World, f form, step int, p *sandbox.Client) {
	w.Helper()
	for _, j := range junk {
		if slices.Contains([]string{"open", "firm", "honour", "request", "meeting", "meeting.off", "meeting.notice"}, f.name) && (step < 0 && j.name == "a photo" || j.name == "a file") {
			continue // of an officer a file is a roster, whatever is being filled in (TestImportInChat, TestFileInForm)
		}
		if f.name == "visit" && step >= 0 && j.name == "a photo" {
			continue // it belongs there (TestPhoto)
		}
		before := withoutLong(w.Dump("guesses"))
		got := w.Replies(p, func() { j.send(w, p) })
		if len(got) == 0 {
			got = []string{""}
		}
		for _, text := range got {
			known := slices.Contains(j.want, text) || text == cards.WhichField || text == cards.PickOne || strings.HasPrefix(text, "没有找到“") ||
				strings.HasPrefix(text, "没有看懂这个日期") || strings.HasPrefix(text, "没有看懂时间") ||
				strings.HasPrefix(text, "文字超过") && strings.Contains(strings.Join(j.want, ""), "文字超过") ||
				strings.HasPrefix(text, "这一条与上一条是同一段长文字") && j.name == "5,000 characters"
			if !known || len(got) > 2 { // the app cuts 5,000 characters in two
				w.Errorf("%s, after step %d, %s: %q", f.name, step, j.name, got)
			}
		}
		if !slices.Equal(before, withoutLong(w.Dump("guesses"))) {
			w.Errorf("%s, after step %d, %s changed something", f.name, step, j.name)
		}
	}
}

func counted(w *world.World, f form) (n int) {
	_ = w.App.Store.View(func(tx *store.Tx) error { n = f.count(tx); return nil })
	return n
}

var long = regexp.MustCompile(`,"long":\{[^}]*\}`)

// withoutLong leaves out of rows that a part of a longer text was refused.
func withoutLong(rows []string) []string {
	for i := range rows {
		rows[i] = long.ReplaceAllString(rows[i], "")
	}
	return rows
}

// TestForms fills in every form in every awkward way: with junk and a restart after each step, cancelled at each step,
// left lying for a day at each step, confirmed twice at the end.
func TestForms(t *testing.T) {
	if rig.Race {
		t.Skip("a restart at every step of every form")
	}
	for _, f := range formsToFill {
		t.Run(f.name, func(t *testing.T) {
			w := world.New(t, branch.On(2026, time.May, 31).At(9, 0))
			w.Open()
			w.Found()
			w.Attach(w.Members(func(branch.Member) bool { return true }))
			w.Turn(branch.On(2026, time.June, 1).At(10, 0))
			p := f.who(w)
			for last := range f.steps {
				for _, step := range f.steps[:last+1] {
					step(w, p)
				}
				got := w.Replies(p, func() { p.Send("/cancel") })
				if len(got) == 1 && strings.Contains(got[0], "还没有提交") { // it asks once where something was written
					got = w.Replies(p, func() { p.Send("/cancel") })
				}
				if !slices.Equal(got, []string{cards.Dropped}) {
					t.Errorf("/cancel after step %d: %q", last, got)
				}
				if got := w.Say(p, "这句话没有表单可填"); got != cards.Unknown {
					t.Errorf("after /cancel after step %d a text is answered %q", last, got)
				}
			}
			for i, step := range f.steps {
				throwJunk(w, f, i-1, p)
				step(w, p)
				throwJunk(w, f, i, p)
				w.Stop()
				w.Open()
			}
			message, data := w.Button(p, f.last)
			w.Twice(p, f.last)
			w.Sees(p, f.done)
			if n := counted(w, f); n != 1 {
				t.Errorf("%d were made", n)
			}
			w.Unchanged("a third tap, on a form that is gone", func() {
				if got := w.Forge(p, message, data); got != cards.OldForm {
					t.Errorf("a third tap was answered %q", got)
				}
			})
			w.Stop()
			if strings.Contains(w.Logged.String(), "level=ERROR") || strings.Contains(w.Logged.String(), "走访") {
				t.Errorf("the log: %s", w.Logged)
			}
		})
	}
}

// TestFormsLieADay leaves each form at each step for more than a day.
func TestFormsLieADay(t *testing.T) {
	if rig.Race {
		t.Skip("ten days of a branch")
	}
	w := world.New(t, branch.On(2026, time.May, 20).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.May, 20).At(10, 0))
	for _, f := range formsToFill[:2] { // the third is made of presses alone
		p := f.who(w)
		for last := range f.steps {
			for _, step := range f.steps[:last+1] {
				step(w, p)
			}
			m := w.Pressed[p]
			w.Turn(w.Clock.Now().Add(24*time.Hour + time.Minute))
			if got := w.Say(p, "第二天才想起来写"); got != cards.Unknown {
				t.Errorf("%s, a day after step %d: %q", f.name, last, got)
			}
			for _, msg := range p.Messages() {
				if msg.ID != m && msg.ID != p.Last().ID {
					continue
				}
				for _, label := range msg.Labels() {
					if label == f.last || label == "改日期" {
						if a := w.Press(p, label); a.Text != cards.OldForm {
							t.Errorf("%s, a day after step %d, %s: %q", f.name, last, label, a.Text)
						}
					}
				}
			}
			if f.name == "nominate" {
				w.Press(p, "返回")
			}
		}
		if n := counted(w, f); n != 0 {
			t.Errorf("%s: %d were made", f.name, n)
		}
	}
	w.Stop()
}

// TestForeignCards presses what is old, closed, or somebody else's.
func TestForeignCards(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 8).At(9, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	other := w.Found2(world.SmallBranch)
	w.Turn(branch.On(2026, time.June, 8).At(10, 0))
	organiser, leader, member := w.Phone(w.Member(2)), w.Phone(w.Member(9)), w.Phone(w.Member(3))

	w.Say(member, "/menu")
	old := member.Last()
	_, oldData := w.Button(member, "人员与我的")
	w.Say(member, "/visit")
	if m := member.Messages(); slices.ContainsFunc(m, func(m sandbox.Message) bool { return m.ID == old.ID && len(m.Buttons) > 0 }) {
		t.Error("the former card still has its buttons")
	}
	w.Press(member, "云州翰屿精密机械有限公司")
	w.Say(member, "走访企业支部，了解党员学习情况。")
	confirm, confirmData := w.Button(member, "确认")
	w.Say(leader, "/menu")
	w.Press(leader, "推荐“身边好党员”")
	w.Press(leader, "秦立民")
	leaderCard := w.Pressed[leader]

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
		{"another group's nomination", leader, leaderCard, chat.Press{Action: rounds.ActNominate, Args: []int64{int64(w.Branch), 1, 1}}.Encode(), cards.NotYours},
		{"a nomination, by an ordinary member", member, confirm, chat.Press{Action: rounds.ActNominate, Args: []int64{int64(w.Branch), 1, 2}}.Encode(), cards.NotYours},
		{"somebody of another group as one's own nominee", leader, leaderCard, chat.Press{Action: rounds.ActNominee, Args: []int64{int64(w.Branch), 1, 2, 3}}.Encode(), cards.OldCard},
		{"another branch", organiser, confirm + 1000, chat.Press{Action: rounds.ActRounds, Args: []int64{int64(other)}}.Encode(), cards.NotYours},
		{"a branch there is none of", organiser, confirm + 1000, chat.Press{Action: points.ActBoard, Args: []int64{99}}.Encode(), cards.NotYours},
		{"a round there is none of", organiser, confirm + 1000, chat.Press{Action: rounds.ActRound, Args: []int64{int64(w.Branch), 99}}.Encode(), cards.OldCard},
		{"no press at all", member, confirm, "💥", cards.OldCard},
	} {
		w.Unchanged(c.name, func() {
			if got := w.Forge(c.p, c.message, c.data); got != c.want {
				t.Errorf("%s was answered %q, want %q", c.name, got, c.want)
			}
		})
	}

	// After the close: the button in the hand, and the text that was being written.
	w.Say(leader, "认真负责，群众认可。")
	late, lateData := w.Button(leader, "确认提名")
	w.Turn(branch.On(2026, time.June, 10).At(18, 0))
	w.Unchanged("a confirmation after the close", func() {
		if got := w.Forge(leader, late, lateData); got != cards.OldForm && got != rounds.RoundOver {
			t.Errorf("after the close: %q", got)
		}
	})
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}
