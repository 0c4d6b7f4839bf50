// Package transfer looks after the letters of those whose 组织关系 was transferred (介绍信): one that nobody has answered runs out, and
// the member belongs to no branch. The transfer itself is entered in the roster.
package transfer

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/office"
	"zhibu/topic"
)

// Topic is the matter.
var Topic = topic.Topic{
	Office: office.Matter{
		Settings:  &branch.SettingRoom{Name: "组织关系", Settings: settings},
		Waits:     []office.Wait{{Rank: office.Keeping, Of: waits}},
		Reminders: &office.Reminders{Title: "组织关系", Kinds: []branch.PointKind{endKind}, Days: days, Line: line},
		Holdings:  holdings,
	},
	Bot: bot.Matter{
		Routes: map[string]bot.Route{
			ActSee:    bot.InBranch(2, see).OnHome().For(branch.EnterRoster),
			ActGot:    bot.InBranch(2, got).OnHome().For(branch.EnterRoster),
			ActNotGot: bot.InBranch(2, notGot).OnHome().For(branch.EnterRoster),
		},
	},
}
