package bot

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
)

func visit(c *call) error {
	c.show(cards.VisitWhere(c.me.Branch, office.Enterprises(c.tx, c.me), int(c.arg(1))))
	return nil
}

// visitAt begins the form for one enterprise: on the home card, or below if it was pressed on a reminder.
func visitAt(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if c.arg(2) == 0 {
		c.place = cards.KeyHome
		if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
			return office.Refusal(cards.OldCard)
		}
	}
	f := c.begin("visit", stepText, map[string]int64{"contact": int64(contact.ID)})
	c.show(cards.VisitText(f.Number, contact))
	return nil
}

// visitTyped takes the sentence, again if one likes, or the day where that was asked for.
func visitTyped(c *call, text string) error {
	today := branch.DateOf(c.now)
	if c.form.Step == stepDay {
		day, ok := readDay(text, today)
		if !ok {
			return office.Refusal("没有看懂这个日期。请点选，或发送完整的日期，例如 2026年3月5日。")
		}
		return c.visitOn(day)
	}
	text, err := office.ReadText(text)
	if err != nil {
		return err
	}
	c.form.Text = text
	if c.form.Numbers["day"] == 0 {
		c.set("day", int64(today))
	}
	return c.visitConfirm()
}

// readDay reads a day. Without a year it is the last such day: 12月30日, written in January, is last year's.
func readDay(text string, today branch.Date) (day branch.Date, ok bool) {
	if day, ok = branch.ReadDate(text); ok || !strings.Contains(text, "月") || strings.Contains(text, "年") {
		return day, ok
	}
	if day, ok = branch.ReadDate(fmt.Sprintf("%d年%s", today.Year(), text)); ok && day > today {
		return branch.ReadDate(fmt.Sprintf("%d年%s", today.Year()-1, text))
	}
	return day, ok
}

func (c *call) visitConfirm() error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.form.Numbers["contact"]))
	if !ok {
		return office.Refusal(cards.OldForm)
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.VisitConfirm(c.form.Number, contact, branch.Date(c.form.Numbers["day"]), branch.DateOf(c.now), c.form.Text))
	return nil
}

func visitDay(c *call) error {
	c.form.Step = stepDay
	c.keep()
	c.show(cards.VisitDays(c.form.Number, branch.DateOf(c.now)))
	return nil
}

func visitOn(c *call) error { return c.visitOn(branch.Date(c.arg(1))) }

func (c *call) visitOn(day branch.Date) error {
	if err := office.VisitDay(day, branch.DateOf(c.now)); err != nil {
		return err
	}
	c.set("day", int64(day))
	return c.visitConfirm()
}

func visitOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	r, err := c.bot.Office.LogVisit(c.tx, c.me, branch.ContactID(c.form.Numbers["contact"]), branch.Date(c.form.Numbers["day"]), c.form.Text, c.now)
	if err != nil {
		return err
	}
	c.drop()
	contact, _ := office.Enterprise(c.tx, c.me.Branch, r.Contact)
	c.show(cards.VisitLogged(c.me.Branch, contact, r.Day, r.Late(branch.Quarter)))
	return nil
}
