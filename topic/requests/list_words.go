package requests

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Filter is which requests a list shows. Buttons carry these numbers.
type Filter int64

// The filters.
const (
	OpenOnes Filter = 0
	Mine     Filter = 1
	Late     Filter = 2
	All      Filter = 3
)

var filterNames = []string{"未办结", "待我办", "已超期", "全部"}

// line is a request in a list.
func line(r Request, today branch.Date) []chat.Span {
	state := string(r.Stage)
	switch {
	case r.Overdue(today):
		state += "，应于" + r.Due.MonthDay() + "前，已超期"
	case r.Open() && r.Due != 0:
		state += "，" + r.Due.MonthDay() + "前"
	}
	return cards.Say("\n• ", r.Firm, "：", cards.Shorten(r.Text, 20), "（", state, "）")
}

// reminderLine is a request on the daily card. mine is set if it is the reader's turn.
func reminderLine(r Request, mine bool, today branch.Date) cards.ReminderLine {
	return cards.ReminderLine{Text: line(r, today), Open: mine && r.Open(), Button: cards.Button("办理："+cards.Shorten(r.Text, 12), ActRequest, int64(r.Branch), int64(r.ID), 1)}
}

// overduePart is the overdue requests in the 书记's week, before their lines.
func overduePart(b branch.BranchID) cards.ReminderPart {
	return cards.ReminderPart{Title: "诉求超期", Way: cards.Button("超期诉求", ActRequests, int64(b), int64(OpenOnes), 0)}
}

// listCard lists requests, the latest first. query is what was searched for, "" if nothing was.
func listCard(b branch.BranchID, f Filter, list []Request, query string, page int, today branch.Date) chat.Card {
	title := "诉求：" + filterNames[f]
	if query != "" {
		title = "诉求：查找“" + cards.Shorten(query, 20) + "”"
	}
	text := cards.Say(cards.Strong(title), fmt.Sprintf("，共%d件", len(list)))
	if query != "" {
		if len(list) > listPage {
			text = append(text, cards.Say("，先列最近的；请再加一个词，用空格隔开")...)
		}
		list, page = cards.First(list, listPage), 0
	} else {
		text = append(text, cards.Say("\n查找请发送：/requests 用电")...)
	}
	part, at, of := cards.Page(list, listPage, page)
	var rows [][]chat.Button
	for _, r := range part {
		text = append(text, line(r, today)...)
		rows = append(rows, cards.Row(cards.Button(cards.Shorten(r.Firm, 8)+"："+cards.Shorten(r.Text, 10), ActRequest, int64(b), int64(r.ID), 0)))
	}
	rows = append(rows, cards.Turns(at, of, func(p int) chat.Button { return cards.Button("", ActRequests, int64(b), int64(f), int64(p)) })...)
	filters := cards.Row()
	for i, name := range filterNames {
		if Filter(i) != f || query != "" {
			filters = append(filters, cards.Button(name, ActRequests, int64(b), int64(i), 0))
		}
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, filters, cards.Row(cards.Button("记企业诉求", ActAskAt, int64(b), 0), cards.HomeRow[0]))}
}

// listPage is how many requests a list shows at once.
const listPage = 6

// firmPart is what of the requests stands on an enterprise's card. open is how many are not settled.
func firmPart(c branch.Contact, open int) cards.FirmPart {
	part := cards.FirmPart{Enter: cards.Button("记企业诉求", ActAsk, int64(c.Branch), int64(c.ID)), See: cards.Button("诉求", ActFirmReqs, int64(c.Branch), int64(c.ID), 0)}
	if open > 0 {
		part.Name, part.Value = "未办结诉求", fmt.Sprintf("%d件", open)
		part.See.Label = fmt.Sprintf("诉求（%d件未办结）", open)
	}
	return part
}

// firmCard lists an enterprise's requests.
func firmCard(c branch.Contact, list []Request, page int, today branch.Date) chat.Card {
	b := int64(c.Branch)
	var all []chat.Button
	text := cards.Say(cards.Strong("诉求："+c.Name), fmt.Sprintf("，共%d件", len(list)))
	for _, r := range list {
		all = append(all, cards.Button(r.At.In(branch.Shanghai).Format("2006-01-02 ")+string(r.Stage)+"："+cards.Shorten(r.Text, 10), ActRequest, b, int64(r.ID), 0))
	}
	rows := cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, ActFirmReqs, b, int64(c.ID), int64(p)) })
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("记企业诉求", ActAsk, b, int64(c.ID)), cards.Button("返回企业", ActFirm, b, int64(c.ID))))}
}
