package bot_test

import (
	"testing"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
)

// TestGroupIsTold: a branch's group is told of a 政治生日 only where the branch has set so.
func TestGroupIsTold(t *testing.T) {
	h := newHouse(t)
	day := branch.On(2026, 6, 10)
	told := func(tell bool, m branch.MemberID) (text string) {
		h.do(func(tx *store.Tx) error {
			b, _ := store.Branches.Get(tx, store.K[branch.BranchID](1))
			b.Settings.TellGroup = tell
			store.Branches.Put(tx, b)
			who, _ := office.Member(tx, 1, m)
			who.Joined = branch.On(1996, 6, 10)
			store.Members.Put(tx, who)
			birthday.Greet(h.bot.Office, tx, store.Due{Push: birthday.PushGreeting, Branch: 1, Subject: int64(m), At: day.At(9, 0)}, day.At(9, 0))
			for w := range store.Waitings.Scan(tx, store.ChatKey(chat.Chat("tg:-5"))) {
				if w.Card != nil {
					text += w.Card.PlainText()
				}
			}
			return nil
		})
		return text
	}
	if got := told(true, 5); got != "" {
		t.Errorf("a group that is not the branch's was told %q", got)
	}
	h.do(func(tx *store.Tx) error {
		who, _ := office.Member(tx, 1, organiser)
		_, err := h.bot.Office.LinkVenue(tx, who, 1, h.now)
		return err
	})
	before := told(false, 6)
	who := branch.Member{}
	h.do(func(tx *store.Tx) error { who, _ = office.Member(tx, 1, 8); return nil })
	if got := told(true, 8); got != before+"今天是"+who.Name+"同志的政治生日，入党三十周年。谨致祝贺。" {
		t.Errorf("the group was told %q", got)
	}
}
