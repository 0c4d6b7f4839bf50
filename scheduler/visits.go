package scheduler

import "zhibu/office"

// digest: the visits a member still owes, at a quarter's start and half, 14 days and 3 working days before its end;
// working hours only, one card a day. Grace: until the next reminder, since it always says what is owed now.
var digest = push((*office.Office).RemindVisits)
