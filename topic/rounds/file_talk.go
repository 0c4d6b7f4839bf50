package rounds

import (
	"zhibu/bot"
	"zhibu/branch"
)

func fileDecision(c *bot.Call) error {
	return below(c, SendDecision(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1))))
}

func fileReports(c *bot.Call) error {
	return below(c, SendReports(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1))))
}

func fileHistory(c *bot.Call) error {
	return below(c, SendHistory(c.Office(), c.Tx(), c.Me(), c.Now()))
}

// below says where to look, when something has been sent.
func below(c *bot.Call, err error) error {
	if err == nil {
		c.Below()
	}
	return err
}

func whoTook(c *bot.Call) error {
	card, err := LookWhoTook(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	c.Stand(card.Key)
	c.Show(card)
	return nil
}

func talks(c *bot.Call) error {
	closes, err := MayStartTalks(c.Office(), c.Tx(), c.Me(), c.Now())
	if err == nil {
		c.Show(TalksSure(c.Me().Branch, branch.DateOf(c.Now()).Year(), closes))
	}
	return err
}

func talksOK(c *bot.Call) error {
	if err := StartTalks(c.Office(), c.Tx(), c.Me(), c.Now()); err != nil {
		return err
	}
	return rounds(c)
}
