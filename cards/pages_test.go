package cards

import (
	"fmt"
	"testing"

	"zhibu/chat"
)

// TestPage: whatever page a button asks for, one that there is is shown, and its buttons lead to the pages beside it.
func TestPage(t *testing.T) {
	for _, c := range []struct {
		name     string
		n, asked int
		shows    string
		turns    string
	}{
		{"nothing", 0, 0, "[]", "[]"},
		{"nothing, forged", 0, 7, "[]", "[]"},
		{"one page", 3, 0, "[0 1 2]", "[]"},
		{"the first", 7, 0, "[0 1 2]", "[[下一页（1/3）→1]]"},
		{"the second", 7, 1, "[3 4 5]", "[[上一页→0 下一页（2/3）→2]]"},
		{"the last", 7, 2, "[6]", "[[上一页→1]]"},
		{"beyond", 7, 9, "[6]", "[[上一页→1]]"},
		{"before", 7, -1, "[0 1 2]", "[[下一页（1/3）→1]]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := make([]int, c.n)
			for i := range list {
				list[i] = i
			}
			part, at, of := Page(list, 3, c.asked)
			if got := fmt.Sprint(part); got != c.shows {
				t.Errorf("shows %s, want %s", got, c.shows)
			}
			turns := [][]string{}
			for _, row := range Turns(at, of, func(p int) chat.Button { return Button("", ActPeople, p) }) {
				var r []string
				for _, b := range row {
					press, err := chat.ParsePress(b.Press)
					if err != nil {
						t.Fatal(err)
					}
					r = append(r, fmt.Sprintf("%s→%d", b.Label, press.Args[0]))
				}
				turns = append(turns, r)
			}
			if got := fmt.Sprint(turns); got != c.turns {
				t.Errorf("turns %s, want %s", got, c.turns)
			}
		})
	}
}
