package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func report(c *call) error {
	r, g, err := c.Office().MayReportNow(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)))
	if err != nil {
		return err
	}
	c.Below()
	c.ShowBelow(cards.Report(c.Office().ReportView(c.Tx(), r, g)))
	return nil
}

func reportUse(c *call) error {
	return c.Office().Report(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), "", c.Now())
}

func reportAdd(c *call) error {
	r, g, err := c.Office().MayReportNow(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)))
	if err != nil {
		return err
	}
	return c.Fill(formReport, Given("round", r.ID, "group", g.ID))
}

// reportForm takes what a leader adds to the group's report.
func reportForm(c *call) ask.Form {
	round, group := chat.Get[branch.RoundID](c.Form().Answers, "round"), chat.Get[branch.GroupID](c.Form().Answers, "group")
	r, g, refused := c.Office().MayReportNow(c.Tx(), c.Me(), round, group)
	return ask.Form{Title: "季度报告", Key: cards.KeyReport(c.Me().Branch, round, group), Unasked: true, Yes: "确认提交", Away: cards.BackToReport(c.Me().Branch, round, group),
		May:    func() error { return refused },
		Up:     func(chat.Answers) error { return c.reportCard(int64(round), int64(group)) },
		Head:   func(ask.Context) []chat.Span { return cards.ReportHead(g) },
		Fields: []ask.Field{ask.Text("text", cards.ReportAsk).As("补充").GoesOn().OrFile()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.ReportFilled(g, c.Office().ReportDraft(c.Tx(), r, g), chat.Get[string](x.Answers, "text")), nil
		},
		Done: func(a chat.Answers) error {
			return c.Office().Report(c.Tx(), c.Me(), round, group, chat.Get[string](a, "text"), c.Now())
		}}
}

func reportWho(c *call) error {
	return c.Office().NameCandidate(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), c.Arg(3), c.Now())
}

func reportEdit(c *call) error {
	r, g, err := c.Office().MayReportNow(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)))
	if err != nil {
		return err
	}
	v := c.Office().ReportView(c.Tx(), r, g)
	v.Page, v.Choosing = int(c.Arg(3)), true
	c.Show(cards.Report(v))
	return nil
}

func reportBack(c *call) error {
	c.leave(cards.KeyReport(c.Me().Branch, branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2))))
	return c.reportCard(c.Arg(1), c.Arg(2))
}

// reportCard shows a group's report as it stands, to who may see it.
func (c *call) reportCard(round, group int64) error {
	r, ok := office.GetRound(c.Tx(), c.Me().Branch, branch.RoundID(round))
	g := office.Group(c.Tx(), c.Me().Branch, branch.GroupID(group))
	if !ok || g.ID == 0 || r.Stage(branch.Report) == nil || !office.MayReport(c.Me(), g) {
		return office.Refusal(cards.NotYours)
	}
	c.Show(cards.Report(c.Office().ReportView(c.Tx(), r, g)))
	return nil
}

// reports pages through the groups' reports: for who prepares the 党员大会 at any time, for all from the day of the 党员大会.
func reports(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	list := c.Office().ReportPages(c.Tx(), r)
	switch {
	case !c.Me().May(branch.FileRounds) && (r.Assembly == 0 || branch.DateOf(c.Now()) < r.Assembly):
		return office.Refusal(cards.NotYours)
	case len(list) == 0:
		return office.Refusal("还没有党小组提交报告。")
	}
	c.Stand(cards.KeyReports(r.Branch, r.ID))
	c.Show(cards.Reports(r, list, int(c.Arg(2)), c.Me().May(branch.FileRounds)))
	return nil
}
