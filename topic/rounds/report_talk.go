package rounds

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func report(c *bot.Call) error {
	r, g, err := MayReportNow(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)))
	if err != nil {
		return err
	}
	c.Below()
	c.ShowBelow(reportCard(ViewReport(c.Office(), c.Tx(), r, g)))
	return nil
}

func reportUse(c *bot.Call) error {
	return Report(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), "", c.Now())
}

func reportAdd(c *bot.Call) error {
	r, g, err := MayReportNow(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)))
	if err != nil {
		return err
	}
	return c.Fill(FormReport, bot.Given("round", r.ID, "group", g.ID))
}

// reportForm takes what a leader adds to the group's report.
func reportForm(c *bot.Call) ask.Form {
	round, group := chat.Get[branch.RoundID](c.Form().Answers, "round"), chat.Get[branch.GroupID](c.Form().Answers, "group")
	r, g, refused := MayReportNow(c.Office(), c.Tx(), c.Me(), round, group)
	return ask.Form{Title: "季度报告", Key: KeyReport(c.Me().Branch, round, group), Unasked: true, Yes: "确认提交", Away: BackToReport(c.Me().Branch, round, group),
		May:    func() error { return refused },
		Up:     func(chat.Answers) error { return backToReport(c, int64(round), int64(group)) },
		Head:   func(ask.Context) []chat.Span { return ReportHead(g) },
		Fields: []ask.Field{ask.Text("text", ReportAsk).As("补充").GoesOn().OrFile()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return ReportFilled(g, ReportDraft(c.Office(), c.Tx(), r, g), chat.Get[string](x.Answers, "text")), nil
		},
		Done: func(a chat.Answers) error {
			return Report(c.Office(), c.Tx(), c.Me(), round, group, chat.Get[string](a, "text"), c.Now())
		}}
}

func reportWho(c *bot.Call) error {
	return NameCandidate(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), c.Arg(3), c.Now())
}

func reportEdit(c *bot.Call) error {
	r, g, err := MayReportNow(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)))
	if err != nil {
		return err
	}
	v := ViewReport(c.Office(), c.Tx(), r, g)
	v.Page, v.Choosing = int(c.Arg(3)), true
	c.Show(reportCard(v))
	return nil
}

func reportBack(c *bot.Call) error {
	c.DropOn(KeyReport(c.Me().Branch, branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2))))
	return backToReport(c, c.Arg(1), c.Arg(2))
}

// backToReport shows a group's report as it stands, to who may see it.
func backToReport(c *bot.Call, round, group int64) error {
	r, ok := GetRound(c.Tx(), c.Me().Branch, branch.RoundID(round))
	g := office.Group(c.Tx(), c.Me().Branch, branch.GroupID(group))
	if !ok || g.ID == 0 || r.Stage(StageReport) == nil || !MayReport(c.Me(), g) {
		return office.Refusal(cards.NotYours)
	}
	c.Show(reportCard(ViewReport(c.Office(), c.Tx(), r, g)))
	return nil
}

// reports pages through the groups' reports: for who prepares the 党员大会 at any time, for all from the day of the 党员大会.
func reports(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	list := ReportPages(c.Office(), c.Tx(), r)
	switch {
	case !c.Me().May(branch.FileRounds) && (r.Assembly == 0 || branch.DateOf(c.Now()) < r.Assembly):
		return office.Refusal(cards.NotYours)
	case len(list) == 0:
		return office.Refusal("还没有党小组提交报告。")
	}
	c.Stand(KeyReports(r.Branch, r.ID))
	c.Show(reportsCard(r, list, int(c.Arg(2)), c.Me().May(branch.FileRounds)))
	return nil
}
