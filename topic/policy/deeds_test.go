package policy

import (
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	_ "zhibu/world/rig" // folders in memory
	"zhibu/world/twice"
)

// TestDeedsTwice runs every deed twice from the same state: another engine may do so. It must write the same.
func TestDeedsTwice(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	list, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	now := branch.On(2026, time.March, 2).At(9, 0)
	o := &office.Office{Calendar: branch.ChinaCalendar(), When: func(_ string, from time.Time) time.Time { return from }, Matters: []office.Matter{Topic.Office}}
	const organiser = 2
	if _, err := s.Update(func(tx *store.Tx) error {
		f, _ := branch.Establish(list, "", branch.DateOf(now))
		b, err := o.Found(tx, f, now)
		if m, ok := office.Member(tx, b, organiser); ok {
			o.Attach(tx, m, "tg:2", "tg:2", now)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	articles := branch.ReadArticles("第一条 贷款贴息。\n第二条 用工。")
	upload := store.Upload{Chat: "tg:2", Branch: 1, Member: organiser, Number: 7, File: "措施.docx", Kind: textKind.Upload}
	for _, step := range []struct {
		deed string
		do   func(tx *store.Tx) error
	}{
		{"Add", func(tx *store.Tx) error {
			_, err := Add(o, tx, 1, organiser, "惠台措施", articles, now)
			return err
		}},
		{"Read", func(tx *store.Tx) error {
			store.Uploads.Put(tx, upload)
			if !Read(o, tx, upload, articles, []string{"图片（1张）"}, nil) {
				t.Error("a policy that was read is not taken")
			}
			return nil
		}},
	} {
		twice.Do(t, s, step.deed, step.do)
	}
	if faults := s.Check(); len(faults) > 0 {
		t.Error(faults)
	}
}
