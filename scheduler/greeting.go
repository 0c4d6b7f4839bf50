package scheduler

import "zhibu/office"

// greeting: on a member's 政治生日, at the branch's hour, holidays included. Grace: three days, then not at all.
var greeting = push((*office.Office).Greet)
