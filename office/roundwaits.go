package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// asked collects what rounds ask of a member, as the store stands now.
type asked struct {
	o    *Office
	tx   *store.Tx
	b    branch.Branch
	me   branch.Member
	now  time.Time
	list []cards.Task
}

func (w *asked) add(t cards.Task) { w.list = append(w.list, t) }

func (w *asked) today() branch.Date { return branch.DateOf(w.now) }

// asks makes a Wait of one of the kinds below.
func asks(add func(*asked)) Wait {
	return Wait{Rank: Asked, Of: func(o *Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task {
		w := &asked{o: o, tx: tx, b: b, me: me, now: now}
		add(w)
		return w.list
	}}
}

// rounds is what the running stage of each round asks for.
func (w *asked) rounds() {
	for r := range store.RoundsOpen.Scan(w.tx, store.K(w.b.ID)) {
		keeps := MayKeep(w.tx, w.me, r)
		switch {
		case r.Runs(branch.Nominate):
			w.nominations(r)
		case r.Runs(branch.Ballot):
			w.ballots(r, keeps)
		case r.Runs(branch.Report):
			w.reports(r, keeps)
		case r.Runs(branch.Decide) && keeps:
			w.add(cards.DecideTask(r))
		}
	}
}

func (w *asked) nominations(r branch.Round) {
	if !r.Takes(branch.Nominate, w.now) {
		return
	}
	for g := range store.Groups.Scan(w.tx, store.K(w.b.ID)) {
		if _, made := GetNomination(w.tx, r, g.ID); leads(w.tx, w.me, g) && !made && !settled(w.tx, r, g) {
			w.add(cards.NominateTask(r, g))
		}
	}
}

func (w *asked) reports(r branch.Round, keeps bool) {
	if r.Assembly == 0 {
		if w.me.May(branch.SetAssembly) {
			w.add(cards.AssemblyTask(r))
		}
		return
	}
	for g := range store.Groups.Scan(w.tx, store.K(w.b.ID)) {
		if _, made := GetReport(w.tx, r, g.ID); leads(w.tx, w.me, g) && !made {
			w.add(cards.ReportTask(r, g))
		}
	}
	if keeps && w.today() >= r.Assembly {
		w.add(cards.AssemblyOverTask(r))
	}
}

// ballots is the member's own vote, and what a recommendation asks of who keeps it or answers for its roll.
func (w *asked) ballots(r branch.Round, keeps bool) {
	if r.Takes(branch.Ballot, w.now) && w.o.MayVote(w.tx, w.me, r, w.now) == nil && !hasVoted(w.tx, r, w.me.ID) {
		w.add(cards.BallotTask(r))
	}
	if confirms(w.me) && r.Takes(branch.Ballot, w.now) {
		for seat := range store.Roll.Scan(w.tx, store.RoundKey(r.Branch, r.ID)) { // whose account waits for a word is on the one line about accounts
			if who, _ := Member(w.tx, r.Branch, seat.Member); !seat.Bound && Chat(w.tx, who) != "" && !BindingOf(w.tx, who).Unvouched && mayConfirm(w.tx, w.me, who, r) {
				w.add(cards.SeatTask(r, who.ID, seatName(w.tx, seat)))
			}
		}
	}
	s := r.Running()
	if !keeps || w.now.Before(s.Closes) {
		return
	}
	switch {
	case s.Broken:
		w.add(cards.OverdueTask(r, "截止前系统曾中断，请决定截止或顺延"))
	case len(onPaper(w.tx, r)) > 0 && s.Paper == nil:
		w.add(cards.OverdueTask(r, "请录入线下票数"))
	case paperMissing(w.tx, r) && s.Paper.By != w.me.ID:
		w.add(cards.OverdueTask(r, "请核对线下票数"))
	case !paperMissing(w.tx, r):
		w.add(cards.OverdueTask(r, "参加人数不足，请顺延或作废"))
	}
}

// objections are those of a 公示 that the member has to answer, and the own that nobody is left to answer.
func (w *asked) objections() {
	for r := range store.RoundsOpen.Scan(w.tx, store.K(w.b.ID)) {
		for ob := range store.Objections.Scan(w.tx, store.RoundKey(r.Branch, r.ID)) {
			if h, ok := currentHandler(w.tx, ob); ok && h.ID == w.me.ID && ob.AnsweredAt.IsZero() {
				w.add(cards.ObjectionTask(r, ob, RoundName(w.tx, r, ob.About)))
			} else if mayGive(w.tx, w.me, ob) {
				w.add(cards.GiveTask(r, ob.ID, RoundName(w.tx, r, ob.About)))
			}
		}
	}
}

// endedRounds is what a quarter's 先锋岗 leaves to its keepers: the reason why there was none, the flag to hand over.
func (w *asked) endedRounds() {
	if !w.me.May(branch.KeepRounds) {
		return
	}
	p := branch.PeriodOf(branch.Quarter, w.today())
	for range 3 {
		if r, ok := roundOf(w.tx, w.b.ID, branch.Pioneer, p.Key()); ok && r.Running() == nil {
			if r.Off && r.OffWhy == "" {
				w.add(cards.OffWhyTask(r))
			} else if _, _, err := MayHand(w.tx, w.me, r.ID); err == nil {
				w.add(cards.FlagTask(r, namesOf(w.tx, r, r.Named)))
			}
		}
		p = branch.PeriodOf(branch.Quarter, p.From-1)
	}
}

// roundDoors returns the rounds that run, each with what a member has to do with it now: those with a part of the own first, the newest
// of each.
func (o *Office) roundDoors(tx *store.Tx, me branch.Member, now time.Time) cards.Doors {
	var list []cards.RoundDoor
	for r := range store.RoundsOpen.Scan(tx, store.K(me.Branch)) {
		g := Group(tx, me.Branch, r.Group)
		part := cards.PartRead
		if MayKeep(tx, me, r) {
			part = cards.PartKeep
		}
		for mine := range store.Groups.Scan(tx, store.K(me.Branch)) {
			if !leads(tx, me, mine) {
				continue
			}
			if r.Takes(branch.Nominate, now) && !settled(tx, r, mine) {
				part, g = cards.PartNominate, mine
			} else if r.Runs(branch.Report) && r.Assembly != 0 {
				part, g = cards.PartReport, mine
			}
		}
		if r.Runs(branch.Ballot) && o.MayVote(tx, me, r, now) == nil {
			part = cards.PartBallot
		}
		if r.Group == 0 || part != cards.PartRead { // a group's poll is its own affair
			list = append(list, cards.DoorOf(r, part, g))
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b cards.RoundDoor) int { return a.Part - b.Part })
	return cards.RoundDoors(list)
}
