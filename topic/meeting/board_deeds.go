package meeting

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// board returns what somebody still owes this month, as far as it is his or hers to see: the meetings, then what the other matters say.
func board(o *office.Office, tx *store.Tx, me branch.Member, now time.Time) boardView {
	b, today := office.GetBranch(tx, me.Branch), branch.DateOf(now)
	s := reach(tx, me)
	month := branch.PeriodOf(branch.Month, today)
	v := boardView{Branch: b.ID, Month: month, Whole: s.whole, Group: s.group}
	v.Enters = me.May(branch.KeepMeetings) || s.group.ID != 0
	k := bookOf(tx, b, month.From-1, today)
	for _, w := range s.within(k.on(today)) {
		i := slices.IndexFunc(v.Parts, func(p boardPart) bool { return p.Period == w.Period })
		if i < 0 {
			i = len(v.Parts)
			v.Parts = append(v.Parts, boardPart{Period: w.Period})
		}
		v.Parts[i].List = append(v.Parts[i].List, w)
	}
	slices.SortStableFunc(v.Parts, func(x, y boardPart) int { return int(x.Period.To - x.Period.From - (y.Period.To - y.Period.From)) })
	explain := ToExplain(tx, me, now)
	v.Explains = len(explain) > 0
	v.Late = open(slices.DeleteFunc(explain, func(w Owing) bool { return w.Period.To >= today }))
	if s.whole {
		v.Owed = o.Owes(tx, me, now)
		for _, part := range o.Survey(tx, b, now) {
			if part.Way != toBoard(b.ID) {
				v.Others = append(v.Others, part)
			}
		}
	}
	v.Own, v.Ahead, v.ToLog = o.Recurring(tx, me, now), ahead(tx, me, now), toLog(tx, me, now)
	return v
}
