package rounds

import (
	"maps"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
	"zhibu/vault"
)

// mayPaper refuses who became an officer after a ballot had opened what decides whose vote counts and what the paper says, as long
// as two of those who were officers then are left.
func mayPaper(tx *store.Tx, me branch.Member, r Round) error {
	opened, then := r.Stage(StageBallot).Opens, 0
	for _, m := range office.Officers(tx, r.Branch) {
		if m.MaySince(branch.KeepRounds, opened) {
			then++
		}
	}
	if then >= 2 && !me.MaySince(branch.KeepRounds, opened) {
		return office.Refusal("您是在本次推荐开始以后任职的，线下投票由开始时在任的书记、副书记、组织委员办理。")
	}
	return nil
}

// MayMarkPaper returns the round and the seat of somebody who may be marked as voting on paper (线下), or refuses.
func MayMarkPaper(tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID, now time.Time) (Round, Seat, error) {
	r, err := runningRound(tx, me, round, StageBallot)
	if err != nil {
		return r, Seat{}, err
	}
	seat, ok := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m)))
	switch late := mayPaper(tx, me, r); {
	case r.Group != 0: // its leader alone would say what the paper holds
		return r, seat, office.Refusal(cards.NotYours)
	case late != nil:
		return r, seat, late
	case !r.Takes(StageBallot, now):
		return r, seat, office.Refusal(RoundOver)
	case !ok:
		return r, seat, office.Refusal(cards.OldCard)
	}
	return r, seat, nil
}

// MarkPaper marks who votes on paper (线下), or takes the mark back, while a ballot runs. What that person has voted here stays in
// the box, and is left out when the ballots are counted; taking the mark back before then makes it count again.
func MarkPaper(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID, paper bool, now time.Time) error {
	r, seat, err := MayMarkPaper(tx, me, round, m, now)
	if err != nil || seat.Paper == paper { // the latter: a second tap
		return err
	}
	seat.Paper, seat.Marker, seat.MarkedAt = paper, me.ID, now
	Roll.Put(tx, seat)
	if c := office.ChatOf(tx, r.Branch, m); c != "" {
		v, _ := MyBallot(tx, r, m)
		v.News = Marked(me, paper, v.Voted)
		tx.ShowBelow(c, ballotCard(v)) // an edit would not be noticed
	}
	return nil
}

// ViewPaperSure returns what the question shows before somebody is marked as voting on paper, or the mark is taken back.
func ViewPaperSure(tx *store.Tx, r Round, m branch.MemberID, paper bool) PaperSureView {
	who, _ := office.Member(tx, r.Branch, m)
	v := PaperSureView{Round: r, Member: m, Name: voterName(tx, r, m).Short(), Paper: paper, Bound: office.Chat(tx, who) != "", Marked: len(OnPaper(tx, r)) + 1}
	if !paper {
		v.Marked -= 2
	}
	return v
}

// Marks returns who was marked as voting on paper, by whom and when, as 「核对」 shows it: to a member his or her own, to the
// 纪检委员 and the 书记 all.
func Marks(tx *store.Tx, r Round, reader branch.Member) (list []string) {
	names := map[string][]string{}
	for seat := range Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if seat.Marker != 0 && (seat.Member == reader.ID || confirms(reader)) {
			by, _ := office.Member(tx, r.Branch, seat.Marker)
			mark := PaperMark(by, seat.Paper, branch.DateOf(seat.MarkedAt))
			names[mark] = append(names[mark], seatName(tx, seat).Short())
		}
	}
	for _, mark := range slices.Sorted(maps.Keys(names)) {
		list = append(list, mark+strings.Join(names[mark], "、")+"。")
	}
	return list
}

// PaperMarks returns the roll with who votes on paper.
func PaperMarks(tx *store.Tx, r Round) (list []PaperLine) {
	for seat := range Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		m, _ := office.Member(tx, r.Branch, seat.Member)
		unbound := office.Chat(tx, m) == ""
		m.Name = seatName(tx, seat).Short()
		list = append(list, PaperLine{Member: m, Paper: seat.Paper, Unbound: unbound})
	}
	slices.SortStableFunc(list, func(a, b PaperLine) int { // who has no account first
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

// MayEnterPaper returns the round whose paper votes are to be entered, or refuses: they are entered after the deadline.
func MayEnterPaper(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (Round, error) {
	r, err := runningRound(tx, me, round, StageBallot)
	switch {
	case err != nil:
		return r, err
	case r.Takes(StageBallot, now):
		return r, office.Refusal("投票截止后再录入线下票数。")
	case !paperMissing(tx, r):
		return r, office.Refusal(cards.OldCard)
	}
	return r, mayPaper(tx, me, r)
}

// EnterPaper seals the count of the paper votes until a second officer has confirmed it.
func EnterPaper(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, t Tally, now time.Time) error {
	r, err := MayEnterPaper(tx, me, round, now)
	if err != nil {
		return err
	}
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		return office.Refusal("本次推荐的密钥已经丢失，请作废后重新发起。")
	}
	if len(t.Votes) != len(r.Candidates) {
		return office.Refusal("请按顺序写全每位候选人的得票数。")
	}
	if err := t.Check(len(OnPaper(tx, r)), r.Posts); err != nil {
		return office.Refusal(err.Error())
	}
	r.Running().Paper = &Paper{By: me.ID, Sealed: key.Seal(int64(r.Branch), int64(r.ID), 0, t.Encode())}
	Rounds.Put(tx, r)
	showRound(o, tx, r, now, true)
	return nil
}

func openPaper(key vault.Key, r Round) (Tally, error) {
	plain, err := key.Open(int64(r.Branch), int64(r.ID), 0, r.Stage(StageBallot).Paper.Sealed)
	if err != nil {
		return Tally{}, err
	}
	return DecodeTally(plain, len(r.Candidates))
}

// PaperToConfirm returns the figures to the second officer. They are never stored in the open.
func PaperToConfirm(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID) (Round, Tally, error) {
	r, err := runningRound(tx, me, round, StageBallot)
	if err != nil {
		return r, Tally{}, err
	}
	p := r.Running().Paper
	switch {
	case p == nil || p.Second != 0:
		return r, Tally{}, office.Refusal(cards.OldCard)
	case p.By == me.ID:
		return r, Tally{}, office.Refusal("线下票数须由另一名支委核对，请不要自己核对。")
	}
	if err := mayPaper(tx, me, r); err != nil {
		return r, Tally{}, err
	}
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		return r, Tally{}, office.Refusal("本次推荐的密钥已经丢失，请作废后重新发起。")
	}
	t, err := openPaper(key, r)
	if err != nil {
		panic("office: paper votes that cannot be read")
	}
	return r, t, nil
}

// ConfirmPaper confirms the paper votes as the second officer. If enough have taken part everything is counted.
func ConfirmPaper(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) error {
	r, t, err := PaperToConfirm(o, tx, me, round)
	if err != nil {
		return err
	}
	p := r.Running().Paper
	p.Second, p.Cast = me.ID, t.Cast
	Rounds.Put(tx, r)
	if short(tx, r) {
		showRound(o, tx, r, now, true)
		return nil
	}
	count(o, tx, r, me.ID, now)
	return nil
}

// PaperForm returns the ballot whose paper votes are entered, and how many vote on paper.
func PaperForm(tx *store.Tx, r Round) (BallotView, int) {
	return ballotView(tx, r), len(OnPaper(tx, r))
}
