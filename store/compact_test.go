package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// spike writes some megabytes a part into a store and takes all but a little of it away again.
func spike(t *testing.T, dir string, parts int64) {
	t.Helper()
	s := open(t, dir)
	for part := range parts {
		update(t, s, func(tx *Tx) error {
			for i := range int64(1000) {
				things.Put(tx, thing{ID: part*1000 + i + 1, Shelf: part % 3, Name: fmt.Sprint(strings.Repeat("甲", 300), part*1000+i)})
			}
			return nil
		})
	}
	for part := range parts {
		update(t, s, func(tx *Tx) error {
			for i := range int64(1000) {
				if i > 0 {
					things.Delete(tx, K(part*1000+i+1))
				}
			}
			return nil
		})
	}
	sound(t, s)
}

// TestCompact: what a spike has left goes from the file, what stands in it stays, and nothing of the attempt is left behind.
func TestCompact(t *testing.T) {
	dir := folder(t)
	spike(t, dir, 12)
	s := open(t, dir)
	before := look(t, s, func(tx *Tx) (n int) {
		for range things.Scan(tx, nil) {
			n++
		}
		return n
	})
	if _, _, err := Compact(dir, "scratch-"); !errors.As(err, new(*ErrHeld)) {
		t.Errorf("a store in use: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	size, left, err := CompactHalf(dir, "scratch-")
	if err != nil || size < smallFile || left > size/4 {
		t.Fatalf("%d bytes became %d: %v", size, left, err)
	}
	if info, err := os.Stat(filepath.Join(dir, fileName)); err != nil || info.Size() != left || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
	if again, same, err := CompactHalf(dir, "scratch-"); again != left || same != left || err != nil {
		t.Errorf("once more: %d to %d: %v", again, same, err)
	}
	s = open(t, dir)
	after := look(t, s, func(tx *Tx) (n int) {
		for x := range things.Scan(tx, nil) {
			if got, ok := thingsByName.Get(tx, Key(x.Name)); !ok || got != x {
				t.Errorf("%d is not found by its name", x.ID)
			}
			n++
		}
		return n
	})
	if before != 12 || after != before {
		t.Errorf("%d rows became %d", before, after)
	}
	sound(t, s)
	if list, _ := filepath.Glob(filepath.Join(dir, "scratch-*")); len(list) > 0 {
		t.Errorf("left behind: %q", list)
	}
}

// TestCompactDamaged: a file that cannot be read whole stays as it is.
func TestCompactDamaged(t *testing.T) {
	dir := folder(t)
	spike(t, dir, 2)
	path := filepath.Join(dir, fileName)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := f.Stat()
	noise := make([]byte, os.Getpagesize())
	for i := range noise {
		noise[i] = byte(i * 31)
	}
	for at := int64(4 * len(noise)); at < info.Size(); at += int64(len(noise)) {
		if _, err := f.WriteAt(noise, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	raw, _ := os.ReadFile(path)
	if _, _, err := Compact(dir, "scratch-"); err == nil {
		t.Error("a damaged file was compacted")
	}
	if now, _ := os.ReadFile(path); string(now) != string(raw) {
		t.Error("the damaged file has changed")
	}
	if list, _ := filepath.Glob(filepath.Join(dir, "scratch-*")); len(list) > 0 {
		t.Errorf("left behind: %q", list)
	}
}

// TestRoom: files are refused when they would take too much of the disk together, or leave too little of it; what is kept
// already, and deeds, are not.
func TestRoom(t *testing.T) {
	free := int64(1 << 30)
	dir := folder(t)
	s, err := Open(dir, Options{Secret: []byte("secret"), Room: Room{Most: 1000, Spare: 1 << 20, Free: func(string) int64 { return free }}})
	if err != nil {
		t.Fatal(err)
	}
	put := func(fill byte, size int) error {
		_, err := s.PutBlob([]byte(strings.Repeat(string(rune(fill)), size)))
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
		want error
	}{
		{"the first", func() error { return put('a', 600) }, nil},
		{"beyond all together", func() error { return put('b', 401) }, ErrNoRoom},
		{"up to all together", func() error { return put('c', 400) }, nil},
		{"one that is kept", func() error { return put('a', 600) }, nil},
		{"a byte more", func() error { return put('d', 1) }, ErrNoRoom},
		{"swept", func() error { _, err := s.SweepBlobs(time.Time{}); return err }, nil},
		{"after the sweep", func() error { return put('d', 1000) }, nil},
		{"little left on the disk", func() error { free = 1<<20 + 10; return s.Room(11) }, ErrNoRoom},
		{"just enough", func() error { return s.Room(0) }, nil},
		{"unknown", func() error { free = -1; return s.Room(0) }, nil},
		{"nothing left", func() error { free = 0; return put('f', 1) }, ErrNoRoom},
		{"a deed", func() error {
			_, err := s.Update(func(tx *Tx) error { things.Put(tx, thing{ID: 1}); return nil })
			return err
		}, nil},
	} {
		if err := step.do(); !errors.Is(err, step.want) || step.want == nil && err != nil {
			t.Errorf("%s: %v", step.name, err)
		}
	}
	sound(t, s)
}

// TestCompactForgets: what was deleted is gone from the file after Compact, also from a small one.
func TestCompactForgets(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	const words = "a text that was erased"
	update(t, s, func(tx *Tx) error { things.Put(tx, thing{ID: 1, Name: words}); return nil })
	update(t, s, func(tx *Tx) error { things.Delete(tx, K(1)); return nil })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	holds := func() bool {
		raw, err := os.ReadFile(filepath.Join(dir, fileName))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(raw), words)
	}
	if !holds() {
		t.Fatal("nothing to forget, so nothing is proved")
	}
	if _, _, err := Compact(dir, "scratch-"); err != nil {
		t.Fatal(err)
	}
	if holds() {
		t.Error("the file still holds what was deleted")
	}
	sound(t, open(t, dir))
}
