package points

import (
	"slices"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func seeFirms(c *bot.Call) error {
	today := branch.DateOf(c.Now())
	c.Show(firmsCard(c.Me().Branch, allEnterprises(c.Tx(), c.Me().Branch, today), bot.Page(c.Arg(1)), today, c.Me().May(branch.KeepFirms)))
	return nil
}

func firmNew(c *bot.Call) error {
	return c.Fill(formFirm, firmAnswers(branch.Contact{}, "name"))
}

func firmEdit(c *bot.Call) error {
	contact, ok := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(c.Arg(1)))
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	answers := firmAnswers(contact)
	answers.Put("contact", contact.ID)
	answers.Put("was", sumOfContact(contact)) // what it was when the form was begun
	return c.Fill(formFirm, answers)
}

// firmAnswers returns what is on record of an enterprise as answers, but for one that is to be asked.
func firmAnswers(x branch.Contact, but ...string) chat.Answers {
	a := bot.Given("name", x.Name, "org", x.PartyOrg, "people", x.People, "point", x.Point, "leader", x.Leader, "group", x.Group,
		"liaison", x.Liaison, "closed", x.Closed != 0)
	for _, name := range but {
		delete(a, name)
	}
	return a
}

// firmForm is what is on record of an enterprise, each thing to be changed.
func firmForm(c *bot.Call) ask.Form {
	var was *branch.Contact
	id := chat.Get[branch.ContactID](c.Form().Answers, "contact")
	if old, ok := office.Enterprise(c.Tx(), c.Me().Branch, id); ok {
		was = &old
	}
	made := func(a chat.Answers) branch.Contact {
		x := branch.Contact{Branch: c.Me().Branch}
		if was != nil {
			x = *was
		}
		x.Name, x.PartyOrg, x.People = chat.Get[string](a, "name"), chat.Get[string](a, "org"), chat.Get[[]branch.Person](a, "people")
		x.Point, x.Leader, x.Group, x.Liaison = chat.Get[bool](a, "point"), chat.Get[branch.MemberID](a, "leader"), chat.Get[branch.GroupID](a, "group"), chat.Get[branch.MemberID](a, "liaison")
		if closed := chat.Get[bool](a, "closed"); !closed {
			x.Closed = 0
		} else if x.Closed == 0 {
			x.Closed = branch.DateOf(c.Now())
		}
		return x
	}
	firmName := func(text string) (any, error) {
		name, err := branch.ReadFirmName(branch.Line(text))
		return name, bot.Refused(err)
	}
	f := ask.Form{Title: "企业资料", Right: branch.KeepFirms, May: func() error {
		if id != 0 && was == nil {
			return office.Refusal(cards.OldForm)
		}
		return nil
	},
		Up:   c.Up(seeFirms, 0),
		Head: func(ask.Context) []chat.Span { return firmHead(was) },
		Fields: []ask.Field{
			ask.Text("name", FirmName).As("名称").Reads(firmName),
			ask.Text("org", FirmPartyOrg).As("党组织").Empty("没有").Reads(firmName),
			ask.Text("people", FirmPeople).As("联系人").Empty("没有").
				Reads(func(text string) (any, error) {
					text, err := branch.ReadText(text, 500)
					if err != nil {
						return nil, bot.Refused(err)
					}
					people, err := branch.ReadPeople(text)
					return people, bot.Refused(err)
				}).
				Shows(func(x ask.Context) string { return firmPeopleOf(made(x.Answers)) }),
			ask.YesNo("point", "").As("联系点").Turned("设为联系点", "不作联系点"),
			ask.Pick("leader", FirmLeader, bot.MembersOr("没有", func(m branch.Member) bool { return m.Leadership })).As("联系领导").Changed("选联系领导").
				Then(func(x ask.Context) {
					if m, ok := office.Member(c.Tx(), c.Me().Branch, chat.Get[branch.MemberID](x.Answers, "leader")); ok {
						x.Put("group", m.Group)
					}
				}),
			ask.Pick("group", FirmGroup, func(x ask.Context) []ask.Option {
				list := []ask.Option{{Label: "没有"}}
				for _, g := range x.People().Living() {
					list = append(list, ask.Option{Label: g.Name, Value: int64(g.ID)})
				}
				return list
			}).As("党小组").Changed("选党小组"),
			ask.Pick("liaison", FirmLiaison, func(x ask.Context) []ask.Option {
				list, own := bot.MembersOr("党小组组长", nil)(x), chat.Get[branch.GroupID](x.Answers, "group")
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
			if was != nil && !slices.Equal(sumOfContact(*was), chat.Get[[]byte](x.Answers, "was")) {
				return nil, office.Refusal(FirmMoved)
			}
			v := FirmForm{Is: made(x.Answers), Was: was, Names: map[branch.MemberID]string{}, Groups: c.GroupNames()}
			p := x.People()
			for _, m := range p.Members {
				v.Names[m.ID] = p.Called(m)
			}
			return firmFilled(v), nil
		},
		Done: func(a chat.Answers) error {
			contact, err := PutFirm(c.Office(), c.Tx(), c.Me(), made(a), chat.Get[[]byte](a, "was"), c.Now())
			if err != nil {
				return err
			}
			c.Note(FirmKept)
			c.Show(FirmCard(FirmOf(c.Office(), c.Tx(), c.Me(), contact, branch.DateOf(c.Now()))))
			return nil
		}}
	if was != nil {
		f.Up = c.Up(seeFirm, int64(id))
	}
	return f
}
