package app_test

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/cli"
	"zhibu/demo"
	"zhibu/ops"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// TestKeysAreOneStores starts a second instance with the folder of keys of a first one, which has a ballot open: while that
// runs, after it has been stopped, as a copy of the same data, and with a data folder that is new. Each is refused by a setting to put
// right, and the ballot goes on. A folder of keys that is lost is made anew.
func TestKeysAreOneStores(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Open3("6月2日（周二）18:00", "江月华", "沈岩", "陆文博")
	keys := filepath.Join(w.Folder, "keys")
	before := listed(t, keys)
	if len(before) != 3 || !strings.HasSuffix(before[0], ".key") {
		t.Fatalf("no key of the open ballot: %q", before)
	}
	copied := filepath.Join(t.TempDir(), "copy", "data")
	if err := os.MkdirAll(copied, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := w.App.Store.Backup(filepath.Join(copied, "zhibu.db")); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other", "data")
	t.Setenv("ZHIBU_DATA", other)
	t.Setenv("ZHIBU_KEYS", other+".keys")
	if out, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitOK {
		t.Fatal(code, out, errOut)
	}
	refused := func(data, why string) {
		t.Helper()
		_, err := app.New(app.Config{Data: data, Keys: keys, Token: demo.Token, Log: slog.New(slog.DiscardHandler)})
		if mistake := ops.Mistake(""); !errors.As(err, &mistake) || !strings.Contains(err.Error(), why) {
			t.Errorf("with the data of %s: %v", data, err)
		}
		t.Setenv("ZHIBU_DATA", data)
		t.Setenv("ZHIBU_KEYS", keys)
		if out, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx", "--new", "--branch", "又一个支部"); code != cli.ExitInput || !strings.Contains(errOut, why) {
			t.Error(code, out, errOut)
		}
		if after := listed(t, keys); !slices.Equal(after, before) {
			t.Errorf("with the data of %s: the folder of keys holds %q, before %q", data, after, before)
		}
	}
	empty := filepath.Join(t.TempDir(), "empty", "data")
	refused(other, "属于另一个数据文件夹")
	refused(copied, "正由另一个程序使用")
	refused(empty, "属于另一个数据文件夹")
	if _, err := os.Stat(empty); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a start that was refused has made a data folder")
	}
	w.Stop()
	refused(other, "属于另一个数据文件夹")
	w.Open()
	void := func() string {
		stored, _ := w.Stored()
		return stored[slices.IndexFunc(stored, func(r rounds.Round) bool { return r.Kind == rounds.Pioneer })].Void
	}
	if why := void(); why != "" {
		t.Fatal("the ballot is void: ", why)
	}
	w.Stop()
	if err := os.RemoveAll(keys); err != nil { // a tmpfs, after a power cut
		t.Fatal(err)
	}
	w.Open()
	w.Eventually("the ballot without its key is void", func() bool { return void() != "" })
	if now := listed(t, keys); !slices.Equal(now, []string{"outbox.secret", "store.id"}) {
		t.Errorf("a new folder of keys holds %q", now)
	}
}

// TestSecretLost has the platform bring updates again after a start with another secret, under which the marks of those that
// were seen say nothing: none acts twice, and who sent it is told. What comes later acts.
func TestSecretLost(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 2).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	chief := w.Post(branch.Secretary)
	w.Attach([]branch.Member{chief})
	p := w.Phone(chief)
	asked := func() (n int) {
		for _, m := range p.Messages() {
			if strings.Contains(m.Text, "运行情况") {
				n++
			}
		}
		return n
	}
	w.Say(p, "/status")
	once := asked()
	for _, lost := range []bool{false, true, true} {
		if err := w.Server.WaitDrained(t.Context()); err != nil { // only what was confirmed is brought again
			t.Fatal(err)
		}
		w.Stop()
		w.Eventually("the stopped process polls no more", func() bool { return !w.Server.Polling() }) // it would be given what comes again
		if lost {
			if err := os.Remove(filepath.Join(w.Folder, "keys", "outbox.secret")); err != nil {
				t.Fatal(err)
			}
		}
		before := told(p)
		w.Server.Redeliver(1)
		w.Open()
		w.Settle()
		w.Eventually("the update has come", func() bool { return told(p) > before == lost })
		if n := asked(); n != once {
			t.Fatalf("lost: %v; answered %d times, before %d", lost, n, once)
		}
	}
	w.Eventually("the doubt ends", func() bool { return !w.App.Store.Doubtful() })
	w.Say(p, "/status")
	if n := asked(); n != once+1 {
		t.Errorf("afterwards it is answered %d times, before %d", n, once)
	}
	_ = w.App.Store.View(func(tx *store.Tx) error {
		if info, _ := store.Infos.Get(tx, store.K(1)); info.ID == "" || info.Check == "" {
			t.Errorf("the store's own row: %+v", info)
		}
		return nil
	})
}

// told returns how often somebody was told that it is not known whether something was done.
func told(p *sandbox.Client) (n int) {
	for _, m := range p.Messages() {
		if strings.Contains(m.Text, cards.Doubted) {
			n++
		}
	}
	return n
}

// listed returns the names of a folder's files.
func listed(t *testing.T, folder string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}
