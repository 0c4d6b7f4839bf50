package office_test

import (
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// theClerk is a plain member who is made 党务干事.
const theClerk branch.MemberID = 10

// atClerks is atDesk with a 党务干事.
func atClerks(t *testing.T, do func(*smallBranch)) {
	t.Helper()
	atDesk(t, func(d *smallBranch) {
		d.appoint(theClerk, branch.PartyClerk)
		do(d)
	})
}

// move is a change that a 党务干事 enters for the 组织委员.
func move(d *smallBranch, m branch.MemberID) branch.Change {
	to := branch.GroupID(1)
	if d.who(m).Group == to {
		to = 2
	}
	return branch.Change{Kind: "move", Member: m, Group: to}
}

// TestClerkIsAppointed: the post is given and taken as others are, beside the committee, to several people.
func TestClerkIsAppointed(t *testing.T) {
	t.Run("by two officers", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			c, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: theClerk, Choice: string(branch.PartyClerk)})
			d.ok(err)
			if d.who(theClerk).Post != branch.NoPost || c.State != branch.ChangeAsked {
				d.Error("one officer appoints alone")
			}
			d.refused("who gains confirms", d.o.ConfirmPending(d.tx, d.who(theClerk), int64(c.ID), d.now))
			d.ok(d.o.ConfirmPending(d.tx, d.who(theSecretary), int64(c.ID), d.now))
			if d.who(theClerk).Post != branch.PartyClerk {
				d.Errorf("%+v", d.who(theClerk))
			}
			d.appoint(plain, branch.PartyClerk)
			if d.who(theClerk).Post != branch.PartyClerk {
				d.Error("a second one takes the place of the first")
			}
			c, err = d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: plain, Choice: branch.Dismissed})
			d.ok(err)
			d.ok(d.o.ConfirmPending(d.tx, d.who(theSecretary), int64(c.ID), d.now))
			if d.who(plain).Post != branch.NoPost {
				d.Error("nobody is rid of the post")
			}
		})
	})
	t.Run("beside the committee", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			if n := office.MeetingDue(d.tx, 1, branch.Committee, branch.DateOf(d.now)); n != 5 {
				d.Errorf("%d are due at the 支委会", n)
			}
			_, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: thePublicity, Choice: string(branch.PartyClerk)})
			if err == nil || !strings.Contains(err.Error(), "不由支部委员兼任") {
				d.Errorf("the 宣传委员 is made one: %v", err)
			}
			d.appoint(theClerk, branch.PublicityPost)
			if m := d.who(theClerk); m.Post != branch.PublicityPost {
				d.Errorf("who is elected is %s", m.Post)
			}
		})
	})
	t.Run("a new committee leaves it", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			d.appoint(plain, branch.PartyClerk)
			c, err := d.enter(theOrganiser, branch.Change{Kind: "committee", Members: []branch.MemberID{1, 4, 2, 5, plain}})
			d.ok(err)
			d.ok(d.o.ConfirmPending(d.tx, d.who(theSecretary), int64(c.ID), d.now))
			if a, b := d.who(theClerk).Post, d.who(plain).Post; a != branch.PartyClerk || b != branch.DisciplinePost {
				d.Errorf("after it: %s, %s", a, b)
			}
		})
	})
	t.Run("is no officer", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			before, after := office.People(d.tx, 1), office.People(d.tx, 1)
			for i := range after.Members {
				if after.Members[i].Post.Committee() {
					after.Members[i].Post = branch.NoPost
				}
			}
			if office.MayStand(before, after) == nil {
				d.Error("a branch is left to its 党务干事")
			}
		})
	})
}

// TestClerkEnters: what a 党务干事 enters waits for an officer who could have entered it alone.
func TestClerkEnters(t *testing.T) {
	t.Run("any officer confirms", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			was := d.who(plain).Group
			c, err := d.enter(theClerk, move(d, plain))
			d.ok(err)
			if c.State != branch.ChangeAsked || d.who(plain).Group != was {
				d.Fatal("it holds at once")
			}
			if text := d.shows(theOrganiser, cards.KeyPending(1, int64(c.ID))); !strings.Contains(text, "由党务干事登记") || strings.Contains(text, "涉及党内职务") {
				d.Errorf("the 组织委员 reads %q", text)
			}
			if !d.waitsFor(theDeputy) || d.waitsFor(theInspector) || d.waitsFor(theClerk) {
				d.Error("it waits at other homes than the officers'")
			}
			d.refused("the 党务干事", d.o.ConfirmPending(d.tx, d.who(theClerk), int64(c.ID), d.now))
			d.refused("the 纪检委员", d.o.ConfirmPending(d.tx, d.who(theInspector), int64(c.ID), d.now))
			d.ok(d.o.ConfirmPending(d.tx, d.who(theDeputy), int64(c.ID), d.now))
			if d.who(plain).Group == was {
				d.Error("confirmed, it does not hold")
			}
		})
	})
	t.Run("another officer than the one concerned", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			c, err := d.enter(theClerk, move(d, theDeputy))
			d.ok(err)
			d.refused("whose group it is", d.o.ConfirmPending(d.tx, d.who(theDeputy), int64(c.ID), d.now))
			d.ok(d.o.ConfirmPending(d.tx, d.who(theOrganiser), int64(c.ID), d.now))
		})
	})
	t.Run("nothing that decides", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			for what, c := range map[string]branch.Change{
				"a post":         {Kind: "appoint", Member: plain, Choice: string(branch.PublicityPost)},
				"its own kind":   {Kind: "appoint", Member: plain, Choice: string(branch.PartyClerk)},
				"a committee":    {Kind: "committee", Members: []branch.MemberID{1, 4, 2, 5, 3}},
				"a restriction":  {Kind: "restrict", Member: plain, Choice: "留党察看", Reason: "决定某号"},
				"an officer off": {Kind: "leave", Member: theDeputy, Choice: "转出"},
			} {
				_, err := d.enter(theClerk, c)
				d.refused(what, err)
			}
			c, err := d.enter(theOrganiser, move(d, plain))
			d.ok(err)
			d.refused("an undoing", d.o.UndoChange(d.tx, d.who(theClerk), c.ID, d.now))
			c, err = d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: plain, Choice: string(branch.PublicityPost)})
			d.ok(err)
			if office.MaySecond(d.tx, d.who(theClerk), d.only()) {
				d.Error("a 党务干事 seconds")
			}
			d.refused("an invitation", d.o.Invite(d.tx, 1, 11, office.NewCode(), theClerk, d.now))
			d.refused("an invitation for one", d.o.Invite(d.tx, 1, theClerk, office.NewCode(), theOrganiser, d.now))
		})
	})
	t.Run("a roster", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			v, err := d.roster(theClerk, func(p []branch.RosterPerson) []branch.RosterPerson { p[plain-1].Section = "新科"; return p })
			d.ok(err)
			if v.Pending == 0 || d.who(plain).Section == "新科" {
				d.Fatal("it holds at once")
			}
			d.ok(d.o.ConfirmPending(d.tx, d.who(theOrganiser), v.Pending, d.now))
			if d.who(plain).Section != "新科" || d.who(theClerk).Post != branch.PartyClerk {
				d.Errorf("confirmed: %+v, %+v", d.who(plain), d.who(theClerk))
			}
			_, err = d.roster(theClerk, func(p []branch.RosterPerson) []branch.RosterPerson { p[plain-1].Post = branch.PartyClerk; return p })
			d.refused("a roster that appoints", err)
		})
	})
	t.Run("who is none any more", func(t *testing.T) {
		atClerks(t, func(d *smallBranch) {
			c, err := d.enter(theClerk, move(d, plain))
			d.ok(err)
			out, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: theClerk, Choice: branch.Dismissed})
			d.ok(err)
			d.ok(d.o.ConfirmPending(d.tx, d.who(theSecretary), int64(out.ID), d.now))
			if slices.ContainsFunc(office.PendingsOf(d.tx, 1), func(x store.Pending) bool { return x.ID == int64(c.ID) }) {
				d.Error("what was entered still waits")
			}
		})
	})
}

// TestClerkAtHome: what a 党务干事 does for the 组织委员 stands at home, and a refusal says whose the rest is.
func TestClerkAtHome(t *testing.T) {
	atClerks(t, func(d *smallBranch) {
		me := d.who(theClerk)
		r := rounds.AddRound(d.tx, func() rounds.Round {
			r := rounds.NewRound(1, rounds.Pioneer, "2026Q2")
			r.Asked = branch.DateOf(d.now)
			return r
		}())
		waits := func() bool {
			return slices.ContainsFunc(d.o.Waits(d.tx, d.who(theClerk), d.now), func(t cards.Task) bool { return strings.Contains(t.Text, "党员大会的日期") })
		}
		if !waits() || !rounds.MayDate(me, r) || rounds.MayKeep(d.tx, me, r) {
			d.Error("the date of the 党员大会 is not asked of the 党务干事, or the round is")
		}
		if text := rounds.RoundCard(d.o, d.tx, r, me, d.now).PlainText(); !strings.Contains(text, "请确定本季度党员大会的日期") {
			d.Errorf("the 党务干事 reads %q", text)
		}
		d.ok(rounds.SetAssembly(d.o, d.tx, me, r.ID, rounds.AssemblyDays(d.o, r, d.now)[0], d.now))
		if waits() {
			d.Error("it is asked again")
		}
		_, err := rounds.MayCallOff(d.tx, me, r.ID)
		if err == nil || err.Error() != "「办理评选推荐」由书记、副书记、组织委员办理，党务干事不能办理。" {
			d.Errorf("calling it off is answered %v", err)
		}
	})
}
