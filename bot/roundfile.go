package bot

import (
	"zhibu/branch"
	"zhibu/cards"
)

func fileDecision(c *call) error {
	return c.below(c.Office().SendDecision(c.Tx(), c.Me(), branch.RoundID(c.Arg(1))))
}

func fileReports(c *call) error {
	return c.below(c.Office().SendReports(c.Tx(), c.Me(), branch.RoundID(c.Arg(1))))
}

func fileHistory(c *call) error { return c.below(c.Office().SendHistory(c.Tx(), c.Me(), c.Now())) }

// below says where to look, when something has been sent.
func (c *call) below(err error) error {
	if err == nil {
		c.Below()
	}
	return err
}

func whoTook(c *call) error {
	card, err := c.Office().LookWhoTook(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	c.Stand(card.Key)
	c.Show(card)
	return nil
}

func talks(c *call) error {
	closes, err := c.Office().MayStartTalks(c.Tx(), c.Me(), c.Now())
	if err == nil {
		c.Show(cards.TalksSure(c.Me().Branch, branch.DateOf(c.Now()).Year(), closes))
	}
	return err
}

func talksOK(c *call) error {
	if err := c.Office().StartTalks(c.Tx(), c.Me(), c.Now()); err != nil {
		return err
	}
	return rounds(c)
}
