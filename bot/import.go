package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

func onImport(a []int64) string { return cards.KeyImport(branch.BranchID(a[0])) }

func export(c *Call) error { return c.bot.Office.ExportRoster(c.tx, c.me, c.now) }

// proposal returns the proposal that a button is about: this officer's own, and the one that stands on the card.
func (c *Call) proposal() (store.Proposal, error) {
	p, ok := office.GetProposal(c.tx, c.me.Branch, c.me.ID)
	if !ok || p.Number != c.Arg(1) {
		return p, office.Refusal(cards.OldCard)
	}
	return p, nil
}

// aboutImport shows what a view of the proposal becomes. If the branch has changed since, the card itself is shown.
func (c *Call) aboutImport(card func(cards.ImportView) chat.Card) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	v, changed, err := c.bot.Office.ImportView(c.tx, p, c.now)
	switch {
	case err != nil:
		return err
	case changed:
		c.ShowThere(cards.Import(v, true))
	default:
		c.ShowThere(card(v))
	}
	return nil
}

func importSee(c *Call) error {
	return c.aboutImport(func(v cards.ImportView) chat.Card { return cards.Import(v, false) })
}

func importPage(c *Call) error {
	return c.aboutImport(func(v cards.ImportView) chat.Card {
		const most = 1 << 20 // a forged page must not overflow
		return cards.ImportPage(v, int(min(max(c.Arg(2), 0), most)))
	})
}

func importAsk(c *Call) error {
	return c.aboutImport(func(v cards.ImportView) chat.Card {
		if len(v.Difference.Asks) == 0 {
			return cards.Import(v, false)
		}
		return cards.ImportAsk(v)
	})
}

// importIs takes the answer to a question, and asks the next one.
func importIs(c *Call) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	v, err := c.bot.Office.AnswerAsk(c.tx, p, c.Arg(2), branch.MemberID(c.Arg(3)), c.now)
	switch {
	case err != nil:
		return err
	case len(v.Difference.Asks) > 0:
		c.Show(cards.ImportAsk(v))
	default:
		c.Show(cards.Import(v, false))
	}
	return nil
}

func importNo(c *Call) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	c.bot.Office.DropImport(c.tx, p, c.now)
	c.Show(cards.ImportDropped(c.me.Branch))
	return nil
}

func importOK(c *Call) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	v, stale, err := c.bot.Office.ConfirmImport(c.tx, p, c.now)
	switch {
	case err != nil:
		return err
	case stale || v.Pending != 0:
		c.Show(cards.Import(v, stale))
	default:
		c.Show(cards.ImportDone(v))
	}
	return nil
}
