package enginetest

import (
	"bytes"
	"encoding/gob"
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"zhibu/store/engine"
)

// TestMemory holds the smallest engine there could be to the suite: what only bbolt could pass would not be a promise.
func TestMemory(t *testing.T) {
	var mu sync.Mutex
	disks := map[string]*disk{}
	at := func(folder string) *disk {
		mu.Lock()
		defer mu.Unlock()
		if disks[folder] == nil {
			disks[folder] = &disk{}
		}
		return disks[folder]
	}
	Run(t, Maker{
		Open: func(folder string, prepare func(engine.Engine) error) (engine.Engine, error) {
			return openMemory(at(folder), prepare)
		},
		Restore: func(folder string, copied []byte) error {
			at(folder).raw = slices.Clip(copied)
			at(folder).is = true
			return nil
		},
		Break: func(_ *testing.T, folder string) { at(folder).broken = true },
	})
}

// disk is what outlives a memory: the last state that was committed, encoded.
type disk struct {
	raw              []byte
	is, held, broken bool
}

// state is what a view sees. It is never changed: a batch makes another.
type state map[string]map[string][]byte

type memory struct {
	disk   *disk
	mu     sync.Mutex // of all below
	now    state
	doubt  bool
	writer chan struct{} // holds one while a batch is under way
}

func openMemory(d *disk, prepare func(engine.Engine) error) (engine.Engine, error) {
	if d.held {
		return nil, engine.ErrHeld
	}
	d.broken = false
	before := *d
	m := &memory{disk: d, now: state{}, writer: make(chan struct{}, 1)}
	if d.is {
		if err := gob.NewDecoder(bytes.NewReader(d.raw)).Decode(&m.now); err != nil {
			return nil, errors.Join(engine.ErrDamaged, err)
		}
	}
	if err := prepare(m); err != nil {
		*d = before
		return nil, err
	}
	d.held = true
	return m, nil
}

func (m *memory) Read() (engine.View, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.doubt {
		return nil, engine.ErrDoubt
	}
	return &memoryView{m: m, state: m.now}, nil
}

func (m *memory) Write() (engine.Batch, error) {
	m.writer <- struct{}{}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.doubt {
		<-m.writer
		return nil, engine.ErrDoubt
	}
	return &memoryView{m: m, state: maps.Clone(m.now), writes: map[string]bool{}}, nil
}

func encode(s state) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func (m *memory) Copy(to io.Writer) error {
	v, err := m.Read()
	if err != nil {
		return err
	}
	_, err = to.Write(encode(v.(*memoryView).state))
	return err
}

func (m *memory) Check() []string     { return nil }
func (m *memory) Stats() engine.Stats { return engine.Stats{} }

func (m *memory) Close() error { m.disk.held = false; return nil }

// memoryView is a view, and a batch if writes is not nil.
type memoryView struct {
	m      *memory
	state  state
	writes map[string]bool // tables that are the batch's own already
	ended  bool
}

func (v *memoryView) Tables() []string { return slices.Sorted(maps.Keys(v.state)) }

func (v *memoryView) Table(name string) engine.Table {
	if v.state[name] == nil {
		return nil
	}
	return memoryTable{v, name}
}

func (v *memoryView) Make(name string) (engine.Table, error) {
	if v.state[name] == nil {
		v.state[name], v.writes[name] = map[string][]byte{}, true
	}
	return memoryTable{v, name}, nil
}

func (v *memoryView) Drop(name string) error { delete(v.state, name); return nil }

func (v *memoryView) Commit() error {
	v.m.mu.Lock()
	defer v.m.mu.Unlock()
	if v.m.disk.broken {
		v.m.doubt = true
		return errors.New("the disk is broken")
	}
	v.m.now, v.m.disk.raw, v.m.disk.is = v.state, encode(v.state), true
	v.release()
	return nil
}

func (v *memoryView) End() { v.release() }

func (v *memoryView) release() {
	if v.writes != nil && !v.ended {
		v.ended = true
		<-v.m.writer
	}
}

type memoryTable struct {
	v    *memoryView
	name string
}

func (t memoryTable) Get(key []byte) []byte {
	value, ok := t.v.state[t.name][string(key)]
	if ok && value == nil { // as gob decodes an empty one
		return []byte{}
	}
	return value
}

func (t memoryTable) Scan(from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		rows := t.v.state[t.name]
		for _, k := range slices.SortedFunc(maps.Keys(rows), strings.Compare) {
			if k >= string(from) && (to == nil || k < string(to)) && !yield([]byte(k), rows[k]) {
				return
			}
		}
	}
}

// own makes the table the batch's own before it is changed.
func (t memoryTable) own() error {
	if t.v.writes == nil {
		return errors.New("a view is not written to")
	}
	if !t.v.writes[t.name] {
		t.v.state[t.name], t.v.writes[t.name] = maps.Clone(t.v.state[t.name]), true
	}
	return nil
}

func (t memoryTable) Put(key, value []byte) error {
	if err := t.own(); err != nil {
		return err
	}
	t.v.state[t.name][string(key)] = append([]byte{}, value...)
	return nil
}

func (t memoryTable) Delete(key []byte) error {
	if err := t.own(); err != nil {
		return err
	}
	delete(t.v.state[t.name], string(key))
	return nil
}
