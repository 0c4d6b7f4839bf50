package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
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
		{"nonsense", exitInput, []string{"没有“nonsense”这个命令"}},
		{"import --nope", exitInput, []string{"没有参数"}},
		{"invite --all", exitInput, []string{"还没有支部"}},
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
		{"holidays", exitInput, []string{"请写明一个文件"}},
		{"holidays " + bad, exitInput, []string{"没有读到元旦的安排"}},
		{"holidays branch/calendar/2026.json", exitInput, []string{"--year"}},
		{"holidays branch/calendar/2026.json --year 2026", exitOK, []string{"已载入2026年节假日安排"}},
		{"holidays branch/calendar/2026.json --year 2027", exitInput, []string{"不属于2027年"}},
		{"serve", exitInput, []string{"缺少机器人令牌"}},
		{"check", exitOK, []string{"数据文件完好"}},
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
	if n := strings.Count(out, "\n"); n != 32 {
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
