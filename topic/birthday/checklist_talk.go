package birthday

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
)

func onPrepare(a []int64) string { return KeyPrepare(branch.BranchID(a[0])) }

// prepare shows what somebody prepares of the coming 政治生日: where it was pressed if that is it, and else below.
func prepare(c *bot.Call) error {
	c.ShowThere(prepareCard(c.Me().Branch, Preparing(c.Office(), c.Tx(), c.Me(), branch.DateOf(c.Now()))))
	return nil
}

// prepareOf shows one of the checklists on that card.
func prepareOf(c *bot.Call) error {
	list := Preparing(c.Office(), c.Tx(), c.Me(), branch.DateOf(c.Now()))
	for _, v := range list {
		if v.Line.Member.ID == branch.MemberID(c.Arg(1)) && int64(v.Line.Day.Year()) == c.Arg(2) {
			c.Show(checklistCard(v, len(list) < 2))
			return nil
		}
	}
	if !Prepared(c.Tx(), c.Me(), branch.MemberID(c.Arg(1)), c.Arg(2), branch.DateOf(c.Now())) {
		return office.Refusal(cards.OldCard)
	}
	c.Toast("这位同志的政治生日已经过了。")
	c.Show(prepareCard(c.Me().Branch, list))
	return nil
}

func tickDone(c *bot.Call) error { return tick(c, true) }

func tickUndone(c *bot.Call) error { return tick(c, false) }

func tick(c *bot.Call, done bool) error {
	return Tick(c.Office(), c.Tx(), c.Me(), branch.MemberID(c.Arg(1)), int(c.Arg(2)), Check(c.Arg(3)), done, c.Now())
}
