package people_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/cli"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// screen logs what somebody sees, and fails the test if it does not fit a phone.
func screen(w *world.World, p *sandbox.Client) sandbox.Message {
	w.Helper()
	w.Settle()
	last := p.Last()
	for _, m := range p.Messages() {
		if m.ID == w.Pressed[p] && last.FromBot && len(last.Buttons) == 0 {
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

// again stops the bot and starts it anew.
func again(w *world.World) {
	w.Helper()
	w.Settle()
	w.Stop()
	w.Open()
}

// TestTransfer moves a member to another group, as an officer does it, with a restart in every pause, double taps and
// stale buttons; and takes it back.
func TestTransfer(t *testing.T) {
	w, p, _ := world.PeopleWorld(t)
	who := w.Member(4) // of group 1, without a post
	if got := w.Say(w.Phone(w.Member(3)), "/people"); got != cards.NotYours {
		t.Errorf("a member's /people was answered %q", got)
	}
	w.Say(p, "/menu")
	screen(w, p)
	w.Press(p, "人员与我的")
	w.Press(p, "党员名册")
	screen(w, p)
	w.Press(p, "下一页（1/4）")
	again(w)
	w.Say(p, who.Name[:3])
	screen(w, p)
	w.Say(p, "没有的人")
	w.Sees(p, "没有找到“没有的人”")
	w.Say(p, "/people "+who.Name)
	screen(w, p)
	w.Sees(p, who.Joined.Chinese())
	w.Press(p, "登记变动")
	screen(w, p)
	w.Press(p, "换组")
	screen(w, p)
	stale, data := w.Button(p, "第三党小组")
	w.Press(p, "第三党小组")
	screen(w, p)
	w.Say(p, "明天")
	w.Sees(p, "没有看懂这个日期")
	w.Say(p, "1990年1月1日")
	w.Sees(p, "不能早于入党日期")
	w.Say(p, "2029年1月1日")
	w.Sees(p, "日期最晚可定为")
	again(w)
	w.Unchanged("a stale button", func() {
		if got := w.Forge(p, stale, data); got != cards.OldForm && got != cards.OldCard {
			t.Errorf("a stale button was answered %q", got)
		}
	})
	w.Press(p, "今天 2026年6月1日")
	screen(w, p)
	w.Sees(p, "由第一党小组换到第三党小组")
	if w.Member(4).Group != 1 {
		t.Error("moved before 「确认」")
	}
	again(w)
	w.Twice(p, "确认")
	screen(w, p)
	if w.Member(4).Group != 3 {
		t.Error("not moved")
	}
	w.Sees(w.Phone(who), "由第一党小组换到第三党小组")
	w.Press(p, "撤销")
	screen(w, p)
	again(w)
	w.Twice(p, "确认")
	screen(w, p)
	if w.Member(4).Group != 1 {
		t.Error("not moved back")
	}
	w.Say(p, "/people "+who.Name)
	w.Press(p, "变动记录")
	w.Sees(p, "（已撤销）")
	screen(w, p)
	me := w.Phone(who)
	w.Say(me, "/me")
	screen(w, me)
	w.Press(me, "谁查看过我的记录")
	w.Sees(me, "2026年6月1日　"+w.Post(branch.OrganisationPost).Name)
	screen(w, me)
	if n := strings.Count(me.Last().Text, "2026年6月1日"); n > 1 {
		t.Errorf("%d traces of one officer on one day", n)
	}
	w.Press(me, "返回我的信息")
	w.Press(me, "支部存了哪些")
	screen(w, me)
	w.Sees(me, "（已撤销）")
	w.PressAll(1)
	w.Stop()
}

// TestRestriction keeps what restricts a member's rights to the 书记 and the 纪检委员.
func TestRestriction(t *testing.T) {
	w, p, secretary := world.PeopleWorld(t)
	inspector := w.Phone(w.Post(branch.DisciplinePost))
	who := w.Member(6)
	const secret = "受处分的决定某号"
	w.Say(p, "/people "+who.Name)
	w.Press(p, "登记变动")
	for _, row := range screen(w, p).Buttons {
		for _, b := range row {
			if b.Text == "权利受限" || b.Text == "恢复权利" {
				t.Errorf("the 组织委员 is offered %s", b.Text)
			}
		}
	}
	kind := chat.Code("restrict")
	message, _ := w.Button(p, "换组")
	if got := w.Forge(p, message, chat.Press{Action: cards.ActChange, Args: []int64{int64(w.Branch), int64(who.ID), kind}}.Encode()); got != cards.NotYours {
		t.Errorf("the 组织委员's forged press was answered %q", got)
	}
	w.Say(secretary, "/people "+who.Name)
	w.Press(secretary, "登记变动")
	w.Press(secretary, "权利受限")
	screen(w, secretary)
	w.Press(secretary, "留党察看")
	w.Say(secretary, secret)
	w.Press(secretary, "今天 2026年6月1日")
	screen(w, secretary)
	w.Press(secretary, "确认")
	w.Sees(inspector, secret)
	w.Say(secretary, "/people "+who.Name)
	w.Sees(secretary, "留党察看")
	w.Say(p, "/people "+who.Name)
	screen(w, p)
	w.Press(p, "变动记录")
	screen(w, p)
	w.Say(w.Phone(who), "/me")
	w.Press(w.Phone(who), "支部存了哪些")
	for _, m := range w.Members(func(m branch.Member) bool { return m.Post != branch.Secretary && m.Post != branch.DisciplinePost }) {
		for _, msg := range w.Phone(m).Messages() {
			if strings.Contains(msg.Text, secret) || strings.Contains(msg.Text, "留党察看") {
				t.Errorf("%s sees %q", m.Name, msg.Text)
			}
		}
	}
	if why := w.Member(6).NoVote(branch.On(2026, time.June, 2)); why != "留党察看" {
		t.Errorf("may vote: %q", why)
	}
	if strings.Contains(w.Logged.String(), secret) {
		t.Error("the reason stands in the log")
	}
	w.Stop()
}

// TestInviteInChat issues an invitation: the code is in no row and no log, a double tap makes one, the issuer cannot use
// it, those who watch are told.
func TestInviteInChat(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(9, 5))
	w.Open()
	w.Found()
	newcomer := w.Member(4)
	w.Attach(w.Members(func(m branch.Member) bool { return m.ID != newcomer.ID }))
	w.Update(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		info.Bot = demo.Bot
		store.Infos.Put(tx, info)
		return nil
	})
	p := w.Phone(w.Post(branch.Secretary))
	leader := w.Phone(w.Member(w.Group(1).Leader))
	w.Say(leader, "/menu")
	w.Say(p, "/people")
	w.Press(p, "未绑定、联系不上")
	w.Sees(p, newcomer.Name)
	screen(w, p)
	w.Say(p, "/people "+newcomer.Name)
	w.Sees(p, "账号：未绑定")
	w.Press(p, "开具邀请码")
	screen(w, p)
	w.Twice(p, "确认")
	screen(w, p)
	var code string
	n := 0
	for _, m := range p.Messages() {
		for _, line := range strings.Split(m.Text, "\n") {
			if f := office.FindCode(line); f.Long {
				code = f.Code
				n++
			}
		}
	}
	if n != 1 {
		t.Fatalf("%d codes were shown", n)
	}
	for _, row := range w.Dump() {
		if strings.Contains(row, code) || strings.Contains(row, w.App.Office.ShortCode(code)) {
			t.Errorf("the code stands in %s", row)
		}
	}
	if strings.Contains(w.Logged.String(), code) {
		t.Error("the code stands in the log")
	}
	if got := w.Say(p, code); !strings.Contains(got, "不能使用") {
		t.Errorf("the issuer's own use of it was answered %q", got)
	}
	w.Sees(leader, "已开具邀请码："+newcomer.Name)
	q := w.Phone(newcomer)
	q.Start(code)
	w.Press(q, "确认")
	w.Sees(q, "绑定完成")
	w.Say(q, "/me")
	if got := w.Press(q, "解除绑定").Text; !strings.Contains(got, "还没有经另一名同志确认") {
		t.Errorf("before anybody has vouched for the account its pressing 解除绑定 was answered %q", got)
	}
	inspector := w.Phone(w.Post(branch.DisciplinePost))
	w.Say(inspector, "/menu")
	w.Press(inspector, "核实账号")
	w.Press(inspector, "是本人："+newcomer.Name)
	w.Press(q, "解除绑定")
	screen(w, q)
	again(w)
	w.Twice(q, "确认")
	w.Sees(q, "已解除绑定")
	if got := w.Say(q, "/me"); got != cards.Stranger {
		t.Errorf("after unbinding /me was answered %q", got)
	}
	w.Sees(w.Phone(w.Post(branch.DisciplinePost)), newcomer.Name+"同志由本人账号解除了绑定")
	w.PressAll(1)
	w.Stop()
}

// TestSettingsInChat changes a setting and loads a year's holidays, as officers do it in December.
func TestSettingsInChat(t *testing.T) {
	w, p, secretary := world.PeopleWorld(t)
	w.Say(p, "/settings")
	screen(w, p)
	w.Press(p, "推荐评选…")
	screen(w, p)
	w.Press(p, "提名截止")
	screen(w, p)
	w.Say(p, "6月20日")
	w.Sees(p, "最晚可定为2026年6月16日")
	w.Say(p, "后天")
	w.Sees(p, "读不懂")
	w.Say(p, "6月8日")
	screen(w, p)
	again(w)
	w.Twice(p, "确认")
	screen(w, p)
	w.Sees(secretary, "提名截止：由 06-10 改为 06-08")
	w.Press(p, "支部设置")
	w.Sees(p, "提名截止：06-08（默认06-10）")
	w.Press(p, "联系点与诉求…")
	screen(w, p)
	w.Press(p, "时间…")
	w.Press(p, "祝贺时间")
	w.Press(p, "08:30")
	w.Press(p, "确认")

	w.Turn(branch.On(2026, time.December, 1).At(10, 0))
	w.Sees(secretary, "2027年的放假和调休安排还没有载入")
	w.Say(secretary, "/settings")
	w.Press(secretary, "节假日")
	screen(w, secretary)
	w.Say(secretary, strings.Replace(notice2027, "3日（周日）", "3日（周六）", 1))
	w.Sees(secretary, "2027年1月3日是周日，不是周六")
	w.Say(secretary, notice2027)
	screen(w, secretary)
	again(w)
	if w.App.Office.Calendar.Known(2027) {
		t.Error("loaded before 「确认」")
	}
	w.Twice(secretary, "确认")
	screen(w, secretary)
	for range 2 {
		if own := w.App.Office.Calendar.For(1); !own.Known(2027) || own.Working(branch.On(2027, 2, 8)) || !own.Working(branch.On(2027, 2, 20)) {
			t.Error("the calendar has not learnt the year")
		}
		if w.App.Office.Calendar.Known(2027) {
			t.Error("what one branch's officer has loaded holds for all")
		}
		again(w)
	}
	w.Press(p, "支部设置")
	w.Sees(p, "2027年")
	w.Press(p, "节假日")
	w.Say(p, notice2027)
	w.Sees(p, "已经载入")

	t.Setenv("ZHIBU_DATA", filepath.Join(w.Folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(w.Folder, "keys"))
	if out, errOut, code := world.CommandLine(t, "holidays"); code != cli.ExitOK || !strings.Contains(out, "只对该支部生效") {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
	if out, errOut, code := world.CommandLine(t, "holidays", "--take", "2027"); code != cli.ExitOK || !strings.Contains(out, "对所有支部生效") || !w.App.Office.Calendar.Known(2027) {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
	w.Stop()
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
	w := world.New(t, branch.On(2026, time.June, 1).At(8, 10))
	w.Open()
	w.Found()
	mine, other := w.Members(func(m branch.Member) bool { return m.Group == 2 }), w.Members(func(m branch.Member) bool { return m.Group == 3 })
	w.Attach(w.Members(func(m branch.Member) bool { return m.ID != mine[4].ID && m.ID != other[4].ID }))
	leader := w.Phone(w.Member(w.Group(2).Leader))
	w.Phone(mine[3]).Block()
	w.Say(leader, "/menu")
	w.Sees(leader, "本组有2名党员未绑定账号或联系不上")
	screen(w, leader)
	w.Press(leader, "查看未绑定名单")
	screen(w, leader)
	w.Sees(leader, mine[4].Name)
	w.Sees(leader, mine[3].Name)
	for _, m := range leader.Messages() {
		if strings.Contains(m.Text, other[4].Name) {
			t.Errorf("the leader sees %q", m.Text)
		}
	}
	w.Say(w.Phone(mine[2]), "/menu")
	if _, ok := w.Phone(mine[2]).Find("未绑定"); ok {
		t.Error("a member sees who has no account")
	}
	w.Stop()
}

// TestMyFile returns a member what is stored about him or her as a document: the entry that a roster left, and who took the
// roster away, stand in it; somebody else's does not.
func TestMyFile(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	me, organiser := w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost })[0], w.Phone(w.Post(branch.OrganisationPost))
	phone := w.Phone(me)
	r := w.Exported(organiser)
	r.People[me.ID-1].Section = "新设的综合科"
	w.Upload(organiser, "改过的名册.xlsx", w.Written(r), "变更党员1人")
	w.Press(organiser, "确认导入")
	w.Sees(phone, "您的信息已按新的名册更新（改过的名册.xlsx）")

	w.Say(phone, "/me")
	w.Press(phone, "支部存了哪些")
	screen(w, phone)
	w.Press(phone, "导出为文件")
	d := phone.Last().Document
	if d == nil || !strings.HasSuffix(d.Name, ".docx") {
		t.Fatalf("no document was sent: %q", phone.Last().Text)
	}
	text := world.WordText(t, d.Data)
	for _, want := range []string{me.Name, "新设的综合科", "改过的名册.xlsx", "导出名册", w.Post(branch.OrganisationPost).Name, "卡片："} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in the document:\n%s", want, text)
		}
	}
	if other := w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost })[1]; strings.Contains(text, other.Name) {
		t.Errorf("%s is in the document of %s", other.Name, me.Name)
	}
	if folder := os.Getenv("ZHIBU_LOOK"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, d.Name), d.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.Stop()
}

// TestAddByHand enters one person in the chat, with wrong answers, a namesake and a restart in the middle, and takes it back.
func TestAddByHand(t *testing.T) {
	w, organiser, _ := world.PeopleWorld(t)
	twin := w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost })[0]
	begin := func(name string) {
		w.Say(organiser, "/people")
		w.Press(organiser, "新增党员")
		screen(w, organiser)
		w.Say(organiser, name)
		w.Press(organiser, "第二党小组")
		screen(w, organiser)
	}
	begin(twin.Name)
	w.Say(organiser, "2026年13月1日")
	w.Sees(organiser, "没有看懂这个日期")
	w.Say(organiser, "2001年7月1日")
	screen(w, organiser)
	w.Say(organiser, "2000年7月1日")
	w.Sees(organiser, "早于入党日期")
	w.Say(organiser, "2002年7月1日")
	w.Sees(organiser, "已有同名的"+twin.Name)
	screen(w, organiser)
	w.Press(organiser, "取消")

	begin("古丽·买买提")
	again(w)
	w.Say(organiser, "2025-12-01")
	w.Press(organiser, "预备党员")
	screen(w, organiser)
	before := len(w.Members(func(branch.Member) bool { return true }))
	w.Press(organiser, "确认")
	w.Sees(organiser, "新增党员古丽·买买提（第二党小组，2025年12月1日入党，预备党员）")
	screen(w, organiser)
	all := w.Members(func(branch.Member) bool { return true })
	if m := all[len(all)-1]; len(all) != before+1 || m.Name != "古丽·买买提" || m.Joined != branch.On(2025, 12, 1) || m.Full != 0 {
		t.Fatalf("%d of %d: %+v", len(all), before, m)
	}
	w.Press(organiser, "撤销")
	w.Press(organiser, "确认")
	screen(w, organiser)
	if n := len(w.Members(func(branch.Member) bool { return true })); n != before {
		t.Fatalf("%d people, not %d", n, before)
	}
	w.Stop()
}
