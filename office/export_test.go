package office

import "iter"

// What the tests of this room see of it. They stand outside, so that they may use every matter.
var (
	LastMember = lastMember
	MaxPending = maxPending
	MayRefuse  = mayRefuse
	MaySecond  = maySecond
	MayStand   = mayStand
	MayVouch   = mayVouch
)

// Pushes are those of all matters.
func (o *Office) Pushes() iter.Seq[Push] { return o.pushes() }
