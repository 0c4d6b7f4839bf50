package points

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// askKind asks about what ran when the member came: may it have been done already?
const askKind branch.PointKind = "ask"

// lookBack is for how many days after a period's end its notice may be due: the longest holiday and what makes up for it.
const lookBack = 15

// noticeGrace is for how many days after it was due the notice of 未完成 is still worth saying.
const noticeGrace = 31

// reminders is what members are reminded of at contact points.
var reminders = office.Reminders{
	Kinds: []branch.PointKind{branch.AtStart, branch.Halfway, branch.Fortnight, branch.LastDays, branch.Ended, branch.PutOff, askKind},
	Days:  dutyDays,
	Part:  dutyPart,
	Weeks: dutyWeek,
	// The notice says it all of a period that has ended since.
	Stale: func(_ *office.Office, _ *store.Tx, _ branch.Branch, x store.Reminded, now time.Time) bool {
		return !ended(x) && x.Period.To < branch.DateOf(now)
	},
	One: func(x, y store.Reminded) bool {
		return x.Subject == y.Subject && x.Duty == y.Duty && x.Period == y.Period && ended(x) == ended(y)
	},
	// On two days running a duty is not reminded of, unless somebody has put it off to this very day.
	Again: func(said, x store.Reminded) bool {
		return said.Subject == x.Subject && said.Duty == x.Duty && said.Period == x.Period && !ended(said) && !ended(x) && x.Kind != branch.PutOff
	},
}

// ended reports whether a reminder is the notice that a period has ended undone.
func ended(x store.Reminded) bool { return x.Kind == branch.Ended }

// dutyDays are the days of what a member owes, at the enterprises that he or she looks after and as a 领导班子成员.
func dutyDays(o *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, now time.Time, add func(branch.Date, store.Reminded)) {
	d, row := newDesk(tx, b, branch.DateOf(now)), office.DigestOf(tx, b, m.ID)
	mine := charges(tx, m)
	for _, ch := range mine {
		for _, duty := range d.duties {
			if duty.Binds != branch.EachLeader {
				dutyMoments(o, d, duty, branch.OfContact(ch.ID), row.From, ch.liaison, add)
			}
		}
	}
	for _, duty := range d.duties {
		if duty.Binds == branch.EachLeader && m.Leadership {
			dutyMoments(o, d, duty, branch.OfLeader(m.ID), row.From, false, add)
		}
	}
	at, ok := o.CameOn(tx, b, m, row)
	if !ok {
		return
	}
	for _, ch := range mine {
		for _, s := range d.running(ch.Contact) {
			if ch.liaison && s.Owed() > 0 && s.Period.From < max(at, row.From) {
				add(max(at, row.From), store.Reminded{Kind: askKind, Subject: branch.OfContact(ch.ID), Duty: s.Duty.Kind, Period: s.Period})
			}
		}
	}
}

// dutyMoments returns the days on which one duty of a subject is to be reminded of, while it is owed.
func dutyMoments(o *office.Office, d *desk, duty branch.Duty, s branch.Subject, from branch.Date, asLiaison bool, add func(branch.Date, store.Reminded)) {
	// What ended longer ago than its notice may be late is not said any more: how long somebody was not looked at costs
	// nothing.
	periods := duty.Periods(max(min(from, d.today), d.today-noticeGrace)-lookBack, d.today)
	if next, ok := duty.PeriodAfter(d.today); ok {
		periods = append(periods, next)
	}
	for _, p := range periods {
		if standing, ok := d.standing(s, duty, p); !ok || standing.Owed() == 0 {
			continue
		}
		off, _ := Delays.Get(d.tx, dutyKey(d.b.ID, s, duty.Kind, p.Key()))
		for _, point := range branch.RemindersOf(o.CalendarOf(d.b.ID), p, asLiaison, off.Until) {
			if point.Kind == branch.Ended && (d.explained(s, duty.Kind, p) || point.Day < d.today-noticeGrace) {
				continue
			}
			add(point.Day, store.Reminded{Kind: point.Kind, Subject: s, Duty: duty.Kind, Period: p})
		}
	}
}

// explained reports whether somebody has said why the duty was not done in a period.
func (d *desk) explained(s branch.Subject, kind branch.DutyKind, p branch.Period) bool {
	return Lapses.Has(d.tx, dutyKey(d.b.ID, s, kind, p.Key()))
}

// dutyPart is the part of a card of reminders about duties.
func dutyPart(_ *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date, items []store.Reminded, now time.Time) cards.ReminderPart {
	v := DutyDigest{Branch: b.ID, Day: day}
	d := newDesk(tx, b, branch.DateOf(now))
	for _, r := range items {
		duty, ok := d.duty(r.Duty)
		standing, there := d.standing(r.Subject, duty, r.Period)
		if !ok || !there {
			continue
		}
		c, _ := office.Enterprise(tx, b.ID, r.Subject.Contact())
		off, _ := Delays.Get(tx, dutyKey(b.ID, r.Subject, r.Duty, r.Period.Key()))
		v.Duties = append(v.Duties, DutyLine{Contact: c, Lead: r.Subject.Leader(), Standing: standing, Kind: r.Kind,
			Off: off.Until, Explained: d.explained(r.Subject, r.Duty, r.Period)})
		v.Asks = v.Asks || r.Kind == askKind
		v.MayPutOff = v.MayPutOff || office.Liaison(tx, c) == m.ID && !ended(r) && r.Subject.Contact() != 0
	}
	return v.Part()
}

// dutyWeek is what is owed in the last fortnight of its period, and what ended without a reason in the last fortnight.
func dutyWeek(_ *office.Office, tx *store.Tx, b branch.Branch, now time.Time) []cards.ReminderPart {
	today := branch.DateOf(now)
	var owed, lapsed []DutyLine
	d := newDesk(tx, b, today)
	for c := range store.Contacts.Scan(tx, store.K(b.ID)) {
		for _, duty := range d.duties {
			for _, p := range duty.Periods(max(today-14, b.Imported), today) {
				over, near := p.To < today, p.To-14 <= today
				if !over && !near || duty.Binds == branch.EachLeader {
					continue
				}
				s, _ := d.standing(branch.OfContact(c.ID), duty, p)
				line := DutyLine{Contact: c, Standing: s}
				switch {
				case s.Owed() == 0:
				case !over:
					owed = append(owed, line)
				case !d.explained(branch.OfContact(c.ID), duty.Kind, p):
					lapsed = append(lapsed, line)
				}
			}
		}
	}
	return DutyWeek(b.ID, owed, lapsed)
}

// stir plans and shows anew the reminders of those whom a subject concerns.
func stir(o *office.Office, tx *store.Tx, b branch.Branch, s branch.Subject, now time.Time) {
	who := []branch.MemberID{s.Leader()}
	if c, ok := office.Enterprise(tx, b.ID, s.Contact()); ok {
		who = []branch.MemberID{office.Liaison(tx, c), c.Leader}
	}
	o.StirMembers(tx, b, now, who...)
}

// PutRemindersOff puts the reminders on a member's card off to a working day, each as far as its period reaches. Only the
// liaison's can be put off.
func PutRemindersOff(o *office.Office, tx *store.Tx, me branch.Member, until branch.Date, now time.Time) error {
	today := branch.DateOf(now)
	if until <= today || until > today+366 {
		return office.Refusal("只能改到今天以后的日期，请重新选择。")
	}
	b := office.GetBranch(tx, me.Branch)
	row := office.DigestOf(tx, b, me.ID)
	d := newDesk(tx, b, today)
	n := 0
	for _, r := range row.Items {
		c, ok := office.Enterprise(tx, b.ID, r.Subject.Contact())
		duty, known := d.duty(r.Duty)
		if !ok || !known || ended(r) || until > r.Period.To || office.Liaison(tx, c) != me.ID {
			continue
		}
		if s, _ := d.standing(r.Subject, duty, r.Period); s.Owed() > 0 {
			Delays.Put(tx, Delay{Branch: b.ID, Subject: r.Subject, Duty: r.Duty, Period: r.Period.Key(), Until: until, By: me.ID})
			n++
		}
	}
	if n == 0 {
		return office.Refusal("没有可以改到这一天的提醒：提醒不能晚于本期结束，已登记的无须再改。")
	}
	o.StirMembers(tx, b, now, me.ID)
	return nil
}

// Explain says why a duty was not done in a period that has ended: the liaison of the enterprise, the leadership member
// it was paired with, or an officer.
func Explain(o *office.Office, tx *store.Tx, me branch.Member, s branch.Subject, kind branch.DutyKind, day branch.Date, reason string, now time.Time) error {
	today := branch.DateOf(now)
	_, x, ok := lapseOf(tx, me, s, kind, day, today)
	if !ok {
		return office.Refusal("这一项不需要您说明原因：本期还没有结束，或已有登记。")
	}
	b := office.GetBranch(tx, me.Branch)
	Lapses.Put(tx, branch.Lapse{Branch: b.ID, Subject: s, Duty: kind, Period: x.Period.Key(), Reason: reason, By: me.ID, Day: today})
	stir(o, tx, b, s, now)
	o.StirMembers(tx, b, now, me.ID)
	return nil
}

// lapseOf returns a duty of a subject that was not done in the period of a day, and the subject's name; ok is false for who
// is not to explain it, and if there is nothing to explain.
func lapseOf(tx *store.Tx, me branch.Member, s branch.Subject, kind branch.DutyKind, day, today branch.Date) (name string, x branch.Standing, ok bool) {
	d := newDesk(tx, office.GetBranch(tx, me.Branch), today)
	duty, known := d.duty(kind)
	if !known || day < d.b.Imported || day >= today {
		return "", x, false
	}
	p, _, has := duty.PeriodOn(day)
	x, there := d.standing(s, duty, p)
	if !has || !there || p.To >= today || x.Owed() == 0 {
		return "", x, false
	}
	if lead := s.Leader(); lead != 0 {
		return office.PersonName(tx, me.Branch, lead), x, me.May(branch.ExplainLapse, lead)
	}
	c, _ := office.Enterprise(tx, me.Branch, s.Contact())
	return c.Name, x, me.May(branch.ExplainLapse, office.Liaison(tx, c), c.Leader)
}
