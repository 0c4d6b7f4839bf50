package rounds

import (
	"slices"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func decide(c *bot.Call) error {
	r, err := MayDecide(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err == nil {
		c.Show(DecideWhere(r))
	}
	return err
}

func decideIn(c *bot.Call) error {
	r, err := MayDecide(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	if MeetingKindOf(c.Arg(2)) == "" {
		return office.Refusal(cards.OldCard)
	}
	c.Show(DecideWhen(r, c.Arg(2), MeetingDays(r, c.Now()), branch.DateOf(c.Now())))
	return nil
}

func decideOn(c *bot.Call) error {
	r, err := MayDecide(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	kind, day := MeetingKindOf(c.Arg(2)), branch.Date(c.Arg(3))
	if kind == "" || !slices.Contains(MeetingDays(r, c.Now()), day) {
		return office.Refusal(cards.OldCard)
	}
	return c.Fill(FormDecide, bot.Given("round", r.ID, "kind", kind, "day", day))
}

// decideForm takes the figures of a meeting, and the reason of a decision between those who are tied.
func decideForm(c *bot.Call) ask.Form {
	a := c.Form().Answers
	round, kind, day := chat.Get[branch.RoundID](a, "round"), chat.Get[branch.MeetingKind](a, "kind"), chat.Get[branch.Date](a, "day")
	r, refused := MayDecide(c.Tx(), c.Me(), round)
	most := 0
	if refused == nil {
		most = office.MeetingDue(c.Tx(), r.Branch, kind, day)
	}
	draft := func(a chat.Answers) (Round, branch.Meeting, error) {
		return Draft(c.Office(), c.Tx(), c.Me(), round, kind, day, chat.Get[int](a, "due"), chat.Get[[]int](a, "figures"), c.Now())
	}
	return ask.Form{Title: "会议决定", Key: KeyRound(c.Me().Branch, round), Unasked: true, Yes: "确认决定", Away: BackToRound(c.Me().Branch, round),
		Right: branch.KeepRounds, May: func() error { return refused },
		Up:   func(chat.Answers) error { return roundCard(c, round) },
		Head: func(ask.Context) []chat.Span { return DecideHead(kind, day) },
		Fields: []ask.Field{
			ask.Number("due", DecideDue(most), 1, most).As("应到人数").Proposed(most),
			ask.Numbers("figures", "").As("表决结果").Rewritten().
				Asking(func(x ask.Context) string {
					due := chat.Get[int](x.Answers, "due")
					v := ViewDecideForm(c.Office(), c.Tx(), r, kind, due)
					return DecideFigures(kind, due, v)
				}).
				More(func(ask.Context) [][]chat.Button {
					return cards.FixRow("改应到人数", c.Form().Number, chat.Code("due"))
				}).
				Check(func(x ask.Context) error { _, _, err := draft(x.Answers); return err }),
			ask.Text("why", DecideWhy).As("理由").Line().When(func(ask.Context) bool { return refused == nil && NeedsWhy(r) }),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			r, m, err := draft(x.Answers)
			if err != nil {
				return nil, err
			}
			m.Why = chat.Get[string](x.Answers, "why")
			return DecideFilled(ViewMeeting(c.Tx(), r, m), LateNaming(c.Office(), c.Tx(), r, c.Now())), nil
		},
		Done: func(a chat.Answers) error {
			return Decide(c.Office(), c.Tx(), c.Me(), round, kind, day, chat.Get[int](a, "due"), chat.Get[[]int](a, "figures"), chat.Get[string](a, "why"), c.Now())
		}}
}

func minutes(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	list, ok := MinutesOf(c.Tx(), r)
	if !ok {
		return office.Refusal("还没有录入决定。")
	}
	c.Below()
	c.ShowBelow(minutesCard(r, list))
	return nil
}
