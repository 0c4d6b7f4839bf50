// Package twice runs a deed twice from one state, for the tests of all matters that have deeds. It knows the store alone, so that the
// tests inside a matter can use it.
package twice

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"zhibu/store"
)

// Do runs a deed twice from the same state, as another engine may, and fails unless it writes the same; then it lets it stand.
func Do(t *testing.T, s *store.Store, name string, deed func(*store.Tx) error) {
	t.Helper()
	undone := errors.New("undone")
	var wrote [2][]string
	for i := range wrote {
		if _, err := s.Update(func(tx *store.Tx) error {
			if err := deed(tx); err != nil {
				return err
			}
			for table, row := range store.Dump(tx) {
				raw, err := json.Marshal(row)
				if err != nil {
					return err
				}
				wrote[i] = append(wrote[i], table+" "+string(raw))
			}
			return undone
		}); !errors.Is(err, undone) {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if !slices.Equal(wrote[0], wrote[1]) {
		t.Errorf("%s wrote otherwise the second time", name)
	}
	if _, err := s.Update(deed); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
