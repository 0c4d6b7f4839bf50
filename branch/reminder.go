package branch

// PointKind says which of a period's reminders one is.
type PointKind string

// The reminders of a period, in their order, and what may come beside them.
const (
	AtStart   PointKind = "start"
	Halfway   PointKind = "half"
	Fortnight PointKind = "14d" // 14 days before the end
	LastDays  PointKind = "3wd" // 3 working days before the end
	Ended     PointKind = "end" // the period has ended undone: why?
	PutOff    PointKind = "off" // the day somebody put it off to
)

// TellsLeader reports whether the paired leadership member is reminded too.
func (k PointKind) TellsLeader() bool { return k == Fortnight }

// Point is a day on which a duty not yet done is reminded of.
type Point struct {
	Day  Date
	Kind PointKind
}

// ReminderPoints returns the period's reminders, each on a working day (else on the next). One that would fall on or
// before its forerunner, or after the period, is left out.
func ReminderPoints(c *Calendar, p Period) []Point {
	var points []Point
	last := p.From - 1
	for _, point := range []Point{
		{c.OnOrAfter(p.From), AtStart},
		{c.OnOrAfter(p.From + (p.To-p.From+1)/2), Halfway},
		{c.OnOrAfter(p.To - 14), Fortnight},
		{c.Add(p.To, -3), LastDays},
	} {
		if last < point.Day && point.Day <= p.To {
			points = append(points, point)
			last = point.Day
		}
	}
	return points
}

// RemindersOf returns the days on which one is reminded of a period that is not done: the liaison on all of them, a
// leadership member 14 days before the end only. After the end comes one notice, to the liaison. off is the day that the
// liaison put it off to (none: did not): what lies before it is not said, and it is reminded of on that day.
func RemindersOf(c *Calendar, p Period, liaison bool, off Date) (points []Point) {
	all := ReminderPoints(c, p)
	if liaison {
		if off != 0 && off <= p.To {
			all = append(all, Point{c.OnOrAfter(off), PutOff})
		}
		all = append(all, Point{c.OnOrAfter(p.To + 1), Ended})
	}
	for _, point := range all {
		if liaison && point.Day >= off || !liaison && point.Kind.TellsLeader() {
			points = append(points, point)
		}
	}
	return points
}
