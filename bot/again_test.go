package bot_test

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
	"zhibu/topic/rounds"
)

// transient are the tables of what chats show, of the process's own care, and of which updates were seen.
var transient = []string{"shown", "waiting", "chats", "seen", "alive", "upkeep", "guesses"}

// all returns what is stored of a branch, and of people. Of some rows only a part counts.
func all(tx *store.Tx) map[string]bool {
	rows := map[string]bool{}
	for table, row := range store.Dump(tx) {
		if slices.Contains(transient, table) {
			continue
		}
		switch r := row.(type) {
		case store.Binding:
			r.Front = 0 // only their order matters
			row = r
		case rounds.Sealed:
			r.Choice = nil // sealed anew, the same choice
			row = r
		case store.Form:
			r.Number, r.Face = 0, nil // begun again it is another one, and empty like the first
			row = r
		}
		raw, _ := json.Marshal(row)
		rows[table+" "+string(raw)] = true
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
		if c.may == "" || h.renamed && c.form == "cleared up" { // the proposed roster has their former names
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

// anywhere are the buttons that are good on any message: of cards that are sent once, and those that only show something
// below. Every other one lives on a card, and a route that forgets which differs from this list.
const anywhere = `
	visit.at consult lapse req nom ppl.one vote round rep reps open.of dec.text
	board req.list start ans.see imp.see vote.seat vote.who bd.week menu form.go
	acc.list pend obj.give pres flags check pub rf.dec rf.rep rf.his took bd.list bd.write bd.print prob.how meet min meet.off meet.plan meet.leave meet.come
	dues fb fb.way fb.redo fb.drop fb.anon fb.sign fb.ticket fb.untell fb.mine fb.list fb.see`

// TestStale presses each button on a message that is not the card any more: it is refused, and nothing changes. On the
// card itself it is done.
func TestStale(t *testing.T) {
	h := newHouse(t)
	defer func() { h.message = 0 }()
	for action, r := range h.bot.Routes() {
		if r.Anywhere != slices.Contains(strings.Fields(anywhere), action) {
			t.Errorf("%s is good on any message: %v", action, r.Anywhere)
		}
	}
	pressed := 0
	h.everyPress(func(tx *store.Tx, from chat.Account, p chat.Press) {
		if h.bot.Routes()[p.Action].Anywhere {
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
		if err := h.act(tx, from, p); fmt.Sprint(err) != cards.OldCard {
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
