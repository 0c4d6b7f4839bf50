package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

func fileDecision(c *call) error {
	return c.below(c.bot.Office.SendDecision(c.tx, c.me, branch.RoundID(c.arg(1))))
}

func fileReports(c *call) error {
	return c.below(c.bot.Office.SendReports(c.tx, c.me, branch.RoundID(c.arg(1))))
}

func fileHistory(c *call) error { return c.below(c.bot.Office.SendHistory(c.tx, c.me, c.now)) }

// below says where to look, when something has been sent.
func (c *call) below(err error) error {
	if err == nil {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
	return err
}

func whoTook(c *call) error {
	card, err := c.bot.Office.LookWhoTook(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	c.on(card.Key)
	c.show(card)
	return nil
}

func talks(c *call) error {
	closes, err := c.bot.Office.MayStartTalks(c.tx, c.me, c.now)
	if err == nil {
		c.show(cards.TalksSure(c.me.Branch, branch.DateOf(c.now).Year(), closes))
	}
	return err
}

func talksOK(c *call) error {
	if err := c.bot.Office.StartTalks(c.tx, c.me, c.now); err != nil {
		return err
	}
	return rounds(c)
}
