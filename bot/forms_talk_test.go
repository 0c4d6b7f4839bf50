package bot_test

import (
	"bytes"
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// holds looks for a text in every file below a folder.
func holds(t *testing.T, folder, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(text)) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestPrivateNumbers sends ID numbers and mobile numbers into every kind of step: each is refused with the reason, what was
// typed before stays, and no byte of them is kept.
func TestPrivateNumbers(t *testing.T) {
	w := world.FormWorld(t)
	const id, mobile = "11010519491231002X", "13800138000"
	p, leader, organiser := w.Phone(w.Member(3)), w.Phone(w.Member(9)), w.Phone(w.Member(2))
	refused := func(who *sandbox.Client, what string, send func(), says ...string) {
		t.Helper()
		got := strings.Join(w.Replies(who, send), "|")
		for _, s := range append(says, "没有保存") {
			if !strings.Contains(got, s) {
				t.Errorf("%s: answered %q, not %q", what, got, s)
			}
		}
		if strings.Contains(got, id) || strings.Contains(got, mobile) {
			t.Errorf("%s: the number is repeated: %q", what, got)
		}
	}
	refused(p, "no form is open", func() { p.Send("我的电话" + mobile) }, "手机号")
	refused(p, "after a command", func() { p.Send("/policy " + id) }, "身份证号")
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	w.Say(p, "了解生产情况。")
	refused(p, "a visit", func() { p.Send("联系人电话 138 0013 8000") }, "手机号", "请去掉后重新发送")
	hidden := []string{"138\u200b0013\u00ad8000", "138\ufeff00138000", "138\u20070013\u202f8000", "1380013\n8000", "138\n0013\n8000", "138\t0013\t8000", "138.0013.8000",
		"１38 0013 8０00", "110105\u200d19491231002X", "110105\n19491231\n002X"}
	for _, number := range hidden {
		refused(p, "hidden", func() { p.Send("了解情况，" + number) }, "没有保存")
	}
	refused(p, "a photo's caption", func() { p.SendPhoto(world.Picture(t), "张总"+mobile) }, "手机号")
	refused(p, "a file's name", func() { p.SendDocument("张三"+id+".jpg", world.Picture(t)) }, "文件名里有身份证号")
	if m, ok := p.Find("情况：了解生产情况。"); !ok || len(m.Buttons) == 0 {
		t.Error("what was typed before is lost")
	}
	w.Press(p, "确认")
	w.Sees(p, "已登记：6月1日走访")

	w.Press(leader, "秦立民")
	deeds := "该同志工作认真。\n联系人王某，" + mobile + "。\n群众认可。\n证件" + id
	refused(leader, "several lines", func() { leader.Send(deeds) }, "有2行", "第2行（手机号）", "第4行（身份证号）：证件＊＊＊", "重新发送全文")
	w.Say(leader, "该同志工作认真。")
	refused(leader, "a text file", func() {
		leader.SendDocument("事迹.txt", []byte("\n"+deeds))
		_, _ = leader.WaitText(w.Ctx(), "第5行")
	}, "第3行")
	w.Press(leader, "确认提名")
	w.Sees(leader, "已推荐：秦立民")

	w.Say(organiser, "/people")
	refused(organiser, "a search", func() { organiser.Send(mobile) }, "手机号")
	refused(organiser, "a policy's file", func() {
		organiser.SendDocument("措施.txt", []byte("第一条 甲。\n第二条 咨询电话"+mobile+"。\n"))
		_, _ = organiser.WaitText(w.Ctx(), "第2行")
	}, "第2行（手机号）：第二条 咨询电话＊＊＊。")
	w.Settle()
	w.Stop()
	for _, n := range append(hidden, id, mobile, "138 0013 8000") {
		if found := holds(t, w.Folder, n); len(found) > 0 || strings.Contains(w.Logged.String(), n) {
			t.Errorf("%s is kept in %q", n, found)
		}
	}
}

// TestFileInForm: a file that has its own way in is taken whatever is being filled in, and what was typed is gone on with.
func TestFileInForm(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Post(branch.OrganisationPost))
	r := w.Exported(p)
	w.Say(p, "/people") // the search is open
	w.Upload(p, "名册.xlsx", w.Written(r), "与名册一致")
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	w.Say(p, "了解生产情况。")
	w.Upload(p, "名册.xlsx", w.Written(r), "与名册一致")
	w.Press(p, "确认")
	w.Sees(p, "已登记：6月1日走访")

	policy := []byte("第一条 甲。\n第二条 乙。\n")
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	w.Say(p, "商定共同开展主题党日。")
	got := strings.Join(w.Replies(p, func() {
		p.SendDocument("措施.txt", policy)
		_, _ = p.WaitText(w.Ctx(), "共2条")
	}), "|")
	if !strings.Contains(got, "登记走访、活动") || !strings.Contains(got, "商定共同开展主题党日。") {
		t.Errorf("what the policy took the place of is not given back: %q", got)
	}
	w.Stop()
	w.Open()
}

// TestLeaveForm leaves a half-filled form in each way: it takes nothing more, home names it, and one goes on where one was.
func TestLeaveForm(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(3))
	for _, away := range []string{"/menu", "/start", "首页", "「菜单」", "/ＭＥＮＵ", "/Menu", "/board", "帮助"} {
		w.Say(p, "/visit")
		w.Press(p, "云州翰屿精密机械有限公司")
		w.Say(p, "了解生产情况。")
		w.Say(p, away)
		if got := w.Say(p, "这句话不该进表单"); got != cards.Unknown {
			t.Errorf("after %s a text is answered %q", away, got)
		}
		w.Press(p, "首页")
		w.Sees(p, "继续填写登记走访、活动（保留到6月2日（周二）10:00）")
		w.Press(p, "继续填写登记走访、活动")
		w.Sees(p, "情况：了解生产情况。")
		w.Say(p, "改写后的一句话。")
		w.Press(p, "替换")
		w.Sees(p, "情况：改写后的一句话。")
		if got := w.Say(p, "取消"); !strings.Contains(got, "还没有提交") {
			t.Errorf("取消 of what was written: %q", got)
		}
		if got := w.Say(p, "取消"); got != cards.Dropped {
			t.Errorf("取消: %q", got)
		}
	}
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	w.Say(p, "/menu")
	if _, ok := p.Find("继续填写"); ok && strings.Contains(p.Last().Text, "继续填写") {
		t.Error("a form that holds nothing is kept")
	}
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	w.Say(p, "了解生产情况。")
	w.Say(p, "登记走访")
	got := strings.Join(w.Replies(p, func() { w.Press(p, "云州翰屿精密机械有限公司") }), "|")
	if !strings.Contains(got, "没有提交") || !strings.Contains(got, "了解生产情况。") {
		t.Errorf("a new beginning drops what was typed in silence: %q", got)
	}
}

// TestPlainWords types the names of the menu.
func TestPlainWords(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	member, leader, officer := w.Phone(w.Member(3)), w.Phone(w.Member(9)), w.Phone(w.Member(2))
	for _, c := range []struct {
		who         *sandbox.Client
		word, wants string
	}{
		{member, "首页", "同志，您好"}, {member, "菜单。", "同志，您好"}, {member, "/MENU", "同志，您好"}, {member, "／ｍｅｎｕ", "同志，您好"},
		{member, "登记走访", "请选择企业"}, {member, "本季度走访", "走访"}, {member, "我的信息", "党龄"}, {member, "帮助", "可以办理的事项"},
		{member, "政策", "还没有政策文件"}, {member, "政策 贷款", "还没有政策文件，请联系组织委员"}, {officer, "/policy 贷款", "请点「添加政策」"},
		{member, "政治生日", "政治生日"}, {member, "交报告", cards.NothingNow}, {member, "取消", cards.NoForm},
		{leader, "推荐身边好党员", "请从本组党员中推荐"}, {member, "党员名册", "不在您的职责范围内"}, {officer, "党员名册", "名"},
		{member, "今天天气不错", cards.Unknown},
	} {
		if got := w.Say(c.who, c.word); !strings.Contains(got, c.wants) {
			t.Errorf("%q is answered %q, not %q", c.word, got, c.wants)
		}
	}
	w.Press(member, "首页")
	w.Sees(member, "同志，您好")
	w.Say(officer, "/settings")
	w.Press(officer, "推荐评选…")
	w.Sees(officer, "最低参加：50%")
	w.Sees(officer, "公示天数：5个工作日")
	w.Press(officer, "公示天数")
	w.Say(officer, "７个工作日")
	w.Sees(officer, "由 5个工作日 改为 7个工作日")
	message, data := w.Button(officer, "确认")
	w.Press(officer, "确认")
	callback := officer.PressData(message, data)
	if a, err := officer.Answer(w.Ctx(), callback); err != nil || a.Alert || a.Text != cards.OldForm {
		t.Errorf("a second tap is answered %+v, %v", a, err)
	}
}

// TestShortCode types the short code in every way people do, and guesses at it.
func TestShortCode(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(10, 0))
	w.With = func(c *app.Config) { c.Budget.Codes = time.Hour }
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	next := int64(5000)
	stranger := func() *sandbox.Client {
		next++
		w.Server.AddPerson(sandbox.Person{ID: next, First: "生人"})
		return w.Server.Client(next)
	}
	long := w.Invite(w.Member(4))
	short := w.App.Office.ShortCode(long)
	for !strings.ContainsAny(short[:8], "0123456789") { // less its last character it is to look like a code still: one in thirty does not
		long = w.Invite(w.Member(4))
		short = w.App.Office.ShortCode(long)
	}
	bare := strings.ReplaceAll(short, "-", "")
	for _, text := range []string{short, bare, strings.ToLower(short), short[:4] + " " + short[5:], short[:4] + "\n" + short[5:], "邀请码：" + short, "我的邀请码是" + bare + "，谢谢",
		strings.ReplaceAll(short, "-", "－"), "https://t.me/" + demo.Bot + "?start=" + long, "邀请码：\n" + long, long[:11] + "\n" + long[11:]} {
		p := stranger()
		if got := w.Say(p, text); !strings.Contains(got, w.Member(4).Name) {
			t.Errorf("%q is answered %q", text, got)
		}
		w.Press(p, "不是我")
	}
	for text, want := range map[string]string{short[:8]: cards.CodeShort(7, false), long[:20]: cards.CodeShort(20, true), "0" + bare[1:]: cards.CodeLetters, "你好": cards.Stranger} {
		if p := stranger(); w.Say(p, text) != want {
			t.Errorf("%q is answered %q, not %q", text, p.Last().Text, want)
		}
	}
	w.Update(func(tx *store.Tx) error {
		i, _ := store.Invites.Get(tx, store.K(w.Branch).Int(4))
		plain := sha256.Sum256([]byte(bare))
		if len(i.Short) != 32 || bytes.Equal(i.Short, plain[:]) {
			t.Error("what is stored of a short code is found by trying")
		}
		return nil
	})
	if found := holds(t, w.Folder, bare); len(found) > 0 || len(holds(t, w.Folder, short)) > 0 {
		t.Errorf("the code stands in %q", found)
	}
	guesser, other := stranger(), stranger()
	for _, text := range []string{"ABCD-2345", "abcd2345", "邀请码 ABCD-2345", "ABCD-2345", "ABCD-2345", "ABCD-2345"} { // costs no try
		if got := w.Say(guesser, text); got != cards.CodeExample {
			t.Errorf("the example is answered %q", got)
		}
	}
	if got := w.Say(guesser, "ABCD-EFGH"); got != cards.BadCode {
		t.Errorf("a wrong one: %q", got)
	}
	if got := w.Say(other, short); got != cards.CodeBusy {
		t.Errorf("at once after somebody's wrong one: %q", got)
	}
	w.Stop()
	w.With = nil
	w.Open()
	for range 4 {
		if got := w.Say(guesser, "2222-3333"); got != cards.BadCode && got != cards.CodeBusy {
			t.Errorf("figures alone are answered %q", got)
		}
		w.Turn(w.Clock.Now().Add(time.Minute))
	}
	w.Turn(w.Clock.Now().Add(23 * time.Hour))
	if got := w.Say(guesser, short); got != cards.TooManyShort {
		t.Errorf("the sixth within a day: %q", got)
	}
	w.Turn(w.Clock.Now().Add(time.Hour))
	w.Say(guesser, short)
	w.Press(guesser, "确认")
	w.Sees(guesser, "绑定完成")
	for _, used := range []string{short, long} {
		if got := w.Say(stranger(), used); got != cards.BadCode {
			t.Errorf("a code is used twice: %q", got)
		}
	}
	again := w.Invite(w.Member(4))
	w.Invite(w.Member(4))
	if got := w.Say(stranger(), w.App.Office.ShortCode(again)); got != cards.BadCode {
		t.Errorf("a short code outlives its invitation: %q", got)
	}
}

// TestLeftOneOfTwo: who has left one of two branches looks at the own record there, unbinds and erases there.
func TestLeftOneOfTwo(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	other := w.Found2(world.SmallBranch)
	me := w.Member(3)
	w.Attach([]branch.Member{me})
	account := chat.Account("tg:7003")
	bound := func(b branch.BranchID) (ok bool) {
		_ = w.App.Store.View(func(tx *store.Tx) error {
			ok = slices.ContainsFunc(office.BindingsOf(tx, account), func(x store.Binding) bool { return x.Branch == b })
			return nil
		})
		return ok
	}
	join := func() {
		w.Update(func(tx *store.Tx) error {
			there, _ := store.Members.Get(tx, store.K(other).Int(4))
			w.App.Office.Attach(tx, there, account, chat.Chat(account), w.Clock.Now())
			return nil
		})
	}
	join()
	w.Leave(me, branch.Transferred)
	p := w.Phone(me)
	look := func() {
		if got := w.Say(p, "/me"); !strings.Contains(got, "丁四") {
			t.Fatalf("/me is %q", got)
		}
		w.Press(p, "原在中共云州市委台办机关党支部的记录")
		w.Sees(p, "状态：转出")
	}
	look()
	w.Press(p, "支部存了哪些")
	w.Sees(p, "支部存了我的哪些信息")
	w.Press(p, "返回我的信息")
	w.Sees(p, "状态：转出")
	w.Press(p, "谁查看过我的记录")
	w.Press(p, "返回我的信息")
	w.Press(p, "解除绑定")
	w.Press(p, "确认")
	w.Sees(p, "已解除绑定")
	if bound(w.Branch) || !bound(other) {
		t.Error("the wrong binding was ended")
	}
	w.Update(func(tx *store.Tx) error {
		w.App.Office.Attach(tx, me, account, chat.Chat(account), w.Clock.Now())
		return nil
	})
	look()
	w.Press(p, "支部存了哪些")
	w.Press(p, "删除个人信息")
	w.Press(p, "确认删除")
	if bound(w.Branch) || !bound(other) {
		t.Error("the wrong record was erased")
	}
	if got := w.Say(p, "/menu"); !strings.Contains(got, "丁四") {
		t.Errorf("in the branch that goes on: %q", got)
	}
}

// TestLongTexts sends texts that the app cuts in two: where they are too long, nothing of them is taken, least of all the tail;
// where they are not, they are one text.
func TestLongTexts(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p, officer := w.Phone(w.Member(3)), w.Phone(w.Post(branch.OrganisationPost))
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	got := strings.Join(w.Replies(p, func() { p.Send(strings.Repeat("长", 4096) + "这是尾巴。") }), "|")
	if !strings.Contains(got, "文字超过500字") || !strings.Contains(got, "同一段长文字") || strings.Contains(got, "情况：") {
		t.Errorf("a long text is answered %q", got)
	}
	w.Say(p, "了解生产情况。")
	w.Sees(p, "情况：了解生产情况。")
	w.Press(p, "确认")

	w.Say(officer, "政策")
	w.Press(officer, "添加政策")
	w.Say(officer, "惠台措施实施细则")
	var b strings.Builder
	for i := range 200 {
		b.WriteString("第" + string([]rune("一二三四五六七八九十")[i%10]) + "条 支持企业发展，按规定予以补助，由主管部门负责解释。")
	}
	officer.Send("第一条 甲。\n" + b.String()) // no break: it is cut within a sentence
	w.Settle()
	form := store.Form{}
	_ = w.App.Store.View(func(tx *store.Tx) error {
		form, _ = store.Forms.Get(tx, store.ChatKey(office.Chat(tx, w.Post(branch.OrganisationPost))))
		return nil
	})
	if body := chat.Get[string](form.Answers, "body"); strings.Contains(strings.TrimPrefix(body, "第一条 甲。\n"), "\n") || !strings.HasSuffix(body, "负责解释。") || len([]rune(body)) < 4096 {
		t.Errorf("a text cut in two is kept as %d characters, with %d breaks", len([]rune(body)), strings.Count(body, "\n"))
	}
}

// TestCaption: the caption of a photo is the sentence that was asked for.
func TestCaption(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(3))
	w.Say(p, "/visit")
	w.Press(p, "云州翰屿精密机械有限公司")
	p.SendPhoto(world.Photo(t, 10), "了解生产情况。")
	w.Waits(p, "照片：1张")
	w.Sees(p, "情况：了解生产情况。")
	w.Press(p, "确认")
	w.Sees(p, "已登记：6月1日走访")
}

// TestFormOfAnOlderProgram: what was written into a form before the program was changed is given back, once.
func TestFormOfAnOlderProgram(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(3))
	w.Update(func(tx *store.Tx) error {
		f := store.Form{Chat: office.Chat(tx, w.Member(3)), Name: store.FormerForm, Title: "登记走访、活动", Branch: w.Branch, Member: 3, Number: 900, Touched: w.Clock.Now()}
		f.Answers = chat.Answers{}
		f.Answers.Put("1", "了解生产情况。")
		f.Gave("1")
		store.Forms.Put(tx, f)
		return nil
	})
	if got := strings.Join(w.Replies(p, func() { p.Send("接着写") }), "|"); !strings.Contains(got, "了解生产情况。") || !strings.Contains(got, "没有提交") {
		t.Errorf("answered %q", got)
	}
	if got := strings.Join(w.Replies(p, func() { p.Send("/menu") }), "|"); strings.Contains(got, "了解生产情况。") {
		t.Errorf("given back twice: %q", got)
	}
}
