package birthday

import (
	"zhibu/branch"
)

// Reflection is what a member wrote on a year's 政治生日 (心得体会). It is the member's own until shared.
type Reflection struct {
	Branch  branch.BranchID `json:"branch"`
	Member  branch.MemberID `json:"member"`
	Year    int             `json:"year"`
	Parts   []string        `json:"parts"` // a message each
	Changed branch.Date     `json:"changed"`
	Shared  branch.Date     `json:"shared,omitempty"` // since when the branch may read it; none: nobody but the member
}

// Characters returns how long it is.
func (r Reflection) Characters() (n int) {
	for _, p := range r.Parts {
		n += len([]rune(p))
	}
	return n
}
