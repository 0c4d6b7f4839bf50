package office

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// planCalendar plans the warning that next year's holidays are not known: on the first working day of December, when
// the State Council's notice is usually out.
func (o *Office) planCalendar(tx *store.Tx, b branch.Branch, now time.Time) {
	year := branch.DateOf(now).Year()
	if tx.HasSaid(PushCalendar, b.ID, 0, fmt.Sprint(year)) {
		year++
	}
	at := o.RemindOn(b, o.CalendarOf(b.ID).OnOrAfter(branch.On(year, time.December, 1)))
	tx.Plan(PushCalendar, b.ID, 0, at)
}

// WarnCalendar tells the officers that the holidays of the year to come are not known: until they are, weekends are
// the only days off. Grace: while that year has not begun.
func (o *Office) WarnCalendar(tx *store.Tx, due store.Due, now time.Time) {
	b := GetBranch(tx, due.Branch)
	year := branch.DateOf(due.At).Year()
	if !o.CalendarOf(due.Branch).Known(year+1) && branch.DateOf(now).Year() == year {
		EachChat(tx, Officers(tx, b.ID), func(_ branch.Member, c chat.Chat) { tx.Show(c, cards.UnknownYear(b.ID, year+1)) })
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: b.ID, Period: fmt.Sprint(year), At: now})
	o.planCalendar(tx, b, now)
}
