package store

import "zhibu/branch"

// ArticlePart is some of the articles of one version of a policy: so many to a row that a whole policy is few rows, which
// are decoded once and remembered.
type ArticlePart struct {
	Branch   branch.BranchID  `json:"branch"`
	Policy   branch.PolicyID  `json:"policy"`
	Version  int              `json:"version"`
	Part     int              `json:"part"`
	Articles []branch.Article `json:"articles"`
}

// The tables of policies.
var (
	Policies = NewTable("policies", func(p branch.Policy) Key { return K(p.Branch).Int(int64(p.ID)) }).Remember()
	Articles = NewTable("articles", func(a ArticlePart) Key {
		return PolicyKey(a.Branch, a.Policy, a.Version).Int(int64(a.Part))
	}).Remember()
)

// PolicyKey is the key of a version's articles.
func PolicyKey(b branch.BranchID, p branch.PolicyID, version int) Key {
	return K(b).Int(int64(p)).Int(int64(version))
}
