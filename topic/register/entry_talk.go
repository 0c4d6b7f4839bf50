package register

import (
	"strings"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// What a form holds beside the answers to its fields: what it was begun with.
const (
	correcting = "entry"    // the entry that it corrects
	changes    = "changes"  // how often that had been changed
	firmName   = "firmname" // the enterprise's name: a question says it
)

func (k Kind) list(c *bot.Call) error {
	all := k.All(c.Tx(), c.Me().Branch)
	if c.Me().May(k.Correct) || k.Correct == (branch.Right{}) && c.Me().May(k.Enter) {
		all = append(all, k.withdrawn(c.Tx(), c.Me().Branch)...)
	}
	c.Show(k.listCard(c.Me().Branch, all, "", bot.Page(c.Arg(1)), c.Me().May(k.Enter)))
	return nil
}

func (k Kind) see(c *bot.Call) error { return k.show(c, c.Arg(1)) }

func (k Kind) show(c *bot.Call, id int64) error {
	e, ok := k.Get(c.Tx(), c.Me().Branch, id)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.Show(k.entryCard(k.view(c.Tx(), c.Me(), e, c.Now())))
	return nil
}

// gone shows an entry that somebody has withdrawn meanwhile, in place of what was to be done to it. done reports whether it was.
func (k Kind) gone(c *bot.Call, id int64) (done bool, err error) {
	e, ok := k.Get(c.Tx(), c.Me().Branch, id)
	if !ok || e.Withdrawn == nil || !c.Me().May(k.Enter) || !c.Me().May(k.See) {
		return false, nil
	}
	c.Toast("这一项已经撤回。")
	return true, k.show(c, id)
}

// begin asks for an entry; from an enterprise's card, for one about it.
func (k Kind) begin(c *bot.Call) error {
	known, firm := chat.Answers{}, branch.ContactID(c.Arg(1))
	if firm != 0 {
		f, ok := office.Enterprise(c.Tx(), c.Me().Branch, firm)
		if !ok || k.Firm == nil {
			return office.Refusal(cards.OldCard)
		}
		known.Put(k.Firm.Field, firm)
		known.Put(firmName, f.Name)
	}
	return c.Fill(k.Name, known)
}

// correct shows an entry's answers, to be changed.
func (k Kind) correct(c *bot.Call) error {
	if done, err := k.gone(c, c.Arg(1)); done {
		return err
	}
	e, err := k.toCorrect(c.Tx(), c.Me(), c.Arg(1), c.Now())
	if err != nil {
		return err
	}
	known := chat.Answers{}
	for name, raw := range e.Answers {
		known[name] = raw
	}
	known.Put(correcting, e.ID)
	known.Put(changes, len(e.Was))
	if k.Firm != nil && e.Number(k.Firm.Field) != 0 {
		f, _ := office.Enterprise(c.Tx(), c.Me().Branch, branch.ContactID(e.Number(k.Firm.Field)))
		known.Put(firmName, f.Name)
	}
	return c.Fill(k.Name, known)
}

// form asks for an entry, or for what is to be right in one.
func (k Kind) form(c *bot.Call) ask.Form {
	id := chat.Get[int64](c.Form().Answers, correcting)
	f := ask.Form{Title: k.Short + "登记", Right: k.Enter, Head: k.Head, Fields: k.Fields,
		Up: func(chat.Answers) error { return k.up(c, id) },
		Done: func(a chat.Answers) error {
			content, err := k.content(ask.Context{Answers: a, Branch: c.Branch()})
			if err != nil {
				return err
			}
			var e Entry
			if id == 0 {
				e, err = k.Log(c.Tx(), c.Me(), content, c.Now())
			} else {
				e, err = k.Amend(c.Tx(), c.Me(), id, chat.Get[int](a, changes), content, c.Now())
			}
			if err != nil {
				return err
			}
			v := k.view(c.Tx(), c.Me(), e, c.Now())
			v.Fresh = id == 0
			c.Show(k.entryCard(v))
			return nil
		}}
	if id != 0 {
		f.Title = k.Short + "更正"
	}
	if k.Head == nil {
		f.Head = func(ask.Context) []chat.Span { return cards.Bold(k.Title) }
	}
	if k.Filled != nil {
		f.Filled = func(x ask.Context) ([]chat.Span, error) {
			content, err := k.content(x)
			if err != nil {
				return nil, err
			}
			text := k.Filled(x)
			for _, l := range cards.First(k.beside(c.Tx(), Entry{Branch: c.Me().Branch, Kind: k.Name, ID: id, Content: content}), 3) {
				text = append(text, cards.Say("\n", k.LikeShort, "：", k.Line(l))...)
			}
			return text, nil
		}
	}
	return f
}

// up leads from a form back to the entry that it was to correct, or to the list.
func (k Kind) up(c *bot.Call, id int64) error {
	err := office.Entitled(c.Me(), k.See)
	switch {
	case err == nil && id != 0:
		err = k.show(c, id)
	case err == nil:
		err = c.With(k.list, 0)
	}
	if err != nil {
		return c.Home()
	}
	return nil
}

// content is what an entry will say: the answers, with the names of this day where they are no texts.
func (k Kind) content(x ask.Context) (c Content, err error) {
	c.Answers = chat.Answers{}
	for name, raw := range x.Answers {
		if name != correcting && name != changes && name != firmName {
			c.Answers[name] = raw
		}
	}
	for _, f := range k.Fields {
		if s := f.Answer(x); s != "" && f.Name != DayField && s != c.Says(f.Name) {
			if c.Said == nil {
				c.Said = map[string]string{}
			}
			c.Said[f.Name] = s
		}
	}
	c.About, err = k.People(x)
	return c, err
}

func (k Kind) settle(c *bot.Call) error {
	if done, err := k.gone(c, c.Arg(1)); done {
		return err
	}
	outcome, ok := chat.Coded(k.Outcomes, c.Arg(2), chat.Word)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := k.EnterOutcome(c.Tx(), c.Me(), c.Arg(1), outcome, c.Now()); err != nil {
		return err
	}
	return k.show(c, c.Arg(1))
}

func (k Kind) askWithdraw(c *bot.Call) error {
	if done, err := k.gone(c, c.Arg(1)); done {
		return err
	}
	e, err := k.toCorrect(c.Tx(), c.Me(), c.Arg(1), c.Now())
	if err != nil {
		return err
	}
	c.Show(k.withdrawCard(e))
	return nil
}

func (k Kind) withdraw(c *bot.Call) error {
	if done, err := k.gone(c, c.Arg(1)); done {
		return err
	}
	if err := k.Withdraw(c.Tx(), c.Me(), c.Arg(1), c.Now()); err != nil {
		return err
	}
	return k.show(c, c.Arg(1))
}

// find asks what is to be looked for among the entries.
func (k Kind) find(c *bot.Call) error { return c.Fill(k.Name+".find", nil) }

// finder looks among all that an entry says.
func (k Kind) finder(c *bot.Call) ask.Form {
	return ask.Form{Title: "查找" + k.Short, AtOnce: true, Passing: true, Right: k.See, Up: func(chat.Answers) error { return k.up(c, 0) },
		Fields: []ask.Field{ask.Text("text", findWhat).Most(40)},
		Done: func(a chat.Answers) error {
			query := chat.Get[string](a, "text")
			found := ask.Filter(k.All(c.Tx(), c.Me().Branch), query, k.words)
			if len(found) == 0 {
				return office.Refusal("没有查到“" + query + "”。请换几个字再发送。")
			}
			c.Drop()
			c.Show(k.listCard(c.Me().Branch, found, query, 0, c.Me().May(k.Enter)))
			return nil
		}}
}

// words is everything that an entry says, to be looked through.
func (k Kind) words(e Entry) string {
	list := []string{k.label(e), k.Line(e)}
	for _, f := range k.Fields {
		list = append(list, e.Says(f.Name))
	}
	return strings.Join(list, " ")
}

func (k Kind) file(c *bot.Call) error {
	c.Below()
	return k.SendFile(c.Tx(), c.Me(), c.Now())
}
