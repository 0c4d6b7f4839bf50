package points

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// BoardOf returns what is owed at each contact point in the periods that run: all of them, or those of one member.
func BoardOf(tx *store.Tx, me branch.Member, mine bool, today branch.Date) BoardView {
	d := newDesk(tx, office.GetBranch(tx, me.Branch), today)
	v := BoardView{Branch: me.Branch, Mine: mine, Today: today}
	add := func(c branch.Contact) {
		line := BoardLine{Contact: c}
		owes := false
		for _, s := range d.running(c) {
			owes = owes || s.Bound
			line.Standings = append(line.Standings, s)
		}
		if !c.Point && !owes || !c.OnRecord(today) {
			return
		}
		line.Leader = office.PersonName(tx, me.Branch, c.Leader)
		v.Lines = append(v.Lines, line)
	}
	if mine {
		for _, ch := range charges(tx, me) {
			add(ch.Contact)
		}
		if me.Leadership {
			v.Own = d.ofLeader(me)
		}
		return v
	}
	for c := range store.Contacts.Scan(tx, store.K(me.Branch)) {
		add(c)
	}
	return v
}

// owes is what the branch as a whole still owes at its contact points.
func owes(tx *store.Tx, me branch.Member, now time.Time) (cards.Task, bool) {
	owed := owedInAll(BoardOf(tx, me, false, branch.DateOf(now)).Lines)
	return cards.Task{Text: "联系点：" + owed, Button: toBoard(me.Branch)}, owed != ""
}

// ofLeader returns how a 领导班子成员's own duties stand.
func (d *desk) ofLeader(m branch.Member) (list []branch.Standing) {
	for _, duty := range d.duties {
		if p, _, ok := duty.PeriodOn(d.today); ok && duty.Binds == branch.EachLeader {
			if s, _ := d.standing(branch.OfLeader(m.ID), duty, p); s.Bound {
				list = append(list, s)
			}
		}
	}
	return list
}

func (d *desk) year(s branch.Subject, year int) (list []branch.Standing) {
	first, last := branch.On(year, time.January, 1), min(branch.On(year, time.December, 31), d.today)
	for _, duty := range d.duties {
		if duty.Binds.Subject() == s.Kind {
			list = append(list, d.yearOfDuty(s, duty, first, last)...)
		}
	}
	return list
}

// yearOfDuty returns how a duty stands at a subject in the periods of some days, where it was owed or done.
func (d *desk) yearOfDuty(s branch.Subject, duty branch.Duty, first, last branch.Date) (list []branch.Standing) {
	for _, p := range duty.Periods(first, last) {
		if standing, ok := d.standing(s, duty, p); ok && (standing.Bound || len(standing.Done) > 0) {
			list = append(list, standing)
		}
	}
	return list
}

// yearLines returns how a year's duties stand at every contact point.
func yearLines(tx *store.Tx, me branch.Member, year int, today branch.Date) (lines []YearLine) {
	b := office.GetBranch(tx, me.Branch)
	for c := range store.Contacts.Scan(tx, store.K(me.Branch)) {
		if list := yearOf(tx, b, c, year, today); len(list) > 0 && (c.Point || slices.ContainsFunc(list, func(s branch.Standing) bool { return s.Bound })) {
			lines = append(lines, YearLine{Contact: c, Standings: list})
		}
	}
	return lines
}
