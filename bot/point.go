package bot

import (
	"slices"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func board(c *call) error {
	c.answerThere(cards.Board(office.Board(c.tx, c.me, false, branch.DateOf(c.now)), 0))
	return nil
}

func boardPage(c *call) error {
	c.show(cards.Board(office.Board(c.tx, c.me, c.arg(1) == 1, branch.DateOf(c.now)), Page(c.arg(2))))
	return nil
}

// page returns a page number that a button carries, within what an int of any size holds.
func Page(n int64) int { return int(min(max(n, 0), 1<<20)) }

func firm(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.Firm(c.bot.Office.Firm(c.tx, c.me, contact, branch.DateOf(c.now))))
	return nil
}

func yearTable(c *call) error {
	today := branch.DateOf(c.now)
	year := int(min(max(c.arg(1), int64(today.Year()-20)), int64(today.Year())))
	c.show(cards.YearTable(c.me.Branch, year, office.YearTable(c.tx, c.me, year, today), Page(c.arg(2)), today, c.me.May(branch.SeeLedger)))
	return nil
}

// putOff asks until when the reminders on a card are put off: on the card itself.
func putOff(c *call) error {
	today := branch.DateOf(c.now)
	var days []branch.Date
	for _, n := range []int{3, 5, 10, 15} {
		days = append(days, c.bot.Office.Calendar.For(c.me.Branch).Add(today, n))
	}
	c.show(cards.PutOff(c.me.Branch, branch.Date(c.arg(1)), days))
	return nil
}

func putOffTo(c *call) error {
	return c.bot.Office.PutOff(c.tx, c.me, branch.Date(c.arg(2)), c.now)
}

func putOffNo(c *call) error {
	c.bot.Office.ShowDigest(c.tx, c.me, c.now)
	return nil
}

// lapse returns the duty that was not done, as the buttons of its card name it.
func (c *call) lapse(subject, code, day int64) (s branch.Subject, name string, x branch.Standing, err error) {
	s = branch.SubjectOf(subject)
	duty, ok := chat.Coded(branch.DefaultDuties(), code, func(d branch.Duty) string { return string(d.Kind) })
	if !ok {
		return s, "", x, office.Refusal(cards.OldCard)
	}
	name, x, ok = office.LapseOf(c.tx, c.me, s, duty.Kind, branch.Date(day), branch.DateOf(c.now))
	if !ok {
		return s, "", x, office.Refusal(cards.NotYours)
	}
	return s, name, x, nil
}

func lapse(c *call) error {
	s, name, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	c.show(cards.LapseWhy(c.me.Branch, s, name, x))
	return nil
}

func lapseWhy(c *call) error {
	s, name, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	reason, ok := chat.Coded(cards.Reasons, c.arg(4), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return c.explain(s, name, x, reason)
}

func (c *call) explain(s branch.Subject, name string, x branch.Standing, reason string) error {
	if err := c.bot.Office.Explain(c.tx, c.me, s, x.Duty.Kind, x.Period.To, reason, c.now); err != nil {
		return err
	}
	c.show(cards.LapseSaid(name, x, reason))
	return nil
}

func lapseText(c *call) error {
	s, _, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	return c.fill("lapse", given("subject", s.Code(), "duty", x.Duty.Kind, "day", x.Period.To))
}

// lapseForm takes the reason in one's own words.
func lapseForm(c *call) ask.Form {
	subject, duty, day := chat.Get[int64](c.form.Answers, "subject"), chat.Code(chat.Get[string](c.form.Answers, "duty")), int64(chat.Get[branch.Date](c.form.Answers, "day"))
	s, name, x, err := c.lapse(subject, duty, day)
	return ask.Form{Title: "未完成的原因", AtOnce: true, May: func() error { return err }, Up: c.up(lapse, subject, duty, day),
		Head:   func(ask.Context) []chat.Span { return cards.LapseHead(name, x) },
		Fields: []ask.Field{ask.Text("why", cards.LapseText)},
		Done: func(a chat.Answers) error {
			c.drop() // first: its message is not to say that it was left
			return c.explain(s, name, x, chat.Get[string](a, "why"))
		}}
}

// request returns the request that a button names, if its reader may see it.
func (c *call) request() (branch.Request, error) {
	r, ok := office.GetRequest(c.tx, c.me.Branch, branch.RequestID(c.arg(1)))
	if !ok || !office.MaySee(r, c.me) {
		return r, office.Refusal(cards.NotYours)
	}
	return r, nil
}

func (c *call) showRequest(id branch.RequestID) error {
	r, _ := office.GetRequest(c.tx, c.me.Branch, id)
	c.show(cards.Request(office.RequestView(c.tx, c.me, r, branch.DateOf(c.now))))
	return nil
}

// stillThere has a step about a request that has gone on meanwhile answered by the request as it is now, where its card stands.
func stillThere(do func(*call) error) func(*call) error {
	return func(c *call) error {
		err := do(c)
		if err != office.Refusal(cards.RequestMoved) || !c.tx.Stands(c.e.Chat, cards.KeyHome, c.e.Message) {
			return err
		}
		c.tx.Reply(chat.Reply{Toast: err.Error()})
		return c.showRequest(branch.RequestID(c.arg(1)))
	}
}

func requests(c *call) error {
	f := cards.RequestFilter(min(max(c.arg(1), 0), int64(cards.AllRequests)))
	today := branch.DateOf(c.now)
	c.answerThere(cards.Requests(c.me.Branch, f, office.RequestsOf(c.tx, c.me, f, "", today), "", Page(c.arg(2)), today))
	return nil
}

// requestsTyped lists the requests, or those that hold the words after the command.
func requestsTyped(c *call, words string) error {
	f, today := cards.OpenRequests, branch.DateOf(c.now)
	if words != "" {
		f = cards.AllRequests
	}
	c.show(cards.Requests(c.me.Branch, f, office.RequestsOf(c.tx, c.me, f, words, today), words, 0, today))
	return nil
}

func firmRequests(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	today := branch.DateOf(c.now)
	list := slices.DeleteFunc(office.RequestsOf(c.tx, c.me, cards.AllRequests, "", today), func(r branch.Request) bool { return r.Contact != contact.ID })
	c.show(cards.FirmRequests(contact, list, Page(c.arg(2)), today))
	return nil
}

func request(c *call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	if err := c.homeOr(c.arg(2) != 0); err != nil {
		return err
	}
	return c.showRequest(r.ID)
}

// mayStep refuses a step that the reader may not take.
func (c *call) mayStep(r branch.Request, k branch.StepKind) error {
	if !slices.Contains(office.Steps(r, c.me), k) {
		return office.Refusal(cards.RequestMoved)
	}
	return nil
}

func requestTo(c *call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidAssign)
	}
	if err != nil {
		return err
	}
	c.show(cards.RequestTo(r, office.ShownAll(c.tx, office.Assignees(c.tx, r)), Page(c.arg(2))))
	return nil
}

func requestDue(c *call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidAssign)
	}
	if err != nil {
		return err
	}
	to, ok := office.Member(c.tx, c.me.Branch, branch.MemberID(c.arg(2)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	var days []branch.Date
	for _, n := range []int{3, 5, 10, 20} {
		days = append(days, c.bot.Office.Calendar.For(c.me.Branch).Add(branch.DateOf(c.now), n))
	}
	c.show(cards.RequestDue(r, office.Shown(c.tx, to), days))
	return nil
}

func requestGive(c *call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	s := branch.Step{Kind: branch.DidAssign, To: branch.MemberID(c.arg(2)), Due: branch.Date(min(max(c.arg(3), 0), 1<<30))}
	if err := c.bot.Office.StepRequest(c.tx, c.me, r.ID, s, c.now); err != nil {
		return err
	}
	return c.showRequest(r.ID)
}

// requestFine asks before a request is closed: closing cannot be taken back.
func requestFine(c *call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidPlease)
	}
	if err != nil {
		return err
	}
	c.show(cards.RequestClose(r))
	return nil
}

func requestClose(c *call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	if err := c.bot.Office.StepRequest(c.tx, c.me, r.ID, branch.Step{Kind: branch.DidPlease}, c.now); err != nil {
		return err
	}
	return c.showRequest(r.ID)
}

func requestRefer(c *call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidRefer)
	}
	if err != nil {
		return err
	}
	c.show(cards.RequestRefer(r, office.OtherBranches(c.tx, c.me.Branch)))
	return nil
}

func requestSend(c *call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	if err := c.daily("refer"); err != nil {
		return err
	}
	if err := c.bot.Office.Refer(c.tx, c.me, r.ID, branch.BranchID(c.arg(2)), c.now); err != nil {
		return err
	}
	return c.showRequest(r.ID)
}

// requestDo begins the form of a step that takes a sentence.
func requestDo(c *call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	k, ok := chat.Coded(cards.TextSteps, c.arg(2), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := c.mayStep(r, k); err != nil {
		return err
	}
	return c.fill("request", given("request", r.ID, "step", k))
}

// requestForm takes the sentence of a step of a request.
func requestForm(c *call) ask.Form {
	k := chat.Get[branch.StepKind](c.form.Answers, "step")
	r, ok := office.GetRequest(c.tx, c.me.Branch, chat.Get[branch.RequestID](c.form.Answers, "request"))
	return ask.Form{Title: "诉求办理情况", Up: c.up(request, int64(r.ID), 0),
		May: func() error {
			if !ok || !office.MaySee(r, c.me) || !slices.Contains(cards.TextSteps, k) {
				return office.Refusal(cards.OldForm)
			}
			return nil
		},
		Head:   func(ask.Context) []chat.Span { return cards.RequestHead(r, k) },
		Fields: []ask.Field{ask.Text("text", cards.RequestAsks(k)).As("内容").Loose()},
		Done: func(a chat.Answers) error {
			if err := c.bot.Office.StepRequest(c.tx, c.me, r.ID, branch.Step{Kind: k, Text: chat.Get[string](a, "text")}, c.now); err != nil {
				return err
			}
			return c.showRequest(r.ID)
		}}
}

func askAt(c *call) error {
	c.show(cards.AskWhere(c.me.Branch, office.Enterprises(c.tx, c.me, branch.DateOf(c.now)), Page(c.arg(1))))
	return nil
}

func askNew(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return c.fill("ask", given("contact", contact.ID))
}

// askForm takes what an enterprise asked for.
func askForm(c *call) ask.Form {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, chat.Get[branch.ContactID](c.form.Answers, "contact"))
	return ask.Form{Title: "诉求登记", Yes: "确认受理", Up: c.up(firm, int64(contact.ID)),
		May: func() error {
			if !ok {
				return office.Refusal(cards.OldForm)
			}
			return nil
		},
		Head:   func(ask.Context) []chat.Span { return cards.AskHead(contact) },
		Fields: []ask.Field{ask.Text("text", cards.AskText).As("内容").Loose()},
		Done: func(a chat.Answers) error {
			if err := c.daily("request"); err != nil {
				return err
			}
			r, err := c.bot.Office.Accept(c.tx, c.me, contact.ID, chat.Get[string](a, "text"), c.now)
			if err != nil {
				return err
			}
			return c.showRequest(r.ID)
		}}
}
