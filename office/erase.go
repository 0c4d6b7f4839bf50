package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Unbind ends the binding of an account on the word of the person whose it is. The group leader and the 纪检委员 are told.
func (o *Office) Unbind(tx *store.Tx, me branch.Member, now time.Time) error {
	if err := Vouched(tx, me); err != nil {
		return err
	}
	row, err := o.release(tx, me)
	if err != nil {
		return err
	}
	if !Elsewhere(tx, row) {
		tx.Withdraw(row.Chat)
		tx.SetCommands(row.Chat, nil)
	}
	tx.Show(row.Chat, cards.UnboundMyself(GetBranch(tx, me.Branch).Name, me.Name))
	tellUnbound(tx, me, false, now)
	return nil
}

// Erase removes, on the word of the person, what is stored about a member and is not of the branch's own records
// (个人信息保护法第四十七条): the binding, what the account is being shown and waits for, what is half filled in or uploaded,
// invitations, reminders, 心得体会 that nobody else may read. The roster, its changes, records, rounds and meetings stay, as
// do the traces of who looked at what. The group leader and the 纪检委员 are told.
func (o *Office) Erase(tx *store.Tx, me branch.Member, now time.Time) error {
	if err := Vouched(tx, me); err != nil {
		return err
	}
	row, err := o.release(tx, me)
	if err != nil {
		return err
	}
	key := store.K(me.Branch).Int(int64(me.ID))
	store.Invites.Delete(tx, key)
	store.Digests.Delete(tx, key)
	for m := range o.matters() {
		if m.Erase != nil {
			m.Erase(tx, me)
		}
	}
	for u := range store.Uploads.Scan(tx, store.ChatKey(row.Chat)) {
		if u.Branch == me.Branch {
			store.Uploads.Delete(tx, store.UploadKey(u))
		}
	}
	dropProposal(tx, me.Branch, me.ID)
	o.reviewPendings(tx, me.Branch, now)
	for v := range store.VenuesByBranch.Scan(tx, store.K(me.Branch)) {
		if v.By == row.Account {
			v.By = ""
			store.Venues.Put(tx, v)
		}
	}
	if !Elsewhere(tx, row) {
		for d := range store.Deads.Scan(tx, nil) { // of some days, of all branches: few
			if d.Chat == row.Chat {
				store.Deads.Delete(tx, store.K(d.ID))
			}
		}
		tx.CoverOnce(row.Chat)
		tx.Forget(row.Chat)
		tx.SetCommands(row.Chat, nil)
	}
	tellUnbound(tx, me, true, now)
	return nil
}

// release ends a member's binding, with what the account was filling in.
func (o *Office) release(tx *store.Tx, me branch.Member) (store.Binding, error) {
	key := store.K(me.Branch).Int(int64(me.ID))
	row, ok := store.Bindings.Get(tx, key)
	if !ok {
		return row, Refusal(cards.Stranger)
	}
	store.Bindings.Delete(tx, key)
	dropIssued(tx, me)
	dropForm(tx, row)
	o.cover(tx, row)
	return row, nil
}

// dropForm drops what is being filled in for a branch.
func dropForm(tx *store.Tx, row store.Binding) {
	if f, ok := store.Forms.Get(tx, store.ChatKey(row.Chat)); ok && f.Branch == row.Branch {
		store.Forms.Delete(tx, store.ChatKey(row.Chat))
	} else if ok && f.Kept != nil && f.Kept.Branch == row.Branch {
		f.Kept = nil
		store.Forms.Put(tx, f)
	}
}

// Elsewhere reports whether the account of a binding stands for somebody in another branch too: what its chat shows and waits
// for is that branch's as well.
func Elsewhere(tx *store.Tx, row store.Binding) bool {
	for _, other := range BindingsOf(tx, row.Account) {
		if other.Branch != row.Branch {
			return true
		}
	}
	return false
}

// BindingOf returns the account that stands for a member, also for one who has left.
func BindingOf(tx *store.Tx, m branch.Member) store.Binding {
	row, _ := store.Bindings.Get(tx, store.K(m.Branch).Int(int64(m.ID)))
	return row
}

func tellUnbound(tx *store.Tx, me branch.Member, erased bool, now time.Time) {
	EachChat(tx, watchers(tx, me), func(w branch.Member, c chat.Chat) {
		tx.Show(c, cards.UnboundOther(Shown(tx, me), erased, branch.DateOf(now), w.May(branch.Invite)))
	})
}
