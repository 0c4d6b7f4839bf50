package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// greetGrace is for how long after the day a greeting may still go out. // days
const greetGrace = 3

// planGreeting plans the member's next 政治生日 greeting: on the day itself, holidays included.
func (o *Office) planGreeting(tx *store.Tx, b branch.Branch, m branch.Member, now time.Time) {
	var at time.Time
	if m.Status == branch.Active && m.Joined != 0 {
		today := branch.DateOf(now)
		for year := today.Year(); at.IsZero() && year <= today.Year()+2; year++ {
			day := m.Joined.Anniversary(year, b.Settings.MarchFirst)
			if day > m.Joined && day >= max(b.Imported, today) && !tx.HasSaid(PushGreeting, b.ID, int64(m.ID), yearOf(day)) {
				at = o.When(b.Settings.GreetAt, day.At(0, 0))
			}
		}
	}
	tx.Plan(PushGreeting, b.ID, int64(m.ID), at)
}

func yearOf(d branch.Date) string { return d.String()[:4] }

// greetDay gives the 政治生日 that a greeting due on a day is for: that day, or the one before it if the greeting was
// put off.
func greetDay(b branch.Branch, m branch.Member, due branch.Date) branch.Date {
	day := m.Joined.Anniversary(due.Year(), b.Settings.MarchFirst)
	if day > due {
		day = m.Joined.Anniversary(due.Year()-1, b.Settings.MarchFirst)
	}
	return day
}

// Greet sends the greeting that was due, within three days of its day and never late at night; an older one is not sent
// at all.
func (o *Office) Greet(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	m, _ := Member(tx, due.Branch, branch.MemberID(due.Subject))
	day, today := greetDay(b, m, branch.DateOf(due.At)), branch.DateOf(now)
	if late := now.Sub(due.At) > time.Hour; late && night(now) && today <= day+greetGrace {
		tx.Plan(due.Push, due.Branch, due.Subject, o.When(b.Settings.GreetAt, now))
		return
	}
	if c := Chat(tx, m); c != "" && today <= day+greetGrace {
		tx.Show(c, cards.Greeting(b, m, day, today > day))
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: due.Branch, Subject: due.Subject, Period: yearOf(day), At: now})
	o.planGreeting(tx, b, m, now)
}
