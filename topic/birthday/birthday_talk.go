package birthday

import (
	"zhibu/bot"
	"zhibu/branch"
)

func showBirthday(c *bot.Call) error {
	c.Show(birthdayOf(c.Tx(), c.Me(), c.Now()))
	return nil
}

// showList is the lists: on the home card, or below if it was pressed on a month's list.
func showList(c *bot.Call) error {
	card, err := listOf(c.Tx(), c.Me(), int(c.Arg(1)), int(c.Arg(2)), c.Now())
	if err != nil {
		return err
	}
	c.ShowThere(card)
	return nil
}

func sendPrint(c *bot.Call) error {
	c.Below()
	return PrintCard(c.Office(), c.Tx(), c.Me(), branch.MemberID(c.Arg(1)), int(c.Arg(2)), c.Now())
}

func sendLists(c *bot.Call) error {
	c.Below()
	return SendBirthdays(c.Office(), c.Tx(), c.Me(), c.Now())
}

func sendWords(c *bot.Call) error {
	c.Below()
	return SendReflections(c.Office(), c.Tx(), c.Me(), c.Now())
}
