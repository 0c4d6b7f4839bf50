package register

import (
	"encoding/json"
	"slices"
	"time"

	"zhibu/branch"
)

// Entry is one dated record of a kind.
type Entry struct {
	Branch branch.BranchID `json:"branch"`
	Kind   string          `json:"kind"` // the name of its kind
	ID     int64           `json:"id"`   // among those of its kind, from 1
	Content
	LoggedBy  branch.MemberID   `json:"logged_by"`
	LoggedAt  time.Time         `json:"logged_at,omitzero"` // zero: by a program that did not keep it
	Was       []Former          `json:"was,omitempty"`      // before each change, oldest first
	Withdrawn *branch.Withdrawn `json:"withdrawn,omitempty"`
}

// Content is what an entry says.
type Content struct {
	Answers map[string]json.RawMessage `json:"answers"`         // by the names of the kind's fields
	Said    map[string]string          `json:"said,omitempty"`  // answers that are no texts, in words: the names are those of the day on which it was logged
	About   []branch.MemberID          `json:"about,omitempty"` // whom it is about
	Settled branch.Date                `json:"settled,omitempty"`
}

// Former is what an entry said until somebody changed it.
type Former struct {
	Content
	Settling bool            `json:"settling,omitempty"` // what came of it was entered: nothing had been wrong
	Changer  branch.MemberID `json:"changer"`
	At       time.Time       `json:"at"`
}

// DayField is the field of every kind that says when it was.
const DayField = "day"

// Day is when it was; 0 if that is not said.
func (c Content) Day() (day branch.Date) {
	if json.Unmarshal(c.Answers[DayField], &day) != nil {
		return 0
	}
	return day
}

// Number is the answer to a field that picks one of a list by its number; 0 if there is none.
func (c Content) Number(field string) (n int64) {
	if json.Unmarshal(c.Answers[field], &n) != nil {
		return 0
	}
	return n
}

// Says is the answer to a field in words; "" if there is none.
func (c Content) Says(field string) (text string) {
	if said, ok := c.Said[field]; ok {
		return said
	}
	if json.Unmarshal(c.Answers[field], &text) != nil {
		return ""
	}
	return text
}

// Is reports whether the entry is about a member.
func (c Content) Is(m branch.MemberID) bool { return slices.Contains(c.About, m) }

// Names reports whether the entry is about a member, or was logged, changed or withdrawn by him or her.
func (e Entry) Names(m branch.MemberID) bool {
	return e.Is(m) || e.Handled(m) || slices.ContainsFunc(e.Was, func(w Former) bool { return w.Is(m) })
}

// Handled reports whether a member has logged, changed or withdrawn the entry.
func (e Entry) Handled(m branch.MemberID) bool {
	return e.LoggedBy == m || slices.ContainsFunc(e.Was, func(w Former) bool { return w.Changer == m }) || e.Withdrawn != nil && e.Withdrawn.By == m
}

// maxChanges is how many former versions an entry keeps: its row must have room to be withdrawn.
const maxChanges = 20

// Changed returns the entry as changed by somebody, with what it said before in its history.
func (e Entry) Changed(to Content, settling bool, by branch.MemberID, at time.Time) Entry {
	e.Was = append(slices.Clone(e.Was), Former{e.Content, settling, by, at})
	e.Content = to
	return e
}

// Corrected returns the latest change that put something right, if there was one.
func (e Entry) Corrected() (Former, bool) {
	for _, w := range slices.Backward(e.Was) {
		if !w.Settling {
			return w, true
		}
	}
	return Former{}, false
}

// KnownAt returns the entry as it stood at an instant: what was entered later is not known then. ok is false for one that had not
// been logged. One that was logged before times were kept was always known.
func (e Entry) KnownAt(at time.Time) (then Entry, ok bool) {
	if e.LoggedAt.After(at) {
		return Entry{}, false
	}
	if i := slices.IndexFunc(e.Was, func(w Former) bool { return w.At.After(at) }); i >= 0 {
		e.Content, e.Was = e.Was[i].Content, e.Was[:i:i]
	}
	if e.Withdrawn != nil && e.Withdrawn.At.After(at) {
		e.Withdrawn = nil
	}
	return e, true
}
