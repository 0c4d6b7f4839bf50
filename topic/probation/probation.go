// Package probation is the clock of the 预备期: who is to be reminded of its end, of the half-yearly 考察, and of a decision that is
// missing, or its approval. It decides nothing, and changes no roster.
package probation

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/office"
	"zhibu/topic"
)

// Topic is the matter.
var Topic = topic.Topic{
	Office: office.Matter{
		Waits:     []office.Wait{{Rank: office.Given, Of: own}, {Rank: office.Keeping, Of: overdue}},
		Reminders: &office.Reminders{Title: "预备党员", Kinds: []branch.PointKind{applyKind, inspectKind, overdueKind, approveKind}, Days: days, Line: line, Week: week},
		Holdings:  holdings,
	},
	Bot: bot.Matter{
		Routes: map[string]bot.Route{
			ActHow:     bot.InBranch(1, showHow),
			ActDecide:  bot.InBranch(2, beginDecide).OnHome().For(branch.KeepRoster),
			ActApprove: bot.InBranch(2, beginApprove).OnHome().For(branch.KeepRoster),
		},
		Forms: map[string]bot.Form{formDecide: decideForm, formApprove: approveForm},
	},
}
