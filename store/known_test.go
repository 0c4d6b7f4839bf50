package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"zhibu/branch"
)

func openTest(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir(), Options{Holder: t.Name(), Secret: []byte("secret")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if faults := s.Check(); len(faults) > 0 {
			t.Errorf("the store is not sound: %q", faults)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// nested is a row with slices in slices and behind pointers.
type nested struct {
	ID    int64   `json:"id"`
	List  []int   `json:"list"`
	Parts []*part `json:"parts"`
	One   *part   `json:"one"`
}

type part struct {
	On   bool  `json:"on"`
	List []int `json:"list"`
}

var testNested = NewTable("test nested", func(n nested) Key { return K(n.ID) }).Remember()

func knownRow() nested {
	return nested{ID: 2, List: []int{3, 4}, Parts: []*part{{List: []int{0}}}, One: &part{List: []int{7}}}
}

// What a deed does to a row it was given, without putting it back, is nobody else's business, remembered or not.
func TestRememberedRowsAreNotShared(t *testing.T) {
	s := openTest(t)
	if _, err := s.Update(func(tx *Tx) error { testNested.Put(tx, knownRow()); return nil }); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		err := s.View(func(tx *Tx) error {
			r, ok := testNested.Get(tx, K[int64](2))
			if !ok || !reflect.DeepEqual(r, knownRow()) {
				t.Errorf("%+v is not what was put", r)
			}
			r.List[0], r.Parts[0].On, r.Parts[0].List[0], r.One.List[0] = 99, true, 99, 99
			r.One.List = append(r.One.List, 99)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A row that was read changed inside a deed that is then refused is the old one again.
func TestRememberedRowsSurviveRefusal(t *testing.T) {
	s := openTest(t)
	name := func(want string) {
		t.Helper()
		_ = s.View(func(tx *Tx) error {
			if b, _ := Branches.Get(tx, K[branch.BranchID](1)); b.Name != want {
				t.Errorf("the branch is called %q, not %q", b.Name, want)
			}
			return nil
		})
	}
	rename := func(to string, result error) {
		_, err := s.Update(func(tx *Tx) error {
			Branches.Put(tx, branch.Branch{ID: 1, Name: to})
			if b, _ := Branches.Get(tx, K[branch.BranchID](1)); b.Name != to {
				t.Errorf("the deed reads %q after it wrote %q", b.Name, to)
			}
			return result
		})
		if !errors.Is(err, result) {
			t.Fatal(err)
		}
	}
	rename("one", nil)
	name("one")
	rename("two", errors.New("refused"))
	name("one")
	rename("three", nil)
	name("three")
}

// More rows than are remembered read like any others.
func TestMoreRowsThanRemembered(t *testing.T) {
	s := openTest(t)
	const n = 3 * maxKnown / 200 // a row and its key take more than 100 bytes
	if _, err := s.Update(func(tx *Tx) error {
		for i := range n {
			Branches.Put(tx, branch.Branch{ID: branch.BranchID(i + 1), Name: strings.Repeat("支部", 16)})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_ = s.View(func(tx *Tx) error {
			i := branch.BranchID(0)
			for b := range Branches.Scan(tx, nil) {
				if i++; b.ID != i {
					t.Fatalf("%d came where %d belongs", b.ID, i)
				}
			}
			if i != n {
				t.Errorf("%d rows, not %d", i, n)
			}
			return nil
		})
	}
	size := 0
	for _, half := range []map[string]decoded[branch.Branch]{Branches.known.rows, Branches.known.older} {
		for k, d := range half {
			size += len(k) + len(d.raw)
		}
	}
	if size > 2*maxKnown+2000 || size < maxKnown {
		t.Errorf("%d bytes are remembered", size)
	}
}
