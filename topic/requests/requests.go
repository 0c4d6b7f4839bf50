// Package requests is what enterprises ask for (诉求): each is accepted, given to somebody, answered, and the enterprise is asked
// whether it is content.
package requests

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
	Office: office.Matter{Reminders: &reminders, Firm: onFirm, Sheets: sheets,
		Heard: func(o *office.Office, tx *store.Tx, me branch.Member, contact branch.ContactID, text string, at branch.RecordID, now time.Time) {
			accept(o, tx, me, contact, text, at, now)
		},
		Holdings: holdings, Waits: []office.Wait{{Rank: office.Given, Of: tasks}}, HandOn: handOn,
		Settings: &branch.SettingRoom{Name: "联系点与诉求", Settings: settings},
		Ways:     func(_ *office.Office, _ *store.Tx, me branch.Member, _ time.Time) []cards.Way { return ways(me) },
		Commands: []cards.Command{{Command: chat.Command{Name: "requests", About: "企业诉求：查看，或加词查找"}, Help: "企业诉求：/requests"}},
	},
	Bot: talk,
}
