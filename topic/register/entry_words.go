package register

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// What is said of entries of any kind.
const (
	tooOften = "这一项已经多次更正。请撤回后重新登记。"
	moved    = "这一项刚有变动，请重新打开再更正。"
	findWhat = "请发送要找的文字，例如姓名或名称中的几个字。"
)

// tooLate refuses who may not correct an entry, or not any more.
func tooLate(k Kind) string {
	switch {
	case k.Days == 0:
		return cards.NotYours
	case k.Correct == branch.Right{}:
		return fmt.Sprintf("登记后%d天内本人可以更正或撤回，之后不再更改。", k.Days)
	}
	return fmt.Sprintf("登记后%d天内本人可以更正或撤回，之后请联系%s。", k.Days, k.Correct.Holders())
}

// foundAtMost is how many entries are listed of those that were looked for: more are a page, and the search was too wide.
const foundAtMost = 8

// label is an entry on its button.
func (k Kind) label(e Entry) string {
	text := ""
	if k.Label != nil {
		text = k.Label(e)
	} else {
		text = cards.Shorten(k.Line(e), 24)
	}
	if e.Withdrawn != nil {
		text = "已撤回：" + text
	}
	return text
}

// listCard lists the entries of a kind. query is what was looked for; "": all are listed.
func (k Kind) listCard(b branch.BranchID, list []Entry, query string, page int, enters bool) chat.Card {
	standing := 0
	var all []chat.Button
	for _, e := range list {
		if e.Withdrawn == nil {
			standing++
		}
		all = append(all, cards.Button(k.label(e), k.act("see"), int64(b), e.ID))
	}
	text := cards.Say(cards.Strong(k.Title), fmt.Sprintf("，共%d项", standing))
	if k.About != "" {
		text = append(text, cards.Say("\n", k.About)...)
	}
	if query != "" {
		text = cards.Say(cards.Strong(k.Title), fmt.Sprintf("，“%s”查到%d项", query, len(list)))
		if len(all) > foundAtMost {
			all = all[:foundAtMost]
			text = append(text, cards.Say(fmt.Sprintf("，先列出%d项，请写得更具体些。", foundAtMost))...)
		}
	}
	rows := cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, k.act(""), int64(b), int64(p)) })
	var tools []chat.Button
	if len(list) > foundAtMost || query != "" {
		tools = append(tools, cards.Button("查找", k.act("find"), b))
	}
	if enters && k.Sheet != NoSheet && standing > 0 {
		label := "导出"
		if query != "" {
			label = "导出全部"
		}
		tools = append(tools, cards.Button(label, k.act("file"), b))
	}
	if query != "" {
		tools = append(tools, cards.Button("返回列表", k.act(""), int64(b), 0))
	}
	if len(tools) > 0 {
		rows = append(rows, tools)
	}
	last := cards.HomeRow
	if enters {
		last = cards.Row(cards.Button("登记", k.act("new"), int64(b), 0), cards.HomeRow[0])
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, last)}
}

// entryView is an entry as somebody sees it.
type entryView struct {
	Entry
	Firm, By, Changer, Taker string // names: of the enterprise, of who logged it, corrected it last, withdrew it
	Settler                  string // of who entered what came of it
	Like                     []Entry
	Enters, Corrects         bool
	Late                     bool // its reader has logged it and may not correct it any more
	Fresh                    bool // it has just been logged
}

// entryCard shows one entry: the first of its fields as a title, the others a line each, and the buttons of its reader.
func (k Kind) entryCard(v entryView) chat.Card {
	b := int64(v.Branch)
	order := k.Order
	if order == nil {
		for _, f := range k.Fields {
			if f.Label() != "" {
				order = append(order, f.Name)
			}
		}
	}
	title := v.Says(order[0])
	text := cards.Say(cards.Strong(title))
	if v.Fresh {
		text = cards.Say("已登记。\n", cards.Strong(title))
	}
	if v.Firm != "" && v.Firm != title {
		text = append(text, cards.Say("\n企业：", v.Firm)...)
	}
	for _, name := range order[1:] {
		says := v.Says(name)
		if name == DayField {
			says = v.Day().Chinese()
		}
		if name == k.Settle && v.Settled != 0 {
			says += "（" + v.Settled.Chinese() + v.Settler + "登记）"
		}
		if says != "" {
			text = append(text, cards.Say("\n", k.field(name).Label(), "：", says)...)
		}
	}
	if v.By != "" {
		text = append(text, cards.Say("\n登记人：", v.By)...)
	}
	if was, ok := v.Corrected(); ok {
		text = append(text, cards.Say("\n更正：", branch.DateOf(was.At).Chinese(), "，", v.Changer)...)
	}
	if v.Withdrawn != nil {
		text = append(text, cards.Say("\n已撤回：", branch.DateOf(v.Withdrawn.At).Chinese(), "，", v.Taker)...)
	}
	if v.Late {
		text = append(text, cards.Say("\n", tooLate(k))...)
	}
	for i, l := range cards.First(v.Like, 5) {
		if i == 0 {
			text = append(text, cards.Say("\n", cards.Strong(k.LikeTitle))...)
		}
		text = append(text, cards.Say("\n• ", k.Line(l))...)
	}
	var rows [][]chat.Button
	if v.Enters && k.Settle != "" && v.Withdrawn == nil {
		var r []chat.Button
		for _, o := range k.Outcomes {
			if o != v.Says(k.Settle) {
				r = append(r, cards.Button(o, k.act("set"), b, v.ID, chat.Code(o)))
			}
		}
		rows = append(rows, r)
	}
	if v.Corrects {
		rows = append(rows, cards.Row(cards.Button("更正", k.act("fix"), b, v.ID), cards.Button("撤回", k.act("no"), b, v.ID)))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("返回列表", k.act(""), b, 0), cards.HomeRow[0]))}
}

// title is the first thing that an entry says.
func (k Kind) title(e Entry) string {
	for _, f := range k.Fields {
		if len(k.Order) > 0 {
			return e.Says(k.Order[0])
		}
		if f.Label() != "" {
			return e.Says(f.Name)
		}
	}
	return ""
}

// withdrawCard asks whether an entry is to be withdrawn.
func (k Kind) withdrawCard(e Entry) chat.Card {
	b := int64(e.Branch)
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("撤回这一项"), "\n", cards.Strong(k.title(e)), "\n", k.Line(e), "\n\n撤回后不再计入，登记和撤回的情况仍然保留。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("确认撤回", k.act("nok"), b, e.ID), cards.Button("返回", k.act("see"), b, e.ID))}}
}

// document is the kind of the document that is its sheet. Its arguments: branch, who asked.
func (k Kind) document() string { return "register." + k.Name }

// fileCard is the sheet as a file.
func (k Kind) fileCard(b branch.Branch, asker branch.MemberID, day branch.Date) chat.Card {
	return cards.File(fmt.Sprintf("%s:%d:%s", k.document(), b.ID, day), fmt.Sprintf("%s，截至%s，仅供支部工作使用。", k.SheetTitle, day.Chinese()),
		k.document(), k.SheetTitle+"-"+day.String()+".xlsx", int64(b.ID), int64(asker))
}
