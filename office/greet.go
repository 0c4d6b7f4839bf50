package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// greetGrace is for how long after its hour a greeting may still go out.
const greetGrace = 3 * 24 * time.Hour

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

// Greet sends the greeting that was due, within three days of its time; an older one is not sent at all.
func (o *Office) Greet(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	m, ok := Member(tx, due.Branch, branch.MemberID(due.Subject))
	day := branch.DateOf(due.At)
	if ok && m.Status == branch.Active && now.Sub(due.At) <= greetGrace {
		if c := chatOf(tx, b.ID, m.ID); c != "" {
			tx.Show(c, cards.Greeting(b, m, day, branch.DateOf(now) > day))
		}
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: due.Branch, Subject: due.Subject, Period: yearOf(day), At: now})
	o.planGreeting(tx, b, m, now)
}
