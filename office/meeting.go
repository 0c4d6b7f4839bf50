package office

import (
	"zhibu/branch"
	"zhibu/store"
)

// OnRoll returns who has 表决权 on a day, or would take part in a recommendation opened then that is for everyone.
func OnRoll(tx *store.Tx, b branch.BranchID, day branch.Date, everyone bool) []branch.Member {
	return MembersOf(tx, b, func(m branch.Member) bool { return m.LeftOut(day, everyone) == "" })
}

// MeetingDue returns how many are due at a meeting on a day: members with voting rights (党员大会), or the committee.
func MeetingDue(tx *store.Tx, b branch.BranchID, kind branch.MeetingKind, day branch.Date) int {
	if kind == branch.Committee {
		return len(Posted(tx, b, func(m branch.Member) bool { return m.Post.Committee() }))
	}
	return len(OnRoll(tx, b, day, false))
}

// MembersOn returns who was of a branch on a day, in the group and with the post of that day, as far as the branch's history goes back;
// late are those whose 转正 may be a decision of that very day.
func MembersOn(tx *store.Tx, b branch.BranchID, day branch.Date) (list []branch.Member, late map[branch.MemberID]bool) {
	var changes []branch.Change
	for c := range store.Changes.Scan(tx, store.K(b)) {
		changes = append(changes, c)
	}
	all := store.Members.Where(tx, store.K(b), func(branch.Member) bool { return true })
	late = map[branch.MemberID]bool{}
	for _, m := range branch.OnDay(all, changes, max(day, GetBranch(tx, b).Imported)) {
		if m.Status != branch.Active {
			continue
		}
		list = append(list, m)
		if branch.FullLate(m, changes, day) {
			late[m.ID] = true
		}
	}
	return list, late
}
