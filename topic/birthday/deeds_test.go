package birthday

import (
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

// nine is a stand-in for scheduler.When with the default settings: the next 9:00.
func nine(_ string, from time.Time) time.Time {
	at := branch.DateOf(from).At(9, 0)
	if at.Before(from) {
		at = (branch.DateOf(from) + 1).At(9, 0)
	}
	return at
}

// founded is a branch of the demo's people, all but one of whom can be reached.
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
	o := &office.Office{Calendar: branch.ChinaCalendar(), When: nine, Matters: []office.Matter{Topic.Office}}
	now := branch.On(2026, time.March, 2).At(9, 0)
	if _, err := s.Update(func(tx *store.Tx) error {
		f, faults := branch.Establish(list, "", branch.DateOf(now))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		b, err := o.Found(tx, f, now)
		for _, m := range office.MembersOf(tx, b, func(m branch.Member) bool { return m.ID != newcomer }) {
			o.Attach(tx, m, chat.Account(fmt.Sprint("tg:", m.ID)), chat.Chat(fmt.Sprint("tg:", m.ID)), now)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return s, o
}

// Some of its people.
const (
	organiser = 2
	newcomer  = 4 // has no account
)

// TestDeedsTwice runs every deed twice from the same state: another engine may do so. It must write the same.
func TestDeedsTwice(t *testing.T) {
	s, o := founded(t)
	day := func(m time.Month, d, hour int) time.Time { return branch.On(2026, m, d).At(hour, 0) }
	who := func(tx *store.Tx, id branch.MemberID) branch.Member {
		m, ok := office.Member(tx, 1, id)
		if !ok {
			t.Fatal("no member ", id)
		}
		return m
	}
	due := func(push string, subject int64, at time.Time) store.Due {
		return store.Due{Push: push, Branch: 1, Subject: subject, At: at}
	}
	for _, step := range []struct {
		deed string
		do   func(tx *store.Tx) error
	}{
		{"Greet", func(tx *store.Tx) error {
			Greet(o, tx, due(PushGreeting, 25, day(3, 12, 9)), day(3, 12, 9))
			return nil
		}},
		{"FollowGreeting", func(tx *store.Tx) error {
			FollowGreeting(o, tx, due(PushGreeted, 25, day(3, 13, 9)), day(3, 13, 9))
			return nil
		}},
		{"SendChecklist", func(tx *store.Tx) error {
			SendChecklist(o, tx, due(PushChecklist, 25, branch.On(2027, 3, 5).At(9, 0)), branch.On(2027, 3, 5).At(9, 0))
			return nil
		}},
		{"Tick", func(tx *store.Tx) error {
			return Tick(o, tx, who(tx, organiser), 25, 2027, CheckTalk, true, branch.On(2027, 3, 6).At(9, 0))
		}},
		{"SendMonth", func(tx *store.Tx) error { SendMonth(o, tx, due(PushMonth, 0, day(4, 1, 9)), day(4, 1, 9)); return nil }},
		{"GreetTogether", func(tx *store.Tx) error {
			GreetTogether(o, tx, due(PushTogether, 0, day(4, 1, 9)), day(4, 1, 9))
			return nil
		}},
		{"Reflect", func(tx *store.Tx) error {
			_, err := Reflect(o, tx, who(tx, 25), 2026, "不忘初心。", day(3, 13, 9))
			return err
		}},
		{"ShareReflection", func(tx *store.Tx) error {
			_, err := ShareReflection(o, tx, who(tx, 25), 2026, true, day(3, 13, 9))
			return err
		}},
		{"Unwrite", func(tx *store.Tx) error {
			_, err := Unwrite(o, tx, who(tx, 25), 2026, 1, day(3, 13, 9))
			return err
		}},
		{"Reflect", func(tx *store.Tx) error {
			_, err := Reflect(o, tx, who(tx, 25), 2026, "牢记使命。", day(3, 13, 9))
			return err
		}},
		{"ShareReflection", func(tx *store.Tx) error {
			_, err := ShareReflection(o, tx, who(tx, 25), 2026, true, day(3, 13, 9))
			return err
		}},
		{"PrintCard", func(tx *store.Tx) error { return PrintCard(o, tx, who(tx, organiser), 25, 2026, day(3, 13, 9)) }},
		{"SendBirthdays", func(tx *store.Tx) error { return SendBirthdays(o, tx, who(tx, organiser), day(3, 13, 9)) }},
		{"SendReflections", func(tx *store.Tx) error { return SendReflections(o, tx, who(tx, organiser), day(3, 13, 9)) }},
	} {
		twice.Do(t, s, step.deed, step.do)
	}
}

// TestPushNames keeps the names that stand in stores.
func TestPushNames(t *testing.T) {
	var names []string
	for _, p := range pushes {
		if names = append(names, p.Name); (p.Do == nil) == (p.DoKeyed == nil) || p.Grace == "" {
			t.Errorf("%s does nothing, or does not say until when it is worth saying", p.Name)
		}
	}
	if want := []string{"greeting", "greeting.check", "greeting.together", "greeting.list", "greeting.month"}; !slices.Equal(names, want) {
		t.Errorf("the pushes are %q", names)
	}
}

// TestHandedOn has a group's leader leave while a checklist is out: the successor gets it, and the leader is planned for no longer.
func TestHandedOn(t *testing.T) {
	s, o := founded(t)
	at := func(d, hour int) time.Time { return branch.On(2026, time.June, d).At(hour, 0) }
	done := errors.New("done")
	if _, err := s.Update(func(tx *store.Tx) error {
		p := office.People(tx, 1)
		leader := p.Active(func(m branch.Member) bool {
			return m.Post == branch.NoPost && p.Group(m.Group).Leader != m.ID && m.ID != newcomer
		})[0]
		mates := p.Active(func(m branch.Member) bool {
			return m.Group == leader.Group && m.ID != leader.ID && m.Post == branch.NoPost && m.ID != newcomer
		})
		next, celebrant := mates[0], mates[1]
		p.Group(leader.Group).Leader = leader.ID
		p.Member(celebrant.ID).Joined = branch.On(2010, time.June, 16)
		if _, err := o.Rewrite(tx, 1, 0, "名册", p, at(1, 9)); err != nil {
			return err
		}
		SendChecklist(o, tx, store.Due{Push: PushChecklist, Branch: 1, Subject: int64(celebrant.ID), At: at(9, 9)}, at(9, 9))
		has := func(m branch.Member) bool {
			m, _ = office.Member(tx, 1, m.ID)
			_, shown := tx.ShownAs(office.Chat(tx, m), KeyPrepare(1))
			return shown
		}
		if !has(leader) || has(next) {
			t.Errorf("the leader has it: %v, the successor: %v", has(leader), has(next))
		}
		p = office.People(tx, 1)
		p.Group(leader.Group).Leader, p.Member(leader.ID).Status = next.ID, branch.Transferred
		if _, err := o.Rewrite(tx, 1, 0, "名册", p, at(10, 9)); err != nil {
			return err
		}
		if !has(next) {
			t.Error("the successor was not handed the checklist")
		}
		for _, push := range []string{PushGreeting, PushChecklist} {
			if due, planned := store.Dues.Get(tx, store.K[int64]().Str(push).Int(1).Int(int64(leader.ID))); planned {
				t.Errorf("%s is due of who has left, at %v", push, due.At)
			}
		}
		return done
	}); !errors.Is(err, done) {
		t.Fatal(err)
	}
}

// TestTickIsOnesOwn: what somebody has recorded is taken back by who recorded it or keeps the branch's 政治生日; nobody else has a button for it.
func TestTickIsOnesOwn(t *testing.T) {
	s, o := founded(t)
	at := branch.On(2026, time.June, 9).At(9, 0)
	done := errors.New("done")
	if _, err := s.Update(func(tx *store.Tx) error {
		people := office.People(tx, 1)
		plain := people.Active(func(m branch.Member) bool { return m.Post == branch.NoPost && m.ID != newcomer })
		celebrant, leader := plain[0], plain[1]
		keeper := people.Active(func(m branch.Member) bool { return m.Post.Is(branch.OrganisationPost) })[0]
		people.Member(celebrant.ID).Joined = branch.On(2010, time.June, 16)
		people.Member(leader.ID).Group = celebrant.Group
		people.Group(celebrant.Group).Leader = leader.ID
		if _, err := o.Rewrite(tx, 1, 0, "名册", people, at); err != nil {
			return err
		}
		who := func(id branch.MemberID) branch.Member { m, _ := office.Member(tx, 1, id); return m }
		SendChecklist(o, tx, store.Due{Push: PushChecklist, Branch: 1, Subject: int64(celebrant.ID), At: at}, at)
		year := branch.DateOf(at).Year()
		if err := Tick(o, tx, who(keeper.ID), celebrant.ID, year, CheckTalk, true, at); err != nil {
			return err
		}
		if err := Tick(o, tx, who(leader.ID), celebrant.ID, year, CheckCard, true, at); err != nil {
			return err
		}
		offered := func(m branch.Member, check Check) bool {
			for _, v := range Preparing(o, tx, m, branch.DateOf(at)) {
				for _, b := range slices.Concat(checklistCard(v, true).Rows...) {
					if b.Label == "更正："+check.String() {
						return true
					}
				}
			}
			return false
		}
		for _, c := range []struct {
			who  branch.Member
			item Check
			may  bool
		}{
			{who(leader.ID), CheckCard, true},
			{who(leader.ID), CheckTalk, false},
			{who(keeper.ID), CheckTalk, true},
			{who(keeper.ID), CheckCard, true},
		} {
			if offered(c.who, c.item) != c.may {
				t.Errorf("the button to take back %s is on the card of %s: %v", c.item, c.who.Name, !c.may)
			}
			err := Tick(o, tx, c.who, celebrant.ID, year, c.item, false, at)
			if (err == nil) != c.may {
				t.Errorf("%s takes back %s: %v", c.who.Name, c.item, err)
			}
			if c.may {
				by := who(keeper.ID)
				if c.item == CheckCard {
					by = who(leader.ID)
				}
				if err := Tick(o, tx, by, celebrant.ID, year, c.item, true, at); err != nil {
					return err
				}
			}
		}
		return done
	}); !errors.Is(err, done) {
		t.Fatal(err)
	}
}

// TestGreetDay finds the day that a greeting is for, however late it is.
func TestGreetDay(t *testing.T) {
	for _, c := range []struct {
		joined, due branch.Date
		marchFirst  bool
		want        branch.Date
	}{
		{branch.On(2001, 3, 5), branch.On(2026, 3, 5), false, branch.On(2026, 3, 5)},
		{branch.On(2001, 3, 5), branch.On(2026, 3, 7), false, branch.On(2026, 3, 5)},
		{branch.On(2001, 12, 30), branch.On(2027, 1, 1), false, branch.On(2026, 12, 30)},
		{branch.On(2004, 2, 29), branch.On(2026, 3, 1), false, branch.On(2026, 2, 28)},
		{branch.On(2004, 2, 29), branch.On(2026, 3, 1), true, branch.On(2026, 3, 1)},
		{branch.On(2004, 2, 29), branch.On(2028, 3, 1), false, branch.On(2028, 2, 29)},
	} {
		b := branch.Branch{Settings: branch.Settings{MarchFirst: c.marchFirst}}
		if got := greetDay(b, branch.Member{Joined: c.joined}, c.due); got != c.want {
			t.Errorf("joined %s, due %s: the greeting is for %s, want %s", c.joined, c.due, got, c.want)
		}
	}
}

// TestKeepers: the 党务干事 keeps the 政治生日 of everybody else.
func TestKeepers(t *testing.T) {
	s, _ := founded(t)
	done := errors.New("done")
	if _, err := s.Update(func(tx *store.Tx) error {
		people := office.MembersOf(tx, 1, func(m branch.Member) bool { return m.Post == branch.NoPost })
		clerk, plain := people[0], people[1]
		clerk.Post = branch.PartyClerk
		store.Members.Put(tx, clerk)
		is := func(m branch.Member) bool { return m.ID == clerk.ID }
		if !slices.ContainsFunc(keepers(tx, plain), is) {
			t.Error("the 党务干事 does not prepare a 政治生日")
		}
		if slices.ContainsFunc(keepers(tx, clerk), is) {
			t.Error("the 党务干事 prepares the own 政治生日")
		}
		return done
	}); !errors.Is(err, done) {
		t.Fatal(err)
	}
}

// TestOwnWordsWaitForAWord: an account that nobody has vouched for does not read what its member keeps.
func TestOwnWordsWaitForAWord(t *testing.T) {
	s, _ := founded(t)
	if _, err := s.Update(func(tx *store.Tx) error {
		me, _ := office.Member(tx, 1, 9)
		Reflections.Put(tx, Reflection{Branch: 1, Member: 9, Year: 2025, Parts: []string{"只给自己看。"}})
		if _, ok := ReflectionOf(tx, me, 9, 2025); !ok {
			t.Error("the member does not read it")
		}
		row := office.BindingOf(tx, me)
		row.Unvouched = true
		store.Bindings.Put(tx, row)
		if _, ok := ReflectionOf(tx, me, 9, 2025); ok {
			t.Error("an account that nobody has vouched for reads it")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
