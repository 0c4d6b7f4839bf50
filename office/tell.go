package office

import (
	"maps"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// What everybody of a branch, or the leader of each group, is shown of a round. Each is a push as well: of a branch of many the rest is
// left to deeds of their own, so that those of other branches pass between, and each of them goes by the round as it then stands.
const (
	showCards   = "show.cards"   // the ballot, to who is on its roll; to the others why not
	showMoved   = "show.moved"   // another deadline: below to who has not voted
	urgeCards   = "urge.cards"   // the ballot, once more to who has not voted
	showOver    = "show.over"    // that the deadline has passed, where the card stands
	tellPresent = "tell.present" // the nominees
	showPresent = "show.present" // the same, where it stands
	tellPublic  = "tell.public"  // the 公示
	showPublic  = "show.public"  // the same, where it stands
	tellNamed   = "tell.named"   // who was named
	showNamed   = "show.named"   // the same, where it stands
	askLeaders  = "ask.leaders"  // each leader for a nomination
	urgeLeaders = "urge.leaders" // each leader who has not made one once more
	showLeaders = "show.leaders" // the nominations as they stand
	moveLeaders = "move.leaders" // the same with another deadline: below to who has made none
	showGroups  = "show.groups"  // the groups' reports as they stand
)

// showAtOnce is to how many members, and groupsAtOnce to the leaders of how many groups, one deed shows a card: some 10 ms of the writer
// where a branch has ten thousand.
const (
	showAtOnce   = 100
	groupsAtOnce = 8
)

// showing is one of these: begun with what is the same for all in a deed, it shows a member, or a group's leader, what is his or hers.
// Exactly one of the two stands; in is "" for who cannot be reached.
type (
	showing struct {
		members memberwise
		groups  groupwise
	}
	memberwise = func(o *Office, tx *store.Tx, r branch.Round, now time.Time) func(m branch.Member, in chat.Chat)
	groupwise  = func(o *Office, tx *store.Tx, r branch.Round, now time.Time) func(g branch.Group)
)

// showings are what the pushes show. An init fills it in: what they call begins others.
var showings map[string]showing

func init() {
	showings = map[string]showing{
		showCards: {members: toVoters(false)}, showMoved: {members: toVoters(true)},
		urgeCards: {members: (*Office).urgeBallot}, showOver: {members: (*Office).ballotOver},
		tellPresent: toEach(true, presented), showPresent: toEach(false, presented),
		tellPublic: toEach(true, (*Office).noticeCard), showPublic: toEach(false, (*Office).noticeCard),
		tellNamed: {members: (*Office).named}, showNamed: toEach(false, namedCard),
		askLeaders:  nominations(func(bool) (bool, bool, bool) { return true, true, false }),
		urgeLeaders: nominations(func(made bool) (bool, bool, bool) { return !made, true, true }),
		moveLeaders: nominations(func(made bool) (bool, bool, bool) { return true, !made, true }),
		showLeaders: nominations(func(bool) (bool, bool, bool) { return true, false, false }),
		showGroups: {groups: func(o *Office, tx *store.Tx, r branch.Round, now time.Time) func(branch.Group) {
			return func(g branch.Group) { o.showReport(tx, r, g, false, false, now) }
		}},
	}
	for _, name := range slices.Sorted(maps.Keys(showings)) {
		OfRounds.Pushes = append(OfRounds.Pushes, Push{Name: name, Subject: OfThing, Do: (*Office).goOnShowing, Grace: "没有期限"})
	}
}

// nominations shows the leaders their cards: how says of one that has been made or not whether it is shown, as news, and to remind.
func nominations(how func(made bool) (shown, news, remind bool)) showing {
	return showing{groups: func(o *Office, tx *store.Tx, r branch.Round, now time.Time) func(branch.Group) {
		return func(g branch.Group) {
			_, made := GetNomination(tx, r, g.ID)
			if shown, news, remind := how(made); shown {
				o.showNomination(tx, r, g, news, remind, now)
			}
		}
	}}
}

// toEach shows everybody the same card: below, or where it stands.
func toEach(below bool, card func(*Office, *store.Tx, branch.Round, time.Time) chat.Card) showing {
	return showing{members: func(o *Office, tx *store.Tx, r branch.Round, now time.Time) func(branch.Member, chat.Chat) {
		c := card(o, tx, r, now)
		return func(_ branch.Member, in chat.Chat) {
			if in != "" {
				show(tx, in, c, below)
			}
		}
	}}
}

func presented(_ *Office, tx *store.Tx, r branch.Round, now time.Time) chat.Card {
	return cards.Present(PresentView(tx, r, 0, now))
}

func (o *Office) noticeCard(tx *store.Tx, r branch.Round, now time.Time) chat.Card {
	return cards.NoticeCard(o.noticeView(tx, r, now))
}

func namedCard(_ *Office, tx *store.Tx, r branch.Round, _ time.Time) chat.Card {
	return cards.Named(NamedView(tx, r))
}

// named tells who was named, and where the 公示 stands how it has ended.
func (o *Office) named(tx *store.Tx, r branch.Round, now time.Time) func(branch.Member, chat.Chat) {
	notice := r.Stage(branch.Notice) != nil && !r.Stage(branch.Notice).Opens.IsZero()
	c := namedCard(o, tx, r, now)
	return func(_ branch.Member, in chat.Chat) {
		if in == "" {
			return
		}
		if notice {
			Redraw(tx, in, o.noticeCard(tx, r, now))
		}
		tx.ShowBelow(in, c)
	}
}

// showAll begins to show something of a round.
func (o *Office) showAll(tx *store.Tx, what string, r branch.Round, now time.Time) {
	o.showFrom(tx, what, r, 0, now)
}

// A showing that goes on has the round and from whom on in one number, since an agenda's row has room for one.
const fromBits = 32

// goOnShowing goes on where showFrom has stopped.
func (o *Office) goOnShowing(tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	if r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject>>fromBits)); ok {
		o.showFrom(tx, due.Push, r, due.Subject&(1<<fromBits-1), now)
	}
}

// showFrom shows something of a round to everybody from a member's number on, or to the leaders of the groups from a group's.
func (o *Office) showFrom(tx *store.Tx, what string, r branch.Round, from int64, now time.Time) {
	s, n := showings[what], 0
	goOn := func(at int64, most int) bool {
		if n++; n <= most {
			return false
		}
		tx.Plan(what, r.Branch, int64(r.ID)<<fromBits|at, now)
		return true
	}
	begin, end := store.K(r.Branch).Int(from), store.K(r.Branch+1)
	if s.groups != nil {
		each := s.groups(o, tx, r, now)
		for g := range store.Groups.Range(tx, begin, end) {
			if goOn(int64(g.ID), groupsAtOnce) {
				return
			}
			each(g)
		}
		return
	}
	each := s.members(o, tx, r, now)
	for m := range store.Members.Range(tx, begin, end) {
		if goOn(int64(m.ID), showAtOnce) {
			return
		}
		each(m, Chat(tx, m))
	}
}
