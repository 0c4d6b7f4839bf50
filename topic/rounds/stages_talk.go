package rounds

import (
	"time"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// The forms that are filled in on a card of a round. Each has the round among its answers.
const (
	FormWhy    = "why"    // why an officer moves a date, ends early, or calls off
	FormPaper  = "paper"  // the count of paper votes
	FormDecide = "decide" // the figures of a meeting
	FormObject = "object" // an objection
	FormAnswer = "answer" // the answer to one
	FormReport = "report" // a leader's own sentence

	formOpen     = "open"     // a recommendation that an officer opens
	formNominate = "nominate" // the deeds of who is nominated
)

// What a reason is given for.
const (
	whyClose = "close"
	WhyOff   = "off"
	WhyMove  = "move"
)

// whyForm asks an officer for a reason; of a date that is moved, first whereto.
func whyForm(c *bot.Call) ask.Form {
	what, round := chat.Get[string](c.Form().Answers, "what"), chat.Get[branch.RoundID](c.Form().Answers, "round")
	to := func(a chat.Answers) time.Time { return time.Unix(chat.Get[int64](a, "to"), 0) }
	var r Round
	var days []time.Time
	var err error
	yes, moved := "确定", func(ask.Context) bool { return what == WhyMove }
	says := func(chat.Answers) string { return "记为“未开展”，不再推荐，不能撤回。" }
	switch what {
	case whyClose:
		r, err = MayClose(c.Tx(), c.Me(), round, c.Now())
		yes, says = "确定截止", func(chat.Answers) string { return CloseWhat(r) }
	case WhyOff:
		r, err = MayCallOff(c.Tx(), c.Me(), round)
	case WhyMove:
		r, days, err = MayMove(c.Office(), c.Tx(), c.Me(), round, time.Time{}, c.Now())
		yes, says = "确定改期", func(a chat.Answers) string { return MoveWhat(r, to(a)) }
	default:
		err = office.Refusal(cards.OldForm)
	}
	return ask.Form{Title: "办理原因", Key: KeyRound(c.Me().Branch, round), Unasked: true, Yes: yes, Away: BackToRound(c.Me().Branch, round),
		May:  func() error { return err },
		Up:   func(chat.Answers) error { return roundCard(c, round) },
		Head: func(ask.Context) []chat.Span { return cards.Bold(RoundTitle(r)) },
		Fields: []ask.Field{
			ask.Pick("to", "", func(ask.Context) (list []ask.Option) {
				for _, t := range days {
					list = append(list, ask.Option{Label: MoveDay(r, t), Value: t.Unix()})
				}
				return list
			}).As("日期").When(moved).Asking(func(ask.Context) string { return MoveWhen(r) }).Check(func(x ask.Context) error {
				_, _, err := MayMove(c.Office(), c.Tx(), c.Me(), round, to(x.Answers), c.Now())
				return err
			}),
			ask.Text("why", "").As("原因").Line().Rewritten().Asking(func(x ask.Context) string { return says(x.Answers) + "\n请用一句话写明原因，直接发送。" }),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			if what == WhyMove {
				if _, _, err := MayMove(c.Office(), c.Tx(), c.Me(), round, to(x.Answers), c.Now()); err != nil {
					return nil, err
				}
			}
			return WhyFilled(r, says(x.Answers), chat.Get[string](x.Answers, "why")), nil
		},
		Done: func(a chat.Answers) error {
			switch why := chat.Get[string](a, "why"); what {
			case whyClose:
				return CloseRound(c.Office(), c.Tx(), c.Me(), round, why, c.Now())
			case WhyOff:
				return CallOff(c.Office(), c.Tx(), c.Me(), round, why, c.Now())
			default:
				return Move(c.Office(), c.Tx(), c.Me(), round, to(a), why, c.Now())
			}
		}}
}

func callOff(c *bot.Call) error {
	r, err := MayCallOff(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	return c.Fill(FormWhy, bot.Given("what", WhyOff, "round", r.ID))
}

func move(c *bot.Call) error {
	r, _, err := MayMove(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), time.Time{}, c.Now())
	if err != nil {
		return err
	}
	return c.Fill(FormWhy, bot.Given("what", WhyMove, "round", r.ID))
}

func assemblyPage(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	if !MayDate(c.Me(), r) {
		return office.Refusal(cards.OldCard)
	}
	c.Show(AssemblyCard(c.Office(), c.Tx(), r, c.Me(), int(c.Arg(2)), c.Now()))
	return nil
}

func assemblyDay(c *bot.Call) error {
	r, ballot, closes, err := Assembly(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.Date(c.Arg(2)), c.Now())
	if err == nil {
		c.Show(AssemblySure(r, ballot, closes))
	}
	return err
}

// assemblyTyped takes a typed date for the 党员大会 that waits for one: there is one at most.
func assemblyTyped(c *bot.Call, day branch.Date) (taken bool, err error) {
	for r := range RoundsOpen.Scan(c.Tx(), store.K(c.Me().Branch)) {
		if !MayDate(c.Me(), r) {
			continue
		}
		r, ballot, closes, err := Assembly(c.Office(), c.Tx(), c.Me(), r.ID, day, c.Now())
		if err == nil {
			c.Show(AssemblySure(r, ballot, closes))
		}
		return true, err
	}
	return false, nil
}

func assemblyOK(c *bot.Call) error {
	if err := SetAssembly(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.Date(c.Arg(2)), c.Now()); err != nil {
		return err
	}
	if r, _ := GetRound(c.Tx(), c.Me().Branch, branch.RoundID(c.Arg(1))); !MayKeep(c.Tx(), c.Me(), r) { // who keeps it is shown how it stands
		c.Show(AssemblySet(r))
	}
	return nil
}
