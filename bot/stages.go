package bot

import (
	"time"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// The forms that are filled in on a card of a round. Each has the round among its answers.
const (
	formWhy    = "why"    // why an officer moves a date, ends early, or calls off
	formPaper  = "paper"  // the count of paper votes
	formDecide = "decide" // the figures of a meeting
	formObject = "object" // an objection
	formAnswer = "answer" // the answer to one
	formReport = "report" // a leader's own sentence

	formOpen     = "open"     // a recommendation that an officer opens
	formNominate = "nominate" // the deeds of who is nominated
)

// What a reason is given for.
const (
	whyClose = "close"
	whyOff   = "off"
	whyMove  = "move"
)

// leave drops the form that is being filled in on a card, and no other.
func (c *call) leave(key string) {
	if f, ok := c.Filling(); ok && f.Card == key {
		c.Drop()
	}
}

// whyForm asks an officer for a reason; of a date that is moved, first whereto.
func whyForm(c *call) ask.Form {
	what, round := chat.Get[string](c.Form().Answers, "what"), chat.Get[branch.RoundID](c.Form().Answers, "round")
	to := func(a chat.Answers) time.Time { return time.Unix(chat.Get[int64](a, "to"), 0) }
	var r branch.Round
	var days []time.Time
	var err error
	yes, moved := "确定", func(ask.Context) bool { return what == whyMove }
	says := func(chat.Answers) string { return "记为“未开展”，不再推荐，不能撤回。" }
	switch what {
	case whyClose:
		r, err = office.MayClose(c.Tx(), c.Me(), round, c.Now())
		yes, says = "确定截止", func(chat.Answers) string { return cards.CloseWhat(r) }
	case whyOff:
		r, err = office.MayCallOff(c.Tx(), c.Me(), round)
	case whyMove:
		r, days, err = c.Office().MayMove(c.Tx(), c.Me(), round, time.Time{}, c.Now())
		yes, says = "确定改期", func(a chat.Answers) string { return cards.MoveWhat(r, to(a)) }
	default:
		err = office.Refusal(cards.OldForm)
	}
	return ask.Form{Title: "办理原因", Key: cards.KeyRound(c.Me().Branch, round), Unasked: true, Yes: yes, Away: cards.BackToRound(c.Me().Branch, round),
		May:  func() error { return err },
		Up:   func(chat.Answers) error { return c.roundCard(round) },
		Head: func(ask.Context) []chat.Span { return cards.Bold(cards.RoundTitle(r)) },
		Fields: []ask.Field{
			ask.Pick("to", "", func(ask.Context) (list []ask.Option) {
				for _, t := range days {
					list = append(list, ask.Option{Label: cards.MoveDay(r, t), Value: t.Unix()})
				}
				return list
			}).As("日期").When(moved).Asking(func(ask.Context) string { return cards.MoveWhen(r) }).Check(func(x ask.Context) error {
				_, _, err := c.Office().MayMove(c.Tx(), c.Me(), round, to(x.Answers), c.Now())
				return err
			}),
			ask.Text("why", "").As("原因").Rewritten().Asking(func(x ask.Context) string { return says(x.Answers) + "\n请用一句话写明原因，直接发送。" }),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			if what == whyMove {
				if _, _, err := c.Office().MayMove(c.Tx(), c.Me(), round, to(x.Answers), c.Now()); err != nil {
					return nil, err
				}
			}
			return cards.WhyFilled(r, says(x.Answers), chat.Get[string](x.Answers, "why")), nil
		},
		Done: func(a chat.Answers) error {
			switch why := chat.Get[string](a, "why"); what {
			case whyClose:
				return c.Office().CloseRound(c.Tx(), c.Me(), round, why, c.Now())
			case whyOff:
				return c.Office().CallOff(c.Tx(), c.Me(), round, why, c.Now())
			default:
				return c.Office().Move(c.Tx(), c.Me(), round, to(a), why, c.Now())
			}
		}}
}

func callOff(c *call) error {
	r, err := office.MayCallOff(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	return c.Fill(formWhy, Given("what", whyOff, "round", r.ID))
}

func move(c *call) error {
	r, _, err := c.Office().MayMove(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), time.Time{}, c.Now())
	if err != nil {
		return err
	}
	return c.Fill(formWhy, Given("what", whyMove, "round", r.ID))
}

func assemblyPage(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if !office.MayDate(c.Me(), r) {
		return office.Refusal(cards.OldCard)
	}
	c.Show(c.Office().AssemblyCard(r, c.Me(), int(c.Arg(2)), c.Now()))
	return nil
}

func assemblyDay(c *call) error {
	r, ballot, closes, err := c.Office().Assembly(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.Date(c.Arg(2)), c.Now())
	if err == nil {
		c.Show(cards.AssemblySure(r, ballot, closes))
	}
	return err
}

func assemblyOK(c *call) error {
	if err := c.Office().SetAssembly(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.Date(c.Arg(2)), c.Now()); err != nil {
		return err
	}
	if r, _ := office.GetRound(c.Tx(), c.Me().Branch, branch.RoundID(c.Arg(1))); !office.MayKeep(c.Tx(), c.Me(), r) { // who keeps it is shown how it stands
		c.Show(cards.AssemblySet(r))
	}
	return nil
}
