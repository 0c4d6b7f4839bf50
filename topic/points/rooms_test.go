package points_test

import (
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/requests"
	"zhibu/world"
)

// screen1 returns the newest message that has buttons as a phone shows it, and prints it.
func screen1(w *world.World, what string, p *sandbox.Client) string {
	w.Helper()
	w.Settle()
	m := p.Last()
	for _, x := range p.Messages() {
		if len(x.Buttons) > 0 {
			m = x
		}
	}
	var b strings.Builder
	b.WriteString(m.Text)
	for _, r := range m.Buttons {
		b.WriteString("\n")
		for _, x := range r {
			b.WriteString("[" + x.Text + "] ")
		}
	}
	w.Logf("—— %s\n%s", what, b.String())
	return b.String()
}

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
		got := screen1(w, what, p)
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
	if got := screen1(w, "home again", p); strings.Contains(got, "继续填写") {
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

// TestRequestNews: who did the work hears that the enterprise is content, the 组织委员 that it is not; closing is asked once; cards of
// what is settled ask no more; what is overdue looks so on home; the list begins a new one.
func TestRequestNews(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	bear(w, 4, "郑䶮")
	w.Say(w.Phone(w.Member(4)), "/me")
	keeper, helper, chief := w.Phone(w.Member(2)), w.Phone(w.Member(4)), w.Phone(w.Member(1))
	news := func(p *sandbox.Client, want string) string {
		t.Helper()
		got := screen1(w, p.Person().First+" is told", p)
		if !strings.Contains(got, want) {
			t.Errorf("%s does not see %q", p.Person().First, want)
		}
		return got
	}
	w.Say(chief, "/requests")
	w.Press(chief, "记企业诉求")
	screen1(w, "where", chief)
	w.Press(chief, world.FirstFirm)
	w.Say(chief, "厂区夜间用电不足。")
	w.Say(chief, "希望五月底前解决。")
	w.Press(chief, "补充")
	w.Press(chief, "确认受理")
	news(keeper, "新受理一件诉求，请交办")
	w.Press(chief, "交办")
	w.Press(chief, "郑䶮")
	w.Button1(chief, "6月4日")
	news(helper, "有一件诉求由您承办")
	if m, ok := keeper.Find("新受理一件诉求"); ok && len(m.Buttons) > 0 {
		t.Errorf("what another has given away still asks: %q", m.Text)
	}
	w.Turn(branch.On(2026, time.June, 8).At(10, 0))
	w.Say(helper, "/menu")
	news(helper, "应于6月4日前，已超期")
	w.Button1(helper, "办理：")
	w.Press(helper, "反馈企业")
	w.Say(helper, "增容方案已批准。")
	w.Press(helper, "确认")
	asker := w.Phone(w.Member(asker(w)))
	news(asker, "请回访企业是否满意")
	for _, p := range []*sandbox.Client{chief, chief} { // an officer asks, who is neither
		w.Say(p, "/requests")
		w.Button1(p, "云州翰屿精密机械…")
	}
	w.Press(chief, "回访：不满意")
	w.Say(chief, "企业希望再快一些。")
	w.Press(chief, "确认")
	news(helper, "企业回访不满意，请重新办理")
	if got := news(keeper, "企业回访不满意"); !strings.Contains(got, "不满意之处：企业希望再快一些。") || !strings.Contains(got, "郑䶮承办") {
		t.Errorf("the 组织委员 is told %q", got)
	}
	w.Press(helper, "查看办理")
	w.Press(helper, "反馈企业")
	w.Say(helper, "已调整工期。")
	w.Press(helper, "确认")
	w.Say(chief, "/requests")
	w.Button1(chief, "云州翰屿精密机械…")
	w.Press(chief, "回访：满意")
	screen1(w, "close?", chief)
	w.Press(chief, "返回")
	w.Sees(chief, "反馈")
	w.Press(chief, "回访：满意")
	w.Press(chief, "确认办结")
	w.Sees(chief, "办结")
	news(helper, "企业满意，诉求已办结")
	if got := news(chief, "状态：办结，由郑䶮办理"); strings.Contains(got, "承办") {
		t.Errorf("a settled one is %q", got)
	}
	for _, p := range []*sandbox.Client{keeper, helper, asker, chief} {
		for _, m := range p.Messages() {
			for _, r := range m.Buttons {
				for _, b := range r {
					if b.Text == "查看办理" || strings.HasPrefix(b.Text, "办理：") || strings.HasPrefix(b.Text, "回访") {
						t.Errorf("%s is still asked: %q", p.Person().First, m.Text)
					}
				}
			}
		}
		w.Say(p, "/menu")
		if got := screen1(w, "home", p); strings.Contains(got, "诉求：云州") {
			t.Error("home still lists it")
		}
	}
}

// bear returns a member another name.
func bear(w *world.World, m branch.MemberID, name string) {
	w.Update(func(tx *store.Tx) error {
		who, _ := store.Members.Get(tx, store.K(w.Branch).Int(int64(m)))
		who.Name = name
		store.Members.Put(tx, who)
		return nil
	})
}

// asker returns who asks the enterprise of the latest request.
func asker(w *world.World) (m branch.MemberID) {
	w.Update(func(tx *store.Tx) error {
		for r := range requests.Requests.Scan(tx, store.K(w.Branch)) {
			m = r.Asker
		}
		return nil
	})
	return m
}

// TestTakenBack: a 心得 that is taken back goes from the card of whoever has it open, and from nobody else's.
func TestTakenBack(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	bear(w, 5, "郑䶮")
	author, reader, other := w.Phone(w.Member(5)), w.Phone(w.Member(6)), w.Phone(w.Member(9))
	write := func(words ...string) {
		w.Say(author, "政治生日")
		w.Press(author, "写几句心得")
		for _, s := range words {
			w.Say(author, s)
		}
		w.Press(author, "写好了")
		w.Press(author, "分享给支部")
	}
	open := func() {
		w.Say(reader, "政治生日")
		w.Button1(reader, "支部同志的心得")
		w.Button1(reader, "郑䶮")
		w.Sees(reader, "第一段心里话。")
	}
	write("第一段心里话。", "第二段心里话。")
	w.Say(other, "/menu")
	at := screen1(w, "somebody else's home", other)
	open()
	w.Press(author, "继续写")
	w.Press(author, "删去末条")
	if got := screen1(w, "a part is taken back", reader); strings.Contains(got, "第二段心里话。") || !strings.Contains(got, "第一段心里话。") {
		t.Errorf("the reader sees %q", got)
	}
	w.Press(author, "写好了")
	w.Press(author, "收回")
	if got := screen1(w, "taken back", reader); strings.Contains(got, "心里话") || !strings.Contains(got, "已由本人收回") {
		t.Errorf("the reader sees %q", got)
	}
	w.Press(author, "分享给支部")
	open()
	w.Press(author, "继续写")
	w.Press(author, "删去末条")
	if got := screen1(w, "deleted", reader); strings.Contains(got, "心里话") {
		t.Errorf("the reader sees %q", got)
	}
	if screen1(w, "somebody else's home", other) != at {
		t.Error("somebody else's card has changed")
	}
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
	if got := screen1(w, "home of a leader", leader); !strings.Contains(got, "云州澄海电子科技有限公司本期还差：走访") {
		t.Error("home does not name the enterprise")
	}
	w.Press(leader, "登记走访")
	w.Press(leader, "云州澄海电子科技有限公司")
	w.Sees(leader, "请用一句话写下情况")
	w.Press(leader, "换一家企业")
	w.Sees(leader, "请选择企业")
	w.Say(member, "政治生日")
	screen1(w, "the birthday", member)
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

// TestChangeBack: a change is gone back in question by question, and a name that was typed is not dropped at once.
func TestChangeBack(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Post(branch.OrganisationPost))
	w.Say(p, "/people "+w.Member(3).Name)
	w.Press(p, "登记变动")
	w.Press(p, "换组")
	first := screen1(w, "which group", p)
	w.Press(p, "第二党小组")
	screen1(w, "from when", p)
	w.Press(p, "上一步")
	if got := screen1(w, "back", p); !strings.HasPrefix(got, first[:strings.Index(first, "[")]+"现在：第二党小组\n") || strings.Contains(got, "上一步") {
		t.Errorf("one step back is %q", got)
	}
	w.Press(p, "第三党小组")
	w.Press(p, "今天 2026年6月1日")
	screen1(w, "all of it", p)
	w.Press(p, "上一步")
	w.Press(p, "今天 2026年6月1日")
	w.Press(p, "确认")
	w.Sees(p, "第三党小组")
	w.Say(p, "名册")
	w.Say(p, "新增党员")
	w.Say(p, "郑䶮")
	w.Press(p, "取消")
	w.Sees(p, "还没有提交")
	w.Press(p, "返回继续填写")
	w.Press(p, "第四党小组")
	w.Press(p, "上一步")
	w.Press(p, "第四党小组") // what was chosen before can be chosen again
	w.Press(p, "上一步")
	w.Press(p, "上一步")
	w.Sees(p, "请直接发送姓名")
}

// TestGivenTwice: two officers give one request to two people; the first of them, and the officer who had chosen so, hear of it.
func TestGivenTwice(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	for _, m := range []branch.MemberID{4, 5} {
		w.Say(w.Phone(w.Member(m)), "/me")
	}
	keeper, chief := w.Phone(w.Member(2)), w.Phone(w.Member(1))
	w.Say(chief, "/requests")
	w.Press(chief, "记企业诉求")
	w.Press(chief, world.FirstFirm)
	w.Say(chief, "厂区夜间用电不足。")
	w.Press(chief, "确认受理")
	w.Press(chief, "交办")
	w.Press(chief, w.Member(4).Name)
	w.Button1(chief, "6月4日")
	w.Say(keeper, "/requests")
	w.Button1(keeper, "云州翰屿精密机械…")
	w.Press(keeper, "交办")
	w.Press(keeper, w.Member(5).Name)
	w.Button1(keeper, "6月4日")
	for _, p := range []*sandbox.Client{chief, w.Phone(w.Member(4))} {
		w.Sees(p, w.Member(5).Name+"承办")
	}
	w.Sees(w.Phone(w.Member(5)), "有一件诉求由您承办")
}
