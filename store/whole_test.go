package store

import (
	"errors"
	"fmt"
	"testing"

	"zhibu/branch"
)

// TestWhole reads many people together, in a deed and beside it, before and after what is written, refused and struck off: each reader
// sees what stands for it, and what one does to its rows is nobody else's business.
func TestWhole(t *testing.T) {
	s := openTest(t)
	put := func(tx *Tx, id int, name string) {
		Members.Put(tx, branch.Member{Branch: 1, ID: branch.MemberID(id), Name: name, Since: []branch.Seated{{}}})
	}
	const n = 2 * leastWhole
	if _, err := s.Update(func(tx *Tx) error {
		for id := 1; id <= n; id++ {
			put(tx, id, "旧")
		}
		put(tx, n+1, "别人")
		Members.Put(tx, branch.Member{Branch: 2, ID: 1, Name: "旧"})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	names := func(tx *Tx) string {
		count := map[string]int{}
		for _, m := range Members.Where(tx, K(1), func(m branch.Member) bool { return m.ID <= n }) {
			count[m.Name]++
			if len(m.Since) > 0 {
				m.Since[0].Seat = "改过"
			}
		}
		for _, m := range Members.Where(tx, K(1), func(m branch.Member) bool { return len(m.Since) > 0 && m.Since[0].Seat != "" }) {
			t.Fatalf("%d is changed by who has only read", m.ID)
		}
		return fmt.Sprint(count)
	}
	look := func(want string) {
		t.Helper()
		for range 2 {
			_ = s.View(func(tx *Tx) error {
				if got := names(tx); got != want {
					t.Errorf("%s, not %s", got, want)
				}
				return nil
			})
		}
	}
	look(fmt.Sprintf("map[旧:%d]", n))
	refused := errors.New("refused")
	write := func(want string, end error, deed func(*Tx)) {
		t.Helper()
		_, err := s.Update(func(tx *Tx) error {
			names(tx)
			deed(tx)
			if got := names(tx); got != want {
				t.Errorf("the deed sees %s, not %s", got, want)
			}
			return end
		})
		if err != end {
			t.Fatal(err)
		}
	}
	write(fmt.Sprintf("map[拒:1 旧:%d]", n-1), refused, func(tx *Tx) { put(tx, 7, "拒") })
	look(fmt.Sprintf("map[旧:%d]", n))
	write(fmt.Sprintf("map[新:1 旧:%d]", n-1), nil, func(tx *Tx) { put(tx, 7, "新") }) // the number that the refused one had
	look(fmt.Sprintf("map[新:1 旧:%d]", n-1))
	_ = s.View(func(old *Tx) error {
		write(fmt.Sprintf("map[旧:%d]", n-1), nil, func(tx *Tx) { Members.Delete(tx, K[int64](1).Int(7)) })
		look(fmt.Sprintf("map[旧:%d]", n-1))
		if got, want := names(old), fmt.Sprintf("map[新:1 旧:%d]", n-1); got != want {
			t.Errorf("who began before sees %s, not %s", got, want)
		}
		return nil
	})
	look(fmt.Sprintf("map[旧:%d]", n-1))
}
