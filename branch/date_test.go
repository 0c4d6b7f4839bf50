package branch_test

import (
	"testing"
	"time"

	"zhibu/branch"
)

// TestDates holds the days against those of package time: each of a thousand years, and months that carry over.
func TestDates(t *testing.T) {
	day := time.Date(1600, time.January, 1, 0, 0, 0, 0, time.UTC)
	for d := branch.On(1600, time.January, 1); day.Year() < 2600; d, day = d+1, day.AddDate(0, 0, 1) {
		y, m, dom := day.Date()
		if gotY, gotM, gotD := d.YMD(); gotY != y || gotM != m || gotD != dom || d.Year() != y || branch.On(y, m, dom) != d {
			t.Fatalf("%d is %d-%d-%d, and %s is %d", d, gotY, gotM, gotD, day.Format("2006-01-02"), branch.On(y, m, dom))
		}
	}
	for _, c := range [][2]branch.Date{{branch.On(2026, 13, 1), branch.On(2027, 1, 1)}, {branch.On(2026, 0, 31), branch.On(2025, 12, 31)},
		{branch.On(2026, 2, 30), branch.On(2026, 3, 2)}, {branch.On(2026, 3, 0), branch.On(2026, 2, 28)}, {branch.On(1, 1, 1), 1}} {
		if c[0] != c[1] {
			t.Errorf("%s is not %s", c[0], c[1])
		}
	}
}
