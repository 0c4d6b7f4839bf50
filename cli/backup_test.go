package cli_test

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
	"zhibu/cli"
	"zhibu/ops"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// dump returns every row of a closed store's file, as bytes.
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

// backupDrill is a branch with a secret ballot under way, a file, and a key for backups.
type backupDrill struct {
	*world.World
	data, keys, keyFile, recipient string
}

// TestBackupDrill backs a bot up through its control socket while it is written to, restores that elsewhere and looks
// at what came back; then again at rest, where every row must be the same. The secret round that was open is named as
// void where its key is not, and not where it is.
func TestBackupDrill(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(9, 0))
	d := backupDrill{World: w, data: filepath.Join(w.Folder, "data"), keys: filepath.Join(w.Folder, "keys"), keyFile: filepath.Join(w.Folder, "backup.key")}
	d.at(d.data, d.keys)
	t.Setenv("ZHIBU_BACKUP_TO", "")
	w.Open()
	defer func() { w.Stop() }()
	d.begin()
	d.underLoad()
	secretary := w.Phone(w.Post(branch.Secretary))
	d.inAnotherHouse(d.atRest(), secretary)
	w.Open() // for the deferred stop
}

// at has the command line work on other folders.
func (d backupDrill) at(data, keys string) {
	d.Setenv("ZHIBU_DATA", data)
	d.Setenv("ZHIBU_KEYS", keys)
}

// begin opens the ballot, and makes the key.
func (d *backupDrill) begin() {
	d.Found()
	d.Attach(d.Members(func(branch.Member) bool { return true }))
	key, err := d.App.Vault.Fresh()
	if err != nil {
		d.Fatal(err)
	}
	d.Update(func(tx *store.Tx) error {
		_, err := rounds.OpenBallot(d.App.Office, tx, d.Post(branch.Secretary), 0, branch.MembersOf(3, 5, 7), d.Clock.Now().Add(48*time.Hour), key, d.Clock.Now())
		return err
	})
	if err := os.MkdirAll(filepath.Join(d.data, "blobs"), 0o700); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.data, "blobs", strings.Repeat("ab", 32)), []byte("一份文件"), 0o600); err != nil {
		d.Fatal(err)
	}
	out, errOut, code := world.CommandLine(d.T, "backup", "key", d.keyFile)
	_, d.recipient, _ = strings.Cut(strings.TrimSpace(out), "公钥：")
	if code != cli.ExitOK || !strings.HasPrefix(d.recipient, "age1") {
		d.Fatal(code, out, errOut)
	}
	if _, errOut, code := world.CommandLine(d.T, "backup", filepath.Join(d.Folder, "x")); code != cli.ExitInput || !strings.Contains(errOut, "--to") {
		d.Errorf("a backup to nobody ends with %d: %s", code, errOut)
	}
}

// underLoad backs up and restores while two rows are written that always go together: with a count of what is durable.
func (d backupDrill) underLoad() {
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
				_, err := d.App.Store.Update(func(tx *store.Tx) error {
					for _, push := range []string{"one", "other"} {
						store.Saids.Put(tx, store.Said{Push: push, Branch: 1, Subject: worker, Period: fmt.Sprint(n)})
					}
					return nil
				})
				if err != nil {
					d.Error(err)
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
		d.restoredWhole(round, durable.Load())
	}
	close(stopLoad)
	load.Wait()
}

// restoredWhole backs up, restores elsewhere and finds at least what was durable before.
func (d backupDrill) restoredWhole(round int, before int64) {
	file := filepath.Join(d.Folder, fmt.Sprint("load", round, ".backup"))
	if out, errOut, code := world.CommandLine(d.T, "backup", file, "--to", d.recipient); code != cli.ExitOK || !strings.Contains(out, "2 个文件，已加密") {
		d.Fatal(code, out, errOut)
	}
	if raw, _ := os.ReadFile(file); bytes.Contains(raw, []byte("高远山")) || len(raw) == 0 {
		d.Error("the sealed backup can be read, or is empty")
	}
	to := filepath.Join(d.Folder, fmt.Sprint("restored", round))
	d.at(to, to+".keys")
	out, errOut, code := world.CommandLine(d.T, "restore", file, "--key", d.keyFile)
	if code != cli.ExitOK || !strings.Contains(out, "名册 32 人") || !strings.Contains(out, "下次启动时作废") {
		d.Fatal(code, out, errOut)
	}
	if out, errOut, code := world.CommandLine(d.T, "check"); code != cli.ExitOK {
		d.Error(code, out, errOut)
	}
	one, other := 0, 0
	for k := range dump(d.T, to) {
		switch {
		case strings.HasPrefix(k, fmt.Sprintf("said %x", "one\x00")):
			one++
		case strings.HasPrefix(k, fmt.Sprintf("said %x", "other\x00")):
			other++
		}
	}
	if one != other || int64(one) < before || before == 0 {
		d.Errorf("%d and %d rows came back of %d that were durable before", one, other, before)
	}
	if blob, err := os.ReadFile(filepath.Join(to, "blobs", strings.Repeat("ab", 32))); err != nil || string(blob) != "一份文件" {
		d.Error("the file did not come back: ", err)
	}
	if left, _ := filepath.Glob(filepath.Join(to, "*")); len(left) != 3 { // the store, the files, that it was restored
		d.Errorf("the restored folder holds %q", left)
	}
	d.at(filepath.Join(d.Folder, "moved"), d.keys)
	if out, errOut, code := world.CommandLine(d.T, "restore", file, "--key", d.keyFile, "--moved"); code != cli.ExitInput || !strings.Contains(errOut, "停机") {
		d.Error("a move with what a running bot has written: ", code, out, errOut)
	}
	d.at(d.data, d.keys)
}

// atRest backs up a bot that has been stopped: the same rows come back, byte for byte; in a move, with its key there, the
// round goes on. It returns the backup.
func (d backupDrill) atRest() (file string) {
	d.Settle()
	d.Stop()
	file = filepath.Join(d.Folder, "rest.backup")
	if _, errOut, code := world.CommandLine(d.T, "backup", file, "--plaintext"); code != cli.ExitOK {
		d.Fatal(errOut)
	}
	if _, errOut, code := world.CommandLine(d.T, "backup", file, "--plaintext"); code != cli.ExitInput || !strings.Contains(errOut, "已经存在") {
		d.Errorf("a backup over another ends with %d: %s", code, errOut)
	}
	to := filepath.Join(d.Folder, "restored")
	d.Setenv("ZHIBU_DATA", to)
	if out, errOut, code := world.CommandLine(d.T, "restore", file, "--moved"); code != cli.ExitOK || strings.Contains(out, "作废") {
		d.Fatal(code, out, errOut)
	}
	a, b := dump(d.T, d.data), dump(d.T, to)
	for k, v := range a {
		if b[k] != v {
			d.Errorf("%s is %q, was %q", k, b[k], v)
		}
	}
	if len(a) != len(b) || len(a) < 100 {
		d.Errorf("%d rows came back of %d", len(b), len(a))
	}
	if left, _ := filepath.Glob(filepath.Join(d.data, ops.Scratch+"*")); len(left) > 0 {
		d.Errorf("left behind: %q", left)
	}
	return file
}

// inAnotherHouse restores in a new house without the keys, and in the old one with them but not as a move: the start voids
// the round and tells the officers, since somebody may have voted after the backup.
func (d backupDrill) inAnotherHouse(file string, secretary *sandbox.Client) {
	open := func() (n int) {
		d.Update(func(tx *store.Tx) error {
			n = 0
			for r := range rounds.RoundsOpen.Scan(tx, nil) {
				if r.Running().Kind == rounds.StageBallot {
					n++
				}
			}
			return nil
		})
		return n
	}
	for _, house := range []struct{ folder, keys, flag, why string }{
		{filepath.Join(d.Folder, "away"), filepath.Join(d.Folder, "away", "keys"), "--moved", "密钥丢失"},
		{filepath.Join(d.Folder, "again"), d.keys, "", "备份之后的投票已经丢失"},
	} {
		d.at(filepath.Join(house.folder, "data"), house.keys)
		if out, errOut, code := world.CommandLine(d.T, append([]string{"restore", file}, strings.Fields(house.flag)...)...); code != cli.ExitOK || !strings.Contains(out, "下次启动时作废") {
			d.Fatal(code, out, errOut)
		}
		if err := os.Rename(house.keys, filepath.Join(house.folder, "keys")); err != nil && house.flag == "" {
			d.Fatal(err)
		}
		d.Folder = house.folder
		d.Open()
		for deadline := time.Now().Add(10 * time.Second); open() > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				d.Fatal("the round is still open")
			}
		}
		d.Sees(secretary, house.why)
		if _, err := os.Lstat(filepath.Join(house.folder, "data", ops.RestoredMark)); err == nil {
			d.Error("the next start would void what is begun now")
		}
		d.Stop()
	}
}

// TestRestoreRefuses returns restore what it must not take. Nothing may be written then.
func TestRestoreRefuses(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", filepath.Join(folder, "keys"))
	t.Setenv("ZHIBU_BACKUP_TO", "")
	path := func(name string) string { return filepath.Join(folder, name) }
	must := func(args ...string) string {
		t.Helper()
		out, errOut, code := world.CommandLine(t, args...)
		if code != cli.ExitOK {
			t.Fatal(args, code, out, errOut)
		}
		return out
	}
	must("import", "../demo/roster/roster.xlsx")
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
		out, errOut, code := world.CommandLine(t, args...)
		if code != cli.ExitInput || !strings.Contains(errOut, want) || out != "" {
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
	refused("a roster", world.MustRead(t, "../demo/roster/roster.xlsx"), "", "不是本程序的备份")
	refused("a store", world.MustRead(t, filepath.Join(data, "zhibu.db")), "", "不是本程序的备份")
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
	refused("an older store by its list", remade(t, plain, func(m *ops.Manifest) { m.Schema-- }), "", "清单写的数据版本是")
	refused("plain, more after its end", append(bytes.Clone(plain), 'x'), "", "损坏")
	refused("plain, a page of zeros after its end", append(bytes.Clone(plain), make([]byte, 512)...), "", "损坏")
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

	// A sound file with people who cannot be.
	db, err := store.Open(data, store.Options{Holder: "test"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Update(func(tx *store.Tx) error {
		m, _ := store.Members.Get(tx, store.K(branch.BranchID(1)).Int(5))
		m.Group = 99
		store.Members.Put(tx, m)
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if out, errOut, code := world.CommandLine(t, "check"); code != cli.ExitFailed || !strings.Contains(errOut, "属于不存在的党小组（编号99）") {
		t.Errorf("check of somebody in no group ends with %d: %s%s", code, out, errOut)
	}
	must("backup", path("nobody's"), "--plaintext")
	refused("somebody in no group", world.MustRead(t, path("nobody's")), "", "属于不存在的党小组（编号99）")

	before := world.MustRead(t, filepath.Join(data, "zhibu.db"))
	if out, errOut, code := world.CommandLine(t, "restore", path("plain")); code != cli.ExitInput || !strings.Contains(errOut, "已有内容") {
		t.Error("into a folder that is in use: ", code, out, errOut)
	}
	if !bytes.Equal(before, world.MustRead(t, filepath.Join(data, "zhibu.db"))) {
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
	for _, args := range [][]string{{"import", "../demo/roster/roster.xlsx"}, {"backup", path("plain"), "--plaintext"}} {
		if out, errOut, code := world.CommandLine(t, args...); code != cli.ExitOK {
			t.Fatal(code, out, errOut)
		}
	}
	if info, err := os.Lstat(path("plain")); err != nil || info.Mode() != 0o600 || len(world.MustRead(t, path("victim"))) > 0 {
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
		{path("file"), "不是文件夹", cli.ExitInput},
		{path("dangling"), "不是文件夹", cli.ExitInput},
		{"/proc", "请用其中的子文件夹", cli.ExitInput},
		{path("link"), "名册 32 人", cli.ExitOK},
		{path("link"), "已有内容", cli.ExitInput},
	} {
		t.Setenv("ZHIBU_DATA", c.data)
		if out, errOut, code := world.CommandLine(t, "restore", path("plain")); code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("%s: %d %s%s", c.data, code, out, errOut)
		}
	}
	if string(world.MustRead(t, path("file"))) != "theirs" {
		t.Error("the file is gone")
	}
	if info, err := os.Lstat(path("link")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
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
