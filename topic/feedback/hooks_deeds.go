package feedback

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// reminderKind is what an entry is called on the daily card. It stands in the store.
const reminderKind branch.PointKind = "feedback"

// owedBy returns what somebody is to answer.
func owedBy(tx *store.Tx, me branch.Member) (list []Entry) {
	if !me.May(branch.AnswerFeedback) {
		return nil
	}
	for e := range open.Scan(tx, store.K(me.Branch)) {
		if reads(tx, me, e) {
			list = append(list, e)
		}
	}
	return list
}

// reminders have who is to answer reminded, and the 书记 told of what is overdue. No words of it stand on a card that comes by itself.
var reminders = office.Reminders{Title: "投诉建议", Most: 4, Kinds: []branch.PointKind{reminderKind},
	Days: func(o *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, _ time.Time, add func(branch.Date, store.Reminded)) {
		for _, e := range owedBy(tx, m) {
			for _, day := range reminderDays(o.CalendarOf(b.ID), e) {
				add(day, store.Reminded{Kind: reminderKind, Item: int64(e.ID)})
			}
		}
	},
	Line: func(o *office.Office, tx *store.Tx, m branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
		e, ok := Get(tx, m.Branch, ID(x.Item))
		return reminderLine(entryView(o, tx, e, now), ok && reads(tx, m, e)), ok
	},
	Week: func(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart {
		part := cards.ReminderPart{Title: "投诉建议超期"}
		for e := range open.Scan(tx, store.K(b.ID)) {
			for _, m := range readersOf(tx, e) {
				if m.Post.Is(branch.Secretary) && e.Overdue(branch.DateOf(now)) {
					part.Lines = append(part.Lines, reminderLine(entryView(o, tx, e, now), true))
				}
			}
		}
		return part
	}}

// entryView returns an entry as cards show it.
func entryView(o *office.Office, tx *store.Tx, e Entry, now time.Time) view {
	return view{Entry: e, Today: branch.DateOf(now), Age: e.Age(o.CalendarOf(e.Branch), branch.DateOf(now)),
		Who: office.PersonName(tx, e.Branch, e.By), Answerer: office.PersonName(tx, e.Branch, e.AnsweredBy)}
}

// viewsOf is entryView of a list.
func viewsOf(o *office.Office, tx *store.Tx, list []Entry, now time.Time) (views []view) {
	for _, e := range list {
		views = append(views, entryView(o, tx, e, now))
	}
	return views
}

// tasks are those that a member is to answer.
func tasks(o *office.Office, tx *store.Tx, _ branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	for _, e := range owedBy(tx, me) {
		list = append(list, taskOf(entryView(o, tx, e, now)))
	}
	return list
}

// holdings is what is stored about a member: nothing of what has no name.
var holdings = []office.Holding{{Tables: []string{"feedback"}, Label: "署名提出或答复的投诉建议",
	Count: office.RowsOf(Entries, func(e Entry, m branch.MemberID) bool { return e.By == m || e.AnsweredBy == m })}}

// erase takes the name off what somebody has signed: the words were said to the branch, and are answered.
func erase(tx *store.Tx, me branch.Member) {
	var list []Entry
	for e := range Entries.Scan(tx, store.K(me.Branch)) {
		if e.By == me.ID {
			list = append(list, e)
		}
	}
	for _, e := range list {
		e.By, e.At, e.Gone = 0, time.Time{}, true
		Entries.Put(tx, e)
	}
}

// showAnswers shows somebody the answers that were held back from an account bound since the words were said.
func showAnswers(tx *store.Tx, who branch.Member, bound time.Time) {
	to := office.BindingOf(tx, who).Chat
	for e := range Entries.Scan(tx, store.K(who.Branch)) {
		if e.By == who.ID && e.At.Before(bound) && e.AnsweredAt.After(bound) && to != "" {
			tx.ShowBelow(to, answerCard(e, office.PersonName(tx, e.Branch, e.AnsweredBy)))
		}
	}
}
