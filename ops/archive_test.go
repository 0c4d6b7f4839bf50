package ops

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	_ "zhibu/world/rig" // folders in memory
)

// TestReadFlipped turns each byte of a backup in the clear, one after the other: what is read is refused, or it is the
// padding of the tar, which holds nothing.
func TestReadFlipped(t *testing.T) {
	folder := t.TempDir()
	var files []Source
	blob := "blobs/" + strings.Repeat("a", 64)
	for _, name := range []string{"zhibu.db", blob} {
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
	for _, f := range []string{"zhibu.db", blob} {
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
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) { // never: it is none of ours
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

// TestReadSparse returns Read an archive of a few kilobytes in which a file of 1 TB stands, all of it a hole: refused at once.
func TestReadSparse(t *testing.T) {
	const size = 1 << 40
	head, err := json.Marshal(Manifest{Format: archiveFormat, Version: archiveVersion, Files: []Entry{{Name: "zhibu.db", Size: size}}})
	if err != nil {
		t.Fatal(err)
	}
	var whole bytes.Buffer
	w := tar.NewWriter(&whole)
	if err := errors.Join(put(w, manifestName, int64(len(head)), time.Now(), bytes.NewReader(head)), w.Flush()); err != nil {
		t.Fatal(err)
	}
	sparse := fmt.Sprintf("1\n%d\n0\n", size) // one fragment of no bytes at the end
	block := sparse + strings.Repeat("\x00", 512-len(sparse))
	record := func(k, v string) string {
		n := len(k) + len(v) + 3
		n += len(fmt.Sprint(n + len(fmt.Sprint(n))))
		return fmt.Sprintf("%d %s=%s\n", n, k, v)
	}
	records := record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0") + record("GNU.sparse.name", "zhibu.db") + record("GNU.sparse.realsize", fmt.Sprint(size))
	for _, e := range []struct {
		kind    byte
		content string
	}{{tar.TypeXHeader, records}, {tar.TypeReg, block}} { // tar.Writer makes no such records: the header by hand
		h := make([]byte, 512)
		copy(h, "zhibu.db")
		copy(h[100:], fmt.Sprintf("%07o\x00%07o\x00%07o\x00%011o\x00%011o\x00        %c", 0o600, 0, 0, len(e.content), 0, e.kind))
		copy(h[257:], "ustar\x0000")
		sum := 0
		for _, b := range h {
			sum += int(b)
		}
		copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
		whole.Write(h)
		whole.WriteString(e.content + strings.Repeat("\x00", (512-len(e.content)%512)%512))
	}
	whole.Write(make([]byte, 1024))
	began := time.Now()
	if _, err := Read(&whole, "", nil); !errors.Is(err, ErrDamaged) || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

// TestCrafted has archives that somebody has made by hand refused: with other names, the same file twice, links, folders,
// and a manifest that takes far more memory than its bytes.
func TestCrafted(t *testing.T) {
	sum := hexOf(sha256.New()) // of nothing
	blob := "blobs/" + sum
	entries := func(names ...string) (list []Entry) {
		for _, n := range names {
			list = append(list, Entry{Name: n, SHA256: sum})
		}
		return list
	}
	for _, c := range []struct {
		name  string
		files []Entry
		heads []tar.Header
		raw   string // in place of the manifest's list
		want  error
	}{
		{name: "an honest one", files: entries("zhibu.db", blob), heads: []tar.Header{{Name: "zhibu.db"}, {Name: blob}}},
		{name: "a program beside the blobs", files: entries("zhibu.db", "blobs/run.sh"), heads: []tar.Header{{Name: "zhibu.db"}, {Name: "blobs/run.sh"}}, want: ErrDamaged},
		{name: "a mark of ours", files: entries("restored"), heads: []tar.Header{{Name: "restored"}}, want: ErrDamaged},
		{name: "upper case", files: entries("blobs/" + strings.ToUpper(sum)), heads: []tar.Header{{Name: "blobs/" + strings.ToUpper(sum)}}, want: ErrDamaged},
		{name: "the store twice", files: entries("zhibu.db", "zhibu.db"), heads: []tar.Header{{Name: "zhibu.db"}, {Name: "zhibu.db"}}, want: ErrDamaged},
		{name: "a symbolic link", files: entries("zhibu.db"), heads: []tar.Header{{Name: "zhibu.db", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}}, want: ErrDamaged},
		{name: "a hard link", files: entries("zhibu.db"), heads: []tar.Header{{Name: "zhibu.db", Typeflag: tar.TypeLink, Linkname: "manifest.json"}}, want: ErrDamaged},
		{name: "a folder", files: entries("zhibu.db"), heads: []tar.Header{{Name: "zhibu.db", Typeflag: tar.TypeDir}}, want: ErrDamaged},
		{name: "a device", files: entries("zhibu.db"), heads: []tar.Header{{Name: "zhibu.db", Typeflag: tar.TypeChar}}, want: ErrDamaged},
		{name: "one more than it lists", files: entries("zhibu.db"), heads: []tar.Header{{Name: "zhibu.db"}, {Name: "manifest.json"}}, want: ErrDamaged},
		{name: "in another order", files: entries(blob, "zhibu.db"), heads: []tar.Header{{Name: "zhibu.db"}, {Name: blob}}, want: ErrDamaged},
		{name: "a negative size", files: []Entry{{Name: "zhibu.db", Size: -1, SHA256: sum}}, heads: []tar.Header{{Name: "zhibu.db"}}, want: ErrDamaged},
		{name: "ten million files of nothing", raw: "[" + strings.Repeat("{},", 10_000_000) + "{}]", want: ErrDamaged},
		{name: "brackets", raw: strings.Repeat("[", 5_000_000), want: ErrDamaged},
	} {
		head, err := json.Marshal(Manifest{Format: archiveFormat, Version: archiveVersion, Files: c.files})
		if err != nil {
			t.Fatal(err)
		}
		if c.raw != "" {
			head = bytes.Replace(head, []byte(`"files":null`), []byte(`"files":`+c.raw), 1)
		}
		var whole bytes.Buffer
		w := tar.NewWriter(&whole)
		if err := put(w, manifestName, int64(len(head)), time.Now(), bytes.NewReader(head)); err != nil {
			t.Fatal(err)
		}
		for _, h := range c.heads {
			h.Mode = 0o600
			if err := w.WriteHeader(&h); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Read(bytes.NewReader(whole.Bytes()), "", nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		runtime.ReadMemStats(&after)
		if used, most := after.TotalAlloc-before.TotalAlloc, uint64(8*len(head)+1<<20); used > most {
			t.Errorf("%s takes %d MB to refuse", c.name, used>>20)
		}
	}
}
