package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
)

// stepWhat is where the form about an honour waits for its name.
const stepWhat = "what"

func honours(c *call) error {
	c.show(cards.Honours(c.me.Branch, office.Commendations(c.tx, c.me.Branch), page(c.arg(1)), c.me.Officer()))
	return nil
}

func (c *call) showHonour(id int64) error {
	h, ok := office.GetCommendation(c.tx, c.me.Branch, id)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	firm, _ := office.Enterprise(c.tx, c.me.Branch, h.Contact)
	by, _ := office.Member(c.tx, c.me.Branch, h.By)
	c.show(cards.Honour(h, firm.Name, by.Name, office.Held(c.tx, h), c.me.Officer()))
	return nil
}

func honour(c *call) error { return c.showHonour(c.arg(1)) }

func honourNew(c *call) error {
	firm, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok && c.arg(1) != 0 {
		return office.Refusal(cards.OldCard)
	}
	f := c.begin("honour", stepText, map[string]int64{"contact": c.arg(1), "day": int64(branch.DateOf(c.now)), "level": -1, "outcome": -1})
	c.show(cards.HonourWho(f.Number, firm.Name))
	return nil
}

// commendation gives what the form holds.
func (c *call) commendation() branch.Commendation {
	n := c.form.Numbers
	h := branch.Commendation{Branch: c.me.Branch, Contact: branch.ContactID(n["contact"]), Who: c.form.Text, Honour: c.form.More, Day: branch.Date(n["day"])}
	if l := n["level"]; l >= 0 && l < int64(len(branch.HonourLevels)) {
		h.Level = branch.HonourLevels[l]
	}
	if o := n["outcome"]; o >= 0 && o < int64(len(branch.Outcomes)) {
		h.Outcome = branch.Outcomes[o]
	}
	return h
}

// honourTyped takes who, then what for; on the last card, another day.
func honourTyped(c *call, text string) error {
	if !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	if c.form.Step == stepDay {
		day, ok := readDay(text, branch.DateOf(c.now))
		if !ok {
			return office.Refusal("没有看懂这个日期。请发送完整的日期，例如 2026年3月5日。")
		}
		if day > branch.DateOf(c.now) {
			return office.Refusal("日期不能晚于今天，请重新发送日期。")
		}
		c.set("day", int64(day))
		return c.honourNext()
	}
	text, err := office.ReadText(text)
	if err != nil {
		return err
	}
	if len([]rune(text)) > 60 {
		return office.Refusal("请不要超过60字。")
	}
	switch c.form.Step {
	case stepText:
		c.form.Text = text
	case stepWhat:
		c.form.More = text
	default:
		return office.Refusal(cards.Unknown)
	}
	return c.honourNext()
}

// honourNext asks for what is still missing.
func (c *call) honourNext() error {
	h, form := c.commendation(), c.form.Number
	defer c.keep()
	switch {
	case h.Who == "":
		return office.Refusal(cards.OldForm)
	case h.Honour == "":
		c.form.Step = stepWhat
		c.show(cards.HonourWhat(form, h.Who))
	case h.Level == "":
		c.form.Step = stepConfirm
		c.show(cards.HonourLevel(form, h.Who, h.Honour))
	case h.Outcome == "":
		c.form.Step = stepConfirm
		c.show(cards.HonourDone(form, h.Who, h.Honour, h.Level))
	default:
		c.form.Step = stepDay
		c.show(cards.HonourConfirm(form, h, office.Held(c.tx, h)))
	}
	return nil
}

func honourLevel(c *call) error {
	if c.arg(1) < 0 || c.arg(1) >= int64(len(branch.HonourLevels)) {
		return office.Refusal(cards.OldForm)
	}
	c.set("level", c.arg(1))
	return c.honourNext()
}

func honourDone(c *call) error {
	if c.arg(1) < 0 || c.arg(1) >= int64(len(branch.Outcomes)) {
		return office.Refusal(cards.OldForm)
	}
	c.set("outcome", c.arg(1))
	return c.honourNext()
}

func honourOK(c *call) error {
	h, err := c.bot.Office.Commend(c.tx, c.me, c.commendation(), c.now)
	if err != nil {
		return err
	}
	c.drop()
	return c.showHonour(h.ID)
}

func honourSet(c *call) error {
	if c.arg(2) < 0 || c.arg(2) >= int64(len(branch.Outcomes)) {
		return office.Refusal(cards.OldCard)
	}
	if err := c.bot.Office.SettleCommendation(c.tx, c.me, c.arg(1), branch.Outcomes[c.arg(2)], c.now); err != nil {
		return err
	}
	return c.showHonour(c.arg(1))
}
