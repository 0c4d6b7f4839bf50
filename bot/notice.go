package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func present(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if r.Stage(branch.Present) == nil || r.Stage(branch.Present).Opens.IsZero() || !c.me.Officer() && c.now.Before(r.Stage(branch.Present).Opens) {
		return office.Refusal("人选介绍还没有开始。")
	}
	c.on(cards.KeyPresent(r.Branch, r.ID))
	c.show(cards.Present(office.PresentView(c.tx, r, int(c.arg(2)))))
	return nil
}

// notice leaves an objection that was being written and shows the 公示.
func notice(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	c.leave(cards.KeyNotice(r.Branch, r.ID))
	return c.noticeCard(r)
}

func (c *call) noticeCard(r branch.Round) error {
	if s := r.Stage(branch.Notice); s == nil || s.Opens.IsZero() || c.now.Before(s.Opens) {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.NoticeCard(c.bot.Office.NoticeView(c.tx, r)))
	return nil
}

func object(c *call) error {
	r, open, err := office.MayObject(c.tx, c.me, branch.RoundID(c.arg(1)), -1, c.now)
	if err != nil {
		return err
	}
	if len(open) == 1 {
		return c.objectTo(r, open[0])
	}
	c.show(cards.ObjectWho(c.bot.Office.NoticeView(c.tx, r), open))
	return nil
}

func objectWho(c *call) error {
	at := c.arg(2)
	if at < 0 {
		return office.Refusal(cards.OldCard)
	}
	r, _, err := office.MayObject(c.tx, c.me, branch.RoundID(c.arg(1)), int(at), c.now)
	if err != nil {
		return err
	}
	return c.objectTo(r, int(at))
}

func (c *call) objectTo(r branch.Round, at int) error {
	c.beginOn(formObject, stepText, cards.KeyNotice(r.Branch, r.ID), r, map[string]int64{"at": int64(at)})
	c.show(cards.ObjectAsk(c.form.Number, r, office.CandidateName(c.tx, r.Branch, r.Finals[at].Who)))
	return nil
}

func objectTyped(c *call, text string) error {
	at := int(c.form.Numbers["at"])
	r, _, err := office.MayObject(c.tx, c.me, c.formRound(), at, c.now)
	if err != nil {
		return err
	}
	if c.form.Text, err = office.ReadText(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	who := r.Finals[at].Who
	c.show(cards.ObjectConfirm(c.form.Number, r, office.CandidateName(c.tx, r.Branch, who), c.form.Text, office.HandlerPost(c.tx, c.me, who)))
	return nil
}

func objectOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	return c.bot.Office.Object(c.tx, c.me, c.formRound(), int(c.form.Numbers["at"]), c.form.Text, c.now)
}

func objection(c *call) error {
	r, ob, err := office.MayAnswer(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2))
	if err == nil {
		c.leave(cards.KeyObjection(r.Branch, r.ID, ob.ID))
		c.show(cards.Objection(office.ObjectionCard(c.tx, r, ob)))
	}
	return err
}

func answer(c *call) error {
	r, ob, err := office.MayAnswer(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2))
	if err != nil {
		return err
	}
	c.beginOn(formAnswer, stepText, cards.KeyObjection(r.Branch, r.ID, ob.ID), r, map[string]int64{"objection": ob.ID, "upheld": c.arg(3)})
	c.show(cards.AnswerAsk(c.form.Number, office.ObjectionCard(c.tx, r, ob), c.arg(3) == 1))
	return nil
}

func answerTyped(c *call, text string) error {
	n := c.form.Numbers
	r, ob, err := office.MayAnswer(c.tx, c.me, c.formRound(), n["objection"])
	if err != nil {
		return err
	}
	if c.form.Text, err = office.ReadText(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.AnswerConfirm(c.form.Number, office.ObjectionCard(c.tx, r, ob), n["upheld"] == 1, c.form.Text))
	return nil
}

func answerOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	n := c.form.Numbers
	return c.bot.Office.Answer(c.tx, c.me, c.formRound(), n["objection"], n["upheld"] == 1, c.form.Text, c.now)
}

func flagOK(c *call) error { return c.bot.Office.HandFlag(c.tx, c.me, branch.RoundID(c.arg(1)), c.now) }

func flags(c *call) error {
	c.on(cards.KeyFlags(c.me.Branch))
	c.show(cards.FlagHistory(c.me.Branch, office.FlagView(c.tx, c.me.Branch)))
	return nil
}

func check(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	v, err := office.Check(c.tx, r, c.me)
	if err != nil {
		return err
	}
	c.on(cards.KeyCheck(r.Branch, r.ID))
	c.show(cards.Check(v, int(c.arg(2))))
	return nil
}

func history(c *call) error {
	c.show(cards.History(c.me.Branch, office.History(c.tx, c.me.Branch), int(c.arg(1)), c.me.Officer()))
	return nil
}

func public(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if r.Group != 0 {
		return office.Refusal(cards.NotYours)
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, c.bot.Office.PublicCard(c.tx, r, c.me, c.now))
	return nil
}
