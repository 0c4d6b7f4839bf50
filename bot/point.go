package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func board(c *Call) error {
	c.ShowThere(cards.Board(office.Board(c.Tx(), c.Me(), false, branch.DateOf(c.Now())), 0))
	return nil
}

func boardPage(c *Call) error {
	c.Show(cards.Board(office.Board(c.Tx(), c.Me(), c.Arg(1) == 1, branch.DateOf(c.Now())), Page(c.Arg(2))))
	return nil
}

// page returns a page number that a button carries, within what an int of any size holds.
func Page(n int64) int { return int(min(max(n, 0), 1<<20)) }

func firm(c *Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.Show(cards.Firm(c.Office().Firm(c.Tx(), c.Me(), contact, branch.DateOf(c.Now()))))
	return nil
}

func yearTable(c *Call) error {
	today := branch.DateOf(c.Now())
	year := int(min(max(c.Arg(1), int64(today.Year()-20)), int64(today.Year())))
	c.Show(cards.YearTable(c.Me().Branch, year, office.YearTable(c.Tx(), c.Me(), year, today), Page(c.Arg(2)), today, c.Me().May(branch.SeeLedger)))
	return nil
}

// putOff asks until when the reminders on a card are put off: on the card itself.
func putOff(c *Call) error {
	today := branch.DateOf(c.Now())
	var days []branch.Date
	for _, n := range []int{3, 5, 10, 15} {
		days = append(days, c.Office().CalendarOf(c.Me().Branch).Add(today, n))
	}
	c.Show(cards.PutOff(c.Me().Branch, branch.Date(c.Arg(1)), days))
	return nil
}

func putOffTo(c *Call) error {
	return c.Office().PutOff(c.Tx(), c.Me(), branch.Date(c.Arg(2)), c.Now())
}

func putOffNo(c *Call) error {
	c.Office().ShowDigest(c.Tx(), c.Me(), c.Now())
	return nil
}

// lapseAt returns the duty that was not done, as the buttons of its card name it.
func lapseAt(c *Call, subject, code, day int64) (s branch.Subject, name string, x branch.Standing, err error) {
	s = branch.SubjectOf(subject)
	duty, ok := chat.Coded(branch.DefaultDuties(), code, func(d branch.Duty) string { return string(d.Kind) })
	if !ok {
		return s, "", x, office.Refusal(cards.OldCard)
	}
	name, x, ok = office.LapseOf(c.Tx(), c.Me(), s, duty.Kind, branch.Date(day), branch.DateOf(c.Now()))
	if !ok {
		return s, "", x, office.Refusal(cards.NotYours)
	}
	return s, name, x, nil
}

func lapse(c *Call) error {
	s, name, x, err := lapseAt(c, c.Arg(1), c.Arg(2), c.Arg(3))
	if err != nil {
		return err
	}
	c.Show(cards.LapseWhy(c.Me().Branch, s, name, x))
	return nil
}

func lapseWhy(c *Call) error {
	s, name, x, err := lapseAt(c, c.Arg(1), c.Arg(2), c.Arg(3))
	if err != nil {
		return err
	}
	reason, ok := chat.Coded(cards.Reasons, c.Arg(4), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return explain(c, s, name, x, reason)
}

func explain(c *Call, s branch.Subject, name string, x branch.Standing, reason string) error {
	if err := c.Office().Explain(c.Tx(), c.Me(), s, x.Duty.Kind, x.Period.To, reason, c.Now()); err != nil {
		return err
	}
	c.Show(cards.LapseSaid(name, x, reason))
	return nil
}

func lapseText(c *Call) error {
	s, _, x, err := lapseAt(c, c.Arg(1), c.Arg(2), c.Arg(3))
	if err != nil {
		return err
	}
	return c.Fill(formLapse, Given("subject", s.Code(), "duty", x.Duty.Kind, "day", x.Period.To))
}

// lapseForm takes the reason in one's own words.
func lapseForm(c *Call) ask.Form {
	subject, duty, day := chat.Get[int64](c.Form().Answers, "subject"), chat.Code(chat.Get[string](c.Form().Answers, "duty")), int64(chat.Get[branch.Date](c.Form().Answers, "day"))
	s, name, x, err := lapseAt(c, subject, duty, day)
	return ask.Form{Title: "未完成的原因", AtOnce: true, May: func() error { return err }, Up: c.Up(lapse, subject, duty, day),
		Head:   func(ask.Context) []chat.Span { return cards.LapseHead(name, x) },
		Fields: []ask.Field{ask.Text("why", cards.LapseText)},
		Done: func(a chat.Answers) error {
			c.Drop() // first: its message is not to say that it was left
			return explain(c, s, name, x, chat.Get[string](a, "why"))
		}}
}
