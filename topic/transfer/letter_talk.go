package transfer

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/office"
)

func see(c *bot.Call) error {
	l, err := find(c.Tx(), c.Me(), branch.ChangeID(c.Arg(1)))
	if err != nil {
		return err
	}
	m, _ := office.Member(c.Tx(), c.Me().Branch, l.Member)
	c.ShowThere(letterCard(c.Me().Branch, office.Called(c.Tx(), m), l))
	return nil
}

func got(c *bot.Call) error    { return answered(c, true) }
func notGot(c *bot.Call) error { return answered(c, false) }

func answered(c *bot.Call, yes bool) error {
	if err := Answered(c.Office(), c.Tx(), c.Me(), branch.ChangeID(c.Arg(1)), yes, c.Now()); err != nil {
		return err
	}
	return see(c)
}
