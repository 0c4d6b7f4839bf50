package meeting

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// heldLine is what a report says of the meetings of a kind.
func heldLine(kind string, days []branch.Date) string {
	var on []string
	for _, d := range cards.First(days, 6) {
		on = append(on, d.MonthDay())
	}
	text := fmt.Sprintf("召开%s%d次（%s", kind, len(days), strings.Join(on, "、"))
	if len(days) > len(on) {
		text += "等"
	}
	return text + "）。"
}

// title is what a gathering was: 主题党日、党小组会.
func (c Content) title() string { return strings.Join(c.Kinds, "、") }

// listed is a record in the list.
type listed struct {
	Gathering
	Group   string // of the one group that met
	Minutes string // their state; "": there are none, or they are not the reader's to read
}

// label is a record on its button: the day, with the year if that is another, what it was, and how its minutes stand.
func (l listed) label(today branch.Date) string {
	label := l.Day.MonthDay()
	if l.Day.Year() != today.Year() {
		label = l.Day.Chinese()
	}
	title := l.title()
	if l.Group != "" {
		title = groupMeeting(branch.Group{Name: l.Group})
	}
	label += " " + cards.Shorten(title, 14)
	switch {
	case l.Withdrawn != nil:
		return "已撤回：" + label
	case l.Minutes != "":
		return label + "（" + l.Minutes + "）"
	}
	return label
}

// listCard lists the records.
func listCard(b branch.BranchID, list []listed, page int, enters bool, today branch.Date) chat.Card {
	var all []chat.Button
	standing := 0
	for _, g := range list {
		if g.Withdrawn == nil {
			standing++
		}
		all = append(all, cards.Button(g.label(today), ActSee, int64(b), g.ID))
	}
	text := cards.Say(cards.Strong("会议记录"), fmt.Sprintf("，共%d次", standing))
	if standing == 0 {
		text = cards.Say(cards.Strong("会议记录"), "\n还没有登记过会议。")
	}
	rows := cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, ActList, int64(b), int64(p)) })
	last := cards.Row(toBoard(b), cards.HomeRow[0])
	if enters {
		last = append(cards.Row(cards.Button("登记", ActNew, b)), last...)
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, last)}
}

// gatheringView is a record as somebody sees it.
type gatheringView struct {
	Gathering
	Groups, By, Changer, Taker string // names
	Corrects                   bool
	Minutes                    string // their state, "" if the reader may not read them; "-" if there are none that could be written
}

// gatheringCard shows one record.
func gatheringCard(v gatheringView) chat.Card {
	b := int64(v.Branch)
	text := cards.Say(cards.Strong(v.title()), "\n日期：", v.Day.ChineseWeekday())
	if v.Groups != "" {
		text = append(text, cards.Say("\n党小组：", v.Groups)...)
	}
	text = append(text, cards.Say("\n议题：", v.Topics, "\n登记人：", v.By)...)
	if n := len(v.Was); n > 0 {
		was := v.Was[n-1]
		text = append(text, cards.Say("\n更正：", branch.DateOf(was.At).Chinese(), "，", v.Changer)...)
		if former := was.differs(v.Content); former != "" {
			text = append(text, cards.Say("\n更正前：", former)...)
		}
	}
	if v.Withdrawn != nil {
		text = append(text, cards.Say("\n已撤回：", branch.DateOf(v.Withdrawn.At).Chinese(), "，", v.Taker)...)
	}
	var rows [][]chat.Button
	if v.Corrects {
		rows = append(rows, cards.Row(cards.Button("更正", ActFix, b, v.ID), cards.Button("撤回", ActNo, b, v.ID)))
	}
	if v.Minutes != "" {
		label := "会议记录（" + v.Minutes + "）"
		if v.Minutes == "-" {
			label = "写会议记录"
		}
		rows = append(rows, cards.Row(cards.Button(label, ActMinutes, b, v.ID)))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("返回列表", ActList, b, 0), cards.HomeRow[0]))}
}

// differs is what of a former version is not as it is now, in a line.
func (f Former) differs(now Content) string {
	var parts []string
	if f.title() != now.title() {
		parts = append(parts, f.title())
	}
	if f.Day != now.Day {
		parts = append(parts, f.Day.MonthDay())
	}
	if f.Topics != now.Topics {
		parts = append(parts, cards.Shorten(f.Topics, 30))
	}
	return strings.Join(parts, "，")
}

// withdrawCard asks whether a record is to be withdrawn.
func withdrawCard(g Gathering) chat.Card {
	b := int64(g.Branch)
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("撤回这次会议"), "\n", g.Day.MonthDay(), " ", g.title(), "\n\n撤回后不再计入，登记和撤回的情况仍然保留。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("确认撤回", ActNoOK, b, g.ID), cards.Button("返回", ActSee, b, g.ID))}}
}

// What the forms ask.
const (
	askKinds  = "开的是什么会？一次会同时是几种的，都选上。"
	askGroups = "是哪个党小组的会？几个组一起开的，都选上。"
	askDay    = "是哪一天开的？请点选，或直接发送日期，例如 3月5日。"
	askTopics = "请用一两句话写明议题。\n" + cards.NoSecrets
	askWhich  = "哪一项没有开展？"
	takeBack  = "撤回说明"
)

// askWhy asks for a reason.
func askWhy(w Owing) string {
	if w.Reason != "" {
		return "现在的说明是：" + w.Reason + "。\n请点选新的原因，或用一句话写下来；已另有安排的，点「" + takeBack + "」。"
	}
	return "请点选原因，或用一句话写下来。\n登记以后，这一项不再提醒；后来开了的，照常登记就行。"
}

// unheldLabel is what is owed, on the button that picks it.
func unheldLabel(w Owing) string {
	label := w.Period.Short() + w.called()
	if w.Reason != "" {
		label += "（已说明）"
	}
	return label
}

// unheldSaid says what was noted.
func unheldSaid(w Owing) string {
	if w.Reason == "" {
		return w.Period.Short() + w.called() + "的说明已撤回。"
	}
	return w.Period.Short() + w.called() + "记为未开展：" + w.Reason + "。"
}

// filledGathering shows a record before it is confirmed.
func filledGathering(c Content, groups string) []chat.Span {
	lines := [][2]string{{"日期", c.Day.ChineseWeekday()}, {"议题", c.Topics}}
	if groups != "" {
		lines = append([][2]string{{"党小组", groups}}, lines...)
	}
	return cards.Lines(cards.Bold(c.title()), lines)
}
