package cards

import (
	"cmp"
	"time"

	"zhibu/branch"
)

// Name is whoever is named on a card as it shows one: a member with the group, or a section or group.
type Name struct {
	Name, Group string
	Apart       string // what tells a member from others of the same name, the group first; "" if nobody has it
	Now         string // what somebody is called by now whose name is frozen; "" if it is the same
}

// String is 江月华（第一党小组）.
func (n Name) String() string { return branch.Called(n.Name, n.beside(cmp.Or(n.Apart, n.Group))) }

// Short is 江月华, with what tells the name apart where it repeats in the branch.
func (n Name) Short() string { return branch.Called(n.Name, n.beside(n.Apart)) }

// beside is what stands beside a name: what tells it apart, then the present name.
func (n Name) beside(s string) string {
	switch {
	case n.Now == "":
		return s
	case s == "":
		return "现名" + n.Now
	}
	return s + "，现名" + n.Now
}

// When is 6月10日（周三）18:00.
func When(t time.Time) string { return when(t) }
