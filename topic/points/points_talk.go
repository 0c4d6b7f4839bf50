package points

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/topic/requests"
)

// The names of forms stand in the store and never change.
const (
	formVisit = "visit"
	formFirm  = "firm"
	formLapse = "lapse"
)

// onDigest is the card of reminders that a button stands on.
func onDigest(a []int64) string { return cards.KeyDigest(branch.BranchID(a[0]), branch.Date(a[1])) }

// talk is what is pressed and typed.
var talk = bot.Matter{
	Routes: map[string]bot.Route{
		ActBoard:         bot.InBranch(1, seeBoard),
		ActVisit:         bot.InBranch(2, beginVisit).OnHome(),
		ActVisitAt:       bot.InBranch(3, visitAt),
		ActRecPhoto:      bot.InBranch(2, recordPhoto).OnHome(),
		ActLedger:        bot.InBranch(2, sendLedger).OnHome().For(branch.SeeLedger),
		ActConsult:       bot.InBranch(2, consult),
		ActRecs:          bot.InBranch(3, seeRecords).OnHome(),
		ActRec:           bot.InBranch(2, seeRecord).OnHome(),
		ActRecFix:        bot.InBranch(2, recordFix).OnHome(),
		ActRecNo:         bot.InBranch(2, recordNo).OnHome(),
		ActRecNoOK:       bot.InBranch(2, recordNoOK).OnHome(),
		ActBoardPage:     bot.InBranch(3, turnBoard).OnHome(),
		requests.ActFirm: bot.InBranch(2, seeFirm).OnHome(),
		ActYear:          bot.InBranch(3, yearTable).OnHome(),
		ActOff:           bot.InBranch(2, putOff).On(onDigest),
		ActOffTo:         bot.InBranch(3, putOffTo).On(onDigest),
		ActOffNo:         bot.InBranch(2, putOffNo).On(onDigest),
		ActLapse:         bot.InBranch(4, lapse),
		ActLapseWhy:      bot.InBranch(5, lapseWhy).OnHome(),
		ActLapseText:     bot.InBranch(4, lapseText).OnHome(),
		ActFirms:         bot.InBranch(2, seeFirms).OnHome(),
		ActFirmNew:       bot.InBranch(1, firmNew).OnHome().For(branch.KeepFirms),
		ActFirmEdit:      bot.InBranch(2, firmEdit).OnHome().For(branch.KeepFirms),
	},
	Commands: map[string]bot.Command{"/visit": bot.Typed(func(c *bot.Call) error { return c.With(beginVisit, 0) }), "/board": bot.Typed(seeBoard)},
	Words:    map[string]string{"登记走访": "/visit", "走访": "/visit", "走访登记": "/visit", "本季度走访": "/board"},
	Forms:    map[string]bot.Form{formVisit: visitForm, formFirm: firmForm, formLapse: lapseForm},
}
