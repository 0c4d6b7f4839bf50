package store

import (
	"bytes"
	"slices"
)

// entry is one write that a deed has made and that is not yet in the engine.
type entry struct {
	key, value []byte
	deleted    bool
}

// buffer holds a deed's writes, per bucket and sorted by key, until it is known to have succeeded: merging is a
// loop of Puts, refusing is forgetting it. (Undoing inside an engine would be wrong: in bbolt, a delete in a cursor loop skips rows.)
type buffer struct {
	writes [][]entry // by bucket number
	count  int
}

func (b *buffer) find(bucket int, key []byte) (int, bool) {
	if bucket >= len(b.writes) {
		return 0, false
	}
	return slices.BinarySearchFunc(b.writes[bucket], key, func(e entry, k []byte) int { return bytes.Compare(e.key, k) })
}

func (b *buffer) set(bucket int, e entry) {
	if bucket >= len(b.writes) {
		b.writes = append(b.writes, make([][]entry, len(schema)-len(b.writes))...)
	}
	i, found := b.find(bucket, e.key)
	if found {
		b.writes[bucket][i] = e
		return
	}
	b.writes[bucket] = slices.Insert(b.writes[bucket], i, e)
	b.count++
}

// has reports whether something was written under a key.
func (b *buffer) has(bucket int, key []byte) bool { _, found := b.find(bucket, key); return found }

// touches reports whether anything was written to a bucket.
func (b *buffer) touches(bucket int) bool { return bucket < len(b.writes) && len(b.writes[bucket]) > 0 }

// slice returns a copy of the writes with from <= key < to; a nil to has no end.
func (b *buffer) slice(bucket int, from, to []byte) []entry {
	i, _ := b.find(bucket, from)
	if bucket >= len(b.writes) {
		return nil
	}
	rest := b.writes[bucket][i:]
	if to != nil {
		n, _ := slices.BinarySearchFunc(rest, to, func(e entry, k []byte) int { return bytes.Compare(e.key, k) })
		rest = rest[:n]
	}
	return slices.Clone(rest)
}

func (b *buffer) clone() buffer {
	c := buffer{writes: make([][]entry, len(b.writes)), count: b.count}
	for i, w := range b.writes {
		c.writes[i] = slices.Clone(w)
	}
	return c
}
