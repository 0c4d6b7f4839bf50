// Package feedback is the 投诉建议 that every such program has to offer (《政务移动互联网应用程序规范化管理办法》): what a member has to
// say goes to the 书记 and the 组织委员, with or without a name, and is answered within some working days.
package feedback

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic"
)

// Topic is the matter. It brings no evidence and no sheet: what somebody complains of is no basis of any assessment.
var Topic = topic.Topic{
	Office: office.Matter{Reminders: &reminders, Waits: []office.Wait{{Rank: office.Given, Of: tasks}},
		Settings: &branch.SettingRoom{Name: "投诉建议", Settings: settings}, Holdings: holdings, Erase: erase, HeldBack: showAnswers,
		Ways: func(_ *office.Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way {
			return []cards.Way{way(me.Branch)}
		},
		Commands: []cards.Command{{Command: chat.Command{Name: "feedback", About: "投诉建议，可以匿名"}, Help: "投诉建议（可以匿名）：/feedback", Label: "投诉建议", Action: ActStart}},
	},
	Bot: talk,
}
