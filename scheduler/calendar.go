package scheduler

import "zhibu/office"

// calendar: on the first working day of December, if next year's holidays are not known. Grace: that year.
var calendar = push((*office.Office).WarnCalendar)
