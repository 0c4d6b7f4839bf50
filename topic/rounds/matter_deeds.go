package rounds

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// The pushes of rounds.
const (
	PushNominate      = "nominate"       // subject: none; the year's 身边好党员 opens
	PushNominateNudge = "nominate.nudge" // subject: a round
	PushNominateClose = "nominate.close" // subject: a round
	PushBallotClose   = "ballot.close"   // subject: a round
	PushCount         = "ballot.count"   // subject: a round whose ballots are being counted
	PushTurnout       = "turnout"        // subject: a round; refreshes the officers' card
	PushAssembly      = "assembly"       // subject: none; asks for the date of the quarter's 党员大会
	PushReportNudge   = "report.nudge"   // subject: a round
	PushBallotOpen    = "ballot.open"    // subject: a round; needs a fresh key of the vault
	PushBallotNudge   = "ballot.nudge"   // subject: a round
	PushStage         = "round.stage"    // subject: a round; presents, reminds, makes public, names
)

// deeds is the rounds.
var deeds = office.Matter{
	Holdings:  aboutRounds,
	Evidence:  roundEvidence,
	Reminders: &roundReminders,
	Ways: func(_ *office.Office, tx *store.Tx, me branch.Member, _ time.Time) []cards.Way {
		return RoundWays(me, office.Group(tx, me.Branch, me.Group))
	},
	Commands: []cards.Command{{Command: chat.Command{Name: "rounds", About: "先锋岗、身边好党员推荐"}, Right: branch.KeepRounds}},
	Waits:    []office.Wait{asks((*waiting).rounds), asks((*waiting).objections), asks((*waiting).endedRounds)},
	HandOn:   handRounds,
	Fits: func(o *office.Office, b branch.BranchID, s branch.Settings, now time.Time) error {
		if s.Threshold < LeastThreshold || s.Threshold > 100 {
			return fmt.Errorf("最低参加比例应为 %d 到 100 之间的整数（百分比）：少于半数参加的推荐没有结果，也难以保密。", LeastThreshold)
		}
		if s.NoticeDays < 0 || s.NoticeDays > 15 {
			return office.Refusal("公示天数应为 1 到 15 之间的整数（工作日）。")
		}
		if s.PioneerPosts < 0 || s.PioneerPosts > 5 {
			return office.Refusal("先锋岗名额应为 1 到 5 之间的整数。")
		}
		for year := branch.DateOf(now).Year(); year <= branch.DateOf(now).Year()+1; year++ {
			if _, err := NominationWindow(o.CalendarOf(b), year, s); err != nil && branch.DateOf(now) < branch.On(year, time.July, 1) {
				return fmt.Errorf("%d年：%s", year, err)
			}
		}
		return nil
	},
	Settings:  &branch.SettingRoom{Name: "推荐评选", Settings: RoundSettings},
	Veils:     RoundVeils,
	Dates:     nominationDates,
	Opened:    openedRounds,
	Bound:     bindSeats,
	Vouched:   takeSeats,
	HeldBack:  showAnswers,
	MayChange: mayEndGroups,
	MayUndo:   mayUndoRolled,
	OnRoll:    rolledOn,
	Doors:     roundDoors,
	Tells:     tellRounds,
	Silenced:  silencesVoters,
	Plan: func(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) {
		planNominations(o, tx, b, now)
		planAssembly(o, tx, b, now)
	},
	Pushes: []office.Push{
		{Name: PushNominate, Do: OpenNominations, Grace: "提名截止之前", Says: always("请各党小组组长推荐“身边好党员”")},
		// 5, 3 and 1 working days before the deadline, to leaders who have not nominated.
		{Name: PushNominateNudge, Subject: office.OfThing, Do: NudgeNominations, Hours: office.WorkingHours, Grace: "提名截止之前",
			Says: always("提醒尚未推荐“身边好党员”的党小组组长")},
		{Name: PushNominateClose, Subject: office.OfThing, Do: CloseNominations, Broken: brokenRound, Grace: "没有期限：进行中的必须截止", Says: ofRound("提名截止")},
		{Name: PushBallotClose, Subject: office.OfThing, Do: CloseBallot, Broken: brokenRound, Grace: "没有期限：进行中的必须截止", Says: ofRound("推荐截止")},
		{Name: PushRoll, Beside: peopleBeside, Do: goOnOpening, Grace: "没有期限"},                       // the roll of a branch of many, part by part
		{Name: PushCount, Subject: office.OfThing, Beside: countBeside, Do: countDue, Grace: "没有期限"}, // the ballots of many
		{Name: PushTurnout, Subject: office.OfThing, Do: ShowTurnout, Grace: "推荐截止之前"},               // at most once a minute while votes come in
		// 15 working days before a quarter ends, and every three until it is answered.
		{Name: PushAssembly, Do: AskAssembly, Hours: office.WorkingHours, Grace: "本季度之内，期满记为未开展", Says: always("请组织委员确定本季度党员大会的日期")},
		// To groups that have not reported, on the last day and on that of the 党员大会.
		{Name: PushReportNudge, Subject: office.OfThing, Do: NudgeReports, Hours: office.WorkingHours, Grace: "推荐开始之前", Says: always("提醒尚未提交季度报告的党小组组长")},
		// At 18:00 of the day of the 党员大会, if no officer has opened the recommendation; late it opens in working hours.
		{Name: PushBallotOpen, Subject: office.OfThing, DoKeyed: BallotDue, Grace: "没有期限：晚了在工作时间开始", Says: ofRound("推荐开始")},
		// At most two reminders of a recommendation, to members who have not voted.
		{Name: PushBallotNudge, Subject: office.OfThing, Do: NudgeBallot, Hours: office.WorkingHours, Grace: "推荐截止之前", Says: always("提醒尚未参加推荐的同志")},
		{Name: PushStage, Subject: office.OfThing, Do: StageDue, Grace: "没有期限：晚了在白天办理",
			Says: func(o *office.Office, tx *store.Tx, due store.Due) (string, bool) {
				r, _ := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
				return RoundTitle(r) + "：" + State(r), false
			}},
	},
}

// always announces a push with one sentence, whatever its subject.
func always(sentence string) func(*office.Office, *store.Tx, store.Due) (string, bool) {
	return func(*office.Office, *store.Tx, store.Due) (string, bool) { return sentence, false }
}

// ofRound announces what becomes of a round.
func ofRound(what string) func(*office.Office, *store.Tx, store.Due) (string, bool) {
	return func(_ *office.Office, tx *store.Tx, due store.Due) (string, bool) {
		r, _ := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
		return RoundTitle(r) + what, false
	}
}

// nominationDates says what a year's holidays have made of the dates of its nominations.
func nominationDates(o *office.Office, b branch.Branch, year int) string {
	w, err := NominationWindow(o.CalendarOf(b.ID), year, b.Settings)
	if err != nil {
		return fmt.Sprintf("按新的安排，%d年“身边好党员”的提名日期已不合适：%s请在「支部设置」里修改。", year, err)
	}
	return fmt.Sprintf("%d年“身边好党员”提名：%s开始，%s18:00截止。", year, branch.DateOf(w.Opens).ChineseWeekday(), branch.DateOf(w.Closes).ChineseWeekday())
}

// aboutRounds are what is stored of rounds about a member.
var aboutRounds = []office.Holding{
	{Tables: []string{"rounds"}, Label: "列为先锋岗、身边好党员候选，或由本人发起、经办", Count: office.RowsOf(Rounds, func(r Round, m branch.MemberID) bool {
		is := func(c branch.Candidate) bool { return c.Member == m }
		return r.Opener == m || slices.ContainsFunc(r.Candidates, is) || slices.ContainsFunc(r.Stages, func(s Stage) bool {
			return s.Closer == m || s.Paper != nil && (s.Paper.By == m || s.Paper.Second == m)
		})
	})},
	{Tables: []string{"nominations"}, Label: "被提名或经办的提名", Count: office.RowsOf(Nominations, func(n Nomination, m branch.MemberID) bool { return n.Nominee == m || n.By == m })},
	{Tables: []string{"reports"}, Label: "经办的季度报告", Count: office.RowsOf(Reports, func(r GroupReport, m branch.MemberID) bool { return r.By == m || r.Candidate.Member == m })},
	{Tables: []string{"meetings"}, Label: "登记的会议和研究决定", Count: office.RowsOf(Meetings, func(x branch.Meeting, m branch.MemberID) bool {
		return x.By == m || slices.ContainsFunc(x.Motions, func(o branch.Motion) bool { return o.Who.Member == m })
	})},
	// What others object about somebody is for its handler alone, so it is not counted here.
	{Tables: []string{"objections"}, Label: "公示期间本人提出或办理的意见", Count: office.RowsOf(Objections, func(x Objection, m branch.MemberID) bool {
		return x.By == m || x.Handler == m || x.AnsweredBy == m
	})},
}
