package office

import (
	"maps"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
	"zhibu/vault"
)

// MarkPaper marks who votes on paper (线下), or takes the mark back, while a ballot runs. What that person has voted
// here is void.
func (o *Office) MarkPaper(tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID, paper bool, now time.Time) error {
	r, err := runningRound(tx, me, round, branch.Ballot)
	if err != nil {
		return err
	}
	key := store.RoundKey(r.Branch, r.ID).Int(int64(m))
	seat, ok := store.Roll.Get(tx, key)
	switch {
	case r.Group != 0: // its leader alone would say what the paper holds
		return Refusal(cards.NotYours)
	case !r.Takes(branch.Ballot, now):
		return Refusal(cards.RoundOver)
	case !ok:
		return Refusal(cards.OldCard)
	case seat.Paper == paper:
		return nil // a second tap
	}
	seat.Paper, seat.Marker, seat.MarkedAt = paper, me.ID, now
	store.Roll.Put(tx, seat)
	lost := hasVoted(tx, r, m)
	store.Ballots.Delete(tx, key)
	if c := chatOf(tx, r.Branch, m); c != "" {
		v, _ := MyBallot(tx, r, m)
		v.News = cards.Marked(me, paper, lost)
		tx.ShowBelow(c, cards.Ballot(v)) // an edit would not be noticed, and a vote may be lost
	}
	return nil
}

// marks gives who was marked as voting on paper, by whom and when, as 「核对」 shows it: to a member his or her own, to the
// 纪检委员 and the 书记 all.
func marks(tx *store.Tx, r branch.Round, reader branch.Member) (list []string) {
	names := map[string][]string{}
	for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if seat.Marker != 0 && (seat.Member == reader.ID || confirms(reader)) {
			m, _ := Member(tx, r.Branch, seat.Member)
			by, _ := Member(tx, r.Branch, seat.Marker)
			mark := cards.PaperMark(by, seat.Paper, branch.DateOf(seat.MarkedAt))
			names[mark] = append(names[mark], m.Name)
		}
	}
	for _, mark := range slices.Sorted(maps.Keys(names)) {
		list = append(list, mark+strings.Join(names[mark], "、")+"。")
	}
	return list
}

// PaperList gives the roll with who votes on paper.
func PaperList(tx *store.Tx, r branch.Round) (list []cards.PaperLine) {
	for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		m, _ := Member(tx, r.Branch, seat.Member)
		list = append(list, cards.PaperLine{Member: m, Paper: seat.Paper, Unbound: Chat(tx, m) == ""})
	}
	slices.SortStableFunc(list, func(a, b cards.PaperLine) int { // who has no account first
		switch {
		case a.Unbound == b.Unbound:
			return 0
		case a.Unbound:
			return -1
		}
		return 1
	})
	return list
}

// MayEnterPaper gives the round whose paper votes are to be entered, or refuses: they are entered after the deadline.
func MayEnterPaper(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (branch.Round, error) {
	r, err := runningRound(tx, me, round, branch.Ballot)
	switch {
	case err != nil:
		return r, err
	case r.Takes(branch.Ballot, now):
		return r, Refusal("投票截止后再录入线下票数。")
	case !paperMissing(tx, r):
		return r, Refusal(cards.OldCard)
	}
	return r, nil
}

// EnterPaper seals the count of the paper votes until a second officer has confirmed it.
func (o *Office) EnterPaper(tx *store.Tx, me branch.Member, round branch.RoundID, t branch.Tally, now time.Time) error {
	r, err := MayEnterPaper(tx, me, round, now)
	if err != nil {
		return err
	}
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		return Refusal("本次推荐的密钥已经丢失，请作废后重新发起。")
	}
	if len(t.Votes) != len(r.Candidates) {
		return Refusal("请按顺序写全每位候选人的得票数。")
	}
	if err := t.Check(len(onPaper(tx, r)), r.Posts); err != nil {
		return Refusal(err.Error())
	}
	r.Running().Paper = &branch.Paper{By: me.ID, Sealed: key.Seal(int64(r.Branch), int64(r.ID), 0, t.Encode())}
	store.Rounds.Put(tx, r)
	o.showRound(tx, r, now, true)
	return nil
}

func openPaper(key vault.Key, r branch.Round) (branch.Tally, error) {
	plain, err := key.Open(int64(r.Branch), int64(r.ID), 0, r.Stage(branch.Ballot).Paper.Sealed)
	if err != nil {
		return branch.Tally{}, err
	}
	return branch.DecodeTally(plain, len(r.Candidates))
}

// PaperToConfirm gives the figures to the second officer. They are never stored in the open.
func (o *Office) PaperToConfirm(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, branch.Tally, error) {
	r, err := runningRound(tx, me, round, branch.Ballot)
	if err != nil {
		return r, branch.Tally{}, err
	}
	p := r.Running().Paper
	switch {
	case p == nil || p.Second != 0:
		return r, branch.Tally{}, Refusal(cards.OldCard)
	case p.By == me.ID:
		return r, branch.Tally{}, Refusal("线下票数须由另一名支委核对，请不要自己核对。")
	}
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		return r, branch.Tally{}, Refusal("本次推荐的密钥已经丢失，请作废后重新发起。")
	}
	t, err := openPaper(key, r)
	if err != nil {
		panic("office: paper votes that cannot be read")
	}
	return r, t, nil
}

// ConfirmPaper confirms the paper votes as the second officer. If enough have taken part everything is counted.
func (o *Office) ConfirmPaper(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) error {
	r, t, err := o.PaperToConfirm(tx, me, round)
	if err != nil {
		return err
	}
	p := r.Running().Paper
	p.Second, p.Cast = me.ID, t.Cast
	store.Rounds.Put(tx, r)
	if short(tx, r) {
		o.showRound(tx, r, now, true)
		return nil
	}
	o.count(tx, r, me.ID, now)
	return nil
}

// PaperForm gives the ballot whose paper votes are entered, and how many vote on paper.
func PaperForm(tx *store.Tx, r branch.Round) (cards.BallotView, int) {
	return ballotView(tx, r), len(onPaper(tx, r))
}
