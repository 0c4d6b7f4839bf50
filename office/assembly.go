package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// planAssembly plans the next asking for the date of a quarter's 党员大会, unless one is planned.
func (o *Office) planAssembly(tx *store.Tx, b branch.Branch, now time.Time) {
	if _, planned := store.Dues.Get(tx, store.K[int64]().Str(PushAssembly).Int(int64(b.ID)).Int(0)); planned {
		return
	}
	p := branch.PeriodOf(branch.Quarter, branch.DateOf(now))
	if tx.HasSaid(PushAssembly, b.ID, 0, p.Key()) {
		p = p.Next()
	}
	at := o.RemindOn(b, o.CalendarOf(b.ID).AssemblyAsk(p))
	if at.Before(now) { // a window still open at the import opens then
		at = now
	}
	tx.Plan(PushAssembly, b.ID, 0, at)
}

// quarterOf returns the period that a quarter's key names.
func quarterOf(key string) branch.Period {
	year, quarter := 0, 0
	for i, c := range key {
		switch {
		case i < 4:
			year = year*10 + int(c-'0')
		case i == 5:
			quarter = int(c - '0')
		}
	}
	return branch.PeriodOf(branch.Quarter, branch.On(year, time.Month(quarter*3), 1))
}

// AskAssembly asks the 组织委员 for the date of the quarter's 党员大会: 15 working days before the quarter ends, and again
// every three. Unanswered when it ends, the quarter counts as 未开展, and the reason is asked for.
func (o *Office) AskAssembly(tx *store.Tx, due store.Due, now time.Time) {
	b := GetBranch(tx, due.Branch)
	p := branch.PeriodOf(branch.Quarter, branch.DateOf(due.At))
	open, asked := o.unanswered(tx, b.ID)
	if asked {
		p = quarterOf(open.Period)
	}
	r, ok := roundOf(tx, b.ID, branch.Pioneer, p.Key())
	if ok && r.Assembly != 0 || r.Off || tx.HasSaid(due.Push, b.ID, 0, p.Key()) {
		o.asked(tx, b, p, now)
		return
	}
	if branch.DateOf(now) > p.To {
		if ok {
			r.Off = true
			store.Rounds.Put(tx, r)
			o.showRound(tx, r, now, true)
		}
		o.asked(tx, b, p, now)
		return
	}
	if !ok {
		r = branch.NewRound(b.ID, branch.Pioneer, p.Key())
		r.Of, r.Posts, r.Asked = b.Settings.PioneerOf, b.Settings.Posts(), branch.DateOf(now)
		r = newRound(tx, r)
	}
	for _, m := range o.askers(tx, b.ID) {
		tx.ShowBelow(Chat(tx, m), o.RoundCard(tx, r, m, now))
	}
	next := o.CalendarOf(due.Branch).AskAgain(branch.DateOf(now))
	if next > p.To {
		next = o.CalendarOf(due.Branch).OnOrAfter(p.To + 1)
	}
	tx.Plan(due.Push, due.Branch, due.Subject, o.RemindOn(b, next))
}

// asked marks that nothing more is to be asked about a quarter, and plans the next.
func (o *Office) asked(tx *store.Tx, b branch.Branch, p branch.Period, now time.Time) {
	if !tx.HasSaid(PushAssembly, b.ID, 0, p.Key()) {
		store.Saids.Put(tx, store.Said{Push: PushAssembly, Branch: b.ID, Period: p.Key(), At: now})
	}
	tx.Plan(PushAssembly, b.ID, 0, o.RemindOn(b, o.CalendarOf(b.ID).AssemblyAsk(p.Next())))
}

// unanswered returns the 先锋岗 whose date has been asked for and is not known.
func (o *Office) unanswered(tx *store.Tx, b branch.BranchID) (branch.Round, bool) {
	for r := range store.RoundsOpen.Scan(tx, store.K(b)) {
		if r.Kind == branch.Pioneer && r.Runs(branch.Report) && r.Assembly == 0 {
			return r, true
		}
	}
	return branch.Round{}, false
}

// askers returns whom the date is asked of: the 组织委员, or who else keeps the rounds if he or she cannot be reached.
func (o *Office) askers(tx *store.Tx, b branch.BranchID) (list []branch.Member) {
	reachable := func(m branch.Member) bool { return Chat(tx, m) != "" }
	if list = Posted(tx, b, func(m branch.Member) bool { return m.Post.Is(branch.OrganisationPost) && reachable(m) }); len(list) > 0 {
		return list
	}
	return Posted(tx, b, func(m branch.Member) bool { return m.May(branch.KeepRounds) && reachable(m) })
}

// AssemblyDays returns the working days on which a quarter's 党员大会 may lie.
func (o *Office) AssemblyDays(r branch.Round, now time.Time) (list []branch.Date) {
	from, to := o.CalendarOf(r.Branch).AssemblyDates(quarterOf(r.Period), r.Asked, now)
	for day := from; day <= to; day = o.CalendarOf(r.Branch).Add(day, 1) {
		list = append(list, day)
	}
	return list
}

// MayDate reports whether somebody may set the date of a round's 党员大会, which is still to be set.
func MayDate(me branch.Member, r branch.Round) bool {
	return me.Branch == r.Branch && r.Group == 0 && r.Runs(branch.Report) && r.Assembly == 0 && me.May(branch.SetAssembly)
}

// MaySetAssembly returns the round as it would run with a date of the 党员大会, or refuses the date, naming those that fit.
func (o *Office) MaySetAssembly(tx *store.Tx, me branch.Member, round branch.RoundID, day branch.Date, now time.Time) (branch.Round, error) {
	r, ok := GetRound(tx, me.Branch, round)
	switch {
	case !ok || r.Group != 0:
		return r, Refusal(cards.NotYours)
	case !me.May(branch.SetAssembly):
		return r, Entitled(me, branch.SetAssembly)
	case r.Running() == nil:
		return r, Refusal(cards.RoundOver)
	case !r.Runs(branch.Report):
		return r, Refusal(cards.OldCard)
	}
	if err := o.CalendarOf(me.Branch).CheckAssembly(quarterOf(r.Period), r.Asked, day, now); err != nil {
		return r, Refusal(err.Error())
	}
	s := r.Running()
	if s.Opens.IsZero() {
		s.Opens = now
	}
	s.Closes, r.Assembly = o.CalendarOf(me.Branch).ReportsDue(day), day
	return r, nil
}

// SetAssembly sets the date of the quarter's 党员大会: the groups are asked for their reports.
func (o *Office) SetAssembly(tx *store.Tx, me branch.Member, round branch.RoundID, day branch.Date, now time.Time) error {
	old, _ := GetRound(tx, me.Branch, round)
	r, err := o.MaySetAssembly(tx, me, round, day, now)
	if err != nil {
		return err
	}
	if old.Assembly != 0 {
		return Refusal(cards.OldCard) // it is moved with a reason
	}
	o.setAssembly(tx, r, true, now)
	o.asked(tx, GetBranch(tx, r.Branch), quarterOf(r.Period), now)
	return nil
}

func (o *Office) setAssembly(tx *store.Tx, r branch.Round, first bool, now time.Time) {
	store.Rounds.Put(tx, r)
	tx.Plan(PushBallotOpen, r.Branch, int64(r.ID), branch.BallotOpens(r.Assembly))
	o.planReportNudge(tx, r, now)
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		_, made := GetReport(tx, r, g.ID)
		o.showReport(tx, r, g, first || !made, false, now)
	}
	o.showRound(tx, r, now, false)
}

// MayCallOff returns a round that may still be called off (未开展), or whose reason is still to be given.
func MayCallOff(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, error) {
	r, ok := GetRound(tx, me.Branch, round)
	switch {
	case !ok || !MayKeep(tx, me, r):
		return r, NotKept(me)
	case r.Off && r.OffWhy == "" || r.Runs(branch.Report):
		return r, nil
	case r.Runs(branch.Nominate) && r.Stage(branch.Ballot) != nil:
		return r, nil
	}
	return r, Refusal(cards.OldCard)
}

// CallOff records that a round is not held, and why.
func (o *Office) CallOff(tx *store.Tx, me branch.Member, round branch.RoundID, why string, now time.Time) error {
	r, err := MayCallOff(tx, me, round)
	if err != nil {
		return err
	}
	was := r
	r.Off, r.OffWhy = true, why
	store.Rounds.Put(tx, r)
	o.Forget(tx, PushStage, r.Branch, int64(r.ID))
	if was.Runs(branch.Report) {
		o.asked(tx, GetBranch(tx, r.Branch), quarterOf(r.Period), now)
		if was.Assembly != 0 {
			o.showReports(tx, r, now)
		}
	}
	o.showRound(tx, r, now, false)
	return nil
}

// planReportNudge plans the reminders to the groups that have not reported: on the morning of the last day, and once
// more, late, on that of the 党员大会.
func (o *Office) planReportNudge(tx *store.Tx, r branch.Round, now time.Time) {
	var next time.Time
	if s := r.Running(); s != nil && s.Kind == branch.Report && r.Assembly != 0 {
		b := GetBranch(tx, r.Branch)
		for _, day := range []branch.Date{branch.DateOf(s.Closes), r.Assembly} {
			if t := o.RemindOn(b, day); t.After(now) && t.Sub(s.Opens) > 3*time.Hour {
				next = t
				break
			}
		}
	}
	tx.Plan(PushReportNudge, r.Branch, int64(r.ID), next)
}

// NudgeReports reminds the groups that have not reported. Grace: until the recommendation opens.
func (o *Office) NudgeReports(tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || !r.Runs(branch.Report) {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	missing := 0
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		if _, made := GetReport(tx, r, g.ID); !made {
			missing++
			o.showReport(tx, r, g, true, true, now)
		}
	}
	o.showRound(tx, r, now, missing > 0)
	o.planReportNudge(tx, r, now)
}

// reportStatus returns the officers' card while reports come in.
func (o *Office) reportStatus(tx *store.Tx, r branch.Round, reader branch.Member, now time.Time) chat.Card {
	if r.Assembly == 0 {
		return o.AssemblyCard(r, reader, 0, now)
	}
	v := cards.ReportStatusView{Round: r, Opens: branch.BallotOpens(r.Assembly), Start: branch.DateOf(now) >= r.Assembly,
		Moves: o.moves(tx, r, now), Today: branch.DateOf(now)}
	s := r.Running()
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		l := cards.ReportLine{Group: g, Unbound: ChatOf(tx, g.Branch, g.Leader) == ""}
		if report, ok := GetReport(tx, r, g.ID); ok {
			l.Made = true
			if report.Candidate != (branch.Candidate{}) {
				l.Candidate = RoundName(tx, r, report.Candidate)
			}
		}
		l.Act = MayReport(reader, g) && g.Leader != reader.ID && !l.Made && (l.Unbound || !now.Before(s.Closes.Add(-9*time.Hour)))
		v.Lines = append(v.Lines, l)
	}
	list := Put(tx, r)
	v.Candidates = namesOf(tx, r, list)
	v.Again = again(tx, r, list)
	return cards.ReportStatus(v)
}

// Warned returns the names of candidates who hold the honour already, for the question that opens a recommendation.
func Warned(tx *store.Tx, r branch.Round) []string { return again(tx, r, slices.Clone(r.Candidates)) }

// AssemblyCard returns a page of the days on which the 党员大会 may lie.
func (o *Office) AssemblyCard(r branch.Round, reader branch.Member, page int, now time.Time) chat.Card {
	return cards.AssemblyAsk(r, o.AssemblyDays(r, now), page, quarterOf(r.Period).To, branch.DateOf(now), reader.May(branch.KeepRounds))
}

// Assembly returns what would follow from a date of the 党员大会: the round, when its recommendation opens at the latest
// and when that closes.
func (o *Office) Assembly(tx *store.Tx, me branch.Member, round branch.RoundID, day branch.Date, now time.Time) (r branch.Round, opens, closes time.Time, err error) {
	if r, err = o.MaySetAssembly(tx, me, round, day, now); err != nil {
		return r, opens, closes, err
	}
	return r, branch.BallotOpens(day), o.CalendarOf(me.Branch).BallotCloses(day), nil
}
