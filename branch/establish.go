package branch

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Founding is a new branch with its rows, ready to be stored once SetID has given them the branch's number.
type Founding struct {
	Branch   Branch
	Members  []Member
	Groups   []Group
	Contacts []Contact
	Warnings []string // Chinese sentences: what is allowed and ought to be looked at
	Account
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
// With name "" the branch is called what the roster's title says. What cannot be so comes back as faults, all of them and
// those of the reader as well, and then the Founding holds nothing but its Account. Who has left by what the file says is
// not among the members.
func Establish(r Roster, name string, today Date) (Founding, []Fault) {
	if name == "" {
		name = r.Branch
	}
	f := newFounder(r, nil, today)
	f.Branch = Branch{Name: name, Imported: today, Settings: DefaultSettings()}
	switch {
	case name == "":
		f.faults = append(f.faults, Fault{Want: "请写明党支部的全称，例如写在名册最上面一行"})
	case len(PrivateNumbers(name)) > 0:
		f.faults = append(f.faults, Fault{Want: "支部的名称里有身份证号或手机号，不能保存，请删去号码"})
	}
	for _, p := range f.roster.People {
		if p.Left != "" {
			f.roster.doubt(p.Row, ColName, p.Name, "%s", p.Left)
		}
	}
	f.roster.People = slices.DeleteFunc(f.roster.People, func(p RosterPerson) bool { return p.Left != "" })
	if len(f.roster.People) == 0 {
		f.faults = append(f.faults, Fault{Want: "名册里没有在册的党员"})
	}
	f.seatPeople()
	for _, p := range f.roster.People {
		f.probation(p)
	}
	f.pairContacts()
	f.Account = f.roster.Account
	if f.Account.Faults = nil; len(f.faults) > 0 {
		return Founding{Account: f.Account}, f.faults
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
	twins  map[twin]int // index of the line
	named  map[string][]int
	seats  map[Post]int
}

func newFounder(r Roster, known []Group, today Date) *founder {
	r.People, r.Contacts, r.Doubts = slices.Clone(r.People), slices.Clone(r.Contacts), slices.Clip(r.Doubts)
	r.oneSpelling(known)
	return &founder{roster: r, today: today, faults: slices.Clone(r.Faults), twins: map[twin]int{}, named: map[string][]int{}, seats: map[Post]int{}}
}

// contactSheet is how faults name the list of enterprises.
const contactSheet = "联系点"

func (f *founder) fault(row int, column Column, value, want string, args ...any) {
	f.faults = append(f.faults, Fault{Row: row, Column: string(column), Value: value, Want: fmt.Sprintf(want, args...)})
}

func (f *founder) seatPeople() {
	for i, p := range f.roster.People {
		m := Member{ID: MemberID(i + 1), Name: p.Name, Section: p.Section, Post: p.Post, Leadership: p.Leadership,
			Title: p.Title, Joined: p.Joined, Full: p.Full, Note: p.Note}
		if p.Joined > f.today {
			f.fault(p.Row, ColJoined, p.Joined.Chinese(), "这一天还没有到，请核对")
		}
		if p.Full > f.today {
			f.fault(p.Row, ColFull, p.Full.Chinese(), "这一天还没有到；预备党员的转正时间请留空")
		}
		f.refuseTwins(i)
		if g := f.group(p.Group); g != nil {
			m.Group = g.ID
			f.lead(g, p, m.ID)
		}
		f.Members = append(f.Members, m)
	}
}

// noProbation is when nobody was on probation: from the ninth congress of the Party to the eleventh.
var noProbation = [2]Date{On(1969, time.April, 1), On(1977, time.August, 31)}

// probation doubts a date of becoming a full member that is not a year after joining, or two where it was extended.
func (f *founder) probation(p RosterPerson) {
	if odd := OddProbation(p.Joined, p.Full); odd != "" {
		f.roster.doubt(p.Row, ColFull, p.Full.Chinese(), "入党日期是%s，%s；无误的不用改", p.Joined.Chinese(), odd)
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
		f.fault(p.Row, ColHead, p.Name, "「%s」的组长已经写了%s，一个党小组只有一名组长", g.Name, f.who(g.Leader))
	}
}

// refuseTwins compares a line with those above it: one person on two lines, or one seat held by two.
func (f *founder) refuseTwins(i int) {
	p := f.roster.People[i]
	self := twin{p.Name, p.Joined}
	if above, ok := f.twins[self]; p.Name == "" || p.Joined == 0 { // the reader has said so
	} else if ok {
		f.fault(p.Row, ColName, p.Name, "与第%d行姓名、入党时间都相同，请删去重复的一行", f.roster.People[above].Row)
	} else {
		f.twins[self] = i
	}
	for _, j := range f.named[p.Name] {
		if above := f.roster.People[j]; nearly(above.Joined, p.Joined) && (above.Mark == "" || p.Mark == "") {
			f.roster.doubt(p.Row, ColName, p.Name, "与第%d行同名，入党时间也相近，请核对是不是一个人写了两行", above.Row)
		}
	}
	if p.Name != "" {
		f.named[p.Name] = append(f.named[p.Name], i)
	}
	for _, seat := range p.Post.Seats() {
		if above, ok := f.seats[seat]; ok && seat != PartyClerk { // several may be
			f.fault(p.Row, ColPost, string(p.Post), "%s已经写了%s，一个职务只由一人担任", seat, f.who(MemberID(above+1)))
		} else {
			f.seats[seat] = i
		}
	}
}

// nearly reports whether two days may be one with a slip: less than a year apart, or a day of other years.
func nearly(a, b Date) bool {
	if a == 0 || b == 0 || a == b {
		return false
	}
	_, m, d := a.YMD()
	_, n, e := b.YMD()
	return m == n && d == e || a-b < 366 && b-a < 366
}

// twin is what tells namesakes apart.
type twin struct {
	name   string
	joined Date
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
			f.fault(rc.Row, ColFirm, rc.Name, "与第%d行相同，请删去重复的一行", f.roster.Contacts[j].Row)
		}
		c := Contact{ID: ContactID(i + 1), Name: rc.Name, PartyOrg: rc.PartyOrg, Point: !rc.Ordinary, Group: f.groupNamed(rc)}
		c.Leader = f.personNamed(rc.Leader, c.Group, rc.Row, ColLeader)
		c.Liaison = f.personNamed(rc.Liaison, c.Group, rc.Row, ColLiaison)
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
	if f.unreadable(rc.Group) {
		return 0
	}
	f.fault(rc.Row, ColPaired, rc.Group, "名册里没有这个党小组，请写%s中的一个", strings.Join(names, "、"))
	return 0
}

// personNamed finds somebody by name. Of several namesakes it is the one with the mark, or the one in the given group.
func (f *founder) personNamed(written string, group GroupID, row int, column Column) MemberID {
	marked := func(m Member, mark string) bool {
		p := f.roster.People[m.ID-1]
		return p.Mark == mark || p.Group == mark
	}
	id, want := findPerson(f.Members, written, group, marked, func(m Member) string { return f.who(m.ID) })
	if name, _ := CutMark(written); want != "" && !f.unreadable(name) {
		f.fault(row, column, written, "%s", want)
	}
	return id
}

// unreadable reports whether a cell that has a fault may say this name: it is not to be called unknown then.
func (f *founder) unreadable(name string) bool {
	return slices.ContainsFunc(f.roster.Faults, func(x Fault) bool { return strings.Contains(x.Value, name) })
}

// findPerson finds whom a list of enterprises names: 0 for "", and if there is none or more than one, with what to
// write instead.
func findPerson(all []Member, written string, group GroupID, marked func(Member, string) bool, who func(Member) string) (id MemberID, want string) {
	name, mark := CutMark(written)
	if name == "" {
		return 0, ""
	}
	var found, inGroup []Member
	for _, m := range all {
		if m.Name != name {
			continue
		}
		found = append(found, m)
		if m.Group == group {
			inGroup = append(inGroup, m)
		}
	}
	if mark != "" {
		found = slices.DeleteFunc(found, func(m Member) bool { return !marked(m, mark) })
	}
	switch {
	case len(found) == 1:
		return found[0].ID, ""
	case len(inGroup) == 1 && mark == "":
		return inGroup[0].ID, ""
	case len(found) == 0:
		return 0, "名册里没有这个人，请核对姓名"
	}
	var names []string
	for _, m := range found {
		names = append(names, who(m))
	}
	return 0, fmt.Sprintf("名册里有同名的%s，请在「%s」写明是哪个党小组的", strings.Join(names, "、"), ColPaired)
}

func (f *founder) warn() {
	f.Warnings = warnings(f.Members, f.Groups, f.Contacts, f.today, func(m Member) string { return f.who(m.ID) })
}

// warnings says what is allowed in a branch and ought to be looked at.
func warnings(members []Member, groups []Group, contacts []Contact, today Date, who func(Member) string) []string {
	w := warner{byID: map[MemberID]Member{}, today: today, who: who}
	for _, m := range members {
		w.byID[m.ID] = m
	}
	for _, post := range Posts {
		if !slices.ContainsFunc(members, func(m Member) bool { return m.Post.Is(post) }) {
			w.say("名册里没有%s。", post)
		}
	}
	for _, g := range groups {
		w.group(g, members)
	}
	for _, m := range members {
		if m.Full == 0 && m.Joined.Years(today, false) >= 2 {
			w.say("%s没有转正时间，按预备党员登记；入党已满两年，请核对。", who(m))
		}
	}
	for _, c := range contacts {
		if c.Point {
			w.contact(c, groups)
		}
	}
	return w.said
}

type warner struct {
	byID  map[MemberID]Member
	today Date
	who   func(Member) string
	said  []string
}

func (w *warner) say(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

func (w *warner) group(g Group, members []Member) {
	var size, full int
	for _, m := range members {
		if m.Group != g.ID {
			continue
		}
		size++
		if !m.Probationary(w.today) {
			full++
		}
	}
	if size < 3 {
		w.say("「%s」只有%d名党员，不足3人。", g.Name, size)
	}
	if full == 0 {
		w.say("「%s」没有正式党员。", g.Name)
	}
	leader, ok := w.byID[g.Leader]
	switch {
	case !ok:
		w.say("「%s」没有写明组长。", g.Name)
	case leader.Probationary(w.today):
		w.say("「%s」的组长%s是预备党员，预备党员不能担任党小组组长。", g.Name, w.who(leader))
	}
}

func (w *warner) contact(c Contact, groups []Group) {
	leader, ok := w.byID[c.Leader]
	if !ok {
		w.say("联系点「%s」没有写明联系领导。", c.Name)
		return
	}
	if !leader.Leadership {
		w.say("联系点「%s」的联系领导%s不是领导班子成员。", c.Name, leader.Name)
	}
	if i := slices.IndexFunc(groups, func(g Group) bool { return g.ID == c.Group }); leader.Group != c.Group && i >= 0 {
		w.say("联系点「%s」的联系领导%s不在所联系的党小组「%s」。", c.Name, leader.Name, groups[i].Name)
	}
}
