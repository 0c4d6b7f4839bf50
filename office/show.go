package office

import (
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/store"
)

// Redraw shows a card anew where it stands already, and nowhere else: what it asked for is over, or somebody else has done it.
func Redraw(tx *store.Tx, to chat.Chat, c chat.Card) {
	if to == "" {
		return
	}
	if _, stands := tx.ShownAs(to, c.Key); stands {
		tx.Show(to, c)
	}
}

// RedrawFor shows a group's card anew to its leader, and where it stands with those who act for the leader (代录).
func RedrawFor(tx *store.Tx, g branch.Group, c chat.Card) {
	if to := ChatOf(tx, g.Branch, g.Leader); to != "" {
		tx.Show(to, c)
	}
	EachChat(tx, Officers(tx, g.Branch), func(m branch.Member, to chat.Chat) {
		if m.ID != g.Leader {
			Redraw(tx, to, c)
		}
	})
}

// Show shows a card to a chat: as news in a new message, or where it stands.
func Show(tx *store.Tx, to chat.Chat, c chat.Card, news bool) {
	if news {
		tx.ShowBelow(to, c)
	} else {
		tx.Show(to, c)
	}
}

// Everybody returns all active members.
func Everybody(tx *store.Tx, b branch.BranchID) []branch.Member {
	return MembersOf(tx, b, func(branch.Member) bool { return true })
}
