package bot

import (
	"zhibu/branch"
	"zhibu/cards"
)

// OfRounds is what 评选 brings to the bot.
var OfRounds Matter

func init() { // a composite literal would be an initialisation cycle through home
	OfRounds = Matter{
		Routes:   roundRoutes,
		Commands: map[string]Command{"/rounds": Typed(rounds).For(branch.KeepRounds)},
		Words:    map[string]string{"推荐进展": "/rounds"},
		Forms: map[string]Form{formOpen: openForm, formNominate: nominateForm, formWhy: whyForm, formPaper: paperForm, formDecide: decideForm,
			formObject: objectForm, formAnswer: answerForm, formReport: reportForm},
		Covers: coverBallots,
	}
}

func onNomination(a []int64) string {
	return cards.KeyNomination(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.GroupID(a[2]))
}

func onBallot(a []int64) string { return cards.KeyBallot(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onRound(a []int64) string { return cards.KeyRound(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onReport(a []int64) string {
	return cards.KeyReport(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.GroupID(a[2]))
}

func onNotice(a []int64) string { return cards.KeyNotice(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onObjection(a []int64) string {
	return cards.KeyObjection(branch.BranchID(a[0]), branch.RoundID(a[1]), a[2])
}

var roundRoutes = map[string]Route{
	cards.ActNominate:     InBranch(3, nominate).For(branch.Propose).GroupAt(2),
	cards.ActNomPage:      InBranch(4, nominatePage).On(onNomination).For(branch.Propose).GroupAt(2),
	cards.ActNominee:      InBranch(4, nominee).On(onNomination).For(branch.Propose).GroupAt(2),
	cards.ActNomBack:      InBranch(3, nominateBack).On(onNomination).For(branch.Propose).GroupAt(2),
	cards.ActBallot:       InBranch(2, ballot),
	cards.ActVoteList:     InBranch(2, voteList).On(onBallot).Look(),
	cards.ActVoteBack:     InBranch(2, voteBack).On(onBallot).Look(),
	cards.ActVotePick:     InBranch(3, votePick).On(onBallot).Look(),
	cards.ActVoteOK:       InBranch(3, voteOK).On(onBallot).Quiet(),
	cards.ActSeatAsk:      InBranch(3, askSeat).For(branch.VouchSeat),
	cards.ActSeat:         InBranch(3, confirmSeat).For(branch.VouchSeat),
	cards.ActOpen:         InBranch(1, open).OnHome().For(branch.KeepRounds),
	cards.ActRounds:       InBranch(1, rounds).OnHome().For(branch.KeepRounds),
	cards.ActRound:        InBranch(2, roundBelow), // the leader of a group keeps its poll
	cards.ActRoundBack:    InBranch(2, roundBack).On(onRound),
	cards.ActClose:        InBranch(2, roundClose).On(onRound),
	cards.ActCloseOK:      InBranch(2, roundCloseOK).On(onRound),
	cards.ActExtend:       InBranch(3, roundExtend).On(onRound),
	cards.ActExtendOK:     InBranch(3, roundExtendOK).On(onRound),
	cards.ActVoid:         InBranch(2, roundVoid).On(onRound),
	cards.ActVoidOK:       InBranch(2, roundVoidOK).On(onRound),
	cards.ActNomDrop:      InBranch(3, nominateDrop).On(onNomination).For(branch.Propose).GroupAt(2),
	cards.ActPoll:         InBranch(3, poll).On(onNomination).For(branch.KeepPoll).GroupAt(2),
	cards.ActPollOK:       InBranch(3, pollOK).On(onNomination).For(branch.KeepPoll).GroupAt(2).Keyed(),
	cards.ActVotePage:     InBranch(4, votePage).On(onBallot).Look(),
	cards.ActVoteDeeds:    InBranch(5, voteDeeds).On(onBallot).Look(),
	cards.ActHush:         InBranch(2, hush).On(onBallot),
	cards.ActPaper:        InBranch(3, paper).On(onRound).For(branch.KeepRounds),
	cards.ActPaperAsk:     InBranch(5, paperAsk).On(onRound).For(branch.KeepRounds),
	cards.ActPaperSet:     InBranch(5, paperSet).On(onRound).For(branch.KeepRounds),
	cards.ActPaperIn:      InBranch(2, paperIn).On(onRound).For(branch.KeepRounds),
	cards.ActPaperSee:     InBranch(2, paperSee).On(onRound).Look().For(branch.KeepRounds),
	cards.ActPaperOK:      InBranch(2, paperOK).On(onRound).For(branch.KeepRounds),
	cards.ActMove:         InBranch(3, move).On(onRound).For(branch.KeepRounds),
	cards.ActCallOff:      InBranch(2, callOff).On(onRound).For(branch.KeepRounds),
	cards.ActDay:          InBranch(3, assemblyPage).On(onRound).For(branch.SetAssembly),
	cards.ActDaySet:       InBranch(3, assemblyDay).On(onRound).For(branch.SetAssembly),
	cards.ActDayOK:        InBranch(3, assemblyOK).On(onRound).For(branch.SetAssembly),
	cards.ActReport:       InBranch(3, report).For(branch.ReportQuarter).GroupAt(2),
	cards.ActReportUse:    InBranch(3, reportUse).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	cards.ActReportAdd:    InBranch(3, reportAdd).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	cards.ActReportWho:    InBranch(4, reportWho).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	cards.ActReportEdit:   InBranch(4, reportEdit).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	cards.ActReportBack:   InBranch(3, reportBack).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	cards.ActReports:      InBranch(3, reports),
	cards.ActStart:        InBranch(2, start).For(branch.KeepRounds),
	cards.ActStartOK:      InBranch(2, startOK).On(onRound).For(branch.KeepRounds).Keyed(),
	cards.ActOpenOf:       InBranch(2, openOf).For(branch.KeepRounds),
	cards.ActRunOff:       InBranch(2, runOff).On(onRound).For(branch.KeepRounds),
	cards.ActRunOffOK:     InBranch(2, runOffOK).On(onRound).For(branch.KeepRounds).Keyed(),
	cards.ActDecide:       InBranch(2, decide).On(onRound).For(branch.KeepRounds),
	cards.ActDecideIn:     InBranch(3, decideIn).On(onRound).For(branch.KeepRounds),
	cards.ActDecideOn:     InBranch(4, decideOn).On(onRound).For(branch.KeepRounds),
	cards.ActMinutes:      InBranch(2, minutes).For(branch.FileRounds),
	cards.ActPresent:      InBranch(3, present),
	cards.ActNotice:       InBranch(2, notice).On(onNotice),
	cards.ActObject:       InBranch(2, object).On(onNotice),
	cards.ActObjectWho:    InBranch(3, objectWho).On(onNotice),
	cards.ActObjGive:      InBranch(3, objectionGive),
	cards.ActObjection:    InBranch(3, objection).For(branch.AnswerObjections),
	cards.ActAnswer:       InBranch(4, answer).On(onObjection).For(branch.AnswerObjections),
	cards.ActFlag:         InBranch(2, flag).On(onRound).For(branch.KeepRounds),
	cards.ActFlagOK:       InBranch(2, flagOK).On(onRound).For(branch.KeepRounds),
	cards.ActFlags:        InBranch(1, flags),
	cards.ActCheck:        InBranch(3, check),
	cards.ActHistory:      InBranch(2, history).OnHome(),
	cards.ActPublic:       InBranch(2, public),
	cards.ActFileDecision: InBranch(2, fileDecision).For(branch.FileRounds),
	cards.ActFileReports:  InBranch(2, fileReports).For(branch.FileRounds),
	cards.ActFileHistory:  InBranch(1, fileHistory).For(branch.FileRounds),
	cards.ActTalks:        InBranch(1, talks).OnHome().For(branch.KeepRounds),
	cards.ActTalksOK:      InBranch(1, talksOK).OnHome().For(branch.KeepRounds),
	cards.ActWhoTook:      InBranch(2, whoTook).For(branch.SeeTook),
}
