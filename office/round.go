package office

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// GetRound returns a round of a branch.
func GetRound(tx *store.Tx, b branch.BranchID, r branch.RoundID) (branch.Round, bool) {
	return store.Rounds.Get(tx, store.RoundKey(b, r))
}

// newRound numbers a round and keeps it.
func newRound(tx *store.Tx, r branch.Round) branch.Round {
	r.HalfOf = halfOf(tx, r)
	r.ID = branch.RoundID(tx.Next(store.K(r.Branch).Str("round")))
	store.Rounds.Put(tx, r)
	return r
}

// halfOf returns of whom more than half decide on a round in the 支委会. One that had ended when an older program left it has not kept
// that, and goes by what the branch has now.
func halfOf(tx *store.Tx, r branch.Round) branch.HalfOf {
	if r.HalfOf != "" {
		return r.HalfOf
	}
	return GetBranch(tx, r.Branch).Settings.HalfOf()
}

// roundOf returns the round of a kind and period that stands: not voided, and none that another has followed.
func roundOf(tx *store.Tx, b branch.BranchID, kind branch.RoundKind, period string) (branch.Round, bool) {
	for r := range store.RoundsByPeriod.Scan(tx, store.K(b).Str(string(kind)).Str(period)) {
		if r.Void == "" && r.Next == 0 && r.Group == 0 {
			return r, true
		}
	}
	return branch.Round{}, false
}

// MayKeep reports whether somebody keeps a round: an officer, or for a group's poll its leader.
func MayKeep(tx *store.Tx, me branch.Member, r branch.Round) bool {
	if me.Branch != r.Branch {
		return false
	}
	if r.Group != 0 {
		return me.May(branch.KeepPoll, Group(tx, r.Branch, r.Group))
	}
	return me.May(branch.KeepRounds)
}

func roundKeepers(tx *store.Tx, r branch.Round) []branch.Member {
	return MembersOf(tx, r.Branch, func(m branch.Member) bool { return MayKeep(tx, m, r) })
}

// CandidateName returns what somebody is called who may become a candidate; in a round it is RoundName.
func CandidateName(tx *store.Tx, b branch.BranchID, c branch.Candidate) string {
	switch {
	case c.Section != "":
		return c.Section
	case c.Group != 0:
		return Group(tx, b, c.Group).Name
	}
	return PersonName(tx, b, c.Member)
}

// nominees returns candidates as cards show them, in the round's order.
func nominees(tx *store.Tx, r branch.Round) (list []cards.Name) {
	for _, c := range r.Candidates {
		list = append(list, nameIn(tx, r, c))
	}
	return list
}

// CandidateNames returns what some of a round's candidates are called, in a sentence.
func CandidateNames(tx *store.Tx, r branch.Round, list []branch.Candidate) string {
	return strings.Join(namesOf(tx, r, list), "、")
}

func namesOf(tx *store.Tx, r branch.Round, list []branch.Candidate) (s []string) {
	for _, c := range list {
		s = append(s, RoundName(tx, r, c))
	}
	return s
}

// gone reports whether a candidate is no longer there to be honoured.
func gone(tx *store.Tx, b branch.BranchID, c branch.Candidate) bool {
	if c.Member == 0 {
		return false
	}
	m, ok := Member(tx, b, c.Member)
	return !ok || m.Status != branch.Active
}

// RoundCard returns the card of a round for those who keep it, as one of them sees it: the stage, what is missing and
// from whom, the next date, and what may be done now.
func (o *Office) RoundCard(tx *store.Tx, r branch.Round, reader branch.Member, now time.Time) chat.Card {
	s := r.Running()
	switch {
	case r.Void != "" || r.Group != 0:
		return o.ballotStatus(tx, r, now)
	case r.Off:
		return cards.RoundOff(r)
	case s == nil:
		return cards.RoundEnded(o.endedView(tx, r))
	}
	switch s.Kind {
	case branch.Report:
		return o.reportStatus(tx, r, reader, now)
	case branch.Nominate:
		return o.nominationStatus(tx, r, reader, now)
	case branch.Ballot:
		return o.ballotStatus(tx, r, now)
	case branch.Present:
		return cards.PresentStatus(r, nominees(tx, r), o.decideOpens(r), o.moves(tx, r, now))
	case branch.Decide:
		return cards.DecideStatus(o.decideView(tx, r, now))
	}
	return cards.NoticeStatus(o.noticeView(tx, r, now), pendingObjections(tx, r), o.moves(tx, r, now))
}

// showRound shows those who keep a round its card.
func (o *Office) showRound(tx *store.Tx, r branch.Round, now time.Time, news bool) {
	var card *chat.Card // the same for all, unless it says what a reader may do for a group: of a branch of many it reads the whole roll
	s := r.Running()
	own := s != nil && (s.Kind == branch.Report || s.Kind == branch.Nominate)
	EachChat(tx, roundKeepers(tx, r), func(m branch.Member, c chat.Chat) {
		if card == nil || own {
			drawn := o.RoundCard(tx, r, m, now)
			card = &drawn
		}
		show(tx, c, *card, news)
	})
}

// once reports whether something about a round has not been done before, and marks that it has been.
func once(tx *store.Tx, push string, r branch.Round, what string, at, now time.Time) bool {
	period := fmt.Sprint(what, at.Unix())
	if tx.HasSaid(push, r.Branch, int64(r.ID), period) {
		return false
	}
	store.Saids.Put(tx, store.Said{Push: push, Branch: r.Branch, Subject: int64(r.ID), Period: period, At: now})
	return true
}

// planStage plans when to look at a round's running stage next: then, or when somebody is to be named before.
func (o *Office) planStage(tx *store.Tx, r branch.Round, at time.Time) {
	for _, i := range r.Waiting() {
		if f := r.Finals[i]; !f.To.IsZero() && !objected(tx, r, f.Who) {
			if day := o.namingAt(tx, r, f); at.IsZero() || day.Before(at) {
				at = day
			}
		}
	}
	tx.Plan(PushStage, r.Branch, int64(r.ID), at)
}

// StageDue does what the clock has to do about a round's running stage: it presents, makes public, and names.
func (o *Office) StageDue(tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	s := r.Running()
	if !ok || s == nil {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	if now.Sub(due.At) > time.Hour && Night(now) { // after a breakdown: not at night
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(GetBranch(tx, due.Branch), now))
		return
	}
	o.nameReady(tx, &r, now)
	switch s.Kind {
	case branch.Present:
		o.presentDue(tx, r, now)
	case branch.Decide:
		o.planStage(tx, r, time.Time{})
	case branch.Notice:
		o.noticeDue(tx, r, now)
	case branch.Name:
		o.end(tx, &r, now)
		o.showRound(tx, r, now, false)
	default:
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	}
}

// keptRound returns a running round to somebody who keeps it, or a Refusal.
func keptRound(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok || !MayKeep(tx, me, r) {
		return r, NotKept(me)
	}
	if r.Running() == nil {
		return r, Refusal(cards.RoundOver)
	}
	return r, nil
}

// NotKept refuses whoever does not keep a round.
func NotKept(me branch.Member) error {
	if err := Entitled(me, branch.KeepRounds); err != nil {
		return err
	}
	return Refusal(cards.NotYours)
}

// runningRound is keptRound for an act of one stage.
func runningRound(tx *store.Tx, me branch.Member, round branch.RoundID, stage branch.StageKind) (branch.Round, error) {
	r, err := keptRound(tx, me, round)
	if err == nil && !r.Runs(stage) {
		return r, Refusal(cards.OldCard)
	}
	return r, err
}

// end ends a round that nobody is named in, or that another follows.
func (o *Office) end(tx *store.Tx, r *branch.Round, now time.Time) {
	if s := r.Running(); s != nil && s.Closed.IsZero() {
		s.Closed = now
	}
	r.At = len(r.Stages)
	store.Rounds.Put(tx, *r)
	o.Forget(tx, PushStage, r.Branch, int64(r.ID))
	o.stirRound(tx, *r, now)
}
