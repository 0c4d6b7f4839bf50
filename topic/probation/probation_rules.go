package probation

import "zhibu/branch"

// inspections are the months between two 考察, and applying is how many months before the end the written application is asked for:
// practice, no rule of the Party's.
const (
	inspections = 6
	applying    = 1
)

// overdueAfter is after how many working days without a decision the end is said to be past.
const overdueAfter = 3

// applyOn is the day from which a probationary member is asked for the written application: it is handed in before the end, so that
// the assembly can discuss it in time (党章第七条; 发展党员工作细则).
func applyOn(m branch.Member) branch.Date { return m.PutOff().AddMonths(-applying) }

// inspectOn returns the days on which the branch looks at how a probationary member does: each half-year from joining, before the end.
func inspectOn(m branch.Member) (days []branch.Date) {
	for n := inspections; ; n += inspections {
		d := m.Joined.AddMonths(n)
		if d >= m.PutOff() {
			return days
		}
		days = append(days, d)
	}
}

// overdueOn is the day on which the end has passed without a decision.
func overdueOn(c *branch.Calendar, m branch.Member) branch.Date {
	return c.Add(m.PutOff(), overdueAfter)
}
