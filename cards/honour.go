package cards

import (
	"fmt"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions about 先进典型和表彰.
const (
	ActHonours = "hon"     // branch, page
	ActHonour  = "hon.see" // branch, commendation
	ActHonNew  = "hon.new" // branch, contact or 0
	ActHonSet  = "hon.set" // branch, commendation, outcome
)

func honourLine(c branch.Commendation) string {
	return fmt.Sprintf("%s %s（%s，%s）", c.Day, c.Honour, c.Level, c.Outcome)
}

// Honours lists what members, the branch and enterprises were put forward for or received, the latest first.
func Honours(b branch.BranchID, list []branch.Commendation, page int, keeps bool) chat.Card {
	var all []chat.Button
	for _, c := range list {
		all = append(all, button(shorten(c.Who, 10)+"："+shorten(c.Honour, 12), ActHonour, int64(b), c.ID))
	}
	text := say(bold("先进典型和表彰"), fmt.Sprintf("，共%d项", len(list)), "\n推荐台企、台商、党员和支部参评上级荣誉，以及获得的表彰。")
	last := homeRow
	if keeps {
		last = row(button("登记", ActHonNew, int64(b), 0), homeRow[0])
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(Paged(all, 1, page, func(l string, p int) chat.Button { return button(l, ActHonours, int64(b), int64(p)) }), last)}
}

// Honour shows one, with the honours that its subject holds already.
func Honour(c branch.Commendation, firm, by string, held []branch.Commendation, keeps bool) chat.Card {
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
	if keeps {
		r := row()
		for _, o := range branch.Outcomes {
			if o != c.Outcome {
				r = append(r, button(o, ActHonSet, int64(c.Branch), c.ID, chat.Code(o)))
			}
		}
		rows = append(rows, r)
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, row(button("返回列表", ActHonours, int64(c.Branch), 0), homeRow[0]))}
}

// HonourHead stands over the questions about an honour: what is known so far.
func HonourHead(c branch.Commendation) []chat.Span {
	if c.Who == "" {
		return say(bold("先进典型和表彰"))
	}
	text := say(bold(c.Who))
	for _, l := range [][2]string{{"荣誉", c.Honour}, {"级别", c.Level}} {
		if l[1] != "" {
			text = append(text, say("\n", l[0], "：", l[1])...)
		}
	}
	return text
}

// HonourWho asks whom it is for.
func HonourWho(firm string) string {
	if firm != "" {
		return "请发送对象：企业本身，或企业人员（只写职务和姓氏）。\n例如：" + shorten(firm, 14) + "，或“总经理王先生”。"
	}
	return "请发送推荐或表彰的对象，直接发送即可。\n例如：党员姓名，或“机关党支部”。"
}

// What else is asked about an honour.
const (
	HonourWhat    = "请发送荣誉的名称，例如：“富民兴潍”劳动奖章。"
	HonourLevel   = "是哪一级的？"
	HonourOutcome = "结果如何？"
	HonourDay     = "是哪一天？请点选，或直接发送日期，例如 2026年3月5日。"
)

// HonourFilled shows what was understood; the day is today's until another is sent.
func HonourFilled(c branch.Commendation, held []branch.Commendation) []chat.Span {
	text := say(bold(c.Who), "\n荣誉：", c.Honour, "\n级别：", c.Level, "\n结果：", c.Outcome, "\n日期：", c.Day.Chinese(), "（不是这一天的，请直接发送日期）")
	for _, h := range first(held, 3) {
		text = append(text, say("\n已有：", honourLine(h))...)
	}
	return text
}
