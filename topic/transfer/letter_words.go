package transfer

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of the buttons. They never change.
const (
	ActSee    = "letter"    // branch, change: a letter, and whether it has been answered
	ActGot    = "letter.ok" // branch, change: it has been answered
	ActNotGot = "letter.no" // branch, change: it has not, after all
)

// toLetter leads to a letter.
func toLetter(b branch.BranchID, l letter) chat.Button {
	return cards.Button("介绍信", ActSee, int64(b), int64(l.Change))
}

// letterCard is a letter, and what is to be done.
func letterCard(b branch.BranchID, name string, l letter) chat.Card {
	text := cards.Say(cards.Strong("组织关系介绍信"), "\n", name, "同志", l.From.Chinese(), "转出，介绍信", l.Ends.Chinese(), "到期。")
	mark := cards.Button("已收到回执", ActGot, int64(b), int64(l.Change))
	if l.Got != 0 {
		text = append(text, cards.Say("\n", l.Got.Chinese(), "登记：已收到接收党组织的回执。")...)
		mark = cards.Button("其实还没有收到", ActNotGot, int64(b), int64(l.Change))
	} else {
		text = append(text, cards.Say("\n还没有登记回执。请与本人和接收党组织联系；介绍信过期的，应重新办理。")...)
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: [][]chat.Button{cards.Row(mark), cards.Row(cards.Button[int64]("返回首页", cards.ActHome))}}
}

// says is what is to be looked after.
func says(name string, l letter) string {
	return name + "同志的组织关系介绍信" + l.Ends.Chinese() + "到期，请核对是否已收到回执"
}

func endTask(b branch.BranchID, name string, l letter) cards.Task {
	return cards.Task{Text: says(name, l), Button: toLetter(b, l)}
}

func endLine(name string, l letter) []chat.Span {
	if l.Got != 0 {
		return cards.Say("\n• ", name, "同志的组织关系介绍信（已收到回执）")
	}
	return cards.Say("\n• ", says(name, l))
}
