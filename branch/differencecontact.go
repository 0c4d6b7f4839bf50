package branch

import (
	"fmt"
	"slices"
)

// refuseTwinContact finds one enterprise on two lines.
func (c *comparer) refuseTwinContact(rc RosterContact) {
	i := slices.IndexFunc(c.roster.Contacts, func(o RosterContact) bool { return o.Name == rc.Name })
	if first := c.roster.Contacts[i]; first.Row != rc.Row {
		c.contactFault(rc.Row, ColFirm, rc.Name, fmt.Sprintf("与第%d行相同，请删去重复的一行", first.Row))
	}
}

func (c *comparer) contactFault(row int, col Column, value, want string) {
	c.faults = append(c.faults, Fault{Sheet: contactSheet, Row: row, Column: string(col), Value: value, Want: want})
}

// contacts compares the list of enterprises, if the file has one.
func (c *comparer) contacts() {
	if len(c.roster.ContactColumns) == 0 {
		return
	}
	var last ContactID
	for _, k := range c.known.Contacts {
		last = max(last, k.ID)
	}
	here := map[ContactID]int{}
	for _, rc := range c.roster.Contacts {
		before, known := c.knownContact(rc)
		if row, twice := here[before.ID]; known && twice {
			c.contactFault(rc.Row, ColFirm, rc.Name, fmt.Sprintf("与第%d行是同一家，请删去重复的一行", row))
			continue
		}
		if !known {
			last++
			before = Contact{Branch: c.known.Branch.ID, ID: last, Point: true}
		}
		here[before.ID] = rc.Row
		after := c.contactAfter(before, rc)
		d := ContactDifference{Row: rc.Row, Contact: after, New: !known}
		if known {
			if d.Changes = c.contactChanges(before, after); len(d.Changes) == 0 {
				continue
			}
		}
		c.d.Contacts = append(c.d.Contacts, d)
	}
	for _, k := range c.known.Contacts {
		if _, ok := here[k.ID]; !ok {
			c.d.Missing = append(c.d.Missing, k)
		}
	}
}

// knownContact finds the enterprise that a line means: by mark, else by name.
func (c *comparer) knownContact(rc RosterContact) (Contact, bool) {
	same := func(k Contact) bool { return k.Name == rc.Name }
	marked := func(k Contact) bool { return ContactMark(k.Branch, k.ID) == rc.Mark }
	for _, is := range []func(Contact) bool{marked, same} {
		if i := slices.IndexFunc(c.known.Contacts, is); i >= 0 {
			return c.known.Contacts[i], true
		}
	}
	return Contact{}, false
}

func (c *comparer) contactAfter(k Contact, rc RosterContact) Contact {
	has := func(col Column) bool { return slices.Contains(c.roster.ContactColumns, col) }
	k.Name = rc.Name
	if has(ColPartyOrg) {
		k.PartyOrg = rc.PartyOrg
	}
	if has(ColPoint) {
		k.Point = !rc.Ordinary
	}
	if has(ColPaired) {
		k.Group = 0
		if rc.Group != "" {
			i := slices.IndexFunc(c.groups, func(g Group) bool { return g.Name == rc.Group })
			if i < 0 {
				c.contactFault(rc.Row, ColPaired, rc.Group, "名册里没有这个党小组，请核对")
				return k
			}
			k.Group = c.groups[i].ID
		}
	}
	if has(ColLeader) && c.personText(k.Leader) != rc.Leader {
		k.Leader = c.contactPerson(rc.Leader, k.Group, rc.Row, ColLeader)
	}
	if has(ColLiaison) && c.personText(k.Liaison) != rc.Liaison {
		k.Liaison = c.contactPerson(rc.Liaison, k.Group, rc.Row, ColLiaison)
	}
	if k.Group == 0 {
		k.Group = c.after[k.Leader].Group
	}
	return k
}

// contactPerson finds somebody who would be of the branch.
func (c *comparer) contactPerson(written string, group GroupID, row int, col Column) MemberID {
	name, _ := CutMark(written)
	var all []Member
	for id := range c.last {
		if m, ok := c.after[id+1]; ok && m.Status == Active && m.Name == name {
			all = append(all, m)
		}
	}
	marked := func(m Member, mark string) bool {
		return MemberMark(m.Branch, m.ID) == mark || c.groupName(m.Group) == mark
	}
	who := func(m Member) string { return m.Name + "（" + c.groupName(m.Group) + "）" }
	id, want := findPerson(all, written, group, marked, who)
	if want != "" {
		c.contactFault(row, col, written, want)
	}
	return id
}

// personText is how an export writes somebody: nobody, once he or she has left.
func (c *comparer) personText(id MemberID) string {
	m, ok := c.after[id]
	if !ok || m.Status != Active {
		return ""
	}
	return m.Name
}

func (c *comparer) contactChanges(old, k Contact) (all []Change) {
	note := func(field Column, from, to string) {
		if !sameText(from, to) {
			all = append(all, Change{field, from, to})
		}
	}
	note(ColFirm, old.Name, k.Name)
	note(ColPartyOrg, old.PartyOrg, k.PartyOrg)
	note(ColPoint, yes(old.Point), yes(k.Point))
	note(ColPaired, c.groupName(old.Group), c.groupName(k.Group))
	for _, p := range []struct {
		field    Column
		from, to MemberID
	}{{ColLeader, old.Leader, k.Leader}, {ColLiaison, old.Liaison, k.Liaison}} {
		if p.from != p.to {
			all = append(all, Change{p.field, c.personText(p.from), c.personText(p.to)})
		}
	}
	return all
}
