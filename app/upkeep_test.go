package app_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cli"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestNightly lets two months of nights pass, in the middle of which the backup folder cannot be written to for a while.
// What is kept follows the rule, nothing is lost while it fails, the 书记 is told once a day and not at night, and the
// latest one can be restored.
func TestNightly(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 2).At(10, 0))
	folder := filepath.Join(w.Folder, "nightly")
	w.With = func(c *app.Config) {
		c.Nightly = ops.Nightly{Folder: folder, At: "30 3 * * *", Keep: ops.DefaultRule}
	}
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	chief := w.Post(branch.Secretary)
	w.Attach([]branch.Member{chief, w.Post(branch.OrganisationPost)})
	list := func() (names []string) {
		all, _ := filepath.Glob(filepath.Join(folder, "*-"+ops.ShortID(w.App.Config().Nightly.Of)+".backup"))
		return all
	}
	night := func(day branch.Date) string {
		return filepath.Join(folder, fmt.Sprintf("zhibu-%s-033000-%s.backup", strings.ReplaceAll(day.String(), "-", ""), ops.ShortID(w.App.Config().Nightly.Of)))
	}
	alarms := func() (n int) {
		for _, m := range w.Phone(chief).Messages() {
			if strings.Contains(m.Text, "备份没有做成") {
				n++
			}
		}
		return n
	}
	care := func() {
		t.Helper()
		if err := w.App.CareNow(w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	care()
	if len(list()) != 1 {
		t.Fatalf("the first backup is not made at once: %q", list())
	}
	foreign, killed := filepath.Join(folder, "zhibu-notes.backup"), filepath.Join(folder, ops.Scratch+ops.ShortID(w.App.Config().Nightly.Of)+"-1234567")
	// Another store's in the same folder, of each day, unfinished too; and those of an older program, which may be anybody's.
	theirs := []string{filepath.Join(folder, ops.Scratch+"OTHERONE-1234567")}
	for day := 1; day < 28; day++ {
		for _, end := range []string{"-OTHERONE.backup", ".backup", ".backup.part"} {
			theirs = append(theirs, filepath.Join(folder, fmt.Sprintf("zhibu-202603%02d-033000%s", day, end)))
		}
	}
	for _, path := range theirs {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.WriteFile(foreign, []byte("theirs"), 0o600), os.WriteFile(killed, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	was := w.App.Config().Nightly.Folder // another folder gets its first one at once, too
	w.App.Config().Nightly.Folder = t.TempDir()
	care()
	if made, err := w.App.Config().Nightly.Made(); err != nil || len(made) != 1 {
		t.Errorf("in a folder that is new: %v, %v", made, err)
	}
	w.App.Config().Nightly.Folder = was
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
			w.Clock.Set(at)
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
		if _, err := os.Stat(night(day)); err != nil {
			t.Error("of the last week is missing: ", err)
		}
	}
	if raw, err := os.ReadFile(foreign); err != nil || string(raw) != "theirs" {
		t.Error("a file of somebody else was removed: ", err)
	}
	for _, path := range theirs {
		if _, err := os.Lstat(path); err != nil {
			t.Error("what is not known to be this store's was removed: ", err)
		}
	}
	if _, err := os.Lstat(killed); err == nil {
		t.Error("what was never finished is kept")
	}
	w.Say(w.Phone(chief), "/status")
	w.Sees(w.Phone(chief), "上次备份：11小时前（5月2日（周六）03:30）")
	t.Setenv("ZHIBU_DATA", filepath.Join(w.Folder, "restored"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(w.Folder, "restored.keys"))
	if out, errOut, code := world.CommandLine(t, "restore", night(branch.On(2026, 5, 2))); code != cli.ExitOK || !strings.Contains(out, "名册 32 人") {
		t.Error(code, out, errOut)
	}
}

// TestUndelivered has the platform refuse a member's card: the officers see whose, the 书记 is told, and 「重新发送」 brings
// it to the member when the platform takes it.
func TestUndelivered(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 2).At(10, 0))
	var f world.Faulty
	w.Server.SetHooks(sandbox.Hooks{Fault: f.Next})
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	chief, m := w.Post(branch.Secretary), w.Member(9)
	w.Attach([]branch.Member{chief, m})
	f.Set(func(method string) *sandbox.Fault {
		if method == "sendMessage" {
			return &sandbox.Fault{Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: odd"}`}
		}
		return nil
	})
	before := len(w.Phone(m).Messages())
	w.Say(w.Phone(m), "/board")
	f.Set(nil)
	if n := len(w.Phone(m).Messages()); n != before+1 { // the command alone
		t.Fatalf("%d messages", n-before)
	}
	if err := w.App.CareNow(branch.On(2026, 3, 2).At(23, 0)); err != nil { // nobody is woken
		t.Fatal(err)
	}
	w.Settle()
	if _, told := w.Phone(chief).Find("没有送达"); told {
		t.Error("told at night")
	}
	for range 3 { // told once
		if err := w.App.CareNow(branch.On(2026, 3, 3).At(9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	w.Settle()
	told := 0
	for _, x := range w.Phone(chief).Messages() {
		if strings.Contains(x.Text, "有 1 条消息没有送达（"+m.Name+"）") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the 书记 was told %d times", told)
	}
	w.Say(w.Phone(chief), "/status")
	w.Sees(w.Phone(chief), "没有送达：1 条（"+m.Name+"）")
	if a := w.Press(w.Phone(chief), "重新发送"); a.Text != "已重新发送 1 条。" {
		t.Errorf("answered %q", a.Text)
	}
	if n := len(w.Phone(m).Messages()); n != before+2 {
		t.Errorf("the card did not come: %d", n-before)
	}
	if now := w.Phone(chief).Last().Text; !strings.Contains(now, "运行情况") || strings.Contains(now, "没有送达") {
		t.Errorf("after that /status says %q", now)
	}
	if out := w.Say(w.Phone(m), "/status"); strings.Contains(out, "磁盘") {
		t.Error("a member is shown how the machine is doing")
	}
}

var (
	metricLine = regexp.MustCompile(`^([a-z_]+)(\{[a-z]+="[a-z]+"\})? (-?[0-9.e+-]+)$`)
	headLine   = regexp.MustCompile(`^# (HELP|TYPE) ([a-z_]+) (.+)$`)
)

// TestWatched reads /healthz and /metrics as a monitor does, while all is well and while it is not.
func TestWatched(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 2).At(10, 0))
	var f world.Faulty
	w.Server.SetHooks(sandbox.Hooks{Fault: f.Next})
	at := make(chan net.Addr, 1)
	w.With = func(c *app.Config) { c.HTTP, c.OnHTTP = "127.0.0.1:0", func(a net.Addr) { at <- a } }
	w.Open()
	stopped := false
	defer func() {
		if !stopped {
			w.Stop()
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
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
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
	for _, m := range w.Members(func(branch.Member) bool { return true }) {
		if strings.Contains(body, m.Name) || regexp.MustCompile(fmt.Sprintf(`\b%d\b`, demo.FirstID+int64(m.ID))).MatchString(body) {
			t.Error("a person stands in the metrics")
		}
	}
	for _, path := range []string{"/", "/metrics/x", "/debug/pprof/"} {
		if code, _ := get(path); code != 404 {
			t.Errorf("%s is answered %d", path, code)
		}
	}

	// The token is revoked: the process ends by itself, says so in the log, and /healthz says so to the end.
	f.Set(func(method string) *sandbox.Fault {
		return &sandbox.Fault{Status: 401, Body: `{"ok":false,"error_code":401,"description":"Unauthorized"}`}
	})
	ended := w.Ended
	w.Phone(w.Post(branch.Secretary)).Send("/menu")
	select {
	case err := <-ended:
		if !app.TokenRefused(err) {
			t.Error("ended with ", err)
		}
		var errOut strings.Builder
		if code := cli.Report(err, &errOut); code != cli.ExitToken || !strings.Contains(errOut.String(), "令牌无效") {
			t.Errorf("exit code %d: %s", code, errOut.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("a revoked token does not end the process")
	}
	stopped = true
	if faults := strings.Join(w.App.Faults(), " "); !strings.Contains(faults, "token is not accepted") {
		t.Errorf("healthz would say %q", faults)
	}
	w.Update(func(tx *store.Tx) error { // nobody carries it out any more
		tx.Plan(office.PushCalendar, w.Branch, 0, w.Clock.Now().Add(-2*time.Hour))
		return nil
	})
	if faults := strings.Join(w.App.Faults(), " "); !strings.Contains(faults, "scheduler: overdue by 2h") {
		t.Errorf("with a push that is overdue: %q", faults)
	}
	if log := w.Logged.String(); !strings.Contains(log, "revoked") || strings.Contains(log, demo.Token) {
		t.Error("the log does not say so, or holds the token")
	}
	if err := w.App.Close(); err != nil {
		t.Error(err)
	}
}
