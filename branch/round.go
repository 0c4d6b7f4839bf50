package branch

import (
	"slices"
	"time"
)

// RoundKind names a kind of round.
type RoundKind string

// The kinds there are. A kind is a value: what it consists of stands in Kinds.
const (
	Pioneer    RoundKind = "先锋岗"   // 共产党员先锋岗, each quarter
	GoodMember RoundKind = "身边好党员" // each year before 1 July
)

// StageKind is one of the stages of which rounds are made.
type StageKind string

// The seven stages.
const (
	Report   StageKind = "report"
	Nominate StageKind = "nominate"
	Present  StageKind = "present"
	Ballot   StageKind = "ballot"
	Decide   StageKind = "decide"
	Notice   StageKind = "notice" // 公示
	Name     StageKind = "name"   // 命名
)

// Stage is one stage of one round, with its dates. Times are instants; people see them in Shanghai.
type Stage struct {
	Kind    StageKind `json:"kind"`
	Opens   time.Time `json:"opens"`
	Closes  time.Time `json:"closes"` // the deadline; acts up to but not at this instant count
	Closed  time.Time `json:"closed"` // when it really ended; zero while it runs
	Closer  MemberID  `json:"closer,omitempty"`
	Broken  bool      `json:"broken,omitempty"` // the process was down shortly before the deadline: an officer decides
	Outcome *Outcome  `json:"outcome,omitempty"`
}

// Outcome is what a ballot gave: totals and nothing else. Votes, Winners and Tied go by the numbers of the candidates,
// in the order of Round.Candidates.
type Outcome struct {
	Tally
	Winners []int `json:"winners,omitempty"`
	Tied    []int `json:"tied,omitempty"`
}

// Round is a list of stages that run one after the other. Which there are depends on its kind (Stages of Kinds).
type Round struct {
	Branch     BranchID   `json:"branch"`
	ID         RoundID    `json:"id"`
	Kind       RoundKind  `json:"kind"`
	Period     string     `json:"period"` // "2026Q2", "2026"
	Stages     []Stage    `json:"stages"`
	At         int        `json:"at"` // the stage that runs; len(Stages) when all have ended
	Opener     MemberID   `json:"opener,omitempty"`
	Candidates []MemberID `json:"candidates,omitempty"`
	Posts      int        `json:"posts,omitempty"`     // how many may be chosen
	Threshold  int        `json:"threshold,omitempty"` // per cent of the roll
	Roll       int        `json:"roll,omitempty"`      // how many are on the roll, frozen when the ballot was opened
	Key        string     `json:"key,omitempty"`       // the vault's key, while ballots are sealed with it
	Void       string     `json:"void,omitempty"`      // why it was voided (作废)
}

// Kinds says of which stages a kind of round is made. (The stages after these are added with the rounds' whole chain.)
var Kinds = map[RoundKind][]StageKind{
	Pioneer:    {Ballot},
	GoodMember: {Nominate},
}

// Running gives the stage that runs, or nil when the round has ended or was voided.
func (r *Round) Running() *Stage {
	if r.Void != "" || r.At >= len(r.Stages) {
		return nil
	}
	return &r.Stages[r.At]
}

// Stage gives the round's stage of a kind, or nil.
func (r *Round) Stage(kind StageKind) *Stage {
	i := slices.IndexFunc(r.Stages, func(s Stage) bool { return s.Kind == kind })
	if i < 0 {
		return nil
	}
	return &r.Stages[i]
}

// Takes tells whether the round's stage of that kind takes acts at t: it runs and its deadline has not passed, or
// the process was down before it and an officer is to decide whether to move it.
func (r *Round) Takes(kind StageKind, t time.Time) bool {
	s := r.Running()
	return s != nil && s.Kind == kind && !t.Before(s.Opens) && (t.Before(s.Closes) || s.Broken)
}

// Nomination is a group's recommendation of one of its members.
type Nomination struct {
	Branch  BranchID  `json:"branch"`
	Round   RoundID   `json:"round"`
	Group   GroupID   `json:"group"`
	Nominee MemberID  `json:"nominee"`
	Deeds   string    `json:"deeds"` // 事迹
	By      MemberID  `json:"by"`
	At      time.Time `json:"at"`
}
