package bot

import (
	"slices"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func decide(c *call) error {
	r, err := office.MayDecide(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err == nil {
		c.Show(cards.DecideWhere(r))
	}
	return err
}

func decideIn(c *call) error {
	r, err := office.MayDecide(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	if cards.MeetingKindOf(c.Arg(2)) == "" {
		return office.Refusal(cards.OldCard)
	}
	c.Show(cards.DecideWhen(r, c.Arg(2), office.MeetingDays(r, c.Now()), branch.DateOf(c.Now())))
	return nil
}

func decideOn(c *call) error {
	r, err := office.MayDecide(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	kind, day := cards.MeetingKindOf(c.Arg(2)), branch.Date(c.Arg(3))
	if kind == "" || !slices.Contains(office.MeetingDays(r, c.Now()), day) {
		return office.Refusal(cards.OldCard)
	}
	return c.Fill(formDecide, Given("round", r.ID, "kind", kind, "day", day))
}

// decideForm takes the figures of a meeting, and the reason of a decision between those who are tied.
func decideForm(c *call) ask.Form {
	a := c.Form().Answers
	round, kind, day := chat.Get[branch.RoundID](a, "round"), chat.Get[branch.MeetingKind](a, "kind"), chat.Get[branch.Date](a, "day")
	r, refused := office.MayDecide(c.Tx(), c.Me(), round)
	most := 0
	if refused == nil {
		most = office.MeetingDue(c.Tx(), r.Branch, kind, day)
	}
	draft := func(a chat.Answers) (branch.Round, branch.Meeting, error) {
		return c.Office().Draft(c.Tx(), c.Me(), round, kind, day, chat.Get[int](a, "due"), chat.Get[[]int](a, "figures"), c.Now())
	}
	return ask.Form{Title: "会议决定", Key: cards.KeyRound(c.Me().Branch, round), Unasked: true, Yes: "确认决定", Away: cards.BackToRound(c.Me().Branch, round),
		Right: branch.KeepRounds, May: func() error { return refused },
		Up:   func(chat.Answers) error { return c.roundCard(round) },
		Head: func(ask.Context) []chat.Span { return cards.DecideHead(kind, day) },
		Fields: []ask.Field{
			ask.Number("due", cards.DecideDue(most), 1, most).As("应到人数").Proposed(most),
			ask.Numbers("figures", "").As("表决结果").Rewritten().
				Asking(func(x ask.Context) string {
					due := chat.Get[int](x.Answers, "due")
					v := c.Office().DecideForm(c.Tx(), r, kind, due)
					return cards.DecideFigures(kind, due, v)
				}).
				More(func(ask.Context) [][]chat.Button {
					return cards.FixRow("改应到人数", c.Form().Number, chat.Code("due"))
				}).
				Check(func(x ask.Context) error { _, _, err := draft(x.Answers); return err }),
			ask.Text("why", cards.DecideWhy).As("理由").When(func(ask.Context) bool { return refused == nil && office.NeedsWhy(r) }),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			r, m, err := draft(x.Answers)
			if err != nil {
				return nil, err
			}
			m.Why = chat.Get[string](x.Answers, "why")
			return cards.DecideFilled(office.MeetingView(c.Tx(), r, m), c.Office().LateNaming(c.Tx(), r, c.Now())), nil
		},
		Done: func(a chat.Answers) error {
			return c.Office().Decide(c.Tx(), c.Me(), round, kind, day, chat.Get[int](a, "due"), chat.Get[[]int](a, "figures"), chat.Get[string](a, "why"), c.Now())
		}}
}

func minutes(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	list, ok := office.Minutes(c.Tx(), r)
	if !ok {
		return office.Refusal("还没有录入决定。")
	}
	c.Below()
	c.ShowBelow(cards.Minutes(r, list))
	return nil
}
