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
func (c *Call) request() (branch.Request, error) {
	r, ok := office.GetRequest(c.Tx(), c.Me().Branch, branch.RequestID(c.Arg(1)))
	if !ok || !office.MaySee(r, c.Me()) {
		return r, office.Refusal(cards.NotYours)
	}
	return r, nil
}

func (c *Call) ShowRequest(id branch.RequestID) error {
	r, _ := office.GetRequest(c.Tx(), c.Me().Branch, id)
	c.Show(cards.Request(office.RequestView(c.Tx(), c.Me(), r, branch.DateOf(c.Now()))))
	return nil
}

// stillThere has a step about a request that has gone on meanwhile answered by the request as it is now, where its card stands.
func stillThere(do func(*Call) error) func(*Call) error {
	return func(c *Call) error {
		err := do(c)
		if err != office.Refusal(cards.RequestMoved) || !c.Stands() {
			return err
		}
		c.Toast(err.Error())
		return c.ShowRequest(branch.RequestID(c.Arg(1)))
	}
}

func requests(c *Call) error {
	f := cards.RequestFilter(min(max(c.Arg(1), 0), int64(cards.AllRequests)))
	today := branch.DateOf(c.Now())
	c.ShowThere(cards.Requests(c.Me().Branch, f, office.RequestsOf(c.Tx(), c.Me(), f, "", today), "", Page(c.Arg(2)), today))
	return nil
}

// requestsTyped lists the requests, or those that hold the words after the command.
func requestsTyped(c *Call) error {
	words, f, today := c.Rest(), cards.OpenRequests, branch.DateOf(c.Now())
	if words != "" {
		f = cards.AllRequests
	}
	c.Show(cards.Requests(c.Me().Branch, f, office.RequestsOf(c.Tx(), c.Me(), f, words, today), words, 0, today))
	return nil
}

func firmRequests(c *Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	today := branch.DateOf(c.Now())
	list := slices.DeleteFunc(office.RequestsOf(c.Tx(), c.Me(), cards.AllRequests, "", today), func(r branch.Request) bool { return r.Contact != contact.ID })
	c.Show(cards.FirmRequests(contact, list, Page(c.Arg(2)), today))
	return nil
}

func request(c *Call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	if err := c.HomeOr(c.Arg(2) != 0); err != nil {
		return err
	}
	return c.ShowRequest(r.ID)
}

// mayStep refuses a step that the reader may not take.
func (c *Call) mayStep(r branch.Request, k branch.StepKind) error {
	if !slices.Contains(office.Steps(r, c.Me()), k) {
		return office.Refusal(cards.RequestMoved)
	}
	return nil
}

func requestTo(c *Call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidAssign)
	}
	if err != nil {
		return err
	}
	c.Show(cards.RequestTo(r, office.ShownAll(c.Tx(), office.Assignees(c.Tx(), r)), Page(c.Arg(2))))
	return nil
}

func requestDue(c *Call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidAssign)
	}
	if err != nil {
		return err
	}
	to, ok := office.Member(c.Tx(), c.Me().Branch, branch.MemberID(c.Arg(2)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	var days []branch.Date
	for _, n := range []int{3, 5, 10, 20} {
		days = append(days, c.Office().Calendar.For(c.Me().Branch).Add(branch.DateOf(c.Now()), n))
	}
	c.Show(cards.RequestDue(r, office.Shown(c.Tx(), to), days))
	return nil
}

func requestGive(c *Call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	s := branch.Step{Kind: branch.DidAssign, To: branch.MemberID(c.Arg(2)), Due: branch.Date(min(max(c.Arg(3), 0), 1<<30))}
	if err := c.Office().StepRequest(c.Tx(), c.Me(), r.ID, s, c.Now()); err != nil {
		return err
	}
	return c.ShowRequest(r.ID)
}

// requestFine asks before a request is closed: closing cannot be taken back.
func requestFine(c *Call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidPlease)
	}
	if err != nil {
		return err
	}
	c.Show(cards.RequestClose(r))
	return nil
}

func requestClose(c *Call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	if err := c.Office().StepRequest(c.Tx(), c.Me(), r.ID, branch.Step{Kind: branch.DidPlease}, c.Now()); err != nil {
		return err
	}
	return c.ShowRequest(r.ID)
}

func requestRefer(c *Call) error {
	r, err := c.request()
	if err == nil {
		err = c.mayStep(r, branch.DidRefer)
	}
	if err != nil {
		return err
	}
	c.Show(cards.RequestRefer(r, office.OtherBranches(c.Tx(), c.Me().Branch)))
	return nil
}

func requestSend(c *Call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	if err := c.Daily("refer"); err != nil {
		return err
	}
	if err := c.Office().Refer(c.Tx(), c.Me(), r.ID, branch.BranchID(c.Arg(2)), c.Now()); err != nil {
		return err
	}
	return c.ShowRequest(r.ID)
}

// requestDo begins the form of a step that takes a sentence.
func requestDo(c *Call) error {
	r, err := c.request()
	if err != nil {
		return err
	}
	k, ok := chat.Coded(cards.TextSteps, c.Arg(2), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := c.mayStep(r, k); err != nil {
		return err
	}
	return c.Fill("request", Given("request", r.ID, "step", k))
}

// requestForm takes the sentence of a step of a request.
func requestForm(c *Call) ask.Form {
	k := chat.Get[branch.StepKind](c.Form().Answers, "step")
	r, ok := office.GetRequest(c.Tx(), c.Me().Branch, chat.Get[branch.RequestID](c.Form().Answers, "request"))
	return ask.Form{Title: "诉求办理情况", Up: c.Up(request, int64(r.ID), 0),
		May: func() error {
			if !ok || !office.MaySee(r, c.Me()) || !slices.Contains(cards.TextSteps, k) {
				return office.Refusal(cards.OldForm)
			}
			return nil
		},
		Head:   func(ask.Context) []chat.Span { return cards.RequestHead(r, k) },
		Fields: []ask.Field{ask.Text("text", cards.RequestAsks(k)).As("内容").Loose()},
		Done: func(a chat.Answers) error {
			if err := c.Office().StepRequest(c.Tx(), c.Me(), r.ID, branch.Step{Kind: k, Text: chat.Get[string](a, "text")}, c.Now()); err != nil {
				return err
			}
			return c.ShowRequest(r.ID)
		}}
}

func askAt(c *Call) error {
	c.Show(cards.AskWhere(c.Me().Branch, office.Enterprises(c.Tx(), c.Me(), branch.DateOf(c.Now())), Page(c.Arg(1))))
	return nil
}

func askNew(c *Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return c.Fill("ask", Given("contact", contact.ID))
}

// askForm takes what an enterprise asked for.
func askForm(c *Call) ask.Form {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, chat.Get[branch.ContactID](c.Form().Answers, "contact"))
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
			if err := c.Daily("request"); err != nil {
				return err
			}
			r, err := c.Office().Accept(c.Tx(), c.Me(), contact.ID, chat.Get[string](a, "text"), c.Now())
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
