// Package dues is the calculator of 党费: what somebody owes a month by the rule. Nothing of it is stored, and no money is handled.
package dues

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
		Ways: func(_ *office.Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way {
			return []cards.Way{way(me.Branch)}
		},
		Commands: []cards.Command{{Command: chat.Command{Name: "dues", About: "党费计算"}, Help: "党费计算：/dues"}},
	},
	Bot: bot.Matter{
		Routes:   map[string]bot.Route{ActDues: bot.InBranch(1, begin)},
		Commands: map[string]bot.Command{"/dues": bot.Typed(begin).WithWords()},
		Words:    map[string]string{"党费": "/dues", "党费计算": "/dues"},
		Unsays:   unsays,
		Forms:    map[string]bot.Form{formDues: form},
	},
}
