// Package points is what the branch does at its contact points (联系点): who looks after which enterprise, what is owed there in each
// period, what was done, and the year's ledger of it.
package points

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic"
)

// Topic is the matter. Of what is owed a member is reminded at a period's start and half, 14 days and 3 working days before its end,
// and once after it.
var Topic = topic.Topic{
	Office: office.Matter{
		Holdings: holdings, Evidence: recordEvidence,
		Waits: []office.Wait{{Rank: office.Recurring, Of: dutyTasks}, {Rank: office.Recurring, Of: lapseTasks}},
		Ways:  func(_ *office.Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way { return ways(me) },
		Commands: []cards.Command{{Command: chat.Command{Name: "visit", About: "登记走访"}, Help: "登记走访：/visit"},
			{Command: chat.Command{Name: "board", About: "本季度走访情况"}, Help: "本季度走访：/board"}},
		Settings: &branch.SettingRoom{Name: "联系点与诉求", Settings: branch.DutySettings},
		Owes:     owes, Reminders: &reminders,
		Tells:    tellVisits,
		ToldLast: true,
	},
	Bot:    talk,
	Photos: map[string]func(*store.Tx, chat.Picture) string{PictureVisit: photoOf},
	Files:  map[string]topic.File{DocumentLedger: {May: topic.For(branch.SeeLedger), Write: writeLedgerFile}},
}
