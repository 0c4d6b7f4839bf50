package office

import (
	"bytes"
	"slices"
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
	guessWindow = 10 * time.Minute // … within this, and the account waits; with a short code …
	guessDay    = 24 * time.Hour   // … within this
	MaxNames    = 50               // on one card
)

// Invite opens an invitation for a member, good for InviteDays; a former one is void. issuer is none for the command
// line, which alone issues those of others who hold a post: an officer could be a colleague at once, second what he or she has
// entered, and read what is for that post alone. The member's former account, the group leader and the 纪检委员 are told.
func (o *Office) Invite(tx *store.Tx, b branch.BranchID, m branch.MemberID, code string, issuer branch.MemberID, now time.Time) error {
	who, ok := Member(tx, b, m)
	if by, _ := Member(tx, b, issuer); issuer != 0 && !by.May(branch.Invite) {
		return Refusal(cards.NotYours)
	}
	if !ok || who.Status != branch.Active {
		return Refusal("名册里没有这位在册党员。")
	}
	if issuer != 0 && issuer != m && who.Post != branch.NoPost {
		return Refusal(cards.InvitePosted(who, Called(tx, who)))
	}
	by, _ := store.Bindings.Get(tx, store.K(b).Int(int64(issuer)))
	store.Invites.Put(tx, store.Invite{Branch: b, Member: m, Hash: hashCode(code), Short: o.hashShort(o.ShortCode(code)), Issuer: issuer, Account: by.Account, Expires: now.AddDate(0, 0, InviteDays)})
	if c := ChatOf(tx, b, m); c != "" {
		tx.Show(c, cards.Invited(b, who, PersonName(tx, b, issuer), now))
	}
	o.tellAccounts(tx, who, branch.DateOf(now), false)
	return nil
}

// Invited reports whether a long code is the one by which a member could still bind an account.
func Invited(tx *store.Tx, m branch.Member, code string, now time.Time) bool {
	row, ok := store.Invites.Get(tx, store.K(m.Branch).Int(int64(m.ID)))
	return ok && bytes.Equal(row.Hash, hashCode(code)) && now.Before(row.Expires)
}

// watchers are those who are told of a member's invitations and bindings: the group leader and the 纪检委员.
func watchers(tx *store.Tx, m branch.Member) []branch.Member {
	g := Group(tx, m.Branch, m.Group)
	return MembersOf(tx, m.Branch, func(w branch.Member) bool { return w.May(branch.WatchAccounts, g) })
}

// Redeem looks at a code that an account has sent, a long or a short one. The example of our own sentences is told to be one. A good one leaves a form that asks for confirmation;
// anything else is counted, and answered with one sentence whatever was wrong with it. wrong reports the latter.
func (o *Office) Redeem(tx *store.Tx, from chat.Account, in chat.Chat, code string, now time.Time) (wrong bool) {
	if IsExample(code) {
		tx.Reply(chat.Reply{Say: sentence(cards.CodeExample)})
		return false
	}
	key := store.K[int64]().Str(string(from))
	guesses, _ := store.GuessesOf.Get(tx, key)
	guesses.Account = from
	hash, window, refused := hashCode(code), guessWindow, cards.TooMany
	short := IsShort(code)
	if short {
		hash, window, refused = o.hashShort(code), guessDay, cards.TooManyShort
	}
	recent := 0
	for _, t := range guesses.At {
		if now.Sub(t) < window {
			recent++
		}
	}
	if recent >= guessLimit {
		tx.Reply(chat.Reply{Say: sentence(refused)})
		return false
	}
	if short {
		invite, _ := store.InvitesByShort.Get(tx, hash)
		hash = invite.Hash
	}
	invite, who, ok := o.openInvite(tx, hash, from, now)
	if !ok {
		guesses.At = append(guesses.At, now)
		guesses.At = slices.Clone(guesses.At[max(0, len(guesses.At)-guessLimit):])
		store.GuessesOf.Put(tx, guesses)
		tx.Reply(chat.Reply{Say: sentence(cards.BadCode)})
		return true
	}
	f := store.Form{Chat: in, Name: "bind", Title: "绑定账号", Passing: true, Branch: invite.Branch, Member: invite.Member,
		Number: tx.Next(store.Key(nil).Str("form")), Touched: now}
	f.Answers = chat.Answers{}
	f.Answers.Put("hash", invite.Hash)
	BeginForm(tx, f)
	tx.ShowBelow(in, cards.BindConfirm(f.Number, f.Answers.Sum(), GetBranch(tx, invite.Branch).Name, who.Name, Where(tx, who)))
	return false
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

// openInvite returns the invitation of a code if it may still be used by that account: its issuer may not, by the account it
// was issued from or by another since. It counts only while the issuer is an officer.
func (o *Office) openInvite(tx *store.Tx, hash []byte, from chat.Account, now time.Time) (i store.Invite, m branch.Member, ok bool) {
	i, ok = store.InvitesByHash.Get(tx, hash)
	if !ok || !now.Before(i.Expires) {
		return i, m, false
	}
	if i.Issuer != 0 {
		by, _ := Member(tx, i.Branch, i.Issuer)
		own := i.Issuer != i.Member && (i.Account == from || BindingOf(tx, by).Account == from)
		if own || !by.May(branch.Invite) {
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

// BindingsOf returns the branches in which an account stands for a member.
func BindingsOf(tx *store.Tx, a chat.Account) (list []store.Binding) {
	for b := range store.BindingsByAccount.Scan(tx, store.K[int64]().Str(string(a))) {
		list = append(list, b)
	}
	return list
}

// Bind binds the account that has confirmed a form of Redeem, if the invitation is still open.
func (o *Office) Bind(tx *store.Tx, f store.Form, from chat.Account, now time.Time) error {
	invite, who, ok := o.openInvite(tx, chat.Get[[]byte](f.Answers, "hash"), from, now)
	if !ok {
		return Refusal(cards.BadCode)
	}
	EndForm(tx, f.Chat)
	store.Invites.Delete(tx, store.K(invite.Branch).Int(int64(invite.Member)))
	store.GuessesOf.Delete(tx, store.K[int64]().Str(string(from)))
	b := GetBranch(tx, who.Branch)
	former, had := store.Bindings.Get(tx, store.K(who.Branch).Int(int64(who.ID)))
	row := origin(store.Binding{Branch: who.Branch, Member: who.ID, Account: from, Chat: f.Chat, At: now, Issuer: invite.Issuer}, former)
	o.attach(tx, row, now)
	if had && former.Chat != f.Chat {
		o.cover(tx, former)
		tx.ShowBelow(former.Chat, cards.Unbound(b.Name, who.Name))
		tx.SetCommands(former.Chat, nil)
	}
	askFormer(tx, who)
	o.tellAccounts(tx, who, branch.DateOf(now), row.Unvouched)
	o.bound(tx, who, had && former.Account == from)
	wait := ""
	if row.Unvouched {
		wait = waitsForVouch(tx, who)
	}
	tx.Show(f.Chat, cards.Bound(who.Name, wait))
	return nil
}

// Attach writes a binding and sets the chat's command menu. By itself it tells nobody: for Bind, and for a rehearsal,
// whose invented people are bound from the start.
func (o *Office) Attach(tx *store.Tx, m branch.Member, from chat.Account, in chat.Chat, now time.Time) {
	o.attach(tx, store.Binding{Branch: m.Branch, Member: m.ID, Account: from, Chat: in, At: now}, now)
}

func (o *Office) attach(tx *store.Tx, row store.Binding, now time.Time) {
	store.Bindings.Put(tx, row)
	var as []branch.Member
	for _, b := range BindingsOf(tx, row.Account) {
		m, _ := Member(tx, b.Branch, b.Member)
		as = append(as, m)
	}
	tx.SetCommands(row.Chat, o.CommandsFor(as...))
	o.planDigest(tx, GetBranch(tx, row.Branch), row.Member, now)
}

// tellAccounts shows those who watch over a member's account the day's invitations and bindings: one card a day, so
// that the first day of a branch is not a flood. It comes as news with each account that somebody has to vouch for: a card that
// changes where it stands makes no sound.
func (o *Office) tellAccounts(tx *store.Tx, who branch.Member, day branch.Date, news bool) {
	for _, w := range watchers(tx, who) {
		c := ChatOf(tx, who.Branch, w.ID)
		if c == "" || w.ID == who.ID {
			continue
		}
		var invited, bound []cards.Choice
		note := func(list *[]cards.Choice, member, by branch.MemberID, at time.Time) {
			m, _ := Member(tx, who.Branch, member)
			mine := w.May(branch.WatchAccounts) || m.Group == w.Group
			if branch.DateOf(at) == day && mine && m.ID != w.ID && len(*list) < MaxNames {
				*list = append(*list, cards.Choice{ID: int64(m.ID), Name: Called(tx, m), By: PersonName(tx, who.Branch, by)})
			}
		}
		for i := range store.Invites.Scan(tx, store.K(who.Branch)) {
			note(&invited, i.Member, i.Issuer, i.Expires.AddDate(0, 0, -InviteDays))
		}
		for b := range store.Bindings.Scan(tx, store.K(who.Branch)) {
			note(&bound, b.Member, b.Issuer, b.At)
		}
		Show(tx, c, cards.Accounts(who.Branch, day, invited, bound, w.May(branch.Invite), len(unvouched(tx, w)) > 0), news)
	}
}
