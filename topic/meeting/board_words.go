package meeting

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of the buttons. They never change.
const (
	ActOwed   = "meet"      // branch: what is still owed
	ActUnheld = "meet.off"  // branch: says why something was not held
	ActNew    = "meet.new"  // branch
	ActList   = "meet.list" // branch, page
	ActSee    = "meet.see"  // branch, gathering
	ActFix    = "meet.fix"  // branch, gathering
	ActNo     = "meet.no"   // branch, gathering
	ActNoOK   = "meet.nok"  // branch, gathering
)

func toBoard(b branch.BranchID) chat.Button { return cards.Button("本月还差", ActOwed, b) }
func toPlan(b branch.BranchID) chat.Button {
	return cards.Button("定主题党日", ActPlan, int64(b), chat.Code(PartyDay))
}
func toUnheld(b branch.BranchID) chat.Button { return cards.Button("说明未开展", ActUnheld, b) }

// What is refused.
const (
	nothingToExplain = "现在没有需要说明的会议：本月的都已登记，或者已过说明的时间。"
	tooOften         = "这次会议已经多次更正。请撤回后重新登记。"
	moved            = "这次会议的登记刚有变动，请重新打开再更正。"
)

// twice refuses a second record of one gathering.
func twice(day branch.Date, kind string) string {
	return day.MonthDay() + "的" + kind + "已经登记过，没有重复登记。要补充内容，请在「会议记录」里打开那一次，点「更正」。"
}

// groupMeeting is what the meeting of a group is called: 第三党小组会.
func groupMeeting(g branch.Group) string {
	if strings.HasSuffix(g.Name, "组") {
		return g.Name + "会"
	}
	return g.Name + GroupMeet
}

// called is what is owed, by its name.
func (w Owing) called() string {
	if w.Group.ID != 0 {
		return groupMeeting(w.Group)
	}
	return w.Duty.Name
}

// named is how many groups a line names.
const named = 3

// namesOf is 支委会1次、第三党小组会1次; where all groups owe the same, 各党小组会1次. times says how often each is owed.
func namesOf(list []Owing, times bool) (parts []string) {
	var groups []Owing
	count := func(w Owing) (text string) {
		if times {
			text = fmt.Sprintf("%d次", w.Owed())
		}
		if w.Called != 0 {
			text += "（定于" + w.Called.MonthDay() + "）"
		}
		return text
	}
	flush := func() {
		switch n := len(groups); {
		case n > 1 && n == groups[0].Among && !slices.ContainsFunc(groups, func(w Owing) bool { return w.Called != groups[0].Called }):
			parts = append(parts, "各"+GroupMeet+count(groups[0]))
		case n > named:
			parts = append(parts, fmt.Sprintf("%s等%d个党小组的%s", groups[0].Group.Name, n, GroupMeet))
		default:
			for _, w := range groups {
				parts = append(parts, w.called()+count(w))
			}
		}
		groups = nil
	}
	for _, w := range list {
		switch {
		case !w.Open():
		case w.Group.ID != 0:
			groups = append(groups, w)
		default:
			flush()
			parts = append(parts, w.called()+count(w))
		}
	}
	flush()
	return parts
}

// owedOf is all of them.
func owedOf(list []Owing) string { return strings.Join(namesOf(list, true), "、") }

// briefly is as many of them as a line of a reminder holds.
func briefly(list []Owing, times bool) string {
	const most = 4
	parts := namesOf(list, times)
	if len(parts) > most+1 {
		return strings.Join(parts[:most], "、") + fmt.Sprintf("等%d项", len(parts))
	}
	return strings.Join(parts, "、")
}

// says is a period in a line or two: what is owed, then what was held, and what is not to be. whole leaves out whose groups' meetings
// were held: there are many.
func says(p branch.Period, list []Owing, whole bool) string {
	text := p.Short() + "：没有还差的会议。"
	if !slices.ContainsFunc(list, func(w Owing) bool { return w.Bound }) {
		text = p.Short() + "：本支部还没有开始计。"
	}
	if owed := owedOf(list); owed != "" {
		text = p.Short() + "：" + owed + "。"
	}
	var parts []string
	for _, w := range list {
		switch {
		case w.Open() || whole && w.Group.ID != 0 && w.Reason == "":
		case len(w.Done) > 0:
			parts = append(parts, w.called()+"已开（"+w.Done[len(w.Done)-1].Day.MonthDay()+"）")
		case w.Reason != "":
			parts = append(parts, w.called()+"未开展（"+w.Reason+"）")
		}
	}
	if len(parts) > 0 {
		text += strings.Join(parts, "、") + "。"
	}
	return text
}

// boardView is what is owed, as somebody sees it.
type boardView struct {
	Branch   branch.BranchID
	Month    branch.Period
	Whole    bool         // the whole branch's meetings; else a group's, or nobody's
	Group    branch.Group // whose leader the reader is
	Parts    []boardPart  // the shorter periods first
	Enters   bool
	Explains bool                 // there is something to call 未开展
	Late     []Owing              // of the month before, not entered, and nobody has said why
	Others   []cards.ReminderPart // of the other matters, for who sees the whole branch
	Owed     []cards.Task         // what the branch owes in other matters, for who sees the whole branch
	Own      []cards.Task         // the reader's own, of the other matters
	Ahead    []Notice             // the meetings to come
	ToLog    []Notice             // those that were called and have passed, without a record
}

// boardPart is one period on the board.
type boardPart struct {
	Period branch.Period
	List   []Owing
}

// ownMost is how many of the other matters' lines the board shows; home has them all.
const ownMost = 2

// boardCard is 本月还差.
func boardCard(v boardView) chat.Card {
	b := v.Branch
	text := cards.Say(cards.Strong("本月还差"))
	var rows [][]chat.Button
	if v.Whole || v.Group.ID != 0 {
		for _, p := range v.Parts {
			text = append(text, cards.Say("\n", says(p.Period, p.List, v.Whole))...)
		}
	}
	if v.Enters {
		first := cards.Row(cards.Button("登记", ActNew, b), cards.Button("定时间", ActPlan, int64(b), 0))
		switch {
		case len(v.Late) > 0:
			text = append(text, cards.Say("\n", unentered(v.Late), "。")...)
			first = append(first, toUnheld(b))
		case v.Explains:
			first = append(first, cards.Button("本月未开展", ActUnheld, b))
		}
		rows = append(rows, first)
	}
	for _, n := range cards.First(v.ToLog, 2) {
		rows = append(rows, cards.Row(cards.Button("登记"+n.Day().MonthDay()+cards.Shorten(n.Kinds[0], 8), ActLogged, int64(b), n.ID)))
	}
	for _, n := range cards.First(v.Ahead, 2) {
		text = append(text, cards.Say("\n• ", shortly(n.At), strings.Join(n.Kinds, "、"), "，", n.Place)...)
		rows = append(rows, cards.Row(cards.Button("通知："+n.Day().MonthDay()+cards.Shorten(n.Kinds[0], 8), ActCall, int64(b), n.ID)))
	}
	var ways []chat.Button
	way := func(to chat.Button) {
		if to.Label != "" && !slices.ContainsFunc(ways, func(x chat.Button) bool { return x.Label == to.Label }) {
			ways = append(ways, to)
		}
	}
	for _, t := range v.Owed {
		text = append(text, cards.Say("\n• ", t.Text)...)
		way(t.Button)
	}
	for _, part := range cards.First(v.Others, ownMost) {
		text = append(text, cards.Say(fmt.Sprintf("\n• %s：%d项", part.Title, len(part.Lines)))...)
		way(part.Way)
	}
	for _, t := range cards.First(v.Own, ownMost) {
		text = append(text, cards.Say("\n• ", t.Text)...)
		rows = append(rows, cards.Row(t.Button))
	}
	if n := len(v.Own) - ownMost; n > 0 {
		rows = append(rows, cards.Row(cards.Button(fmt.Sprintf("还有%d项", n), cards.ActWaits, int64(b), 0)))
	}
	if len(text) == 1 {
		text = append(text, cards.Say("\n您本月没有还差的事项。")...)
	}
	rows = append(rows, cards.InTwos(ways)...)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("会议记录", ActList, int64(b), 0), cards.HomeRow[0]))}
}

// startLine says at a month's start what it asks for, with the fixed day of the 主题党日.
func startLine(month branch.Period, list []Owing, fixed branch.Date) []chat.Span {
	text := "\n• " + month.Short() + "会议："
	if owed := briefly(list, false); owed != "" {
		text += owed
	} else {
		text += "都已登记"
	}
	for _, w := range list {
		if w.Duty.Name == PartyDay && w.Open() && w.Called == 0 {
			_, day, _ := strings.Cut(fixed.ChineseWeekday(), "年")
			text += "；主题党日按规则是" + day
		}
	}
	return cards.Say(text)
}

// owedLine says what a month still lacks.
func owedLine(month branch.Period, list []Owing) []chat.Span {
	if owed := briefly(list, true); owed != "" {
		return cards.Say("\n• ", month.Short(), "还差：", owed)
	}
	return cards.Say("\n• ", month.Short(), "的会议都已登记或说明")
}

// unentered asks for what has not been entered of periods that have ended; of longer ones than a month among them it says until when.
func unentered(list []Owing) string {
	until := branch.PeriodOf(branch.Month, list[0].Period.To).Short()
	if slices.ContainsFunc(list, func(w Owing) bool { return w.Duty.Terms[0].Span != branch.Month }) {
		until = "至" + until + "底"
	}
	return until + "还没有登记：" + briefly(list, false) + "。请补登或说明原因"
}

// overLine asks, once, why what is left was not held.
func overLine(month branch.Period, list []Owing) []chat.Span {
	if list = open(list); len(list) > 0 {
		return cards.Say("\n• ", unentered(list))
	}
	return cards.Say("\n• ", month.Short(), "的会议都已登记或说明")
}

// owedTask is what waits on home.
func owedTask(b branch.BranchID, month branch.Period, list []Owing) cards.Task {
	return cards.Task{Text: month.Short() + "还差：" + briefly(list, true), Button: toBoard(b)}
}
