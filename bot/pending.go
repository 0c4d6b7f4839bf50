package bot

import (
	"zhibu/branch"
	"zhibu/cards"
)

func onPending(a []int64) string { return cards.KeyPending(branch.BranchID(a[0]), a[1]) }

// pendingSee brings a change that waits for a second officer to the bottom.
func pendingSee(c *Call) error {
	card, err := c.bot.Office.PendingCard(c.tx, c.me, c.Arg(1), 0, c.now)
	if err == nil {
		c.tx.ShowBelow(c.e.Chat, card)
	}
	return err
}

func pendingPage(c *Call) error {
	card, err := c.bot.Office.PendingCard(c.tx, c.me, c.Arg(1), Page(c.Arg(2)), c.now)
	if err == nil {
		c.Show(card)
	}
	return err
}

func pendingOK(c *Call) error { return c.bot.Office.ConfirmPending(c.tx, c.me, c.Arg(1), c.now) }

func pendingNo(c *Call) error { return c.bot.Office.RefusePending(c.tx, c.me, c.Arg(1), c.now) }
