package rounds

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// decideOpens returns when the branch decides on who is being presented.
func decideOpens(o *office.Office, r Round) time.Time {
	return DecideDates(o.CalendarOf(r.Branch), r.Kind, branch.DateOf(r.Running().Closes), branch.Settings{}).Opens
}

// toDecide makes the decision the running stage. The round's Finals say on whom.
func toDecide(o *office.Office, tx *store.Tx, r *Round, now time.Time) {
	w := DecideDates(o.CalendarOf(r.Branch), r.Kind, branch.DateOf(now), office.GetBranch(tx, r.Branch).Settings)
	r.Begin(StageDecide, now, w.Closes, now)
	for i, f := range r.Finals {
		if gone(tx, r.Branch, f.Who) && f.Out == "" {
			r.Finals[i].Out = "已不在册"
		}
	}
	freeze(tx, r, now)
	Rounds.Put(tx, *r)
	planStage(o, tx, *r, time.Time{}) // the officers are reminded in their digests
	stirRound(o, tx, *r, now)
	if len(r.Undecided()) == 0 {
		toNotice(o, tx, r, now)
	}
}

// MayDecide returns a round on which the branch may decide now, or refuses.
func MayDecide(tx *store.Tx, me branch.Member, round branch.RoundID) (Round, error) {
	return runningRound(tx, me, round, StageDecide)
}

// MeetingDays returns the days on which the meeting may have been: from the end of the former stage to today, the
// latest first.
func MeetingDays(r Round, now time.Time) (list []branch.Date) {
	first := branch.DateOf(r.Running().Opens)
	for day := branch.DateOf(now); day >= first && len(list) < 8; day-- {
		list = append(list, day)
	}
	return list
}

// Draft returns a meeting's record as the figures would have it, judged: in order the number present and for each motion
// those in favour. It refuses figures that cannot be, and a meeting that too few attended.
func Draft(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, kind branch.MeetingKind, day branch.Date, due int, figures []int, now time.Time) (Round, branch.Meeting, error) {
	r, err := MayDecide(tx, me, round)
	if err != nil {
		return r, branch.Meeting{}, err
	}
	open := r.Undecided()
	m := branch.Meeting{Branch: r.Branch, Round: r.ID, Kind: kind, Day: day, Due: due, By: me.ID, At: now}
	switch most := office.MeetingDue(tx, r.Branch, kind, day); {
	case kind != branch.Assembly && kind != branch.Committee || !slices.Contains(MeetingDays(r, now), day):
		return r, m, office.Refusal(cards.OldCard)
	case due < 1 || due > most:
		return r, m, office.Refusal(fmt.Sprintf("应到人数最多为%d人，请核对。", most))
	case len(figures) != 1+len(open):
		return r, m, office.Refusal(fmt.Sprintf("请发送%d个数：实到人数，以及每位人选的赞成人数。", 1+len(open)))
	}
	m.Present = figures[0]
	for i, at := range open {
		m.Motions = append(m.Motions, branch.Motion{Who: r.Finals[at].Who, For: figures[1+i]})
	}
	if err := m.Judge(halfOf(tx, r), vacant(o, r)); err != nil {
		return r, m, office.Refusal(err.Error())
	}
	return r, m, nil
}

// vacant returns how many may still be agreed to: each group's nominee, or as many as there are posts.
func vacant(o *office.Office, r Round) int {
	if r.Stage(StageBallot) == nil {
		return len(r.Finals)
	}
	return r.Posts + len(r.Won) - len(r.Cleared())
}

// NeedsWhy reports whether a decision is one between those who are tied: then the record says why.
func NeedsWhy(r Round) bool {
	s := r.Stage(StageBallot)
	return s != nil && s.Outcome != nil && len(s.Outcome.Tied) > 0
}

// Decide records what a meeting decided. Who has passed is made public; who has not may be followed by another of the
// group, if the dates allow it.
func Decide(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, kind branch.MeetingKind, day branch.Date, due int, figures []int, why string, now time.Time) error {
	r, m, err := Draft(o, tx, me, round, kind, day, due, figures, now)
	if err != nil {
		return err
	}
	if NeedsWhy(r) && why == "" {
		return office.Refusal("得票相同，请写明决定的理由。")
	}
	m.Why = why
	m.ID = branch.MeetingID(tx.Next(store.K(r.Branch).Str("meeting")))
	Meetings.Put(tx, m)
	r.Meetings = append(r.Meetings, m.ID)
	o.Met(tx, me, office.Met{Kind: kind, Day: day, Topics: decisionOf(r), Decided: ViewMeeting(tx, r, m).decided()}, now)
	for i, at := range r.Undecided() {
		if f := &r.Finals[at]; m.Motions[i].Passed {
			f.Passed, f.Upheld, f.From, f.To = true, false, time.Time{}, time.Time{}
		} else {
			f.Out = "未通过"
		}
	}
	if nominateAgain(o, tx, &r, now) {
		return nil
	}
	toNotice(o, tx, &r, now)
	stirRound(o, tx, r, now)
	showRound(o, tx, r, now, r.Running() != nil) // that nobody was named, everybody has just been told
	return nil
}

// nominateAgain asks the groups whose nominee was voted down for another one, if that can still be in time.
func nominateAgain(o *office.Office, tx *store.Tx, r *Round, now time.Time) bool {
	if r.Kind != GoodMember {
		return false
	}
	until, ok := NominateAgain(o.CalendarOf(r.Branch), branch.DateOf(now), office.GetBranch(tx, r.Branch).Settings)
	for _, f := range r.Finals {
		ok = ok && f.To.IsZero() // once something has been made public there is no way back
	}
	var groups []branch.Group
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		if n, made := GetNomination(tx, *r, g.ID); ok && made && !settled(tx, *r, g) {
			Nominations.Delete(tx, store.RoundKey(n.Branch, n.Round).Int(int64(n.Group)))
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return false
	}
	r.Begin(StageNominate, now, until, now)
	Rounds.Put(tx, *r)
	planStage(o, tx, *r, time.Time{})
	tx.Plan(PushNominateClose, r.Branch, int64(r.ID), until)
	planNudge(o, tx, *r, now)
	for _, g := range groups {
		showNomination(o, tx, *r, g, true, false, now)
	}
	showRound(o, tx, *r, now, true)
	return true
}

// MeetingsOf returns the records of the meetings that have decided on a round.
func MeetingsOf(tx *store.Tx, r Round) (list []branch.Meeting) {
	for _, id := range r.Meetings {
		if m, ok := Meetings.Get(tx, store.K(r.Branch).Int(int64(id))); ok {
			list = append(list, m)
		}
	}
	return list
}

// ViewMeeting returns a meeting's record as cards show it.
func ViewMeeting(tx *store.Tx, r Round, m branch.Meeting) MeetingView {
	of := halfOf(tx, r)
	v := MeetingView{Branch: office.GetBranch(tx, r.Branch).Name, Round: r, Meeting: m, Line: m.Line(of), Present: of == branch.HalfOfPresent}
	for _, motion := range m.Motions {
		v.Names = append(v.Names, nameIn(tx, r, motion.Who))
	}
	return v
}

// MinutesOf returns the text of a round's decisions, ready to be copied; ok is false while there is none.
func MinutesOf(tx *store.Tx, r Round) (list []MeetingView, ok bool) {
	for _, m := range MeetingsOf(tx, r) {
		list = append(list, ViewMeeting(tx, r, m))
	}
	return list, len(list) > 0
}

// decideView returns what the officers' card shows while a decision is awaited.
func decideView(o *office.Office, tx *store.Tx, r Round, now time.Time) DecideView {
	v := DecideView{Round: r, Decided: len(r.Meetings) > 0}
	for _, i := range r.Undecided() {
		v.Names = append(v.Names, nameIn(tx, r, r.Finals[i].Who))
		v.Upheld = v.Upheld || r.Finals[i].Upheld
	}
	for _, i := range r.Cleared() {
		v.Passed = append(v.Passed, RoundName(tx, r, r.Finals[i].Who))
	}
	if s := r.Stage(StageBallot); s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
		v.RunOff = len(s.Outcome.Tied) > 0 && len(r.Meetings) == 0
	}
	return v
}

// ViewDecideForm returns what the form of a decision shows: how many must be present, the line, and on whom is decided.
func ViewDecideForm(o *office.Office, tx *store.Tx, r Round, kind branch.MeetingKind, due int) DecideForm {
	m, of := branch.Meeting{Kind: kind, Due: due, Present: due}, halfOf(tx, r)
	return DecideForm{Need: branch.Ordinary.NeedPresent(due), Line: m.Line(of), OfPresent: of == branch.HalfOfPresent && kind == branch.Committee,
		Names: decideView(o, tx, r, time.Time{}).Names}
}

// LateNaming warns when 公示 from now on would not end in time for 1 July; else it is "".
func LateNaming(o *office.Office, tx *store.Tx, r Round, now time.Time) string {
	w := NoticeDates(o.CalendarOf(r.Branch), branch.DateOf(now), office.GetBranch(tx, r.Branch).Settings)
	if day := NamingDay(o.CalendarOf(r.Branch), r.Kind, branch.DateOf(w.Closes)); r.Kind == GoodMember && day > branch.On(day.Year(), time.July, 1) {
		return "公示到" + cards.When(w.Closes) + "，命名要晚于7月1日。"
	}
	return ""
}
