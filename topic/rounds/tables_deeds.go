package rounds

import (
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// Seat is one line of a round's frozen roll.
type Seat struct {
	Branch branch.BranchID `json:"branch"`
	Round  branch.RoundID  `json:"round"`
	Member branch.MemberID `json:"member"`
	Bound  bool            `json:"bound"`           // had an account when the roll was frozen
	Took   bool            `json:"took,omitempty"`  // took part; known once the round is closed
	Paper  bool            `json:"paper,omitempty"` // votes on paper (线下)
	Quiet  bool            `json:"quiet,omitempty"` // wants no more reminders
	branch.Face

	Marker   branch.MemberID `json:"marker,omitempty"` // who last set or took back Paper, which voids what was voted here
	MarkedAt time.Time       `json:"marked_at,omitzero"`
}

// Sealed is a vote, sealed by vault: neither its size nor anything beside it depends on the choice.
type Sealed struct {
	Branch branch.BranchID `json:"branch"`
	Round  branch.RoundID  `json:"round"`
	Member branch.MemberID `json:"member"`
	Choice []byte          `json:"choice"`
}

var (
	Rounds         = store.NewTable("rounds", func(r Round) store.Key { return store.K(r.Branch).Int(int64(r.ID)) }).Remember()
	RoundsByPeriod = Rounds.Index("period", func(r Round) store.Key {
		return store.K(r.Branch).Str(string(r.Kind)).Str(r.Period)
	})
	RoundsOpen = Rounds.Index("open", func(r Round) store.Key {
		if r.Running() == nil {
			return nil
		}
		return store.K(r.Branch)
	})
	Roll = store.NewTable("roll", func(s Seat) store.Key { return store.RoundKey(s.Branch, s.Round).Int(int64(s.Member)) }).Remember()
	// RollPaper finds who votes on paper, of however many: what an officer looks at asks for them again and again.
	RollPaper = Roll.Index("paper", func(s Seat) store.Key {
		if !s.Paper {
			return nil
		}
		return store.RoundKey(s.Branch, s.Round)
	})
	// RollUnbound finds who takes part only once somebody has said that the account is the right person's.
	RollUnbound = Roll.Index("unbound", func(s Seat) store.Key {
		if s.Bound {
			return nil
		}
		return store.RoundKey(s.Branch, s.Round)
	})
	Ballots     = store.NewTable("ballots", func(b Sealed) store.Key { return store.RoundKey(b.Branch, b.Round).Int(int64(b.Member)) })
	BallotsCast = Ballots.Counter("cast", func(b Sealed) store.Key { return store.RoundKey(b.Branch, b.Round) })
	Nominations = store.NewTable("nominations", func(n Nomination) store.Key { return store.RoundKey(n.Branch, n.Round).Int(int64(n.Group)) })
	Reports     = store.NewTable("reports", func(r GroupReport) store.Key { return store.RoundKey(r.Branch, r.Round).Int(int64(r.Group)) })
	Meetings    = store.NewTable("meetings", func(m branch.Meeting) store.Key { return store.K(m.Branch).Int(int64(m.ID)) })
	Objections  = store.NewTable("objections", func(o Objection) store.Key { return store.RoundKey(o.Branch, o.Round).Int(o.ID) })
)
