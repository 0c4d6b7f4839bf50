package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// Found takes a branch over from its first roster, and plans all that is due from then on. It refuses a branch whose
// name is known: a second file changes nothing yet. Of a list of any length FoundBy does it.
func (o *Office) Found(tx *store.Tx, f branch.Founding, now time.Time) (branch.BranchID, error) {
	if err := mayFound(tx, f); err != nil {
		return 0, err
	}
	f.SetID(branch.BranchID(tx.Next(store.Key(nil).Str("branch"))))
	for _, m := range f.Members {
		store.Members.Put(tx, m)
	}
	o.found(tx, f, now)
	return f.Branch.ID, nil
}

func mayFound(tx *store.Tx, f branch.Founding) error {
	for b := range store.Branches.Scan(tx, nil) {
		if b.Name == f.Branch.Name {
			return Refusal("“" + b.Name + "”已有名册，这次没有改动。")
		}
	}
	return nil
}

// found makes a branch of what stands under its number: from here on there is one.
func (o *Office) found(tx *store.Tx, f branch.Founding, now time.Time) {
	f.Branch.Imported = branch.DateOf(now)
	store.Branches.Put(tx, f.Branch)
	for _, g := range f.Groups {
		store.Groups.Put(tx, g)
	}
	for _, c := range f.Contacts {
		store.Contacts.Put(tx, c)
	}
	o.planBranch(tx, f.Branch, now)
}

// foundAtOnce is how many members of a new branch one deed writes: some 10 ms of the writer.
const foundAtOnce = 500

// Updates carries out deeds, each durable when Update returns: a store.Store.
type Updates interface {
	Update(deed func(*store.Tx) error) (store.Outcome, error)
}

// FoundBy is Found in as many deeds as the list is long, so that those of other branches pass between. The last makes the branch:
// before it nobody is of one. What a process that ended before that has left is taken away when the next one starts.
func (o *Office) FoundBy(s Updates, f branch.Founding, now time.Time) (id branch.BranchID, err error) {
	if len(f.Members) <= foundAtOnce {
		_, err = s.Update(func(tx *store.Tx) (err error) { id, err = o.Found(tx, f, now); return err })
		return id, err
	}
	if _, err = s.Update(func(tx *store.Tx) error {
		if err := mayFound(tx, f); err != nil {
			return err
		}
		id = branch.BranchID(tx.Next(store.Key(nil).Str("branch")))
		store.Foundings.Put(tx, store.Founding{Branch: id})
		return nil
	}); err != nil {
		return 0, err
	}
	f.SetID(id)
	for part := range slices.Chunk(f.Members, foundAtOnce) {
		if _, err = s.Update(func(tx *store.Tx) error {
			for _, m := range part {
				store.Members.Put(tx, m)
			}
			return nil
		}); err != nil {
			return 0, err // the store has stopped
		}
	}
	var refused error
	if _, err = s.Update(func(tx *store.Tx) error {
		if refused = mayFound(tx, f); refused != nil { // somebody else has founded it meanwhile
			tx.Plan(PushUnfound, id, 0, now)
			return nil
		}
		store.Foundings.Delete(tx, store.K(id))
		o.found(tx, f, now)
		return nil
	}); err == nil {
		err = refused
	}
	return id, err
}

// unfoundLeft has taken away what is left of foundings that a process did not live to end.
func (o *Office) unfoundLeft(tx *store.Tx, _ bool, now time.Time) []string {
	for f := range store.Foundings.Scan(tx, nil) {
		tx.Plan(PushUnfound, f.Branch, 0, now)
	}
	return nil
}

// Unfound takes away the members of a branch that has come to nothing, so many a deed.
func (o *Office) Unfound(tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	if !store.Foundings.Has(tx, store.K(due.Branch)) {
		return
	}
	n := 0
	for m := range store.Members.Scan(tx, store.K(due.Branch)) {
		if n++; n > foundAtOnce {
			tx.Plan(due.Push, due.Branch, due.Subject, now)
			return
		}
		store.Members.Delete(tx, store.K(m.Branch).Int(int64(m.ID)))
	}
	store.Foundings.Delete(tx, store.K(due.Branch))
}

// planAtOnce is of how many members one deed plans what is due: some 5 ms of the writer.
const planAtOnce = 25

// planMembers plans what is due of a branch's members from one on. More than planAtOnce are left to deeds of their own
// (PushPlan), so that those of other branches pass between.
func (o *Office) planMembers(tx *store.Tx, b branch.Branch, from branch.MemberID, now time.Time) {
	k, n := store.K(b.ID), 0
	for m := range store.Members.Range(tx, k.Int(int64(from)), store.K(b.ID+1)) {
		if n++; n > planAtOnce {
			tx.Plan(PushPlan, b.ID, int64(m.ID), now)
			return
		}
		o.planMember(tx, b, m, now)
	}
}

// readMembers has the members of a branch read beside the writer. They are planned for where many of them were written, and the deed that
// is next to ask for all of them would take long.
func readMembers(_ *Office, tx *store.Tx, due store.Due) {
	store.Members.Where(tx, store.K(due.Branch), func(branch.Member) bool { return false })
}

// PlanMembers goes on where planMembers has stopped.
func (o *Office) PlanMembers(tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	o.planMembers(tx, GetBranch(tx, due.Branch), branch.MemberID(due.Subject), now)
}

// planBranch plans every push of a branch anew.
func (o *Office) planBranch(tx *store.Tx, b branch.Branch, now time.Time) {
	o.planMembers(tx, b, 0, now)
	for m := range o.matters() {
		if m.Plan != nil {
			m.Plan(o, tx, b, now)
		}
	}
}

// Configure returns a branch other settings, and plans anew what is due. It refuses settings that do not fit: an hour that
// never comes, a share that is none, nomination dates after which 公示 could not end by 30 June (of this year if its
// window still lies ahead, and of the next). A round that runs keeps its dates.
func (o *Office) Configure(tx *store.Tx, id branch.BranchID, s branch.Settings, now time.Time) error {
	if err := o.fits(id, s, now); err != nil {
		return err
	}
	b := GetBranch(tx, id)
	b.Settings = s.Stamp(branch.DateOf(now))
	store.Branches.Put(tx, b)
	o.planBranch(tx, b, now)
	return nil
}

// TimeUnread is said of an hour that never comes.
const TimeUnread = "时间请写成 09:00 的样子。"

func (o *Office) fits(b branch.BranchID, s branch.Settings, now time.Time) error {
	if o.When(s.RemindAt, now).IsZero() {
		return Refusal(TimeUnread)
	}
	if !inHours(o.When(s.RemindAt, now)) { // else reminders would be put off for ever
		return Refusal("提醒时间应在上班时间内（08:30至17:59）。")
	}
	for m := range o.matters() {
		if m.Fits == nil {
			continue
		}
		if err := m.Fits(o, b, s, now); err != nil {
			return Refusal(err.Error())
		}
	}
	return nil
}
