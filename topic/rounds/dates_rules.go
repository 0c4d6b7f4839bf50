package rounds

import (
	"fmt"
	"time"

	"zhibu/branch"
)

// How far the dates of a round lie apart, in working days.
const (
	askBefore     = 15 // the date of the 党员大会 is asked for, before the quarter ends
	askAgainEvery = 3
	assemblyAfter = 3  // the 党员大会, at the earliest after the first asking
	assemblyUntil = 10 // and at the latest after the quarter
	ballotDays    = 2  // from the 党员大会 to the end of the recommendation
	decideWithin  = 5  // then the officers are reminded to decide
)

// AssemblyAsk returns the day on which the date of a quarter's 党员大会 is first asked for.
func AssemblyAsk(c *branch.Calendar, p branch.Period) branch.Date { return c.Add(p.To, -askBefore) }

// AskAgain returns the day on which it is asked for again after a day.
func AskAgain(c *branch.Calendar, d branch.Date) branch.Date { return c.Add(d, askAgainEvery) }

// AssemblyDates returns the first and the last day on which a quarter's 党员大会 may lie, if its date was first asked for
// on asked and is answered at now: reports fall due at 18:00 of the working day before it.
func AssemblyDates(c *branch.Calendar, p branch.Period, asked branch.Date, now time.Time) (from, to branch.Date) {
	from, to = c.Add(asked, assemblyAfter), c.Add(p.To, assemblyUntil)
	for d := branch.DateOf(now) + 1; from < d || !now.Before(ReportsDue(c, from)); from++ {
	}
	return c.OnOrAfter(from), to
}

// CheckAssembly refuses a date of the 党员大会 that does not fit, naming the dates that would.
func CheckAssembly(c *branch.Calendar, p branch.Period, asked, day branch.Date, now time.Time) error {
	from, to := AssemblyDates(c, p, asked, now)
	switch {
	case from > to:
		return fmt.Errorf("%s的党员大会最晚应在%s召开，现在已经来不及了。", p, to.ChineseWeekday())
	case day < from || day > to:
		return fmt.Errorf("党员大会应在%s至%s之间召开，请重新选择。", from.ChineseWeekday(), to.ChineseWeekday())
	}
	return nil
}

// ReportsDue returns when the groups' reports are due: 18:00 of the working day before the 党员大会.
func ReportsDue(c *branch.Calendar, assembly branch.Date) time.Time {
	return c.Add(assembly, -1).At(18, 0)
}

// BallotOpens returns when the recommendation opens if no officer has opened it before.
func BallotOpens(assembly branch.Date) time.Time { return assembly.At(18, 0) }

// BallotCloses returns the end of a recommendation opened on a day.
func BallotCloses(c *branch.Calendar, opened branch.Date) time.Time {
	return c.Add(opened, ballotDays).At(18, 0)
}

// Nudges returns when those who have not voted are reminded: at most twice, on the last two working mornings before the
// close that are at least three hours after the opening. at says when on a day reminders go out.
func Nudges(c *branch.Calendar, opens, closes time.Time, at func(branch.Date) time.Time) (list []time.Time) {
	last := c.OnOrBefore(branch.DateOf(closes))
	for _, day := range []branch.Date{c.Add(last, -1), last} {
		if t := at(day); t.Sub(opens) >= 3*time.Hour && t.Before(closes) {
			list = append(list, t)
		}
	}
	return list
}

// PresentDates returns the presentation to all after nominations that closed on a day.
func PresentDates(c *branch.Calendar, closed branch.Date) Window {
	return Window{c.Add(closed, 1).At(9, 0), c.Add(closed, presentDays).At(18, 0)}
}

// DecideDates returns when the branch decides after a day, and by when at the latest if 公示 is to end before the naming
// of 身边好党员 on 1 July; for the other kinds, and when that is past, after how long the officers are reminded.
func DecideDates(c *branch.Calendar, kind RoundKind, after branch.Date, s branch.Settings) Window {
	opens := c.Add(after, 1)
	if kind != GoodMember {
		return Window{opens.At(9, 0), c.Add(after, decideWithin).At(18, 0)}
	}
	latest := c.Add(branch.On(after.Year(), time.July, 1), -noticeDays(s)-1)
	return Window{opens.At(9, 0), max(latest, opens).At(18, 0)}
}

// NoticeDates returns the 公示 of what was decided on a day.
func NoticeDates(c *branch.Calendar, decided branch.Date, s branch.Settings) Window {
	return Window{c.Add(decided, 1).At(9, 0), c.Add(decided, noticeDays(s)).At(18, 0)}
}

// NamingDay returns the day of naming after 公示 that ended on a day: for 身边好党员 1 July itself, working day or not.
func NamingDay(c *branch.Calendar, kind RoundKind, ended branch.Date) branch.Date {
	if july := branch.On(ended.Year(), time.July, 1); kind == GoodMember && ended < july {
		return july
	}
	return c.Add(ended, 1)
}

// NominateAgain returns until when a group whose nominee was voted down on a day may nominate again; ok is false if there
// is no time left for that before 1 July.
func NominateAgain(c *branch.Calendar, decided branch.Date, s branch.Settings) (until time.Time, ok bool) {
	latest := LatestNominationClose(c, decided.Year(), noticeDays(s))
	return latest.At(18, 0), latest > decided
}
