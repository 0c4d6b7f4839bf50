package scheduler

import "zhibu/office"

// digest: what a member still owes at contact points, at a period's start and half, 14 days and 3 working days before its
// end, and once after it; requests that are his or hers; the 书记's survey of the week. Working hours only, one card a
// day. Grace: while the period runs (the notice after it: always), since it says what is owed now.
var digest = push((*office.Office).RemindDuties)
