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
	for _, m := range before.Active(nil) {
		if is := after.Member(m.ID); is == nil || is.Status != branch.Active {
			left = append(left, m.ID)
		}
	}
	at := now
	if Night(now) {
		at = o.When(GetBranch(tx, b).Settings.RemindAt, now)
	}
	roles := func(p *branch.People) (list []branch.MemberID) {
		for _, m := range p.Active(nil) {
			if m.Post != branch.NoPost {
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

// handRequests returns the open requests of people who have left to others: the asking to the enterprise's liaison of now,
// the handling to the officers, who assign it anew.
func (o *Office) handRequests(tx *store.Tx, h Handover) {
	gone := func(m branch.MemberID) bool { return slices.Contains(h.Left, m) }
	var list []branch.Request
	if len(h.Left) == 0 {
		return
	}
	for r := range store.Requests.Scan(tx, store.K(h.Branch.ID)) {
		if r.Open() && (gone(r.Holder) || gone(r.Handler) || gone(r.Asker)) {
			list = append(list, r)
		}
	}
	for _, old := range list {
		r := old
		if gone(r.Handler) {
			r.Handler = 0
		}
		if gone(r.Asker) {
			r.Asker = 0
			if c, ok := Enterprise(tx, h.Branch.ID, r.Contact); ok {
				r.Asker = liaison(tx, c)
			}
		}
		if gone(r.Holder) {
			r.Holder = r.Handler
			if old.Holder == old.Asker && old.Holder != old.Handler || r.Stage == branch.Answered {
				r.Holder = r.Asker
			}
		}
		o.putRequest(tx, h.Branch, old, r, h.Now)
	}
}

// leads reports whether a group's task is somebody's: its leader's, or the keeper's while the group has none.
func leads(tx *store.Tx, me branch.Member, g branch.Group) bool {
	return me.ID == cmp.Or(g.Leader, organiser(tx, me.Branch))
}
