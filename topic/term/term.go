// Package term is the clock of the committee's term (换届): who is to be reminded of its end, and of what is to be done until then. The
// election itself is the branch's; a new committee is entered in the roster.
package term

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/office"
	"zhibu/topic"
)

// Topic is the matter.
var Topic = topic.Topic{
	Office: office.Matter{
		Waits:     []office.Wait{{Rank: office.Keeping, Of: waits}},
		Reminders: &office.Reminders{Title: "换届", Kinds: []branch.PointKind{endKind}, Days: days, Line: line},
		Holdings:  holdings,
	},
	Bot: bot.Matter{
		Routes: map[string]bot.Route{
			ActHow:   bot.InBranch(1, showHow).OnHome().For(branch.SeeRoster),
			ActEnter: bot.InBranch(1, beginEnter).OnHome().For(branch.KeepRoster),
		},
		Forms: map[string]bot.Form{formEnter: enterForm},
	},
}
