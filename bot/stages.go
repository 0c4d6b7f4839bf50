package bot

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// The forms that are filled in on a card of a round. Each has the round in its Numbers.
const (
	formWhy     = "why"     // why an officer moves a date, ends early, or calls off
	formPaper   = "paper"   // the count of paper votes
	formDecide  = "decide"  // the figures of a meeting
	formObject  = "object"  // an objection
	formAnswer  = "answer"  // the answer to one
	formReport  = "report"  // a leader's own sentence
	stepFigures = "figures" // of formDecide: the figures
	stepDue     = "due"     // of formDecide: how many are due
)

// What a reason is given for.
const (
	whyClose = iota + 1
	whyOff
	whyMove
)

// on gives the place of an answer: the card with that key if the button pressed stands on it, else a new message.
func (c *call) on(key string) {
	if c.e.Kind == chat.Pressed && c.tx.Current(c.e.Chat, key, c.e.Message) {
		c.place = key
	} else if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
}

// leave drops the form that is being filled in on a card, and no other.
func (c *call) leave(key string) {
	if f, ok := c.openForm(); ok && f.Card == key {
		c.drop()
	}
}

// beginOn starts a form on a card of a round.
func (c *call) beginOn(name, step, card string, r branch.Round, numbers map[string]int64) {
	c.begin(name, step, numbers)
	c.set("round", int64(r.ID))
	c.form.Card = card
	c.keep()
}

// formRound gives the round of a form.
func (c *call) formRound() branch.RoundID { return branch.RoundID(c.form.Numbers["round"]) }

// ours refuses a button of a form that no longer stands on the form's card.
func (c *call) ours() error {
	if !c.tx.Current(c.e.Chat, c.form.Card, c.e.Message) {
		return office.Refusal(cards.OldForm)
	}
	c.place = c.form.Card
	return nil
}

// askWhy asks an officer for a reason.
func (c *call) askWhy(r branch.Round, what int64, question string) error {
	c.beginOn(formWhy, stepText, cards.KeyRound(r.Branch, r.ID), r, map[string]int64{"what": what})
	c.show(cards.WhyAsk(c.form.Number, r, question))
	return nil
}

// whyText gives what the form's reason is for, and the button that does it.
func (c *call) whyText() (r branch.Round, what, yes string, err error) {
	n := c.form.Numbers
	switch n["what"] {
	case whyClose:
		r, err = office.MayClose(c.tx, c.me, c.formRound(), c.now)
		return r, "现在截止后立即计票，不能撤回，没有参加的同志不能再参加。", "确定截止", err
	case whyOff:
		r, err = office.MayCallOff(c.tx, c.me, c.formRound())
		return r, "记为“未开展”，不再推荐，不能撤回。", "确定", err
	case whyMove:
		to := time.Unix(n["to"], 0)
		r, _, err = c.bot.Office.MayMove(c.tx, c.me, c.formRound(), to, c.now)
		if err != nil {
			return r, "", "", err
		}
		return r, cards.MoveWhat(r, to), "确定改期", nil
	}
	return r, "", "", office.Refusal(cards.OldForm)
}

func whyTyped(c *call, text string) error {
	r, what, yes, err := c.whyText()
	if err != nil {
		return err
	}
	if c.form.Numbers["what"] == whyMove && c.form.Numbers["to"] == 0 {
		return office.Refusal(cards.Unknown)
	}
	if c.form.Text, err = office.ReadText(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.WhyConfirm(c.form.Number, r, what, c.form.Text, yes))
	return nil
}

func whyOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	switch n := c.form.Numbers; n["what"] {
	case whyClose:
		return c.bot.Office.CloseRound(c.tx, c.me, c.formRound(), c.form.Text, c.now)
	case whyOff:
		return c.bot.Office.CallOff(c.tx, c.me, c.formRound(), c.form.Text, c.now)
	case whyMove:
		return c.bot.Office.Move(c.tx, c.me, c.formRound(), time.Unix(n["to"], 0), c.form.Text, c.now)
	}
	return office.Refusal(cards.OldForm)
}

func callOff(c *call) error {
	r, err := office.MayCallOff(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	return c.askWhy(r, whyOff, "记为“未开展”，不再推荐，不能撤回。")
}

func move(c *call) error {
	r, list, err := c.bot.Office.MayMove(c.tx, c.me, branch.RoundID(c.arg(1)), time.Time{}, c.now)
	if err != nil {
		return err
	}
	c.beginOn(formWhy, stepConfirm, cards.KeyRound(r.Branch, r.ID), r, map[string]int64{"what": whyMove})
	c.show(cards.MoveWhen(c.form.Number, r, list, int(c.arg(2))))
	return nil
}

func moveTo(c *call) error {
	to := time.Unix(c.arg(1), 0)
	r, _, err := c.bot.Office.MayMove(c.tx, c.me, c.formRound(), to, c.now)
	if err != nil {
		return err
	}
	if err := c.ours(); err != nil || c.form.Numbers["what"] != whyMove {
		return office.Refusal(cards.OldForm)
	}
	c.set("to", c.arg(1))
	c.form.Step, c.form.Text = stepText, ""
	c.keep()
	c.show(cards.WhyAsk(c.form.Number, r, cards.MoveWhat(r, to)))
	return nil
}

func assemblyPage(c *call) error {
	r, err := c.kept()
	if err != nil {
		return err
	}
	if !r.Runs(branch.Report) || r.Assembly != 0 {
		return office.Refusal(cards.OldCard)
	}
	c.show(c.bot.Office.AssemblyCard(r, int(c.arg(2)), c.now))
	return nil
}

func assemblyDay(c *call) error {
	r, ballot, closes, err := c.bot.Office.Assembly(c.tx, c.me, branch.RoundID(c.arg(1)), branch.Date(c.arg(2)), c.now)
	if err == nil {
		c.show(cards.AssemblySure(r, ballot, closes))
	}
	return err
}

func assemblyOK(c *call) error {
	return c.bot.Office.SetAssembly(c.tx, c.me, branch.RoundID(c.arg(1)), branch.Date(c.arg(2)), c.now)
}
