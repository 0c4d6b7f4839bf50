package rounds

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// holdSeats asks the 纪检委员 and the 书记 about somebody who has just bound an account while a ballot is open.
// sameAccount tells that this account stood for the member before.
func holdSeats(o *office.Office, tx *store.Tx, who branch.Member, sameAccount bool) {
	for r := range RoundsOpen.Scan(tx, store.K(who.Branch)) {
		key := store.RoundKey(r.Branch, r.ID).Int(int64(who.ID))
		seat, ok := Roll.Get(tx, key)
		if !ok || !r.Runs(StageBallot) || sameAccount && seat.Bound {
			continue
		}
		seat.Bound = false
		Roll.Put(tx, seat)
		v, _ := MyBallot(tx, r, who.ID)
		tx.ShowBelow(office.Chat(tx, who), ballotCard(v))
		office.EachChat(tx, confirmers(tx, who, r), func(_ branch.Member, c chat.Chat) {
			tx.ShowBelow(c, seatCard(r, who.ID, seatName(tx, seat), ""))
		})
	}
}

// askSeats asks somebody who has just bound an account, if it is the 纪检委员 or the 书记, about those who wait already.
func askSeats(o *office.Office, tx *store.Tx, me branch.Member) {
	if !confirms(me) {
		return
	}
	for r := range RoundsOpen.Scan(tx, store.K(me.Branch)) {
		if !r.Runs(StageBallot) {
			continue
		}
		for seat := range RollUnbound.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			who, _ := office.Member(tx, r.Branch, seat.Member)
			if mayConfirm(tx, me, who, r) && office.Chat(tx, who) != "" {
				tx.ShowBelow(office.Chat(tx, me), seatCard(r, who.ID, seatName(tx, seat), ""))
			}
		}
	}
}

// takeSeats lets somebody take part in the open ballots in which he or she waits, as far as the word counts there: that of an
// officer where he or she may confirm, that of the former account where that one would have voted.
func takeSeats(o *office.Office, tx *store.Tx, who branch.Member, by office.Voucher) {
	reseat(tx, who)
	for r := range RoundsOpen.Scan(tx, store.K(who.Branch)) {
		seat, on := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(who.ID)))
		if !on || seat.Bound || !r.Runs(StageBallot) {
			continue
		}
		counts := by.Former.Before(r.Stage(StageBallot).Opens)
		if by.By.ID != 0 {
			counts = mayConfirm(tx, by.By, who, r)
		}
		if counts {
			takeSeat(o, tx, who, r, seat)
		}
	}
}

// bindSeats asks about the seats of somebody who has just bound an account, and asks him or her about those of others.
func bindSeats(o *office.Office, tx *store.Tx, who branch.Member, same bool) {
	reseat(tx, who)
	holdSeats(o, tx, who, same)
	askSeats(o, tx, who)
}

func confirms(m branch.Member) bool { return m.May(branch.VouchSeat) }

// mayConfirm reports whether somebody may say, in a round, that an account is that member's: not who issued the invitation it came
// from, or one officer could vote for another; and not who was appointed after the ballot had opened.
func mayConfirm(tx *store.Tx, me, who branch.Member, r Round) bool {
	opened := r.Stage(StageBallot).Opens
	if own, on := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID))); on && !own.Bound { // who is not known to be the right person vouches for nobody
		return false
	}
	return me.MaySince(branch.VouchSeat, opened) && me.ID != who.ID && office.InOtherHands(tx, me, office.BindingOf(tx, who).Issuer)
}

func confirmers(tx *store.Tx, who branch.Member, r Round) []branch.Member {
	return office.Posted(tx, who.Branch, func(m branch.Member) bool { return mayConfirm(tx, m, who, r) })
}

// mayConfirmSeat returns the round and the seat of somebody who bound an account during a ballot, to who may say that it is the
// right person.
func mayConfirmSeat(tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID, now time.Time) (Round, Seat, error) {
	who, ok := office.Member(tx, me.Branch, m)
	r, found := GetRound(tx, me.Branch, round)
	seat, on := Roll.Get(tx, store.RoundKey(me.Branch, round).Int(int64(m)))
	switch {
	case !ok || !found || !confirms(me) || me.ID == m:
		return r, seat, office.Refusal(cards.NotYours)
	case !r.Takes(StageBallot, now):
		return r, seat, office.Refusal(RoundOver)
	case me.ID == office.BindingOf(tx, who).Issuer:
		return r, seat, office.Refusal("这个账号是用您开具的邀请码绑定的，请由另一名同志（纪检委员或书记）确认，或请本人用纸质票参加。")
	case !office.InOtherHands(tx, me, office.BindingOf(tx, who).Issuer):
		return r, seat, office.Refusal(cards.SameHands)
	case !mayConfirm(tx, me, who, r):
		return r, seat, office.Refusal("您是在本次推荐开始以后任职的，请由开始时在任的纪检委员或书记确认，或请本人用纸质票参加。")
	case !on:
		return r, seat, office.Refusal(cards.OldCard)
	}
	return r, seat, nil
}

// SeatCard returns the question about somebody who bound an account during a ballot, as it stands.
func SeatCard(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID, now time.Time) (chat.Card, error) {
	r, seat, err := mayConfirmSeat(tx, me, round, m, now)
	answer := ""
	if seat.Bound {
		answer = SeatDone
	}
	return seatCard(r, m, seatName(tx, seat), answer), err
}

// ConfirmSeat lets somebody who bound an account during a ballot take part in it.
func ConfirmSeat(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID, now time.Time) error {
	r, seat, err := mayConfirmSeat(tx, me, round, m, now)
	if err != nil || seat.Bound { // the latter: a second tap
		return err
	}
	who, _ := office.Member(tx, me.Branch, m)
	if office.BindingOf(tx, who).Unvouched { // who says so here says so everywhere
		return o.Vouch(tx, me, m)
	}
	takeSeat(o, tx, who, r, seat)
	return nil
}

// takeSeat lets somebody take part in an open ballot.
func takeSeat(o *office.Office, tx *store.Tx, who branch.Member, r Round, seat Seat) {
	seat.Bound = true
	Roll.Put(tx, seat)
	if c := office.Chat(tx, who); c != "" {
		v, _ := MyBallot(tx, r, who.ID)
		tx.ShowBelow(c, ballotCard(v))
	}
	askSeats(o, tx, who) // who may vouch for others from now on
	office.EachChat(tx, confirmers(tx, who, r), func(_ branch.Member, c chat.Chat) {
		office.Redraw(tx, c, seatCard(r, who.ID, seatName(tx, seat), SeatDone))
	})
}

// showSeat shows the question about somebody who still waits as it stands now, to who has been asked.
func showSeat(tx *store.Tx, r Round, who branch.Member, seat Seat, answer string) {
	if seat.Bound {
		return
	}
	office.EachChat(tx, confirmers(tx, who, r), func(_ branch.Member, c chat.Chat) {
		office.Redraw(tx, c, seatCard(r, who.ID, seatName(tx, seat), answer))
	})
}
