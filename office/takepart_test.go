package office_test

import (
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/vault"
)

// TestEveryoneTakesPart: where the branch has set so, 预备党员 take part in a recommendation that is opened from then on; who
// is restricted never does; and the 应到 of a meeting counts neither.
func TestEveryoneTakesPart(t *testing.T) {
	v, err := vault.Open(t.TempDir() + "/keys")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	roster, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	now := branch.On(2026, time.June, 1).At(10, 0)
	o := &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}
	var keys []string
	for range 2 {
		key, err := v.Fresh()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	if _, err := s.Update(func(tx *store.Tx) error {
		f, _ := branch.Establish(roster, "", branch.DateOf(now))
		if _, err := o.Found(tx, f, now); err != nil {
			return err
		}
		officer, _ := office.Member(tx, 1, 2)
		restricted, _ := office.Member(tx, 1, 9)
		restricted.Restrictions = []branch.Restriction{{Kind: "留党察看", From: branch.DateOf(now) - 30}}
		store.Members.Put(tx, restricted)
		var probers []branch.Member
		for _, m := range office.Everybody(tx, 1) {
			if m.Probationary(branch.DateOf(now)) {
				probers = append(probers, m)
			}
		}
		if len(probers) == 0 {
			t.Fatal("no 预备党员 in the roster")
		}
		full := len(office.Everybody(tx, 1)) - len(probers) - 1
		for i, everyone := range []bool{false, true} {
			b := office.GetBranch(tx, 1)
			if err := o.SettingRooms().Set(&b.Settings, "参加范围", rounds.TakePart(everyone)); err != nil {
				return err
			}
			if err := o.Configure(tx, 1, b.Settings, now); err != nil {
				return err
			}
			want := full
			if everyone {
				want += len(probers)
			}
			if roll, _, said := rounds.Opening(tx, 1, now); roll != want || said != everyone {
				t.Errorf("%d would take part, want %d", roll, want)
			}
			r, err := rounds.OpenBallot(o, tx, officer, 0, branch.MembersOf(3, 5), now.Add(48*time.Hour), keys[i], now)
			if err != nil {
				return err
			}
			id := r.ID
			if r.Roll != want {
				t.Errorf("%d are on the roll, want %d", r.Roll, want)
			}
			for _, m := range append(probers, restricted) {
				_, on := rounds.Roll.Get(tx, store.RoundKey(1, id).Int(int64(m.ID)))
				if on != (everyone && m.ID != restricted.ID) {
					t.Errorf("everyone %v: %s on the roll: %v", everyone, m.Name, on)
				}
			}
			if due := len(office.OnRoll(tx, 1, branch.DateOf(now), false)); due != full {
				t.Errorf("应到 is %d, want %d", due, full)
			}
			if err := rounds.VoidRound(o, tx, officer, id, now); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
