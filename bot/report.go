package bot

import (
	"zhibu/bot/ask"
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
	return c.fill(formReport, given("round", r.ID, "group", g.ID))
}

// reportForm takes what a leader adds to the group's report.
func reportForm(c *call) ask.Form {
	round, group := chat.Get[branch.RoundID](c.form.Answers, "round"), chat.Get[branch.GroupID](c.form.Answers, "group")
	r, g, refused := c.bot.Office.MayReportNow(c.tx, c.me, round, group)
	return ask.Form{Title: "季度报告", Key: cards.KeyReport(c.me.Branch, round, group), Unasked: true, Yes: "确认提交", Away: cards.BackToReport(c.me.Branch, round, group),
		May:    func() error { return refused },
		Up:     func(chat.Answers) error { return c.reportCard(int64(round), int64(group)) },
		Head:   func(ask.Context) []chat.Span { return cards.ReportHead(g) },
		Fields: []ask.Field{ask.Text("text", cards.ReportAsk).As("补充").GoesOn().OrFile()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.ReportFilled(g, office.ReportDraft(c.tx, r, g), chat.Get[string](x.Answers, "text")), nil
		},
		Done: func(a chat.Answers) error {
			return c.bot.Office.Report(c.tx, c.me, round, group, chat.Get[string](a, "text"), c.now)
		}}
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

// reports pages through the groups' reports: for who prepares the 党员大会 at any time, for all from the day of the 党员大会.
func reports(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	list := office.ReportPages(c.tx, r)
	switch {
	case !c.me.May(branch.FileRounds) && (r.Assembly == 0 || branch.DateOf(c.now) < r.Assembly):
		return office.Refusal(cards.NotYours)
	case len(list) == 0:
		return office.Refusal("还没有党小组提交报告。")
	}
	c.on(cards.KeyReports(r.Branch, r.ID))
	c.show(cards.Reports(r, list, int(c.arg(2)), c.me.May(branch.FileRounds)))
	return nil
}
