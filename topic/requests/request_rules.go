package requests

import (
	"slices"
	"strings"
	"time"

	"zhibu/branch"
)

// ID numbers the 诉求 of a branch, from 1.
type ID int64

// Stage of a request: 条条有记录、事事有人盯、件件有着落、项项有回音.
type Stage string

// The stages, in their order. 不满意 leads back from Answered to Handling.
const (
	Accepted Stage = "受理" // recorded, nobody has it yet but the liaison
	Assigned Stage = "交办" // somebody has it, until a day
	Handling Stage = "办理" // under way
	Referred Stage = "转办" // with another office; what it answers comes back
	Answered Stage = "反馈" // the enterprise was answered; it is to be asked (回访)
	Settled  Stage = "办结" // it was asked, and is content
)

// StepKind says what was done about a request.
type StepKind string

// The steps of a request's story.
const (
	DidAccept StepKind = "受理"
	DidAssign StepKind = "交办"
	DidNote   StepKind = "办理"
	DidRefer  StepKind = "转办"
	DidReport StepKind = "上报"
	DidAnswer StepKind = "反馈"
	DidReply  StepKind = "对方答复" // from the office it was referred to
	DidPlease StepKind = "回访满意"
	DidUpset  StepKind = "回访不满意"
	DidCite   StepKind = "附政策"
)

// Step is one line of a request's story.
type Step struct {
	Kind StepKind        `json:"kind"`
	By   branch.MemberID `json:"by,omitempty"` // none: another branch
	At   time.Time       `json:"at"`
	Text string          `json:"text,omitempty"`
	To   branch.MemberID `json:"to,omitempty"`  // DidAssign
	Due  branch.Date     `json:"due,omitempty"` // DidAssign
}

// Elsewhere names a request of another branch.
type Elsewhere struct {
	Branch  branch.BranchID `json:"branch"`
	Request ID              `json:"request"`
}

// Request is what an enterprise asked for (诉求). Its people are not in the chat: the liaison asks them and enters what
// they say.
type Request struct {
	Branch  branch.BranchID  `json:"branch"`
	ID      ID               `json:"id"`
	Contact branch.ContactID `json:"contact,omitempty"` // none: it came from another branch
	Firm    string           `json:"firm"`              // the enterprise's name
	Record  branch.RecordID  `json:"record,omitempty"`  // the visit at which it was asked for
	Text    string           `json:"text"`
	By      branch.MemberID  `json:"by,omitempty"`
	At      time.Time        `json:"at"`
	Stage   Stage            `json:"stage"`
	Holder  branch.MemberID  `json:"holder,omitempty"` // whose turn it is; none: the officers'
	Handler branch.MemberID  `json:"handler,omitempty"`
	Asker   branch.MemberID  `json:"asker,omitempty"` // the liaison, who asks the enterprise
	Since   branch.Date      `json:"since"`           // the day it came to who has it
	Told    branch.Date      `json:"told,omitempty"`  // the last day on which who has it was told at once
	Due     branch.Date      `json:"due,omitempty"`   // of this stage; none if nothing is due from this branch
	Steps   []Step           `json:"steps"`
	From    *Elsewhere       `json:"from,omitempty"` // whose copy this is
	Copy    *Elsewhere       `json:"copy,omitempty"` // where a copy is
	Cited   []Citation       `json:"cited,omitempty"`
}

// Citation is an article of a policy that was attached to a request, as it read then.
type Citation struct {
	Policy string `json:"policy"`
	No     string `json:"no"`
	Text   string `json:"text"`
}

// Open reports whether there is something left to do.
func (r Request) Open() bool { return r.Stage != Settled }

// Doer is who did the work: whom it was given to, or else who answered the enterprise.
func (r Request) Doer() branch.MemberID {
	for _, s := range slices.Backward(r.Steps) {
		if r.Handler == 0 && s.Kind == DidAnswer {
			return s.By
		}
	}
	return r.Handler
}

// Overdue reports whether the stage's day has passed.
func (r Request) Overdue(today branch.Date) bool { return r.Open() && r.Due != 0 && r.Due < today }

// follows says which steps may be taken in which stage.
var follows = map[Stage][]StepKind{
	Accepted: {DidAssign, DidNote, DidRefer, DidReport, DidAnswer, DidCite},
	Assigned: {DidAssign, DidNote, DidRefer, DidReport, DidAnswer, DidCite},
	Handling: {DidAssign, DidNote, DidRefer, DidReport, DidAnswer, DidCite},
	Referred: {DidNote, DidReply, DidAnswer, DidCite},
	Answered: {DidPlease, DidUpset, DidNote, DidCite},
}

// Takes reports whether a step may be taken now. What another branch has is closed or reopened by the branch it came from.
func (r Request) Takes(k StepKind) bool {
	if r.From != nil && (k == DidPlease || k == DidUpset || k == DidRefer) {
		return false
	}
	return slices.Contains(follows[r.Stage], k)
}

// With returns the request after a step, with whose turn it is and until when. A step that may not be taken changes
// nothing: ask Takes first. The other side of a referral is carried over by Office.
func (r Request) With(c *branch.Calendar, d branch.Deadlines, s Step) Request {
	d = d.OrDefault()
	day := branch.DateOf(s.At)
	r.Steps = append(slices.Clone(r.Steps), s)
	if s.Kind != DidNote && s.Kind != DidCite {
		r.Since = day
	}
	switch s.Kind {
	case DidAccept:
		r.Stage, r.Due = Accepted, c.Add(day, d.First)
	case DidAssign:
		r.Stage, r.Handler, r.Holder, r.Due = Assigned, s.To, s.To, s.Due
	case DidNote:
		if r.Stage == Assigned {
			r.Stage = Handling
		}
	case DidRefer, DidReport:
		r.Stage, r.Due = Referred, c.Add(day, d.Handle)
		if r.Holder == 0 {
			r.Holder = r.Asker
		}
	case DidReply: // the other office has answered: the enterprise is to be told
		r.Stage, r.Holder, r.Due = Handling, r.Asker, c.Add(day, d.First)
		if r.Handler != 0 {
			r.Holder = r.Handler
		}
	case DidAnswer:
		r.Stage, r.Holder, r.Due = Answered, r.Asker, c.Add(day, d.Ask)
		if r.From != nil { // the branch it came from asks the enterprise
			r.Due = 0
		}
	case DidPlease:
		r.Stage, r.Holder, r.Due = Settled, 0, 0
	case DidUpset:
		r.Stage, r.Holder, r.Due = Handling, r.Handler, c.Add(day, d.First)
	}
	return r
}

// reminderDays returns the days on which who has the request is reminded of its stage: the working day before its
// day and the one after it; and, if he or she was not told at once, the working day after it came.
func reminderDays(c *branch.Calendar, r Request) (days []branch.Date) {
	if !r.Open() || r.Due == 0 {
		return nil
	}
	if r.Told < r.Since {
		days = append(days, c.Add(r.Since, 1))
	}
	return append(days, c.Add(r.Due, -1), c.Add(r.Due, 1))
}

// Matches reports whether a request holds every word of a query somewhere in its story.
func (r Request) Matches(query string) bool {
	var b strings.Builder
	b.WriteString(r.Firm + "\n" + r.Text)
	for _, s := range r.Steps {
		b.WriteString("\n" + s.Text)
	}
	text := strings.ToLower(b.String())
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
