package rounds

import (
	"slices"
	"time"

	"zhibu/branch"
)

// RoundKind names a kind of round.
type RoundKind string

// The kinds there are. A kind is a value: what it consists of stands in Kinds.
const (
	Pioneer    RoundKind = "先锋岗"   // 共产党员先锋岗, each quarter
	GoodMember RoundKind = "身边好党员" // each year before 1 July
	MicroTalk  RoundKind = "优秀微党课" // each year
	GroupPoll  RoundKind = "组内推荐"  // a group's own poll before it nominates; it honours nobody
)

// StageKind is one of the stages of which rounds are made.
type StageKind string

// The seven stages.
const (
	StageReport   StageKind = "report"
	StageNominate StageKind = "nominate"
	StagePresent  StageKind = "present"
	StageBallot   StageKind = "ballot"
	StageDecide   StageKind = "decide"
	StageNotice   StageKind = "notice" // 公示
	StageName     StageKind = "name"   // 命名
)

// Stage is one stage of one round, with its dates. Times are instants; people see them in Shanghai.
type Stage struct {
	Kind     StageKind       `json:"kind"`
	Opens    time.Time       `json:"opens"`
	Closes   time.Time       `json:"closes"` // the deadline; acts up to but not at this instant count
	Closed   time.Time       `json:"closed"` // when it really ended; zero while it runs
	Closer   branch.MemberID `json:"closer,omitempty"`
	Why      string          `json:"why,omitempty"`      // why an officer ended it before its deadline
	Moved    string          `json:"moved,omitempty"`    // why an officer last moved its deadline
	News     string          `json:"news,omitempty"`     // what was said of its deadline when that was last moved
	Broken   bool            `json:"broken,omitempty"`   // the process was down shortly before the deadline: an officer decides
	Counting bool            `json:"counting,omitempty"` // nobody votes any more, and the ballots of many are being counted
	Outcome  *Outcome        `json:"outcome,omitempty"`
	Paper    *Paper          `json:"paper,omitempty"` // what was voted on paper (线下)
}

// Paper is a count of paper votes while it waits for the second officer, and afterwards how many there were. The
// figures are sealed with the round's key, since those of a few people would tell how each voted.
type Paper struct {
	By     branch.MemberID `json:"by"`
	Second branch.MemberID `json:"second,omitempty"`
	Sealed []byte          `json:"sealed,omitempty"`
	Cast   int             `json:"cast,omitempty"` // known once counted
}

// Outcome is what a ballot gave: totals and nothing else. Votes, Winners and Tied go by the numbers of the candidates,
// in the order of Round.Candidates.
type Outcome struct {
	Tally
	Winners []int `json:"winners,omitempty"`
	Tied    []int `json:"tied,omitempty"`
}

// Final is a candidate on whom the branch decides, and then the 公示 of his or her name. Each has dates of its own: one
// who is decided upon again after an objection does not keep the others back.
type Final struct {
	Who    branch.Candidate `json:"who"`
	Passed bool             `json:"passed,omitempty"` // the branch has agreed
	Out    string           `json:"out,omitempty"`    // why no longer: 未通过, …
	From   time.Time        `json:"from,omitzero"`    // 公示
	To     time.Time        `json:"to,omitzero"`
	Upheld bool             `json:"upheld,omitempty"` // an objection was upheld: to be decided again
}

// LeftOut is somebody who was not put on a roll, and by which kind of rule.
type LeftOut struct {
	Member branch.MemberID `json:"member"`
	Why    string          `json:"why"`
	branch.Face
}

// Handover is the 流动红旗 passing on.
type Handover struct {
	From []branch.Candidate `json:"from,omitempty"` // none: the first
	To   []branch.Candidate `json:"to"`
	By   branch.MemberID    `json:"by"` // the officer who recorded it
	At   time.Time          `json:"at"`
}

// Round is a list of stages that run one after the other. Which there are depends on its kind (Stages of Kinds).
type Round struct {
	Branch     branch.BranchID      `json:"branch"`
	ID         branch.RoundID       `json:"id"`
	Kind       RoundKind            `json:"kind"`
	Period     string               `json:"period"`          // "2026Q2", "2026"
	Group      branch.GroupID       `json:"group,omitempty"` // a group's poll: whose
	Stages     []Stage              `json:"stages"`
	At         int                  `json:"at"` // the stage that runs; len(Stages) when all have ended
	Opener     branch.MemberID      `json:"opener,omitempty"`
	Of         branch.CandidateKind `json:"of,omitempty"`
	Candidates []branch.Candidate   `json:"candidates,omitempty"`
	Posts      int                  `json:"posts,omitempty"`     // how many may be chosen
	Threshold  int                  `json:"threshold,omitempty"` // per cent of the roll
	Everyone   bool                 `json:"everyone,omitempty"`  // 预备党员 take part, too
	HalfOf     branch.HalfOf        `json:"half_of,omitempty"`   // of whom more than half decide in the 支委会, frozen when the round began
	Roll       int                  `json:"roll,omitempty"`      // how many are on the roll, frozen when the ballot was opened
	LeftOut    []LeftOut            `json:"left_out,omitempty"`
	Faces      []Frozen             `json:"faces,omitempty"`   // who those are whom it is about, frozen when its ballot opened
	Turnout    int                  `json:"turnout,omitempty"` // how many had voted when the officers' cards were last refreshed
	Key        string               `json:"key,omitempty"`     // the vault's key, while ballots are sealed with it
	Void       string               `json:"void,omitempty"`    // why it was voided (作废)
	Asked      branch.Date          `json:"asked,omitempty"`   // when the date of the 党员大会 was first asked for
	Assembly   branch.Date          `json:"assembly,omitempty"`
	Off        bool                 `json:"off,omitempty"`     // 本季度未开展
	OffWhy     string               `json:"off_why,omitempty"` // "" until somebody says
	Won        []branch.Candidate   `json:"won,omitempty"`     // in a run-off: who had won before it
	After      branch.RoundID       `json:"after,omitempty"`   // the round it follows: a run-off, or again after 作废
	Next       branch.RoundID       `json:"next,omitempty"`    // the round that follows it
	Finals     []Final              `json:"finals,omitempty"`
	Meetings   []branch.MeetingID   `json:"meetings,omitempty"` // that decided
	Named      []branch.Candidate   `json:"named,omitempty"`
	NamedAt    time.Time            `json:"named_at,omitzero"`
	Flag       *Handover            `json:"flag,omitempty"`
}

// Kind is what a kind of round consists of.
type Kind struct {
	Name   string      // what the honour is called in full
	Span   branch.Span // one such round in each
	Stages []StageKind
	Flag   bool // the 流动红旗 goes with it
	Poll   bool // a group may vote before it nominates
}

// Kinds are the kinds of rounds. A further kind is a further value.
var Kinds = map[RoundKind]Kind{
	Pioneer:    {Name: "共产党员先锋岗", Span: branch.Quarter, Stages: []StageKind{StageReport, StageBallot, StageDecide, StageNotice, StageName}, Flag: true},
	GoodMember: {Name: "身边好党员", Span: branch.Year, Stages: []StageKind{StageNominate, StagePresent, StageDecide, StageNotice, StageName}, Poll: true},
	MicroTalk:  {Name: "优秀微党课", Span: branch.Year, Stages: []StageKind{StageNominate, StageBallot, StageDecide, StageNotice, StageName}},
	GroupPoll:  {Name: "组内推荐", Span: branch.Year, Stages: []StageKind{StageBallot}},
}

// NewRound returns a round of a kind, all its stages without dates.
func NewRound(b branch.BranchID, kind RoundKind, period string) Round {
	r := Round{Branch: b, Kind: kind, Period: period, Posts: 1}
	for _, k := range Kinds[kind].Stages {
		r.Stages = append(r.Stages, Stage{Kind: k})
	}
	return r
}

// Running returns the stage that runs, or nil when the round has ended or was voided.
func (r *Round) Running() *Stage {
	if r.Void != "" || r.Off || r.At >= len(r.Stages) {
		return nil
	}
	return &r.Stages[r.At]
}

// Stage returns the round's stage of a kind, or nil.
func (r *Round) Stage(kind StageKind) *Stage {
	i := slices.IndexFunc(r.Stages, func(s Stage) bool { return s.Kind == kind })
	if i < 0 {
		return nil
	}
	return &r.Stages[i]
}

// Takes reports whether the round's stage of that kind takes acts at t: it runs and its deadline has not passed, or
// the process was down before it and an officer is to decide whether to move it.
func (r *Round) Takes(kind StageKind, t time.Time) bool {
	s := r.Running()
	return s != nil && s.Kind == kind && !s.Counting && !s.Opens.IsZero() && !t.Before(s.Opens) && (t.Before(s.Closes) || s.Broken)
}

// Runs reports whether the running stage is of that kind.
func (r *Round) Runs(kind StageKind) bool {
	s := r.Running()
	return s != nil && s.Kind == kind
}

// Begin ends the running stage at now and makes the one of that kind, further on or back, the running one. A round
// from before its kind had that stage gains it.
func (r *Round) Begin(kind StageKind, opens, closes, now time.Time) {
	if s := r.Running(); s != nil && s.Closed.IsZero() {
		s.Closed = now
	}
	r.At = slices.IndexFunc(r.Stages, func(s Stage) bool { return s.Kind == kind })
	if r.At < 0 {
		r.At = len(r.Stages)
		r.Stages = append(r.Stages, Stage{Kind: kind})
	}
	s := &r.Stages[r.At]
	s.Opens, s.Closes, s.Closed, s.Broken = opens, closes, time.Time{}, false
}

// Fresh returns the candidates on whom the branch has not been asked to decide yet.
func (r *Round) Fresh() (list []branch.Candidate) {
	for _, c := range r.Candidates {
		if !slices.ContainsFunc(r.Finals, func(f Final) bool { return f.Who == c }) {
			list = append(list, c)
		}
	}
	return list
}

// Undecided returns the places in Finals of those on whom the branch has still to decide.
func (r *Round) Undecided() (list []int) {
	for i, f := range r.Finals {
		if f.Out == "" && (!f.Passed || f.Upheld) {
			list = append(list, i)
		}
	}
	return list
}

// Standing returns the places in Finals of those who have passed and whom nothing stands against.
func (r *Round) Cleared() (list []int) {
	for i, f := range r.Finals {
		if f.Out == "" && f.Passed && !f.Upheld {
			list = append(list, i)
		}
	}
	return list
}

// Waiting returns the places in Finals of those who stand and have not been named yet.
func (r *Round) Waiting() (list []int) {
	for _, i := range r.Cleared() {
		if !slices.Contains(r.Named, r.Finals[i].Who) {
			list = append(list, i)
		}
	}
	return list
}

// Nomination is a group's recommendation of one of its members.
type Nomination struct {
	Branch  branch.BranchID `json:"branch"`
	Round   branch.RoundID  `json:"round"`
	Group   branch.GroupID  `json:"group"`
	Nominee branch.MemberID `json:"nominee"`
	Deeds   string          `json:"deeds"` // 事迹
	By      branch.MemberID `json:"by"`
	At      time.Time       `json:"at"`
}

// GroupReport is what a group reports to the 党员大会 of a quarter.
type GroupReport struct {
	Branch    branch.BranchID  `json:"branch"`
	Round     branch.RoundID   `json:"round"`
	Group     branch.GroupID   `json:"group"`
	Draft     string           `json:"draft"`           // made from the quarter's records
	Added     string           `json:"added,omitempty"` // the leader's own sentence
	Candidate branch.Candidate `json:"candidate,omitzero"`
	Declined  bool             `json:"declined,omitempty"` // names nobody
	By        branch.MemberID  `json:"by"`
	At        time.Time        `json:"at"`
}

// Objection is what somebody has to say against a name during 公示. Only its handler reads it.
type Objection struct {
	Branch     branch.BranchID  `json:"branch"`
	Round      branch.RoundID   `json:"round"`
	ID         int64            `json:"id"` // within the round, from 1
	By         branch.MemberID  `json:"by"`
	About      branch.Candidate `json:"about"`
	Text       string           `json:"text"`
	At         time.Time        `json:"at"`
	Handler    branch.MemberID  `json:"handler"`
	Answer     string           `json:"answer,omitempty"`
	Upheld     bool             `json:"upheld,omitempty"`
	AnsweredBy branch.MemberID  `json:"answered_by,omitempty"`
	AnsweredAt time.Time        `json:"answered_at,omitzero"`
	Given      time.Time        `json:"given,omitzero"` // when who made it gave it to those in office then
}

// Since returns from when on a post must have been held to handle it: who was appointed later does not read it.
func (o Objection) Since() time.Time {
	if o.Given.After(o.At) {
		return o.Given
	}
	return o.At
}
