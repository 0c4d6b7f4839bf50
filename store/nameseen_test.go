package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"zhibu/store/engine"
)

// TestNameSeen brings a file of version 9 up to date: what was seen counts as seen on Telegram, and on no other platform.
func TestNameSeen(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	update(t, s, func(tx *Tx) error {
		tx.MarkSeen("tg", 7, noon)
		tx.MarkSeen("tg", 8, noon)
		return nil
	})
	sound(t, s)
	e := bare(t, filepath.Join(dir, fileName))
	if err := inBatch(e, func(b engine.Batch) error { // as version 9 kept it
		rows := b.Table("seen")
		var marks []seen
		if err := rowsIn(b, "seen", func(s seen) { marks = append(marks, s) }); err != nil {
			return err
		}
		for _, m := range marks {
			if err := rows.Delete(seens.key(m)); err != nil {
				return err
			}
			if err := rows.Put(K(m.Day, m.ID), fmt.Appendf(nil, `{"d":%d,"i":%d}`, m.Day, m.ID)); err != nil {
				return err
			}
		}
		return setVersion(b, 9)
	}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	update(t, s, func(tx *Tx) error {
		for id, seen := range map[int64]bool{7: true, 8: true, 9: false} {
			if tx.Seen("tg", id) != seen || tx.Seen("wx", id) {
				t.Errorf("update %d: seen on tg %v, on wx %v", id, tx.Seen("tg", id), tx.Seen("wx", id))
			}
		}
		tx.MarkSeen("wx", 9, noon)
		if tx.Seen("tg", 9) || !tx.Seen("wx", 9) {
			t.Error("of two platforms one takes the other's number for its own")
		}
		return nil
	})
	sound(t, s)
	e = bare(t, filepath.Join(dir, fileName))
	if err := inBatch(e, nameSeen); err != nil { // begun again after a kill: nothing is added
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if n := look(t, s, func(tx *Tx) (n int) {
		for range seens.Scan(tx, nil) {
			n++
		}
		return n
	}); n != 3 {
		t.Errorf("%d marks", n)
	}
	sound(t, s)
}
