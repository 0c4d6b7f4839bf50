package birthday

import (
	"zhibu/branch"
	"zhibu/store"
)

// The tables of the matter. Their names stand in the file and never change.
var (
	// Checkeds is what was done before a 政治生日, by branch, member, year and item.
	Checkeds = store.NewTable("checked", func(c Checked) store.Key { return checkKey(c.Branch, c.Member, c.Year, c.Check) })
	// Reflections is what members wrote on theirs (心得体会), by branch, member and year.
	Reflections = store.NewTable("reflections", func(r Reflection) store.Key { return reflectionKey(r.Branch, r.Member, r.Year) })

	reflectionsShared = Reflections.Index("shared", func(r Reflection) store.Key {
		if r.Shared == 0 {
			return nil
		}
		return store.K(r.Branch).Int(-int64(r.Year)) // the latest first
	})
)

// checkKey is the key of one thing on a checklist.
func checkKey(b branch.BranchID, m branch.MemberID, year int, c Check) store.Key {
	return store.K(b).Int(int64(m)).Int(int64(year)).Int(int64(c))
}
