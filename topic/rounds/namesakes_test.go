package rounds_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/demo"
	"zhibu/store"
	"zhibu/world"
	"zhibu/world/rig"
)

// TestNamesakesByTheClock lets the clock run from the opening of 身边好党员 to its naming in a branch where nobody's name is the
// only one: nothing that is sent by itself, and no button on it, names somebody without what tells the name apart.
func TestNamesakesByTheClock(t *testing.T) {
	if rig.Race {
		t.Skip("seven weeks; what one phone sees is tested under race elsewhere")
	}
	w := world.New(t, branch.On(2026, time.May, 18).At(8, 0))
	w.Open()
	w.Found()
	all := w.Members(func(branch.Member) bool { return true })
	w.Update(func(tx *store.Tx) error {
		for i := range all {
			all[i].Name = rig.Namesakes[int(all[i].ID)%len(rig.Namesakes)]
			store.Members.Put(tx, all[i])
		}
		return nil
	})
	w.Attach(all)
	began := len(w.Server.Log())
	at := func(m time.Month, d, hour, minute int) time.Time { return branch.On(2026, m, d).At(hour, minute) }
	w.Turn(at(time.May, 20, 9, 30))
	groups, leaders := w.Leaders()
	for i := range groups[:4] { // of the fifth everybody is reminded
		of := w.Members(func(m branch.Member) bool { return m.Group == groups[i].ID })[2]
		w.Nominate(w.Phone(leaders[i]), w.Label(w.Phone(leaders[i]), of.Name), "认真负责，群众认可。")
	}
	w.Turn(at(time.June, 16, 10, 0))
	decideFor(w, w.Phone(w.Post(branch.OrganisationPost)), "党员大会", "31 30 30 30 30")
	w.Turn(at(time.July, 2, 12, 0))

	names := map[int64]string{}
	for _, m := range all {
		names[demo.FirstID+int64(m.ID)] = m.Name
	}
	named := 0
	judge := func(text string, reader int64) {
		if slices.ContainsFunc(rig.Namesakes, func(n string) bool { return strings.Contains(text, n) }) {
			named++
		}
		for _, x := range rig.Ambiguous(text, names[reader]) {
			t.Error(x)
		}
	}
	for _, s := range w.Server.Log()[began:] {
		judge(s.Text, s.Chat)
	}
	for _, m := range all {
		for _, message := range w.Phone(m).Messages() {
			for _, row := range message.Buttons {
				for _, b := range row {
					judge(b.Text, demo.FirstID+int64(m.ID))
				}
			}
		}
	}
	if named < 100 {
		t.Errorf("%d texts named somebody", named)
	}
	w.Stop()
}
