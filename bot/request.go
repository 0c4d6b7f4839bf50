package bot

import (
	"slices"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// request returns the request that a button names, if its reader may see it.
func (c *call) request() (branch.Request, error) {
	r, ok := office.GetRequest(c.tx, c.me.Branch, branch.RequestID(c.arg(1)))
	if !ok || !office.MaySee(r, c.me) {
		return r, office.Refusal(cards.NotYours)
	}
	return r, nil
}

func (c *call) ShowRequest(id branch.RequestID) error {
	r, _ := office.GetRequest(c.tx, c.me.Branch, id)
	c.show(cards.Request(office.RequestView(c.tx, c.me, r, branch.DateOf(c.now))))
	return nil
}

// stillThere has a step about a request that has gone on meanwhile answered by the request as it is now, where its card stands.
func stillThere(do func(*call) error) func(*call) error {
	return func(c *call) error {
		err := do(c)
		if err != office.Refusal(cards.RequestMoved) || !c.Stands() {
			return err
		}
		c.Toast(err.Error())
		return c.ShowRequest(branch.RequestID(c.arg(1)))
	}
}

func requests(c *call) error {
	f := cards.RequestFilter(min(max(c.arg(1), 0), int64(cards.AllRequests)))
	today := branch.DateOf(c.now)
	c.answerThere(cards.Requests(c.me.Branch, f, office.RequestsOf(c.tx, c.me, f, "", today), "", Page(c.arg(2)), today))
	return nil
}

// requestsTyped lists the requests, or those that hold the words after the command.
func requestsTyped(c *call) error {
	words, f, today := c.rest, cards.OpenRequests, branch.DateOf(c.now)
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
	if err := c.HomeOr(c.arg(2) != 0); err != nil {
		return err
	}
	return c.ShowRequest(r.ID)
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
	return c.ShowRequest(r.ID)
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
	return c.ShowRequest(r.ID)
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
	return c.ShowRequest(r.ID)
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
	return ask.Form{Title: "诉求办理情况", Up: c.Up(request, int64(r.ID), 0),
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
			return c.ShowRequest(r.ID)
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
	return ask.Form{Title: "诉求登记", Yes: "确认受理", Up: c.UpTo(cards.ActFirm, int64(contact.ID)),
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
			return c.ShowRequest(r.ID)
		}}
}

// OfRequests is the talk about requests.
var OfRequests = Matter{
	Routes: map[string]Route{
		cards.ActRequests: InBranch(3, requests),
		cards.ActFirmReqs: InBranch(3, firmRequests).OnHome(),
		cards.ActRequest:  InBranch(3, request),
		cards.ActReqTo:    InBranch(3, stillThere(requestTo)).OnHome(),
		cards.ActReqDue:   InBranch(3, stillThere(requestDue)).OnHome(),
		cards.ActReqGive:  InBranch(4, stillThere(requestGive)).OnHome(),
		cards.ActReqDo:    InBranch(3, stillThere(requestDo)).OnHome(),
		cards.ActReqFine:  InBranch(2, stillThere(requestFine)).OnHome(),
		cards.ActReqClose: InBranch(2, stillThere(requestClose)).OnHome(),
		cards.ActReqRefer: InBranch(2, stillThere(requestRefer)).OnHome(),
		cards.ActReqSend:  InBranch(3, stillThere(requestSend)).OnHome(),
		cards.ActAskAt:    InBranch(2, askAt).OnHome(),
		cards.ActAsk:      InBranch(2, askNew).OnHome(),
	},
	Commands: map[string]Command{"/requests": Typed(requestsTyped).WithWords()},
	Words:    map[string]string{"诉求": "/requests", "企业诉求": "/requests"},
	Forms:    map[string]Form{"request": requestForm, "ask": askForm},
}
