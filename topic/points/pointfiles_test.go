package points_test

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
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/points"
	"zhibu/world"
)

// TestPhoto: one photo goes with a record, sent before or after the sentence; a second takes its place, a document and a
// broken picture are answered, and it is shown again from the record's card, after a restart too.
func TestPhoto(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 17).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	p, other := w.Phone(w.Member(3)), w.Phone(w.Member(5))
	w.Say(p, "/visit")
	w.Press(p, world.FirstFirm)
	first, second := world.Photo(t, 10), world.Photo(t, 90)
	p.SendPhoto(first, "")
	w.Waits(p, "照片已收到")
	w.Stop()
	w.Open()
	w.Say(p, "了解企业党支部换届准备情况。")
	w.Sees(p, "照片：1张")
	if got := w.Replies(p, func() { p.SendDocument("现场.jpg", first) }); len(got) != 1 || got[0] != cards.PhotoAsPhoto {
		t.Errorf("a document: %q", got)
	}
	w.Press(p, "去掉照片")
	if strings.Contains(p.Last().Text, "照片：1张") {
		t.Error("the photo is still there")
	}
	for _, data := range [][]byte{first, second} {
		before := p.Last().ID
		p.SendPhoto(data, "")
		if err := p.WaitFor(w.Ctx(), func(all []sandbox.Message) bool {
			last := all[len(all)-1]
			return last.ID > before && last.FromBot && strings.Contains(last.Text, "照片：1张")
		}); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	w.Press(p, "确认")
	w.Press(p, "更正或撤回")
	w.Press(p, "看照片")
	shown := func(p *sandbox.Client) (n int) {
		for _, m := range p.Messages() {
			if m.FromBot && m.Photo != nil {
				n++
			}
		}
		return n
	}
	if shown(p) != 1 {
		t.Fatal("no photo is shown")
	}
	var r branch.Record
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for r = range points.Records.Scan(tx, nil) {
		}
		return nil
	})
	if data, err := w.App.Store.Blob(r.Photo); err != nil || !bytes.Equal(data, second) {
		t.Errorf("kept: %d bytes, %v", len(data), err)
	}
	if _, err := w.App.Store.SweepBlobs(time.Time{}); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(w.Folder, "data", "blobs", "*")); len(left) != 1 {
		t.Errorf("%d photos are kept once those that no record names are swept", len(left))
	}
	w.Say(other, "/board")
	w.Button1(other, points.FirmShort(world.FirstFirm)+"：")
	w.Press(other, "全部登记")
	w.Button1(other, "2026-03-17")
	w.Press(other, "看照片")
	if shown(other) != 1 {
		t.Error("another member does not see the photo")
	}
	w.Press(p, "更正")
	w.Sees(p, "照片：1张")
	w.Press(p, "去掉照片")
	w.Press(p, "确认")
	w.Press(p, "更正或撤回")
	for _, l := range p.Last().Labels() {
		if l == "看照片" {
			t.Error("a photo that was taken away is offered")
		}
	}
	if got := w.Replies(p, func() { p.SendPhoto(first, "") }); len(got) != 1 || got[0] != cards.NoUse {
		t.Errorf("a photo for nothing: %q", got)
	}
	w.FitsPhone(p)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

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

// TestLedgerInChat: an officer has the ledger of a year sent; it is the file that the command line writes.
func TestLedgerInChat(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 17).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	p, plain := w.Phone(w.Member(2)), w.Phone(w.Member(3))
	w.Say(plain, "/board")
	w.Press(plain, "年度表")
	for _, l := range plain.Last().Labels() {
		if l == "台账文件" {
			t.Error("a member is offered the ledger")
		}
	}
	w.Say(p, "/board")
	w.Press(p, "年度表")
	w.Press(p, "台账文件")
	m, ok := p.Find("《联系点工作台账》（2026年）")
	if !ok || m.Document == nil || m.Document.Name != "联系点工作台账-2026-2026-03-17.xlsx" {
		t.Fatalf("sent: %+v", m)
	}
	var want []byte
	_ = w.App.Store.View(func(tx *store.Tx) (err error) {
		b, _ := store.Branches.Get(tx, store.K(w.Branch))
		want, err = points.WriteLedger(points.LedgerOf(w.App.Office, tx, b, 2026, branch.DateOf(w.Clock.Now())))
		return err
	})
	if !bytes.Equal(m.Document.Data, want) {
		t.Errorf("%d bytes, not the %d of the command line", len(m.Document.Data), len(want))
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
