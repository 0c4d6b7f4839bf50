package bot

import (
	"slices"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// change begins a change of a member or of the branch.
func change(c *Call) error {
	k, ok := chat.Coded(branch.ChangeKinds, c.Arg(2), func(k branch.ChangeRule) string { return string(k.Kind) })
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := office.MayEnter(c.me, k); err != nil {
		return err
	}
	p := office.People(c.tx, c.me.Branch)
	var x branch.Change
	if k.Member {
		m := p.Member(branch.MemberID(c.Arg(1)))
		if m == nil || !k.OfferedTo(p, *m, branch.DateOf(c.now)) {
			return office.Refusal(cards.OldCard)
		}
		x.Member = m.ID
	}
	answers := Given("kind", k.Kind, "member", x.Member)
	if slices.Contains(k.Needs, branch.NeedCommittee) {
		for _, post := range branch.Posts {
			holder := branch.MemberID(0)
			for _, m := range p.Active(func(m branch.Member) bool { return m.Post.Is(post) }) {
				holder = m.ID
			}
			answers.Put(postField(post), holder)
		}
	}
	return c.Fill("change", answers)
}

// postField names the field of who is to hold a post.
func postField(p branch.Post) string { return "post." + string(p) }

// changeOf returns the change that the answers say.
func changeOf(a chat.Answers) branch.Change {
	x := branch.Change{Kind: chat.Get[branch.ChangeKind](a, "kind"), Member: chat.Get[branch.MemberID](a, "member"),
		From: chat.Get[branch.Date](a, string(branch.NeedFrom)), Date: chat.Get[branch.Date](a, string(branch.NeedDate)), Full: chat.Get[branch.Date](a, string(branch.NeedFull)),
		Group: chat.Get[branch.GroupID](a, string(branch.NeedGroup)), To: chat.Get[branch.GroupID](a, string(branch.NeedTo)),
		Choice: chat.Get[string](a, string(branch.NeedChoice)), Old: chat.Get[string](a, string(branch.NeedOld)),
		Name: chat.Get[string](a, string(branch.NeedName)), Reason: chat.Get[string](a, string(branch.NeedReason)),
		Members: chat.Get[[]branch.MemberID](a, string(branch.NeedMembers))}
	if k, _ := branch.ChangeRuleOf(x.Kind); slices.Contains(k.Needs, branch.NeedCommittee) {
		for _, post := range branch.Posts {
			x.Members = append(x.Members, chat.Get[branch.MemberID](a, postField(post)))
		}
	}
	return x
}

// changeForm asks for what the kind of a change needs, one thing after the other.
func changeForm(c *Call) ask.Form {
	x := changeOf(c.form.Answers)
	k, known := branch.ChangeRuleOf(x.Kind)
	p := office.People(c.tx, c.me.Branch)
	m := p.Member(x.Member)
	who := ""
	if m != nil {
		who = p.Called(*m)
	}
	f := ask.Form{Title: "人员变动", Protect: true, Right: branch.EnterRoster, Unasked: x.Name == "" && x.Reason == "", // buttons are soon pressed again
		May: func() error {
			if !known || k.Member && m == nil {
				return office.Refusal(cards.OldForm)
			}
			return office.MayEnter(c.me, k)
		},
		Head: func(ask.Context) []chat.Span { return cards.ChangeHead(k, who) },
		Filled: func(x ask.Context) ([]chat.Span, error) {
			says, warnings, err := c.bot.Office.Foresee(c.tx, c.me, changeOf(x.Answers), c.now)
			if err != nil {
				return nil, err
			}
			return cards.ChangeFilled(k, says, changeOf(x.Answers).From, branch.DateOf(c.now), warnings), nil
		},
		Done: func(a chat.Answers) error {
			done, err := c.bot.Office.Change(c.tx, c.me, changeOf(a), c.now)
			if err != nil {
				return err
			}
			c.Show(cards.ChangeEntered(done, branch.DateOf(c.now)))
			return nil
		}}
	if x.Member != 0 {
		f.Up = func(chat.Answers) error {
			if err := c.may(branch.SeeRoster); err != nil {
				return home(c)
			}
			return c.person(x.Member)
		}
	}
	for _, need := range k.Needs {
		f.Fields = append(f.Fields, c.changeFields(k, p, m, need)...)
	}
	return f
}

// changeFields returns the fields of one thing that a change needs.
func (c *Call) changeFields(k branch.ChangeRule, p *branch.People, m *branch.Member, need branch.Need) []ask.Field {
	name, label := string(need), cards.ChangeLabel(k.Kind, need, changeOf(c.form.Answers).Choice)
	question := func(x ask.Context) string { return cards.ChangeQuestion(k, need, changeOf(x.Answers).Choice) }
	day := func(days func(ask.Context) []ask.Option) ask.Field {
		return ask.Day(name, "").Columns(2).Offer(days)
	}
	dated := func(label string, d branch.Date) ask.Option {
		return ask.Option{Label: label + d.Chinese(), Value: int64(d)}
	}
	var f ask.Field
	begins := func(ask.Context) error { return nil }
	switch need {
	case branch.NeedFrom:
		f = day(func(x ask.Context) []ask.Option {
			if k.Kind == "full" && m != nil {
				return []ask.Option{dated("预备期满", m.PutOff())}
			}
			y, month, _ := x.Today().YMD()
			return []ask.Option{dated("今天 ", x.Today()), dated("下月1日 ", branch.On(y, month+1, 1))}
		})
		begins = func(x ask.Context) error {
			var who branch.Member
			if m != nil {
				who = *m
			}
			return Refused(branch.MayBegin(changeOf(x.Answers).From, x.Today(), who))
		}
	case branch.NeedDate:
		f = day(func(x ask.Context) (list []ask.Option) {
			if k.Days != nil {
				for _, d := range k.Days(p, changeOf(x.Answers)) {
					list = append(list, dated("", d))
				}
			}
			return list
		})
		if k.Kind == branch.AddKind || k.Kind == "correct" {
			begins = func(x ask.Context) error {
				if changeOf(x.Answers).Date > x.Today() {
					return office.Refusal(cards.DayAhead)
				}
				return nil
			}
		}
	case branch.NeedFull:
		f = day(func(ask.Context) []ask.Option { return []ask.Option{{Label: "预备党员"}} })
	case branch.NeedGroup, branch.NeedTo:
		f = ask.Pick(name, "", func(x ask.Context) (list []ask.Option) {
			own := branch.GroupID(0)
			switch {
			case need == branch.NeedTo: // not into itself
				own = changeOf(x.Answers).Group
			case m != nil && m.Status == branch.Active:
				own = m.Group
			}
			for _, g := range p.Living() {
				if g.ID != own {
					list = append(list, ask.Option{Label: g.Name, Value: int64(g.ID)})
				}
			}
			return list
		})
	case branch.NeedChoice:
		f = ask.ChoiceOf(name, "", func(ask.Context) (list []string) {
			for _, choice := range k.Choices {
				if k.Kind != "appoint" || m == nil || branch.RoleOpen(p, *m, choice) {
					list = append(list, choice)
				}
			}
			return list
		})
	case branch.NeedOld:
		f = ask.ChoiceOf(name, "", func(ask.Context) []string { return p.Sections() })
	case branch.NeedMembers:
		f = ask.Members(name, "")
	case branch.NeedCommittee:
		return postFields()
	case branch.NeedName:
		read := files.ReadGroup
		if k.Kind.Names() {
			read = files.ReadName
		}
		f = ask.Text(name, "").Reads(func(text string) (any, error) {
			text, err := read(text)
			return text, Refused(err)
		})
	default: // a reason
		f = ask.Text(name, "").Line()
	}
	return []ask.Field{f.As(label).Asking(question).Check(func(x ask.Context) error {
		if err := begins(x); err != nil {
			return err
		}
		return c.foreseen(k, x)
	})}
}

// foreseen refuses the last answer if the change could not be entered with it: the question stays for another one. What is changed
// from among all answers may fit only together with the next.
func (c *Call) foreseen(k branch.ChangeRule, x ask.Context) error {
	if c.form.Fixing || slices.ContainsFunc(k.Needs, func(n branch.Need) bool { return n != branch.NeedCommittee && !x.Has(string(n)) }) {
		return nil
	}
	_, _, err := c.bot.Office.Foresee(c.tx, c.me, changeOf(x.Answers), c.now)
	return err
}

// postFields are who is to hold each post of the committee: who holds it is proposed.
func postFields() (list []ask.Field) {
	for _, post := range branch.Posts {
		list = append(list, ask.Pick(postField(post), "请选择"+string(post)+"的人选。", func(x ask.Context) []ask.Option {
			return MembersOr("空缺", func(m branch.Member) bool { return !m.Probationary(x.Today()) })(x)
		}).As(string(post)))
	}
	return list
}

// alreadyUndone shows that a change was taken back to who presses for it once more: a second tap is no failure.
func alreadyUndone(c *Call) bool {
	x, ok := office.GetChange(c.tx, c.me.Branch, branch.ChangeID(c.Arg(1)))
	if !ok || x.State != branch.ChangeUndone || !office.MayRead(c.me, x.Kind) {
		return false
	}
	c.Show(cards.Undone(x))
	return true
}

func undo(c *Call) error {
	if alreadyUndone(c) {
		return nil
	}
	x, _, _, err := c.bot.Office.MayUndo(c.tx, c.me, branch.ChangeID(c.Arg(1)), c.now)
	if err != nil {
		return err
	}
	c.Show(cards.UndoConfirm(x))
	return nil
}

func undoOK(c *Call) error {
	if alreadyUndone(c) {
		return nil
	}
	id := branch.ChangeID(c.Arg(1))
	if err := c.bot.Office.UndoChange(c.tx, c.me, id, c.now); err != nil {
		return err
	}
	x, _ := office.GetChange(c.tx, c.me.Branch, id)
	c.Show(cards.Undone(x))
	return nil
}

// hear notes in which month an account last did something, so that officers see who can be reached. A day would tell who was at the
// phone when something came in without a name.
func (c *Call) hear(b store.Binding) {
	if month := branch.DateOf(c.now).MonthStart(); b.Heard != month {
		b.Heard = month
		store.Bindings.Put(c.tx, b)
	}
}
