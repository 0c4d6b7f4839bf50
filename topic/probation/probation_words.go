package probation

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// ActHow shows what is to be done at the end of a probation.
const ActHow = "prob.how" // branch

// how leads there.
func how(b branch.BranchID) chat.Button { return cards.Button("转正怎么办", ActHow, b) }

// howCard is what is to be done, in its order; due is how many have voting rights today.
func howCard(due int) chat.Card {
	k := branch.Confirmation
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("预备党员转正"), `
1. 预备期一年，从支部大会通过接收之日算起；届满前向党小组提交书面转正申请。
2. 党小组提出意见，支部征求党员和群众意见。
3. 支委会审查。
4. 支部党员大会讨论、表决：有表决权的到会人数须超过应到会人数的半数，赞成人数须超过应到会有表决权正式党员的半数。不提前讨论。`, fmt.Sprintf("按今天的名册，应到%d人：至少%d人到会，至少%d人赞成（%s）。", due, k.NeedPresent(due), k.NeedFor(due), k.Article(branch.Assembly, false)), `
5. 报上级党组织审批，三个月内批复。
需要继续考察的，可延长一次，不少于六个月，不超过一年。
依据：`, branch.RuleProbation.Cite(), "；", k.Present.Source, `。

支部大会通过后，由组织委员在「党员名册」里办理「转正」或「延长预备期」。`),
		Rows: [][]chat.Button{cards.Row(cards.Button[int64]("返回首页", cards.ActHome))}}
}

// ownTask is what waits on the home card of a probationary member whose end is near.
func ownTask(b branch.BranchID, end branch.Date) cards.Task {
	return cards.Task{Text: "您的预备期将于" + end.Chinese() + "届满，请在届满前向党小组提交书面转正申请", Button: how(b)}
}

// overdueTask is what waits for those who keep the roster.
func overdueTask(b branch.BranchID, name string, end branch.Date) cards.Task {
	return cards.Task{Text: name + "同志的预备期已于" + end.Chinese() + "届满，请定支部党员大会讨论", Button: how(b)}
}

// The lines of the daily card, to the member and to others.
func ownLine(end branch.Date) []chat.Span {
	return cards.Say("\n• 您的预备期将于", end.Chinese(), "届满，请在届满前向党小组提交书面转正申请")
}

func applyLine(name string, end branch.Date) []chat.Span {
	return cards.Say("\n• ", name, "同志的预备期将于", end.Chinese(), "届满，请提醒本人提交书面转正申请")
}

func inspectLine(name string) []chat.Span {
	return cards.Say("\n• ", name, "同志：请安排半年一次的预备期考察")
}

func overdueLine(name string, end branch.Date) []chat.Span {
	return cards.Say("\n• ", name, "同志的预备期已于", end.Chinese(), "届满，还没有讨论转正的结果")
}

// overLine stands in the place of a line that nothing waits for any more.
func overLine(name string) []chat.Span {
	return cards.Say("\n• ", name, "同志的预备期（已办理）")
}
