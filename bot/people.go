package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/pinyin"
	"zhibu/store"
)

func (c *call) groupNames() map[branch.GroupID]string {
	names := map[branch.GroupID]string{}
	for g := range store.Groups.Scan(c.tx, store.K(c.me.Branch)) {
		names[g.ID] = g.Name
	}
	return names
}

// people shows the roster. What is typed then is looked for in it.
func people(c *call) error {
	p := office.People(c.tx, c.me.Branch)
	page := int64(0)
	if len(c.press.Args) > 1 {
		page = c.arg(1)
	}
	if c.rest != "" {
		return c.find(c.rest)
	}
	c.begin("find", stepText, nil)
	c.show(cards.People(cards.PeopleView{Branch: c.me.Branch, Found: p.Active(nil), Groups: c.groupNames(), Page: int(page)}))
	return nil
}

// findTyped looks for a member by what was typed while the roster is on the screen.
func findTyped(c *call, text string) error {
	if !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	return c.find(office.Visible(text))
}

// longestQuery is how much of a query is looked for, in characters.
const longestQuery = 40

func (c *call) find(text string) error {
	v := cards.PeopleView{Branch: c.me.Branch, Query: text, Groups: c.groupNames()}
	if r := []rune(text); len(r) > longestQuery {
		return office.Refusal("没有找到。请发送姓名、拼音或拼音首字母。")
	}
	for _, m := range office.People(c.tx, c.me.Branch).Members {
		if pinyin.Finds(text, m.Name) {
			v.Found = append(v.Found, m)
		}
	}
	c.begin("find", stepText, nil)
	switch len(v.Found) {
	case 0:
		return office.Refusal("名册里没有找到“" + text + "”。请发送姓名、拼音或拼音首字母。")
	case 1:
		return c.person(v.Found[0].ID)
	}
	c.show(cards.People(v))
	return nil
}

func person(c *call) error { return c.person(branch.MemberID(c.arg(1))) }

// person shows a member to an officer, and leaves the trace of it.
func (c *call) person(id branch.MemberID) error {
	v, err := c.personView(id)
	if err != nil {
		return err
	}
	c.show(cards.Person(v))
	return nil
}

func (c *call) personView(id branch.MemberID) (cards.PersonView, error) {
	v, err := c.bot.Office.PersonView(c.tx, c.me, id, c.now)
	if err != nil {
		return v, office.Refusal(cards.OldCard)
	}
	office.LookAt(c.tx, c.me, v.Member, c.now)
	return v, nil
}

func personDo(c *call) error {
	v, err := c.personView(branch.MemberID(c.arg(1)))
	if err != nil {
		return err
	}
	c.show(cards.PersonDo(v))
	return nil
}

// personLog shows the history of a member, or of the branch.
func personLog(c *call) error {
	var who branch.Member
	if id := branch.MemberID(c.arg(1)); id != 0 {
		v, err := c.personView(id)
		if err != nil {
			return err
		}
		who = v.Member
	}
	list := office.ChangesOf(c.tx, c.me, who.ID)
	by := map[branch.MemberID]string{}
	for _, x := range list {
		m, _ := office.Member(c.tx, c.me.Branch, x.By)
		by[x.By] = m.Name
	}
	c.show(cards.ChangeHistory(c.me.Branch, who, list, by, int(c.arg(2)), func(x branch.Change) bool {
		_, _, _, err := c.bot.Office.MayUndo(c.tx, c.me, x.ID, c.now)
		return err == nil
	}))
	return nil
}

// away lists who has no account or cannot be reached, for officers and for a group's leader.
func away(c *call) error {
	if !c.me.Officer() && office.Group(c.tx, c.me.Branch, c.me.Group).Leader != c.me.ID {
		return office.Refusal(cards.NotYours)
	}
	unbound, gone := office.Away(c.tx, c.me)
	names := func(list []branch.Member) (names []string) {
		for _, m := range list {
			names = append(names, m.Name)
		}
		return names
	}
	c.show(cards.Away(c.me.Branch, names(unbound), names(gone), c.me.Officer()))
	return nil
}

func invite(c *call) error {
	v, err := c.personView(branch.MemberID(c.arg(1)))
	switch {
	case err != nil:
		return err
	case v.Member.Status != branch.Active:
		return office.Refusal("名册里没有这位在册党员。")
	}
	f := c.begin("invite", stepConfirm, map[string]int64{"member": int64(v.Member.ID)})
	c.show(cards.InviteConfirm(f.Number, c.me.Branch, v.Member, !v.Bound.IsZero()))
	return nil
}

// inviteOK issues an invitation. The code goes to the issuer as a fleeting message: it is in no row and no log.
func inviteOK(c *call) error {
	m, ok := office.Member(c.tx, c.me.Branch, branch.MemberID(c.form.Numbers["member"]))
	if !ok {
		return office.Refusal(cards.OldForm)
	}
	code := office.NewCode()
	if err := c.bot.Office.Invite(c.tx, c.me.Branch, m.ID, code, c.me.ID, c.now); err != nil {
		return err
	}
	c.drop()
	link := ""
	if info, _ := store.Infos.Get(c.tx, store.K(1)); info.Bot != "" {
		link = "https://t.me/" + info.Bot + "?start=" + code
	}
	card := cards.InviteCode(m, code, link, c.now.AddDate(0, 0, office.InviteDays))
	c.show(cards.InviteIssued(c.me.Branch, m))
	c.tx.Reply(chat.Reply{Say: &card})
	return nil
}

func org(c *call) error {
	c.show(cards.Org(c.me.Branch, office.People(c.tx, c.me.Branch)))
	return nil
}

func mine(c *call) error {
	c.show(cards.Mine(c.me.Branch, office.Mine(c.tx, c.me), int(c.arg(1))))
	return nil
}

func mineFile(c *call) error {
	c.bot.Office.MineFile(c.tx, c.me, c.now)
	return nil
}

func looks(c *call) error {
	c.show(cards.Looks(office.LooksAt(c.tx, c.me)))
	return nil
}

func unbind(c *call) error {
	b, _ := store.Branches.Get(c.tx, store.K(c.me.Branch))
	c.show(cards.UnbindConfirm(b, c.me))
	return nil
}

func unbindOK(c *call) error { return c.bot.Office.Unbind(c.tx, c.me, c.now) }

func erase(c *call) error {
	b, _ := store.Branches.Get(c.tx, store.K(c.me.Branch))
	c.show(cards.EraseConfirm(b, c.me, office.Elsewhere(c.tx, office.BindingOf(c.tx, c.me))))
	return nil
}

// eraseOK says that it is done without a card of its own: the outbox keeps nothing of the chat any more.
func eraseOK(c *call) error {
	if err := c.bot.Office.Erase(c.tx, c.me, c.now); err != nil {
		return err
	}
	c.tx.Strip(c.e.Chat, c.e.Message)
	done := cards.Erased(c.me.Name)
	c.tx.Reply(chat.Reply{Say: &done})
	return nil
}
