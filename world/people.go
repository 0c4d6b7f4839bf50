package world

import (
	"fmt"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/store"
)

// Members returns the members of the branch that are asked for.
func (w *World) Members(which func(branch.Member) bool) (list []branch.Member) {
	w.Helper()
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, store.K(w.Branch)) {
			if which(m) {
				list = append(list, m)
			}
		}
		return nil
	})
	return list
}

// Member returns a member by number.
func (w *World) Member(id branch.MemberID) branch.Member {
	w.Helper()
	return w.Members(func(m branch.Member) bool { return m.ID == id })[0]
}

// Post returns the holder of a post.
func (w *World) Post(p branch.Post) branch.Member {
	w.Helper()
	list := w.Members(func(m branch.Member) bool { return m.Post == p })
	if len(list) != 1 {
		w.Fatalf("%d people are %s", len(list), p)
	}
	return list[0]
}

// Group returns a group by number.
func (w *World) Group(id branch.GroupID) (g branch.Group) {
	w.Update(func(tx *store.Tx) error { g = office.Group(tx, w.Branch, id); return nil })
	return g
}

// Leaders returns the group leaders in the order of their groups.
func (w *World) Leaders() (groups []branch.Group, leaders []branch.Member) {
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for g := range store.Groups.Scan(tx, store.K(w.Branch)) {
			m, _ := office.Member(tx, w.Branch, g.Leader)
			groups, leaders = append(groups, g), append(leaders, m)
		}
		return nil
	})
	return groups, leaders
}

// Leave has a member go, as the roster will say.
func (w *World) Leave(m branch.Member, how branch.Status) {
	w.Helper()
	w.Update(func(tx *store.Tx) error {
		m.Status = how
		store.Members.Put(tx, m)
		return nil
	})
}

// LossChat returns the chat of one of the invented people.
func LossChat(m branch.Member) chat.Chat { return chat.Chat(fmt.Sprintf("tg:%d", demo.FirstID+m.ID)) }

// Rename gives a member another name, as if it had always been so.
func (w *World) Rename(m branch.MemberID, name string) {
	w.Helper()
	w.Update(func(tx *store.Tx) error {
		who, _ := store.Members.Get(tx, store.K(w.Branch).Int(int64(m)))
		who.Name = name
		store.Members.Put(tx, who)
		return nil
	})
}
