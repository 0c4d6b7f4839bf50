package office

import (
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// Found takes a branch over from its first roster, and plans all that is due from then on. It refuses a branch whose
// name is known: a second file changes nothing yet.
func (o *Office) Found(tx *store.Tx, f branch.Founding, now time.Time) (branch.BranchID, error) {
	for b := range store.Branches.Scan(tx, nil) {
		if b.Name == f.Branch.Name {
			return 0, Refusal("“" + b.Name + "”已有名册，这次没有改动。人员变动请在聊天中由组织委员办理。")
		}
	}
	id := branch.BranchID(tx.Next(store.Key(nil).Str("branch")))
	f.SetID(id)
	f.Branch.Imported = branch.DateOf(now)
	store.Branches.Put(tx, f.Branch)
	for _, g := range f.Groups {
		store.Groups.Put(tx, g)
	}
	for _, m := range f.Members {
		store.Members.Put(tx, m)
	}
	for _, c := range f.Contacts {
		store.Contacts.Put(tx, c)
	}
	o.planBranch(tx, f.Branch, now)
	return id, nil
}

// planBranch plans every push of a branch anew.
func (o *Office) planBranch(tx *store.Tx, b branch.Branch, now time.Time) {
	for m := range store.Members.Scan(tx, store.K(b.ID)) {
		o.planGreeting(tx, b, m, now)
		o.planDigest(tx, b, m.ID, now)
	}
	o.planNominations(tx, b, now)
}
