package rounds

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// GetRound returns a round of a branch.
func GetRound(tx *store.Tx, b branch.BranchID, r branch.RoundID) (Round, bool) {
	return Rounds.Get(tx, store.RoundKey(b, r))
}

// AddRound numbers a round and keeps it.
func AddRound(tx *store.Tx, r Round) Round {
	r.HalfOf = halfOf(tx, r)
	r.ID = branch.RoundID(tx.Next(store.K(r.Branch).Str("round")))
	Rounds.Put(tx, r)
	return r
}

// halfOf returns of whom more than half decide on a round in the 支委会. One that had ended when an older program left it has not kept
// that, and goes by what the branch has now.
func halfOf(tx *store.Tx, r Round) branch.HalfOf {
	if r.HalfOf != "" {
		return r.HalfOf
	}
	return office.GetBranch(tx, r.Branch).Settings.HalfOf()
}

// RoundOf returns the round of a kind and period that stands: not voided, and none that another has followed.
func RoundOf(tx *store.Tx, b branch.BranchID, kind RoundKind, period string) (Round, bool) {
	for r := range RoundsByPeriod.Scan(tx, store.K(b).Str(string(kind)).Str(period)) {
		if r.Void == "" && r.Next == 0 && r.Group == 0 {
			return r, true
		}
	}
	return Round{}, false
}

// MayKeep reports whether somebody keeps a round: an officer, or for a group's poll its leader.
func MayKeep(tx *store.Tx, me branch.Member, r Round) bool {
	if me.Branch != r.Branch {
		return false
	}
	if r.Group != 0 {
		return me.May(branch.KeepPoll, office.Group(tx, r.Branch, r.Group))
	}
	return me.May(branch.KeepRounds)
}

func roundKeepers(tx *store.Tx, r Round) []branch.Member {
	return office.MembersOf(tx, r.Branch, func(m branch.Member) bool { return MayKeep(tx, m, r) })
}

// CandidateName returns what somebody is called who may become a candidate; in a round it is RoundName.
func CandidateName(tx *store.Tx, b branch.BranchID, c branch.Candidate) string {
	switch {
	case c.Section != "":
		return c.Section
	case c.Group != 0:
		return office.Group(tx, b, c.Group).Name
	}
	return office.PersonName(tx, b, c.Member)
}

// nominees returns candidates as cards show them, in the round's order.
func nominees(tx *store.Tx, r Round) (list []cards.Name) {
	for _, c := range r.Candidates {
		list = append(list, nameIn(tx, r, c))
	}
	return list
}

// CandidateNames returns what some of a round's candidates are called, in a sentence.
func CandidateNames(tx *store.Tx, r Round, list []branch.Candidate) string {
	return strings.Join(NamesOf(tx, r, list), "、")
}

// NamesOf returns what candidates of a round are called, in their order.
func NamesOf(tx *store.Tx, r Round, list []branch.Candidate) (s []string) {
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
	m, ok := office.Member(tx, b, c.Member)
	return !ok || m.Status != branch.Active
}

// RoundCard returns the card of a round for those who keep it, as one of them sees it: the stage, what is missing and
// from whom, the next date, and what may be done now.
func RoundCard(o *office.Office, tx *store.Tx, r Round, reader branch.Member, now time.Time) chat.Card {
	s := r.Running()
	switch {
	case r.Void != "" || r.Group != 0:
		return ballotStatus(o, tx, r, now)
	case r.Off:
		return RoundOff(r)
	case s == nil:
		return RoundEnded(endedView(o, tx, r))
	}
	switch s.Kind {
	case StageReport:
		return reportStatus(o, tx, r, reader, now)
	case StageNominate:
		return nominationStatus(o, tx, r, reader, now)
	case StageBallot:
		return ballotStatus(o, tx, r, now)
	case StagePresent:
		return PresentStatus(r, nominees(tx, r), decideOpens(o, r), moves(o, tx, r, now))
	case StageDecide:
		return DecideStatus(decideView(o, tx, r, now))
	}
	return NoticeStatus(noticeView(o, tx, r, now), pendingObjections(tx, r), moves(o, tx, r, now))
}

// showRound shows those who keep a round its card.
func showRound(o *office.Office, tx *store.Tx, r Round, now time.Time, news bool) {
	var card *chat.Card // the same for all, unless it says what a reader may do for a group: of a branch of many it reads the whole roll
	s := r.Running()
	own := s != nil && (s.Kind == StageReport || s.Kind == StageNominate)
	office.EachChat(tx, roundKeepers(tx, r), func(m branch.Member, c chat.Chat) {
		if card == nil || own {
			drawn := RoundCard(o, tx, r, m, now)
			card = &drawn
		}
		office.Show(tx, c, *card, news)
	})
}

// once reports whether something about a round has not been done before, and marks that it has been.
func once(tx *store.Tx, push string, r Round, what string, at, now time.Time) bool {
	period := fmt.Sprint(what, at.Unix())
	if tx.HasSaid(push, r.Branch, int64(r.ID), period) {
		return false
	}
	store.Saids.Put(tx, store.Said{Push: push, Branch: r.Branch, Subject: int64(r.ID), Period: period, At: now})
	return true
}

// planStage plans when to look at a round's running stage next: then, or when somebody is to be named before.
func planStage(o *office.Office, tx *store.Tx, r Round, at time.Time) {
	for _, i := range r.Waiting() {
		if f := r.Finals[i]; !f.To.IsZero() && !Objected(tx, r, f.Who) {
			if day := namingAt(o, tx, r, f); at.IsZero() || day.Before(at) {
				at = day
			}
		}
	}
	tx.Plan(PushStage, r.Branch, int64(r.ID), at)
}

// StageDue does what the clock has to do about a round's running stage: it presents, makes public, and names.
func StageDue(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	s := r.Running()
	if !ok || s == nil {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	if now.Sub(due.At) > time.Hour && office.Night(now) { // after a breakdown: not at night
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(office.GetBranch(tx, due.Branch), now))
		return
	}
	nameReady(o, tx, &r, now)
	switch s.Kind {
	case StagePresent:
		presentDue(o, tx, r, now)
	case StageDecide:
		planStage(o, tx, r, time.Time{})
	case StageNotice:
		noticeDue(o, tx, r, now)
	case StageName:
		end(o, tx, &r, now)
		showRound(o, tx, r, now, false)
	default:
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	}
}

// keptRound returns a running round to somebody who keeps it, or a Refusal.
func keptRound(tx *store.Tx, me branch.Member, round branch.RoundID) (Round, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok || !MayKeep(tx, me, r) {
		return r, NotKept(me)
	}
	if r.Running() == nil {
		return r, office.Refusal(RoundOver)
	}
	return r, nil
}

// NotKept refuses whoever does not keep a round.
func NotKept(me branch.Member) error {
	if err := office.Entitled(me, branch.KeepRounds); err != nil {
		return err
	}
	return office.Refusal(cards.NotYours)
}

// runningRound is keptRound for an act of one stage.
func runningRound(tx *store.Tx, me branch.Member, round branch.RoundID, stage StageKind) (Round, error) {
	r, err := keptRound(tx, me, round)
	if err == nil && !r.Runs(stage) {
		return r, office.Refusal(cards.OldCard)
	}
	return r, err
}

// end ends a round that nobody is named in, or that another follows.
func end(o *office.Office, tx *store.Tx, r *Round, now time.Time) {
	if s := r.Running(); s != nil && s.Closed.IsZero() {
		s.Closed = now
	}
	r.At = len(r.Stages)
	Rounds.Put(tx, *r)
	o.Forget(tx, PushStage, r.Branch, int64(r.ID))
	stirRound(o, tx, *r, now)
}
