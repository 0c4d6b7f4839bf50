package office

import (
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// own are the matters that still live in this room: each becomes a room of its own under topic/, and its value goes with it. Until
// then the list of matters names them in their places.
var own []*Matter

func init() {
	own = []*Matter{&OfDigest, &OfPeople, &OfCalendar}
	for i, m := range own {
		m.own = i + 1
	}
} // deeds ask for them all: a literal would be a cycle

// The names of pushes stand in the store and never change. They are constants, since the deeds that their values name use them.
const (
	PushChange  = "change"  // subject: a planned change of the branch's people
	PushPending = "pending" // subject: a pending change; it expires
	PushPlan    = "plan"    // subject: a member; plans what is due of those from him or her on
	PushUnfound = "unfound" // no subject; takes away what is left of a founding that did not end
)

// OfPeople is the roster and its accounts.
var OfPeople = Matter{Holdings: aboutPeople, Waits: []Wait{
	waits(Begun, (*waiting).form), waits(Begun, (*waiting).pendings), waits(Given, (*waiting).accounts), waits(Keeping, (*waiting).roster), waits(Keeping, (*waiting).calendar),
}, Opened: (*Office).unfoundLeft, Pushes: []Push{
	{Name: PushUnfound, Do: (*Office).Unfound, Grace: "没有期限"},
	{Name: PushChange, Do: (*Office).CarryOutChange, Grace: "没有期限：停机之后立即生效", // at the beginning of the day
		Says: func(o *Office, tx *store.Tx, due store.Due) (string, bool) {
			c, _ := GetChange(tx, due.Branch, branch.ChangeID(due.Subject))
			k, _ := branch.ChangeRuleOf(c.Kind)
			return "名册变动生效：" + k.Name, false
		}},
	{Name: PushPending, Do: (*Office).ExpirePending, Grace: "没有期限",
		Says: func(o *Office, tx *store.Tx, due store.Due) (string, bool) {
			p, _ := store.Pendings.Get(tx, store.K(due.Branch).Int(due.Subject))
			return "等待确认的变动到期", p.ID == 0
		}},
	// Its subject is only where it goes on: it must not be forgotten with that member.
	{Name: PushPlan, Beside: readMembers, Do: (*Office).PlanMembers, Grace: "没有期限"},
}}

// PushCalendar has no subject: next year's holidays are not known.
const PushCalendar = "calendar"

// OfCalendar is the next year's holidays.
var OfCalendar = Matter{Plan: (*Office).planCalendar, Pushes: []Push{
	{Name: PushCalendar, Do: (*Office).WarnCalendar, Hours: WorkingHours, Grace: "当年之内", // on the first working day of December
		Says: func(o *Office, _ *store.Tx, due store.Due) (string, bool) {
			return "核对下一年的节假日安排", o.CalendarOf(due.Branch).Known(branch.DateOf(due.At).Year() + 1)
		}},
}}

// PushDigest has a member for a subject.
const PushDigest = "digest"

// OfDigest is the day's one card of reminders, of what every matter reminds of.
var OfDigest = Matter{
	Holdings: aboutDigests,
	PlanMember: func(o *Office, tx *store.Tx, b branch.Branch, m branch.Member, now time.Time) {
		o.planDigest(tx, b, m.ID, now)
	},
	Pushes: []Push{
		{Name: PushDigest, Subject: OfMember, Do: (*Office).SendDigest, Hours: WorkingHours, Grace: "所在期间之内，未完成的提示为31天",
			Says: func(o *Office, tx *store.Tx, due store.Due) (string, bool) {
				m, _ := Member(tx, due.Branch, branch.MemberID(due.Subject))
				return o.describeDigest(tx, due, m)
			}},
	},
}
