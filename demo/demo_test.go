package demo_test

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cli"
	"zhibu/demo"
	"zhibu/store"
	"zhibu/world"
)

// rehearsing runs a rehearsal as demo does, until stop, which gives what it printed.
func rehearsing(t *testing.T, b demo.Beginning) (url string, stop func() string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var out strings.Builder
	ended := make(chan error, 1)
	go func() { ended <- demo.Run(ctx, b, l, &out, false) }()
	return "http://" + l.Addr().String(), func() string {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		return out.String()
	}
}

// chatOnPage returns what the page shows of somebody's chat once it holds a text.
func chatOnPage(t *testing.T, url string, person int64, text string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		req, _ := http.NewRequestWithContext(ctx, "GET", fmt.Sprintf("%s/api/events?p=%d", url, person), nil)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("the page never showed %q: %v", text, err)
		}
		all := ""
		for lines := bufio.NewReader(resp.Body); !strings.Contains(all, "data: ") || !strings.HasSuffix(all, "\n\n"); { // the first event is all there is
			line, err := lines.ReadString('\n')
			if all += line; err != nil {
				break
			}
		}
		resp.Body.Close()
		if strings.Contains(all, text) {
			return all
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestRehearsalOfAnyYear begins a rehearsal on days of all the years that its check allows.
func TestRehearsalOfAnyYear(t *testing.T) {
	for _, day := range []branch.Date{branch.On(2000, time.January, 1), branch.On(2001, time.December, 31), branch.On(2024, time.February, 29), branch.On(2025, time.March, 1),
		branch.On(2026, time.January, 2), branch.On(2026, time.June, 1), branch.On(2027, time.January, 16), branch.On(2099, time.December, 31)} {
		r, err := demo.New(demo.Beginning{Start: day.At(8, 55)})
		if err != nil {
			t.Errorf("%v: %v", day, err)
			continue
		}
		_ = r.App().Store.View(func(tx *store.Tx) error {
			for m := range store.Members.Scan(tx, nil) {
				if age := day.Year() - m.Joined.Year(); m.Joined > day || m.Full > day || age > 60 {
					t.Errorf("on %v %s is a member since %v, full since %v", day, m.Name, m.Joined, m.Full)
				}
			}
			return nil
		})
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestKilledRehearsal takes a rehearsal up from a copy of its folder, as a process that was killed leaves it: the clock is
// not before what was done last.
func TestKilledRehearsal(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rehearsal")
	begin := demo.Beginning{Folder: folder, Start: branch.On(2026, time.June, 1).At(8, 55)}
	r, err := demo.New(begin)
	if err != nil {
		t.Fatal(err)
	}
	r.Clock().Set(begin.Start.Add(3 * time.Hour)) // as it runs on by itself: nobody turns it
	done := r.Clock().Now()
	if _, err := r.App().Store.Update(func(tx *store.Tx) error { store.Alives.Put(tx, store.Alive{At: done}); return nil }); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "killed")
	if err := errors.Join(os.CopyFS(copied, os.DirFS(folder)), os.Remove(filepath.Join(copied, "data", "holder"))); err != nil {
		t.Fatal(err)
	}
	if err := filepath.WalkDir(copied, func(path string, d os.DirEntry, err error) error {
		mode := os.FileMode(0o600)
		if d.IsDir() {
			mode = 0o700
		}
		return errors.Join(err, os.Chmod(path, mode))
	}); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	begin.Folder = copied
	again, err := demo.New(begin)
	if err != nil {
		t.Fatal(err)
	}
	if now := again.Clock().Now(); now.Before(done) {
		t.Errorf("something was done at %v, and the clock came back at %v", done, now)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// TestKeptRehearsal leaves a rehearsal and goes on with it: the chats, the clock and the branch are as they were.
func TestKeptRehearsal(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rehearsal")
	begin := demo.Beginning{Folder: folder, Start: branch.On(2026, time.June, 1).At(8, 55)}
	const person = demo.FirstID + 3
	post := func(url, path, body string) {
		t.Helper()
		resp, err := http.Post(url+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}

	url, stop := rehearsing(t, begin)
	chatOnPage(t, url, person, "同志，您好")
	post(url, "/api/send", fmt.Sprintf(`{"p":%d,"text":"/me"}`, person))
	chatOnPage(t, url, person, "入党日期")
	post(url, "/api/clock", `{"text":"week"}`)
	chatOnPage(t, url, demo.FirstID+9, "2026年6月8日")
	post(url, "/api/tour", `{"m":3,"text":"skip"}`)
	const task = `"title":"外人来信"`
	post(url, "/api/send", fmt.Sprintf(`{"p":%d,"text":"有人吗"}`, demo.OutsiderID))
	links := func() (list []string) { // to try, each on its own person's page
		for id := int64(1); id <= 32; id++ {
			list = append(list, regexp.MustCompile(`https://t\.me/[^"]*start=[^"]*`).FindAllString(chatOnPage(t, url, demo.FirstID+id, "data: "), -1)...)
		}
		return list
	}
	before := links()
	for !regexp.MustCompile(task + `[^}]*"done":true`).MatchString(chatOnPage(t, url, person, task)) {
		time.Sleep(20 * time.Millisecond)
	}
	stop()

	url, stop = rehearsing(t, begin)
	page := chatOnPage(t, url, person, task)
	if after := links(); len(before) != 2 || !slices.Equal(before, after) {
		t.Errorf("the invitations %q became %q", before, after)
	}
	if n := strings.Count(page, `"skipped":true`); n != 1 || !regexp.MustCompile(task+`[^}]*"done":true`).MatchString(page) {
		t.Errorf("the tour has lost its ticks: %d skipped", n)
	}
	if got := chatOnPage(t, url, person, "入党日期"); strings.Count(got, `"text":"/start"`) != 1 {
		t.Error("the chat did not go on as it was left")
	}
	post(url, "/api/send", fmt.Sprintf(`{"p":%d,"text":"/menu"}`, person))
	chatOnPage(t, url, person, "今天是2026年6月8日")
	if out := stop(); !strings.Contains(out, "现在是 2026-06-08") || !strings.Contains(out, "32 名党员") {
		t.Errorf("it said %q", out)
	}

	again := begin
	again.Chosen = true
	if _, err := demo.New(again); err == nil || !strings.Contains(err.Error(), "只在第一次使用") {
		t.Errorf("another date: %v", err)
	}
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(folder, "keys"))
	t.Setenv("TELEGRAM_BOT_TOKEN", "1:real")
	if _, errOut, code := world.CommandLine(t, "serve"); code != cli.ExitInput || !strings.Contains(errOut, "演练用的") {
		t.Errorf("serve on a rehearsal: %d %s", code, errOut)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "thesis.docx"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.New(demo.Beginning{Folder: other, Start: begin.Start}); err == nil || !strings.Contains(err.Error(), "别的内容") {
		t.Errorf("a folder of something else: %v", err)
	}
}

// TestRehearsalBegins: nobody is told of the invitations to try; an ordinary member begins with one message; somebody is
// from outside.
func TestRehearsalBegins(t *testing.T) {
	url, stop := rehearsing(t, demo.Beginning{Start: branch.On(2026, time.June, 1).At(8, 55)})
	defer stop()
	for _, person := range []int64{7002, 7009, 7003} {
		chatOnPage(t, url, person, "同志，您好")
		time.Sleep(300 * time.Millisecond) // what else there is comes at once
		got := chatOnPage(t, url, person, "同志，您好")
		if strings.Contains(got, "账号变动") {
			t.Errorf("%d is told of invitations", person)
		}
		if n := strings.Count(got, `"bot":true`); n < 1 || person == 7003 && n > 1 {
			t.Errorf("%d begins with %d messages", person, n)
		}
	}
	if got := chatOnPage(t, url, demo.OutsiderID, `"started":false`); !strings.Contains(got, "不在本支部") {
		t.Error("nobody is from outside")
	}
}

// TestHangUp closes the terminal under a process: it ends as when it is asked to, and leaves nothing behind.
func TestHangUp(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGHUP")
	}
	folder := filepath.Join(t.TempDir(), "kept")
	if err := errors.Join(os.Mkdir(folder, 0o755), os.Chmod(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "zhibu.exe")
	if out, err := exec.Command("go", "build", "-o", binary, "zhibu").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	child := exec.Command(binary, "demo", "--no-open", "--keep", folder)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, syscall.SIGHUP) // under nohup the child would inherit that it is ignored, and rightly go on
	defer signal.Stop(heard)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Process.Kill()
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "Ctrl+C") {
	}
	if err := child.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if _, err := os.Lstat(filepath.Join(folder, "data", "holder")); err == nil {
		t.Error("it did not close its store")
	}
	for _, f := range []string{folder, filepath.Join(folder, "data"), filepath.Join(folder, "chats")} {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v, %v: it may hold one's own roster", f, info.Mode(), err)
		}
	}
}

// TestKilledBesideThePage kills a kept rehearsal as soon as somebody has seen an answer on the page: the next one shows it, and the bot goes
// on from it, without a second of grace.
func TestKilledBesideThePage(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGKILL")
	}
	folder, binary := filepath.Join(t.TempDir(), "kept"), filepath.Join(t.TempDir(), "zhibu.exe")
	if out, err := exec.Command("go", "build", "-o", binary, "zhibu").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	const person = demo.FirstID + 3
	begin := func() (url string, child *exec.Cmd) {
		child = exec.Command(binary, "demo", "--no-open", "--keep", folder)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { child.Process.Kill() })
		for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "Ctrl+C"); {
			if _, at, ok := strings.Cut(lines.Text(), "演练已就绪："); ok {
				url = strings.TrimSuffix(at, "/")
			}
		}
		return url, child
	}
	said := []string{"同志，您好"}
	for _, c := range []struct{ text, answer string }{{"/me", "入党日期"}, {"/visit", "企业"}, {"/help", "登记走访：/visit"}} {
		url, child := begin()
		for _, before := range said {
			chatOnPage(t, url, person, before)
		}
		resp, err := http.Post(url+"/api/send", "application/json", strings.NewReader(fmt.Sprintf(`{"p":%d,"text":%q}`, person, c.text)))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		chatOnPage(t, url, person, c.answer)
		said = append(said, c.answer)
		child.Process.Kill()
		child.Wait()
	}
	url, child := begin()
	for _, before := range said {
		chatOnPage(t, url, person, before)
	}
	child.Process.Kill()
	child.Wait()
}

// TestExportOfAnotherYear: what is exported of a rehearsal bears its day, and is of its year, whatever the machine's clock says; by the
// chat as by the command line.
func TestExportOfAnotherYear(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rehearsal")
	begin := demo.Beginning{Folder: folder, Start: branch.On(2031, time.March, 3).At(8, 55)}
	r, err := demo.New(begin)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(folder, "keys"))
	for verb, want := range map[string]string{"roster": "2031年3月3日导出", "ledger": "2031年"} {
		file := filepath.Join(t.TempDir(), verb+".xlsx")
		if _, errOut, code := world.CommandLine(t, "export", verb, file); code != 0 || !strings.Contains(unpacked(t, file), want) {
			t.Errorf("%s does not bear the rehearsal's day: %d %s", verb, code, errOut)
		}
	}
}

// unpacked returns all the parts of a workbook, one after the other.
func unpacked(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, part := range z.File {
		r, err := part.Open()
		if err == nil {
			_, err = io.Copy(&all, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
