package bot

import (
	"slices"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
)

// The form of an enterprise: Form.Contact is what it would be, Form.Hash names what it was; Numbers["field"] is what is
// asked for while Form.Step is stepText.

func firms(c *call) error {
	today := branch.DateOf(c.now)
	c.show(cards.Firms(c.me.Branch, office.AllEnterprises(c.tx, c.me.Branch, today), page(c.arg(1)), today, c.me.Officer()))
	return nil
}

func firmNew(c *call) error {
	c.begin("firm", stepText, map[string]int64{"field": int64(cards.FirmName)})
	c.form.Contact = &branch.Contact{Branch: c.me.Branch}
	c.keep()
	return c.firmAsk(cards.FirmName, 0)
}

func firmEdit(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.begin("firm", stepConfirm, nil)
	c.form.Contact, c.form.Hash = &contact, office.SumOfContact(contact)
	return firmBack(c)
}

// firmForm gives what the form holds, for its cards.
func (c *call) firmForm() (v cards.FirmForm, err error) {
	if c.form.Contact == nil {
		return v, office.Refusal(cards.OldForm)
	}
	v = cards.FirmForm{Form: c.form.Number, Is: *c.form.Contact, Names: map[branch.MemberID]string{}, Groups: c.groupNames()}
	if v.Is.ID != 0 {
		was, ok := office.Enterprise(c.tx, c.me.Branch, v.Is.ID)
		if !ok {
			return v, office.Refusal(cards.OldForm)
		}
		if !slices.Equal(office.SumOfContact(was), c.form.Hash) {
			return v, office.Refusal(cards.FirmMoved)
		}
		v.Was = &was
	}
	for _, m := range office.People(c.tx, c.me.Branch).Members {
		v.Names[m.ID] = m.Name
	}
	return v, nil
}

// firmBack shows the whole form.
func firmBack(c *call) error {
	v, err := c.firmForm()
	switch {
	case err != nil:
		return err
	case v.Is.Name == "":
		return c.firmAsk(cards.FirmName, 0)
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.FirmConfirm(v))
	return nil
}

// firmOptions gives what can be chosen by button for a field; ok is false for what is no field that is asked for.
func (c *call) firmOptions(f cards.FirmField) (list []cards.Option, ok bool) {
	add := func(label string, value int64) { list = append(list, cards.Option{Label: label, Value: value}) }
	p := office.People(c.tx, c.me.Branch)
	switch f {
	case cards.FirmName:
	case cards.FirmPartyOrg, cards.FirmPeople:
		add("没有", 0)
	case cards.FirmLeader:
		add("没有", 0)
		for _, m := range p.Active(func(m branch.Member) bool { return m.Leadership }) {
			add(m.Name, int64(m.ID))
		}
	case cards.FirmGroup:
		add("没有", 0)
		for _, g := range p.Living() {
			add(g.Name, int64(g.ID))
		}
	case cards.FirmLiaison:
		add("党小组组长", 0)
		own := c.form.Contact.Group
		members := p.Active(nil)
		slices.SortStableFunc(members, func(a, b branch.Member) int {
			switch {
			case a.Group == own && b.Group != own:
				return -1
			case a.Group != own && b.Group == own:
				return 1
			}
			return 0
		})
		for _, m := range members {
			add(m.Name, int64(m.ID))
		}
	default:
		return nil, false
	}
	return list, true
}

func firmAsk(c *call) error { return c.firmAsk(cards.FirmField(c.arg(1)), page(c.arg(2))) }

func (c *call) firmAsk(f cards.FirmField, at int) error {
	v, err := c.firmForm()
	if err != nil {
		return err
	}
	options, ok := c.firmOptions(f)
	if !ok {
		return office.Refusal(cards.OldForm)
	}
	c.form.Step = stepText
	c.set("field", int64(f))
	c.keep()
	c.show(cards.FirmAsk(v, f, options, at))
	return nil
}

// firmSet takes an answer by button. Only what is offered is one.
func firmSet(c *call) error {
	if c.form.Contact == nil {
		return office.Refusal(cards.OldForm)
	}
	f, value, x := cards.FirmField(c.arg(1)), c.arg(2), c.form.Contact
	switch f {
	case cards.FirmPoint:
		x.Point = value == 1
		return firmBack(c)
	case cards.FirmClosed:
		x.Closed = 0
		if value == 1 {
			x.Closed = branch.DateOf(c.now)
		}
		return firmBack(c)
	}
	options, _ := c.firmOptions(f)
	if !slices.ContainsFunc(options, func(o cards.Option) bool { return o.Value == value }) {
		return office.Refusal(cards.OldForm)
	}
	switch f {
	case cards.FirmPartyOrg:
		x.PartyOrg = ""
	case cards.FirmPeople:
		x.People = nil
	case cards.FirmLeader:
		x.Leader = branch.MemberID(value)
		if m, ok := office.Member(c.tx, c.me.Branch, x.Leader); ok {
			x.Group = m.Group
		}
	case cards.FirmGroup:
		x.Group = branch.GroupID(value)
	case cards.FirmLiaison:
		x.Liaison = branch.MemberID(value)
	}
	return firmBack(c)
}

// firmTyped takes an answer that was typed.
func firmTyped(c *call, text string) error {
	switch {
	case !c.me.Officer():
		return office.Refusal(cards.NotYours)
	case c.form.Contact == nil:
		return office.Refusal(cards.OldForm)
	case c.form.Step != stepText:
		return office.Refusal(cards.Unknown)
	}
	text, err := office.ReadText(text)
	if err != nil {
		return err
	}
	x := c.form.Contact
	switch cards.FirmField(c.form.Numbers["field"]) {
	case cards.FirmName:
		x.Name, err = branch.ReadFirmName(text)
	case cards.FirmPartyOrg:
		x.PartyOrg, err = branch.ReadFirmName(text)
	case cards.FirmPeople:
		x.People, err = branch.ReadPeople(text)
	default:
		return office.Refusal("这一步请点选按钮。")
	}
	if err != nil {
		return office.Refusal(err.Error())
	}
	return firmBack(c)
}

func firmOK(c *call) error {
	if c.form.Contact == nil || c.form.Step != stepConfirm {
		return office.Refusal(cards.OldForm)
	}
	contact, err := c.bot.Office.PutFirm(c.tx, c.me, *c.form.Contact, c.form.Hash, c.now)
	if err != nil {
		return err
	}
	c.drop()
	c.say(cards.FirmKept)
	c.show(cards.Firm(office.Firm(c.tx, c.me, contact, branch.DateOf(c.now))))
	return nil
}
