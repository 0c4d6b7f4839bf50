package probation

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/office"
)

func showHow(c *bot.Call) error {
	c.ShowThere(howCard(office.MeetingDue(c.Tx(), c.Me().Branch, branch.Assembly, branch.DateOf(c.Now()))))
	return nil
}
