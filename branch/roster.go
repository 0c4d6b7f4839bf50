package branch

import (
	"fmt"
	"strings"
)

// Roster is what an office's list says: names, not ids.
type Roster struct {
	Branch         string          `json:"branch,omitempty"` // from the title row ("中共××市委台办机关党支部"), "" if there is none
	People         []RosterPerson  `json:"people,omitempty"`
	Contacts       []RosterContact `json:"contacts,omitempty"`
	Columns        []Column        `json:"columns,omitempty"`         // that the list of people has: what it lacks, it says nothing about
	ContactColumns []Column        `json:"contact_columns,omitempty"` // the same of the list of enterprises; none if there is no such list
	Account
}

// Column is what a column of a roster means, spelled as our own export spells it.
type Column string

// The columns of the list of people, and below them those of the list of enterprises.
const (
	ColName       Column = "姓名"
	ColGroup      Column = "党小组"
	ColSection    Column = "科室"
	ColPost       Column = "党内职务"
	ColHead       Column = "党小组组长"
	ColLeadership Column = "班子成员"
	ColTitle      Column = "行政职务"
	ColJoined     Column = "入党时间"
	ColFull       Column = "转正时间"
	ColKind       Column = "党员类别"
	ColNote       Column = "备注"
	ColMark       Column = "系统编号"
	ColStatus     Column = "党员状态" // says who has left; never kept

	ColFirm     Column = "企业名称"
	ColPartyOrg Column = "企业党组织"
	ColPoint    Column = "是否联系点"
	ColLeader   Column = "联系领导"
	ColPaired   Column = "联系党小组"
	ColLiaison  Column = "联络员"
)

// RosterPerson is one line of the list of people.
type RosterPerson struct {
	Row         int    `json:"row"`            // in the file, from 1
	Mark        string `json:"mark,omitempty"` // as MemberMark writes it, from our own export
	Name        string `json:"name"`
	Group       string `json:"group"`
	Section     string `json:"section,omitempty"`
	Post        Post   `json:"post,omitempty"`
	GroupLeader bool   `json:"leads,omitempty"`
	Leadership  bool   `json:"leadership,omitempty"`
	Title       string `json:"title,omitempty"`
	Joined      Date   `json:"joined"`
	Full        Date   `json:"full,omitempty"`
	Note        string `json:"note,omitempty"`
	Left        string `json:"left,omitempty"`    // why the line is of somebody who has left, and what to write if not; "" of whoever is here
	LeftBy      Column `json:"left_by,omitempty"` // the column that says so, if it is one
	Died        bool   `json:"died,omitempty"`    // and that the person is dead
}

// RosterContact is one line of the list of enterprises. Leader, Group and Liaison are names; "" is none. Somebody with
// namesakes may be written as MarkedName writes it.
type RosterContact struct {
	Row      int    `json:"row"`
	Mark     string `json:"mark,omitempty"` // as ContactMark writes it
	Name     string `json:"name"`
	PartyOrg string `json:"party_org,omitempty"`
	Ordinary bool   `json:"ordinary,omitempty"` // on record only, no 联系点
	Leader   string `json:"leader,omitempty"`
	Group    string `json:"group,omitempty"`
	Liaison  string `json:"liaison,omitempty"`
}

// MemberMark and ContactMark are the ids that an export carries, so that its lines are recognised when it comes back:
// B1M26, B1E3. They begin with a letter, or a spreadsheet would make a date of them.
func MemberMark(b BranchID, m MemberID) string { return fmt.Sprintf("B%dM%d", b, m) }

// ContactMark: see MemberMark.
func ContactMark(b BranchID, c ContactID) string { return fmt.Sprintf("B%dE%d", b, c) }

// MarkedName names somebody who has namesakes: 陈静（B1M26）, or with a group, as people do: 陈静（第四党小组）.
func MarkedName(name, mark string) string { return name + "（" + mark + "）" }

// CutMark takes apart what MarkedName wrote; mark is "" if there is none.
func CutMark(s string) (name, mark string) {
	name, rest, found := strings.Cut(s, "（")
	if mark, closed := strings.CutSuffix(rest, "）"); found && closed {
		return name, mark
	}
	return s, ""
}

// Fault is one thing in a file that cannot be read or cannot be so. One fault and nothing is taken over.
type Fault struct {
	Sheet  string // "" where the file has one sheet
	Row    int    // from 1; 0 for the file as a whole
	Column string // the header as the file spells it
	Value  string // "" where nothing is written
	Want   string // what to write instead
}

// longestValue is how much of a faulty cell a fault repeats, in characters.
const longestValue = 30

// String is 第14行「入党时间」「1998.13.1」：请写成 1998年12月1日 这样的日期.
func (f Fault) String() string {
	var b strings.Builder
	if f.Sheet != "" {
		fmt.Fprintf(&b, "「%s」表", f.Sheet)
	}
	if f.Row > 0 {
		fmt.Fprintf(&b, "第%d行", f.Row)
	}
	if f.Column != "" {
		fmt.Fprintf(&b, "「%s」", f.Column)
	}
	switch value := []rune(f.Value); {
	case len(value) > longestValue:
		fmt.Fprintf(&b, "「%s…」", string(value[:longestValue]))
	case len(value) > 0:
		fmt.Fprintf(&b, "「%s」", f.Value)
	case f.Column != "" && f.Row > 0:
		b.WriteString("空着")
	}
	if b.Len() > 0 {
		b.WriteString("：")
	}
	return b.String() + f.Want
}
