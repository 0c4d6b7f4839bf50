package office_test

import (
	"testing"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// TestInvitationsOfOfficers: nobody becomes a colleague who holds a post by an invitation of the own; where an account came from
// is not forgotten by inviting oneself; and of two accounts, one of which invited the other, neither seconds the other.
func TestInvitationsOfOfficers(t *testing.T) {
	from := func(d *smallBranch, m, issuer branch.MemberID) {
		row := office.BindingOf(d.tx, d.who(m))
		row.Issuer = issuer
		store.Bindings.Put(d.tx, row)
	}
	t.Run("who holds a post is invited on the command line", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			for _, m := range []branch.MemberID{theSecretary, theInspector, theDeputy, thePublicity} {
				d.refused("an invitation for a colleague", d.o.Invite(d.tx, 1, m, office.NewCode(), theOrganiser, d.now))
			}
			d.ok(d.o.Invite(d.tx, 1, theInspector, office.NewCode(), 0, d.now))
			d.ok(d.o.Invite(d.tx, 1, theOrganiser, office.NewCode(), theOrganiser, d.now)) // another phone of one's own
			d.ok(d.o.Invite(d.tx, 1, plain, office.NewCode(), theOrganiser, d.now))
		})
	})
	t.Run("an account remembers where it came from", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			from(d, theDeputy, theOrganiser)
			code := office.NewCode()
			d.ok(d.o.Invite(d.tx, 1, theDeputy, code, theDeputy, d.now))
			d.o.Redeem(d.tx, "tg:new", "tg:new", code, d.now)
			f, _ := store.Forms.Get(d.tx, store.ChatKey("tg:new"))
			d.ok(d.o.Bind(d.tx, f, "tg:new", d.now))
			if got := office.BindingOf(d.tx, d.who(theDeputy)); got.Account != "tg:new" || got.Issuer != theOrganiser {
				t.Errorf("the account is %+v", got)
			}
		})
	})
	for name, accounts := range map[string][2]branch.MemberID{"the second's account from the first": {theDeputy, theOrganiser}, "the first's from the second": {theOrganiser, theDeputy}} {
		t.Run(name, func(t *testing.T) {
			atDesk(t, func(d *smallBranch) {
				from(d, accounts[0], accounts[1])
				if _, err := d.enter(theOrganiser, branch.Change{Kind: "appoint", Member: plain, Choice: string(branch.PublicityPost), From: branch.DateOf(d.now)}); err != nil {
					d.Fatal(err)
				}
				p := office.PendingsOf(d.tx, 1)[0]
				if office.MaySecond(d.tx, d.who(theDeputy), p) || !office.MaySecond(d.tx, d.who(theSecretary), p) {
					t.Error("one person with two phones is enough, or two are not")
				}
			})
		})
	}
	t.Run("an officer's rights need two", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			before := office.People(d.tx, 1)
			for _, field := range []string{"restrictions", "status"} {
				e := branch.Edit{Table: "member", ID: int64(theOrganiser), Field: field}
				if e.MemberOf() != 0 && !branch.NeedsSecond([]branch.Edit{e}, before, before, theSecretary) {
					t.Errorf("%s of an officer is changed by one", field)
				}
			}
		})
	})
}
