package rounds

import (
	"maps"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
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
	memberwise = func(o *office.Office, tx *store.Tx, r Round, now time.Time) func(m branch.Member, in chat.Chat)
	groupwise  = func(o *office.Office, tx *store.Tx, r Round, now time.Time) func(g branch.Group)
)

// showings are what the pushes show. An init fills it in: what they call begins others.
var showings map[string]showing

func init() {
	showings = map[string]showing{
		showCards: {members: toVoters(false)}, showMoved: {members: toVoters(true)},
		urgeCards: {members: urgeBallot}, showOver: {members: ballotOver},
		tellPresent: toEach(true, presented), showPresent: toEach(false, presented),
		tellPublic: toEach(true, noticeCard), showPublic: toEach(false, noticeCard),
		tellNamed: {members: named}, showNamed: toEach(false, namedCard),
		askLeaders:  nominations(func(bool) (bool, bool, bool) { return true, true, false }),
		urgeLeaders: nominations(func(made bool) (bool, bool, bool) { return !made, true, true }),
		moveLeaders: nominations(func(made bool) (bool, bool, bool) { return true, !made, true }),
		showLeaders: nominations(func(bool) (bool, bool, bool) { return true, false, false }),
		showGroups: {groups: func(o *office.Office, tx *store.Tx, r Round, now time.Time) func(branch.Group) {
			return func(g branch.Group) { showReport(o, tx, r, g, false, false, now) }
		}},
	}
	for _, name := range slices.Sorted(maps.Keys(showings)) {
		// Topic has its own copy of deeds by now.
		Topic.Office.Pushes = append(Topic.Office.Pushes, office.Push{Name: name, Subject: office.OfThing, Do: goOnShowing, Grace: "没有期限"})
	}
}

// nominations shows the leaders their cards: how says of one that has been made or not whether it is shown, as news, and to remind.
func nominations(how func(made bool) (shown, news, remind bool)) showing {
	return showing{groups: func(o *office.Office, tx *store.Tx, r Round, now time.Time) func(branch.Group) {
		return func(g branch.Group) {
			_, made := GetNomination(tx, r, g.ID)
			if shown, news, remind := how(made); shown {
				showNomination(o, tx, r, g, news, remind, now)
			}
		}
	}}
}

// toEach shows everybody the same card: below, or where it stands.
func toEach(below bool, card func(*office.Office, *store.Tx, Round, time.Time) chat.Card) showing {
	return showing{members: func(o *office.Office, tx *store.Tx, r Round, now time.Time) func(branch.Member, chat.Chat) {
		c := card(o, tx, r, now)
		return func(_ branch.Member, in chat.Chat) {
			if in != "" {
				office.Show(tx, in, c, below)
			}
		}
	}}
}

func presented(_ *office.Office, tx *store.Tx, r Round, now time.Time) chat.Card {
	return presentCard(ViewPresent(tx, r, 0, now))
}

func noticeCard(o *office.Office, tx *store.Tx, r Round, now time.Time) chat.Card {
	return NoticeCard(noticeView(o, tx, r, now))
}

func namedCard(_ *office.Office, tx *store.Tx, r Round, _ time.Time) chat.Card {
	return Named(ViewNamed(tx, r))
}

// named tells who was named, and where the 公示 stands how it has ended.
func named(o *office.Office, tx *store.Tx, r Round, now time.Time) func(branch.Member, chat.Chat) {
	notice := r.Stage(StageNotice) != nil && !r.Stage(StageNotice).Opens.IsZero()
	c := namedCard(o, tx, r, now)
	return func(_ branch.Member, in chat.Chat) {
		if in == "" {
			return
		}
		if notice {
			office.Redraw(tx, in, noticeCard(o, tx, r, now))
		}
		tx.ShowBelow(in, c)
	}
}

// showAll begins to show something of a round.
func showAll(o *office.Office, tx *store.Tx, what string, r Round, now time.Time) {
	showFrom(o, tx, what, r, 0, now)
}

// A showing that goes on has the round and from whom on in one number, since an agenda's row has room for one.
const fromBits = 32

// goOnShowing goes on where showFrom has stopped.
func goOnShowing(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	if r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject>>fromBits)); ok {
		showFrom(o, tx, due.Push, r, due.Subject&(1<<fromBits-1), now)
	}
}

// showFrom shows something of a round to everybody from a member's number on, or to the leaders of the groups from a group's.
func showFrom(o *office.Office, tx *store.Tx, what string, r Round, from int64, now time.Time) {
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
		each(m, office.Chat(tx, m))
	}
}
