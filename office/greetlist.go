package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Birthdays gives the 政治生日 from a day to another, both included, in their order: of a group, or of all for 0.
func Birthdays(tx *store.Tx, b branch.Branch, from, to branch.Date, group branch.GroupID) (list []cards.BirthdayLine) {
	for _, m := range members(tx, b.ID, func(m branch.Member) bool { return m.Joined != 0 && (group == 0 || m.Group == group) }) {
		for year := from.Year(); year <= to.Year(); year++ {
			if day := m.Joined.Anniversary(year, b.Settings.MarchFirst); day >= from && day <= to && day > m.Joined {
				list = append(list, birthdayLine(tx, b, m, day))
			}
		}
	}
	slices.SortStableFunc(list, func(x, y cards.BirthdayLine) int { return int(x.Day) - int(y.Day) })
	return list
}

func birthdayLine(tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date) cards.BirthdayLine {
	return cards.BirthdayLine{Member: m, Group: Group(tx, b.ID, m.Group).Name, Day: day, Years: m.Anniversary(day, b.Settings.MarchFirst)}
}

// checkAhead is how long before a 政治生日 its checklist comes. // days
const checkAhead = 7

// planChecklist plans the checklist of a member's next 政治生日: a week before, moved to the working day before.
func (o *Office) planChecklist(tx *store.Tx, b branch.Branch, m branch.Member, now time.Time) {
	var at time.Time
	if m.Status == branch.Active && m.Joined != 0 && len(b.Settings.Checklist()) > 0 {
		today := branch.DateOf(now)
		for year := today.Year(); at.IsZero() && year <= today.Year()+2; year++ {
			day := m.Joined.Anniversary(year, b.Settings.MarchFirst)
			if day > m.Joined && day > today && day >= b.Imported && !tx.HasSaid(PushChecklist, b.ID, int64(m.ID), yearOf(day)) {
				at = o.remindOn(b, o.Calendar.OnOrBefore(day-checkAhead))
			}
		}
	}
	tx.Plan(PushChecklist, b.ID, int64(m.ID), at)
}

// preparers are those who get the checklist of a member's 政治生日: who keeps it, and the group leader.
func preparers(tx *store.Tx, m branch.Member) []branch.Member {
	list := keepers(tx, m)
	leader, ok := Member(tx, m.Branch, Group(tx, m.Branch, m.Group).Leader)
	if ok && leader.Status == branch.Active && leader.ID != m.ID && !slices.ContainsFunc(list, func(k branch.Member) bool { return k.ID == leader.ID }) {
		list = append(list, leader)
	}
	return list
}

// SendChecklist shows the checklist of a member's 政治生日 to those who prepare it. Grace: until the day itself; nobody to
// be reached, and it is tried again each working day.
func (o *Office) SendChecklist(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	m, _ := Member(tx, due.Branch, branch.MemberID(due.Subject))
	today := branch.DateOf(now)
	day := m.Joined.Anniversary(today.Year(), b.Settings.MarchFirst)
	if day <= today {
		day = m.Joined.Anniversary(today.Year()+1, b.Settings.MarchFirst)
	}
	if m.Status != branch.Active || day-checkAhead > today+15 { // the one it was due for has passed: no week before it is so long ago
		o.planChecklist(tx, b, m, now)
		return
	}
	if !o.working(now) {
		tx.Plan(due.Push, due.Branch, due.Subject, o.nextWorking(b, now))
		return
	}
	if len(o.showChecklist(tx, b, m, day)) == 0 {
		tx.Plan(due.Push, due.Branch, due.Subject, o.nextWorking(b, now))
		return
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: b.ID, Subject: due.Subject, Period: yearOf(day), At: now})
	o.planChecklist(tx, b, m, now)
}

// checklistView gives what a checklist shows.
func checklistView(tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date) cards.ChecklistView {
	v := cards.ChecklistView{Branch: b, Line: birthdayLine(tx, b, m, day), Own: m.Post == branch.Secretary, Unbound: Chat(tx, m) == ""}
	for _, s := range members(tx, b.ID, func(s branch.Member) bool { return s.Post == branch.Secretary }) {
		v.Secretary = s.Name
	}
	for _, c := range b.Settings.Checklist() {
		item := cards.CheckItem{Check: c}
		if done, ok := store.Checkeds.Get(tx, store.CheckKey(b.ID, m.ID, day.Year(), c)); ok {
			by, _ := Member(tx, b.ID, done.By)
			item.Day, item.By = done.Day, by.Name
		}
		v.Items = append(v.Items, item)
	}
	return v
}

// showChecklist shows a checklist as it stands to all who prepare it, and gives to whom.
func (o *Office) showChecklist(tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date) (told []chat.Chat) {
	v := checklistView(tx, b, m, day)
	eachChat(tx, preparers(tx, m), func(_ branch.Member, c chat.Chat) {
		tx.Show(c, cards.Checklist(v))
		told = append(told, c)
	})
	return told
}

// Tick records that something of a checklist was done today, or takes that back. Who prepares the 政治生日 may, and any
// officer but the member. Nobody can record what a talk was about.
func (o *Office) Tick(tx *store.Tx, me branch.Member, member branch.MemberID, year int, check branch.Check, done bool, now time.Time) error {
	b := getBranch(tx, me.Branch)
	m, ok := Member(tx, me.Branch, member)
	if !ok || m.Status != branch.Active || m.Joined == 0 || year < branch.DateOf(now).Year()-1 || year > branch.DateOf(now).Year()+1 ||
		!tx.HasSaid(PushChecklist, b.ID, int64(m.ID), yearOf(branch.On(year, 1, 1))) || !slices.Contains(b.Settings.Checklist(), check) {
		return Refusal(cards.OldCard)
	}
	mine := me.Officer() && me.ID != m.ID || slices.ContainsFunc(preparers(tx, m), func(p branch.Member) bool { return p.ID == me.ID })
	if !mine {
		return Refusal(cards.NotYours)
	}
	key := store.CheckKey(b.ID, m.ID, year, check)
	was, ticked := store.Checkeds.Get(tx, key)
	switch {
	case done && !ticked:
		store.Checkeds.Put(tx, branch.Checked{Branch: b.ID, Member: m.ID, Year: year, Check: check, Day: branch.DateOf(now), By: me.ID})
	case !done && ticked && was.By != me.ID && !me.Officer():
		by, _ := Member(tx, b.ID, was.By)
		return Refusal("这一项由" + by.Name + "同志登记，请由其更正。")
	case !done && ticked:
		store.Checkeds.Delete(tx, key)
	}
	o.showChecklist(tx, b, m, m.Joined.Anniversary(year, b.Settings.MarchFirst))
	return nil
}

// planMonth plans the next month's list: on the 1st, or the next working day. The month in which the branch was imported
// has one if that day was still to come.
func (o *Office) planMonth(tx *store.Tx, b branch.Branch, now time.Time) {
	year, month, _ := branch.DateOf(now).YMD()
	for {
		first := branch.On(year, month, 1)
		day := o.Calendar.OnOrAfter(first)
		if day >= b.Imported && !tx.HasSaid(PushMonth, b.ID, 0, monthPeriod(first)) {
			tx.Plan(PushMonth, b.ID, 0, o.remindOn(b, day))
			return
		}
		month++
	}
}

// monthDue gives the 政治生日 of the month in which something is due.
func monthDue(tx *store.Tx, due store.Due) []cards.BirthdayLine {
	year, month, _ := branch.DateOf(due.At).YMD()
	return MonthOf(tx, getBranch(tx, due.Branch), branch.On(year, month, 1))
}

// monthPeriod is 2026-06.
func monthPeriod(d branch.Date) string { return d.String()[:7] }

// SendMonth shows the 政治生日 of a month to who keeps them. Grace: that month; a month with none is passed over.
func (o *Office) SendMonth(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	year, month, _ := branch.DateOf(due.At).YMD()
	first := branch.On(year, month, 1)
	if monthPeriod(first) == monthPeriod(branch.DateOf(now)) {
		if !o.working(now) {
			tx.Plan(due.Push, due.Branch, due.Subject, o.nextWorking(b, now))
			return
		}
		if lines := MonthOf(tx, b, first); len(lines) > 0 {
			eachChat(tx, keepers(tx, branch.Member{Branch: b.ID}), func(_ branch.Member, c chat.Chat) { tx.Show(c, cards.MonthList(b, first, lines)) })
		}
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: b.ID, Period: monthPeriod(first), At: now})
	o.planMonth(tx, b, now)
}
