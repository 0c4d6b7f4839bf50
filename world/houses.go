package world

import (
	"fmt"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
)

// Found founds the invented branch and gives everybody a phone.
func (w *World) Found() { w.Helper(); w.FoundFrom("roster.xlsx", roster.File) }

// FoundFrom founds a branch from a roster and gives everybody a phone.
func (w *World) FoundFrom(name string, roster []byte) {
	w.Helper()
	f := Founded(w, name, roster, "", w.Clock.Now())
	w.Update(func(tx *store.Tx) (err error) {
		w.Branch, err = w.App.Office.Found(tx, f, w.Clock.Now())
		return err
	})
	for _, m := range w.Members(func(branch.Member) bool { return true }) {
		w.Server.AddPerson(sandbox.Person{ID: demo.FirstID + int64(m.ID), First: m.Name})
	}
}

// FoundChanged founds the invented branch with some of its members otherwise, and binds everybody.
func (w *World) FoundChanged(how func(branch.Founding)) {
	w.Helper()
	f := Founded(w, "roster.xlsx", roster.File, "", w.Clock.Now())
	how(f)
	w.Update(func(tx *store.Tx) (err error) {
		w.Branch, err = w.App.Office.Found(tx, f, w.Clock.Now())
		return err
	})
	w.Attach(w.Members(func(branch.Member) bool { return true }))
}

// Change changes a member of the roster before it is taken over.
func Change(f branch.Founding, id branch.MemberID, how func(*branch.Member)) {
	for i := range f.Members {
		if f.Members[i].ID == id {
			how(&f.Members[i])
		}
	}
}

// Found2 founds a further branch from a list of its own, so that a test can say who is in it.
func (w *World) Found2(csv string) branch.BranchID {
	w.Helper()
	f := Founded(w, "名册.csv", []byte(csv), "", w.Clock.Now())
	var id branch.BranchID
	w.Update(func(tx *store.Tx) (err error) {
		id, err = w.App.Office.Found(tx, f, w.Clock.Now())
		return err
	})
	return id
}

// Founded returns the branch that a roster founds; title "" takes the roster's own.
func Founded(t testing.TB, name string, roster []byte, title string, now time.Time) branch.Founding {
	t.Helper()
	r, _, err := files.ReadRoster(name, roster)
	if err != nil {
		t.Fatal(err)
	}
	f, faults := branch.Establish(r, title, branch.DateOf(now))
	if len(faults) > 0 {
		t.Fatalf("%s: %v", name, faults)
	}
	return f
}

// SmallBranch is the list of a branch of six, for Found2.
const SmallBranch = `中共虚构县台办机关支部委员会党员名册
姓名,党小组,科室,党内职务,是否组长,入党时间,转正时间
甲一,第一党小组,综合科,书记,,1990-03-01,1991-03-01
乙二,第一党小组,综合科,组织委员,是,1991-03-02,1992-03-02
丙三,第一党小组,综合科,纪检委员,,1992-04-03,1993-04-03
丁四,第一党小组,综合科,,,1993-05-04,1994-05-04
戊五,第一党小组,综合科,,,1994-06-05,1995-06-05
己六,第一党小组,综合科,,,1995-07-06,1996-07-06
`

// FirstFirm is the first contact point of the invented branch.
const FirstFirm = "云州翰屿精密机械有限公司"

// FormWorld is the invented branch on 1 June, with everybody on the phone.
func FormWorld(t *testing.T) *World {
	w := New(t, branch.On(2026, time.May, 31).At(9, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.June, 1).At(10, 0))
	return w
}

// PeopleWorld is a branch in June 2026 with everybody bound.
func PeopleWorld(t *testing.T) (w *World, organiser, secretary *sandbox.Client) {
	w = New(t, branch.On(2026, time.June, 1).At(8, 10)) // before the nominations of the year are opened
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.June, 1).At(9, 5))
	return w, w.Phone(w.Post(branch.OrganisationPost)), w.Phone(w.Post(branch.Secretary))
}

// Inviting is a world in which everybody but one is bound.
func Inviting(t *testing.T) (w *World, newcomer branch.Member) {
	w = New(t, branch.On(2026, time.July, 1).At(9, 0))
	w.Open()
	w.Found()
	newcomer = w.Member(4)
	w.Attach(w.Members(func(m branch.Member) bool { return m.ID != newcomer.ID }))
	return w, newcomer
}

// Invite opens an invitation and returns its code.
func (w *World) Invite(m branch.Member) string {
	w.Helper()
	code := office.NewCode()
	w.Update(func(tx *store.Tx) error { return w.App.Office.Invite(tx, w.Branch, m.ID, code, 0, w.Clock.Now()) })
	return code
}

// Attach binds people without the conversation, for tests of something else.
func (w *World) Attach(list []branch.Member) {
	w.Helper()
	for _, m := range list {
		w.Phone(m).Start("")
	}
	w.Settle()
	w.Update(func(tx *store.Tx) error {
		for _, m := range list {
			to := fmt.Sprintf("tg:%d", demo.FirstID+m.ID)
			w.App.Office.Attach(tx, m, chat.Account(to), chat.Chat(to), w.Clock.Now())
		}
		return nil
	})
	w.Settle()
}
