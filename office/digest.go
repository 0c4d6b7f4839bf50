package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// The kinds of reminders that are no duty's.
const (
	askKind  branch.PointKind = "ask"  // what ran when the member came: may it have been done already?
	weekKind branch.PointKind = "week" // the 书记's survey
)

// lookBack is for how many days after a period's end its notice may be due: the longest holiday and what makes up for it.
const lookBack = 15

// noticeGrace is for how many days after it was due the notice of 未完成 is still worth saying.
const noticeGrace = 31

// moment is a day on which a member is to be told something.
type moment struct {
	day branch.Date
	store.Reminded
}

// moments returns what a member is to be told from a day on, up to the first reminder of the periods after today. What is
// done, explained or put off is not in it.
func (o *Office) moments(tx *store.Tx, b branch.Branch, m branch.Member, row store.Digest, now time.Time) (list []moment) {
	today := branch.DateOf(now)
	add := func(day branch.Date, r store.Reminded) {
		if day >= row.From {
			list = append(list, moment{day, r})
		}
	}
	d := newDesk(tx, b, today)
	mine := charges(tx, m)
	for _, ch := range mine {
		for _, duty := range d.duties {
			if duty.Binds != branch.EachLeader {
				o.dutyMoments(d, duty, branch.OfContact(ch.ID), row.From, ch.liaison, add)
			}
		}
	}
	for _, duty := range d.duties {
		if duty.Binds == branch.EachLeader && m.Leadership {
			o.dutyMoments(d, duty, branch.OfLeader(m.ID), row.From, false, add)
		}
	}
	if at, ok := o.askDay(tx, b, m, row); ok {
		for _, ch := range mine {
			for _, s := range d.running(ch.Contact) {
				if ch.liaison && s.Owed() > 0 && s.Period.From < max(at, row.From) {
					add(max(at, row.From), store.Reminded{Kind: askKind, Subject: branch.OfContact(ch.ID), Duty: s.Duty.Kind, Period: s.Period})
				}
			}
		}
	}
	for r := range o.reminders() {
		r.Days(o, tx, b, m, now, add)
	}
	if m.Post.Is(branch.Secretary) {
		monday := max(row.From, today) // of this week if its first working day has not passed, else of the next
		monday -= branch.Date((monday.Weekday() + 6) % 7)
		for range 3 {
			if first := o.CalendarOf(b.ID).OnOrAfter(monday); first >= row.From && first < monday+7 {
				add(first, store.Reminded{Kind: weekKind})
				break
			}
			monday += 7
		}
	}
	return list
}

// dutyMoments returns the days on which one duty of a subject is to be reminded of, while it is owed.
func (o *Office) dutyMoments(d *desk, duty branch.Duty, s branch.Subject, from branch.Date, asLiaison bool, add func(branch.Date, store.Reminded)) {
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
		off, _ := store.PutOffs.Get(d.tx, store.DutyKey(d.b.ID, s, duty.Kind, p.Key()))
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
	return store.Lapses.Has(d.tx, store.DutyKey(d.b.ID, s, kind, p.Key()))
}

// askDay returns when a member is asked, once, about the periods that ran when he or she came: the working day after the
// account was bound or the branch was imported. ok is false once it has been asked, and while there is no account.
func (o *Office) askDay(tx *store.Tx, b branch.Branch, m branch.Member, row store.Digest) (branch.Date, bool) {
	bound, ok := store.Bindings.Get(tx, store.K(b.ID).Int(int64(m.ID)))
	if !ok || row.Asked {
		return 0, false
	}
	return o.CalendarOf(b.ID).Add(max(branch.DateOf(bound.At), b.Imported), 1), true
}

// digestOf returns a member's row; before the first there is nothing to say from before the import.
func digestOf(tx *store.Tx, b branch.Branch, m branch.MemberID) store.Digest {
	row, ok := store.Digests.Get(tx, store.K(b.ID).Int(int64(m)))
	if !ok {
		row = store.Digest{Branch: b.ID, Member: m, From: b.Imported}
	}
	return row
}

// planDigest plans a member's next day of reminders. It may be planned anew at any time: what could not be said yet lies
// on or after the row's From and is found again.
func (o *Office) planDigest(tx *store.Tx, b branch.Branch, m branch.MemberID, now time.Time) {
	var at time.Time
	if who, ok := Member(tx, b.ID, m); ok && who.Status == branch.Active {
		row := digestOf(tx, b, m)
		for _, x := range o.moments(tx, b, who, row, now) {
			if t := o.RemindOn(b, o.CalendarOf(b.ID).OnOrAfter(x.day)); at.IsZero() || t.Before(at) {
				at = t
			}
		}
		if !at.IsZero() && branch.DateOf(at) <= row.Day { // one digest a person a day
			at = o.RemindOn(b, o.CalendarOf(b.ID).Add(row.Day, 1))
		}
	}
	tx.Plan(PushDigest, b.ID, int64(m), at)
}

// RemindDuties says a day's reminders to a member: one card, however much there is. What is late is said on the next
// Working day if it still matters, and only once.
func (o *Office) RemindDuties(tx *store.Tx, due store.Due, now time.Time) {
	b := GetBranch(tx, due.Branch)
	m, ok := Member(tx, due.Branch, branch.MemberID(due.Subject))
	today := branch.DateOf(now)
	row := digestOf(tx, b, m.ID)
	if !ok || m.Status != branch.Active || row.Day == today {
		o.planDigest(tx, b, branch.MemberID(due.Subject), now)
		return
	}
	to := Chat(tx, m)
	var items []store.Reminded
	fresh := row.Day != 0 && row.Day >= o.CalendarOf(b.ID).Add(today, -1) // the last card came on the working day before
	for _, x := range o.moments(tx, b, m, row, now) {
		if x.day > today || fresh && saidBefore(row.Items, x.Reminded) {
			continue
		}
		if x.Kind == askKind && to != "" {
			row.Asked = true
		}
		same := func(r store.Reminded) bool {
			return r.Subject == x.Subject && r.Duty == x.Duty && r.Period == x.Period && r.Item == x.Item && r.Round == x.Round && r.Objection == x.Objection &&
				(r.Kind == weekKind) == (x.Kind == weekKind) && (r.Kind == branch.Ended) == (x.Kind == branch.Ended)
		}
		if !slices.ContainsFunc(items, same) {
			items = append(items, x.Reminded)
		}
	}
	if at, ok := o.askDay(tx, b, m, row); ok && at <= today {
		row.Asked = true // there was nothing to ask
	}
	row.From = today + 1
	items = o.worthSaying(tx, b, m, items, now)
	if to != "" && len(items) > 0 {
		if _, shown := tx.ShownAs(to, cards.KeyDigest(b.ID, row.Day)); shown && row.Day != 0 {
			tx.Show(to, cards.DigestOver(o.digestCard(tx, b, m, row, now)))
		}
		row.Day, row.Items = today, items
		tx.ShowBelow(to, o.digestCard(tx, b, m, row, now))
	}
	store.Digests.Put(tx, row)
	o.planDigest(tx, b, m.ID, now)
}

// saidBefore reports whether a duty of a period was among the items of the card before. On two days running it is not reminded of,
// unless somebody has put it off to this very day.
func saidBefore(items []store.Reminded, x store.Reminded) bool {
	if x.Duty == "" || x.Kind == branch.Ended || x.Kind == branch.PutOff {
		return false
	}
	return slices.ContainsFunc(items, func(r store.Reminded) bool {
		return r.Subject == x.Subject && r.Duty == x.Duty && r.Period == x.Period && r.Kind != branch.Ended
	})
}

// worthSaying leaves out what has become stale: a reminder of a period that has ended since, whose notice says it all,
// and a survey with nothing in it.
func (o *Office) worthSaying(tx *store.Tx, b branch.Branch, m branch.Member, items []store.Reminded, now time.Time) []store.Reminded {
	today := branch.DateOf(now)
	return slices.DeleteFunc(items, func(r store.Reminded) bool {
		switch r.Kind {
		case weekKind:
			w := o.week(tx, b, now)
			return len(w.Owed)+len(w.Lapsed)+len(w.Parts) == 0
		case branch.Ended:
			return false
		}
		if of, ok := o.remindersOf(r.Kind); ok {
			line, ok := of.Line(o, tx, m, r, now)
			return !ok || !line.Open
		}
		return r.Period.To < today
	})
}

// digestCard returns a member's card of reminders as things stand now: what has been done since it was sent is marked.
func (o *Office) digestCard(tx *store.Tx, b branch.Branch, m branch.Member, row store.Digest, now time.Time) chat.Card {
	return cards.Digest(o.digestView(tx, b, m, row, now))
}

func (o *Office) digestView(tx *store.Tx, b branch.Branch, m branch.Member, row store.Digest, now time.Time) cards.DigestView {
	today := branch.DateOf(now)
	v := cards.DigestView{Branch: b.ID, Day: row.Day}
	d := newDesk(tx, b, today)
	for _, r := range row.Items {
		switch r.Kind {
		case weekKind:
			w := o.week(tx, b, now)
			v.Week = &w
		default:
			if _, other := o.remindersOf(r.Kind); other {
				continue
			}
			duty, ok := d.duty(r.Duty)
			standing, there := d.standing(r.Subject, duty, r.Period)
			if !ok || !there {
				continue
			}
			c, _ := Enterprise(tx, b.ID, r.Subject.Contact())
			off, _ := store.PutOffs.Get(tx, store.DutyKey(b.ID, r.Subject, r.Duty, r.Period.Key()))
			v.Duties = append(v.Duties, cards.DutyLine{Contact: c, Lead: r.Subject.Leader(), Standing: standing, Kind: r.Kind,
				Off: off.Until, Explained: d.explained(r.Subject, r.Duty, r.Period)})
			v.Asks = v.Asks || r.Kind == askKind
			v.MayPutOff = v.MayPutOff || liaison(tx, c) == m.ID && r.Kind != branch.Ended && r.Subject.Contact() != 0
		}
	}
	for of := range o.reminders() {
		part := cards.ReminderPart{Title: of.Title, Most: of.Most}
		for _, r := range row.Items {
			if !slices.Contains(of.Kinds, r.Kind) {
				continue
			}
			if line, ok := of.Line(o, tx, m, r, now); ok {
				part.Lines = append(part.Lines, line)
			}
		}
		if len(part.Lines) > 0 {
			v.Parts = append(v.Parts, part)
		}
	}
	return v
}

// refreshDigest shows on the last reminder of a member, if there is one, what has been done since.
func (o *Office) refreshDigest(tx *store.Tx, b branch.Branch, id branch.MemberID, now time.Time) {
	m, _ := Member(tx, b.ID, id)
	row := digestOf(tx, b, id)
	if row.Day != 0 {
		redraw(tx, Chat(tx, m), o.digestCard(tx, b, m, row, now))
	}
}

// stir plans and shows anew the reminders of those whom a subject concerns.
func (o *Office) stir(tx *store.Tx, b branch.Branch, s branch.Subject, now time.Time) {
	who := []branch.MemberID{s.Leader()}
	if c, ok := Enterprise(tx, b.ID, s.Contact()); ok {
		who = []branch.MemberID{liaison(tx, c), c.Leader}
	}
	o.stirMembers(tx, b, now, who...)
}

// begin keeps what somebody is given to look after today from being reminded of backwards: what was due before was
// another's. What is pending for the person already stays.
func (o *Office) begin(tx *store.Tx, b branch.Branch, id branch.MemberID, now time.Time) {
	today := branch.DateOf(now)
	m, ok := Member(tx, b.ID, id)
	row := digestOf(tx, b, id)
	pending := func(x moment) bool { return x.day <= today }
	if ok && row.From <= today && !slices.ContainsFunc(o.moments(tx, b, m, row, now), pending) {
		row.From = today + 1
		store.Digests.Put(tx, row)
	}
}

func (o *Office) stirMembers(tx *store.Tx, b branch.Branch, now time.Time, who ...branch.MemberID) {
	slices.Sort(who)
	for _, m := range slices.Compact(who) {
		if m != 0 {
			o.planDigest(tx, b, m, now)
			o.refreshDigest(tx, b, m, now)
		}
	}
}

// PutOff puts the reminders on a member's card off to a working day, each as far as its period reaches. Only the
// liaison's can be put off.
func (o *Office) PutOff(tx *store.Tx, me branch.Member, until branch.Date, now time.Time) error {
	today := branch.DateOf(now)
	if until <= today || until > today+366 {
		return Refusal("只能改到今天以后的日期，请重新选择。")
	}
	b := GetBranch(tx, me.Branch)
	row := digestOf(tx, b, me.ID)
	d := newDesk(tx, b, today)
	n := 0
	for _, r := range row.Items {
		c, ok := Enterprise(tx, b.ID, r.Subject.Contact())
		duty, known := d.duty(r.Duty)
		if !ok || !known || r.Kind == branch.Ended || until > r.Period.To || liaison(tx, c) != me.ID {
			continue
		}
		if s, _ := d.standing(r.Subject, duty, r.Period); s.Owed() > 0 {
			store.PutOffs.Put(tx, store.PutOff{Branch: b.ID, Subject: r.Subject, Duty: r.Duty, Period: r.Period.Key(), Until: until, By: me.ID})
			n++
		}
	}
	if n == 0 {
		return Refusal("没有可以改到这一天的提醒：提醒不能晚于本期结束，已登记的无须再改。")
	}
	o.stirMembers(tx, b, now, me.ID)
	return nil
}

// Explain says why a duty was not done in a period that has ended: the liaison of the enterprise, the leadership member
// it was paired with, or an officer.
func (o *Office) Explain(tx *store.Tx, me branch.Member, s branch.Subject, kind branch.DutyKind, day branch.Date, reason string, now time.Time) error {
	today := branch.DateOf(now)
	_, x, ok := LapseOf(tx, me, s, kind, day, today)
	if !ok {
		return Refusal("这一项不需要您说明原因：本期还没有结束，或已有登记。")
	}
	b := GetBranch(tx, me.Branch)
	store.Lapses.Put(tx, branch.Lapse{Branch: b.ID, Subject: s, Duty: kind, Period: x.Period.Key(), Reason: reason, By: me.ID, Day: today})
	o.stir(tx, b, s, now)
	o.stirMembers(tx, b, now, me.ID)
	return nil
}

// week returns what the 书记's survey lists: what is owed in the last fortnight of its period, what ended without a
// reason in the last fortnight, and what the matters bring.
func (o *Office) week(tx *store.Tx, b branch.Branch, now time.Time) (w cards.Week) {
	today := branch.DateOf(now)
	d := newDesk(tx, b, today)
	for c := range store.Contacts.Scan(tx, store.K(b.ID)) {
		for _, duty := range d.duties {
			for _, p := range duty.Periods(max(today-14, b.Imported), today) {
				ended, near := p.To < today, p.To-14 <= today
				if !ended && !near || duty.Binds == branch.EachLeader {
					continue
				}
				s, _ := d.standing(branch.OfContact(c.ID), duty, p)
				line := cards.DutyLine{Contact: c, Standing: s}
				switch {
				case s.Owed() == 0:
				case !ended:
					w.Owed = append(w.Owed, line)
				case !d.explained(branch.OfContact(c.ID), duty.Kind, p):
					w.Lapsed = append(w.Lapsed, line)
				}
			}
		}
	}
	for of := range o.reminders() {
		if of.Week == nil {
			continue
		}
		if part := of.Week(o, tx, b, now); len(part.Lines) > 0 {
			w.Parts = append(w.Parts, part)
		}
	}
	return w
}

// ShowDigest shows a member's last card of reminders as things stand now.
func (o *Office) ShowDigest(tx *store.Tx, me branch.Member, now time.Time) {
	o.refreshDigest(tx, GetBranch(tx, me.Branch), me.ID, now)
}

// LapseOf returns a duty of a subject that was not done in the period of a day, and the subject's name; ok is false for who
// is not to explain it, and if there is nothing to explain.
func LapseOf(tx *store.Tx, me branch.Member, s branch.Subject, kind branch.DutyKind, day, today branch.Date) (name string, x branch.Standing, ok bool) {
	d := newDesk(tx, GetBranch(tx, me.Branch), today)
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
		return PersonName(tx, me.Branch, lead), x, me.May(branch.ExplainLapse, lead)
	}
	c, _ := Enterprise(tx, me.Branch, s.Contact())
	return c.Name, x, me.May(branch.ExplainLapse, liaison(tx, c), c.Leader)
}

// describeDigest says whom the next reminders are for; quiet if nothing would be said.
func (o *Office) describeDigest(tx *store.Tx, due store.Due, m branch.Member) (string, bool) {
	if Chat(tx, m) == "" {
		return "", true
	}
	b, day := GetBranch(tx, due.Branch), branch.DateOf(due.At)
	for _, x := range o.moments(tx, b, m, digestOf(tx, b, m.ID), due.At) {
		if x.day <= day && (x.Kind != weekKind || len(o.worthSaying(tx, b, m, []store.Reminded{x.Reminded}, due.At)) > 0) {
			return "提醒" + Called(tx, m) + "同志办理联系点工作", false
		}
	}
	return "", true
}
