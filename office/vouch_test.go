package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// bindAnew has somebody issue an invitation for a member, and an account redeem it.
func bindAnew(o *office.Office, tx *store.Tx, b branch.BranchID, m, issuer branch.MemberID, to chat.Account, now time.Time) error {
	code := "ABCDEFGHJKLMNPQRSTUVWX"
	if err := o.Invite(tx, b, m, code, issuer, now); err != nil {
		return err
	}
	o.Redeem(tx, to, chat.Chat(to), code, now)
	f, _ := store.Forms.Get(tx, store.ChatKey(chat.Chat(to)))
	return o.Bind(tx, f, to, now)
}

// rebind has the 组织委员 bind somebody's account anew.
func (d *smallBranch) rebind(m branch.MemberID, to chat.Account) {
	d.Helper()
	d.now = d.now.Add(time.Minute)
	d.ok(bindAnew(d.o, d.tx, 1, m, theOrganiser, to, d.now))
	d.now = d.now.Add(time.Minute)
}

func (d *smallBranch) seat(r rounds.Round, m branch.MemberID) bool {
	seat, _ := rounds.Roll.Get(d.tx, store.RoundKey(1, r.ID).Int(int64(m)))
	return seat.Bound
}

func (d *smallBranch) sees(c chat.Chat, key string) bool {
	_, ok := d.tx.ShownAs(c, key)
	return ok
}

// TestAccountsAreVouchedFor: an account that came from an officer's invitation has no part in a ballot, and reads and ends nothing
// of what was the member's before, until the former account or another one of the branch has said that it is the right person.
func TestAccountsAreVouchedFor(t *testing.T) {
	t.Run("a ballot opened afterwards", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			d.ok(d.o.Unbind(d.tx, d.who(11), d.now))
			d.rebind(11, "tg:other") // had no account
			r := d.ballot(7, 8)
			if d.seat(r, 11) {
				t.Error("one officer binds somebody's account, opens the ballot and votes as that person")
			}
			d.refused("the issuer", d.o.Vouch(d.tx, d.who(theOrganiser), 11))
			d.refused("a plain member", d.o.Vouch(d.tx, d.who(plain), 11))
			d.ok(d.o.Vouch(d.tx, d.who(theInspector), 11))
			d.ok(d.o.Vouch(d.tx, d.who(theInspector), 11))
			if !d.seat(r, 11) || office.BindingOf(d.tx, d.who(11)).Unvouched {
				t.Error("the 纪检委员 has vouched, and it is not so")
			}
		})
	})
	t.Run("an invitation of the command line", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			d.ok(bindAnew(d.o, d.tx, 1, plain, 0, "tg:other", d.now))
			if office.Vouched(d.tx, d.who(plain)) != nil {
				t.Error("the operator's invitation is not taken")
			}
		})
	})
	t.Run("what is private", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			r, id := d.notice(plain, 6)
			d.rebind(plain, "tg:other")
			d.refused("erasing", d.o.Erase(d.tx, d.who(plain), d.now))
			d.refused("unbinding", d.o.Unbind(d.tx, d.who(plain), d.now))
			d.ok(rounds.Object(d.o, d.tx, d.who(plain), r.ID, 0, "另一句话。", d.now))
			if ob, _ := rounds.Objections.Get(d.tx, store.RoundKey(1, r.ID).Int(id)); ob.Text != "事迹与实际不符。" {
				t.Error("the new account has taken the objection's place")
			}
			d.ok(rounds.Answer(d.o, d.tx, d.who(theInspector), r.ID, id, false, "已核实。", d.now))
			ob, _ := rounds.Objections.Get(d.tx, store.RoundKey(1, r.ID).Int(id))
			key := rounds.ObjectionAnswer(rounds.ViewObjection(d.tx, r, ob)).Key
			if d.sees("tg:other", key) {
				t.Error("the answer goes to an account that nobody has vouched for")
			}
			d.now = d.now.Add(time.Minute)
			d.ok(d.o.Vouch(d.tx, d.who(theSecretary), plain))
			if !d.sees("tg:other", key) {
				t.Error("what was held back is not shown")
			}
		})
	})
	t.Run("not me", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			r := d.ballot(7, 8)
			d.rebind(plain, "tg:other")
			d.rebind(plain, "tg:further")
			d.refused("the new account itself", d.o.ItIsMe(d.tx, "tg:further", 1, plain))
			d.refused("the one in between", d.o.ItIsMe(d.tx, "tg:other", 1, plain))
			d.ok(d.o.ItIsNotMe(d.tx, "tg:1-9", 1, plain, d.now))
			if row := office.BindingOf(d.tx, d.who(plain)); row.Account != "tg:1-9" || row.Unvouched || !d.seat(r, plain) {
				t.Errorf("the former account is not back: %+v", row)
			}
			for _, m := range []branch.MemberID{theInspector, theSecretary} {
				if !slices.ContainsFunc(d.news(m), func(s string) bool { return strings.Contains(s, "账号被冒用") }) {
					t.Errorf("%d is not told", m)
				}
			}
			d.refused("once more", d.o.ItIsNotMe(d.tx, "tg:1-9", 1, plain, d.now))
		})
	})
	t.Run("it is me", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			r := d.ballot(7, 8)
			d.rebind(plain, "tg:other")
			if d.seat(r, plain) {
				t.Error("the seat does not wait")
			}
			d.ok(d.o.ItIsMe(d.tx, "tg:1-9", 1, plain))
			if office.Vouched(d.tx, d.who(plain)) != nil || !d.seat(r, plain) {
				t.Error("the former account's word does not count")
			}
		})
	})
	t.Run("who vouches", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			d.rebind(6, "tg:other") // who leads group 1
			d.rebind(plain, "tg:further")
			leader := office.Group(d.tx, 1, d.who(plain).Group).Leader
			if leader != 6 && office.MayVouch(d.tx, d.who(6), d.who(plain)) || leader == 6 && office.MayVouch(d.tx, d.who(6), d.who(plain)) {
				t.Error("an account that waits itself vouches for another of that issuer")
			}
			d.ok(d.o.Vouch(d.tx, d.who(theInspector), 6))
			if office.MayVouch(d.tx, d.who(6), d.who(plain)) {
				t.Error("an account of the same issuer vouches")
			}
			waits := func(m branch.MemberID) bool {
				return slices.ContainsFunc(d.o.Waits(d.tx, d.who(m), d.now), func(t cards.Task) bool {
					return strings.Contains(t.Text, "核实新绑定的账号是否本人：1人")
				})
			}
			if !waits(theInspector) || !waits(theSecretary) || waits(theOrganiser) {
				t.Error("it is not at home where it belongs")
			}
		})
	})
}

// news returns what waits to be sent to somebody.
func (d *smallBranch) news(m branch.MemberID) (list []string) {
	for w := range store.Waitings.Scan(d.tx, store.ChatKey(office.Chat(d.tx, d.who(m)))) {
		if w.Card != nil {
			list = append(list, w.Card.PlainText())
		}
	}
	return list
}

// TestNoVeto: who loses by a change does not refuse it, and where only that one could confirm it another officer does.
func TestNoVeto(t *testing.T) {
	t.Run("a dismissal", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			_, err := d.enter(theSecretary, branch.Change{Kind: "appoint", Member: plain, Choice: string(branch.DeputySecretary)})
			d.ok(err)
			p := d.only()
			d.refused("the 副书记 who is to go", d.o.RefusePending(d.tx, d.who(theDeputy), p.ID, d.now))
			if card, err := d.o.PendingCard(d.tx, d.who(theSecretary), p.ID, 0, d.now); err != nil || !strings.Contains(card.PlainText(), "等甲2同志确认") {
				t.Errorf("the card says %q, %v", card.PlainText(), err)
			}
			d.ok(d.o.ConfirmPending(d.tx, d.who(theOrganiser), p.ID, d.now))
		})
	})
	t.Run("a restriction of the 纪检委员", func(t *testing.T) {
		atDesk(t, func(d *smallBranch) {
			p := store.Pending{Branch: 1, By: theSecretary, At: d.now, Secret: true, Losers: []branch.MemberID{theInspector}}
			if office.MayRefuse(d.tx, d.who(theInspector), p) || !office.MayRefuse(d.tx, d.who(theOrganiser), p) || !office.MaySecond(d.tx, d.who(theDeputy), p) {
				t.Error("the 纪检委员 alone decides on his or her own restriction")
			}
			if p.Losers = []branch.MemberID{plain}; office.MaySecond(d.tx, d.who(theOrganiser), p) || !office.MayRefuse(d.tx, d.who(theInspector), p) {
				t.Error("a restriction of somebody else is read by all officers")
			}
		})
	})
}

// TestNobodyIsKeptFromVoting: who is on the roll of an open ballot and has not voted leaves only by two officers, and is told at
// once.
func TestNobodyIsKeptFromVoting(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		leave := branch.Change{Kind: "leave", Member: plain, Choice: string(branch.Transferred)}
		d.ballot(7, 8)
		c, err := d.enter(theOrganiser, leave)
		d.ok(err)
		if c.State != branch.ChangeAsked || d.who(plain).Status != branch.Active {
			t.Fatalf("one officer takes a vote: %s", c.State)
		}
		if !slices.ContainsFunc(d.news(plain), func(s string) bool { return strings.Contains(s, "涉及您的变动") }) {
			t.Errorf("the member is not told: %q", d.news(plain))
		}
		d.ok(d.o.ConfirmPending(d.tx, d.who(theSecretary), int64(c.ID), d.now))
	})
}
