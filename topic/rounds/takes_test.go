package rounds

import (
	"testing"
	"time"

	"zhibu/branch"
)

// TestTakes: an act counts from the opening on, and up to the deadline but not at it; where people may have been kept from
// acting, until an officer decides.
func TestTakes(t *testing.T) {
	opens := branch.On(2026, time.June, 15).At(10, 0)
	closes := opens.Add(32 * time.Hour)
	for _, c := range []struct {
		at     time.Time
		broken bool
		want   bool
	}{
		{opens.Add(-1), false, false}, {opens, false, true}, {closes.Add(-1), false, true}, {closes, false, false},
		{closes.Add(time.Hour), false, false}, {closes, true, true}, {opens.Add(-1), true, false},
	} {
		r := Round{Stages: []Stage{{Kind: StageBallot, Opens: opens, Closes: closes, Broken: c.broken}}}
		if got := r.Takes(StageBallot, c.at); got != c.want {
			t.Errorf("at %v (broken %v): %v", c.at, c.broken, got)
		}
	}
	r := Round{Stages: []Stage{{Kind: StageBallot, Opens: opens, Closes: closes}}, At: 1}
	if r.Takes(StageBallot, opens) {
		t.Error("a round that has ended takes a vote")
	}
}
