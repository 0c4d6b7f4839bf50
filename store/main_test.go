package store

import (
	"errors"
	"os"
	"reflect"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zhibu/store/engine"
)

func TestMain(m *testing.M) {
	if child := os.Getenv("STORE_TEST_CHILD"); child != "" {
		children[child](os.Getenv("STORE_TEST_FOLDER"))
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// children are run by tests in a process of their own, since they end it.
var children = map[string]func(folder string){}

// fatal is what testing.T and rapid.T have in common.
type fatal interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// bare opens an engine's file as it is, without the store's tables in it.
func bare(t testing.TB, path string) engine.Engine {
	t.Helper()
	e, err := openFile(path, func(engine.Engine) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// folder makes a data folder; rapid's checks need many in one test.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t fatal, dir string) *Store {
	t.Helper()
	s, err := Open(dir, Options{Holder: "test", Secret: []byte("secret")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sound closes a store after it has proved consistent.
func sound(t fatal, s *Store) {
	t.Helper()
	for _, fault := range s.Check() {
		t.Errorf("check: %s", fault)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// update runs a deed twice, the first time for nothing: an engine may repeat a deed, so both must write the same.
func update(t fatal, s *Store, deed func(*Tx) error) Outcome {
	t.Helper()
	outcome, err := s.Update(func(tx *Tx) error { return twice(tx, deed) })
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

var errUndone = errors.New("the first of two runs")

func twice(tx *Tx, deed func(*Tx) error) error {
	var first buffer
	var outcome Outcome
	err := tx.Try(func() error {
		err := deed(tx)
		first, outcome = tx.buffer.clone(), tx.outcome
		return errors.Join(err, errUndone)
	})
	again := deed(tx) // panics if the first run did
	if errors.Is(err, errUndone) && (!reflect.DeepEqual(first, tx.buffer.clone()) || !reflect.DeepEqual(outcome, tx.outcome)) {
		return errors.New("run twice, the deed writes something else")
	}
	return again
}

// look reads.
func look[T any](t fatal, s *Store, read func(*Tx) T) (got T) {
	t.Helper()
	if err := s.View(func(tx *Tx) error { got = read(tx); return nil }); err != nil {
		t.Fatal(err)
	}
	return got
}
