package scheduler

import "zhibu/office"

// greeting: on a member's 政治生日, at the branch's hour, holidays included. Grace: three days, then not at all and
// who keeps the branch's is told.
var greeting = push((*office.Office).Greet)

// greeted: the day after, and after the grace, if a greeting could not be delivered. It says nothing by itself.
var greeted = push((*office.Office).FollowGreeting)

// together: on the first working day of a month, the card of a 集体政治生日. Grace: as a greeting; then each is greeted on
// the day itself.
var together = push((*office.Office).GreetTogether)

// checklist: a week before a 政治生日, or the working day before that. Grace: until the day itself.
var checklist = push((*office.Office).SendChecklist)

// month: the month's list, on the 1st or the next working day. Grace: that month.
var month = push((*office.Office).SendMonth)
