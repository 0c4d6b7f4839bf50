package office

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// own are the matters that still live in this room: each becomes a room of its own under topic/, and its value goes with it. Until
// then the list of matters names them in their places.
var own []*Matter

func init() {
	own = []*Matter{&OfDuties, &OfDigest, &OfRequests, &OfRounds, &OfPeople, &OfCalendar}
	for i, m := range own {
		m.own = i + 1
	}
} // deeds ask for them all: a literal would be a cycle

// The names of pushes stand in the store and never change. They are constants, since the deeds that their values name use them.
const (
	PushChange  = "change"  // subject: a planned change of the branch's people
	PushPending = "pending" // subject: a pending change; it expires
	PushPlan    = "plan"    // subject: a member; plans what is due of those from him or her on
)

// OfPeople is the roster and its accounts.
var OfPeople = Matter{Holdings: aboutPeople, Waits: []Wait{
	waits(Begun, (*waiting).form), waits(Begun, (*waiting).pendings), waits(Given, (*waiting).accounts), waits(Keeping, (*waiting).roster), waits(Keeping, (*waiting).calendar),
}, Pushes: []Push{
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
	{Name: PushPlan, Do: (*Office).PlanMembers, Grace: "没有期限"},
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

// OfDuties is what is owed at contact points. Of that a member is reminded at a period's start and half, 14 days and 3 working days
// before its end, and once after it.
var OfDuties = Matter{
	Holdings: aboutDuties, Evidence: recordEvidence,
	Waits: []Wait{{Recurring, dutyTasks}, {Recurring, lapseTasks}},
	Ways:  func(_ *Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way { return cards.DutyWays(me) },
	Commands: []cards.Command{{Command: chat.Command{Name: "visit", About: "登记走访"}, Help: "登记走访：/visit"},
		{Command: chat.Command{Name: "board", About: "本季度走访情况"}, Help: "本季度走访：/board"}},
	Settings:  &branch.SettingRoom{Name: "联系点与诉求", Settings: branch.DutySettings},
	Reminders: &dutyReminders,
	Tells:     tellVisits,
	ToldLast:  true,
}

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

// OfRequests is 诉求.
var OfRequests = Matter{Reminders: &requestReminders, Firm: requestsOnFirm, Sheets: requestSheets,
	Heard: func(o *Office, tx *store.Tx, me branch.Member, contact branch.ContactID, text string, at branch.RecordID, now time.Time) {
		o.accept(tx, me, contact, text, at, now)
	},
	Holdings: aboutRequests, Waits: []Wait{{Rank: Given, Of: requestTasks}}, HandOn: (*Office).handRequests,
	Settings: &branch.SettingRoom{Name: "联系点与诉求", Settings: branch.RequestSettings},
	Ways:     func(_ *Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way { return cards.RequestWays(me) },
	Commands: []cards.Command{{Command: chat.Command{Name: "requests", About: "企业诉求：查看，或加词查找"}, Help: "企业诉求：/requests"}},
}

// The pushes of rounds.
const (
	PushNominate      = "nominate"       // subject: none; the year's 身边好党员 opens
	PushNominateNudge = "nominate.nudge" // subject: a round
	PushNominateClose = "nominate.close" // subject: a round
	PushBallotClose   = "ballot.close"   // subject: a round
	PushTurnout       = "turnout"        // subject: a round; refreshes the officers' card
	PushAssembly      = "assembly"       // subject: none; asks for the date of the quarter's 党员大会
	PushReportNudge   = "report.nudge"   // subject: a round
	PushBallotOpen    = "ballot.open"    // subject: a round; needs a fresh key of the vault
	PushBallotNudge   = "ballot.nudge"   // subject: a round
	PushStage         = "round.stage"    // subject: a round; presents, reminds, makes public, names
)

// OfRounds is the rounds.
var OfRounds = Matter{
	Holdings:  aboutRounds,
	Evidence:  roundEvidence,
	Reminders: &roundReminders,
	Ways: func(_ *Office, tx *store.Tx, me branch.Member, _ time.Time) []cards.Way {
		return cards.RoundWays(me, Group(tx, me.Branch, me.Group))
	},
	Commands: []cards.Command{{Command: chat.Command{Name: "rounds", About: "先锋岗、身边好党员推荐"}, Right: branch.KeepRounds}},
	Waits:    []Wait{waits(Asked, (*waiting).rounds), waits(Asked, (*waiting).objections), waits(Asked, (*waiting).endedRounds)},
	HandOn:   (*Office).handRounds,
	Fits: func(o *Office, b branch.BranchID, s branch.Settings, now time.Time) error {
		for year := branch.DateOf(now).Year(); year <= branch.DateOf(now).Year()+1; year++ {
			if _, err := o.CalendarOf(b).NominationWindow(year, s); err != nil && branch.DateOf(now) < branch.On(year, time.July, 1) {
				return fmt.Errorf("%d年：%s", year, err)
			}
		}
		return nil
	},
	Opened:    (*Office).openedRounds,
	Bound:     (*Office).bindSeats,
	Vouched:   (*Office).takeSeats,
	HeldBack:  showAnswers,
	MayChange: mayEndGroups,
	MayUndo:   mayUndoRolled,
	OnRoll:    rolledOn,
	Doors:     (*Office).roundDoors,
	Tells:     tellRounds,
	Silenced:  silencesVoters,
	Plan: func(o *Office, tx *store.Tx, b branch.Branch, now time.Time) {
		o.planNominations(tx, b, now)
		o.planAssembly(tx, b, now)
	},
	Pushes: []Push{
		{Name: PushNominate, Do: (*Office).OpenNominations, Grace: "提名截止之前", Says: always("请各党小组组长推荐“身边好党员”")},
		// 5, 3 and 1 working days before the deadline, to leaders who have not nominated.
		{Name: PushNominateNudge, Subject: OfRound, Do: (*Office).NudgeNominations, Hours: WorkingHours, Grace: "提名截止之前",
			Says: always("提醒尚未推荐“身边好党员”的党小组组长")},
		{Name: PushNominateClose, Subject: OfRound, Do: (*Office).CloseNominations, Broken: (*Office).brokenRound, Grace: "没有期限：进行中的必须截止", Says: ofRound("提名截止")},
		{Name: PushBallotClose, Subject: OfRound, Do: (*Office).CloseBallot, Broken: (*Office).brokenRound, Grace: "没有期限：进行中的必须截止", Says: ofRound("推荐截止")},
		{Name: PushTurnout, Subject: OfRound, Do: (*Office).ShowTurnout, Grace: "推荐截止之前"}, // at most once a minute while votes come in
		// 15 working days before a quarter ends, and every three until it is answered.
		{Name: PushAssembly, Do: (*Office).AskAssembly, Hours: WorkingHours, Grace: "本季度之内，期满记为未开展", Says: always("请组织委员确定本季度党员大会的日期")},
		// To groups that have not reported, on the last day and on that of the 党员大会.
		{Name: PushReportNudge, Subject: OfRound, Do: (*Office).NudgeReports, Hours: WorkingHours, Grace: "推荐开始之前", Says: always("提醒尚未提交季度报告的党小组组长")},
		// At 18:00 of the day of the 党员大会, if no officer has opened the recommendation; late it opens in working hours.
		{Name: PushBallotOpen, Subject: OfRound, DoKeyed: (*Office).BallotDue, Grace: "没有期限：晚了在工作时间开始", Says: ofRound("推荐开始")},
		// At most two reminders of a recommendation, to members who have not voted.
		{Name: PushBallotNudge, Subject: OfRound, Do: (*Office).NudgeBallot, Hours: WorkingHours, Grace: "推荐截止之前", Says: always("提醒尚未参加推荐的同志")},
		{Name: PushStage, Subject: OfRound, Do: (*Office).StageDue, Grace: "没有期限：晚了在白天办理",
			Says: func(o *Office, tx *store.Tx, due store.Due) (string, bool) {
				r, _ := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
				return cards.RoundTitle(r) + "：" + cards.State(r), false
			}},
	},
}

// always announces a push with one sentence, whatever its subject.
func always(sentence string) func(*Office, *store.Tx, store.Due) (string, bool) {
	return func(*Office, *store.Tx, store.Due) (string, bool) { return sentence, false }
}

// ofRound announces what becomes of a round.
func ofRound(what string) func(*Office, *store.Tx, store.Due) (string, bool) {
	return func(_ *Office, tx *store.Tx, due store.Due) (string, bool) {
		r, _ := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
		return cards.RoundTitle(r) + what, false
	}
}
