package office

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// People returns who is of a branch and how it is divided.
func People(tx *store.Tx, b branch.BranchID) *branch.People {
	p := Divided(tx, b)
	p.Members = store.Members.Where(tx, store.K(b), func(branch.Member) bool { return true })
	return p
}

// Divided is People without the members: how the branch is divided, and its enterprises.
func Divided(tx *store.Tx, b branch.BranchID) *branch.People {
	p := &branch.People{}
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
		if is := after.Group(g.ID); is == nil || *is != g {
			store.Groups.Delete(tx, store.K(b).Int(int64(g.ID)))
			store.FormerGroups.Delete(tx, store.K(b).Int(int64(g.ID)))
		}
	}
	for _, g := range after.Groups {
		if was := before.Group(g.ID); was != nil && *was == g {
			continue
		}
		if g.Ended == 0 {
			store.Groups.Put(tx, g)
		} else {
			store.FormerGroups.Put(tx, g)
		}
	}
	moved := changedMembers(before, after)
	for _, m := range moved {
		store.Members.Put(tx, m.is)
	}
	for _, c := range after.Contacts {
		if !slices.ContainsFunc(before.Contacts, func(was branch.Contact) bool { return reflect.DeepEqual(was, c) }) {
			o.PutContact(tx, c, now)
		}
	}
	for _, m := range moved {
		switch was, m := m.was, m.is; {
		case was == nil:
		case was.Status == branch.Active && m.Status != branch.Active:
			o.silence(tx, m, now)
		case m.Status == branch.Active && (was.Status != m.Status || !slices.Equal(o.CommandsFor(*was), o.CommandsFor(m))):
			if c := Chat(tx, m); c != "" {
				tx.SetCommands(c, o.CommandsFor(m))
			}
		}
	}
	o.handOn(tx, b, before, after, now)
	o.planBranch(tx, GetBranch(tx, b), now)
	o.reviewPendings(tx, b, now)
}

// moved is a member of whom something has changed.
type moved struct {
	was *branch.Member // nil: has come
	is  branch.Member
}

// changedMembers returns the members of whom anything is not as it was: of a large branch a few. Nobody else's row is written.
func changedMembers(before, after *branch.People) (list []moved) {
	old := make(map[branch.MemberID]*branch.Member, len(before.Members))
	for i := range before.Members {
		old[before.Members[i].ID] = &before.Members[i]
	}
	for _, m := range after.Members {
		if was := old[m.ID]; was == nil || !reflect.DeepEqual(*was, m) {
			list = append(list, moved{was, m})
		}
	}
	return list
}

// silence ends at once everything that is sent to who has left. The account may still read its own record.
func (o *Office) silence(tx *store.Tx, m branch.Member, now time.Time) {
	store.Invites.Delete(tx, store.K(m.Branch).Int(int64(m.ID)))
	dropIssued(tx, m)
	o.planMember(tx, GetBranch(tx, m.Branch), m, now) // planBranch comes to this member only after others, in a later deed
	row, bound := store.Bindings.Get(tx, store.K(m.Branch).Int(int64(m.ID)))
	if !bound {
		return
	}
	dropForm(tx, row)
	o.cover(tx, row)
	for _, other := range BindingsOf(tx, row.Account) {
		if who, ok := Member(tx, other.Branch, other.Member); ok && who.Status == branch.Active {
			o.stripCards(tx, row, fmt.Sprint(int64(m.Branch)))
			return // this account stands for somebody in another branch, which goes on
		}
	}
	o.stripCards(tx, row, "")
	tx.Withdraw(row.Chat)
	tx.SetCommands(row.Chat, cards.CommandsForFormer())
}

// stripCards takes the buttons off a chat's cards of a branch, or with "" off all of them: none would be answered any more.
func (o *Office) stripCards(tx *store.Tx, row store.Binding, of string) {
	var list []store.Shown
	for s := range store.Shows.Scan(tx, store.ChatKey(row.Chat)) {
		_, rest, _ := strings.Cut(s.Key, ":") // then comes the branch, where a card is of one
		b, _, _ := strings.Cut(rest, ":")
		if s.Message != 0 && o.Veiled(s.Key) == nil && (of == "" || b == of) {
			list = append(list, s)
		}
	}
	for _, s := range list {
		tx.Strip(row.Chat, s.Message)
		s.Digest = nil // who comes back is shown it whole
		store.Shows.Put(tx, s)
	}
}

// cover takes off a chat what its cards of ballots may show in passing: no card of the branch will take its place there.
func (o *Office) cover(tx *store.Tx, row store.Binding) {
	for m := range o.matters() {
		for _, v := range m.Veils {
			tx.Cover(row.Chat, fmt.Sprintf("%s:%d:", v, row.Branch))
		}
	}
}

// LookAt marks that an officer looks at somebody else's record: once a day, for the person's own page to show.
func LookAt(tx *store.Tx, me, m branch.Member, now time.Time) {
	if me.ID != m.ID {
		store.Looks.Put(tx, store.Look{Branch: m.Branch, Member: m.ID, Day: branch.DateOf(now), By: me.ID})
	}
}

// LooksAt returns who looked at a member's record or took it away in an exported roster, newest first.
func LooksAt(tx *store.Tx, m branch.Member) (list []cards.Look) {
	for l := range store.Looks.Scan(tx, store.K(m.Branch).Int(int64(m.ID))) {
		by, _ := Member(tx, l.Branch, l.By)
		list = append(list, cards.Look{Day: l.Day, Name: Called(tx, by), Post: by.Post})
	}
	for e := range store.Exports.Scan(tx, store.K(m.Branch)) {
		if day := branch.DateOf(e.At); e.By != m.ID {
			by, _ := Member(tx, m.Branch, e.By)
			list = append(list, cards.Look{Day: day, Name: Called(tx, by), Post: by.Post, File: true})
		}
	}
	slices.SortStableFunc(list, func(a, b cards.Look) int { return int(b.Day - a.Day) })
	return list
}

// ErrNobody is returned for a member of another branch, or one that there is not.
var ErrNobody = errors.New("office: no such member")

// PersonView returns what an officer sees of a member.
func (o *Office) PersonView(tx *store.Tx, me branch.Member, m branch.MemberID, now time.Time) (cards.PersonView, error) {
	who, ok := Member(tx, me.Branch, m)
	if !ok {
		return cards.PersonView{}, ErrNobody
	}
	today := branch.DateOf(now)
	v := cards.PersonView{Branch: GetBranch(tx, me.Branch), Member: Shown(tx, who), Group: Group(tx, me.Branch, who.Group), Today: today,
		Secretary: me.May(branch.Restrict)}
	if row, bound := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(m))); bound {
		state, _ := store.Chats.Get(tx, store.ChatKey(row.Chat))
		v.Bound, v.Gone, v.Heard = row.At, state.Gone, max(row.Heard, branch.DateOf(row.At)).MonthStart()
	}
	if !MayRead(me, "restrict") {
		v.Member.Restrictions = nil
	}
	p := People(tx, me.Branch)
	for _, k := range branch.ChangeKinds {
		if k.OfferedTo(p, who, today) && MayEnter(me, k) == nil {
			v.Kinds = append(v.Kinds, k)
		}
	}
	for _, c := range ChangesOf(tx, me, m) {
		if c.State == branch.ChangePlanned {
			v.Planned = append(v.Planned, c)
		}
	}
	return v, nil
}

// Away returns who of a branch has no account or cannot be reached: of everybody, or for a group's leader of the own group.
func Away(tx *store.Tx, me branch.Member) (unbound, gone []branch.Member) {
	all, mine := me.May(branch.SeeAway), me.May(branch.SeeAway, Group(tx, me.Branch, me.Group))
	for _, m := range MembersOf(tx, me.Branch, func(m branch.Member) bool { return all || mine && m.Group == me.Group }) {
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

// CheckPeople reports, in sentences, what of the people of all branches cannot be: a member of a group or a branch that is not
// there, an enterprise paired with nobody. No deed leaves such rows; a file that somebody has changed may hold them.
func CheckPeople(tx *store.Tx) (faults []string) {
	branches := map[branch.BranchID]bool{}
	for b := range store.Branches.Scan(tx, nil) {
		branches[b.ID] = true
		p := People(tx, b.ID)
		if err := p.Check(); err != nil {
			faults = append(faults, b.Name+"："+err.Error())
		}
		group := func(g branch.GroupID, what string) {
			if g != 0 && p.Group(g) == nil {
				faults = append(faults, fmt.Sprintf("%s：%s属于不存在的党小组（编号%d）。", b.Name, what, g))
			}
		}
		for _, m := range p.Members {
			group(m.Group, p.Called(m))
		}
		for _, c := range p.Contacts {
			group(c.Group, "「"+c.Name+"」")
			for _, who := range []branch.MemberID{c.Leader, c.Liaison} {
				if who != 0 && p.Member(who) == nil {
					faults = append(faults, fmt.Sprintf("%s：「%s」写着不存在的党员（编号%d）。", b.Name, c.Name, who))
				}
			}
		}
	}
	for f := range store.Foundings.Scan(tx, nil) {
		branches[f.Branch] = true // there is to be one
	}
	for m := range store.Members.Scan(tx, nil) {
		if !branches[m.Branch] {
			faults = append(faults, fmt.Sprintf("%s属于不存在的支部（编号%d）。", m.Name, m.Branch))
		}
	}
	return faults
}

// Names returns people's names in order.
func Names(tx *store.Tx, b branch.BranchID, list []branch.MemberID) (names []string) {
	for _, id := range list {
		if m, ok := Member(tx, b, id); ok {
			names = append(names, Called(tx, m))
		}
	}
	return names
}
