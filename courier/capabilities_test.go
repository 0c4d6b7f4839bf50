package courier

import (
	"testing"

	"zhibu/chat"
	"zhibu/store"
)

// TestPoorPlatform: where messages cannot be changed, a card that changes comes below and nothing is shown in passing; where there
// are no toasts, their words are a message; where there are no menus, none is set.
func TestPoorPlatform(t *testing.T) {
	inBubbleOf(t, chat.Capabilities{Parallel: 1}, func(w *world) {
		w.show("tg:1", card("a", "1"))
		w.sleep(0)
		w.show("tg:1", card("a", "2"))
		w.deed(func(tx *store.Tx) { tx.SetCommands("tg:1", []chat.Command{{Name: "x"}}) })
		out := w.deed(func(tx *store.Tx) {
			tx.ReplyEdit("tg:1", 2, card("a", "choice"))
			tx.Reply(chat.Reply{Toast: "好的"})
			tx.Reply(chat.Reply{Unsay: 1})
		})
		w.courier.Say("tg:1", 7, "press", out.Replies)
		w.sleep(0)
		w.want("0s send tg:1 1 1", "0s send tg:1 2 2", "0s answer press 0 false", "0s send tg:1 3 好的")
		w.wantLeft(0)
	})
}

// TestUnsaid: what somebody wrote goes from the screen, before the answer comes.
func TestUnsaid(t *testing.T) {
	inBubbleOf(t, chat.Capabilities{Parallel: 1, Removes: true}, func(w *world) {
		said := card("say", "好的")
		out := w.deed(func(tx *store.Tx) {
			tx.Reply(chat.Reply{Unsay: 9})
			tx.Reply(chat.Reply{Say: &said})
		})
		w.courier.Say("tg:1", 7, "", out.Replies)
		w.sleep(0)
		w.want("0s remove tg:1 9 ", "0s send tg:1 1 好的")
	})
}
