package office

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// handOn hands on what waited for people who have left or no longer hold a post or a lead: to who has taken their place,
// or else to the officers. Contact points are handed on by branch.leave, nominations by handNominations; duties, ballots
// to open and decisions belong to whoever holds the post or the lead when they are looked at.
func (o *Office) handOn(tx *store.Tx, b branch.BranchID, before, after *branch.People, now time.Time) {
	var left []branch.MemberID
	for _, m := range before.Active(nil) {
		if is := after.Member(m.ID); is == nil || is.Status != branch.Active {
			left = append(left, m.ID)
		}
	}
	if len(left) > 0 {
		o.handRequests(tx, b, left, now)
	}
	at := now
	if night(now) {
		at = o.When(getBranch(tx, b).Settings.RemindAt, now)
	}
	o.handReports(tx, b, before, after, now)
	handObjections(tx, b, at)
	if roles := func(p *branch.People) (list []branch.MemberID) {
		for _, m := range p.Active(nil) {
			if m.Post != branch.NoPost {
				list = append(list, m.ID)
			}
		}
		for _, g := range p.Living() {
			list = append(list, g.Leader)
		}
		return list
	}; !reflect.DeepEqual(roles(before), roles(after)) {
		o.handChecklists(tx, getBranch(tx, b), at)
	}
}

// handRequests gives the open requests of people who have left to others: the asking to the enterprise's liaison of now,
// the handling to the officers, who assign it anew.
func (o *Office) handRequests(tx *store.Tx, b branch.BranchID, left []branch.MemberID, now time.Time) {
	gone := func(m branch.MemberID) bool { return slices.Contains(left, m) }
	var list []branch.Request
	for r := range store.Requests.Scan(tx, store.K(b)) {
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
			if c, ok := Enterprise(tx, b, r.Contact); ok {
				r.Asker = liaison(tx, c)
			}
		}
		if gone(r.Holder) {
			r.Holder = r.Handler
			if old.Holder == old.Asker && old.Holder != old.Handler || r.Stage == branch.Answered {
				r.Holder = r.Asker
			}
		}
		o.putRequest(tx, getBranch(tx, b), old, r, now)
	}
}

// handReports asks a group's new leader for the report that is still awaited, and forgets a candidate who is no longer one.
func (o *Office) handReports(tx *store.Tx, b branch.BranchID, before, after *branch.People, now time.Time) {
	for r := range store.RoundsOpen.Scan(tx, store.K(b)) {
		if !r.Runs(branch.Report) || r.Assembly == 0 {
			continue
		}
		for _, g := range after.Living() {
			report, made := GetReport(tx, r, g.ID)
			lost := false
			if m := after.Member(report.Candidate.Member); made && report.Candidate.Member != 0 {
				if lost = m == nil || m.Status != branch.Active || m.Group != g.ID; lost {
					report.Candidate = branch.Candidate{}
					store.Reports.Put(tx, report)
				}
			}
			if was := before.Group(g.ID); lost || !made && (was == nil || was.Leader != g.Leader) {
				o.showReport(tx, r, g, true, false)
			}
		}
		o.showRound(tx, r, now, false)
	}
}

// handObjections gives each objection that is not answered to its handler of now.
func handObjections(tx *store.Tx, b branch.BranchID, at time.Time) {
	for r := range store.RoundsOpen.Scan(tx, store.K(b)) {
		var list []branch.Objection
		for ob := range store.Objections.Scan(tx, store.RoundKey(b, r.ID)) {
			if ob.AnsweredAt.IsZero() {
				list = append(list, ob)
			}
		}
		for _, ob := range list {
			h, ok := currentHandler(tx, ob)
			if !ok || h.ID == ob.Handler {
				continue
			}
			ob.Handler = h.ID
			store.Objections.Put(tx, ob)
			if to := Chat(tx, h); to != "" {
				tx.ShowLater(to, cards.Objection(objectionView(tx, r, ob)), at)
			}
		}
	}
}

// handChecklists shows the checklists that are out, and whose day has not come, to who prepares them now.
func (o *Office) handChecklists(tx *store.Tx, b branch.Branch, at time.Time) {
	today := branch.DateOf(at)
	for _, m := range members(tx, b.ID, func(m branch.Member) bool { return m.Joined != 0 }) {
		day := m.Joined.Anniversary(today.Year(), b.Settings.MarchFirst)
		if day <= today {
			day = m.Joined.Anniversary(today.Year()+1, b.Settings.MarchFirst)
		}
		if tx.HasSaid(PushChecklist, b.ID, int64(m.ID), yearOf(day)) {
			v := checklistView(tx, b, m, day)
			eachChat(tx, preparers(tx, m), func(_ branch.Member, c chat.Chat) { tx.ShowLater(c, cards.Checklist(v), at) })
		}
	}
}

// leads tells whether a group's task is somebody's: its leader's, or the keeper's while the group has none.
func leads(tx *store.Tx, me branch.Member, g branch.Group) bool {
	return me.ID == cmp.Or(g.Leader, organiser(tx, me.Branch))
}
