package probation

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of the buttons. They never change.
const (
	ActHow     = "prob.how" // branch: what is to be done at the end of a probation
	ActDecide  = "prob.do"  // branch, member: enters what the assembly has decided
	ActApprove = "prob.yes" // branch, member: enters the approval
)

// caseView is one probation, as who keeps the admissions sees it.
type caseView struct {
	Member  branch.Member
	Called  string
	Decided Decided
}

// says is how it stands, in a line.
func (v caseView) says() string {
	m, d := v.Member, v.Decided
	text := v.Called + "：预备期到" + m.PutOff().Chinese() + "届满"
	if d.Day != 0 {
		text += "；支部大会" + d.Day.Chinese() + d.Result
		if d.Approved != 0 {
			return text + "；上级" + d.Approved.Chinese() + "批复"
		}
		text += "，待上级批复"
	}
	return text
}

// rows are its buttons.
func (v caseView) rows() []chat.Button {
	b, id := int64(v.Member.Branch), int64(v.Member.ID)
	to := func(label string, kind branch.ChangeKind) chat.Button {
		return cards.Button(v.Called+label, cards.ActChange, b, id, chat.Code(string(kind)))
	}
	switch d := v.Decided; {
	case d.Day == 0:
		return cards.Row(cards.Button(v.Called+"：登记大会讨论", ActDecide, b, id))
	case d.Approved == 0:
		return cards.Row(cards.Button(v.Called+"：登记批复", ActApprove, b, id), cards.Button("改大会讨论", ActDecide, b, id))
	case d.Result == results[0]:
		return cards.Row(to("：办理转正", "full"))
	case d.Result == results[1]:
		return cards.Row(to("：延长预备期", "extend"))
	}
	return cards.Row(to("：离开支部", "leave"))
}

// how leads there.
func how(b branch.BranchID) chat.Button { return cards.Button("转正怎么办", ActHow, b) }

// howCard is what is to be done, in its order; due is how many have voting rights today.
func howCard(due int, cases []caseView) chat.Card {
	k := branch.Confirmation
	quorum := fmt.Sprintf("按今天的名册，应到%d人：至少%d人到会，至少%d人赞成（%s）。", due, k.NeedPresent(due), k.NeedFor(due), k.Article(branch.Assembly, false))
	if len(cases) > 0 {
		return casesCard(quorum, cases)
	}
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("预备党员转正"), `
1. 预备期一年，从支部大会通过接收之日算起；届满前向党小组提交书面转正申请。
2. 党小组提出意见，支部征求党员和群众意见。
3. 支委会审查。
4. 支部党员大会讨论、表决：有表决权的到会人数须超过应到会人数的半数，赞成人数须超过应到会有表决权正式党员的半数。不提前讨论。`, quorum, `
5. 报上级党组织审批，三个月内批复。
需要继续考察的，可延长一次，不少于六个月，不超过一年。
依据：`, branch.RuleProbation.Cite(), "；", k.Present.Source, `。
支部大会讨论和上级批复由组织委员登记，批复后在「党员名册」里办理「转正」或「延长预备期」。`),
		Rows: [][]chat.Button{cards.Row(cards.Button[int64]("返回首页", cards.ActHome))}}
}

// casesCard is it for who keeps the admissions: how each stands, and what comes next.
func casesCard(quorum string, cases []caseView) chat.Card {
	c := chat.Card{Key: cards.KeyHome, Text: cards.Bold("预备党员转正")}
	for _, v := range cards.First(cases, 4) {
		c.Text = append(c.Text, cards.Say("\n• ", v.says())...)
		c.Rows = append(c.Rows, v.rows())
	}
	c.Text = append(c.Text, cards.Say("\n\n届满前收书面转正申请，党小组提出意见，支委会审查，届满后支部党员大会讨论表决，报上级党组织审批（三个月内），批复后在名册里办理。\n", quorum)...)
	c.Rows = append(c.Rows, cards.Row(cards.Button[int64]("返回首页", cards.ActHome)))
	return c
}

// ownTask is what waits on the home card of a probationary member whose end is near.
func ownTask(b branch.BranchID, end branch.Date) cards.Task {
	return cards.Task{Text: "您的预备期将于" + end.Chinese() + "届满，请在届满前向党小组提交书面转正申请", Button: how(b)}
}

// applyTask is what waits for who sees to somebody's probation whose end is near.
func applyTask(b branch.BranchID, name string, end branch.Date) cards.Task {
	return cards.Task{Text: name + "同志的预备期将于" + end.Chinese() + "届满，请提醒本人提交书面转正申请", Button: how(b)}
}

// approveTask is what waits once the approval is late.
func approveTask(b branch.BranchID, name string, d Decided) cards.Task {
	return cards.Task{Text: name + "同志的转正" + d.Day.Chinese() + "已经支部大会讨论，满三个月还没有登记上级批复", Button: how(b)}
}

func approveLine(name string, d Decided) []chat.Span {
	return cards.Say("\n• ", name, "同志的转正", d.Day.Chinese(), "已经支部大会讨论，满三个月还没有登记上级批复")
}

// What the forms ask.
const (
	askDecided  = "支部党员大会是哪一天讨论的？请点选，或直接发送日期，例如 3月5日。"
	askResult   = "支部大会作了什么决议？"
	askApproved = "上级党组织是哪一天批复的？请点选，或直接发送日期，例如 3月5日。"
)

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
