package rounds

import (
	"encoding/json"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// BallotOpening is a ballot that is being opened: of a branch of many its roll is written in deeds of their own, which those of other branches
// pass between. Until the last of them nobody sees anything of it: the round stands as it did, or is none yet. All that the roll says is
// as of At; if anybody's line has changed meanwhile, it is written anew.
type BallotOpening struct {
	Branch branch.BranchID `json:"branch"`
	Round  Round           `json:"round"` // as it is to be, but for its roll
	Fresh  bool            `json:"fresh,omitempty"`
	Goes   []byte          `json:"goes"` // by which round it goes, as that stood: itself, or the one it follows
	Until  time.Time       `json:"until"`
	At     time.Time       `json:"at"`
	Stood  []int64         `json:"stood"`           // at which of their writes the people stood
	From   branch.MemberID `json:"from,omitempty"`  // from whom on it goes on
	Clear  bool            `json:"clear,omitempty"` // the roll that was written is taken away
	Lost   bool            `json:"lost,omitempty"`  // the ballot is not opened: once the roll is cleared, that is all
}

// Openings are the ballots that are being opened, one a branch.
var Openings = store.NewTable("openings", func(x BallotOpening) store.Key { return store.K(x.Branch) })

// PushRoll goes on with the opening of a branch's ballot. It has no subject.
const PushRoll = "ballot.roll"

// seatsAtOnce is how many lines of a roll one deed writes: some 10 ms of the writer.
const seatsAtOnce = 500

// mayBegin refuses what cannot be while a ballot of the branch is being opened.
func mayBegin(tx *store.Tx, b branch.BranchID) error {
	if Openings.Has(tx, store.K(b)) {
		return office.Refusal(BeingOpened)
	}
	return nil
}

// goesBy returns on what the opening stands: the round as it is, or of a fresh one that which it follows, and which there is of its kind.
func (x *BallotOpening) goesBy(tx *store.Tx) []byte {
	id := x.Round.ID
	if x.Fresh {
		id = x.Round.After
	}
	itself, _ := GetRound(tx, x.Branch, id)
	stands, _ := RoundOf(tx, x.Branch, x.Round.Kind, x.Round.Period)
	raw, err := json.Marshal([]Round{itself, stands})
	if err != nil {
		panic("rounds: a round that cannot be written")
	}
	return raw
}

func stands(tx *store.Tx, b branch.BranchID) []int64 {
	return store.Writes(tx, store.K(b), store.Members, store.Groups, store.FormerGroups)
}

// openBallot freezes the roll and every name, and asks everybody on it. It returns the round as it stands then; of a branch of many it is
// not open yet.
func openBallot(o *office.Office, tx *store.Tx, r Round, opener branch.MemberID, until time.Time, key string, now time.Time) Round {
	x := BallotOpening{Branch: r.Branch, Round: r, Until: until, At: now, Stood: stands(tx, r.Branch)}
	if x.Fresh = r.ID == 0; x.Fresh {
		x.Round.HalfOf = halfOf(tx, r)
		x.Round.ID = branch.RoundID(tx.Next(store.K(r.Branch).Str("round")))
	}
	b := office.GetBranch(tx, r.Branch)
	x.Round.Opener, x.Round.Threshold, x.Round.Everyone, x.Round.Key = opener, LeastTurnout(b.Settings), b.Settings.Everyone, key
	x.Goes = x.goesBy(tx)
	if rollOf(tx, r, now) <= seatsAtOnce {
		x.goOn(o, tx, now)
	} else {
		x.rest(tx, now)
	}
	return x.Round
}

// rest leaves what is still to be done to deeds of their own.
func (x *BallotOpening) rest(tx *store.Tx, now time.Time) {
	Openings.Put(tx, *x)
	tx.Plan(PushRoll, x.Branch, 0, now)
}

// peopleBeside reads beside the writer of whom a roll is written.
func peopleBeside(_ *office.Office, tx *store.Tx, due store.Due) {
	if x, ok := Openings.Get(tx, store.K(due.Branch)); ok {
		x.people(tx)
	}
}

// goOnOpening goes on where goOn has stopped.
func goOnOpening(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	x, ok := Openings.Get(tx, store.K(due.Branch))
	if !ok {
		return
	}
	if !x.Clear && !slices.Equal(x.Stood, stands(tx, x.Branch)) {
		x.Clear, x.From = true, 0
	}
	x.goOn(o, tx, now)
}

// goOn writes, or clears, the next part of the roll. The last part opens the ballot.
func (x *BallotOpening) goOn(o *office.Office, tx *store.Tx, now time.Time) {
	part := x.seats
	if x.Clear {
		part = x.clear
	}
	switch next := part(tx); {
	case next != 0:
		x.From = next
	case x.Clear && x.Lost:
		Openings.Delete(tx, store.K(x.Branch))
		x.tellLost(tx)
		return
	case x.Clear:
		x.Clear, x.From, x.At, x.Stood = false, 0, now, stands(tx, x.Branch)
	case string(x.Goes) != string(x.goesBy(tx)) || slices.ContainsFunc(x.Round.Candidates, func(c branch.Candidate) bool { return gone(tx, x.Branch, c) }):
		x.Clear, x.From, x.Lost = true, 0, true
	default:
		Openings.Delete(tx, store.K(x.Branch))
		x.open(o, tx, now)
		return
	}
	x.rest(tx, now)
}

// rolled is a branch's people as a roll needs them. It is shared, and must not be changed.
type rolled struct {
	*branch.People
	aparts map[branch.MemberID]string
}

func (x *BallotOpening) people(tx *store.Tx) rolled {
	return store.Derive(tx, "roll", store.K(x.Branch), func() rolled {
		p := office.People(tx, x.Branch)
		return rolled{p, p.Aparts()}
	}, store.Members, store.Groups, store.FormerGroups)
}

func (x *BallotOpening) asks(m *branch.Member) bool {
	return m.Status == branch.Active && (x.Round.Group == 0 || m.Group == x.Round.Group)
}

// seats writes the next lines of the roll, and returns from whom on it goes on; 0: it is whole.
func (x *BallotOpening) seats(tx *store.Tx) branch.MemberID {
	p, today, n := x.people(tx), branch.DateOf(x.At), 0
	for i := range p.Members {
		m := &p.Members[i]
		if m.ID < x.From || !x.asks(m) || m.LeftOut(today, x.Round.Everyone) != "" {
			continue
		}
		if n++; n > seatsAtOnce {
			return m.ID
		}
		Roll.Put(tx, Seat{Branch: x.Branch, Round: x.Round.ID, Member: m.ID, Bound: office.Trusted(tx, *m), Face: p.Face(*m, p.aparts, today)})
	}
	return 0
}

// clear takes the next lines of the roll away, likewise.
func (x *BallotOpening) clear(tx *store.Tx) branch.MemberID {
	n := 0
	for seat := range Roll.Scan(tx, store.RoundKey(x.Branch, x.Round.ID)) {
		if n++; n > seatsAtOnce {
			return seat.Member
		}
		Roll.Delete(tx, store.RoundKey(x.Branch, x.Round.ID).Int(int64(seat.Member)))
	}
	return 0
}

// open opens the ballot, whose roll is whole.
func (x *BallotOpening) open(o *office.Office, tx *store.Tx, now time.Time) {
	r, today, p := &x.Round, branch.DateOf(x.At), x.people(tx)
	store.Underive(tx, store.K(x.Branch))
	r.Roll, r.LeftOut = 0, nil
	r.Freeze(p.People, p.aparts, today)
	for i := range p.Members {
		m := &p.Members[i]
		if !x.asks(m) {
			continue
		}
		if why := m.LeftOut(today, r.Everyone); why != "" {
			r.LeftOut = append(r.LeftOut, LeftOut{Member: m.ID, Why: why, Face: p.Face(*m, p.aparts, today)})
		} else {
			r.Roll++
		}
	}
	r.Begin(StageBallot, x.At, x.Until, x.At)
	Rounds.Put(tx, *r)
	was, follows := GetRound(tx, r.Branch, r.After)
	if follows = follows && x.Fresh; follows && r.Group == 0 {
		if was.Next = r.ID; was.Void != "" {
			Rounds.Put(tx, was)
		} else {
			end(o, tx, &was, now)
		}
		showRound(o, tx, was, now, false)
	}
	tx.Plan(PushBallotOpen, r.Branch, int64(r.ID), time.Time{})
	tx.Plan(PushReportNudge, r.Branch, int64(r.ID), time.Time{})
	tx.Plan(PushBallotClose, r.Branch, int64(r.ID), x.Until)
	planBallotNudge(o, tx, *r, now)
	if r.Stage(StageReport) != nil {
		showReports(o, tx, *r, now)
	}
	showAll(o, tx, showCards, *r, now)
	showRound(o, tx, *r, now, true)
	if follows && r.Group != 0 {
		showNomination(o, tx, was, office.Group(tx, r.Branch, r.Group), false, false, now)
	}
}

// tellLost tells who would have opened a ballot that it is not open. What the clock would have opened is still on its agenda.
func (x *BallotOpening) tellLost(tx *store.Tx) {
	tx.Spend(x.Round.Key)
	if to := office.ChatOf(tx, x.Branch, x.Round.Opener); to != "" {
		tx.ShowBelow(to, openingLost(x.Round))
	}
}

// reseat has the line of somebody whose account was bound or vouched for while a roll is being written say so.
func reseat(tx *store.Tx, who branch.Member) {
	x, ok := Openings.Get(tx, store.K(who.Branch))
	if !ok {
		return
	}
	if seat, on := Roll.Get(tx, store.RoundKey(x.Branch, x.Round.ID).Int(int64(who.ID))); on {
		seat.Bound = office.Trusted(tx, who)
		Roll.Put(tx, seat)
	}
}

// openingsLeft gives up what was being opened with a key that is gone, and returns the keys of the others.
func openingsLeft(o *office.Office, tx *store.Tx, now time.Time) (keys []string) {
	for x := range Openings.Scan(tx, nil) {
		if _, ok := o.Keys.Key(x.Round.Key); ok {
			keys = append(keys, x.Round.Key)
			continue
		}
		x.Clear, x.From, x.Lost = true, 0, true
		x.rest(tx, now)
	}
	return keys
}
