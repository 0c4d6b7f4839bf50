package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Board returns what is owed at each contact point in the periods that run: all of them, or those of one member.
func Board(tx *store.Tx, me branch.Member, mine bool, today branch.Date) cards.BoardView {
	d := newDesk(tx, GetBranch(tx, me.Branch), today)
	v := cards.BoardView{Branch: me.Branch, Mine: mine, Today: today}
	add := func(c branch.Contact) {
		line := cards.BoardLine{Contact: c}
		owes := false
		for _, s := range d.running(c) {
			owes = owes || s.Bound
			line.Standings = append(line.Standings, s)
		}
		if !c.Point && !owes || !c.OnRecord(today) {
			return
		}
		line.Leader = PersonName(tx, me.Branch, c.Leader)
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

// YearOf returns how an enterprise's duties stand in each of a year's periods that have begun.
func YearOf(tx *store.Tx, b branch.Branch, c branch.Contact, year int, today branch.Date) (list []branch.Standing) {
	d := newDesk(tx, b, today)
	return d.year(branch.OfContact(c.ID), year)
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

// Firm returns an enterprise's card.
func (o *Office) Firm(tx *store.Tx, me branch.Member, c branch.Contact, today branch.Date) cards.FirmView {
	b := GetBranch(tx, me.Branch)
	v := cards.FirmView{Contact: c, Today: today, Year: YearOf(tx, b, c, today.Year(), today), Keeps: me.May(branch.KeepFirms)}
	v.Leader, v.Liaison, v.Group = PersonName(tx, b.ID, c.Leader), PersonName(tx, b.ID, Liaison(tx, c)), Group(tx, b.ID, c.Group).Name
	for _, r := range RecordsOf(tx, b.ID, branch.OfContact(c.ID), today) {
		if r.Withdrawn == nil && len(v.Last) < 3 {
			v.Last = append(v.Last, r)
		}
	}
	for x := range o.matters() {
		if x.Firm == nil {
			continue
		}
		part := x.Firm(tx, c)
		if part.For != (branch.Right{}) && !me.May(part.For) {
			continue
		}
		if !me.May(part.KeepFor) {
			part.Keep = chat.Button{}
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}

// YearTable returns how a year's duties stand at every contact point.
func YearTable(tx *store.Tx, me branch.Member, year int, today branch.Date) (lines []cards.YearLine) {
	b := GetBranch(tx, me.Branch)
	for c := range store.Contacts.Scan(tx, store.K(me.Branch)) {
		if list := YearOf(tx, b, c, year, today); len(list) > 0 && (c.Point || slices.ContainsFunc(list, func(s branch.Standing) bool { return s.Bound })) {
			lines = append(lines, cards.YearLine{Contact: c, Standings: list})
		}
	}
	return lines
}

// Leaders returns the active 领导班子成员.
func Leaders(tx *store.Tx, b branch.BranchID) []branch.Member {
	return MembersOf(tx, b, func(m branch.Member) bool { return m.Leadership })
}

// Companions returns who may have gone along, those nearest to the matter first.
func Companions(tx *store.Tx, me branch.Member, e Entry) []branch.Member {
	c, _ := Enterprise(tx, me.Branch, e.Contact)
	list := MembersOf(tx, me.Branch, func(branch.Member) bool { return true })
	near := func(m branch.Member) int {
		switch {
		case slices.Contains(e.Went, m.ID):
			return 0
		case m.ID == me.ID || m.ID == c.Leader:
			return 1
		case m.Group != 0 && (m.Group == c.Group || e.Lead != 0 && m.Group == me.Group):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(list, func(a, b branch.Member) int { return near(a) - near(b) })
	return list
}
