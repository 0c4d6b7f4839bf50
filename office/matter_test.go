package office_test

import (
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// pushNames are the pushes that stand in stores: none may be lost or change its name.
var pushNames = []string{office.PushDigest, rounds.PushNominate, rounds.PushNominateNudge, rounds.PushNominateClose, rounds.PushBallotClose, rounds.PushTurnout, office.PushCalendar,
	rounds.PushAssembly, rounds.PushReportNudge, rounds.PushBallotOpen, rounds.PushBallotNudge, rounds.PushStage, office.PushChange, office.PushPending, office.PushPlan, office.PushUnfound, rounds.PushRoll, rounds.PushCount}

// TestPushes holds every push to what a push must have: a name of its own, something that it does, and a grace.
func TestPushes(t *testing.T) {
	o, seen := &office.Office{Matters: app.OfficeMatters()}, map[string]bool{}
	for p := range o.Pushes() {
		switch {
		case p.Name == "" || seen[p.Name]:
			t.Errorf("two pushes are named %q", p.Name)
		case (p.Do == nil) == (p.DoKeyed == nil):
			t.Errorf("%s does nothing, or two things", p.Name)
		case p.Grace == "":
			t.Errorf("%s does not say until when it is worth saying", p.Name)
		}
		seen[p.Name] = true
	}
	for _, name := range pushNames {
		if !seen[name] {
			t.Errorf("nobody carries out %s", name)
		}
	}
}

// TestHours: what speaks in working hours only is put off at another time, and whatever else is due is not.
func TestHours(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	did := map[string]int{}
	do := func(_ *office.Office, tx *store.Tx, due store.Due, _ time.Time) { did[due.Push]++ }
	o := &office.Office{Calendar: branch.ChinaCalendar(), When: nine, Matters: []office.Matter{{Pushes: []office.Push{
		{Name: "test.work", Do: do, Hours: office.WorkingHours}, {Name: "test.any", Do: do}}}}}
	saturday, monday := branch.On(2026, time.March, 7).At(10, 0), branch.On(2026, time.March, 9).At(9, 0)
	_, err = s.Update(func(tx *store.Tx) error {
		store.Branches.Put(tx, branch.Branch{ID: 1, Settings: branch.DefaultSettings()})
		for _, now := range []time.Time{saturday, monday} {
			for _, push := range []string{"test.work", "test.any", "test.unknown"} {
				o.CarryOut(tx, store.Due{Push: push, Branch: 1, At: saturday}, "", now)
			}
			if now == saturday {
				due, ok := store.Dues.Get(tx, store.K[int64]().Str("test.work").Int(1).Int(0))
				if did["test.work"] != 0 || !ok || !due.At.Equal(monday) {
					t.Errorf("on a Saturday it was done %d times, and is due again at %v", did["test.work"], due.At)
				}
			}
		}
		return nil
	})
	if err != nil || did["test.work"] != 1 || did["test.any"] != 2 {
		t.Errorf("done: %v, %v", did, err)
	}
}
