package bot

import (
	"zhibu/cards"
	"zhibu/office"
)

// status shows how the bot is doing.
func status(c *call) error {
	var h office.Health
	if c.bot.Health != nil {
		h = c.bot.Health()
	}
	c.show(c.bot.Office.Status(c.tx, c.me, h, c.now))
	return nil
}

// resend has all that could not be delivered to this branch sent again.
func resend(c *call) error {
	n, err := c.bot.Office.Resend(c.tx, c.me)
	if err != nil {
		return err
	}
	c.note(cards.Resent(n))
	return status(c)
}
