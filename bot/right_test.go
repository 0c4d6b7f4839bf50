package bot_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	. "zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/meeting"
	"zhibu/topic/points"
	"zhibu/world/rig"
)

// spare is a member of group 3 who is made each kind of person in turn.
const spare branch.MemberID = 18

// kind is a kind of person: who is one, or what makes the spare member one.
type kind struct {
	name string
	post branch.Post                         // its holder
	from chat.Account                        // somebody else than the spare member
	make func(*branch.Member, *branch.Group) // the member, and group 1: the group in question
}

// Kinds that are nobody here.
const (
	aLeaver    = "somebody who has left"
	aStranger  = "a stranger"
	aForeigner = "the 组织委员 of another branch"
)

// kinds are everybody that the table of rights can tell apart, and those who are nobody here.
func kinds() []kind {
	list := []kind{
		{name: "a plain member", make: func(*branch.Member, *branch.Group) {}},
		{name: "the group's leader", make: func(m *branch.Member, g *branch.Group) { m.Group, g.Leader = g.ID, m.ID }},
		{name: "the leader of another group", from: accountOf(leader2)},
		{name: "a 领导班子成员", make: func(m *branch.Member, _ *branch.Group) { m.Leadership = true }},
		{name: "a probationary member", make: func(m *branch.Member, _ *branch.Group) { m.Full = 0 }},
		{name: "somebody whose rights are restricted", make: func(m *branch.Member, _ *branch.Group) {
			m.Restrictions = []branch.Restriction{{Kind: "留党察看", From: m.Full}}
		}},
		{name: aLeaver, make: func(m *branch.Member, _ *branch.Group) { m.Status = branch.Transferred }},
		{name: aForeigner, from: foreigner},
		{name: aStranger, from: stranger},
	}
	for _, p := range branch.AllPosts {
		list = append(list, kind{name: string(p), post: p})
	}
	return list
}

// become returns somebody of that kind, the account and the member, with the group in question as it is then. A stranger,
// and who is of another branch, is nobody here.
func (k kind) become(tx *store.Tx, group branch.GroupID) (chat.Account, branch.Member, branch.Group) {
	m, _ := office.Member(tx, 1, spare)
	g := office.Group(tx, 1, 1)
	switch {
	case k.make != nil:
		k.make(&m, &g)
		store.Members.Put(tx, m)
		store.Groups.Put(tx, g)
	case k.post != branch.NoPost:
		for x := range store.MembersByPost.Scan(tx, store.K(branch.BranchID(1))) {
			if x.Post.Is(k.post) {
				m = x
			}
		}
	case k.from == accountOf(leader2):
		m, _ = office.Member(tx, 1, leader2)
	default:
		return k.from, branch.Member{}, g
	}
	if group == 0 {
		group = m.Group
	}
	return accountOf(m.ID), m, office.Group(tx, 1, group)
}

// unruled are the routes that ask for no right, and why.
var unruled = map[string]string{
	"the own home":                         "home room waits home.as menu help",
	"the own record, also of who has left": "me me.of me.mine me.file me.looks me.unb me.unbok me.era me.eraok",
	"what is common knowledge, or the own": "dues prob.how meet rule rule.part rule.see",
	"the own 政治生日 and 心得":                  "bd bd.mine bd.write bd.share bd.back bd.one bd.week bd.prep bd.of",
	"whoever fills in the form, who was asked where it begins and is asked again by its deed": `form.go form.keep form.drop cancel
		text.add text.swap text.keep form.set form.pick form.page form.next form.back form.skip form.fix form.none form.more form.see form.ok bd.end bd.cut`,
	"open to whoever is of the branch": `board board.page board.year firm firms recs rec rec.pic visit visit.at ask ask.at req.list req.firm
		pol pol.see pol.art pol.cite hist pub check flags pres notice reps bd.all off off.no off.to`,
	"whoever belongs to the meeting, and who calls it": "meet.call meet.leave meet.come min min.doc min.copy min.pic",
	"who presided": "min.ok",
	"whoever has something to say, or the ticket of what was said, and what is signed is the own": "fb fb.way fb.redo fb.drop fb.anon fb.sign fb.ticket fb.untell fb.mine fb.back fb.backok",
	"the account that stood for a member before":                                                  "acc.me acc.not",
	"whoever is on the roll votes":                                                                "vote vote.list vote.back vote.pick vote.ok vote.page vote.deed vote.hush",
	"everybody may object; who did may give the objection on":                                     "obj obj.who obj.give",
	"who has entered it, and who may confirm it":                                                  "pend pend.page pend.ok pend.no",
}

// inDeeds are the routes whose right hangs on what is in question, which the deed finds: the group that it is about is
// group 2 for a checklist, and of the rest nothing is the kinds' own.
var inDeeds = map[branch.Right]string{
	branch.KeepRounds:       "round round.see round.end round.fin round.ext round.eok round.nul round.nok",
	branch.CorrectRecords:   "rec.fix rec.no rec.nok",
	branch.EnterConsult:     "consult",
	branch.ExplainLapse:     "lapse lapse.why lapse.text",
	branch.SeeRequests:      "req",
	branch.HandleRequests:   "req.do req.refer req.send pol.add",
	branch.AssignRequests:   "req.to req.due req.give req.fine req.close",
	branch.PrepareBirthdays: "bd.done bd.undo bd.print",
	branch.EnterMeetings:    "meet.fix meet.no meet.nok meet.move meet.stop meet.stok meet.log min.do min.dook",
	branch.KeepVotes:        "min.vote min.votok min.votes min.v min.vfix min.vno min.vnook min.was min.file min.fok",
}

// noRoute are rights that no single route asks for, and where they are asked.
var noRoute = map[branch.Right]string{
	branch.Restrict:        "a kind of change: TestChangesByTable",
	branch.SeeRestrictions: "a kind of change: TestChangesByTable",
	branch.WatchAccounts:   "cards that come by themselves: TestAccountsCard",
	branch.SeeConsult:      "a record of one's own: TestRecordsOfConsults",
	branch.KeepMeetings:    "which meetings are whose to enter: TestWhoMayMeet of topic/meeting",
	branch.WriteCouncil:    "whose minutes are those of a 支委会: TestWhoWritesMinutes of topic/meeting",
	branch.OverseeMeetings: "which meetings somebody reads of: TestWhoMayMeet of topic/meeting",
}

// TestRights presses every button and types every command that asks for a right in the name of everybody, as the table of
// rights has it: whoever has the right is let in, and everybody else refused. A route that asks for none has a reason.
func TestRights(t *testing.T) {
	if rig.Race {
		t.Skip("every button in everybody's name, one after the other")
	}
	h := newHouse(t)
	cases, steps, routes := h.cases(), h.steps(), h.bot.Routes()
	reasons := map[string]string{}
	for why, list := range unruled {
		for action := range strings.FieldsSeq(list) {
			if r, is := routes[action]; !is || r.Right != (branch.Right{}) {
				t.Errorf("%s (%s) is no route, or asks for a right", action, why)
			}
			reasons[action] = why
		}
	}
	asked := map[branch.Right]bool{}
	for r, list := range inDeeds {
		asked[r] = true
		for action := range strings.FieldsSeq(list) {
			reasons[action] = "asked in the deed"
			group := branch.GroupID(1)
			if r == branch.PrepareBirthdays {
				group = 2
			}
			h.byTable(action, r, group, cases[action].may, true, h.pressing(action, cases[action]))
		}
	}
	for _, action := range slices.Sorted(maps.Keys(routes)) {
		r := routes[action]
		if asked[r.Right] = true; r.Right == (branch.Right{}) {
			if reasons[action] == "" {
				t.Errorf("%s asks for no right, and nothing says why", action)
			}
			continue
		}
		group := branch.GroupID(1)
		if action == cards.ActAway || action == cards.ActVouches || action == birthday.ActBirthdays || action == meeting.ActNew || action == meeting.ActUnheld || action == meeting.ActPlan {
			group = 0
		}
		if !r.OfForm {
			h.byTable(action, r.Right, group, cases[action].may, false, h.pressing(action, cases[action]))
			continue
		}
	}
	for _, s := range steps { // a form asks for its right at each step, typed or pressed
		if p, ok := s.do.(chat.Press); ok && !routes[p.Action].OnForm || ok && p.Action == cards.ActCancel {
			continue // the way out of a form is everybody's
		}
		if r := h.rightOf(s); r != (branch.Right{}) {
			asked[r] = true
			h.inForms(s, r)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(h.bot.CommandRights())) {
		right := h.bot.CommandRights()[name]
		if asked[right] = true; right != (branch.Right{}) {
			h.byTable(name, right, 0, "OC", false, func(tx *store.Tx, from chat.Account) error { return h.act(tx, from, name) })
		}
	}
	for _, r := range branch.Rights {
		if asked[r] == (noRoute[r] != "") {
			t.Errorf("「%s」 is asked by a route: %v; elsewhere: %q", r.Name, asked[r], noRoute[r])
		}
	}
	file := chat.Uploaded{Ref: "f", Name: "名册.xlsx", Size: 10}
	h.byTable("a roster sent", branch.EnterRoster, 0, "OC", false, func(tx *store.Tx, from chat.Account) error {
		e := chat.Event{ID: 1, Kind: chat.File, From: from, Chat: chat.Chat(from), Private: true, File: &file}
		return tx.Try(NewCall(h.bot, tx, h.now, "fresh", e).Handle)
	})
}

// rightOf returns the right that the form of a step asks for.
func (h *house) rightOf(s step) (r branch.Right) {
	begun := h.now
	defer func() { h.now = begun }()
	h.aside(s.what(), func(tx *store.Tx) error {
		if err := h.into(tx, s, roles[s.by]); err != nil {
			return err
		}
		r = FormRight(h.bot, tx, h.now, roles[s.by])
		return nil
	})
	return r
}

// pressing presses a button with every card of the branch on the screen.
func (h *house) pressing(action string, c row) func(*store.Tx, chat.Account) error {
	return func(tx *store.Tx, from chat.Account) error {
		for _, key := range h.keys() {
			tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
		}
		if c.form != "" {
			h.fill(c.form)(tx)
		}
		return h.act(tx, from, chat.Press{Action: action, Args: c.args})
	}
}

// inForms takes a step in a form in everybody's name, who began it or had it from somebody: the right may be lost since.
func (h *house) inForms(s step, r branch.Right) {
	h.Helper()
	begun := h.now
	h.byTable(s.what(), r, 1, s.may, false, func(tx *store.Tx, from chat.Account) error {
		defer func() { h.now = begun }()
		if err := h.into(tx, s, from); err != nil {
			h.Errorf("the way to %s is refused: %v", s.what(), err)
		}
		return h.act(tx, from, s.do)
	})
}

// byTable does something in everybody's name, asking about a group, or for 0 about the own. letters are the roles of
// TestRoutes that may: where they name two officers, whoever has the right is let in, and else what else the deed asks for
// stands in the way. inDeed is true where the deed asks, in words of its own.
func (h *house) byTable(what string, r branch.Right, group branch.GroupID, letters string, inDeed bool, do func(*store.Tx, chat.Account) error) {
	h.Helper()
	free := strings.ContainsRune(letters, 'O') && strings.ContainsRune(letters, 'C')
	begun := h.now
	for _, k := range kinds() {
		var has bool
		got := h.aside(what+" by "+k.name, func(tx *store.Tx) error {
			from, m, g := k.become(tx, group)
			has = m.ID != 0 && m.May(r, g)
			return do(tx, from)
		})
		h.now = begun
		if k.name == aForeigner && (group == 0 || what == "a roster sent") { // it is about that one's own branch
			continue
		}
		refusals := k.refusals(r, what)
		switch {
		case has && free && got != "":
			h.Errorf("%s has the right 「%s」 and is refused %s: %s", k.name, r.Name, what, got)
		case has && !inDeed && r != branch.AnswerObjections && r != branch.AnswerFeedback && slices.Contains(refusals, got): // these have readers of their own
			h.Errorf("%s has the right 「%s」 and is told otherwise at %s", k.name, r.Name, what)
		case !has && got == "", !has && !inDeed && !slices.Contains(refusals, got):
			h.Errorf("%s does not have the right 「%s」, and %s is answered %q", k.name, r.Name, what, got)
		}
	}
}

// refusals are the sentences that refuse somebody of a kind a right.
func (k kind) refusals(r branch.Right, what string) []string {
	switch {
	case k.name == aStranger || k.name == aLeaver:
		return []string{cards.Stranger}
	case k.name == aForeigner:
		return []string{cards.NotYours, cards.OldForm, cards.Unknown}
	case what == "a roster sent":
		return []string{cards.NoUse}
	case k.post == branch.PartyClerk:
		return []string{cards.NotTheClerks(r)}
	}
	return []string{cards.NotYours}
}

// TestMenusFollowRights: home's ways and the command menu offer what their routes and commands ask a right for, to those alone
// who have it.
func TestMenusFollowRights(t *testing.T) {
	h := newHouse(t)
	for _, k := range kinds() {
		if slices.Contains([]string{aLeaver, aForeigner, aStranger}, k.name) {
			continue
		}
		h.aside(k.name, func(tx *store.Tx) error {
			_, m, own := k.become(tx, 0)
			g := office.Group(tx, 1, 1)
			for _, b := range h.bot.Office.Menu(tx, m, h.now) {
				p, err := chat.ParsePress(b.Press)
				if err != nil {
					return err
				}
				if r := h.bot.Routes()[p.Action].Right; r != (branch.Right{}) && !m.May(r, g, own) {
					t.Errorf("%s is offered 「%s」, which asks for 「%s」", k.name, b.Label, r.Name)
				}
			}
			offered := map[string]bool{}
			for _, x := range h.bot.Office.CommandsFor(m) {
				offered["/"+x.Name] = true
			}
			for name, right := range h.bot.CommandRights() {
				if right != (branch.Right{}) && offered[name] != m.May(right) {
					t.Errorf("%s is offered %s: %v", k.name, name, offered[name])
				}
			}
			help := h.bot.Office.Help(tx, m).PlainText()
			for name, right := range h.bot.CommandRights() {
				if right != (branch.Right{}) && strings.Contains(help, name) != m.May(right, own) {
					t.Errorf("%s reads of %s: %v", k.name, name, strings.Contains(help, name))
				}
			}
			return nil
		})
	}
}

// TestChangesByTable: each kind of change is entered and read as its right says.
func TestChangesByTable(t *testing.T) {
	h := newHouse(t)
	for _, k := range kinds() {
		h.aside(k.name, func(tx *store.Tx) error {
			_, m, _ := k.become(tx, 1)
			for _, x := range branch.ChangeKinds {
				if got := office.MayEnter(m, x) == nil; got != m.May(x.Right) {
					t.Errorf("%s may enter %s: %v", k.name, x.Name, got)
				}
				read := branch.SeeRoster
				if x.Secret {
					read = branch.SeeRestrictions
				}
				if got := office.MayRead(m, x.Kind); got != m.May(read) {
					t.Errorf("%s may read %s: %v", k.name, x.Name, got)
				}
			}
			return nil
		})
	}
}

// TestRecordsOfConsults: a 工作研商 is read by whose it is, by who logged it, and by who keeps the records.
func TestRecordsOfConsults(t *testing.T) {
	h := newHouse(t)
	lead := branch.MemberID(secretary)
	h.do(func(tx *store.Tx) error {
		me, _ := office.Member(tx, 1, lead)
		_, err := points.Log(h.bot.Office, tx, me, points.Entry{Lead: lead, Activities: []branch.Activity{branch.Consult}, Day: branch.DateOf(h.now),
			Went: []branch.MemberID{lead}, Text: "研商工作。"}, h.now)
		return err
	})
	for _, k := range kinds() {
		var has bool
		got := h.aside(k.name, func(tx *store.Tx) error {
			from, m, _ := k.become(tx, 1)
			has = m.ID != 0 && m.May(branch.SeeConsult, lead)
			return h.pressing(points.ActRec, row{args: []int64{1, 2}})(tx, from)
		})
		if has != (got == "") {
			t.Errorf("%s has the right: %v, and is answered %q", k.name, has, got)
		}
	}
}
