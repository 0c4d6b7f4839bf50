package drills

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhibu/cards"
	"zhibu/cli"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
	"zhibu/world/rig"
)

// strace returns the path of strace, or skips: without it no system call can be made to fail. The gate cannot do without
// (ZHIBU_STRACE=required): a skip does not show there.
func strace(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("ZHIBU_STRACE") == "required" {
			t.Fatal("strace is not installed")
		}
		t.Skip("strace is not installed")
	}
	return path
}

// TestFullDisk lets the disk of the running process become full (each pwrite64 answers ENOSPC), then the last fsync fail
// (EIO). Who presses or types is told so in one sentence and never that it was done; the process stops by itself with
// exit code 1 and says why; started again with room on the disk it is sound, and the vote counts once.
func TestFullDisk(t *testing.T) {
	tracer := strace(t)
	if rig.Race {
		t.Skip("the process under test is not built with race")
	}
	t.Parallel()
	s := newSiege(t, 3)
	faults, again := []string{"pwrite64:error=ENOSPC", "fdatasync:error=EIO"}, 0
	for i := 0; i < len(faults); i++ {
		fault := faults[i]
		s.start()
		s.up()
		voter, typist := s.voters[i], s.typists[i+4]
		m, ok := world.BallotCard(voter.phone.Messages())
		for deadline := time.Now().Add(10 * time.Second); !ok && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			m, ok = world.BallotCard(voter.phone.Messages())
		}
		if !ok {
			t.Fatal("no ballot card")
		}
		time.Sleep(time.Second) // nothing is under way
		name, _, _ := strings.Cut(fault, ":")
		attached := exec.Command(tracer, "-f", "-q", "-o", "/dev/null", "-e", "trace="+name, "-e", "inject="+fault, "-p", strconv.Itoa(s.child.Process.Pid))
		if err := attached.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = attached.Process.Kill(); _ = attached.Wait() }()
		for !traced(s.child.Process.Pid) {
			time.Sleep(10 * time.Millisecond)
		}
		typist.phone.Send("了解情况，但磁盘满了。")
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		a, err := voter.phone.Answer(ctx, voter.phone.PressData(m.ID, voter.data(rounds.ActVoteOK, 1)))
		answered := err == nil // not if the process has failed at a commit of its own before, and stopped asking for updates
		if answered && (a.Text != cards.NotKept || !a.Alert) {
			t.Fatalf("%s: the press was answered %+v", fault, a)
		}
		select {
		case err := <-s.ended:
			s.child = nil
			if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != cli.ExitFailed {
				t.Errorf("%s: ended with %v", fault, err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal(fault + ": the process does not stop")
		}
		if _, told := typist.phone.Find(cards.NotKept); !told && !answered {
			if again++; again > 3 {
				t.Fatalf("%s: nobody is told; who typed sees %q", fault, typist.phone.Last().Text)
			}
			i-- // nobody had asked yet: once more
		}
		log, _ := os.ReadFile(s.output)
		if !strings.Contains(string(log), "数据文件无法写入，程序必须停止") {
			t.Errorf("%s: it does not say why it stopped", fault)
		}
		s.watch.dead()
		s.watch.quiet(t)
		if out, err := s.verb("check"); err != nil {
			t.Errorf("%s: %v\n%s", fault, err, out)
		}
	}
	s.start() // with room on the disk: the platform brings the updates again
	s.up()
	for _, v := range s.voters[:2] {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if _, err := v.phone.WaitText(ctx, "已投票"); err != nil {
			t.Error(err)
		}
	}
	time.Sleep(time.Second)
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	s.look(func(_ *store.Store, tx *store.Tx) {
		if cast := rounds.BallotsCast.Get(tx, store.RoundKey(s.round.Branch, s.round.ID)); cast != 2 {
			t.Errorf("%d votes are counted", cast)
		}
		for _, v := range s.voters[:2] {
			if seat, ok := rounds.Roll.Get(tx, store.RoundKey(s.round.Branch, s.round.ID).Int(int64(v.member))); !ok || seat.Member != v.member {
				t.Errorf("%d is not on the roll", v.member)
			}
		}
	})
}

// traced reports whether every thread of a process is traced. strace attaches to one after the other: a thread that it has
// not reached yet still writes as if nothing failed.
func traced(pid int) bool {
	threads, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/status")
	for _, thread := range threads {
		if raw, err := os.ReadFile(thread); err == nil && strings.Contains(string(raw), "TracerPid:\t0\n") {
			return false
		}
	}
	return len(threads) > 0
}
