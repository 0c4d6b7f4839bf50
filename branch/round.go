package branch

import "encoding/json"

// Candidate is whom a round is about: a member, a section (科室) or a group, never two of them.
type Candidate struct {
	Member  MemberID `json:"member,omitempty"`
	Group   GroupID  `json:"group,omitempty"`
	Section string   `json:"section,omitempty"`
}

// UnmarshalJSON reads a candidate, or a bare member's number as rounds had before sections and groups could be
// candidates.
func (c *Candidate) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '{' {
		*c = Candidate{}
		return json.Unmarshal(b, &c.Member)
	}
	type plain Candidate
	return json.Unmarshal(b, (*plain)(c))
}

// MembersOf makes candidates of members.
func MembersOf(ids ...MemberID) (list []Candidate) {
	for _, id := range ids {
		list = append(list, Candidate{Member: id})
	}
	return list
}

// CandidateKind says what is recommended.
type CandidateKind string

// What a branch may recommend (a setting).
const (
	OfMembers  CandidateKind = ""
	OfSections CandidateKind = "section"
	OfGroups   CandidateKind = "group"
)

// HandlersOf returns the posts that may handle an objection, in order: the 纪检委员; the 书记 about the 纪检委员, or when he or she
// no longer holds the post; then the 副书记 and the 组织委员 when those are out of the question.
var HandlersOf = []Post{DisciplinePost, Secretary, DeputySecretary, OrganisationPost}
