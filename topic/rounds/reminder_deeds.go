package rounds

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
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
func undecided(r Round, now time.Time) (since branch.Date, every int, ok bool) {
	s := r.Running()
	switch {
	case s == nil:
	case s.Kind == StageDecide && r.Kind == GoodMember:
		return branch.DateOf(s.Opens), 1, true
	case s.Kind == StageDecide:
		return branch.DateOf(s.Opens), 3, true
	case (s.Kind == StageBallot || s.Kind == StageNominate) && s.Closed.IsZero() && !s.Closes.IsZero() && !now.Before(s.Closes):
		return branch.DateOf(s.Closes), 1, true
	}
	return 0, 0, false
}

// roundMoments returns the days on which a member is to be reminded of the undecided rounds that he or she keeps, and of the
// answers to objections that he or she owes.
func roundMoments(o *office.Office, tx *store.Tx, m branch.Member, now time.Time, add func(branch.Date, store.Reminded)) {
	thrice := func(since branch.Date, every int, x store.Reminded) {
		for i := range maxReminders {
			add(o.CalendarOf(m.Branch).Add(since, every*(i+1)), x)
		}
	}
	for r := range RoundsOpen.Scan(tx, store.K(m.Branch)) {
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
var roundReminders = office.Reminders{Title: "推荐评选", Kinds: []branch.PointKind{roundKind, answerKind},
	Days: func(o *office.Office, tx *store.Tx, _ branch.Branch, m branch.Member, now time.Time, add func(branch.Date, store.Reminded)) {
		roundMoments(o, tx, m, now, add)
	},
	Line: func(_ *office.Office, tx *store.Tx, m branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
		line, ok := roundLine(tx, m.Branch, x, now)
		return line.Reminder(), ok
	},
	Week: func(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart {
		part := cards.ReminderPart{Title: "评选待办"}
		for _, line := range longWaits(o, tx, b, now) {
			line.Open = true
			part.Lines = append(part.Lines, line.Reminder())
		}
		return part
	}}

// longWaits returns the rounds of which nobody is reminded any more although they still wait, for the 书记's week.
func longWaits(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) (list []RoundLine) {
	today := branch.DateOf(now)
	for r := range RoundsOpen.Scan(tx, store.K(b.ID)) {
		since, every, ok := undecided(r, now)
		for ob := range Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if !ok && ob.AnsweredAt.IsZero() {
				since, every, ok = branch.DateOf(ob.At), 3, true
			}
		}
		if ok && r.Group == 0 && o.CalendarOf(b.ID).Add(since, every*maxReminders) <= today {
			list = append(list, RoundLine{Round: r, Since: since})
		}
	}
	return list
}

// roundLine returns what a reminder says of a round or an objection now.
func roundLine(tx *store.Tx, b branch.BranchID, x store.Reminded, now time.Time) (RoundLine, bool) {
	r, ok := GetRound(tx, b, branch.RoundID(x.Thing))
	line := RoundLine{Round: r, Objection: x.Part}
	line.Since, _, line.Open = undecided(r, now)
	if x.Kind == answerKind {
		ob, there := Objections.Get(tx, store.RoundKey(b, branch.RoundID(x.Thing)).Int(x.Part))
		line.Since, line.Open, ok = branch.DateOf(ob.At), r.Running() != nil && ob.AnsweredAt.IsZero(), ok && there
	}
	return line, ok
}

// stirRound plans and shows anew the reminders of those who keep a round.
func stirRound(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	var who []branch.MemberID
	for _, m := range roundKeepers(tx, r) {
		who = append(who, m.ID)
	}
	o.StirMembers(tx, office.GetBranch(tx, r.Branch), now, who...)
}
