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
