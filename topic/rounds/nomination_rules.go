package rounds

import (
	"fmt"
	"time"

	"zhibu/branch"
)

// The stages of 身边好党员 between the nominations and the naming on 1 July, in working days. Each starts on the
// working day after the former ends.
const (
	presentDays = 3 // the nominees are presented to all
	decideDays  = 1 // the branch decides
)

// LatestNominationClose returns the last day on which nominations may close if 公示 of so many working days is to end
// before 1 July. In a year
// whose table is not known it does not see 端午节, which may put it days too late (18 instead of 15 June 2029).
func LatestNominationClose(c *branch.Calendar, year, noticeDays int) branch.Date {
	return c.Add(branch.On(year, time.July, 1), -noticeDays-decideDays-presentDays-1)
}

// Window is when nominations are taken.
type Window struct{ Opens, Closes time.Time }

// NominationWindow returns the window of a year: from 9:00 of the day set, or of the next working day, to 18:00 of the day
// set, or of the working day before it. The error is a sentence for whoever sets the days; it names the latest
// that would do.
func NominationWindow(c *branch.Calendar, year int, s branch.Settings) (Window, error) {
	latest := LatestNominationClose(c, year, noticeDays(s))
	on, err1 := branch.ParseDate(fmt.Sprintf("%04d-%s", year, s.NominateOn))
	end, err2 := branch.ParseDate(fmt.Sprintf("%04d-%s", year, s.NominateEnd))
	if err1 != nil || err2 != nil {
		return Window{}, fmt.Errorf("提名的起止日期请写作“月-日”，如 05-20；截止日最晚可定为%s。", latest.ChineseWeekday())
	}
	on, end = c.OnOrAfter(on), c.OnOrBefore(end)
	if end > latest {
		return Window{}, fmt.Errorf("提名截止日最晚可定为%s：再晚，公示就不能在6月30日前结束。", latest.ChineseWeekday())
	}
	if end < on {
		return Window{}, fmt.Errorf("按工作日顺延后，提名于%s截止，早于开始的%s；截止日最晚可定为%s。",
			end.MonthDay(), on.MonthDay(), latest.ChineseWeekday())
	}
	return Window{on.At(9, 0), end.At(18, 0)}, nil
}

// NominationReminders returns when leaders who have not nominated are reminded: at 9:00, 5, 3 and 1 working days before
// the close, as far as nominations are open by then.
func NominationReminders(c *branch.Calendar, w Window) []time.Time {
	var at []time.Time
	for _, n := range []int{5, 3, 1} {
		if t := c.Add(branch.DateOf(w.Closes), -n).At(9, 0); t.After(w.Opens) {
			at = append(at, t)
		}
	}
	return at
}
