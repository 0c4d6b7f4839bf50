package policy_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/files"
	"zhibu/world"
)

func policyDocx(t *testing.T, lines ...string) []byte {
	t.Helper()
	doc := files.Document{Title: "惠台措施"}
	for _, l := range lines {
		doc.Parts = append(doc.Parts, files.Part{Text: l})
	}
	data, err := files.WriteDocument(doc)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func policyXlsx(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPolicyFiles: an officer sends policies as .docx, .txt and .xlsx; what could be a roster too is asked about.
func TestPolicyFiles(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 17).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	p, plain := w.Phone(w.Member(2)), w.Phone(w.Member(3))
	send := func(name string, data []byte, says string) {
		t.Helper()
		w.Upload(p, name, data, says)
	}
	send("惠台80条措施.docx", policyDocx(t, "第一条 支持台企参与重大项目。", "第二条 贷款贴息。"), "读作政策，共2条")
	w.Sees(p, "《惠台80条措施》")
	w.Say(p, "惠台80条措施实施细则")
	w.Stop()
	w.Open()
	w.Press(p, "确认发布")
	w.Sees(p, "《惠台80条措施实施细则》\n2026年3月17日第1版，共2条")

	w.Say(p, "/policy")
	w.Press(p, "添加政策")
	w.Say(p, "惠台80条措施实施细则")
	gbk := []byte{0xb5, 0xda, 0xd2, 0xbb, 0xcc, 0xf5, ' ', 0xb4, 0xfb, 0xbf, 0xee, 0xcc, 0xf9, 0xcf, 0xa2, '\n'} // 第一条 贷款贴息
	send("正文.txt", gbk, "读作政策，共1条")
	w.Press(p, "确认发布")
	w.Sees(p, "第2版，共1条")

	table := policyXlsx(t, []any{"序号", "措施"}, []any{1, "用电增容优先办理"}, []any{2, "用工补贴"}, []any{3, "用地保障"})
	send("措施一览.xlsx", table, "这个文件是什么？")
	if a := w.Forge(p, p.Last().ID, "file.is:1:999:1"); a == "" {
		t.Error("a forged number is taken")
	}
	w.Stop()
	w.Open()
	w.Press(p, "政策")
	w.Waits(p, "读作政策，共3条")
	w.Press(p, "确认发布")
	w.Sees(p, "《措施一览》\n2026年3月17日第1版，共3条")
	if got := w.Say(plain, "/policy 用电"); !strings.Contains(got, "用电增容") {
		t.Errorf("/policy 用电: %q", got)
	}
	send("措施一览.xlsx", table, "这个文件是什么？")
	w.Press(p, "名册")
	w.Waits(p, "没有找到名册的表头")
	send("措施一览.xlsx", table, "这个文件是什么？")
	w.Press(p, "都不是")
	w.Sees(p, "没有保存")
	send("条款.txt", []byte("第一条 甲事项。\n第二条 乙事项。\n第三条 丙事项。\n第四条 丁事项。\n"), "读作政策，共4条") // as no other
	w.Say(p, "/cancel")
	w.Say(p, "/visit")
	w.Press(p, world.FirstFirm)
	send("x.docx", policyDocx(t, "第一条 甲。"), "读作政策，共1条") // a form that waits for words takes nothing from it
	w.Say(p, "/cancel")
	send("坏.docx", []byte("PK\x03\x04 nothing"), "没有导入")
	send("通知.pdf", []byte("%PDF-1.7 x"), "PDF")
	if got := w.Replies(plain, func() { plain.SendDocument("x.docx", policyDocx(t, "第一条 甲。")) }); len(got) != 1 || got[0] != cards.NoUse {
		t.Errorf("a member's policy: %q", got)
	}
	w.FitsPhone(p)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// TestPolicyNotKept: the text of a policy is kept as a file only while somebody is to confirm it, or to say what the file is.
func TestPolicyNotKept(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 2).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach([]branch.Member{w.Member(2)})
	p := w.Phone(w.Member(2))
	kept := func(want int, when string) {
		t.Helper()
		w.Settle()
		for until := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			left, _ := filepath.Glob(filepath.Join(w.Folder, "data", "blobs", "*"))
			if len(left) == want {
				return
			}
			if time.Now().After(until) {
				t.Fatalf("%s %d files are kept, not %d", when, len(left), want)
			}
		}
	}
	numbered, plain := []byte("第一条 甲类企业用电优惠。\n第二条 乙。\n"), []byte("甲类企业用电优惠。\n乙类企业没有。\n")
	kept(0, "before all")
	w.Upload(p, "措施.txt", numbered, "第一条")
	kept(1, "to be confirmed")
	w.Say(p, "/cancel")
	w.Press(p, "不要了")
	kept(0, "cancelled")
	w.Upload(p, "措施.txt", numbered, "第一条")
	kept(1, "again")
	w.Press(p, "确认发布")
	kept(0, "published")
	w.Upload(p, "说明.txt", plain, "这个文件是什么")
	kept(1, "asked")
	w.Press(p, "都不是")
	kept(0, "neither")
	w.Upload(p, "说明.txt", plain, "这个文件是什么")
	kept(1, "asked again")
	w.Turn(w.Clock.Now().Add(25 * time.Hour))
	if got := w.Say(p, "/board"); got == "" {
		t.Error("no answer")
	}
	kept(0, "a day later")
}

// TestPolicyTalk has an officer paste a policy, members look it up and attach an article to a request, and an officer
// put an enterprise forward.
func TestPolicyTalk(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 17).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	officer, member := w.Phone(w.Member(2)), w.Phone(w.Member(3))
	if got := w.Say(member, "/policy"); !strings.Contains(got, "还没有政策文件") {
		t.Errorf("without a policy: %q", got)
	}
	publish := func(text string) {
		w.Say(officer, "/policy")
		w.Press(officer, "添加政策")
		w.Say(officer, "《惠台80条措施实施细则》")
		w.Say(officer, text)
		w.Press(officer, "完成")
		w.Sees(officer, "请核对")
		w.Press(officer, "确认发布")
	}
	publish("第一条 支持台企参与重大项目。\n第二条 贷款贴息：符合条件的台企贷款给予贴息。")
	w.Sees(officer, "第1版，共2条")
	publish("第一条 支持台企参与重大项目。\n第二条 贷款贴息：提高到百分之三。\n第三条 用电：保障台企用电，优先办理增容。")
	w.Sees(officer, "第2版，共3条")
	got := w.Say(member, "/policy 贷款")
	t.Log(got)
	if !strings.Contains(got, "找到1条") || !strings.Contains(got, "百分之三") {
		t.Errorf("/policy 贷款: %q", got)
	}
	w.Say(member, "/board")
	w.Button1(member, "云州翰屿精密机械：")
	w.Press(member, "记企业诉求")
	w.Say(member, "厂区夜间用电不足。")
	w.Press(member, "确认受理")
	w.Sees(member, "待交办")
	w.Say(member, "/policy 用电")
	w.Button1(member, "看全文：第三条")
	w.Press(member, "附到诉求")
	w.Button1(member, "云州翰屿")
	w.Sees(member, "依据：《惠台80条措施实施细则》第三条")

	w.Say(officer, "/board")
	w.Button1(officer, "云州翰屿精密机械：")
	for range 2 {
		w.Press(officer, "推荐先进典型")
		w.Say(officer, "总经理王先生")
		w.Say(officer, "“五一”劳动奖章")
		w.Press(officer, "市级")
		w.Press(officer, "已推荐")
		w.Say(officer, "3月10日")
		w.Press(officer, "确认")
		w.Press(officer, "已获评")
		w.Sees(officer, "结果：已获评")
		w.Say(officer, "/board")
		w.Button1(officer, "云州翰屿精密机械：")
	}
	w.Press(officer, "返回首页")
	w.Press(officer, "评选")
	w.Press(officer, "表彰")
	w.Button1(officer, "总经理王先生")
	w.Sees(officer, "已有荣誉\n• 2026-03-10 “五一”劳动奖章（市级，已获评）")
	w.PressAll(1)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}
