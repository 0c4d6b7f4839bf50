package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Check returns what whoever doubts a result can be shown once a recommendation is closed: the roll, how many were left
// out, who took part in numbers, the threshold, the count, the sums of the decision. By which kind of rule somebody was
// left out only the 纪检委员 and the 书记 see.
func Check(tx *store.Tx, r branch.Round, reader branch.Member) (cards.CheckView, error) {
	v := cards.CheckView{Round: r}
	if r.Group != 0 && reader.Group != r.Group && !MayKeep(tx, reader, r) {
		return v, Refusal(cards.NotYours)
	}
	s := r.Stage(branch.Ballot)
	if (s == nil || s.Outcome == nil) && len(r.Meetings) == 0 {
		return v, Refusal("还没有结果，截止或表决后再核对。")
	}
	if s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
		for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			v.Roll = append(v.Roll, seatName(tx, seat).Short())
		}
		v.Paper, v.Marks = len(onPaper(tx, r)), marks(tx, r, reader)
	}
	if confirms(reader) {
		for _, out := range r.LeftOut {
			seat := store.Seat{Branch: r.Branch, Member: out.Member, Face: out.Face}
			v.LeftOut = append(v.LeftOut, seatName(tx, seat).Short()+"（"+out.Why+"）")
		}
	}
	v.Meetings, _ = Minutes(tx, r)
	v.Looks, v.MayLook = rollLooks(tx, r), v.Ballot != nil && r.Group == 0 && reader.May(branch.SeeTook)
	return v, nil
}

// History returns the rounds of a branch, the newest first; a group's polls are its own matter.
func History(tx *store.Tx, b branch.BranchID) (list []branch.Round) {
	for r := range store.Rounds.Scan(tx, store.K(b)) {
		if r.Group == 0 {
			list = append(list, r)
		}
	}
	slices.Reverse(list)
	return list
}

// PublicCard returns a round as any member may see it.
func (o *Office) PublicCard(tx *store.Tx, r branch.Round, me branch.Member, now time.Time) chat.Card {
	if r.Group != 0 {
		return cards.Plain(cards.KeyPublic(r.Branch, r.ID), cards.NotYours)
	}
	v := cards.PublicView{Round: r, Named: NamedView(tx, r)}
	if s := r.Stage(branch.Ballot); s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
	}
	v.Check = v.Ballot != nil || len(r.Meetings) > 0
	v.Minutes = len(r.Meetings) > 0 && me.May(branch.FileRounds) && !me.May(branch.KeepRounds) // who keeps the round has it on its card
	v.Reports = len(o.ReportPages(tx, r)) > 0 && (!r.Runs(branch.Report) || branch.DateOf(now) >= r.Assembly)
	v.Present = len(r.Candidates) > 0 && !r.Runs(branch.Nominate) && MayPresent(tx, r, me, now)
	if s := r.Stage(branch.Notice); r.Runs(branch.Notice) && !now.Before(s.Opens) {
		notice := o.noticeView(tx, r, now)
		v.Notice = &notice
	}
	return cards.Public(v)
}
