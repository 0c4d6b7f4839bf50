package office

import (
	"errors"
	"reflect"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// People gives who is of a branch and how it is divided.
func People(tx *store.Tx, b branch.BranchID) *branch.People {
	p := new(branch.People)
	for m := range store.Members.Scan(tx, store.K(b)) {
		p.Members = append(p.Members, m)
	}
	for g := range store.Groups.Scan(tx, store.K(b)) {
		p.Groups = append(p.Groups, g)
	}
	for g := range store.FormerGroups.Scan(tx, store.K(b)) {
		p.Groups = append(p.Groups, g)
	}
	slices.SortFunc(p.Groups, func(a, b branch.Group) int { return int(a.ID - b.ID) })
	for c := range store.Contacts.Scan(tx, store.K(b)) {
		p.Contacts = append(p.Contacts, c)
	}
	return p
}

// settle writes the people as they are now, and hands on what waited for who they were: pushes, cards, menus.
func (o *Office) settle(tx *store.Tx, b branch.BranchID, before, after *branch.People, now time.Time) {
	for _, g := range before.Groups {
		store.Groups.Delete(tx, store.K(b).Int(int64(g.ID)))
		store.FormerGroups.Delete(tx, store.K(b).Int(int64(g.ID)))
	}
	for _, g := range after.Groups {
		if g.Ended == 0 {
			store.Groups.Put(tx, g)
		} else {
			store.FormerGroups.Put(tx, g)
		}
	}
	for _, m := range after.Members {
		store.Members.Put(tx, m)
	}
	for _, c := range after.Contacts {
		if !slices.ContainsFunc(before.Contacts, func(was branch.Contact) bool { return reflect.DeepEqual(was, c) }) {
			o.PutContact(tx, c, now)
		}
	}
	for _, m := range after.Members {
		was := before.Member(m.ID)
		switch {
		case was == nil:
		case was.Status == branch.Active && m.Status != branch.Active:
			o.silence(tx, m)
		case m.Status == branch.Active && (was.Status != m.Status || was.Officer() != m.Officer()):
			if c := Chat(tx, m); c != "" {
				tx.SetCommands(c, cards.CommandsFor(m.Officer()))
			}
		}
	}
	o.handNominations(tx, b, before, after, now)
	o.handOn(tx, b, before, after, now)
	o.planBranch(tx, getBranch(tx, b), now)
}

// silence ends at once everything that is sent to who has left. The account may still read its own record.
func (o *Office) silence(tx *store.Tx, m branch.Member) {
	store.Invites.Delete(tx, store.K(m.Branch).Int(int64(m.ID)))
	dropIssued(tx, m)
	row, bound := store.Bindings.Get(tx, store.K(m.Branch).Int(int64(m.ID)))
	if !bound {
		return
	}
	dropForm(tx, row)
	for _, other := range BindingsOf(tx, row.Account) {
		if who, ok := Member(tx, other.Branch, other.Member); ok && who.Status == branch.Active {
			return // this account stands for somebody in another branch, which goes on
		}
	}
	tx.Withdraw(row.Chat)
	tx.SetCommands(row.Chat, cards.CommandsForFormer())
}

// handNominations hands a group's open nomination to its new leader, and asks for another where the one nominated is no
// longer of the group.
func (o *Office) handNominations(tx *store.Tx, b branch.BranchID, before, after *branch.People, now time.Time) {
	for r := range store.RoundsOpen.Scan(tx, store.K(b)) {
		if !r.Takes(branch.Nominate, now) {
			continue
		}
		for _, g := range after.Living() {
			lost := false
			if n, made := GetNomination(tx, r, g.ID); made {
				m := after.Member(n.Nominee)
				if lost = m == nil || m.Status != branch.Active || m.Group != g.ID; lost {
					store.Nominations.Delete(tx, store.RoundKey(b, r.ID).Int(int64(g.ID)))
				}
			}
			was := before.Group(g.ID)
			if was == nil || was.Leader != g.Leader || lost {
				o.showNomination(tx, r, g, true, false)
			}
			if was != nil && was.Leader != g.Leader {
				if c := chatOf(tx, b, was.Leader); c != "" {
					tx.Show(c, cards.NominationHandedOn(r, g))
				}
			}
		}
		o.showRound(tx, r, now, false)
	}
}

// LookAt marks that an officer looks at somebody else's record: once a day, for the person's own page to show.
func LookAt(tx *store.Tx, me, m branch.Member, now time.Time) {
	if me.ID != m.ID {
		store.Looks.Put(tx, store.Look{Branch: m.Branch, Member: m.ID, Day: branch.DateOf(now), By: me.ID})
	}
}

// LooksAt gives who looked at a member's record or took it away in an exported roster, newest first.
func LooksAt(tx *store.Tx, m branch.Member) (list []cards.Look) {
	for l := range store.Looks.Scan(tx, store.K(m.Branch).Int(int64(m.ID))) {
		by, _ := Member(tx, l.Branch, l.By)
		list = append(list, cards.Look{Day: l.Day, Name: by.Name, Post: by.Post})
	}
	for e := range store.Exports.Scan(tx, store.K(m.Branch)) {
		if day := branch.DateOf(e.At); e.By != m.ID {
			by, _ := Member(tx, m.Branch, e.By)
			list = append(list, cards.Look{Day: day, Name: by.Name, Post: by.Post, File: true})
		}
	}
	slices.SortStableFunc(list, func(a, b cards.Look) int { return int(b.Day - a.Day) })
	return list
}

// ErrNobody is returned for a member of another branch, or one that there is not.
var ErrNobody = errors.New("office: no such member")

// PersonView gives what an officer sees of a member.
func (o *Office) PersonView(tx *store.Tx, me branch.Member, m branch.MemberID, now time.Time) (cards.PersonView, error) {
	who, ok := Member(tx, me.Branch, m)
	if !ok {
		return cards.PersonView{}, ErrNobody
	}
	today := branch.DateOf(now)
	v := cards.PersonView{Branch: getBranch(tx, me.Branch), Member: who, Group: Group(tx, me.Branch, who.Group), Today: today,
		Secretary: me.Post == branch.Secretary}
	if row, bound := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(m))); bound {
		state, _ := store.Chats.Get(tx, store.ChatKey(row.Chat))
		v.Bound, v.Gone, v.Heard = row.At, state.Gone, max(row.Heard, branch.DateOf(row.At))
	}
	if !MayRead(me, "restrict") {
		v.Member.Restrictions = nil
	}
	p := People(tx, me.Branch)
	for i, k := range branch.ChangeKinds {
		if k.OfferedTo(p, who, today) && MayEnter(me, k) == nil {
			v.Kinds = append(v.Kinds, i)
		}
	}
	for _, c := range ChangesOf(tx, me, m) {
		if c.State == branch.ChangePlanned {
			v.Planned = append(v.Planned, c)
		}
	}
	return v, nil
}

// Away gives who of a branch has no account or cannot be reached: of everybody for an officer, of the own group for its
// leader.
func Away(tx *store.Tx, me branch.Member) (unbound, gone []branch.Member) {
	mine := Group(tx, me.Branch, me.Group).Leader == me.ID
	if !mine && !me.Officer() {
		return nil, nil
	}
	for _, m := range members(tx, me.Branch, func(m branch.Member) bool { return me.Officer() || mine && m.Group == me.Group }) {
		c := Chat(tx, m)
		state, _ := store.Chats.Get(tx, store.ChatKey(c))
		switch {
		case c == "":
			unbound = append(unbound, m)
		case state.Gone:
			gone = append(gone, m)
		}
	}
	return unbound, gone
}
