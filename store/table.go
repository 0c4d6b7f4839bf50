package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"

	"zhibu/store/engine"
)

// bucketInfo is one bucket of the file. schema lists all of them in the order of their declaration.
type bucketInfo struct {
	name  string
	check func(tx *Tx, report func(string)) // nil for indexes and counters, which their table checks
	rows  func(tx *Tx) iter.Seq[any]        // nil for all but tables
	// fill makes an index or a counter anew from its table's rows; nil for tables
	fill func(from, to engine.Table) error
	of   int // of an index or a counter: its table
}

var schema []bucketInfo

func declare(name string) int {
	schema = append(schema, bucketInfo{name: name})
	return len(schema) - 1
}

// Table is a typed table: rows of T under the key that its key function gives, in that order.
// A row that cannot be decoded, a second row under a unique index: these are damage or bugs, and panic.
type Table[T any] struct {
	bucket   int
	key      func(T) Key
	indexes  []*Index[T]
	counters []*Counter[T]
	known    *known[T] // nil if its rows are not remembered
	together bool      // they are remembered as a whole, too
}

// Index finds rows of a table by another key. A row whose key is empty is not in it.
type Index[T any] struct {
	bucket int
	table  *Table[T]
	key    func(T) Key
	unique bool
}

// Counter counts the rows of a table by a key, so that how many need not be counted.
type Counter[T any] struct {
	bucket int
	key    func(T) Key
}

// NewTable declares a table, by the name that it has on disk, and the key of its rows. Matters declare theirs in their rooms.
func NewTable[T any](name string, key func(T) Key) *Table[T] {
	t := &Table[T]{bucket: declare(name), key: key}
	schema[t.bucket].check, schema[t.bucket].rows = t.check, t.all
	return t
}

func (t *Table[T]) all(tx *Tx) iter.Seq[any] {
	return func(yield func(any) bool) {
		for row := range t.Scan(tx, nil) {
			if !yield(row) {
				return
			}
		}
	}
}

// Dump yields every row of every declared table with the table's name, in the order of declaration and of keys. Indexes and
// counters are left out, since they follow from the rows; so are the numbers of Tx.Next.
func Dump(tx *Tx) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, table := range schema {
			if table.rows == nil {
				continue
			}
			for row := range table.rows(tx) {
				if !yield(table.name, row) {
					return
				}
			}
		}
	}
}

// Tables returns the names of the tables that Dump walks.
func Tables() (names []string) {
	for _, table := range schema {
		if table.rows != nil {
			names = append(names, table.name)
		}
	}
	return names
}

// Remember spares the decoding of rows that are read often and seldom change.
func (t *Table[T]) Remember() *Table[T] {
	t.known = newKnown[T]()
	return t
}

// unique adds an index that gives at most one row for a key; rows whose key is empty are left out.
func (t *Table[T]) unique(name string, key func(T) Key) *Index[T] {
	i := &Index[T]{bucket: declare(schema[t.bucket].name + "/" + name), table: t, key: key, unique: true}
	t.indexes = append(t.indexes, i)
	schema[i.bucket].of, schema[i.bucket].fill = t.bucket, i.fill
	return i
}

// Index adds an index that may give many rows for a key; rows whose key is empty are left out.
func (t *Table[T]) Index(name string, key func(T) Key) *Index[T] {
	i := t.unique(name, key)
	i.unique = false
	return i
}

// Counter declares how many rows of the table have a key in common.
func (t *Table[T]) Counter(name string, key func(T) Key) *Counter[T] {
	c := &Counter[T]{bucket: declare(schema[t.bucket].name + "#" + name), key: key}
	t.counters = append(t.counters, c)
	schema[c.bucket].of, schema[c.bucket].fill = t.bucket, func(from, to engine.Table) error { return t.fill(c, from, to) }
	return c
}

// fill makes the index, which is empty, from the rows of its table. It returns an error for a row that cannot be decoded,
// and for a second one under a unique key.
func (i *Index[T]) fill(from, to engine.Table) error {
	for primary, raw := range from.Scan(nil, nil) {
		var row T
		if err := json.Unmarshal(raw, &row); err != nil {
			return fmt.Errorf("store: %s: a damaged row", schema[i.table.bucket].name)
		}
		k := i.entry(row, primary)
		switch {
		case k == nil:
			continue
		case i.unique && to.Get(k) != nil:
			return fmt.Errorf("store: %s: not unique", schema[i.bucket].name)
		}
		if err := to.Put(k, primary); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table[T]) fill(c *Counter[T], from, to engine.Table) error {
	counts := map[string]uint64{}
	for _, raw := range from.Scan(nil, nil) {
		var row T
		if err := json.Unmarshal(raw, &row); err != nil {
			return fmt.Errorf("store: %s: a damaged row", schema[t.bucket].name)
		}
		counts[string(c.key(row))]++
	}
	for k, n := range counts {
		if err := to.Put([]byte(k), binary.BigEndian.AppendUint64(nil, n)); err != nil {
			return err
		}
	}
	return nil
}

// Get returns the row under a key.
func (t *Table[T]) Get(tx *Tx, key Key) (row T, ok bool) {
	raw := tx.get(t.bucket, key)
	if raw == nil {
		return row, false
	}
	return t.decode(key, raw), true
}

// Has reports whether there is a row under a key, without reading it.
func (t *Table[T]) Has(tx *Tx, key Key) bool { return tx.get(t.bucket, key) != nil }

// Put writes a row, in place of one with the same key.
func (t *Table[T]) Put(tx *Tx, row T) {
	key := t.key(row)
	raw, err := json.Marshal(row)
	if err != nil {
		panic("store: " + schema[t.bucket].name + ": a row that cannot be written")
	}
	if len(t.indexes)+len(t.counters) > 0 {
		old, had := t.Get(tx, key)
		for _, i := range t.indexes {
			i.move(tx, key, old, had, row)
		}
		for _, c := range t.counters {
			if had && bytes.Equal(c.key(old), c.key(row)) {
				continue
			}
			if had {
				c.add(tx, old, -1)
			}
			c.add(tx, row, 1)
		}
	}
	tx.put(t.bucket, key, raw)
	t.revised(tx, key)
}

// Delete removes the row under a key; that there is none is no error.
func (t *Table[T]) Delete(tx *Tx, key Key) {
	if !t.Has(tx, key) {
		return
	}
	t.revised(tx, key)
	if len(t.indexes)+len(t.counters) == 0 {
		tx.delete(t.bucket, key)
		return
	}
	old, _ := t.Get(tx, key)
	for _, i := range t.indexes {
		if k := i.entry(old, key); k != nil {
			tx.delete(i.bucket, k)
		}
	}
	for _, c := range t.counters {
		c.add(tx, old, -1)
	}
	tx.delete(t.bucket, key)
}

// Scan returns the rows whose key begins with prefix, in order. Rows may be written and deleted inside the loop.
func (t *Table[T]) Scan(tx *Tx, prefix Key) iter.Seq[T] { return t.Range(tx, prefix, prefix.after()) }

// Range returns the rows with from <= key < to, in order; a nil to has no end.
func (t *Table[T]) Range(tx *Tx, from, to Key) iter.Seq[T] {
	return func(yield func(T) bool) {
		for key, raw := range tx.scan(t.bucket, from, to) {
			if !yield(t.decode(key, raw)) {
				return
			}
		}
	}
}

func (t *Table[T]) decode(key, raw []byte) (row T) {
	if t.known != nil {
		if row, ok := t.known.get(key, raw); ok {
			return row
		}
	}
	if err := json.Unmarshal(raw, &row); err != nil {
		panic("store: " + schema[t.bucket].name + ": a damaged row")
	}
	if t.known != nil {
		t.known.put(key, raw, row)
	}
	return row
}

// Get returns the row of a unique index.
func (i *Index[T]) Get(tx *Tx, key Key) (row T, ok bool) {
	if !i.unique {
		panic("store: Get of an index that is not unique")
	}
	primary := tx.get(i.bucket, key)
	if primary == nil {
		return row, false
	}
	return i.row(tx, primary), true
}

// Scan returns the rows whose index key begins with prefix, in the order of the index. Which ones, is settled when the
// loop begins; each comes as it stands when its turn comes, and is left out if the loop has deleted it.
func (i *Index[T]) Scan(tx *Tx, prefix Key) iter.Seq[T] { return i.Range(tx, prefix, prefix.after()) }

// Range returns the rows with from <= index key < to, in the order of the index; a nil to has no end.
func (i *Index[T]) Range(tx *Tx, from, to Key) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, primary := range tx.scan(i.bucket, from, to) {
			if tx.get(i.table.bucket, primary) == nil {
				continue // deleted inside this loop
			}
			if !yield(i.row(tx, primary)) {
				return
			}
		}
	}
}

func (i *Index[T]) row(tx *Tx, primary []byte) T {
	row, ok := i.table.Get(tx, primary)
	if !ok {
		panic("store: " + schema[i.bucket].name + ": an entry without its row")
	}
	return row
}

func (i *Index[T]) entry(row T, primary Key) Key {
	k := i.key(row)
	switch {
	case len(k) == 0:
		return nil
	case !i.unique:
		k = append(bytes.Clone(k), primary...)
	}
	return k
}

func (i *Index[T]) move(tx *Tx, primary Key, old T, had bool, row T) {
	k := i.entry(row, primary)
	if had {
		was := i.entry(old, primary)
		if bytes.Equal(was, k) {
			return
		}
		if was != nil {
			tx.delete(i.bucket, was)
		}
	}
	if k == nil {
		return
	}
	if i.unique && tx.get(i.bucket, k) != nil {
		panic("store: " + schema[i.bucket].name + ": not unique")
	}
	tx.put(i.bucket, k, primary)
}

// Get returns how many rows the table has under the counter's key.
func (c *Counter[T]) Get(tx *Tx, key Key) int {
	raw := tx.get(c.bucket, key)
	if raw == nil {
		return 0
	}
	return int(binary.BigEndian.Uint64(raw))
}

func (c *Counter[T]) add(tx *Tx, row T, by int) {
	key := c.key(row)
	n := c.Get(tx, key) + by
	if n == 0 {
		tx.delete(c.bucket, key)
		return
	}
	tx.put(c.bucket, key, binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// check reports rows that do not decode or stand under a wrong key, and indexes and counters that disagree with them.
func (t *Table[T]) check(tx *Tx, report func(string)) {
	name := schema[t.bucket].name
	wanted := map[int]map[string]int{} // bucket → index key → 1, or counter key → rows
	for _, i := range t.indexes {
		wanted[i.bucket] = map[string]int{}
	}
	for _, c := range t.counters {
		wanted[c.bucket] = map[string]int{}
	}
	for k, raw := range tx.scan(t.bucket, nil, nil) {
		var row T
		if err := json.Unmarshal(raw, &row); err != nil {
			report(name + ": a damaged row")
			continue
		}
		if !bytes.Equal(t.key(row), k) {
			report(name + ": a row under a wrong key")
		}
		for _, i := range t.indexes {
			if e := i.entry(row, k); e != nil {
				wanted[i.bucket][string(e)]++
				if !bytes.Equal(tx.get(i.bucket, e), k) {
					report(schema[i.bucket].name + ": a row that is not in it")
				}
			}
		}
		for _, c := range t.counters {
			wanted[c.bucket][string(c.key(row))]++
		}
	}
	for bucket, want := range wanted {
		n := 0
		for range tx.scan(bucket, nil, nil) {
			n++
		}
		if n != len(want) {
			report(fmt.Sprintf("%s: %d entries, %d expected", schema[bucket].name, n, len(want)))
		}
	}
	for _, c := range t.counters {
		for k, n := range wanted[c.bucket] {
			if c.Get(tx, Key(k)) != n {
				report(schema[c.bucket].name + ": a wrong count")
			}
		}
	}
}
