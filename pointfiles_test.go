package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/files"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
)

func photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	im := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range im.Pix {
		im.Pix[i] = shade + uint8(i%7)
	}
	im.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, im, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// waits until a message with the text is there, and settles.
func (w *world) waits(p *sandbox.Client, says string) sandbox.Message {
	w.Helper()
	m, err := p.WaitText(w.ctx(), says)
	if err != nil {
		w.Fatalf("%s is not said; the last message is %q", says, p.Last().Text)
	}
	w.settle()
	return m
}

// TestPhoto: one photo goes with a record, sent before or after the sentence; a second takes its place, a document and a
// broken picture are answered, and it is shown again from the record's card, after a restart too.
func TestPhoto(t *testing.T) {
	w := newWorld(t, branch.On(2026, 3, 17).At(10, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	p, other := w.phone(w.member(3)), w.phone(w.member(5))
	w.say(p, "/visit")
	w.press(p, firstFirm)
	first, second := photo(t, 10), photo(t, 90)
	p.SendPhoto(first, "说明")
	w.waits(p, "照片已收到")
	w.stop()
	w.open()
	w.say(p, "了解企业党支部换届准备情况。")
	w.sees(p, "照片：1张")
	if got := w.replies(p, func() { p.SendDocument("现场.jpg", first) }); len(got) != 1 || got[0] != cards.PhotoAsPhoto {
		t.Errorf("a document: %q", got)
	}
	w.press(p, "去掉照片")
	if strings.Contains(p.Last().Text, "照片：1张") {
		t.Error("the photo is still there")
	}
	for _, data := range [][]byte{first, second} {
		before := p.Last().ID
		p.SendPhoto(data, "")
		if err := p.WaitFor(w.ctx(), func(all []sandbox.Message) bool {
			last := all[len(all)-1]
			return last.ID > before && last.FromBot && strings.Contains(last.Text, "照片：1张")
		}); err != nil {
			t.Fatal(err)
		}
		w.settle()
	}
	w.press(p, "确认")
	w.press(p, "更正或撤回")
	w.press(p, "看照片")
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
	_ = w.app.Store.View(func(tx *store.Tx) error {
		for r = range store.Records.Scan(tx, nil) {
		}
		return nil
	})
	if data, err := w.app.Store.Blob(r.Photo); err != nil || !bytes.Equal(data, second) {
		t.Errorf("kept: %d bytes, %v", len(data), err)
	}
	old := time.Now().Add(-48 * time.Hour) // by the clock of the disk
	blobs, _ := filepath.Glob(filepath.Join(w.folder, "data", "blobs", "*"))
	for _, f := range blobs {
		if err := os.Chtimes(f, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.app.Store.SweepBlobs(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(w.folder, "data", "blobs", "*")); len(blobs) != 2 || len(left) != 1 {
		t.Errorf("%d photos, and %d once those that no record names are swept", len(blobs), len(left))
	}
	w.say(other, "/board")
	w.press(other, firstFirm)
	w.press(other, "全部登记")
	w.button1(other, "2026-03-17")
	w.press(other, "看照片")
	if shown(other) != 1 {
		t.Error("another member does not see the photo")
	}
	w.press(p, "更正")
	w.sees(p, "照片：1张")
	w.press(p, "去掉照片")
	w.press(p, "确认")
	w.press(p, "更正或撤回")
	for _, l := range p.Last().Labels() {
		if l == "看照片" {
			t.Error("a photo that was taken away is offered")
		}
	}
	if got := w.replies(p, func() { p.SendPhoto(first, "") }); len(got) != 1 || got[0] != cards.NoUse {
		t.Errorf("a photo for nothing: %q", got)
	}
	w.fitsPhone(p)
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
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
	w := newWorld(t, branch.On(2026, 3, 17).At(10, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	p, plain := w.phone(w.member(2)), w.phone(w.member(3))
	send := func(name string, data []byte, says string) {
		t.Helper()
		w.upload(p, name, data, says)
	}
	send("惠台80条措施.docx", policyDocx(t, "第一条 支持台企参与重大项目。", "第二条 贷款贴息。"), "读作政策，共2条")
	w.sees(p, "《惠台80条措施》")
	w.say(p, "惠台80条措施实施细则")
	w.stop()
	w.open()
	w.press(p, "确认发布")
	w.sees(p, "《惠台80条措施实施细则》\n2026年3月17日第1版，共2条")

	w.say(p, "/policy")
	w.press(p, "添加政策")
	w.say(p, "惠台80条措施实施细则")
	gbk := []byte{0xb5, 0xda, 0xd2, 0xbb, 0xcc, 0xf5, ' ', 0xb4, 0xfb, 0xbf, 0xee, 0xcc, 0xf9, 0xcf, 0xa2, '\n'} // 第一条 贷款贴息
	send("正文.txt", gbk, "读作政策，共1条")
	w.press(p, "确认发布")
	w.sees(p, "第2版，共1条")

	table := policyXlsx(t, []any{"序号", "措施"}, []any{1, "用电增容优先办理"}, []any{2, "用工补贴"}, []any{3, "用地保障"})
	send("措施一览.xlsx", table, "这个文件是什么？")
	if a := w.forge(p, p.Last().ID, "file.is:1:999:1"); a == "" {
		t.Error("a forged number is taken")
	}
	w.stop()
	w.open()
	w.press(p, "政策")
	w.waits(p, "读作政策，共3条")
	w.press(p, "确认发布")
	w.sees(p, "《措施一览》\n2026年3月17日第1版，共3条")
	if got := w.say(plain, "/policy 用电"); !strings.Contains(got, "用电增容") {
		t.Errorf("/policy 用电: %q", got)
	}
	send("措施一览.xlsx", table, "这个文件是什么？")
	w.press(p, "名册")
	w.waits(p, "没有找到名册的表头")
	send("措施一览.xlsx", table, "这个文件是什么？")
	w.press(p, "都不是")
	w.sees(p, "没有保存")
	send("条款.txt", []byte("第一条 甲事项。\n第二条 乙事项。\n第三条 丙事项。\n第四条 丁事项。\n"), "读作政策，共4条") // as no other
	w.say(p, "/cancel")
	w.say(p, "/visit")
	w.press(p, firstFirm)
	if got := w.replies(p, func() { p.SendDocument("x.docx", policyDocx(t, "第一条 甲。")) }); len(got) != 1 || got[0] != cards.PhotoAsPhoto {
		t.Errorf("a policy while logging: %q", got)
	}
	w.say(p, "/cancel")
	send("坏.docx", []byte("PK\x03\x04 nothing"), "没有导入")
	send("通知.pdf", []byte("%PDF-1.7 x"), "PDF")
	if got := w.replies(plain, func() { plain.SendDocument("x.docx", policyDocx(t, "第一条 甲。")) }); len(got) != 1 || got[0] != cards.NoUse {
		t.Errorf("a member's policy: %q", got)
	}
	w.fitsPhone(p)
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
}

// TestLedgerInChat: an officer has the ledger of a year sent; it is the file that the command line writes.
func TestLedgerInChat(t *testing.T) {
	w := newWorld(t, branch.On(2026, 3, 17).At(10, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	p, plain := w.phone(w.member(2)), w.phone(w.member(3))
	w.say(plain, "/board")
	w.press(plain, "年度表")
	for _, l := range plain.Last().Labels() {
		if l == "台账文件" {
			t.Error("a member is offered the ledger")
		}
	}
	w.say(p, "/board")
	w.press(p, "年度表")
	w.press(p, "台账文件")
	m, ok := p.Find("《联系点工作台账》（2026年）")
	if !ok || m.Document == nil || m.Document.Name != "联系点工作台账-2026-2026-03-17.xlsx" {
		t.Fatalf("sent: %+v", m)
	}
	var want []byte
	_ = w.app.Store.View(func(tx *store.Tx) (err error) {
		b, _ := store.Branches.Get(tx, store.K(w.branch))
		want, err = files.WriteLedger(office.Ledger(tx, b, 2026, branch.DateOf(w.clock.Now())))
		return err
	})
	if !bytes.Equal(m.Document.Data, want) {
		t.Errorf("%d bytes, not the %d of the command line", len(m.Document.Data), len(want))
	}
}
