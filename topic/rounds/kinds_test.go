package rounds

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"zhibu/branch"
)

// TestKinds holds the kinds to what the machine can do: each begins with what gives candidates, and whoever is named was
// made public before.
func TestKinds(t *testing.T) {
	order := []StageKind{StageReport, StageNominate, StagePresent, StageBallot, StageDecide, StageNotice, StageName}
	for kind, k := range Kinds {
		last := -1
		for _, s := range k.Stages {
			i := -1
			for j, o := range order {
				if o == s {
					i = j
				}
			}
			if i <= last {
				t.Errorf("%s: %s stands in a wrong place", kind, s)
			}
			last = i
		}
		r := NewRound(1, kind, "2026")
		if len(r.Stages) != len(k.Stages) || r.Posts != 1 || r.Running().Kind != k.Stages[0] || r.Takes(k.Stages[0], time.Now()) {
			t.Errorf("%s begins as %+v", kind, r)
		}
		if r.Stage(StageName) != nil && (r.Stage(StageDecide) == nil || r.Stage(StageNotice) == nil) {
			t.Errorf("%s names without a decision or 公示", kind)
		}
	}
	if want := []StageKind{StageNominate, StageBallot, StageDecide, StageNotice, StageName}; len(Kinds[MicroTalk].Stages) != len(want) {
		t.Errorf("优秀微党课 is made of %v", Kinds[MicroTalk].Stages)
	}
}

// TestOldRounds reads a round as it was stored when a kind had one stage and candidates were numbers, and goes on with it.
func TestOldRounds(t *testing.T) {
	var r Round
	if err := json.Unmarshal([]byte(`{"branch":1,"id":2,"kind":"先锋岗","period":"2026Q2","stages":[{"kind":"ballot"}],"candidates":[3,5]}`), &r); err != nil {
		t.Fatal(err)
	}
	if r.Candidates[1] != (branch.Candidate{Member: 5}) || !r.Runs(StageBallot) {
		t.Fatalf("%+v", r)
	}
	now := onDay("2026-06-29").At(18, 0)
	r.Begin(StageDecide, now, now.Add(time.Hour), now)
	if !r.Runs(StageDecide) || len(r.Stages) != 2 || r.Stages[0].Closed != now {
		t.Errorf("%+v", r.Stages)
	}
	raw, err := json.Marshal(r)
	var again Round
	if err == nil {
		err = json.Unmarshal(raw, &again)
	}
	if err != nil || !slices.Equal(again.Candidates, r.Candidates) {
		t.Errorf("%v: %+v", err, again.Candidates)
	}
}
