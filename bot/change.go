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

// The form of a change: it asks for what the kind needs, one thing after the other, and then for 「确认」. What is known so
// far stands in Form.Change; Form.Step is the need that is asked for, and Numbers["at"] its place.

// change begins a change of a member or of the branch.
func change(c *call) error {
	i := c.arg(2)
	if i < 0 || i >= int64(len(branch.ChangeKinds)) {
		return office.Refusal(cards.OldCard)
	}
	k := branch.ChangeKinds[i]
	if err := office.MayEnter(c.me, k); err != nil {
		return err
	}
	p := office.People(c.tx, c.me.Branch)
	x := branch.Change{Branch: c.me.Branch, Kind: k.Kind}
	if k.Member {
		m := p.Member(branch.MemberID(c.arg(1)))
		if m == nil || !k.OfferedTo(p, *m, branch.DateOf(c.now)) {
			return office.Refusal(cards.OldCard)
		}
		x.Member = m.ID
	}
	if slices.Contains(k.Needs, branch.NeedCommittee) {
		for _, post := range branch.Posts {
			holder := branch.MemberID(0)
			for _, m := range p.Active(func(m branch.Member) bool { return m.Post == post }) {
				holder = m.ID
			}
			x.Members = append(x.Members, holder)
		}
	}
	c.begin("change", "", map[string]int64{"at": -1})
	c.form.Change = &x
	return c.changeNext(p)
}

// changing gives the kind of the form, the member it is about, and refuses a form that has lost its ground.
func (c *call) changing() (k branch.ChangeRule, p *branch.People, who string, err error) {
	k, ok := branch.ChangeRule{}, false
	if c.form.Change != nil {
		k, ok = branch.ChangeRuleOf(c.form.Change.Kind)
	}
	if !ok {
		return k, nil, "", office.Refusal(cards.OldForm)
	}
	p = office.People(c.tx, c.me.Branch)
	if k.Member {
		m := p.Member(c.form.Change.Member)
		if m == nil {
			return k, nil, "", office.Refusal(cards.OldForm)
		}
		who = m.Name
	}
	return k, p, who, office.MayEnter(c.me, k)
}

// changeNext goes on to the next need, or to the question whether all is right.
func (c *call) changeNext(p *branch.People) error {
	k, _ := branch.ChangeRuleOf(c.form.Change.Kind)
	at := c.form.Numbers["at"] + 1
	c.set("at", at)
	c.set("post", 0)
	if at < int64(len(k.Needs)) {
		c.form.Step = string(k.Needs[at])
		c.keep()
		return c.changeAsk(0)
	}
	c.form.Step = stepConfirm
	says, warnings, err := c.bot.Office.Foresee(c.tx, c.me, *c.form.Change, c.now)
	if err != nil {
		return err
	}
	c.keep()
	c.show(cards.ChangeConfirm(c.form.Number, k, says, c.form.Change.From, branch.DateOf(c.now), warnings))
	return nil
}

// changeAsk shows the question of the form's step.
func (c *call) changeAsk(page int64) error {
	k, p, who, err := c.changing()
	if err != nil {
		return err
	}
	x, today := c.form.Change, branch.DateOf(c.now)
	v := cards.ChangeView{Form: c.form.Number, Kind: k, Who: who, Need: branch.Need(c.form.Step), Choice: x.Choice, Columns: 2, Page: int(page)}
	v.Options = c.options(k, p, v.Need, today)
	switch v.Need {
	case branch.NeedMembers:
		var names []string
		for _, id := range x.Members {
			if m := p.Member(id); m != nil {
				names = append(names, m.Name)
			}
		}
		if len(names) > 0 {
			v.Picked, v.Next = "已选："+strings.Join(names, "、"), fmt.Sprintf("选好了（%d人）", len(names))
		}
	case branch.NeedCommittee:
		if post := c.form.Numbers["post"]; post > 0 {
			v.Picked = "请选择" + string(branch.Posts[post-1]) + "的人选。"
		} else {
			v.Columns, v.Next = 1, "选好了"
		}
	case branch.NeedReason, branch.NeedName:
		v.Options = nil
	}
	c.show(cards.ChangeAsk(v))
	return nil
}

// options gives what can be chosen by button for a need.
func (c *call) options(k branch.ChangeRule, p *branch.People, need branch.Need, today branch.Date) (list []cards.Option) {
	x := c.form.Change
	add := func(label string, value int64) { list = append(list, cards.Option{Label: label, Value: value}) }
	day := func(label string, d branch.Date) { add(label+d.Chinese(), int64(d)) }
	switch need {
	case branch.NeedFrom:
		if m := p.Member(x.Member); k.Kind == "full" && m != nil {
			day("预备期满", m.PutOff())
			return list
		}
		day("今天 ", today)
		y, month, _ := today.YMD()
		day("下月1日 ", branch.On(y, month+1, 1))
	case branch.NeedDate:
		if k.Days != nil {
			for _, d := range k.Days(p, *x) {
				day("", d)
			}
		}
	case branch.NeedFull:
		add("预备党员", 0)
	case branch.NeedGroup, branch.NeedTo:
		own := x.Group // NeedTo: not into itself
		if m := p.Member(x.Member); need == branch.NeedGroup && m != nil && m.Status == branch.Active {
			own = m.Group
		}
		for _, g := range p.Living() {
			if g.ID != own {
				add(g.Name, int64(g.ID))
			}
		}
	case branch.NeedChoice:
		for i, choice := range k.Choices {
			if m := p.Member(x.Member); k.Kind != "appoint" || m == nil || branch.RoleOpen(p, *m, choice) {
				add(choice, int64(i))
			}
		}
	case branch.NeedOld:
		for i, s := range p.Sections() {
			add(s, int64(i))
		}
	case branch.NeedMembers:
		for _, m := range p.Active(nil) {
			if slices.Contains(x.Members, m.ID) {
				add("已选 "+m.Name, -int64(m.ID))
			} else {
				add(m.Name, int64(m.ID))
			}
		}
	case branch.NeedCommittee:
		if c.form.Numbers["post"] > 0 {
			add("空缺", 0)
			for _, m := range p.Active(func(m branch.Member) bool { return !m.Probationary(today) }) {
				add(m.Name, int64(m.ID))
			}
			return list
		}
		for i, post := range branch.Posts {
			name := "空缺"
			if i < len(x.Members) {
				if m := p.Member(x.Members[i]); m != nil {
					name = m.Name
				}
			}
			add(string(post)+"："+name, int64(i+1))
		}
	}
	return list
}

// changePick takes an answer by button. Only what the question offers now is one.
func changePick(c *call) error {
	k, p, _, err := c.changing()
	if err != nil {
		return err
	}
	need, value, x := branch.Need(c.form.Step), c.arg(1), c.form.Change
	offered := func(o cards.Option) bool { return o.Value == value }
	if need == branch.NeedMembers { // pressed twice it sets the same again
		offered = func(o cards.Option) bool { return o.Value == value || o.Value == -value }
	}
	if !slices.ContainsFunc(c.options(k, p, need, branch.DateOf(c.now)), offered) {
		return office.Refusal(cards.OldForm)
	}
	switch need {
	case branch.NeedFrom:
		return c.changeDay(p, branch.Date(value))
	case branch.NeedDate:
		x.Date = branch.Date(value)
	case branch.NeedFull:
		x.Full = branch.Date(value)
	case branch.NeedGroup:
		x.Group = branch.GroupID(value)
	case branch.NeedTo:
		x.To = branch.GroupID(value)
	case branch.NeedChoice:
		x.Choice = k.Choices[value]
	case branch.NeedOld:
		x.Old = p.Sections()[value]
	case branch.NeedMembers:
		id := branch.MemberID(max(value, -value))
		x.Members = slices.DeleteFunc(x.Members, func(m branch.MemberID) bool { return m == id })
		if value > 0 {
			x.Members = append(x.Members, id)
		}
		c.keep()
		return c.changeAsk(c.arg(2))
	case branch.NeedCommittee:
		if post := c.form.Numbers["post"]; post > 0 {
			x.Members[post-1] = branch.MemberID(value)
			c.set("post", 0)
		} else {
			c.set("post", value)
		}
		c.keep()
		return c.changeAsk(0)
	}
	return c.changeNext(p)
}

// changeDay takes the day from which a change holds.
func (c *call) changeDay(p *branch.People, day branch.Date) error {
	var m branch.Member
	if who := p.Member(c.form.Change.Member); who != nil {
		m = *who
	}
	if err := branch.MayBegin(day, branch.DateOf(c.now), m); err != nil {
		return office.Refusal(err.Error())
	}
	c.form.Change.From = day
	return c.changeNext(p)
}

func changePage(c *call) error { return c.changeAsk(c.arg(1)) }

// changeDone ends a question that takes several answers.
func changeDone(c *call) error {
	_, p, _, err := c.changing()
	if err != nil {
		return err
	}
	need := branch.Need(c.form.Step)
	if need == branch.NeedCommittee && c.form.Numbers["post"] == 0 || need == branch.NeedMembers && len(c.form.Change.Members) > 0 {
		return c.changeNext(p)
	}
	return office.Refusal(cards.OldForm)
}

// changeTyped takes an answer that was typed.
func changeTyped(c *call, text string) error {
	_, p, _, err := c.changing()
	if err != nil {
		return err
	}
	x := c.form.Change
	switch need := branch.Need(c.form.Step); need {
	case branch.NeedFrom, branch.NeedDate, branch.NeedFull:
		day, ok := branch.ReadDate(text)
		if !ok {
			return office.Refusal("没有看懂这个日期。请点选，或发送完整的日期，例如 2026年7月1日。")
		}
		if need == branch.NeedFrom {
			return c.changeDay(p, day)
		}
		if need == branch.NeedFull {
			x.Full = day
		} else {
			x.Date = day
		}
	case branch.NeedName, branch.NeedReason:
		if text, err = office.ReadText(text); err != nil {
			return err
		}
		if need == branch.NeedName {
			x.Name = text
		} else {
			x.Reason = text
		}
	default:
		return office.Refusal("这一步请点选按钮。")
	}
	return c.changeNext(p)
}

func changeOK(c *call) error {
	if _, _, _, err := c.changing(); err != nil || c.form.Step != stepConfirm {
		return office.Refusal(cards.OldForm)
	}
	done, err := c.bot.Office.Change(c.tx, c.me, *c.form.Change, c.now)
	if err != nil {
		return err
	}
	c.drop()
	c.show(cards.ChangeEntered(done, branch.DateOf(c.now)))
	return nil
}

func undo(c *call) error {
	x, _, _, err := c.bot.Office.MayUndo(c.tx, c.me, branch.ChangeID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	c.show(cards.UndoConfirm(x))
	return nil
}

func undoOK(c *call) error {
	id := branch.ChangeID(c.arg(1))
	if err := c.bot.Office.UndoChange(c.tx, c.me, id, c.now); err != nil {
		return err
	}
	x, _ := office.GetChange(c.tx, c.me.Branch, id)
	c.show(cards.Undone(x))
	return nil
}

// hear notes on which day an account last did something, so that officers see who can be reached.
func (c *call) hear(b store.Binding) {
	if today := branch.DateOf(c.now); b.Heard != today {
		b.Heard = today
		store.Bindings.Put(c.tx, b)
	}
}
