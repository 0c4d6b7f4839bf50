// Package rule shows the rules that the program goes by (branch.Rules), each with its article and its source, and finds them by a word.
// It holds none: what quotes a rule takes it from the same list.
package rule

import (
	"time"

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
		Commands: []cards.Command{{Command: chat.Command{Name: "rule", About: "查条文：加词查找，例如 /rule 转正"}, Help: "查条文：/rule", Label: "查条文", Action: ActRules}},
	},
	Bot: talk,
}
