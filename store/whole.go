package store

import (
	"slices"
	"sync"
)

// whole remembers the rows that stand together under the first number of their key, such as the people of a branch: of ten thousand it
// would take longer to find each among what is known than to look at it. What was read counts for as long as nobody has written there,
// by a number in the file that rises with each write, so that a reader of an older state, or what a refused deed had written, is never
// taken for what stands.
type whole[T any] struct {
	mu    sync.Mutex
	lists map[string]listed[T]
}

type listed[T any] struct {
	revision int64
	rows     []T
}

// Fewer rows than leastWhole are read one by one; of more than mostWholes lists all are forgotten.
const (
	leastWhole = 256
	mostWholes = 16
)

// Together has a table's rows remembered by the first number of their key.
func (t *Table[T]) Together() *Table[T] {
	t.together = true
	return t
}

// revised counts a deed that writes among rows that stand together: its first write is enough, since a deed that has written there
// takes nothing that is remembered.
func (t *Table[T]) revised(tx *Tx, key Key) {
	if !t.together {
		return
	}
	if number := t.revision(key); !tx.buffer.has(numbers, number) {
		tx.Next(number)
	}
}

// first is how much of a key is its first number. // bytes
const first = 8

// revision names the number that rises with each write among rows that stand together.
func (t *Table[T]) revision(key Key) Key {
	return append(Key(nil).Str(schema[t.bucket].name), key[:first]...)
}

// Where returns the rows under the first number of their key of which which is true, in order. They are the caller's own.
func (t *Table[T]) Where(tx *Tx, of Key, which func(T) bool) (list []T) {
	if !t.together || t.known == nil || len(of) != first {
		panic("store: rows that do not stand together")
	}
	if tx.buffer.touches(t.bucket) { // it may be refused yet
		for row := range t.Scan(tx, of) {
			if which(row) {
				list = append(list, row)
			}
		}
		return list
	}
	revision, _ := t.stands(tx, of)
	w := wholeOf[T](tx.store, t.bucket)
	w.mu.Lock()
	known, ok := w.lists[string(of)]
	w.mu.Unlock()
	if !ok || known.revision != revision {
		rows := slices.Collect(t.Scan(tx, of))
		if len(rows) >= leastWhole && known.revision <= revision {
			w.keep(of, listed[T]{revision, rows})
		}
		known.rows = rows
	}
	for _, row := range known.rows {
		if which(row) {
			list = append(list, row)
			t.known.own(&list[len(list)-1]) // in its place: a copy by itself would be garbage, one for each of ten thousand
		}
	}
	return list
}

// Together is a table whose rows stand together.
type Together interface {
	stands(tx *Tx, of Key) (revision int64, touched bool)
}

// Writes returns by which of the deeds that wrote there the rows of some tables under the first number of their key stand: equal numbers,
// equal rows.
func Writes(tx *Tx, of Key, tables ...Together) (list []int64) {
	for _, t := range tables {
		revision, _ := t.stands(tx, of)
		list = append(list, revision)
	}
	return list
}

func (t *Table[T]) stands(tx *Tx, of Key) (revision int64, touched bool) {
	if raw := tx.get(numbers, t.revision(of)); raw != nil {
		revision = parseInt(raw)
	}
	return revision, tx.buffer.touches(t.bucket)
}

// derived is what was last made of rows that stand together, and of which.
type derived struct {
	what      string
	revisions []int64
	value     any
}

// Derive returns what make makes of the rows of some tables under the first number of their key. It is made anew only if what, which
// says all else that it hangs on, is another, or if one of these rows has been written since: what a deed needs of many rows can be made
// beside the writer first. The value is shared and must not be changed. Of each table's first numbers the last value is remembered.
func Derive[T any](tx *Tx, what string, of Key, make func() T, tables ...Together) T {
	is := derived{what: what}
	for _, t := range tables {
		revision, touched := t.stands(tx, of)
		if touched {
			return make()
		}
		is.revisions = append(is.revisions, revision)
	}
	if known, ok := tx.store.derived.Load(string(of)); ok {
		if d := known.(derived); d.what == what && slices.Equal(d.revisions, is.revisions) {
			if v, ok := d.value.(T); ok {
				return v
			}
		}
	}
	v := make()
	is.value = v
	tx.store.derived.Store(string(of), is)
	return v
}

// Underive forgets what was derived under a first number.
func Underive(tx *Tx, of Key) { tx.store.derived.Delete(string(of)) }

func (w *whole[T]) keep(of Key, l listed[T]) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.lists) >= mostWholes {
		clear(w.lists)
	}
	w.lists[string(of)] = l
}

// wholeOf returns what a store remembers of a table: each file has numbers of its own.
func wholeOf[T any](s *Store, table int) *whole[T] {
	w, _ := s.wholes.LoadOrStore(table, &whole[T]{lists: map[string]listed[T]{}})
	return w.(*whole[T])
}
