package office

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Entitled refuses whoever does not have a right, about the group or the people in question. A 党务干事 is told whose it
// is: he or she does so much else for the 组织委员 that a bare refusal would read like a fault.
func Entitled(me branch.Member, r branch.Right, about ...branch.Concern) error {
	switch {
	case me.May(r, about...):
		return nil
	case me.Post.Is(branch.PartyClerk) && r.Holders() != "":
		return Refusal(cards.NotTheClerks(r))
	}
	return Refusal(cards.NotYours)
}

// SendTo returns where to send somebody a file that asks for a right, or refuses: who has no chat is sent nothing.
func SendTo(tx *store.Tx, me branch.Member, r branch.Right) (chat.Chat, error) {
	to, err := Chat(tx, me), Entitled(me, r)
	if err == nil && to == "" {
		err = Refusal(cards.NotYours)
	}
	return to, err
}
