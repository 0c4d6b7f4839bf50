package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t *testing.T, folder string) *Vault {
	t.Helper()
	v, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(v.Claim(ours), v.Close()); err != nil {
		t.Fatal(err)
	}
	return v
}

// ours and theirs are ids of stores.
const ours, theirs = "OURSOURSOURSOURS", "THEIRSTHEIRSTHEI"

func fresh(t *testing.T, v *Vault) (string, Key) {
	t.Helper()
	id, err := v.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	k, ok := v.Key(id)
	if !ok {
		t.Fatal("a fresh key is not there")
	}
	return id, k
}

func TestOnlyTheSealedPlaceOpens(t *testing.T) {
	v := open(t, filepath.Join(t.TempDir(), "keys"))
	_, key := fresh(t, v)
	_, other := fresh(t, v)
	choice := []byte{0, 0, 0, 0, 0, 0, 0, 5}
	sealed := key.Seal(1, 2, 3, choice)

	if got, err := key.Open(1, 2, 3, sealed); err != nil || !bytes.Equal(got, choice) {
		t.Fatalf("opened as %v, %v", got, err)
	}
	flipped := func(at int) []byte { b := bytes.Clone(sealed); b[at] ^= 1; return b }
	for name, c := range map[string]struct {
		key                  Key
		branch, round, voter int64
		sealed               []byte
	}{
		"another branch":  {key, 9, 2, 3, sealed},
		"another round":   {key, 1, 9, 3, sealed},
		"another voter":   {key, 1, 2, 9, sealed},
		"parts exchanged": {key, 2, 1, 3, sealed},
		"another key":     {other, 1, 2, 3, sealed},
		"nothing":         {key, 1, 2, 3, nil},
		"nonce only":      {key, 1, 2, 3, sealed[:12]},
		"cut in nonce":    {key, 1, 2, 3, sealed[:11]},
		"cut at end":      {key, 1, 2, 3, sealed[:len(sealed)-1]},
		"nonce flipped":   {key, 1, 2, 3, flipped(0)},
		"choice flipped":  {key, 1, 2, 3, flipped(12)},
		"tag flipped":     {key, 1, 2, 3, flipped(len(sealed) - 1)},
	} {
		if got, err := c.key.Open(c.branch, c.round, c.voter, c.sealed); !errors.Is(err, ErrSealed) || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}

	seen := map[string]bool{}
	for i := range 256 { // one length whatever the choice, and never the same bytes twice
		s := key.Seal(1, 2, 3, []byte{0, 0, 0, 0, 0, 0, 0, byte(i % 2)})
		if len(s) != len(sealed) || seen[string(s)] {
			t.Fatalf("seal %d: %d bytes, %d before; seen: %v", i, len(s), len(sealed), seen[string(s)])
		}
		seen[string(s)] = true
	}
}

func TestKeysOutliveTheProcessAndEndWithTheirRound(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "keys")
	v := open(t, folder)
	a, key := fresh(t, v)
	b, _ := fresh(t, v)
	c, _ := fresh(t, v)
	sealed := key.Seal(1, 2, 3, []byte("yes"))
	secret := v.Secret()
	for _, name := range []string{".", a + suffix, b + suffix, secretName} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Fatalf("%s: %v, %v", name, info, err)
		}
	}

	v = open(t, folder)
	if !bytes.Equal(v.Secret(), secret) || len(secret) != secretSize {
		t.Error("the outbox's secret has changed")
	}
	key, _ = v.Key(a)
	if got, err := key.Open(1, 2, 3, sealed); err != nil || string(got) != "yes" {
		t.Errorf("after reopening: %q, %v", got, err)
	}

	// What a key's file held must be gone from the file itself too, not only from the folder.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Link(filepath.Join(folder, b+suffix), link); err != nil {
		t.Fatal(err)
	}
	was, _ := os.ReadFile(link)
	if err := v.Destroy(b, "unknown", "../"+secretName); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(link); err != nil || bytes.Equal(now, was) || len(now) != len(was) {
		t.Error("a destroyed key was not overwritten")
	}
	if strange, err := v.Keep(map[string]bool{a: true, "lost": true}); err != nil || len(strange) > 0 { // destroys c
		t.Fatal(err)
	}
	for _, v := range []*Vault{v, open(t, folder)} {
		for id, want := range map[string]bool{a: true, b: false, c: false} {
			if _, ok := v.Key(id); ok != want {
				t.Errorf("key %s: %v", id, ok)
			}
		}
	}
	if files, _ := filepath.Glob(filepath.Join(folder, "*")); len(files) != 3 {
		t.Errorf("left in the folder: %v", files)
	}
}

func TestFolderThatOthersCanReadIsRefused(t *testing.T) {
	for _, mode := range []os.FileMode{0o750, 0o701, 0o777} {
		folder := filepath.Join(t.TempDir(), "keys")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(folder, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(folder); err == nil || !strings.Contains(err.Error(), "chmod 700") {
			t.Errorf("%04o: %v", mode, err)
		}
	}
}

// A process that ends while it writes leaves a short file, perhaps an empty one: as good as a key that everybody knows.
func TestHalfWrittenFilesAreNotKeys(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	v := open(t, folder)
	id, _ := fresh(t, v)
	for _, name := range []string{id + suffix, secretName} {
		if err := os.Truncate(filepath.Join(folder, name), 5); err != nil {
			t.Fatal(err)
		}
	}
	v = open(t, folder)
	if _, ok := v.Key(id); ok {
		t.Error("half a key counts as one")
	}
	secret := v.Secret()
	if len(secret) != secretSize || !bytes.Equal(open(t, folder).Secret(), secret) {
		t.Error("half a secret was kept, or the new one is not stable")
	}
}

// TestFolderIsOneStores has two stores use one folder: in turn, at the same time, and before either was known there.
func TestFolderIsOneStores(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	mine, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(folder); len(files) > 0 {
		t.Error("looking has left something:", files)
	}
	if err := mine.Claim(ours); err != nil {
		t.Fatal(err)
	}
	id, _ := fresh(t, mine)
	before := folderText(t, folder)
	refused := func(store, want string) {
		t.Helper()
		other, err := Open(folder)
		if err != nil {
			t.Fatal(err)
		}
		unfit := Unfit("")
		if err := other.Claim(store); !errors.As(err, &unfit) || !strings.Contains(string(unfit), want) || !strings.Contains(string(unfit), "ZHIBU_KEYS") {
			t.Errorf("claimed by %s: %v", store, err)
		}
		if after := folderText(t, folder); after != before {
			t.Errorf("the folder has changed:\n%s\nbefore:\n%s", after, before)
		}
	}
	refused(theirs, "另一个数据文件夹")
	refused(ours, "正由另一个程序使用") // a copy of the data folder, with the service's settings
	if err := mine.Close(); err != nil {
		t.Fatal(err)
	}
	refused(theirs, "另一个数据文件夹")

	// What a program that named no store has left, somebody's own file, and another store's: nothing is known of them.
	for _, name := range []string{"7LqdEX97pXZaXi5T.key", theirs + "7LqdEX97pXZaXi5T.key", "foreign.key", ours + ".key"} {
		if err := os.WriteFile(filepath.Join(folder, name), random(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, ours+"0123456789abcdef.key"), nil, 0o600); err != nil { // a kill while it was written
		t.Fatal(err)
	}
	again := open(t, folder)
	strange, err := again.Keep(map[string]bool{})
	if err != nil || len(strange) != 4 {
		t.Errorf("strange: %v, %v", strange, err)
	}
	for _, name := range strange {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{id + suffix, ours + "0123456789abcdef.key"} {
		if _, err := os.Stat(filepath.Join(folder, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s stays: %v", name, err)
		}
	}
	if old, ok := again.Key("7LqdEX97pXZaXi5T"); !ok { // of a round that was open when the program was replaced
		t.Error("an older program's key does not count", old)
	}
}

// folderText is what a folder holds, for comparing.
func folderText(t *testing.T, folder string) (text string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		text += f.Name() + " " + string(raw) + "\n"
	}
	return text
}
