// Package office holds the deeds: what members, officers and the clock do to a branch. Each deed takes a *store.Tx,
// who acts and values; asks branch/ what is right; writes; and shows cards. The same deed serves a button, the clock
// and the command line. A deed touches nothing but its Tx, so that another engine may run it more than once.
//
// A deed that may not be done returns a Refusal and leaves nothing behind.
package office

import (
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/store"
	"zhibu/vault"
)

// Refusal is an outcome, not a fault: the sentence tells the person why not and what to do.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// Keys gives the key of a sealed round while it is open.
type Keys interface {
	Key(id string) (vault.Key, bool)
}

// Office is what the deeds need beside the store. All of it is read-only.
type Office struct {
	Calendar *branch.Calendar
	Keys     Keys
	// When gives the first instant at or after from that a cron spec of a branch's settings names, in Shanghai.
	When func(spec string, from time.Time) time.Time
}

// The pushes: what the clock has to say or do. They are names in the store and never change.
const (
	PushGreeting      = "greeting"       // subject: a member
	PushDigest        = "digest"         // subject: a member
	PushNominate      = "nominate"       // subject: none; the year's 身边好党员 opens
	PushNominateNudge = "nominate.nudge" // subject: a round
	PushNominateClose = "nominate.close" // subject: a round
	PushBallotClose   = "ballot.close"   // subject: a round
	PushCalendar      = "calendar"       // subject: none; next year's holidays are not known
	PushTurnout       = "turnout"        // subject: a round; refreshes the officers' card
	PushChange        = "change"         // subject: a planned change of the branch's people

	PushAssembly    = "assembly"     // subject: none; asks for the date of the quarter's 党员大会
	PushReportNudge = "report.nudge" // subject: a round
	PushBallotOpen  = "ballot.open"  // subject: a round; needs a fresh key of the vault
	PushBallotNudge = "ballot.nudge" // subject: a round
	PushStage       = "round.stage"  // subject: a round; presents, reminds, makes public, names

	PushGreeted   = "greeting.check"    // subject: a member; looks whether the greeting was delivered
	PushTogether  = "greeting.together" // subject: none; the card of a 集体政治生日
	PushChecklist = "greeting.list"     // subject: a member; what is to be done before the 政治生日
	PushMonth     = "greeting.month"    // subject: none; the month's list
)

// roundPushes are those whose subject is a round.
var roundPushes = []string{PushNominateNudge, PushNominateClose, PushBallotClose, PushTurnout, PushReportNudge, PushBallotOpen,
	PushBallotNudge, PushStage}

// Deadlines are the pushes that end a stage: around them the process must be known to run.
var Deadlines = map[string]bool{PushNominateClose: true, PushBallotClose: true}

func getBranch(tx *store.Tx, b branch.BranchID) branch.Branch {
	row, ok := store.Branches.Get(tx, store.K(b))
	if !ok {
		panic("office: no such branch")
	}
	return row
}

// Member gives a member of a branch, and whether there is one.
func Member(tx *store.Tx, b branch.BranchID, m branch.MemberID) (branch.Member, bool) {
	return store.Members.Get(tx, store.K(b).Int(int64(m)))
}

// Group gives a group of a branch, a former one too; the zero Group if there is none.
func Group(tx *store.Tx, b branch.BranchID, g branch.GroupID) branch.Group {
	row, ok := store.Groups.Get(tx, store.K(b).Int(int64(g)))
	if !ok {
		row, _ = store.FormerGroups.Get(tx, store.K(b).Int(int64(g)))
	}
	return row
}

func members(tx *store.Tx, b branch.BranchID, which func(branch.Member) bool) (list []branch.Member) {
	for m := range store.Members.Scan(tx, store.K(b)) {
		if m.Status == branch.Active && which(m) {
			list = append(list, m)
		}
	}
	return list
}

func officers(tx *store.Tx, b branch.BranchID) []branch.Member {
	return members(tx, b, branch.Member.Officer)
}

// chatOf gives where a member can be reached: "" if nowhere, and for who has left the branch.
func chatOf(tx *store.Tx, b branch.BranchID, m branch.MemberID) chat.Chat {
	who, _ := Member(tx, b, m)
	return Chat(tx, who)
}

// Chat gives where a member can be reached: "" if nowhere, and for who has left the branch.
func Chat(tx *store.Tx, m branch.Member) chat.Chat {
	if m.Status != branch.Active {
		return ""
	}
	row, _ := store.Bindings.Get(tx, store.K(m.Branch).Int(int64(m.ID)))
	return row.Chat
}

// eachChat calls fn for every member of a list that can be reached.
func eachChat(tx *store.Tx, list []branch.Member, fn func(branch.Member, chat.Chat)) {
	for _, m := range list {
		if c := Chat(tx, m); c != "" {
			fn(m, c)
		}
	}
}

// working tells whether t is a working hour of a working day.
func (o *Office) working(t time.Time) bool { return o.Calendar.Working(branch.DateOf(t)) && inHours(t) }

// inHours tells whether t is a working hour, whatever the day: 8:30 to 18:00.
func inHours(t time.Time) bool {
	day := branch.DateOf(t)
	return !t.Before(day.At(8, 30)) && t.Before(day.At(18, 0))
}

// night tells whether t is no hour to write of what is late anyway: from 21:00 to 8:00.
func night(t time.Time) bool {
	hour := t.In(branch.Shanghai).Hour()
	return hour < 8 || hour >= 21
}

// nextWorking gives the first moment after t at which the branch lets reminders go out, on a working day.
func (o *Office) nextWorking(b branch.Branch, t time.Time) time.Time {
	for {
		t = o.When(b.Settings.RemindAt, t.Add(time.Second))
		if t.IsZero() || o.Calendar.Working(branch.DateOf(t)) {
			return t
		}
	}
}

// remindOn gives when on a working day the branch lets reminders go out.
func (o *Office) remindOn(b branch.Branch, day branch.Date) time.Time {
	return o.When(b.Settings.RemindAt, day.At(0, 0))
}
