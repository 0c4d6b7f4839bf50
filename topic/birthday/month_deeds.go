package birthday

import (
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// planMonth plans the next month's list: on the 1st, or the next working day. The month in which the branch was imported
// has one if that day was still to come.
func planMonth(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) {
	year, month, _ := branch.DateOf(now).YMD()
	for {
		first := branch.On(year, month, 1)
		day := o.CalendarOf(b.ID).OnOrAfter(first)
		if day >= b.Imported && !tx.HasSaid(PushMonth, b.ID, 0, monthPeriod(first)) {
			tx.Plan(PushMonth, b.ID, 0, o.RemindOn(b, day))
			return
		}
		month++
	}
}

// monthDue returns the 政治生日 of the month in which something is due.
func monthDue(tx *store.Tx, due store.Due) []Line {
	year, month, _ := branch.DateOf(due.At).YMD()
	return MonthOf(tx, office.GetBranch(tx, due.Branch), branch.On(year, month, 1))
}

// monthPeriod is 2026-06.
func monthPeriod(d branch.Date) string { return d.String()[:7] }

// SendMonth shows the 政治生日 of a month to who keeps them. Grace: that month; a month with none is passed over.
func SendMonth(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	b := office.GetBranch(tx, due.Branch)
	year, month, _ := branch.DateOf(due.At).YMD()
	first := branch.On(year, month, 1)
	if monthPeriod(first) == monthPeriod(branch.DateOf(now)) {
		if lines := MonthOf(tx, b, first); len(lines) > 0 {
			office.EachChat(tx, keepers(tx, branch.Member{Branch: b.ID}), func(_ branch.Member, c chat.Chat) { tx.Show(c, monthCard(b, first, lines)) })
		}
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: b.ID, Period: monthPeriod(first), At: now})
	planMonth(o, tx, b, now)
}
