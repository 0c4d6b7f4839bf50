package scheduler

import "zhibu/office"

// change: at the beginning of the day from which a planned change of the people holds. It has no end of grace: after a
// breakdown it is carried out at once.
var change = push((*office.Office).CarryOutChange)
