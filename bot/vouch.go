package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func onReplaced(a []int64) string {
	return cards.KeyReplaced(branch.BranchID(a[0]), branch.MemberID(a[1]))
}

// vouches lists the accounts that wait for the member's word: on home, or below if it was pressed elsewhere.
func vouches(c *Call) error {
	c.ShowThere(office.VouchCard(c.tx, c.me, Page(c.Arg(1))))
	return nil
}

func vouch(c *Call) error {
	if err := c.bot.Office.Vouch(c.tx, c.me, branch.MemberID(c.Arg(1))); err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: "已确认。"})
	c.Show(office.VouchCard(c.tx, c.me, 0))
	return nil
}

func itIsMe(c *Call) error {
	return c.bot.Office.ItIsMe(c.tx, c.e.From, branch.BranchID(c.Arg(0)), branch.MemberID(c.Arg(1)))
}

func itIsNotMe(c *Call) error {
	return c.bot.Office.ItIsNotMe(c.tx, c.e.From, branch.BranchID(c.Arg(0)), branch.MemberID(c.Arg(1)), c.now)
}
