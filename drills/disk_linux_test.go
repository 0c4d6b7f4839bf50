package drills

import (
	"errors"
	"expvar"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"zhibu/app"
	"zhibu/store"
	"zhibu/world/rig"
)

// The tests of this file put themselves between bbolt and the disk. They run in a test binary of their own, which is built
// with a copy of bbolt whose few calls to the disk go through one variable; the copy is made when the test runs.

// diskCall is what stands between: name is write, truncate or sync, at the offset or the new size; do carries it out.
type diskCall = func(name string, p []byte, at int64, do func(p []byte) (int, error)) (int, error)

// diskHook is what is added to the copy. The tests find it by the name under which it is published.
const diskHook = `package bbolt

import "expvar"

var onDisk = func(name string, p []byte, at int64, do func(p []byte) (int, error)) (int, error) { return do(p) }

func onDiskDo(name string, at int64, do func() error) error {
	_, err := onDisk(name, nil, at, func([]byte) (int, error) { return 0, do() })
	return err
}

func init() { expvar.Publish("bbolt.onDisk", expvar.Func(func() any { return &onDisk })) }
`

// diskPlaces are bbolt's calls to the disk; each must stand in its file exactly once.
var diskPlaces = []struct{ file, old, new string }{
	{"db.go", "db.ops.writeAt = db.file.WriteAt", `db.ops.writeAt = func(p []byte, at int64) (int, error) {
	return onDisk("write", p, at, func(p []byte) (int, error) { return db.file.WriteAt(p, at) })
}`},
	{"db.go", "db.file.Truncate(int64(sz))", `onDiskDo("truncate", int64(sz), func() error { return db.file.Truncate(int64(sz)) })`},
	{"db.go", "db.file.Sync()", `onDiskDo("sync", 0, db.file.Sync)`},
	{"bolt_linux.go", "syscall.Fdatasync(int(db.file.Fd()))", `onDiskDo("sync", 0, func() error { return syscall.Fdatasync(int(db.file.Fd())) })`},
}

// onHookedDisk runs a test of this package in a process whose bbolt is the copy, and logs what it said.
func onHookedDisk(t *testing.T, test string) {
	t.Helper()
	if rig.Race {
		t.Skip("the time is better spent without race")
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.etcd.io/bbolt").Output()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	duplicate := filepath.Join(folder, "bbolt")
	if err := os.CopyFS(duplicate, os.DirFS(strings.TrimSpace(string(out)))); err != nil {
		t.Fatal(err)
	}
	for _, p := range diskPlaces {
		path := filepath.Join(duplicate, p.file)
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(source), p.old); n != 1 {
			t.Fatalf("bbolt's %s holds %q %d times: this test wants another place", p.file, p.old, n)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(source), p.old, p.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mod, err := os.ReadFile("go.mod")
	sum, err2 := os.ReadFile("go.sum")
	if err := errors.Join(err, err2, os.WriteFile(filepath.Join(duplicate, "ondisk.go"), []byte(diskHook), 0o600),
		os.WriteFile(filepath.Join(folder, "go.mod"), fmt.Appendf(mod, "\nreplace go.etcd.io/bbolt => %s\n", duplicate), 0o600),
		os.WriteFile(filepath.Join(folder, "go.sum"), sum, 0o600)); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "test", "-modfile="+filepath.Join(folder, "go.mod"), "-count=1", "-vet=off", "-v", "-run", "^"+test+"$", ".")
	c.Env = append(os.Environ(), "ZHIBU_DISK_CHILD=1")
	out, err = c.CombinedOutput()
	t.Logf("the child said\n%s", out)
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Errorf("%s: %v", test, err)
	}
	for _, line := range regexp.MustCompile(`(?m)^ *[a-z]+_linux_test\.go:\d+: (\d+ (?:points|images) .*)$`).FindAllStringSubmatch(string(out), -1) {
		t.Log(line[1]) // last, for the table of make full
	}
}

// hookedDisk returns the copy's variable, or skips where bbolt is the real one.
func hookedDisk(t *testing.T) *diskCall {
	t.Helper()
	if os.Getenv("ZHIBU_DISK_CHILD") == "" {
		t.Skip("runs only as a child of TestDiskFaults or TestPowerCut")
	}
	hook, ok := expvar.Get("bbolt.onDisk").(expvar.Func)
	if !ok {
		t.Fatal("bbolt is not the copy")
	}
	return hook.Value().(*diskCall)
}

// diskSession plays the session of TestStruck in folder to its end, or as far as the store goes. It gives how many acts
// were acknowledged or stood there before; opened is called once the store is open.
func diskSession(t *testing.T, folder string, opened, said func()) (acked int, err error) {
	t.Helper()
	s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "disk", store.Options{})
	if err != nil {
		return 0, err
	}
	opened()
	if acked, err = struckDone(s); err != nil {
		t.Fatal(err)
	}
	err = playStruck(s, v, func(int) { acked++; said() })
	if err == nil {
		return acked, s.Close()
	}
	if !errors.Is(err, store.ErrStopped) {
		t.Errorf("after a failed commit the act gives %v", err)
	}
	select {
	case <-s.Failed():
	default:
		t.Error("the store has not said that it failed")
	}
	if _, err := s.Update(func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrStopped) {
		t.Errorf("the next act gives %v", err)
	}
	if err := s.View(func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrStopped) {
		t.Errorf("a reader is given %v", err)
	}
	return acked, errors.Join(err, s.Close())
}

// diskRows counts the rows of each bucket: after the same acts they are the same, be it a first run or one begun again.
func diskRows(t *testing.T, folder string) string {
	t.Helper()
	var b strings.Builder
	db, err := bolt.Open(filepath.Join(folder, "data", "zhibu.db"), 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bolt.Bucket) error {
			n := 0
			for c, k := bucket.Cursor(), []byte(nil); ; n++ {
				if n == 0 {
					k, _ = c.First()
				} else {
					k, _ = c.Next()
				}
				if k == nil {
					break
				}
			}
			fmt.Fprintf(&b, "%s %d, ", name, n)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// diskOld makes a store in which nothing was done yet an older one: of version 0, and without one of its buckets, so that
// opening it migrates.
func diskOld(t *testing.T, folder string) {
	t.Helper()
	s, _, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "disk", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(filepath.Join(folder, "data", "zhibu.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		last, _ := tx.Cursor().Last()
		return errors.Join(tx.DeleteBucket(last), tx.Bucket([]byte("meta")).Put([]byte("version"), []byte("0")))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// diskStates plays the session undisturbed, and gives the rows that stand there after each number of acts.
func diskStates(t *testing.T) (states []string) {
	t.Helper()
	folder := t.TempDir()
	note := func() { states = append(states, diskRows(t, folder)) }
	s, v, err := app.OpenData(filepath.Join(folder, "data"), filepath.Join(folder, "keys"), "disk", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// The store is open and locked: what stands there is read from a copy.
	whole := note
	note = func() {
		aside := folder
		folder = t.TempDir()
		b, err := os.ReadFile(filepath.Join(aside, "data", "zhibu.db"))
		if err := errors.Join(err, os.Mkdir(filepath.Join(folder, "data"), 0o700), os.WriteFile(filepath.Join(folder, "data", "zhibu.db"), b, 0o600)); err != nil {
			t.Fatal(err)
		}
		whole()
		os.RemoveAll(folder)
		folder = aside
	}
	note()
	if err := playStruck(s, v, func(int) { note() }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return states
}

// diskSound opens a store as it was left and says what is wrong: faults in the file, acts that were acknowledged and do not
// stand there, more than one that was not, or other rows than those of so many acts.
func diskSound(t *testing.T, what, folder string, secret []byte, acked int, states []string) (found int) {
	t.Helper()
	s, err := store.Open(filepath.Join(folder, "data"), store.Options{Holder: "disk", Secret: secret})
	if err != nil {
		t.Errorf("%s: the store does not open: %v", what, err)
		return 0
	}
	for _, fault := range s.Check() {
		t.Errorf("%s: %s", what, fault)
	}
	found, err = struckDone(s)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if found < acked || found > acked+1 {
		t.Errorf("%s: %d acts stand there, %d were acknowledged", what, found, acked)
	}
	if rows := diskRows(t, folder); rows != states[found] {
		t.Errorf("%s: after %d acts there stand %s not %s", what, found, rows, states[found])
	}
	return found
}

// TestDiskFaults lets every single write, truncation and sync fail that bbolt asks for in a session with votes and cards
// that wait: with EIO, with ENOSPC, and half done. One call fails, and the disk is well again after it: the store must stop
// nevertheless, and tell nobody of a success.
func TestDiskFaults(t *testing.T) {
	if os.Getenv("ZHIBU_DISK") == "" {
		t.Skip("ZHIBU_DISK=1 runs it: building the copy takes longer than the gate has")
	}
	onHookedDisk(t, "TestDiskFaultsChild")
}

func TestDiskFaultsChild(t *testing.T) {
	hook := hookedDisk(t)
	at, fail, kind := 0, 0, ""
	var fault error
	*hook = func(name string, p []byte, _ int64, do func([]byte) (int, error)) (int, error) {
		if at++; at != fail {
			if name == "sync" {
				return 0, nil // nobody pulls the plug here, and it is most of the time
			}
			return do(p)
		}
		if kind != "short" {
			return 0, fault
		}
		n, err := do(p[:len(p)/2]) // of a truncation or a sync: it took place, and reports an error
		return n, errors.Join(err, fault)
	}
	states, begun := diskStates(t), time.Now()
	points, runs, making, unacked := 0, 0, 0, 0
	for _, old := range []bool{false, true} {
		for n, last := 1, false; !last; n++ {
			for _, k := range []struct {
				name  string
				fault error
			}{{"EIO", syscall.EIO}, {"ENOSPC", syscall.ENOSPC}, {"short", syscall.ENOSPC}} {
				folder, what := t.TempDir(), fmt.Sprintf("old %v, call %d, %s", old, n, k.name)
				if fail = 0; old {
					diskOld(t, folder)
				}
				at, fail, kind, fault = 0, n, k.name, k.fault
				isOpen := false
				acked, err := diskSession(t, folder, func() { isOpen = true }, func() {
					if at >= n {
						t.Errorf("%s: an act was acknowledged after it", what)
					}
				})
				if last = at < n || old && isOpen; last {
					if err != nil && at < n {
						t.Errorf("%s: nothing failed, and yet %v", what, err)
					}
					break
				}
				if err == nil || !strings.Contains(err.Error(), k.fault.Error()) {
					t.Errorf("%s: the error is %v", what, err)
				}
				if runs++; !isOpen {
					making++
				}
				fail = 0
				if found := diskSound(t, what, folder, nil, acked, states); found > acked {
					unacked++
				}
				if acked, err := diskSession(t, folder, func() {}, func() {}); err != nil || acked != struckActs {
					t.Errorf("%s: begun again it ends after %d acts, %v", what, acked, err)
				} else {
					diskSound(t, what+", in the end", folder, nil, acked, states)
				}
				os.RemoveAll(folder)
			}
			if !last {
				points++
			}
		}
	}
	t.Logf("%d points × 3 faults, %d runs in %.0f s: %d while the file was made or migrated, %d times one act stood there and was not acknowledged",
		points, runs, time.Since(begun).Seconds(), making, unacked)
	if points < 150 || making < 20 || unacked == 0 {
		t.Error("hardly anything is tried")
	}
}
