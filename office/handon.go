package office

import (
	"cmp"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// handOn hands on what waited for people who have left or no longer hold a post or a lead: to who has taken their place,
// or else to the officers. Contact points are handed on by branch.leave; duties and decisions belong to whoever holds the post or the lead when they are looked at.
func (o *Office) handOn(tx *store.Tx, b branch.BranchID, before, after *branch.People, now time.Time) {
	var left []branch.MemberID
	for i := range before.Members { // a copy of each of ten thousand would take longer than all the rest
		m := &before.Members[i]
		if is := after.Member(m.ID); m.Status == branch.Active && (is == nil || is.Status != branch.Active) {
			left = append(left, m.ID)
		}
	}
	at := now
	if Night(now) {
		at = o.When(GetBranch(tx, b).Settings.RemindAt, now)
	}
	roles := func(p *branch.People) (list []branch.MemberID) {
		for i := range p.Members {
			if m := &p.Members[i]; m.Status == branch.Active && m.Post != branch.NoPost {
				list = append(list, m.ID)
			}
		}
		for _, g := range p.Living() {
			list = append(list, g.Leader)
		}
		return list
	}
	h := Handover{Branch: GetBranch(tx, b), Before: before, After: after, Left: left, Roles: !slices.Equal(roles(before), roles(after)), Now: now, At: at}
	for m := range o.matters() {
		if m.HandOn != nil {
			m.HandOn(o, tx, h)
		}
	}
}

// Leads reports whether a group's task is somebody's: its leader's, or the keeper's while the group has none.
func Leads(tx *store.Tx, me branch.Member, g branch.Group) bool {
	return me.ID == cmp.Or(g.Leader, Organiser(tx, me.Branch))
}
