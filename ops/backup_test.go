package ops

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zhibu/store"
)

// TestBackupForgets: what was erased before a backup is not in it, though the store's own file still holds its bytes.
func TestBackupForgets(t *testing.T) {
	folder := t.TempDir()
	s, err := store.Open(folder, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const words = "a text that was erased"
	row := store.Dead{ID: 1, Chat: "tg:1", Reason: words, At: time.Unix(1e9, 0)}
	for _, deed := range []func(*store.Tx) error{
		func(tx *store.Tx) error { store.Deads.Put(tx, row); return nil },
		func(tx *store.Tx) error { store.Deads.Delete(tx, store.K(row.ID)); return nil },
	} {
		if _, err := s.Update(deed); err != nil {
			t.Fatal(err)
		}
	}
	if live, err := os.ReadFile(filepath.Join(folder, "zhibu.db")); err != nil || !bytes.Contains(live, []byte(words)) {
		t.Fatal("the file itself does not hold it any more, so nothing is proved: ", err)
	}
	path := filepath.Join(t.TempDir(), "backup")
	if _, err := WriteBackup(s, path, "", false, time.Now()); err != nil {
		t.Fatal(err)
	}
	if backup, err := os.ReadFile(path); err != nil || bytes.Contains(backup, []byte(words)) {
		t.Error("the backup holds it: ", err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, Scratch+"*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
