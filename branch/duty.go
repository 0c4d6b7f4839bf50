package branch

import (
	"slices"
	"time"
)

// Activity is something done at an enterprise.
type Activity string

// The activities that duties ask for.
const (
	Visit      Activity = "走访"
	LifeDay    Activity = "参加支部生活日"
	Lecture    Activity = "讲党课"
	PolicyTalk Activity = "形势政策宣讲"
)

// DutyKind names a duty in keys: it never changes, whatever the duty is called.
type DutyKind string

// The duties at a contact point.
const (
	VisitDuty   DutyKind = "visit"
	LifeDayDuty DutyKind = "lifeday"
	LectureDuty DutyKind = "lecture"
)

// Duty is owed to every contact point, Need times in each calendar period of its span. It is no chain of due dates:
// a period ends done or not, and nothing is carried into the next.
type Duty struct {
	Kind      DutyKind
	Name      string
	Span      Span
	Need      int
	Satisfies []Activity // any of these counts
}

// Duties are those of the branch's own rule for contact points (seed: 每季度至少走访1次,半年内至少参加1次支部生活日活动,
// 年度内至少讲1次党课或作1次形势政策宣讲).
var Duties = []Duty{
	{VisitDuty, "走访", Quarter, 1, []Activity{Visit}},
	{LifeDayDuty, "参加支部生活日", Half, 1, []Activity{LifeDay}},
	{LectureDuty, "讲党课或形势政策宣讲", Year, 1, []Activity{Lecture, PolicyTalk}},
}

// RecordID numbers the records of a branch, from 1.
type RecordID int64

// Record is one occasion at an enterprise. One occasion may satisfy several duties.
type Record struct {
	Branch     BranchID   `json:"branch"`
	ID         RecordID   `json:"id"`
	Contact    ContactID  `json:"contact"`
	Activities []Activity `json:"activities"`
	Day        Date       `json:"day"` // when it happened: this day's periods are the ones it counts in
	By         MemberID   `json:"by"`  // who went
	Text       string     `json:"text"`
	LoggedBy   MemberID   `json:"logged_by"`
	LoggedAt   time.Time  `json:"logged_at"`
}

// Late tells whether the record was logged after the period it counts in had ended (补录).
func (r Record) Late(s Span) bool { return DateOf(r.LoggedAt) > PeriodOf(s, r.Day).To }

// Owed tells how many times the duty is still to be done in the period, given the records of one contact point.
func Owed(d Duty, p Period, records []Record) int {
	owed := d.Need
	for _, r := range records {
		counts := func(a Activity) bool { return slices.Contains(d.Satisfies, a) }
		if p.From <= r.Day && r.Day <= p.To && slices.ContainsFunc(r.Activities, counts) {
			owed--
		}
	}
	return max(owed, 0)
}

// LiaisonOf gives who looks after the contact point's duties: its 联络员, or else the leader of its group g. None if
// the group has no leader.
func LiaisonOf(c Contact, g Group) MemberID {
	if c.Liaison != 0 {
		return c.Liaison
	}
	return g.Leader
}

// PointKind says which of a period's reminders one is. The liaison gets them all.
type PointKind string

// The reminders of a period, in their order.
const (
	AtStart   PointKind = "start"
	Halfway   PointKind = "half"
	Fortnight PointKind = "14d" // 14 days before the end
	LastDays  PointKind = "3wd" // 3 working days before the end
)

// TellsLeader tells whether the paired leadership member is reminded too.
func (k PointKind) TellsLeader() bool { return k == Fortnight }

// Point is a day on which a duty not yet done is reminded of.
type Point struct {
	Day  Date
	Kind PointKind
}

// ReminderPoints gives the period's reminders, each on a working day (else on the next). One that would fall on or
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

// NextPoint gives the first of the period's reminders after a day.
func NextPoint(c *Calendar, p Period, after Date) (Point, bool) {
	for _, point := range ReminderPoints(c, p) {
		if point.Day > after {
			return point, true
		}
	}
	return Point{}, false
}
