package probation

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// The kinds of what is reminded of; they stand in the store and never change.
const (
	applyKind   branch.PointKind = "prob.apply"
	inspectKind branch.PointKind = "prob.inspect" // Item: the day
	overdueKind branch.PointKind = "prob.over"
	approveKind branch.PointKind = "prob.approve"
)

// inspectFor is for how many days a 考察 is still worth asking for.
const inspectFor = 14

// onProbation finds the probationary members of a branch, however many others it has.
var onProbation = store.Members.Index("probation", func(m branch.Member) store.Key {
	if m.Status != branch.Active || m.Full != 0 || m.Joined == 0 {
		return nil
	}
	return store.K(m.Branch)
})

// days has add called with each day on which a member is to be reminded of a probation: his or her own, that of somebody in the group
// that he or she leads, or as who sees to all of them.
func days(o *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, _ time.Time, add func(branch.Date, store.Reminded)) {
	keeper, leads := office.Organises(tx, me), office.Group(tx, b.ID, me.Group).Leader == me.ID
	for m := range onProbation.Scan(tx, store.K(b.ID)) {
		about := store.Reminded{Subject: branch.OfMember(m.ID)}
		of := func(kind branch.PointKind) store.Reminded { about.Kind = kind; return about }
		if keeper || m.ID == me.ID || leads && m.Group == me.Group {
			add(applyOn(m), of(applyKind))
		}
		if !keeper {
			continue
		}
		for _, d := range inspectOn(m) {
			x := of(inspectKind)
			x.Item = int64(d)
			add(d, x)
		}
		if d, ok := decisionOn(tx, m); ok {
			add(d.lateOn(), of(approveKind))
			continue
		}
		add(overdueOn(o.CalendarOf(b.ID), m), of(overdueKind))
	}
}

// line returns how a probation stands now: nothing is open once somebody is a full member, or the end was put off.
func line(o *office.Office, tx *store.Tx, me branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
	list := x.Subject.Members()
	if len(list) != 1 {
		return cards.ReminderLine{}, false
	}
	m, ok := office.Member(tx, me.Branch, list[0])
	if !ok || m.Status != branch.Active {
		return cards.ReminderLine{}, false
	}
	today, end, name := branch.DateOf(now), m.PutOff(), office.Called(tx, m)
	d, decided := decisionOn(tx, m)
	l := cards.ReminderLine{Button: how(me.Branch), Open: m.Full == 0}
	switch x.Kind {
	case applyKind:
		l.Text, l.Open = applyLine(name, end), l.Open && !decided && applyOn(m) <= today && today <= end
		if m.ID == me.ID {
			l.Text = ownLine(end)
		}
	case inspectKind:
		l.Text, l.Open = inspectLine(name), l.Open && today <= branch.Date(x.Item)+inspectFor
	case overdueKind:
		l.Text, l.Open = overdueLine(name, end), l.Open && end < today && !decided
	case approveKind:
		l.Text, l.Open = approveLine(name, d), d.waits(m) && d.lateOn() <= today
	}
	if m.Full != 0 {
		l.Text = overLine(name)
	}
	return l, true
}

// week is what the 书记 is told of once a week: whose end has passed.
func week(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart {
	part := cards.ReminderPart{Title: "预备党员"}
	for m := range onProbation.Scan(tx, store.K(b.ID)) {
		switch d, decided := decisionOn(tx, m); {
		case decided && d.waits(m) && d.lateOn() <= branch.DateOf(now):
			part.Lines = append(part.Lines, cards.ReminderLine{Text: approveLine(office.Called(tx, m), d), Button: how(b.ID), Open: true})
		case !decided && overdueOn(o.CalendarOf(b.ID), m) <= branch.DateOf(now):
			part.Lines = append(part.Lines, cards.ReminderLine{Text: overdueLine(office.Called(tx, m), m.PutOff()), Button: how(b.ID), Open: true})
		}
	}
	return part
}

// own is what waits for a probationary member.
func own(_ *office.Office, _ *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task {
	if today := branch.DateOf(now); me.Full != 0 || me.Joined == 0 || today < applyOn(me) || today > me.PutOff() {
		return nil
	}
	return []cards.Task{ownTask(b.ID, me.PutOff())}
}

// overdue are what waits for who sees to a probation: its end is near, or past, or the approval is missing. A leader has the first alone.
func overdue(o *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	keeper, leads := me.May(branch.KeepRoster) && office.Organises(tx, me), office.Group(tx, b.ID, me.Group).Leader == me.ID
	if !keeper && !leads {
		return nil
	}
	today := branch.DateOf(now)
	for m := range onProbation.Scan(tx, store.K(b.ID)) {
		d, decided := decisionOn(tx, m)
		switch {
		case m.ID == me.ID:
		case !decided && applyOn(m) <= today && today <= m.PutOff() && (keeper || m.Group == me.Group):
			list = append(list, applyTask(b.ID, office.Called(tx, m), m.PutOff()))
		case !keeper:
		case decided && d.waits(m) && d.lateOn() <= today:
			list = append(list, approveTask(b.ID, office.Called(tx, m), d))
		case !decided && overdueOn(o.CalendarOf(b.ID), m) <= today:
			list = append(list, overdueTask(b.ID, office.Called(tx, m), m.PutOff()))
		}
	}
	return list
}
