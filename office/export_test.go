package office

import "iter"

// What the tests of this room see of it. They stand outside, so that they may use every matter.
var (
	Again         = again
	DecidedBy     = decidedBy
	HasVoted      = hasVoted
	HeldBy        = heldBy
	LastMember    = lastMember
	Liaison       = liaison
	Marks         = marks
	MaxPending    = maxPending
	MaxText       = maxText
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
	Organiser     = organiser
	Parts         = parts
	RoundOf       = roundOf
)

// Pushes are those of all matters.
func (o *Office) Pushes() iter.Seq[Push] { return o.pushes() }
