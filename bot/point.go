package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func board(c *call) error {
	c.answerThere(cards.Board(office.Board(c.tx, c.me, false, branch.DateOf(c.now)), 0))
	return nil
}

func boardPage(c *call) error {
	c.show(cards.Board(office.Board(c.tx, c.me, c.arg(1) == 1, branch.DateOf(c.now)), Page(c.arg(2))))
	return nil
}

// page returns a page number that a button carries, within what an int of any size holds.
func Page(n int64) int { return int(min(max(n, 0), 1<<20)) }

func firm(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.Firm(c.bot.Office.Firm(c.tx, c.me, contact, branch.DateOf(c.now))))
	return nil
}

func yearTable(c *call) error {
	today := branch.DateOf(c.now)
	year := int(min(max(c.arg(1), int64(today.Year()-20)), int64(today.Year())))
	c.show(cards.YearTable(c.me.Branch, year, office.YearTable(c.tx, c.me, year, today), Page(c.arg(2)), today, c.me.May(branch.SeeLedger)))
	return nil
}

// putOff asks until when the reminders on a card are put off: on the card itself.
func putOff(c *call) error {
	today := branch.DateOf(c.now)
	var days []branch.Date
	for _, n := range []int{3, 5, 10, 15} {
		days = append(days, c.bot.Office.Calendar.For(c.me.Branch).Add(today, n))
	}
	c.show(cards.PutOff(c.me.Branch, branch.Date(c.arg(1)), days))
	return nil
}

func putOffTo(c *call) error {
	return c.bot.Office.PutOff(c.tx, c.me, branch.Date(c.arg(2)), c.now)
}

func putOffNo(c *call) error {
	c.bot.Office.ShowDigest(c.tx, c.me, c.now)
	return nil
}

// lapse returns the duty that was not done, as the buttons of its card name it.
func (c *call) lapse(subject, code, day int64) (s branch.Subject, name string, x branch.Standing, err error) {
	s = branch.SubjectOf(subject)
	duty, ok := chat.Coded(branch.DefaultDuties(), code, func(d branch.Duty) string { return string(d.Kind) })
	if !ok {
		return s, "", x, office.Refusal(cards.OldCard)
	}
	name, x, ok = office.LapseOf(c.tx, c.me, s, duty.Kind, branch.Date(day), branch.DateOf(c.now))
	if !ok {
		return s, "", x, office.Refusal(cards.NotYours)
	}
	return s, name, x, nil
}

func lapse(c *call) error {
	s, name, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	c.show(cards.LapseWhy(c.me.Branch, s, name, x))
	return nil
}

func lapseWhy(c *call) error {
	s, name, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	reason, ok := chat.Coded(cards.Reasons, c.arg(4), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return c.explain(s, name, x, reason)
}

func (c *call) explain(s branch.Subject, name string, x branch.Standing, reason string) error {
	if err := c.bot.Office.Explain(c.tx, c.me, s, x.Duty.Kind, x.Period.To, reason, c.now); err != nil {
		return err
	}
	c.show(cards.LapseSaid(name, x, reason))
	return nil
}

func lapseText(c *call) error {
	s, _, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	return c.fill("lapse", given("subject", s.Code(), "duty", x.Duty.Kind, "day", x.Period.To))
}

// lapseForm takes the reason in one's own words.
func lapseForm(c *call) ask.Form {
	subject, duty, day := chat.Get[int64](c.form.Answers, "subject"), chat.Code(chat.Get[string](c.form.Answers, "duty")), int64(chat.Get[branch.Date](c.form.Answers, "day"))
	s, name, x, err := c.lapse(subject, duty, day)
	return ask.Form{Title: "未完成的原因", AtOnce: true, May: func() error { return err }, Up: c.Up(lapse, subject, duty, day),
		Head:   func(ask.Context) []chat.Span { return cards.LapseHead(name, x) },
		Fields: []ask.Field{ask.Text("why", cards.LapseText)},
		Done: func(a chat.Answers) error {
			c.drop() // first: its message is not to say that it was left
			return c.explain(s, name, x, chat.Get[string](a, "why"))
		}}
}
