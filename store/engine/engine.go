// Package engine is what the store needs of whatever keeps its rows: tables of ordered keys, batches that take place whole or
// not at all, and views of what is durable. Rows, indexes, counters and the outbox are the store's; an engine sees bytes only.
//
// An engine passes enginetest.Run. It is opened by a function of its own package, which store/engine.go names:
//
//	Open(path string, prepare func(Engine) error) (Engine, error)
//
// opens what lies at path, or makes it, and runs prepare before it counts as opened: what is new stands under its name only once
// prepare has succeeded and is durable. It returns ErrHeld and ErrDamaged. Whatever prepare reads of a damaged file, panics
// included, comes back as ErrDamaged.
package engine

import (
	"errors"
	"io"
	"iter"
	"os"
)

// Engine is an open store of tables. Its methods may be called from many goroutines.
type Engine interface {
	// Read begins a view of what is durable. It waits for no batch but one that is being committed.
	// It returns ErrDoubt after a commit has failed.
	Read() (View, error)
	// Write begins a batch. There is one at a time: a second one waits for the end of the first.
	Write() (Batch, error)
	// Copy writes what is durable in the form that Open reads, while others go on writing.
	Copy(to io.Writer) error
	// Check reports what is wrong with the engine's own form of the tables, and nothing if it is sound.
	Check() []string
	// Stats returns figures of the moment.
	Stats() Stats
	// Close ends the engine, once every view and batch has ended.
	Close() error
}

// View is one state of all tables: what is committed after it began is not in it. Keys and values that it returns are good until
// End, and must not be changed.
type View interface {
	// Tables returns the names of the tables there are, in order.
	Tables() []string
	// Table returns a table, or nil if there is none of that name.
	Table(name string) Table
	// End ends the view. Of a batch that is not committed it drops everything; after Commit it does nothing.
	End()
}

// Batch is a view that also shows what is written in it. All of it takes place at Commit, or nothing.
type Batch interface {
	View
	// Make returns a table, which is made if there is none of that name.
	Make(name string) (Table, error)
	// Drop removes a table with all that is in it; that there is none is no error.
	Drop(name string) error
	// Commit makes the batch durable and then visible. If it fails, whether the batch took place is known only after
	// reopening: the engine reads and writes nothing more until then.
	Commit() error
}

// Table is a table of keys in the order of their bytes. Keys are not empty, values may be.
type Table interface {
	// Get returns the value under a key, or nil if there is none; an empty value is not nil.
	Get(key []byte) []byte
	// Scan yields what has from <= key < to, in order; a nil to has no end. Nothing is written to the table meanwhile.
	Scan(from, to []byte) iter.Seq2[[]byte, []byte]
	// Put writes a value, in the place of the former one. Key and value must not be changed until the batch has ended.
	// In a view that is no batch it returns an error.
	Put(key, value []byte) error
	// Delete removes a key; that it is not there is no error. In a view that is no batch it returns an error.
	Delete(key []byte) error
}

// Stats are figures of a running engine.
type Stats struct {
	Readers int // views under way
	Pending int // pages that readers keep from being used again; 0 if the engine has none
}

var (
	// ErrHeld is returned when another process has the file open.
	ErrHeld = errors.New("store: held by another process")
	// ErrDamaged is returned for a file that cannot be read as a store.
	ErrDamaged = errors.New("store: the file is damaged")
	// ErrDoubt is returned after a failed commit.
	ErrDoubt = errors.New("store: a commit has failed")
)

// SyncDir makes a created or renamed file durable: syncing the file alone does not keep its name.
func SyncDir(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
