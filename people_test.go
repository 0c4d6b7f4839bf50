package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
)

// screen logs what somebody sees, and fails the test if it does not fit a phone.
func (w *world) screen(p *sandbox.Client) sandbox.Message {
	w.Helper()
	w.settle()
	last := p.Last()
	for _, m := range p.Messages() {
		if m.ID == w.pressed[p] && last.FromBot && len(last.Buttons) == 0 {
			last = m
		}
	}
	lines := 0
	for line := range strings.SplitSeq(last.Text, "\n") {
		lines += max(1, (utf8.RuneCountInString(line)+21)/22)
	}
	var b strings.Builder
	for _, row := range last.Buttons {
		for _, btn := range row {
			fmt.Fprintf(&b, "[%s] ", btn.Text)
		}
		b.WriteString("\n")
	}
	w.Logf("%s sees (%d lines):\n%s\n%s", p.Person().First, lines, last.Text, b.String())
	if lines > 20 || lines+len(last.Buttons) > 26 {
		w.Errorf("%d lines and %d rows of buttons do not fit a phone: %s", lines, len(last.Buttons), last.Text)
	}
	return last
}

// peopleWorld is a branch in June 2026 with everybody bound.
func peopleWorld(t *testing.T) (w *world, organiser, secretary *sandbox.Client) {
	w = newWorld(t, branch.On(2026, time.June, 1).At(8, 10)) // before the nominations of the year are opened
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	w.turn(branch.On(2026, time.June, 1).At(9, 5))
	return w, w.phone(w.post(branch.OrganisationPost)), w.phone(w.post(branch.Secretary))
}

// again stops the bot and starts it anew.
func (w *world) again() {
	w.Helper()
	w.settle()
	w.stop()
	w.open()
}

func (w *world) group(id branch.GroupID) (g branch.Group) {
	w.update(func(tx *store.Tx) error { g = office.Group(tx, w.branch, id); return nil })
	return g
}

// TestTransfer moves a member to another group, as an officer does it, with a restart in every pause, double taps and
// stale buttons; and takes it back.
func TestTransfer(t *testing.T) {
	w, p, _ := peopleWorld(t)
	who := w.member(4) // of group 1, without a post
	if got := w.say(w.phone(w.member(3)), "/people"); got != cards.NotYours {
		t.Errorf("a member's /people was answered %q", got)
	}
	w.say(p, "/menu")
	w.screen(p)
	w.press(p, "党员名册")
	w.screen(p)
	w.press(p, "下一页（1/4）")
	w.again()
	w.say(p, who.Name[:3])
	w.screen(p)
	w.say(p, "没有的人")
	w.sees(p, "没有找到“没有的人”")
	w.say(p, "/people "+who.Name)
	w.screen(p)
	w.sees(p, who.Joined.Chinese())
	w.press(p, "登记变动")
	w.screen(p)
	w.press(p, "换组")
	w.screen(p)
	stale, data := w.button(p, "第三党小组")
	w.press(p, "第三党小组")
	w.screen(p)
	w.say(p, "明天")
	w.sees(p, "没有看懂这个日期")
	w.say(p, "1990年1月1日")
	w.sees(p, "不能早于入党日期")
	w.say(p, "2029年1月1日")
	w.sees(p, "日期最晚可定为")
	w.again()
	w.unchanged("a stale button", func() {
		if got := w.forge(p, stale, data); got != cards.OldForm && got != cards.OldCard {
			t.Errorf("a stale button was answered %q", got)
		}
	})
	w.press(p, "今天 2026年6月1日")
	w.screen(p)
	w.sees(p, "由第一党小组换到第三党小组")
	if w.member(4).Group != 1 {
		t.Error("moved before 「确认」")
	}
	w.again()
	w.twice(p, "确认")
	w.screen(p)
	if w.member(4).Group != 3 {
		t.Error("not moved")
	}
	w.sees(w.phone(who), "由第一党小组换到第三党小组")
	w.press(p, "撤销")
	w.screen(p)
	w.again()
	w.twice(p, "确认")
	w.screen(p)
	if w.member(4).Group != 1 {
		t.Error("not moved back")
	}
	w.say(p, "/people "+who.Name)
	w.press(p, "变动记录")
	w.sees(p, "（已撤销）")
	w.screen(p)
	me := w.phone(who)
	w.say(me, "/me")
	w.screen(me)
	w.press(me, "谁查看过我的记录")
	w.sees(me, "2026年6月1日　"+w.post(branch.OrganisationPost).Name)
	w.screen(me)
	if n := strings.Count(me.Last().Text, "2026年6月1日"); n > 1 {
		t.Errorf("%d traces of one officer on one day", n)
	}
	w.press(me, "返回我的信息")
	w.press(me, "支部存了哪些")
	w.screen(me)
	w.sees(me, "（已撤销）")
	w.stop()
}

// TestRestriction keeps what restricts a member's rights to the 书记 and the 纪检委员.
func TestRestriction(t *testing.T) {
	w, p, secretary := peopleWorld(t)
	inspector := w.phone(w.post(branch.DisciplinePost))
	who := w.member(6)
	const secret = "受处分的决定某号"
	w.say(p, "/people "+who.Name)
	w.press(p, "登记变动")
	for _, row := range w.screen(p).Buttons {
		for _, b := range row {
			if b.Text == "权利受限" || b.Text == "恢复权利" {
				t.Errorf("the 组织委员 is offered %s", b.Text)
			}
		}
	}
	kind := int64(slices.IndexFunc(branch.ChangeKinds, func(k branch.ChangeRule) bool { return k.Kind == "restrict" }))
	message, _ := w.button(p, "换组")
	if got := w.forge(p, message, chat.Press{Action: cards.ActChange, Args: []int64{int64(w.branch), int64(who.ID), kind}}.Encode()); got != cards.NotYours {
		t.Errorf("the 组织委员's forged press was answered %q", got)
	}
	w.say(secretary, "/people "+who.Name)
	w.press(secretary, "登记变动")
	w.press(secretary, "权利受限")
	w.screen(secretary)
	w.press(secretary, "留党察看")
	w.say(secretary, secret)
	w.press(secretary, "今天 2026年6月1日")
	w.screen(secretary)
	w.press(secretary, "确认")
	w.sees(inspector, secret)
	w.say(secretary, "/people "+who.Name)
	w.sees(secretary, "留党察看")
	w.say(p, "/people "+who.Name)
	w.screen(p)
	w.press(p, "变动记录")
	w.screen(p)
	w.say(w.phone(who), "/me")
	w.press(w.phone(who), "支部存了哪些")
	for _, m := range w.members(func(m branch.Member) bool { return m.Post != branch.Secretary && m.Post != branch.DisciplinePost }) {
		for _, msg := range w.phone(m).Messages() {
			if strings.Contains(msg.Text, secret) || strings.Contains(msg.Text, "留党察看") {
				t.Errorf("%s sees %q", m.Name, msg.Text)
			}
		}
	}
	if why := w.member(6).NoVote(branch.On(2026, time.June, 2)); why != "留党察看" {
		t.Errorf("may vote: %q", why)
	}
	if strings.Contains(w.log.String(), secret) {
		t.Error("the reason stands in the log")
	}
	w.stop()
}

// TestInviteInChat issues an invitation: the code is in no row and no log, a double tap makes one, the issuer cannot use
// it, those who watch are told.
func TestInviteInChat(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(9, 5))
	w.open()
	w.found("demo/roster.xlsx")
	newcomer := w.member(4)
	w.attach(w.members(func(m branch.Member) bool { return m.ID != newcomer.ID }))
	w.update(func(tx *store.Tx) error { store.Infos.Put(tx, store.Info{Bot: demoBot}); return nil })
	p := w.phone(w.post(branch.Secretary))
	leader := w.phone(w.member(w.group(1).Leader))
	w.say(leader, "/menu")
	w.say(p, "/people")
	w.press(p, "未绑定、联系不上")
	w.sees(p, newcomer.Name)
	w.screen(p)
	w.say(p, "/people "+newcomer.Name)
	w.sees(p, "账号：未绑定")
	w.press(p, "开具邀请码")
	w.screen(p)
	w.twice(p, "确认")
	w.screen(p)
	var code string
	n := 0
	for _, m := range p.Messages() {
		for _, line := range strings.Split(m.Text, "\n") {
			if office.IsCode(line) {
				code = line
				n++
			}
		}
	}
	if n != 1 {
		t.Fatalf("%d codes were shown", n)
	}
	for _, row := range w.dump() {
		if strings.Contains(row, code) {
			t.Errorf("the code stands in %s", row)
		}
	}
	if strings.Contains(w.log.String(), code) {
		t.Error("the code stands in the log")
	}
	if got := w.say(p, code); !strings.Contains(got, "不能使用") {
		t.Errorf("the issuer's own use of it was answered %q", got)
	}
	w.sees(leader, "已开具邀请码："+newcomer.Name)
	q := w.phone(newcomer)
	q.Start(code)
	w.press(q, "确认")
	w.sees(q, "绑定完成")
	w.say(q, "/me")
	w.press(q, "解除绑定")
	w.screen(q)
	w.again()
	w.twice(q, "确认")
	w.sees(q, "已解除绑定")
	if got := w.say(q, "/me"); got != cards.Stranger {
		t.Errorf("after unbinding /me was answered %q", got)
	}
	w.sees(w.phone(w.post(branch.DisciplinePost)), newcomer.Name+"同志由本人账号解除了绑定")
	w.stop()
}

// TestSettingsInChat changes a setting and loads a year's holidays, as officers do it in December.
func TestSettingsInChat(t *testing.T) {
	w, p, secretary := peopleWorld(t)
	w.say(p, "/settings")
	w.screen(p)
	w.press(p, "推荐评选…")
	w.screen(p)
	w.press(p, "提名截止")
	w.screen(p)
	w.say(p, "6月20日")
	w.sees(p, "最晚可定为2026年6月16日")
	w.say(p, "后天")
	w.sees(p, "读不懂")
	w.say(p, "6月8日")
	w.screen(p)
	w.again()
	w.twice(p, "确认")
	w.screen(p)
	w.sees(secretary, "提名截止：由 06-10 改为 06-08")
	w.press(p, "支部设置")
	w.sees(p, "提名截止：06-08（默认06-10）")
	w.press(p, "联系点与诉求…")
	w.screen(p)
	w.press(p, "时间…")
	w.press(p, "祝贺时间")
	w.press(p, "08:30")
	w.press(p, "确认")

	w.turn(branch.On(2026, time.December, 1).At(10, 0))
	w.sees(secretary, "2027年的放假和调休安排还没有载入")
	w.say(secretary, "/settings")
	w.press(secretary, "节假日")
	w.screen(secretary)
	w.say(secretary, strings.Replace(notice2027, "3日（周日）", "3日（周六）", 1))
	w.sees(secretary, "2027年1月3日是周日，不是周六")
	w.say(secretary, notice2027)
	w.screen(secretary)
	w.again()
	if w.app.Office.Calendar.Known(2027) {
		t.Error("loaded before 「确认」")
	}
	w.twice(secretary, "确认")
	w.screen(secretary)
	for range 2 {
		if !w.app.Office.Calendar.Known(2027) || w.app.Office.Calendar.Working(branch.On(2027, 2, 8)) || !w.app.Office.Calendar.Working(branch.On(2027, 2, 20)) {
			t.Error("the calendar has not learnt the year")
		}
		w.again()
	}
	w.press(p, "支部设置")
	w.sees(p, "2027年")
	w.press(p, "节假日")
	w.say(p, notice2027)
	w.sees(p, "已经载入")
	w.stop()
}

// notice2027 is invented: the State Council's was not out when this was written.
const notice2027 = `国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月20日（周六）、2月21日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）、5月9日（周日）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`

// TestAway shows a group leader who of the own group has no account or has stopped the bot, and nobody of another.
func TestAway(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(8, 10))
	w.open()
	w.found("demo/roster.xlsx")
	mine, other := w.members(func(m branch.Member) bool { return m.Group == 2 }), w.members(func(m branch.Member) bool { return m.Group == 3 })
	w.attach(w.members(func(m branch.Member) bool { return m.ID != mine[4].ID && m.ID != other[4].ID }))
	leader := w.phone(w.member(w.group(2).Leader))
	w.phone(mine[3]).Block()
	w.say(leader, "/menu")
	w.sees(leader, "本组有2名党员未绑定账号或联系不上")
	w.screen(leader)
	w.press(leader, "查看未绑定名单")
	w.screen(leader)
	w.sees(leader, mine[4].Name)
	w.sees(leader, mine[3].Name)
	for _, m := range leader.Messages() {
		if strings.Contains(m.Text, other[4].Name) {
			t.Errorf("the leader sees %q", m.Text)
		}
	}
	w.say(w.phone(mine[2]), "/menu")
	if _, ok := w.phone(mine[2]).Find("未绑定"); ok {
		t.Error("a member sees who has no account")
	}
	w.stop()
}

// TestMyFile gives a member what is stored about him or her as a document: the entry that a roster left, and who took the
// roster away, stand in it; somebody else's does not.
func TestMyFile(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(10, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	me, organiser := w.members(func(m branch.Member) bool { return m.Post == branch.NoPost })[0], w.phone(w.post(branch.OrganisationPost))
	phone := w.phone(me)
	r := w.exported(organiser)
	r.People[me.ID-1].Section = "新设的综合科"
	w.upload(organiser, "改过的名册.xlsx", w.written(r), "变更党员1人")
	w.press(organiser, "确认导入")
	w.sees(phone, "您的信息已按新的名册更新（改过的名册.xlsx）")

	w.say(phone, "/me")
	w.press(phone, "支部存了哪些")
	w.screen(phone)
	w.press(phone, "导出为文件")
	d := phone.Last().Document
	if d == nil || !strings.HasSuffix(d.Name, ".docx") {
		t.Fatalf("no document was sent: %q", phone.Last().Text)
	}
	text := wordText(t, d.Data)
	for _, want := range []string{me.Name, "新设的综合科", "改过的名册.xlsx", "导出名册", w.post(branch.OrganisationPost).Name, "卡片："} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in the document:\n%s", want, text)
		}
	}
	if other := w.members(func(m branch.Member) bool { return m.Post == branch.NoPost })[1]; strings.Contains(text, other.Name) {
		t.Errorf("%s is in the document of %s", other.Name, me.Name)
	}
	if folder := os.Getenv("ZHIBU_LOOK"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, d.Name), d.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.stop()
}

// wordText gives the text of a Word document.
func wordText(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for d := xml.NewDecoder(f); ; {
		switch tok, err := d.Token(); tok := tok.(type) {
		case nil:
			if err != io.EOF {
				t.Fatal(err)
			}
			return text.String()
		case xml.CharData:
			text.Write(tok)
		case xml.EndElement:
			if tok.Name.Local == "p" {
				text.WriteByte('\n')
			}
		}
	}
}

// TestAddByHand enters one person in the chat, with wrong answers, a namesake and a restart in the middle, and takes it back.
func TestAddByHand(t *testing.T) {
	w, organiser, _ := peopleWorld(t)
	twin := w.members(func(m branch.Member) bool { return m.Post == branch.NoPost })[0]
	begin := func(name string) {
		w.say(organiser, "/people")
		w.press(organiser, "新增党员")
		w.screen(organiser)
		w.say(organiser, name)
		w.press(organiser, "第二党小组")
		w.screen(organiser)
	}
	begin(twin.Name)
	w.say(organiser, "2026年13月1日")
	w.sees(organiser, "没有看懂这个日期")
	w.say(organiser, "2001年7月1日")
	w.screen(organiser)
	w.say(organiser, "2000年7月1日")
	w.sees(organiser, "早于入党日期")
	w.say(organiser, "2002年7月1日")
	w.sees(organiser, "已有同名的"+twin.Name)
	w.screen(organiser)
	w.press(organiser, "取消")

	begin("古丽·买买提")
	w.again()
	w.say(organiser, "2025-12-01")
	w.press(organiser, "预备党员")
	w.screen(organiser)
	before := len(w.members(func(branch.Member) bool { return true }))
	w.press(organiser, "确认")
	w.sees(organiser, "新增党员古丽·买买提（第二党小组，2025年12月1日入党，预备党员）")
	w.screen(organiser)
	all := w.members(func(branch.Member) bool { return true })
	if m := all[len(all)-1]; len(all) != before+1 || m.Name != "古丽·买买提" || m.Joined != branch.On(2025, 12, 1) || m.Full != 0 {
		t.Fatalf("%d of %d: %+v", len(all), before, m)
	}
	w.press(organiser, "撤销")
	w.press(organiser, "确认")
	w.screen(organiser)
	if n := len(w.members(func(branch.Member) bool { return true })); n != before {
		t.Fatalf("%d people, not %d", n, before)
	}
	w.stop()
}
