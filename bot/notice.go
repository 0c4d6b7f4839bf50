package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func present(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if !office.MayPresent(c.Tx(), r, c.Me(), c.Now()) {
		return office.Refusal("人选介绍还没有开始。")
	}
	c.Stand(cards.KeyPresent(r.Branch, r.ID))
	c.Show(cards.Present(office.PresentView(c.Tx(), r, Page(c.Arg(2)), c.Now())))
	return nil
}

// notice leaves an objection that was being written and shows the 公示.
func notice(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	c.leave(cards.KeyNotice(r.Branch, r.ID))
	return c.noticeCard(r)
}

func (c *call) noticeCard(r branch.Round) error {
	if s := r.Stage(branch.Notice); s == nil || s.Opens.IsZero() || c.Now().Before(s.Opens) {
		return office.Refusal(cards.OldCard)
	}
	c.Show(cards.NoticeCard(c.Office().NoticeView(c.Tx(), r, c.Now())))
	return nil
}

func object(c *call) error {
	r, open, err := office.MayObject(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), -1, c.Now())
	if err != nil {
		if r.ID != 0 && c.noticeCard(r) == nil { // the card says so, too
			c.Toast(err.Error())
			return nil
		}
		return err
	}
	if len(open) == 1 {
		return c.objectTo(r, open[0])
	}
	c.Show(cards.ObjectWho(c.Office().NoticeView(c.Tx(), r, c.Now()), open))
	return nil
}

func objectWho(c *call) error {
	at := c.Arg(2)
	if at < 0 {
		return office.Refusal(cards.OldCard)
	}
	r, _, err := office.MayObject(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), int(at), c.Now())
	if err != nil {
		return err
	}
	return c.objectTo(r, int(at))
}

func (c *call) objectTo(r branch.Round, at int) error {
	return c.Fill(formObject, Given("round", r.ID, "at", at))
}

// objectForm takes an objection to a name.
func objectForm(c *call) ask.Form {
	round, at := chat.Get[branch.RoundID](c.Form().Answers, "round"), chat.Get[int](c.Form().Answers, "at")
	r, _, refused := office.MayObject(c.Tx(), c.Me(), round, at, c.Now())
	var who branch.Candidate
	if refused == nil {
		who = r.Finals[at].Who
	}
	return ask.Form{Title: "公示意见", Key: cards.KeyNotice(c.Me().Branch, round), Protect: true, Unasked: true, Yes: "确认提出", Away: cards.BackToNotice(c.Me().Branch, round),
		May: func() error { return refused },
		Up: func(chat.Answers) error {
			return c.With(notice, int64(round))
		},
		Head:   func(ask.Context) []chat.Span { return cards.ObjectHead(office.RoundName(c.Tx(), r, who)) },
		Fields: []ask.Field{ask.Text("text", cards.ObjectAsk).As("意见").Rewritten()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.ObjectFilled(office.RoundName(c.Tx(), r, who), chat.Get[string](x.Answers, "text"), office.HandlerPost(c.Tx(), c.Me(), who, c.Now())), nil
		},
		Done: func(a chat.Answers) error {
			return c.Office().Object(c.Tx(), c.Me(), round, at, chat.Get[string](a, "text"), c.Now())
		}}
}

func objection(c *call) error {
	r, ob, err := office.MayAnswer(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2))
	if err == nil {
		c.leave(cards.KeyObjection(r.Branch, r.ID, ob.ID))
		c.ShowThere(cards.Objection(office.ObjectionCard(c.Tx(), r, ob)))
	}
	return err
}

func objectionGive(c *call) error {
	return c.Office().GiveObjection(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2), c.Now())
}

func answer(c *call) error {
	r, ob, err := office.MayAnswer(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2))
	if err != nil {
		return err
	}
	return c.Fill(formAnswer, Given("round", r.ID, "objection", ob.ID, "upheld", c.Arg(3) == 1))
}

// answerForm takes the answer to an objection.
func answerForm(c *call) ask.Form {
	a := c.Form().Answers
	round, id, upheld := chat.Get[branch.RoundID](a, "round"), chat.Get[int64](a, "objection"), chat.Get[bool](a, "upheld")
	r, ob, refused := office.MayAnswer(c.Tx(), c.Me(), round, id)
	var v cards.ObjectionView
	if refused == nil {
		v = office.ObjectionCard(c.Tx(), r, ob)
	}
	return ask.Form{Title: "意见答复", Key: cards.KeyObjection(c.Me().Branch, round, id), Protect: true, Unasked: true, Yes: "确认答复", Away: cards.BackToObjection(c.Me().Branch, round, id),
		May: func() error { return refused },
		Up: func(chat.Answers) error {
			return c.With(objection, int64(round), id)
		},
		Head:   func(ask.Context) []chat.Span { return cards.AnswerHead(v) },
		Fields: []ask.Field{ask.Text("text", cards.AnswerAsk(upheld)).As("答复").Rewritten()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.AnswerFilled(v, upheld, chat.Get[string](x.Answers, "text")), nil
		},
		Done: func(a chat.Answers) error {
			return c.Office().Answer(c.Tx(), c.Me(), round, id, upheld, chat.Get[string](a, "text"), c.Now())
		}}
}

func flag(c *call) error {
	r, h, err := office.MayHand(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	what := "授予"
	if len(h.From) > 0 {
		what = "由" + office.CandidateNames(c.Tx(), r, h.From) + "交给"
	}
	c.Show(cards.Sure(r, "记录流动红旗今天"+what+office.CandidateNames(c.Tx(), r, h.To)+"。确认后大家都能看到，不能撤回。确定吗？", "确认记录", cards.ActFlagOK))
	return nil
}

func flagOK(c *call) error {
	return c.Office().HandFlag(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
}

func flags(c *call) error {
	c.Stand(cards.KeyFlags(c.Me().Branch))
	c.Show(cards.FlagHistory(c.Me().Branch, office.FlagView(c.Tx(), c.Me().Branch)))
	return nil
}

func check(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	v, err := office.Check(c.Tx(), r, c.Me())
	if err != nil {
		return err
	}
	c.Stand(cards.KeyCheck(r.Branch, r.ID))
	c.Show(cards.Check(v, int(c.Arg(2))))
	return nil
}

func history(c *call) error {
	c.Show(cards.History(c.Me().Branch, office.History(c.Tx(), c.Me().Branch), int(c.Arg(1)), c.Me().May(branch.FileRounds)))
	return nil
}

func public(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if r.Group != 0 {
		return office.Refusal(cards.NotYours)
	}
	c.Below()
	c.ShowBelow(c.Office().PublicCard(c.Tx(), r, c.Me(), c.Now()))
	return nil
}
