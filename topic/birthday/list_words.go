package birthday

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// monthCard tells who keeps the branch's 政治生日 who has one this month.
func monthCard(b branch.Branch, first branch.Date, lines []Line) chat.Card {
	_, month, _ := first.YMD()
	text := cards.Say(cards.Strong(fmt.Sprintf("%d月政治生日", month)), fmt.Sprintf("（%d人）", len(lines)))
	for _, l := range lines {
		text = append(text, cards.Say(birthdayText(l, true))...)
	}
	if b.Settings.Together {
		text = append(text, cards.Say("\n\n本支部集体过政治生日，本月的贺卡一并发给上列同志。")...)
	}
	return chat.Card{Key: fmt.Sprintf("month:%d:%s", b.ID, first), Text: text,
		Rows: [][]chat.Button{cards.Row(cards.Button("政治生日名单", ActBirthdays, int64(b.ID), 0, 0))}}
}

// The views of the lists.
const (
	ViewThisMonth = iota
	ViewNextMonth
	ViewYear
	ViewStanding
	ViewMedal
)

// linesPerPage is how many lines of a list stand on one card.
const linesPerPage = 12

// listCard is one of the lists: lines are written out, and title says which and of whom.
func listCard(b branch.Branch, title, note string, lines []string, view, page int, officer bool) chat.Card {
	part, n, of := cards.Page(lines, linesPerPage, page)
	text := cards.Say(cards.Strong(title), fmt.Sprintf("（%d人）", len(lines)))
	for _, l := range part {
		text = append(text, cards.Say("\n• ", l)...)
	}
	if len(lines) == 0 {
		text = cards.Say(cards.Strong(title), "\n没有。")
	}
	if note != "" {
		text = append(text, cards.Say("\n\n", note)...)
	}
	at := func(label string, v, p int) chat.Button {
		return cards.Button(label, ActBirthdays, int64(b.ID), int64(v), int64(p))
	}
	rows := cards.Turns(n, of, func(p int) chat.Button { return at("", view, p) })
	var views []chat.Button
	for v, label := range []string{"本月", "下月", "按日期", "党龄", "光荣在党50年"} {
		if v != view {
			views = append(views, at(label, v, 0))
		}
	}
	rows = append(rows, views[:2:2], views[2:])
	if officer {
		rows = append(rows, cards.Row(cards.Button("导出名单", ActListFile, b.ID)))
	}
	rows = append(rows, cards.HomeRow)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: rows}
}

// lineText is 6月3日 王志远（第一党小组），入党三十周年.
func lineText(l Line, group bool) string { return birthdayText(l, group)[len("\n• "):] }

// standingText is 王志远：党龄28年（1997年6月3日转正）.
func standingText(m branch.Member, day branch.Date) string {
	years, ok := m.FullYears(day)
	switch {
	case !ok:
		return m.Name + "：预备党员（" + m.Joined.Chinese() + "入党）"
	case years == 0:
		return m.Name + "：不满一年（" + m.Full.Chinese() + "转正）"
	}
	return fmt.Sprintf("%s：%d年（%s转正）", m.Name, years, m.Full.Chinese())
}

// medalText is 王志远（离退休）：党龄51年，1975年6月3日转正.
func medalText(m branch.Member, year int) string {
	years, _ := m.FullYears(branch.On(year, 7, 1))
	return fmt.Sprintf("%s（%s）：党龄%d年，%s转正", m.Name, service(m), years, m.Full.Chinese())
}

// service is 在职 or 离退休.
func service(m branch.Member) string {
	if m.Status == branch.Retired {
		return "离退休"
	}
	return "在职"
}
