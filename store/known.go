package store

import (
	"bytes"
	"reflect"
	"sync"
	"time"
)

// known remembers what rows decode to: decoding is the dearest part of most deeds, and a hundred presses in one ballot
// read the same few rows. What a row decodes to depends on its bytes alone, and an entry counts only for equal bytes:
// a change, a refusal or a reader of an older state needs nothing done here. Each reader gets a copy of its own.
type known[T any] struct {
	detach func(reflect.Value) // nil if rows share no memory with their copies
	mu     sync.RWMutex
	rows   map[string]decoded[T] // read of late
	older  map[string]decoded[T] // read before those, as far as not read since
	size   int                   // of rows, encoded // bytes
}

type decoded[T any] struct {
	raw []byte
	row T
}

// maxKnown is how much is remembered of a table in each of two halves, encoded: the people of a branch of ten thousand. Fewer, and
// whatever reads all of them decodes all of them each time.
const maxKnown = 4 << 20 // bytes

func newKnown[T any]() *known[T] {
	return &known[T]{detach: detacher(reflect.TypeFor[T]()), rows: map[string]decoded[T]{}}
}

func (k *known[T]) get(key, raw []byte) (row T, ok bool) {
	k.mu.RLock()
	d, ok := k.rows[string(key)]
	older := false
	if !ok {
		d, older = k.older[string(key)]
	}
	k.mu.RUnlock()
	if !ok && !older || !bytes.Equal(d.raw, raw) {
		return row, false
	}
	if older {
		k.keep(key, d)
	}
	return k.copy(d.row), true
}

// put remembers a row. raw is copied: an engine's own bytes are good only within their transaction.
func (k *known[T]) put(key, raw []byte, row T) {
	k.keep(key, decoded[T]{bytes.Clone(raw), k.copy(row)})
}

// keep has a row among those read of late. When they are as many as there may be, those read before them are forgotten.
func (k *known[T]) keep(key []byte, d decoded[T]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.size > maxKnown {
		k.rows, k.older, k.size = map[string]decoded[T]{}, k.rows, 0
	}
	k.size += len(d.raw) + len(key) - len(k.rows[string(key)].raw)
	k.rows[string(key)] = d
}

func (k *known[T]) copy(row T) T {
	k.own(&row)
	return row
}

// own makes a row that was copied independent of what it was copied from.
func (k *known[T]) own(row *T) {
	if k.detach != nil {
		k.detach(reflect.ValueOf(row).Elem())
	}
}

// detacher returns what makes a copied value independent of the one it was copied from, or nil if it is so already.
// It panics for types of which no row consists.
func detacher(t reflect.Type) func(reflect.Value) {
	switch {
	case t == reflect.TypeFor[time.Time](): // its pointer leads to a zone, which nobody changes
		return nil
	case t.Kind() <= reflect.Float64 || t.Kind() == reflect.String:
		return nil
	case t.Kind() == reflect.Struct:
		return structDetacher(t)
	case t.Kind() == reflect.Slice:
		element := detacher(t.Elem())
		return func(v reflect.Value) {
			if v.IsNil() {
				return
			}
			own := reflect.MakeSlice(t, v.Len(), v.Len())
			reflect.Copy(own, v)
			for i := 0; element != nil && i < own.Len(); i++ {
				element(own.Index(i))
			}
			v.Set(own)
		}
	case t.Kind() == reflect.Pointer:
		target := detacher(t.Elem())
		return func(v reflect.Value) {
			if v.IsNil() {
				return
			}
			own := reflect.New(t.Elem())
			own.Elem().Set(v.Elem())
			if target != nil {
				target(own.Elem())
			}
			v.Set(own)
		}
	}
	panic("store: a row of " + t.String() + " cannot be remembered")
}

func structDetacher(t reflect.Type) func(reflect.Value) {
	type field struct {
		i      int
		detach func(reflect.Value)
	}
	var fields []field
	for i := range t.NumField() {
		if d := detacher(t.Field(i).Type); d != nil {
			fields = append(fields, field{i, d})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return func(v reflect.Value) {
		for _, f := range fields {
			f.detach(v.Field(f.i))
		}
	}
}
