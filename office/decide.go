package office

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// decideOpens returns when the branch decides on who is being presented.
func (o *Office) decideOpens(r branch.Round) time.Time {
	return o.CalendarOf(r.Branch).DecideDates(r.Kind, branch.DateOf(r.Running().Closes), branch.Settings{}).Opens
}

// toDecide makes the decision the running stage. The round's Finals say on whom.
func (o *Office) toDecide(tx *store.Tx, r *branch.Round, now time.Time) {
	w := o.CalendarOf(r.Branch).DecideDates(r.Kind, branch.DateOf(now), GetBranch(tx, r.Branch).Settings)
	r.Begin(branch.Decide, now, w.Closes, now)
	for i, f := range r.Finals {
		if gone(tx, r.Branch, f.Who) && f.Out == "" {
			r.Finals[i].Out = "已不在册"
		}
	}
	freeze(tx, r, now)
	store.Rounds.Put(tx, *r)
	o.planStage(tx, *r, time.Time{}) // the officers are reminded in their digests
	o.stirRound(tx, *r, now)
	if len(r.Undecided()) == 0 {
		o.toNotice(tx, r, now)
	}
}

// committee returns the members of the branch committee.
func committee(tx *store.Tx, b branch.BranchID) int {
	return len(Posted(tx, b, func(m branch.Member) bool { return m.Post.Committee() }))
}

// MeetingDue returns how many are due at a meeting on a day: members with voting rights (党员大会), or the committee.
func MeetingDue(tx *store.Tx, b branch.BranchID, kind branch.MeetingKind, day branch.Date) int {
	if kind == branch.Committee {
		return committee(tx, b)
	}
	return len(onRoll(tx, b, day, false))
}

// MayDecide returns a round on which the branch may decide now, or refuses.
func MayDecide(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, error) {
	return runningRound(tx, me, round, branch.Decide)
}

// MeetingDays returns the days on which the meeting may have been: from the end of the former stage to today, the
// latest first.
func MeetingDays(r branch.Round, now time.Time) (list []branch.Date) {
	first := branch.DateOf(r.Running().Opens)
	for day := branch.DateOf(now); day >= first && len(list) < 8; day-- {
		list = append(list, day)
	}
	return list
}

// Draft returns a meeting's record as the figures would have it, judged: in order the number present and for each motion
// those in favour. It refuses figures that cannot be, and a meeting that too few attended.
func (o *Office) Draft(tx *store.Tx, me branch.Member, round branch.RoundID, kind branch.MeetingKind, day branch.Date, due int, figures []int, now time.Time) (branch.Round, branch.Meeting, error) {
	r, err := MayDecide(tx, me, round)
	if err != nil {
		return r, branch.Meeting{}, err
	}
	open := r.Undecided()
	m := branch.Meeting{Branch: r.Branch, Round: r.ID, Kind: kind, Day: day, Due: due, By: me.ID, At: now}
	switch most := MeetingDue(tx, r.Branch, kind, day); {
	case kind != branch.Assembly && kind != branch.Committee || !slices.Contains(MeetingDays(r, now), day):
		return r, m, Refusal(cards.OldCard)
	case due < 1 || due > most:
		return r, m, Refusal(fmt.Sprintf("应到人数最多为%d人，请核对。", most))
	case len(figures) != 1+len(open):
		return r, m, Refusal(fmt.Sprintf("请发送%d个数：实到人数，以及每位人选的赞成人数。", 1+len(open)))
	}
	m.Present = figures[0]
	for i, at := range open {
		m.Motions = append(m.Motions, branch.Motion{Who: r.Finals[at].Who, For: figures[1+i]})
	}
	if err := m.Judge(halfOf(tx, r), o.vacant(r)); err != nil {
		return r, m, Refusal(err.Error())
	}
	return r, m, nil
}

// vacant returns how many may still be agreed to: each group's nominee, or as many as there are posts.
func (o *Office) vacant(r branch.Round) int {
	if r.Stage(branch.Ballot) == nil {
		return len(r.Finals)
	}
	return r.Posts + len(r.Won) - len(r.Standing())
}

// NeedsWhy reports whether a decision is one between those who are tied: then the record says why.
func NeedsWhy(r branch.Round) bool {
	s := r.Stage(branch.Ballot)
	return s != nil && s.Outcome != nil && len(s.Outcome.Tied) > 0
}

// Decide records what a meeting decided. Who has passed is made public; who has not may be followed by another of the
// group, if the dates allow it.
func (o *Office) Decide(tx *store.Tx, me branch.Member, round branch.RoundID, kind branch.MeetingKind, day branch.Date, due int, figures []int, why string, now time.Time) error {
	r, m, err := o.Draft(tx, me, round, kind, day, due, figures, now)
	if err != nil {
		return err
	}
	if NeedsWhy(r) && why == "" {
		return Refusal("得票相同，请写明决定的理由。")
	}
	m.Why = why
	m.ID = branch.MeetingID(tx.Next(store.K(r.Branch).Str("meeting")))
	store.Meetings.Put(tx, m)
	r.Meetings = append(r.Meetings, m.ID)
	for i, at := range r.Undecided() {
		if f := &r.Finals[at]; m.Motions[i].Passed {
			f.Passed, f.Upheld, f.From, f.To = true, false, time.Time{}, time.Time{}
		} else {
			f.Out = "未通过"
		}
	}
	if o.nominateAgain(tx, &r, now) {
		return nil
	}
	o.toNotice(tx, &r, now)
	o.stirRound(tx, r, now)
	o.showRound(tx, r, now, r.Running() != nil) // that nobody was named, everybody has just been told
	return nil
}

// nominateAgain asks the groups whose nominee was voted down for another one, if that can still be in time.
func (o *Office) nominateAgain(tx *store.Tx, r *branch.Round, now time.Time) bool {
	if r.Kind != branch.GoodMember {
		return false
	}
	until, ok := o.CalendarOf(r.Branch).NominateAgain(branch.DateOf(now), GetBranch(tx, r.Branch).Settings)
	for _, f := range r.Finals {
		ok = ok && f.To.IsZero() // once something has been made public there is no way back
	}
	var groups []branch.Group
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		if n, made := GetNomination(tx, *r, g.ID); ok && made && !settled(tx, *r, g) {
			store.Nominations.Delete(tx, store.RoundKey(n.Branch, n.Round).Int(int64(n.Group)))
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return false
	}
	r.Begin(branch.Nominate, now, until, now)
	store.Rounds.Put(tx, *r)
	o.planStage(tx, *r, time.Time{})
	tx.Plan(PushNominateClose, r.Branch, int64(r.ID), until)
	o.planNudge(tx, *r, now)
	for _, g := range groups {
		o.showNomination(tx, *r, g, true, false, now)
	}
	o.showRound(tx, *r, now, true)
	return true
}

// meetings returns the records of the meetings that have decided on a round.
func meetings(tx *store.Tx, r branch.Round) (list []branch.Meeting) {
	for _, id := range r.Meetings {
		if m, ok := store.Meetings.Get(tx, store.K(r.Branch).Int(int64(id))); ok {
			list = append(list, m)
		}
	}
	return list
}

// MeetingView returns a meeting's record as cards show it.
func MeetingView(tx *store.Tx, r branch.Round, m branch.Meeting) cards.MeetingView {
	of := halfOf(tx, r)
	v := cards.MeetingView{Branch: GetBranch(tx, r.Branch).Name, Round: r, Meeting: m, Line: m.Line(of), Present: of == branch.HalfOfPresent}
	for _, motion := range m.Motions {
		v.Names = append(v.Names, nameIn(tx, r, motion.Who))
	}
	return v
}

// Minutes returns the text of a round's decisions, ready to be copied; ok is false while there is none.
func Minutes(tx *store.Tx, r branch.Round) (list []cards.MeetingView, ok bool) {
	for _, m := range meetings(tx, r) {
		list = append(list, MeetingView(tx, r, m))
	}
	return list, len(list) > 0
}

// decideView returns what the officers' card shows while a decision is awaited.
func (o *Office) decideView(tx *store.Tx, r branch.Round, now time.Time) cards.DecideView {
	v := cards.DecideView{Round: r, Decided: len(r.Meetings) > 0}
	for _, i := range r.Undecided() {
		v.Names = append(v.Names, nameIn(tx, r, r.Finals[i].Who))
		v.Upheld = v.Upheld || r.Finals[i].Upheld
	}
	for _, i := range r.Standing() {
		v.Passed = append(v.Passed, RoundName(tx, r, r.Finals[i].Who))
	}
	if s := r.Stage(branch.Ballot); s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
		v.RunOff = len(s.Outcome.Tied) > 0 && len(r.Meetings) == 0
	}
	return v
}

// DecideForm returns what the form of a decision shows: how many must be present, the line, and on whom is decided.
func (o *Office) DecideForm(tx *store.Tx, r branch.Round, kind branch.MeetingKind, due int) cards.DecideForm {
	m, of := branch.Meeting{Kind: kind, Due: due, Present: due}, halfOf(tx, r)
	return cards.DecideForm{Need: branch.Ordinary.NeedPresent(due), Line: m.Line(of), OfPresent: of == branch.HalfOfPresent && kind == branch.Committee,
		Names: o.decideView(tx, r, time.Time{}).Names}
}

// LateNaming warns when 公示 from now on would not end in time for 1 July; else it is "".
func (o *Office) LateNaming(tx *store.Tx, r branch.Round, now time.Time) string {
	w := o.CalendarOf(r.Branch).NoticeDates(branch.DateOf(now), GetBranch(tx, r.Branch).Settings)
	if day := o.CalendarOf(r.Branch).NamingDay(r.Kind, branch.DateOf(w.Closes)); r.Kind == branch.GoodMember && day > branch.On(day.Year(), time.July, 1) {
		return "公示到" + cards.When(w.Closes) + "，命名要晚于7月1日。"
	}
	return ""
}
