package office

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Rules of invitations.
const (
	InviteDays  = 14               // how long a code is good
	guessLimit  = 5                // wrong codes …
	guessWindow = 10 * time.Minute // … within this, and the account waits
	codeLength  = 22               // base64url characters of 128 bits
	codeBytes   = 16
	maxNames    = 50 // on one card
)

// NewCode makes an invitation code: 128 random bits as 22 base64url characters. Only its hash is ever stored.
func NewCode() string {
	raw := make([]byte, codeBytes)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// IsCode tells whether a text has the form of a code.
func IsCode(s string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == codeBytes && len(s) == codeLength
}

func hashCode(code string) []byte {
	h := sha256.Sum256([]byte(code))
	return h[:]
}

// Invite opens an invitation for a member, good for InviteDays; a former one is void. issuer is none for the command
// line. The member's former account, the group leader and the 纪检委员 are told.
func (o *Office) Invite(tx *store.Tx, b branch.BranchID, m branch.MemberID, code string, issuer branch.MemberID, now time.Time) error {
	who, ok := Member(tx, b, m)
	if by, _ := Member(tx, b, issuer); issuer != 0 && (!by.Officer() || by.Status != branch.Active) {
		return Refusal(cards.NotYours)
	}
	if !ok || who.Status != branch.Active {
		return Refusal("名册里没有这位在册党员。")
	}
	by, _ := store.Bindings.Get(tx, store.K(b).Int(int64(issuer)))
	store.Invites.Put(tx, store.Invite{Branch: b, Member: m, Hash: hashCode(code), Issuer: issuer, Account: by.Account, Expires: now.AddDate(0, 0, InviteDays)})
	if c := chatOf(tx, b, m); c != "" {
		tx.Show(c, cards.Invited(b, who, now))
	}
	o.tellAccounts(tx, who, branch.DateOf(now))
	return nil
}

// watchers are those who are told of a member's invitations and bindings: the group leader and the 纪检委员.
func watchers(tx *store.Tx, m branch.Member) []branch.Member {
	leader := Group(tx, m.Branch, m.Group).Leader
	return members(tx, m.Branch, func(w branch.Member) bool {
		return w.ID == leader || w.Post == branch.DisciplinePost
	})
}

// Redeem looks at a code that an account has sent. A good one leaves a form that asks for confirmation; anything else
// is counted, and answered with one sentence whatever was wrong with it.
func (o *Office) Redeem(tx *store.Tx, from chat.Account, in chat.Chat, code string, now time.Time) {
	key := store.K[int64]().Str(string(from))
	guesses, _ := store.GuessesOf.Get(tx, key)
	guesses.Account = from
	recent := guesses.At[:0:0]
	for _, t := range guesses.At {
		if now.Sub(t) < guessWindow {
			recent = append(recent, t)
		}
	}
	guesses.At = recent
	if len(recent) >= guessLimit {
		tx.Reply(chat.Reply{Say: sentence(cards.TooMany)})
		return
	}
	invite, who, ok := o.openInvite(tx, hashCode(code), from, now)
	if !ok {
		guesses.At = append(guesses.At, now)
		store.GuessesOf.Put(tx, guesses)
		tx.Reply(chat.Reply{Say: sentence(cards.BadCode)})
		return
	}
	f := store.Form{Chat: in, Name: "bind", Step: "confirm", Card: cards.KeyHome, Branch: invite.Branch, Member: invite.Member,
		Hash: invite.Hash, Number: tx.Next(store.Key(nil).Str("form")), Touched: now}
	store.Forms.Put(tx, f)
	tx.ShowBelow(in, cards.BindConfirm(f.Number, getBranch(tx, invite.Branch).Name, who.Name, Group(tx, invite.Branch, who.Group).Name))
}

func sentence(s string) *chat.Card {
	c := cards.Plain("say", s)
	return &c
}

// dropIssued voids the invitations that somebody has issued: whoever unbinds could redeem them, whoever leaves answers for
// nothing any more.
func dropIssued(tx *store.Tx, by branch.Member) {
	for i := range store.Invites.Scan(tx, store.K(by.Branch)) {
		if i.Issuer == by.ID {
			store.Invites.Delete(tx, store.K(i.Branch).Int(int64(i.Member)))
		}
	}
}

// openInvite gives the invitation of a code if it may still be used by that account: its issuer may not, by the account it
// was issued from or by another since. It counts only while the issuer is an officer.
func (o *Office) openInvite(tx *store.Tx, hash []byte, from chat.Account, now time.Time) (i store.Invite, m branch.Member, ok bool) {
	i, ok = store.InvitesByHash.Get(tx, hash)
	if !ok || !now.Before(i.Expires) {
		return i, m, false
	}
	if i.Issuer != 0 {
		by, _ := Member(tx, i.Branch, i.Issuer)
		own := i.Issuer != i.Member && (i.Account == from || BindingOf(tx, by).Account == from)
		if own || !by.Officer() || by.Status != branch.Active {
			return i, m, false
		}
	}
	if mine, bound := store.BindingsByAccount.Get(tx, accountKey(from, i.Branch)); bound && mine.Member != i.Member {
		return i, m, false // this account is somebody else of the branch already
	}
	m, ok = Member(tx, i.Branch, i.Member)
	return i, m, ok && m.Status == branch.Active
}

func accountKey(a chat.Account, b branch.BranchID) store.Key {
	return store.K[int64]().Str(string(a)).Int(int64(b))
}

// BindingsOf gives the branches in which an account stands for a member.
func BindingsOf(tx *store.Tx, a chat.Account) (list []store.Binding) {
	for b := range store.BindingsByAccount.Scan(tx, store.K[int64]().Str(string(a))) {
		list = append(list, b)
	}
	return list
}

// Bind binds the account that has confirmed a form of Redeem, if the invitation is still open.
func (o *Office) Bind(tx *store.Tx, f store.Form, from chat.Account, now time.Time) error {
	invite, who, ok := o.openInvite(tx, f.Hash, from, now)
	if !ok {
		return Refusal(cards.BadCode)
	}
	store.Forms.Delete(tx, store.ChatKey(f.Chat))
	store.Invites.Delete(tx, store.K(invite.Branch).Int(int64(invite.Member)))
	store.GuessesOf.Delete(tx, store.K[int64]().Str(string(from)))
	b := getBranch(tx, who.Branch)
	former, had := store.Bindings.Get(tx, store.K(who.Branch).Int(int64(who.ID)))
	o.attach(tx, store.Binding{Branch: who.Branch, Member: who.ID, Account: from, Chat: f.Chat, At: now, Issuer: invite.Issuer})
	if had && former.Chat != f.Chat {
		tx.ShowBelow(former.Chat, cards.Unbound(b.Name, who.Name))
		tx.SetCommands(former.Chat, nil)
	}
	o.tellAccounts(tx, who, branch.DateOf(now))
	o.holdSeats(tx, who, had && former.Account == from)
	o.askSeats(tx, who)
	tx.Show(f.Chat, cards.Bound(who.Name))
	return nil
}

// Attach writes a binding and sets the chat's command menu. By itself it tells nobody: for Bind, and for a rehearsal,
// whose invented people are bound from the start.
func (o *Office) Attach(tx *store.Tx, m branch.Member, from chat.Account, in chat.Chat, now time.Time) {
	o.attach(tx, store.Binding{Branch: m.Branch, Member: m.ID, Account: from, Chat: in, At: now})
}

func (o *Office) attach(tx *store.Tx, row store.Binding) {
	store.Bindings.Put(tx, row)
	tx.SetCommands(row.Chat, cards.CommandsFor(len(officerAt(tx, row.Account)) > 0))
	o.planDigest(tx, getBranch(tx, row.Branch), row.Member, row.At)
}

// tellAccounts shows those who watch over a member's account the day's invitations and bindings: one card a day, so
// that the first day of a branch is not a flood.
func (o *Office) tellAccounts(tx *store.Tx, who branch.Member, day branch.Date) {
	for _, w := range watchers(tx, who) {
		c := chatOf(tx, who.Branch, w.ID)
		if c == "" || w.ID == who.ID {
			continue
		}
		var invited, bound []string
		note := func(list *[]string, member branch.MemberID, at time.Time) {
			m, _ := Member(tx, who.Branch, member)
			mine := w.Post == branch.DisciplinePost || m.Group == w.Group
			if branch.DateOf(at) == day && mine && m.ID != w.ID && len(*list) < maxNames {
				*list = append(*list, m.Name)
			}
		}
		for i := range store.Invites.Scan(tx, store.K(who.Branch)) {
			note(&invited, i.Member, i.Expires.AddDate(0, 0, -InviteDays))
		}
		for b := range store.Bindings.Scan(tx, store.K(who.Branch)) {
			note(&bound, b.Member, b.At)
		}
		tx.Show(c, cards.Accounts(who.Branch, day, invited, bound))
	}
}
