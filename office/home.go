package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Me returns a member's own record.
func Me(tx *store.Tx, me branch.Member, now time.Time) chat.Card {
	var others []branch.Branch // in which the account stands for who has left
	active := me.Status == branch.Active
	for _, b := range BindingsOf(tx, BindingOf(tx, me).Account) {
		switch m, _ := Member(tx, b.Branch, b.Member); {
		case m.Status == branch.Active:
			active = true
		case b.Branch != me.Branch && m.Status != branch.Deceased:
			others = append(others, GetBranch(tx, b.Branch))
		}
	}
	if Vouched(tx, me) != nil {
		me.Restrictions = nil // for the person alone, beside the 书记 and the 纪检委员
	}
	return cards.Me(GetBranch(tx, me.Branch), me, Group(tx, me.Branch, me.Group), branch.DateOf(now), others, active)
}

// Mine returns what the branch stores about a member, line by line.
func (o *Office) Mine(tx *store.Tx, me branch.Member) []string {
	v := cards.MineView{Member: me, By: map[branch.MemberID]string{}}
	row, _ := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(me.ID)))
	v.Bound, v.Heard = branch.DateOf(row.At), max(row.Heard, branch.DateOf(row.At)).MonthStart()
	for c := range store.Changes.Scan(tx, store.K(me.Branch)) {
		if k, _ := branch.ChangeRuleOf(c.Kind); c.Concerns(me.ID) && !k.Secret {
			v.Changes, v.By[c.By], v.By[c.Second] = append(v.Changes, c), PersonName(tx, me.Branch, c.By), PersonName(tx, me.Branch, c.Second)
		}
	}
	for _, last := range []bool{false, true} {
		for m := range o.matters() {
			if m.Tells != nil && m.ToldLast == last {
				v.Told = append(v.Told, m.Tells(tx, me)...)
			}
		}
	}
	v.Held, v.Looks = o.heldAbout(tx, me), len(LooksAt(tx, me))
	return cards.MineLines(v)
}

// MineFile sends what the branch stores about a member to that member, as a document: also to one who has left.
func (o *Office) MineFile(tx *store.Tx, me branch.Member, now time.Time) {
	if to := BindingOf(tx, me).Chat; to != "" {
		tx.ShowBelow(to, cards.MineFile(me, branch.DateOf(now)))
	}
}

// Help returns the short help of a member.
func (o *Office) Help(tx *store.Tx, me branch.Member) chat.Card {
	return cards.Help(me, Group(tx, me.Branch, me.Group), o.commands())
}
