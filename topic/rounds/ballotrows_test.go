package rounds

import (
	"testing"

	"zhibu/cards"
)

// TestBallotRows: no candidate's button is wider than another's, but where they would not fit a screen; 弃权 stands apart.
func TestBallotRows(t *testing.T) {
	for n := 2; n <= maxShort; n++ {
		r := NewRound(1, Pioneer, "2026Q2")
		r.Posts = 1
		c := BallotList(BallotView{Round: r, Names: make([]cards.Name, n)}, 0)
		for _, row := range c.Rows[:len(c.Rows)-1] {
			if len(row) != len(c.Rows[0]) && n != 11 && n != 13 {
				t.Errorf("%d candidates: a row of %d and one of %d", n, len(c.Rows[0]), len(row))
			}
		}
		if len(c.Rows) > 9 {
			t.Errorf("%d candidates take %d rows", n, len(c.Rows))
		}
		if last := c.Rows[len(c.Rows)-1]; len(last) != 1 || last[0].Label != "弃权" {
			t.Errorf("%d candidates: the last row is %v", n, last)
		}
	}
}
