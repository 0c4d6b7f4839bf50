package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func onChecklist(a []int64) string {
	return cards.KeyChecklist(branch.BranchID(a[0]), branch.MemberID(a[1]), int(a[2]))
}

func birthday(c *call) error {
	c.show(office.Birthday(c.tx, c.me, c.now))
	return nil
}

// birthdays is the lists: on the home card, or below if it was pressed on a month's list.
func birthdays(c *call) error {
	card, err := office.BirthdayList(c.tx, c.me, int(c.arg(1)), int(c.arg(2)), c.now)
	if err != nil {
		return err
	}
	c.answerOnHome(card)
	return nil
}

// answerOnHome shows a home card where it was pressed if that is it, and else below.
func (c *call) answerOnHome(card chat.Card) {
	if c.e.Kind == chat.Pressed && c.tx.Stands(c.e.Chat, cards.KeyHome, c.e.Message) {
		c.place = cards.KeyHome
	} else if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
	c.show(card)
}

func tickDone(c *call) error   { return c.tick(true) }
func tickUndone(c *call) error { return c.tick(false) }

func (c *call) tick(done bool) error {
	return c.bot.Office.Tick(c.tx, c.me, branch.MemberID(c.arg(1)), int(c.arg(2)), branch.Check(c.arg(3)), done, c.now)
}

// reflect begins, or goes on with, what a member writes on a year's 政治生日: from the greeting, or on the home card.
func reflect(c *call) error {
	year := int(c.arg(1))
	if err := office.MayReflect(c.tx, c.me, year, branch.DateOf(c.now)); err != nil {
		return err
	}
	f := c.begin("reflect", stepText, map[string]int64{"year": int64(year)})
	c.answerOnHome(office.WritingCard(c.tx, c.me, f.Number, year))
	return nil
}

// reflectTyped keeps each message at once: nothing that was sent can be lost.
func reflectTyped(c *call, text string) error {
	year := int(c.form.Numbers["year"])
	if _, err := c.bot.Office.Reflect(c.tx, c.me, year, text, c.now); err != nil {
		return err
	}
	c.keep()
	c.show(office.WritingCard(c.tx, c.me, c.form.Number, year))
	return nil
}

func reflectCut(c *call) error {
	year := int(c.form.Numbers["year"])
	if _, err := c.bot.Office.Unwrite(c.tx, c.me, year, page(c.arg(1)), c.now); err != nil {
		return err
	}
	c.keep()
	c.show(office.WritingCard(c.tx, c.me, c.form.Number, year))
	return nil
}

// reflectEnd shows what there is, with the buttons to share it or not.
func reflectEnd(c *call) error {
	c.drop()
	return c.reflectEnded(int(c.form.Numbers["year"]))
}

func (c *call) reflectEnded(year int) error {
	card, err := office.ReflectionCard(c.tx, c.me, c.me.ID, year, 0)
	if err != nil { // nothing was written
		card = office.Birthday(c.tx, c.me, c.now)
	}
	c.show(card)
	return nil
}

func reflections(c *call) error {
	c.show(office.ReflectionList(c.tx, c.me, int(c.arg(1))))
	return nil
}

func reflection(c *call) error {
	card, err := office.ReflectionCard(c.tx, c.me, branch.MemberID(c.arg(1)), int(c.arg(2)), int(c.arg(3)))
	if err != nil {
		return err
	}
	c.show(card)
	return nil
}

func share(c *call) error   { return c.share(true) }
func unshare(c *call) error { return c.share(false) }

func (c *call) share(shared bool) error {
	r, err := c.bot.Office.ShareReflection(c.tx, c.me, int(c.arg(1)), shared, c.now)
	if err != nil {
		return err
	}
	return c.reflectEnded(r.Year)
}

func shared(c *call) error {
	c.show(office.SharedCard(c.tx, c.me, int(c.arg(1))))
	return nil
}

func printCard(c *call) error {
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	return c.bot.Office.PrintCard(c.tx, c.me, branch.MemberID(c.arg(1)), int(c.arg(2)), c.now)
}

func listFile(c *call) error {
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	return c.bot.Office.SendBirthdays(c.tx, c.me, c.now)
}

func wordsFile(c *call) error {
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	return c.bot.Office.SendReflections(c.tx, c.me, c.now)
}
