package world

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"zhibu/store"
)

// Update carries out a deed that may not fail.
func (w *World) Update(deed func(*store.Tx) error) {
	w.Helper()
	if _, err := w.App.Store.Update(deed); err != nil {
		w.Fatal(err)
	}
}

// Dump returns every row of the store but what was seen and the process's own care, a line each.
func (w *World) Dump(but ...string) (rows []string) {
	w.Helper()
	but = append(but, "seen", "alive", "upkeep")
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for table, row := range store.Dump(tx) {
			if slices.Contains(but, table) {
				continue
			}
			raw, err := json.Marshal(row)
			if err != nil {
				panic(err)
			}
			rows = append(rows, table+" "+string(raw))
		}
		return nil
	})
	slices.Sort(rows)
	return rows
}

// Unchanged runs something and fails the test if it wrote more than that its updates were seen.
func (w *World) Unchanged(what string, do func()) {
	w.Helper()
	w.Settle()
	before := w.Dump()
	do()
	w.Settle()
	after := w.Dump()
	for _, row := range after {
		if !slices.Contains(before, row) {
			w.Errorf("%s wrote %s", what, row)
		}
	}
	if len(after) < len(before) {
		w.Errorf("%s deleted %d rows", what, len(before)-len(after))
	}
}

// EveryRow returns all that a closed store holds: "table key row".
func EveryRow(t *testing.T, path string) (rows []string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				rows = append(rows, strings.Join([]string{string(name), string(k), string(v)}, " "))
				return nil
			})
		})
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}
