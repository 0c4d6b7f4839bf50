package register

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// TestKept opens a file of version 11, in which 表彰 had a table of their own: nothing of them is lost, the next one gets the next
// number, and when they were logged is as unknown as it was.
func TestKept(t *testing.T) {
	packed, err := os.Open("../../store/testdata/v11.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "zhibu.db"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(folder, store.Options{Secret: []byte("another")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if faults := s.Check(); len(faults) > 0 {
		t.Error(faults)
	}
	aside(t, s, func(tx *store.Tx) {
		var got []string
		for _, e := range Honours.All(tx, 1) {
			firm, _ := office.Enterprise(tx, 1, branch.ContactID(e.Number("contact")))
			got = append(got, fmt.Sprint(e.ID, " ", e.Says("who"), " ", Honours.Line(e), " ", firm.ID, e.About, e.Settled, e.LoggedBy, e.LoggedAt.IsZero(), len(e.Was)))
		}
		want := []string{
			"1 江月华 2026-04-01 先进工作者（市级，已推荐） 0 [3]  2 true 0",
			"2 总经理王先生 2026-03-30 劳动奖章（省级，已获评） 1 [] 2026-04-01 2 true 0",
			"3 机关党支部 2025-12-01 先进党支部（市直机关，未获评） 0 [] 2026-04-02 2 true 0",
		}
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Errorf("kept are %q, want %q", got, want)
				break
			}
		}
		me := who(tx, organiser)
		if e, ok := Honours.Get(tx, 1, 1); !ok || !Honours.mayCorrect(me, e, branch.On(2026, time.June, 4)) {
			t.Error("an honour of the older file cannot be corrected")
		}
		if then, ok := must(Honours.Get(tx, 1, 1)).KnownAt(at(1, 1, 0)); !ok || then.ID != 1 {
			t.Error("what was logged before times were kept was not known")
		}
		next, err := Honours.Log(tx, me, honour("江月华", "先进工作者", "已推荐", branch.On(2026, time.June, 3)), at(6, 4, 9))
		if err != nil || next.ID != 4 {
			t.Errorf("the next one is %+v, %v", next, err)
		}
	})
}

func must(e Entry, ok bool) Entry {
	if !ok {
		panic("it is not there")
	}
	return e
}
