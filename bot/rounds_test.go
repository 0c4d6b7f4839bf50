package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// last returns the card that somebody is shown last under a key.
func last(tx *store.Tx, from chat.Account, key string) (c chat.Card) {
	for w := range store.Waitings.Scan(tx, store.ChatKey(chat.Chat(from))) {
		if w.Card != nil && w.Card.Key == key {
			c = *w.Card
		}
	}
	return c
}

// buttonOf returns what the button with a label carries.
func buttonOf(t *testing.T, c chat.Card, label string) chat.Press {
	t.Helper()
	for _, b := range slices.Concat(c.Rows...) {
		if strings.HasPrefix(b.Label, label) {
			p, err := chat.ParsePress(b.Press)
			if err != nil {
				t.Error(err)
			}
			return p
		}
	}
	t.Errorf("no button %q on\n%s", label, show(c)) // Fatal would end the writer
	return chat.Press{}
}

// show writes a card as a phone shows it.
func show(c chat.Card) string {
	text := c.PlainText()
	for _, r := range c.Rows {
		for _, b := range r {
			text += " [" + b.Label + "]"
		}
		text += "\n"
	}
	return text
}

// TestNominationKeepsItsWords: what a leader has written is not lost by taking the nomination back, by 返回, nor by choosing
// somebody else; it can be handed in again.
func TestNominationKeepsItsWords(t *testing.T) {
	h := newHouse(t)
	from := roles['O']
	key := rounds.KeyNomination(1, branch.RoundID(h.nom), 1)
	who := func(id branch.MemberID) chat.Press { return push(rounds.ActNominee, 1, h.nom, 1, int64(id)) }
	for name, c := range map[string]struct {
		way  []any // in which it is written and left
		then string
	}{
		"taken back":            {[]any{push(rounds.ActNomDrop, 1, h.nom, 1)}, "认真。"},
		"left before 确认":        {[]any{push(rounds.ActNomDrop, 1, h.nom, 1), who(5), "帮扶有成效。", push(rounds.ActNomBack, 1, h.nom, 1)}, "帮扶有成效。"},
		"left for another name": {[]any{push(rounds.ActNomDrop, 1, h.nom, 1), who(5), "帮扶有成效。", push(rounds.ActNomBack, 1, h.nom, 1), push(rounds.ActNomPage, 1, h.nom, 1, 0)}, "帮扶有成效。"},
		"left for home":         {[]any{push(rounds.ActNomDrop, 1, h.nom, 1), who(5), "帮扶有成效。", "/menu", push(rounds.ActNominate, 1, h.nom, 1)}, "帮扶有成效。"},
	} {
		if got := h.aside(name, func(tx *store.Tx) error {
			tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
			for _, do := range c.way {
				if err := h.act(tx, from, do); err != nil {
					return err
				}
			}
			card := last(tx, from, key)
			if !strings.Contains(card.PlainText(), c.then) {
				t.Errorf("%s: the words are not on\n%s", name, show(card))
			}
			t.Log(show(card))
			// Chosen anew, the words are offered, for another name as well.
			if err := h.act(tx, from, who(6)); err != nil {
				return err
			}
			card = last(tx, from, key)
			t.Log(show(card))
			if !strings.Contains(card.PlainText(), c.then) {
				t.Errorf("%s: for another name the words are not offered:\n%s", name, show(card))
			}
			if err := h.act(tx, from, buttonOf(t, card, "就用这段文字")); err != nil {
				return err
			}
			if err := h.act(tx, from, buttonOf(t, last(tx, from, key), "确认提名")); err != nil {
				return err
			}
			n, made := rounds.Nominations.Get(tx, store.RoundKey(1, branch.RoundID(h.nom)).Int(1))
			if !made || n.Deeds != c.then || n.Nominee != 6 {
				t.Errorf("%s: in the end there is %+v", name, n)
			}
			if _, open := store.Forms.Get(tx, store.ChatKey(chat.Chat(from))); open {
				t.Errorf("%s: a form is left", name)
			}
			return nil
		}); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := h.aside("handed in as it was", func(tx *store.Tx) error {
		tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
		if err := h.act(tx, from, push(rounds.ActNomDrop, 1, h.nom, 1)); err != nil {
			return err
		}
		if err := h.act(tx, from, buttonOf(t, last(tx, from, key), "用这份：推荐")); err != nil {
			return err
		}
		if err := h.act(tx, from, buttonOf(t, last(tx, from, key), "确认提名")); err != nil {
			return err
		}
		if n, _ := rounds.Nominations.Get(tx, store.RoundKey(1, branch.RoundID(h.nom)).Int(1)); n.Deeds != "认真。" || n.Nominee != 3 {
			t.Errorf("in the end there is %+v", n)
		}
		return nil
	}); got != "" {
		t.Error(got)
	}
}

// TestRoomOfRounds: each round that runs stands in its room for everybody, with a button that does what this reader may; finished
// ones are reached from there.
func TestRoomOfRounds(t *testing.T) {
	h := newHouse(t)
	for role, wants := range map[rune][]string{
		'M': {"投票：2026年2季度先锋岗", "查看：2026年身边好党员"},
		'L': {"投票：2026年2季度先锋岗", "提名：2026年身边好党员"},
		'C': {"投票：2026年2季度先锋岗", "办理：2026年身边好党员"},
		'P': {"查看：2026年2季度先锋岗"}, // a 预备党员
		'O': {"提名：2026年身边好党员", "报告：2026年3季度先锋岗"},
	} {
		from := roles[role]
		var room chat.Card
		h.aside(string(role), func(tx *store.Tx) error {
			tx.Show(chat.Chat(from), cards.Plain(cards.KeyHome, "首页"))
			if err := h.act(tx, from, push(cards.ActRoom, 1, chat.Code(cards.RoomRounds))); err != nil {
				return err
			}
			room = last(tx, from, cards.KeyHome)
			if role == 'M' {
				t.Log(show(room))
			}
			if strings.Contains(room.PlainText(), "请选择") || !strings.Contains(room.PlainText(), "2026年“身边好党员”：提名中") {
				t.Errorf("%c reads\n%s", role, show(room))
			}
			for _, want := range append(wants, "历次评选") {
				buttonOf(t, room, want)
			}
			return nil
		})
		for _, b := range slices.Concat(room.Rows...) {
			p, _ := chat.ParsePress(b.Press)
			if p.Action == rounds.ActOpen { // there is one this quarter
				continue
			}
			if got := h.aside(b.Label, func(tx *store.Tx) error {
				tx.Show(chat.Chat(from), room)
				return h.act(tx, from, p)
			}); got != "" {
				t.Errorf("%c's button %q is answered %q", role, b.Label, got)
			}
		}
	}
}

// TestPlainWordsOutsideForms: a word or a date that belongs somewhere leads there, with the buttons to go on.
func TestPlainWordsOutsideForms(t *testing.T) {
	h := newHouse(t)
	for text, want := range map[string]string{
		"推荐": "投票：2026年2季度先锋岗", "投票": "确认", "改投": "确认", "身边好党员": "查看：2026年身边好党员", "「先锋岗」": "投票：2026年2季度先锋岗", "公示": "历次评选",
		"４月": "政治生日", "四月": "政治生日", "12月份": "政治生日", "昨天": "登记走访", "6月3日": "登记走访", "2026-06-03": "登记走访", "２０２６年６月３日": "登记走访", "联系点": "登记走访",
		"随便写的话": "",
	} {
		from := roles['M']
		got := h.aside(text, func(tx *store.Tx) error {
			if err := h.act(tx, from, text); err != nil {
				return err
			}
			key := cards.KeyHome
			if want == "确认" { // the ballot itself
				if key = rounds.KeyBallot(1, branch.RoundID(h.vote)); len(last(tx, from, key).Rows) == 0 {
					t.Errorf("%q brings no ballot", text)
				}
				return nil
			}
			card := last(tx, from, key)
			if len(text) == len("４月") {
				t.Log(show(card))
			}
			buttonOf(t, card, want)
			return nil
		})
		if (got != "") != (want == "") {
			t.Errorf("%q is answered %q", text, got)
		}
	}
}

// TestAccountsCard: an officer who watches over accounts reads what to do, with a button for each person; anybody else whom to tell.
func TestAccountsCard(t *testing.T) {
	h := newHouse(t)
	if got := h.aside("invite", func(tx *store.Tx) error {
		if err := h.bot.Office.Invite(tx, 1, member, office.NewCode(), organiser, h.now); err != nil {
			return err
		}
		key := cards.KeyAccounts(1, branch.DateOf(h.now))
		mine, other := last(tx, roles['O'], key), last(tx, roles['D'], key)
		t.Log(show(mine))
		who, _ := office.Member(tx, 1, member)
		if strings.Contains(mine.PlainText(), "组织委员") || !strings.Contains(other.PlainText(), "告知组织委员") || len(other.Rows) > 0 {
			t.Errorf("the 组织委员 reads\n%s, the 纪检委员\n%s", show(mine), show(other))
		}
		if err := h.act(tx, roles['O'], buttonOf(t, mine, who.Name)); err != nil {
			return err
		}
		if card := last(tx, roles['O'], cards.KeyHome); !strings.Contains(card.PlainText(), who.Name) {
			t.Errorf("the button leads to\n%s", show(card))
		}
		return nil
	}); got != "" {
		t.Error(got)
	}
}

// TestFarReachingAsks: a button with far consequences asks first: the tap itself changes nothing and tells nobody.
func TestFarReachingAsks(t *testing.T) {
	h := newHouse(t)
	closes := branch.On(2026, 6, 2).At(18, 0).Unix()
	for name, p := range map[string]chat.Press{
		"顺延24小时": push(rounds.ActExtend, 1, h.vote, closes), "作废": push(rounds.ActVoid, 1, h.vote), "线下投票": push(rounds.ActPaperAsk, 1, h.vote, victim, 1, 0),
		"流动红旗": push(rounds.ActFlag, 1, h.rest["done"]), "大会结束": push(rounds.ActStart, 1, h.rest["report"]), "组织复投": push(rounds.ActRunOff, 1, h.rest["decide"]),
		"核实账号": push(rounds.ActSeatAsk, 1, h.vote, late), "组内投票": push(rounds.ActPoll, 1, h.nom, 1), "发起微党课": push(rounds.ActTalks, 1), "定大会日期": push(rounds.ActDaySet, 1, h.rest["ask"], int64(branch.On(2026, 12, 28))),
	} {
		from := roles['O']
		if p.Action == rounds.ActSeatAsk {
			from = roles['D']
		}
		if got := h.aside(name, func(tx *store.Tx) error {
			if err := h.act(tx, from, "/menu"); err != nil { // the day on which the account was heard of
				return err
			}
			for _, key := range h.keys() {
				tx.Show(chat.Chat(from), cards.Plain(key, "一张卡片"))
			}
			told := func() (n int) {
				for w := range store.Waitings.Scan(tx, nil) {
					if w.Chat != chat.Chat(from) {
						n++
					}
				}
				return n
			}
			before, said := all(tx), told()
			if err := h.act(tx, from, p); err != nil {
				return err
			}
			for _, row := range differ(before, all(tx)) {
				t.Errorf("%s at the first tap: %s", name, row)
			}
			if told() != said {
				t.Errorf("%s at the first tap: others are told", name)
			}
			return nil
		}); got != "" {
			t.Errorf("%s is refused: %s", name, got)
		}
	}
}

// TestDeedsOnTheBallot: the deeds are read in passing, and one is back on the ballot with those who were picked.
func TestDeedsOnTheBallot(t *testing.T) {
	h := newHouse(t)
	from := roles['M']
	if got := h.aside("deeds", func(tx *store.Tx) error {
		if err := h.act(tx, from, "/menu"); err != nil {
			return err
		}
		r, _ := rounds.GetRound(tx, 1, branch.RoundID(h.vote))
		r.Posts = 2
		rounds.Rounds.Put(tx, r)
		rounds.Reports.Put(tx, rounds.GroupReport{Branch: 1, Round: r.ID, Group: 1, Candidate: r.Candidates[0], Added: "牵头筹备展区。", At: h.now})
		tx.Show(chat.Chat(from), cards.Plain(rounds.KeyBallot(1, r.ID), "一张卡片"))
		passing := func(p chat.Press) chat.Card {
			before := fmt.Sprint(all(tx))
			if err := h.act(tx, from, p); err != nil {
				t.Error(err)
				return chat.Card{}
			}
			if fmt.Sprint(all(tx)) != before {
				t.Error("a look writes")
			}
			replies := tx.Replies()
			return *replies[len(replies)-1].Edit
		}
		list := passing(push(rounds.ActVotePick, 1, h.vote, 2))
		deeds := passing(buttonOf(t, list, "看事迹"))
		t.Log(show(deeds))
		if !strings.Contains(deeds.PlainText(), "牵头筹备展区。") || !deeds.Protect {
			t.Errorf("the deeds: %s", show(deeds))
		}
		if back := passing(buttonOf(t, deeds, "返回投票")); show(back) != show(list) {
			t.Errorf("it goes back to\n%s, not to\n%s", show(back), show(list))
		}
		return nil
	}); got != "" {
		t.Error(got)
	}
}
