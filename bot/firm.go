package bot

import (
	"slices"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func firms(c *call) error {
	today := branch.DateOf(c.now)
	c.show(cards.Firms(c.me.Branch, office.AllEnterprises(c.tx, c.me.Branch, today), Page(c.arg(1)), today, c.me.May(branch.KeepFirms)))
	return nil
}

func firmNew(c *call) error {
	return c.fill("firm", firmAnswers(branch.Contact{}, "name"))
}

func firmEdit(c *call) error {
	contact, ok := office.Enterprise(c.tx, c.me.Branch, branch.ContactID(c.arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	answers := firmAnswers(contact)
	answers.Put("contact", contact.ID)
	answers.Put("was", office.SumOfContact(contact)) // what it was when the form was begun
	return c.fill("firm", answers)
}

// firmAnswers returns what is on record of an enterprise as answers, but for one that is to be asked.
func firmAnswers(x branch.Contact, but ...string) chat.Answers {
	a := given("name", x.Name, "org", x.PartyOrg, "people", x.People, "point", x.Point, "leader", x.Leader, "group", x.Group,
		"liaison", x.Liaison, "closed", x.Closed != 0)
	for _, name := range but {
		delete(a, name)
	}
	return a
}

// firmForm is what is on record of an enterprise, each thing to be changed.
func firmForm(c *call) ask.Form {
	var was *branch.Contact
	id := chat.Get[branch.ContactID](c.form.Answers, "contact")
	if old, ok := office.Enterprise(c.tx, c.me.Branch, id); ok {
		was = &old
	}
	made := func(a chat.Answers) branch.Contact {
		x := branch.Contact{Branch: c.me.Branch}
		if was != nil {
			x = *was
		}
		x.Name, x.PartyOrg, x.People = chat.Get[string](a, "name"), chat.Get[string](a, "org"), chat.Get[[]branch.Person](a, "people")
		x.Point, x.Leader, x.Group, x.Liaison = chat.Get[bool](a, "point"), chat.Get[branch.MemberID](a, "leader"), chat.Get[branch.GroupID](a, "group"), chat.Get[branch.MemberID](a, "liaison")
		if closed := chat.Get[bool](a, "closed"); !closed {
			x.Closed = 0
		} else if x.Closed == 0 {
			x.Closed = branch.DateOf(c.now)
		}
		return x
	}
	firmName := func(text string) (any, error) {
		text, err := office.ReadText(text)
		if err != nil {
			return nil, err
		}
		name, err := branch.ReadFirmName(text)
		return name, refusal(err)
	}
	f := ask.Form{Title: "企业资料", Right: branch.KeepFirms, May: func() error {
		if id != 0 && was == nil {
			return office.Refusal(cards.OldForm)
		}
		return nil
	},
		Up:   c.Up(firms, 0),
		Head: func(ask.Context) []chat.Span { return cards.FirmHead(was) },
		Fields: []ask.Field{
			ask.Text("name", cards.FirmName).As("名称").Reads(firmName),
			ask.Text("org", cards.FirmPartyOrg).As("党组织").Empty("没有").Reads(firmName),
			ask.Text("people", cards.FirmPeople).As("联系人").Empty("没有").
				Reads(func(text string) (any, error) {
					text, err := office.ReadText(text)
					if err != nil {
						return nil, err
					}
					people, err := branch.ReadPeople(text)
					return people, refusal(err)
				}).
				Shows(func(x ask.Context) string { return cards.FirmPeopleOf(made(x.Answers)) }),
			ask.YesNo("point", "").As("联系点").Turned("设为联系点", "不作联系点"),
			ask.Pick("leader", cards.FirmLeader, membersOr("没有", func(m branch.Member) bool { return m.Leadership })).As("联系领导").Changed("选联系领导").
				Then(func(x ask.Context) {
					if m, ok := office.Member(c.tx, c.me.Branch, chat.Get[branch.MemberID](x.Answers, "leader")); ok {
						x.Put("group", m.Group)
					}
				}),
			ask.Pick("group", cards.FirmGroup, func(x ask.Context) []ask.Option {
				list := []ask.Option{{Label: "没有"}}
				for _, g := range x.People().Living() {
					list = append(list, ask.Option{Label: g.Name, Value: int64(g.ID)})
				}
				return list
			}).As("党小组").Changed("选党小组"),
			ask.Pick("liaison", cards.FirmLiaison, func(x ask.Context) []ask.Option {
				list, own := membersOr("党小组组长", nil)(x), chat.Get[branch.GroupID](x.Answers, "group")
				near := func(o ask.Option) int {
					if m := x.People().Member(branch.MemberID(o.Value)); o.Value == 0 || m != nil && m.Group == own {
						return 0
					}
					return 1
				}
				slices.SortStableFunc(list, func(a, b ask.Option) int { return near(a) - near(b) })
				return list
			}).As("联络员").Changed("选联络员"),
			ask.YesNo("closed", "").As("状态").Turned("停止联系", "恢复联系").When(func(ask.Context) bool { return was != nil }),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			if was != nil && !slices.Equal(office.SumOfContact(*was), chat.Get[[]byte](x.Answers, "was")) {
				return nil, office.Refusal(cards.FirmMoved)
			}
			v := cards.FirmForm{Is: made(x.Answers), Was: was, Names: map[branch.MemberID]string{}, Groups: c.groupNames()}
			p := x.People()
			for _, m := range p.Members {
				v.Names[m.ID] = p.Called(m)
			}
			return cards.FirmFilled(v), nil
		},
		Done: func(a chat.Answers) error {
			contact, err := c.bot.Office.PutFirm(c.tx, c.me, made(a), chat.Get[[]byte](a, "was"), c.now)
			if err != nil {
				return err
			}
			c.note(cards.FirmKept)
			c.show(cards.Firm(c.bot.Office.Firm(c.tx, c.me, contact, branch.DateOf(c.now))))
			return nil
		}}
	if was != nil {
		f.Up = c.Up(firm, int64(id))
	}
	return f
}

// membersOr lists members to choose from, after what it means to choose nobody.
func membersOr(nobody string, ok func(branch.Member) bool) func(ask.Context) []ask.Option {
	return func(x ask.Context) []ask.Option {
		list := []ask.Option{{Label: nobody}}
		p := x.People()
		for _, m := range p.Active(ok) {
			list = append(list, ask.Option{Label: p.Called(m), Value: int64(m.ID)})
		}
		return list
	}
}

// refusal is a sentence of the rules as a refusal.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	return office.Refusal(err.Error())
}
