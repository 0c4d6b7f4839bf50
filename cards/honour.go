package cards

import (
	"fmt"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions about 先进典型和表彰.
const (
	ActHonours  = "hon"      // branch, page
	ActHonour   = "hon.see"  // branch, commendation
	ActHonNew   = "hon.new"  // branch, contact or 0
	ActHonLevel = "hon.lvl"  // form, level (its place in branch.HonourLevels)
	ActHonDone  = "hon.done" // form, outcome (its place in branch.Outcomes)
	ActHonOK    = "hon.ok"   // form
	ActHonSet   = "hon.set"  // branch, commendation, outcome
)

func honourLine(c branch.Commendation) string {
	return fmt.Sprintf("%s %s（%s，%s）", c.Day, c.Honour, c.Level, c.Outcome)
}

// Honours lists what members, the branch and enterprises were put forward for or received, the latest first.
func Honours(b branch.BranchID, list []branch.Commendation, page int, officer bool) chat.Card {
	var all []chat.Button
	for _, c := range list {
		all = append(all, button(shorten(c.Who, 10)+"："+shorten(c.Honour, 12), ActHonour, int64(b), c.ID))
	}
	text := say(bold("先进典型和表彰"), fmt.Sprintf("，共%d项", len(list)), "\n推荐台企、台商、党员和支部参评上级荣誉，以及获得的表彰。")
	last := homeRow
	if officer {
		last = row(button("登记", ActHonNew, int64(b), 0), homeRow[0])
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(paged(all, 1, page, func(l string, p int) chat.Button { return button(l, ActHonours, int64(b), int64(p)) }), last)}
}

// Honour shows one, with the honours that its subject holds already.
func Honour(c branch.Commendation, firm, by string, held []branch.Commendation, officer bool) chat.Card {
	text := say(bold(c.Who))
	if firm != "" && firm != c.Who {
		text = append(text, say("\n企业：", firm)...)
	}
	text = append(text, say("\n荣誉：", c.Honour, "\n级别：", c.Level, "\n日期：", c.Day.Chinese(), "\n结果：", c.Outcome)...)
	if c.Decided != 0 {
		text = append(text, say("（", c.Decided.Chinese(), "登记）")...)
	}
	if by != "" {
		text = append(text, say("\n登记人：", by)...)
	}
	for i, h := range first(held, 5) {
		if i == 0 {
			text = append(text, say("\n", bold("已有荣誉"))...)
		}
		text = append(text, say("\n• ", honourLine(h))...)
	}
	var rows [][]chat.Button
	if officer {
		r := row()
		for i, o := range branch.Outcomes {
			if o != c.Outcome {
				r = append(r, button(o, ActHonSet, int64(c.Branch), c.ID, int64(i)))
			}
		}
		rows = append(rows, r)
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, row(button("返回列表", ActHonours, int64(c.Branch), 0), homeRow[0]))}
}

// HonourWho asks whom it is for.
func HonourWho(form int64, firm string) chat.Card {
	ask := "请发送推荐或表彰的对象，直接发送即可。\n例如：党员姓名，或“机关党支部”。"
	if firm != "" {
		ask = "请发送对象：企业本身，或企业人员（只写职务和姓氏）。\n例如：" + shorten(firm, 14) + "，或“总经理王先生”。"
	}
	return chat.Card{Key: KeyHome, Text: say(bold("先进典型和表彰"), "\n", ask), Rows: [][]chat.Button{row(button("取消", ActCancel, form))}}
}

// HonourWhat asks what for.
func HonourWhat(form int64, who string) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(bold(who), "\n请发送荣誉的名称，例如：“富民兴潍”劳动奖章。"), Rows: [][]chat.Button{row(button("取消", ActCancel, form))}}
}

// HonourLevel asks on which level it is given.
func HonourLevel(form int64, who, honour string) chat.Card {
	var all []chat.Button
	for i, l := range branch.HonourLevels {
		all = append(all, button(l, ActHonLevel, form, int64(i)))
	}
	return chat.Card{Key: KeyHome, Text: say(bold(who), "\n荣誉：", honour, "\n是哪一级的？"),
		Rows: append(paged(all, 2, 0, nil), row(button("取消", ActCancel, form)))}
}

// HonourDone asks how it stands.
func HonourDone(form int64, who, honour, level string) chat.Card {
	r := row()
	for i, o := range branch.Outcomes {
		r = append(r, button(o, ActHonDone, form, int64(i)))
	}
	return chat.Card{Key: KeyHome, Text: say(bold(who), "\n荣誉：", honour, "\n级别：", level, "\n结果如何？"), Rows: [][]chat.Button{r, row(button("取消", ActCancel, form))}}
}

// HonourConfirm shows what was understood; the day is today's until another is sent.
func HonourConfirm(form int64, c branch.Commendation, held []branch.Commendation) chat.Card {
	text := say(bold(c.Who), "\n荣誉：", c.Honour, "\n级别：", c.Level, "\n结果：", c.Outcome, "\n日期：", c.Day.Chinese(), "（不是这一天的，请直接发送日期）")
	for _, h := range first(held, 3) {
		text = append(text, say("\n已有：", honourLine(h))...)
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{row(button("确认", ActHonOK, form), button("取消", ActCancel, form))}}
}
