package rounds

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// maxCandidates is how many names a ballot may hold: the choices of one travel in the buttons of a message.
const maxCandidates = 60

// QuarterTitle returns the round that would be opened now: this quarter's 先锋岗.
func QuarterTitle(now time.Time) Round {
	return Round{Kind: Pioneer, Period: branch.PeriodOf(branch.Quarter, branch.DateOf(now)).Key()}
}

// Opening returns how many would take part now, how many of them at least, and whether 预备党员 are among them.
func Opening(tx *store.Tx, b branch.BranchID, now time.Time) (roll, need int, everyone bool) {
	s := office.GetBranch(tx, b).Settings
	roll = rollOf(tx, Round{Branch: b}, now)
	return roll, Quorum(roll, LeastTurnout(s)), s.Everyone
}

// Choosable is somebody or something that may be put up. ID is the number a button carries: of the member, of the
// group, or for a section that of its first member.
type Choosable struct {
	ID int64
	branch.Candidate
	Name string
}

// Candidates returns who may be put up by an officer.
func Candidates(tx *store.Tx, b branch.BranchID, of branch.CandidateKind) []Choosable {
	return candidates(tx, b, of, func(branch.Member) bool { return true })
}

// candidates is Candidates among the members of whom which is true, and their sections.
func candidates(tx *store.Tx, b branch.BranchID, of branch.CandidateKind, which func(branch.Member) bool) (list []Choosable) {
	known := map[branch.Candidate]bool{}
	add := func(id int64, c branch.Candidate) {
		if !known[c] {
			known[c] = true
			list = append(list, Choosable{id, c, CandidateName(tx, b, c)})
		}
	}
	if of == branch.OfGroups {
		for g := range store.Groups.Scan(tx, store.K(b)) {
			add(int64(g.ID), branch.Candidate{Group: g.ID})
		}
		return list
	}
	for _, m := range office.MembersOf(tx, b, which) {
		if of == branch.OfMembers {
			add(int64(m.ID), branch.Candidate{Member: m.ID})
		} else if m.Section != "" {
			add(int64(m.ID), branch.Candidate{Section: m.Section})
		}
	}
	return list
}

// Put returns the candidates with which a round's ballot would open: whom the groups have named, or everyone.
func Put(tx *store.Tx, r Round) (list []branch.Candidate) {
	s := office.GetBranch(tx, r.Branch).Settings
	switch {
	case r.Kind != Pioneer || r.ID == 0 && len(r.Candidates) > 0: // again after it was voided
		return slices.Clone(r.Candidates)
	case s.PioneerAll || r.Of == branch.OfGroups:
		for _, c := range Candidates(tx, r.Branch, r.Of) {
			list = append(list, c.Candidate)
		}
		return list
	}
	for report := range Reports.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if c := report.Candidate; c != (branch.Candidate{}) && !gone(tx, r.Branch, c) && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	sortCandidates(list)
	return list
}

// sortCandidates puts candidates into the roster's order: none of them is put first.
func sortCandidates(list []branch.Candidate) {
	slices.SortStableFunc(list, func(a, b branch.Candidate) int {
		return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(a.Group, b.Group))
	})
}

// Again returns the names among candidates who hold the honour since the last round of that kind, for a warning.
func Again(tx *store.Tx, r Round, list []branch.Candidate) (s []string) {
	var last Round
	for old := range Rounds.Scan(tx, store.K(r.Branch)) {
		if old.Kind == r.Kind && len(old.Named) > 0 && old.Period != r.Period {
			last = old
		}
	}
	for _, c := range list {
		if slices.Contains(last.Named, c) {
			s = append(s, RoundName(tx, r, c))
		}
	}
	return s
}

// opens returns the round whose ballot an officer would open: that of the number; with 0 this quarter's 先锋岗, running
// in its first stage or new. A voided one begins anew.
func opens(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (Round, error) {
	fresh := QuarterTitle(now)
	r, ok := RoundOf(tx, me.Branch, fresh.Kind, fresh.Period)
	if round != 0 {
		if r, ok = GetRound(tx, me.Branch, round); !ok || r.Group != 0 {
			return r, office.Refusal(cards.OldCard)
		}
		if r.Void != "" {
			fresh, ok = r, false
			if r.Next != 0 {
				return r, office.Refusal(RoundTitle(r) + "推荐已经重新发起。")
			}
		}
	}
	if !ok || r.Off {
		s := office.GetBranch(tx, me.Branch).Settings
		again := NewRound(me.Branch, fresh.Kind, fresh.Period)
		again.Of, again.Posts, again.After = s.PioneerOf, Posts(s), fresh.ID
		again.Asked, again.Assembly, again.Candidates = fresh.Asked, fresh.Assembly, fresh.Candidates
		if fresh.ID != 0 {
			again.Of, again.Posts = fresh.Of, max(fresh.Posts, 1)
		}
		return again, nil
	}
	if s := r.Running(); s == nil || s.Kind != StageReport && (s.Kind != StageNominate || s.Closed.IsZero() || r.Stage(StageBallot) == nil) {
		return r, office.Refusal(RoundTitle(r) + "推荐已经发起过。")
	}
	return r, nil
}

// MayOpen refuses who may not open a recommendation, or a second one in a quarter while the first runs or stands.
func MayOpen(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (Round, error) {
	if err := office.Entitled(me, branch.KeepRounds); err != nil {
		return Round{}, err
	}
	return opens(o, tx, me, round, now)
}

// Deadlines returns the deadlines an officer may choose by button: 18:00 of the working days that follow.
func Deadlines(o *office.Office, b branch.BranchID, now time.Time) (list []time.Time) {
	for day := branch.DateOf(now); len(list) < 4; day++ {
		if at := day.At(18, 0); o.CalendarOf(b).Working(day) && at.Sub(now) >= time.Hour {
			list = append(list, at)
		}
	}
	return list
}

// OpenBallot opens a recommendation on an officer's word: of the round of that number, or with 0 of this quarter's
// 先锋岗. The roll is frozen now, by everyone's standing today; key is a fresh key of the vault, already durable.
// Everyone on the roll gets a card; who is not, is told why in private.
func OpenBallot(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, candidates []branch.Candidate, until time.Time, key string, now time.Time) (Round, error) {
	r, err := MayOpen(o, tx, me, round, now)
	if err != nil {
		return r, err
	}
	for _, c := range candidates {
		if gone(tx, me.Branch, c) {
			return r, office.Refusal("候选人中有人已不在册，请重新选择。")
		}
	}
	r.Candidates = slices.Clone(candidates)
	sortCandidates(r.Candidates)
	if err := mayBallot(tx, r, until, now); err != nil {
		return r, err
	}
	if r.Assembly == 0 && r.Kind == Pioneer {
		r.Assembly = branch.DateOf(now)
	}
	return openBallot(o, tx, r, me.ID, until, key, now), nil
}

// rollOf returns how many would be on the roll of a round whose ballot opened now.
func rollOf(tx *store.Tx, r Round, now time.Time) (n int) {
	today, everyone := branch.DateOf(now), office.GetBranch(tx, r.Branch).Settings.Everyone
	store.Members.Where(tx, store.K(r.Branch), func(m branch.Member) bool { // none is copied
		if m.Status == branch.Active && (r.Group == 0 || m.Group == r.Group) && m.LeftOut(today, everyone) == "" {
			n++
		}
		return false
	})
	return n
}

// maySecret refuses a ballot of so few that it could have no result, and one beside another that is being opened.
func maySecret(tx *store.Tx, r Round, now time.Time) error {
	if err := mayBegin(tx, r.Branch); err != nil {
		return err
	}
	if rollOf(tx, r, now) < LeastCast {
		return office.Refusal(fmt.Sprintf("能参加推荐的同志不足%d名，投票难以保密，请由党员大会研究决定。", LeastCast))
	}
	return nil
}

func mayBallot(tx *store.Tx, r Round, until, now time.Time) error {
	if n := len(r.Candidates); n < 2 || n > maxCandidates {
		return office.Refusal(fmt.Sprintf("候选人应为2至%d名，请重新选择。", maxCandidates))
	}
	if until.Sub(now) < time.Hour {
		return office.Refusal("截止时间至少要在一小时以后，请重新选择。")
	}
	return maySecret(tx, r, now)
}

// StartBallot opens a round's recommendation with whom the groups have named: 「大会结束」.
func StartBallot(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, key string, now time.Time) error {
	r, err := MayStart(o, tx, me, round, now)
	if err != nil {
		return err
	}
	openBallot(o, tx, r, me.ID, BallotCloses(o.CalendarOf(me.Branch), branch.DateOf(now)), key, now)
	return nil
}

// MayStart returns the round as its recommendation would open, or refuses: before the day of the 党员大会, or with fewer
// than two candidates.
func MayStart(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (Round, error) {
	r, err := keptRound(tx, me, round)
	switch {
	case err != nil:
		return r, err
	case r.Stage(StageBallot) == nil || r.Runs(StageBallot) || !r.Runs(StageReport) && r.Running().Closed.IsZero():
		return r, office.Refusal(cards.OldCard)
	case r.Runs(StageReport) && (r.Assembly == 0 || branch.DateOf(now) < r.Assembly):
		return r, office.Refusal("党员大会还没有召开，大会当天才能开始推荐。")
	}
	r.Candidates = Put(tx, r)
	if len(r.Candidates) < 2 {
		return r, office.Refusal("候选人不足2名，请先点「补充候选人」。")
	}
	return r, mayBallot(tx, r, BallotCloses(o.CalendarOf(me.Branch), branch.DateOf(now)), now)
}

// BallotDue opens the recommendation by the clock: at 18:00 of the day of the 党员大会. With fewer than two candidates
// the officers are asked. It tells whether the key is used.
func BallotDue(o *office.Office, tx *store.Tx, due store.Due, key string, now time.Time) bool {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || !r.Runs(StageReport) && !r.Runs(StageNominate) {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return false
	}
	if mayBegin(tx, due.Branch) != nil { // this one, or another: it is soon done
		tx.Plan(due.Push, due.Branch, due.Subject, now.Add(time.Second))
		return false
	}
	late := now.Sub(due.At) > time.Hour && !o.Working(due.Branch, now)
	asked := r
	r.Candidates = Put(tx, r)
	if late || len(r.Candidates) < 2 || maySecret(tx, r, now) != nil || key == "" {
		if !late {
			showRound(o, tx, asked, now, true)
		}
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(office.GetBranch(tx, due.Branch), now))
		return false
	}
	openBallot(o, tx, r, 0, BallotCloses(o.CalendarOf(due.Branch), branch.DateOf(now)), key, now)
	return true
}

// RunOff opens a recommendation among those who are tied. The round it follows ends; what it has given stands.
func RunOff(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, key string, now time.Time) error {
	_, next, err := MayRunOff(o, tx, me, round, now)
	if err != nil {
		return err
	}
	openBallot(o, tx, next, me.ID, BallotCloses(o.CalendarOf(me.Branch), branch.DateOf(now)), key, now)
	return nil
}

// MayRunOff returns the round and the run-off that would follow it, or refuses one that is not possible.
func MayRunOff(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (r, next Round, err error) {
	r, err = runningRound(tx, me, round, StageDecide)
	if err != nil {
		return r, next, err
	}
	s := r.Stage(StageBallot)
	if s == nil || s.Outcome == nil || len(s.Outcome.Tied) == 0 || len(r.Meetings) > 0 {
		return r, next, office.Refusal(cards.OldCard)
	}
	next = NewRound(r.Branch, r.Kind, r.Period)
	next.Stages = slices.DeleteFunc(next.Stages, func(s Stage) bool { return s.Kind == StageReport || s.Kind == StageNominate })
	next.Of, next.Assembly, next.After, next.HalfOf = r.Of, r.Assembly, r.ID, r.HalfOf
	next.Faces = slices.Clone(r.Faces) // they were voted for under these names
	next.Won, next.Posts = slices.Clone(r.Won), r.Posts-len(s.Outcome.Winners)
	for _, i := range s.Outcome.Winners {
		next.Won = append(next.Won, r.Candidates[i])
	}
	for _, i := range s.Outcome.Tied {
		next.Candidates = append(next.Candidates, r.Candidates[i])
	}
	return r, next, maySecret(tx, next, now)
}

// OpenPoll opens a group's own secret poll before its leader nominates. It decides nothing.
func OpenPoll(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID, key string, now time.Time) error {
	poll, until, err := MayPoll(o, tx, me, round, group, now)
	if err != nil {
		return err
	}
	openBallot(o, tx, poll, me.ID, until, key, now)
	return nil
}

// toNominate is how long before the nominations close a group's poll ends at the latest: its leader nominates by what it says.
const toNominate = 2 * time.Hour

// MayPoll returns a group's poll as it would open, and until when: 18:00 of the next working day, at the latest toNominate before
// nominations close. Only the group's leader holds one, one at a time.
func MayPoll(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID, now time.Time) (Round, time.Time, error) {
	r, ok := GetRound(tx, me.Branch, round)
	g := office.Group(tx, me.Branch, group)
	switch {
	case !ok || g.ID == 0 || !me.May(branch.KeepPoll, g) || !Kinds[r.Kind].Poll:
		return r, now, office.Refusal(cards.NotYours)
	case !r.Takes(StageNominate, now) || settled(tx, r, g):
		return r, now, office.Refusal(RoundOver)
	}
	if _, open := PollOf(tx, r, g.ID); open {
		return r, now, office.Refusal("组内推荐正在进行。")
	}
	until := r.Running().Closes.Add(-toNominate)
	if until.Sub(now) < time.Hour {
		return r, now, office.Refusal("离提名截止太近，来不及组内推荐，请当面听取意见后提名。")
	}
	if next := o.CalendarOf(me.Branch).Add(branch.DateOf(now), 1).At(18, 0); next.Before(until) {
		until = next
	}
	poll := NewRound(r.Branch, GroupPoll, r.Period)
	poll.Group, poll.After = g.ID, r.ID
	for _, m := range office.MembersOf(tx, r.Branch, func(m branch.Member) bool { return m.Group == g.ID }) {
		poll.Candidates = append(poll.Candidates, branch.Candidate{Member: m.ID})
	}
	if rollOf(tx, poll, now) < LeastPoll {
		return r, now, office.Refusal(fmt.Sprintf("本组能参加推荐的同志不足%d名，组内投票难以保密，请当面听取意见后提名。", LeastPoll))
	}
	return poll, until, mayBallot(tx, poll, until, now)
}

// PollOf returns a group's poll that runs before a nomination.
func PollOf(tx *store.Tx, r Round, g branch.GroupID) (Round, bool) {
	for p := range RoundsOpen.Scan(tx, store.K(r.Branch)) {
		if p.Group == g && p.After == r.ID {
			return p, true
		}
	}
	return Round{}, false
}

// endPolls voids the polls that still run when nominations end: nobody is asked any more.
func endPolls(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	for p := range RoundsOpen.Scan(tx, store.K(r.Branch)) {
		if p.Group != 0 && p.After == r.ID {
			void(o, tx, p, "提名已经截止", now)
		}
	}
}

// ballotStatus returns the card of a ballot for those who keep it.
func ballotStatus(o *office.Office, tx *store.Tx, r Round, now time.Time) chat.Card {
	v := StatusView{BallotView: ballotView(tx, r), Now: now}
	if r.Running() != nil {
		v.Cast, v.Marked, v.Missing = turnout(tx, r, now), len(OnPaper(tx, r)), paperMissing(tx, r)
		v.Full = full(tx, r) && v.Cast == BallotsCast.Get(tx, store.RoundKey(r.Branch, r.ID))
		v.Moves = moves(o, tx, r, now)
		for _, m := range office.Unreached(tx, r.Branch) {
			if seat, on := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m))); on {
				if v.Unbound++; v.Unbound <= maxUnbound {
					v.UnboundNames = append(v.UnboundNames, seatName(tx, seat).Short())
				}
			}
		}
	}
	return BallotStatus(v)
}
