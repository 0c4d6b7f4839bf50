package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// weekKind is the 书记's survey, which is of no matter alone.
const weekKind branch.PointKind = "week"

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

// CameOn returns when a member is asked, once, about the periods that ran when he or she came: the working day after the
// account was bound or the branch was imported. ok is false once it has been asked, and while there is no account.
func (o *Office) CameOn(tx *store.Tx, b branch.Branch, m branch.Member, row store.Digest) (branch.Date, bool) {
	bound, ok := store.Bindings.Get(tx, store.K(b.ID).Int(int64(m.ID)))
	if !ok || row.Asked {
		return 0, false
	}
	return o.CalendarOf(b.ID).Add(max(branch.DateOf(bound.At), b.Imported), 1), true
}

// DigestOf returns a member's row; before the first there is nothing to say from before the import.
func DigestOf(tx *store.Tx, b branch.Branch, m branch.MemberID) store.Digest {
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
		row := DigestOf(tx, b, m)
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

// SendDigest says a day's reminders to a member: one card, however much there is. What is late is said on the next
// Working day if it still matters, and only once.
func (o *Office) SendDigest(tx *store.Tx, due store.Due, now time.Time) {
	b := GetBranch(tx, due.Branch)
	m, ok := Member(tx, due.Branch, branch.MemberID(due.Subject))
	today := branch.DateOf(now)
	row := DigestOf(tx, b, m.ID)
	if !ok || m.Status != branch.Active || row.Day == today {
		o.planDigest(tx, b, branch.MemberID(due.Subject), now)
		return
	}
	to := Chat(tx, m)
	var items []store.Reminded
	fresh := row.Day != 0 && row.Day >= o.CalendarOf(b.ID).Add(today, -1) // the last card came on the working day before
	for _, x := range o.moments(tx, b, m, row, now) {
		of, _ := o.remindersOf(x.Kind)
		if x.day > today || fresh && of.again(row.Items, x.Reminded) {
			continue
		}
		if !slices.ContainsFunc(items, func(y store.Reminded) bool { return of.same(x.Reminded, y) }) {
			items = append(items, x.Reminded)
		}
	}
	if at, ok := o.CameOn(tx, b, m, row); ok && at <= today {
		row.Asked = true // even if there was nothing to ask
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

// worthSaying leaves out what has become stale, and a survey with nothing in it.
func (o *Office) worthSaying(tx *store.Tx, b branch.Branch, m branch.Member, items []store.Reminded, now time.Time) []store.Reminded {
	return slices.DeleteFunc(items, func(r store.Reminded) bool {
		if r.Kind == weekKind {
			return len(o.week(tx, b, now).Parts) == 0
		}
		switch of, ok := o.remindersOf(r.Kind); {
		case !ok:
			return true
		case of.Stale != nil:
			return of.Stale(o, tx, b, r, now)
		default:
			line, ok := of.Line(o, tx, m, r, now)
			return !ok || !line.Open
		}
	})
}

// digestCard returns a member's card of reminders as things stand now: what has been done since it was sent is marked.
func (o *Office) digestCard(tx *store.Tx, b branch.Branch, m branch.Member, row store.Digest, now time.Time) chat.Card {
	return cards.Digest(o.digestView(tx, b, m, row, now))
}

func (o *Office) digestView(tx *store.Tx, b branch.Branch, m branch.Member, row store.Digest, now time.Time) cards.DigestView {
	v := cards.DigestView{Branch: b.ID, Day: row.Day}
	if slices.ContainsFunc(row.Items, func(r store.Reminded) bool { return r.Kind == weekKind }) {
		w := o.week(tx, b, now)
		v.Week = &w
	}
	for of := range o.reminders() {
		items := slices.DeleteFunc(slices.Clone(row.Items), func(r store.Reminded) bool { return !slices.Contains(of.Kinds, r.Kind) })
		if of.Part != nil {
			v.Parts = append(v.Parts, of.Part(o, tx, b, m, row.Day, items, now))
			continue
		}
		part := cards.ReminderPart{Title: of.Title, Most: of.Most}
		for _, r := range items {
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
	row := DigestOf(tx, b, id)
	if row.Day != 0 {
		Redraw(tx, Chat(tx, m), o.digestCard(tx, b, m, row, now))
	}
}

// BeginReminding keeps what somebody is given to look after today from being reminded of backwards: what was due before was
// another's. What is pending for the person already stays.
func (o *Office) BeginReminding(tx *store.Tx, b branch.Branch, id branch.MemberID, now time.Time) {
	today := branch.DateOf(now)
	m, ok := Member(tx, b.ID, id)
	row := DigestOf(tx, b, id)
	pending := func(x moment) bool { return x.day <= today }
	if ok && row.From <= today && !slices.ContainsFunc(o.moments(tx, b, m, row, now), pending) {
		row.From = today + 1
		store.Digests.Put(tx, row)
	}
}

// StirMembers plans and shows anew the reminders of some members; 0 is nobody.
func (o *Office) StirMembers(tx *store.Tx, b branch.Branch, now time.Time, who ...branch.MemberID) {
	slices.Sort(who)
	for _, m := range slices.Compact(who) {
		if m != 0 {
			o.planDigest(tx, b, m, now)
			o.refreshDigest(tx, b, m, now)
		}
	}
}

// week returns what the 书记's survey lists, of what every matter brings.
func (o *Office) week(tx *store.Tx, b branch.Branch, now time.Time) (w cards.Week) {
	add := func(parts ...cards.ReminderPart) {
		for _, part := range parts {
			if len(part.Lines) > 0 {
				w.Parts = append(w.Parts, part)
			}
		}
	}
	for of := range o.reminders() {
		if of.Weeks != nil {
			add(of.Weeks(o, tx, b, now)...)
		}
		if of.Week != nil {
			add(of.Week(o, tx, b, now))
		}
	}
	return w
}

// Survey returns what the 书记's survey of the week would list now, part by part.
func (o *Office) Survey(tx *store.Tx, b branch.Branch, now time.Time) []cards.ReminderPart {
	return o.week(tx, b, now).Parts
}

// ShowDigest shows a member's last card of reminders as things stand now.
func (o *Office) ShowDigest(tx *store.Tx, me branch.Member, now time.Time) {
	o.refreshDigest(tx, GetBranch(tx, me.Branch), me.ID, now)
}

// describeDigest says whom the next reminders are for; quiet if nothing would be said.
func (o *Office) describeDigest(tx *store.Tx, due store.Due, m branch.Member) (string, bool) {
	if Chat(tx, m) == "" {
		return "", true
	}
	b, day := GetBranch(tx, due.Branch), branch.DateOf(due.At)
	for _, x := range o.moments(tx, b, m, DigestOf(tx, b, m.ID), due.At) {
		if x.day <= day && (x.Kind != weekKind || len(o.worthSaying(tx, b, m, []store.Reminded{x.Reminded}, due.At)) > 0) {
			return "提醒" + Called(tx, m) + "同志办理联系点工作", false
		}
	}
	return "", true
}
