package term

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of the buttons. They never change.
const (
	ActHow   = "term.how" // branch: what is to be done before the end of a term
	ActEnter = "term.set" // branch: enters when the committee was elected
)

// how leads there.
func how(b branch.BranchID) chat.Button { return cards.Button("换届怎么办", ActHow, b) }

// ends is when a term ends, as seen from a day.
func ends(end, today branch.Date) string {
	if end < today {
		return "本届支委会任期已于" + end.Chinese() + "届满"
	}
	return "本届支委会任期" + end.Chinese() + "届满"
}

// howCard is how the term stands and what is to be done, in its order; t is nil if nobody has entered it.
func howCard(b branch.BranchID, t *Term, today branch.Date, voters int) chat.Card {
	text := cards.Bold("支委会换届")
	enter := "登记产生日期"
	switch {
	case t == nil:
		text = append(text, cards.Say("\n本届支委会的产生日期还没有登记，登记以后届满前6个月、3个月、1个月提醒。")...)
	default:
		enter = "更正任期"
		text = append(text, cards.Say("\n", t.From.Chinese(), "选举产生，", ends(t.End(), today), "。")...)
		if t.Until != 0 {
			text = append(text, cards.Say("（经上级党组织批准，原为", t.regular().Chinese(), "）")...)
		}
	}
	present := (voters*4 + 4) / 5
	text = append(text, cards.Say(fmt.Sprintf(`
1. 届满前6个月起准备：总结本届工作，核实党员和有选举权的人数。
2. 支委会研究，向上级党组织书面请示：时间、名额、差额、办法。
3. 党员酝酿推荐，支委会提出候选人预备人选，报上级党组织审批。
4. 召开党员大会差额选举：有选举权的到会人数不少于应到会人数的五分之四（按今天的名册，应到%d人，至少%d人）。
5. 新一届支委会选举书记、副书记，结果报上级党组织。
6. 在名册里办理「换届」，新的任期从那一天算起。
提前或者延期，须经上级党组织批准，一般不超过1年（%s）。`, voters, present, branch.RuleTerm.Cite()))...)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: [][]chat.Button{
		cards.Row(cards.Button(enter, ActEnter, b), cards.Button("换届与机构", cards.ActOrg, b)),
		cards.Row(cards.Button[int64]("返回首页", cards.ActHome))}}
}

// endTask is what waits on home while an election is to be prepared.
func endTask(b branch.BranchID, end, today branch.Date) cards.Task {
	return cards.Task{Text: ends(end, today) + "，请做好换届工作", Button: how(b)}
}

// unknownTask is what waits while nobody has said when the term began.
func unknownTask(b branch.BranchID) cards.Task {
	return cards.Task{Text: "请登记本届支委会的产生日期，届满前提醒换届", Button: cards.Button("登记任期", ActEnter, b)}
}

func endLine(end, today branch.Date) []chat.Span {
	return cards.Say("\n• ", ends(end, today), "，请做好换届工作")
}

// overLine stands in the place of a line that nothing waits for any more.
var overLine = cards.Say("\n• 支委会换届（已办理）")

// What the form asks.
const (
	askFrom  = "本届支委会是哪一天选举产生的？请发送日期，例如 2024年3月10日。"
	askUntil = "上级党组织批准提前或者延期换届的，请发送批准的届满日期；没有的，请点「按三年计算」。"
)
