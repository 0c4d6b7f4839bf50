package office

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// maxCandidates is how many names a ballot may hold and still fit a phone.
const maxCandidates = 16

// onRoll gives who would take part in a recommendation opened on a day (本支部规定: 正式党员).
func onRoll(tx *store.Tx, b branch.BranchID, day branch.Date) []branch.Member {
	return members(tx, b, func(m branch.Member) bool { return m.NoVote(day) == "" })
}

// QuarterTitle gives the round that would be opened now: this quarter's 先锋岗.
func QuarterTitle(now time.Time) branch.Round {
	return branch.Round{Kind: branch.Pioneer, Period: branch.PeriodOf(branch.Quarter, branch.DateOf(now)).Key()}
}

// Opening gives how many would take part now, and how many of them at least.
func Opening(tx *store.Tx, b branch.BranchID, now time.Time) (roll, need int) {
	roll = len(onRoll(tx, b, branch.DateOf(now)))
	return roll, (getBranch(tx, b).Settings.Threshold*roll + 99) / 100
}

// Candidates gives who may be put up.
func Candidates(tx *store.Tx, b branch.BranchID) []branch.Member {
	return members(tx, b, func(branch.Member) bool { return true })
}

// MayOpen refuses who may not open a recommendation, or a second one in a quarter while the first runs or stands.
func MayOpen(tx *store.Tx, me branch.Member, now time.Time) error {
	if !me.Officer() {
		return Refusal(cards.NotYours)
	}
	r := QuarterTitle(now)
	for old := range store.RoundsByPeriod.Scan(tx, store.K(me.Branch).Str(string(r.Kind)).Str(r.Period)) {
		if old.Void == "" {
			return Refusal(cards.RoundTitle(r) + "推荐已经发起过。")
		}
	}
	return nil
}

// Deadlines gives the deadlines an officer may choose by button: 18:00 of the working days that follow.
func (o *Office) Deadlines(now time.Time) (list []time.Time) {
	for day := branch.DateOf(now); len(list) < 4; day++ {
		if at := day.At(18, 0); o.Calendar.Working(day) && at.Sub(now) >= time.Hour {
			list = append(list, at)
		}
	}
	return list
}

// OpenBallot opens this quarter's 先锋岗 recommendation. The roll is frozen now, by everyone's standing today; key is
// a fresh key of the vault, already durable. Everyone on the roll gets a card; who is not, is told why in private.
func (o *Office) OpenBallot(tx *store.Tx, me branch.Member, candidates []branch.MemberID, until time.Time, key string, now time.Time) (branch.Round, error) {
	if err := MayOpen(tx, me, now); err != nil {
		return branch.Round{}, err
	}
	if len(candidates) < 2 || len(candidates) > maxCandidates {
		return branch.Round{}, Refusal(fmt.Sprintf("候选人应为2至%d名，请重新选择。", maxCandidates))
	}
	for _, c := range candidates {
		if m, ok := Member(tx, me.Branch, c); !ok || m.Status != branch.Active {
			return branch.Round{}, Refusal("候选人中有人已不在册，请重新选择。")
		}
	}
	if until.Sub(now) < time.Hour {
		return branch.Round{}, Refusal("截止时间至少要在一小时以后，请重新选择。")
	}
	b := getBranch(tx, me.Branch)
	r := QuarterTitle(now)
	r.Branch, r.ID, r.Opener = b.ID, branch.RoundID(tx.Next(store.K(b.ID).Str("round"))), me.ID
	r.Candidates, r.Posts, r.Threshold, r.Key = slices.Clone(candidates), 1, b.Settings.Threshold, key
	slices.Sort(r.Candidates) // the roster's order: none of the candidates is put first
	r.Stages = []branch.Stage{{Kind: branch.Ballot, Opens: now, Closes: until}}
	today := branch.DateOf(now)
	for _, m := range members(tx, b.ID, func(branch.Member) bool { return true }) {
		c := chatOf(tx, b.ID, m.ID)
		if why := m.NoVote(today); why != "" {
			if c != "" {
				tx.Show(c, cards.NoVote(r, why))
			}
			continue
		}
		store.Roll.Put(tx, store.Seat{Branch: b.ID, Round: r.ID, Member: m.ID, Bound: c != ""})
		r.Roll++
	}
	store.Rounds.Put(tx, r)
	o.showBallots(tx, r, "", true)
	o.showRound(tx, r, now, true)
	tx.Plan(PushBallotClose, b.ID, int64(r.ID), until)
	return r, nil
}

// ballotView gives what is the same on everyone's card of a ballot.
func ballotView(tx *store.Tx, r branch.Round) cards.BallotView {
	v := cards.BallotView{Round: r, Roll: r.Roll}
	for _, id := range r.Candidates {
		m, _ := Member(tx, r.Branch, id)
		v.Names = append(v.Names, m.Name)
		v.Groups = append(v.Groups, Group(tx, r.Branch, m.Group).Name)
	}
	return v
}

// MyBallot gives what a member's card of a ballot shows; ok is false for who is not on its roll.
func MyBallot(tx *store.Tx, r branch.Round, me branch.MemberID) (v cards.BallotView, ok bool) {
	seat, ok := store.Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me)))
	if !ok || r.Stage(branch.Ballot) == nil {
		return v, false
	}
	v = ballotView(tx, r)
	v.Voted, v.Held = hasVoted(tx, r, me), !seat.Bound
	return v, true
}

func hasVoted(tx *store.Tx, r branch.Round, m branch.MemberID) bool {
	_, ok := store.Ballots.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m)))
	return ok
}

// showBallots shows everyone on the roll the card of a ballot: below, or where it stands. News comes below to who has
// not voted yet, since an edit would not be noticed.
func (o *Office) showBallots(tx *store.Tx, r branch.Round, news string, below bool) {
	v := ballotView(tx, r)
	v.News = news
	for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if c := chatOf(tx, r.Branch, seat.Member); c != "" {
			v.Voted, v.Held = hasVoted(tx, r, seat.Member), !seat.Bound
			show(tx, c, cards.Ballot(v), below || news != "" && !v.Voted)
		}
	}
}

// MayVote refuses whoever may not vote in a round now: not on the frozen roll, not confirmed yet, or too late.
func (o *Office) MayVote(tx *store.Tx, me branch.Member, r branch.Round, now time.Time) error {
	seat, ok := store.Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID)))
	switch {
	case !ok || me.Status != branch.Active:
		if me.Probationary(branch.DateOf(now)) {
			return Refusal("按本支部规定由正式党员参加推荐。您是预备党员，这次不参加。")
		}
		return Refusal("您不在这次推荐的参加名单内。如有疑问，请与书记联系。")
	case !r.Takes(branch.Ballot, now):
		return Refusal(cards.RoundOver)
	case !seat.Bound:
		return Refusal("您的账号是在推荐开始后绑定的，请等待纪检委员或书记确认。")
	}
	return nil
}

// CastBallot seals and keeps a member's choice, in place of a former one. Nothing beside the sealed value depends on
// the choice: neither the card nor the turnout.
func (o *Office) CastBallot(tx *store.Tx, me branch.Member, round branch.RoundID, choice branch.Choice, now time.Time) error {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok {
		return Refusal(cards.OldCard)
	}
	if err := o.MayVote(tx, me, r, now); err != nil {
		return err
	}
	if !choice.Valid(len(r.Candidates), r.Posts) {
		return Refusal("请重新选择后再确认。")
	}
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		return Refusal("本次推荐的密钥已经丢失，不能继续投票，请联系组织委员。")
	}
	plain := choice.Encode()
	voted := hasVoted(tx, r, me.ID)
	store.Ballots.Put(tx, store.Sealed{Branch: r.Branch, Round: r.ID, Member: me.ID,
		Choice: key.Seal(int64(r.Branch), int64(r.ID), int64(me.ID), plain[:])})
	if c := Chat(tx, me); c != "" {
		v, _ := MyBallot(tx, r, me.ID)
		tx.Show(c, cards.Ballot(v))
	}
	if _, planned := store.Dues.Get(tx, store.K[int64]().Str(PushTurnout).Int(int64(r.Branch)).Int(int64(r.ID))); !planned && !voted {
		tx.Plan(PushTurnout, r.Branch, int64(r.ID), now.Add(time.Minute)) // at most once a minute, however many vote
	}
	return nil
}

// ShowTurnout refreshes the officers' card of a ballot.
func (o *Office) ShowTurnout(tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	if r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject)); ok && r.Running() != nil {
		o.showRound(tx, r, now, false)
	}
}

// RoundCard gives the officers' card of a round, as one of them sees it.
func (o *Office) RoundCard(tx *store.Tx, r branch.Round, reader branch.Member, now time.Time) chat.Card {
	if r.Kind == branch.GoodMember {
		return o.nominationStatus(tx, r, reader, now)
	}
	v := ballotView(tx, r)
	var unbound []string
	if r.Running() != nil {
		for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if chatOf(tx, r.Branch, seat.Member) == "" {
				m, _ := Member(tx, r.Branch, seat.Member)
				unbound = append(unbound, m.Name)
			}
		}
	}
	return cards.BallotStatus(v, store.BallotsCast.Get(tx, store.RoundKey(r.Branch, r.ID)), now, unbound)
}

// showRound shows the officers the card of a round.
func (o *Office) showRound(tx *store.Tx, r branch.Round, now time.Time, news bool) {
	eachChat(tx, officers(tx, r.Branch), func(m branch.Member, c chat.Chat) {
		show(tx, c, o.RoundCard(tx, r, m, now), news)
	})
}

// short tells whether too few have taken part for the ballots to be counted. It is known while they are sealed.
func short(tx *store.Tx, r branch.Round) bool {
	return !branch.Turnout(store.BallotsCast.Get(tx, store.RoundKey(r.Branch, r.ID)), r.Roll, r.Threshold)
}

// CloseBallot ends a ballot at its deadline: it is counted if enough took part; else, or if the process was down
// shortly before, the officers are asked.
func (o *Office) CloseBallot(tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || r.Running() == nil {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	if r.Running().Broken || short(tx, r) {
		o.askAgain(tx, due, r, now)
		return
	}
	o.count(tx, r, 0, now)
}

// count opens the ballots, keeps the totals, drops the ballots and has the key destroyed. It cannot be undone.
func (o *Office) count(tx *store.Tx, r branch.Round, by branch.MemberID, now time.Time) {
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		o.void(tx, r, "密钥丢失，无法计票", now)
		return
	}
	var choices []branch.Choice
	for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		sealed, voted := store.Ballots.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(seat.Member)))
		if !voted {
			continue
		}
		plain, err := key.Open(int64(r.Branch), int64(r.ID), int64(seat.Member), sealed.Choice)
		if err != nil {
			panic("office: a ballot that cannot be opened")
		}
		choice, err := branch.DecodeChoice(plain)
		if err != nil {
			panic("office: a ballot that cannot be read")
		}
		choices = append(choices, choice)
		seat.Took = true
		store.Roll.Put(tx, seat)
		store.Ballots.Delete(tx, store.RoundKey(r.Branch, r.ID).Int(int64(seat.Member)))
	}
	s := r.Running()
	tally := branch.Count(choices, len(r.Candidates))
	tally.Roll = r.Roll
	winners, tied := tally.Leaders(r.Posts)
	s.Outcome = &branch.Outcome{Tally: tally, Winners: winners, Tied: tied}
	o.endBallot(tx, &r, by, now)
}

// endBallot ends the ballot stage, whatever came of it, and shows everybody.
func (o *Office) endBallot(tx *store.Tx, r *branch.Round, by branch.MemberID, now time.Time) {
	s := &r.Stages[r.At]
	s.Closed, s.Closer = now, by
	tx.Spend(r.Key)
	r.Key = ""
	r.At++
	store.Rounds.Put(tx, *r)
	tx.Plan(PushBallotClose, r.Branch, int64(r.ID), time.Time{})
	tx.Plan(PushTurnout, r.Branch, int64(r.ID), time.Time{})
	o.showBallots(tx, *r, "", false)
	o.showRound(tx, *r, now, true)
}

func (o *Office) void(tx *store.Tx, r branch.Round, why string, now time.Time) {
	r.Void = why
	for b := range store.Ballots.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		store.Ballots.Delete(tx, store.RoundKey(b.Branch, b.Round).Int(int64(b.Member)))
	}
	o.endBallot(tx, &r, 0, now)
}

// officersRound gives a running round to an officer who may act on it, or a Refusal.
func officersRound(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok || !me.Officer() {
		return r, Refusal(cards.NotYours)
	}
	if r.Running() == nil {
		return r, Refusal(cards.RoundOver)
	}
	return r, nil
}

// MayClose refuses an early end that is not possible, with the reason.
func MayClose(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, error) {
	r, err := officersRound(tx, me, round)
	if err != nil {
		return r, err
	}
	if r.Running().Kind == branch.Ballot && short(tx, r) {
		return r, Refusal("参加人数还没有达到要求，不能截止计票。可以顺延，或作废后重新发起。")
	}
	if r.Running().Kind == branch.Nominate && !r.Running().Broken {
		return r, Refusal("提名到截止时间自动结束。")
	}
	return r, nil
}

// CloseRound ends the running stage on an officer's word.
func (o *Office) CloseRound(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) error {
	r, err := MayClose(tx, me, round)
	if err != nil {
		return err
	}
	if r.Running().Kind == branch.Nominate {
		o.endNominations(tx, r, me.ID, now)
	} else {
		o.count(tx, r, me.ID, now)
	}
	return nil
}

// ExtendRound moves the deadline of the running stage, as the officer saw it (unix seconds), by 24 hours: from now if it
// has passed. A second tap, or a second officer, finds another deadline and moves nothing.
func (o *Office) ExtendRound(tx *store.Tx, me branch.Member, round branch.RoundID, closes int64, now time.Time) error {
	r, err := officersRound(tx, me, round)
	if err != nil {
		return err
	}
	s := r.Running()
	if s.Closes.Unix() != closes {
		return Refusal(cards.OldCard)
	}
	if r.Kind == branch.GoodMember {
		if latest := o.Calendar.LatestNominationClose(branch.DateOf(s.Opens).Year()).At(18, 0); s.Closes.Add(24 * time.Hour).After(latest) {
			return Refusal("不能再顺延：" + branch.DateOf(latest).ChineseWeekday() + "是提名最晚的截止日，再晚公示就不能在6月30日前结束。")
		}
	}
	s.Broken = false
	if s.Closes.Before(now) {
		s.Closes = now
	}
	s.Closes = s.Closes.Add(24 * time.Hour).Truncate(time.Minute)
	store.Rounds.Put(tx, r)
	if s.Kind == branch.Ballot {
		tx.Plan(PushBallotClose, r.Branch, int64(r.ID), s.Closes)
		o.showBallots(tx, r, "推荐时间已顺延24小时。", false)
	} else {
		tx.Plan(PushNominateClose, r.Branch, int64(r.ID), s.Closes)
		o.planNudge(tx, r, now)
		for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
			_, made := GetNomination(tx, r, g.ID)
			o.showNomination(tx, r, g, !made, true)
		}
	}
	o.showRound(tx, r, now, false)
	return nil
}

// MayVoid refuses who may not void a round, or one that no longer runs.
func MayVoid(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, error) {
	r, err := officersRound(tx, me, round)
	if err == nil && r.Running().Kind != branch.Ballot {
		err = Refusal(cards.NotYours)
	}
	return r, err
}

// VoidRound voids a running ballot (作废). Its ballots are never counted.
func (o *Office) VoidRound(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) error {
	r, err := MayVoid(tx, me, round)
	if err != nil {
		return err
	}
	o.void(tx, r, string(me.Post)+me.Name+"作废", now)
	return nil
}

// Broken marks a round before whose deadline the process was down, or takes the mark back. Until an officer has decided
// whether the deadline is moved, a marked round takes what comes. It tells whether that changed anything.
func (o *Office) Broken(tx *store.Tx, due store.Due, broken bool) bool {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	s := r.Running()
	if !ok || s == nil || s.Broken == broken || !s.Closes.Equal(due.At) {
		return false
	}
	s.Broken = broken
	store.Rounds.Put(tx, r)
	return true
}

// VoidLost voids the open ballots whose key is gone (a restored backup, a lost folder) and names the keys that are
// still needed.
func (o *Office) VoidLost(tx *store.Tx, now time.Time) (needed map[string]bool) {
	needed = map[string]bool{}
	for r := range store.RoundsOpen.Scan(tx, nil) {
		if r.Running().Kind != branch.Ballot {
			continue
		}
		if _, ok := o.Keys.Key(r.Key); !ok {
			o.void(tx, r, "密钥丢失，无法计票", now)
		} else {
			needed[r.Key] = true
		}
	}
	return needed
}

// holdSeats asks the 纪检委员 and the 书记 about somebody who has just bound an account while a ballot is open.
// sameAccount tells that this account stood for the member before.
func (o *Office) holdSeats(tx *store.Tx, who branch.Member, sameAccount bool) {
	for r := range store.RoundsOpen.Scan(tx, store.K(who.Branch)) {
		key := store.RoundKey(r.Branch, r.ID).Int(int64(who.ID))
		seat, ok := store.Roll.Get(tx, key)
		if !ok || sameAccount && seat.Bound {
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
		for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			who, _ := Member(tx, r.Branch, seat.Member)
			if !seat.Bound && who.ID != me.ID && Chat(tx, who) != "" {
				tx.ShowBelow(Chat(tx, me), cards.Seat(r, who, Group(tx, who.Branch, who.Group).Name, false))
			}
		}
	}
}

func confirms(m branch.Member) bool {
	return m.Post == branch.DisciplinePost || m.Post == branch.Secretary
}

func confirmers(tx *store.Tx, who branch.Member) []branch.Member {
	return members(tx, who.Branch, func(m branch.Member) bool { return confirms(m) && m.ID != who.ID })
}

// ConfirmSeat lets somebody who bound an account during a ballot take part in it.
func (o *Office) ConfirmSeat(tx *store.Tx, me branch.Member, round branch.RoundID, m branch.MemberID) error {
	who, ok := Member(tx, me.Branch, m)
	r, found := GetRound(tx, me.Branch, round)
	may := slices.ContainsFunc(confirmers(tx, who), func(c branch.Member) bool { return c.ID == me.ID })
	if !ok || !found || !may {
		return Refusal(cards.NotYours)
	}
	if r.Running() == nil {
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
