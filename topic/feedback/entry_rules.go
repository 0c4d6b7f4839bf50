package feedback

import (
	"time"

	"zhibu/branch"
)

// ID numbers what is said in a branch, from 1.
type ID int64

// Entry is one thing that somebody had to say. Of one without a name nothing is kept but the words and the day: an hour would tell
// whose it is to who knows when somebody was at the phone.
type Entry struct {
	Branch branch.BranchID `json:"branch"`
	ID     ID              `json:"id"`
	Text   string          `json:"text"`
	Day    branch.Date     `json:"day"`
	Due    branch.Date     `json:"due"`           // until when it is to be answered
	By     branch.MemberID `json:"by,omitempty"`  // none: without a name
	At     time.Time       `json:"at,omitzero"`   // of one with a name: what the account of that time may be shown
	Gone   bool            `json:"gone,omitzero"` // who signed it has had the name erased

	Answer     string          `json:"answer,omitempty"`
	AnsweredBy branch.MemberID `json:"answered_by,omitempty"`
	AnsweredAt time.Time       `json:"answered_at,omitzero"`
}

// Open reports whether it waits for an answer.
func (e Entry) Open() bool { return e.AnsweredAt.IsZero() }

// Overdue reports whether it should have been answered before today.
func (e Entry) Overdue(today branch.Date) bool { return e.Open() && e.Due < today }

// mostAge is the most working days that are counted: about a year, and more says nothing.
const mostAge = 250

// Age is for how many working days it has waited; more than mostAge are one more.
func (e Entry) Age(c *branch.Calendar, today branch.Date) (n int) {
	for day := c.Add(e.Day, 1); day <= today && n <= mostAge; day = c.Add(day, 1) {
		n++
	}
	return n
}

// reminderDays are the days on which who is to answer is reminded: the working day after it came, the last but one, and the last of
// those in which it is due; and the one after.
func reminderDays(c *branch.Calendar, e Entry) []branch.Date {
	return []branch.Date{c.Add(e.Day, 1), c.Add(e.Due, -1), e.Due, c.Add(e.Due, 1)}
}

// Counted is how many came in some days, how many of these are answered, and how many were answered in time. What was taken back is
// not among them. No figure tells whose they are, or with a name or without.
type Counted struct{ Came, Answered, InTime int }

// add counts an entry.
func (n *Counted) add(e Entry) {
	n.Came++
	if !e.Open() {
		n.Answered++
		if branch.DateOf(e.AnsweredAt) <= e.Due {
			n.InTime++
		}
	}
}
