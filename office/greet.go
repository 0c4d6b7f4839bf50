package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// greetGrace is for how long after the day a greeting may still go out. // days
const greetGrace = 3

// planGreeting plans the member's next 政治生日 greeting: on the day itself, holidays included. Where a month's are kept
// together, it is planned only if the month's card has gone out without the member.
func (o *Office) planGreeting(tx *store.Tx, b branch.Branch, m branch.Member, now time.Time) {
	var at time.Time
	if m.Status == branch.Active && m.Joined != 0 {
		today := branch.DateOf(now)
		for year := today.Year(); at.IsZero() && year <= today.Year()+2; year++ {
			day := m.Joined.Anniversary(year, b.Settings.MarchFirst)
			if day > m.Joined && day >= max(b.Imported, today) && !tx.HasSaid(PushGreeting, b.ID, int64(m.ID), yearOf(day)) &&
				!(b.Settings.Together && o.togetherAt(b, day).After(now)) {
				at = o.When(b.Settings.GreetAt, day.At(0, 0))
			}
		}
	}
	tx.Plan(PushGreeting, b.ID, int64(m.ID), at)
	o.planChecklist(tx, b, m, now)
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
// at all, and who keeps the branch's 政治生日 is told.
func (o *Office) Greet(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	m, _ := Member(tx, due.Branch, branch.MemberID(due.Subject))
	day, today := greetDay(b, m, branch.DateOf(due.At)), branch.DateOf(now)
	if late := now.Sub(due.At) > time.Hour; late && night(now) && today <= day+greetGrace {
		tx.Plan(due.Push, due.Branch, due.Subject, o.When(b.Settings.GreetAt, now))
		return
	}
	if c := Chat(tx, m); c != "" && !o.greet(tx, due, b, m, day, now, c) {
		return
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: due.Branch, Subject: due.Subject, Period: yearOf(day), At: now})
	o.planGreeting(tx, b, m, now)
}

// greet shows a member the greeting as it is true now, for as long as it is, and has it looked after; after the grace it
// tells who keeps the branch's. It gives false if that must wait for a working hour.
func (o *Office) greet(tx *store.Tx, due store.Due, b branch.Branch, m branch.Member, day branch.Date, now time.Time, to chat.Chat) bool {
	today := branch.DateOf(now)
	switch {
	case today > day+greetGrace && !o.working(now):
		tx.Plan(due.Push, due.Branch, due.Subject, o.nextWorking(b, now))
		return false
	case today > day+greetGrace:
		tellMissed(tx, b, m, day)
	case today > day:
		tx.ShowUntil(to, cards.Greeting(b, m, day, true), (day+greetGrace+1).At(0, 0))
		tx.Plan(PushGreeted, b.ID, int64(m.ID), o.When(b.Settings.GreetAt, (day+greetGrace+1).At(0, 0)))
	default:
		tx.ShowUntil(to, cards.Greeting(b, m, day, false), (day+1).At(0, 0))
		if b.Settings.TellGroup {
			o.Announce(tx, b.ID, cards.GroupNotice(b.ID, m, day, m.Anniversary(day, b.Settings.MarchFirst)), (day+1).At(0, 0))
		}
		tx.Plan(PushGreeted, b.ID, int64(m.ID), o.When(b.Settings.GreetAt, (day+1).At(0, 0)))
	}
	return true
}

// tellMissed tells who keeps a member's 政治生日 that the greeting of a day was not delivered and will not be.
func tellMissed(tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date) {
	eachChat(tx, keepers(tx, m), func(_ branch.Member, c chat.Chat) { tx.Show(c, cards.GreetingMissed(b.ID, m, day)) })
}

// FollowGreeting looks whether a greeting has been delivered. One that has not, because its reader's chat could not be
// reached, is put otherwise while there is grace: 今天 is true on its day only.
func (o *Office) FollowGreeting(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	m, _ := Member(tx, due.Branch, branch.MemberID(due.Subject))
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	day := greetDay(b, m, branch.DateOf(due.At))
	to := Chat(tx, m)
	if shown, ok := tx.ShownAs(to, cards.KeyGreeting(b.ID, day.Year())); to != "" && ok && shown.Message == 0 {
		o.greet(tx, due, b, m, day, now, to)
	}
}

// keepers are those who keep a member's 政治生日 beside the group leader: the 组织委员, or if that is the member, or there
// is none, the other officers.
func keepers(tx *store.Tx, m branch.Member) []branch.Member {
	list := members(tx, m.Branch, func(k branch.Member) bool { return k.Post == branch.OrganisationPost && k.ID != m.ID })
	if len(list) == 0 {
		list = members(tx, m.Branch, func(k branch.Member) bool { return k.Officer() && k.ID != m.ID })
	}
	return list
}

// togetherAt gives when the card of a 集体政治生日 goes out that a day belongs to: on the first working day of its month,
// at the hour of greetings.
func (o *Office) togetherAt(b branch.Branch, day branch.Date) time.Time {
	year, month, _ := day.YMD()
	return o.When(b.Settings.GreetAt, o.Calendar.OnOrAfter(branch.On(year, month, 1)).At(0, 0))
}

// planTogether plans the next card of a 集体政治生日, if the branch keeps it.
func (o *Office) planTogether(tx *store.Tx, b branch.Branch, now time.Time) {
	var at time.Time
	if b.Settings.Together {
		year, month, _ := branch.DateOf(now).YMD()
		for at = o.togetherAt(b, branch.On(year, month, 1)); !at.After(now); month++ {
			at = o.togetherAt(b, branch.On(year, month+1, 1))
		}
	}
	tx.Plan(PushTogether, b.ID, 0, at)
}

// GreetTogether sends all of a month's one card. The grace is that of a greeting.
func (o *Office) GreetTogether(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	day, today := branch.DateOf(due.At), branch.DateOf(now)
	if late := now.Sub(due.At) > time.Hour; late && night(now) && today <= day+greetGrace {
		tx.Plan(due.Push, due.Branch, due.Subject, o.When(b.Settings.GreetAt, now))
		return
	}
	year, month, _ := day.YMD()
	first := branch.On(year, month, 1)
	all := MonthOf(tx, b, first)
	over := today > day+greetGrace
	if over && !o.working(now) { // who keeps them is told at work
		for _, l := range all {
			o.planGreeting(tx, b, l.Member, now)
		}
		tx.Plan(due.Push, due.Branch, due.Subject, o.nextWorking(b, now))
		return
	}
	for _, l := range all {
		if tx.HasSaid(PushGreeting, b.ID, int64(l.Member.ID), yearOf(first)) {
			continue
		}
		if c := Chat(tx, l.Member); c != "" && !over {
			tx.ShowUntil(c, cards.TogetherGreeting(b, l.Member, first, day, all), branch.On(year, month+1, 1).At(0, 0))
		}
		switch {
		case !over:
			store.Saids.Put(tx, store.Said{Push: PushGreeting, Branch: b.ID, Subject: int64(l.Member.ID), Period: yearOf(first), At: now})
		case l.Day < today:
			tellMissed(tx, b, l.Member, l.Day)
		}
		o.planGreeting(tx, b, l.Member, now) // after the grace, each is greeted on the day itself
	}
	if b.Settings.TellGroup && len(all) > 0 && !over {
		o.Announce(tx, b.ID, cards.TogetherNotice(b.ID, first, all), branch.On(year, month+1, 1).At(0, 0))
	}
	o.planTogether(tx, b, now)
}

// MonthOf gives the 政治生日 of a month, given by its first day, in their order: of those who are of the branch.
func MonthOf(tx *store.Tx, b branch.Branch, first branch.Date) (list []cards.BirthdayLine) {
	year, month, _ := first.YMD()
	return Birthdays(tx, b, first, branch.On(year, month+1, 1)-1, 0)
}
