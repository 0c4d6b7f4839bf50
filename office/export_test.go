package office

import "iter"

// What the tests of this room see of it. They stand outside, so that they may use every matter.
var (
	Again         = again
	DecidedBy     = decidedBy
	HasVoted      = hasVoted
	LastMember    = lastMember
	Marks         = marks
	MaxText       = maxText
	MaxPending    = maxPending
	MayRefuse     = mayRefuse
	MaySecond     = maySecond
	MayStand      = mayStand
	MayVouch      = mayVouch
	Meetings      = meetings
	NamesOf       = namesOf
	NewRound      = newRound
	Objected      = objected
	ObjectionView = objectionView
	OnPaper       = onPaper
	OnRoll        = onRoll
	RoundOf       = roundOf
)

// Pushes are those of all matters.
func (o *Office) Pushes() iter.Seq[Push] { return o.pushes() }
