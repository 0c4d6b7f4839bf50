package birthday

import (
	"cmp"
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// KeyPrepare is the key of what one prepares of the coming 政治生日.
func KeyPrepare(b branch.BranchID) string { return fmt.Sprintf("prepare:%d", b) }

// checklistView is what a checklist shows.
type checklistView struct {
	Branch    branch.Branch
	Line      Line
	Secretary string // who holds the talk; "" if there is none or it is the 书记's own 政治生日
	Own       bool   // it is the 书记's own
	Unbound   bool   // the greeting cannot reach the member
	Items     []checkItem
}

// checkItem is one thing on it.
type checkItem struct {
	Check Check
	Day   branch.Date // on which it was done; none while it is not
	By    string
	Fixed bool // the reader may not take it back
}

// preparing is how many people the card of the coming 政治生日 names; the later ones follow when their days come nearer.
const preparing = 8

// prepareCard is the one card of the 政治生日 that its reader prepares now: a checklist, or a line and a button for each of
// several people.
func prepareCard(b branch.BranchID, list []checklistView) chat.Card {
	c := chat.Card{Key: KeyPrepare(b)}
	switch len(list) {
	case 0:
		c.Text = cards.Say(cards.Strong("政治生日准备"), "\n近期没有需要准备的政治生日。")
		return c
	case 1:
		return checklistCard(list[0], true)
	}
	c.Text = cards.Say(cards.Strong("政治生日准备"), fmt.Sprintf("（%d人）", len(list)))
	var all []chat.Button
	for _, v := range cards.First(list, preparing) {
		done := 0
		for _, i := range v.Items {
			if i.Day != 0 {
				done++
			}
		}
		c.Text = append(c.Text, cards.Say(birthdayText(v.Line, true), fmt.Sprintf("：已办%d/%d", done, len(v.Items)))...)
		all = append(all, cards.Button(v.Line.Name().Short(), ActPrepareOf, int64(b), int64(v.Line.Member.ID), int64(v.Line.Day.Year())))
	}
	if len(list) > preparing {
		c.Text = append(c.Text, cards.Say("\n其余的随后列出。")...)
	}
	c.Text = append(c.Text, cards.Say("\n\n请点姓名，登记办了哪些。")...)
	c.Rows = cards.InTwos(all)
	return c
}

// checklistCard is what is to be done before a member's 政治生日, and what has been. It never says what a talk was about. alone
// tells that its reader prepares no other.
func checklistCard(v checklistView, alone bool) chat.Card {
	l := v.Line
	year := l.Day.Year()
	_, day, _ := strings.Cut(l.Day.ChineseWeekday(), "年")
	text := cards.Say(cards.Strong("政治生日准备"), "\n", cards.Strong(l.Member.Name), "同志（", cmp.Or(l.Apart, l.Group), "）", day, "过政治生日，入党", branch.InYears(l.Years), "。\n")
	var all []chat.Button
	for _, i := range v.Items {
		text = append(text, cards.Say("\n• ", i.Check.String())...)
		if i.Check == CheckTalk {
			switch {
			case v.Own:
				text = append(text, cards.Say("（由上级党组织负责同志与其谈）")...)
			case v.Secretary != "":
				text = append(text, cards.Say("（由书记", v.Secretary, "或支委与其谈）")...)
			default:
				text = append(text, cards.Say("（由支委与其谈）")...)
			}
		}
		label, action := i.Check.String()+"已办", ActTick
		if i.Day != 0 {
			text = append(text, cards.Say("：", i.Day.MonthDay(), "已办，", i.By, "登记")...)
			label, action = "更正："+i.Check.String(), ActUntick
		}
		if !i.Fixed {
			all = append(all, cards.Button(label, action, int64(v.Branch.ID), int64(l.Member.ID), int64(year), int64(i.Check)))
		}
	}
	last := cards.Row(cards.Button("贺卡打印版", ActPrintCard, int64(v.Branch.ID), int64(l.Member.ID), int64(year)))
	if !alone {
		last = append(last, cards.Button("返回名单", ActPrepareAll, v.Branch.ID))
	}
	text = append(text, cards.Say("\n\n这里只记办没办，谈话内容请勿登记。")...)
	if v.Unbound {
		text = append(text, cards.Say("\n该同志还没有绑定账号，当天的祝贺送不到，请支部当面致贺。")...)
	}
	return chat.Card{Key: KeyPrepare(v.Branch.ID), Text: text, Rows: append(cards.InTwos(all), last)}
}

// prepareTask says whose 政治生日 of the coming week is not prepared yet.
func prepareTask(b branch.BranchID, names []string) cards.Task {
	who := strings.Join(cards.First(names, 2), "、")
	if len(names) > 2 {
		who += fmt.Sprintf("等%d人", len(names))
	}
	return cards.Task{Text: "准备" + who + "的政治生日", Button: cards.Button("政治生日准备", ActPrepare, b)}
}
