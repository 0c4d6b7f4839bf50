package rounds

import (
	"zhibu/bot"
	"zhibu/branch"
)

// talk is what 评选 brings to the bot.
var talk = bot.Matter{
	Routes:   roundRoutes,
	Commands: map[string]bot.Command{"/rounds": bot.Typed(rounds).For(branch.KeepRounds)},
	Words:    map[string]string{"推荐进展": "/rounds"},
	Forms: map[string]bot.Form{formOpen: openForm, formNominate: nominateForm, FormWhy: whyForm, FormPaper: paperForm, FormDecide: decideForm,
		FormObject: objectForm, FormAnswer: answerForm, FormReport: reportForm},
	Covers: coverBallots,
	Dated:  assemblyTyped,
}

func onNomination(a []int64) string {
	return KeyNomination(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.GroupID(a[2]))
}

func onBallot(a []int64) string { return KeyBallot(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onRound(a []int64) string { return KeyRound(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onReport(a []int64) string {
	return KeyReport(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.GroupID(a[2]))
}

func onNotice(a []int64) string { return KeyNotice(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onObjection(a []int64) string {
	return KeyObjection(branch.BranchID(a[0]), branch.RoundID(a[1]), a[2])
}

var roundRoutes = map[string]bot.Route{
	ActNominate:     bot.InBranch(3, nominate).For(branch.Propose).GroupAt(2),
	ActNomPage:      bot.InBranch(4, nominatePage).On(onNomination).For(branch.Propose).GroupAt(2),
	ActNominee:      bot.InBranch(4, pickNominee).On(onNomination).For(branch.Propose).GroupAt(2),
	ActNomBack:      bot.InBranch(3, nominateBack).On(onNomination).For(branch.Propose).GroupAt(2),
	ActBallot:       bot.InBranch(2, ballot),
	ActVoteList:     bot.InBranch(2, voteList).On(onBallot).Look(),
	ActVoteBack:     bot.InBranch(2, voteBack).On(onBallot).Look(),
	ActVotePick:     bot.InBranch(3, votePick).On(onBallot).Look(),
	ActVoteOK:       bot.InBranch(3, voteOK).On(onBallot).Quiet(),
	ActSeatAsk:      bot.InBranch(3, askSeat).For(branch.VouchSeat),
	ActSeat:         bot.InBranch(3, confirmSeat).For(branch.VouchSeat),
	ActOpen:         bot.InBranch(1, open).OnHome().For(branch.KeepRounds),
	ActRounds:       bot.InBranch(1, rounds).OnHome().For(branch.KeepRounds),
	ActRound:        bot.InBranch(2, roundBelow), // the leader of a group keeps its poll
	ActRoundBack:    bot.InBranch(2, roundBack).On(onRound),
	ActClose:        bot.InBranch(2, roundClose).On(onRound),
	ActCloseOK:      bot.InBranch(2, roundCloseOK).On(onRound),
	ActExtend:       bot.InBranch(3, roundExtend).On(onRound),
	ActExtendOK:     bot.InBranch(3, roundExtendOK).On(onRound),
	ActVoid:         bot.InBranch(2, roundVoid).On(onRound),
	ActVoidOK:       bot.InBranch(2, roundVoidOK).On(onRound),
	ActNomDrop:      bot.InBranch(3, nominateDrop).On(onNomination).For(branch.Propose).GroupAt(2),
	ActPoll:         bot.InBranch(3, poll).On(onNomination).For(branch.KeepPoll).GroupAt(2),
	ActPollOK:       bot.InBranch(3, pollOK).On(onNomination).For(branch.KeepPoll).GroupAt(2).Keyed(),
	ActVotePage:     bot.InBranch(4, votePage).On(onBallot).Look(),
	ActVoteDeeds:    bot.InBranch(5, voteDeeds).On(onBallot).Look(),
	ActHush:         bot.InBranch(2, hush).On(onBallot),
	ActPaper:        bot.InBranch(3, paper).On(onRound).For(branch.KeepRounds),
	ActPaperAsk:     bot.InBranch(5, paperAsk).On(onRound).For(branch.KeepRounds),
	ActPaperSet:     bot.InBranch(5, paperSet).On(onRound).For(branch.KeepRounds),
	ActPaperIn:      bot.InBranch(2, paperIn).On(onRound).For(branch.KeepRounds),
	ActPaperSee:     bot.InBranch(2, paperSee).On(onRound).Look().For(branch.KeepRounds),
	ActPaperOK:      bot.InBranch(2, paperOK).On(onRound).For(branch.KeepRounds),
	ActMove:         bot.InBranch(3, move).On(onRound).For(branch.KeepRounds),
	ActCallOff:      bot.InBranch(2, callOff).On(onRound).For(branch.KeepRounds),
	ActDay:          bot.InBranch(3, assemblyPage).On(onRound).For(branch.SetAssembly),
	ActDaySet:       bot.InBranch(3, assemblyDay).On(onRound).For(branch.SetAssembly),
	ActDayOK:        bot.InBranch(3, assemblyOK).On(onRound).For(branch.SetAssembly),
	ActReport:       bot.InBranch(3, report).For(branch.ReportQuarter).GroupAt(2),
	ActReportUse:    bot.InBranch(3, reportUse).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	ActReportAdd:    bot.InBranch(3, reportAdd).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	ActReportWho:    bot.InBranch(4, reportWho).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	ActReportEdit:   bot.InBranch(4, reportEdit).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	ActReportBack:   bot.InBranch(3, reportBack).On(onReport).For(branch.ReportQuarter).GroupAt(2),
	ActReports:      bot.InBranch(3, reports),
	ActStart:        bot.InBranch(2, start).For(branch.KeepRounds),
	ActStartOK:      bot.InBranch(2, startOK).On(onRound).For(branch.KeepRounds).Keyed(),
	ActOpenOf:       bot.InBranch(2, openOf).For(branch.KeepRounds),
	ActRunOff:       bot.InBranch(2, runOff).On(onRound).For(branch.KeepRounds),
	ActRunOffOK:     bot.InBranch(2, runOffOK).On(onRound).For(branch.KeepRounds).Keyed(),
	ActDecide:       bot.InBranch(2, decide).On(onRound).For(branch.KeepRounds),
	ActDecideIn:     bot.InBranch(3, decideIn).On(onRound).For(branch.KeepRounds),
	ActDecideOn:     bot.InBranch(4, decideOn).On(onRound).For(branch.KeepRounds),
	ActMinutes:      bot.InBranch(2, minutes).For(branch.FileRounds),
	ActPresent:      bot.InBranch(3, present),
	ActNotice:       bot.InBranch(2, notice).On(onNotice),
	ActObject:       bot.InBranch(2, object).On(onNotice),
	ActObjectWho:    bot.InBranch(3, objectWho).On(onNotice),
	ActObjGive:      bot.InBranch(3, objectionGive),
	ActObjection:    bot.InBranch(3, objection).For(branch.AnswerObjections),
	ActAnswer:       bot.InBranch(4, answer).On(onObjection).For(branch.AnswerObjections),
	ActFlag:         bot.InBranch(2, flag).On(onRound).For(branch.KeepRounds),
	ActFlagOK:       bot.InBranch(2, flagOK).On(onRound).For(branch.KeepRounds),
	ActFlags:        bot.InBranch(1, flags),
	ActCheck:        bot.InBranch(3, check),
	ActHistory:      bot.InBranch(2, history).OnHome(),
	ActPublic:       bot.InBranch(2, public),
	ActFileDecision: bot.InBranch(2, fileDecision).For(branch.FileRounds),
	ActFileReports:  bot.InBranch(2, fileReports).For(branch.FileRounds),
	ActFileHistory:  bot.InBranch(1, fileHistory).For(branch.FileRounds),
	ActTalks:        bot.InBranch(1, talks).OnHome().For(branch.KeepRounds),
	ActTalksOK:      bot.InBranch(1, talksOK).OnHome().For(branch.KeepRounds),
	ActWhoTook:      bot.InBranch(2, whoTook).For(branch.SeeTook),
}
