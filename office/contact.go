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
	list := Officers(tx, b)
	if len(list) == 0 {
		return 0
	}
	return slices.MinFunc(list, func(a, b branch.Member) int { return cmp.Or(rank(a)-rank(b), int(a.ID-b.ID)) }).ID
}

// Vacant reports whether a group has no leader who is there.
func Vacant(tx *store.Tx, g branch.Group) bool {
	lead, ok := Member(tx, g.Branch, g.Leader)
	return !ok || lead.Status != branch.Active
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
