package scheduler

import "zhibu/office"

// ballotClose: at the deadline of a recommendation. It has no end of grace: a ballot that is open must close.
var ballotClose = push((*office.Office).CloseBallot)

// turnout: the officers' card of a recommendation, at most once a minute while votes come in.
var turnout = push((*office.Office).ShowTurnout)
