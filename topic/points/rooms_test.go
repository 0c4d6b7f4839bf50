package points_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/sandbox"
	"zhibu/world"
)

// TestVisitForm goes wrong in each way while a visit is logged: nothing that was typed is lost, and each page leads one step back.
func TestVisitForm(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(3))
	begin := func() {
		w.Say(p, "/visit")
		w.Press(p, world.FirstFirm)
		w.Say(p, "了解生产情况。")
	}
	has := func(what string, want ...string) {
		t.Helper()
		got := w.Screen(what, p)
		for _, s := range want {
			if !strings.Contains(got, s) {
				t.Errorf("%s: no %q", what, s)
			}
		}
	}
	begin()
	has("who logs it went", "参加："+w.Member(3).Name+"\n")
	for _, c := range []struct{ button, is string }{
		{"补充", "情况：了解生产情况。\n商定下月活动。\n"}, {"替换", "情况：商定下月活动。\n"}, {"不改", "情况：了解生产情况。\n"},
	} {
		begin()
		w.Say(p, "商定下月活动。")
		has("typed twice", "了解生产情况。", "商定下月活动。", "[补充] [替换] [不改]")
		w.Press(p, c.button)
		has(c.button, c.is[:len(c.is)-1], "[确认]")
		w.Say(p, "/cancel")
		w.Press(p, "不要了")
	}
	begin()
	w.Say(p, "第二段话。")
	w.Say(p, "第三段话。")
	w.Press(p, "补充")
	has("three", "情况：了解生产情况。\n第二段话。\n第三段话。")
	w.Press(p, "改日期")
	has("the day", "现在：2026年6月1日", "[不改，返回]")
	w.Press(p, "不改，返回")
	has("back from the day", "第三段话。", "[确认]")
	w.Press(p, "记企业诉求")
	has("ask", "[不改，返回]")
	w.Say(p, "希望协调用电。")
	w.Press(p, "改企业诉求")
	has("ask again", "希望协调用电。", "[去掉诉求]")
	w.Press(p, "不改，返回")
	has("back from the request", "诉求：希望协调用电。")

	if a := w.Press(p, "取消"); a.Alert {
		t.Errorf("取消 must be dismissed: %+v", a)
	}
	has("cancel?", "还没有提交", "[返回继续填写]", "[先放下，稍后再填] [不要了]")
	w.Press(p, "返回继续填写")
	has("not cancelled", "第三段话。", "诉求：希望协调用电。")
	w.Press(p, "取消")
	if a := w.Press(p, "先放下，稍后再填"); a.Alert || a.Text != cards.FormKept {
		t.Errorf("put by: %+v", a)
	}
	has("home", "继续填写登记走访、活动")
	w.Press(p, "继续填写登记走访、活动")
	has("gone on with", "诉求：希望协调用电。")
	w.Press(p, "取消")
	if a := w.Press(p, "不要了"); a.Alert || a.Text != cards.Dropped {
		t.Errorf("dropped: %+v", a)
	}
	if got := w.Screen("home again", p); strings.Contains(got, "继续填写") {
		t.Error("what was dropped is offered")
	}

	// The message of a form that was left says so.
	begin()
	w.Say(p, "/menu")
	if _, ok := p.Find("没有提交，已经离开"); !ok {
		t.Error("the message of the form does not say that it was left")
	}
	w.Press(p, "继续填写登记走访、活动")
	w.Press(p, "确认")
	w.Sees(p, "已登记：6月1日走访")
	w.Press(p, "更正或撤回")
	w.Press(p, "更正")
	w.Press(p, "取消")
	has("a correction of nothing", "情况：了解生产情况。", "[更正] [撤回]")

	leader := w.Phone(w.Member(9))
	w.Press(leader, mayNominate(w, leader))
	w.Say(leader, "该同志工作认真。")
	w.Say(leader, "/menu")
	if m, ok := leader.Find("该同志工作认真。"); !ok || !strings.Contains(m.Text, "没有提交，已经离开") || len(m.Buttons) != 1 {
		t.Errorf("a nomination that was left looks alive: %+v", m)
	}
	w.Press(leader, "继续填写推荐事迹")
	w.Press(leader, "确认提名")
	w.Sees(leader, "已推荐")
}

// mayNominate returns a name that a group's leader may nominate.
func mayNominate(w *world.World, p *sandbox.Client) string {
	w.Helper()
	w.Settle()
	m, ok := p.Find("请从本组党员中推荐")
	if !ok {
		w.Fatal("there is nothing to nominate")
	}
	return m.Buttons[0][0].Text
}

// TestTwoFiles: of two files sent one after the other, the first says that the second has taken its place.
func TestTwoFiles(t *testing.T) {
	for _, pause := range []bool{false, true} {
		w := world.FormWorld(t)
		p := w.Phone(w.Post(branch.OrganisationPost))
		file := w.Written(w.Exported(p))
		got := strings.Join(w.Replies(p, func() {
			p.SendDocument("甲.txt", []byte("一些文字"))
			if pause {
				_, _ = p.WaitText(w.Ctx(), "这个文件是什么")
				w.Settle()
			}
			p.SendDocument("乙.xlsx", file)
			_, _ = p.WaitText(w.Ctx(), "与名册一致")
		}), "|")
		w.Settle()
		told := false
		for _, m := range p.Messages() {
			if strings.Contains(m.Text, "正在读取") || strings.Contains(m.Text, "这个文件是什么") {
				t.Errorf("pause %v: for ever %q", pause, m.Text)
			}
			told = told || strings.Contains(m.Text, "「甲.txt」没有读取：后发的文件代替了它")
		}
		if !told {
			t.Errorf("pause %v: nothing says what has become of the first: %q", pause, got)
		}
		w.Stop()
	}
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	member := w.Phone(w.Member(3))
	w.Say(member, "/visit")
	w.Press(member, world.FirstFirm)
	member.SendPhoto(world.Picture(t), "")
	w.Settle()
	got := strings.Join(w.Replies(member, func() { member.SendPhoto(world.Picture(t), ""); w.Settle() }), "|")
	if !strings.Contains(got, cards.PhotoReplaced) {
		t.Errorf("a second photo: %q", got)
	}
}

// TestRoomsSmall: what else was met on the phone.
func TestRoomsSmall(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	member, leader, officer := w.Phone(w.Member(3)), w.Phone(w.Member(9)), w.Phone(w.Member(2))
	w.Say(leader, "/menu")
	if got := w.Screen("home of a leader", leader); !strings.Contains(got, "云州澄海电子科技有限公司本期还差：走访") {
		t.Error("home does not name the enterprise")
	}
	w.Press(leader, "登记走访")
	w.Press(leader, "云州澄海电子科技有限公司")
	w.Sees(leader, "请用一句话写下情况")
	w.Press(leader, "换一家企业")
	w.Sees(leader, "请选择企业")
	w.Say(member, "政治生日")
	w.Screen("the birthday", member)
	w.Press(member, "贺卡打印版")
	if m, ok := member.Find("贺卡"); !ok || member.Last().Document == nil || !strings.Contains(member.Last().Document.Name, "2026") {
		t.Errorf("the card to print: %+v, %+v", m, member.Last())
	}
	w.Say(officer, "名册")
	for word, want := range map[string]string{"导出": "名册", "换届与机构": "请选择办理哪一项", "变动记录": "变动记录"} {
		if got := w.Say(officer, word); strings.Contains(got, "没有找到") || !strings.Contains(got, want) {
			t.Errorf("%s in the roster: %q", word, got)
		}
		w.Say(officer, "名册")
	}
	if got := w.Say(officer, "jyh"); !strings.Contains(got, w.Member(3).Name) {
		t.Errorf("a name: %q", got)
	}
}
