package term

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// Terms are the terms that have been entered, one a branch. The name of the table never changes.
var Terms = store.NewTable("terms", func(t Term) store.Key { return store.K(t.Branch) })

// elections finds the 换届 of a branch that were carried out, however long its history is.
var elections = store.Changes.Index("elections", func(c branch.Change) store.Key {
	if c.Kind != branch.CommitteeKind || c.State != branch.ChangeDone {
		return nil
	}
	return store.K(c.Branch)
})

// endKind is what is reminded of; it stands in the store and never changes. Item is the day.
const endKind branch.PointKind = "term.end"

// elected is the day from which the latest 换届 of a branch holds, if one was carried out here.
func elected(tx *store.Tx, b branch.BranchID) (day branch.Date) {
	for c := range elections.Scan(tx, store.K(b)) {
		day = max(day, c.From)
	}
	return day
}

// termOf returns the term of the committee of today; ok is false if nobody has entered when it was elected.
func termOf(tx *store.Tx, b branch.BranchID) (t Term, ok bool) {
	t, ok = Terms.Get(tx, store.K(b))
	if day := elected(tx, b); day > t.From {
		return Term{Branch: b, From: day}, true
	}
	return t, ok
}

// mayEnter refuses a term that cannot be.
func mayEnter(tx *store.Tx, me branch.Member, t Term, today branch.Date) error {
	if err := office.Entitled(me, branch.KeepRoster); err != nil {
		return err
	}
	if day := elected(tx, me.Branch); t.From < day {
		return office.Refusal("名册里已登记" + day.Chinese() + "换届，本届的产生日期不会更早，请核对。")
	}
	if err := t.fits(today); err != nil {
		return office.Refusal(err.Error())
	}
	return nil
}

// Enter notes when the committee was elected, and until when its term runs if the upper body has approved another day.
func Enter(o *office.Office, tx *store.Tx, me branch.Member, from, until branch.Date, now time.Time) error {
	t := Term{Branch: me.Branch, From: from, Until: until, By: me.ID, At: now}
	if err := mayEnter(tx, me, t, branch.DateOf(now)); err != nil {
		return err
	}
	Terms.Put(tx, t)
	var who []branch.MemberID
	for _, m := range office.Posted(tx, me.Branch, func(m branch.Member) bool { return prepares(tx, m) }) {
		who = append(who, m.ID)
	}
	o.StirMembers(tx, office.GetBranch(tx, me.Branch), now, who...)
	return nil
}

// prepares reports whether a member is reminded of the election: the 书记, and who sees to the organisation.
func prepares(tx *store.Tx, m branch.Member) bool {
	return m.Post.Is(branch.Secretary) || office.Organises(tx, m)
}

// days has add called with each day on which a member is to be reminded of the end of the term.
func days(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, _ time.Time, add func(branch.Date, store.Reminded)) {
	if !prepares(tx, me) {
		return
	}
	if t, ok := termOf(tx, b.ID); ok {
		for _, d := range t.days() {
			add(d, store.Reminded{Subject: branch.OfBranch(), Kind: endKind, Item: int64(d)})
		}
	}
}

// line returns how the term stands: nothing is open once a committee has been elected, or the end has moved.
func line(_ *office.Office, tx *store.Tx, me branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
	t, ok := termOf(tx, me.Branch)
	today := branch.DateOf(now)
	l := cards.ReminderLine{Text: endLine(t.End(), today), Button: how(me.Branch)}
	if l.Open = ok && slices.Contains(t.days(), branch.Date(x.Item)) && t.near(today); !l.Open {
		l.Text = overLine
	}
	return l, true
}

// waits are what waits for who prepares elections: the end of the term is near, or nobody has said when it began.
func waits(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task {
	if !me.May(branch.KeepRoster) || !prepares(tx, me) {
		return nil
	}
	switch t, ok := termOf(tx, b.ID); {
	case !ok && !me.Post.Is(branch.Secretary):
		return []cards.Task{unknownTask(b.ID)}
	case ok && t.near(branch.DateOf(now)):
		return []cards.Task{endTask(b.ID, t.End(), branch.DateOf(now))}
	}
	return nil
}

var holdings = []office.Holding{{Tables: []string{"terms"}, Label: "支委会的任期", Count: office.RowsOf(Terms, func(t Term, m branch.MemberID) bool { return t.By == m })}}
