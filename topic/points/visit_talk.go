package points

import (
	"slices"
	"strings"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func beginVisit(c *bot.Call) error {
	list := office.Enterprises(c.Tx(), c.Me(), branch.DateOf(c.Now()))
	c.Show(visitWhere(c.Me().Branch, list, int(c.Arg(1)), c.Me().Leadership || c.Me().May(branch.EnterConsult)))
	return nil
}

// visitAt begins the form for one enterprise: on the home card, or below if it was pressed on a reminder, and then with
// what the reminder was about.
func visitAt(c *bot.Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := c.HomeOr(c.Arg(2) != 0); err != nil {
		return err
	}
	today := branch.DateOf(c.Now())
	went, done := defaults(c.Tx(), c.Me(), contact, today, c.Arg(2) != 0)
	return c.Fill(formVisit, bot.Given("contact", contact.ID, "day", today, "acts", activityCodes(done), "went", went))
}

// consult begins the form for a 工作研商: one's own, or an officer's for somebody else.
func consult(c *bot.Call) error {
	lead := branch.MemberID(c.Arg(1))
	if lead == 0 && c.Me().Leadership {
		lead = c.Me().ID
	}
	if lead == 0 {
		if err := office.Entitled(c.Me(), branch.EnterConsult); err != nil {
			return err
		}
		if err := c.HomeOr(false); err != nil {
			return err
		}
		c.Show(consultWhose(c.Me().Branch, office.ShownAll(c.Tx(), leaders(c.Tx(), c.Me().Branch))))
		return nil
	}
	if who, ok := office.Member(c.Tx(), c.Me().Branch, lead); !ok || !who.Leadership || !c.Me().May(branch.EnterConsult, lead) {
		return office.Refusal(cards.NotYours)
	}
	c.AtHome()
	return c.Fill(formVisit, bot.Given("lead", lead, "day", branch.DateOf(c.Now()), "went", []branch.MemberID{lead}))
}

// activityCodes and activitiesOf are activities as the answer that has them chosen.
func activityCodes(list []branch.Activity) (codes []int64) {
	for _, a := range list {
		codes = append(codes, chat.Code(string(a)))
	}
	return codes
}

func activitiesOf(codes []int64) (list []branch.Activity) {
	for _, a := range branch.AtEnterprise {
		if slices.Contains(codes, chat.Code(string(a))) {
			list = append(list, a)
		}
	}
	return list
}

// entry returns what the form about a visit or a 工作研商 holds.
func entry(a chat.Answers) Entry {
	e := Entry{Record: chat.Get[branch.RecordID](a, "record"), Contact: chat.Get[branch.ContactID](a, "contact"), Lead: chat.Get[branch.MemberID](a, "lead"),
		Day: chat.Get[branch.Date](a, "day"), Activities: activitiesOf(chat.Get[[]int64](a, "acts")), Went: chat.Get[[]branch.MemberID](a, "went"),
		Text: chat.Get[string](a, "text"), Ask: chat.Get[string](a, "ask"), Photo: chat.Get[string](a, "photo")}
	if e.Lead != 0 {
		e.Activities = []branch.Activity{branch.Consult}
	}
	return e
}

// entryView returns the cards of the form what they show.
func entryView(c *bot.Call, a chat.Answers) (EntryView, error) {
	e := entry(a)
	v := EntryView{Correcting: e.Record != 0, Activities: e.Activities, Day: e.Day, Today: branch.DateOf(c.Now()),
		Text: e.Text, Ask: e.Ask, Photo: e.Photo != "", Went: office.Names(c.Tx(), c.Me().Branch, e.Went)}
	ok := true
	if e.Lead != 0 {
		who := office.Names(c.Tx(), c.Me().Branch, []branch.MemberID{e.Lead})
		v.Lead, ok = strings.Join(who, ""), len(who) > 0
	} else {
		v.Contact, ok = office.Enterprise(c.Tx(), c.Me().Branch, e.Contact)
	}
	if !ok {
		return v, office.Refusal(cards.OldForm)
	}
	logged := c.Now()
	if old, had := getRecord(c.Tx(), c.Me().Branch, e.Record); had {
		logged = old.LoggedAt // a correction does not make a timely record late
	}
	v.Today = branch.DateOf(logged)
	v.Periods = ViewOf(c.Tx(), c.Me(), branch.Record{Branch: c.Me().Branch, Contact: e.Contact, Lead: e.Lead, Activities: e.Activities,
		Day: e.Day, By: c.Me().ID, LoggedBy: c.Me().ID, LoggedAt: logged}, v.Today).Counts
	return v, nil
}

// visitForm asks for the one sentence; all else is proposed and can be changed.
func visitForm(c *bot.Call) ask.Form {
	known := entry(c.Form().Answers)
	atFirm := func(ask.Context) bool { return known.Lead == 0 }
	var words []string
	for _, a := range branch.AtEnterprise {
		words = append(words, string(a))
	}
	view := func(x ask.Context) EntryView { v, _ := entryView(c, x.Answers); return v }
	f := ask.Form{Title: "登记走访、活动",
		May:  func() error { _, err := entryView(c, c.Form().Answers); return err },
		Head: func(x ask.Context) []chat.Span { return visitHead(view(x)) },
		Fields: []ask.Field{
			ask.Text("text", "").As("情况").Loose().Asking(func(x ask.Context) string { return visitText(view(x)) }).
				More(func(ask.Context) [][]chat.Button {
					if known.Lead != 0 {
						return nil
					}
					return visitElsewhere(c.Me().Branch)
				}),
			ask.Day("day", VisitDay).As("日期").Past().Check(func(x ask.Context) error {
				return recordDay(chat.Get[branch.Date](x.Answers, "day"), branch.DateOf(c.Now()))
			}),
			ask.Choices("acts", VisitWhat, words...).As("内容").When(atFirm),
			ask.Picks("went", VisitWho, func(x ask.Context) (list []ask.Option) {
				for _, m := range office.ShownAll(c.Tx(), companions(c.Tx(), c.Me(), entry(x.Answers))) {
					list = append(list, ask.Option{Label: m.Name, Value: int64(m.ID)})
				}
				return list
			}).As("参加").Changed("改参加人"),
			ask.Text("ask", "").As("企业诉求").Offered().Empty("去掉诉求").Asking(func(x ask.Context) string { return visitAsk(chat.Get[string](x.Answers, "ask")) }).
				When(func(ask.Context) bool { return known.Lead == 0 && known.Record == 0 }),
			ask.Photo("photo", "").As("照片").Offered(),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			v, err := entryView(c, x.Answers)
			return visitFilled(v), err
		},
		Done: func(a chat.Answers) error {
			if err := c.Daily("record"); err != nil {
				return err
			}
			r, err := Log(c.Office(), c.Tx(), c.Me(), entry(a), c.Now())
			if err != nil {
				return err
			}
			c.Show(visitLogged(ViewOf(c.Tx(), c.Me(), r, branch.DateOf(c.Now())), entry(a).Ask != ""))
			return nil
		}}
	if known.Record != 0 {
		f.Up = c.Up(seeRecord, int64(known.Record))
	}
	return f
}

// recordAt returns the record that a button names.
func recordAt(c *bot.Call) (branch.Record, RecordView, error) {
	r, ok := getRecord(c.Tx(), c.Me().Branch, branch.RecordID(c.Arg(1)))
	if !ok {
		return r, RecordView{}, office.Refusal(cards.OldCard)
	}
	return r, ViewOf(c.Tx(), c.Me(), r, branch.DateOf(c.Now())), nil
}

func seeRecords(c *bot.Call) error {
	s := branch.SubjectOf(c.Arg(1))
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, s.Contact())
	title := contact.Name
	if lead := s.Leader(); lead != 0 {
		who, known := office.Member(c.Tx(), c.Me().Branch, lead)
		ok, title = known && c.Me().May(branch.SeeConsult, lead), office.Called(c.Tx(), who)+"主持的工作研商"
	}
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.Show(recordsCard(c.Me().Branch, s, title, RecordsOf(c.Tx(), c.Me().Branch, s, branch.DateOf(c.Now())), int(min(max(c.Arg(2), 0), 1<<20))))
	return nil
}

// mayReadRecord reports whether the member may read a record: a 工作研商 is not for everybody.
func mayReadRecord(c *bot.Call, r branch.Record) bool {
	return r.Lead == 0 || c.Me().May(branch.SeeConsult, r.Lead, r.LoggedBy)
}

func seeRecord(c *bot.Call) error {
	r, v, err := recordAt(c)
	if err != nil {
		return err
	}
	if !mayReadRecord(c, r) {
		return office.Refusal(cards.NotYours)
	}
	c.Show(recordCard(v))
	return nil
}

// recordFix begins the form again with what the record says.
func recordFix(c *bot.Call) error {
	r, v, err := recordAt(c)
	switch {
	case err != nil:
		return err
	case !v.May:
		return office.Refusal(TooLate)
	}
	answers := bot.Given("record", r.ID, "contact", r.Contact, "lead", r.Lead, "day", r.Day, "acts", activityCodes(r.Activities), "went", r.Went(), "text", r.Text)
	if r.Photo != "" {
		answers.Put("photo", r.Photo)
	}
	return c.Fill("visit", answers)
}

func recordNo(c *bot.Call) error {
	_, v, err := recordAt(c)
	switch {
	case err != nil:
		return err
	case !v.May:
		return office.Refusal(TooLate)
	}
	c.Show(recordWithdraw(v))
	return nil
}

func recordNoOK(c *bot.Call) error {
	r, _, err := recordAt(c)
	if err != nil {
		return err
	}
	if err := WithdrawRecord(c.Office(), c.Tx(), c.Me(), r.ID, c.Now()); err != nil {
		return err
	}
	c.Note(Withdrawn)
	return seeRecord(c)
}

func recordPhoto(c *bot.Call) error {
	r, v, err := recordAt(c)
	switch {
	case err != nil:
		return err
	case !mayReadRecord(c, r):
		return office.Refusal(cards.NotYours)
	case r.Photo == "":
		return office.Refusal(cards.OldCard)
	}
	c.Below()
	c.ShowBelow(RecordPhoto(v))
	return nil
}

func sendLedger(c *bot.Call) error {
	year := int(min(max(c.Arg(1), 0), 9999))
	if err := SendLedger(c.Office(), c.Tx(), c.Me(), year, c.Now()); err != nil {
		return err
	}
	c.Below()
	return nil
}
