package points_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
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
