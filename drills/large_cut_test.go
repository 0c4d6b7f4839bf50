package drills

import (
	"slices"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// many is of how many people long work takes several deeds.
const many = 1600

// TestLargeWorkIsCut holds the deeds of long work to what each may write, whatever the size of the branch: founding it, opening its ballot,
// counting it.
func TestLargeWorkIsCut(t *testing.T) {
	const most = 2600 // entries; a founding in one deed would write some 5,000, a roll 1,600
	l := newLarge(t)
	l.small = l.found(throng("小支部", 32))
	l.during("founding", func() { l.many = l.found(throng("大支部", many)) })
	l.settle()
	l.bind(many)
	var me branch.Member
	l.update(func(tx *store.Tx) error { me, _ = office.Member(tx, l.many, 1); return nil })
	l.ballot(me, many)
	for _, f := range l.figures {
		limit := most
		if f.what == "opening a ballot" {
			limit = 1200
		}
		if f.wrote > limit {
			t.Errorf("%s: %d entries in one commit", f.what, f.wrote)
		}
	}
}

// again closes the store and opens it as the next process does: in memory nothing is left.
func (l *large) again() {
	l.Helper()
	if err := l.store.Close(); err != nil {
		l.Fatal(err)
	}
	l.open()
}

// step does what is due once.
func (l *large) step() {
	l.Helper()
	if err := l.look.Look(l.now); err != nil {
		l.Fatal(err)
	}
}

// dies carries out some deeds, and then none.
type dies struct {
	*store.Store
	left int
}

func (d *dies) Update(deed func(*store.Tx) error) (store.Outcome, error) {
	if d.left--; d.left < 0 {
		return store.Outcome{}, store.ErrStopped
	}
	return d.Store.Update(deed)
}

// TestFoundingDies has the process end after each deed of a founding: nobody is of a branch that is none, what was written goes, and the
// same list founds the branch afterwards.
func TestFoundingDies(t *testing.T) {
	l := newLarge(t)
	for deeds := 1; deeds <= 5; deeds++ { // the first, four parts; then comes the last
		if _, err := l.office.FoundBy(&dies{l.store, deeds}, throng("大支部", many), l.now); err == nil {
			t.Fatalf("%d deeds have founded the branch", deeds)
		}
		look := func(when string, gone bool) {
			_ = l.store.View(func(tx *store.Tx) error {
				for b := range store.Branches.Scan(tx, nil) {
					t.Errorf("%s, %d deeds: there is a branch %+v", when, deeds, b)
				}
				if faults := office.CheckPeople(tx); len(faults) > 0 {
					t.Errorf("%s, %d deeds: %s", when, deeds, faults[0])
				}
				for m := range store.Members.Scan(tx, nil) {
					if gone {
						t.Fatalf("%s, %d deeds: %+v", when, deeds, m)
					}
				}
				return nil
			})
		}
		look("killed", false)
		l.again()
		l.settle()
		look("started again", true)
	}
	l.many = l.found(throng("大支部", many))
	l.settle()
	if n := l.planned(); n != many {
		t.Errorf("of %d people %d are to be greeted", many, n)
	}
}

// opens begins to open a ballot among two.
func (l *large) opens() (r rounds.Round, me branch.Member) {
	l.Helper()
	key, err := l.fresh()
	if err != nil {
		l.Fatal(err)
	}
	l.update(func(tx *store.Tx) (err error) {
		me, _ = office.Member(tx, l.many, 1)
		r, err = rounds.OpenBallot(l.office, tx, me, 0, []branch.Candidate{{Member: 3}, {Member: 4}}, l.now.Add(30*time.Hour), key, l.now)
		return err
	})
	return r, me
}

func (l *large) opening() (is bool) {
	_ = l.store.View(func(tx *store.Tx) error { is = rounds.Openings.Has(tx, store.K(l.many)); return nil })
	return is
}

// TestOpeningDies has the process end after each deed in which a roll is written: until the last of them nobody sees anything of the
// ballot, and whoever would open another, or vote, is told to wait; then it opens for all at once.
func TestOpeningDies(t *testing.T) {
	l := newLarge(t)
	l.many = l.found(throng("大支部", many))
	l.settle()
	l.bind(many)
	r, me := l.opens()
	steps := 0
	for ; l.opening(); steps++ {
		if n := l.cards(r); n > 0 {
			t.Errorf("after %d deeds %d are shown a ballot that is not open", steps, n)
		}
		l.update(func(tx *store.Tx) error {
			for open := range rounds.RoundsOpen.Scan(tx, nil) {
				t.Errorf("after %d deeds there is %+v", steps, open)
			}
			if err := rounds.CastBallot(l.office, tx, me, r.ID, rounds.Choice{Mask: 1}, l.now); err == nil {
				t.Error("there is a vote in a ballot that is not open")
			}
			if _, err := rounds.MayOpen(l.office, tx, me, 0, l.now); err != nil {
				t.Error(err)
			}
			_, err := rounds.OpenBallot(l.office, tx, me, 0, []branch.Candidate{{Member: 3}, {Member: 4}}, l.now.Add(30*time.Hour), "other", l.now)
			if err == nil || err.Error() != rounds.BeingOpened {
				t.Errorf("another is opened meanwhile: %v", err)
			}
			if steps == 1 { // as the roll is written: one comes to have an account, another is renamed
				store.Bindings.Delete(tx, store.K(l.many).Int(many))
			}
			if steps == 2 {
				m, _ := office.Member(tx, l.many, 5)
				m.Name = "改名人"
				store.Members.Put(tx, m)
			}
			return nil
		})
		l.again()
		l.step()
	}
	if steps < 5 {
		t.Errorf("a roll of %d was written in %d deeds", many, steps)
	}
	l.settle()
	_ = l.store.View(func(tx *store.Tx) error {
		open, _ := rounds.GetRound(tx, l.many, r.ID)
		if !open.Takes(rounds.StageBallot, l.now) || open.Roll != many {
			t.Errorf("%+v", open)
		}
		n := 0
		for seat := range rounds.Roll.Scan(tx, store.RoundKey(l.many, r.ID)) {
			if n++; seat.Bound != (seat.Member != many) || seat.Member == 5 && seat.Name != "改名人" {
				t.Errorf("%+v", seat)
			}
		}
		if n != many {
			t.Errorf("%d lines", n)
		}
		return nil
	})
	if n := l.cards(r); n != many-1 {
		t.Errorf("%d are shown the ballot", n)
	}
}

// TestOpeningLost has a candidate leave while the roll is written: the ballot does not open, its roll goes, and its officer is told.
func TestOpeningLost(t *testing.T) {
	l := newLarge(t)
	l.many = l.found(throng("大支部", many))
	l.settle()
	l.bind(many)
	r, _ := l.opens()
	l.step()
	l.update(func(tx *store.Tx) error {
		m, _ := office.Member(tx, l.many, 3)
		m.Status = branch.Retired
		store.Members.Put(tx, m)
		return nil
	})
	l.settle()
	_ = l.store.View(func(tx *store.Tx) error {
		if rounds.Openings.Has(tx, store.K(l.many)) {
			t.Error("it is still being opened")
		}
		for seat := range rounds.Roll.Scan(tx, nil) {
			t.Fatalf("%+v is left", seat)
		}
		if _, ok := rounds.GetRound(tx, l.many, r.ID); ok {
			t.Error("there is a round")
		}
		told := slices.ContainsFunc(slices.Collect(store.Waitings.Scan(tx, store.ChatKey("tg:1000001"))), func(w store.Waiting) bool {
			return w.Card != nil && slices.ContainsFunc(w.Card.Text, func(s chat.Span) bool {
				return s.Text == "推荐没有发起：发起时名单或候选情况有变动，请重新发起。"
			})
		})
		if !told {
			t.Error("its officer is not told")
		}
		return nil
	})
}

// TestCountingDies has the process end between the close of a ballot of many and its count: nobody votes any more, the officers are told
// to wait, nothing of a tally stands anywhere, and the next process counts the same.
func TestCountingDies(t *testing.T) {
	l := newLarge(t)
	l.many = l.found(throng("大支部", many))
	l.settle()
	l.bind(many)
	r, me := l.opens()
	l.settle()
	for from := 1; from <= many; from += 100 {
		l.update(func(tx *store.Tx) error {
			for id := from; id < from+100; id++ {
				who, _ := office.Member(tx, l.many, branch.MemberID(id))
				if err := rounds.CastBallot(l.office, tx, who, r.ID, rounds.Choice{Mask: 1 + uint64(id%4/3)}, l.now); err != nil {
					return err
				}
			}
			return nil
		})
	}
	l.now = l.now.Add(31 * time.Hour)
	for range 20 {
		l.step()
		if r = l.round(r); r.Running().Counting {
			break
		}
	}
	if s := r.Stage(rounds.StageBallot); !r.Running().Counting || s.Outcome != nil {
		t.Fatalf("%+v", s)
	}
	l.update(func(tx *store.Tx) error {
		if err := rounds.CastBallot(l.office, tx, me, r.ID, rounds.Choice{Mask: 2}, l.now.Add(-20*time.Hour)); err == nil {
			t.Error("there is a vote while the ballots are counted")
		}
		if err := rounds.CloseRound(l.office, tx, me, r.ID, "", l.now); err == nil || err.Error() != rounds.BeingCounted {
			t.Errorf("it is closed again: %v", err)
		}
		if _, _, err := rounds.MayExtend(l.office, tx, me, r.ID, r.Running().Closes.Unix(), l.now); err == nil {
			t.Error("it is extended")
		}
		return nil
	})
	l.again()
	l.settle()
	r = l.round(r)
	if s := r.Stage(rounds.StageBallot); s.Outcome == nil || s.Counting || !slices.Equal(s.Outcome.Votes, []int{many * 3 / 4, many / 4}) {
		t.Errorf("%+v", s)
	}
}

// round returns a round as it stands.
func (l *large) round(r rounds.Round) (is rounds.Round) {
	_ = l.store.View(func(tx *store.Tx) error { is, _ = rounds.GetRound(tx, r.Branch, r.ID); return nil })
	return is
}
