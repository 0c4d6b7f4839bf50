package bot

import (
	"errors"
	"log/slog"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/vault"
)

// house is two branches in a store, with a round of each kind under way in the first.
type house struct {
	*testing.T
	bot   *Bot
	store *store.Store
	now   time.Time
	nom   int64 // the round that takes nominations
	vote  int64 // the ballot
	imp   int64 // the organiser's proposed roster, in which one line is to be cleared up
	forms map[string]int64
}

// The people who try what they may not. Their numbers are those of demo/roster.xlsx.
const (
	secretary = 1
	organiser = 2 // leads group 1
	member    = 3 // of group 1
	leader2   = 9 // leads group 2
	prober    = 30
	inspector = 22 // 纪检委员
	late      = 4  // bound an account while the ballot runs
	victim    = 6  // whose forms others try to fill in
)

func accountOf(m branch.MemberID) chat.Account { return chat.Account("tg:" + string(rune('A'+m))) }

const (
	foreigner = chat.Account("tg:foreign")
	stranger  = chat.Account("tg:stranger")
)

func newHouse(t *testing.T) *house {
	t.Helper()
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h := &house{T: t, store: s, now: branch.On(2026, time.June, 1).At(10, 0), forms: map[string]int64{}}
	daily := func(_ string, from time.Time) time.Time { // 9:00, the only time of day that the default settings name
		at := branch.DateOf(from).At(9, 0)
		if at.Before(from) {
			at = (branch.DateOf(from) + 1).At(9, 0)
		}
		return at
	}
	o := &office.Office{Calendar: branch.ChinaCalendar(), Keys: v, When: daily}
	h.bot = New(Options{Store: s, Office: o, Now: func() time.Time { return h.now }, Fresh: v.Fresh,
		Say: func(chat.Chat, string, []store.Reply) {}, Log: slog.New(slog.DiscardHandler)})
	roster, faults, err := files.ReadRoster("roster.xlsx", demo.Roster)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	h.do(func(tx *store.Tx) error {
		for _, name := range []string{"", "中共邻县台办机关支部委员会"} {
			f, faults := branch.Establish(roster, name, branch.DateOf(h.now))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			b, err := o.Found(tx, f, h.now)
			if err != nil {
				return err
			}
			for m := range store.Members.Scan(tx, store.K(b)) {
				switch {
				case m.ID == late:
				case b == 1:
					o.Attach(tx, m, accountOf(m.ID), chat.Chat(accountOf(m.ID)), h.now)
				case m.ID == organiser:
					o.Attach(tx, m, foreigner, chat.Chat(foreigner), h.now)
				}
			}
		}
		due := store.Due{Push: office.PushNominate, Branch: 1, At: branch.On(2026, time.May, 20).At(9, 0)}
		o.OpenNominations(tx, due, h.now)
		return nil
	})
	key, err := v.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error {
		opener, _ := office.Member(tx, 1, organiser)
		_, err := o.OpenBallot(tx, opener, []branch.MemberID{5, 7}, branch.On(2026, time.June, 2).At(18, 0), key, h.now)
		if err != nil {
			return err
		}
		o.EnterVenue(tx, accountOf(organiser), "tg:-5", "支部群", 30, h.now)
		code := office.NewCode()
		if err := o.Invite(tx, 1, late, code, 0, h.now); err != nil {
			return err
		}
		o.Redeem(tx, accountOf(late), chat.Chat(accountOf(late)), code, h.now)
		f, _ := store.Forms.Get(tx, store.ChatKey(chat.Chat(accountOf(late))))
		if err := o.Bind(tx, f, accountOf(late), h.now); err != nil {
			return err
		}
		for r := range store.Rounds.Scan(tx, store.K[branch.BranchID](1)) {
			if r.Kind == branch.GoodMember {
				h.nom = int64(r.ID)
			} else {
				h.vote = int64(r.ID)
			}
		}
		changed := roster
		changed.People = slices.Clone(roster.People)
		changed.People[11].Title = "四级主任科员"
		changed.People[12].Joined, changed.People[12].Group = changed.People[12].Joined+1, "第一党小组"
		if _, faults, err := o.Propose(tx, 1, organiser, "名册.xlsx", "", changed, h.now); err != nil || len(faults) > 0 {
			t.Fatal(err, faults)
		}
		p, _ := office.GetProposal(tx, 1, organiser)
		h.imp = p.Number
		return nil
	})
	return h
}

func (h *house) do(deed func(*store.Tx) error) {
	h.Helper()
	if _, err := h.store.Update(deed); err != nil {
		h.Fatal(err)
	}
}

var errDone = errors.New("done")

// press has somebody press a button, by whatever means: every card of the branch is on his or her screen, so that
// nothing but authority stands in the way. It gives the refusal, or "" if it was done, and leaves nothing behind.
func (h *house) press(from chat.Account, p chat.Press, fill func(*store.Tx)) string {
	h.Helper()
	e := chat.Event{ID: 1, Kind: chat.Pressed, From: from, Chat: chat.Chat(from), Private: true, Data: p.Encode(), PressID: "p", Message: 1 << 40}
	c := &call{bot: h.bot, e: e, press: p, key: "fresh"}
	_, err := h.store.Update(func(tx *store.Tx) error {
		keys := []string{cards.KeyHome, cards.KeyBallot(1, branch.RoundID(h.vote)), cards.KeyRound(1, branch.RoundID(h.vote)),
			cards.KeyRound(1, branch.RoundID(h.nom)), cards.KeySeat(1, branch.RoundID(h.vote), late), cards.KeyVenue(1)}
		keys = append(keys, cards.KeyImport(1))
		for g := range branch.GroupID(6) {
			keys = append(keys, cards.KeyNomination(1, branch.RoundID(h.nom), g))
		}
		for _, key := range keys {
			tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
		}
		if fill != nil {
			fill(tx)
		}
		c.tx, c.now = tx, h.now
		if err := c.handle(); err != nil {
			return err
		}
		return errDone
	})
	var refusal office.Refusal
	switch {
	case errors.Is(err, errDone):
		return ""
	case errors.As(err, &refusal):
		return string(refusal)
	}
	h.Errorf("%s by %s: %v", p.Encode(), from, err)
	var panicked *store.Panic
	if errors.As(err, &panicked) {
		h.Log(panicked.Stack)
	}
	return cards.Internal
}

// roles are the people of the table below: a letter each.
var roles = map[rune]chat.Account{
	'S': stranger,
	'F': foreigner, // the 组织委员 of another branch
	'M': accountOf(member),
	'L': accountOf(leader2), // of another group than the one in question
	'P': accountOf(prober),
	'O': accountOf(organiser), // who leads the group in question too
	'D': accountOf(inspector),
	'W': accountOf(late), // waits for being confirmed
}

const everyone = "FMLPODW" // who stands for somebody, be it in another branch

// TestRoutes presses every button there is in everybody's name. A route that is not in the table fails.
func TestRoutes(t *testing.T) {
	h := newHouse(t)
	form := int64(1 << 20) // the victim's
	const row13 = 15       // of the thirteenth person in demo/roster.xlsx
	fill := func(name string) func(*store.Tx) {
		return func(tx *store.Tx) {
			if name == "cleared up" {
				p, _ := office.GetProposal(tx, 1, organiser)
				if _, err := h.bot.Office.AnswerAsk(tx, p, int64(row13), 13, h.now); err != nil {
					t.Fatal(err)
				}
				return
			}
			to := chat.Chat(accountOf(victim))
			store.Forms.Put(tx, store.Form{Chat: to, Name: name, Step: stepConfirm, Branch: 1, Member: victim, Number: form, Text: "别人写的一句话",
				Numbers: map[string]int64{"contact": 1, "day": int64(branch.DateOf(h.now)), "round": h.nom, "group": 1, "nominee": 3}, Touched: h.now})
		}
	}
	const b, group1 = 1, 1
	cases := map[string]struct {
		args []int64
		may  string // who may; everybody else is refused
		form string // the victim's open form
	}{
		cards.ActHome: {nil, everyone, ""}, cards.ActMe: {nil, everyone, ""}, cards.ActHelp: {nil, everyone, ""}, // about oneself
		cards.ActSwitch: {[]int64{b}, "MLPODW", ""}, cards.ActBoard: {[]int64{b}, "MLPODW", ""},
		cards.ActBind: {[]int64{form}, "", "bind"}, cards.ActBindNo: {[]int64{form}, "", "bind"}, cards.ActCancel: {[]int64{form}, "", "visit"},
		cards.ActVisit: {[]int64{b, 0}, "MLPODW", ""}, cards.ActVisitAt: {[]int64{b, 1, 1}, "MLPODW", ""},
		cards.ActVisitDay: {[]int64{form}, "", "visit"}, cards.ActVisitOn: {[]int64{form, int64(branch.DateOf(h.now))}, "", "visit"},
		cards.ActVisitOK:  {[]int64{form}, "", "visit"},
		cards.ActNominate: {[]int64{b, h.nom, group1}, "O", ""}, cards.ActNomPage: {[]int64{b, h.nom, group1, 0}, "O", ""},
		cards.ActNominee: {[]int64{b, h.nom, group1, 3}, "O", ""}, cards.ActNomBack: {[]int64{b, h.nom, group1}, "O", ""},
		cards.ActNomOK:  {[]int64{form}, "", "nominate"},
		cards.ActBallot: {[]int64{b, h.vote}, "MLOD", ""}, cards.ActVoteList: {[]int64{b, h.vote}, "MLOD", ""},
		cards.ActVoteBack: {[]int64{b, h.vote}, "MLOD", ""}, cards.ActVotePick: {[]int64{b, h.vote, 1}, "MLOD", ""},
		cards.ActVoteOK:  {[]int64{b, h.vote, 2}, "MLOD", ""},
		cards.ActSeat:    {[]int64{b, h.vote, late}, "D", ""},
		cards.ActOpen:    {[]int64{b}, "", ""}, // there is one this quarter
		cards.ActOpenSet: {[]int64{form, 3, 1, 0}, "", "open"}, cards.ActOpenPage: {[]int64{form, 1}, "", "open"},
		cards.ActOpenNext: {[]int64{form}, "", "open"}, cards.ActOpenUntil: {[]int64{form, h.now.Unix()}, "", "open"},
		cards.ActOpenOK: {[]int64{form}, "", "open"},
		cards.ActRounds: {[]int64{b}, "O", ""}, cards.ActRound: {[]int64{b, h.vote}, "O", ""}, cards.ActRoundBack: {[]int64{b, h.vote}, "O", ""},
		cards.ActClose: {[]int64{b, h.vote}, "", ""}, cards.ActCloseOK: {[]int64{b, h.vote}, "", ""}, // nobody has voted yet
		cards.ActExtend: {[]int64{b, h.vote, branch.On(2026, time.June, 2).At(18, 0).Unix()}, "O", ""},
		cards.ActVoid:   {[]int64{b, h.vote}, "O", ""}, cards.ActVoidOK: {[]int64{b, h.vote}, "O", ""},
		cards.ActVenueOK: {[]int64{b, 1}, "O", ""}, cards.ActVenueNo: {[]int64{b, 1}, "O", ""}, cards.ActVenueEnd: {[]int64{b, 1}, "O", ""},
		cards.ActVenueOut: {[]int64{b, 1}, "O", ""}, cards.ActVenueSee: {[]int64{b, 1}, "O", ""},

		cards.ActExport:   {[]int64{b}, "O", ""},
		cards.ActImportOK: {[]int64{b, h.imp}, "O", "cleared up"}, cards.ActImportNo: {[]int64{b, h.imp}, "O", ""},
		cards.ActImportSee: {[]int64{b, h.imp}, "O", ""}, cards.ActImportPage: {[]int64{b, h.imp, 0}, "O", ""},
		cards.ActStatus: {[]int64{b}, "O", ""}, cards.ActResend: {[]int64{b}, "O", ""},
		cards.ActImportAsk: {[]int64{b, h.imp}, "O", ""}, cards.ActImportIs: {[]int64{b, h.imp, row13, 13}, "O", ""},
	}
	for action := range routes {
		if _, ok := cases[action]; !ok {
			t.Errorf("%s has no case: who may do it, and who not?", action)
		}
	}
	kind := []string{cards.Stranger, cards.OldCard, cards.OldForm, cards.NotYours}
	for _, action := range slices.Sorted(maps.Keys(cases)) {
		c := cases[action]
		if routes[action].do == nil {
			t.Errorf("%s is no route", action)
			continue
		}
		for role, from := range roles {
			got := h.press(from, chat.Press{Action: action, Args: c.args}, fill(c.form))
			switch may := strings.ContainsRune(c.may, role); {
			case may && got != "":
				t.Errorf("%c may do %s and was refused: %s", role, action, got)
			case !may && got == "":
				t.Errorf("%c may not do %s and was let in", role, action)
			case role == 'S' && got != cards.Stranger:
				t.Errorf("a stranger's %s was answered %q", action, got)
			case role == 'F' && !may && !slices.Contains(kind, got):
				t.Errorf("the other branch's %s was answered %q", action, got)
			}
			if got := h.press(from, chat.Press{Action: action, Args: append([]int64{1}, c.args...)}, fill(c.form)); got == "" {
				t.Errorf("%c did %s with an argument too many", role, action)
			}
		}
	}
}

// TestRoutesFarOff presses every button with numbers that no button carries, each role with an open form of its own:
// refused or not, nothing may panic.
func TestRoutesFarOff(t *testing.T) {
	h := newHouse(t)
	far := []int64{math.MinInt64, -1 << 40, -2, -1, 0, 1, 2, 99, 1 << 31, 1 << 40, math.MaxInt64}
	for action, r := range routes {
		for _, from := range []chat.Account{accountOf(organiser), accountOf(member), accountOf(prober), foreigner, stranger} {
			fill := func(tx *store.Tx) {
				store.Forms.Put(tx, store.Form{Chat: chat.Chat(from), Name: r.form, Step: stepConfirm, Branch: 1, Member: organiser, Number: 1,
					Text: "一句话", Picked: []int64{1, 99, -5}, Touched: h.now,
					Numbers: map[string]int64{"contact": 99, "day": math.MaxInt64, "round": 77, "group": -1, "nominee": 99, "until": math.MaxInt64}})
			}
			for i := range max(1, r.args) {
				for _, n := range far {
					p := chat.Press{Action: action, Args: make([]int64, r.args)}
					for j := range p.Args {
						p.Args[j] = 1
					}
					if r.args > 0 {
						p.Args[i] = n
					}
					h.press(from, p, fill)
				}
			}
		}
	}
}
