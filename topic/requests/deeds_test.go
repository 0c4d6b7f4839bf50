package requests

import (
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world/twice"
)

// TestDeedsTwice runs every deed twice from the same state: another engine may do so. It must write the same.
func TestDeedsTwice(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	list, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	now := branch.On(2026, time.March, 2).At(9, 0)
	o := &office.Office{Calendar: branch.ChinaCalendar(), When: func(_ string, from time.Time) time.Time { return from }, Matters: []office.Matter{Topic.Office}}
	const organiser = 2
	if _, err := s.Update(func(tx *store.Tx) error {
		f, _ := branch.Establish(list, "", branch.DateOf(now))
		b, err := o.Found(tx, f, now)
		if m, ok := office.Member(tx, b, organiser); ok {
			o.Attach(tx, m, "tg:2", "tg:2", now)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	who := func(tx *store.Tx, id branch.MemberID) branch.Member {
		m, ok := office.Member(tx, 1, id)
		if !ok {
			t.Fatal("no member ", id)
		}
		return m
	}
	to := branch.BranchID(0) // the branch that one is referred to
	for _, step := range []struct {
		deed string
		do   func(tx *store.Tx) error
	}{
		{"Accept", func(tx *store.Tx) error {
			_, err := Accept(o, tx, who(tx, 3), 1, "希望增加班车。", now)
			return err
		}},
		{"TakeStep", func(tx *store.Tx) error {
			return TakeStep(o, tx, who(tx, organiser), 1, Step{Kind: DidAssign, To: 3, Due: branch.On(2026, time.March, 10)}, now)
		}},
		{"Cite", func(tx *store.Tx) error {
			return Cite(o, tx, who(tx, 3), 1, Citation{Policy: "《惠台措施》", No: "第二条", Text: "用工。"}, now)
		}},
		{"Refer", func(tx *store.Tx) error {
			f, _ := branch.Establish(list, "邻县支部", branch.DateOf(now))
			other, err := o.Found(tx, f, now)
			if err != nil {
				return err
			}
			to = other
			return Refer(o, tx, who(tx, 3), 1, other, now)
		}},
		{"TakeStep there", func(tx *store.Tx) error { // what the other branch answers is passed on
			there := office.MembersOf(tx, to, func(m branch.Member) bool { return m.May(branch.HandleRequests) })[0]
			return TakeStep(o, tx, there, 1, Step{Kind: DidAnswer, Text: "已开通班车。"}, now)
		}},
		{"handOn", func(tx *store.Tx) error {
			handOn(o, tx, office.Handover{Branch: office.GetBranch(tx, 1), Left: []branch.MemberID{3}, Now: now, At: now})
			return nil
		}},
	} {
		twice.Do(t, s, step.deed, step.do)
	}
	if faults := s.Check(); len(faults) > 0 {
		t.Error(faults)
	}
}
