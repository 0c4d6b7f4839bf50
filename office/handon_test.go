package office_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/requests"
	"zhibu/topic/rounds"
	"zhibu/vault"
)

// TestEverythingIsHandedOn has somebody leave who leads a group, is paired with an enterprise as its leader and its
// liaison, has requests, an objection, a nomination and a report to see to: each goes to a successor or to
// the officers, and nothing stays with who has left.
func TestEverythingIsHandedOn(t *testing.T) {
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	roster, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	o := &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}
	at := func(d, hour int) time.Time { return branch.On(2026, time.June, d).At(hour, 0) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	done := errors.New("dropped")
	if _, err := s.Update(func(tx *store.Tx) error {
		f, faults := branch.Establish(roster, "", branch.On(2026, time.June, 1))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		b, err := o.Found(tx, f, at(1, 9))
		must(err)
		p := office.People(tx, b)
		x := p.Active(func(m branch.Member) bool { return m.Post == branch.DisciplinePost })[0]
		mates := p.Active(func(m branch.Member) bool {
			return m.Group == x.Group && m.ID != x.ID && m.Full != 0 && m.Post == branch.NoPost
		})
		next := mates[0]
		p.Group(x.Group).Leader = x.ID
		firm := &p.Contacts[0]
		firm.Leader, firm.Liaison, firm.Group, firm.Point = x.ID, x.ID, x.Group, true
		_, err = o.Rewrite(tx, b, 0, "名册", p, at(1, 9))
		must(err)
		for _, m := range office.Everybody(tx, b) {
			o.Attach(tx, m, chat.Account(fmt.Sprint("tg:", m.ID)), chat.Chat(fmt.Sprint("tg:", m.ID)), at(1, 9))
		}
		keeper, ok := office.Member(tx, b, office.Organiser(tx, b))
		if !ok {
			t.Fatal("nobody keeps the roster")
		}
		due := func(push string, subject int64, at time.Time) store.Due {
			return store.Due{Push: push, Branch: b, Subject: subject, At: at}
		}
		rounds.OpenNominations(o, tx, due(rounds.PushNominate, 0, at(1, 9)), at(1, 9))
		nominating, ok := rounds.RoundOf(tx, b, rounds.GoodMember, "2026")
		if !ok {
			t.Fatal("no nomination")
		}
		rounds.AskAssembly(o, tx, due(rounds.PushAssembly, 0, at(8, 9)), at(8, 9))
		reporting, ok := rounds.RoundOf(tx, b, rounds.Pioneer, "2026Q2")
		if !ok {
			t.Fatal("no report")
		}
		must(rounds.SetAssembly(o, tx, keeper, reporting.ID, branch.On(2026, time.June, 25), at(8, 10)))
		handling, err := requests.Accept(o, tx, keeper, firm.ID, "请协调用电", at(9, 10))
		must(err)
		must(requests.TakeStep(o, tx, keeper, handling.ID, requests.Step{Kind: requests.DidAssign, To: x.ID, Due: branch.On(2026, 6, 20)}, at(9, 10)))
		asking, err := requests.Accept(o, tx, keeper, firm.ID, "请协调用水", at(9, 10))
		must(err)
		must(requests.TakeStep(o, tx, keeper, asking.ID, requests.Step{Kind: requests.DidAnswer, Text: "已协调"}, at(9, 10)))
		if r, _ := requests.Get(tx, b, asking.ID); r.Holder != x.ID {
			t.Fatalf("the enterprise is asked by %d", r.Holder)
		}
		objection := rounds.Objection{Branch: b, Round: reporting.ID, ID: 1, By: next.ID, About: branch.Candidate{Member: mates[2].ID}, Text: "有意见",
			At: at(9, 10), Handler: x.ID}
		rounds.Objections.Put(tx, objection)
		shows := func(m branch.Member, key string) bool {
			_, ok := tx.ShownAs(office.Chat(tx, m), key)
			return ok
		}
		for what, key := range map[string]string{"nomination": rounds.KeyNomination(b, nominating.ID, x.Group), "report": rounds.KeyReport(b, reporting.ID, x.Group)} {
			if !shows(x, key) {
				t.Errorf("no %s before", what)
			}
			if shows(next, key) {
				t.Errorf("the successor has the %s already", what)
			}
		}

		_, err = o.Change(tx, keeper, branch.Change{Kind: "leave", Member: x.ID, Choice: string(branch.Transferred), From: branch.On(2026, 6, 10)}, at(10, 9))
		must(err)
		_, err = o.ConfirmPendingHere(tx, b, 1, at(10, 9)) // a seat of the committee falls vacant
		must(err)

		if c, _ := office.Enterprise(tx, b, firm.ID); c.Leader != 0 || c.Liaison != 0 || office.Liaison(tx, c) != keeper.ID {
			t.Errorf("the enterprise is still %d's and %d's", c.Leader, c.Liaison)
		}
		if r, _ := requests.Get(tx, b, handling.ID); hasPart(r, x.ID) || r.Holder != 0 {
			t.Errorf("a request to handle is still %+v", r)
		}
		if r, _ := requests.Get(tx, b, asking.ID); hasPart(r, x.ID) || r.Holder != keeper.ID {
			t.Errorf("a request to ask about is still %+v", r)
		}
		secretary := p.Active(func(m branch.Member) bool { return m.Post == branch.Secretary })[0]
		if ob, _ := rounds.Objections.Get(tx, store.RoundKey(b, reporting.ID).Int(1)); ob.Handler != secretary.ID || !shows(secretary, rounds.KeyObjection(b, reporting.ID, 1)) {
			t.Errorf("the objection is %d's", ob.Handler)
		}
		if mine := requests.ListOf(tx, keeper, requests.Mine, "", branch.On(2026, time.June, 10)); len(mine) != 2 {
			t.Errorf("%d requests are the keeper's turn", len(mine))
		}
		said := ""
		for _, task := range o.Waits(tx, keeper, at(10, 9)) {
			said += task.Text + "\n"
		}
		group := office.Group(tx, b, x.Group).Name
		for _, want := range []string{"推荐" + group, "提交" + group + "季度报告", "空缺", "请协调用水"} {
			if !strings.Contains(said, want) {
				t.Errorf("the keeper's home card lacks %q:\n%s", want, said)
			}
		}
		for row := range store.Waitings.Scan(tx, store.ChatKey(office.Chat(tx, x))) {
			if row.Card != nil && len(row.Card.Rows) > 0 {
				t.Errorf("something waits for who has left: %+v", row)
			}
		}

		_, err = o.Change(tx, keeper, branch.Change{Kind: "appoint", Member: next.ID, Choice: branch.LeaderRole, From: branch.On(2026, 6, 10)}, at(10, 10))
		must(err)
		for what, key := range map[string]string{"nomination": rounds.KeyNomination(b, nominating.ID, x.Group), "report": rounds.KeyReport(b, reporting.ID, x.Group)} {
			if !shows(next, key) {
				t.Errorf("the successor was not handed the %s", what)
			}
		}
		return done
	}); !errors.Is(err, done) {
		t.Fatal(err)
	}
}

// hasPart reports whether somebody has a part in a request.
func hasPart(r requests.Request, m branch.MemberID) bool {
	return slices.Contains([]branch.MemberID{r.By, r.Holder, r.Handler, r.Asker}, m)
}
