// Package enginetest is what every engine of the store must pass: what package engine promises, one test a promise. An engine's own
// tests call Run.
package enginetest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhibu/store/engine"
)

// Maker makes engines of one kind. An engine lives in a folder, and is found there again.
type Maker struct {
	Open func(folder string, prepare func(engine.Engine) error) (engine.Engine, error)
	// Restore puts what Engine.Copy wrote, or anything else, where Open finds it.
	Restore func(folder string, copied []byte) error
	// Break has every later write of the engine in a folder fail, as a dying disk does.
	Break func(t *testing.T, folder string)
}

// Run tests one kind of engine.
func Run(t *testing.T, m Maker) {
	for _, promise := range []struct {
		name string
		test func(*suite)
	}{
		{"what is new stands there once it is prepared", (*suite).prepared},
		{"keys stand in the order of their bytes", (*suite).order},
		{"ranges end before their end, and know of deletes", (*suite).ranges},
		{"any sequence of writes reads like a sorted map", (*suite).model},
		{"values may be empty or large, keys long", (*suite).sizes},
		{"tables may be empty, many, dropped and made again", (*suite).tables},
		{"a batch reads what it has written", (*suite).ownWrites},
		{"a batch that ends without commit leaves nothing", (*suite).dropped},
		{"a view shows one state until it ends", (*suite).snapshot},
		{"a view is not written to", (*suite).readOnly},
		{"there is one batch at a time, and no view waits for it", (*suite).oneWriter},
		{"commits are found again after reopening", (*suite).reopened},
		{"a batch takes place whole in all tables, whoever reads meanwhile", (*suite).whole},
		{"a failed commit shows nothing more, and reopening all or nothing", (*suite).failed},
		{"a second opener is told that it is held", (*suite).held},
		{"a copy taken while others write is one state", (*suite).copied},
		{"what is no store of its own is damaged", (*suite).damaged},
	} {
		t.Run(strings.ReplaceAll(promise.name, " ", "_"), func(t *testing.T) { promise.test(&suite{t, m, t.TempDir()}) })
	}
}

type suite struct {
	*testing.T
	Maker
	folder string
}

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func nothing(engine.Engine) error { return nil }

// open opens the engine of the suite's folder; it is closed when the test ends, if it has not been by then.
func (s *suite) open() engine.Engine {
	s.Helper()
	e, err := s.Open(s.folder, nothing)
	s.must(err)
	s.Cleanup(func() { e.Close() })
	return e
}

// close closes an engine that has proved sound.
func (s *suite) close(e engine.Engine) {
	s.Helper()
	if faults := e.Check(); len(faults) > 0 {
		s.Error(faults)
	}
	s.must(e.Close())
}

// write commits what do writes.
func (s *suite) write(e engine.Engine, do func(b engine.Batch)) {
	s.Helper()
	b, err := e.Write()
	s.must(err)
	defer b.End()
	do(b)
	s.must(b.Commit())
}

// made returns a table of a batch, made if need be.
func (s *suite) made(b engine.Batch, name string) engine.Table {
	s.Helper()
	t, err := b.Make(name)
	s.must(err)
	return t
}

func (s *suite) put(t engine.Table, keys ...string) {
	s.Helper()
	for _, k := range keys {
		s.must(t.Put([]byte(k), []byte("value of "+k)))
	}
}

// read looks at a view.
func (s *suite) read(e engine.Engine, look func(v engine.View)) {
	s.Helper()
	v, err := e.Read()
	s.must(err)
	defer v.End()
	look(v)
}

// keys are those of a range, joined.
func keys(t engine.Table, from, to []byte) string {
	var list []string
	for k := range t.Scan(from, to) {
		list = append(list, string(k))
	}
	return strings.Join(list, " ")
}

func (s *suite) same(what, got, want string) {
	s.Helper()
	if got != want {
		s.Errorf("%s: %q, want %q", what, got, want)
	}
}

func (s *suite) prepared() {
	refused := errors.New("refused")
	if _, err := s.Open(s.folder, func(e engine.Engine) error {
		s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "first") })
		return refused
	}); !errors.Is(err, refused) {
		s.Fatalf("%v, not what prepare returned", err)
	}
	e, err := s.Open(s.folder, func(e engine.Engine) error {
		s.read(e, func(v engine.View) {
			if len(v.Tables()) > 0 {
				s.Errorf("of a preparation that failed there stand %q", v.Tables())
			}
		})
		s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "second") })
		return nil
	})
	s.must(err)
	s.read(e, func(v engine.View) { s.same("prepared", keys(v.Table("t"), nil, nil), "second") })
	s.close(e)
	if _, err := s.Open(s.folder, func(engine.Engine) error { return refused }); !errors.Is(err, refused) {
		s.Errorf("opened again: %v, not what prepare returned", err)
	}
	e = s.open()
	s.read(e, func(v engine.View) { s.same("opened again", keys(v.Table("t"), nil, nil), "second") })
	s.close(e)
}

func (s *suite) order() {
	e := s.open()
	list := []string{"b", "a", "\x00", "a\x00", "\xff", "ab", "\xff\xff", "B", "党", "a\x00b"}
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), list...) })
	slices.Sort(list)
	s.read(e, func(v engine.View) {
		t := v.Table("t")
		s.same("all", keys(t, nil, nil), strings.Join(list, " "))
		for _, k := range list {
			s.same(fmt.Sprintf("%q", k), string(t.Get([]byte(k))), "value of "+k)
		}
		for _, k := range []string{"c", "a\x00a", "\xff\x00"} {
			if t.Get([]byte(k)) != nil {
				s.Errorf("%q is there", k)
			}
		}
	})
	s.close(e)
}

func (s *suite) ranges() {
	e := s.open()
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "a", "b", "c", "d", "e") })
	s.write(e, func(b engine.Batch) {
		t := b.Table("t")
		s.must(t.Delete([]byte("b")))
		s.must(t.Delete([]byte("never")))
		s.put(t, "bb")
		s.must(t.Delete([]byte("bb")))
		s.must(t.Delete([]byte("d")))
		s.put(t, "d")
		for _, r := range []struct{ from, to, want string }{
			{"", "", "a c d e"}, {"a", "c", "a"}, {"b", "d", "c"}, {"b", "bz", ""}, {"c", "c", ""}, {"d", "", "d e"}, {"f", "", ""}, {"d", "b", ""}, {"", "a", ""},
		} {
			var to []byte
			if r.to != "" {
				to = []byte(r.to)
			}
			s.same("from "+r.from+" to "+r.to, keys(t, []byte(r.from), to), r.want)
		}
		for k := range t.Scan(nil, nil) {
			if string(k) == "c" {
				break // the rest is not asked for
			}
		}
	})
	s.read(e, func(v engine.View) { s.same("committed", keys(v.Table("t"), []byte("b"), []byte("e")), "c d") })
	s.close(e)
}

func (s *suite) model() {
	seed := rand.Uint64()
	s.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	e := s.open()
	have := map[string]string{}
	key := func() []byte {
		k := make([]byte, 1+r.IntN(3))
		for i := range k {
			k[i] = []byte{0, 'a', 'b', 0xff}[r.IntN(4)]
		}
		return k
	}
	agree := func(t engine.Table) {
		s.Helper()
		from, to := key(), key()
		var want, got []string
		for _, k := range slices.Sorted(maps.Keys(have)) {
			if k >= string(from) && k < string(to) {
				want = append(want, k, have[k])
			}
		}
		for k, v := range t.Scan(from, to) {
			got = append(got, string(k), string(v))
		}
		if !slices.Equal(got, want) {
			s.Fatalf("from %q to %q: %q, want %q", from, to, got, want)
		}
	}
	for range 60 {
		before := maps.Clone(have)
		b, err := e.Write()
		s.must(err)
		t := s.made(b, "t")
		for range r.IntN(30) {
			k, v := key(), key()
			if r.IntN(3) == 0 {
				s.must(t.Delete(k))
				delete(have, string(k))
			} else {
				s.must(t.Put(k, v))
				have[string(k)] = string(v)
			}
			agree(t)
		}
		if r.IntN(4) == 0 {
			b.End()
			have = before
			s.write(e, func(b engine.Batch) { s.made(b, "t") })
		} else {
			s.must(b.Commit())
		}
		s.read(e, func(v engine.View) { agree(v.Table("t")) })
		if r.IntN(8) == 0 {
			s.close(e)
			e = s.open()
		}
	}
	s.close(e)
}

func (s *suite) sizes() {
	e := s.open()
	long, large := bytes.Repeat([]byte("k"), 4<<10), bytes.Repeat([]byte("value"), 1<<20/5)
	s.write(e, func(b engine.Batch) {
		t := s.made(b, "t")
		s.must(t.Put([]byte("empty"), []byte{}))
		s.must(t.Put(long, large))
		s.must(t.Put([]byte("z"), large))
		if t.Get([]byte("empty")) == nil {
			s.Error("in the batch, an empty value is none")
		}
	})
	s.close(e)
	e = s.open()
	s.read(e, func(v engine.View) {
		t := v.Table("t")
		if got := t.Get([]byte("empty")); got == nil || len(got) > 0 {
			s.Errorf("an empty value is %v", got)
		}
		n := 0
		for k, v := range t.Scan([]byte("k"), nil) {
			if n++; !bytes.Equal(v, large) || n == 1 && !bytes.Equal(k, long) {
				s.Errorf("%d bytes under a key of %d", len(v), len(k))
			}
		}
		if n != 2 {
			s.Errorf("%d large values", n)
		}
	})
	s.close(e)
}

func (s *suite) tables() {
	e := s.open()
	const many = 500
	name := func(i int) string { return fmt.Sprintf("table %03d/#_%d", i, i%7) }
	s.write(e, func(b engine.Batch) {
		for i := range many {
			s.put(s.made(b, name(i)), fmt.Sprint(i))
		}
		s.made(b, "empty")
	})
	s.write(e, func(b engine.Batch) {
		for i := range many {
			if i%2 == 0 {
				s.must(b.Drop(name(i)))
			}
		}
		s.must(b.Drop("never"))
		if b.Table(name(0)) != nil {
			s.Error("in the batch, a dropped table is there")
		}
		s.same("made again", keys(s.made(b, name(0)), nil, nil), "")
		s.same("made while it is there", keys(s.made(b, name(1)), nil, nil), "1")
	})
	s.close(e)
	e = s.open()
	s.read(e, func(v engine.View) {
		want := []string{"empty", name(0)}
		for i := 1; i < many; i += 2 {
			want = append(want, name(i))
			s.same(name(i), keys(v.Table(name(i)), nil, nil), fmt.Sprint(i))
		}
		slices.Sort(want)
		if got := v.Tables(); !slices.Equal(got, want) {
			s.Errorf("%d tables, want %d", len(got), len(want))
		}
		for _, gone := range []string{name(2), "never", ""} {
			if v.Table(gone) != nil {
				s.Errorf("there is a table %q", gone)
			}
		}
		s.same("empty", keys(v.Table("empty"), nil, nil), "")
	})
	s.close(e)
}

func (s *suite) ownWrites() {
	e := s.open()
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "a", "b") })
	s.write(e, func(b engine.Batch) {
		t := b.Table("t")
		s.must(t.Put([]byte("a"), []byte("other")))
		s.must(t.Delete([]byte("b")))
		s.put(t, "c")
		same := b.Table("t")
		s.same("the same table asked for again", keys(same, nil, nil), "a c")
		s.same("a", string(same.Get([]byte("a"))), "other")
		if same.Get([]byte("b")) != nil {
			s.Error("b is still there")
		}
		s.read(e, func(v engine.View) { s.same("beside the batch", keys(v.Table("t"), nil, nil), "a b") })
	})
	s.close(e)
}

func (s *suite) dropped() {
	e := s.open()
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "a"); s.put(s.made(b, "u"), "x") })
	b, err := e.Write()
	s.must(err)
	s.put(b.Table("t"), "b")
	s.must(b.Table("t").Delete([]byte("a")))
	s.must(b.Drop("u"))
	s.made(b, "new")
	b.End()
	b.End() // once more is nothing
	after := func(v engine.View) {
		s.same("t", keys(v.Table("t"), nil, nil), "a")
		if got := v.Tables(); !slices.Equal(got, []string{"t", "u"}) {
			s.Errorf("there are %q", got)
		}
	}
	s.read(e, after)
	s.close(e)
	e = s.open()
	s.read(e, after)
	s.close(e)
}

func (s *suite) snapshot() {
	e := s.open()
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "a", "b", "c"); s.made(b, "u") })
	v, err := e.Read()
	s.must(err)
	value := v.Table("t").Get([]byte("a")) // good until End, whatever is written
	var walked []string
	for k := range v.Table("t").Scan(nil, nil) {
		walked = append(walked, string(k))
		s.write(e, func(b engine.Batch) {
			t := b.Table("t")
			s.must(t.Delete([]byte("c")))
			s.must(t.Put([]byte("a"), []byte("other")))
			s.put(t, string(k)+"z")
			s.must(b.Drop("u"))
		})
	}
	s.same("walked", strings.Join(walked, " "), "a b c")
	for i := range 200 { // what the view stands on would be used again, if nothing kept it
		s.write(e, func(b engine.Batch) { s.put(b.Table("t"), fmt.Sprint("k", i)) })
	}
	s.same("walked again", keys(v.Table("t"), nil, nil), "a b c")
	s.same("a value", string(value), "value of a")
	if v.Table("u") == nil {
		s.Error("a table dropped since is gone from the view")
	}
	v.End()
	s.read(e, func(v engine.View) { s.same("now", keys(v.Table("t"), nil, []byte("k")), "a az b bz cz") })
	s.close(e)
}

func (s *suite) readOnly() {
	e := s.open()
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "a") })
	s.read(e, func(v engine.View) {
		if v.Table("t").Put([]byte("b"), []byte("x")) == nil || v.Table("t").Delete([]byte("a")) == nil {
			s.Error("a view was written to")
		}
	})
	s.read(e, func(v engine.View) { s.same("t", keys(v.Table("t"), nil, nil), "a") })
	s.close(e)
}

func (s *suite) oneWriter() {
	e := s.open()
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "0") })
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				b, err := e.Write()
				if err != nil {
					s.Error(err)
					return
				}
				t := b.Table("t")
				n := len(strings.Fields(keys(t, nil, nil)))
				if err := errors.Join(t.Put(fmt.Appendf(nil, "%05d", n), nil), b.Commit()); err != nil {
					s.Error(err)
				}
			}
		})
	}
	all.Wait()
	s.read(e, func(v engine.View) {
		if n := len(strings.Fields(keys(v.Table("t"), nil, nil))); n != 161 {
			s.Errorf("%d rows of 161: two batches were under way together", n)
		}
	})
	b, err := e.Write()
	s.must(err)
	seen := make(chan struct{})
	go func() {
		s.read(e, func(v engine.View) { v.Table("t").Get([]byte("0")) })
		close(seen)
	}()
	select {
	case <-seen:
	case <-time.After(10 * time.Second):
		s.Error("a view waits for a batch that is not being committed")
	}
	b.End()
	<-seen
	s.close(e)
}

func (s *suite) reopened() {
	for i := range 10 {
		e := s.open()
		s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), fmt.Sprint(i)) })
		b, err := e.Write()
		s.must(err)
		s.put(b.Table("t"), fmt.Sprint("lost ", i))
		b.End()
		s.close(e)
	}
	e := s.open()
	s.read(e, func(v engine.View) { s.same("all", keys(v.Table("t"), nil, nil), "0 1 2 3 4 5 6 7 8 9") })
	s.close(e)
}

// pairs has somebody write to two tables alike without a pause until done.
func (s *suite) pairs(e engine.Engine, done <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		default:
		}
		b, err := e.Write()
		if err != nil {
			s.Error(err)
			return
		}
		for _, name := range []string{"one", "other"} {
			t, err := b.Make(name)
			err = errors.Join(err, t.Put(fmt.Append(nil, i%100), fmt.Append(nil, i)), t.Delete(fmt.Append(nil, (i+50)%100)))
			if err != nil {
				s.Error(err)
			}
		}
		if err := b.Commit(); err != nil {
			s.Error(err)
			return
		}
	}
}

// alike reports whether the two tables of pairs are, and how many rows they have.
func alike(v engine.View) (rows int, same bool) {
	var list [2][]string
	for i, name := range []string{"one", "other"} {
		t := v.Table(name)
		if t == nil {
			continue
		}
		for k, v := range t.Scan(nil, nil) {
			list[i] = append(list[i], string(k), string(v))
		}
	}
	return len(list[0]) / 2, slices.Equal(list[0], list[1])
}

func (s *suite) whole() {
	e := s.open()
	done := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { s.pairs(e, done) })
	for range 3 {
		all.Go(func() {
			for range 200 {
				v, err := e.Read()
				if err != nil {
					s.Error(err)
					return
				}
				if _, same := alike(v); !same {
					s.Error("half a batch is seen")
				}
				v.End()
			}
		})
	}
	time.AfterFunc(300*time.Millisecond, func() { close(done) })
	all.Wait()
	s.close(e)
}

func (s *suite) failed() {
	e := s.open()
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "before"); s.put(s.made(b, "u"), "before") })
	s.Break(s.T, s.folder)
	b, err := e.Write()
	s.must(err)
	s.put(b.Table("t"), "after")
	s.put(b.Table("u"), "after")
	if b.Commit() == nil {
		s.Fatal("a commit that could not be written succeeded")
	}
	b.End()
	if v, err := e.Read(); !errors.Is(err, engine.ErrDoubt) {
		s.Errorf("Read after it: %v", err)
		if err == nil {
			v.End()
		}
	}
	if b, err := e.Write(); !errors.Is(err, engine.ErrDoubt) {
		s.Errorf("Write after it: %v", err)
		if err == nil {
			b.End()
		}
	}
	if err := e.Copy(&bytes.Buffer{}); !errors.Is(err, engine.ErrDoubt) {
		s.Errorf("Copy after it: %v", err)
	}
	_ = e.Close()
	e = s.open()
	s.read(e, func(v engine.View) {
		t, u := keys(v.Table("t"), nil, nil), keys(v.Table("u"), nil, nil)
		if t != u || t != "before" && t != "after before" {
			s.Errorf("reopened, there stand %q and %q", t, u)
		}
	})
	s.close(e)
}

func (s *suite) held() {
	e := s.open()
	if _, err := s.Open(s.folder, nothing); !errors.Is(err, engine.ErrHeld) {
		s.Errorf("opened twice: %v", err)
	}
	s.write(e, func(b engine.Batch) { s.put(s.made(b, "t"), "a") })
	s.close(e)
	e = s.open()
	s.close(e)
}

func (s *suite) copied() {
	e := s.open()
	done := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() { s.pairs(e, done) })
	var copies [3]bytes.Buffer
	for i := range copies {
		time.Sleep(50 * time.Millisecond)
		s.must(e.Copy(&copies[i]))
	}
	close(done)
	writer.Wait()
	s.close(e)
	for i := range copies {
		other := &suite{s.T, s.Maker, s.TempDir()}
		s.must(s.Restore(other.folder, copies[i].Bytes()))
		e := other.open()
		other.read(e, func(v engine.View) {
			if rows, same := alike(v); !same || i > 0 && rows == 0 {
				s.Errorf("copy %d holds %d rows, the two tables alike: %v", i, rows, same)
			}
		})
		other.close(e)
	}
}

func (s *suite) damaged() {
	for _, content := range []string{"", "not a store\n", strings.Repeat("not a store\n", 10_000), string(make([]byte, 1<<16))} {
		other := &suite{s.T, s.Maker, s.TempDir()}
		s.must(s.Restore(other.folder, []byte(content)))
		if e, err := s.Open(other.folder, nothing); !errors.Is(err, engine.ErrDamaged) {
			s.Errorf("%d bytes of anything: %v", len(content), err)
			if err == nil {
				e.Close()
			}
		}
	}
}
