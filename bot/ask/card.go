package ask

import (
	"fmt"
	"slices"

	"zhibu/cards"
	"zhibu/chat"
)

// Card shows how far the form has come: a question, or all answers.
func (r *Run) Card() chat.Card {
	if r.Draft != "" {
		for _, f := range r.Fields {
			if f.loose && f.most > 0 {
				return cards.TextTwice(r.key(), r.Number, chat.Get[string](r.Answers, f.Name), r.Draft)
			}
		}
	}
	if f, ok := r.field(r.Asked); ok {
		return r.questionCard(f)
	}
	return r.filledCard()
}

func (r *Run) questionCard(f Field) chat.Card {
	x, steps := r.x(), r.steps()
	q := cards.Question{Key: r.key(), Form: r.Number, Field: chat.Code(f.Name), Head: r.head(x), Step: slices.Index(steps, f.Name) + 1, Steps: len(steps),
		Ask: cards.Words(f.question(x)), Columns: f.columns, Page: r.Page, Several: f.several, Fixing: r.Fixing, Leave: r.leave(), Protect: r.Protect}
	if r.Fixing {
		q.Steps = 0
	}
	all := f.offers(x)
	if r.Query != "" {
		all = Filter(all, r.Query, label)
		q.Ask = append(q.Ask, cards.Words(fmt.Sprintf("\n“%s”有%d个，请点选。", clip(r.Query), len(all)))...)
	}
	picked := chat.Get[[]int64](r.Answers, f.Name)
	for _, o := range all {
		q.Options = append(q.Options, cards.Option{Label: o.Label, Value: o.Value, On: f.several && slices.Contains(picked, o.Value)})
	}
	if f.more != nil {
		q.More = f.more(x)
	}
	has := r.Answers.Has(f.Name)
	switch {
	case f.several:
		q.Is = "\n已选：" + f.shown(x)
		if len(picked) == 0 {
			q.Is = "\n已选：（未选）"
		}
		if len(picked) >= f.least || f.optional && f.empty == "" {
			if q.Rest = "选好了"; f.unit != "" {
				q.Rest = fmt.Sprintf("选好了（%d%s）", len(picked), f.unit)
			}
		}
		q.Fixing = false
	case f.adds:
		if s := f.shown(x); s != "" && f.asking == nil { // a question of its own says what there is
			q.Is = "\n已写：" + shorten(s) + "\n再发送的接在后面。"
		}
		if has && r.enough(f) == nil || f.optional && r.Fixing {
			q.Rest = f.rest
		}
	case has && !r.Adding:
		if s := f.shown(x); s != "" {
			if q.Is = "\n现在：" + shorten(s); f.anyway {
				q.Is = "\n" + shorten(s)
			}
		}
		if q.Rest = f.rest; !r.Fixing && q.Rest == "" {
			q.Rest = "不改，下一步"
		}
	}
	_, before := r.before()
	q.Back = before && !r.Fixing
	switch {
	case f.adds && f.shown(x) != "":
		q.None = "清空重写"
	case f.empty != "" && !(f.offered && !has):
		q.None = f.empty
	case f.optional && r.Fixing && f.shown(x) != "":
		q.None = "去掉" + f.label
	case f.optional && !r.Fixing:
		q.Skip = true
	}
	return cards.AskCard(q)
}

func (r *Run) leave() chat.Button {
	switch {
	case r.Away.Label != "":
		return r.Away
	case r.Form.Leave == "":
		return cards.LeaveForm("取消", r.Number)
	}
	return cards.LeaveForm(r.Form.Leave, r.Number)
}

func (r *Run) filledCard() chat.Card {
	x := r.x()
	v := cards.Filled{Key: r.key(), Form: r.Number, Sum: r.Answers.Sum(), Yes: r.Yes, Leave: r.leave(), Protect: r.Protect}
	if v.Yes == "" {
		v.Yes = "确认"
	}
	var wrong error
	if r.Filled != nil {
		v.Text, wrong = r.Filled(x)
	} else {
		v.Text = cards.Lines(r.head(x), r.lines())
	}
	if wrong != nil {
		v.Text = append(cards.Lines(r.head(x), r.lines()), cards.Words("\n\n"+wrong.Error())...)
		v.Yes = ""
	}
	v.Back = len(r.steps()) > 1
	for _, f := range r.Fields {
		if !f.fixable(x) {
			continue
		}
		has := f.shown(x) != ""
		switch {
		case f.direct:
			for _, o := range f.offers(x) {
				if now := chat.Get[bool](x.Answers, f.Name); (o.Value == 1) != now {
					if o.Label == "是" || o.Label == "否" {
						o.Label = f.label + "改为" + o.Label
					}
					v.Fixes = append(v.Fixes, cards.Fix{Label: o.Label, Action: cards.ActFormSet, Args: []int64{chat.Code(f.Name), o.Value}})
				}
			}
		case f.picture && has:
			v.Fixes = append(v.Fixes, cards.Fix{Label: "去掉" + f.label, Action: cards.ActFormNone, Args: []int64{chat.Code(f.Name)}})
		case f.picture || f.document: // sent, never typed
		case f.goesOn && has:
			v.Fixes = append(v.Fixes, cards.Fix{Label: "接着写", Action: cards.ActFormMore, Args: []int64{chat.Code(f.Name)}})
		default:
			v.Fixes = append(v.Fixes, cards.Fix{Label: f.fixLabel(has), Action: cards.ActFormFix, Args: []int64{chat.Code(f.Name)}})
		}
	}
	if r.More != nil {
		v.More = r.More(x)
	}
	return cards.FilledCard(v)
}

// lines are the answers that have a name.
func (r *Run) lines() (list [][2]string) {
	x := r.x()
	for _, f := range r.Fields {
		if s := f.shown(x); f.label != "" && s != "" && f.applies(x) {
			list = append(list, [2]string{f.label, s})
		}
	}
	return list
}

// shorten keeps a card within a message: the rest of a long answer is seen among all answers.
func shorten(s string) string {
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}
