package probation

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// The names of the forms in the store, and what they hold beside their answers: whom they are about.
const (
	formDecide  = "probation.decided"
	formApprove = "probation.approved"
	about       = "about"
)

func showHow(c *bot.Call) error {
	c.ShowThere(howCard(office.MeetingDue(c.Tx(), c.Me().Branch, branch.Assembly, branch.DateOf(c.Now())), cases(c.Tx(), c.Me())))
	return nil
}

func beginDecide(c *bot.Call) error {
	m, err := caseOf(c.Tx(), c.Me(), branch.MemberID(c.Arg(1)))
	if err != nil {
		return err
	}
	return c.Fill(formDecide, bot.Given(about, m.ID))
}

func beginApprove(c *bot.Call) error {
	m, err := caseOf(c.Tx(), c.Me(), branch.MemberID(c.Arg(1)))
	if err != nil {
		return err
	}
	if _, ok := decisionOn(c.Tx(), m); !ok {
		return office.Refusal(cards.OldCard)
	}
	return c.Fill(formApprove, bot.Given(about, m.ID))
}

// caseForm is what both forms have in common.
func caseForm(c *bot.Call, title string) (f ask.Form, m branch.Member) {
	m, refused := caseOf(c.Tx(), c.Me(), chat.Get[branch.MemberID](c.Form().Answers, about))
	return ask.Form{Title: title, May: func() error { return refused }, Up: func(chat.Answers) error { return c.With(showHow) },
		Head: func(ask.Context) []chat.Span { return cards.Say(cards.Strong(title), "\n", office.Called(c.Tx(), m)) }}, m
}

func decideForm(c *bot.Call) ask.Form {
	f, m := caseForm(c, "登记大会讨论")
	f.Fields = []ask.Field{
		ask.Day("day", askDecided).As("支部大会").Past().Check(func(x ask.Context) error {
			if err := mayDecide(m, chat.Get[branch.Date](x.Answers, "day"), x.Today()); err != nil {
				return ask.Wrong(err.Error())
			}
			return nil
		}),
		ask.Choice("result", askResult, results...).As("决议").Columns(1),
	}
	f.Done = func(a chat.Answers) error {
		if err := Decide(c.Office(), c.Tx(), c.Me(), m.ID, chat.Get[branch.Date](a, "day"), chat.Get[string](a, "result"), c.Now()); err != nil {
			return err
		}
		return c.With(showHow)
	}
	return f
}

func approveForm(c *bot.Call) ask.Form {
	f, m := caseForm(c, "登记上级批复")
	d, _ := decisionOn(c.Tx(), m)
	f.Fields = []ask.Field{ask.Day("day", askApproved).As("批复").Past().Check(func(x ask.Context) error {
		if err := d.mayApprove(chat.Get[branch.Date](x.Answers, "day"), x.Today()); err != nil {
			return ask.Wrong(err.Error())
		}
		return nil
	})}
	f.Done = func(a chat.Answers) error {
		if err := Approve(c.Office(), c.Tx(), c.Me(), m.ID, chat.Get[branch.Date](a, "day"), c.Now()); err != nil {
			return err
		}
		return c.With(showHow)
	}
	return f
}
