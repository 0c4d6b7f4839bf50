package requests

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// heldBy returns the open requests that are a member's turn; nobody's are the keeper's.
func heldBy(tx *store.Tx, b branch.Branch, m branch.Member) (list []Request) {
	holders := []branch.MemberID{m.ID}
	if office.Organiser(tx, b.ID) == m.ID {
		holders = append(holders, 0)
	}
	for _, h := range holders {
		for r := range ByHolder.Scan(tx, store.K(b.ID).Int(int64(h))) {
			list = append(list, r)
		}
	}
	return list
}

// reminderKind is what a request that is a member's is called on the daily card. It stands in the store.
const reminderKind branch.PointKind = "req"

// reminders have who holds a request reminded of its stage, and the 书记 told what is overdue.
var reminders = office.Reminders{Title: "诉求", Most: 6, Kinds: []branch.PointKind{reminderKind},
	Days: func(o *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, _ time.Time, add func(branch.Date, store.Reminded)) {
		for _, r := range heldBy(tx, b, m) {
			for _, day := range reminderDays(o.CalendarOf(b.ID), r) {
				add(day, store.Reminded{Kind: reminderKind, Item: int64(r.ID)})
			}
		}
	},
	Line: func(o *office.Office, tx *store.Tx, m branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
		r, ok := Get(tx, m.Branch, ID(x.Item))
		mine := r.Holder == m.ID || r.Holder == 0 && office.Organiser(tx, m.Branch) == m.ID
		return reminderLine(r, mine, branch.DateOf(now)), ok
	},
	Week: func(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart {
		k, today := store.K(b.ID), branch.DateOf(now)
		part := overduePart(b.ID)
		for r := range ByDue.Range(tx, k, k.Int(int64(today))) {
			part.Lines = append(part.Lines, reminderLine(r, false, today))
		}
		return part
	}}

// onFirm counts an enterprise's open requests for its card.
func onFirm(tx *store.Tx, c branch.Contact) cards.FirmPart {
	open := 0
	for r := range ByContact.Scan(tx, store.K(c.Branch).Int(int64(c.ID))) {
		if r.Open() {
			open++
		}
	}
	return firmPart(c, open)
}

// sheets are the year's requests for the ledger: those of the year, and of before what was not settled when it began.
func sheets(tx *store.Tx, b branch.Branch, year int, today branch.Date) []branch.Sheet {
	sheet := sheetOf(year)
	for r := range Requests.Scan(tx, store.K(b.ID)) {
		if at := branch.DateOf(r.At); at.Year() > year || at.Year() < year && !r.Open() && branch.DateOf(r.Steps[len(r.Steps)-1].At).Year() < year {
			continue
		}
		who := map[branch.MemberID]string{}
		for _, id := range []branch.MemberID{r.By, r.Handler, r.Asker} {
			who[id] = office.PersonName(tx, b.ID, id)
		}
		for _, s := range r.Steps {
			who[s.By], who[s.To] = office.PersonName(tx, b.ID, s.By), office.PersonName(tx, b.ID, s.To)
		}
		sheet.Rows = append(sheet.Rows, sheetRow(len(sheet.Rows)+1, r, who, today))
	}
	return []branch.Sheet{sheet}
}

// handOn returns the open requests of people who have left to others: the asking to the enterprise's liaison of now,
// the handling to the officers, who assign it anew.
func handOn(o *office.Office, tx *store.Tx, h office.Handover) {
	gone := func(m branch.MemberID) bool { return slices.Contains(h.Left, m) }
	var list []Request
	if len(h.Left) == 0 {
		return
	}
	for r := range Requests.Scan(tx, store.K(h.Branch.ID)) {
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
			if c, ok := office.Enterprise(tx, h.Branch.ID, r.Contact); ok {
				r.Asker = office.Liaison(tx, c)
			}
		}
		if gone(r.Holder) {
			r.Holder = r.Handler
			if old.Holder == old.Asker && old.Holder != old.Handler || r.Stage == Answered {
				r.Holder = r.Asker
			}
		}
		put(o, tx, h.Branch, old, r, h.Now)
	}
}

// holdings is what requests keep about a member.
var holdings = []office.Holding{
	{Tables: []string{"requests"}, Label: "受理、承办或办过的诉求", Count: office.RowsOf(Requests, func(r Request, m branch.MemberID) bool {
		return slices.Contains(parts(r), branch.Concern(m)) || slices.ContainsFunc(r.Steps, func(s Step) bool { return s.By == m || s.To == m })
	})},
}

// tasks are the open ones whose turn is the member's.
func tasks(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	for _, r := range heldBy(tx, b, me) {
		list = append(list, taskOf(r, branch.DateOf(now)))
	}
	return list
}
