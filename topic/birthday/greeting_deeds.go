package birthday

import (
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// greetGrace is for how long after the day a greeting may still go out. // days
const greetGrace = 3

// planGreeting plans the member's next 政治生日 greeting: on the day itself, holidays included. Where a month's are kept
// together, it is planned only if the month's card has gone out without the member.
func planGreeting(o *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, now time.Time) {
	var at time.Time
	if m.Status == branch.Active && m.Joined != 0 {
		today := branch.DateOf(now)
		if due, ok := store.Dues.Get(tx, store.K[int64]().Str(PushGreeting).Int(int64(b.ID)).Int(int64(m.ID))); ok && !due.At.After(now) &&
			!tx.HasSaid(PushGreeting, b.ID, int64(m.ID), yearOf(greetDay(b, m, branch.DateOf(due.At)))) { // overdue after a breakdown: it goes out late, or is told of
			at = due.At
		}
		for year := today.Year(); at.IsZero() && year <= today.Year()+2; year++ {
			day := m.Joined.Anniversary(year, b.Settings.MarchFirst)
			if day > m.Joined && day >= max(b.Imported, today) && !tx.HasSaid(PushGreeting, b.ID, int64(m.ID), yearOf(day)) &&
				!(b.Settings.Together && togetherAt(o, b, day).After(now)) {
				at = o.When(b.Settings.GreetAt, day.At(0, 0))
			}
		}
	}
	tx.Plan(PushGreeting, b.ID, int64(m.ID), at)
	planChecklist(o, tx, b, m, now)
}

func yearOf(d branch.Date) string { return d.String()[:4] }

// greetDay returns the 政治生日 that a greeting due on a day is for: that day, or the one before it if the greeting was
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
func Greet(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	b := office.GetBranch(tx, due.Branch)
	m, _ := office.Member(tx, due.Branch, branch.MemberID(due.Subject))
	day, today := greetDay(b, m, branch.DateOf(due.At)), branch.DateOf(now)
	if late := now.Sub(due.At) > time.Hour; late && office.Night(now) && today <= day+greetGrace {
		tx.Plan(due.Push, due.Branch, due.Subject, o.When(b.Settings.GreetAt, now))
		return
	}
	if c := office.Chat(tx, m); c != "" && !greet(o, tx, due, b, m, day, now, c) {
		return
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: due.Branch, Subject: due.Subject, Period: yearOf(day), At: now})
	planGreeting(o, tx, b, m, now)
}

// greet shows a member the greeting as it is true now, for as long as it is, and has it looked after; after the grace it
// tells who keeps the branch's. It gives false if that must wait for a working hour.
func greet(o *office.Office, tx *store.Tx, due store.Due, b branch.Branch, m branch.Member, day branch.Date, now time.Time, to chat.Chat) bool {
	today := branch.DateOf(now)
	switch {
	case today > day+greetGrace && !o.Working(due.Branch, now):
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(b, now))
		return false
	case today > day+greetGrace:
		tellMissed(tx, b, m, day)
	case today > day:
		tx.ShowUntil(to, greetingCard(b, m, day, true), (day+greetGrace+1).At(0, 0))
		tx.Plan(PushGreeted, b.ID, int64(m.ID), o.When(b.Settings.GreetAt, (day+greetGrace+1).At(0, 0)))
	default:
		tx.ShowUntil(to, greetingCard(b, m, day, false), (day+1).At(0, 0))
		if b.Settings.TellGroup {
			o.Announce(tx, b.ID, groupNotice(b.ID, office.Shown(tx, m), day, m.Anniversary(day, b.Settings.MarchFirst)), (day+1).At(0, 0))
		}
		tx.Plan(PushGreeted, b.ID, int64(m.ID), o.When(b.Settings.GreetAt, (day+1).At(0, 0)))
	}
	return true
}

// tellMissed tells who keeps a member's 政治生日 that the greeting of a day was not delivered and will not be.
func tellMissed(tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date) {
	office.EachChat(tx, keepers(tx, m), func(_ branch.Member, c chat.Chat) { tx.Show(c, missedCard(b.ID, office.Shown(tx, m), day)) })
}

// FollowGreeting looks whether a greeting has been delivered. One that has not, because its reader's chat could not be
// reached, is put otherwise while there is grace: 今天 is true on its day only.
func FollowGreeting(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	b := office.GetBranch(tx, due.Branch)
	m, _ := office.Member(tx, due.Branch, branch.MemberID(due.Subject))
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	day := greetDay(b, m, branch.DateOf(due.At))
	office.EachChat(tx, preparers(tx, m), func(p branch.Member, c chat.Chat) { // it has gone by
		if _, has := tx.ShownAs(c, KeyPrepare(b.ID)); has {
			tx.Show(c, prepareCard(b.ID, Preparing(o, tx, p, branch.DateOf(now))))
		}
	})
	to := office.Chat(tx, m)
	if shown, ok := tx.ShownAs(to, KeyGreeting(b.ID, day.Year())); to != "" && ok && shown.Message == 0 {
		greet(o, tx, due, b, m, day, now, to)
	}
}

// keepers are those who keep a member's 政治生日 beside the group leader: the 组织委员, or if that is the member, or there
// is none, the other officers; and the 党务干事.
func keepers(tx *store.Tx, m branch.Member) []branch.Member {
	list := office.Posted(tx, m.Branch, func(k branch.Member) bool { return k.Post.Is(branch.OrganisationPost) && k.ID != m.ID })
	if len(list) == 0 {
		list = office.Posted(tx, m.Branch, func(k branch.Member) bool { return k.May(branch.KeepRoster) && k.ID != m.ID })
	}
	return append(list, office.Posted(tx, m.Branch, func(k branch.Member) bool {
		return k.May(branch.PrepareBirthdays) && !k.May(branch.KeepRoster) && k.ID != m.ID
	})...)
}
