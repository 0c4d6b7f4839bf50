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
	if !office.MayPresent(c.tx, r, c.me, c.now) {
		return office.Refusal("人选介绍还没有开始。")
	}
	c.on(cards.KeyPresent(r.Branch, r.ID))
	c.show(cards.Present(office.PresentView(c.tx, r, Page(c.arg(2)), c.now)))
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
	if s := r.Stage(branch.Notice); s == nil || s.Opens.IsZero() || c.now.Before(s.Opens) {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.NoticeCard(c.bot.Office.NoticeView(c.tx, r, c.now)))
	return nil
}

func object(c *call) error {
	r, open, err := office.MayObject(c.tx, c.me, branch.RoundID(c.arg(1)), -1, c.now)
	if err != nil {
		if r.ID != 0 && c.noticeCard(r) == nil { // the card says so, too
			c.tx.Reply(chat.Reply{Toast: err.Error()})
			return nil
		}
		return err
	}
	if len(open) == 1 {
		return c.objectTo(r, open[0])
	}
	c.show(cards.ObjectWho(c.bot.Office.NoticeView(c.tx, r, c.now), open))
	return nil
}

func objectWho(c *call) error {
	at := c.arg(2)
	if at < 0 {
		return office.Refusal(cards.OldCard)
	}
	r, _, err := office.MayObject(c.tx, c.me, branch.RoundID(c.arg(1)), int(at), c.now)
	if err != nil {
		return err
	}
	return c.objectTo(r, int(at))
}

func (c *call) objectTo(r branch.Round, at int) error {
	return c.fill(formObject, given("round", r.ID, "at", at))
}

// objectForm takes an objection to a name.
func objectForm(c *call) ask.Form {
	round, at := chat.Get[branch.RoundID](c.form.Answers, "round"), chat.Get[int](c.form.Answers, "at")
	r, _, refused := office.MayObject(c.tx, c.me, round, at, c.now)
	var who branch.Candidate
	if refused == nil {
		who = r.Finals[at].Who
	}
	return ask.Form{Title: "公示意见", Key: cards.KeyNotice(c.me.Branch, round), Protect: true, Unasked: true, Yes: "确认提出", Away: cards.BackToNotice(c.me.Branch, round),
		May: func() error { return refused },
		Up: func(chat.Answers) error {
			c.press.Args = []int64{int64(c.me.Branch), int64(round)}
			return notice(c)
		},
		Head:   func(ask.Context) []chat.Span { return cards.ObjectHead(office.RoundName(c.tx, r, who)) },
		Fields: []ask.Field{ask.Text("text", cards.ObjectAsk).As("意见").Rewritten()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.ObjectFilled(office.RoundName(c.tx, r, who), chat.Get[string](x.Answers, "text"), office.HandlerPost(c.tx, c.me, who, c.now)), nil
		},
		Done: func(a chat.Answers) error {
			return c.bot.Office.Object(c.tx, c.me, round, at, chat.Get[string](a, "text"), c.now)
		}}
}

func objection(c *call) error {
	r, ob, err := office.MayAnswer(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2))
	if err == nil {
		c.leave(cards.KeyObjection(r.Branch, r.ID, ob.ID))
		c.answerThere(cards.Objection(office.ObjectionCard(c.tx, r, ob)))
	}
	return err
}

func objectionGive(c *call) error {
	return c.bot.Office.GiveObjection(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2), c.now)
}

func answer(c *call) error {
	r, ob, err := office.MayAnswer(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2))
	if err != nil {
		return err
	}
	return c.fill(formAnswer, given("round", r.ID, "objection", ob.ID, "upheld", c.arg(3) == 1))
}

// answerForm takes the answer to an objection.
func answerForm(c *call) ask.Form {
	a := c.form.Answers
	round, id, upheld := chat.Get[branch.RoundID](a, "round"), chat.Get[int64](a, "objection"), chat.Get[bool](a, "upheld")
	r, ob, refused := office.MayAnswer(c.tx, c.me, round, id)
	var v cards.ObjectionView
	if refused == nil {
		v = office.ObjectionCard(c.tx, r, ob)
	}
	return ask.Form{Title: "意见答复", Key: cards.KeyObjection(c.me.Branch, round, id), Protect: true, Unasked: true, Yes: "确认答复", Away: cards.BackToObjection(c.me.Branch, round, id),
		May: func() error { return refused },
		Up: func(chat.Answers) error {
			c.press.Args = []int64{int64(c.me.Branch), int64(round), id}
			return objection(c)
		},
		Head:   func(ask.Context) []chat.Span { return cards.AnswerHead(v) },
		Fields: []ask.Field{ask.Text("text", cards.AnswerAsk(upheld)).As("答复").Rewritten()},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.AnswerFilled(v, upheld, chat.Get[string](x.Answers, "text")), nil
		},
		Done: func(a chat.Answers) error {
			return c.bot.Office.Answer(c.tx, c.me, round, id, upheld, chat.Get[string](a, "text"), c.now)
		}}
}

func flag(c *call) error {
	r, h, err := office.MayHand(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	what := "授予"
	if len(h.From) > 0 {
		what = "由" + office.CandidateNames(c.tx, r, h.From) + "交给"
	}
	c.show(cards.Sure(r, "记录流动红旗今天"+what+office.CandidateNames(c.tx, r, h.To)+"。确认后大家都能看到，不能撤回。确定吗？", "确认记录", cards.ActFlagOK))
	return nil
}

func flagOK(c *call) error { return c.bot.Office.HandFlag(c.tx, c.me, branch.RoundID(c.arg(1)), c.now) }

func flags(c *call) error {
	c.on(cards.KeyFlags(c.me.Branch))
	c.show(cards.FlagHistory(c.me.Branch, office.FlagView(c.tx, c.me.Branch)))
	return nil
}

func check(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	v, err := office.Check(c.tx, r, c.me)
	if err != nil {
		return err
	}
	c.on(cards.KeyCheck(r.Branch, r.ID))
	c.show(cards.Check(v, int(c.arg(2))))
	return nil
}

func history(c *call) error {
	c.show(cards.History(c.me.Branch, office.History(c.tx, c.me.Branch), int(c.arg(1)), c.me.May(branch.FileRounds)))
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
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, c.bot.Office.PublicCard(c.tx, r, c.me, c.now))
	return nil
}
