package bot_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
	"zhibu/world/rig"
)

// rename returns everybody of the first branch one of those names.
func (h *house) rename() {
	h.Helper()
	h.renamed = true
	h.do(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, store.K[branch.BranchID](1)) {
			m.Name = rig.Namesakes[int(m.ID)%len(rig.Namesakes)]
			store.Members.Put(tx, m)
		}
		p := office.People(tx, 1)
		aparts := p.Aparts()
		for r := range rounds.Rounds.Scan(tx, store.K[branch.BranchID](1)) { // which were opened under these names
			if r.Faces = nil; r.Fixed() {
				r.Freeze(p, aparts, branch.DateOf(h.now))
			}
			for i, out := range r.LeftOut {
				r.LeftOut[i].Face = p.Face(*p.Member(out.Member), aparts, branch.DateOf(h.now))
			}
			rounds.Rounds.Put(tx, r)
		}
		for s := range rounds.Roll.Scan(tx, store.K[branch.BranchID](1)) {
			s.Face = p.Face(*p.Member(s.Member), aparts, branch.DateOf(h.now))
			rounds.Roll.Put(tx, s)
		}
		for w := range store.Waitings.Scan(tx, nil) {
			tx.Forget(w.Chat) // what was shown under their former names
		}
		return nil
	})
}

// wordsOf returns all that a card says: its text, each button, and a file's name, on lines of their own.
func wordsOf(c chat.Card) []string {
	list := []string{c.PlainText()}
	for _, row := range c.Rows {
		for _, b := range row {
			list = append(list, b.Label)
		}
	}
	if c.Document != nil {
		list = append(list, c.Document.Name)
	}
	return list
}

// TestNamesakes goes through every button and every form of a house in which nobody's name is the only one: whatever card, toast
// or file comes of it, at the presser's or at anybody else's, no name stands on it without what tells it apart.
func TestNamesakes(t *testing.T) {
	h := newHouse(t)
	h.rename()
	names := map[chat.Chat]string{}
	h.do(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, store.K[branch.BranchID](1)) {
			names[chat.Chat(accountOf(m.ID))] = m.Name
		}
		return nil
	})
	seen, named := 0, 0
	judge := func(what string, to chat.Chat, texts ...string) {
		for _, text := range texts {
			if slices.ContainsFunc(rig.Namesakes, func(name string) bool { return strings.Contains(text, name) }) {
				named++
			}
			for _, x := range rig.Ambiguous(text, names[to]) {
				t.Errorf("%s: %s", what, x)
			}
		}
	}
	shown := func(tx *store.Tx, what string, by chat.Account) {
		for w := range store.Waitings.Scan(tx, nil) {
			if w.Card != nil {
				seen++
				judge(fmt.Sprint(what, " ", w.Card.Key), w.Chat, wordsOf(*w.Card)...)
			}
		}
		for _, r := range tx.Replies() {
			texts := []string{r.Toast}
			for _, c := range []*chat.Card{r.Edit, r.Say} {
				if c != nil {
					texts = append(texts, wordsOf(*c)...)
				}
			}
			judge(what+" fleeting", chat.Chat(by), texts...)
		}
	}
	h.everyPress(func(tx *store.Tx, from chat.Account, p chat.Press) {
		if err := h.act(tx, from, p); err != nil && !isRefusal(err) {
			t.Errorf("%s: %v", p.Action, err)
		} else if err != nil {
			judge(p.Action+" refused", chat.Chat(from), err.Error())
		}
		shown(tx, p.Action, from)
	})
	for _, s := range h.steps() {
		if text, ok := s.do.(string); ok {
			begun := h.now
			h.aside(s.what(), func(tx *store.Tx) error {
				if err := h.into(tx, s, roles[s.by]); err != nil {
					return err
				}
				err := h.act(tx, roles[s.by], text)
				shown(tx, s.what(), roles[s.by])
				return err
			})
			h.now = begun
		}
	}
	h.do(func(tx *store.Tx) error {
		b, _ := store.Branches.Get(tx, store.K[branch.BranchID](1))
		book, _ := json.Marshal(birthday.SharedBook(tx, b, h.now))
		judge("the shared 心得", "", string(book))
		ledger, _ := json.Marshal(points.LedgerOf(h.bot.Office, tx, b, 2026, branch.DateOf(h.now)))
		judge("the ledger", "", strings.ReplaceAll(string(ledger), `","`, "\n"))
		for _, table := range slices.Concat(rounds.HistoryTables(tx, b, h.now), birthday.BirthdayTables(tx, b, h.now)) {
			for _, row := range table.Rows {
				judge("the table "+table.Name, "", fmt.Sprint(row...))
			}
		}
		return nil
	})
	if seen < 400 || named < 300 {
		t.Errorf("%d cards were seen, and %d texts named somebody", seen, named)
	}
}
