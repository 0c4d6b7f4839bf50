package policy

import (
	"zhibu/branch"
	"zhibu/store"
)

// ArticlePart is some of the articles of one version of a policy: so many to a row that a whole policy is few rows, which
// are decoded once and remembered.
type ArticlePart struct {
	Branch   branch.BranchID  `json:"branch"`
	Policy   ID               `json:"policy"`
	Version  int              `json:"version"`
	Part     int              `json:"part"`
	Articles []branch.Article `json:"articles"`
}

// The tables of policies.
var (
	Policies = store.NewTable("policies", func(p Policy) store.Key { return store.K(p.Branch).Int(int64(p.ID)) }).Remember()
	Articles = store.NewTable("articles", func(a ArticlePart) store.Key {
		return PolicyKey(a.Branch, a.Policy, a.Version).Int(int64(a.Part))
	}).Remember()
)

// PolicyKey is the key of a version's articles.
func PolicyKey(b branch.BranchID, p ID, version int) store.Key {
	return store.K(b).Int(int64(p)).Int(int64(version))
}
