package points

import (
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// TestButtonsToldApart: enterprises whose short names are alike, and one duty that has ended in two periods, have buttons of
// their own on the reminder and on the board.
func TestButtonsToldApart(t *testing.T) {
	duty := branch.DefaultDuties()[0]
	day := branch.On(2026, 7, 2)
	q2 := branch.PeriodOf(branch.Quarter, day-10)
	q1 := branch.PeriodOf(branch.Quarter, q2.From-1)
	line := func(id branch.ContactID, name string, kind branch.PointKind, p branch.Period) DutyLine {
		c := branch.Contact{Branch: 1, ID: id, Name: name, Point: true}
		return DutyLine{Contact: c, Kind: kind, Standing: branch.Standing{Duty: duty, Period: p, Bound: true, Need: 1}}
	}
	names := []string{"云州䶮屿精密机械制造一厂有限公司", "云州䶮屿精密机械制造二厂有限公司", "云州澄海电子科技有限公司", "云州澄海电子有限公司"}
	v := DutyDigest{Branch: 1, Day: day}
	b := BoardView{Branch: 1, Today: day}
	for i, name := range names {
		for _, p := range []branch.Period{q1, q2} {
			v.Duties = append(v.Duties, line(branch.ContactID(i+1), name, branch.Ended, p))
		}
		b.Lines = append(b.Lines, BoardLine{Contact: branch.Contact{Branch: 1, ID: branch.ContactID(i + 1), Name: name}})
	}
	w := DutyDigest{Branch: 1, Day: day}
	for i, name := range names {
		w.Duties = append(w.Duties, line(branch.ContactID(i+1), name, branch.Halfway, q2))
	}
	digest := func(v DutyDigest) chat.Card {
		return cards.Digest(cards.DigestView{Branch: v.Branch, Day: v.Day, Parts: []cards.ReminderPart{v.Part()}})
	}
	for what, c := range map[string]chat.Card{"ended": digest(v), "running": digest(w), "board": BoardCard(b, 0)} {
		seen := map[string]bool{}
		for _, r := range c.Rows {
			for _, x := range r {
				t.Log(what, x.Label)
				if seen[x.Label] {
					t.Errorf("%s: two buttons are %q", what, x.Label)
				}
				seen[x.Label] = true
			}
		}
		if len(seen) < len(names) {
			t.Errorf("%s: %d buttons", what, len(seen))
		}
	}
}
