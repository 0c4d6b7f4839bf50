package register

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world/twice"
)

// Some of the branch's people.
const (
	secretary = 1
	organiser = 2
	member    = 3 // of group 1
	cared     = 7
	inspector = 22
)

// answers makes answers of names and values.
func answers(list ...any) chat.Answers {
	a := chat.Answers{}
	for i := 0; i < len(list); i += 2 {
		a.Put(list[i].(string), list[i+1])
	}
	return a
}

func at(m time.Month, d, hour int) time.Time { return branch.On(2026, m, d).At(hour, 0) }

// honour is what an entry says of somebody who was put forward.
func honour(who, what, outcome string, day branch.Date, about ...branch.MemberID) Content {
	return Content{Answers: answers("who", who, "honour", what, "level", "市级", "outcome", outcome, DayField, day), About: about}
}

func visited(m branch.MemberID, name string, day branch.Date) Content {
	return Content{Answers: answers("who", m, "what", "走访慰问", DayField, day, "note", nil), Said: map[string]string{"who": name}, About: []branch.MemberID{m}}
}

// founded is a branch of the demo's people, and the register.
func founded(t *testing.T) (*store.Store, *office.Office) {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if faults := s.Check(); len(faults) > 0 {
			t.Error(faults)
		}
		s.Close()
	})
	list, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	nine := func(_ string, from time.Time) time.Time { return (branch.DateOf(from) + 1).At(9, 0) }
	o := &office.Office{Calendar: branch.ChinaCalendar(), When: nine, Matters: []office.Matter{Topic().Office}}
	now := at(time.March, 2, 9)
	if _, err := s.Update(func(tx *store.Tx) error {
		f, faults := branch.Establish(list, "", branch.DateOf(now))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		b, err := o.Found(tx, f, now)
		for _, m := range office.MembersOf(tx, b, func(branch.Member) bool { return true }) {
			o.Attach(tx, m, chat.Account(fmt.Sprint("tg:", m.ID)), chat.Chat(fmt.Sprint("tg:", m.ID)), now)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return s, o
}

func who(tx *store.Tx, id branch.MemberID) branch.Member { m, _ := office.Member(tx, 1, id); return m }

// TestDeedsTwice runs every deed twice from the same state: another engine may do so. It must write the same.
func TestDeedsTwice(t *testing.T) {
	s, o := founded(t)
	day := branch.On(2026, time.April, 1)
	for _, step := range []struct {
		deed string
		do   func(tx *store.Tx) error
	}{
		{"Log", func(tx *store.Tx) error {
			_, err := Honours.Log(tx, who(tx, organiser), honour("江月华", "先进工作者", "已推荐", day), at(4, 1, 11))
			return err
		}},
		{"Log a secret one", func(tx *store.Tx) error {
			_, err := care.Log(tx, who(tx, secretary), visited(cared, "某同志", day), at(4, 1, 11))
			return err
		}},
		{"EnterOutcome", func(tx *store.Tx) error {
			return Honours.EnterOutcome(tx, who(tx, organiser), 1, "已获评", at(4, 2, 11))
		}},
		{"Amend", func(tx *store.Tx) error {
			_, err := Honours.Amend(tx, who(tx, organiser), 1, 1, honour("江月华", "劳动奖章", "已获评", day), at(4, 3, 11))
			return err
		}},
		{"SendFile", func(tx *store.Tx) error { return Honours.SendFile(tx, who(tx, organiser), at(4, 3, 11)) }},
		{"Withdraw", func(tx *store.Tx) error { return Honours.Withdraw(tx, who(tx, organiser), 1, at(4, 4, 11)) }},
		{"Erase", func(tx *store.Tx) error { return o.Erase(tx, who(tx, cared), at(4, 4, 11)) }},
	} {
		twice.Do(t, s, step.deed, step.do)
	}
}

// aside runs a deed and leaves nothing behind.
func aside(t *testing.T, s *store.Store, do func(tx *store.Tx)) {
	t.Helper()
	undone := errors.New("undone")
	if _, err := s.Update(func(tx *store.Tx) error { do(tx); return undone }); !errors.Is(err, undone) {
		t.Fatal(err)
	}
}

// TestHistory: an entry keeps what it said before and when it was logged, so that a later day can ask what was known then.
func TestHistory(t *testing.T) {
	s, _ := founded(t)
	day := branch.On(2026, time.April, 1)
	aside(t, s, func(tx *store.Tx) {
		me := who(tx, organiser)
		e, err := Honours.Log(tx, me, honour("江月华", "先进工作者", "已推荐", day), at(4, 1, 11))
		err = errors.Join(err, Honours.EnterOutcome(tx, me, e.ID, "已获评", at(4, 2, 11)), Honours.EnterOutcome(tx, me, e.ID, "已获评", at(4, 2, 12)))
		_, amended := Honours.Amend(tx, who(tx, secretary), e.ID, 1, honour("江月华", "劳动奖章", "已获评", day-1), at(4, 5, 11))
		if err = errors.Join(err, amended, Honours.Withdraw(tx, me, e.ID, at(4, 9, 11))); err != nil {
			t.Fatal(err)
		}
		e, _ = Honours.Get(tx, 1, e.ID)
		if len(e.Was) != 2 || e.LoggedBy != organiser || !e.LoggedAt.Equal(at(4, 1, 11)) || e.Settled != day+1 || !e.Was[0].Settling || e.Was[1].Changer != secretary {
			t.Errorf("kept is %+v", e)
		}
		if _, known := e.KnownAt(at(4, 1, 10)); known {
			t.Error("it was known before it was logged")
		}
		for at, says := range map[time.Time]string{
			at(4, 1, 12): "2026-04-01 先进工作者（市级，已推荐）", at(4, 3, 9): "2026-04-01 先进工作者（市级，已获评）", at(4, 6, 9): "2026-03-31 劳动奖章（市级，已获评）",
		} {
			if then, ok := e.KnownAt(at); !ok || Honours.Line(then) != says || then.Withdrawn != nil {
				t.Errorf("at %v it was %s", at, Honours.Line(then))
			}
		}
		if then, ok := e.KnownAt(at(4, 10, 9)); !ok || then.Withdrawn == nil {
			t.Error("in the end it is not withdrawn")
		}
	})
}

// TestWhoCorrects: of 表彰, who keeps them, at any time; of the secret kind, who has logged it, for seven days. Nobody writes over what
// somebody else has changed meanwhile.
func TestWhoCorrects(t *testing.T) {
	s, _ := founded(t)
	day := branch.On(2026, time.April, 1)
	aside(t, s, func(tx *store.Tx) {
		_, err := Honours.Log(tx, who(tx, organiser), honour("江月华", "先进工作者", "已推荐", day), at(4, 1, 11))
		_, err2 := care.Log(tx, who(tx, secretary), visited(cared, "某同志", day), at(4, 1, 11))
		if err = errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		amend := func(k Kind, by branch.MemberID, changes int, now time.Time) string {
			c := visited(cared, "某同志", day-1)
			if k.Name == Honours.Name {
				c = honour("江月华", "劳动奖章", "已推荐", day)
			}
			refused := errors.New("")
			undo := errors.New("undo")
			if err := tx.Try(func() error {
				_, refused = k.Amend(tx, who(tx, by), 1, changes, c, now)
				return undo
			}); !errors.Is(err, undo) {
				t.Fatal(err)
			}
			if refused == nil {
				return ""
			}
			return refused.Error()
		}
		later := branch.On(2028, time.April, 1).At(9, 0)
		for _, c := range []struct {
			what    string
			k       Kind
			by      branch.MemberID
			changes int
			now     time.Time
			says    string
		}{
			{"who keeps 表彰 corrects years later", Honours, secretary, 0, later, ""},
			{"a member does not", Honours, member, 0, at(4, 1, 12), "这项操作不在您的职责范围内。"},
			{"what was changed meanwhile stays", Honours, secretary, 1, later, moved},
			{"who has logged it corrects on the last day", care, secretary, 0, at(4, 8, 23), ""},
			{"and not after it", care, secretary, 0, at(4, 9, 1), "登记后7天内本人可以更正或撤回"},
			{"who only may see it does not", care, inspector, 0, at(4, 1, 12), "登记后7天内本人可以更正或撤回"},
			{"who may not see it does not", care, organiser, 0, at(4, 1, 12), "这项操作不在您的职责范围内。"},
		} {
			t.Run(c.what, func(t *testing.T) {
				if got := amend(c.k, c.by, c.changes, c.now); got != c.says && (c.says == "" || got[:min(len(got), len(c.says))] != c.says) {
					t.Errorf("answered %q", got)
				}
			})
		}
	})
}

// TestRefused: what nobody may enter is refused by the deed, whatever the form has let through.
func TestRefused(t *testing.T) {
	s, _ := founded(t)
	day := branch.On(2026, time.April, 1)
	aside(t, s, func(tx *store.Tx) {
		firm := honour("总经理王先生", "劳动奖章", "已推荐", day)
		firm.Answers["contact"] = json.RawMessage("99")
		whole := honour("江月华", "先进工作者", "已推荐", day)
		delete(whole.Answers, "honour")
		for what, c := range map[string]Content{
			"a day to come": honour("江月华", "先进工作者", "已推荐", day+1), "no day": honour("江月华", "先进工作者", "已推荐", 0), "no such outcome": honour("江月华", "先进工作者", "得了", day),
			"an answer is missing": whole, "no such enterprise": firm, "no such member": honour("江月华", "先进工作者", "已推荐", day, 99),
		} {
			if e, err := Honours.Log(tx, who(tx, organiser), c, at(4, 1, 11)); err == nil {
				t.Errorf("%s is taken: %+v", what, e)
			}
		}
		if _, err := Honours.Log(tx, who(tx, member), honour("江月华", "先进工作者", "已推荐", day), at(4, 1, 11)); err == nil {
			t.Error("a member enters an honour")
		}
		if n := len(dumpedOf(tx, "entries")); n > 0 {
			t.Errorf("%d entries are left", n)
		}
	})
}

func dumpedOf(tx *store.Tx, table string) (list []any) {
	for name, row := range store.Dump(tx) {
		if name == table {
			list = append(list, row)
		}
	}
	return list
}

// TestErase: with somebody who has everything erased go the entries of the kind that goes, and only those about nobody else; 表彰
// are the branch's own.
func TestErase(t *testing.T) {
	s, o := founded(t)
	day := branch.On(2026, time.April, 1)
	aside(t, s, func(tx *store.Tx) {
		both := visited(cared, "某同志", day)
		both.About = []branch.MemberID{cared, member}
		for _, c := range []Content{visited(cared, "某同志", day), both, visited(member, "另一位", day)} {
			if _, err := care.Log(tx, who(tx, secretary), c, at(4, 1, 11)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Honours.Log(tx, who(tx, organiser), honour(who(tx, cared).Name, "先进工作者", "已获评", day, cared), at(4, 1, 11)); err != nil {
			t.Fatal(err)
		}
		if err := o.Erase(tx, who(tx, cared), at(4, 2, 9)); err != nil {
			t.Fatal(err)
		}
		_, own := care.Get(tx, 1, 1)
		_, shared := care.Get(tx, 1, 2)
		_, others := care.Get(tx, 1, 3)
		if own || !shared || !others || len(Honours.All(tx, 1)) != 1 {
			t.Errorf("left are: the own %v, that of two %v, another's %v; honours %d", own, shared, others, len(Honours.All(tx, 1)))
		}
	})
}

// TestSecret: what is secret stands in no report, no ledger and not among what its subject is told is stored; what is not, does.
func TestSecret(t *testing.T) {
	s, o := founded(t)
	day := branch.On(2026, time.April, 1)
	aside(t, s, func(tx *store.Tx) {
		_, err := care.Log(tx, who(tx, secretary), visited(cared, "某同志", day), at(4, 1, 11))
		_, err2 := Honours.Log(tx, who(tx, organiser), honour("某同志", "先进工作者", "已获评", day, cared), at(4, 1, 11))
		_, err3 := Honours.Log(tx, who(tx, organiser), honour("某同志", "落选的荣誉", "未获评", day, cared), at(4, 1, 11))
		if err = errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
		b := office.GetBranch(tx, 1)
		count := func(m branch.MemberID) map[string]int {
			n := map[string]int{}
			for _, h := range o.Holdings() {
				if k := h.Count(tx, who(tx, m)); k > 0 && slices.Contains(h.Tables, "entries") {
					n[h.Label] = k
				}
			}
			return n
		}
		for m, want := range map[branch.MemberID]string{cared: "map[上级推荐和表彰:2]", secretary: "map[关怀帮扶:1]", organiser: "map[上级推荐和表彰:2]", member: "map[]"} {
			if got := fmt.Sprint(count(m)); got != want {
				t.Errorf("stored about %d: %s, want %s", m, got, want)
			}
		}
		if list := Topic().Office.Sheets(tx, b, 2026, day); len(list) != 1 || list[0].Name != "先进典型和表彰" || len(list[0].Rows) != 2 {
			t.Errorf("the ledger has %+v", list)
		}
		group := who(tx, cared).Group
		year := office.Evidence{Branch: 1, From: branch.On(2026, 1, 1), To: branch.On(2026, 12, 31)}
		quarter := office.Evidence{Branch: 1, Group: group, From: branch.On(2026, 4, 1), To: branch.On(2026, 6, 30)}
		other := quarter
		other.Group++
		for q, want := range map[office.Evidence]string{year: "[表彰：某同志4月1日获得先进工作者（市级）。]", quarter: "[表彰：某同志4月1日获得先进工作者（市级）。]", other: "[]"} {
			if got := fmt.Sprint(o.Evidence(tx, q)); got != want {
				t.Errorf("evidence for %+v is %s", q, got)
			}
		}
	})
}

// TestSheet writes a year on each sheet, and no line of what was withdrawn.
func TestSheet(t *testing.T) {
	s, _ := founded(t)
	day := branch.On(2026, time.April, 1)
	aside(t, s, func(tx *store.Tx) {
		me := who(tx, secretary)
		b := office.GetBranch(tx, 1)
		if list := care.Tables(tx, b, at(4, 1, 11)); len(list) != 1 || len(list[0].Rows) != 0 {
			t.Errorf("before there is anything: %+v", list)
		}
		for _, d := range []branch.Date{day, day - 200, day - 1, day - 2} {
			if _, err := care.Log(tx, me, visited(cared, "某同志", d), at(4, 1, 11)); err != nil {
				t.Fatal(err)
			}
		}
		if err := care.Withdraw(tx, me, 3, at(4, 2, 11)); err != nil {
			t.Fatal(err)
		}
		list := care.Tables(tx, b, at(4, 3, 11))
		if len(list) != 2 || list[0].Name != "2026年" || list[1].Name != "2025年" || len(list[0].Rows) != 2 || len(list[1].Rows) != 1 {
			t.Fatalf("written is %+v", list)
		}
		if got, want := fmt.Sprint(list[0].Head, list[0].Rows[0]), "[序号 同志 做法 日期 备注 登记人 登记日期 更正日期] [1 某同志 走访慰问 2026年4月1日  "+me.Name+" 2026年4月1日 ]"; got != want {
			t.Errorf("written is %s, want %s", got, want)
		}
		if care.mayFile(tx, who(tx, organiser), nil) || !care.mayFile(tx, who(tx, inspector), nil) {
			t.Error("the sheet of a secret kind is for who may not see it, or not for who may")
		}
	})
}
