package ops

import "testing"

func TestRoom(t *testing.T) {
	for _, c := range []struct {
		what       string
		need, free int64
		fits       bool
	}{
		{"less than it takes", 1 << 30, 1 << 29, false},
		{"what it takes, and nothing for the store to grow", 1 << 30, 1 << 30, false},
		{"more than it takes", 1 << 30, 1 << 31, true},
		{"nobody knows how much", 1 << 30, -1, true},
	} {
		t.Run(c.what, func(t *testing.T) {
			if err := room(c.need, c.free); (err == nil) != c.fits {
				t.Error(err)
			}
		})
	}
}
