package bolt

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zhibu/store/engine"
)

// check checks a file that nobody has open.
func check(path string) (faults []string, err error) {
	err = Inspect(path, func(e engine.Engine) error { faults = e.Check(); return nil })
	return faults, err
}

// FuzzCheck writes a number over another of a file and has it checked, which must end, and must not end the process. The
// seeds turn each page that a branch page names into the root, itself, the next page and one beyond the file.
func FuzzCheck(f *testing.F) {
	dir := f.TempDir()
	source := openTest(f, filepath.Join(dir, "test.db"))
	var keys []uint64
	for i := range uint64(4000) {
		keys = append(keys, i)
	}
	for range 4 { // pages of several commits, so that some are free
		if err := put(source, keys...); err != nil {
			f.Fatal(err)
		}
	}
	tx, err := source.begin()
	if err != nil {
		f.Fatal(err)
	}
	reached, err := walk(tx)
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(dir, "copy.db")
	if err := errors.Join(tx.CopyFile(path, 0o600), tx.Rollback()); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	if faults, err := check(path); err != nil || len(faults) > 0 {
		f.Fatal(faults, err)
	}
	page, branches := os.Getpagesize(), 0
	broken := map[int]bool{} // seeds that the check has to find
	for at := 2 * page; at < len(whole); at += page {
		p := whole[at : at+page]
		if !reached[uint64(at/page)] || binary.LittleEndian.Uint16(p[8:]) != branchPage {
			continue
		}
		branches++
		for i := range min(2, int(binary.LittleEndian.Uint16(p[10:]))) {
			child := at + pageHeader + i*pageElement + 8
			for _, to := range []int{2, 3, at / page, at/page + 1, len(whole) / page, -1} {
				f.Add(uint32(child), uint64(to))
			}
			broken[child] = true
		}
		f.Add(uint32(at+8), uint64(leafPage|40<<16))  // another type
		f.Add(uint32(at+12), uint64(1_000_000))       // a very long page
		f.Add(uint32(at+pageHeader), uint64(1)<<31|1) // a key elsewhere
	}
	for meta := range 2 {
		for n := 0; n < 80; n += 8 {
			f.Add(uint32(meta*page+n), uint64(3))
		}
	}
	if branches == 0 {
		f.Fatal("the file has no branch page")
	}
	f.Fuzz(func(t *testing.T, at uint32, value uint64) {
		at %= uint32(len(whole) - 8)
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := file.WriteAt(binary.LittleEndian.AppendUint64(nil, value), int64(at)); err != nil {
			t.Fatal(err)
		}
		faults, err := check(path)
		if same := binary.LittleEndian.Uint64(whole[at:]) == value; broken[int(at)] && !same && len(faults) == 0 && err == nil {
			t.Errorf("page %d in place of %d was not found", value, binary.LittleEndian.Uint64(whole[at:]))
		}
		if _, err := file.WriteAt(whole[at:at+8], int64(at)); err != nil {
			t.Fatal(err)
		}
	})
}
