package store

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// FuzzCheckFile writes a number over another of a file and has it checked, which must end, and must not end the process. The
// seeds turn each page that a branch page names into the root, itself, the next page and one beyond the file.
func FuzzCheckFile(f *testing.F) {
	dir := f.TempDir()
	s, err := Open(dir, Options{Holder: "fuzz"})
	if err != nil {
		f.Fatal(err)
	}
	for range 4 { // pages of several commits, so that some are free
		if _, err := s.Update(func(tx *Tx) error {
			for i := range int64(4000) {
				things.Put(tx, thing{ID: i, Name: fmt.Sprint("名字", i)})
			}
			return nil
		}); err != nil {
			f.Fatal(err)
		}
	}
	var reached map[uint64]bool
	if err := s.View(func(tx *Tx) (err error) { reached, err = walk(tx.bolt); return err }); err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(dir, "copy.db")
	if err := s.Backup(path); err != nil {
		f.Fatal(err)
	}
	if err := s.Close(); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	if faults, err := CheckFile(path); err != nil || len(faults) > 0 {
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
		faults, err := CheckFile(path)
		if same := binary.LittleEndian.Uint64(whole[at:]) == value; broken[int(at)] && !same && len(faults) == 0 && err == nil {
			t.Errorf("page %d in place of %d was not found", value, binary.LittleEndian.Uint64(whole[at:]))
		}
		if _, err := file.WriteAt(whole[at:at+8], int64(at)); err != nil {
			t.Fatal(err)
		}
	})
}
