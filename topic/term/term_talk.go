package term

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
)

// formEnter is the name of the form in the store.
const formEnter = "term.entered"

func showHow(c *bot.Call) error {
	b, today := c.Me().Branch, branch.DateOf(c.Now())
	var known *Term
	if t, ok := termOf(c.Tx(), b); ok {
		known = &t
	}
	c.ShowThere(howCard(b, known, today, office.MeetingDue(c.Tx(), b, branch.Assembly, today)))
	return nil
}

func beginEnter(c *bot.Call) error { return c.Fill(formEnter, nil) }

func enterForm(c *bot.Call) ask.Form {
	var known Term
	if t, ok := termOf(c.Tx(), c.Me().Branch); ok {
		known = t
	}
	fits := func(until bool) func(ask.Context) error {
		return func(x ask.Context) error {
			t := Term{From: chat.Get[branch.Date](x.Answers, "from")}
			if until {
				t.Until = chat.Get[branch.Date](x.Answers, "until")
			}
			if err := mayEnter(c.Tx(), c.Me(), t, x.Today()); err != nil {
				return ask.Wrong(err.Error())
			}
			return nil
		}
	}
	proposed := func(d branch.Date) func(ask.Context) any {
		return func(ask.Context) any {
			if d == 0 {
				return nil
			}
			return d
		}
	}
	none := func(ask.Context) []ask.Option { return nil } // it was years ago, or is months away
	return ask.Form{Title: "支委会任期", May: func() error { return office.Entitled(c.Me(), branch.KeepRoster) },
		Fields: []ask.Field{
			ask.Day("from", askFrom).As("产生日期").Offer(none).Check(fits(false)).Known(proposed(known.From)),
			ask.Day("until", askUntil).As("批准的届满日期").Offer(none).Check(fits(true)).Empty("按三年计算").Known(proposed(known.Until)),
		},
		Up: func(chat.Answers) error { return c.With(showHow) },
		Done: func(a chat.Answers) error {
			if err := Enter(c.Office(), c.Tx(), c.Me(), chat.Get[branch.Date](a, "from"), chat.Get[branch.Date](a, "until"), c.Now()); err != nil {
				return err
			}
			return c.With(showHow)
		}}
}
