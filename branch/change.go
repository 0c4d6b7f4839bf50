package branch

import (
	"fmt"
	"slices"
	"time"
)

// ChangeID numbers the changes of a branch, from 1.
type ChangeID int64

// ChangeKind names a kind of change in the store: it never changes.
type ChangeKind string

// ChangeState says how far a change is.
type ChangeState string

// The states of a change.
const (
	ChangePlanned ChangeState = ""       // its day has not come
	ChangeAsked   ChangeState = "asked"  // waits for another officer's 「确认」; never in the history
	ChangeDone    ChangeState = "done"   // carried out
	ChangeUndone  ChangeState = "undone" // withdrawn before its day, or undone within a day
	ChangeLapsed  ChangeState = "lapsed" // on its day it could no longer be carried out
)

// Change is a dated entry in a branch's history: what was asked for, by whom, and what it did. Which fields count
// depends on its kind (ChangeRule.Needs).
type Change struct {
	Branch  BranchID   `json:"branch"`
	ID      ChangeID   `json:"id"`
	Kind    ChangeKind `json:"kind"`
	Member  MemberID   `json:"member,omitempty"` // whom it is about
	From    Date       `json:"from,omitempty"`   // the first day on which it holds
	Date    Date       `json:"date,omitempty"`   // another day it needs
	Full    Date       `json:"full,omitempty"`   // 转正日期 of somebody new; none while probationary
	Group   GroupID    `json:"group,omitempty"`
	To      GroupID    `json:"to,omitempty"`     // the group that another is merged into
	Choice  string     `json:"choice,omitempty"` // one of a fixed list: a post, a status, a field
	Name    string     `json:"name,omitempty"`   // a new name
	Old     string     `json:"old,omitempty"`    // the section that is renamed
	Reason  string     `json:"reason,omitempty"`
	Members []MemberID `json:"members,omitempty"` // several people; of a committee in the order of Posts, 0 for none

	By      MemberID    `json:"by,omitempty"` // who entered it; none: the command line
	At      time.Time   `json:"at"`
	State   ChangeState `json:"state,omitempty"`
	Done    time.Time   `json:"done"`           // when it was carried out
	Says    string      `json:"says,omitempty"` // what it was, as people read it: names of that day
	Edits   []Edit      `json:"edits,omitempty"`
	Why     string      `json:"why,omitempty"` // why it lapsed
	EndedBy MemberID    `json:"ended_by,omitempty"`
	Ended   time.Time   `json:"ended"` // when it was withdrawn, undone or lapsed

	Second    MemberID  `json:"second,omitempty"`     // the other officer who confirmed it; none: the command line
	Seconded  time.Time `json:"seconded,omitzero"`    // when; zero: it needed nobody
	UndoneFor MemberID  `json:"undone_for,omitempty"` // the other officer who confirmed that it was undone
}

// Concerns reports whether a change is part of a member's history.
func (c Change) Concerns(m MemberID) bool {
	return c.Member == m || slices.Contains(c.Members, m) ||
		slices.ContainsFunc(c.Edits, func(e Edit) bool { return e.MemberOf() == m })
}

// Imported is the kind of the entry that a roster leaves which was taken over. It is not entered by hand.
const Imported ChangeKind = "import"

// AddKind is the kind by which one person is entered by hand. The number is given before it is carried out (Change.Member).
const AddKind ChangeKind = "add"

// RenameKind is the kind by which somebody's name is corrected.
const RenameKind ChangeKind = "name"

// CommitteeKind is the kind by which a new committee takes office.
const CommitteeKind ChangeKind = "committee"

// LeaveKind is the kind by which somebody leaves the branch; Choice is the Status of those who have.
const LeaveKind ChangeKind = "leave"

// Names reports whether what is typed for a change of this kind is a person's name, not that of a group or section.
func (k ChangeKind) Names() bool { return k == AddKind || k == RenameKind }

// Need is one thing that a change must be told, in a form.
type Need string

// The needs there are.
const (
	NeedFrom      Need = "from"      // the day from which it holds
	NeedDate      Need = "date"      // Date
	NeedGroup     Need = "group"     // Group
	NeedTo        Need = "to"        // To
	NeedChoice    Need = "choice"    // Choice
	NeedName      Need = "name"      // Name, typed
	NeedOld       Need = "old"       // Old
	NeedReason    Need = "reason"    // Reason, typed
	NeedMembers   Need = "members"   // Members, any number
	NeedCommittee Need = "committee" // Members, one for each of Posts
	NeedFull      Need = "full"      // Full
)

// ChangeRule is a kind of change: what it needs, for whom it is offered, what it does.
type ChangeRule struct {
	Kind    ChangeKind
	Name    string // as buttons and histories call it
	Member  bool   // about one member; else about the branch
	Right   Right  // who may enter it
	Secret  bool   // read by the 书记 and the 纪检委员 alone
	Needs   []Need // asked for in this order
	Choices []string
	Offered func(p *People, m Member, today Date) bool // nil: for everybody of the branch
	Days    func(p *People, c Change) []Date           // what NeedDate offers by button; nil: nothing
	// Do carries it out. Its error is a sentence that says why it cannot be so.
	Do func(p *People, c *Change) error
}

// Kinds of change, in the order in which they are offered. A button carries the place in this list: add at the end.
var ChangeKinds = []ChangeRule{
	{Kind: "full", Name: "转正", Member: true, Right: EnterRoster, Needs: []Need{NeedFrom}, Offered: probationary, Do: becomeFull},
	{Kind: "extend", Name: "延长预备期", Member: true, Right: EnterRoster, Needs: []Need{NeedDate}, Offered: extendable, Days: extensions, Do: extend},
	{Kind: "move", Name: "换组", Member: true, Right: EnterRoster, Needs: []Need{NeedGroup, NeedFrom}, Offered: anotherGroup, Do: move},
	{Kind: "appoint", Name: "任免职务", Member: true, Right: KeepRoster, Needs: []Need{NeedChoice, NeedFrom}, Choices: roles(), Do: appoint},
	{Kind: LeaveKind, Name: "离开支部", Member: true, Right: EnterRoster, Needs: []Need{NeedChoice, NeedFrom},
		Choices: []string{string(Transferred), string(Retired), string(Deceased), string(Expelled)}, Do: leave},
	{Kind: "restrict", Name: "权利受限", Member: true, Right: Restrict, Secret: true, Needs: []Need{NeedChoice, NeedReason, NeedFrom},
		Choices: []string{"留党察看", "留置", "逮捕"}, Do: restrict},
	{Kind: "lift", Name: "恢复权利", Member: true, Right: Restrict, Secret: true, Needs: []Need{NeedFrom}, Offered: restricted, Do: lift},
	{Kind: "correct", Name: "更正日期", Member: true, Right: EnterRoster, Needs: []Need{NeedChoice, NeedDate}, Choices: []string{JoinedField, FullField},
		Do: correct},
	{Kind: "return", Name: "重新转入", Member: true, Right: EnterRoster, Needs: []Need{NeedGroup, NeedFrom}, Offered: gone, Do: comeBack},
	{Kind: CommitteeKind, Name: "换届", Right: KeepRoster, Needs: []Need{NeedCommittee, NeedFrom}, Do: newCommittee},
	{Kind: "group.new", Name: "新设党小组", Right: EnterRoster, Needs: []Need{NeedName, NeedMembers, NeedFrom}, Do: newGroup},
	{Kind: "group.name", Name: "党小组改名", Right: EnterRoster, Needs: []Need{NeedGroup, NeedName, NeedFrom}, Do: renameGroup},
	{Kind: "group.join", Name: "合并党小组", Right: EnterRoster, Needs: []Need{NeedGroup, NeedTo, NeedFrom}, Do: mergeGroups},
	{Kind: "section.new", Name: "新设科室、调入", Right: EnterRoster, Needs: []Need{NeedName, NeedMembers, NeedFrom}, Do: newSection},
	{Kind: "section.name", Name: "科室改名、合并", Right: EnterRoster, Needs: []Need{NeedOld, NeedName, NeedFrom}, Do: renameSection},
	{Kind: AddKind, Name: "新增党员", Right: EnterRoster, Needs: []Need{NeedName, NeedGroup, NeedDate, NeedFull}, Do: addMember},
	{Kind: RenameKind, Name: "更正姓名", Member: true, Right: EnterRoster, Needs: []Need{NeedName}, Do: rename},
}

// ChangeRuleOf returns the kind of that name.
func ChangeRuleOf(k ChangeKind) (ChangeRule, bool) {
	i := slices.IndexFunc(ChangeKinds, func(x ChangeRule) bool { return x.Kind == k })
	if i < 0 {
		return ChangeRule{}, false
	}
	return ChangeKinds[i], true
}

// OfferedTo reports whether the kind is one for this member now.
func (k ChangeRule) OfferedTo(p *People, m Member, today Date) bool {
	if !k.Member {
		return false
	}
	if k.Offered == nil {
		return m.Status == Active
	}
	return k.Offered(p, m, today)
}

// How far ahead a change may be dated, and the shortest and longest name of a group or section.
const (
	farthest              = 2 * 366 // days
	shortName, longName   = 2, 20
	postponed, postponed2 = 6, 12 // months by which a probation is extended, at least and at most
)

// MayBegin refuses a day that a change about m cannot be dated.
func MayBegin(day, today Date, m Member) error {
	switch {
	case day > today+farthest:
		return fmt.Errorf("日期最晚可定为%s。", (today + farthest).Chinese())
	case day < m.Joined:
		return fmt.Errorf("日期不能早于入党日期%s。", m.Joined.Chinese())
	case day < On(1921, time.July, 1):
		return fmt.Errorf("这个日期太早，请核对。")
	}
	return nil
}

// PutOff returns the first day on which a probationary member may become a full one: a year after 入党日期 (党章第七条),
// or the day to which the probation was extended.
func (m Member) PutOff() Date { return max(m.Joined.Anniversary(m.Joined.Year()+1, false), m.Extended) }

func probationary(_ *People, m Member, _ Date) bool { return m.Status == Active && m.Full == 0 }

// extendable: a probation may be extended once (发展党员工作细则: 延长一次, 不少于半年, 最长不超过一年).
func extendable(p *People, m Member, today Date) bool {
	return probationary(p, m, today) && m.Extended == 0
}

func anotherGroup(p *People, m Member, _ Date) bool {
	return m.Status == Active && len(p.Living()) > 1
}

func restricted(_ *People, m Member, today Date) bool {
	return m.Status == Active && m.Restricted(today)
}

func gone(_ *People, m Member, _ Date) bool {
	return m.Status == Transferred || m.Status == Retired || m.Status == Expelled
}

// Restricted reports whether the member's rights are taken or suspended on a day.
func (m Member) Restricted(day Date) bool {
	return slices.ContainsFunc(m.Restrictions, func(r Restriction) bool { return r.From <= day && (r.To == 0 || day <= r.To) })
}

// What appoint can choose beside the five posts.
const (
	Dismissed    = "免去党内职务"
	LeaderRole   = "党小组组长"
	NoLeader     = "免去党小组组长"
	InLeadership = "列为领导班子成员"
	NoLeadership = "不再是领导班子成员"
)

// What correct can choose.
const (
	JoinedField = "入党日期"
	FullField   = "转正日期"
)
