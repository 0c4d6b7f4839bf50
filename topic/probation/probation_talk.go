package probation

import "zhibu/bot"

func showHow(c *bot.Call) error {
	c.ShowThere(howCard())
	return nil
}
