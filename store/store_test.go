package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhibu/chat"
	"zhibu/store/engine"
)

const marker = "投给张三"

//go:noinline
func explode(choice uint64, name string) {
	if choice != 0 {
		panic(fmt.Sprintf("%s %s %d", marker, name, choice))
	}
}

// The record of a panic says where, and nothing of what: neither its value nor the arguments on the stack.
func TestPanicTellsWhereNotWhat(t *testing.T) {
	s := open(t, folder(t))
	for name, deed := range map[string]func(*Tx) error{
		"value":   func(*Tx) error { explode(0xdecafbad, marker); return nil },
		"error":   func(*Tx) error { panic(errors.New(marker)) },
		"nil":     func(*Tx) error { panic(nil) },
		"runtime": func(*Tx) error { _ = map[string][]int{}[marker][0xdecafbad&len(marker)]; return nil },
	} {
		outcome, err := s.Update(func(tx *Tx) error {
			things.Put(tx, thing{ID: 1})
			tx.Reply(chat.Reply{Toast: marker})
			return deed(tx)
		})
		var panicked *Panic
		if !errors.As(err, &panicked) || len(outcome.Replies) != 0 {
			t.Fatalf("%s: %v, %v", name, outcome, err)
		}
		if !strings.Contains(panicked.Stack, "store_test.go:") {
			t.Errorf("%s: the stack does not lead here:\n%s", name, panicked.Stack)
		}
		if said := fmt.Sprintf("%v %+v %s", err, panicked, panicked.Stack); strings.Contains(said, marker) || strings.Contains(said, "decafbad") {
			t.Errorf("%s: the record tells what:\n%s", name, said)
		}
	}
	if look(t, s, func(tx *Tx) bool { _, ok := things.Get(tx, K(1)); return ok }) {
		t.Error("a deed that panicked left a row")
	}
	sound(t, s)
}

func init() {
	children["goexit"] = func(folder string) {
		s, err := Open(folder, Options{})
		if err != nil {
			panic(err)
		}
		s.Update(func(*Tx) error { runtime.Goexit(); return nil })
	}
}

// t.FailNow in a deed, say, would end the writer without a word: everybody would wait for ever.
func TestGoexitInADeedEndsTheProcess(t *testing.T) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "STORE_TEST_CHILD=goexit", "STORE_TEST_FOLDER="+folder(t))
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !bytes.Contains(out, []byte("panic: store: runtime.Goexit inside a deed")) {
		t.Errorf("%v\n%s", err, out)
	}
}

// Each submitter's deeds run in its order, and those told that it took place find it after a restart, when the store
// is closed in the midst of them.
func TestCloseWhileSubmittersRun(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	const submitters = 16
	var told [submitters]int64
	var ran [submitters]int64 // by the writer only
	var all sync.WaitGroup
	for i := range int64(submitters) {
		all.Go(func() {
			for n := int64(1); ; n++ {
				wait := s.Submit(func(tx *Tx) error {
					if ran[i]++; ran[i] != n {
						t.Errorf("deed %d of %d ran as number %d", n, i, ran[i])
					}
					things.Put(tx, thing{ID: i, Note: int(n)})
					return nil
				})
				if n%3 != 0 {
					continue // several of one submitter in a commit; a later one tells of them too
				}
				if _, err := wait(); errors.Is(err, ErrStopped) {
					return
				} else if err != nil {
					t.Error(err)
				}
				told[i] = n
			}
		})
	}
	time.Sleep(30 * time.Millisecond)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
	if err := s.Close(); !errors.Is(err, ErrStopped) {
		t.Errorf("closed twice: %v", err)
	}
	if err := s.View(func(*Tx) error { return nil }); err == nil {
		t.Error("a closed store can be read")
	}
	s = open(t, dir)
	for i := range int64(submitters) {
		x := look(t, s, func(tx *Tx) thing { x, _ := things.Get(tx, K(i)); return x })
		if int64(x.Note) < told[i] || int64(x.Note) != ran[i] {
			t.Errorf("submitter %d was told of %d, ran %d, stands at %d", i, told[i], ran[i], x.Note)
		}
	}
	sound(t, s)
}

func TestSecondProcessIsToldWhoHoldsTheStore(t *testing.T) {
	dir := folder(t)
	first, err := Open(dir, Options{Holder: "pid 4711, serve\n"})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = Open(dir, Options{Holder: "pid 4712"})
	var held *ErrHeld
	if !errors.As(err, &held) || held.Holder != "pid 4711, serve" || time.Since(began) > 2*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	sound(t, first)
	sound(t, open(t, dir))
}

// A file that this program cannot vouch for is refused with an error, and stays as it is.
func TestForeignAndDamagedFilesAreRefused(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, fileName)
	s := open(t, dir)
	for n := range int64(10) {
		update(t, s, func(tx *Tx) error {
			for i := range int64(60) {
				things.Put(tx, thing{ID: n*1000 + i, Shelf: n + 1, Name: fmt.Sprint(n, "-", i)})
			}
			return nil
		})
	}
	copied := filepath.Join(dir, "copy") // which has not the 16 MiB that bbolt reserves
	if err := s.Backup(copied); err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	good, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	newer := func() []byte {
		e := bare(t, path)
		if err := errors.Join(inBatch(e, func(b engine.Batch) error { return setVersion(b, Version()+1) }), e.Close()); err != nil {
			t.Fatal(err)
		}
		b, _ := os.ReadFile(path)
		return b
	}()

	try := func(content []byte) (path string, err error) { // in a folder of its own: a refused file stays locked
		dir := folder(t)
		path = filepath.Join(dir, fileName)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(dir, Options{Holder: "test"})
		if err == nil {
			s.Close()
		}
		return path, err
	}
	refused := func(name string, content []byte) {
		t.Helper()
		path, err := try(content)
		if err == nil {
			t.Errorf("%s was taken", name)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, content) {
			t.Errorf("%s: the refused file was written to", name)
		}
	}
	refused("a newer version", newer)
	refused("text", []byte(strings.Repeat("not a store\n", 1000)))
	refused("zeros", make([]byte, 1<<16))
	page := os.Getpagesize()
	for size := 0; size < len(good); size += page {
		refused(fmt.Sprintf("the first %d bytes", size), good[:size])
		refused(fmt.Sprintf("the first %d bytes", size+page-100), good[:size+page-100])
	}

	// A page of rubbish may be found later, by Check; it never brings the process down.
	for at := 0; at < len(good); at += page {
		for _, fill := range []byte{0, 0xff} {
			bad := bytes.Clone(good)
			copy(bad[at:at+page], bytes.Repeat([]byte{fill}, page))
			try(bad)
		}
	}
	if _, err := try(good); err != nil {
		t.Error(err)
	}
}

// What a commit leaves to others is what its successful deeds, and the successful parts of them, left.
func TestSubscribersHearOfWhatTookPlace(t *testing.T) {
	s := open(t, folder(t))
	var heard []string
	s.Subscribe(func(c Commit) { heard = append(heard, fmt.Sprint("first ", c)) })
	s.Subscribe(func(c Commit) { heard = append(heard, fmt.Sprint(c)) })
	leave := func(tx *Tx, name string) {
		tx.Show(chat.Chat("tg:"+name), card("k", "text"))
		tx.Spend(name)
		tx.Reply(chat.Reply{Toast: name})
	}
	outcome, err := s.Update(func(tx *Tx) error {
		leave(tx, "1")
		tx.Try(func() error { leave(tx, "2"); tx.Plan("p", 1, 1, noon); return errRefused })
		tx.Try(func() error { leave(tx, "3"); return nil })
		return nil
	})
	if err != nil || len(outcome.Replies) != 2 || outcome.Replies[1].Toast != "3" {
		t.Errorf("%+v, %v", outcome, err)
	}
	s.Update(func(tx *Tx) error { leave(tx, "4"); return errRefused })
	s.Update(func(tx *Tx) error { things.Put(tx, thing{ID: 1}); return nil })
	update(t, s, func(tx *Tx) error { tx.Plan("p", 1, 1, noon); return nil })
	update(t, s, func(tx *Tx) error { tx.Plan("p", 1, 1, noon.In(time.FixedZone("", 3600))); return nil }) // nothing new
	update(t, s, func(tx *Tx) error { tx.Plan("p", 1, 1, time.Time{}); return nil })
	want := []string{"{[tg:1 tg:3] false [1 3] []}", "{[] true [] []}", "{[] true [] []}"}
	for i, w := range want {
		if 2*i+1 >= len(heard) || heard[2*i] != "first "+w || heard[2*i+1] != w {
			t.Fatalf("heard %q, want each of %q twice", heard, want)
		}
	}
	if len(heard) != 2*len(want) {
		t.Errorf("heard %q", heard)
	}
	sound(t, s)
}

// An update counts as seen for as long as the platform may send it again, and its mark does not stay for ever.
func TestSeen(t *testing.T) {
	s := open(t, folder(t))
	const hours = 24 * 10
	for h := range int64(hours) {
		now := noon.Add(time.Duration(h) * time.Hour)
		update(t, s, func(tx *Tx) error {
			if tx.Seen("tg", h) {
				t.Errorf("update %d was seen before it came", h)
			}
			tx.MarkSeen("tg", h, now)
			for back := range min(h, 48) + 1 {
				if !tx.Seen("tg", h-back) {
					t.Errorf("update %d is forgotten after %d hours", h-back, back)
				}
			}
			return nil
		})
	}
	if n := look(t, s, func(tx *Tx) (n int) {
		for range seens.Scan(tx, nil) {
			n++
		}
		return n
	}); n > 24*(DefaultRetention.Seen+1) {
		t.Errorf("%d marks are left", n)
	}
	sound(t, s)
}

// The clock jumps, a month ahead and back again: what has had its effect counts as seen, what has not does not.
func TestSeenOverJumps(t *testing.T) {
	s := open(t, folder(t))
	now := noon
	for i, jump := range []time.Duration{time.Hour, 30 * 24 * time.Hour, -2 * 24 * time.Hour, time.Minute, -3 * 24 * time.Hour, 5 * 24 * time.Hour} {
		update(t, s, func(tx *Tx) error {
			for id := range int64(2 * (i + 1)) {
				if seen := id < int64(2*i); tx.Seen("tg", id) != seen {
					t.Errorf("at %v: update %d seen: %v", now, id, !seen)
				}
			}
			seens.Put(tx, seen{Day: now.Unix() / 86400, Platform: "tg", ID: int64(2 * i)}) // forgets nothing
			seens.Put(tx, seen{Day: now.Unix() / 86400, Platform: "tg", ID: int64(2*i + 1)})
			return nil
		})
		now = now.Add(jump)
	}
	sound(t, s)
}

// A deed that cannot be written down fails before anything of its commit is merged: its neighbours do not suffer.
func TestRowsTooLargeFailTheirDeedOnly(t *testing.T) {
	s := open(t, folder(t))
	var failed atomic.Int32
	gate := make(chan struct{})
	s.Submit(func(*Tx) error { <-gate; return nil })
	var waits []func() (Outcome, error)
	for i := range int64(9) {
		waits = append(waits, s.Submit(func(tx *Tx) error {
			things.Put(tx, thing{ID: i})
			switch i {
			case 3:
				things.Put(tx, thing{ID: 100, Name: strings.Repeat("x", maxKey+1)})
			case 5:
				tx.Show("tg:1", card("k", strings.Repeat("x", maxValue)))
			case 7:
				K(1).Str("a\x00b")
			}
			return nil
		}))
	}
	close(gate)
	for _, wait := range waits {
		var panicked *Panic
		if _, err := wait(); errors.As(err, &panicked) {
			failed.Add(1)
		} else if err != nil {
			t.Error(err)
		}
	}
	n := look(t, s, func(tx *Tx) (n int) {
		for range things.Scan(tx, nil) {
			n++
		}
		return n
	})
	if failed.Load() != 3 || n != 6 {
		t.Errorf("%d deeds failed, %d rows stand", failed.Load(), n)
	}
	if err := s.View(func(tx *Tx) error {
		defer func() {
			if recover() == nil {
				t.Error("View let a row be written")
			}
		}()
		things.Put(tx, thing{ID: 1})
		return nil
	}); err != nil {
		t.Error(err)
	}
	sound(t, s)
}
