package files

// What the tests that stand outside, with every matter, see of this room.
var (
	DocumentText = documentText
	Height       = height
	HostileTexts = hostileTexts
	Opened       = opened
	Seen         = seen
	SheetTexts   = sheetTexts
	Wrapped      = wrapped
)

// Tallest is how high a row may be, in points.
const Tallest = tallest
