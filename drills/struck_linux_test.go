package drills

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
	"zhibu/vault"
	"zhibu/world"
	"zhibu/world/rig"
)

const (
	struckCasts  = 18
	struckVisits = 6
	struckActs   = 3 + struckCasts + struckVisits + 1
)

// struckDone returns how many acts of the session stand in a store: found, attach, open, the votes, the visits, close. They
// are done in this order, so what stands there must be a beginning of it.
func struckDone(s *store.Store) (n int, err error) {
	var founded, attached, opened, closed bool
	casts, visits := 0, 0
	err = s.View(func(tx *store.Tx) error {
		_, founded = store.Branches.Get(tx, store.K[branch.BranchID](1))
		for range store.Bindings.Scan(tx, nil) {
			attached = true
		}
		for r := range rounds.Rounds.Scan(tx, nil) {
			opened = true
			if o := r.Stage(rounds.StageBallot).Outcome; o != nil {
				closed, casts = true, o.Cast
			}
		}
		sealed := 0
		for range rounds.Ballots.Scan(tx, nil) {
			sealed++
		}
		took := 0
		for seat := range rounds.Roll.Scan(tx, nil) {
			if seat.Took {
				took++
			}
		}
		if !closed {
			casts = sealed
		}
		if closed && (sealed > 0 || casts != took) || !closed && took > 0 {
			return fmt.Errorf("%d ballots, %d seats that took part, closed: %v", sealed, took, closed)
		}
		for range points.Records.Scan(tx, nil) {
			visits++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	steps := []bool{founded, attached, opened}
	for i := range struckCasts {
		steps = append(steps, i < casts)
	}
	for i := range struckVisits {
		steps = append(steps, i < visits)
	}
	for i, did := range append(steps, closed) {
		switch {
		case did && i != n:
			return n, fmt.Errorf("act %d stands there and %d does not", i, n)
		case did:
			n++
		}
	}
	return n, nil
}

// struckRoster reads the roster of the session once.
var struckRoster = sync.OnceValues(demo.Branch)

// playStruck goes on with the session where the store stands, and says each act that was acknowledged.
func playStruck(s *store.Store, v *vault.Vault, said func(act int)) error {
	now := branch.On(2026, time.June, 1).At(10, 0)
	o, err := app.NewOffice(v, s)
	if err != nil {
		return err
	}
	var needed map[string]bool
	if _, err := s.Update(func(tx *store.Tx) error { needed = o.Opened(tx, false, now); return nil }); err != nil {
		return err
	}
	if _, err := v.Keep(needed); err != nil {
		return err
	}
	done, err := struckDone(s)
	if err != nil {
		return err
	}
	key, err := v.Fresh()
	if err != nil {
		return err
	}
	f, err := struckRoster()
	if err != nil {
		return err
	}
	for i := done; i < struckActs; i++ {
		_, err := s.Update(func(tx *store.Tx) error {
			who := func(id branch.MemberID) branch.Member { m, _ := office.Member(tx, 1, id); return m }
			switch {
			case i == 0:
				_, err := o.Found(tx, f, now)
				return err
			case i == 1:
				for m := range store.Members.Scan(tx, nil) {
					o.Attach(tx, m, chat.Account(world.LossChat(m)), world.LossChat(m), now)
				}
				return nil
			case i == 2:
				_, err := rounds.OpenBallot(o, tx, who(2), 0, branch.MembersOf(3, 5), now.Add(48*time.Hour), key, now)
				return err
			case i < 3+struckCasts:
				return rounds.CastBallot(o, tx, who(branch.MemberID(5+i)), 1, rounds.Choice{Mask: uint64(1 + i%2)}, now)
			case i < 3+struckCasts+struckVisits:
				_, err := points.Log(o, tx, who(2), points.Entry{Contact: 1, Activities: []branch.Activity{branch.Visit}, Day: branch.DateOf(now) - branch.Date(i),
					Went: []branch.MemberID{2}, Text: fmt.Sprintf("走访第%d次。", i)}, now)
				return err
			}
			later := now.Add(48 * time.Hour)
			rounds.CloseBallot(o, tx, store.Due{Push: rounds.PushBallotClose, Branch: 1, Subject: 1, At: later}, later)
			return nil
		})
		if err != nil {
			return fmt.Errorf("act %d: %w", i, err)
		}
		said(i)
	}
	return nil
}

// TestKeyOutlivesADroppedClose closes a ballot in a deed that is dropped: the ballot is open, so its key must be there, or all
// that were cast are lost. Once the close stands, the key is handed on to be destroyed.
func TestKeyOutlivesADroppedClose(t *testing.T) {
	folder := t.TempDir()
	s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "test", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := branch.On(2026, time.June, 1).At(10, 0)
	later := now.Add(48 * time.Hour)
	o, err := app.NewOffice(v, s)
	key, keyErr := v.Fresh()
	f, roster := struckRoster()
	if err := errors.Join(err, keyErr, roster); err != nil {
		t.Fatal(err)
	}
	var spent []string
	s.Subscribe(func(c store.Commit) { spent = append(spent, c.Spent...) })
	_, err = s.Update(func(tx *store.Tx) error {
		if _, err := o.Found(tx, f, now); err != nil {
			return err
		}
		who := func(id branch.MemberID) branch.Member { m, _ := office.Member(tx, 1, id); return m }
		for m := range store.Members.Scan(tx, nil) {
			o.Attach(tx, m, chat.Account(world.LossChat(m)), world.LossChat(m), now)
		}
		_, err := rounds.OpenBallot(o, tx, who(2), 0, branch.MembersOf(3, 5), later, key, now)
		for i := range branch.MemberID(struckCasts) {
			err = errors.Join(err, rounds.CastBallot(o, tx, who(8+i), 1, rounds.Choice{Mask: 1}, now))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	dropped := errors.New("dropped")
	for _, end := range []error{dropped, nil} {
		closed := false
		if _, err := s.Update(func(tx *store.Tx) error {
			rounds.CloseBallot(o, tx, store.Due{Push: rounds.PushBallotClose, Branch: 1, Subject: 1, At: later}, later)
			r, _ := rounds.GetRound(tx, 1, 1)
			closed = !r.Runs(rounds.StageBallot)
			return end
		}); err != end || !closed {
			t.Fatalf("closed: %v, %v", closed, err)
		}
		if _, there := v.Key(key); !there || slices.Contains(spent, key) == (end == dropped) {
			t.Errorf("the close ends with %v: the key is there: %v, handed on: %q", end, there, spent)
		}
	}
}

// TestStruckChild is no test: it is the process that is killed. It goes on where the store stands, and says each act that
// was acknowledged.
func TestStruckChild(t *testing.T) {
	folder := os.Getenv("ZHIBU_STRUCK_FOLDER")
	if folder == "" {
		t.Skip("runs only as a child of TestStruck")
	}
	s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "struck", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("ZHIBU_STRUCK_MADE") != "" {
		fmt.Println("ended")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return
	}
	// The writer keeps to one thread: strace counts calls by thread.
	if _, err := s.Update(func(*store.Tx) error { runtime.LockOSThread(); return nil }); err != nil {
		t.Fatal(err)
	}
	fmt.Println("begun")
	if err := playStruck(s, v, func(i int) { fmt.Println("done", i) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	fmt.Println("ended")
}

// TestStruck kills a process at the system calls by which it keeps a session: at its first, second, third … pwrite64,
// fdatasync, fsync, ftruncate and rename, before the call takes place. Whatever was acknowledged stands in the store, of the
// rest at most the one act under way; the key of the ballot that is open is there; the file is sound; and the process,
// started again, brings the session to its end. ZHIBU_STRUCK=1 takes every point, 4 (the default) every fourth.
func TestStruck(t *testing.T) {
	tracer := strace(t)
	if rig.Race {
		t.Skip("the time is better spent without race")
	}
	every := 4
	number(t, "ZHIBU_STRUCK", &every)
	every = max(every, 1)
	run := func(folder string, made string, trace ...string) (acked int, ended, struck bool, err error) {
		args := append(trace, os.Args[0], "-test.run=^TestStruckChild$")
		c := exec.Command(args[0], args[1:]...)
		c.Env = append(os.Environ(), "ZHIBU_STRUCK_FOLDER="+folder, "ZHIBU_STRUCK_MADE="+made)
		out, err := c.Output()
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "done ") {
				acked++
			}
			ended = ended || strings.HasPrefix(line, "ended")
		}
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			if w, ok := exit.Sys().(syscall.WaitStatus); ok && (w.Signaled() && w.Signal() == syscall.SIGKILL || w.ExitStatus() == 128+9) {
				return acked, ended, true, nil
			}
			err = fmt.Errorf("%w\n%s%s", err, out, exit.Stderr)
		}
		return acked, ended, false, err
	}
	points, unacked, open := 0, 0, 0
	reached := map[int]bool{}
	begun := time.Now()
	for _, at := range []struct {
		call string
		made bool // the file is there already; else these are the points of its making
	}{{"pwrite64", false}, {"fdatasync", false}, {"fsync", false}, {"ftruncate", false}, {"renameat", false},
		{"pwrite64", true}, {"fdatasync", true}, {"fsync", true}, {"ftruncate", true}, {"renameat", true}, {"unlinkat", true}} {
		call := at.call
		for n := 1; n < 2000; n += every {
			folder := t.TempDir()
			if at.made {
				if _, ended, _, err := run(folder, "yes"); err != nil || !ended {
					t.Fatal("the file could not be made: ", err)
				}
			} else if n > 25 {
				break
			}
			acked, ended, struck, err := run(folder, "", tracer, "-f", "-qq", "-o", "/dev/null", "-e", "trace="+call,
				"-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", call, n))
			if err != nil {
				t.Fatal(call, n, err)
			}
			if !struck {
				if !ended {
					t.Errorf("%s %d: neither killed nor ended", call, n)
				}
				break
			}
			points++
			found := 0
			if _, err := os.Stat(filepath.Join(folder, "data", "zhibu.db")); err == nil {
				s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "test", store.Options{})
				if err != nil {
					t.Fatalf("%s %d: the store cannot be opened: %v", call, n, err)
				}
				if found, err = struckDone(s); err != nil {
					t.Errorf("%s %d: %v", call, n, err)
				}
				for _, fault := range s.Check() {
					t.Errorf("%s %d: %s", call, n, fault)
				}
				_ = s.View(func(tx *store.Tx) error {
					for r := range rounds.RoundsOpen.Scan(tx, nil) {
						if r.Running().Kind != rounds.StageBallot {
							continue // counted: its key is gone for good
						}
						open++
						if _, ok := v.Key(r.Key); !ok {
							t.Errorf("%s %d: the ballot is open and its key is not there", call, n)
						}
					}
					return nil
				})
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
			if found < acked || found > acked+1 {
				t.Errorf("%s %d: %d acts stand there, %d were acknowledged", call, n, found, acked)
			}
			if found > acked {
				unacked++
			}
			reached[found] = true
			if _, ended, struck, err := run(folder, ""); err != nil || struck || !ended {
				t.Errorf("%s %d: started again, it does not come to its end: %v", call, n, err)
				continue
			}
			s, _, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "test", store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if found, err = struckDone(s); err != nil || found != struckActs {
				t.Errorf("%s %d: in the end %d acts stand there, %v", call, n, found, err)
			}
			_ = s.View(func(tx *store.Tx) error {
				r, _ := rounds.GetRound(tx, 1, 1)
				if o := r.Stage(rounds.StageBallot).Outcome; o == nil || o.Cast != struckCasts {
					t.Errorf("%s %d: the outcome is %+v", call, n, o)
				}
				return nil
			})
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	t.Logf("%d kills in %.0f s: %d times one act was durable and not acknowledged, %d times the ballot was open, %d of %d states reached",
		points, time.Since(begun).Seconds(), unacked, open, len(reached), struckActs+1)
	if points < 150/every || every == 1 && len(reached) < struckActs {
		t.Errorf("%d points and %d states: hardly anything is tried", points, len(reached))
	}
}
