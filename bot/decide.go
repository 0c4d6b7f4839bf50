package bot

import (
	"slices"
	"strconv"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func decide(c *call) error {
	r, err := office.MayDecide(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err == nil {
		c.show(cards.DecideWhere(r))
	}
	return err
}

func decideIn(c *call) error {
	r, err := office.MayDecide(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	if cards.MeetingKindOf(c.arg(2)) == "" {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.DecideWhen(r, c.arg(2), office.MeetingDays(r, c.now), branch.DateOf(c.now)))
	return nil
}

func decideOn(c *call) error {
	r, err := office.MayDecide(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	kind, day := cards.MeetingKindOf(c.arg(2)), branch.Date(c.arg(3))
	if kind == "" || !slices.Contains(office.MeetingDays(r, c.now), day) {
		return office.Refusal(cards.OldCard)
	}
	due := office.MeetingDue(c.tx, r.Branch, kind, day)
	c.beginOn(formDecide, stepFigures, cards.KeyRound(r.Branch, r.ID), r, map[string]int64{"kind": c.arg(2), "day": int64(day), "due": int64(due)})
	return c.decideFigures(r)
}

// decideFigures asks for the figures of the form's meeting.
func (c *call) decideFigures(r branch.Round) error {
	n := c.form.Numbers
	v := c.bot.Office.DecideForm(c.tx, r, cards.MeetingKindOf(n["kind"]), int(n["due"]))
	c.show(cards.DecideFigures(c.form.Number, r, cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]), int(n["due"]), v.Need, v.Line, v.Names, v.OfPresent))
	return nil
}

func decideDue(c *call) error {
	if err := c.ours(); err != nil {
		return err
	}
	r, err := office.MayDecide(c.tx, c.me, c.formRound())
	if err != nil {
		return err
	}
	c.form.Step = stepDue
	c.keep()
	n := c.form.Numbers
	c.show(cards.DecideDue(c.form.Number, r, office.MeetingDue(c.tx, r.Branch, cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]))))
	return nil
}

// decideTyped takes how many are due, the figures, or the reason, whichever is asked for.
func decideTyped(c *call, text string) error {
	r, err := office.MayDecide(c.tx, c.me, c.formRound())
	if err != nil {
		return err
	}
	if c.form.Step == stepText {
		if c.form.Text, err = office.ReadText(text); err != nil {
			return err
		}
		return c.decideConfirm()
	}
	list, err := figures(text)
	if err != nil {
		return err
	}
	n := c.form.Numbers
	if c.form.Step == stepDue {
		most := office.MeetingDue(c.tx, r.Branch, cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]))
		if len(list) != 1 || list[0] < 1 || list[0] > most {
			return office.Refusal("应到人数请发送 1 到 " + strconv.Itoa(most) + " 之间的一个数。")
		}
		c.set("due", int64(list[0]))
		c.form.Step = stepFigures
		c.keep()
		return c.decideFigures(r)
	}
	was := c.form.Picked
	c.form.Picked = nil
	for _, f := range list {
		c.form.Picked = append(c.form.Picked, int64(f))
	}
	if _, _, err := c.draft(); err != nil {
		c.form.Picked = was
		return err
	}
	if office.NeedsWhy(r) && c.form.Text == "" {
		c.form.Step = stepText
		c.keep()
		c.show(cards.DecideWhy(c.form.Number, r))
		return nil
	}
	return c.decideConfirm()
}

func (c *call) draft() (branch.Round, branch.Meeting, error) {
	n := c.form.Numbers
	var list []int
	for _, f := range c.form.Picked {
		list = append(list, int(f))
	}
	return c.bot.Office.Draft(c.tx, c.me, c.formRound(), cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]), int(n["due"]), list, c.now)
}

func (c *call) decideConfirm() error {
	r, m, err := c.draft()
	if err != nil {
		return err
	}
	m.Why = c.form.Text
	c.form.Step = stepFigures // figures sent again replace these
	c.keep()
	c.show(cards.DecideConfirm(c.form.Number, office.MeetingView(c.tx, r, m), c.bot.Office.LateNaming(c.tx, r, c.now)))
	return nil
}

func decideOK(c *call) error {
	if len(c.form.Picked) == 0 {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	_, m, err := c.draft()
	if err != nil {
		return err
	}
	var list []int
	for _, f := range c.form.Picked {
		list = append(list, int(f))
	}
	c.drop()
	return c.bot.Office.Decide(c.tx, c.me, c.formRound(), m.Kind, m.Day, m.Due, list, c.form.Text, c.now)
}

func minutes(c *call) error {
	r, err := c.kept()
	if err != nil {
		return err
	}
	list, ok := office.Minutes(c.tx, r)
	if !ok {
		return office.Refusal("还没有录入决定。")
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, cards.Minutes(r, list))
	return nil
}
