package store

import "zhibu/branch"

// Digest is a member's daily card of reminders: what stands on the last one, and from which day on nothing has been
// said. A reminder that could not be said on its day lies on or after From until it is said, whatever is planned anew.
type Digest struct {
	Branch branch.BranchID `json:"branch"`
	Member branch.MemberID `json:"member"`
	From   branch.Date     `json:"from"`
	Day    branch.Date     `json:"day,omitempty"`   // of the last card
	Asked  bool            `json:"asked,omitempty"` // about the periods that ran when he or she came
	Items  []Reminded      `json:"items,omitempty"`
}

// Reminded is one thing on a digest: a duty of a subject in a period, something of a matter, or the week's survey.
type Reminded struct {
	Kind    branch.PointKind `json:"kind"`
	Subject branch.Subject   `json:"subject,omitzero"`
	Duty    branch.DutyKind  `json:"duty,omitempty"`
	Period  branch.Period    `json:"period,omitzero"`
	Item    int64            `json:"request,omitempty"` // its number in its matter: of a request

	Thing int64 `json:"round,omitempty"`     // something of its matter that has parts: of a round
	Part  int64 `json:"objection,omitempty"` // of that; 0: the thing itself
}

// Digests are the daily cards, one a member.
var Digests = NewTable("digests", func(d Digest) Key { return K(d.Branch).Int(int64(d.Member)) })
