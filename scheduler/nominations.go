package scheduler

import "zhibu/office"

// nominate: 身边好党员 opens on 20 May. Grace: until its deadline.
var nominate = push((*office.Office).OpenNominations)

// nominateNudge: 5, 3 and 1 working days before the deadline, to leaders who have not nominated. Grace: until the
// deadline.
var nominateNudge = push((*office.Office).NudgeNominations)

// nominateClose: at the deadline. It has no end of grace: a round that is open must close.
var nominateClose = push((*office.Office).CloseNominations)
