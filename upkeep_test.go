package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/sandbox"
	"zhibu/store"
)

// TestNightly lets two months of nights pass, in the middle of which the backup folder cannot be written to for a while.
// What is kept follows the rule, nothing is lost while it fails, the 书记 is told once a day and not at night, and the
// latest one can be restored.
func TestNightly(t *testing.T) {
	w := newWorld(t, branch.On(2026, 3, 2).At(10, 0))
	folder := filepath.Join(w.folder, "nightly")
	w.with = func(c *Config) {
		c.Nightly = Nightly{Folder: folder, At: "30 3 * * *", Keep: ops.DefaultRule}
	}
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	chief := w.post(branch.Secretary)
	w.attach([]branch.Member{chief, w.post(branch.OrganisationPost)})
	list := func() (names []string) {
		all, _ := filepath.Glob(filepath.Join(folder, "*"))
		return all
	}
	alarms := func() (n int) {
		for _, m := range w.phone(chief).Messages() {
			if strings.Contains(m.Text, "备份没有做成") {
				n++
			}
		}
		return n
	}
	care := func() {
		t.Helper()
		if err := w.app.careNow(w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.settle()
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	care()
	if len(list()) != 1 {
		t.Fatalf("the first backup is not made at once: %q", list())
	}
	foreign, killed := filepath.Join(folder, "zhibu-notes.backup"), filepath.Join(folder, "zhibu-20260101-033000.backup.part")
	if err := errors.Join(os.WriteFile(foreign, []byte("theirs"), 0o600), os.WriteFile(killed, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	was := w.app.config.Nightly.Folder // another folder gets its first one at once, too
	w.app.config.Nightly.Folder = t.TempDir()
	care()
	if made, err := nightlies(w.app.config.Nightly.Folder, ""); err != nil || len(made) != 1 {
		t.Errorf("in a folder that is new: %v, %v", made, err)
	}
	w.app.config.Nightly.Folder = was
	broken := [2]branch.Date{branch.On(2026, 3, 20), branch.On(2026, 3, 23)}
	aside := folder + ".aside"
	for day := branch.On(2026, 3, 3); day < branch.On(2026, 5, 3); day++ {
		switch day {
		case broken[0]: // as if the disk behind it were not mounted
			os.Rename(folder, aside)
			os.WriteFile(folder, nil, 0o600)
		case broken[1]:
			os.Remove(folder)
			os.Rename(aside, folder)
		}
		for _, at := range []time.Time{day.At(3, 29), day.At(3, 30), day.At(4, 29), day.At(9, 0), day.At(9, 10), day.At(15, 0)} {
			w.clock.Set(at)
			before := len(list())
			care()
			down := day >= broken[0] && day < broken[1]
			if got := alarms(); !down && day < broken[0] && got != 0 || at.Hour() < 7 && down && got != int(day-broken[0]) {
				t.Fatalf("%v: the 书记 has been told %d times", at, got)
			}
			if made := len(list()) > before; made && at.Hour() > 4 && day != broken[1] {
				t.Errorf("%v: a backup out of turn", at)
			}
		}
	}
	if got := alarms(); got != 3 {
		t.Errorf("the 书记 was told %d times in three days without a backup", got)
	}
	kept := list()
	if len(kept) < 10 || len(kept) > 7+4+12+1 {
		t.Errorf("%d files are kept: %q", len(kept), kept)
	}
	for day := branch.On(2026, 4, 26); day <= branch.On(2026, 5, 2); day++ {
		if _, err := os.Stat(filepath.Join(folder, fmt.Sprintf("zhibu-%s-033000.backup", strings.ReplaceAll(day.String(), "-", "")))); err != nil {
			t.Error("of the last week is missing: ", err)
		}
	}
	if raw, err := os.ReadFile(foreign); err != nil || string(raw) != "theirs" {
		t.Error("a file of somebody else was removed: ", err)
	}
	if _, err := os.Lstat(killed); err == nil {
		t.Error("what was never finished is kept")
	}
	w.say(w.phone(chief), "/status")
	w.sees(w.phone(chief), "上次备份：11小时前（5月2日（周六）03:30）")
	t.Setenv("ZHIBU_DATA", filepath.Join(w.folder, "restored"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(w.folder, "restored.keys"))
	if out, errOut, code := cli(t, "restore", filepath.Join(folder, "zhibu-20260502-033000.backup")); code != exitOK || !strings.Contains(out, "名册 32 人") {
		t.Error(code, out, errOut)
	}
}

// TestNightlySettings refuses, at the start, what could never make a backup at night.
func TestNightlySettings(t *testing.T) {
	folder := t.TempDir()
	key, err := ops.NewKey(filepath.Join(folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZHIBU_BACKUP_TO", "")
	open := filepath.Join(folder, "open")
	if err := errors.Join(os.Mkdir(open, 0o700), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		env map[string]string
		ok  bool
	}{
		{nil, true},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": "age1nonsense"}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": key}, true},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": "plaintext"}, true},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": key, "ZHIBU_BACKUP_AT": "25:00"}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": key, "ZHIBU_BACKUP_KEEP": "0,4"}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": filepath.Join(folder, "key", "x"), "ZHIBU_BACKUP_TO": key}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": open, "ZHIBU_BACKUP_TO": key}, false},
		{map[string]string{"ZHIBU_HTTP": "nonsense"}, false},
		{map[string]string{"ZHIBU_HTTP": "127.0.0.1:health"}, false},
		{map[string]string{"ZHIBU_HTTP": "127.0.0.1:90000"}, false},
		{map[string]string{"ZHIBU_RATE": "0"}, false},
		{map[string]string{"ZHIBU_RATE": "NaN"}, false},
		{map[string]string{"ZHIBU_RATE": "12.5"}, true},
		{map[string]string{"ZHIBU_DAILY": "9"}, false},
		{map[string]string{"ZHIBU_DAILY": "100"}, true},
		{map[string]string{"ZHIBU_KEEP_UNDELIVERED": "30", "ZHIBU_KEEP_SEEN": "3", "ZHIBU_KEEP_TRACES": "180"}, true},
		{map[string]string{"ZHIBU_KEEP_UNDELIVERED": "0"}, false},
		{map[string]string{"ZHIBU_KEEP_SEEN": "1"}, false},
		{map[string]string{"ZHIBU_KEEP_TRACES": "179"}, false},
		{map[string]string{"ZHIBU_KEEP_TRACES": "三年"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "http://example.org/x", "ZHIBU_WEBHOOK_LISTEN": "127.0.0.1:1"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "https://example.org/x"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "https://example.org/x", "ZHIBU_WEBHOOK_LISTEN": "8443"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "https://example.org/x", "ZHIBU_WEBHOOK_LISTEN": "127.0.0.1:8443"}, true},
	} {
		var got Config
		err := serveSettings(&got, func(name string) string { return c.env[name] })
		var input inputError
		if (err == nil) != c.ok || err != nil && !errors.As(err, &input) {
			t.Errorf("%v: %v", c.env, err)
		}
	}
}

// TestIdleSettings names what was set and does nothing.
func TestIdleSettings(t *testing.T) {
	for env, want := range map[string]string{
		"ZHIBU_DATA=x ZHIBU_RATE=5 HOME=/ PATH=":  "",
		"ZHIBU_BACKUPDIR=x ZHIBU_BACKUP_TO=age1":  "ZHIBU_BACKUPDIR ZHIBU_BACKUP_TO",
		"ZHIBU_BACKUP_DIR=x ZHIBU_BACKUP_TO=age1": "",
		"ZHIBU_WEBHOOK= ZHIBU_WEBHOOK_LISTEN=:1":  "ZHIBU_WEBHOOK_LISTEN",
	} {
		if got := strings.Join(idleSettings(strings.Fields(env)), " "); got != want {
			t.Errorf("%s: %q", env, got)
		}
	}
	source, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range source { // none that the program reads is missing from the list
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, name := range regexp.MustCompile(`etenv\("(ZHIBU_\w+)"\)`).FindAllStringSubmatch(string(mustRead(t, file)), -1) {
			if _, ours := known[name[1]]; !ours {
				t.Errorf("%s reads %s", file, name[1])
			}
		}
	}
}

// faulty has the next requests of a method fail, while it is set.
type faulty struct {
	mu    sync.Mutex
	fault func(method string) *sandbox.Fault
}

func (f *faulty) set(fault func(string) *sandbox.Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

func (f *faulty) next(method string) *sandbox.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault == nil {
		return nil
	}
	return f.fault(method)
}

// TestUndelivered has the platform refuse a member's card: the officers see whose, the 书记 is told, and 「重新发送」 brings
// it to the member when the platform takes it.
func TestUndelivered(t *testing.T) {
	w := newWorld(t, branch.On(2026, 3, 2).At(10, 0))
	var f faulty
	w.server.SetHooks(sandbox.Hooks{Fault: f.next})
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	chief, m := w.post(branch.Secretary), w.member(9)
	w.attach([]branch.Member{chief, m})
	f.set(func(method string) *sandbox.Fault {
		if method == "sendMessage" {
			return &sandbox.Fault{Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: odd"}`}
		}
		return nil
	})
	before := len(w.phone(m).Messages())
	w.say(w.phone(m), "/board")
	f.set(nil)
	if n := len(w.phone(m).Messages()); n != before+1 { // the command alone
		t.Fatalf("%d messages", n-before)
	}
	if err := w.app.careNow(branch.On(2026, 3, 2).At(23, 0)); err != nil { // nobody is woken
		t.Fatal(err)
	}
	w.settle()
	if _, told := w.phone(chief).Find("没有送达"); told {
		t.Error("told at night")
	}
	for range 3 { // told once
		if err := w.app.careNow(branch.On(2026, 3, 3).At(9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	w.settle()
	told := 0
	for _, x := range w.phone(chief).Messages() {
		if strings.Contains(x.Text, "有 1 条消息没有送达（"+m.Name+"）") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the 书记 was told %d times", told)
	}
	w.say(w.phone(chief), "/status")
	w.sees(w.phone(chief), "没有送达：1 条（"+m.Name+"）")
	if a := w.press(w.phone(chief), "重新发送"); a.Text != "已重新发送 1 条。" {
		t.Errorf("answered %q", a.Text)
	}
	if n := len(w.phone(m).Messages()); n != before+2 {
		t.Errorf("the card did not come: %d", n-before)
	}
	if now := w.phone(chief).Last().Text; !strings.Contains(now, "运行情况") || strings.Contains(now, "没有送达") {
		t.Errorf("after that /status says %q", now)
	}
	if out := w.say(w.phone(m), "/status"); strings.Contains(out, "磁盘") {
		t.Error("a member is shown how the machine is doing")
	}
}

var (
	metricLine = regexp.MustCompile(`^([a-z_]+)(\{[a-z]+="[a-z]+"\})? (-?[0-9.e+-]+)$`)
	headLine   = regexp.MustCompile(`^# (HELP|TYPE) ([a-z_]+) (.+)$`)
)

// TestWatched reads /healthz and /metrics as a monitor does, while all is well and while it is not.
func TestWatched(t *testing.T) {
	w := newWorld(t, branch.On(2026, 3, 2).At(10, 0))
	var f faulty
	w.server.SetHooks(sandbox.Hooks{Fault: f.next})
	at := make(chan net.Addr, 1)
	w.with = func(c *Config) { c.HTTP, c.OnHTTP = "127.0.0.1:0", func(a net.Addr) { at <- a } }
	w.open()
	stopped := false
	defer func() {
		if !stopped {
			w.stop()
		}
	}()
	url := "http://" + (<-at).String()
	get := func(path string) (int, string) {
		t.Helper()
		resp, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	if code, body := get("/healthz"); code != 200 || body != "ok\n" {
		t.Errorf("healthy: %d %q", code, body)
	}
	code, body := get("/metrics")
	seen, typed := map[string]string{}, map[string]bool{}
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if h := headLine.FindStringSubmatch(line); h != nil {
			if h[1] == "TYPE" && typed[h[2]] {
				t.Errorf("%s has its type twice", h[2])
			}
			typed[h[2]] = typed[h[2]] || h[1] == "TYPE"
			continue
		}
		m := metricLine.FindStringSubmatch(line)
		if m == nil || !typed[m[1]] {
			t.Errorf("not Prometheus' format, or without a type: %q", line)
			continue
		}
		seen[m[1]+m[2]] = m[3]
	}
	for _, want := range []string{"zhibu_commits_total", "zhibu_deeds_total", `zhibu_requests_total{result="ok"}`, "zhibu_undelivered", "zhibu_disk_free_bytes", "zhibu_file_bytes", "go_goroutines"} {
		if seen[want] == "" {
			t.Errorf("%s is missing", want)
		}
	}
	if code != 200 || seen["zhibu_commits_total"] == "0" || seen[`zhibu_requests_total{result="ok"}`] == "0" || seen["zhibu_undelivered"] != "0" {
		t.Errorf("%d: %v", code, seen)
	}
	for _, m := range w.members(func(branch.Member) bool { return true }) {
		if strings.Contains(body, m.Name) || regexp.MustCompile(fmt.Sprintf(`\b%d\b`, firstID+int64(m.ID))).MatchString(body) {
			t.Error("a person stands in the metrics")
		}
	}
	for _, path := range []string{"/", "/metrics/x", "/debug/pprof/"} {
		if code, _ := get(path); code != 404 {
			t.Errorf("%s is answered %d", path, code)
		}
	}

	// The token is revoked: the process ends by itself, says so in the log, and /healthz says so to the end.
	f.set(func(method string) *sandbox.Fault {
		return &sandbox.Fault{Status: 401, Body: `{"ok":false,"error_code":401,"description":"Unauthorized"}`}
	})
	ended := w.ended
	w.phone(w.post(branch.Secretary)).Send("/menu")
	select {
	case err := <-ended:
		if !tokenRefused(err) {
			t.Error("ended with ", err)
		}
		var errOut strings.Builder
		if code := report(err, &errOut); code != exitToken || !strings.Contains(errOut.String(), "令牌无效") {
			t.Errorf("exit code %d: %s", code, errOut.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("a revoked token does not end the process")
	}
	stopped = true
	if faults := strings.Join(w.app.faults(), " "); !strings.Contains(faults, "token is not accepted") {
		t.Errorf("healthz would say %q", faults)
	}
	w.update(func(tx *store.Tx) error { // nobody carries it out any more
		tx.Plan(office.PushCalendar, w.branch, 0, w.clock.Now().Add(-2*time.Hour))
		return nil
	})
	if faults := strings.Join(w.app.faults(), " "); !strings.Contains(faults, "scheduler: overdue by 2h") {
		t.Errorf("with a push that is overdue: %q", faults)
	}
	if log := w.log.String(); !strings.Contains(log, "revoked") || strings.Contains(log, demoToken) {
		t.Error("the log does not say so, or holds the token")
	}
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

// TestServeToken starts the real verb with settings that cannot be a token or an address, then with a token that the
// platform does not know.
func TestServeToken(t *testing.T) {
	server := sandbox.New(sandbox.Options{Token: demoToken, BotName: "助手", BotUsername: demoBot})
	defer server.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	api := &http.Server{Handler: server.Handler()}
	go api.Serve(l)
	defer api.Close()
	folder := t.TempDir()
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", "")
	if _, errOut, code := cli(t, "import", "demo/roster.xlsx"); code != exitOK {
		t.Fatal(errOut)
	}
	for _, c := range []struct{ token, api, want string }{ // what nobody need be asked about
		{"100001", "", "机器人令牌的样子不对"},
		{"100001:a b", "", "机器人令牌的样子不对"},
		{"100001:right-in-its-form", "localhost:8081", "TELEGRAM_API_URL"},
		{"100001:right-in-its-form", "http://example.org", "TELEGRAM_API_URL"},
	} {
		t.Setenv("TELEGRAM_BOT_TOKEN", c.token)
		t.Setenv("TELEGRAM_API_URL", c.api)
		if out, errOut, code := cli(t, "serve"); code != exitInput || !strings.Contains(errOut, c.want) || strings.Contains(out+errOut, c.token) {
			t.Errorf("%q %q: %d %s%s", c.token, c.api, code, out, errOut)
		}
	}
	t.Setenv("TELEGRAM_API_URL", "http://"+l.Addr().String())
	t.Setenv("TELEGRAM_BOT_TOKEN", "")
	tokenFile := filepath.Join(folder, "token.env")
	if err := os.WriteFile(tokenFile, []byte("TELEGRAM_BOT_TOKEN=\"100001:another-token-that-was-revoked\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZHIBU_HTTP", l.Addr().String()) // in use: systemd is to try again, and nobody to read 已启动
	if out, errOut, code := cli(t, "serve", "--token-file", tokenFile); code != exitFailed || !strings.Contains(errOut, "已被占用") || strings.Contains(out, "已启动") {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
	t.Setenv("ZHIBU_HTTP", "")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out, errOut strings.Builder
	if code := run(ctx, []string{"serve", "--token-file", tokenFile}, &out, &errOut); code != exitToken || !strings.Contains(errOut.String(), "令牌无效") {
		t.Errorf("%d: %s%s", code, out.String(), errOut.String())
	}
	if strings.Contains(out.String()+errOut.String(), "another-token") {
		t.Error("the token is printed")
	}
}

// TestOpenToOthers refuses a data folder, a key folder, or a file in them that others can read.
func TestOpenToOthers(t *testing.T) {
	folder := t.TempDir()
	data, keys := filepath.Join(folder, "data"), filepath.Join(folder, "keys")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", keys)
	if _, errOut, code := cli(t, "import", "demo/roster.xlsx"); code != exitOK {
		t.Fatal(errOut)
	}
	for _, path := range []string{data, keys, filepath.Join(data, "zhibu.db"), filepath.Join(keys, "outbox.secret")} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, more := range []os.FileMode{0o040, 0o004, 0o010} {
			os.Chmod(path, info.Mode().Perm()|more)
			if _, errOut, code := cli(t, "check"); code != exitInput || !strings.Contains(errOut, "chmod") {
				t.Errorf("%s with %04o more: %d %s", path, more, code, errOut)
			}
		}
		os.Chmod(path, info.Mode().Perm())
	}
	if _, errOut, code := cli(t, "check"); code != exitOK {
		t.Error(errOut)
	}

	link := filepath.Join(folder, "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ data, keys, want string }{ // each ends with exit code 2: starting again is no use
		{data, data, "ZHIBU_KEYS"},
		{data, filepath.Join(link, "keys"), "ZHIBU_KEYS"},
		{filepath.Join(data, "zhibu.db"), keys, "不是文件夹"},
		{data, filepath.Join(data, "zhibu.db"), "ZHIBU_KEYS"},
		{data, filepath.Join(folder, "file"), "不是文件夹"},
	} {
		if err := os.WriteFile(filepath.Join(folder, "file"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("ZHIBU_DATA", c.data)
		t.Setenv("ZHIBU_KEYS", c.keys)
		if _, errOut, code := cli(t, "import", "demo/roster.xlsx"); code != exitInput || !strings.Contains(errOut, c.want) {
			t.Errorf("%s, %s: %d %s", c.data, c.keys, code, errOut)
		}
	}
}
