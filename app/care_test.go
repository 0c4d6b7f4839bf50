package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/cli"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// TestNothingElseIsSwept: a start removes what a killed backup of this program has left, and nothing that somebody else has
// put into the folders, whatever its name is like; a restore does not remove what lies in its way.
func TestNothingElseIsSwept(t *testing.T) {
	folder := t.TempDir()
	path := func(parts ...string) string { return filepath.Join(append([]string{folder}, parts...)...) }
	data := path("data")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", path("keys"))
	for _, args := range [][]string{{"import", "../demo/roster/roster.xlsx"}, {"backup", path("good"), "--plaintext"}} {
		if out, errOut, code := world.CommandLine(t, args...); code != cli.ExitOK {
			t.Fatal(code, out, errOut)
		}
	}
	theirs := []string{"backup-20261101", "backup-mine.age", ".zhibu-scratch-notes", ".zhibu-scratch-1.txt", "zhibu-scratch-12", "note.part"}
	ours := ops.Scratch + "1234567"
	for _, name := range append(theirs, ours) {
		if err := errors.Join(os.Mkdir(path("data", name), 0o700), os.WriteFile(path("data", name, "zhibu.db"), []byte("theirs"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	w := world.New(t, branch.On(2026, 3, 2).At(10, 0))
	w.Folder = folder
	w.Open()
	w.Stop()
	for _, name := range theirs {
		if got, err := os.ReadFile(path("data", name, "zhibu.db")); string(got) != "theirs" {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
	if _, err := os.Lstat(path("data", ours)); err == nil {
		t.Error("what a killed backup has left is still there")
	}
	t.Setenv("ZHIBU_DATA", path("fresh"))
	if err := errors.Join(os.Mkdir(path("fresh.restoring"), 0o700), os.WriteFile(path("fresh.restoring", "thesis"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code := world.CommandLine(t, "restore", path("good")); code != cli.ExitInput || !strings.Contains(errOut, "fresh.restoring 已经存在") {
		t.Errorf("a restore over what lies in its way: %d %s", code, errOut)
	}
	if _, err := os.Stat(path("fresh.restoring", "thesis")); err != nil {
		t.Error(err)
	}
}

// TestBackupElsewhere refuses a backup in the folders that it is there to replace, however they are written.
func TestBackupElsewhere(t *testing.T) {
	folder := t.TempDir()
	path := func(parts ...string) string { return filepath.Join(append([]string{folder}, parts...)...) }
	data, keys := path("data"), path("keys")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", keys)
	if out, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitOK {
		t.Fatal(code, out, errOut)
	}
	if err := os.Symlink(data, path("link")); err != nil {
		t.Fatal(err)
	}
	for dir, ok := range map[string]bool{data: false, path("data", "backups"): false, path("data", "blobs", "x"): false, keys: false, path("keys", "b"): false,
		path("link"): false, path("link", "b"): false, path("x", "..", "data"): false, path("data-backups"): true, path("backups"): true, folder: true} {
		env := map[string]string{"ZHIBU_BACKUP_DIR": dir, "ZHIBU_BACKUP_TO": "plaintext"}
		err := app.ServeSettings(new(app.Config), func(name string) string { return env[name] })
		if input := ops.Mistake(""); (err == nil) != ok || err != nil && (!errors.As(err, &input) || !strings.Contains(err.Error(), "另一块磁盘")) {
			t.Errorf("ZHIBU_BACKUP_DIR=%s: %v", dir, err)
		}
		if !ok {
			if _, errOut, code := world.CommandLine(t, "backup", filepath.Join(dir, "x.backup"), "--plaintext"); code != cli.ExitInput || !strings.Contains(errOut, "另一块磁盘") {
				t.Errorf("backup into %s: %d %s", dir, code, errOut)
			}
		}
	}
}

// TestClockWasAhead leaves in the store what a clock a year ahead has written, and sets it right: the nightly backups go on,
// the newest are kept, an account that had guessed at codes is let in, and old alarms end.
func TestClockWasAhead(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 2).At(10, 0))
	folder := filepath.Join(w.Folder, "nightly")
	w.With = func(c *app.Config) {
		c.Nightly = ops.Nightly{Folder: folder, At: "30 3 * * *", Keep: ops.Rule{Days: 3, Weeks: 1, Months: 1}}
	}
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	chief := w.Post(branch.Secretary)
	w.Attach([]branch.Member{chief})
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	care := func(at time.Time) {
		t.Helper()
		w.Clock.Set(at)
		if err := w.App.CareNow(at); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	guesser := w.Server.Client(990)
	for day := branch.On(2027, 3, 2); day < branch.On(2027, 3, 8); day++ { // a year ahead, for six nights
		care(day.At(3, 30))
	}
	w.Clock.Set(branch.On(2027, 3, 8).At(9, 0))
	for range 6 {
		w.Say(guesser, office.NewCode())
	}
	w.Update(func(tx *store.Tx) error {
		store.Deads.Put(tx, store.Dead{ID: 77, Chat: chat.Chat(fmt.Sprint("tg:", demo.FirstID+int64(chief.ID))), Key: "x", Reason: "odd", At: w.Clock.Now()})
		store.Chats.Put(tx, store.ChatState{Chat: "tg:991", Gone: true, Since: w.Clock.Now()})
		up, _ := store.Upkeeps.Get(tx, store.K(1))
		up.Failed, up.FailedAt = "full", w.Clock.Now()
		store.Upkeeps.Put(tx, up)
		return nil
	})
	care(branch.On(2026, 3, 2).At(11, 0)) // somebody has noticed
	made := func() (n int) {
		all, _ := filepath.Glob(filepath.Join(folder, "zhibu-2026*.backup"))
		return len(all)
	}
	for day := branch.On(2026, 3, 2); day < branch.On(2026, 3, 9); day++ {
		before := made()
		care(day.At(12, 1)) // an hour after the failure: that is tried again
		if day == branch.On(2026, 3, 2) && made() == before {
			t.Error("the backup that had failed was not tried again")
		}
		care((day + 1).At(3, 29))
		care((day + 1).At(3, 30))
		night := filepath.Join(folder, "zhibu-"+strings.ReplaceAll((day+1).String(), "-", "")+"-033000-"+ops.ShortID(w.App.Config().Nightly.Of)+".backup")
		if _, err := os.Stat(night); err != nil {
			t.Errorf("no backup in the night to %v, or it was thrown away: %v", day+1, err)
		}
	}
	if n := made(); n > 3+1+1 {
		t.Errorf("%d backups are kept", n)
	}
	m := w.Member(9)
	code := w.Invite(m)
	guesser.Start(code)
	w.Press(guesser, "确认")
	if _, ok := guesser.Find("绑定完成"); !ok {
		t.Errorf("who guessed in a year to come sees %q", guesser.Last().Text)
	}
	w.Update(func(tx *store.Tx) error {
		if d, _ := store.Deads.Get(tx, store.K(77)); w.Clock.Now().Sub(d.At) < 24*time.Hour {
			t.Errorf("a message given up counts as of %v", d.At)
		}
		if c, _ := store.Chats.Get(tx, store.ChatKey("tg:991")); c.Since.After(w.Clock.Now()) {
			t.Errorf("a chat is parked since %v", c.Since)
		}
		return nil
	})
	if path := w.App.Config().Nightly.Path(branch.On(2026, 3, 9).At(3, 30)); !strings.Contains(path, "-033001-") {
		t.Errorf("the same second again: %s", path)
	}
}

// TestPanicOutside has a picture, a document and a verb of the command line panic: each is given up, and the process goes on.
func TestPanicOutside(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 2).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	for what, do := range map[string]func() error{
		"picture": func() error { return w.App.Guarded("picture x", func() error { panic("王志远") }) },
		"index": func() error {
			return w.App.Guarded("document x", func() error { _ = []int{}[len(t.Name())]; return nil })
		},
		"drawing": func() error {
			_, err := w.App.Draw(chat.Picture{Kind: birthday.PictureGreeting, Args: []int64{1, 1, 1 << 62}})
			return err
		},
		"no error": func() error { return errors.Join(w.App.Guarded("verb x", func() error { return nil }), app.ErrPanic) },
	} {
		if err := do(); what != "drawing" && !errors.Is(err, app.ErrPanic) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if log := w.Logged.String(); !strings.Contains(log, "care_test.go") || strings.Contains(log, "王志远") {
		t.Errorf("the log does not say where, or holds people's words: %s", log)
	}
}

// TestErasedAndGone: an account that has erased itself, and then blocks the bot, is not stored again; one that the bot knows is.
func TestErasedAndGone(t *testing.T) {
	w, _, _ := world.PeopleWorld(t)
	m, other := w.Member(2), w.Member(3)
	p := w.Phone(m)
	w.Update(func(tx *store.Tx) error { return w.App.Office.Erase(tx, m, w.Clock.Now()) })
	w.Settle()
	for _, c := range []*sandbox.Client{p, w.Phone(other), w.Server.Client(998)} {
		c.Send("/start")
		w.Settle()
		c.Block()
	}
	w.Eventually("that the other is gone", func() (gone bool) {
		_ = w.App.Store.View(func(tx *store.Tx) error {
			state, _ := store.Chats.Get(tx, store.ChatKey(chat.Chat(fmt.Sprint("tg:", demo.FirstID+int64(other.ID)))))
			gone = state.Gone
			return nil
		})
		return gone
	})
	w.Settle()
	w.Stop()
	for _, row := range world.EveryRow(t, filepath.Join(w.Folder, "data", "zhibu.db")) {
		if strings.Contains(row, "tg:7002") || strings.Contains(row, "tg:998") {
			t.Errorf("stored: %q", row)
		}
	}
}

// TestTurnoutIsCoarse: however often an officer asks, the turnout moves once a minute, so that it tells nobody who has just put
// the phone away; when the time is over it is exact.
func TestTurnoutIsCoarse(t *testing.T) {
	w := world.New(t, branch.On(2026, time.July, 1).At(9, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	all := w.Members(func(branch.Member) bool { return true })
	w.Attach(all)
	w.Open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	officer := w.Post(branch.Secretary)
	turnout := func() (text string) {
		w.Update(func(tx *store.Tx) error {
			for r := range rounds.RoundsOpen.Scan(tx, nil) {
				text = rounds.RoundCard(w.App.Office, tx, r, officer, w.Clock.Now()).PlainText()
			}
			return nil
		})
		_, text, _ = strings.Cut(text, "已参加 ")
		text, _, _ = strings.Cut(text, " 人")
		return text
	}
	var voters []branch.Member
	for _, m := range all {
		if !m.May(branch.KeepRoster) && m.Full != 0 {
			voters = append(voters, m)
		}
	}
	want := func(when, n string) {
		t.Helper()
		if got := turnout(); got != n {
			t.Errorf("%s the officers read %s, want %s", when, got, n)
		}
	}
	want("before anybody has voted", "0")
	w.Vote(voters[0], "沈岩")
	want("at once after a vote", "0")
	w.Vote(voters[1], "江月华")
	want("after another", "0")
	w.Turn(w.Clock.Now().Add(61 * time.Second))
	want("a minute later", "2")
	w.Vote(voters[2], "江月华")
	want("after a third", "2")
	w.Turn(w.Clock.Now().Add(61 * time.Second))
	want("and a minute later", "3")
}

// TestRevokedInMidRun revokes the token while a ballot is open: the process ends, and with a new token it goes on where it was;
// a vote that was acknowledged counts, the others can vote, and what had waited arrives.
func TestRevokedInMidRun(t *testing.T) {
	w := world.New(t, branch.On(2026, time.July, 1).At(9, 0))
	var f world.Faulty
	w.Server.SetHooks(sandbox.Hooks{Fault: f.Next})
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	voters := w.Members(func(m branch.Member) bool { return !m.May(branch.KeepRoster) && m.Full != 0 })
	w.Vote(voters[0], "沈岩")
	f.Set(func(string) *sandbox.Fault {
		return &sandbox.Fault{Status: 401, Body: `{"ok":false,"error_code":401,"description":"Unauthorized"}`}
	})
	w.Phone(voters[1]).Send("/menu")
	select {
	case err := <-w.Ended:
		if !app.TokenRefused(err) {
			t.Error("ended with ", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("a revoked token does not end the process")
	}
	if err := w.App.Close(); err != nil {
		t.Error(err)
	}
	f.Set(nil)
	w.Open()
	defer func() { w.Stop() }()
	if _, err := w.Phone(voters[1]).WaitText(w.Ctx(), "参加"); err != nil {
		t.Error("what was asked for before the token was revoked was never answered")
	}
	w.Settle()
	if _, n := w.Stored(); n != 1 {
		t.Errorf("%d votes are left of one", n)
	}
	w.Say(w.Phone(voters[2]), "/menu")
	if card, ok := world.BallotCard(w.Phone(voters[2]).Messages()); !ok || len(card.Buttons) == 0 {
		t.Fatal("nobody can vote any more")
	}
	w.Vote(voters[2], "江月华")
	if _, n := w.Stored(); n != 2 {
		t.Errorf("%d votes", n)
	}
}
