package rule

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of its buttons. They never change.
const (
	ActRules = "rule"      // branch
	ActPart  = "rule.part" // branch, the code of a part, page
	ActRule  = "rule.see"  // branch, the code of a rule
)

// most is how many matches a search shows at once.
const most = 9

// way leads to the list.
func way(b branch.BranchID) cards.Way {
	return cards.Way{Room: cards.RoomLife, Rank: 9, Button: cards.Button("查条文", ActRules, b)}
}

func partButton(b branch.BranchID, p branch.RulePart) chat.Button {
	return cards.Button(string(p), ActPart, int64(b), chat.Code(string(p)), 0)
}

func ruleButton(b branch.BranchID, r branch.Rule) chat.Button {
	return cards.Button(r.Name, ActRule, int64(b), chat.Code(r.Key))
}

// parts are the buttons of all parts.
func parts(b branch.BranchID) [][]chat.Button {
	var all []chat.Button
	for _, p := range branch.RuleParts {
		all = append(all, partButton(b, p))
	}
	return append(cards.InTwos(all), cards.HomeRow)
}

// rulesCard is the list by its parts.
func rulesCard(b branch.BranchID) chat.Card {
	return chat.Card{Key: cards.KeyHome, Rows: parts(b), Text: cards.Say(cards.Strong("查条文"), fmt.Sprintf("，共%d条", len(branch.Rules)),
		"\n本程序按这些条文核对，每条注明出处和是否见到原文。请点一类，或发送 /rule 加一个词，例如：/rule 转正")}
}

// partCard lists the rules of a part.
func partCard(b branch.BranchID, p branch.RulePart, page int) chat.Card {
	var all []chat.Button
	for _, r := range branch.RulesOf(p) {
		all = append(all, ruleButton(b, r))
	}
	rows := cards.Paged(all, 1, page, func(l string, n int) chat.Button {
		return cards.Button(l, ActPart, int64(b), chat.Code(string(p)), int64(n))
	})
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("查条文："+string(p)), fmt.Sprintf("，共%d条", len(all))),
		Rows: append(rows, cards.Row(cards.Button("全部分类", ActRules, b), cards.HomeRow[0]))}
}

// sure says where we have a rule from.
var sure = map[branch.Sureness]string{
	branch.Primary:   "已核对原文或全文转载。",
	branch.Secondary: "依据多处转载归纳，没有核对到原文，以上级党组织解释为准。",
	branch.Ours:      "由支部自己定，可在「支部设置」里改。",
}

// ruleCard shows a rule, with its source and what of the program goes by it.
func ruleCard(b branch.BranchID, r branch.Rule) chat.Card {
	use := r.Use
	if use == "" {
		use = "本程序不办理这一项，仅供查阅。"
	}
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong(r.Name), "\n", r.Text, "\n出处：", r.Cite(), "\n", sure[r.Sure], "\n", use),
		Rows: [][]chat.Button{cards.Row(cards.Button("同类条文", ActPart, int64(b), chat.Code(string(r.Part)), 0), cards.HomeRow[0])}}
}

// foundCard lists what a search has found.
func foundCard(b branch.BranchID, query string, list []branch.Rule) chat.Card {
	text := cards.Say(cards.Strong("查条文：查找“"+cards.Shorten(query, 20)+"”"), fmt.Sprintf("，共%d条", len(list)))
	if len(list) > most {
		text = append(text, cards.Say("，先列最接近的；请再加一个词，用空格隔开")...)
	}
	var rows [][]chat.Button
	for _, r := range cards.First(list, most) {
		rows = append(rows, cards.Row(ruleButton(b, r)))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("全部分类", ActRules, b), cards.HomeRow[0]))}
}

// noneCard says what can be asked for where nothing was found.
func noneCard(b branch.BranchID, query string) chat.Card {
	var can []string
	for _, p := range branch.RuleParts {
		can = append(can, string(p))
	}
	return chat.Card{Key: cards.KeyHome, Rows: parts(b), Text: cards.Say("没有找到“", cards.Shorten(query, 20), "”。\n可以查：", strings.Join(can, "、"),
		"；也可以换一个短些的词，例如：转正、半数、主题党日、积极分子、离退休。")}
}
