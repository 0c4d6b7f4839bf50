package office

import (
	"cmp"

	"zhibu/branch"
	"zhibu/store"
)

// Apart returns what tells a member from others of the branch who have the same name; "" if nobody has.
func Apart(tx *store.Tx, m branch.Member) string {
	var namesakes []branch.Member
	for o := range store.MembersByName.Scan(tx, store.K(m.Branch).Str(m.Name)) {
		namesakes = append(namesakes, o)
	}
	if len(namesakes) < 2 {
		return ""
	}
	return branch.Apart(m, namesakes, func(g branch.GroupID) string { return Group(tx, m.Branch, g).Name })
}

// Called returns what a member is called wherever others are shown him or her: the name, and where it repeats in the branch
// what tells it apart. Whatever is shown or written into a file takes names from here, not from Member.Name.
func Called(tx *store.Tx, m branch.Member) string { return branch.Called(m.Name, Apart(tx, m)) }

// Where returns the group of a member, with what else tells namesakes apart: what stands beside a bare name wherever the person is
// asked, 「这是您吗」, or somebody else has to find him or her by it.
func Where(tx *store.Tx, m branch.Member) string {
	return cmp.Or(Apart(tx, m), Group(tx, m.Branch, m.Group).Name)
}

// Shown returns a member as cards show one to others: under what he or she is called.
func Shown(tx *store.Tx, m branch.Member) branch.Member {
	m.Name = Called(tx, m)
	return m
}

// ShownAll returns members as cards show them.
func ShownAll(tx *store.Tx, list []branch.Member) []branch.Member {
	shown := make([]branch.Member, len(list))
	for i, m := range list {
		shown[i] = Shown(tx, m)
	}
	return shown
}

// PersonName returns what the member with a number is called; "" if there is none.
func PersonName(tx *store.Tx, b branch.BranchID, id branch.MemberID) string {
	m, ok := Member(tx, b, id)
	if !ok {
		return ""
	}
	return Called(tx, m)
}
