package meeting

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of notices. They never change.
const (
	ActPlan   = "meet.plan"  // branch, the code of a kind, or 0
	ActCall   = "meet.call"  // branch, notice: shows it
	ActMove   = "meet.move"  // branch, notice
	ActOff    = "meet.stop"  // branch, notice
	ActOffOK  = "meet.stok"  // branch, notice
	ActLeave  = "meet.leave" // branch, notice
	ActCome   = "meet.come"  // branch, notice
	ActLogged = "meet.log"   // branch, notice: enters the record of a meeting that was called
)

// DocumentCalendar is a notice as a file for a calendar. Its arguments: branch, whose, notice.
const DocumentCalendar = "meeting.calendar"

const noticeOver = "这次会议已经召开或取消，不用再办理。"

// calledTwice refuses a second notice of one meeting.
func calledTwice(day branch.Date, kind string) string {
	return day.MonthDay() + "的" + kind + "已经发过通知。要改时间、地点，请打开那份通知改。"
}

// tooEarly refuses the record of a meeting that is still to come.
func tooEarly(n Notice, kind string) string {
	return kind + "定于" + shortly(n.At) + "，还没有开，开过再登记。提前开了的，请先把通知的时间改过来。"
}

// keyNotice and keyLeaves are the keys of a notice, and of the convener's card of leaves.
func keyNotice(n Notice) string { return fmt.Sprintf("meet:%d:%d", n.Branch, n.ID) }
func keyLeaves(n Notice) string { return fmt.Sprintf("leaves:%d:%d", n.Branch, n.ID) }

// clockOf is 2026年11月27日（周五）15:00.
func clockOf(t time.Time) string {
	return branch.DateOf(t).ChineseWeekday() + t.In(branch.Shanghai).Format("15:04")
}

// shortly is 11月27日15:00.
func shortly(t time.Time) string {
	return branch.DateOf(t).MonthDay() + t.In(branch.Shanghai).Format("15:04")
}

// weekdayOf is 周五.
func weekdayOf(day branch.Date) string {
	_, weekday, _ := strings.Cut(day.ChineseWeekday(), "（")
	return strings.TrimSuffix(weekday, "）")
}

// noticeView is a notice as a member sees it.
type noticeView struct {
	Notice
	Reader  branch.MemberID
	By      string
	Groups  []string
	Invited bool
	Keeps   bool // may change it and call it off
	OnLeave bool
	Told    bool     // the convener can be reached
	Away    []string // who cannot come, for the convener
	Missed  []string // who belongs to it and has no account, for who calls it
	Due     int      // how many have voting rights on the day, for who calls a 党员大会; 0: not said
}

// title is what the meeting is called: 第三党小组会, or its kinds.
func (v noticeView) title() string {
	if OfGroups(v.Kinds) && len(v.Groups) == 1 {
		return groupMeeting(branch.Group{Name: v.Groups[0]})
	}
	return strings.Join(v.Kinds, "、")
}

// noticeCard is a notice; atHome, as a page of home, where there is no file.
func noticeCard(v noticeView, atHome bool) chat.Card {
	head := "会议通知"
	switch {
	case v.Off != nil:
		head = "会议取消"
	case len(v.Moved) > 0:
		head = "会议通知（有变动）"
	}
	text := cards.Say(cards.Strong(head), "\n", cards.Strong(v.title()), "\n时间：", clockOf(v.At))
	if n := len(v.Moved); n > 0 && v.Off == nil && !v.Moved[n-1].At.Equal(v.At) {
		text = append(text, cards.Say("\n（原定", shortly(v.Moved[n-1].At), "）")...)
	}
	text = append(text, cards.Say("\n地点：", v.Place)...)
	if n := len(v.Moved); n > 0 && v.Off == nil && v.Moved[n-1].Place != v.Place {
		text = append(text, cards.Say("\n（原定", v.Moved[n-1].Place, "）")...)
	}
	if len(v.Groups) > 1 {
		text = append(text, cards.Say("\n党小组：", strings.Join(v.Groups, "、"))...)
	}
	text = append(text, cards.Say("\n议题：", v.Topics)...)
	if v.Bring != "" {
		text = append(text, cards.Say("\n请带：", v.Bring)...)
	}
	text = append(text, cards.Say("\n召集人：", v.By)...)
	if v.Due > 0 {
		text = append(text, cards.Say("\n\n", quorum(v.Due))...)
	}
	if n := len(v.Away); n > 0 {
		text = append(text, cards.Say("\n请假：", strings.Join(cards.First(v.Away, 8), "、"), andMore(n, 8))...)
	}
	if n := len(v.Missed); n > 0 && v.Off == nil {
		text = append(text, cards.Say("\n\n还没有绑定、收不到通知，请另行告知：", strings.Join(cards.First(v.Missed, 8), "、"), andMore(n, 8), "。")...)
	}
	var rows [][]chat.Button
	b := int64(v.Branch)
	if v.Off == nil && v.Held == 0 && !v.Ended {
		switch {
		case v.OnLeave:
			text = append(text, cards.Say("\n\n", leaveNoted(v.Told))...)
			rows = append(rows, cards.Row(cards.Button("可以参加了", ActCome, b, v.ID)))
		case v.Invited:
			rows = append(rows, cards.Row(cards.Button("有事请假", ActLeave, b, v.ID)))
		}
		if v.Keeps && atHome {
			rows = append(rows, cards.Row(cards.Button("改时间地点", ActMove, b, v.ID), cards.Button("取消会议", ActOff, b, v.ID)))
		}
	}
	if atHome {
		return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(toBoard(v.Branch), cards.HomeRow[0]))}
	}
	return chat.Card{Key: keyNotice(v.Notice), Text: text, Rows: rows, Document: &chat.Document{Kind: DocumentCalendar,
		Name: fmt.Sprintf("会议-%s.ics", v.Day()), Args: []int64{b, int64(v.Reader), v.ID}}}
}

// leaveNoted answers a leave.
func leaveNoted(told bool) string {
	if !told {
		return "您已请假。召集人现在收不到消息，请另行告知。"
	}
	return "您已请假，召集人已知道。"
}

// quorum says how many must come for each kind of motion.
func quorum(due int) string {
	text := fmt.Sprintf("应到%d人（有表决权）。表决须到会：", due)
	for i, k := range branch.MotionKinds {
		if i > 0 {
			text += "，"
		}
		text += fmt.Sprintf("%s至少%d人", k.Name, k.NeedPresent(due))
	}
	return text + "。"
}

// leaveLine is one who cannot come.
type leaveLine struct{ Name, Reason string }

// leavesCard tells the convener who cannot come.
func leavesCard(n Notice, list []leaveLine) chat.Card {
	text := cards.Say(cards.Strong("请假"), "\n", strings.Join(n.Kinds, "、"), "，", shortly(n.At))
	if len(list) == 0 {
		text = append(text, cards.Say("\n现在没有同志请假。")...)
	}
	for i, l := range list {
		if i == 10 {
			text = append(text, cards.Say(fmt.Sprintf("\n等%d人", len(list)))...)
			break
		}
		text = append(text, cards.Say("\n• ", l.Name)...)
		if l.Reason != "" {
			text = append(text, cards.Say("：", l.Reason)...)
		}
	}
	return chat.Card{Key: keyLeaves(n), Text: append(text, cards.Say("\n\n只有您看得到；会后自动清除。")...), Protect: true}
}

// leavesOver stands in its place once the day has passed.
func leavesOver(n Notice) chat.Card {
	return chat.Card{Key: keyLeaves(n), Protect: true, Text: cards.Say(cards.Strong("请假"), "\n", strings.Join(n.Kinds, "、"), "，", shortly(n.At), "\n请假情况已清除。")}
}

// callOffCard asks whether a meeting is to be called off.
func callOffCard(v noticeView) chat.Card {
	b := int64(v.Branch)
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("取消会议"), "\n", v.title(), "，", shortly(v.At), "\n\n取消后，会告知所有参会的同志。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("确认取消", ActOffOK, b, v.ID), cards.Button("返回", ActCall, b, v.ID))}}
}

// What the forms of notices ask.
const (
	askPlanned = "要开什么会？一次会同时是几种的，都选上。"
	askAhead   = "定在哪一天？请点选，或直接发送日期，例如 3月5日。"
	askClock   = "几点开始？请点选，或直接发送，例如 15:00。"
	askPlace   = "在哪里开？例如：三楼会议室。"
	askAgenda  = "请用一两句话写明议题。\n" + cards.NoSecrets
	askBring   = "请参会同志带什么？例如：笔记本、发言材料。"
	askLeave   = "请假要说明原因的，请用一句话写下来，只有召集人看得到，会后清除。也可以不写。"
	noReason   = "不写原因"
)

// Between these hours, of Asia/Shanghai, people are written to without a word about the hour.
const (
	dayBegins = 7
	dayEnds   = 21
)

// filledNotice shows a notice before it goes out, with how many it goes to. rest: its day is none of work.
func filledNotice(v noticeView, to int, moved, rest bool, now time.Time) []chat.Span {
	now = now.In(branch.Shanghai)
	lines := [][2]string{{"时间", clockOf(v.At)}, {"地点", v.Place}, {"议题", v.Topics}}
	if v.Bring != "" {
		lines = append(lines, [2]string{"请带", v.Bring})
	}
	hint := ""
	if now.Hour() < dayBegins || now.Hour() >= dayEnds {
		hint = "\n现在是" + now.Format("15:04") + "，确认后马上发出；也可以明天白天再发。"
	}
	if rest {
		hint = "\n" + v.Day().MonthDay() + "是休息日。" + hint
	}
	what := "\n\n确认后，通知发给参会的%d位同志。"
	if moved {
		what = "\n\n确认后，变动告知参会的%d位同志。"
	}
	return append(cards.Lines(cards.Bold(v.title()), lines), cards.Say(fmt.Sprintf(what, to), hint)...)
}
