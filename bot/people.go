package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// GroupNames returns what the groups of the branch are called.
func (c *Call) GroupNames() map[branch.GroupID]string {
	names := map[branch.GroupID]string{}
	for g := range store.Groups.Scan(c.tx, store.K(c.me.Branch)) {
		names[g.ID] = g.Name
	}
	return names
}

// people shows the roster. What is typed then is looked for in it.
func people(c *Call) error {
	p := office.People(c.tx, c.me.Branch)
	page := int64(0)
	if len(c.press.Args) > 1 {
		page = c.Arg(1)
	}
	if c.rest != "" {
		return c.find(c.rest)
	}
	c.Begin("find", nil)
	c.Show(cards.People(cards.PeopleView{Branch: c.me.Branch, Found: p.Active(nil), Apart: p.Aparts(), Page: int(page)}))
	return nil
}

// findForm is open while the roster is on the screen.
func findForm(c *Call) ask.Form {
	return ask.Form{Title: "查找党员", AtOnce: true, Passing: true, Search: true, Right: branch.SeeRoster,
		Fields: []ask.Field{ask.Text("who", "").Reads(func(text string) (any, error) { return text, nil })},
		Done:   func(a chat.Answers) error { return c.findTyped(chat.Get[string](a, "who")) }}
}

// findTyped looks for a member by what was typed.
func (c *Call) findTyped(text string) error {
	p := office.People(c.tx, c.me.Branch)
	for _, row := range cards.People(cards.PeopleView{Branch: c.me.Branch, Found: p.Active(nil), Apart: p.Aparts()}).Rows {
		for _, b := range row { // who types what a button of the roster says means the button
			if press, err := chat.ParsePress(b.Press); err == nil && press.Action != cards.ActPerson && plainWord(b.Label) == plainWord(text) {
				c.press = press
				return c.pressed()
			}
		}
	}
	return c.find(branch.Query(text))
}

// longestQuery is how much of a query is looked for, in characters.
const longestQuery = 40

func (c *Call) find(text string) error {
	p := office.People(c.tx, c.me.Branch)
	v := cards.PeopleView{Branch: c.me.Branch, Query: text, Apart: p.Aparts()}
	if r := []rune(text); len(r) > longestQuery {
		return office.Refusal("没有找到。请发送姓名、拼音或拼音首字母。")
	}
	v.Found = ask.Filter(p.Members, text, func(m branch.Member) string { return m.Name })
	c.Begin("find", nil)
	switch len(v.Found) {
	case 0:
		return office.Refusal("名册里没有找到“" + text + "”。请发送姓名、拼音或拼音首字母。")
	case 1:
		return c.person(v.Found[0].ID)
	}
	c.Show(cards.People(v))
	return nil
}

func person(c *Call) error { return c.person(branch.MemberID(c.Arg(1))) }

// person shows a member to somebody who keeps the roster, and leaves the trace of it.
func (c *Call) person(id branch.MemberID) error {
	v, err := c.personView(id)
	if err != nil {
		return err
	}
	if c.place == "" { // pressed elsewhere than on home, it comes below
		c.ShowThere(cards.Person(v))
		return nil
	}
	c.Show(cards.Person(v))
	return nil
}

func (c *Call) personView(id branch.MemberID) (cards.PersonView, error) {
	v, err := c.bot.Office.PersonView(c.tx, c.me, id, c.now)
	if err != nil {
		return v, office.Refusal(cards.OldCard)
	}
	office.LookAt(c.tx, c.me, v.Member, c.now)
	return v, nil
}

func personDo(c *Call) error {
	v, err := c.personView(branch.MemberID(c.Arg(1)))
	if err != nil {
		return err
	}
	c.Show(cards.PersonDo(v))
	return nil
}

// personLog shows the history of a member, or of the branch.
func personLog(c *Call) error {
	var who branch.Member
	if id := branch.MemberID(c.Arg(1)); id != 0 {
		v, err := c.personView(id)
		if err != nil {
			return err
		}
		who = v.Member
	}
	list := office.ChangesOf(c.tx, c.me, who.ID)
	by := map[branch.MemberID]string{}
	for _, x := range list {
		for _, id := range []branch.MemberID{x.By, x.Second} {
			m, _ := office.Member(c.tx, c.me.Branch, id)
			by[id] = office.Called(c.tx, m)
		}
	}
	c.Show(cards.ChangeHistory(c.me.Branch, who, list, by, int(c.Arg(2)), func(x branch.Change) bool {
		_, _, _, err := c.bot.Office.MayUndo(c.tx, c.me, x.ID, c.now)
		return err == nil
	}))
	return nil
}

// away lists who has no account or cannot be reached.
func away(c *Call) error {
	unbound, gone := office.Away(c.tx, c.me)
	names := func(list []branch.Member) (names []string) {
		for _, m := range list {
			names = append(names, office.Called(c.tx, m))
		}
		return names
	}
	c.Show(cards.Away(c.me.Branch, names(unbound), names(gone), c.me.May(branch.SeeRoster)))
	return nil
}

func invite(c *Call) error {
	v, err := c.personView(branch.MemberID(c.Arg(1)))
	switch {
	case err != nil:
		return err
	case v.Member.Status != branch.Active:
		return office.Refusal("名册里没有这位在册党员。")
	}
	return c.Fill("invite", Given("member", v.Member.ID))
}

// inviteForm asks before an invitation is issued. The code goes to the issuer as a fleeting message: it is in no row and no log.
func inviteForm(c *Call) ask.Form {
	m, ok := office.Member(c.tx, c.me.Branch, chat.Get[branch.MemberID](c.form.Answers, "member"))
	return ask.Form{Title: "开具邀请码", Passing: true, Leave: "返回", Right: branch.Invite,
		May: func() error {
			if !ok {
				return office.Refusal(cards.OldForm)
			}
			return nil
		},
		Up: func(chat.Answers) error { return c.person(m.ID) },
		Filled: func(ask.Context) ([]chat.Span, error) {
			_, bound := store.Bindings.Get(c.tx, store.K(m.Branch).Int(int64(m.ID)))
			return cards.InviteFilled(office.Shown(c.tx, m), bound), nil
		},
		Done: func(chat.Answers) error {
			code := office.NewCode()
			if err := c.bot.Office.Invite(c.tx, c.me.Branch, m.ID, code, c.me.ID, c.now); err != nil {
				return err
			}
			link := ""
			if info, _ := store.Infos.Get(c.tx, store.K(1)); info.Bot != "" {
				link = "https://t.me/" + info.Bot + "?start=" + code
			}
			card := cards.InviteCode(office.Shown(c.tx, m), c.bot.Office.TypedCode(code), link, c.now.AddDate(0, 0, office.InviteDays))
			c.Show(cards.InviteIssued(c.me.Branch, office.Shown(c.tx, m)))
			c.tx.Reply(chat.Reply{Say: &card})
			return nil
		}}
}

func org(c *Call) error {
	c.Show(cards.Org(c.me.Branch, office.People(c.tx, c.me.Branch)))
	return nil
}

func mine(c *Call) error {
	c.Show(cards.Mine(c.me.Branch, c.bot.Office.Mine(c.tx, c.me), int(c.Arg(1))))
	return nil
}

func mineFile(c *Call) error {
	c.bot.Office.MineFile(c.tx, c.me, c.now)
	return nil
}

func looks(c *Call) error {
	c.Show(cards.Looks(c.me.Branch, office.LooksAt(c.tx, c.me)))
	return nil
}

func unbind(c *Call) error {
	b, _ := store.Branches.Get(c.tx, store.K(c.me.Branch))
	c.Show(cards.UnbindConfirm(b, c.me))
	return nil
}

func unbindOK(c *Call) error { return c.bot.Office.Unbind(c.tx, c.me, c.now) }

func erase(c *Call) error {
	b, _ := store.Branches.Get(c.tx, store.K(c.me.Branch))
	c.Show(cards.EraseConfirm(b, c.me, office.Elsewhere(c.tx, office.BindingOf(c.tx, c.me))))
	return nil
}

// eraseOK says that it is done without a card of its own: the outbox keeps nothing of the chat any more.
func eraseOK(c *Call) error {
	if err := c.bot.Office.Erase(c.tx, c.me, c.now); err != nil {
		return err
	}
	c.tx.Strip(c.e.Chat, c.e.Message)
	done := cards.Erased(c.me.Name)
	c.tx.Reply(chat.Reply{Say: &done})
	return nil
}
