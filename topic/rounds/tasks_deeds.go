package rounds

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// waiting collects what rounds ask of a member, as the store stands now.
type waiting struct {
	o    *office.Office
	tx   *store.Tx
	b    branch.Branch
	me   branch.Member
	now  time.Time
	list []cards.Task
}

func (w *waiting) add(t cards.Task) { w.list = append(w.list, t) }

func (w *waiting) today() branch.Date { return branch.DateOf(w.now) }

// asks makes a Wait of one of the kinds below.
func asks(add func(*waiting)) office.Wait {
	return office.Wait{Rank: office.Asked, Of: func(o *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task {
		w := &waiting{o: o, tx: tx, b: b, me: me, now: now}
		add(w)
		return w.list
	}}
}

// rounds is what the running stage of each round asks for.
func (w *waiting) rounds() {
	for r := range RoundsOpen.Scan(w.tx, store.K(w.b.ID)) {
		keeps := MayKeep(w.tx, w.me, r)
		switch {
		case r.Runs(StageNominate):
			w.nominations(r)
		case r.Runs(StageBallot):
			w.ballots(r, keeps)
		case r.Runs(StageReport):
			w.reports(r, keeps)
		case r.Runs(StageDecide) && keeps:
			w.add(DecideTask(r))
		}
	}
}

func (w *waiting) nominations(r Round) {
	if !r.Takes(StageNominate, w.now) {
		return
	}
	for g := range store.Groups.Scan(w.tx, store.K(w.b.ID)) {
		if _, made := GetNomination(w.tx, r, g.ID); office.Leads(w.tx, w.me, g) && !made && !settled(w.tx, r, g) {
			w.add(NominateTask(r, g))
		}
	}
}

func (w *waiting) reports(r Round, keeps bool) {
	if r.Assembly == 0 {
		if w.me.May(branch.SetAssembly) {
			w.add(AssemblyTask(r))
		}
		return
	}
	for g := range store.Groups.Scan(w.tx, store.K(w.b.ID)) {
		if _, made := GetReport(w.tx, r, g.ID); office.Leads(w.tx, w.me, g) && !made {
			w.add(ReportTask(r, g))
		}
	}
	if keeps && w.today() >= r.Assembly {
		w.add(AssemblyOverTask(r))
	}
}

// ballots is the member's own vote, and what a recommendation asks of who keeps it or answers for its roll.
func (w *waiting) ballots(r Round, keeps bool) {
	if r.Takes(StageBallot, w.now) && MayVote(w.o, w.tx, w.me, r, w.now) == nil && !HasVoted(w.tx, r, w.me.ID) {
		w.add(BallotTask(r))
	}
	if confirms(w.me) && r.Takes(StageBallot, w.now) {
		for seat := range RollUnbound.Scan(w.tx, store.RoundKey(r.Branch, r.ID)) { // whose account waits for a word is on the one line about accounts
			if who, _ := office.Member(w.tx, r.Branch, seat.Member); office.Chat(w.tx, who) != "" && !office.BindingOf(w.tx, who).Unvouched && mayConfirm(w.tx, w.me, who, r) {
				w.add(SeatTask(r, who.ID, seatName(w.tx, seat)))
			}
		}
	}
	s := r.Running()
	if !keeps || w.now.Before(s.Closes) || s.Counting {
		return
	}
	switch {
	case s.Broken:
		w.add(OverdueTask(r, "截止前系统曾中断，请决定截止或顺延"))
	case len(OnPaper(w.tx, r)) > 0 && s.Paper == nil:
		w.add(OverdueTask(r, "请录入线下票数"))
	case paperMissing(w.tx, r) && s.Paper.By != w.me.ID:
		w.add(OverdueTask(r, "请核对线下票数"))
	case !paperMissing(w.tx, r):
		w.add(OverdueTask(r, "参加人数不足，请顺延或作废"))
	}
}

// objections are those of a 公示 that the member has to answer, and the own that nobody is left to answer.
func (w *waiting) objections() {
	for r := range RoundsOpen.Scan(w.tx, store.K(w.b.ID)) {
		for ob := range Objections.Scan(w.tx, store.RoundKey(r.Branch, r.ID)) {
			if h, ok := currentHandler(w.tx, ob); ok && h.ID == w.me.ID && ob.AnsweredAt.IsZero() {
				w.add(ObjectionTask(r, ob, RoundName(w.tx, r, ob.About)))
			} else if mayGive(w.tx, w.me, ob) {
				w.add(GiveTask(r, ob.ID, RoundName(w.tx, r, ob.About)))
			}
		}
	}
}

// endedRounds is what a quarter's 先锋岗 leaves to its keepers: the reason why there was none, the flag to hand over.
func (w *waiting) endedRounds() {
	if !w.me.May(branch.KeepRounds) {
		return
	}
	p := branch.PeriodOf(branch.Quarter, w.today())
	for range 3 {
		if r, ok := RoundOf(w.tx, w.b.ID, Pioneer, p.Key()); ok && r.Running() == nil {
			if r.Off && r.OffWhy == "" {
				w.add(OffWhyTask(r))
			} else if _, _, err := MayHand(w.tx, w.me, r.ID); err == nil {
				w.add(FlagTask(r, NamesOf(w.tx, r, r.Named)))
			}
		}
		p = branch.PeriodOf(branch.Quarter, p.From-1)
	}
}

// roundDoors returns the rounds that run, each with what a member has to do with it now: those with a part of the own first, the newest
// of each.
func roundDoors(o *office.Office, tx *store.Tx, me branch.Member, now time.Time) cards.Doors {
	var list []RoundDoor
	for r := range RoundsOpen.Scan(tx, store.K(me.Branch)) {
		g := office.Group(tx, me.Branch, r.Group)
		part := PartRead
		if MayKeep(tx, me, r) {
			part = PartKeep
		}
		for mine := range store.Groups.Scan(tx, store.K(me.Branch)) {
			if !office.Leads(tx, me, mine) {
				continue
			}
			if r.Takes(StageNominate, now) && !settled(tx, r, mine) {
				part, g = PartNominate, mine
			} else if r.Runs(StageReport) && r.Assembly != 0 {
				part, g = PartReport, mine
			}
		}
		if r.Runs(StageBallot) && MayVote(o, tx, me, r, now) == nil {
			part = PartBallot
		}
		if r.Group == 0 || part != PartRead { // a group's poll is its own affair
			list = append(list, DoorOf(r, part, g))
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b RoundDoor) int { return a.Part - b.Part })
	return RoundDoors(list)
}
