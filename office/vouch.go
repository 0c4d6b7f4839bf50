package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// An account that came from an officer's invitation is not known to be the right person until somebody else has said so: the
// officer may have bound a phone of the own. Until then it does the ordinary work, has no part in a secret ballot, and is shown
// nothing that was private before it was bound.

// lastKnown returns the account of a member that was last known to be the right person, given the binding that stands now;
// nil if none was.
func lastKnown(now store.Binding) *store.Former {
	if now.Unvouched || now.Account == "" {
		return now.Former
	}
	return &store.Former{Account: now.Account, Chat: now.Chat, At: now.At, Issuer: now.Issuer}
}

// origin completes a fresh binding by where it comes from. former is the one whose place it takes, or none.
func origin(row, former store.Binding) store.Binding {
	row.Unvouched = row.Issuer != 0
	if row.Issuer == row.Member { // by one's own hand: where the account came from stays
		row.Issuer, row.Unvouched = former.Issuer, former.Unvouched
	}
	last := lastKnown(former)
	row.Unvouched = row.Unvouched && (last == nil || last.Account != row.Account)
	if row.Unvouched {
		row.Former = last
	}
	return row
}

// InOtherHands reports whether somebody's account is surely in other hands than those of who issued an invitation; none is the
// command line.
func InOtherHands(tx *store.Tx, me branch.Member, issuer branch.MemberID) bool {
	return !BindingOf(tx, me).Unvouched && (issuer == 0 || me.ID != issuer && !invitedBy(tx, me, issuer) &&
		!invitedBy(tx, branch.Member{Branch: me.Branch, ID: issuer}, me.ID))
}

// mayVouch reports whether somebody may say that a member's account is that member's.
func mayVouch(tx *store.Tx, me, who branch.Member) bool {
	return me.ID != who.ID && me.May(branch.VouchAccount, Group(tx, who.Branch, who.Group)) && InOtherHands(tx, me, BindingOf(tx, who).Issuer)
}

// Vouched refuses somebody whose account nobody has vouched for what is that member's own, and says who can vouch.
func Vouched(tx *store.Tx, me branch.Member) error {
	if !BindingOf(tx, me).Unvouched {
		return nil
	}
	return Refusal(waitsForVouch(tx, me))
}

func waitsForVouch(tx *store.Tx, me branch.Member) string {
	var names []string
	for _, m := range MembersOf(tx, me.Branch, func(m branch.Member) bool { return mayVouch(tx, m, me) }) {
		names = append(names, Called(tx, m))
	}
	return cards.NotVouched(names)
}

// Owns reports whether what somebody did at an instant is shown to the account that stands for him or her now.
func Owns(tx *store.Tx, me branch.Member, at time.Time) bool {
	row := BindingOf(tx, me)
	return !row.Unvouched || !at.Before(row.At)
}

// unvouched returns whose accounts somebody may vouch for.
func unvouched(tx *store.Tx, me branch.Member) (list []branch.Member) {
	for b := range store.BindingsUnvouched.Scan(tx, store.K(me.Branch)) {
		if who, ok := Member(tx, b.Branch, b.Member); ok && mayVouch(tx, me, who) {
			list = append(list, who)
		}
	}
	return list
}

// accounts are those that wait for the member to vouch for them: one line, however many they are.
func (w *waiting) accounts() {
	if n := len(unvouched(w.tx, w.me)); n > 0 {
		w.add(cards.VouchTask(w.b.ID, n))
	}
}

// VouchCard returns the list of accounts that somebody may vouch for.
func VouchCard(tx *store.Tx, me branch.Member, page int) chat.Card {
	var list []cards.Choice
	for _, m := range unvouched(tx, me) {
		list = append(list, cards.Choice{ID: int64(m.ID), Name: Called(tx, m), By: PersonName(tx, m.Branch, BindingOf(tx, m).Issuer)})
	}
	return cards.Vouch(me.Branch, list, page)
}

// Vouch says that a member's account is that member's. What waits elsewhere waits on for who may say so there.
func (o *Office) Vouch(tx *store.Tx, me branch.Member, m branch.MemberID) error {
	who, ok := Member(tx, me.Branch, m)
	row := BindingOf(tx, who)
	switch {
	case !ok || row.Account == "":
		return Refusal(cards.OldCard)
	case row.Issuer == me.ID:
		return Refusal(cards.OwnInvitation)
	case !mayVouch(tx, me, who):
		return Refusal(cards.NotYours)
	case !row.Unvouched: // a second tap
		return nil
	}
	o.vouch(tx, who, Called(tx, me)+"同志", Voucher{By: me})
	return nil
}

// vouch marks somebody's account as known to be the right person, on the word of by, and shows it what was held back. v
// is whose word that is.
func (o *Office) vouch(tx *store.Tx, who branch.Member, by string, v Voucher) {
	row := BindingOf(tx, who)
	former := row.Former
	row.Unvouched, row.Former = false, nil
	store.Bindings.Put(tx, row)
	if former != nil {
		Redraw(tx, former.Chat, cards.Replaced(GetBranch(tx, who.Branch), who, "", "已由"+by+"确认是本人更换。"))
	}
	o.vouched(tx, who, v)
	if row.Chat != "" && who.Status == branch.Active {
		tx.Show(row.Chat, cards.VouchedFor(who, by))
	}
	o.heldBack(tx, who, row.At)
}

// askFormer asks the account that was last known to be somebody's about the one that stands in its place now.
func askFormer(tx *store.Tx, who branch.Member) {
	if row := BindingOf(tx, who); row.Former != nil {
		tx.ShowBelow(row.Former.Chat, cards.Replaced(GetBranch(tx, who.Branch), who, PersonName(tx, who.Branch, row.Issuer), ""))
	}
}

// replaced returns the member whose account has been replaced, to the account that was.
func replaced(tx *store.Tx, from chat.Account, b branch.BranchID, m branch.MemberID) (branch.Member, store.Binding, error) {
	who, ok := Member(tx, b, m)
	row := BindingOf(tx, who)
	if !ok || !row.Unvouched || row.Former == nil || row.Former.Account != from {
		if is := func(b store.Binding) bool {
			m, ok := Member(tx, b.Branch, b.Member)
			return ok && m.Status == branch.Active
		}; !slices.ContainsFunc(BindingsOf(tx, from), is) {
			return who, row, Refusal(cards.Stranger)
		}
		return who, row, Refusal(cards.OldCard)
	}
	return who, row, nil
}

// ItIsMe has a member's former account vouch for the one that has taken its place: also where only the former one
// could have said so.
func (o *Office) ItIsMe(tx *store.Tx, from chat.Account, b branch.BranchID, m branch.MemberID) error {
	who, row, err := replaced(tx, from, b, m)
	if err != nil {
		return err
	}
	o.vouch(tx, who, "原账号", Voucher{Former: row.Former.At})
	return nil
}

// ItIsNotMe ends, on the word of a member's former account, the binding that has taken its place, and brings the former one
// back. The 纪检委员 and the 书记 are told.
func (o *Office) ItIsNotMe(tx *store.Tx, from chat.Account, b branch.BranchID, m branch.MemberID, now time.Time) error {
	who, row, err := replaced(tx, from, b, m)
	if err != nil {
		return err
	}
	if _, err := o.release(tx, who); err != nil {
		return err
	}
	store.Invites.Delete(tx, store.K(b).Int(int64(m)))
	if !Elsewhere(tx, row) {
		tx.Withdraw(row.Chat)
		tx.SetCommands(row.Chat, nil)
	}
	tx.Show(row.Chat, cards.BindingEnded(GetBranch(tx, b).Name, who.Name))
	answer := cards.FormerBack
	if _, other := store.BindingsByAccount.Get(tx, accountKey(from, b)); other { // it stands for somebody else by now
		answer = cards.FormerGone
	} else {
		f := row.Former
		o.attach(tx, store.Binding{Branch: b, Member: m, Account: f.Account, Chat: f.Chat, At: f.At, Issuer: f.Issuer, Heard: branch.DateOf(now).MonthStart()}, now)
		o.vouched(tx, who, Voucher{Former: row.Former.At})
		tx.Show(row.Former.Chat, o.Home(tx, who, now))
		o.heldBack(tx, who, row.At)
	}
	tx.Show(row.Former.Chat, cards.Replaced(GetBranch(tx, b), who, "", answer))
	EachChat(tx, Posted(tx, b, branch.VouchSeat.HeldBy), func(_ branch.Member, c chat.Chat) {
		tx.ShowBelow(c, cards.NotThePerson(Shown(tx, who), PersonName(tx, b, row.Issuer), now))
	})
	return nil
}
