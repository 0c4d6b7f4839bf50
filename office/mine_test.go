package office_test

import (
	"slices"
	"testing"

	"zhibu/app"
	"zhibu/office"
	"zhibu/store"
)

// TestMineIsComplete holds every table of the store against what a member is told is stored about him or her: a new table
// must be counted in holdings, shown otherwise, or have a reason here why it names nobody.
func TestMineIsComplete(t *testing.T) {
	elsewhere := map[string]string{
		"members": "Me", "bindings": "MineLines: 账号", "changes": "MineLines: 变动记录", "roll": "MineLines: 参加名单",
		"ballots": "as roll: whether, never what", "looks": "also MineLines: 被查看的记录",
		"info": "of the folder", "seen": "update numbers", "alive": "of the process", "branches": "of the branch",
		"groups": "Me: the group and who leads it", "former": "groups without people", "guesses": "by account, of codes that were wrong; forgotten",
		"due": "when something is said next: follows from the rest", "said": "that it was said", "articles": "texts of policies",
		"foundings": "of a branch that is none yet", "openings": "of a branch, while its roll is written",
		"proposed": "a part of proposals", "upkeep": "of the folder: when it was last backed up", "roll_looks": "shown to everybody on 「核对」",
	}
	var counted []string
	for _, h := range (&office.Office{Matters: app.OfficeMatters()}).Holdings() {
		counted = append(counted, h.Tables...)
	}
	tables := store.Tables()
	for _, name := range tables {
		if !slices.Contains(counted, name) && elsewhere[name] == "" {
			t.Errorf("table %q is neither in holdings (office/mine.go) nor explained here", name)
		}
	}
	for _, name := range counted {
		if !slices.Contains(tables, name) {
			t.Errorf("holdings names %q, which is no table", name)
		}
	}
}
