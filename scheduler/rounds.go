package scheduler

import "zhibu/office"

// assembly: 15 working days before a quarter ends, and every three until it is answered. Grace: until the quarter's end,
// when it says so.
var assembly = push((*office.Office).AskAssembly)

// reportNudge: to groups that have not reported, on the last day and on that of the 党员大会. Grace: until the
// recommendation opens.
var reportNudge = push((*office.Office).NudgeReports)

// ballotOpen: at 18:00 of the day of the 党员大会, if no officer has opened the recommendation. It has no end of grace;
// late it opens in working hours.
var ballotOpen = (*office.Office).BallotDue

// ballotNudge: at most two reminders of a recommendation, to who has not voted. Grace: until the deadline.
var ballotNudge = push((*office.Office).NudgeBallot)

// stage: what a round's running stage has to do next. It has no end of grace; late it is done by day.
var stage = push((*office.Office).StageDue)
