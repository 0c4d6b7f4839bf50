package bot

import (
	"testing"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// TestWorkGroup: an officer names the group chat in which the branch works; it is told of a 政治生日 only where the
// branch has set so.
func TestWorkGroup(t *testing.T) {
	h := newHouse(t)
	const group = chat.Chat("tg:-100")
	day := branch.On(2026, 6, 10)
	told := func() (text string) {
		h.do(func(tx *store.Tx) error {
			for w := range store.Waitings.Scan(tx, store.ChatKey(group)) {
				text += w.Card.PlainText()
			}
			return nil
		})
		return text
	}
	says := func(from chat.Account, text string, id int64) {
		c := &call{bot: h.bot, e: chat.Event{ID: id, Kind: chat.Text, From: from, Chat: group, Text: text}}
		h.do(c.run)
	}
	greet := func(tell bool, m branch.MemberID) {
		h.do(func(tx *store.Tx) error {
			b, _ := store.Branches.Get(tx, store.K[branch.BranchID](1))
			b.Settings.TellGroup = tell
			store.Branches.Put(tx, b)
			who, _ := office.Member(tx, 1, m)
			who.Joined = branch.On(1996, 6, 10)
			store.Members.Put(tx, who)
			h.bot.Office.Greet(tx, store.Due{Push: office.PushGreeting, Branch: 1, Subject: int64(m), At: day.At(9, 0)}, day.At(9, 0))
			return nil
		})
	}
	says(accountOf(member), "/here", 901)
	greet(true, 5)
	if got := told(); got != "" {
		t.Errorf("a member's /here had the group told %q", got)
	}
	says(accountOf(organiser), "/here@bot", 902)
	greet(false, 6)
	if got := told(); got != "" {
		t.Errorf("not asked to be told, the group was told %q", got)
	}
	greet(true, 7)
	who := branch.Member{}
	h.do(func(tx *store.Tx) error { who, _ = office.Member(tx, 1, 7); return nil })
	if got := told(); got != "今天是"+who.Name+"同志的政治生日，入党三十周年。谨致祝贺。" {
		t.Errorf("the group was told %q", got)
	}
}
