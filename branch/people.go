package branch

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// People is who is of a branch and how it is divided, at one moment. Changes are made to it; it is never stored.
type People struct {
	Members  []Member
	Groups   []Group // former ones too
	Contacts []Contact
}

// Clone returns a copy that shares nothing with p.
func (p *People) Clone() *People {
	c := &People{slices.Clone(p.Members), slices.Clone(p.Groups), slices.Clone(p.Contacts)}
	for i := range c.Members {
		c.Members[i].Restrictions, c.Members[i].Since = slices.Clone(c.Members[i].Restrictions), slices.Clone(c.Members[i].Since)
	}
	for i := range c.Contacts {
		c.Contacts[i].Past, c.Contacts[i].People = slices.Clone(c.Contacts[i].Past), slices.Clone(c.Contacts[i].People)
	}
	return c
}

// Member returns the member of that number, to be changed in place; nil if there is none.
func (p *People) Member(id MemberID) *Member {
	if i := int(id) - 1; 0 <= i && i < len(p.Members) && p.Members[i].ID == id { // nobody's number is ever given again: most stand there
		return &p.Members[i]
	}
	i := slices.IndexFunc(p.Members, func(m Member) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &p.Members[i]
}

// Group returns the group of that number, to be changed in place; nil if there is none.
func (p *People) Group(id GroupID) *Group {
	if i := int(id) - 1; 0 <= i && i < len(p.Groups) && p.Groups[i].ID == id {
		return &p.Groups[i]
	}
	i := slices.IndexFunc(p.Groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return nil
	}
	return &p.Groups[i]
}

// GroupName returns a group's name, "" for none.
func (p *People) GroupName(id GroupID) string {
	if g := p.Group(id); g != nil {
		return g.Name
	}
	return ""
}

// Active returns who is of the branch and fits, in the roster's order. which may be nil.
func (p *People) Active(which func(Member) bool) (list []Member) {
	for _, m := range p.Members {
		if m.Status == Active && (which == nil || which(m)) {
			list = append(list, m)
		}
	}
	return list
}

// Living returns the groups that have not ended.
func (p *People) Living() (list []Group) {
	for _, g := range p.Groups {
		if g.Ended == 0 {
			list = append(list, g)
		}
	}
	return list
}

// Sections returns the sections that somebody is in, in the roster's order.
func (p *People) Sections() (list []string) {
	for _, m := range p.Active(nil) {
		if m.Section != "" && !slices.Contains(list, m.Section) {
			list = append(list, m.Section)
		}
	}
	return list
}

// Check tells what can never be so, as a sentence: somebody in no group that there is, a leader from outside the group,
// two people in one seat, a 党务干事 on the committee, two groups of one name.
func (p *People) Check() error {
	posts, names := map[Post]Member{}, map[string]bool{}
	for _, m := range p.Members {
		if m.Status != Active {
			if m.Post != NoPost {
				return fmt.Errorf("%s已不在册，不能担任%s。", p.Called(m), m.Post)
			}
			continue
		}
		if g := p.Group(m.Group); m.Group != 0 && (g == nil || g.Ended != 0) {
			return fmt.Errorf("%s所在的党小组已经没有了。", p.Called(m))
		}
		if m.Post.Is(PartyClerk) && len(m.Post.Seats()) > 1 {
			return fmt.Errorf("%s：党务干事不由支部委员兼任。", p.Called(m))
		}
		for _, seat := range m.Post.Seats() {
			if seat == PartyClerk {
				continue // several may be
			}
			if other, taken := posts[seat]; taken {
				return fmt.Errorf("%s由%s和%s两人担任，一个职务只由一人担任。", seat, p.Called(other), p.Called(m))
			}
			posts[seat] = m
		}
	}
	for _, g := range p.Groups {
		if l := p.Member(g.Leader); g.Leader != 0 && (g.Ended != 0 || l == nil || l.Status != Active || l.Group != g.ID) {
			return fmt.Errorf("「%s」的组长须是本组的在册党员。", g.Name)
		}
		if g.Ended == 0 && names[g.Name] {
			return fmt.Errorf("已有名为「%s」的党小组。", g.Name)
		}
		names[g.Name] = names[g.Name] || g.Ended == 0
	}
	return nil
}

// Vacancies gives, as sentences, the leads and pairings that nobody holds: somebody has left, and a successor is awaited.
func (p *People) Vacancies() (list []string) {
	for _, g := range p.Living() {
		if g.Leader == 0 {
			list = append(list, fmt.Sprintf("「%s」组长空缺。", g.Name))
		}
	}
	for _, c := range p.Contacts {
		if c.Point && c.Leader == 0 {
			list = append(list, fmt.Sprintf("联系点「%s」没有联系领导。", c.Name))
		}
	}
	return list
}

// Warnings gives, as sentences, what is allowed and ought to be looked at on a day.
func (p *People) Warnings(day Date) (list []string) {
	warn := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	for _, g := range p.Living() {
		in := p.Active(func(m Member) bool { return m.Group == g.ID })
		switch leader := p.Member(g.Leader); {
		case len(in) == 0:
			warn("「%s」没有党员了。", g.Name)
			continue
		case leader == nil:
			warn("「%s」组长空缺。", g.Name)
		case leader.Probationary(day):
			warn("「%s」的组长是预备党员。", g.Name)
		}
		if len(in) < 3 {
			warn("「%s」只有%d名党员，不足3人。", g.Name, len(in))
		}
		if !slices.ContainsFunc(in, func(m Member) bool { return !m.Probationary(day) }) {
			warn("「%s」没有正式党员。", g.Name)
		}
	}
	for _, post := range Posts {
		if len(p.Active(func(m Member) bool { return m.Post.Is(post) })) == 0 {
			warn("%s空缺。", post)
		}
	}
	for _, c := range p.Contacts {
		if c.Point && c.Leader == 0 {
			warn("联系点「%s」没有联系领导。", c.Name)
		}
	}
	return list
}

// Edit is one field that a change has set. Was and Is are JSON; "" stands for a field that is not there.
type Edit struct {
	Table string `json:"t"` // member, group or contact
	ID    int64  `json:"id"`
	Field string `json:"f"`
	Was   string `json:"was,omitempty"`
	Is    string `json:"is,omitempty"`
}

// Tables of edits.
const (
	memberTable  = "member"
	groupTable   = "group"
	contactTable = "contact"
)

// MemberOf returns the member that an edit is about; zero if it is about something else.
func (e Edit) MemberOf() MemberID {
	if e.Table == memberTable {
		return MemberID(e.ID)
	}
	return 0
}

type rowKey struct {
	table string
	id    int64
}

type fields map[string]json.RawMessage

func fieldsOf(row any) fields {
	raw, err := json.Marshal(row)
	var f fields
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	if err != nil {
		panic("branch: a row that cannot be written")
	}
	return f
}

func (p *People) rows() map[rowKey]fields {
	rows := map[rowKey]fields{}
	for _, m := range p.Members {
		rows[rowKey{memberTable, int64(m.ID)}] = fieldsOf(m)
	}
	for _, g := range p.Groups {
		rows[rowKey{groupTable, int64(g.ID)}] = fieldsOf(g)
	}
	for _, c := range p.Contacts {
		rows[rowKey{contactTable, int64(c.ID)}] = fieldsOf(c)
	}
	return rows
}

// differ notes the rows of one table that are not the same before and after, as their fields.
func differ[T any](was, is map[rowKey]fields, table string, before, after []T, id func(T) int64) {
	old := make(map[int64]T, len(before))
	for _, row := range before {
		old[id(row)] = row
	}
	for _, row := range after {
		k := rowKey{table, id(row)}
		if former, had := old[k.id]; had {
			delete(old, k.id)
			if reflect.DeepEqual(former, row) {
				continue // nearly all: of a large branch nothing else is taken apart
			}
			was[k] = fieldsOf(former)
		}
		is[k] = fieldsOf(row)
	}
	for n, row := range old {
		was[rowKey{table, n}] = fieldsOf(row)
	}
}

// Diff returns the fields in which two states differ, in a fixed order.
func Diff(before, after *People) (edits []Edit) {
	was, is := map[rowKey]fields{}, map[rowKey]fields{}
	differ(was, is, memberTable, before.Members, after.Members, func(m Member) int64 { return int64(m.ID) })
	differ(was, is, groupTable, before.Groups, after.Groups, func(g Group) int64 { return int64(g.ID) })
	differ(was, is, contactTable, before.Contacts, after.Contacts, func(c Contact) int64 { return int64(c.ID) })
	keys := map[rowKey]bool{}
	for k := range was {
		keys[k] = true
	}
	for k := range is {
		keys[k] = true
	}
	for k := range keys {
		names := map[string]bool{}
		for n := range maps.Keys(was[k]) {
			names[n] = true
		}
		for n := range maps.Keys(is[k]) {
			names[n] = true
		}
		for n := range names {
			if k.table == contactTable && (n == "past" || n == "opened") {
				continue // what follows from the others, as soon as the row is written
			}
			if w, i := string(was[k][n]), string(is[k][n]); w != i {
				edits = append(edits, Edit{k.table, k.id, n, w, i})
			}
		}
	}
	slices.SortFunc(edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Field, b.Field))
	})
	return edits
}

// Revert returns p as it would be without the edits. ok is false, with the edit in the way, if a field is no longer what
// the edit made it: something later has built on it.
func (p *People) Revert(edits []Edit) (before *People, inTheWay Edit, ok bool) {
	rows := p.rows()
	touched := map[rowKey]bool{}
	for _, e := range edits {
		k := rowKey{e.Table, e.ID}
		if string(rows[k][e.Field]) != e.Is {
			return nil, e, false
		}
		if rows[k] == nil {
			rows[k] = fields{}
		}
		if delete(rows[k], e.Field); e.Was != "" {
			rows[k][e.Field] = json.RawMessage(e.Was)
		}
		touched[k] = true
	}
	for k := range touched { // a row that was made by the edits goes as it was made, or not at all
		for _, field := range slices.Sorted(maps.Keys(rows[k])) {
			if rows[k]["id"] == nil {
				return nil, Edit{Table: k.table, ID: k.id, Field: field}, false
			}
		}
	}
	return &People{revert(p.Members, memberTable, rows, touched, func(m Member) int64 { return int64(m.ID) }),
		revert(p.Groups, groupTable, rows, touched, func(g Group) int64 { return int64(g.ID) }),
		revert(p.Contacts, contactTable, rows, touched, func(c Contact) int64 { return int64(c.ID) })}, Edit{}, true
}

// revert returns the rows of one table as their fields say. A row without fields is none.
func revert[T any](list []T, table string, rows map[rowKey]fields, touched map[rowKey]bool, id func(T) int64) (out []T) {
	for _, row := range list {
		k := rowKey{table, id(row)}
		if touched[k] {
			if len(rows[k]) == 0 {
				continue
			}
			raw, err := json.Marshal(rows[k])
			var back T
			if err == nil {
				err = json.Unmarshal(raw, &back)
			}
			if err != nil {
				panic("branch: an edit that cannot be read")
			}
			row = back
		}
		out = append(out, row)
	}
	return out
}
