package cli_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cli"
	"zhibu/store"
	"zhibu/world"
)

// TestControl hands verbs to the process that holds the data folder, which carries them out in its own store.
func TestControl(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(9, 0))
	t.Setenv("ZHIBU_DATA", filepath.Join(w.Folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(w.Folder, "keys"))
	w.Open()
	defer func() { w.Stop() }()
	w.Settle()
	if out, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitOK {
		t.Fatalf("%d: %s%s", code, out, errOut)
	}
	empty := filepath.Join(t.TempDir(), "空.txt")
	if err := os.WriteFile(empty, []byte("\n \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errOut, code := world.CommandLine(t, "policy", empty); code != cli.ExitInput || !strings.Contains(errOut, "没有读到条款") || strings.Contains(out+errOut, "--yes") {
		t.Errorf("a policy of nothing: %d %q %q", code, out, errOut)
	}
	if _, errOut, code := world.CommandLine(t, "policy", "nowhere.docx"); code != cli.ExitInput || !strings.Contains(errOut, "读不到") {
		t.Errorf("%d: %s", code, errOut)
	}
	if out, _, code := world.CommandLine(t, "invite", "高远山"); code != cli.ExitOK || !strings.Contains(out, "第一党小组") {
		t.Errorf("%d: %s", code, out)
	}
	if out, _, code := world.CommandLine(t, "check"); code != cli.ExitOK || !strings.Contains(out, "完好") {
		t.Errorf("%d: %s", code, out)
	}
	if info, err := os.Stat(filepath.Join(w.Folder, "data", "control.sock")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v, %v", info, err)
	}
	err := cli.WithStore(context.Background(), "test", nil)
	if _, errOut, code := "", err.Error(), cli.Report(err, &strings.Builder{}); code != cli.ExitHeld || !strings.Contains(errOut, "serve") {
		t.Errorf("a second process ends with %d: %s", code, errOut)
	}
	w.Update(func(tx *store.Tx) error {
		n := 0
		for range store.Invites.Scan(tx, nil) {
			n++
		}
		if n != 1 {
			t.Errorf("%d invitations", n)
		}
		return nil
	})
}

// TestWrongFolder runs the verbs where ZHIBU_DATA is mistyped: none but those that found a branch may make anything there,
// and none at all where the uploaded files are and the store is not. An empty store is nothing to serve.
func TestWrongFolder(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", "")
	t.Setenv("TELEGRAM_BOT_TOKEN", "100001:right-in-its-form")
	t.Setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
	try := func(want string, lines ...string) {
		t.Helper()
		for _, line := range lines {
			if out, errOut, code := world.CommandLine(t, strings.Fields(line)...); code != cli.ExitInput || !strings.Contains(errOut, want) {
				t.Errorf("%q: %d %s%s", line, code, out, errOut)
			}
		}
	}
	verbs := []string{"check", "backup " + filepath.Join(folder, "x") + " --plaintext", "settings", "branch list", "invite --all", "export roster x.xlsx",
		"holidays ../branch/calendar/2026.json --year 2026"}
	try("没有数据文件 "+filepath.Join(data, "zhibu.db"), verbs...)
	try("还没有支部", "serve", "import ../demo/roster/roster.xlsx --confirm")
	if made, _ := filepath.Glob(filepath.Join(folder, "*")); len(made) > 0 {
		t.Errorf("made: %q", made)
	}
	if err := os.MkdirAll(filepath.Join(data, "blobs"), 0o700); err != nil {
		t.Fatal(err)
	}
	try("却没有 zhibu.db", "import ../demo/roster/roster.xlsx", "branch add ../demo/roster/roster.xlsx")
	os.Remove(filepath.Join(data, "blobs"))
	s, _, err := app.OpenData(data, data+".keys", "test", store.Options{})
	if err != nil || s.Close() != nil {
		t.Fatal(err)
	}
	try("还没有支部", "serve")
}

// TestRemedy cuts the store, and has errors of the machine reach the operator: each says what to do.
func TestRemedy(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", "")
	if _, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitOK {
		t.Fatal(errOut)
	}
	for _, size := range []int64{4096, 100, 0} {
		if err := os.Truncate(filepath.Join(folder, "data", "zhibu.db"), size); err != nil {
			t.Fatal(err)
		}
		if _, errOut, code := world.CommandLine(t, "check"); code != cli.ExitFailed || !strings.Contains(errOut, "数据文件已损坏") || !strings.Contains(errOut, "zhibu restore") {
			t.Errorf("%d bytes: %d %s", size, code, errOut)
		}
	}
	for _, c := range []struct {
		err  error
		want string
		code int
	}{
		{errors.Join(store.ErrStopped, &os.PathError{Op: "write", Err: syscall.ENOSPC}), "磁盘已满", cli.ExitFailed},
		{store.ErrStopped, "写不进去", cli.ExitFailed},
		{&os.PathError{Op: "open", Err: syscall.EACCES}, "没有权限", cli.ExitFailed},
		{store.ErrNewer, "升级程序", cli.ExitInput},
	} {
		var errOut strings.Builder
		if code := cli.Report(c.err, &errOut); code != c.code || !strings.Contains(errOut.String(), c.want) {
			t.Errorf("%v: %d %s", c.err, code, errOut.String())
		}
	}
}

// TestFirstConfirm: --confirm where no branch is yet is refused by what is to be done, and makes nothing.
func TestFirstConfirm(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", data+".keys")
	_, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx", "--confirm")
	if code != cli.ExitInput || !strings.Contains(errOut, "请去掉 --confirm 再执行一次") || !strings.Contains(errOut, "ZHIBU_DATA") {
		t.Error(code, errOut)
	}
	if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
		t.Error("something was made: ", err)
	}
	t.Setenv("ZHIBU_KEYS", filepath.Dir(data))
	if _, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitInput || !strings.Contains(errOut, "上级文件夹") {
		t.Error("keys around the data: ", code, errOut)
	}
}
