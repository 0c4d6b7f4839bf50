package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// officerAt returns where an account stands for somebody who may link a group.
func officerAt(tx *store.Tx, who chat.Account) (at []store.Binding) {
	for _, b := range BindingsOf(tx, who) {
		if m, ok := Member(tx, b.Branch, b.Member); ok && m.May(branch.KeepVenue) {
			at = append(at, b)
		}
	}
	return at
}

// EnterVenue takes note that an account has put the bot into a group. An officer is asked, in private, which branch it is
// for; a stranger's group is left.
func (o *Office) EnterVenue(tx *store.Tx, who chat.Account, in chat.Chat, title string, MembersOf int, now time.Time) {
	if len(officerAt(tx, who)) == 0 {
		if v, ok := store.Venues.Get(tx, store.ChatKey(in)); !ok || v.Branch == 0 {
			store.Venues.Delete(tx, store.ChatKey(in))
			tx.Leave(in)
		}
		return
	}
	_ = o.Here(tx, who, in, title, 0, MembersOf, now) // a group that has its branch keeps it, whoever brings the bot back
}

// Here asks an officer, in private, which branch a group is for, or tells that it has one. It refuses everybody else,
// and officers of other branches than the group's: a group cannot be taken over. In a group with topics the branch speaks where an
// officer has said so last.
func (o *Office) Here(tx *store.Tx, who chat.Account, in chat.Chat, title string, topic int64, MembersOf int, now time.Time) error {
	at := officerAt(tx, who)
	if len(at) == 0 {
		return Refusal(cards.OfficersHere)
	}
	v, known := store.Venues.Get(tx, store.ChatKey(in))
	if known && v.Branch != 0 {
		for _, b := range at {
			if b.Branch == v.Branch {
				v.Title, v.Topic = title, topic
				store.Venues.Put(tx, v)
				tx.ShowBelow(b.Chat, cards.VenueLinked(v.ID, v.Title, GetBranch(tx, v.Branch)))
				return nil
			}
		}
		return Refusal(cards.VenueTaken)
	}
	if !known {
		v = store.Venue{ID: tx.Next(store.Key(nil).Str("venue")), Chat: in}
	}
	v.Title, v.Topic, v.By, v.At = title, topic, who, now
	store.Venues.Put(tx, v)
	var mine []branch.Branch
	for _, b := range at {
		mine = append(mine, GetBranch(tx, b.Branch))
	}
	tx.ShowBelow(at[0].Chat, cards.VenueAsk(v.ID, title, MembersOf, mine))
	return nil
}

// venueOf returns a group that an officer of a branch may decide about: its own, or one that he or she was asked about.
func venueOf(tx *store.Tx, me branch.Member, id int64) (store.Venue, error) {
	v, ok := store.VenuesByID.Get(tx, store.K(id))
	mine, _ := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(me.ID)))
	switch {
	case !ok:
		return v, Refusal(cards.VenueGone)
	case v.Branch == 0 && v.By == mine.Account, v.Branch == me.Branch:
		return v, nil
	}
	return v, Refusal(cards.VenueTaken)
}

// LinkVenue has a group stand for the branch of the officer who was asked about it.
func (o *Office) LinkVenue(tx *store.Tx, me branch.Member, id int64, now time.Time) (chat.Card, error) {
	v, err := venueOf(tx, me, id)
	if err != nil {
		return chat.Card{}, err
	}
	b := GetBranch(tx, me.Branch)
	if v.Branch == 0 {
		v.Branch, v.At = b.ID, now
		store.Venues.Put(tx, v)
		hello := cards.VenueHello(b)
		hello.Topic = v.Topic
		tx.Show(v.Chat, hello)
	}
	return cards.VenueLinked(v.ID, v.Title, b), nil
}

// Venue returns the card of a branch's group; leaving asks before it is left.
func (o *Office) Venue(tx *store.Tx, me branch.Member, id int64, leaving bool) (chat.Card, error) {
	v, err := venueOf(tx, me, id)
	switch {
	case err != nil:
		return chat.Card{}, err
	case leaving:
		return cards.VenueEnd(v.ID, v.Title, me.Branch), nil
	}
	return cards.VenueLinked(v.ID, v.Title, GetBranch(tx, me.Branch)), nil
}

// LeaveVenue has the bot leave a group.
func (o *Office) LeaveVenue(tx *store.Tx, me branch.Member, id int64) (chat.Card, error) {
	v, err := venueOf(tx, me, id)
	if err != nil {
		return chat.Card{}, err
	}
	store.Venues.Delete(tx, store.ChatKey(v.Chat))
	tx.Leave(v.Chat)
	return cards.VenueLeft(v.ID, v.Title), nil
}

// LoseVenue takes note that the bot is no longer in a group; the officers of its branch are told.
func (o *Office) LoseVenue(tx *store.Tx, in chat.Chat) {
	v, ok := store.Venues.Get(tx, store.ChatKey(in))
	store.Venues.Delete(tx, store.ChatKey(in))
	tx.Forget(in)
	if !ok || v.Branch == 0 {
		return
	}
	EachChat(tx, Officers(tx, v.Branch), func(_ branch.Member, c chat.Chat) { tx.Show(c, cards.VenueLeft(v.ID, v.Title)) })
}

// Announce shows a card in the groups of a branch: for what all members may see, and without buttons. It is dropped if it
// cannot be delivered before until; zero: never.
func (o *Office) Announce(tx *store.Tx, b branch.BranchID, card chat.Card, until time.Time) {
	card.Rows = nil
	for v := range store.VenuesByBranch.Scan(tx, store.K(b)) {
		card.Topic = v.Topic
		tx.ShowUntil(v.Chat, card, until)
	}
}
