package meeting

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// The kinds of what is reminded of, each of a month; they stand in the store and never change.
const (
	startKind branch.PointKind = "meet.start" // what the month asks for, with the fixed day
	tenKind   branch.PointKind = "meet.10wd"  // what is still owed
	threeKind branch.PointKind = "meet.3wd"
	overKind  branch.PointKind = "meet.over" // what was not held: why?
)

// How many working days before the month's end one is reminded of what is owed.
const (
	firstCall = 10
	lastCall  = 3
)

// graceDays is for how many days after it was due the question for reasons is still worth asking.
const graceDays = explainFor

var reminders = office.Reminders{Title: "会议", Kinds: []branch.PointKind{startKind, tenKind, threeKind, overKind, checkKind},
	Days: days, Line: line, Week: week}

// days has add called with the days of a member who sees to meetings: to all of them, or to those of the own group. What is to be held in
// a month is said at its start to who plans it, what is owed ten and three working days before its end, and after it once what was not.
func days(o *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time, add func(branch.Date, store.Reminded)) {
	checkDays(o, tx, b, me, add)
	s := charge(tx, me)
	if s.none() {
		return
	}
	c, today := o.CalendarOf(b.ID), branch.DateOf(now)
	month := branch.PeriodOf(branch.Month, today)
	k := bookOf(tx, b, month.From-1, month.To+1)
	for _, p := range []branch.Period{branch.PeriodOf(branch.Month, month.From-1), month, month.Next()} {
		if len(pressing(s.within(k.ending(p.To)), today)) == 0 {
			continue
		}
		x := store.Reminded{Subject: s.of(), Period: p}
		of := func(kind branch.PointKind) store.Reminded { x.Kind = kind; return x }
		start, ten, three := c.OnOrAfter(p.From), c.Add(p.To, -firstCall), c.Add(p.To, -lastCall)
		if s.whole && start <= p.To {
			add(start, of(startKind))
		}
		if ten > start {
			add(ten, of(tenKind))
		}
		if three > max(start, ten) {
			add(three, of(threeKind))
		}
		if over := c.OnOrAfter(p.To + 1); today <= over+graceDays {
			add(over, of(overKind))
		}
	}
}

// line returns how a month stands now, for who still sees to it.
func line(o *office.Office, tx *store.Tx, me branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
	if x.Kind == checkKind {
		return checkLine(tx, me, x.Item)
	}
	s := charge(tx, me)
	if s.none() || s.of() != x.Subject {
		return cards.ReminderLine{}, false
	}
	b, today := office.GetBranch(tx, me.Branch), branch.DateOf(now)
	list := s.within(bookOf(tx, b, x.Period.From, x.Period.To).ending(x.Period.To))
	l := cards.ReminderLine{Button: toBoard(b.ID), Open: len(pressing(list, today)) > 0}
	switch over := today > x.Period.To; {
	case x.Kind == overKind:
		l.Text, l.Button = overLine(x.Period, list), toBoard(b.ID)
		l.Open = l.Open && today <= x.Period.To+graceDays
	case x.Kind == startKind:
		if slices.ContainsFunc(pressing(list, today), func(w Owing) bool { return w.Duty.Name == PartyDay }) {
			l.Button = toPlan(b.ID)
		}
		l.Text, l.Open = startLine(x.Period, list, FixedDay(b.Settings, o.CalendarOf(b.ID), x.Period.From)), l.Open && !over
	default:
		l.Text, l.Open = owedLine(x.Period, list), l.Open && !over
	}
	return l, true
}

// calling reports whether the month's end is so near that what is owed waits on home.
func calling(o *office.Office, b branch.Branch, today branch.Date) bool {
	return today >= o.CalendarOf(b.ID).Add(branch.PeriodOf(branch.Month, today).To, -firstCall)
}

// week is what the 书记 is told of once a week, near the month's end.
func week(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart {
	today := branch.DateOf(now)
	part := cards.ReminderPart{Title: "会议", Way: toBoard(b.ID)}
	if list := bookOf(tx, b, today, today).ending(today); calling(o, b, today) && len(pressing(list, today)) > 0 {
		part.Lines = append(part.Lines, cards.ReminderLine{Text: owedLine(branch.PeriodOf(branch.Month, today), list), Open: true})
	}
	return part
}

// waits are what waits on the home of who sees to meetings, near the month's end.
func waits(o *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task {
	s, today := charge(tx, me), branch.DateOf(now)
	if s.none() || !calling(o, b, today) {
		return nil
	}
	if due := pressing(s.within(bookOf(tx, b, today, today).ending(today)), today); len(due) > 0 {
		return []cards.Task{owedTask(b.ID, branch.PeriodOf(branch.Month, today), due)}
	}
	return nil
}
