package office

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// holdSeats asks the 纪检委员 and the 书记 about somebody who has just bound an account while a ballot is open.
// sameAccount tells that this account stood for the member before.
func (o *Office) holdSeats(tx *store.Tx, who branch.Member, sameAccount bool) {
	for r := range store.RoundsOpen.Scan(tx, store.K(who.Branch)) {
		key := store.RoundKey(r.Branch, r.ID).Int(int64(who.ID))
		seat, ok := store.Roll.Get(tx, key)
		if !ok || !r.Runs(branch.Ballot) || sameAccount && seat.Bound {
			continue
		}
		seat.Bound = false
		store.Roll.Put(tx, seat)
		v, _ := MyBallot(tx, r, who.ID)
		tx.ShowBelow(Chat(tx, who), cards.Ballot(v))
		eachChat(tx, confirmers(tx, who), func(_ branch.Member, c chat.Chat) {
			tx.ShowBelow(c, cards.Seat(r, who, Group(tx, who.Branch, who.Group).Name, false))
		})
	}
}

// askSeats asks somebody who has just bound an account, if it is the 纪检委员 or the 书记, about those who wait already.
func (o *Office) askSeats(tx *store.Tx, me branch.Member) {
	if !confirms(me) {
		return
	}
	for r := range store.RoundsOpen.Scan(tx, store.K(me.Branch)) {
		if !r.Runs(branch.Ballot) {
			continue
		}
		for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			who, _ := Member(tx, r.Branch, seat.Member)
			if !seat.Bound && mayConfirm(tx, me, who) && Chat(tx, who) != "" {
				tx.ShowBelow(Chat(tx, me), cards.Seat(r, who, Group(tx, who.Branch, who.Group).Name, false))
			}
		}
	}
}

func confirms(m branch.Member) bool {
	return m.Post == branch.DisciplinePost || m.Post == branch.Secretary
}

// mayConfirm tells whether somebody may say that an account is that member's: not who issued the invitation it came from, or
// one officer could vote for another.
func mayConfirm(tx *store.Tx, me, who branch.Member) bool {
	return confirms(me) && me.ID != who.ID && me.ID != BindingOf(tx, who).Issuer
}

func confirmers(tx *store.Tx, who branch.Member) []branch.Member {
	return members(tx, who.Branch, func(m branch.Member) bool { return mayConfirm(tx, m, who) })
}

// ConfirmSeat lets somebody who bound an account during a ballot take part in it.
func (o *Office) ConfirmSeat(tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID) error {
	who, ok := Member(tx, me.Branch, m)
	r, found := GetRound(tx, me.Branch, round)
	switch {
	case !ok || !found || !confirms(me):
		return Refusal(cards.NotYours)
	case !mayConfirm(tx, me, who):
		return Refusal("这个账号是用您开具的邀请码绑定的，请由另一名同志（纪检委员或书记）确认，或请本人用纸质票参加。")
	}
	if !r.Runs(branch.Ballot) {
		return Refusal(cards.RoundOver)
	}
	seat, ok := store.Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m)))
	if !ok {
		return Refusal(cards.OldCard)
	}
	if seat.Bound {
		return nil // a second tap
	}
	seat.Bound = true
	store.Roll.Put(tx, seat)
	if c := Chat(tx, who); c != "" {
		v, _ := MyBallot(tx, r, m)
		tx.ShowBelow(c, cards.Ballot(v))
	}
	eachChat(tx, confirmers(tx, who), func(_ branch.Member, c chat.Chat) {
		tx.Show(c, cards.Seat(r, who, Group(tx, who.Branch, who.Group).Name, true))
	})
	return nil
}
