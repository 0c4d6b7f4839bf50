package bot

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// stepAsk is where the form about a visit waits for what the enterprise asked for.
const stepAsk = "ask"

func visit(c *call) error {
	list := office.Enterprises(c.tx, c.me, branch.DateOf(c.now))
	c.show(cards.VisitWhere(c.me.Branch, list, int(c.arg(1)), c.me.Leadership || c.me.Officer()))
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
	c.begin("visit", stepText, map[string]int64{"contact": int64(contact.ID), "day": int64(today), "acts": branch.ActivityMask(done)})
	return c.visitFilled(went)
}

// homeOr makes the home card the place of the answer, unless the button stood elsewhere.
func (c *call) homeOr(elsewhere bool) error {
	if elsewhere {
		return nil
	}
	c.place = cards.KeyHome
	if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
		return office.Refusal(cards.OldCard)
	}
	return nil
}

// visitFilled keeps who went, and asks for the sentence.
func (c *call) visitFilled(went []branch.MemberID) error {
	c.form.Picked = nil
	for _, m := range went {
		c.form.Picked = append(c.form.Picked, int64(m))
	}
	c.keep()
	v, err := c.entryView()
	if err != nil {
		return err
	}
	c.show(cards.VisitText(v))
	return nil
}

// consult begins the form for a 工作研商: one's own, or an officer's for somebody else.
func consult(c *call) error {
	lead := branch.MemberID(c.arg(1))
	if lead == 0 && c.me.Leadership {
		lead = c.me.ID
	}
	if lead == 0 {
		if !c.me.Officer() {
			return office.Refusal(cards.NotYours)
		}
		if err := c.homeOr(false); err != nil {
			return err
		}
		c.show(cards.ConsultWhose(c.me.Branch, office.Leaders(c.tx, c.me.Branch)))
		return nil
	}
	if who, ok := office.Member(c.tx, c.me.Branch, lead); !ok || !who.Leadership || lead != c.me.ID && !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	if c.tx.Current(c.e.Chat, cards.KeyHome, c.e.Message) {
		c.place = cards.KeyHome
	}
	c.begin("visit", stepText, map[string]int64{"lead": int64(lead), "day": int64(branch.DateOf(c.now))})
	return c.visitFilled([]branch.MemberID{lead})
}

// entry gives what the form holds.
func (c *call) entry() office.Entry {
	n := c.form.Numbers
	e := office.Entry{Record: branch.RecordID(n["record"]), Contact: branch.ContactID(n["contact"]), Lead: branch.MemberID(n["lead"]),
		Day: branch.Date(n["day"]), Activities: branch.ActivitiesOf(n["acts"]), Text: c.form.Text, Ask: c.form.More, Photo: c.form.File}
	if e.Lead != 0 {
		e.Activities = []branch.Activity{branch.Consult}
	}
	for _, m := range c.form.Picked {
		e.Went = append(e.Went, branch.MemberID(m))
	}
	return e
}

func (c *call) entryView() (cards.EntryView, error) {
	e := c.entry()
	v := cards.EntryView{Form: c.form.Number, Correcting: e.Record != 0, Activities: e.Activities, Day: e.Day, Today: branch.DateOf(c.now),
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

// visitTyped takes the sentence, again if one likes, or what else was asked for.
func visitTyped(c *call, text string) error {
	today := branch.DateOf(c.now)
	if c.form.Step == stepDay {
		day, ok := readDay(text, today)
		if !ok {
			return office.Refusal("没有看懂这个日期。请点选，或发送完整的日期，例如 2026年3月5日。")
		}
		return c.visitOn(day)
	}
	text, err := office.ReadText(text)
	if err != nil {
		return err
	}
	if c.form.Step == stepAsk {
		c.form.More = text
	} else {
		c.form.Text = text
	}
	return c.visitConfirm()
}

// readDay reads a day. Without a year it is the last such day: 12月30日, written in January, is last year's.
func readDay(text string, today branch.Date) (day branch.Date, ok bool) {
	if day, ok = branch.ReadDate(text); ok || !strings.Contains(text, "月") || strings.Contains(text, "年") {
		return day, ok
	}
	if day, ok = branch.ReadDate(fmt.Sprintf("%d年%s", today.Year(), text)); ok && day > today {
		return branch.ReadDate(fmt.Sprintf("%d年%s", today.Year()-1, text))
	}
	return day, ok
}

func (c *call) visitConfirm() error {
	v, err := c.entryView()
	if err != nil {
		return err
	}
	if c.form.Text == "" {
		c.form.Step = stepText
		c.keep()
		c.show(cards.VisitText(v))
		return nil
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.VisitConfirm(v))
	return nil
}

func visitDay(c *call) error {
	c.form.Step = stepDay
	c.keep()
	c.show(cards.VisitDays(c.form.Number, branch.DateOf(c.now)))
	return nil
}

func visitOn(c *call) error { return c.visitOn(branch.Date(c.arg(1))) }

func (c *call) visitOn(day branch.Date) error {
	if err := office.RecordDay(day, branch.DateOf(c.now)); err != nil {
		return err
	}
	c.set("day", int64(day))
	return c.visitConfirm()
}

func visitBack(c *call) error {
	if e := c.entry(); len(e.Activities) == 0 || len(e.Went) == 0 {
		return office.Refusal("请至少选择一项。")
	}
	return c.visitConfirm()
}

func visitWhat(c *call) error {
	v, err := c.entryView()
	if err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.VisitWhat(v))
	return nil
}

func visitSet(c *call) error {
	if c.form.Numbers["lead"] != 0 {
		return office.Refusal(cards.OldForm)
	}
	c.set("acts", branch.ActivityMask(branch.ActivitiesOf(c.arg(1))))
	return visitWhat(c)
}

func visitWho(c *call) error { return c.visitWho(int(c.arg(1))) }

func (c *call) visitWho(page int) error {
	v, err := c.entryView()
	if err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.VisitWho(v, office.Companions(c.tx, c.me, c.entry()), c.entry().Went, page))
	return nil
}

func visitGo(c *call) error {
	id := c.arg(1)
	if _, ok := office.Member(c.tx, c.me.Branch, branch.MemberID(id)); !ok {
		return office.Refusal(cards.OldForm)
	}
	c.form.Picked = slices.DeleteFunc(c.form.Picked, func(m int64) bool { return m == id })
	if c.arg(2) == 1 {
		c.form.Picked = append(c.form.Picked, id)
	}
	return c.visitWho(int(min(max(c.arg(3), 0), 1<<20)))
}

func visitAsk(c *call) error {
	v, err := c.entryView()
	if err != nil {
		return err
	}
	c.form.Step = stepAsk
	c.keep()
	c.show(cards.VisitAsk(v))
	return nil
}

func visitOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	e := c.entry()
	if err := c.daily("record"); err != nil {
		return err
	}
	r, err := c.bot.Office.Log(c.tx, c.me, e, c.now)
	if err != nil {
		return err
	}
	c.drop()
	c.show(cards.VisitLogged(office.RecordView(c.tx, c.me, r, branch.DateOf(c.now)), e.Ask != ""))
	return nil
}

// record gives the record that a button names.
func (c *call) record() (branch.Record, cards.RecordView, error) {
	r, ok := office.GetRecord(c.tx, c.me.Branch, branch.RecordID(c.arg(1)))
	if !ok {
		return r, cards.RecordView{}, office.Refusal(cards.OldCard)
	}
	return r, office.RecordView(c.tx, c.me, r, branch.DateOf(c.now)), nil
}

func records(c *call) error {
	s := branch.Subject(c.arg(1))
	contact, ok := office.Enterprise(c.tx, c.me.Branch, s.Contact())
	title := contact.Name
	if lead := s.Leader(); lead != 0 {
		who, known := office.Member(c.tx, c.me.Branch, lead)
		ok, title = known && (lead == c.me.ID || c.me.Officer()), who.Name+"主持的工作研商"
	}
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.Records(c.me.Branch, s, title, office.RecordsOf(c.tx, c.me.Branch, s, branch.DateOf(c.now)), int(min(max(c.arg(2), 0), 1<<20))))
	return nil
}

// mayReadRecord: a 工作研商 is read by whose it is, who logged it, and officers.
func (c *call) mayReadRecord(r branch.Record) bool {
	return r.Lead == 0 || r.Lead == c.me.ID || r.LoggedBy == c.me.ID || c.me.Officer()
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
	c.begin("visit", stepConfirm, map[string]int64{"record": int64(r.ID), "contact": int64(r.Contact), "lead": int64(r.Lead),
		"day": int64(r.Day), "acts": branch.ActivityMask(r.Activities)})
	c.form.Text, c.form.File = r.Text, r.Photo
	for _, m := range r.Went() {
		c.form.Picked = append(c.form.Picked, int64(m))
	}
	store.Forms.Put(c.tx, c.form)
	return c.visitConfirm()
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
	c.say(cards.Withdrawn)
	return record(c)
}
