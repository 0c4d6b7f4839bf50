package requests

import (
	"slices"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// at returns the request that a button names, if its reader may see it.
func at(c *bot.Call) (Request, error) {
	r, ok := Get(c.Tx(), c.Me().Branch, ID(c.Arg(1)))
	if !ok || !MaySee(r, c.Me()) {
		return r, office.Refusal(cards.NotYours)
	}
	return r, nil
}

// Show shows a request as it is now.
func Show(c *bot.Call, id ID) error {
	r, _ := Get(c.Tx(), c.Me().Branch, id)
	c.Show(card(ViewOf(c.Tx(), c.Me(), r, branch.DateOf(c.Now()))))
	return nil
}

// stillThere has a step about a request that has gone on meanwhile answered by the request as it is now, where its card stands.
func stillThere(do func(*bot.Call) error) func(*bot.Call) error {
	return func(c *bot.Call) error {
		err := do(c)
		if err != office.Refusal(Moved) || !c.Stands() {
			return err
		}
		c.Toast(err.Error())
		return Show(c, ID(c.Arg(1)))
	}
}

func list(c *bot.Call) error {
	f := Filter(min(max(c.Arg(1), 0), int64(All)))
	today := branch.DateOf(c.Now())
	c.ShowThere(listCard(c.Me().Branch, f, ListOf(c.Tx(), c.Me(), f, "", today), "", bot.Page(c.Arg(2)), today))
	return nil
}

// typed lists the requests, or those that hold the words after the command.
func typed(c *bot.Call) error {
	words, f, today := c.Rest(), OpenOnes, branch.DateOf(c.Now())
	if words != "" {
		f = All
	}
	c.Show(listCard(c.Me().Branch, f, ListOf(c.Tx(), c.Me(), f, words, today), words, 0, today))
	return nil
}

func ofFirm(c *bot.Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	today := branch.DateOf(c.Now())
	list := slices.DeleteFunc(ListOf(c.Tx(), c.Me(), All, "", today), func(r Request) bool { return r.Contact != contact.ID })
	c.Show(firmCard(contact, list, bot.Page(c.Arg(2)), today))
	return nil
}

func see(c *bot.Call) error {
	r, err := at(c)
	if err != nil {
		return err
	}
	if err := c.HomeOr(c.Arg(2) != 0); err != nil {
		return err
	}
	return Show(c, r.ID)
}

// mustStep refuses a step that the reader may not take.
func mustStep(c *bot.Call, r Request, k StepKind) error {
	if !slices.Contains(Steps(r, c.Me()), k) {
		return office.Refusal(Moved)
	}
	return nil
}

func giveTo(c *bot.Call) error {
	r, err := at(c)
	if err == nil {
		err = mustStep(c, r, DidAssign)
	}
	if err != nil {
		return err
	}
	c.Show(toCard(r, office.ShownAll(c.Tx(), Assignees(c.Tx(), r)), bot.Page(c.Arg(2))))
	return nil
}

func giveUntil(c *bot.Call) error {
	r, err := at(c)
	if err == nil {
		err = mustStep(c, r, DidAssign)
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
	c.Show(dueCard(r, office.Shown(c.Tx(), to), days))
	return nil
}

func give(c *bot.Call) error {
	r, err := at(c)
	if err != nil {
		return err
	}
	s := Step{Kind: DidAssign, To: branch.MemberID(c.Arg(2)), Due: branch.Date(min(max(c.Arg(3), 0), 1<<30))}
	if err := TakeStep(c.Office(), c.Tx(), c.Me(), r.ID, s, c.Now()); err != nil {
		return err
	}
	return Show(c, r.ID)
}

// pleased asks before a request is closed: closing cannot be taken back.
func pleased(c *bot.Call) error {
	r, err := at(c)
	if err == nil {
		err = mustStep(c, r, DidPlease)
	}
	if err != nil {
		return err
	}
	c.Show(closeCard(r))
	return nil
}

func settle(c *bot.Call) error {
	r, err := at(c)
	if err != nil {
		return err
	}
	if err := TakeStep(c.Office(), c.Tx(), c.Me(), r.ID, Step{Kind: DidPlease}, c.Now()); err != nil {
		return err
	}
	return Show(c, r.ID)
}

func referTo(c *bot.Call) error {
	r, err := at(c)
	if err == nil {
		err = mustStep(c, r, DidRefer)
	}
	if err != nil {
		return err
	}
	c.Show(referCard(r, OtherBranches(c.Tx(), c.Me().Branch)))
	return nil
}

func send(c *bot.Call) error {
	r, err := at(c)
	if err != nil {
		return err
	}
	if err := c.Daily("refer"); err != nil {
		return err
	}
	if err := Refer(c.Office(), c.Tx(), c.Me(), r.ID, branch.BranchID(c.Arg(2)), c.Now()); err != nil {
		return err
	}
	return Show(c, r.ID)
}

// begin begins the form of a step that takes a sentence.
func begin(c *bot.Call) error {
	r, err := at(c)
	if err != nil {
		return err
	}
	k, ok := chat.Coded(TextSteps, c.Arg(2), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := mustStep(c, r, k); err != nil {
		return err
	}
	return c.Fill("request", bot.Given("request", r.ID, "step", k))
}

// form takes the sentence of a step of a request.
func form(c *bot.Call) ask.Form {
	k := chat.Get[StepKind](c.Form().Answers, "step")
	r, ok := Get(c.Tx(), c.Me().Branch, chat.Get[ID](c.Form().Answers, "request"))
	return ask.Form{Title: "诉求办理情况", Up: c.Up(see, int64(r.ID), 0),
		May: func() error {
			if !ok || !MaySee(r, c.Me()) || !slices.Contains(TextSteps, k) {
				return office.Refusal(cards.OldForm)
			}
			return nil
		},
		Head:   func(ask.Context) []chat.Span { return stepHead(r, k) },
		Fields: []ask.Field{ask.Text("text", stepAsk(k)).As("内容").Loose()},
		Done: func(a chat.Answers) error {
			if err := TakeStep(c.Office(), c.Tx(), c.Me(), r.ID, Step{Kind: k, Text: chat.Get[string](a, "text")}, c.Now()); err != nil {
				return err
			}
			return Show(c, r.ID)
		}}
}

func askAt(c *bot.Call) error {
	c.Show(whereCard(c.Me().Branch, office.Enterprises(c.Tx(), c.Me(), branch.DateOf(c.Now())), bot.Page(c.Arg(1))))
	return nil
}

func askNew(c *bot.Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	return c.Fill("ask", bot.Given("contact", contact.ID))
}

// askForm takes what an enterprise asked for.
func askForm(c *bot.Call) ask.Form {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, chat.Get[branch.ContactID](c.Form().Answers, "contact"))
	return ask.Form{Title: "诉求登记", Yes: "确认受理", Up: c.UpTo(ActFirm, int64(contact.ID)),
		May: func() error {
			if !ok {
				return office.Refusal(cards.OldForm)
			}
			return nil
		},
		Head:   func(ask.Context) []chat.Span { return askHead(contact) },
		Fields: []ask.Field{ask.Text("text", askText).As("内容").Loose()},
		Done: func(a chat.Answers) error {
			if err := c.Daily("request"); err != nil {
				return err
			}
			r, err := Accept(c.Office(), c.Tx(), c.Me(), contact.ID, chat.Get[string](a, "text"), c.Now())
			if err != nil {
				return err
			}
			return Show(c, r.ID)
		}}
}

// talk is the talk about requests.
var talk = bot.Matter{
	Routes: map[string]bot.Route{
		ActRequests: bot.InBranch(3, list),
		ActFirmReqs: bot.InBranch(3, ofFirm).OnHome(),
		ActRequest:  bot.InBranch(3, see),
		ActReqTo:    bot.InBranch(3, stillThere(giveTo)).OnHome(),
		ActReqDue:   bot.InBranch(3, stillThere(giveUntil)).OnHome(),
		ActReqGive:  bot.InBranch(4, stillThere(give)).OnHome(),
		ActReqDo:    bot.InBranch(3, stillThere(begin)).OnHome(),
		ActReqFine:  bot.InBranch(2, stillThere(pleased)).OnHome(),
		ActReqClose: bot.InBranch(2, stillThere(settle)).OnHome(),
		ActReqRefer: bot.InBranch(2, stillThere(referTo)).OnHome(),
		ActReqSend:  bot.InBranch(3, stillThere(send)).OnHome(),
		ActAskAt:    bot.InBranch(2, askAt).OnHome(),
		ActAsk:      bot.InBranch(2, askNew).OnHome(),
	},
	Commands: map[string]bot.Command{"/requests": bot.Typed(typed).WithWords()},
	Words:    map[string]string{"诉求": "/requests", "企业诉求": "/requests"},
	Forms:    map[string]bot.Form{"request": form, "ask": askForm},
}
