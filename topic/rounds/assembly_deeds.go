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

// planAssembly plans the next asking for the date of a quarter's 党员大会, unless one is planned.
func planAssembly(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) {
	if _, planned := store.Dues.Get(tx, store.K[int64]().Str(PushAssembly).Int(int64(b.ID)).Int(0)); planned {
		return
	}
	p := branch.PeriodOf(branch.Quarter, branch.DateOf(now))
	if tx.HasSaid(PushAssembly, b.ID, 0, p.Key()) {
		p = p.Next()
	}
	at := o.RemindOn(b, AssemblyAsk(o.CalendarOf(b.ID), p))
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
func AskAssembly(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	b := office.GetBranch(tx, due.Branch)
	p := branch.PeriodOf(branch.Quarter, branch.DateOf(due.At))
	open, waits := unanswered(o, tx, b.ID)
	if waits {
		p = quarterOf(open.Period)
	}
	r, ok := RoundOf(tx, b.ID, Pioneer, p.Key())
	if ok && r.Assembly != 0 || r.Off || tx.HasSaid(due.Push, b.ID, 0, p.Key()) {
		asked(o, tx, b, p, now)
		return
	}
	if branch.DateOf(now) > p.To {
		if ok {
			r.Off = true
			Rounds.Put(tx, r)
			showRound(o, tx, r, now, true)
		}
		asked(o, tx, b, p, now)
		return
	}
	if !ok {
		r = NewRound(b.ID, Pioneer, p.Key())
		r.Of, r.Posts, r.Asked = b.Settings.PioneerOf, Posts(b.Settings), branch.DateOf(now)
		r = AddRound(tx, r)
	}
	for _, m := range askers(o, tx, b.ID) {
		tx.ShowBelow(office.Chat(tx, m), RoundCard(o, tx, r, m, now))
	}
	next := AskAgain(o.CalendarOf(due.Branch), branch.DateOf(now))
	if next > p.To {
		next = o.CalendarOf(due.Branch).OnOrAfter(p.To + 1)
	}
	tx.Plan(due.Push, due.Branch, due.Subject, o.RemindOn(b, next))
}

// asked marks that nothing more is to be asked about a quarter, and plans the next.
func asked(o *office.Office, tx *store.Tx, b branch.Branch, p branch.Period, now time.Time) {
	if !tx.HasSaid(PushAssembly, b.ID, 0, p.Key()) {
		store.Saids.Put(tx, store.Said{Push: PushAssembly, Branch: b.ID, Period: p.Key(), At: now})
	}
	tx.Plan(PushAssembly, b.ID, 0, o.RemindOn(b, AssemblyAsk(o.CalendarOf(b.ID), p.Next())))
}

// unanswered returns the 先锋岗 whose date has been asked for and is not known.
func unanswered(o *office.Office, tx *store.Tx, b branch.BranchID) (Round, bool) {
	for r := range RoundsOpen.Scan(tx, store.K(b)) {
		if r.Kind == Pioneer && r.Runs(StageReport) && r.Assembly == 0 {
			return r, true
		}
	}
	return Round{}, false
}

// askers returns whom the date is asked of: the 组织委员, or who else keeps the rounds if he or she cannot be reached.
func askers(o *office.Office, tx *store.Tx, b branch.BranchID) (list []branch.Member) {
	reachable := func(m branch.Member) bool { return office.Chat(tx, m) != "" }
	if list = office.Posted(tx, b, func(m branch.Member) bool { return m.Post.Is(branch.OrganisationPost) && reachable(m) }); len(list) > 0 {
		return list
	}
	return office.Posted(tx, b, func(m branch.Member) bool { return m.May(branch.KeepRounds) && reachable(m) })
}

// AssemblyDays returns the working days on which a quarter's 党员大会 may lie.
func AssemblyDays(o *office.Office, r Round, now time.Time) (list []branch.Date) {
	from, to := AssemblyDates(o.CalendarOf(r.Branch), quarterOf(r.Period), r.Asked, now)
	for day := from; day <= to; day = o.CalendarOf(r.Branch).Add(day, 1) {
		list = append(list, day)
	}
	return list
}

// MayDate reports whether somebody may set the date of a round's 党员大会, which is still to be set.
func MayDate(me branch.Member, r Round) bool {
	return me.Branch == r.Branch && r.Group == 0 && r.Runs(StageReport) && r.Assembly == 0 && me.May(branch.SetAssembly)
}

// MaySetAssembly returns the round as it would run with a date of the 党员大会, or refuses the date, naming those that fit.
func MaySetAssembly(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, day branch.Date, now time.Time) (Round, error) {
	r, ok := GetRound(tx, me.Branch, round)
	switch {
	case !ok || r.Group != 0:
		return r, office.Refusal(cards.NotYours)
	case !me.May(branch.SetAssembly):
		return r, office.Entitled(me, branch.SetAssembly)
	case r.Running() == nil:
		return r, office.Refusal(RoundOver)
	case !r.Runs(StageReport):
		return r, office.Refusal(cards.OldCard)
	}
	if err := CheckAssembly(o.CalendarOf(me.Branch), quarterOf(r.Period), r.Asked, day, now); err != nil {
		return r, office.Refusal(err.Error())
	}
	s := r.Running()
	if s.Opens.IsZero() {
		s.Opens = now
	}
	s.Closes, r.Assembly = ReportsDue(o.CalendarOf(me.Branch), day), day
	return r, nil
}

// SetAssembly sets the date of the quarter's 党员大会: the groups are asked for their reports.
func SetAssembly(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, day branch.Date, now time.Time) error {
	old, _ := GetRound(tx, me.Branch, round)
	r, err := MaySetAssembly(o, tx, me, round, day, now)
	if err != nil {
		return err
	}
	if old.Assembly != 0 {
		return office.Refusal(cards.OldCard) // it is moved with a reason
	}
	setAssembly(o, tx, r, true, now)
	asked(o, tx, office.GetBranch(tx, r.Branch), quarterOf(r.Period), now)
	return nil
}

func setAssembly(o *office.Office, tx *store.Tx, r Round, first bool, now time.Time) {
	Rounds.Put(tx, r)
	tx.Plan(PushBallotOpen, r.Branch, int64(r.ID), BallotOpens(r.Assembly))
	planReportNudge(o, tx, r, now)
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		_, made := GetReport(tx, r, g.ID)
		showReport(o, tx, r, g, first || !made, false, now)
	}
	showRound(o, tx, r, now, false)
}

// MayCallOff returns a round that may still be called off (未开展), or whose reason is still to be given.
func MayCallOff(tx *store.Tx, me branch.Member, round branch.RoundID) (Round, error) {
	r, ok := GetRound(tx, me.Branch, round)
	switch {
	case !ok || !MayKeep(tx, me, r):
		return r, NotKept(me)
	case r.Off && r.OffWhy == "" || r.Runs(StageReport):
		return r, nil
	case r.Runs(StageNominate) && r.Stage(StageBallot) != nil:
		return r, nil
	}
	return r, office.Refusal(cards.OldCard)
}

// CallOff records that a round is not held, and why.
func CallOff(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, why string, now time.Time) error {
	r, err := MayCallOff(tx, me, round)
	if err != nil {
		return err
	}
	was := r
	r.Off, r.OffWhy = true, why
	Rounds.Put(tx, r)
	o.Forget(tx, PushStage, r.Branch, int64(r.ID))
	if was.Runs(StageReport) {
		asked(o, tx, office.GetBranch(tx, r.Branch), quarterOf(r.Period), now)
		if was.Assembly != 0 {
			showReports(o, tx, r, now)
		}
	}
	showRound(o, tx, r, now, false)
	return nil
}

// planReportNudge plans the reminders to the groups that have not reported: on the morning of the last day, and once
// more, late, on that of the 党员大会.
func planReportNudge(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	var next time.Time
	if s := r.Running(); s != nil && s.Kind == StageReport && r.Assembly != 0 {
		b := office.GetBranch(tx, r.Branch)
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
func NudgeReports(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || !r.Runs(StageReport) {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	missing := 0
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		if _, made := GetReport(tx, r, g.ID); !made {
			missing++
			showReport(o, tx, r, g, true, true, now)
		}
	}
	showRound(o, tx, r, now, missing > 0)
	planReportNudge(o, tx, r, now)
}

// reportStatus returns the officers' card while reports come in.
func reportStatus(o *office.Office, tx *store.Tx, r Round, reader branch.Member, now time.Time) chat.Card {
	if r.Assembly == 0 {
		return AssemblyCard(o, tx, r, reader, 0, now)
	}
	v := ReportStatusView{Round: r, Opens: BallotOpens(r.Assembly), Start: branch.DateOf(now) >= r.Assembly,
		Moves: moves(o, tx, r, now), Today: branch.DateOf(now)}
	s := r.Running()
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		l := ReportLine{Group: g, Unbound: office.ChatOf(tx, g.Branch, g.Leader) == ""}
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
	v.Candidates = NamesOf(tx, r, list)
	v.Again = Again(tx, r, list)
	return ReportStatus(v)
}

// Warned returns the names of candidates who hold the honour already, for the question that opens a recommendation.
func Warned(tx *store.Tx, r Round) []string { return Again(tx, r, slices.Clone(r.Candidates)) }

// AssemblyCard returns a page of the days on which the 党员大会 may lie.
func AssemblyCard(o *office.Office, tx *store.Tx, r Round, reader branch.Member, page int, now time.Time) chat.Card {
	days := AssemblyDays(o, r, now)
	var called []branch.Date
	if len(days) > 0 {
		called = slices.DeleteFunc(o.CalledOn(tx, r.Branch, branch.Assembly, days[0], days[len(days)-1]), func(d branch.Date) bool { return !slices.Contains(days, d) })
	}
	return assemblyAskCard(r, days, called, page, quarterOf(r.Period).To, branch.DateOf(now), reader.May(branch.KeepRounds))
}

// Assembly returns what would follow from a date of the 党员大会: the round, when its recommendation opens at the latest
// and when that closes.
func Assembly(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, day branch.Date, now time.Time) (r Round, opens, closes time.Time, err error) {
	if r, err = MaySetAssembly(o, tx, me, round, day, now); err != nil {
		return r, opens, closes, err
	}
	return r, BallotOpens(day), BallotCloses(o.CalendarOf(me.Branch), day), nil
}
