package cards

import (
	"fmt"

	"zhibu/branch"
	"zhibu/chat"
)

// VisitWhere asks which enterprise was visited; contacts come in the order to show.
func VisitWhere(b branch.BranchID, contacts []branch.Contact, page int) chat.Card {
	if len(contacts) == 0 {
		return chat.Card{Key: KeyHome, Text: say("支部还没有登记联系点，请联系组织委员。"), Rows: [][]chat.Button{homeRow}}
	}
	var all []chat.Button
	for _, c := range contacts {
		all = append(all, button(c.Name, ActVisitAt, int64(b), int64(c.ID), 0))
	}
	rows := paged(all, 1, page, func(label string, p int) chat.Button { return button(label, ActVisit, int64(b), int64(p)) })
	return chat.Card{Key: KeyHome, Text: say(bold("登记走访"), "\n请选择走访的企业。"), Rows: append(rows, homeRow)}
}

// VisitText asks for the one sentence.
func VisitText(form int64, c branch.Contact) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(bold("登记走访："+c.Name), "\n请用一句话写下走访情况，直接发送即可。\n例如：了解企业党支部换届准备情况，商定下月共同开展主题党日。"),
		Rows: [][]chat.Button{row(button("取消", ActCancel, form))}}
}

// VisitConfirm shows what was understood.
func VisitConfirm(form int64, c branch.Contact, day branch.Date, today branch.Date, text string) chat.Card {
	quarter := branch.PeriodOf(branch.Quarter, day)
	late := ""
	if day < branch.PeriodOf(branch.Quarter, today).From {
		late = "（补录）"
	}
	return chat.Card{Key: KeyHome, Text: say(bold("登记走访："+c.Name), "\n日期：", day.ChineseWeekday(), "\n计入：", quarter.String(), late, "\n情况：", text),
		Rows: [][]chat.Button{row(button("确认", ActVisitOK, form), button("改日期", ActVisitDay, form)), row(button("取消", ActCancel, form))}}
}

// VisitDays asks for an earlier day: the last eight by button, any by typing.
func VisitDays(form int64, today branch.Date) chat.Card {
	var rows [][]chat.Button
	for i := range branch.Date(4) {
		r := row()
		for _, d := range []branch.Date{today - 2*i, today - 2*i - 1} {
			label := d.MonthDay()
			switch d {
			case today:
				label = "今天"
			case today - 1:
				label = "昨天"
			}
			r = append(r, button(label, ActVisitOn, form, int64(d)))
		}
		rows = append(rows, r)
	}
	return chat.Card{Key: KeyHome, Text: say("走访是哪一天？\n请点选，或直接发送日期，例如 2026年3月5日。"),
		Rows: append(rows, row(button("取消", ActCancel, form)))}
}

// VisitLogged says that the visit stands.
func VisitLogged(b branch.BranchID, c branch.Contact, day branch.Date, late bool) chat.Card {
	mark := ""
	if late {
		mark = "（补录）"
	}
	return chat.Card{Key: KeyHome, Text: say("已登记：", day.MonthDay(), "走访", c.Name, mark, "，计入", branch.PeriodOf(branch.Quarter, day).String(), "。"),
		Rows: [][]chat.Button{row(button("再登记一次", ActVisit, int64(b), 0), button("本季度走访", ActBoard, b)), homeRow}}
}

// BoardLine is one contact point on the board.
type BoardLine struct {
	Contact branch.Contact
	Leader  string
	Owed    int
	Last    branch.Date // the last visit in this period; none if there was none
}

// Board shows what is still owed this quarter, point by point. It compares nobody with anybody.
func Board(b branch.BranchID, p branch.Period, lines []BoardLine) chat.Card {
	text := say(bold(p.String() + "走访"))
	var owed, done []chat.Span
	for _, l := range lines {
		name := "\n• " + l.Contact.Name
		if l.Leader != "" {
			name += "（" + l.Leader + "）"
		}
		if l.Owed > 0 {
			owed = append(owed, say(name, fmt.Sprintf("：%d次", l.Owed))...)
		} else {
			done = append(done, say(name, "：", l.Last.MonthDay())...)
		}
	}
	switch {
	case len(lines) == 0:
		text = append(text, say("\n还没有登记联系点。")...)
	case len(owed) == 0:
		text = append(text, say("\n本季度走访已全部完成。")...)
	default:
		text = append(append(text, say("\n", bold("本季度还差"))...), owed...)
	}
	if len(done) > 0 {
		text = append(append(text, say("\n", bold("已走访"))...), done...)
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{row(button("登记走访", ActVisit, int64(b), 0)), homeRow}}
}

// Digest is a day's one reminder: the contact points whose visit is still owed this quarter.
func Digest(b branch.BranchID, day branch.Date, p branch.Period, owed, done []branch.Contact) chat.Card {
	text := say(bold("走访提醒"), "（", day.MonthDay(), "）\n", p.String(), "到", p.To.MonthDay(), "结束，下列联系点还没有走访登记：")
	if len(owed) == 0 {
		text = say(bold("走访提醒"), "（", day.MonthDay(), "）\n", p.String(), "的走访已经登记：")
	}
	var rows [][]chat.Button
	for _, c := range owed {
		text = append(text, say("\n• ", c.Name)...)
		rows = append(rows, row(button("登记："+c.Name, ActVisitAt, int64(b), int64(c.ID), 1)))
	}
	for _, c := range done {
		text = append(text, say("\n• ", c.Name, "（已登记）")...)
	}
	if len(rows) > perPage {
		rows = append(rows[:perPage-1:perPage-1], row(button("更多企业", ActVisit, int64(b), 0)))
	}
	return chat.Card{Key: KeyDigest(b, day), Text: text, Rows: rows}
}
