package cards

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// Choice is one name on a list to choose from.
type Choice struct {
	ID    int64
	Name  string
	Again bool // holds the honour already
}

// warnAgain warns that somebody who holds the honour would be named once more.
func warnAgain(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "\n请注意：" + strings.Join(names, "、") + "上一次已获此称号。"
}

// OpenView is a recommendation that an officer is about to open.
type OpenView struct {
	Everyone bool // takes part
	Form     int64
	Title    string
	Choices  []Choice
	Picked   map[int64]bool
	Posts    int
	Again    []string // among the picked, who holds the honour already
	Page     int
	Roll     int
	Need     int
}

// OpenWho asks who the candidates are.
func OpenWho(v OpenView) chat.Card {
	var all []chat.Button
	for _, m := range v.Choices {
		label, set := m.Name, int64(1)
		if v.Picked[m.ID] {
			label, set = "已选 "+m.Name, 0
		}
		all = append(all, button(label, ActOpenSet, v.Form, m.ID, set, int64(v.Page)))
	}
	rows := paged(all, 2, v.Page, func(label string, p int) chat.Button { return button(label, ActOpenPage, v.Form, int64(p)) })
	last := row(button("取消", ActCancel, v.Form))
	if len(v.Picked) >= 2 {
		last = row(button(fmt.Sprintf("选好了（%d人）", len(v.Picked)), ActOpenNext, v.Form), last[0])
	}
	return chat.Card{Key: KeyHome, Text: say(bold("发起推荐"), "：", v.Title, "\n请选择候选人，至少2名。", picked(v)), Rows: append(rows, last)}
}

func picked(v OpenView) string {
	var names []string
	for _, m := range v.Choices {
		if v.Picked[m.ID] {
			names = append(names, m.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "\n已选：" + strings.Join(names, "、")
}

// OpenUntil asks for the deadline.
func OpenUntil(v OpenView, choices []time.Time) chat.Card {
	var rows [][]chat.Button
	for _, t := range choices {
		rows = append(rows, row(button(when(t), ActOpenUntil, v.Form, t.Unix())))
	}
	rows = append(rows, row(button("返回", ActOpenPage, v.Form, 0), button("取消", ActCancel, v.Form)))
	return chat.Card{Key: KeyHome, Text: say(bold("发起推荐"), "：", v.Title, picked(v), "\n\n什么时候截止？"), Rows: rows}
}

// OpenConfirm shows what will happen.
func OpenConfirm(v OpenView, until time.Time) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(bold("发起推荐"), "：", v.Title, picked(v), fmt.Sprintf("\n推荐名额：%d名\n截止：", max(v.Posts, 1)), when(until), warnAgain(v.Again),
		fmt.Sprintf("\n参加范围：%s，现在确定名单，共 %d 人；至少 %d 人参加方为有效。\n\n确认后立即发给每位参加人。", branch.TakePart(v.Everyone), v.Roll, v.Need)),
		Rows: [][]chat.Button{row(button("确认", ActOpenOK, v.Form), button("取消", ActCancel, v.Form))}}
}

// Opened tells the officer that the recommendation runs.
func Opened(r branch.Round) chat.Card {
	return chat.Card{Key: KeyHome, Text: say("已发起：", RoundTitle(r), "推荐。进展见下方卡片。"), Rows: [][]chat.Button{homeRow}}
}
