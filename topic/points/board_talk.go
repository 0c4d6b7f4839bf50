package points

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func seeBoard(c *bot.Call) error {
	c.ShowThere(BoardCard(BoardOf(c.Tx(), c.Me(), false, branch.DateOf(c.Now())), 0))
	return nil
}

func turnBoard(c *bot.Call) error {
	c.Show(BoardCard(BoardOf(c.Tx(), c.Me(), c.Arg(1) == 1, branch.DateOf(c.Now())), bot.Page(c.Arg(2))))
	return nil
}

func seeFirm(c *bot.Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.Show(FirmCard(FirmOf(c.Office(), c.Tx(), c.Me(), contact, branch.DateOf(c.Now()))))
	return nil
}

func yearTable(c *bot.Call) error {
	today := branch.DateOf(c.Now())
	year := int(min(max(c.Arg(1), int64(today.Year()-20)), int64(today.Year())))
	c.Show(yearCard(c.Me().Branch, year, yearLines(c.Tx(), c.Me(), year, today), bot.Page(c.Arg(2)), today, c.Me().May(branch.SeeLedger)))
	return nil
}

// putOff asks until when the reminders on a card are put off: on the card itself.
func putOff(c *bot.Call) error {
	today := branch.DateOf(c.Now())
	var days []branch.Date
	for _, n := range []int{3, 5, 10, 15} {
		days = append(days, c.Office().CalendarOf(c.Me().Branch).Add(today, n))
	}
	c.Show(putOffCard(c.Me().Branch, branch.Date(c.Arg(1)), days))
	return nil
}

func putOffTo(c *bot.Call) error {
	return PutRemindersOff(c.Office(), c.Tx(), c.Me(), branch.Date(c.Arg(2)), c.Now())
}

func putOffNo(c *bot.Call) error {
	c.Office().ShowDigest(c.Tx(), c.Me(), c.Now())
	return nil
}

// lapseAt returns the duty that was not done, as the buttons of its card name it.
func lapseAt(c *bot.Call, subject, code, day int64) (s branch.Subject, name string, x branch.Standing, err error) {
	s = branch.SubjectOf(subject)
	duty, ok := chat.Coded(branch.DefaultDuties(), code, func(d branch.Duty) string { return string(d.Kind) })
	if !ok {
		return s, "", x, office.Refusal(cards.OldCard)
	}
	name, x, ok = lapseOf(c.Tx(), c.Me(), s, duty.Kind, branch.Date(day), branch.DateOf(c.Now()))
	if !ok {
		return s, "", x, office.Refusal(cards.NotYours)
	}
	return s, name, x, nil
}

func lapse(c *bot.Call) error {
	s, name, x, err := lapseAt(c, c.Arg(1), c.Arg(2), c.Arg(3))
	if err != nil {
		return err
	}
	c.Show(LapseWhy(c.Me().Branch, s, name, x))
	return nil
}

func lapseWhy(c *bot.Call) error {
	s, name, x, err := lapseAt(c, c.Arg(1), c.Arg(2), c.Arg(3))
	if err != nil {
		return err
	}
	reason, ok := chat.Coded(Reasons, c.Arg(4), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return explain(c, s, name, x, reason)
}

func explain(c *bot.Call, s branch.Subject, name string, x branch.Standing, reason string) error {
	if err := Explain(c.Office(), c.Tx(), c.Me(), s, x.Duty.Kind, x.Period.To, reason, c.Now()); err != nil {
		return err
	}
	c.Show(lapseSaid(name, x, reason))
	return nil
}

func lapseText(c *bot.Call) error {
	s, _, x, err := lapseAt(c, c.Arg(1), c.Arg(2), c.Arg(3))
	if err != nil {
		return err
	}
	return c.Fill(formLapse, bot.Given("subject", s.Code(), "duty", x.Duty.Kind, "day", x.Period.To))
}

// lapseForm takes the reason in one's own words.
func lapseForm(c *bot.Call) ask.Form {
	subject, duty, day := chat.Get[int64](c.Form().Answers, "subject"), chat.Code(chat.Get[string](c.Form().Answers, "duty")), int64(chat.Get[branch.Date](c.Form().Answers, "day"))
	s, name, x, err := lapseAt(c, subject, duty, day)
	return ask.Form{Title: "未完成的原因", AtOnce: true, May: func() error { return err }, Up: c.Up(lapse, subject, duty, day),
		Head:   func(ask.Context) []chat.Span { return lapseHead(name, x) },
		Fields: []ask.Field{ask.Text("why", LapseText).Line()},
		Done: func(a chat.Answers) error {
			c.Drop() // first: its message is not to say that it was left
			return explain(c, s, name, x, chat.Get[string](a, "why"))
		}}
}
