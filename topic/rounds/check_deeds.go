package rounds

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// ViewCheck returns what whoever doubts a result can be shown once a recommendation is closed: the roll, how many were left
// out, who took part in numbers, the threshold, the count, the sums of the decision. By which kind of rule somebody was
// left out only the 纪检委员 and the 书记 see.
func ViewCheck(tx *store.Tx, r Round, reader branch.Member) (CheckView, error) {
	v := CheckView{Round: r}
	if r.Group != 0 && reader.Group != r.Group && !MayKeep(tx, reader, r) {
		return v, office.Refusal(cards.NotYours)
	}
	s := r.Stage(StageBallot)
	if (s == nil || s.Outcome == nil) && len(r.Meetings) == 0 {
		return v, office.Refusal("还没有结果，截止或表决后再核对。")
	}
	if s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
		for seat := range Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			v.Roll = append(v.Roll, seatName(tx, seat).Short())
		}
		v.Paper, v.Marks = len(OnPaper(tx, r)), Marks(tx, r, reader)
	}
	if confirms(reader) {
		for _, out := range r.LeftOut {
			seat := Seat{Branch: r.Branch, Member: out.Member, Face: out.Face}
			v.LeftOut = append(v.LeftOut, seatName(tx, seat).Short()+"（"+out.Why+"）")
		}
	}
	v.Meetings, _ = MinutesOf(tx, r)
	v.Looks, v.MayLook = rollLooks(tx, r), v.Ballot != nil && r.Group == 0 && reader.May(branch.SeeTook)
	return v, nil
}

// Past returns the rounds of a branch, the newest first; a group's polls are its own matter.
func Past(tx *store.Tx, b branch.BranchID) (list []Round) {
	for r := range Rounds.Scan(tx, store.K(b)) {
		if r.Group == 0 {
			list = append(list, r)
		}
	}
	slices.Reverse(list)
	return list
}

// PublicCard returns a round as any member may see it.
func PublicCard(o *office.Office, tx *store.Tx, r Round, me branch.Member, now time.Time) chat.Card {
	if r.Group != 0 {
		return cards.Plain(KeyPublic(r.Branch, r.ID), cards.NotYours)
	}
	v := PublicView{Round: r, Named: ViewNamed(tx, r)}
	if s := r.Stage(StageBallot); s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
	}
	v.Check = v.Ballot != nil || len(r.Meetings) > 0
	v.Minutes = len(r.Meetings) > 0 && me.May(branch.FileRounds) && !me.May(branch.KeepRounds) // who keeps the round has it on its card
	v.Reports = len(ReportPages(o, tx, r)) > 0 && (!r.Runs(StageReport) || branch.DateOf(now) >= r.Assembly)
	v.Present = len(r.Candidates) > 0 && !r.Runs(StageNominate) && MayPresent(tx, r, me, now)
	if s := r.Stage(StageNotice); r.Runs(StageNotice) && !now.Before(s.Opens) {
		notice := noticeView(o, tx, r, now)
		v.Notice = &notice
	}
	return Public(v)
}
