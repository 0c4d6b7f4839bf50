package branch

import (
	"cmp"
	"slices"
)

// Roster returns a branch as a list that comes back without a difference: the active people by group, with their ids.
func (k Known) Roster() Roster {
	r := Roster{Branch: k.Branch.Name,
		Columns:        []Column{ColName, ColGroup, ColSection, ColPost, ColHead, ColLeadership, ColTitle, ColJoined, ColFull, ColKind, ColNote, ColMark},
		ContactColumns: []Column{ColFirm, ColPartyOrg, ColPoint, ColLeader, ColPaired, ColLiaison, ColMark}}
	groups, leads := map[GroupID]string{}, map[MemberID]GroupID{}
	for _, g := range k.Groups {
		groups[g.ID], leads[g.Leader] = g.Name, g.ID
	}
	active := slices.DeleteFunc(slices.Clone(k.Members), func(m Member) bool { return m.Status != Active })
	slices.SortStableFunc(active, func(a, b Member) int { return cmp.Compare(a.Group, b.Group) })
	named, written := map[string]int{}, map[MemberID]string{}
	for _, m := range active {
		named[m.Name]++
	}
	for _, m := range active {
		written[m.ID] = m.Name
		if named[m.Name] > 1 {
			written[m.ID] = MarkedName(m.Name, MemberMark(m.Branch, m.ID))
		}
		r.People = append(r.People, RosterPerson{Mark: MemberMark(m.Branch, m.ID), Name: m.Name, Group: groups[m.Group], Section: m.Section, Post: m.Post,
			GroupLeader: leads[m.ID] != 0 && leads[m.ID] == m.Group, Leadership: m.Leadership, Title: m.Title, Joined: m.Joined, Full: m.Full, Note: m.Note})
	}
	for _, c := range k.Contacts {
		r.Contacts = append(r.Contacts, RosterContact{Mark: ContactMark(c.Branch, c.ID), Name: c.Name, PartyOrg: c.PartyOrg, Ordinary: !c.Point,
			Leader: written[c.Leader], Group: groups[c.Group], Liaison: written[c.Liaison]})
	}
	return r
}
