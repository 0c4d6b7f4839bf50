package people_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/world"
)

// fill returns a member something in every table that holds words or the account, each with the mark.
func fill(w *world.World, m branch.Member, mark string) {
	w.Helper()
	now := w.Clock.Now()
	w.Update(func(tx *store.Tx) error {
		row := office.BindingOf(tx, m)
		card := chat.Card{Key: "fill", Text: []chat.Span{{Text: mark}}}
		store.Forms.Put(tx, store.Form{Chat: row.Chat, Branch: m.Branch, Number: 900, Name: "visit", Title: mark, Touched: now})
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
			if _, err := birthday.Reflect(w.App.Office, tx, m, year, words, now); err != nil {
				return err
			}
			if _, err := birthday.ShareReflection(w.App.Office, tx, m, year, shared, now); err != nil {
				return err
			}
		}
		return w.App.Office.Invite(tx, m.Branch, m.ID, office.NewCode(), 0, now)
	})
}

// TestErasedScreen: the confirm step of a ballot, open when its account is erased, is taken off the screen; nothing is stored of that
// chat for it, and nothing of the vote.
func TestErasedScreen(t *testing.T) {
	w, _, _ := world.PeopleWorld(t)
	m := w.Member(5)
	p := w.Phone(m)
	w.Open3("6月2日（周二）18:00", "江月华", "陆文博", "程思敏")
	w.Press(p, "江月华")
	w.Contains(p, "您推荐：")
	enter(w, p, "=/me", "支部存了哪些", "删除个人信息", "确认删除")
	for _, msg := range p.Messages() {
		if strings.Contains(msg.Text, "您推荐") || msg.FromBot && len(msg.Buttons) > 0 && strings.Contains(msg.Text, "推荐") {
			t.Errorf("this stands on the screen: %q with %q", msg.Text, msg.Labels())
		}
	}
	w.Update(func(tx *store.Tx) error {
		for s := range store.Shows.Scan(tx, store.ChatKey("tg:7005")) {
			t.Errorf("it is on record what the chat shows: %+v", s)
		}
		return nil
	})
	w.Stop()
}

// TestErase has a member delete what is stored about him or her: the account and all private words are in no row any more,
// nothing is sent there, the records of the branch stay; and an invitation brings the member back.
func TestErase(t *testing.T) {
	w, _, _ := world.PeopleWorld(t)
	m := w.Member(2)
	p := w.Phone(m)
	fill(w, m, "记号甲")
	w.Say(p, "/me")
	w.Press(p, "支部存了哪些")
	screen(w, p)
	w.Press(p, "删除个人信息")
	screen(w, p)
	w.Press(p, "返回")
	w.Sees(p, "支部存了我的哪些信息")
	w.Press(p, "删除个人信息")
	again(w)
	w.Twice(p, "确认删除")
	w.Sees(p, "已删除"+m.Name+"同志的个人信息")
	if last := p.Last(); len(last.Buttons) > 0 {
		t.Errorf("the last message has %q", last.Labels())
	}
	w.Sees(w.Phone(w.Post(branch.DisciplinePost)), m.Name+"同志由本人账号解除了绑定，并删除了个人信息")
	if got := w.Say(p, "/me"); got != cards.Stranger {
		t.Errorf("/me was answered %q", got)
	}
	before := len(p.Messages())
	w.Turn(w.Clock.Now().AddDate(0, 0, 40))
	if now := p.Messages(); len(now) > before {
		t.Errorf("afterwards came %q", now[len(now)-1].Text)
	}
	w.Stop()
	account := regexp.MustCompile(`tg:7002\b`)
	kept := map[string]bool{}
	for _, row := range world.EveryRow(t, filepath.Join(w.Folder, "data", "zhibu.db")) {
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
	w.Open()
	p.Start(w.Invite(m))
	w.Press(p, "确认")
	w.Sees(p, "绑定完成")
	w.Stop()
}

// TestEraseElsewhere deletes what one branch stores of somebody whose account stands for a member of another branch too, and
// ends such a binding: the other branch's cards and binding stay, and no card that waits goes to an account that stands for
// nobody.
func TestEraseElsewhere(t *testing.T) {
	w, _, _ := world.PeopleWorld(t)
	m, other := w.Member(6), w.Found2(world.SmallBranch)
	waiting := func(account chat.Chat) (texts []string) {
		w.Update(func(tx *store.Tx) error {
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
	w.Update(func(tx *store.Tx) error {
		row = office.BindingOf(tx, m)
		w.App.Office.Attach(tx, branch.Member{Branch: other, ID: 4}, row.Account, row.Chat, w.Clock.Now())
		return nil
	})
	fill(w, m, "记号乙")
	w.Update(func(tx *store.Tx) error { return w.App.Office.Erase(tx, m, w.Clock.Now()) })
	w.Update(func(tx *store.Tx) error {
		if list := office.BindingsOf(tx, row.Account); len(list) != 1 || list[0].Branch != other {
			t.Errorf("bindings: %v", list)
		}
		for r := range birthday.Reflections.Scan(tx, store.K(m.Branch).Int(int64(m.ID))) {
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
	w.Update(func(tx *store.Tx) error {
		return w.App.Office.Unbind(tx, branch.Member{Branch: other, ID: 4, Status: branch.Active}, w.Clock.Now())
	})
	w.Settle()
	if list := waiting(row.Chat); len(list) > 0 {
		t.Errorf("there still waits %q", list)
	}
	w.Stop()
}
