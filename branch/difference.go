package branch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Known is a branch as it stands: what a further roster is compared with.
type Known struct {
	Branch   Branch
	Members  []Member // all there ever were
	Last     MemberID // the highest number ever given, if it is not among Members
	Groups   []Group  // that there are now
	Former   []Group  // whose numbers are taken
	Contacts []Contact
}

// Difference is what taking a further roster over would change. Nobody is removed by it: who is absent from the file is
// listed and stays as he or she is.
type Difference struct {
	People   []PersonDifference  `json:"people,omitempty"`   // new or changed, in the order of the file
	Groups   []Group             `json:"groups,omitempty"`   // new, or with another leader
	Contacts []ContactDifference `json:"contacts,omitempty"` // new or changed, in the order of the file
	Absent   []Member            `json:"absent,omitempty"`
	Missing  []Contact           `json:"missing,omitempty"` // enterprises that are absent from the file
	Asks     []Ask               `json:"asks,omitempty"`    // nothing may be taken over before they are answered
	Warnings []string            `json:"warnings,omitempty"`
	Account
}

// FieldChange is one field. Old and New are as people read them; "" is nothing.
type FieldChange struct {
	Field Column `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// PersonDifference is one person as he or she would be.
type PersonDifference struct {
	Row     int           `json:"row"`
	Member  Member        `json:"member"`
	Group   string        `json:"group"` // its name
	New     bool          `json:"new,omitempty"`
	Changes []FieldChange `json:"changes,omitempty"` // none of somebody new
}

// ContactDifference is one enterprise as it would be.
type ContactDifference struct {
	Row     int           `json:"row"`
	Contact Contact       `json:"contact"`
	New     bool          `json:"new,omitempty"`
	Changes []FieldChange `json:"changes,omitempty"`
}

// Ask is a line of the file of which it is not sure whom it means.
type Ask struct {
	Line       RosterPerson `json:"line"`
	Candidates []Member     `json:"candidates"`
}

// Answers to an Ask beside the id of the member whom the line means.
const (
	IsNew    MemberID = 0  // somebody else, who is new
	LeaveOut MemberID = -1 // nothing is taken over from this line
)

// Empty reports whether the file says what is known already, whatever of it was not read.
func (d Difference) Empty() bool {
	return len(d.People)+len(d.Groups)+len(d.Contacts)+len(d.Absent)+len(d.Missing)+len(d.Asks) == 0
}

// Changes reports whether taking the file over would write anything.
func (d Difference) Changes() bool { return len(d.People)+len(d.Groups)+len(d.Contacts) > 0 }

// Count returns how many people are new and how many would be changed.
func (d Difference) Count() (added, changed int) {
	for _, p := range d.People {
		if p.New {
			added++
		} else {
			changed++
		}
	}
	return added, changed
}

// Compare computes what taking a roster over would change in a branch. answers says, by the row of an Ask, whom the line
// means. A line is somebody known if it carries the id of our own export, or else a name that only one person has in
// the file and in the branch; where name alone does not tell, it asks. What cannot be so comes back as faults.
//
// A column that the file lacks changes nothing. Nor does an empty 转正时间 of somebody who is a full member already.
func Compare(k Known, r Roster, answers map[int]MemberID, today Date) (Difference, []Fault) {
	f := newFounder(r, k.Groups, today)
	r = f.roster
	c := &comparer{founder: f, known: k, answers: answers, after: map[MemberID]Member{},
		here: map[MemberID]int{}, groups: slices.Clone(k.Groups), byName: map[string][]Member{}}
	c.last = k.Last
	for _, m := range k.Members {
		c.after[m.ID], c.last = m, max(c.last, m.ID)
		c.byName[m.Name] = append(c.byName[m.Name], m)
	}
	c.left()
	c.seatPeople() // finds what cannot be so within the file
	for _, rc := range r.Contacts {
		c.refuseTwinContact(rc)
	}
	if len(c.faults) > 0 {
		return c.refused()
	}
	if c.match(); len(c.faults) > 0 {
		return c.refused() // whatever else would be said follows from these
	}
	c.people()
	c.leaders()
	c.absent()
	if len(c.d.Asks) == 0 {
		c.refuseSeats()
		c.contacts()
	}
	if len(c.faults) > 0 {
		return c.refused()
	}
	c.newGroups()
	c.warn()
	c.d.Account = c.account()
	return c.d, nil
}

func (c *comparer) account() Account {
	a := c.roster.Account
	a.Faults = nil
	return a
}

func (c *comparer) refused() (Difference, []Fault) { return Difference{Account: c.account()}, c.faults }

// left takes those out of the roster who have left by what it says, and asks about them; whoever the branch has on record
// as dead or gone is passed over. Nobody is removed here, and nobody is greeted who is dead: that is a fault until it is
// recorded. A remark that a member has had all along says nothing new.
func (c *comparer) left() {
	c.asked = map[MemberID]bool{}
	c.roster.People = slices.DeleteFunc(c.roster.People, func(p RosterPerson) bool {
		if p.Left == "" {
			return false
		}
		var who []Member
		if m, ok := c.marked(p.Mark); ok && m.Name == p.Name {
			who = []Member{m}
		} else {
			who = slices.DeleteFunc(slices.Clone(c.byName[p.Name]), func(m Member) bool { return p.Joined != 0 && m.Joined != p.Joined })
		}
		here := slices.IndexFunc(who, func(m Member) bool { return m.Status == Active })
		switch {
		case here >= 0 && p.LeftBy == ColNote && sameText(who[here].Note, p.Note):
			return false
		case here >= 0:
			c.asked[who[here].ID] = true
			if p.Died {
				c.fault(p.Row, ColName, p.Name, "%s。名册里%s仍在册：确已去世的，请先在「人员」里办理「离开支部」，再导入", p.Left, p.Name)
			} else {
				c.roster.doubt(p.Row, ColName, p.Name, "%s。名册里%s仍在册，导入不会改动；确已离开的，请在「人员」里办理「离开支部」", p.Left, p.Name)
			}
		case len(who) > 0:
			c.roster.Unread = append(c.roster.Unread, Fault{Row: p.Row, Value: p.Name, Want: "已不在册，名册里已有记录（" + string(who[0].Status) + "）"})
		default:
			c.roster.doubt(p.Row, ColName, p.Name, "%s", p.Left)
		}
		return true
	})
	c.isOf = make([]MemberID, len(c.roster.People))
}

// newGroups asks about each group that the file would found: a slip of the finger must not make one.
func (c *comparer) newGroups() {
	for _, g := range c.groups[len(c.known.Groups):] {
		for i, p := range c.roster.People {
			if c.isOf[i] > 0 && c.after[c.isOf[i]].Group == g.ID {
				c.roster.doubt(p.Row, ColGroup, g.Name, "名册里没有这个党小组，导入后新设「%s」；写错的，请改成已有的党小组。导入以后可以用「合并党小组」撤回", g.Name)
			}
		}
	}
}

// comparer is a Difference in the making.
type comparer struct {
	*founder
	known   Known
	answers map[int]MemberID
	byName  map[string][]Member
	d       Difference

	isOf   []MemberID          // by line: whom it means, or one of the two below
	here   map[MemberID]int    // the line of each member who is in the file
	asked  map[MemberID]bool   // candidates of an Ask, or of a line that is left out
	after  map[MemberID]Member // as they would be
	groups []Group             // as they would be
	last   MemberID            // the highest id so far
}

// What a line may be beside a member.
const (
	someoneNew MemberID = 0
	leftOut    MemberID = -1
	unclear    MemberID = -2
)

func (c *comparer) has(col Column) bool { return slices.Contains(c.roster.Columns, col) }

// match finds whom each line means: by mark, by answer, by name.
func (c *comparer) match() {
	rest := map[string][]int{} // lines without a mark, by name
	var names []string
	for i, p := range c.roster.People {
		m, ok := c.marked(p.Mark)
		switch {
		case !ok:
			if rest[p.Name] == nil {
				names = append(names, p.Name)
			}
			rest[p.Name] = append(rest[p.Name], i)
		case m.Name != p.Name && m.Joined != p.Joined && c.isWhole(p): // the ids are those of another store: of the file that founded this one
			if rest[p.Name] == nil {
				names = append(names, p.Name)
			}
			rest[p.Name] = append(rest[p.Name], i)
		case m.Status != Active, m.Name != p.Name && m.Joined != p.Joined: // left; or the ids have slipped by a line
			c.ask(i, append([]Member{m}, slices.DeleteFunc(slices.Clone(c.byName[p.Name]), func(o Member) bool {
				return o.ID == m.ID || o.Status != Active
			})...))
		default:
			c.is(i, m.ID)
		}
	}
	for _, name := range names {
		c.matchName(name, rest[name])
	}
	c.matchSlips()
}

// isWhole reports whether a line says of one member of its name what is known of him or her, dates and group: then it is that one,
// whatever number stands beside it.
func (c *comparer) isWhole(p RosterPerson) bool {
	n := 0
	for _, m := range c.byName[p.Name] {
		if m.Status == Active && m.Joined == p.Joined && m.Full == p.Full && c.groupName(m.Group) == p.Group && sameText(m.Section, p.Section) {
			n++
		}
	}
	return n == 1
}

// matchSlips asks whether somebody new is a member who is not in the file, with a slip of the finger in the name: one
// character other, more or fewer, and the same 入党时间.
func (c *comparer) matchSlips() {
	absent := map[Date][]Member{} // by 入党时间: of a branch of many each new line is held against a few
	for _, m := range c.known.Members {
		if _, here := c.here[m.ID]; !here && m.Status == Active {
			absent[m.Joined] = append(absent[m.Joined], m)
		}
	}
	for i, p := range c.roster.People {
		if c.isOf[i] != someoneNew || p.Joined == 0 {
			continue
		}
		var like []Member
		for _, m := range absent[p.Joined] {
			if !c.asked[m.ID] && oneSlip(m.Name, p.Name) {
				like = append(like, m)
			}
		}
		if len(like) > 0 {
			c.ask(i, like)
		}
	}
}

// oneSlip reports whether two names differ in one character, of two at least.
func oneSlip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 2 || len(y)-len(x) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	return string(x[min(len(x), i+len(x)-len(y)+1):]) == string(y[i+1:])
}

// marked returns the member of a mark, unless it is of another branch or of nobody who could come back.
func (c *comparer) marked(mark string) (Member, bool) {
	var b BranchID
	var id MemberID
	if n, err := fmt.Sscanf(mark, "B%dM%d", &b, &id); n != 2 || err != nil || MemberMark(b, id) != mark || b != c.known.Branch.ID {
		return Member{}, false
	}
	i, found := slices.BinarySearchFunc(c.known.Members, id, func(m Member, id MemberID) int { return cmp.Compare(m.ID, id) })
	if !found || c.known.Members[i].Status == Deceased {
		return Member{}, false
	}
	return c.known.Members[i], true
}

// is settles that a line means a member.
func (c *comparer) is(line int, m MemberID) {
	if above, twice := c.here[m]; twice {
		c.fault(c.roster.People[line].Row, ColName, c.roster.People[line].Name, "与第%d行是同一人，请删去重复的一行", c.roster.People[above].Row)
		return
	}
	c.here[m], c.isOf[line] = line, m
}

// ask has a line asked about, unless that has been answered.
func (c *comparer) ask(line int, candidates []Member) {
	p := c.roster.People[line]
	answer, answered := c.answers[p.Row]
	switch {
	case answered && answer == IsNew:
		c.isOf[line] = someoneNew
	case answered && slices.ContainsFunc(candidates, func(m Member) bool { return m.ID == answer }):
		c.is(line, answer)
	default:
		c.isOf[line] = unclear
		if answered && answer == LeaveOut {
			c.isOf[line] = leftOut
		} else {
			c.d.Asks = append(c.d.Asks, Ask{p, candidates})
		}
	}
	if c.isOf[line] < 0 {
		for _, m := range candidates {
			c.asked[m.ID] = true
		}
	}
}

// matchName finds whom the lines of one name mean, among those whom no mark has named: first those with the same
// 入党时间; then, if one is left on either side, that one, if the group is the same. Otherwise it asks.
func (c *comparer) matchName(name string, lines []int) {
	var active, former []Member
	for _, m := range c.byName[name] {
		_, taken := c.here[m.ID]
		switch {
		case taken:
		case m.Status == Active:
			active = append(active, m)
		case m.Status != Deceased:
			former = append(former, m)
		}
	}
	var open []int
	for _, i := range lines {
		joined := c.roster.People[i].Joined
		same := func(m Member) bool { return m.Joined == joined }
		j := slices.IndexFunc(active, same)
		switch {
		case j >= 0 && slices.IndexFunc(active[j+1:], same) < 0:
			c.is(i, active[j].ID)
			active = slices.Delete(active, j, j+1)
		case j < 0 && slices.ContainsFunc(former, same):
			c.ask(i, slices.DeleteFunc(slices.Clone(former), func(m Member) bool { return m.Joined != joined }))
		default:
			open = append(open, i)
		}
	}
	if len(open) == 1 && len(active) == 1 && c.groupName(active[0].Group) == c.roster.People[open[0]].Group {
		c.is(open[0], active[0].ID)
		return
	}
	for _, i := range open {
		if len(active) > 0 {
			c.ask(i, active)
		}
	}
}

func (c *comparer) groupName(id GroupID) string {
	if i := slices.IndexFunc(c.groups, func(g Group) bool { return g.ID == id }); i >= 0 {
		return c.groups[i].Name
	}
	return ""
}

// groupOf returns the group of that name, a new one if there is none.
func (c *comparer) groupOf(name string) GroupID {
	i := slices.IndexFunc(c.groups, func(g Group) bool { return g.Name == name })
	if i < 0 {
		i = len(c.groups)
		c.groups = append(c.groups, Group{Branch: c.known.Branch.ID, ID: c.freshGroup(), Name: name})
	}
	return c.groups[i].ID
}

func (c *comparer) freshGroup() (id GroupID) {
	for _, g := range slices.Concat(c.groups, c.known.Former) {
		id = max(id, g.ID)
	}
	return id + 1
}

// people computes what each line makes of the person whom it means.
func (c *comparer) people() {
	for i, p := range c.roster.People {
		id := c.isOf[i]
		if id < 0 {
			continue
		}
		isNew := id == someoneNew
		if isNew {
			c.last++
			id = c.last
			c.here[id], c.isOf[i] = i, id
		}
		before, known := c.after[id]
		m := before
		if !known {
			m = Member{Branch: c.known.Branch.ID, ID: id}
		}
		m.Name, m.Status = p.Name, Active
		if c.has(ColGroup) || isNew {
			m.Group = c.groupOf(p.Group)
		}
		take(c, ColSection, &m.Section, p.Section)
		take(c, ColPost, &m.Post, p.Post)
		take(c, ColLeadership, &m.Leadership, p.Leadership)
		take(c, ColTitle, &m.Title, p.Title)
		take(c, ColJoined, &m.Joined, p.Joined)
		take(c, ColNote, &m.Note, p.Note)
		if p.Full != 0 || before.Full == 0 {
			take(c, ColFull, &m.Full, p.Full)
		} else if c.has(ColFull) {
			c.d.Warnings = append(c.d.Warnings, fmt.Sprintf("第%d行%s的转正时间空着，仍按%s保留。", p.Row, p.Name, before.Full.Chinese()))
		}
		if m.Full != 0 && m.Full < m.Joined {
			c.fault(p.Row, ColJoined, m.Joined.Chinese(), "晚于名册里的转正时间（%s），请核对", m.Full.Chinese())
		}
		if m.Full != before.Full || m.Joined != before.Joined {
			c.probation(RosterPerson{Row: p.Row, Joined: m.Joined, Full: m.Full})
		}
		c.after[id] = m
		d := PersonDifference{Row: p.Row, Member: m, Group: c.groupName(m.Group), New: isNew}
		if !isNew {
			d.Changes = c.memberChanges(before, m)
		}
		c.d.People = append(c.d.People, d) // those without a change are dropped once the leaders are known
	}
}

// take takes a value over from a column that the file has.
func take[T any](c *comparer, col Column, to *T, value T) {
	if c.has(col) {
		*to = value
	}
}

func (c *comparer) memberChanges(old, m Member) (all []FieldChange) {
	note := func(field Column, from, to string) {
		if !sameText(from, to) {
			all = append(all, FieldChange{field, from, to})
		}
	}
	note(ColName, old.Name, m.Name)
	note("状态", statusText(old.Status), statusText(m.Status))
	note(ColGroup, c.groupName(old.Group), c.groupName(m.Group))
	note(ColSection, old.Section, m.Section)
	note(ColPost, string(old.Post), string(m.Post))
	note(ColLeadership, yes(old.Leadership), yes(m.Leadership))
	note(ColTitle, old.Title, m.Title)
	note(ColJoined, old.Joined.Chinese(), m.Joined.Chinese())
	note(ColFull, old.Full.Chinese(), m.Full.Chinese())
	note(ColNote, old.Note, m.Note)
	return all
}

// sameText compares texts as a spreadsheet keeps them: space is single.
func sameText(a, b string) bool {
	return a == b || strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

func statusText(s Status) string {
	if s == Active {
		return "在册"
	}
	return string(s)
}

// leaders computes who would lead each group: whom the file says, if it says anything of leaders; and nobody any more
// who has gone to another group.
func (c *comparer) leaders() {
	heads := map[GroupID]int{}
	for i, p := range c.roster.People {
		if p.GroupLeader && c.isOf[i] > 0 {
			heads[c.after[c.isOf[i]].Group] = i
		}
	}
	for i := range c.groups {
		g := &c.groups[i]
		line, named := heads[g.ID]
		at, here := c.here[g.Leader]
		switch {
		case c.has(ColHead) && named && g.Leader != c.isOf[line]:
			if leader, ok := c.after[g.Leader]; ok && !here && leader.Status == Active && !c.asked[leader.ID] {
				c.fault(c.roster.People[line].Row, ColHead, c.roster.People[line].Name,
					"「%s」的组长%s不在这份名册里，请先在名册里免去其组长，或把其写进文件", g.Name, leader.Name)
			}
			c.lead(g, c.isOf[line])
		case g.Leader != 0 && here && (c.after[g.Leader].Group != g.ID || c.has(ColHead) && !c.roster.People[at].GroupLeader):
			c.lead(g, 0)
		}
	}
	old := c.known.Groups
	for i, g := range c.groups {
		if i >= len(old) || old[i].Leader != g.Leader {
			c.d.Groups = append(c.d.Groups, g)
		}
	}
	c.d.People = slices.DeleteFunc(c.d.People, func(p PersonDifference) bool { return !p.New && len(p.Changes) == 0 })
	slices.SortStableFunc(c.d.People, func(a, b PersonDifference) int { return cmp.Compare(a.Row, b.Row) })
}

// lead returns a group another leader, or none, and notes it with the two people.
func (c *comparer) lead(g *Group, to MemberID) {
	note := func(who MemberID, from, into string) {
		i := slices.IndexFunc(c.d.People, func(p PersonDifference) bool { return p.Member.ID == who })
		if i >= 0 && !c.d.People[i].New {
			c.d.People[i].Changes = append(c.d.People[i].Changes, FieldChange{ColHead, from, into})
		}
	}
	note(g.Leader, "是（"+g.Name+"）", "")
	note(to, "", "是（"+g.Name+"）")
	g.Leader = to
}

func (c *comparer) absent() {
	for _, m := range c.known.Members {
		if _, here := c.here[m.ID]; !here && m.Status == Active && !c.asked[m.ID] {
			c.d.Absent = append(c.d.Absent, m)
		}
	}
}

// refuseSeats finds a seat of the committee that would be held by two: by somebody in the file, and by somebody who is
// absent from it and so stays as he or she is.
func (c *comparer) refuseSeats() {
	if !c.has(ColPost) {
		return
	}
	for _, m := range c.known.Members {
		if _, here := c.here[m.ID]; here || m.Status != Active || !m.Post.Committee() {
			continue
		}
		for i, p := range c.roster.People {
			for _, seat := range m.Post.Seats() {
				if p.Post.Is(seat) && c.isOf[i] > 0 {
					c.fault(p.Row, ColPost, string(p.Post), "现任%s%s不在这份名册里，请先办理其免职或转出，或把其写进文件", seat, m.Name)
				}
			}
		}
	}
}

// warn says what would be new to look at.
func (c *comparer) warn() {
	who := func(m Member) string { return m.Name }
	active := func(all []Member) []Member {
		return slices.DeleteFunc(all, func(m Member) bool { return m.Status != Active })
	}
	after := make([]Member, 0, len(c.after))
	for id := range c.last {
		if m, ok := c.after[id+1]; ok {
			after = append(after, m)
		}
	}
	contacts := slices.Clone(c.known.Contacts)
	for _, d := range c.d.Contacts {
		if i := slices.IndexFunc(contacts, func(k Contact) bool { return k.ID == d.Contact.ID }); i >= 0 {
			contacts[i] = d.Contact
		} else {
			contacts = append(contacts, d.Contact)
		}
	}
	before := map[string]bool{}
	for _, w := range warnings(active(slices.Clone(c.known.Members)), c.known.Groups, c.known.Contacts, c.today, who) {
		before[w] = true
	}
	for _, w := range warnings(active(after), c.groups, contacts, c.today, who) {
		if !before[w] {
			c.d.Warnings = append(c.d.Warnings, w)
		}
	}
}
