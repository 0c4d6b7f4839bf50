package ops

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestReadFlipped turns each byte of a backup in the clear, one after the other: what is read is refused, or it is the
// padding of the tar, which holds nothing.
func TestReadFlipped(t *testing.T) {
	folder := t.TempDir()
	var files []Source
	for _, name := range []string{"zhibu.db", "blobs/a"} {
		path := filepath.Join(folder, filepath.Base(name))
		if err := os.WriteFile(path, bytes.Repeat([]byte(name), 100), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, Source{Name: name, Path: path})
	}
	var whole bytes.Buffer
	if _, err := Write(&whole, Manifest{Schema: 1}, files, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(bytes.NewReader(whole.Bytes()), "", nil); err != nil {
		t.Fatal(err)
	}
	content := map[int]bool{} // the bytes of the two files
	for _, f := range []string{"zhibu.db", "blobs/a"} {
		at := bytes.LastIndex(whole.Bytes(), bytes.Repeat([]byte(f), 100))
		for i := range 100 * len(f) {
			content[at+i] = true
		}
	}
	refused := 0
	for i := range whole.Len() {
		flipped := bytes.Clone(whole.Bytes())
		flipped[i] ^= 0x20
		_, err := Read(bytes.NewReader(flipped), "", nil)
		switch {
		case err != nil:
			refused++
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNoBackup) && !errors.Is(err, ErrNewer) {
				t.Fatalf("byte %d: %v", i, err)
			}
		case content[i]:
			t.Fatalf("byte %d of a file is another, and the backup is taken", i)
		}
	}
	if refused < len(content) {
		t.Errorf("%d of %d bytes", refused, whole.Len())
	}
}
