package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// ExportRoster sends somebody who may see it the branch's roster as a file, and leaves a trace of it. Nobody else is sent it.
func (o *Office) ExportRoster(tx *store.Tx, me branch.Member, now time.Time) error {
	to, err := SendTo(tx, me, branch.SeeRoster)
	if err != nil {
		return err
	}
	people := MembersOf(tx, me.Branch, func(branch.Member) bool { return true })
	id := o.NoteExport(tx, me.Branch, me.ID, now)
	tx.ShowBelow(to, cards.Exported(GetBranch(tx, me.Branch), me.ID, id, branch.DateOf(now), len(people)))
	return nil
}

// NoteExport leaves the trace of an export; by is none for the command line.
func (o *Office) NoteExport(tx *store.Tx, b branch.BranchID, by branch.MemberID, now time.Time) int64 {
	id := tx.Next(store.K(b).Str("export"))
	store.Exports.Put(tx, store.Export{Branch: b, ID: id, By: by, At: now})
	return id
}

// Roster returns a branch as an export writes it.
func Roster(tx *store.Tx, b branch.BranchID) branch.Roster { return known(tx, b).Roster() }

// MaySeeRoster reports whether somebody may be sent the roster now: a file is made when it is sent, which may be later
// than it was asked for.
func MaySeeRoster(tx *store.Tx, b branch.BranchID, m branch.MemberID) bool {
	who, ok := Member(tx, b, m)
	return ok && who.May(branch.SeeRoster)
}
