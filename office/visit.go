package office

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// visits is the duty that is reminded of and logged. (The others of branch.Duties are values of the same engine and
// are asked for once they can be logged.)
var visits = branch.Duties[0]

// points gives the contact points of a branch, a member's own first: those of the liaison or leader, then the group's.
func points(tx *store.Tx, me branch.Member) (list []branch.Contact) {
	for c := range store.Contacts.Scan(tx, store.K(me.Branch)) {
		list = append(list, c)
	}
	near := func(c branch.Contact) int {
		switch {
		case c.Leader == me.ID || liaison(tx, c) == me.ID:
			return 0
		case c.Group == me.Group:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(list, func(a, b branch.Contact) int { return near(a) - near(b) })
	return list
}

// Enterprises gives those at which a member may log a visit, his or her own first.
func Enterprises(tx *store.Tx, me branch.Member) []branch.Contact { return points(tx, me) }

// Enterprise gives one enterprise of a branch.
func Enterprise(tx *store.Tx, b branch.BranchID, c branch.ContactID) (branch.Contact, bool) {
	return store.Contacts.Get(tx, store.K(b).Int(int64(c)))
}

// liaison gives who looks after a contact point now: none if neither the 联络员 nor the group's leader is active.
func liaison(tx *store.Tx, c branch.Contact) branch.MemberID {
	for _, id := range []branch.MemberID{c.Liaison, Group(tx, c.Branch, c.Group).Leader} {
		if m, ok := Member(tx, c.Branch, id); ok && m.Status == branch.Active {
			return id
		}
	}
	return 0
}

// records gives what was done at a contact point in a period.
func records(tx *store.Tx, c branch.Contact, p branch.Period) (list []branch.Record) {
	k := store.K(c.Branch).Int(int64(c.ID))
	for r := range store.RecordsByContact.Range(tx, k.Int(int64(p.From)), k.Int(int64(p.To)+1)) {
		list = append(list, r)
	}
	return list
}

func owed(tx *store.Tx, c branch.Contact, p branch.Period) int {
	if !c.Point {
		return 0
	}
	return branch.Owed(visits, p, records(tx, c, p))
}

// Owed gives how many contact points a member looks after still lack a visit this quarter.
func Owed(tx *store.Tx, me branch.Member, today branch.Date) (n int) {
	for c := range store.Contacts.Scan(tx, store.K(me.Branch)) {
		if (liaison(tx, c) == me.ID || c.Leader == me.ID) && owed(tx, c, branch.PeriodOf(visits.Span, today)) > 0 {
			n++
		}
	}
	return n
}

// Board gives what is still owed this quarter, contact point by contact point.
func Board(tx *store.Tx, b branch.BranchID, today branch.Date) (branch.Period, []cards.BoardLine) {
	p := branch.PeriodOf(visits.Span, today)
	var lines []cards.BoardLine
	for c := range store.Contacts.Scan(tx, store.K(b)) {
		if !c.Point {
			continue
		}
		list := records(tx, c, p)
		leader, _ := Member(tx, b, c.Leader)
		line := cards.BoardLine{Contact: c, Leader: leader.Name, Owed: branch.Owed(visits, p, list)}
		if len(list) > 0 {
			line.Last = list[len(list)-1].Day
		}
		lines = append(lines, line)
	}
	return p, lines
}

var manyLines = regexp.MustCompile(`\s*\n\s*`)

// maxText is the longest sentence of a form, in characters.
const maxText = 500

// ReadText checks a sentence that somebody typed into a form, and leaves out what cannot be seen: characters that turn
// the direction of writing round would make a card read otherwise than it says.
func ReadText(s string) (string, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.IsGraphic(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, s)
	s = strings.TrimSpace(manyLines.ReplaceAllString(s, "\n"))
	switch n := len([]rune(s)); {
	case n < 2:
		return "", Refusal("请写一句完整的话再发送。")
	case n > maxText:
		return "", Refusal("文字超过500字，请精简后再发送。")
	}
	return s, nil
}

// VisitDay checks the day of a visit: not in the future, and not before last year.
func VisitDay(day, today branch.Date) error {
	if day > today {
		return Refusal("走访日期不能晚于今天，请重新选择或发送日期。")
	}
	if day.Year() < today.Year()-1 {
		return Refusal("走访日期太早，请发送去年1月1日以后的日期。")
	}
	return nil
}

// LogVisit records a visit. It counts in the quarter in which it happened, and stops that quarter's reminders at once.
func (o *Office) LogVisit(tx *store.Tx, me branch.Member, contact branch.ContactID, day branch.Date, text string, now time.Time) (branch.Record, error) {
	c, ok := Enterprise(tx, me.Branch, contact)
	if !ok {
		return branch.Record{}, Refusal("没有找到这家企业，请重新选择。")
	}
	if err := VisitDay(day, branch.DateOf(now)); err != nil {
		return branch.Record{}, err
	}
	r := branch.Record{Branch: me.Branch, ID: branch.RecordID(tx.Next(store.K(me.Branch).Str("record"))), Contact: c.ID,
		Activities: []branch.Activity{branch.Visit}, Day: day, By: me.ID, Text: text, LoggedBy: me.ID, LoggedAt: now}
	store.Records.Put(tx, r)
	b := getBranch(tx, me.Branch)
	for _, m := range []branch.MemberID{liaison(tx, c), c.Leader} {
		if m != 0 {
			o.planDigest(tx, b, m, now)
			o.refreshDigest(tx, b, m, branch.DateOf(now))
		}
	}
	return r, nil
}

// planDigest plans a member's next day of reminders.
func (o *Office) planDigest(tx *store.Tx, b branch.Branch, m branch.MemberID, now time.Time) {
	var next time.Time
	if who, ok := Member(tx, b.ID, m); ok && who.Status == branch.Active {
		for c := range store.Contacts.Scan(tx, store.K(b.ID)) {
			at := o.nextReminder(tx, b, c, m, now)
			if !at.IsZero() && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	tx.Plan(PushDigest, b.ID, int64(m), next)
}

// nextReminder gives when a member is next to be reminded of a contact point: at this quarter's points while a visit
// is owed, else at the next quarter's first.
func (o *Office) nextReminder(tx *store.Tx, b branch.Branch, c branch.Contact, m branch.MemberID, now time.Time) time.Time {
	isLiaison := liaison(tx, c) == m
	if !c.Point || !isLiaison && c.Leader != m {
		return time.Time{}
	}
	p := branch.PeriodOf(visits.Span, branch.DateOf(now))
	if owed(tx, c, p) == 0 {
		p = p.Next()
	}
	for range 2 {
		for _, point := range branch.ReminderPoints(o.Calendar, p) {
			at := o.remindOn(b, point.Day)
			if at.After(now) && (isLiaison || point.Kind.TellsLeader()) {
				return at
			}
		}
		p = p.Next()
	}
	return time.Time{}
}

// digest gives a member's contact points of this quarter: those still owed and those done, as the liaison, or as the
// leadership member if withLed.
func digest(tx *store.Tx, b branch.Branch, m branch.MemberID, p branch.Period, withLed bool) (open, done []branch.Contact) {
	for c := range store.Contacts.Scan(tx, store.K(b.ID)) {
		if !c.Point || liaison(tx, c) != m && !(withLed && c.Leader == m) {
			continue
		}
		if owed(tx, c, p) > 0 {
			open = append(open, c)
		} else {
			done = append(done, c)
		}
	}
	return open, done
}

// RemindVisits says a day's reminders to a member: one card, however many contact points. One that is late is said on
// the next working day if it still matters, and only once.
func (o *Office) RemindVisits(tx *store.Tx, due store.Due, now time.Time) {
	b := getBranch(tx, due.Branch)
	m := branch.MemberID(due.Subject)
	today := branch.DateOf(now)
	if !o.working(now) {
		tx.Plan(due.Push, due.Branch, due.Subject, o.nextWorking(b, now))
		return
	}
	p := branch.PeriodOf(visits.Span, today)
	open, _ := digest(tx, b, m, p, o.leaderTold(p, today))
	if c := chatOf(tx, b.ID, m); c != "" && len(open) > 0 && !tx.HasSaid(due.Push, b.ID, due.Subject, today.String()) {
		tx.Show(c, cards.Digest(b.ID, today, p, open, nil))
		store.Saids.Put(tx, store.Said{Push: due.Push, Branch: b.ID, Subject: due.Subject, Period: today.String(), At: now})
	}
	o.planDigest(tx, b, m, now)
}

// leaderTold tells whether the leadership members have reached their one reminder of the quarter.
func (o *Office) leaderTold(p branch.Period, today branch.Date) bool {
	return slices.ContainsFunc(branch.ReminderPoints(o.Calendar, p), func(pt branch.Point) bool {
		return pt.Kind.TellsLeader() && pt.Day <= today
	})
}

// refreshDigest shows on today's reminder of a member, if there is one, what has been done since.
func (o *Office) refreshDigest(tx *store.Tx, b branch.Branch, m branch.MemberID, today branch.Date) {
	c := chatOf(tx, b.ID, m)
	if c == "" || !tx.HasSaid(PushDigest, b.ID, int64(m), today.String()) {
		return
	}
	p := branch.PeriodOf(visits.Span, today)
	open, done := digest(tx, b, m, p, o.leaderTold(p, today))
	tx.Show(c, cards.Digest(b.ID, today, p, open, done))
}
