package dues

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// ActDues asks for the base.
const ActDues = "dues" // branch

// question asks for the base, and says what becomes of the number.
const question = "请输入月计算基数（税后，相对固定的、经常性的工资收入），单位为元。数字不保存，发送后即从对话里删除；删不掉的，会请您自己删除。"

// way leads to the calculator.
func way(b branch.BranchID) cards.Way {
	return cards.Way{Room: cards.RoomMine, Rank: 1, Button: cards.Button("党费计算", ActDues, b)}
}

// answer says what is due of a base a month, by the rule. It names the base nowhere.
func answer(base Fen) chat.Card {
	rate, due := Of(base, false)
	old, dueOld := Of(base, true)
	text := fmt.Sprintf("在职党员：按%s，每月应交%s元。\n离退休党员：按%s，每月应交%s元。\n依据：%s。", rate, due, old, dueOld, branch.RuleDues.Cite())
	return chat.Card{Key: "say", Text: cards.Say(text), Rows: [][]chat.Button{cards.Row(cards.Button[int64]("返回首页", cards.ActHome))}}
}
