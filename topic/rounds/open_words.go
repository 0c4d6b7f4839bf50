package rounds

import (
	"fmt"
	"strings"
	"time"

	"zhibu/cards"
	"zhibu/chat"
)

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
	Title    string
	Choices  []cards.Choice
	Picked   map[int64]bool
	Posts    int
	Again    []string // among the picked, who holds the honour already
	Roll     int
	Need     int
}

// OpenHead stands over the questions.
func OpenHead(title string) []chat.Span { return cards.Say(cards.Strong("发起推荐"), "：", title) }

// What is asked.
const (
	OpenWho   = "请选择候选人，至少2名。"
	OpenUntil = "什么时候截止？"
)

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

// OpenFilled shows what will happen.
func OpenFilled(v OpenView, until time.Time) []chat.Span {
	return cards.Say(cards.Strong("发起推荐"), "：", v.Title, picked(v), fmt.Sprintf("\n推荐名额：%d名\n截止：", max(v.Posts, 1)), cards.When(until), warnAgain(v.Again),
		fmt.Sprintf("\n参加范围：%s，现在确定名单，共 %d 人；至少 %d 人参加方为有效。\n\n确认后立即发给每位参加人。", TakePart(v.Everyone), v.Roll, v.Need))
}

// BeingOpened is said of what must wait until a ballot is open.
const BeingOpened = "推荐正在发起，几秒后就好，请稍候再试。"

// BeingCounted is said to who would end a ballot that has ended and is being counted.
const BeingCounted = "推荐已经截止，正在计票，几秒后就好。"

// openingLost tells the officer that the recommendation was not opened after all.
func openingLost(r Round) chat.Card {
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(RoundTitle(r), "推荐没有发起：发起时名单或候选情况有变动，请重新发起。"), Rows: [][]chat.Button{cards.HomeRow}}
}

// Opened tells the officer that the recommendation runs.
func Opened(r Round) chat.Card {
	text := "推荐。进展见下方卡片。"
	if !r.Runs(StageBallot) { // of a branch of many the roll is still being written
		text = "推荐。正在确定名单，几秒后发给每位参加人。"
	}
	return chat.Card{Key: cards.KeyHome, Text: cards.Say("已发起：", RoundTitle(r), text), Rows: [][]chat.Button{cards.HomeRow}}
}
