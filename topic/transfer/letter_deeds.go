package transfer

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// Receipts are the answers to letters, by branch and 转出. The name of the table never changes.
var Receipts = store.NewTable("receipts", func(r Receipt) store.Key { return receiptKey(r.Branch, r.Change) })

func receiptKey(b branch.BranchID, c branch.ChangeID) store.Key { return store.K(b).Int(int64(c)) }

// isTransfer reports whether a change is a 转出 that was carried out.
func isTransfer(c branch.Change) bool {
	return c.Kind == branch.LeaveKind && c.State == branch.ChangeDone && branch.Status(c.Choice) == branch.Transferred
}

// transfers finds the 转出 of a branch by their day, however long its history is.
var transfers = store.Changes.Index("transfers", func(c branch.Change) store.Key {
	if !isTransfer(c) {
		return nil
	}
	return store.K(c.Branch).Int(int64(c.From))
})

// endKind is what is reminded of; it stands in the store and never changes. Item is the 转出.
const endKind branch.PointKind = "letter.end"

// past is for how many days after a transfer its letter is looked after: what nobody has answered by then is a matter of years ago.
const past = 2 * 366

// letterOf returns the letter of a change; ok is false if it has none: it was no 转出, was undone, or the member has come back.
func letterOf(tx *store.Tx, b branch.Branch, c branch.Change) (l letter, ok bool) {
	if !isTransfer(c) {
		return l, false
	}
	if m, ok := office.Member(tx, b.ID, c.Member); !ok || m.Status != branch.Transferred {
		return l, false
	}
	l = letter{Change: c.ID, Member: c.Member, From: c.From, Ends: c.From.AddMonths(months(b.Settings))}
	if r, ok := Receipts.Get(tx, receiptKey(b.ID, c.ID)); ok {
		l.Got = branch.DateOf(r.At)
	}
	return l, true
}

// letters are those of a branch that nobody has answered, oldest first.
func letters(tx *store.Tx, b branch.Branch, today branch.Date) (list []letter) {
	key := store.K(b.ID)
	for c := range transfers.Range(tx, key.Int(int64(max(today-past, 1))), key.Int(int64(today)+1)) {
		if l, ok := letterOf(tx, b, c); ok && l.Got == 0 {
			list = append(list, l)
		}
	}
	return list
}

// find returns a letter for who enters the roster, or refuses.
func find(tx *store.Tx, me branch.Member, id branch.ChangeID) (letter, error) {
	if err := office.Entitled(me, branch.EnterRoster); err != nil {
		return letter{}, err
	}
	c, ok := store.Changes.Get(tx, store.K(me.Branch).Int(int64(id)))
	if ok {
		var l letter
		if l, ok = letterOf(tx, office.GetBranch(tx, me.Branch), c); ok {
			return l, nil
		}
	}
	return letter{}, office.Refusal(cards.OldCard)
}

// Answered notes that a letter has been answered, or takes that back.
func Answered(o *office.Office, tx *store.Tx, me branch.Member, id branch.ChangeID, yes bool, now time.Time) error {
	l, err := find(tx, me, id)
	if err != nil {
		return err
	}
	switch {
	case !yes:
		Receipts.Delete(tx, receiptKey(me.Branch, id))
	case l.Got == 0:
		Receipts.Put(tx, Receipt{Branch: me.Branch, Change: id, Member: l.Member, By: me.ID, At: now})
	}
	var who []branch.MemberID
	for _, m := range office.Organisers(tx, me.Branch) {
		who = append(who, m.ID)
	}
	o.StirMembers(tx, office.GetBranch(tx, me.Branch), now, who...)
	return nil
}

// days has add called with each day on which a member is to be reminded of a letter.
func days(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time, add func(branch.Date, store.Reminded)) {
	if !office.Organises(tx, me) {
		return
	}
	for _, l := range letters(tx, b, branch.DateOf(now)) {
		add(l.asked(), store.Reminded{Subject: branch.OfMember(l.Member), Kind: endKind, Item: int64(l.Change)})
	}
}

// line returns how a letter stands: nothing is open once it has been answered.
func line(_ *office.Office, tx *store.Tx, me branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
	c, ok := store.Changes.Get(tx, store.K(me.Branch).Int(x.Item))
	l, ok2 := letterOf(tx, office.GetBranch(tx, me.Branch), c)
	if !ok || !ok2 {
		return cards.ReminderLine{}, false
	}
	m, _ := office.Member(tx, me.Branch, l.Member)
	return cards.ReminderLine{Text: endLine(office.Called(tx, m), l), Button: toLetter(me.Branch, l), Open: l.open(branch.DateOf(now))}, true
}

// waits are the letters that run out, for who sees to them.
func waits(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	if !office.Organises(tx, me) {
		return nil
	}
	for _, l := range letters(tx, b, branch.DateOf(now)) {
		if l.open(branch.DateOf(now)) {
			m, _ := office.Member(tx, b.ID, l.Member)
			list = append(list, endTask(b.ID, office.Called(tx, m), l))
		}
	}
	return list
}

var holdings = []office.Holding{{Tables: []string{"receipts"}, Label: "组织关系转出的回执", Count: office.RowsOf(Receipts, func(r Receipt, m branch.MemberID) bool { return r.Member == m || r.By == m })}}
