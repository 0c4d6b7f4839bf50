package office

// What the tests that stand outside, with every matter, see of this room.
var (
	OnRoll = onRoll
	Nine   = nine
)
