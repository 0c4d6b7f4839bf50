package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func report(c *call) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)))
	if err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, cards.Report(office.ReportView(c.tx, r, g)))
	return nil
}

func reportUse(c *call) error {
	return c.bot.Office.Report(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), "", c.now)
}

func reportAdd(c *call) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)))
	if err != nil {
		return err
	}
	c.beginOn(formReport, stepText, cards.KeyReport(r.Branch, r.ID, g.ID), r, map[string]int64{"group": int64(g.ID)})
	c.show(cards.ReportAsk(r, g))
	return nil
}

func reportTyped(c *call, text string) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, c.formRound(), branch.GroupID(c.form.Numbers["group"]))
	if err != nil {
		return err
	}
	if c.form.Text, err = c.words(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.ReportConfirm(c.form.Number, r, g, office.ReportDraft(c.tx, r, g), c.form.Text))
	return nil
}

func reportOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	return c.bot.Office.Report(c.tx, c.me, c.formRound(), branch.GroupID(c.form.Numbers["group"]), c.form.Text, c.now)
}

func reportWho(c *call) error {
	return c.bot.Office.NameCandidate(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.arg(3), c.now)
}

func reportEdit(c *call) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)))
	if err != nil {
		return err
	}
	v := office.ReportView(c.tx, r, g)
	v.Page, v.Choosing = int(c.arg(3)), true
	c.show(cards.Report(v))
	return nil
}

func reportBack(c *call) error {
	c.leave(cards.KeyReport(c.me.Branch, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2))))
	return c.reportCard(c.arg(1), c.arg(2))
}

// reportCard shows a group's report as it stands, to who may see it.
func (c *call) reportCard(round, group int64) error {
	r, ok := office.GetRound(c.tx, c.me.Branch, branch.RoundID(round))
	g := office.Group(c.tx, c.me.Branch, branch.GroupID(group))
	if !ok || g.ID == 0 || r.Stage(branch.Report) == nil || !office.MayReport(c.me, g) {
		return office.Refusal(cards.NotYours)
	}
	c.show(cards.Report(office.ReportView(c.tx, r, g)))
	return nil
}

// reports pages through the groups' reports: for officers at any time, for all from the day of the 党员大会.
func reports(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	list := office.ReportPages(c.tx, r)
	switch {
	case !c.me.Officer() && (r.Assembly == 0 || branch.DateOf(c.now) < r.Assembly):
		return office.Refusal(cards.NotYours)
	case len(list) == 0:
		return office.Refusal("还没有党小组提交报告。")
	}
	c.on(cards.KeyReports(r.Branch, r.ID))
	c.show(cards.Reports(r, list, int(c.arg(2)), c.me.Officer()))
	return nil
}
