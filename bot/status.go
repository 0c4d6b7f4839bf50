package bot

import (
	"zhibu/cards"
	"zhibu/office"
)

// status shows how the bot is doing.
func status(c *Call) error {
	var h office.Health
	if c.bot.Health != nil {
		h = c.bot.Health()
	}
	c.Show(c.bot.Office.Status(c.tx, c.me, h, c.now))
	return nil
}

// resend has all that could not be delivered to this branch sent again.
func resend(c *Call) error {
	n, err := c.bot.Office.Resend(c.tx, c.me)
	if err != nil {
		return err
	}
	c.Note(cards.Resent(n))
	return status(c)
}
