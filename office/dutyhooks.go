package office

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// tellVisits lists the visits that a member made or entered.
func tellVisits(tx *store.Tx, me branch.Member) []string {
	lines := []string{""}
	for r := range store.Records.Scan(tx, store.K(me.Branch)) {
		if r.By == me.ID || r.LoggedBy == me.ID {
			lines = append(lines, fmt.Sprintf("• %s　%s", r.Day, r.Text))
		}
	}
	lines[0] = fmt.Sprintf("登记的走访：%d次", len(lines)-1)
	return lines
}

// dutyTasks are what is owed in the periods that run: at the contact points that the member looks after, and of a
// 领导班子成员 himself or herself.
func dutyTasks(_ *Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
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
		list = append(list, cards.DutyTask(b.ID, at, owed))
	}
	if me.Leadership {
		for _, s := range d.ofLeader(me) {
			if s.Owed() > 0 {
				list = append(list, cards.OwnDutyTask(me, s))
			}
		}
	}
	return list
}

// lapseTasks are the duties of periods that have ended whose reason the member is to give, as long as their notice is worth
// saying.
func lapseTasks(_ *Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	today := branch.DateOf(now)
	d := newDesk(tx, b, today)
	var first *cards.DutyLine
	n := 0
	note := func(c branch.Contact, s branch.Subject, duty branch.Duty) {
		for _, p := range duty.Periods(today-noticeGrace-lookBack, today) {
			x, ok := d.standing(s, duty, p)
			if !ok || p.To >= today || p.To < max(b.Imported, today-noticeGrace) || x.Owed() == 0 || d.explained(s, duty.Kind, p) {
				continue
			}
			if n++; first == nil {
				first = &cards.DutyLine{Contact: c, Lead: s.Leader(), Standing: x, Kind: branch.Ended}
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
		list = append(list, cards.LapseTask(b.ID, *first, n))
	}
	return list
}

// aboutDuties is what is stored about a member at contact points.
var aboutDuties = []Holding{
	{Tables: []string{"records"}, Label: "参加或登记的走访、活动", Count: RowsOf(store.Records, func(r branch.Record, m branch.MemberID) bool {
		return r.By == m || r.LoggedBy == m || r.Lead == m || slices.Contains(r.With, m) || slices.ContainsFunc(r.Was, func(w branch.Former) bool {
			return w.By == m || w.Changer == m || slices.Contains(w.With, m)
		}) || r.Withdrawn != nil && r.Withdrawn.By == m
	})},
	{Tables: []string{"contacts"}, Label: "联系的企业（联系领导、联络员）", Count: RowsOf(store.Contacts, func(c branch.Contact, m branch.MemberID) bool {
		return c.Leader == m || c.Liaison == m || slices.ContainsFunc(c.Past, func(p branch.Pairing) bool { return p.Leader == m || p.Liaison == m })
	})},
	{Tables: []string{"lapses", "putoffs"}, Label: "说明未完成原因、推迟提醒", Count: func(tx *store.Tx, me branch.Member) int {
		return RowsOf(store.Lapses, func(l branch.Lapse, m branch.MemberID) bool { return l.By == m })(tx, me) +
			RowsOf(store.PutOffs, func(p store.PutOff, m branch.MemberID) bool { return p.By == m })(tx, me)
	}},
}
