package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// mayEndGroups refuses to end or take back a group while it has to nominate.
func mayEndGroups(tx *store.Tx, b branch.BranchID, edits []branch.Edit, now time.Time) error {
	ends := slices.ContainsFunc(edits, func(e branch.Edit) bool { return e.Field == "ended" })
	for r := range store.RoundsOpen.Scan(tx, store.K(b)) {
		if ends && r.Takes(branch.Nominate, now) {
			return Refusal(cards.ChangeNominating(r))
		}
	}
	return nil
}

// mayUndoRolled refuses to take back a change on which a roll or a nomination has been built.
func mayUndoRolled(tx *store.Tx, c branch.Change, after *branch.People) error {
	rights := slices.ContainsFunc(c.Edits, func(e branch.Edit) bool {
		return e.MemberOf() != 0 && slices.Contains([]string{"full", "status", "restrictions"}, e.Field)
	})
	for r := range store.RoundsOpen.Scan(tx, store.K(c.Branch)) {
		if s := r.Stage(branch.Ballot); rights && s != nil && s.Opens.After(c.Done) {
			return Refusal("此后已发起" + cards.RoundTitle(r) + "推荐，参加名单已按这项变动确定，不能撤销。")
		}
		for n := range store.Nominations.Scan(tx, store.RoundKey(c.Branch, r.ID)) {
			m := after.Member(n.Nominee)
			if n.At.After(c.Done) && (m == nil || m.Status != branch.Active || m.Group != n.Group) {
				return Refusal("此后" + cards.RoundTitle(r) + "的推荐已用到这项变动，不能撤销。")
			}
		}
	}
	return nil
}

// rolledOn says on whose roll somebody stands, or "".
func rolledOn(tx *store.Tx, me branch.Member) string {
	for r := range store.Rounds.Scan(tx, store.K(me.Branch)) {
		if store.Roll.Has(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID))) {
			return "已列入" + cards.RoundTitle(r) + "的参加名单"
		}
	}
	return ""
}
