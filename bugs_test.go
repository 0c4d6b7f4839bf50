package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bugs are mistakes that somebody could make, each a change of one line or two, and the test that is to fail then. old must
// stand in the file exactly once: a bug that cannot be made any more fails as well, and wants another place.
var bugs = []struct {
	name, file, old, new string
	room, test           string
	env                  string
}{
	{"skip the seen check", "bot/bot.go", "if tx.Seen(c.e.ID) {", "if false {", ".", "^TestKill$", "ZHIBU_KILLS=40"},
	{"acknowledge before the commit", "store/store.go", "commit, err := s.commit(group)",
		"for _, j := range group {\nclose(j.done)\nj.done = make(chan struct{})\n}\ncommit, err := s.commit(group)", "./store", "^TestFailedCommitStopsTheStore$", ""},
	{"send before the commit", "store/store.go", "	id, begun := b.ID(), time.Now()\n",
		"	id, begun := b.ID(), time.Now()\n	if all := s.onCommit.Load(); all != nil {\n for _, fn := range *all {\nfn(left)\n}\n left = Commit{}\n}\n", "./store", "^TestFailedCommitStopsTheStore$", ""},
	{"show readers what is not durable yet", "store/store.go", "	s.gate.Lock()\n	defer s.gate.Unlock()\n", "", "./store", "^TestViews", ""},
	{"call a commit that failed a success", "store/store.go", "close(s.failed) // answers nobody: whether the commit took place is known only after reopening",
		"for _, j := range group {\nclose(j.done)\n}\nclose(s.failed)", "./store", "^TestFailedCommitStopsTheStore$", ""},
	{"confirm the offset early", "telegram/poll.go", "p.asked, _ = p.window.offset(p.next)", "p.asked = p.next", "./telegram", "^TestPoll", ""},
	{"destroy the key of an open ballot at the start", "app.go", "a.vault.Keep(needed)", "a.vault.Keep(func() map[string]bool { clear(needed); return needed }())", ".", "^TestYear$", ""},
	{"destroy the key before the closing commit", "office/count.go", "tx.Spend(r.Key)", "_ = o.Keys.(interface{ Destroy(...string) error }).Destroy(r.Key)", ".", "^TestKeyOutlivesADroppedClose$", ""},
	{"an update is seen on the oldest day only", "store/keep.go", "next = K(day + 1)", "return false", ".", "^TestClockJumps$", "ZHIBU_JUMPS=4"},
	{"an account that guessed at codes is never let in", "office/bind.go", "if now.Sub(t) < guessWindow {", "if true {", ".", "^TestBinding$", ""},
	{"a clock that was set is not noticed", "scheduler/scheduler.go", "next = now.Add(longest)", "next = now.Add(1000 * longest)", ".", "^TestClockJumps$", "ZHIBU_JUMPS=8"},
	{"leave out the branch check", "bot/routes.go", "if r.scope == inBranch && !c.as(branch.BranchID(c.arg(0))) {", "c.as(branch.BranchID(c.arg(0)))\n	if false {", "./bot", "^TestRoutes$", ""},
	{"leave out the officer check", "bot/routes.go", "if r.officer && !c.me.Officer() {", "if false {", "./bot", "^TestRoutes$", ""},
	{"take a press on an old card", "bot/routes.go", "if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {", "if false {", ".", "^Test(ForeignCards|Forms|TwoBranches|Deadline|Venue|ImportInChat)$", ""},
	{"≤ for <: a vote at the deadline counts", "branch/round.go", "(t.Before(s.Closes) || s.Broken)", "(!t.After(s.Closes) || s.Broken)", "./branch", "^TestTakes$", ""},
	{"an invitation can be used twice", "office/bind.go", "	store.Invites.Delete(tx, store.K(invite.Branch).Int(int64(invite.Member)))\n", "	_ = invite\n", ".", "^TestBinding$", ""},
	{"wrong codes are not counted", "office/bind.go", "guesses.At = append(guesses.At, now)", "", ".", "^Test(Binding|Stranger)$", ""},
	{"a ballot can be moved to another voter", "vault/vault.go", "binary.BigEndian.AppendUint64(b, uint64(voter))", "binary.BigEndian.AppendUint64(b, 0)", "./vault", ".", ""},
	{"an alarm is not remembered", "office/status.go", "	store.Saids.Put(tx, store.Said{Push: \"alarm.\" + kind, Branch: b, Period: day.String(), At: now})\n", "", ".", "^TestUndelivered$", ""},
	{"a retry before the platform's time", "courier/courier.go", "return max(failed.RetryAfter, time.Second)", "return time.Second", "./courier", "^TestBusy", ""},
	{"who has asked waits in the bulk", "courier/pace.go", "	p.heard[c] = now\n	if woken, ok := p.queued[c]; ok {", "	if woken, ok := p.queued[c]; false && ok {", "./courier", "^TestBulk$", ""},
	{"the rate is never lowered", "courier/pace.go", "max(p.rate/2, min(slowest, p.rate))", "p.rate", "./courier", "^TestRateFollowsTheLimit$", ""},
	{"no budget for one account", "bot/budget.go", "if p.left >= 1 {", "if true {", ".", "^TestFlood$", ""},
	{"people's words in the log", "bot/bot.go", "return \"message\"", "return c.e.Text", ".", "^TestWritten$", ""},
	{"the token in an error", "telegram/call.go", "tame(strings.ReplaceAll(err.Error(), b.token, \"***\"))", "tame(strings.ReplaceAll(err.Error(), \"?\", \"?\"))", "./telegram", "^Test(TokenOfTheTransport|TransportFaults)$", ""},
	{"half a file is taken for the whole", "telegram/file.go", "f.FileSize > 0 && len(a.body) != f.FileSize", "false", "./telegram", "^TestFetch$", ""},
	{"a < in somebody's words is markup", "telegram/html.go", "b = append(b, \"&lt;\"...)", "b = append(b, '<')", ".", "^TestHostile$", ""},
	{"a backup's checksums are not compared", "ops/archive.go", "err != nil || n != e.Size || hexOf(sum) != e.SHA256 {", "err != nil || n != e.Size {", "./ops", "^TestRead", ""},
	{"a backup writes where it likes", "ops/archive.go", "	base, ok := strings.CutPrefix(name, \"blobs/\")\n", "	base, ok := strings.CutPrefix(name, \"blobs/\")\n	if true {\n		return true\n	}\n", ".", "^TestRestoreRefuses$", ""},
	{"the newest backup is thrown away", "ops/keep.go", "return b.Compare(a)", "return a.Compare(b)", "./ops", "^TestRule$", ""},
	{"a newer file is opened", "store/migrate.go", "case have > len(steps):", "case have > len(steps)+100:", "./store", "^TestMigration", ""},
	{"a migration leaves its version to the next one", "store/migrate.go", "setVersion(b, have+1)", "setVersion(b, have)", "./store", "^TestMigration", ""},
	{"a folder that others can read is taken", "vault/vault.go", "	if info.Mode().Perm()&0o077 != 0 {\n		return Unfit(fmt.Sprintf(\"文件夹", "	if false {\n		return Unfit(fmt.Sprintf(\"文件夹", ".", "^TestOpenToOthers$", ""},
	{"a full disk is answered with silence", "bot/bot.go", "} else if b.Sorry != nil && e.Private && b.failed() {", "} else if false {", ".", "^TestFullDisk$", ""},
}

// TestBugs makes each of them and sees that its test fails, by what it looks at: a test that ends in another way, or that
// fails without the bug, proves nothing. It takes minutes: ZHIBU_BUGS=1 runs it (make full), ZHIBU_BUGS=words only those whose
// name holds the words.
func TestBugs(t *testing.T) {
	which := os.Getenv("ZHIBU_BUGS")
	if which == "" {
		t.Skip("ZHIBU_BUGS=1 runs it; it takes minutes")
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	run := func(flags, env string, args ...string) (string, error) {
		c := exec.Command("go", append([]string{"test", "-count=1", "-failfast", "-timeout", "150s", "-run"}, args...)...)
		// Each test begins with its own seed: another may not come upon the bug in so few steps.
		c.Env = append(os.Environ(), "ZHIBU_BUGS=", "ZHIBU_SEED=", "GOFLAGS="+os.Getenv("GOFLAGS")+flags) // for the binaries that tests build, too
		if env != "" {
			c.Env = append(c.Env, env)
		}
		out, err := c.CombinedOutput()
		return string(out), err
	}
	caught, began := 0, time.Now()
	passes := map[string]bool{} // without a bug
	for i, b := range bugs {
		if which != "1" && !strings.Contains(b.name, which) {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(root, filepath.FromSlash(b.file))
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(source), b.old); n != 1 {
				t.Fatalf("%s holds %q %d times: this bug wants another place", b.file, b.old, n)
			}
			changed, overlay := filepath.Join(folder, fmt.Sprint("bug", i, ".go")), filepath.Join(folder, "overlay.json")
			list, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
			if err := errors.Join(err, os.WriteFile(changed, []byte(strings.Replace(string(source), b.old, b.new, 1)), 0o600), os.WriteFile(overlay, list, 0o600)); err != nil {
				t.Fatal(err)
			}
			what := strings.Join([]string{b.room, b.test, b.env}, " ")
			if good, tried := passes[what]; !tried {
				out, err := run("", b.env, b.test, "-v", b.room)
				good = err == nil && strings.Contains(out, "--- PASS") && !strings.Contains(out, "\n--- SKIP")
				if passes[what] = good; !good {
					t.Fatalf("%s does not pass without the bug: %v\n%s", what, err, out)
				}
			} else if !good {
				t.Fatal(what, " does not pass without the bug")
			}
			if out, err := run(" -overlay="+overlay, "", "^$", b.room); err != nil {
				t.Fatalf("it does not compile, so nothing is proved: %v\n%s", err, out)
			}
			out, err := run(" -overlay="+overlay, b.env, b.test, b.room)
			if err == nil {
				t.Fatalf("%s in %s does not notice it:\n%s", b.test, b.room, out)
			}
			if !strings.Contains(out, "--- FAIL") {
				t.Fatalf("%s in %s ends with %v and no test of it has failed:\n%s", b.test, b.room, err, out)
			}
			caught++
		})
	}
	t.Logf("%d bugs were caught in %.0f s", caught, time.Since(began).Seconds())
}
