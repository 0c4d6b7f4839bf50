package meeting

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
)

// Gathering is one occasion on which people met. It may have been several kinds of meeting at once, and then ticks off each of them:
// there is one record of it.
type Gathering struct {
	Branch branch.BranchID `json:"branch"`
	ID     int64           `json:"id"` // among the branch's, from 1
	Content
	LoggedBy  branch.MemberID   `json:"logged_by"`
	LoggedAt  time.Time         `json:"logged_at"`
	Decided   string            `json:"decided,omitempty"` // what a round had decided there: the minutes propose it
	Was       []Former          `json:"was,omitempty"`     // before each correction, oldest first
	Withdrawn *branch.Withdrawn `json:"withdrawn,omitempty"`
}

// Content is what a record of a gathering says.
type Content struct {
	Kinds  []string         `json:"kinds"`            // their names, in the order of Kinds
	Groups []branch.GroupID `json:"groups,omitempty"` // whose 党小组会 it was
	Day    branch.Date      `json:"day"`
	Topics string           `json:"topics"` // 议题
}

// Former is what a record said until somebody corrected it.
type Former struct {
	Content
	Changer branch.MemberID `json:"changer"`
	At      time.Time       `json:"at"`
}

// maxChanges is how many former versions a record keeps: its row must have room to be withdrawn.
const maxChanges = 20

// oldest is how many days ago a gathering may have been that is still entered: it is the year's work, and the year before's.
const oldest = 2 * 366

// Is reports whether the gathering was a meeting of a kind: of a group, where the kind is one of groups.
func (c Content) Is(k Kind, of branch.Subject) bool {
	if !slices.Contains(c.Kinds, k.Name) {
		return false
	}
	return k.Binds != branch.EachGroup || slices.Contains(c.Groups, branch.GroupID(of.Group()))
}

// ForGroups reports whether it was nothing but a meeting of one group.
func (c Content) ForGroups() bool { return OfGroups(c.Kinds) && len(c.Groups) == 1 }

// fits puts the kinds and groups in order, and refuses what a record may not say. living are the groups that there are.
func (c *Content) fits(living []branch.Group, today branch.Date) error {
	c.Kinds = Ordered(c.Kinds)
	if len(c.Kinds) == 0 {
		return errors.New("请选择开的是哪种会议。")
	}
	slices.Sort(c.Groups)
	c.Groups = slices.Compact(c.Groups)
	switch ofGroup := slices.Contains(c.Kinds, GroupMeet); {
	case !ofGroup:
		c.Groups = nil
	case len(c.Groups) == 0:
		return errors.New("请选择开会的党小组。")
	}
	for _, id := range c.Groups {
		if !slices.ContainsFunc(living, func(g branch.Group) bool { return g.ID == id }) {
			return errors.New("有一个党小组已经没有了，请重新选择。")
		}
	}
	switch {
	case c.Day > today:
		return errors.New("会议还没有召开：日期不能晚于今天，请重新发送日期。")
	case c.Day < today-oldest:
		return errors.New("只登记近两年的会议，请核对日期。")
	case c.Topics == "":
		return errors.New("请写明议题。")
	}
	return nil
}

// both returns what two gatherings of one day have both been, "" if nothing: one occasion has one record.
func both(a, b Content) string {
	if a.Day != b.Day {
		return ""
	}
	for _, name := range a.Kinds {
		k, _ := KindOf(name)
		subjects := []branch.Subject{branch.OfBranch()}
		if k.Binds == branch.EachGroup {
			subjects = subjects[:0]
			for _, g := range a.Groups {
				subjects = append(subjects, branch.OfGroup(g))
			}
		}
		if slices.ContainsFunc(subjects, func(s branch.Subject) bool { return b.Is(k, s) }) {
			return name
		}
	}
	return ""
}

// Record is the gathering as duties read it: what it counts as for a group, or for the branch.
func (g Gathering) Record(of branch.Subject) branch.Record {
	r := branch.Record{Branch: g.Branch, ID: branch.RecordID(g.ID), Day: g.Day, LoggedAt: g.LoggedAt, Withdrawn: g.Withdrawn}
	for _, name := range g.Kinds {
		if k, ok := KindOf(name); ok && k.Binds.Subject() == of.Kind && g.Is(k, of) {
			r.Activities = append(r.Activities, branch.Activity(name))
		}
	}
	return r
}

// Changed returns the gathering as corrected by somebody, with what it said before in its history.
func (g Gathering) Changed(to Content, by branch.MemberID, at time.Time) Gathering {
	g.Was = append(slices.Clone(g.Was), Former{g.Content, by, at})
	g.Content = to
	return g
}

// Handled reports whether a member has logged, corrected or withdrawn it.
func (g Gathering) Handled(m branch.MemberID) bool {
	return g.LoggedBy == m || slices.ContainsFunc(g.Was, func(w Former) bool { return w.Changer == m }) || g.Withdrawn != nil && g.Withdrawn.By == m
}

// Unheld says why a meeting was not held in a period (未开展): nobody is reminded of it any more.
type Unheld struct {
	Branch  branch.BranchID `json:"branch"`
	Subject branch.Subject  `json:"subject"`
	Duty    branch.DutyKind `json:"duty"`
	Period  string          `json:"period"` // Period.Key
	Reason  string          `json:"reason"`
	By      branch.MemberID `json:"by"`
	At      time.Time       `json:"at"`
}

// reasonMost is the longest reason. // characters
const reasonMost = 60

// Reasons are those that are offered; buttons carry their codes. Any other is typed.
var Reasons = []string{"集中任务较多", "多数同志外出", "时间未能协调"}

// Owing is how a kind of meeting stands with the branch or with a group in a period.
type Owing struct {
	branch.Standing
	Group  branch.Group // whose it is; the zero Group: the branch's
	Reason string       // why it was not held; "": nobody has said so
	Among  int          // of how many groups it is owed
	Called branch.Date  // for which day it has been called; none: it has not been
}

// Of returns whom it binds.
func (w Owing) Of() branch.Subject {
	if w.Group.ID != 0 {
		return branch.OfGroup(w.Group.ID)
	}
	return branch.OfBranch()
}

// Open reports whether it is owed still, and nobody has said why it was not held.
func (w Owing) Open() bool { return w.Owed() > 0 && w.Reason == "" }

// Code is the number of what is owed on buttons and in forms.
func (w Owing) Code() string {
	return fmt.Sprintf("%s %d %s", w.Duty.Kind, w.Of().Code(), w.Period.Key())
}

// open returns those that are open.
func open(list []Owing) []Owing {
	return slices.DeleteFunc(slices.Clone(list), func(w Owing) bool { return !w.Open() })
}

// pressing returns those that are open and have not been called for a day to come: these are reminded of.
func pressing(list []Owing, today branch.Date) []Owing {
	return slices.DeleteFunc(open(list), func(w Owing) bool { return w.Called >= today })
}
