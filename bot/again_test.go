package bot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

func rowsOf[T any](name string, t *store.Table[T], same func(T) T) func(*store.Tx, map[string]bool) {
	return func(tx *store.Tx, all map[string]bool) {
		for row := range t.Scan(tx, nil) {
			raw, _ := json.Marshal(same(row))
			all[name+" "+string(raw)] = true
		}
	}
}

func as[T any](row T) T { return row }

// tables are all that is stored of a branch, and of people, but not what their chats show.
var tables = []func(*store.Tx, map[string]bool){
	rowsOf("branch", store.Branches, as), rowsOf("group", store.Groups, as), rowsOf("member", store.Members, as), rowsOf("contact", store.Contacts, as),
	rowsOf("former", store.FormerGroups, as), rowsOf("change", store.Changes, as), rowsOf("look", store.Looks, as), rowsOf("holidays", store.HolidaysOf, as),
	rowsOf("binding", store.Bindings, func(b store.Binding) store.Binding { b.Front = 0; return b }), // only their order matters
	rowsOf("venue", store.Venues, as), rowsOf("invite", store.Invites, as), rowsOf("record", store.Records, as), rowsOf("round", store.Rounds, as),
	rowsOf("seat", store.Roll, as), rowsOf("ballot", store.Ballots, func(b store.Sealed) store.Sealed { b.Choice = nil; return b }), // sealed anew, the same choice
	rowsOf("nomination", store.Nominations, as), rowsOf("report", store.Reports, as), rowsOf("meeting", store.Meetings, as), rowsOf("objection", store.Objections, as),
	rowsOf("due", store.Dues, as), rowsOf("said", store.Saids, as), rowsOf("upload", store.Uploads, as), rowsOf("proposal", store.Proposals, as),
	rowsOf("proposed", store.Proposeds, as), rowsOf("import", store.Imports, as), rowsOf("roll look", store.RollLooks, as), rowsOf("export", store.Exports, as),
	rowsOf("checked", store.Checkeds, as), rowsOf("reflection", store.Reflections, as), rowsOf("lapse", store.Lapses, as), rowsOf("put off", store.PutOffs, as),
	rowsOf("digest", store.Digests, as), rowsOf("request", store.Requests, as), rowsOf("commendation", store.Commendations, as),
	rowsOf("policy", store.Policies, as), rowsOf("article", store.Articles, as), rowsOf("dead", store.Deads, as),
	rowsOf("form", store.Forms, func(f store.Form) store.Form { f.Number = 0; return f }), // begun again it is another one, and empty like the first
}

func all(tx *store.Tx) map[string]bool {
	rows := map[string]bool{}
	for _, t := range tables {
		t(tx, rows)
	}
	return rows
}

// differ tells which rows are in one state and not in the other.
func differ(was, is map[string]bool) (list []string) {
	for row := range is {
		if !was[row] {
			list = append(list, "+ "+row)
		}
	}
	for row := range was {
		if !is[row] {
			list = append(list, "- "+row)
		}
	}
	slices.Sort(list)
	return list
}

// everyPress has each button pressed in a state in which somebody may: those of the table, and those of forms.
func (h *house) everyPress(try func(tx *store.Tx, from chat.Account, p chat.Press)) {
	begun := h.now
	cases := h.cases()
	for _, action := range slices.Sorted(maps.Keys(cases)) {
		c := cases[action]
		if c.may == "" {
			continue
		}
		may := []rune(c.may)
		if may[0] == 'F' { // who has a branch of his or her own
			may = may[1:]
		}
		from := roles[may[0]]
		h.aside(action, func(tx *store.Tx) error {
			for _, key := range h.keys() {
				tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
			}
			if c.form != "" {
				h.fill(c.form)(tx)
			}
			try(tx, from, push(action, c.args...))
			return nil
		})
	}
	for _, s := range h.steps() {
		if p, ok := s.do.(chat.Press); ok {
			h.aside(s.what(), func(tx *store.Tx) error {
				if err := h.into(tx, s, roles[s.by]); err != nil {
					return err
				}
				f, _ := store.Forms.Get(tx, store.ChatKey(chat.Chat(roles[s.by])))
				p.Args = slices.Clone(p.Args)
				p.Args[0] = f.Number // of the first form, whatever has become of it
				try(tx, roles[s.by], p)
				return nil
			})
			h.now = begun
		}
	}
}

// TestAgain presses each button twice, as an impatient thumb does, or a platform that brings a press again under another
// number: the second time changes nothing, and tells nobody else anything again.
func TestAgain(t *testing.T) {
	h := newHouse(t)
	pressed := 0
	h.everyPress(func(tx *store.Tx, from chat.Account, p chat.Press) {
		if err := h.act(tx, from, p); err != nil {
			t.Errorf("%s is refused: %v", p.Action, err)
			return
		}
		pressed++
		message := int64(1000)
		for w := range store.Waitings.Scan(tx, nil) {
			message++
			tx.Delivered(w, message)
		}
		once := all(tx)
		if err := h.act(tx, from, p); err != nil && !isRefusal(err) {
			t.Errorf("%s again: %v", p.Action, err)
		}
		for _, row := range differ(once, all(tx)) {
			if p.Action == cards.ActExport && strings.HasPrefix(row, "+ export") {
				continue // a second file goes out, and the trace says so
			}
			t.Errorf("%s again: %s", p.Action, row)
		}
		for w := range store.Waitings.Scan(tx, nil) {
			if w.Chat != chat.Chat(from) && w.Card != nil && w.Below != 0 {
				t.Errorf("%s again: %s is told again: %s", p.Action, w.Chat, w.Card.PlainText())
			}
		}
	})
	if pressed < 150 {
		t.Errorf("%d buttons were pressed", pressed)
	}
}

func isRefusal(err error) bool { _, ok := err.(office.Refusal); return ok }

// guarded are the buttons of forms whose card depends on the form, not on the numbers of the button.
var guarded = []string{cards.ActNomOK, cards.ActWhyOK, cards.ActReportOK, cards.ActReportMore, cards.ActDecideDue, cards.ActDecideOK,
	cards.ActObjectOK, cards.ActAnswerOK}

// anywhere are the buttons that are good on any message: of cards that are sent once, and those that only show something
// below. Every other one lives on a card, and a route that forgets which differs from this list.
const anywhere = `
	visit.at consult lapse req nom nom.ok vote round move.to why.ok rep rep.ok reps open.of dec.due dec.ok dec.text
	pres obj.ok ans.ok flags check pub rf.dec rf.rep rf.his nom.more rep.more took bd.list bd.write bd.print`

// TestStale presses each button on a message that is not the card any more: it is refused, and nothing changes. On the
// card itself it is done.
func TestStale(t *testing.T) {
	h := newHouse(t)
	defer func() { h.message = 0 }()
	for action, r := range routes {
		if (r.card == nil) != slices.Contains(strings.Fields(anywhere), action) {
			t.Errorf("%s is good on any message: %v", action, r.card == nil)
		}
	}
	pressed := 0
	h.everyPress(func(tx *store.Tx, from chat.Account, p chat.Press) {
		own := slices.Contains(guarded, p.Action)
		if routes[p.Action].card == nil && !own {
			return
		}
		pressed++
		const stands = 500
		for s := range store.Shows.Scan(tx, store.ChatKey(chat.Chat(from))) {
			s.Message = stands
			store.Shows.Put(tx, s)
		}
		before := all(tx)
		h.message = stands - 1
		want := cards.OldCard
		if own {
			want = cards.OldForm
		}
		if err := h.act(tx, from, p); fmt.Sprint(err) != want {
			t.Errorf("%s on an old card was answered: %v", p.Action, err)
		}
		for _, row := range differ(before, all(tx)) {
			t.Errorf("%s on an old card: %s", p.Action, row)
		}
		h.message = stands
		if err := h.act(tx, from, p); err != nil {
			t.Errorf("%s is refused: %v", p.Action, err)
		}
		h.message = 0
	})
	if pressed < 120 {
		t.Errorf("%d buttons were pressed", pressed)
	}
}
