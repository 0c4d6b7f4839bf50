package meeting

import (
	"slices"

	"zhibu/branch"
)

// Kind is one kind of meeting: how often it is owed, and who comes. A further kind is one more value. Its Name stands in rows, and on
// buttons by its code; it never changes.
type Kind struct {
	branch.Duty
	Comes Circle
}

// Circle is who is invited to a meeting.
type Circle uint8

// The circles.
const (
	All       Circle = iota // every member of the branch
	Committee               // the 支部委员会
	OfGroup                 // the members of a group
)

// The names of the kinds that something else depends on.
const (
	Assembly  = "党员大会"
	Council   = "支委会"
	GroupMeet = "党小组会"
	PartyDay  = "主题党日"
	Lesson    = "党课"
	LeadsOne  = "书记党课"
)

// Kinds are the meetings that a branch owes, in the order in which people name them (中国共产党支部工作条例 11–16). How often 党课 is
// owed the regulations do not say: each quarter, until a branch says otherwise. 书记党课 binds the branch, not whoever is 书记: a change
// of 书记 in a year makes no second one. 组织生活会 and 民主评议 are done by a plain record.
var Kinds = []Kind{
	owed("meet.assembly", Assembly, branch.WholeBranch, branch.Quarter, All),
	owed("meet.committee", Council, branch.WholeBranch, branch.Month, Committee),
	owed("meet.group", GroupMeet, branch.EachGroup, branch.Month, OfGroup),
	owed("meet.partyday", PartyDay, branch.WholeBranch, branch.Month, All),
	owed("meet.lesson", Lesson, branch.WholeBranch, branch.Quarter, All, LeadsOne), // what the 书记 gives is a 党课, too
	owed("meet.leads", LeadsOne, branch.WholeBranch, branch.Year, All),
	owed("meet.life", "组织生活会", branch.WholeBranch, branch.Year, All),
	owed("meet.appraisal", "民主评议", branch.WholeBranch, branch.Year, All),
}

// owed is a kind of which one is owed in each span. A meeting of one of the others counts for it as well.
func owed(duty branch.DutyKind, name string, binds branch.Binding, span branch.Span, comes Circle, others ...branch.Activity) Kind {
	return Kind{branch.Duty{Kind: duty, Name: name, Short: name, Binds: binds, Satisfies: append([]branch.Activity{branch.Activity(name)}, others...),
		Terms: []branch.Term{{Span: span, Need: 1}}}, comes}
}

// KindOf returns the kind of a name; ok is false if there is none.
func KindOf(name string) (k Kind, ok bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return k, false
	}
	return Kinds[i], true
}

// Ordered returns those of some names that are of kinds, each once, in the order of Kinds.
func Ordered(names []string) (list []string) {
	for _, k := range Kinds {
		if slices.Contains(names, k.Name) {
			list = append(list, k.Name)
		}
	}
	return list
}

// OfGroups reports whether all of some kinds are meetings of a group.
func OfGroups(names []string) bool {
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool {
		k, _ := KindOf(name)
		return k.Binds != branch.EachGroup
	})
}
