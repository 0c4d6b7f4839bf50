package store

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"zhibu/store/engine"
	"zhibu/world/rig"
)

// trial is a list of migrations as a later program may have it. At step and moment of the environment the process ends
// by SIGKILL: 0 when the step begins, 1 when it has written and not committed.
func trial() (steps []func(engine.Batch) error) {
	die := func(step, moment int) {
		if os.Getenv("STORE_TEST_DIE") == fmt.Sprint(step, moment) {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	steps = append(steps, migrations...)
	for i := len(steps); i < len(migrations)+4; i++ {
		steps = append(steps, func(b engine.Batch) error {
			die(i, 0)
			rows := b.Table("test")
			seen := map[string]string{}
			for k, v := range rows.Scan(nil, nil) {
				seen[string(k)] = string(v)
			}
			for k, v := range seen { // each step shows how often it was done
				if err := rows.Put([]byte(k), append([]byte(v), byte('a'+i))); err != nil {
					return err
				}
			}
			die(i, 1)
			return nil
		})
	}
	return steps
}

func init() {
	children["migrate"] = func(folder string) {
		e, err := openFile(filepath.Join(folder, fileName), func(e engine.Engine) error { return migrate(e, trial()) })
		if err != nil {
			panic(err)
		}
		e.Close()
	}
}

// oldFile makes a file of this program's version with some rows.
func oldFile(t *testing.T) string {
	t.Helper()
	dir := folder(t)
	s := open(t, dir)
	for i := range int64(300) {
		update(t, s, func(tx *Tx) error { things.Put(tx, thing{ID: i}); return nil })
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func raw(t *testing.T, dir string) (rows map[string]string, version int) {
	t.Helper()
	rows = map[string]string{}
	err := inspectFile(filepath.Join(dir, fileName), func(e engine.Engine) (err error) {
		for _, fault := range e.Check() {
			t.Error(fault)
		}
		b, err := e.Read()
		if err != nil {
			return err
		}
		defer b.End()
		for k, v := range b.Table("test").Scan(nil, nil) {
			rows[string(k)] = string(v)
		}
		version, err = versionOf(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, version
}

func migrating(t *testing.T, dir, die string) error {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "STORE_TEST_CHILD=migrate", "STORE_TEST_FOLDER="+dir, "STORE_TEST_DIE="+die)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Logf("%.600s", out)
	}
	return err
}

// TestMigrationKilledAtEveryStep kills the process in every migration, before and after it has written: the file is then
// of the version before it, whole, and the next start brings it to where an undisturbed one leads, each step done once.
func TestMigrationKilledAtEveryStep(t *testing.T) {
	whole := oldFile(t)
	if err := migrating(t, whole, ""); err != nil {
		t.Fatal(err)
	}
	want, top := raw(t, whole)
	if top != len(migrations)+4 {
		t.Fatal("version ", top)
	}
	for i := len(migrations); i < top; i++ {
		for moment := range 2 {
			dir := oldFile(t)
			before, _ := raw(t, dir)
			for k := range before {
				for j := len(migrations); j < i; j++ {
					before[k] += string(rune('a' + j))
				}
			}
			if err := migrating(t, dir, fmt.Sprint(i, moment)); err == nil {
				t.Fatal("it was not killed")
			}
			if got, version := raw(t, dir); version != i || !maps.Equal(got, before) {
				t.Errorf("killed in step %d: the file is of version %d", i, version)
			}
			if err := migrating(t, dir, ""); err != nil {
				t.Fatal(err)
			}
			if got, version := raw(t, dir); version != top || !maps.Equal(got, want) {
				t.Errorf("killed in step %d and begun again: version %s, other rows", i, strconv.Itoa(version))
			}
		}
	}
	if _, err := Open(whole, Options{}); !errors.Is(err, ErrNewer) { // which this program does not know
		t.Errorf("a newer file: %v", err)
	}
	if _, err := CheckFile(filepath.Join(whole, fileName)); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer file is checked: %v", err)
	}
}

// dying ends the process by SIGKILL at the moment whose number STORE_TEST_DIE holds: before and after a table is made or dropped,
// and before and after a commit.
type dying struct {
	engine.Engine
	n *int
}

func (d dying) moment() {
	if *d.n++; os.Getenv("STORE_TEST_DIE") == fmt.Sprint(*d.n) {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (d dying) Write() (engine.Batch, error) {
	b, err := d.Engine.Write()
	return dyingBatch{b, d}, err
}

type dyingBatch struct {
	engine.Batch
	dying dying
}

func (b dyingBatch) Make(name string) (engine.Table, error) {
	if b.Table(name) == nil {
		b.dying.moment()
		defer b.dying.moment()
	}
	return b.Batch.Make(name)
}

func (b dyingBatch) Drop(name string) error {
	if b.Table(name) != nil {
		b.dying.moment()
		defer b.dying.moment()
	}
	return b.Batch.Drop(name)
}

func (b dyingBatch) Commit() error {
	b.dying.moment()
	defer b.dying.moment()
	return b.Batch.Commit()
}

func init() {
	children["make"] = func(folder string) {
		n := 0
		e, err := openFile(filepath.Join(folder, fileName), func(e engine.Engine) error { return migrate(dying{e, &n}, migrations) })
		if err != nil {
			panic(err)
		}
		e.Close()
		fmt.Println(n)
	}
}

// TestMigrationMakingTablesKilledAtEveryStep kills the process while it brings a file of version 1, which has one table and its
// indexes without the rows, to this version: tables are made, the indexes dropped, made anew and filled. What is left is whole,
// loses no row, and no index that lacks a row is taken for a finished one; the next start ends with a sound file.
func TestMigrationMakingTablesKilledAtEveryStep(t *testing.T) {
	if rig.Race {
		t.Skip("what is killed is a process with one goroutine")
	}
	dir := oldFile(t)
	path := filepath.Join(dir, fileName)
	e := bare(t, path)
	err := errors.Join(inBatch(e, func(b engine.Batch) error {
		err := setVersion(b, 1)
		for _, table := range schema {
			if table.name != "test" {
				err = errors.Join(err, b.Drop(table.name))
			}
			if strings.HasPrefix(table.name, "test") && table.fill != nil {
				_, made := b.Make(table.name)
				err = errors.Join(err, made)
			}
		}
		return err
	}), e.Close())
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := raw(t, dir)
	kill := func(at int) (killed bool) {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "STORE_TEST_CHILD=make", "STORE_TEST_FOLDER="+dir, "STORE_TEST_DIE="+fmt.Sprint(at))
		out, err := child.CombinedOutput()
		var exit *exec.ExitError
		if killed = errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL; err != nil && !killed {
			t.Fatalf("%v: %s", err, out)
		}
		return killed
	}
	versions, n := map[int]int{}, 1
	for ; ; n++ {
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
		if !kill(n) {
			break
		}
		got, version := raw(t, dir)
		if versions[version]++; version < 1 || !maps.Equal(got, rows) {
			t.Errorf("killed at %d: the file is of version %d, and its rows are others", n, version)
		}
		sound(t, open(t, dir))
		if got, version := raw(t, dir); version != Version() || !maps.Equal(got, rows) {
			t.Errorf("killed at %d and begun again: version %d, or other rows", n, version)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d kills; they left files of versions %v", n-1, versions)
	if n < 2*len(schema) || len(versions) != Version() {
		t.Error("hardly anything is tried")
	}
}

// TestIndexesAreMadeFromRows opens files of before: one whose indexes and counters were left empty, as programs of version
// 1 did, and one that lacks them, as a process leaves it that is killed before it has made them.
func TestIndexesAreMadeFromRows(t *testing.T) {
	for version, empty := range map[int]bool{1: true, len(migrations): false} {
		dir := folder(t)
		s := open(t, dir)
		for i := range int64(300) {
			update(t, s, func(tx *Tx) error {
				things.Put(tx, thing{ID: i, Name: fmt.Sprint(i), Shelf: i % 7})
				return nil
			})
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		e := bare(t, filepath.Join(dir, fileName))
		err := errors.Join(inBatch(e, func(b engine.Batch) error {
			err := errors.Join(dropIndexes(b), setVersion(b, version))
			for _, table := range schema {
				if table.fill != nil && empty {
					_, made := b.Make(table.name)
					err = errors.Join(err, made)
				}
			}
			return err
		}), e.Close())
		if err != nil {
			t.Fatal(err)
		}
		faults, err := CheckFile(filepath.Join(dir, fileName))
		if err != nil || len(faults) > 0 {
			t.Errorf("a file of version %d is checked: %v, %v", version, faults, err)
		}
		s = open(t, dir)
		update(t, s, func(tx *Tx) error { things.Put(tx, thing{ID: 3, Name: "x", Shelf: 5}); return nil })
		sound(t, s)
	}
}

// TestOpenWritesNothing opens a file that needs nothing: it stays as it was, byte for byte. A foreign one is refused.
func TestOpenWritesNothing(t *testing.T) {
	dir := oldFile(t)
	path := filepath.Join(dir, fileName)
	before, _ := os.ReadFile(path)
	sound(t, open(t, dir))
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("the file was written to")
	}
	foreign := folder(t)
	e := bare(t, filepath.Join(foreign, fileName))
	if err := errors.Join(inBatch(e, func(b engine.Batch) error { _, err := b.Make("theirs"); return err }), e.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(foreign, Options{}); !errors.Is(err, ErrForeign) {
		t.Errorf("a foreign file: %v", err)
	}
}

// TestFormerForms: of a form of version 10 what its person has written stays, to be given back.
func TestFormerForms(t *testing.T) {
	folder := folder(t)
	e := bare(t, filepath.Join(folder, fileName))
	err := inBatch(e, func(b engine.Batch) error {
		forms, err := b.Make("forms")
		if err != nil {
			return err
		}
		old := `{"chat":"tg:3","name":"honour","step":"confirm","branch":1,"member":3,"number":4,"numbers":{"level":1},"text":"机关党支部","more":"先进党支部","touched":"2026-06-03T10:00:00+08:00"}`
		return errors.Join(forms.Put([]byte(ChatKey("tg:3")), []byte(old)), setVersion(b, 10))
	})
	if err := errors.Join(err, e.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := Open(folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_ = s.View(func(tx *Tx) error {
		f, ok := Forms.Get(tx, ChatKey("tg:3"))
		if !ok || f.Name != FormerForm || f.Title != "表彰登记" || f.Words() != "先进党支部\n机关党支部" || f.Number != 4 || f.Touched.IsZero() {
			t.Errorf("%+v", f)
		}
		return nil
	})
}
