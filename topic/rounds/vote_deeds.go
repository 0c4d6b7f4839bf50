package rounds

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// ballotView returns what is the same on everyone's card of a ballot.
func ballotView(tx *store.Tx, r Round) BallotView {
	v := BallotView{Round: r, Roll: r.Roll}
	v.Names = nominees(tx, r)
	v.Group = RoundName(tx, r, branch.Candidate{Group: r.Group})
	deeds := deedsOf(tx, r)
	for i, c := range r.Candidates {
		if v.Deeds == nil && deeds[c] != "" {
			v.Deeds = make([]string, len(r.Candidates))
		}
		if v.Deeds != nil {
			v.Deeds[i] = deeds[c]
		}
	}
	return v
}

// MyBallot returns what a member's card of a ballot shows; ok is false for who is not on its roll.
func MyBallot(tx *store.Tx, r Round, me branch.MemberID) (v BallotView, ok bool) {
	seat, ok := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me)))
	if !ok || r.Stage(StageBallot) == nil {
		return v, false
	}
	v = ballotView(tx, r)
	v.Voted, v.Held, v.Paper, v.Quiet = HasVoted(tx, r, me), !seat.Bound, seat.Paper, seat.Quiet
	return v, true
}

// HasVoted reports whether a member has voted on the phone in a ballot that runs; once it is counted nobody has.
func HasVoted(tx *store.Tx, r Round, m branch.MemberID) bool {
	_, ok := Ballots.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m)))
	return ok
}

// toVoters shows who is on the roll the card of a ballot, where it stands, and the others why they are not. News of another deadline
// comes below to who has not voted yet, since an edit would not be noticed. Once the ballot has ended it also clears the box.
func toVoters(news bool) memberwise {
	return func(o *office.Office, tx *store.Tx, r Round, now time.Time) func(branch.Member, chat.Chat) {
		v, open := ballotView(tx, r), r.Runs(StageBallot)
		answer := SeatOver
		if open {
			answer = ""
		}
		if news && open {
			v.News = r.Running().News
		}
		whyNot := map[branch.MemberID]string{}
		for _, out := range r.LeftOut {
			whyNot[out.Member] = out.Why
		}
		return func(m branch.Member, in chat.Chat) {
			seat, on := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m.ID)))
			switch why := whyNot[m.ID]; {
			case on && in != "":
				v.Voted, v.Held, v.Paper, v.Quiet = HasVoted(tx, r, m.ID), !seat.Bound, seat.Paper, seat.Quiet
				office.Show(tx, in, ballotCard(v), v.News != "" && !v.Voted && !v.Paper)
			case why != "" && in != "" && open && !news:
				tx.Show(in, NoVote(r, why))
			}
			if on {
				showSeat(tx, r, m, seat, answer)
			}
			if on && !open {
				emptySeat(tx, r, seat)
			}
		}
	}
}

// emptySeat takes an ended ballot of who is on the roll out of the box: its key is gone. That he or she has taken part stays.
func emptySeat(tx *store.Tx, r Round, seat Seat) {
	if !HasVoted(tx, r, seat.Member) {
		return
	}
	Ballots.Delete(tx, store.RoundKey(r.Branch, r.ID).Int(int64(seat.Member)))
	if r.Stage(StageBallot).Outcome != nil && !seat.Paper {
		seat.Took = true
		Roll.Put(tx, seat)
	}
}

// ballotOver has the cards of a ballot say that its deadline has passed, while it cannot be counted yet: nobody votes any more.
func ballotOver(o *office.Office, tx *store.Tx, r Round, now time.Time) func(branch.Member, chat.Chat) {
	if !r.Runs(StageBallot) || r.Takes(StageBallot, now) { // it has been counted meanwhile, or goes on
		return toVoters(false)(o, tx, r, now)
	}
	v := ballotView(tx, r)
	v.Over = true
	return func(m branch.Member, in chat.Chat) {
		if seat, on := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m.ID))); on {
			office.Redraw(tx, in, ballotCard(v))
			showSeat(tx, r, m, seat, SeatOver)
		}
	}
}

// MayVote refuses whoever may not vote in a round now: not on the frozen roll, not confirmed yet, or too late.
func MayVote(o *office.Office, tx *store.Tx, me branch.Member, r Round, now time.Time) error {
	seat, ok := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID)))
	switch {
	case !ok || me.Status != branch.Active:
		i := slices.IndexFunc(r.LeftOut, func(out LeftOut) bool { return out.Member == me.ID })
		if i >= 0 && r.LeftOut[i].Right == "预备党员" && !r.Everyone { // as on the day of the roll
			return office.Refusal("按本支部规定由正式党员参加推荐。推荐开始时您是预备党员，这次不参加。")
		}
		return office.Refusal("您不在这次推荐的参加名单内。如有疑问，请与书记联系。")
	case !r.Takes(StageBallot, now):
		return office.Refusal(RoundOver)
	case seat.Paper:
		return office.Refusal("您已登记为线下投票，请用纸质票参加。")
	case !seat.Bound:
		return office.Refusal("您的账号还没有确认是本人，请等待纪检委员或书记确认。")
	}
	return nil
}

// CastBallot seals and keeps a member's choice. Nothing beside the sealed value depends on the choice: neither the card nor
// the turnout. Where it takes the place of a former one, the sealed value is all that it writes: that a mind was changed leaves no
// trace. Who shows the card in passing shows it again.
func CastBallot(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, choice Choice, now time.Time) error {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := MayVote(o, tx, me, r, now); err != nil {
		return err
	}
	if !choice.Valid(len(r.Candidates), r.Posts) {
		return office.Refusal("请重新选择后再确认。")
	}
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		return office.Refusal("本次推荐的密钥已经丢失，不能继续投票，请联系组织委员。")
	}
	plain := choice.Encode()
	voted := HasVoted(tx, r, me.ID)
	Ballots.Put(tx, Sealed{Branch: r.Branch, Round: r.ID, Member: me.ID,
		Choice: key.Seal(int64(r.Branch), int64(r.ID), int64(me.ID), plain[:])})
	if c := office.Chat(tx, me); c != "" && !voted {
		v, _ := MyBallot(tx, r, me.ID)
		tx.Show(c, ballotCard(v))
	}
	if !turnoutDue(tx, r) && !voted {
		tx.Plan(PushTurnout, r.Branch, int64(r.ID), now.Add(time.Minute)) // at most once a minute, however many vote
	}
	return nil
}

// turnoutDue reports whether somebody has voted since the officers' cards were last refreshed.
func turnoutDue(tx *store.Tx, r Round) bool {
	_, planned := store.Dues.Get(tx, store.K[int64]().Str(PushTurnout).Int(int64(r.Branch)).Int(int64(r.ID)))
	return planned
}

// turnout is how many have taken part, for the officers' cards: while votes come in, as it stood when those were last
// refreshed. Who asks again and again would see the figure move with each colleague who puts the phone away. Until then it is
// what lies in the box: a figure that fell with a mark for paper would tell that this person had voted.
func turnout(tx *store.Tx, r Round, now time.Time) int {
	if !r.Takes(StageBallot, now) {
		return took(tx, r)
	}
	if turnoutDue(tx, r) {
		return r.Turnout
	}
	return BallotsCast.Get(tx, store.RoundKey(r.Branch, r.ID))
}

// ShowTurnout refreshes the officers' card of a ballot.
func ShowTurnout(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	if r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject)); ok && r.Runs(StageBallot) {
		r.Turnout = BallotsCast.Get(tx, store.RoundKey(r.Branch, r.ID))
		Rounds.Put(tx, r)
		showRound(o, tx, r, now, false)
	}
}

// planBallotNudge plans the next reminder of a ballot: at most two, on the last two working mornings before the close.
func planBallotNudge(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	var next time.Time
	said := 0
	for range store.Saids.Scan(tx, store.K[int64]().Str(PushBallotNudge).Int(int64(r.Branch)).Int(int64(r.ID))) {
		said++
	}
	if s := r.Running(); s != nil && s.Kind == StageBallot && said < maxNudges {
		b := office.GetBranch(tx, r.Branch)
		for _, t := range Nudges(o.CalendarOf(r.Branch), s.Opens, s.Closes, func(d branch.Date) time.Time { return o.RemindOn(b, d) }) {
			if t.After(now) {
				next = t
				break
			}
		}
	}
	tx.Plan(PushBallotNudge, r.Branch, int64(r.ID), next)
}

// maxNudges is how often somebody is reminded of a ballot, however often its deadline is moved.
const maxNudges = 2

// NudgeBallot reminds those who have not voted and have not switched this off. Grace: until the deadline.
func NudgeBallot(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || !r.Takes(StageBallot, now) {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	showAll(o, tx, urgeCards, r, now)
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: r.Branch, Subject: int64(r.ID), Period: branch.DateOf(now).String(), At: now})
	planBallotNudge(o, tx, r, now)
}

// urgeBallot shows the ballot once more to who has not voted and has not switched this off.
func urgeBallot(o *office.Office, tx *store.Tx, r Round, now time.Time) func(branch.Member, chat.Chat) {
	v, open := ballotView(tx, r), r.Takes(StageBallot, now)
	v.Nudge, v.Today = true, branch.DateOf(now)
	return func(m branch.Member, in chat.Chat) {
		seat, on := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m.ID)))
		if open && on && in != "" && seat.Bound && !seat.Paper && !seat.Quiet && !HasVoted(tx, r, m.ID) {
			tx.ShowBelow(in, ballotCard(v))
		}
	}
}

// Hush switches the reminders of a ballot off for a member.
func Hush(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID) error {
	r, ok := GetRound(tx, me.Branch, round)
	seat, on := Roll.Get(tx, store.RoundKey(me.Branch, round).Int(int64(me.ID)))
	if !ok || !on {
		return office.Refusal(cards.NotYours)
	}
	seat.Quiet = true
	Roll.Put(tx, seat)
	if c := office.Chat(tx, me); c != "" {
		v, _ := MyBallot(tx, r, me.ID)
		tx.Show(c, ballotCard(v))
	}
	return nil
}

// silencesVoters says whether somebody would leave who is on the roll of an open ballot and has not voted yet: one officer
// could keep a member from voting, and undo it after the close.
func silencesVoters(tx *store.Tx, before, after *branch.People) string {
	for r := range RoundsOpen.Scan(tx, store.K(before.Members[0].Branch)) {
		if !r.Runs(StageBallot) {
			continue
		}
		for _, m := range before.Active(nil) {
			is := after.Member(m.ID)
			if (is == nil || is.Status != branch.Active) && Roll.Has(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m.ID))) && !HasVoted(tx, r, m.ID) {
				return cards.LeavesBallot
			}
		}
	}
	return ""
}
