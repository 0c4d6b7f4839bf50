package bot

import (
	"slices"
	"strings"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func visit(c *call) error {
	list := office.Enterprises(c.tx, c.me, branch.DateOf(c.now))
	c.show(cards.VisitWhere(c.me.Branch, list, int(c.arg(1)), c.me.Leadership || c.me.May(branch.EnterConsult)))
	return nil
}

// visitAt begins the form for one enterprise: on the home card, or below if it was pressed on a reminder, and then with
// what the reminder was about.
func visitAt(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := c.homeOr(c.arg(2) != 0); err != nil {
		return err
	}
	today := branch.DateOf(c.now)
	went, done := office.Defaults(c.tx, c.me, contact, today, c.arg(2) != 0)
	return c.fill("visit", given("contact", contact.ID, "day", today, "acts", activityCodes(done), "went", went))
}

// homeOr makes the home card the place of the answer, unless the button stood elsewhere.
func (c *call) homeOr(elsewhere bool) error {
	if elsewhere || c.e.Kind != chat.Pressed {
		return nil
	}
	c.place = cards.KeyHome
	if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
		return office.Refusal(cards.OldCard)
	}
	return nil
}

// consult begins the form for a 工作研商: one's own, or an officer's for somebody else.
func consult(c *call) error {
	lead := branch.MemberID(c.arg(1))
	if lead == 0 && c.me.Leadership {
		lead = c.me.ID
	}
	if lead == 0 {
		if err := c.may(branch.EnterConsult); err != nil {
			return err
		}
		if err := c.homeOr(false); err != nil {
			return err
		}
		c.show(cards.ConsultWhose(c.me.Branch, office.ShownAll(c.tx, office.Leaders(c.tx, c.me.Branch))))
		return nil
	}
	if who, ok := office.Member(c.tx, c.me.Branch, lead); !ok || !who.Leadership || !c.me.May(branch.EnterConsult, lead) {
		return office.Refusal(cards.NotYours)
	}
	if c.tx.Current(c.e.Chat, cards.KeyHome, c.e.Message) {
		c.place = cards.KeyHome
	}
	return c.fill("visit", given("lead", lead, "day", branch.DateOf(c.now), "went", []branch.MemberID{lead}))
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
func entry(a chat.Answers) office.Entry {
	e := office.Entry{Record: chat.Get[branch.RecordID](a, "record"), Contact: chat.Get[branch.ContactID](a, "contact"), Lead: chat.Get[branch.MemberID](a, "lead"),
		Day: chat.Get[branch.Date](a, "day"), Activities: activitiesOf(chat.Get[[]int64](a, "acts")), Went: chat.Get[[]branch.MemberID](a, "went"),
		Text: chat.Get[string](a, "text"), Ask: chat.Get[string](a, "ask"), Photo: chat.Get[string](a, "photo")}
	if e.Lead != 0 {
		e.Activities = []branch.Activity{branch.Consult}
	}
	return e
}

// entryView returns the cards of the form what they show.
func (c *call) entryView(a chat.Answers) (cards.EntryView, error) {
	e := entry(a)
	v := cards.EntryView{Correcting: e.Record != 0, Activities: e.Activities, Day: e.Day, Today: branch.DateOf(c.now),
		Text: e.Text, Ask: e.Ask, Photo: e.Photo != "", Went: office.Names(c.tx, c.me.Branch, e.Went)}
	ok := true
	if e.Lead != 0 {
		who := office.Names(c.tx, c.me.Branch, []branch.MemberID{e.Lead})
		v.Lead, ok = strings.Join(who, ""), len(who) > 0
	} else {
		v.Contact, ok = office.Enterprise(c.tx, c.me.Branch, e.Contact)
	}
	if !ok {
		return v, office.Refusal(cards.OldForm)
	}
	logged := c.now
	if old, had := office.GetRecord(c.tx, c.me.Branch, e.Record); had {
		logged = old.LoggedAt // a correction does not make a timely record late
	}
	v.Today = branch.DateOf(logged)
	v.Periods = office.RecordView(c.tx, c.me, branch.Record{Branch: c.me.Branch, Contact: e.Contact, Lead: e.Lead, Activities: e.Activities,
		Day: e.Day, By: c.me.ID, LoggedBy: c.me.ID, LoggedAt: logged}, v.Today).Counts
	return v, nil
}

// visitForm asks for the one sentence; all else is proposed and can be changed.
func visitForm(c *call) ask.Form {
	known := entry(c.form.Answers)
	atFirm := func(ask.Context) bool { return known.Lead == 0 }
	var words []string
	for _, a := range branch.AtEnterprise {
		words = append(words, string(a))
	}
	view := func(x ask.Context) cards.EntryView { v, _ := c.entryView(x.Answers); return v }
	f := ask.Form{Title: "登记走访、活动",
		May:  func() error { _, err := c.entryView(c.form.Answers); return err },
		Head: func(x ask.Context) []chat.Span { return cards.VisitHead(view(x)) },
		Fields: []ask.Field{
			ask.Text("text", "").As("情况").Loose().Asking(func(x ask.Context) string { return cards.VisitText(view(x)) }).
				More(func(ask.Context) [][]chat.Button {
					if known.Lead != 0 {
						return nil
					}
					return cards.VisitElsewhere(c.me.Branch)
				}),
			ask.Day("day", cards.VisitDay).As("日期").Past().Check(func(x ask.Context) error {
				return office.RecordDay(chat.Get[branch.Date](x.Answers, "day"), branch.DateOf(c.now))
			}),
			ask.Choices("acts", cards.VisitWhat, words...).As("内容").When(atFirm),
			ask.Picks("went", cards.VisitWho, func(x ask.Context) (list []ask.Option) {
				for _, m := range office.ShownAll(c.tx, office.Companions(c.tx, c.me, entry(x.Answers))) {
					list = append(list, ask.Option{Label: m.Name, Value: int64(m.ID)})
				}
				return list
			}).As("参加").Changed("改参加人"),
			ask.Text("ask", "").As("企业诉求").Offered().Empty("去掉诉求").Asking(func(x ask.Context) string { return cards.VisitAsk(chat.Get[string](x.Answers, "ask")) }).
				When(func(ask.Context) bool { return known.Lead == 0 && known.Record == 0 }),
			ask.Photo("photo", "").As("照片").Offered(),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			v, err := c.entryView(x.Answers)
			return cards.VisitFilled(v), err
		},
		Done: func(a chat.Answers) error {
			if err := c.daily("record"); err != nil {
				return err
			}
			r, err := c.bot.Office.Log(c.tx, c.me, entry(a), c.now)
			if err != nil {
				return err
			}
			c.show(cards.VisitLogged(office.RecordView(c.tx, c.me, r, branch.DateOf(c.now)), entry(a).Ask != ""))
			return nil
		}}
	if known.Record != 0 {
		f.Up = c.Up(record, int64(known.Record))
	}
	return f
}

// record returns the record that a button names.
func (c *call) record() (branch.Record, cards.RecordView, error) {
	r, ok := office.GetRecord(c.tx, c.me.Branch, branch.RecordID(c.arg(1)))
	if !ok {
		return r, cards.RecordView{}, office.Refusal(cards.OldCard)
	}
	return r, office.RecordView(c.tx, c.me, r, branch.DateOf(c.now)), nil
}

func records(c *call) error {
	s := branch.SubjectOf(c.arg(1))
	contact, ok := office.Enterprise(c.tx, c.me.Branch, s.Contact())
	title := contact.Name
	if lead := s.Leader(); lead != 0 {
		who, known := office.Member(c.tx, c.me.Branch, lead)
		ok, title = known && c.me.May(branch.SeeConsult, lead), office.Called(c.tx, who)+"主持的工作研商"
	}
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.Records(c.me.Branch, s, title, office.RecordsOf(c.tx, c.me.Branch, s, branch.DateOf(c.now)), int(min(max(c.arg(2), 0), 1<<20))))
	return nil
}

// mayReadRecord reports whether the member may read a record: a 工作研商 is not for everybody.
func (c *call) mayReadRecord(r branch.Record) bool {
	return r.Lead == 0 || c.me.May(branch.SeeConsult, r.Lead, r.LoggedBy)
}

func record(c *call) error {
	r, v, err := c.record()
	if err != nil {
		return err
	}
	if !c.mayReadRecord(r) {
		return office.Refusal(cards.NotYours)
	}
	c.show(cards.Record(v))
	return nil
}

// recordFix begins the form again with what the record says.
func recordFix(c *call) error {
	r, v, err := c.record()
	switch {
	case err != nil:
		return err
	case !v.May:
		return office.Refusal(cards.TooLate)
	}
	answers := given("record", r.ID, "contact", r.Contact, "lead", r.Lead, "day", r.Day, "acts", activityCodes(r.Activities), "went", r.Went(), "text", r.Text)
	if r.Photo != "" {
		answers.Put("photo", r.Photo)
	}
	return c.fill("visit", answers)
}

func recordNo(c *call) error {
	_, v, err := c.record()
	switch {
	case err != nil:
		return err
	case !v.May:
		return office.Refusal(cards.TooLate)
	}
	c.show(cards.RecordWithdraw(v))
	return nil
}

func recordNoOK(c *call) error {
	r, _, err := c.record()
	if err != nil {
		return err
	}
	if err := c.bot.Office.WithdrawRecord(c.tx, c.me, r.ID, c.now); err != nil {
		return err
	}
	c.note(cards.Withdrawn)
	return record(c)
}
