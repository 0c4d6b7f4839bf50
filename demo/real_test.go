package demo_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zhibu/demo"
	"zhibu/ops"
	"zhibu/store"
)

// TestRealDataIsLeftAlone: a folder with data that is no rehearsal's is refused as it is, nothing made or changed in it, while
// a bot has it open and afterwards.
func TestRealDataIsLeftAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "real")
	data := filepath.Join(folder, "data")
	if err := errors.Join(os.MkdirAll(data, 0o700), os.Chmod(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(data, store.Options{Holder: "serve"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Update(func(tx *store.Tx) error { store.Infos.Put(tx, store.Info{Made: time.Now()}); return nil }); err != nil {
		t.Fatal(err)
	}
	untouched := func() {
		t.Helper()
		list, err := os.ReadDir(folder)
		info, statErr := os.Stat(folder)
		if err := errors.Join(err, statErr); err != nil || len(list) != 1 || info.Mode().Perm() != 0o755 {
			t.Errorf("the folder holds %v with mode %v: %v", list, info.Mode(), err)
		}
	}
	if _, err := demo.New(demo.Beginning{Folder: folder}); !errors.As(err, new(*store.ErrHeld)) {
		t.Errorf("while a bot has it open: %v", err)
	}
	untouched()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	mistake := ops.Mistake("")
	if _, err := demo.New(demo.Beginning{Folder: folder}); !errors.As(err, &mistake) {
		t.Errorf("afterwards: %v", err)
	}
	untouched()
}
