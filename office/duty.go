package office

import (
	"cmp"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// Enterprise returns one enterprise of a branch.
func Enterprise(tx *store.Tx, b branch.BranchID, c branch.ContactID) (branch.Contact, bool) {
	return store.Contacts.Get(tx, store.K(b).Int(int64(c)))
}

// Enterprises returns those on record at which a member may log something, his or her own first, contact points before
// others.
func Enterprises(tx *store.Tx, me branch.Member, today branch.Date) (list []branch.Contact) {
	near := map[branch.ContactID]int{}
	for c := range store.Contacts.Scan(tx, store.K(me.Branch)) {
		if !c.OnRecord(today) {
			continue
		}
		list = append(list, c)
		switch {
		case c.Leader == me.ID || Liaison(tx, c) == me.ID:
		case c.Group != 0 && c.Group == me.Group:
			near[c.ID] = 1
		case c.Point:
			near[c.ID] = 2
		default:
			near[c.ID] = 3
		}
	}
	slices.SortStableFunc(list, func(a, b branch.Contact) int { return near[a.ID] - near[b.ID] })
	return list
}

// Liaison returns who looks after an enterprise now: the first who is active of its 联络员, the leader of its group, and
// the 组织委员.
func Liaison(tx *store.Tx, c branch.Contact) branch.MemberID {
	for _, id := range []branch.MemberID{c.Liaison, Group(tx, c.Branch, c.Group).Leader} {
		if m, ok := Member(tx, c.Branch, id); ok && m.Status == branch.Active {
			return id
		}
	}
	return Organiser(tx, c.Branch)
}

// Organiser returns who does the daily keeping: the 组织委员, or else another officer. None if there is no officer.
func Organiser(tx *store.Tx, b branch.BranchID) branch.MemberID {
	rank := func(m branch.Member) int {
		return slices.IndexFunc([]branch.Post{branch.OrganisationPost, branch.DeputySecretary, branch.Secretary}, m.Post.Is)
	}
	list := officers(tx, b)
	if len(list) == 0 {
		return 0
	}
	return slices.MinFunc(list, func(a, b branch.Member) int { return cmp.Or(rank(a)-rank(b), int(a.ID-b.ID)) }).ID
}

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
		ch := charge{c, Liaison(tx, c) == m.ID, c.Leader == m.ID}
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
	orphans := Organiser(tx, m.Branch) == m.ID // whose group has nobody are the 组织委员's
	for g := range store.Groups.Scan(tx, k) {
		if g.Leader == m.ID || orphans && vacant(tx, g) {
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

// vacant reports whether a group has no leader who is there.
func vacant(tx *store.Tx, g branch.Group) bool {
	lead, ok := Member(tx, g.Branch, g.Leader)
	return !ok || lead.Status != branch.Active
}

// recordsOf returns what was logged about a subject from one day to another, withdrawn ones included, by day.
func recordsOf(tx *store.Tx, b branch.BranchID, s branch.Subject, from, to branch.Date) (list []branch.Record) {
	index, id := store.RecordsByContact, int64(s.Contact())
	if s.Leader() != 0 {
		index, id = store.RecordsByLead, int64(s.Leader())
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
		m, ok := Member(d.tx, d.b.ID, s.Leader())
		return duty.StandingOfLeader(m, p, d.b.Imported, records), ok
	}
	c, ok := Enterprise(d.tx, d.b.ID, s.Contact())
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
	d := newDesk(tx, GetBranch(tx, me.Branch), today)
	for _, ch := range charges(tx, me) {
		for _, s := range d.running(ch.Contact) {
			if s.Duty.Kind == branch.VisitDuty && s.Owed() > 0 {
				n++
			}
		}
	}
	return n
}

// Pair changes how an enterprise is looked after, from today on: what was before stays as it was. Those who had it and
// those who have it now are reminded accordingly.
func (o *Office) Pair(tx *store.Tx, b branch.BranchID, id branch.ContactID, to branch.Pairing, now time.Time) error {
	c, ok := Enterprise(tx, b, id)
	if !ok {
		return Refusal("没有找到这家企业，请重新选择。")
	}
	c.Point, c.Leader, c.Group, c.Liaison = to.Point, to.Leader, to.Group, to.Liaison
	o.PutContact(tx, c, now)
	return nil
}

// PutContact writes an enterprise as it is from today on. Whoever changes one comes here: how it was looked after before
// today stays on record, and those who had it and those who have it now are reminded accordingly.
func (o *Office) PutContact(tx *store.Tx, c branch.Contact, now time.Time) {
	today, b := branch.DateOf(now), GetBranch(tx, c.Branch)
	old, had := Enterprise(tx, c.Branch, c.ID)
	was := []branch.MemberID{}
	if had {
		was = append(was, Liaison(tx, old), old.Leader)
		if old.Closed != 0 && c.Closed == 0 {
			old = old.Reopened(today)
		}
		c.Past = old.Past
		if old.Point != c.Point || old.Leader != c.Leader || old.Group != c.Group || old.Liaison != c.Liaison {
			c.Past = old.Change(branch.Pairing{}, today).Past
		}
	} else if c.Opened == 0 && today > b.Imported {
		c.Opened = today
	}
	is := []branch.MemberID{Liaison(tx, c), c.Leader}
	for _, m := range is {
		if !slices.Contains(was, m) {
			o.BeginReminding(tx, b, m, now)
		}
	}
	store.Contacts.Put(tx, c)
	o.StirMembers(tx, b, now, append(was, is...)...)
}
