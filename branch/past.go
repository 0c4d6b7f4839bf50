package branch

import "time"

// Past returns when something was: at, or now where at lies ahead of the clock. A clock that was ahead and has been set
// back leaves such times behind; whoever reckons from them would wait until they come.
func Past(at, now time.Time) time.Time {
	if at.After(now) {
		return now
	}
	return at
}
