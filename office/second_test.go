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
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/vault"
)

// smallBranch is a branch inside a transaction that is dropped in the end: 甲1 to 甲5 hold the seats (书记, 组织委员, 纪检委员, 副书记,
// 宣传委员), 甲6 to 甲8 lead the groups, 甲9 is plain, the tenth and the eleventh
// share a name, 甲12 is probationary and has no account.
type smallBranch struct {
	*testing.T
	o    *office.Office
	tx   *store.Tx
	now  time.Time
	keys []string
}

const (
	theSecretary = branch.MemberID(1)
	theOrganiser = branch.MemberID(2)
	theInspector = branch.MemberID(3)
	theDeputy    = branch.MemberID(4)
	thePublicity = branch.MemberID(5)
	plain        = branch.MemberID(9)
)

// atDesk runs what needs a branch with everybody bound but the last.
func atDesk(t *testing.T, do func(d *smallBranch)) {
	t.Helper()
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var keys []string
	for range 3 {
		key, err := v.Fresh()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	dropped := errors.New("dropped")
	if _, err := s.Update(func(tx *store.Tx) error {
		d := &smallBranch{t, &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}, tx, branch.On(2026, time.May, 18).At(10, 0), keys}
		r := smallRoster()
		r.People[9].Name, r.People[10].Name = "李䶮", "李䶮"
		for i := 0; i < 2; i++ { // a second branch, of the same people
			f, faults := branch.Establish(r, []string{"", "中共邻县台办机关支部委员会"}[i], branch.DateOf(d.now))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			b, err := d.o.Found(tx, f, d.now)
			if err != nil {
				return err
			}
			for _, m := range office.Everybody(tx, b) {
				if m.ID != 12 {
					to := fmt.Sprint("tg:", b, "-", m.ID)
					d.o.Attach(tx, m, chat.Account(to), chat.Chat(to), d.now)
				}
			}
		}
		d.now = d.now.Add(time.Hour)
		do(d)
		return dropped
	}); !errors.Is(err, dropped) {
		t.Fatal(err)
	}
}

// Fatal and Fatalf end the test from inside the transaction, which must not be left by the goroutine's end.
func (d *smallBranch) Fatal(args ...any) {
	d.Helper()
	d.Error(args...)
	panic("the test has failed")
}

// Fatalf is Fatal with a format.
func (d *smallBranch) Fatalf(format string, args ...any) {
	d.Helper()
	d.Fatal(fmt.Sprintf(format, args...))
}

func (d *smallBranch) who(id branch.MemberID) branch.Member {
	d.Helper()
	m, ok := office.Member(d.tx, 1, id)
	if !ok {
		d.Fatal("nobody is ", id)
	}
	return m
}

func (d *smallBranch) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *smallBranch) refused(what string, err error) {
	d.Helper()
	if refusal := office.Refusal(""); !errors.As(err, &refusal) {
		d.Errorf("%s: %v", what, err)
	}
}

// waitsFor reports whether a pending change is at somebody's home to be confirmed.
func (d *smallBranch) waitsFor(id branch.MemberID) bool {
	return slices.ContainsFunc(d.o.Waits(d.tx, d.who(id), d.now), func(t cards.Task) bool { return strings.HasPrefix(t.Text, "确认变动") })
}

// shows returns what somebody is shown under a key.
func (d *smallBranch) shows(id branch.MemberID, key string) string {
	s, _ := d.tx.ShownAs(office.Chat(d.tx, d.who(id)), key)
	if w, ok := store.Waitings.Get(d.tx, store.ChatKey(office.Chat(d.tx, d.who(id))).Int(s.Waiting)); ok && w.Card != nil {
		return w.Card.PlainText()
	}
	return ""
}

// enter has somebody enter a change that takes effect at once.
func (d *smallBranch) enter(by branch.MemberID, c branch.Change) (branch.Change, error) {
	d.now = d.now.Add(time.Minute)
	if c.From == 0 {
		c.From = branch.DateOf(d.now)
	}
	return d.o.Change(d.tx, d.who(by), c, d.now)
}

// appoint has the 书记 and the 组织委员 give somebody a post, as it ought to be done.
func (d *smallBranch) appoint(m branch.MemberID, post branch.Post) {
	d.Helper()
	c, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: m, Choice: string(post)})
	d.ok(err)
	d.ok(d.o.ConfirmPending(d.tx, d.who(theSecretary), int64(c.ID), d.now))
	if !d.who(m).Post.Is(post) {
		d.Fatalf("%d is not %s", m, post)
	}
}

func (d *smallBranch) only() store.Pending {
	d.Helper()
	list := office.PendingsOf(d.tx, 1)
	if len(list) != 1 {
		d.Fatalf("%d changes wait", len(list))
	}
	return list[0]
}

// roster proposes the branch's roster with a change, as an officer sends it, and confirms it.
func (d *smallBranch) roster(by branch.MemberID, change func(p []branch.RosterPerson) []branch.RosterPerson) (cards.ImportView, error) {
	d.Helper()
	var list []branch.RosterPerson
	p := office.People(d.tx, 1)
	for i, m := range p.Active(nil) {
		list = append(list, branch.RosterPerson{Row: i + 2, Mark: branch.MemberMark(1, m.ID), Name: m.Name, Group: p.GroupName(m.Group), Section: m.Section,
			Post: m.Post, GroupLeader: p.Group(m.Group).Leader == m.ID, Joined: m.Joined, Full: m.Full})
	}
	r := branch.Roster{Branch: office.GetBranch(d.tx, 1).Name, People: change(list),
		Columns: []branch.Column{branch.ColName, branch.ColGroup, branch.ColSection, branch.ColPost, branch.ColHead, branch.ColJoined, branch.ColFull, branch.ColMark}}
	d.now = d.now.Add(time.Minute)
	_, faults, err := d.o.Propose(d.tx, 1, by, "名册.xlsx", "", r, d.now)
	if len(faults) > 0 || err != nil {
		d.Fatal(faults, err)
	}
	x, ok := office.GetProposal(d.tx, 1, by)
	if !ok {
		d.Fatal("no proposal")
	}
	v, stale, err := d.o.ConfirmImport(d.tx, x, d.now)
	if stale {
		d.Fatal("nothing has changed in between")
	}
	return v, err
}

// TestNobodyAppointsAlone: whichever way an officer takes, what gives or takes a post, or changes the officer's own rights, waits for
// another officer, and changes nothing until then.
func TestNobodyAppointsAlone(t *testing.T) {
	committee := func(at map[branch.Post]branch.MemberID) (list []branch.MemberID) {
		now := map[branch.Post]branch.MemberID{branch.Secretary: 1, branch.OrganisationPost: 2, branch.DisciplinePost: 3, branch.DeputySecretary: 4, branch.PublicityPost: 5}
		for _, p := range branch.Posts {
			if m, other := at[p]; other {
				list = append(list, m)
			} else {
				list = append(list, now[p])
			}
		}
		return list
	}
	form := func(by branch.MemberID, c branch.Change) func(*smallBranch) error {
		return func(d *smallBranch) error { _, err := d.enter(by, c); return err }
	}
	line := func(row int, change func(*branch.RosterPerson)) func(*smallBranch) error {
		return func(d *smallBranch) error {
			_, err := d.roster(theOrganiser, func(p []branch.RosterPerson) []branch.RosterPerson { change(&p[row-1]); return p })
			return err
		}
	}
	for _, c := range []struct {
		name   string
		do     func(*smallBranch) error
		alone  bool   // takes effect at once
		judges string // who may confirm it: the numbers of 甲
	}{
		{name: "by form: a post for oneself", do: form(2, branch.Change{Kind: "appoint", Member: 2, Choice: "纪检委员"}), judges: "14"},
		{name: "by form: a post for somebody else", do: form(2, branch.Change{Kind: "appoint", Member: 9, Choice: "宣传委员"}), judges: "14"},
		{name: "by form: dismissed", do: form(4, branch.Change{Kind: "appoint", Member: 1, Choice: branch.Dismissed}), judges: "12"},
		{name: "by form: a member of the committee leaves", do: form(2, branch.Change{Kind: "leave", Member: 3, Choice: "去世"}), judges: "14"},
		{name: "by form: who gains does not confirm", do: form(2, branch.Change{Kind: "appoint", Member: 4, Choice: "书记"}), judges: "1"},
		{name: "by form: a new committee", do: form(2, branch.Change{Kind: "committee", Members: committee(map[branch.Post]branch.MemberID{branch.DisciplinePost: 2})}), judges: "14"},
		{name: "by form: a new committee of a day to come", do: form(2, branch.Change{Kind: "committee", Members: committee(map[branch.Post]branch.MemberID{branch.DisciplinePost: 9}), From: branch.On(2026, 7, 1)}), judges: "14"},
		{name: "by form: the lead of the own group", do: form(2, branch.Change{Kind: "appoint", Member: 2, Choice: branch.LeaderRole}), judges: "14"},
		{name: "by form: the own group", do: form(2, branch.Change{Kind: "move", Member: 2, Group: 3}), judges: "14"},
		{name: "by form: 领导班子成员 oneself", do: form(2, branch.Change{Kind: "appoint", Member: 2, Choice: branch.InLeadership}), judges: "14"},
		{name: "by form: the own restriction lifted", do: func(d *smallBranch) error {
			_, err := d.enter(1, branch.Change{Kind: "restrict", Member: 1, Choice: "留置", Reason: "某号决定"})
			return err
		}, judges: "3"},
		{name: "by roster: a seat passed on", do: func(d *smallBranch) error {
			_, err := d.roster(2, func(p []branch.RosterPerson) []branch.RosterPerson {
				p[4].Post, p[8].Post, p[9].Section = branch.NoPost, branch.PublicityPost, "新科室"
				return p
			})
			return err
		}, judges: "14"},
		{name: "by roster: somebody new with a post", do: func(d *smallBranch) error {
			_, err := d.roster(2, func(p []branch.RosterPerson) []branch.RosterPerson {
				p[4].Post = branch.NoPost
				return append(p, branch.RosterPerson{Row: 90, Name: "新同志", Group: p[0].Group, Post: branch.PublicityPost, Joined: branch.On(2001, 7, 1), Full: branch.On(2002, 7, 1)})
			})
			return err
		}, judges: "14"},
		{name: "by roster: the name of who holds a seat", do: line(3, func(p *branch.RosterPerson) { p.Name = "丙三" }), judges: "14"},
		{name: "by roster: the own group", do: line(2, func(p *branch.RosterPerson) { p.Group = "第3党小组" }), judges: "14"},
		{name: "by roster: nothing of the kind", do: line(9, func(p *branch.RosterPerson) { p.Section = "新科室" }), alone: true},
		{name: "by form: nothing of the kind", do: form(2, branch.Change{Kind: "move", Member: 9, Group: 2}), alone: true},
		{name: "by form: another's lead", do: form(2, branch.Change{Kind: "appoint", Member: 9, Choice: branch.LeaderRole}), alone: true},
		{name: "by form: another's restriction", do: form(1, branch.Change{Kind: "restrict", Member: 9, Choice: "留置", Reason: "某号决定"}), alone: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			atDesk(t, func(d *smallBranch) {
				before := office.People(d.tx, 1)
				d.ok(c.do(d))
				after := office.People(d.tx, 1)
				if changed := len(branch.Diff(before, after)) > 0; changed != c.alone {
					d.Fatalf("changed at once: %v", changed)
				}
				if c.alone {
					return
				}
				p := d.only()
				judges := ""
				for _, m := range office.Everybody(d.tx, 1) {
					if office.MaySecond(d.tx, m, p) {
						judges += fmt.Sprint(m.ID)
					}
					if asked := d.waitsFor(m.ID); asked != office.MaySecond(d.tx, m, p) {
						t.Errorf("%d is asked at home: %v", m.ID, asked)
					}
					if !office.MaySecond(d.tx, m, p) {
						d.refused(fmt.Sprint(m.ID, " confirms"), d.o.ConfirmPending(d.tx, m, p.ID, d.now))
					}
				}
				if judges != c.judges {
					t.Errorf("may be confirmed by %q, not %q", judges, c.judges)
				}
				other, _ := office.Member(d.tx, 2, theSecretary)
				d.refused("the other branch's 书记 confirms", d.o.ConfirmPending(d.tx, other, p.ID, d.now))
				if len(branch.Diff(before, office.People(d.tx, 1))) > 0 {
					t.Error("changed without a second officer")
				}
				judge := d.who(branch.MemberID(judges[0] - '0'))
				if text := d.shows(judge.ID, cards.KeyPending(1, p.ID)); !strings.Contains(text, strings.TrimSuffix(p.Says, "。")) {
					t.Errorf("%d is asked with %q", judge.ID, text)
				}
				d.ok(d.o.ConfirmPending(d.tx, judge, p.ID, d.now.Add(time.Hour)))
				if len(office.PendingsOf(d.tx, 1)) > 0 {
					t.Error("it waits still")
				}
				var last branch.Change
				for x := range store.Changes.Scan(d.tx, store.K[branch.BranchID](1)) {
					last = x
				}
				if last.Second != judge.ID || last.By != p.By || last.State == branch.ChangeDone && len(branch.Diff(before, office.People(d.tx, 1))) == 0 {
					t.Errorf("confirmed: %+v", last)
				}
				d.refused("confirmed twice", d.o.ConfirmPending(d.tx, judge, p.ID, d.now))
			})
		})
	}
}

// TestUndoNeedsTwo: what two officers have done, one of them does not undo: neither what was carried out nor what is planned.
func TestUndoNeedsTwo(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		d.appoint(plain, branch.DisciplinePost)
		done := branch.ChangeID(1)
		for _, id := range []branch.MemberID{theOrganiser, theSecretary} {
			d.ok(d.o.UndoChange(d.tx, d.who(id), done, d.now.Add(time.Minute)))
			if !d.who(plain).Post.Is(branch.DisciplinePost) {
				d.Fatal("undone by one")
			}
			d.refused("asked for twice", d.o.UndoChange(d.tx, d.who(id), done, d.now.Add(time.Minute)))
			p := d.only()
			d.refused("confirmed by who gets the seat back", d.o.ConfirmPending(d.tx, d.who(theInspector), p.ID, d.now))
			if id == theOrganiser {
				d.ok(d.o.RefusePending(d.tx, d.who(theDeputy), p.ID, d.now))
				if text := d.shows(theOrganiser, cards.KeyPending(1, p.ID)); !strings.Contains(text, "甲4同志不同意") {
					t.Errorf("who entered it is told %q", text)
				}
				continue
			}
			d.ok(d.o.ConfirmPending(d.tx, d.who(theDeputy), p.ID, d.now.Add(2*time.Minute)))
			if !d.who(theInspector).Held(branch.DisciplinePost, d.now.Add(-time.Hour)) || d.who(plain).Post != branch.NoPost || len(d.who(plain).Since) > 0 {
				t.Error("not undone: ", d.who(plain).Post, d.who(theInspector).Since)
			}
		}
		// Of a day to come: a dismissal that was confirmed is not withdrawn by whom it is about.
		c, err := d.enter(theSecretary, branch.Change{Kind: "appoint", Member: theOrganiser, Choice: branch.Dismissed, From: branch.On(2026, 7, 1)})
		d.ok(err)
		d.ok(d.o.ConfirmPending(d.tx, d.who(theDeputy), int64(c.ID), d.now))
		d.ok(d.o.UndoChange(d.tx, d.who(theOrganiser), 2, d.now))
		if x, _ := office.GetChange(d.tx, 1, 2); x.State != branch.ChangePlanned {
			d.Fatalf("withdrawn by one: %+v", x)
		}
		p := d.only()
		d.ok(d.o.RefusePending(d.tx, d.who(theOrganiser), p.ID, d.now)) // by who entered it: withdrawn
		d.o.CarryOutChange(d.tx, store.Due{Push: office.PushChange, Branch: 1, Subject: 2}, branch.On(2026, 7, 1).At(0, 0))
		if d.who(theOrganiser).May(branch.KeepRoster) {
			t.Error("still in office on the day")
		}
	})
}

// TestPlannedBecomesWeighty: somebody's leaving, entered by one officer for a day to come, does not take the post away that he or she
// has been given since.
func TestPlannedBecomesWeighty(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		_, err := d.enter(theOrganiser, branch.Change{Kind: "leave", Member: plain, Choice: "转出", From: branch.On(2026, 6, 1)})
		d.ok(err)
		d.appoint(plain, branch.DisciplinePost)
		d.o.CarryOutChange(d.tx, store.Due{Push: office.PushChange, Branch: 1, Subject: 1}, branch.On(2026, 6, 1).At(0, 0))
		if c, _ := office.GetChange(d.tx, 1, 1); c.State != branch.ChangeLapsed || d.who(plain).Post != branch.DisciplinePost {
			t.Errorf("%q, %s: %s", c.State, d.who(plain).Post, c.Why)
		}
	})
}

// TestPendingEnds: a pending change ends when the roster changes under it, with its time, when its roster is given up, and with the
// office of who entered it; who entered it is told.
func TestPendingEnds(t *testing.T) {
	ask := func(d *smallBranch) { // of 李䶮, of whom there are two
		_, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: 10, Choice: "宣传委员"})
		d.ok(err)
	}
	for _, c := range []struct {
		name, told string
		ask, do    func(*smallBranch)
		stays      bool
	}{
		{"something else changes", "", ask, func(d *smallBranch) {
			_, err := d.enter(theDeputy, branch.Change{Kind: "move", Member: plain, Group: 2})
			d.ok(err)
		}, true},
		{"two names are swapped", "名册又有变动", ask, func(d *smallBranch) {
			_, err := d.roster(theDeputy, func(p []branch.RosterPerson) []branch.RosterPerson {
				p[8].Name, p[9].Name = p[9].Name, p[8].Name
				return p
			})
			d.ok(err)
		}, false},
		{"the seat has gone to another", "名册又有变动", ask, func(d *smallBranch) {
			d.o.Rewrite(d.tx, 1, 0, "名册", func() *branch.People {
				p := office.People(d.tx, 1)
				p.Member(5).Post, p.Member(9).Post = branch.NoPost, branch.PublicityPost
				return p
			}(), d.now)
		}, false},
		{"its time is over", "到期没有人确认", ask, func(d *smallBranch) {
			p := d.only()
			due, ok := store.Dues.Get(d.tx, store.K[int64]().Str(office.PushPending).Int(1).Int(p.ID))
			if !ok || !due.At.Equal(p.Expires) {
				d.Fatal("its end is not planned")
			}
			d.o.ExpirePending(d.tx, due, due.At)
		}, false},
		{"the roster is given up", "已放弃", func(d *smallBranch) {
			_, err := d.roster(theOrganiser, func(p []branch.RosterPerson) []branch.RosterPerson { p[4].Post = branch.NoPost; return p })
			d.ok(err)
		}, func(d *smallBranch) {
			p, _ := office.GetProposal(d.tx, 1, theOrganiser)
			d.o.DropImport(d.tx, p, d.now)
		}, false},
		{"who entered it is dismissed", "", ask, func(d *smallBranch) {
			c, err := d.enter(theSecretary, branch.Change{Kind: "appoint", Member: theOrganiser, Choice: branch.Dismissed})
			d.ok(err)
			d.ok(d.o.ConfirmPending(d.tx, d.who(theDeputy), int64(c.ID), d.now))
		}, false},
		{"another officer refuses", "同志不同意", ask, func(d *smallBranch) { d.ok(d.o.RefusePending(d.tx, d.who(theDeputy), d.only().ID, d.now)) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			atDesk(t, func(d *smallBranch) {
				c.ask(d)
				p := d.only()
				c.do(d)
				if n := len(office.PendingsOf(d.tx, 1)); (n > 0) != c.stays {
					d.Fatalf("%d changes wait", n)
				}
				if c.stays {
					return
				}
				d.refused("confirmed afterwards", d.o.ConfirmPending(d.tx, d.who(theSecretary), p.ID, d.now))
				if _, planned := store.Dues.Get(d.tx, store.K[int64]().Str(office.PushPending).Int(1).Int(p.ID)); planned {
					t.Error("its end is planned still")
				}
				for _, id := range []branch.MemberID{theOrganiser, theSecretary} {
					if text := d.shows(id, cards.KeyPending(1, p.ID)); c.told != "" && !strings.Contains(text, c.told) {
						t.Errorf("%d is told %q", id, text)
					}
				}
			})
		})
	}
}

// TestSecondIsAnother: who was given the office after a change was entered does not confirm it, nor an account that the one who
// entered it has invited; a branch without another officer has the command line.
func TestSecondIsAnother(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		_, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: 10, Choice: "宣传委员"})
		d.ok(err)
		p := d.only()
		fresh, err := d.enter(theSecretary, branch.Change{Kind: "appoint", Member: plain, Choice: "副书记"})
		d.ok(err)
		d.ok(d.o.ConfirmPending(d.tx, d.who(theOrganiser), int64(fresh.ID), d.now))
		if !d.who(plain).May(branch.KeepRoster) || office.MaySecond(d.tx, d.who(plain), p) || d.waitsFor(plain) {
			t.Error("a fresh officer confirms what was entered before")
		}
		row := office.BindingOf(d.tx, d.who(theSecretary))
		row.Issuer = theOrganiser
		store.Bindings.Put(d.tx, row)
		if office.MaySecond(d.tx, d.who(theSecretary), p) {
			t.Error("an account that the one who entered it has invited confirms it")
		}
		between := office.BindingOf(d.tx, d.who(plain))
		row.Issuer, between.Issuer = plain, theOrganiser
		store.Bindings.Put(d.tx, between)
		store.Bindings.Put(d.tx, row)
		if office.MaySecond(d.tx, d.who(theSecretary), p) {
			t.Error("an account that came over another one of theirs confirms it")
		}
		if card, err := d.o.PendingCard(d.tx, d.who(theOrganiser), p.ID, 0, d.now); err != nil || !strings.Contains(card.PlainText(), fmt.Sprint("zhibu confirm ", p.ID)) {
			t.Errorf("nobody else is left, and the card says %q, %v", card.PlainText(), err)
		}
		if lines := d.o.PendingLines(d.tx, 1, d.now); len(lines) != 1 || !strings.Contains(lines[0], "李䶮（第1党小组）任宣传委员，接替甲5") {
			t.Errorf("the command line lists %q", lines)
		}
		how, err := d.o.ConfirmPendingHere(d.tx, 1, p.ID, d.now)
		if err != nil || !strings.Contains(how, "已办理") || !d.who(10).Post.Is(branch.PublicityPost) {
			t.Errorf("%q, %v", how, err)
		}
		for i := range office.MaxPending + 1 {
			_, err = d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: 6 + branch.MemberID(i%3), Choice: "宣传委员"})
		}
		d.refused("one change more", err)
	})
}

// TestRenamedAppointee: who is asked about an appointment reads that the row which is to have it bore another name of late.
func TestRenamedAppointee(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		_, err := d.roster(theOrganiser, func(p []branch.RosterPerson) []branch.RosterPerson {
			p[8].Name, p[7].Name = p[7].Name, p[8].Name
			return p
		})
		d.ok(err)
		for m, want := range map[branch.MemberID]string{plain: "甲8原名甲9，5月18日改名", 6: ""} {
			c, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: m, Choice: "宣传委员"})
			d.ok(err)
			if text := d.shows(theSecretary, cards.KeyPending(1, int64(c.ID))); !strings.Contains(text, want) || want == "" && strings.Contains(text, "原名") {
				t.Errorf("the 书记 reads %q", text)
			}
		}
	})
}

// TestStamps: since when somebody holds a seat, and is an officer, is kept over a change of seats and begins anew after a gap.
func TestStamps(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		founded := d.now.Add(-time.Hour)
		d.appoint(plain, branch.DeputySecretary)
		first := d.now
		if m := d.who(plain); m.MaySince(branch.KeepRoster, founded) || !m.MaySince(branch.KeepRoster, first) || !m.Held(branch.DeputySecretary, first) || len(m.Since) != 1 || m.Since[0].At.Location() != time.UTC {
			t.Errorf("%+v", m)
		}
		if m := d.who(theDeputy); m.May(branch.KeepRoster) || len(m.Since) > 0 || !m.OfficerSince.IsZero() {
			t.Errorf("%+v", m)
		}
		d.appoint(plain, branch.PublicityPost) // in the place of the other
		d.appoint(plain, branch.DeputySecretary)
		if m := d.who(plain); m.MaySince(branch.KeepRoster, first) || !m.MaySince(branch.KeepRoster, d.now) {
			t.Error("an officer again since the first time")
		}
		if m := d.who(theSecretary); !m.MaySince(branch.KeepRoster, founded) || !m.Held(branch.Secretary, founded) {
			t.Error("who has been here from the beginning has not")
		}
	})
}

// TestNewcomersAreAnnounced to the officers and to the leader of their group, by whichever way they come.
func TestNewcomersAreAnnounced(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		c, err := d.enter(theOrganiser, branch.Change{Kind: branch.AddKind, Name: "李䶮", Group: 1, Date: branch.On(2001, 7, 1), Full: branch.On(2002, 7, 1)})
		d.ok(err)
		leader := office.Group(d.tx, 1, 1).Leader
		key := fmt.Sprintf("newcomers:1:%d", c.ID)
		for _, id := range []branch.MemberID{theSecretary, theDeputy, leader} {
			if text := d.shows(id, key); !strings.Contains(text, "李䶮（") || !strings.Contains(text, "甲2同志登记") {
				t.Errorf("%d is told %q", id, text)
			}
		}
		for _, id := range []branch.MemberID{theOrganiser, plain, office.Group(d.tx, 1, 2).Leader} {
			if text := d.shows(id, key); text != "" {
				t.Errorf("%d is told %q", id, text)
			}
		}
		_, err = d.roster(theOrganiser, func(p []branch.RosterPerson) []branch.RosterPerson {
			return append(p, branch.RosterPerson{Row: 90, Name: "王新", Group: "第2党小组", Joined: branch.On(2001, 7, 1), Full: branch.On(2002, 7, 1)})
		})
		d.ok(err)
		if text := d.shows(theSecretary, "imported:1:1"); !strings.Contains(text, "新增党员：王新（第2党小组）") {
			t.Errorf("the 书记 is told %q", text)
		}
		if text := d.shows(office.Group(d.tx, 1, 2).Leader, "newcomers:1:2"); !strings.Contains(text, "王新") {
			t.Errorf("the group's leader is told %q", text)
		}
	})
}

// ballot opens a recommendation on two people.
func (d *smallBranch) ballot(candidates ...branch.MemberID) rounds.Round {
	d.Helper()
	r, err := rounds.OpenBallot(d.o, d.tx, d.who(theOrganiser), 0, branch.MembersOf(candidates...), d.now.Add(30*time.Hour), d.keys[0], d.now)
	d.ok(err)
	d.now = d.now.Add(time.Minute)
	return r
}

// notice puts 甲6 to 公示 and has 甲8 object to it; by is who objects, about whom.
func (d *smallBranch) notice(by, about branch.MemberID) (rounds.Round, int64) {
	d.Helper()
	r := rounds.NewRound(1, rounds.GoodMember, "2025")
	r.Begin(rounds.StageNotice, d.now, d.now.Add(100*time.Hour), d.now)
	r.Candidates = branch.MembersOf(about)
	r.Finals = []rounds.Final{{Who: r.Candidates[0], Passed: true, From: d.now, To: d.now.Add(100 * time.Hour)}}
	r = rounds.AddRound(d.tx, r)
	d.now = d.now.Add(time.Minute)
	d.ok(rounds.Object(d.o, d.tx, d.who(by), r.ID, 0, "事迹与实际不符。", d.now))
	return r, 1
}

// TestAppointedAfterwards: who was appointed after a thing had begun does not judge it.
func TestAppointedAfterwards(t *testing.T) {
	t.Run("a seat in a ballot", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			r := d.ballot(7, 8)
			code := office.NewCode()
			d.ok(d.o.Invite(d.tx, 1, 6, code, 0, d.now))
			d.o.Redeem(d.tx, "tg:new", "tg:new", code, d.now)
			f, _ := store.Forms.Get(d.tx, store.ChatKey("tg:new"))
			d.appoint(plain, branch.DisciplinePost)
			d.ok(d.o.Bind(d.tx, f, "tg:new", d.now))
			asked := func(id branch.MemberID) bool { return d.shows(id, rounds.KeySeat(1, r.ID, 6)) != "" }
			if asked(plain) || !asked(theSecretary) || slices.ContainsFunc(d.o.Waits(d.tx, d.who(plain), d.now), func(t cards.Task) bool { return strings.Contains(t.Text, "核实") }) {
				t.Error("the fresh 纪检委员 is asked")
			}
			d.refused("the fresh 纪检委员", rounds.ConfirmSeat(d.o, d.tx, d.who(plain), r.ID, 6, d.now))
			d.refused("the former 纪检委员", rounds.ConfirmSeat(d.o, d.tx, d.who(theInspector), r.ID, 6, d.now))
			d.ok(rounds.ConfirmSeat(d.o, d.tx, d.who(theSecretary), r.ID, 6, d.now))
		})
	})
	t.Run("who votes on paper, and what the paper says", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			r := d.ballot(7, 8)
			for _, m := range []branch.MemberID{1, 2, 3, 4, 5, 6} {
				d.ok(rounds.CastBallot(d.o, d.tx, d.who(m), r.ID, rounds.Choice{Mask: 1}, d.now))
			}
			d.appoint(plain, branch.DeputySecretary)
			d.refused("a fresh officer marks", rounds.MarkPaper(d.o, d.tx, d.who(plain), r.ID, 6, true, d.now))
			if !rounds.HasVoted(d.tx, r, 6) {
				t.Error("a vote is lost")
			}
			d.ok(rounds.MarkPaper(d.o, d.tx, d.who(theOrganiser), r.ID, 10, true, d.now))
			d.now = d.now.Add(40 * time.Hour)
			paper := rounds.Tally{Cast: 1, Votes: []int{1, 0}}
			d.refused("a fresh officer enters", rounds.EnterPaper(d.o, d.tx, d.who(plain), r.ID, paper, d.now))
			d.ok(rounds.EnterPaper(d.o, d.tx, d.who(theOrganiser), r.ID, paper, d.now))
			d.refused("a fresh officer confirms", rounds.ConfirmPaper(d.o, d.tx, d.who(plain), r.ID, d.now))
			d.ok(rounds.ConfirmPaper(d.o, d.tx, d.who(theSecretary), r.ID, d.now))
		})
	})
	reads := func(d *smallBranch, r rounds.Round, ob int64) (list []branch.MemberID) {
		for _, m := range office.Everybody(d.tx, 1) {
			may := slices.ContainsFunc(d.o.Waits(d.tx, m, d.now), func(t cards.Task) bool { return strings.Contains(t.Text, "答复对") })
			if _, _, err := rounds.MayAnswer(d.tx, m, r.ID, ob); (err == nil) != may {
				d.Errorf("%d: at home %v, %v", m.ID, may, err)
			}
			if may {
				list = append(list, m.ID)
			}
		}
		return list
	}
	for _, c := range []struct {
		name      string
		by, about branch.MemberID
		first     branch.MemberID
		happens   func(*smallBranch)
		then      branch.MemberID // 0: nobody
	}{
		{"the handler loses the post", 6, 7, theInspector, func(d *smallBranch) { d.appoint(plain, branch.DisciplinePost) }, theSecretary},
		{"the handler leaves", 6, 7, theInspector, func(d *smallBranch) {
			c, err := d.enter(theOrganiser, branch.Change{Kind: "leave", Member: theInspector, Choice: "转出"})
			d.ok(err)
			d.ok(d.o.ConfirmPending(d.tx, d.who(theSecretary), int64(c.ID), d.now))
			d.appoint(plain, branch.DisciplinePost)
		}, theSecretary},
		{"about the 纪检委员", 6, theInspector, theSecretary, func(*smallBranch) {}, theSecretary},
		{"about the 书记, and the handler goes", 6, theSecretary, theInspector, func(d *smallBranch) { d.appoint(plain, branch.DisciplinePost) }, theDeputy},
		{"about the 纪检委员, and the 书记 goes", 6, theInspector, theSecretary, func(d *smallBranch) {
			c, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: plain, Choice: "书记"})
			d.ok(err)
			d.ok(d.o.ConfirmPending(d.tx, d.who(theDeputy), int64(c.ID), d.now))
		}, theDeputy},
		{"about the 书记, and all others go", 6, theSecretary, theInspector, func(d *smallBranch) {
			d.appoint(plain, branch.DisciplinePost)
			d.appoint(11, branch.DeputySecretary)
		}, theOrganiser},
		{"the person concerned becomes the 书记", 6, 7, theInspector, func(d *smallBranch) {
			d.appoint(plain, branch.DisciplinePost)
			c, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: 7, Choice: "书记"})
			d.ok(err)
			d.ok(d.o.ConfirmPending(d.tx, d.who(theDeputy), int64(c.ID), d.now))
		}, theDeputy},
		{"the handler takes a post of another kind", 6, 7, theInspector, func(d *smallBranch) { d.appoint(theInspector, branch.PublicityPost) }, theSecretary},
		{"a new committee", 6, 7, theInspector, func(d *smallBranch) {
			c, err := d.enter(theOrganiser, branch.Change{Kind: "committee", Members: []branch.MemberID{9, 8, 10, 5, 11}})
			d.ok(err)
			_, err = d.o.ConfirmPendingHere(d.tx, 1, int64(c.ID), d.now)
			d.ok(err)
		}, 0},
	} {
		t.Run("an objection: "+c.name, func(t *testing.T) {
			atDesk(t, func(d *smallBranch) {
				r, ob := d.notice(c.by, c.about)
				if got := reads(d, r, ob); !slices.Equal(got, []branch.MemberID{c.first}) {
					d.Fatalf("read by %v first", got)
				}
				key := rounds.KeyObjection(1, r.ID, ob)
				had := map[branch.MemberID]bool{}
				for _, m := range office.Everybody(d.tx, 1) {
					had[m.ID] = d.shows(m.ID, key) != ""
				}
				c.happens(d)
				got := reads(d, r, ob)
				for _, m := range office.Everybody(d.tx, 1) {
					if shown := d.shows(m.ID, key) != ""; shown && !had[m.ID] && (len(m.Since) > 0 || m.ID == c.about) {
						t.Errorf("%d was sent it", m.ID)
					}
				}
				if c.then != 0 {
					if !slices.Equal(got, []branch.MemberID{c.then}) || d.shows(c.then, key) == "" {
						t.Errorf("read by %v afterwards", got)
					}
					return
				}
				if len(got) > 0 || rounds.Objected(d.tx, r, r.Finals[0].Who) != true {
					d.Fatalf("read by %v", got)
				}
				if text := d.shows(c.by, fmt.Sprintf("give:1:%d:%d", r.ID, ob)); !strings.Contains(text, "原受理人已经离任") {
					t.Errorf("who made it is told %q", text)
				}
				d.refused("given by somebody else", rounds.GiveObjection(d.o, d.tx, d.who(10), r.ID, ob, d.now))
				d.ok(rounds.GiveObjection(d.o, d.tx, d.who(c.by), r.ID, ob, d.now))
				if got := reads(d, r, ob); len(got) != 1 || got[0] != 11 {
					t.Errorf("given to %v: %v", got, d.who(11).Post)
				}
			})
		})
	}
}
