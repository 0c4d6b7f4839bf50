package rounds

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Actions of buttons. Their arguments are given with the functions below that make the buttons.
const (
	ActNominate   = "nom"       // branch, round, group: brings the card to the bottom
	ActNomPage    = "nom.page"  // branch, round, group, page
	ActNominee    = "nom.who"   // branch, round, group, member
	ActNomBack    = "nom.back"  // branch, round, group
	ActBallot     = "vote"      // branch, round: brings the card to the bottom
	ActVoteList   = "vote.list" // branch, round
	ActVoteBack   = "vote.back" // branch, round
	ActVotePick   = "vote.pick" // branch, round, mask (-1: abstain)
	ActVoteOK     = "vote.ok"   // branch, round, mask (-1: abstain)
	ActSeatAsk    = "vote.who"  // branch, round, member: brings the question to the bottom
	ActSeat       = "vote.seat" // branch, round, member
	ActOpen       = "open"      // branch
	ActRounds     = "rounds"    // branch
	ActRound      = "round"     // branch, round: brings the card to the bottom
	ActRoundBack  = "round.see" // branch, round
	ActClose      = "round.end" // branch, round
	ActCloseOK    = "round.fin" // branch, round
	ActExtend     = "round.ext" // branch, round, the deadline it moves (unix seconds)
	ActExtendOK   = "round.eok" // branch, round, the deadline it moves (unix seconds)
	ActVoid       = "round.nul" // branch, round
	ActVoidOK     = "round.nok" // branch, round
	ActNomDrop    = "nom.drop"  // branch, round, group
	ActPoll       = "poll"      // branch, round, group
	ActPollOK     = "poll.ok"   // branch, round, group
	ActVotePage   = "vote.page" // branch, round, page, mask
	ActVoteDeeds  = "vote.deed" // branch, round, page of the ballot, mask, page of the deeds
	ActHush       = "vote.hush" // branch, round
	ActPaper      = "paper"     // branch, round, page
	ActPaperAsk   = "paper.ask" // branch, round, member, 1 or 0, page
	ActPaperSet   = "paper.set" // branch, round, member, 1 or 0, page
	ActPaperIn    = "paper.in"  // branch, round
	ActPaperSee   = "paper.see" // branch, round
	ActPaperOK    = "paper.ok"  // branch, round
	ActMove       = "move"      // branch, round, page
	ActCallOff    = "off.round" // branch, round
	ActDay        = "day"       // branch, round, page
	ActDaySet     = "day.set"   // branch, round, date
	ActDayOK      = "day.ok"    // branch, round, date
	ActReport     = "rep"       // branch, round, group: brings the card to the bottom
	ActReportUse  = "rep.use"   // branch, round, group
	ActReportAdd  = "rep.add"   // branch, round, group
	ActReportWho  = "rep.who"   // branch, round, group, choice (0: nobody)
	ActReportEdit = "rep.edit"  // branch, round, group, page
	ActReportBack = "rep.back"  // branch, round, group
	ActReports    = "reps"      // branch, round, page
	ActStart      = "start"     // branch, round
	ActStartOK    = "start.ok"  // branch, round
	ActOpenOf     = "open.of"   // branch, round
	ActRunOff     = "again"     // branch, round
	ActRunOffOK   = "again.ok"  // branch, round
	ActDecide     = "dec"       // branch, round
	ActDecideIn   = "dec.in"    // branch, round, which meeting
	ActDecideOn   = "dec.on"    // branch, round, which meeting, date
	ActMinutes    = "dec.text"  // branch, round
	ActPresent    = "pres"      // branch, round, page
	ActNotice     = "notice"    // branch, round
	ActObject     = "obj"       // branch, round
	ActObjectWho  = "obj.who"   // branch, round, place among the finals
	ActObjGive    = "obj.give"  // branch, round, objection
	ActObjection  = "ans.see"   // branch, round, objection
	ActAnswer     = "ans"       // branch, round, objection, 1 if upheld
	ActFlag       = "flag"      // branch, round
	ActFlagOK     = "flag.ok"   // branch, round
	ActFlags      = "flags"     // branch
	ActCheck      = "check"     // branch, round, page (1: the roll)
	ActHistory    = "hist"      // branch, page
	ActPublic     = "pub"       // branch, round
)

// on2 makes a button about a round.
func on2(label, action string, b branch.BranchID, r branch.RoundID, more ...int64) chat.Button {
	return cards.Button(label, action, append([]int64{int64(b), int64(r)}, more...)...)
}

// KeyNomination is the key of a group's nomination.
func KeyNomination(b branch.BranchID, r branch.RoundID, g branch.GroupID) string {
	return fmt.Sprintf("nom:%d:%d:%d", b, r, g)
}

// KeyBallot is the key of a member's ballot.
func KeyBallot(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("vote:%d:%d", b, r) }

// KeyRound is the key of the officers' card of a round.
func KeyRound(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("round:%d:%d", b, r) }

// KeyReport is the key of a group's report.
func KeyReport(b branch.BranchID, r branch.RoundID, g branch.GroupID) string {
	return fmt.Sprintf("report:%d:%d:%d", b, r, g)
}

// KeyReports is the key of the card that pages through the reports.
func KeyReports(b branch.BranchID, r branch.RoundID) string {
	return fmt.Sprintf("reports:%d:%d", b, r)
}

// KeyPresent is the key of the presentation to all.
func KeyPresent(b branch.BranchID, r branch.RoundID) string {
	return fmt.Sprintf("present:%d:%d", b, r)
}

// KeyNotice is the key of the 公示.
func KeyNotice(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("notice:%d:%d", b, r) }

// KeyNamed is the key of the naming.
func KeyNamed(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("named:%d:%d", b, r) }

// KeyCheck is the key of the card 「核对」.
func KeyCheck(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("check:%d:%d", b, r) }

// KeyPublic is the key of a round as any member sees it.
func KeyPublic(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("public:%d:%d", b, r) }

// KeyMinutes is the key of the text of a round's decisions.
func KeyMinutes(b branch.BranchID, r branch.RoundID) string {
	return fmt.Sprintf("minutes:%d:%d", b, r)
}

// KeyFlags is the key of the 流动红旗's history.
func KeyFlags(b branch.BranchID) string { return fmt.Sprintf("flags:%d", b) }

// KeyObjection is the key of an objection at its handler's.
func KeyObjection(b branch.BranchID, r branch.RoundID, id int64) string {
	return fmt.Sprintf("objection:%d:%d:%d", b, r, id)
}

// KeySeat is the key of the question whether a member bound during a round takes part.
func KeySeat(b branch.BranchID, r branch.RoundID, m branch.MemberID) string {
	return fmt.Sprintf("seat:%d:%d:%d", b, r, m)
}

// RoundVeils are how the keys of cards begin that may show a choice, or figures of paper votes, in passing: those of a ballot and of a
// round.
var RoundVeils = []string{"vote", "round"}

// RoundOver refuses what comes too late.
const RoundOver = "已经截止，不再接受。"

// BackToNomination, BackToRound, BackToReport, BackToNotice and BackToObjection leave what is filled in on a card that stays: they
// work when the form is gone.
func BackToNomination(b branch.BranchID, r branch.RoundID, g branch.GroupID) chat.Button {
	return on2("返回", ActNomBack, b, r, int64(g))
}

// BackToRound leads to a round's card.
func BackToRound(b branch.BranchID, r branch.RoundID) chat.Button {
	return on2("返回", ActRoundBack, b, r)
}

// BackToReport leads to a group's report.
func BackToReport(b branch.BranchID, r branch.RoundID, g branch.GroupID) chat.Button {
	return on2("返回", ActReportBack, b, r, int64(g))
}

// BackToNotice leads to a 公示.
func BackToNotice(b branch.BranchID, r branch.RoundID) chat.Button {
	return on2("返回", ActNotice, b, r)
}

// BackToObjection leads to an objection.
func BackToObjection(b branch.BranchID, r branch.RoundID, id int64) chat.Button {
	return on2("返回", ActObjection, b, r, id)
}

// RoundWays are those to rounds, for somebody of a group.
func RoundWays(me branch.Member, g branch.Group) (list []cards.Way) {
	keeps := me.May(branch.KeepRounds, g)
	if keeps {
		list = append(list, cards.Way{Room: cards.RoomRounds, Rank: 0, Button: cards.Button("推荐进展", ActRounds, me.Branch)}, cards.Way{Room: cards.RoomRounds, Rank: 0, Button: cards.Button("发起推荐", ActOpen, me.Branch)})
	}
	list = append(list, cards.Way{Room: cards.RoomRounds, Rank: 0, Button: cards.Button("历次评选", ActHistory, int64(me.Branch), 0)})
	if keeps {
		list = append(list, cards.Way{Room: cards.RoomRounds, Rank: 2, Button: cards.Button("发起优秀微党课", ActTalks, me.Branch)})
	}
	return list
}
