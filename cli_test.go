package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zhibu/branch"
	"zhibu/store"
)

// cli runs a command line in its own data folder and gives what it printed and its exit code.
func cli(t *testing.T, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e strings.Builder
	code = run(t.Context(), args, &o, &e)
	return o.String(), e.String(), code
}

// TestCommandLine goes through the verbs as somebody who sets a branch up would, mistakes included.
func TestCommandLine(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", "")
	t.Setenv("TELEGRAM_BOT_TOKEN", "")
	bad := filepath.Join(folder, "bad.csv")
	if err := os.WriteFile(bad, []byte("姓名,党小组,入党时间,转正时间\n甲一,第一党小组,1998.13.1,1999/1/1\n乙二,第一党小组,1998/1/1,2014.11\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args string
		code int
		says []string
	}{
		{"", exitOK, []string{"import 文件", "TELEGRAM_BOT_TOKEN"}},
		{"import --help", exitOK, []string{"--branch 名称"}},
		{"help check", exitOK, []string{"检查数据文件是否完好"}},
		{"help nonsense", exitInput, []string{"没有“nonsense”这个命令"}},
		{"--version", exitOK, []string{"zhibu"}},
		{"version 2", exitInput, []string{"不要写其他内容"}},
		{"check data", exitInput, []string{"ZHIBU_DATA"}},
		{"backup key --plaintext", exitInput, []string{"请写明一个密钥文件"}},
		{"invite --all=maybe", exitInput, []string{"值应为 true 或 false，不是 \"maybe\"，参数 -all。"}},
		{"demo --no-open --date 1800-01-01", exitInput, []string{"2000 年"}},
		{"serve --help", exitOK, []string{"0 按要求停止", "4 令牌无效"}},
		{"nonsense", exitInput, []string{"没有“nonsense”这个命令"}},
		{"import --nope", exitInput, []string{"没有参数"}},
		{"invite --all", exitInput, []string{"没有数据文件 " + filepath.Join(folder, "data", "zhibu.db"), "ZHIBU_DATA"}},
		{"import " + bad + " --branch 测试支部", exitInput, []string{"有 2 处需要改正", "第2行「入党时间」「1998.13.1」", "第3行「转正时间」「2014.11」"}},
		{"import demo/roster.xlsx", exitOK, []string{"中共云州市委台办机关党支部", "党员 32 名（正式党员 31 名，预备党员 1 名），党小组 5 个，联系点 6 家"}},
		{"branch add demo/roster.xlsx", exitInput, []string{"要更新名册，请用 zhibu import"}},
		{"branch remove", exitInput, []string{"branch list"}},
		{"branch list", exitOK, []string{"1　中共云州市委台办机关党支部：党员 32 名（0 名已绑定账号），党小组 5 个"}},
		{"import demo/roster.xlsx", exitOK, []string{"与名册一致"}},
		{"invite 没有这个人", exitInput, []string{"名册里没有"}},
		{"invite 高远山 --bot @test_bot", exitOK, []string{"高远山\t第一党小组\t", "https://t.me/test_bot?start="}},
		{"settings 提名截止=06-20", exitInput, []string{"最晚可定为"}},
		{"settings 最低参加=0", exitInput, []string{"50 到 100"}},
		{"settings 提醒时间=23:00", exitInput, []string{"上班时间"}},
		{"settings 提名截止=06-08 祝贺时间=08:30", exitOK, []string{"提名截止=06-08", "祝贺时间=08:30"}},
		{"settings 提名截止=六月", exitInput, []string{"读不懂“六月”。提名截止应写成 06-10 的样子"}},
		{"settings 没有=1", exitInput, []string{"没有名为“没有”的设置，有：祝贺时间"}},
		{"invite 高远山 --sheet " + filepath.Join(folder, "sheet.docx"), exitInput, []string{"请用 --bot 写明"}},
		{"invite 高远山 --bot @test_bot --sheet " + filepath.Join(folder, "sheet.docx"), exitOK, []string{"已为 1 位党员开具邀请码"}},
		{"invite 高远山 --bot @test_bot --sheet " + filepath.Join(folder, "nowhere", "sheet.docx"), exitInput, []string{"没有开具邀请码"}},
		{"invite --all", exitOK, []string{"其中 1 位原来还没有用的邀请码已经作废"}},
		{"holidays", exitInput, []string{"请写明一个文件"}},
		{"holidays " + bad, exitInput, []string{"没有读到元旦的安排"}},
		{"holidays branch/calendar/2026.json", exitInput, []string{"--year"}},
		{"holidays branch/calendar/2026.json --year 2026", exitOK, []string{"已载入2026年节假日安排"}},
		{"holidays branch/calendar/2026.json --year 2027", exitInput, []string{"不属于2027年"}},
		{"serve", exitInput, []string{"缺少机器人令牌"}},
		{"check", exitOK, []string{"数据文件完好：" + filepath.Join(folder, "data", "zhibu.db"), "中共云州市委台办机关党支部：名册 32 人"}},
		{"version", exitOK, []string{"zhibu"}},
	} {
		out, errOut, code := cli(t, strings.Fields(step.args)...)
		if code != step.code {
			t.Errorf("%q ended with %d, not %d: %s%s", step.args, code, step.code, out, errOut)
		}
		for _, s := range step.says {
			if !strings.Contains(out+errOut, s) {
				t.Errorf("%q says %q, which lacks %q", step.args, out+errOut, s)
			}
		}
	}
	out, _, _ := cli(t, "invite", "--all")
	if n := strings.Count(out, "\n"); n != 32+1 { // and what became of those of before
		t.Errorf("%d invitations", n)
	}
	if info, err := os.Stat(filepath.Join(folder, "data")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data folder is %v, %v", info.Mode(), err)
	}
}

// TestControl hands verbs to the process that holds the data folder, which carries them out in its own store.
func TestControl(t *testing.T) {
	w := newWorld(t, branch.On(2026, 6, 1).At(9, 0))
	t.Setenv("ZHIBU_DATA", filepath.Join(w.folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(w.folder, "keys"))
	w.open()
	defer func() { w.stop() }()
	w.settle()
	if out, errOut, code := cli(t, "import", "demo/roster.xlsx"); code != exitOK {
		t.Fatalf("%d: %s%s", code, out, errOut)
	}
	if _, errOut, code := cli(t, "policy", "nowhere.docx"); code != exitInput || !strings.Contains(errOut, "读不到") {
		t.Errorf("%d: %s", code, errOut)
	}
	if out, _, code := cli(t, "invite", "高远山"); code != exitOK || !strings.Contains(out, "第一党小组") {
		t.Errorf("%d: %s", code, out)
	}
	if out, _, code := cli(t, "check"); code != exitOK || !strings.Contains(out, "完好") {
		t.Errorf("%d: %s", code, out)
	}
	if info, err := os.Stat(filepath.Join(w.folder, "data", "control.sock")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v, %v", info, err)
	}
	err := withStore(context.Background(), "test", nil)
	if _, errOut, code := "", err.Error(), report(err, &strings.Builder{}); code != exitHeld || !strings.Contains(errOut, "serve") {
		t.Errorf("a second process ends with %d: %s", code, errOut)
	}
	w.update(func(tx *store.Tx) error {
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
			if out, errOut, code := cli(t, strings.Fields(line)...); code != exitInput || !strings.Contains(errOut, want) {
				t.Errorf("%q: %d %s%s", line, code, out, errOut)
			}
		}
	}
	verbs := []string{"check", "backup " + filepath.Join(folder, "x") + " --plaintext", "settings", "branch list", "invite --all", "export roster x.xlsx",
		"holidays branch/calendar/2026.json --year 2026", "import demo/roster.xlsx --confirm"}
	try("没有数据文件 "+filepath.Join(data, "zhibu.db"), verbs...)
	try("还没有支部", "serve")
	if made, _ := filepath.Glob(filepath.Join(folder, "*")); len(made) > 0 {
		t.Errorf("made: %q", made)
	}
	if err := os.MkdirAll(filepath.Join(data, "blobs"), 0o700); err != nil {
		t.Fatal(err)
	}
	try("却没有 zhibu.db", "import demo/roster.xlsx", "branch add demo/roster.xlsx")
	os.Remove(filepath.Join(data, "blobs"))
	s, _, err := openData(data, data+".keys", "test", store.Retention{})
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
	if _, errOut, code := cli(t, "import", "demo/roster.xlsx"); code != exitOK {
		t.Fatal(errOut)
	}
	for _, size := range []int64{4096, 100, 0} {
		if err := os.Truncate(filepath.Join(folder, "data", "zhibu.db"), size); err != nil {
			t.Fatal(err)
		}
		if _, errOut, code := cli(t, "check"); code != exitFailed || !strings.Contains(errOut, "数据文件已损坏") || !strings.Contains(errOut, "zhibu restore") {
			t.Errorf("%d bytes: %d %s", size, code, errOut)
		}
	}
	for _, c := range []struct {
		err  error
		want string
		code int
	}{
		{errors.Join(store.ErrStopped, &os.PathError{Op: "write", Err: syscall.ENOSPC}), "磁盘已满", exitFailed},
		{store.ErrStopped, "写不进去", exitFailed},
		{&os.PathError{Op: "open", Err: syscall.EACCES}, "没有权限", exitFailed},
		{store.ErrNewer, "升级程序", exitInput},
	} {
		var errOut strings.Builder
		if code := report(c.err, &errOut); code != c.code || !strings.Contains(errOut.String(), c.want) {
			t.Errorf("%v: %d %s", c.err, code, errOut.String())
		}
	}
}
