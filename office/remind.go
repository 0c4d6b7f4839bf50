package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// The kinds of what rounds remind of.
const (
	roundKind  branch.PointKind = "round"
	answerKind branch.PointKind = "answer" // to an objection
)

// maxReminders is how often the digests remind of an undecided round, or of an answer that is owed; then it is a line of the
// 书记's week until it ends.
const maxReminders = 3

// undecided reports whether a round waits for those who keep it, since which day, and on which working day after that the
// reminders come: each for 身边好党员, whose 公示 is to end before 1 July, and for what nobody can vote on any more; else every third.
func undecided(r branch.Round, now time.Time) (since branch.Date, every int, ok bool) {
	s := r.Running()
	switch {
	case s == nil:
	case s.Kind == branch.Decide && r.Kind == branch.GoodMember:
		return branch.DateOf(s.Opens), 1, true
	case s.Kind == branch.Decide:
		return branch.DateOf(s.Opens), 3, true
	case (s.Kind == branch.Ballot || s.Kind == branch.Nominate) && s.Closed.IsZero() && !s.Closes.IsZero() && !now.Before(s.Closes):
		return branch.DateOf(s.Closes), 1, true
	}
	return 0, 0, false
}

// roundMoments returns the days on which a member is to be reminded of the undecided rounds that he or she keeps, and of the
// answers to objections that he or she owes.
func (o *Office) roundMoments(tx *store.Tx, m branch.Member, now time.Time, add func(branch.Date, store.Reminded)) {
	thrice := func(since branch.Date, every int, x store.Reminded) {
		for i := range maxReminders {
			add(o.CalendarOf(m.Branch).Add(since, every*(i+1)), x)
		}
	}
	for r := range store.RoundsOpen.Scan(tx, store.K(m.Branch)) {
		if since, every, ok := undecided(r, now); ok && MayKeep(tx, m, r) {
			thrice(since, every, store.Reminded{Kind: roundKind, Thing: int64(r.ID)})
		}
	}
	for _, ob := range owedAnswers(tx, m) {
		thrice(branch.DateOf(ob.At), 3, store.Reminded{Kind: answerKind, Thing: int64(ob.Round), Part: ob.ID})
	}
}

// roundReminders have undecided rounds and unanswered objections reminded of; in the 书记's week stand those of which nobody is reminded
// any more although they still wait.
var roundReminders = Reminders{Title: "推荐评选", Kinds: []branch.PointKind{roundKind, answerKind},
	Days: func(o *Office, tx *store.Tx, _ branch.Branch, m branch.Member, now time.Time, add func(branch.Date, store.Reminded)) {
		o.roundMoments(tx, m, now, add)
	},
	Line: func(_ *Office, tx *store.Tx, m branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
		line, ok := roundLine(tx, m.Branch, x, now)
		return line.Reminder(), ok
	},
	Week: func(o *Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart {
		part := cards.ReminderPart{Title: "评选待办"}
		for _, line := range o.longWaits(tx, b, now) {
			line.Open = true
			part.Lines = append(part.Lines, line.Reminder())
		}
		return part
	}}

// longWaits returns the rounds of which nobody is reminded any more although they still wait, for the 书记's week.
func (o *Office) longWaits(tx *store.Tx, b branch.Branch, now time.Time) (list []cards.RoundLine) {
	today := branch.DateOf(now)
	for r := range store.RoundsOpen.Scan(tx, store.K(b.ID)) {
		since, every, ok := undecided(r, now)
		for ob := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if !ok && ob.AnsweredAt.IsZero() {
				since, every, ok = branch.DateOf(ob.At), 3, true
			}
		}
		if ok && r.Group == 0 && o.CalendarOf(b.ID).Add(since, every*maxReminders) <= today {
			list = append(list, cards.RoundLine{Round: r, Since: since})
		}
	}
	return list
}

// roundLine returns what a reminder says of a round or an objection now.
func roundLine(tx *store.Tx, b branch.BranchID, x store.Reminded, now time.Time) (cards.RoundLine, bool) {
	r, ok := GetRound(tx, b, branch.RoundID(x.Thing))
	line := cards.RoundLine{Round: r, Objection: x.Part}
	line.Since, _, line.Open = undecided(r, now)
	if x.Kind == answerKind {
		ob, there := store.Objections.Get(tx, store.RoundKey(b, branch.RoundID(x.Thing)).Int(x.Part))
		line.Since, line.Open, ok = branch.DateOf(ob.At), r.Running() != nil && ob.AnsweredAt.IsZero(), ok && there
	}
	return line, ok
}

// stirRound plans and shows anew the reminders of those who keep a round.
func (o *Office) stirRound(tx *store.Tx, r branch.Round, now time.Time) {
	var who []branch.MemberID
	for _, m := range roundKeepers(tx, r) {
		who = append(who, m.ID)
	}
	o.StirMembers(tx, GetBranch(tx, r.Branch), now, who...)
}
