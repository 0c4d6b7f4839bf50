package points

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// charge is an enterprise and what somebody is to it.
type charge struct {
	branch.Contact
	liaison, leader bool
}

// charges returns the enterprises that a member looks after or is paired with: their cost is theirs, however many others
// the branch has.
func charges(tx *store.Tx, m branch.Member) (list []charge) {
	seen := map[branch.ContactID]bool{}
	add := func(c branch.Contact) {
		ch := charge{c, office.Liaison(tx, c) == m.ID, c.Leader == m.ID}
		if !seen[c.ID] && (ch.liaison || ch.leader) {
			list = append(list, ch)
		}
		seen[c.ID] = true
	}
	k := store.K(m.Branch)
	for c := range store.ContactsByLiaison.Scan(tx, k.Int(int64(m.ID))) {
		add(c)
	}
	for c := range store.ContactsByLeader.Scan(tx, k.Int(int64(m.ID))) {
		add(c)
	}
	orphans := office.Organiser(tx, m.Branch) == m.ID // whose group has nobody are the 组织委员's
	for g := range store.Groups.Scan(tx, k) {
		if g.Leader == m.ID || orphans && office.Vacant(tx, g) {
			for c := range store.ContactsByGroup.Scan(tx, k.Int(int64(g.ID))) {
				add(c)
			}
		}
	}
	if orphans {
		for c := range store.ContactsByGroup.Scan(tx, k.Int(0)) {
			add(c)
		}
	}
	slices.SortFunc(list, func(a, b charge) int { return int(a.ID - b.ID) })
	return list
}

// recordsOf returns what was logged about a subject from one day to another, withdrawn ones included, by day.
func recordsOf(tx *store.Tx, b branch.BranchID, s branch.Subject, from, to branch.Date) (list []branch.Record) {
	index, id := RecordsByContact, int64(s.Contact())
	if s.Leader() != 0 {
		index, id = RecordsByLead, int64(s.Leader())
	}
	k := store.K(b).Int(id)
	for r := range index.Range(tx, k.Int(int64(from)), k.Int(int64(to)+1)) {
		list = append(list, r)
	}
	return list
}

// desk is a branch's duties as they are read within one transaction.
type desk struct {
	tx     *store.Tx
	b      branch.Branch
	duties []branch.Duty
	today  branch.Date
	read   map[branch.Subject]pages
}

// pages are the records of a subject that a desk has read already.
type pages struct {
	from, to branch.Date
	list     []branch.Record
}

func newDesk(tx *store.Tx, b branch.Branch, today branch.Date) *desk {
	return &desk{tx, b, b.Settings.AllDuties(), today, map[branch.Subject]pages{}}
}

// records is recordsOf, of which each is read once: the year's duty reads what the quarter's did.
func (d *desk) records(s branch.Subject, from, to branch.Date) []branch.Record {
	p, ok := d.read[s]
	if !ok || from < p.from || to > p.to {
		if ok {
			from, to = min(from, p.from), max(to, p.to)
		}
		p = pages{from, to, recordsOf(d.tx, d.b.ID, s, from, to)}
		d.read[s] = p
	}
	return p.list
}

// standing returns how a duty stands at a subject in a period.
func (d *desk) standing(s branch.Subject, duty branch.Duty, p branch.Period) (branch.Standing, bool) {
	records := d.records(s, p.From, p.To)
	if s.Leader() != 0 {
		m, ok := office.Member(d.tx, d.b.ID, s.Leader())
		return duty.StandingOfLeader(m, p, d.b.Imported, records), ok
	}
	c, ok := office.Enterprise(d.tx, d.b.ID, s.Contact())
	return duty.StandingOf(c, p, d.b.Imported, d.today, records), ok
}

// running returns how an enterprise's duties stand in the periods of a day.
func (d *desk) running(c branch.Contact) (list []branch.Standing) {
	for _, duty := range d.duties {
		if p, _, ok := duty.PeriodOn(d.today); ok && duty.Binds != branch.EachLeader {
			list = append(list, duty.StandingOf(c, p, d.b.Imported, d.today, d.records(branch.OfContact(c.ID), p.From, p.To)))
		}
	}
	return list
}

// duty returns the duty of a kind.
func (d *desk) duty(kind branch.DutyKind) (branch.Duty, bool) {
	i := slices.IndexFunc(d.duties, func(x branch.Duty) bool { return x.Kind == kind })
	if i < 0 {
		return branch.Duty{}, false
	}
	return d.duties[i], true
}

// Owed returns how many contact points a member looks after, or is paired with, still lack a visit in this period.
func Owed(tx *store.Tx, me branch.Member, today branch.Date) (n int) {
	d := newDesk(tx, office.GetBranch(tx, me.Branch), today)
	for _, ch := range charges(tx, me) {
		for _, s := range d.running(ch.Contact) {
			if s.Duty.Kind == branch.VisitDuty && s.Owed() > 0 {
				n++
			}
		}
	}
	return n
}

// maxDrafted is how many records a line of evidence names; the rest is a number.
const maxDrafted = 4

// recordEvidence is what was done at enterprises in some days, by the members of a group or by all.
func recordEvidence(tx *store.Tx, q office.Evidence) []string {
	var visits, firms []string
	for rec := range Records.Scan(tx, store.K(q.Branch)) {
		by, _ := office.Member(tx, q.Branch, rec.By)
		if rec.Withdrawn != nil || rec.Day < q.From || rec.Day > q.To || q.Group != 0 && by.Group != q.Group {
			continue
		}
		c, _ := office.Enterprise(tx, q.Branch, rec.Contact)
		visits = append(visits, fmt.Sprintf("%s%s%s", rec.Day.MonthDay(), rec.Activities[0], c.Name))
		if !slices.Contains(firms, c.Name) {
			firms = append(firms, c.Name)
		}
	}
	n := len(visits)
	if n == 0 {
		return nil
	}
	s := fmt.Sprintf("走访等活动%d次，涉及企业%d家：%s", n, len(firms), strings.Join(visits[:min(n, maxDrafted)], "；"))
	if n > maxDrafted {
		s += "等"
	}
	return []string{s + "。"}
}

// tellVisits lists the visits that a member made or entered.
func tellVisits(tx *store.Tx, me branch.Member) []string {
	lines := []string{""}
	for r := range Records.Scan(tx, store.K(me.Branch)) {
		if r.By == me.ID || r.LoggedBy == me.ID {
			lines = append(lines, fmt.Sprintf("• %s　%s", r.Day, r.Text))
		}
	}
	lines[0] = fmt.Sprintf("登记的走访：%d次", len(lines)-1)
	return lines
}

// dutyTasks are what is owed in the periods that run: at the contact points that the member looks after, and of a
// 领导班子成员 himself or herself.
func dutyTasks(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	d := newDesk(tx, b, branch.DateOf(now))
	var at []branch.Contact
	var owed []branch.Standing
	for _, ch := range charges(tx, me) {
		before := len(owed)
		for _, s := range d.running(ch.Contact) {
			if s.Owed() > 0 {
				owed = append(owed, s)
			}
		}
		if len(owed) > before {
			at = append(at, ch.Contact)
		}
	}
	if len(owed) > 0 {
		list = append(list, dutyTask(b.ID, at, owed))
	}
	if me.Leadership {
		for _, s := range d.ofLeader(me) {
			if s.Owed() > 0 {
				list = append(list, ownDutyTask(me, s))
			}
		}
	}
	return list
}

// lapseTasks are the duties of periods that have ended whose reason the member is to give, as long as their notice is worth
// saying.
func lapseTasks(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	today := branch.DateOf(now)
	d := newDesk(tx, b, today)
	var first *DutyLine
	n := 0
	note := func(c branch.Contact, s branch.Subject, duty branch.Duty) {
		for _, p := range duty.Periods(today-noticeGrace-lookBack, today) {
			x, ok := d.standing(s, duty, p)
			if !ok || p.To >= today || p.To < max(b.Imported, today-noticeGrace) || x.Owed() == 0 || d.explained(s, duty.Kind, p) {
				continue
			}
			if n++; first == nil {
				first = &DutyLine{Contact: c, Lead: s.Leader(), Standing: x, Kind: branch.Ended}
			}
		}
	}
	for _, ch := range charges(tx, me) {
		for _, duty := range d.duties {
			if ch.liaison && duty.Binds != branch.EachLeader {
				note(ch.Contact, branch.OfContact(ch.ID), duty)
			}
		}
	}
	if first != nil {
		list = append(list, lapseTask(b.ID, *first, n))
	}
	return list
}

// holdings is what is stored about a member at contact points.
var holdings = []office.Holding{
	{Tables: []string{"records"}, Label: "参加或登记的走访、活动", Count: office.RowsOf(Records, func(r branch.Record, m branch.MemberID) bool {
		return r.By == m || r.LoggedBy == m || r.Lead == m || slices.Contains(r.With, m) || slices.ContainsFunc(r.Was, func(w branch.Former) bool {
			return w.By == m || w.Changer == m || slices.Contains(w.With, m)
		}) || r.Withdrawn != nil && r.Withdrawn.By == m
	})},
	{Tables: []string{"contacts"}, Label: "联系的企业（联系领导、联络员）", Count: office.RowsOf(store.Contacts, func(c branch.Contact, m branch.MemberID) bool {
		return c.Leader == m || c.Liaison == m || slices.ContainsFunc(c.Past, func(p branch.Pairing) bool { return p.Leader == m || p.Liaison == m })
	})},
	{Tables: []string{"lapses", "putoffs"}, Label: "说明未完成原因、推迟提醒", Count: func(tx *store.Tx, me branch.Member) int {
		return office.RowsOf(Lapses, func(l branch.Lapse, m branch.MemberID) bool { return l.By == m })(tx, me) +
			office.RowsOf(Delays, func(p Delay, m branch.MemberID) bool { return p.By == m })(tx, me)
	}},
}
