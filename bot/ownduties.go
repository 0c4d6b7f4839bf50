package bot

import (
	"zhibu/branch"
	"zhibu/cards"
)

// The names of forms stand in the store and never change.
const (
	formVisit = "visit"
	formFirm  = "firm"
	formLapse = "lapse"
)

func onDigest(a []int64) string { return cards.KeyDigest(branch.BranchID(a[0]), branch.Date(a[1])) }

// OfDuties is the talk about contact points.
var OfDuties Matter

func init() { // a composite literal would be an initialisation cycle through home
	OfDuties = Matter{
		Routes: map[string]Route{
			cards.ActBoard:     InBranch(1, board),
			cards.ActVisit:     InBranch(2, visit).OnHome(),
			cards.ActVisitAt:   InBranch(3, visitAt),
			cards.ActRecPhoto:  InBranch(2, recordPhoto).OnHome(),
			cards.ActLedger:    InBranch(2, ledgerFile).OnHome().For(branch.SeeLedger),
			cards.ActConsult:   InBranch(2, consult),
			cards.ActRecs:      InBranch(3, records).OnHome(),
			cards.ActRec:       InBranch(2, record).OnHome(),
			cards.ActRecFix:    InBranch(2, recordFix).OnHome(),
			cards.ActRecNo:     InBranch(2, recordNo).OnHome(),
			cards.ActRecNoOK:   InBranch(2, recordNoOK).OnHome(),
			cards.ActBoardPage: InBranch(3, boardPage).OnHome(),
			cards.ActFirm:      InBranch(2, firm).OnHome(),
			cards.ActYear:      InBranch(3, yearTable).OnHome(),
			cards.ActOff:       InBranch(2, putOff).On(onDigest),
			cards.ActOffTo:     InBranch(3, putOffTo).On(onDigest),
			cards.ActOffNo:     InBranch(2, putOffNo).On(onDigest),
			cards.ActLapse:     InBranch(4, lapse),
			cards.ActLapseWhy:  InBranch(5, lapseWhy).OnHome(),
			cards.ActLapseText: InBranch(4, lapseText).OnHome(),
			cards.ActFirms:     InBranch(2, firms).OnHome(),
			cards.ActFirmNew:   InBranch(1, firmNew).OnHome().For(branch.KeepFirms),
			cards.ActFirmEdit:  InBranch(2, firmEdit).OnHome().For(branch.KeepFirms),
		},
		Commands: map[string]Command{"/visit": Typed(func(c *Call) error { return c.With(visit, 0) }), "/board": Typed(board)},
		Words:    map[string]string{"登记走访": "/visit", "走访": "/visit", "走访登记": "/visit", "本季度走访": "/board"},
		Forms:    map[string]Form{formVisit: visitForm, formFirm: firmForm, formLapse: lapseForm},
	}
}
