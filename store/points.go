package store

import "zhibu/branch"

// PutOff says until when a member's reminders of one duty are put off. It ends with the duty's period.
type PutOff struct {
	Branch  branch.BranchID `json:"branch"`
	Subject branch.Subject  `json:"subject"`
	Duty    branch.DutyKind `json:"duty"`
	Period  string          `json:"period"`
	Until   branch.Date     `json:"until"`
	By      branch.MemberID `json:"by"`
}

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

// The tables of contact points; those that came first stand in rows.go.
var (
	Lapses = NewTable("lapses", func(l branch.Lapse) Key { return DutyKey(l.Branch, l.Subject, l.Duty, l.Period) })

	PutOffs = NewTable("putoffs", func(p PutOff) Key { return DutyKey(p.Branch, p.Subject, p.Duty, p.Period) })
	Digests = NewTable("digests", func(d Digest) Key { return K(d.Branch).Int(int64(d.Member)) })
)

// DutyKey is the key of what is noted about one duty of one subject in one period.
func DutyKey(b branch.BranchID, s branch.Subject, d branch.DutyKind, period string) Key {
	return K(b).Int(s.Code()).Str(string(d)).Str(period)
}
