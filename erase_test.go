package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// everyRow gives all that a closed store holds: "table key row".
func everyRow(t *testing.T, path string) (rows []string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				rows = append(rows, strings.Join([]string{string(name), string(k), string(v)}, " "))
				return nil
			})
		})
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

// fill gives a member something in every table that holds words or the account, each with the mark.
func (w *world) fill(m branch.Member, mark string) {
	w.Helper()
	now := w.clock.Now()
	w.update(func(tx *store.Tx) error {
		row := office.BindingOf(tx, m)
		card := chat.Card{Key: "fill", Text: []chat.Span{{Text: mark}}}
		store.Forms.Put(tx, store.Form{Chat: row.Chat, Branch: m.Branch, Number: 900, Name: "visit", Text: mark, Touched: now})
		store.Uploads.Put(tx, store.Upload{Chat: row.Chat, Branch: m.Branch, Member: m.ID, Number: 901, File: mark, Kind: store.UploadAsked})
		store.Uploads.Put(tx, store.Upload{Chat: row.Chat, Branch: m.Branch, Member: m.ID, Number: 902, File: mark, Kind: store.UploadPhoto})
		store.Proposals.Put(tx, store.Proposal{Branch: m.Branch, By: m.ID, Chat: row.Chat, Number: 903, File: mark})
		store.Proposeds.Put(tx, store.Proposed{Branch: m.Branch, By: m.ID, Part: 1})
		store.Venues.Put(tx, store.Venue{ID: int64(1000 + m.ID), Chat: chat.Chat("tg:-" + mark), Title: "支部群", Branch: m.Branch, By: row.Account})
		store.Deads.Put(tx, store.Dead{ID: int64(1000 + m.ID), Chat: row.Chat, Key: "fill", Reason: "odd", At: now, What: &store.Waiting{Chat: row.Chat, Card: &card}})
		tx.ShowLater(row.Chat, card, now.AddDate(1, 0, 0))
		for year, shared := range map[int]bool{2024: false, 2025: true} {
			words := mark + "未分享"
			if shared {
				words = mark + "已分享"
			}
			if _, err := w.app.Office.Reflect(tx, m, year, words, now); err != nil {
				return err
			}
			if _, err := w.app.Office.ShareReflection(tx, m, year, shared, now); err != nil {
				return err
			}
		}
		return w.app.Office.Invite(tx, m.Branch, m.ID, office.NewCode(), 0, now)
	})
}

// TestErase has a member delete what is stored about him or her: the account and all private words are in no row any more,
// nothing is sent there, the records of the branch stay; and an invitation brings the member back.
func TestErase(t *testing.T) {
	w, _, _ := peopleWorld(t)
	m := w.member(2)
	p := w.phone(m)
	w.fill(m, "记号甲")
	w.say(p, "/me")
	w.press(p, "支部存了哪些")
	w.screen(p)
	w.press(p, "删除个人信息")
	w.screen(p)
	w.press(p, "返回")
	w.sees(p, "支部存了我的哪些信息")
	w.press(p, "删除个人信息")
	w.again()
	w.twice(p, "确认删除")
	w.sees(p, "已删除"+m.Name+"同志的个人信息")
	if last := p.Last(); len(last.Buttons) > 0 {
		t.Errorf("the last message has %q", last.Labels())
	}
	w.sees(w.phone(w.post(branch.DisciplinePost)), m.Name+"同志由本人账号解除了绑定，并删除了个人信息")
	if got := w.say(p, "/me"); got != cards.Stranger {
		t.Errorf("/me was answered %q", got)
	}
	before := len(p.Messages())
	w.turn(w.clock.Now().AddDate(0, 0, 40))
	if now := p.Messages(); len(now) > before {
		t.Errorf("afterwards came %q", now[len(now)-1].Text)
	}
	w.stop()
	account := regexp.MustCompile(`tg:7002\b`)
	kept := map[string]bool{}
	for _, row := range everyRow(t, filepath.Join(w.folder, "data", "zhibu.db")) {
		shared := strings.Contains(row, "记号甲已分享")
		kept["shared"] = kept["shared"] || shared
		kept["name"] = kept["name"] || strings.HasPrefix(row, "members ") && strings.Contains(row, m.Name)
		group := strings.HasPrefix(row, "venues") && !account.MatchString(row) // the group chat is the branch's
		if (strings.Contains(row, "记号甲") || account.MatchString(row)) && !shared && !group {
			t.Errorf("left: %q", row)
		}
	}
	if !kept["shared"] || !kept["name"] {
		t.Errorf("not everything of the branch is left: %v", kept)
	}
	w.open()
	p.Start(w.invite(m))
	w.press(p, "确认")
	w.sees(p, "绑定完成")
	w.stop()
}

// TestEraseElsewhere deletes what one branch stores of somebody whose account stands for a member of another branch too, and
// ends such a binding: the other branch's cards and binding stay, and no card that waits goes to an account that stands for
// nobody.
func TestEraseElsewhere(t *testing.T) {
	w, _, _ := peopleWorld(t)
	m, other := w.member(6), w.found2(smallBranch)
	waiting := func(account chat.Chat) (texts []string) {
		w.update(func(tx *store.Tx) error {
			for x := range store.Waitings.Scan(tx, store.ChatKey(account)) {
				if x.Card != nil {
					texts = append(texts, x.Card.PlainText())
				}
			}
			return nil
		})
		return texts
	}
	var row store.Binding
	w.update(func(tx *store.Tx) error {
		row = office.BindingOf(tx, m)
		w.app.Office.Attach(tx, branch.Member{Branch: other, ID: 4}, row.Account, row.Chat, w.clock.Now())
		return nil
	})
	w.fill(m, "记号乙")
	w.update(func(tx *store.Tx) error { return w.app.Office.Erase(tx, m, w.clock.Now()) })
	w.update(func(tx *store.Tx) error {
		if list := office.BindingsOf(tx, row.Account); len(list) != 1 || list[0].Branch != other {
			t.Errorf("bindings: %v", list)
		}
		for r := range store.Reflections.Scan(tx, store.K(m.Branch).Int(int64(m.ID))) {
			if r.Shared == 0 {
				t.Error("an unshared 心得 is left")
			}
		}
		return nil
	})
	if list := waiting(row.Chat); !slices.Contains(list, "记号乙") {
		t.Errorf("what waits for the account of another branch's member is gone: %q", list)
	}
	// The last binding ends: nothing that waited is sent any more.
	w.update(func(tx *store.Tx) error {
		return w.app.Office.Unbind(tx, branch.Member{Branch: other, ID: 4, Status: branch.Active}, w.clock.Now())
	})
	w.settle()
	if list := waiting(row.Chat); len(list) > 0 {
		t.Errorf("there still waits %q", list)
	}
	w.stop()
}
