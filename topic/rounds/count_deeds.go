package rounds

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
	"zhibu/vault"
)

// counting returns how many sealed ballots would be counted now: not those of who is marked for paper. They stay in the box until
// then, since a mark can be taken back.
func counting(tx *store.Tx, r Round) int {
	n := BallotsCast.Get(tx, store.RoundKey(r.Branch, r.ID))
	for _, m := range OnPaper(tx, r) {
		if HasVoted(tx, r, m) {
			n--
		}
	}
	return n
}

// took returns how many have taken part: sealed ballots, and once they are entered the paper votes.
func took(tx *store.Tx, r Round) int {
	n := counting(tx, r)
	if s := r.Stage(StageBallot); s != nil && s.Paper != nil {
		n += s.Paper.Cast
	}
	return n
}

// short reports whether too few have taken part for the ballots to be counted. It is known while they are sealed.
func short(tx *store.Tx, r Round) bool {
	return !Turnout(took(tx, r), r.Roll, r.Threshold)
}

// OnPaper returns who has been marked as voting on paper.
func OnPaper(tx *store.Tx, r Round) (list []branch.MemberID) {
	for seat := range RollPaper.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		list = append(list, seat.Member)
	}
	return list
}

// full reports whether everybody on the roll who votes here has voted.
func full(tx *store.Tx, r Round) bool {
	return r.Roll > 0 && counting(tx, r) >= r.Roll-len(OnPaper(tx, r))
}

// paperMissing reports whether paper votes are still to be entered, or to be confirmed by a second officer.
func paperMissing(tx *store.Tx, r Round) bool {
	s := r.Stage(StageBallot)
	return len(OnPaper(tx, r)) > 0 && (s.Paper == nil || s.Paper.Second == 0)
}

// CloseBallot ends a ballot at its deadline: it is counted if enough took part; else, if paper votes are still to be
// entered, or if the process was down shortly before, the officers are asked.
func CloseBallot(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || !r.Runs(StageBallot) {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	if r.Running().Broken || paperMissing(tx, r) || short(tx, r) {
		if !r.Takes(StageBallot, now) {
			showAll(o, tx, showOver, r, now)
		}
		askOnce(o, tx, due, r, now)
		return
	}
	count(o, tx, r, 0, now)
}

// countAtOnce is of how many a ballot is counted in the deed that ends it: some 10 ms of the writer.
const countAtOnce = 1000

// count opens the ballots, keeps the totals and has the key destroyed. It cannot be undone. The ballots, which nobody can open any more,
// go as each member is shown the end. Of many it only ends the voting: they are counted next, beside the writer (PushCount), since a part
// of a tally that was stored would tell of few. What is counted then cannot change any more.
func count(o *office.Office, tx *store.Tx, r Round, by branch.MemberID, now time.Time) {
	key, ok := o.Keys.Key(r.Key)
	if !ok {
		void(o, tx, r, "密钥丢失，无法计票", now)
		return
	}
	s := r.Running()
	if r.Roll > countAtOnce && !s.Counting {
		s.Counting, s.Closer = true, by
		Rounds.Put(tx, r)
		for _, push := range []string{PushBallotClose, PushTurnout, PushBallotNudge} {
			tx.Plan(push, r.Branch, int64(r.ID), time.Time{})
		}
		tx.Plan(PushCount, r.Branch, int64(r.ID), now)
		return
	}
	tally := counted(tx, r, key)
	tally.Votes = slices.Clone(tally.Votes)
	near := tally.Near() // those who know the paper votes know these by subtraction
	if s.Paper != nil {
		paper, err := openPaper(key, r)
		if err != nil {
			panic("office: paper votes that cannot be read")
		}
		tally.Add(paper)
		s.Paper.Sealed = nil
	}
	tally.Roll = r.Roll
	winners, tied := tally.Leaders(r.Posts)
	s.Outcome = &Outcome{Tally: tally, Winners: winners, Tied: tied}
	if near {
		s.Outcome.Votes = nil
	}
	s.KeepNames()
	endBallot(o, tx, &r, by, now)
}

// counted returns what the sealed ballots give: of those that are counted beside the writer once, and kept in memory alone.
func counted(tx *store.Tx, r Round, key vault.Key) Tally {
	count := func() Tally {
		paper := OnPaper(tx, r)
		var choices []Choice
		for sealed := range Ballots.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if slices.Contains(paper, sealed.Member) {
				continue // votes on paper
			}
			plain, err := key.Open(int64(r.Branch), int64(r.ID), int64(sealed.Member), sealed.Choice)
			if err != nil {
				panic("office: a ballot that cannot be opened")
			}
			choice, err := DecodeChoice(plain)
			if err != nil {
				panic("office: a ballot that cannot be read")
			}
			choices = append(choices, choice)
		}
		return Count(choices, len(r.Candidates))
	}
	if !r.Running().Counting {
		return count()
	}
	return store.Derive(tx, fmt.Sprint("count ", r.ID), store.K(r.Branch), count) // no vote and no mark for paper is taken any more
}

// countBeside counts a ballot of many beside the writer.
func countBeside(o *office.Office, tx *store.Tx, due store.Due) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if key, has := o.Keys.Key(r.Key); ok && has && r.Runs(StageBallot) && r.Running().Counting {
		counted(tx, r, key)
	}
}

// countDue ends a ballot of many that has been counted.
func countDue(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if ok && r.Runs(StageBallot) && r.Running().Counting {
		count(o, tx, r, r.Running().Closer, now)
	}
}

// endBallot ends the ballot stage, whatever came of it, and shows everybody. The branch decides on who was recommended;
// a group's poll, and a recommendation that gave nobody, end the round.
func endBallot(o *office.Office, tx *store.Tx, r *Round, by branch.MemberID, now time.Time) {
	s := &r.Stages[r.At]
	if s.Counting {
		store.Underive(tx, store.K(r.Branch))
	}
	s.Closed, s.Closer, s.Broken, s.Counting = now, by, false, false
	tx.Spend(r.Key)
	r.Key = ""
	for _, push := range []string{PushBallotClose, PushTurnout, PushBallotNudge} {
		tx.Plan(push, r.Branch, int64(r.ID), time.Time{})
	}
	switch table(o, r); {
	case r.Void != "" || r.Group != 0 || len(r.Finals) == 0:
		r.At = len(r.Stages)
		Rounds.Put(tx, *r)
	default:
		toDecide(o, tx, r, now)
	}
	showAll(o, tx, showCards, *r, now)
	if r.Group != 0 {
		if parent, ok := GetRound(tx, r.Branch, r.After); ok {
			showNomination(o, tx, parent, office.Group(tx, r.Branch, r.Group), false, false, now)
		}
	}
	showRound(o, tx, *r, now, true)
	stirRound(o, tx, *r, now)
}

// table puts on whom the branch is to decide: those who won, in a run-off or before it, and those who are tied.
func table(o *office.Office, r *Round) {
	add := func(c branch.Candidate) { r.Finals = append(r.Finals, Final{Who: c}) }
	if out := r.Stage(StageBallot).Outcome; out != nil && r.Void == "" {
		for _, c := range r.Won {
			add(c)
		}
		for _, i := range slices.Sorted(slices.Values(slices.Concat(out.Winners, out.Tied))) {
			add(r.Candidates[i])
		}
	}
}

func void(o *office.Office, tx *store.Tx, r Round, why string, now time.Time) {
	r.Void = why
	if s := r.Stage(StageBallot); s.Paper != nil {
		s.Paper.Sealed = nil
	}
	endBallot(o, tx, &r, 0, now)
}

// Early reports whether a ballot would be ended before its deadline for no reason that is known: then the officer is
// asked for one. At full turnout, and after a breakdown, it needs none.
func Early(tx *store.Tx, r Round, now time.Time) bool {
	s := r.Running()
	return s != nil && s.Kind == StageBallot && !s.Broken && now.Before(s.Closes) && !full(tx, r)
}

// MayClose refuses an early end that is not possible, with the reason. A group's poll is not ended early before all have
// voted: its leader knows who has been at the phone.
func MayClose(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (Round, error) {
	r, err := keptRound(tx, me, round)
	if err != nil {
		return r, err
	}
	switch s := r.Running(); {
	case s.Counting:
		return r, office.Refusal(BeingCounted)
	case r.Group != 0 && now.Before(s.Closes) && !full(tx, r):
		return r, office.Refusal("组内推荐在全组投完以前不能提前截止，请等到截止时间。")
	case s.Kind == StageBallot && paperMissing(tx, r):
		if !Turnout(took(tx, r)+len(OnPaper(tx, r)), r.Roll, r.Threshold) {
			return r, office.Refusal("参加人数还没有达到要求，不能截止计票。可以顺延，或作废后重新发起。")
		}
	case s.Kind == StageBallot && short(tx, r):
		return r, office.Refusal("参加人数还没有达到要求，不能截止计票。可以顺延，或作废后重新发起。")
	case s.Kind == StageNominate && (!s.Broken || !s.Closed.IsZero()):
		return r, office.Refusal("提名到截止时间自动结束。")
	case s.Kind != StageBallot && s.Kind != StageNominate:
		return r, office.Refusal(cards.OldCard)
	}
	return r, nil
}

// CloseRound ends the running stage on an officer's word, with the reason where there is to be one. If paper votes are
// still to be entered, nobody votes here any more and they are awaited.
func CloseRound(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, why string, now time.Time) error {
	r, err := MayClose(tx, me, round, now)
	if err != nil {
		return err
	}
	s := r.Running()
	switch {
	case Early(tx, r, now) && why == "":
		return office.Refusal("提前截止请写明原因。")
	case s.Kind == StageNominate:
		endNominations(o, tx, r, me.ID, now)
	case paperMissing(tx, r):
		s.Why, s.Broken = why, false
		if now.Before(s.Closes) {
			s.Closes = now
		}
		Rounds.Put(tx, r)
		tx.Plan(PushBallotClose, r.Branch, int64(r.ID), time.Time{})
		tx.Plan(PushBallotNudge, r.Branch, int64(r.ID), time.Time{})
		showAll(o, tx, showOver, r, now)
		showRound(o, tx, r, now, false)
		stirRound(o, tx, r, now)
	default:
		s.Why = why
		count(o, tx, r, me.ID, now)
	}
	return nil
}

// MayExtend returns the round and its deadline 24 hours later, from now if it has passed, or refuses. closes is the deadline of the
// running stage as the officer saw it (unix seconds): a second tap, or a second officer, finds another one.
func MayExtend(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, closes int64, now time.Time) (Round, time.Time, error) {
	r, err := keptRound(tx, me, round)
	if err != nil {
		return r, now, err
	}
	s := r.Running()
	if s.Closes.Unix() != closes || !s.Closed.IsZero() || s.Kind != StageBallot && s.Kind != StageNominate || s.Paper != nil || s.Counting {
		return r, now, office.Refusal(cards.OldCard)
	}
	if r.Kind == GoodMember {
		latest := LatestNominationClose(o.CalendarOf(me.Branch), branch.DateOf(s.Opens).Year(), noticeDays(office.GetBranch(tx, r.Branch).Settings)).At(18, 0)
		if s.Closes.Add(24 * time.Hour).After(latest) {
			return r, now, office.Refusal("不能再顺延：" + branch.DateOf(latest).ChineseWeekday() + "是提名最晚的截止日，再晚公示就不能在6月30日前结束。")
		}
	}
	return r, later(s.Closes, now).Add(24 * time.Hour).Truncate(time.Minute), nil
}

// ExtendRound moves the deadline of the running stage by 24 hours.
func ExtendRound(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, closes int64, now time.Time) error {
	r, to, err := MayExtend(o, tx, me, round, closes, now)
	if err == nil {
		extend(o, tx, &r, to, "推荐时间已顺延24小时。", now)
	}
	return err
}

// extend returns the running ballot or nomination another deadline and tells those who have not acted yet.
func extend(o *office.Office, tx *store.Tx, r *Round, closes time.Time, news string, now time.Time) {
	s := r.Running()
	s.Broken, s.Closes, s.News = false, closes, news
	Rounds.Put(tx, *r)
	if s.Kind == StageBallot {
		tx.Plan(PushBallotClose, r.Branch, int64(r.ID), s.Closes)
		planBallotNudge(o, tx, *r, now)
		showAll(o, tx, showMoved, *r, now)
	} else {
		tx.Plan(PushNominateClose, r.Branch, int64(r.ID), s.Closes)
		planNudge(o, tx, *r, now)
		showAll(o, tx, moveLeaders, *r, now)
	}
	showRound(o, tx, *r, now, false)
	stirRound(o, tx, *r, now)
}

// MayVoid refuses who may not void a round, or one that no longer runs.
func MayVoid(tx *store.Tx, me branch.Member, round branch.RoundID) (Round, error) {
	r, err := keptRound(tx, me, round)
	if err == nil && r.Running().Kind != StageBallot {
		err = office.Refusal(cards.NotYours)
	}
	return r, err
}

// VoidRound voids a running ballot (作废). Its ballots are never counted.
func VoidRound(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) error {
	r, err := MayVoid(tx, me, round)
	if err != nil {
		return err
	}
	void(o, tx, r, cmp.Or(string(me.Post), "组长")+office.Called(tx, me)+"作废", now)
	return nil
}

// brokenRound marks a round before whose deadline the process was down, or takes the mark back. Until an officer has decided
// whether the deadline is moved, a marked round takes what comes. It reports whether that changed anything.
func brokenRound(o *office.Office, tx *store.Tx, due store.Due, broken bool) bool {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	s := r.Running()
	if !ok || s == nil || !s.Closed.IsZero() || s.Broken == broken || !s.Closes.Equal(due.At) {
		return false
	}
	s.Broken = broken
	Rounds.Put(tx, r)
	return true
}

// openedRounds voids the open ballots whose key is gone, and returns the keys of the others. Who voted after a backup was made was
// told so and is not on record: once it is restored an open ballot is voided, rather than closed without votes that were
// acknowledged. What an older program has begun keeps from now on by which rule the 支委会 decides.
func openedRounds(o *office.Office, tx *store.Tx, restored bool, now time.Time) (keys []string) {
	for r := range RoundsOpen.Scan(tx, nil) {
		if r.HalfOf == "" {
			r.HalfOf = halfOf(tx, r)
			Rounds.Put(tx, r)
		}
		if r.Running().Kind != StageBallot {
			continue
		}
		if _, ok := o.Keys.Key(r.Key); restored {
			void(o, tx, r, "数据由备份恢复，备份之后的投票已经丢失", now)
		} else if !ok {
			void(o, tx, r, "密钥丢失，无法计票", now)
		} else {
			keys = append(keys, r.Key)
		}
	}
	return append(keys, openingsLeft(o, tx, now)...)
}
