package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A table with everything that a table can have, declared for these tests only.
type thing struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`  // unique, unless empty
	Shelf int64  `json:"shelf"` // 0: none
	Note  int    `json:"note"`
}

var (
	things        = NewTable("test", func(x thing) Key { return K(x.ID) })
	thingsByName  = things.unique("name", func(x thing) Key { return Key(x.Name) })
	thingsByShelf = things.Index("shelf", func(x thing) Key {
		if x.Shelf == 0 {
			return nil
		}
		return K(x.Shelf)
	})
	thingsOn = things.Counter("shelf", func(x thing) Key { return K(x.Shelf) })
)

// model is what the store must be equal to.
type model struct {
	rows map[int64]thing
	last int64 // number given
}

func (m model) clone() model { return model{maps.Clone(m.rows), m.last} }

func (m model) sorted(keep func(thing) bool) (list []thing) {
	for _, x := range m.rows {
		if keep(x) {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b thing) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (m model) taken(x thing) bool {
	for _, other := range m.rows {
		if x.Name != "" && other.Name == x.Name && other.ID != x.ID {
			return true
		}
	}
	return false
}

// op is one thing a deed does; all its chances are drawn before, so that it can be run twice.
type op struct {
	Kind string
	X    thing
	Part []op
	End  string // of a deed or a part
}

var errRefused = errors.New("refused")

func drawOps(t *rapid.T, depth int) (list []op) {
	kinds := []string{"put", "put", "put", "delete", "next", "sweep", "shift"}
	if depth > 0 {
		kinds = append(kinds, "try", "try")
	}
	for range rapid.IntRange(1, 5).Draw(t, "ops") {
		o := op{Kind: rapid.SampledFrom(kinds).Draw(t, "op"), X: thing{
			ID:    rapid.Int64Range(-3, 8).Draw(t, "id"),
			Name:  rapid.SampledFrom([]string{"", "", "a", "b", "c"}).Draw(t, "name"),
			Shelf: rapid.Int64Range(0, 3).Draw(t, "shelf"),
			Note:  rapid.IntRange(0, 3).Draw(t, "note"),
		}}
		if o.Kind == "try" {
			o.Part = drawOps(t, depth-1)
			o.End = rapid.SampledFrom([]string{"fine", "refused", "panic"}).Draw(t, "end")
		}
		list = append(list, o)
	}
	return list
}

// do carries ops out in the store and in the model. It returns what differs.
func do(tx *Tx, m *model, ops []op) (wrong error) {
	differs := func(what string, got, want any) {
		if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
			wrong = errors.Join(wrong, fmt.Errorf("%s: %s, want %s", what, g, w))
		}
	}
	for _, o := range ops {
		switch o.Kind {
		case "put":
			err := tx.Try(func() error { things.Put(tx, o.X); return nil })
			var panicked *Panic
			differs("name is taken", errors.As(err, &panicked), m.taken(o.X))
			if err == nil {
				m.rows[o.X.ID] = o.X
			}
		case "delete":
			things.Delete(tx, K(o.X.ID))
			delete(m.rows, o.X.ID)
		case "next":
			m.last++
			differs("next", tx.Next(Key(nil).Str("test")), m.last)
		case "sweep": // deletes, changes and adds rows of the very table that it goes through
			stood := m.sorted(func(thing) bool { return true })
			var seen []thing
			for x := range things.Scan(tx, nil) {
				seen = append(seen, x)
				switch y := x; (x.ID + o.X.ID) % 3 {
				case 0:
					things.Delete(tx, K(x.ID))
					delete(m.rows, x.ID)
				case 1:
					y.ID += 100
					y.Name = ""
					things.Put(tx, y)
					m.rows[y.ID] = y
				case 2:
					y.Note++
					things.Put(tx, y)
					m.rows[y.ID] = y
				}
				if o.X.Note == 3 && len(seen) == 2 {
					stood = stood[:2]
					break
				}
			}
			differs("scan", seen, stood)
			for id := range m.rows { // so that what is added does not grow without end
				if id > 50 {
					things.Delete(tx, K(id))
					delete(m.rows, id)
				}
			}
		case "shift": // moves rows within the very index that it goes through
			stood := m.sorted(func(x thing) bool { return x.Shelf == o.X.Shelf && x.Shelf != 0 })
			var seen []thing
			for x := range thingsByShelf.Scan(tx, K(o.X.Shelf)) {
				seen = append(seen, x)
				x.Shelf += 1 - 2*(x.ID&1)
				things.Put(tx, x)
				m.rows[x.ID] = x
			}
			differs("index scan", seen, stood)
		case "try":
			before := m.clone()
			var inner error
			err := tx.Try(func() error {
				inner = do(tx, m, o.Part)
				switch o.End {
				case "panic":
					panic(errRefused)
				case "refused":
					return errRefused
				}
				return nil
			})
			wrong = errors.Join(wrong, inner)
			differs("part fails", err != nil, o.End != "fine")
			if err != nil {
				*m = before
			}
		}
		got, ok := things.Get(tx, K(o.X.ID))
		want, has := m.rows[o.X.ID]
		differs("get", fmt.Sprint(got, ok), fmt.Sprint(want, has))
	}
	return errors.Join(wrong, agree(tx, m))
}

// agree compares all there is.
func agree(tx *Tx, m *model) (wrong error) {
	differs := func(what string, got, want any) {
		if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
			wrong = errors.Join(wrong, fmt.Errorf("%s: %s, want %s", what, g, w))
		}
	}
	differs("all", slices.Collect(things.Scan(tx, nil)), m.sorted(func(thing) bool { return true }))
	differs("range", slices.Collect(things.Range(tx, K[int64](-1), K[int64](5))),
		m.sorted(func(x thing) bool { return x.ID >= -1 && x.ID < 5 }))
	for shelf := range int64(5) {
		on := m.sorted(func(x thing) bool { return x.Shelf == shelf })
		differs("count", thingsOn.Get(tx, K(shelf)), len(on))
		if shelf != 0 {
			differs("shelf", slices.Collect(thingsByShelf.Scan(tx, K(shelf))), on)
		}
	}
	for _, name := range []string{"a", "b", "c"} {
		got, ok := thingsByName.Get(tx, Key(name))
		named := m.sorted(func(x thing) bool { return x.Name == name })
		differs("named", ok, len(named) == 1)
		if ok {
			differs("named", got, named[0])
		}
	}
	return wrong
}

// Random deeds, many in one commit and some of them refused, leave the tables as they leave a map.
func TestTablesAreLikeAMap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := folder(t)
		s := open(rt, dir)
		m := model{rows: map[int64]thing{}}
		rt.Repeat(map[string]func(*rapid.T){
			"": func(rt *rapid.T) {
				if err := look(rt, s, func(tx *Tx) error { return agree(tx, &m) }); err != nil {
					rt.Fatal(err)
				}
			},
			"commit": func(rt *rapid.T) {
				type deed struct {
					ops   []op
					end   string
					wrong error
					wait  func() (Outcome, error)
				}
				deeds := make([]*deed, rapid.IntRange(1, 5).Draw(rt, "deeds"))
				for i := range deeds {
					deeds[i] = &deed{ops: drawOps(rt, 2), end: rapid.SampledFrom([]string{"fine", "fine", "refused", "panic"}).Draw(rt, "end")}
				}
				gate := make(chan struct{}) // until all are queued, so that they share a commit
				first := s.Submit(func(*Tx) error { <-gate; return nil })
				var order []int
				for i, d := range deeds {
					d.wait = s.Submit(func(tx *Tx) error {
						order = append(order, i)
						after := m
						err := twice(tx, func(tx *Tx) error {
							after = m.clone()
							d.wrong = do(tx, &after, d.ops)
							switch d.end {
							case "panic":
								panic(errRefused)
							case "refused":
								return errRefused
							}
							return nil
						})
						if err == nil {
							m = after
						}
						return err
					})
				}
				close(gate)
				first()
				for i, d := range deeds {
					_, err := d.wait()
					var panicked *Panic
					ended := map[string]bool{"fine": err == nil, "refused": errors.Is(err, errRefused), "panic": errors.As(err, &panicked)}
					if !ended[d.end] || d.wrong != nil {
						rt.Fatalf("deed %d (%s) ended with %v; %v", i, d.end, err, d.wrong)
					}
				}
				if !slices.IsSorted(order) || len(order) != len(deeds) {
					rt.Fatalf("deeds ran in the order %v", order)
				}
			},
			"reopen": func(rt *rapid.T) {
				if rapid.IntRange(0, 4).Draw(rt, "seldom") == 0 {
					sound(rt, s)
					s = open(rt, dir)
				}
			},
		})
		sound(rt, s)
	})
}

// Keys sort as their parts do, and none is a prefix of another of the same shape.
func TestKeyOrder(t *testing.T) {
	type parts struct {
		a int64
		s string
		b int64
	}
	draw := rapid.Custom(func(t *rapid.T) parts {
		return parts{rapid.Int64().Draw(t, "a"), rapid.StringMatching(`b?1?0?é?`).Draw(t, "s"), rapid.Int64Range(-2, 2).Draw(t, "b")}
	})
	rapid.Check(t, func(t *rapid.T) {
		x, y := draw.Draw(t, "x"), draw.Draw(t, "y")
		want := cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.s, y.s), cmp.Compare(x.b, y.b))
		stem := K(x.a)
		k, l := stem.Str(x.s).Int(x.b), K(y.a).Str(y.s).Int(y.b)
		if got := bytes.Compare(k, l); got != want {
			t.Fatalf("%v and %v compare as %d", x, y, got)
		}
		inside := func(k, prefix Key) bool {
			return bytes.Compare(k, prefix) >= 0 && (prefix.after() == nil || bytes.Compare(k, prefix.after()) < 0)
		}
		if in := inside(l, stem.Str(x.s)); in != (x.a == y.a && x.s == y.s) {
			t.Fatalf("%v among those with the first parts of %v: %v", y, x, in)
		}
		// Two keys made of one prefix are two keys: a Range has both ends of one.
		from, to := k.Int(1), k.Int(2)
		if bytes.Equal(from, to) {
			t.Fatal("a key wrote over its twin")
		}
	})
}

// Rows that were written past the table are found.
func TestCheckFindsWhatDisagrees(t *testing.T) {
	for name, harm := range map[string]func(*Tx){
		"damaged row":         func(tx *Tx) { tx.put(things.bucket, K(1), []byte("{")) },
		"row in no index":     func(tx *Tx) { tx.delete(thingsByName.bucket, Key("a")) },
		"index without row":   func(tx *Tx) { tx.put(thingsByShelf.bucket, K(1, 7), K(7)) },
		"index of another":    func(tx *Tx) { tx.put(thingsByName.bucket, Key("a"), K(2)) },
		"wrong count":         func(tx *Tx) { tx.put(thingsOn.bucket, K(1), K(5)) },
		"count of nothing":    func(tx *Tx) { tx.put(thingsOn.bucket, K(9), K(1)) },
		"wrong key":           func(tx *Tx) { tx.put(things.bucket, K(3), []byte(`{"id":4}`)) },
		"card without row":    func(tx *Tx) { Waitings.Delete(tx, ChatKey("tg:1").Int(1)) },
		"damaged outbox":      func(tx *Tx) { tx.put(Shows.bucket, ChatKey("tg:1").Str("k"), []byte("{")) },
		"row of no card":      func(tx *Tx) { Shows.Delete(tx, ChatKey("tg:1").Str("k")) },
		"nothing (no fault!)": func(*Tx) {},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, folder(t))
			defer s.Close()
			update(t, s, func(tx *Tx) error {
				things.Put(tx, thing{ID: 1, Name: "a", Shelf: 1})
				things.Put(tx, thing{ID: 2, Name: "b", Shelf: 2})
				tx.Show("tg:1", card("k", "text"))
				return nil
			})
			if faults := s.Check(); len(faults) != 0 {
				t.Fatal(faults)
			}
			update(t, s, func(tx *Tx) error { harm(tx); return nil })
			if faults := s.Check(); (len(faults) == 0) != (name == "nothing (no fault!)") {
				t.Errorf("found: %q", faults)
			}
		})
	}
}
