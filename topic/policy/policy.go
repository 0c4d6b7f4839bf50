// Package policy is the branch's policies (惠台政策): documents that members look up while visiting, article by article.
package policy

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
		Ways:     func(_ *office.Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way { return ways(me) },
		Commands: []cards.Command{{Command: chat.Command{Name: "policy", About: "查政策：加词查找，例如 /policy 贷款"}, Help: "查政策：/policy"}},
		Holdings: holdings,
	},
	Bot: talk,
}
