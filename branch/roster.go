package branch

import (
	"fmt"
	"strings"
)

// Roster is what an office's list says, before there is a branch of it: names, not ids.
type Roster struct {
	Branch   string // from the title row ("中共××市委台办机关党支部"), "" if there is none
	People   []RosterPerson
	Contacts []RosterContact
}

// RosterPerson is one line of the list of people.
type RosterPerson struct {
	Row          int // in the file, from 1
	Name         string
	Group        string
	Section      string
	Post         Post
	GroupLeader  bool
	Leadership   bool
	Title        string
	Joined, Full Date
	Note         string
}

// RosterContact is one line of the list of enterprises. Leader, Group and Liaison are names; "" is none.
type RosterContact struct {
	Row      int
	Name     string
	PartyOrg string
	Leader   string
	Group    string
	Liaison  string
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
	case f.Column != "":
		b.WriteString("空着")
	}
	if b.Len() > 0 {
		b.WriteString("：")
	}
	return b.String() + f.Want
}
