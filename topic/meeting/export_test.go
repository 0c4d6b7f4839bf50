package meeting

import (
	"zhibu/branch"
	"zhibu/store"
)

// MayReadMinutes is mayReadMinutes of the minutes of a gathering.
func MayReadMinutes(tx *store.Tx, me branch.Member, id int64) bool {
	g, _ := Get(tx, me.Branch, id)
	m, _ := GetMinutes(tx, me.Branch, id)
	return mayReadMinutes(tx, me, g, m)
}
