package bot

import (
	"slices"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

func board(c *call) error {
	c.show(cards.Board(office.Board(c.tx, c.me, false, branch.DateOf(c.now)), 0))
	return nil
}

func boardPage(c *call) error {
	c.show(cards.Board(office.Board(c.tx, c.me, c.arg(1) == 1, branch.DateOf(c.now)), page(c.arg(2))))
	return nil
}

// page gives a page number that a button carries, within what an int of any size holds.
func page(n int64) int { return int(min(max(n, 0), 1<<20)) }

func firm(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.Firm(office.Firm(c.tx, c.me, contact, branch.DateOf(c.now))))
	return nil
}

func yearTable(c *call) error {
	today := branch.DateOf(c.now)
	year := int(min(max(c.arg(1), int64(today.Year()-20)), int64(today.Year())))
	c.show(cards.YearTable(c.me.Branch, year, office.YearTable(c.tx, c.me, year, today), page(c.arg(2)), today, c.me.Officer()))
	return nil
}

// putOff asks until when the reminders on a card are put off: on the card itself.
func putOff(c *call) error {
	today := branch.DateOf(c.now)
	var days []branch.Date
	for _, n := range []int{3, 5, 10, 15} {
		days = append(days, c.bot.Office.Calendar.Add(today, n))
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

// lapse gives the duty that was not done, as the buttons of its card name it.
func (c *call) lapse(subject, place, day int64) (s branch.Subject, name string, x branch.Standing, err error) {
	s = branch.Subject(subject)
	list := branch.DefaultDuties()
	if place < 0 || place >= int64(len(list)) {
		return s, "", x, office.Refusal(cards.OldCard)
	}
	name, x, ok := office.LapseOf(c.tx, c.me, s, list[place].Kind, branch.Date(day), branch.DateOf(c.now))
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
	s, _, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	if c.arg(4) < 0 || c.arg(4) >= int64(len(cards.Reasons)) {
		return office.Refusal(cards.OldCard)
	}
	return c.explain(s, x, cards.Reasons[c.arg(4)])
}

func (c *call) explain(s branch.Subject, x branch.Standing, reason string) error {
	if err := c.bot.Office.Explain(c.tx, c.me, s, x.Duty.Kind, x.Period.To, reason, c.now); err != nil {
		return err
	}
	c.show(cards.LapseSaid(reason))
	return nil
}

func lapseText(c *call) error {
	s, name, x, err := c.lapse(c.arg(1), c.arg(2), c.arg(3))
	if err != nil {
		return err
	}
	f := c.begin("lapse", stepText, map[string]int64{"subject": int64(s), "duty": c.arg(2), "day": c.arg(3)})
	c.show(cards.LapseText(f.Number, name, x))
	return nil
}

func lapseTyped(c *call, text string) error {
	text, err := office.ReadText(text)
	if err != nil {
		return err
	}
	n := c.form.Numbers
	s, _, x, err := c.lapse(n["subject"], n["duty"], n["day"])
	if err != nil {
		return err
	}
	if err := c.explain(s, x, text); err != nil {
		return err
	}
	store.Forms.Delete(c.tx, store.ChatKey(c.e.Chat))
	return nil
}

// request gives the request that a button names, if its reader may see it.
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

func requests(c *call) error {
	f := cards.RequestFilter(min(max(c.arg(1), 0), int64(cards.AllRequests)))
	today := branch.DateOf(c.now)
	c.show(cards.Requests(c.me.Branch, f, office.RequestsOf(c.tx, c.me, f, "", today), "", page(c.arg(2)), today))
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
	c.show(cards.FirmRequests(contact, list, page(c.arg(2)), today))
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

// may refuses a step that the reader may not take.
func (c *call) may(r branch.Request, k branch.StepKind) error {
	if !slices.Contains(office.Steps(r, c.me), k) {
		return office.Refusal(cards.RequestMoved)
	}
	return nil
}

func requestTo(c *call) error {
	r, err := c.request()
	if err == nil {
		err = c.may(r, branch.DidAssign)
	}
	if err != nil {
		return err
	}
	c.show(cards.RequestTo(r, office.Assignees(c.tx, r), page(c.arg(2))))
	return nil
}

func requestDue(c *call) error {
	r, err := c.request()
	if err == nil {
		err = c.may(r, branch.DidAssign)
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
		days = append(days, c.bot.Office.Calendar.Add(branch.DateOf(c.now), n))
	}
	c.show(cards.RequestDue(r, to, days))
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

func requestFine(c *call) error {
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
		err = c.may(r, branch.DidRefer)
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
	if c.arg(2) < 0 || c.arg(2) >= int64(len(cards.TextSteps)) {
		return office.Refusal(cards.OldCard)
	}
	k := cards.TextSteps[c.arg(2)]
	if err := c.may(r, k); err != nil {
		return err
	}
	f := c.begin("request", stepText, map[string]int64{"request": int64(r.ID), "step": c.arg(2)})
	c.show(cards.RequestText(f.Number, r, k))
	return nil
}

// formRequest gives the request and the step that the form is about.
func (c *call) formRequest() (branch.Request, branch.StepKind, error) {
	r, ok := office.GetRequest(c.tx, c.me.Branch, branch.RequestID(c.form.Numbers["request"]))
	n := c.form.Numbers["step"]
	if !ok || !office.MaySee(r, c.me) || n < 0 || n >= int64(len(cards.TextSteps)) {
		return r, "", office.Refusal(cards.OldForm)
	}
	return r, cards.TextSteps[n], nil
}

func requestTyped(c *call, text string) error {
	text, err := office.ReadText(text)
	if err != nil {
		return err
	}
	r, k, err := c.formRequest()
	if err != nil {
		return err
	}
	c.form.Text, c.form.Step = text, stepConfirm
	c.keep()
	c.show(cards.RequestConfirm(c.form.Number, r, k, text))
	return nil
}

func requestOK(c *call) error {
	r, k, err := c.formRequest()
	if err != nil {
		return err
	}
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.bot.Office.StepRequest(c.tx, c.me, r.ID, branch.Step{Kind: k, Text: c.form.Text}, c.now); err != nil {
		return err
	}
	c.drop()
	return c.showRequest(r.ID)
}

func ask(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	f := c.begin("ask", stepText, map[string]int64{"contact": int64(contact.ID)})
	c.show(cards.AskText(f.Number, contact))
	return nil
}

func askTyped(c *call, text string) error {
	text, err := office.ReadText(text)
	if err != nil {
		return err
	}
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.form.Numbers["contact"]))
	if !ok {
		return office.Refusal(cards.OldForm)
	}
	c.form.Text, c.form.Step = text, stepConfirm
	c.keep()
	c.show(cards.AskConfirm(c.form.Number, contact, text))
	return nil
}

func askOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.daily("request"); err != nil {
		return err
	}
	r, err := c.bot.Office.Accept(c.tx, c.me, branch.ContactID(c.form.Numbers["contact"]), c.form.Text, c.now)
	if err != nil {
		return err
	}
	c.drop()
	return c.showRequest(r.ID)
}
