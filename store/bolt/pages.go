package bolt

import (
	"encoding/binary"
	"fmt"
	"os"

	"go.etcd.io/bbolt"
)

// checkPages reports what is wrong with the pages of a file. bbolt's own check follows whatever number a page names: round in
// circles until the memory is used up, or out of the file, and either ends the process. So it is asked only about a
// file whose pages have been walked, over bytes that are read and not mapped.
func checkPages(b *bbolt.Tx) (faults []string) {
	if _, err := walk(b); err != nil {
		return []string{err.Error()}
	}
	for err := range b.Check() {
		faults = append(faults, err.Error())
	}
	return faults
}

// Of bbolt's file format, version 2, in bytes, little-endian: a page's header is id 8, flags 2, count 2, overflow 4; an element of
// a branch page is position 4, key size 4, page 8, of a leaf page flags 4, position 4, key size 4, value size 4, both positions
// from the element's own beginning; a bucket's value is its root page 8 (0: its one page follows here), sequence 8.
const (
	pageHeader   = 16
	pageElement  = 16
	bucketHeader = 16
	branchPage   = 0x01
	leafPage     = 0x02
	bucketEntry  = 0x01
)

// walker walks the pages of one state of a file.
type walker struct {
	file     *os.File
	pageSize int64
	pages    uint64 // how many the file has
	reached  map[uint64]bool
}

// walk returns the pages that can be reached. It returns an error unless each lies in the file, is reached once, and stays within
// itself.
func walk(b *bbolt.Tx) (reached map[uint64]bool, err error) {
	f, err := os.Open(b.DB().Path())
	if err != nil {
		return nil, err
	}
	defer f.Close()
	w := walker{file: f, pageSize: int64(b.DB().Info().PageSize), reached: map[uint64]bool{}}
	w.pages = uint64(b.Size() / w.pageSize)
	commit := int64(b.ID())
	if b.Writable() { // it has a number of its own, and stands on the former
		commit--
	}
	meta := make([]byte, 24)                                                     // root bucket 16, list of free pages 8
	if _, err := f.ReadAt(meta, commit%2*w.pageSize+pageHeader+16); err != nil { // after magic, version, page size, flags
		return nil, err
	}
	if _, err := w.reach(binary.LittleEndian.Uint64(meta[16:])); err != nil {
		return nil, err
	}
	return w.reached, w.page(binary.LittleEndian.Uint64(meta))
}

// reach reads a page whole.
func (w *walker) reach(id uint64) ([]byte, error) {
	if id < 2 || id >= w.pages {
		return nil, fmt.Errorf("page %d: out of bounds", id)
	}
	header := make([]byte, pageHeader)
	if _, err := w.file.ReadAt(header, int64(id)*w.pageSize); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	more := uint64(binary.LittleEndian.Uint32(header[12:]))
	switch {
	case binary.LittleEndian.Uint64(header) != id:
		return nil, fmt.Errorf("page %d: another page stands there", id)
	case id+more >= w.pages:
		return nil, fmt.Errorf("page %d: out of bounds", id)
	}
	for i := id; i <= id+more; i++ {
		if w.reached[i] {
			return nil, fmt.Errorf("page %d: multiple references", i)
		}
		w.reached[i] = true
	}
	p := make([]byte, int64(1+more)*w.pageSize)
	_, err := w.file.ReadAt(p, int64(id)*w.pageSize)
	return p, err
}

// page walks a page and what lies under it.
func (w *walker) page(id uint64) error {
	p, err := w.reach(id)
	if err != nil {
		return err
	}
	return w.elements(id, p)
}

// elements walks what a page holds; p is the page, or what stands in a bucket's value instead of one.
func (w *walker) elements(id uint64, p []byte) error {
	flags, count := binary.LittleEndian.Uint16(p[8:]), int(binary.LittleEndian.Uint16(p[10:]))
	if flags != branchPage && flags != leafPage || flags == branchPage && count == 0 {
		return fmt.Errorf("page %d: invalid type %x with %d elements", id, flags, count)
	}
	if pageHeader+count*pageElement > len(p) {
		return fmt.Errorf("page %d: %d elements do not fit", id, count)
	}
	for i := range count {
		e := p[pageHeader+i*pageElement:]
		word := func(n int) int64 { return int64(binary.LittleEndian.Uint32(e[4*n:])) }
		position, key, value := word(0), word(1), int64(0)
		if flags == leafPage {
			position, key, value = word(1), word(2), word(3)
		}
		if position+key+value > int64(len(e)) {
			return fmt.Errorf("page %d: element %d goes beyond it", id, i)
		}
		var err error
		switch {
		case flags == branchPage:
			err = w.page(binary.LittleEndian.Uint64(e[8:]))
		case word(0)&bucketEntry != 0:
			err = w.bucket(id, e[position+key:position+key+value])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) bucket(id uint64, value []byte) error {
	if len(value) < bucketHeader {
		return fmt.Errorf("page %d: a bucket is cut off", id)
	}
	if root := binary.LittleEndian.Uint64(value); root != 0 {
		return w.page(root)
	}
	if len(value) < bucketHeader+pageHeader {
		return fmt.Errorf("page %d: a bucket is cut off", id)
	}
	return w.elements(id, value[bucketHeader:])
}
