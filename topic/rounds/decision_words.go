package rounds

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// DecideView is a round on which the branch is to decide, as officers see it.
type DecideView struct {
	Round   Round
	Names   []cards.Name // on whom
	Passed  []string
	Ballot  *BallotView
	RunOff  bool // those who are tied may be voted on again
	Decided bool // once before
	Upheld  bool // an objection to one of them was upheld
}

// DecideStatus is the officers' card while a decision is awaited.
func DecideStatus(v DecideView) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n")}
	var all []string
	for _, n := range v.Names {
		all = append(all, n.String())
	}
	switch {
	case v.Ballot != nil && !v.Decided:
		c.Text = append(c.Text, outcome(*v.Ballot)...)
		if len(r.Won) > 0 {
			c.Text = append(c.Text, cards.Say("\n一并研究：", strings.Join(all, "、"))...)
		}
	case v.Decided && !v.Upheld:
		c.Text = append(c.Text, cards.Say("前次会议未通过的，小组已重新推荐。请支部研究决定：\n", strings.Join(all, "\n"))...)
	case v.Decided:
		c.Text = append(c.Text, cards.Say("公示中有意见成立，请支部重新研究：\n", strings.Join(all, "\n"))...)
	default:
		c.Text = append(c.Text, cards.Say("请支部研究决定：\n", strings.Join(all, "\n"))...)
	}
	if len(v.Passed) > 0 {
		c.Text = append(c.Text, cards.Say("\n已通过：", strings.Join(v.Passed, "、"))...)
	}
	c.Text = append(c.Text, cards.Say("\n\n下一步：开会表决后录入决定，最好在", cards.When(r.Running().Closes), "前；通过的次一工作日开始公示。")...)
	c.Rows = [][]chat.Button{cards.Row(on2("录入决定", ActDecide, r.Branch, r.ID))}
	if v.RunOff {
		c.Rows = append(c.Rows, cards.Row(on2("组织复投", ActRunOff, r.Branch, r.ID)))
	}
	if r.Stage(StagePresent) != nil {
		c.Rows = append(c.Rows, cards.Row(on2("查看事迹", ActPresent, r.Branch, r.ID, 0)))
	} else {
		c.Rows = append(c.Rows, cards.Row(on2("核对", ActCheck, r.Branch, r.ID, 0)))
	}
	return c
}

// DecideForm is what the form of a decision shows.
type DecideForm struct {
	Need, Line int
	Names      []cards.Name
	OfPresent  bool
}

var meetingKinds = []branch.MeetingKind{branch.Assembly, branch.Committee}

// MeetingKindOf returns the meeting that a button's code means; "" for none.
func MeetingKindOf(code int64) branch.MeetingKind {
	k, _ := chat.Coded(meetingKinds, code, chat.Word)
	return k
}

// DecideWhere asks which meeting decided.
func DecideWhere(r Round) chat.Card {
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong("录入决定"), "\n", RoundTitle(r), "\n由哪个会议表决？")}
	for _, k := range meetingKinds {
		c.Rows = append(c.Rows, cards.Row(on2(string(k), ActDecideIn, r.Branch, r.ID, chat.Code(string(k)))))
	}
	c.Rows = append(c.Rows, cards.Row(on2("返回", ActRoundBack, r.Branch, r.ID)))
	return c
}

// DecideWhen asks on which day it was.
func DecideWhen(r Round, kind int64, days []branch.Date, today branch.Date) chat.Card {
	var all []chat.Button
	for _, d := range days {
		_, label, _ := strings.Cut(d.ChineseWeekday(), "年")
		if d == today {
			label = "今天"
		}
		all = append(all, on2(label, ActDecideOn, r.Branch, r.ID, kind, int64(d)))
	}
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong("录入决定"), "\n", string(MeetingKindOf(kind)), "是哪一天开的？"),
		Rows: append(cards.Paged(all, 2, 0, nil), cards.Row(on2("返回", ActRoundBack, r.Branch, r.ID)))}
}

// DecideHead stands over the questions about a meeting.
func DecideHead(kind branch.MeetingKind, day branch.Date) []chat.Span {
	return cards.Say(cards.Strong("录入决定"), "\n", day.ChineseWeekday(), string(kind))
}

// DecideFigures asks for the figures.
func DecideFigures(kind branch.MeetingKind, due int, v DecideForm) string {
	who, pass := "有表决权的党员", fmt.Sprintf("赞成至少 %d 人（超过应到的半数）方为通过。", v.Line)
	if kind == branch.Committee {
		who = "委员"
		if v.OfPresent {
			pass = "赞成超过实到的半数方为通过。"
		}
	}
	text := fmt.Sprintf("应到%s %d 人；至少 %d 人到会，", who, due, v.Need) + pass + "\n\n请按顺序发送各个数，用空格隔开：\n实到人数"
	example := fmt.Sprint(due)
	for _, n := range v.Names {
		text += "、" + n.Short() + "的赞成数"
		example += fmt.Sprint(" ", due-1)
	}
	return text + "。\n例如：" + example
}

// DecideDue asks for another number of those due.
func DecideDue(due int) string {
	return fmt.Sprintf("按名册应到 %d 人。经上级同意不计入应到会的（如长期患病、出国等），请发送扣除后的应到人数。", due)
}

// DecideWhy asks for the reason of a decision between those who are tied.
const DecideWhy = "推荐得票相同。请用一句话写明决定的理由，直接发送。"

// MeetingView is the record of a meeting with names.
type MeetingView struct {
	Branch  string
	Round   Round
	Meeting branch.Meeting
	Names   []cards.Name // of the motions
	Line    int
	Present bool // 支委会: over half of those present
}

// sums returns each motion with the line it had to reach.
func (v MeetingView) sums() string {
	m := v.Meeting
	text := fmt.Sprintf("应到 %d 人，实到 %d 人，达到半数（%d 人）。", m.Due, m.Present, branch.Ordinary.NeedPresent(m.Due))
	for i, motion := range m.Motions {
		if motion.Passed {
			text += fmt.Sprintf("\n%s：赞成 %d，通过", v.Names[i].Short(), motion.For)
		} else {
			text += fmt.Sprintf("\n%s：赞成 %d，不足 %d，未通过", v.Names[i].Short(), motion.For, v.Line)
		}
	}
	return text
}

// DecideFilled shows the sums before the decision is recorded.
func DecideFilled(v MeetingView, late string) []chat.Span {
	m := v.Meeting
	text := cards.Say(cards.Strong("录入决定"), "\n", m.Day.ChineseWeekday(), string(m.Kind), "\n", v.sums(), fmt.Sprintf("\n通过线：赞成至少 %d 人。", v.Line))
	if m.Why != "" {
		text = append(text, cards.Say("\n理由：", m.Why)...)
	}
	return append(text, cards.Say("\n\n确认后通过的开始公示，不能撤回。", late, "数字有误，请重新发送。")...)
}

// minutesCard is the text of a decision, ready to be copied into the minutes.
func minutesCard(r Round, list []MeetingView) chat.Card {
	text := cards.Say(cards.Strong("决议文本"), "（可复制到会议记录）")
	for _, v := range list {
		text = append(text, cards.Say("\n", v.resolution())...)
	}
	c := chat.Card{Key: KeyMinutes(r.Branch, r.ID), Text: text}
	if r.Group == 0 {
		c.Rows = [][]chat.Button{cards.Row(on2("下载决议（Word）", ActFileDecision, r.Branch, r.ID))}
	}
	return c
}

// resolution is the wording of one meeting's decision.
func (v MeetingView) resolution() string {
	m, who := v.Meeting, "有表决权的党员"
	if m.Kind == branch.Committee {
		who = "委员"
	}
	return fmt.Sprintf("%s，%s召开%s，应到%s%d人，实到%d人，符合规定人数。%s", m.Day.Chinese(), v.Branch, m.Kind, who, m.Due, m.Present, v.decided())
}

// decisionOf is what a meeting has on its agenda that decides on a round.
func decisionOf(r Round) string { return "研究决定" + RoundTitle(r) + "人选" }

// decided is what the meeting decided, as it stands in the minutes.
func (v MeetingView) decided() string {
	m := v.Meeting
	of := fmt.Sprintf("超过应到会有表决权党员的半数（至少%d人）", v.Line)
	if m.Kind == branch.Committee {
		of = fmt.Sprintf("超过委员总数的半数（至少%d人）", v.Line)
		if v.Present {
			of = fmt.Sprintf("超过到会委员的半数（至少%d人）", v.Line)
		}
	}
	text := "会议就" + RoundTitle(v.Round) + "人选进行表决："
	var parts []string
	for i, motion := range m.Motions {
		if motion.Passed {
			parts = append(parts, fmt.Sprintf("%s赞成%d人，%s，通过", v.Names[i], motion.For, of))
		} else {
			parts = append(parts, fmt.Sprintf("%s赞成%d人，不足%d人，未通过", v.Names[i], motion.For, v.Line))
		}
	}
	text += strings.Join(parts, "；") + "。"
	if m.Why != "" {
		text += "推荐得票相同，决定的理由：" + strings.TrimSuffix(m.Why, "。") + "。"
	}
	return text
}
