package branch

import (
	"fmt"
	"slices"
	"strings"
)

// Founding is a new branch with its rows, ready to be stored once SetID has given them the branch's number.
type Founding struct {
	Branch   Branch
	Members  []Member
	Groups   []Group
	Contacts []Contact
	Warnings []string // Chinese sentences: what is allowed and ought to be looked at
}

// SetID writes the branch's number into every row.
func (f *Founding) SetID(id BranchID) {
	f.Branch.ID = id
	for i := range f.Members {
		f.Members[i].Branch = id
	}
	for i := range f.Groups {
		f.Groups[i].Branch = id
	}
	for i := range f.Contacts {
		f.Contacts[i].Branch = id
	}
}

// Establish founds a branch out of a roster: the names in it become numbers, counted from 1 in the order of the file.
// With name "" the branch is called what the roster's title says. What cannot be so comes back as faults, all of them,
// and then the Founding is empty.
func Establish(r Roster, name string, today Date) (Founding, []Fault) {
	if name == "" {
		name = r.Branch
	}
	f := founder{roster: r, today: today}
	f.Branch = Branch{Name: name, Imported: today, Settings: DefaultSettings()}
	if name == "" {
		f.faults = append(f.faults, Fault{Want: "请写明党支部的全称，例如写在名册最上面一行"})
	}
	if len(r.People) == 0 {
		f.faults = append(f.faults, Fault{Want: "名册里没有党员"})
	}
	f.seatPeople()
	f.pairContacts()
	if len(f.faults) > 0 {
		return Founding{}, f.faults
	}
	f.warn()
	return f.Founding, nil
}

// founder is a Founding in the making. Member i+1 stands on roster.People[i].
type founder struct {
	Founding
	roster Roster
	today  Date
	faults []Fault
}

// How faults name a column: the rosters of offices spell it so or much like it.
const (
	contactSheet  = "联系点"
	columnName    = "姓名"
	columnPost    = "党内职务"
	columnHead    = "党小组组长"
	columnJoined  = "入党时间"
	columnFull    = "转正时间"
	columnFirm    = "企业名称"
	columnLeader  = "联系领导"
	columnGroup   = "联系党小组"
	columnLiaison = "联络员"
)

func (f *founder) fault(row int, column, value, want string, args ...any) {
	f.faults = append(f.faults, Fault{Row: row, Column: column, Value: value, Want: fmt.Sprintf(want, args...)})
}

func (f *founder) warning(format string, args ...any) {
	f.Warnings = append(f.Warnings, fmt.Sprintf(format, args...))
}

func (f *founder) seatPeople() {
	for i, p := range f.roster.People {
		m := Member{ID: MemberID(i + 1), Name: p.Name, Section: p.Section, Post: p.Post, Leadership: p.Leadership,
			Title: p.Title, Joined: p.Joined, Full: p.Full, Note: p.Note}
		if p.Joined > f.today {
			f.fault(p.Row, columnJoined, p.Joined.Chinese(), "这一天还没有到，请核对")
		}
		if p.Full > f.today {
			f.fault(p.Row, columnFull, p.Full.Chinese(), "这一天还没有到；预备党员的转正时间请留空")
		}
		f.refuseTwins(i)
		if g := f.group(p.Group); g != nil {
			m.Group = g.ID
			f.lead(g, p, m.ID)
		}
		f.Members = append(f.Members, m)
	}
}

// group finds the group of that name, or adds it; "" is none.
func (f *founder) group(name string) *Group {
	if name == "" {
		return nil
	}
	i := slices.IndexFunc(f.Groups, func(g Group) bool { return g.Name == name })
	if i < 0 {
		i = len(f.Groups)
		f.Groups = append(f.Groups, Group{ID: GroupID(i + 1), Name: name})
	}
	return &f.Groups[i]
}

func (f *founder) lead(g *Group, p RosterPerson, id MemberID) {
	switch {
	case !p.GroupLeader:
	case g.Leader == 0:
		g.Leader = id
	default:
		f.fault(p.Row, columnHead, p.Name, "「%s」的组长已经写了%s，一个党小组只有一名组长", g.Name, f.who(g.Leader))
	}
}

// refuseTwins compares a line with those above it: one person on two lines, or one seat held by two.
func (f *founder) refuseTwins(i int) {
	p := f.roster.People[i]
	for j, above := range f.roster.People[:i] {
		if above.Name == p.Name && above.Joined == p.Joined {
			f.fault(p.Row, columnName, p.Name, "与第%d行姓名、入党时间都相同，请删去重复的一行", above.Row)
		}
		if p.Post != NoPost && above.Post == p.Post {
			f.fault(p.Row, columnPost, string(p.Post), "%s已经写了%s，一个职务只由一人担任", p.Post, f.who(MemberID(j+1)))
		}
	}
}

// who names a member and the line that says so.
func (f *founder) who(id MemberID) string {
	p := f.roster.People[id-1]
	return fmt.Sprintf("%s（第%d行）", p.Name, p.Row)
}

func (f *founder) pairContacts() {
	faultsBefore := len(f.faults)
	for i, rc := range f.roster.Contacts {
		if j := slices.IndexFunc(f.roster.Contacts[:i], func(c RosterContact) bool { return c.Name == rc.Name }); j >= 0 {
			f.fault(rc.Row, columnFirm, rc.Name, "与第%d行相同，请删去重复的一行", f.roster.Contacts[j].Row)
		}
		c := Contact{ID: ContactID(i + 1), Name: rc.Name, PartyOrg: rc.PartyOrg, Point: true, Group: f.groupNamed(rc)}
		c.Leader = f.personNamed(rc.Leader, c.Group, rc.Row, columnLeader)
		c.Liaison = f.personNamed(rc.Liaison, c.Group, rc.Row, columnLiaison)
		if c.Group == 0 && c.Leader != 0 {
			c.Group = f.Members[c.Leader-1].Group
		}
		f.Contacts = append(f.Contacts, c)
	}
	for i := faultsBefore; i < len(f.faults); i++ {
		f.faults[i].Sheet = contactSheet
	}
}

func (f *founder) groupNamed(rc RosterContact) GroupID {
	if rc.Group == "" {
		return 0
	}
	var names []string
	for _, g := range f.Groups {
		if g.Name == rc.Group {
			return g.ID
		}
		names = append(names, g.Name)
	}
	f.fault(rc.Row, columnGroup, rc.Group, "名册里没有这个党小组，请写%s中的一个", strings.Join(names, "、"))
	return 0
}

// personNamed finds somebody by name. Of several namesakes it is the one in the given group.
func (f *founder) personNamed(name string, group GroupID, row int, column string) MemberID {
	if name == "" {
		return 0
	}
	var found, inGroup []MemberID
	for _, m := range f.Members {
		if m.Name != name {
			continue
		}
		found = append(found, m.ID)
		if m.Group == group {
			inGroup = append(inGroup, m.ID)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(inGroup) == 1:
		return inGroup[0]
	case len(found) == 0:
		f.fault(row, column, name, "名册里没有这个人，请核对姓名")
		return 0
	}
	var all []string
	for _, id := range found {
		all = append(all, f.who(id))
	}
	f.fault(row, column, name, "名册里有同名的%s，请在「%s」写明是哪个党小组的", strings.Join(all, "、"), columnGroup)
	return 0
}

func (f *founder) warn() {
	for _, post := range Posts {
		if !slices.ContainsFunc(f.Members, func(m Member) bool { return m.Post == post }) {
			f.warning("名册里没有%s。", post)
		}
	}
	for _, g := range f.Groups {
		f.warnOfGroup(g)
	}
	for _, m := range f.Members {
		if m.Full == 0 && m.Joined.Years(f.today, false) >= 2 {
			f.warning("%s没有转正时间，按预备党员登记；入党已满两年，请核对。", f.who(m.ID))
		}
	}
	for _, c := range f.Contacts {
		f.warnOfContact(c)
	}
}

func (f *founder) warnOfGroup(g Group) {
	var size, full int
	for _, m := range f.Members {
		if m.Group != g.ID {
			continue
		}
		size++
		if !m.Probationary(f.today) {
			full++
		}
	}
	if size < 3 {
		f.warning("「%s」只有%d名党员，不足3人。", g.Name, size)
	}
	if full == 0 {
		f.warning("「%s」没有正式党员。", g.Name)
	}
	switch {
	case g.Leader == 0:
		f.warning("「%s」没有写明组长。", g.Name)
	case f.Members[g.Leader-1].Probationary(f.today):
		f.warning("「%s」的组长%s是预备党员，预备党员不能担任党小组组长。", g.Name, f.who(g.Leader))
	}
}

func (f *founder) warnOfContact(c Contact) {
	if c.Leader == 0 {
		f.warning("联系点「%s」没有写明联系领导。", c.Name)
		return
	}
	leader := f.Members[c.Leader-1]
	if !leader.Leadership {
		f.warning("联系点「%s」的联系领导%s不是领导班子成员。", c.Name, leader.Name)
	}
	if leader.Group != c.Group {
		f.warning("联系点「%s」的联系领导%s不在所联系的党小组「%s」。", c.Name, leader.Name, f.Groups[c.Group-1].Name)
	}
}
