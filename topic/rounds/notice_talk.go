package rounds

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func present(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	if !MayPresent(c.Tx(), r, c.Me(), c.Now()) {
		return office.Refusal("人选介绍还没有开始。")
	}
	c.Stand(KeyPresent(r.Branch, r.ID))
	c.Show(presentCard(ViewPresent(c.Tx(), r, bot.Page(c.Arg(2)), c.Now())))
	return nil
}

// notice leaves an objection that was being written and shows the 公示.
func notice(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	c.DropOn(KeyNotice(r.Branch, r.ID))
	return backToNotice(c, r)
}

func backToNotice(c *bot.Call, r Round) error {
	if s := r.Stage(StageNotice); s == nil || s.Opens.IsZero() || c.Now().Before(s.Opens) {
		return office.Refusal(cards.OldCard)
	}
	c.Show(NoticeCard(ViewNotice(c.Office(), c.Tx(), r, c.Now())))
	return nil
}

func object(c *bot.Call) error {
	r, open, err := MayObject(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), -1, c.Now())
	if err != nil {
		if r.ID != 0 && backToNotice(c, r) == nil { // the card says so, too
			c.Toast(err.Error())
			return nil
		}
		return err
	}
	if len(open) == 1 {
		return objectTo(c, r, open[0])
	}
	c.Show(ObjectWho(ViewNotice(c.Office(), c.Tx(), r, c.Now()), open))
	return nil
}

func objectWho(c *bot.Call) error {
	at := c.Arg(2)
	if at < 0 {
		return office.Refusal(cards.OldCard)
	}
	r, _, err := MayObject(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), int(at), c.Now())
	if err != nil {
		return err
	}
	return objectTo(c, r, int(at))
}

func objectTo(c *bot.Call, r Round, at int) error {
	return c.Fill(FormObject, bot.Given("round", r.ID, "at", at))
}

// objectForm takes an objection to a name.
func objectForm(c *bot.Call) ask.Form {
	round, at := chat.Get[branch.RoundID](c.Form().Answers, "round"), chat.Get[int](c.Form().Answers, "at")
	r, _, refused := MayObject(c.Tx(), c.Me(), round, at, c.Now())
	var who branch.Candidate
	if refused == nil {
		who = r.Finals[at].Who
	}
	return ask.Form{Title: "公示意见", Key: KeyNotice(c.Me().Branch, round), Protect: true, Unasked: true, Yes: "确认提出", Away: BackToNotice(c.Me().Branch, round),
		May: func() error { return refused },
		Up: func(chat.Answers) error {
			return c.With(notice, int64(round))
		},
		Head:   func(ask.Context) []chat.Span { return ObjectHead(RoundName(c.Tx(), r, who)) },
		Fields: []ask.Field{ask.Text("text", ObjectAsk).As("意见").Rewritten()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return ObjectFilled(RoundName(c.Tx(), r, who), chat.Get[string](x.Answers, "text"), HandlerPost(c.Tx(), c.Me(), who, c.Now())), nil
		},
		Done: func(a chat.Answers) error {
			return Object(c.Office(), c.Tx(), c.Me(), round, at, chat.Get[string](a, "text"), c.Now())
		}}
}

func objection(c *bot.Call) error {
	r, ob, err := MayAnswer(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2))
	if err == nil {
		c.DropOn(KeyObjection(r.Branch, r.ID, ob.ID))
		c.ShowThere(objectionCard(ObjectionCard(c.Tx(), r, ob)))
	}
	return err
}

func objectionGive(c *bot.Call) error {
	return GiveObjection(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2), c.Now())
}

func answer(c *bot.Call) error {
	r, ob, err := MayAnswer(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2))
	if err != nil {
		return err
	}
	return c.Fill(FormAnswer, bot.Given("round", r.ID, "objection", ob.ID, "upheld", c.Arg(3) == 1))
}

// answerForm takes the answer to an objection.
func answerForm(c *bot.Call) ask.Form {
	a := c.Form().Answers
	round, id, upheld := chat.Get[branch.RoundID](a, "round"), chat.Get[int64](a, "objection"), chat.Get[bool](a, "upheld")
	r, ob, refused := MayAnswer(c.Tx(), c.Me(), round, id)
	var v ObjectionView
	if refused == nil {
		v = ObjectionCard(c.Tx(), r, ob)
	}
	return ask.Form{Title: "意见答复", Key: KeyObjection(c.Me().Branch, round, id), Protect: true, Unasked: true, Yes: "确认答复", Away: BackToObjection(c.Me().Branch, round, id),
		May: func() error { return refused },
		Up: func(chat.Answers) error {
			return c.With(objection, int64(round), id)
		},
		Head:   func(ask.Context) []chat.Span { return AnswerHead(v) },
		Fields: []ask.Field{ask.Text("text", AnswerAsk(upheld)).As("答复").Rewritten()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return AnswerFilled(v, upheld, chat.Get[string](x.Answers, "text")), nil
		},
		Done: func(a chat.Answers) error {
			return Answer(c.Office(), c.Tx(), c.Me(), round, id, upheld, chat.Get[string](a, "text"), c.Now())
		}}
}

func flag(c *bot.Call) error {
	r, h, err := MayHand(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	what := "授予"
	if len(h.From) > 0 {
		what = "由" + CandidateNames(c.Tx(), r, h.From) + "交给"
	}
	c.Show(Sure(r, "记录流动红旗今天"+what+CandidateNames(c.Tx(), r, h.To)+"。确认后大家都能看到，不能撤回。确定吗？", "确认记录", ActFlagOK))
	return nil
}

func flagOK(c *bot.Call) error {
	return HandFlag(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
}

func flags(c *bot.Call) error {
	c.Stand(KeyFlags(c.Me().Branch))
	c.Show(FlagHistory(c.Me().Branch, FlagView(c.Tx(), c.Me().Branch)))
	return nil
}

func check(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	v, err := ViewCheck(c.Tx(), r, c.Me())
	if err != nil {
		return err
	}
	c.Stand(KeyCheck(r.Branch, r.ID))
	c.Show(checkCard(v, int(c.Arg(2))))
	return nil
}

func history(c *bot.Call) error {
	c.Show(historyCard(c.Me().Branch, Past(c.Tx(), c.Me().Branch), int(c.Arg(1)), c.Me().May(branch.FileRounds)))
	return nil
}

func public(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	if r.Group != 0 {
		return office.Refusal(cards.NotYours)
	}
	c.Below()
	c.ShowBelow(PublicCard(c.Office(), c.Tx(), r, c.Me(), c.Now()))
	return nil
}
