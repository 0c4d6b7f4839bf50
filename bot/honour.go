package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func honours(c *call) error {
	c.show(cards.Honours(c.me.Branch, office.Commendations(c.tx, c.me.Branch), Page(c.arg(1)), c.me.May(branch.KeepHonours)))
	return nil
}

func (c *call) showHonour(id int64) error {
	h, ok := office.GetCommendation(c.tx, c.me.Branch, id)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	firm, _ := office.Enterprise(c.tx, c.me.Branch, h.Contact)
	by, _ := office.Member(c.tx, c.me.Branch, h.By)
	c.show(cards.Honour(h, firm.Name, office.Called(c.tx, by), office.Held(c.tx, h), c.me.May(branch.KeepHonours)))
	return nil
}

func honour(c *call) error { return c.showHonour(c.arg(1)) }

func honourNew(c *call) error {
	if _, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1))); !ok && c.arg(1) != 0 {
		return office.Refusal(cards.OldCard)
	}
	return c.fill("honour", given("contact", c.arg(1)))
}

func honourForm(c *call) ask.Form {
	firm, _ := office.Enterprise(c.tx, c.me.Branch, chat.Get[branch.ContactID](c.form.Answers, "contact"))
	made := func(a chat.Answers) branch.Commendation {
		return branch.Commendation{Branch: c.me.Branch, Contact: firm.ID, Who: chat.Get[string](a, "who"), Honour: chat.Get[string](a, "honour"),
			Level: chat.Get[string](a, "level"), Outcome: chat.Get[string](a, "outcome"), Day: chat.Get[branch.Date](a, "day")}
	}
	return ask.Form{Title: "表彰登记", Right: branch.KeepHonours, Up: c.up(honours, 0),
		Head: func(x ask.Context) []chat.Span { return cards.HonourHead(made(x.Answers)) },
		Fields: []ask.Field{
			ask.Text("who", cards.HonourWho(firm.Name)).As("对象").Most(60).Check(func(x ask.Context) error {
				if firm.ID != 0 {
					return nil
				}
				_, err := office.Whom(c.tx, c.me.Branch, chat.Get[string](x.Answers, "who"))
				return err
			}),
			ask.Text("honour", cards.HonourWhat).As("荣誉").Most(60),
			ask.Choice("level", cards.HonourLevel, branch.HonourLevels...).As("级别"),
			ask.Choice("outcome", cards.HonourOutcome, branch.Outcomes...).As("结果"),
			ask.Day("day", cards.HonourDay).As("日期").Past().Loose().Proposed(branch.DateOf(c.now)),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			h := made(x.Answers)
			return cards.HonourFilled(h, office.Held(c.tx, h)), nil
		},
		Done: func(a chat.Answers) error {
			h, err := c.bot.Office.Commend(c.tx, c.me, made(a), c.now)
			if err != nil {
				return err
			}
			return c.showHonour(h.ID)
		}}
}

func honourSet(c *call) error {
	outcome, ok := chat.Coded(branch.Outcomes, c.arg(2), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := c.bot.Office.SettleCommendation(c.tx, c.me, c.arg(1), outcome, c.now); err != nil {
		return err
	}
	return c.showHonour(c.arg(1))
}
