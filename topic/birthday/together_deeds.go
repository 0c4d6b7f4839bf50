package birthday

import (
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// togetherAt returns when the card of a 集体政治生日 goes out that a day belongs to: on the first working day of its month,
// at the hour of greetings.
func togetherAt(o *office.Office, b branch.Branch, day branch.Date) time.Time {
	year, month, _ := day.YMD()
	return o.When(b.Settings.GreetAt, o.CalendarOf(b.ID).OnOrAfter(branch.On(year, month, 1)).At(0, 0))
}

// planTogether plans the next card of a 集体政治生日, if the branch keeps it.
func planTogether(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) {
	var at time.Time
	if b.Settings.Together {
		year, month, _ := branch.DateOf(now).YMD()
		for at = togetherAt(o, b, branch.On(year, month, 1)); !at.After(now); month++ {
			at = togetherAt(o, b, branch.On(year, month+1, 1))
		}
	}
	tx.Plan(PushTogether, b.ID, 0, at)
}

// GreetTogether sends all of a month's one card. The grace is that of a greeting.
func GreetTogether(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	b := office.GetBranch(tx, due.Branch)
	day, today := branch.DateOf(due.At), branch.DateOf(now)
	if late := now.Sub(due.At) > time.Hour; late && office.Night(now) && today <= day+greetGrace {
		tx.Plan(due.Push, due.Branch, due.Subject, o.When(b.Settings.GreetAt, now))
		return
	}
	year, month, _ := day.YMD()
	first := branch.On(year, month, 1)
	all := MonthOf(tx, b, first)
	over := today > day+greetGrace
	if over && !o.Working(due.Branch, now) { // who keeps them is told at work
		for _, l := range all {
			planGreeting(o, tx, b, l.Member, now)
		}
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(b, now))
		return
	}
	for _, l := range all {
		if tx.HasSaid(PushGreeting, b.ID, int64(l.Member.ID), yearOf(first)) {
			continue
		}
		if c := office.Chat(tx, l.Member); c != "" && !over {
			tx.ShowUntil(c, togetherCard(b, l.Member, first, day, all), branch.On(year, month+1, 1).At(0, 0))
		}
		switch {
		case !over:
			store.Saids.Put(tx, store.Said{Push: PushGreeting, Branch: b.ID, Subject: int64(l.Member.ID), Period: yearOf(first), At: now})
		case l.Day < today:
			tellMissed(tx, b, l.Member, l.Day)
		}
		planGreeting(o, tx, b, l.Member, now) // after the grace, each is greeted on the day itself
	}
	if b.Settings.TellGroup && len(all) > 0 && !over {
		o.Announce(tx, b.ID, togetherNotice(b.ID, first, all), branch.On(year, month+1, 1).At(0, 0))
	}
	planTogether(o, tx, b, now)
}

// MonthOf returns the 政治生日 of a month, given by its first day, in their order: of those who are of the branch.
func MonthOf(tx *store.Tx, b branch.Branch, first branch.Date) (list []Line) {
	year, month, _ := first.YMD()
	return Birthdays(tx, b, first, branch.On(year, month+1, 1)-1, 0)
}
