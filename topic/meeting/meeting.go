// Package meeting is 三会一课 and the 主题党日: what meetings a branch and its groups owe, what was held, and the one card that says what
// the month still lacks (本月还差).
package meeting

import (
	"time"

	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic"
)

// Topic is the matter.
var Topic = topic.Topic{
	Office: office.Matter{
		Settings:  &branch.SettingRoom{Name: "三会一课", Settings: settings},
		Fits:      fits,
		Pushes:    pushes,
		Waits:     []office.Wait{{Rank: office.Keeping, Of: waits}, {Rank: office.Given, Of: minutesWait}},
		Reminders: &reminders,
		Evidence:  evidence,
		Called:    calledDays,
		Met:       met,
		Ways: func(_ *office.Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way {
			return []cards.Way{{Room: cards.RoomLife, Rank: -1, Button: toBoard(me.Branch)},
				{Room: cards.RoomLife, Rank: -1, Button: cards.Button("会议记录", ActList, int64(me.Branch), 0)}}
		},
		Commands: []cards.Command{{Command: chat.Command{Name: "owed", About: "本月还差：会议、走访、诉求"}, Help: "本月还差：/owed"}},
		Holdings: holdings,
	},
	Bot: bot.Matter{
		Routes: map[string]bot.Route{
			ActOwed:      bot.InBranch(1, showOwed),
			ActUnheld:    bot.InBranch(1, beginUnheld).For(branch.EnterMeetings).OwnGroup(),
			ActNew:       bot.InBranch(1, begin).OnHome().For(branch.EnterMeetings).OwnGroup(),
			ActList:      bot.InBranch(2, list).OnHome().For(branch.SeeMeetings),
			ActSee:       bot.InBranch(2, see).OnHome().For(branch.SeeMeetings),
			ActFix:       bot.InBranch(2, correct).OnHome(),
			ActNo:        bot.InBranch(2, askWithdraw).OnHome(),
			ActNoOK:      bot.InBranch(2, withdraw).OnHome(),
			ActPlan:      bot.InBranch(2, plan).For(branch.EnterMeetings).OwnGroup(),
			ActCall:      bot.InBranch(2, seeNotice).OnHome(),
			ActMove:      bot.InBranch(2, move).OnHome(),
			ActOff:       bot.InBranch(2, askCallOff).OnHome(),
			ActOffOK:     bot.InBranch(2, callOff).OnHome(),
			ActLogged:    bot.InBranch(2, logCalled).OnHome(),
			ActMinutes:   bot.InBranch(2, seeMinutes),
			ActWrite:     bot.InBranch(2, beginMinutes).OnHome(),
			ActWriteOK:   bot.InBranch(2, writeAgain).OnHome(),
			ActHistory:   bot.InBranch(2, seeHistory).OnHome(),
			ActVote:      bot.InBranch(2, beginVote).OnHome(),
			ActVoteOK:    bot.InBranch(2, addVote).OnHome(),
			ActVotes:     bot.InBranch(3, listVotes).OnHome(),
			ActVoteSee:   bot.InBranch(3, seeVote).OnHome(),
			ActVoteFix:   bot.InBranch(3, fixVote).OnHome(),
			ActVoteNo:    bot.InBranch(3, askDropVote).OnHome(),
			ActVoteNoOK:  bot.InBranch(3, dropVote).OnHome(),
			ActCheck:     bot.InBranch(3, checkMinutes).OnHome(),
			ActArchive:   bot.InBranch(2, askArchive).OnHome(),
			ActArchiveOK: bot.InBranch(2, archive).OnHome(),
			ActPrint:     bot.InBranch(2, printMinutes).OnHome(),
			ActCopy:      bot.InBranch(2, copyMinutes).OnHome(),
			ActPhoto:     bot.InBranch(2, seePhoto).OnHome(),
			ActLeave:     bot.InBranch(2, leave),
			ActCome:      bot.InBranch(2, come),
		},
		Commands: map[string]bot.Command{"/owed": bot.Typed(showOwed)},
		Words:    map[string]string{"本月还差": "/owed", "还差": "/owed", "三会一课": "/owed", "会议": "/owed", "主题党日": "/owed"},
		Forms:    map[string]bot.Form{formGathering: gatheringForm, formUnheld: unheldForm, formNotice: noticeForm, formLeave: leaveForm, formMinutes: minutesForm, formVote: voteForm},
	},
	Files:  map[string]topic.File{DocumentCalendar: {May: mayCalendar, Write: writeCalendar}, DocumentMinutes: {May: mayMinutes, Write: writeMinutes}},
	Photos: map[string]func(*store.Tx, chat.Picture) string{PictureBook: photoOf},
}

// fits returns a sentence about settings that do not fit, or nil.
func fits(_ *office.Office, _ branch.BranchID, s branch.Settings, _ time.Time) error {
	return bot.Refused(fixedDayOf(s).fits())
}
