package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"zhibu/branch"
	"zhibu/ops"
	"zhibu/store"
)

// dump gives every row of a closed store's file, as bytes.
func dump(t *testing.T, folder string) map[string]string {
	t.Helper()
	db, err := bolt.Open(filepath.Join(folder, "zhibu.db"), 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := map[string]string{}
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error { all[fmt.Sprintf("%s %x", name, k)] = string(v); return nil })
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBackupDrill backs a bot up through its control socket while it is written to, restores that elsewhere and looks
// at what came back; then again at rest, where every row must be the same. The secret round that was open is named as
// void where its key is not, and not where it is.
func TestBackupDrill(t *testing.T) {
	w := newWorld(t, branch.On(2026, 6, 1).At(9, 0))
	data, keys := filepath.Join(w.folder, "data"), filepath.Join(w.folder, "keys")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", keys)
	t.Setenv("ZHIBU_BACKUP_TO", "")
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	key, err := w.app.vault.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	w.update(func(tx *store.Tx) error {
		_, err := w.app.Office.OpenBallot(tx, w.post(branch.Secretary), 0, branch.MembersOf(3, 5, 7), w.clock.Now().Add(48*time.Hour), key, w.clock.Now())
		return err
	})
	if err := os.MkdirAll(filepath.Join(data, "blobs"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "blobs", strings.Repeat("ab", 32)), []byte("一份文件"), 0o600); err != nil {
		t.Fatal(err)
	}
	keyFile := filepath.Join(w.folder, "backup.key")
	out, errOut, code := cli(t, "backup", "key", keyFile)
	_, recipient, _ := strings.Cut(strings.TrimSpace(out), "公钥：")
	if code != exitOK || !strings.HasPrefix(recipient, "age1") {
		t.Fatal(code, out, errOut)
	}
	if _, errOut, code := cli(t, "backup", filepath.Join(w.folder, "x")); code != exitInput || !strings.Contains(errOut, "--to") {
		t.Errorf("a backup to nobody ends with %d: %s", code, errOut)
	}

	// Under load: two rows that are always written together, and a count of what is durable.
	var durable atomic.Int64
	var load sync.WaitGroup
	stopLoad := make(chan struct{})
	for worker := range int64(4) {
		load.Go(func() {
			for n := int64(1); ; n++ {
				select {
				case <-stopLoad:
					return
				default:
				}
				_, err := w.app.Store.Update(func(tx *store.Tx) error {
					for _, push := range []string{"one", "other"} {
						store.Saids.Put(tx, store.Said{Push: push, Branch: 1, Subject: worker, Period: fmt.Sprint(n)})
					}
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
				durable.Add(1)
			}
		})
	}
	for round := range 5 {
		for durable.Load() < int64(100*(round+1)) {
			time.Sleep(time.Millisecond)
		}
		before := durable.Load()
		file := filepath.Join(w.folder, fmt.Sprint("load", round, ".backup"))
		if out, errOut, code := cli(t, "backup", file, "--to", recipient); code != exitOK || !strings.Contains(out, "2 个文件，已加密") {
			t.Fatal(code, out, errOut)
		}
		if raw, _ := os.ReadFile(file); bytes.Contains(raw, []byte("高远山")) || len(raw) == 0 {
			t.Error("the sealed backup can be read, or is empty")
		}
		to := filepath.Join(w.folder, fmt.Sprint("restored", round))
		t.Setenv("ZHIBU_DATA", to)
		t.Setenv("ZHIBU_KEYS", to+".keys")
		out, errOut, code := cli(t, "restore", file, "--key", keyFile)
		if code != exitOK || !strings.Contains(out, "名册 32 人") || !strings.Contains(out, "下次启动时作废") {
			t.Fatal(code, out, errOut)
		}
		if out, errOut, code := cli(t, "check"); code != exitOK {
			t.Error(code, out, errOut)
		}
		one, other := 0, 0
		for k := range dump(t, to) {
			switch {
			case strings.HasPrefix(k, fmt.Sprintf("said %x", "one\x00")):
				one++
			case strings.HasPrefix(k, fmt.Sprintf("said %x", "other\x00")):
				other++
			}
		}
		if one != other || int64(one) < before || before == 0 {
			t.Errorf("%d and %d rows came back of %d that were durable before", one, other, before)
		}
		if blob, err := os.ReadFile(filepath.Join(to, "blobs", strings.Repeat("ab", 32))); err != nil || string(blob) != "一份文件" {
			t.Error("the file did not come back: ", err)
		}
		if left, _ := filepath.Glob(filepath.Join(to, "*")); len(left) != 3 { // the store, the files, that it was restored
			t.Errorf("the restored folder holds %q", left)
		}
		t.Setenv("ZHIBU_DATA", data)
		t.Setenv("ZHIBU_KEYS", keys)
		t.Setenv("ZHIBU_DATA", filepath.Join(w.folder, "moved"))
		if out, errOut, code := cli(t, "restore", file, "--key", keyFile, "--moved"); code != exitInput || !strings.Contains(errOut, "停机") {
			t.Error("a move with what a running bot has written: ", code, out, errOut)
		}
		t.Setenv("ZHIBU_DATA", data)
	}
	close(stopLoad)
	load.Wait()

	// At rest: the same rows, byte for byte; in a move, with its key there, the round goes on.
	w.settle()
	secretary := w.phone(w.post(branch.Secretary))
	w.stop()
	file := filepath.Join(w.folder, "rest.backup")
	if _, errOut, code := cli(t, "backup", file, "--plaintext"); code != exitOK {
		t.Fatal(errOut)
	}
	if _, errOut, code := cli(t, "backup", file, "--plaintext"); code != exitInput || !strings.Contains(errOut, "已经存在") {
		t.Errorf("a backup over another ends with %d: %s", code, errOut)
	}
	to := filepath.Join(w.folder, "restored")
	t.Setenv("ZHIBU_DATA", to)
	if out, errOut, code := cli(t, "restore", file, "--moved"); code != exitOK || strings.Contains(out, "作废") {
		t.Fatal(code, out, errOut)
	}
	a, b := dump(t, data), dump(t, to)
	for k, v := range a {
		if b[k] != v {
			t.Errorf("%s is %q, was %q", k, b[k], v)
		}
	}
	if len(a) != len(b) || len(a) < 100 {
		t.Errorf("%d rows came back of %d", len(b), len(a))
	}
	if left, _ := filepath.Glob(filepath.Join(data, scratch+"*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}

	// In a new house without the keys, and in the old one with them but not as a move: the start voids the round and tells the
	// officers, since somebody may have voted after the backup.
	open := func() (n int) {
		w.update(func(tx *store.Tx) error {
			n = 0
			for r := range store.RoundsOpen.Scan(tx, nil) {
				if r.Running().Kind == branch.Ballot {
					n++
				}
			}
			return nil
		})
		return n
	}
	for _, house := range []struct{ folder, keys, flag, why string }{
		{filepath.Join(w.folder, "away"), filepath.Join(w.folder, "away", "keys"), "--moved", "密钥丢失"},
		{filepath.Join(w.folder, "again"), keys, "", "备份之后的投票已经丢失"},
	} {
		t.Setenv("ZHIBU_DATA", filepath.Join(house.folder, "data"))
		t.Setenv("ZHIBU_KEYS", house.keys)
		if out, errOut, code := cli(t, append([]string{"restore", file}, strings.Fields(house.flag)...)...); code != exitOK || !strings.Contains(out, "下次启动时作废") {
			t.Fatal(code, out, errOut)
		}
		if err := os.Rename(house.keys, filepath.Join(house.folder, "keys")); err != nil && house.flag == "" {
			t.Fatal(err)
		}
		w.folder = house.folder
		w.open()
		for deadline := time.Now().Add(10 * time.Second); open() > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the round is still open")
			}
		}
		w.sees(secretary, house.why)
		if _, err := os.Lstat(filepath.Join(house.folder, "data", restoredMark)); err == nil {
			t.Error("the next start would void what is begun now")
		}
		w.stop()
	}
	w.open() // for the deferred stop
}

// TestRestoreRefuses gives restore what it must not take. Nothing may be written then.
func TestRestoreRefuses(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", filepath.Join(folder, "keys"))
	t.Setenv("ZHIBU_BACKUP_TO", "")
	path := func(name string) string { return filepath.Join(folder, name) }
	must := func(args ...string) string {
		t.Helper()
		out, errOut, code := cli(t, args...)
		if code != exitOK {
			t.Fatal(args, code, out, errOut)
		}
		return out
	}
	must("import", "demo/roster.xlsx")
	_, recipient, _ := strings.Cut(strings.TrimSpace(must("backup", "key", path("key"))), "公钥：")
	must("backup", "key", path("other"))
	must("backup", path("sealed"), "--to", recipient)
	must("backup", path("plain"), "--plaintext")
	sealed, _ := os.ReadFile(path("sealed"))
	plain, _ := os.ReadFile(path("plain"))

	refused := func(name string, content []byte, key, want string) {
		t.Helper()
		file, fresh := path("try"), path("fresh")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("ZHIBU_DATA", fresh)
		defer t.Setenv("ZHIBU_DATA", data)
		args := []string{"restore", file}
		if key != "" {
			args = append(args, "--key", path(key))
		}
		out, errOut, code := cli(t, args...)
		if code != exitInput || !strings.Contains(errOut, want) || out != "" {
			t.Errorf("%s: %d, %q, %q", name, code, out, errOut)
		}
		for _, p := range []string{fresh, fresh + ".restoring"} {
			if _, err := os.Stat(p); err == nil {
				t.Errorf("%s: %s was written", name, p)
				os.RemoveAll(p)
			}
		}
	}
	refused("no key", sealed, "", "--key")
	refused("a key file that is not there", sealed, "lost", "找不到密钥文件")
	refused("another key", sealed, "other", "不是用这把密钥")
	refused("a key file that is none", sealed, "plain", "没有可用的密钥")
	refused("empty", nil, "", "不是本程序的备份")
	refused("foreign", bytes.Repeat([]byte("zip "), 5000), "", "不是本程序的备份")
	refused("a roster", mustRead(t, "demo/roster.xlsx"), "", "不是本程序的备份")
	refused("a store", mustRead(t, filepath.Join(data, "zhibu.db")), "", "不是本程序的备份")
	for i := 1; i <= 40; i++ {
		refused(fmt.Sprint("sealed, cut ", i), sealed[:len(sealed)*i/41], "key", "没有恢复")
		refused(fmt.Sprint("plain, cut ", i), plain[:len(plain)*i/41], "", "没有恢复")
		flip := bytes.Clone(sealed)
		flip[len(flip)*i/41] ^= 1 << (i % 8)
		refused(fmt.Sprint("sealed, flipped ", i), flip, "key", "没有恢复")
	}
	at := bytes.Index(plain, []byte("高远山")) // a page of the store carries no checksum of its own
	flip := bytes.Clone(plain)
	flip[at] ^= 1
	refused("plain, one bit of a row", flip, "", "损坏")
	refused("sealed, more after its end", append(bytes.Clone(sealed), 'x'), "key", "没有恢复")
	if err := os.Chmod(path("key"), 0o644); err != nil {
		t.Fatal(err)
	}
	refused("a key that all can read", sealed, "key", "chmod 600")

	refused("a newer format", remade(t, plain, func(m *ops.Manifest) { m.Version++ }), "", "更新版本")
	refused("a newer store", remade(t, plain, func(m *ops.Manifest) { m.Schema++ }), "", "更新版本")
	refused("another program's", remade(t, plain, func(m *ops.Manifest) { m.Format = "other" }), "", "不是本程序的备份")
	for _, name := range []string{"../zhibu.db", "/etc/passwd", "blobs/../../x", "blobs/a/b", `blobs/..\x`, "control.sock"} {
		refused("a file named "+name, remade(t, plain, func(m *ops.Manifest) { m.Files[0].Name = name }), "", "损坏")
	}
	refused("a wrong checksum", remade(t, plain, func(m *ops.Manifest) { m.Files[0].SHA256 = strings.Repeat("0", 64) }), "", "损坏")
	refused("a file less", remade(t, plain, func(m *ops.Manifest) { m.Files = nil }), "", "损坏")

	for at := range 1600 { // one damaged byte, wherever it is, makes no stranger of our own file
		for kind, content := range map[string][]byte{"sealed": sealed, "plain": plain} {
			if at%97 == 0 || at < 30 {
				flip := bytes.Clone(content)
				flip[at] ^= 1
				if raw, err := ops.Read(bytes.NewReader(flip), path("ok"), nil); errors.Is(err, ops.ErrNoBackup) {
					t.Errorf("%s, byte %d: %v, %v", kind, at, raw, err)
				}
			}
		}
	}

	before := mustRead(t, filepath.Join(data, "zhibu.db"))
	if out, errOut, code := cli(t, "restore", path("plain")); code != exitInput || !strings.Contains(errOut, "已有内容") {
		t.Error("into a folder that is in use: ", code, out, errOut)
	}
	if !bytes.Equal(before, mustRead(t, filepath.Join(data, "zhibu.db"))) {
		t.Error("the store in use was changed")
	}
}

// TestRestoreTarget restores to where no empty folder is. What stands there stays; a link is followed and stays.
func TestRestoreTarget(t *testing.T) {
	folder := t.TempDir()
	path := func(name string) string { return filepath.Join(folder, name) }
	t.Setenv("ZHIBU_DATA", path("data"))
	t.Setenv("ZHIBU_KEYS", path("keys"))
	if err := errors.Join(os.WriteFile(path("victim"), nil, 0o644), os.Symlink(path("victim"), path("plain.part"))); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"import", "demo/roster.xlsx"}, {"backup", path("plain"), "--plaintext"}} {
		if out, errOut, code := cli(t, args...); code != exitOK {
			t.Fatal(code, out, errOut)
		}
	}
	if info, err := os.Lstat(path("plain")); err != nil || info.Mode() != 0o600 || len(mustRead(t, path("victim"))) > 0 {
		t.Errorf("a backup where a link lay is %v, %v", info.Mode(), err)
	}
	err := errors.Join(os.WriteFile(path("file"), []byte("theirs"), 0o600), os.Mkdir(path("real"), 0o700),
		os.Symlink(path("real"), path("link")), os.Symlink(path("nowhere"), path("dangling")))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		data, want string
		code       int
	}{
		{path("file"), "不是文件夹", exitInput},
		{path("dangling"), "不是文件夹", exitInput},
		{"/proc", "请用其中的子文件夹", exitInput},
		{path("link"), "名册 32 人", exitOK},
		{path("link"), "已有内容", exitInput},
	} {
		t.Setenv("ZHIBU_DATA", c.data)
		if out, errOut, code := cli(t, "restore", path("plain")); code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("%s: %d %s%s", c.data, code, out, errOut)
		}
	}
	if string(mustRead(t, path("file"))) != "theirs" {
		t.Error("the file is gone")
	}
	if info, err := os.Lstat(path("link")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	if room(1<<30, 1<<29) == nil || room(1<<30, 1<<31) != nil || room(1<<30, -1) != nil {
		t.Error("what fits, and what does not")
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// remade is a backup in the clear with another manifest, its other entries as they were, under the names it gives them.
func remade(t *testing.T, plain []byte, change func(*ops.Manifest)) []byte {
	t.Helper()
	var out bytes.Buffer
	w, r := tar.NewWriter(&out), tar.NewReader(bytes.NewReader(plain))
	var m ops.Manifest
	for i := -1; ; i++ {
		h, err := r.Next()
		if err != nil {
			break
		}
		var content bytes.Buffer
		content.ReadFrom(r)
		if i == -1 {
			if err := json.Unmarshal(content.Bytes(), &m); err != nil {
				t.Fatal(err)
			}
			change(&m)
			content.Reset()
			json.NewEncoder(&content).Encode(m)
			h.Size = int64(content.Len())
		} else if i < len(m.Files) {
			h.Name = m.Files[i].Name
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		w.Write(content.Bytes())
	}
	w.Close()
	return out.Bytes()
}
