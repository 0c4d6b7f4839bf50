package rounds

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

func plain(list []cards.Name) (s []string) {
	for _, n := range list {
		s = append(s, n.Short())
	}
	return s
}

// RoundTitle is what a round is called: 2026年第二季度“共产党员先锋岗”.
func RoundTitle(r Round) string {
	name := Kinds[r.Kind].Name
	if r.Group != 0 {
		return r.Period + "年“身边好党员”组内"
	}
	year, quarter, quarterly := strings.Cut(r.Period, "Q")
	if !quarterly {
		return r.Period + "年“" + name + "”"
	}
	n, _ := strconv.Atoi(quarter)
	return fmt.Sprintf("%s年第%s季度“%s”", year, []string{"零", "一", "二", "三", "四"}[n], name)
}

// moved is （因…改期）, or nothing.
func moved(s *Stage) string {
	if s.Moved == "" {
		return ""
	}
	return "（改期原因：" + s.Moved + "）"
}

// moveRow is the button with which a date is moved, if there is a date to move it to.
func moveRow(r Round, moves []time.Time) [][]chat.Button {
	if len(moves) == 0 {
		return nil
	}
	return [][]chat.Button{cards.Row(on2("改日期", ActMove, r.Branch, r.ID, 0))}
}

// Sure asks an officer once more, with the consequence in the question.
func Sure(r Round, question, yes, action string) chat.Card {
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n", question),
		Rows: [][]chat.Button{cards.Row(on2(yes, action, r.Branch, r.ID), on2("返回", ActRoundBack, r.Branch, r.ID))}}
}

// ExtendSure asks before the running stage's deadline is moved by a day.
func ExtendSure(r Round, to time.Time) chat.Card {
	s := r.Running()
	whom := "还没有投票的同志"
	if s.Kind == StageNominate {
		whom = "还没有推荐的组长"
	}
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n截止时间改到", cards.Strong(cards.When(to)), "，不能改回来，并通知", whom, "。确定顺延吗？"),
		Rows: [][]chat.Button{cards.Row(on2("确定顺延", ActExtendOK, r.Branch, r.ID, s.Closes.Unix()), on2("返回", ActRoundBack, r.Branch, r.ID))}}
}

// What became of the question whether somebody who bound an account during a round takes part.
const (
	SeatDone = "已确认，可以参加推荐。"
	SeatOver = "推荐已经截止，不再需要确认。"
)

// seatCard asks the 纪检委员 and the 书记 whether somebody who bound an account during a round takes part. answer is what became of
// the question; "": it stands.
func seatCard(r Round, m branch.MemberID, who cards.Name, answer string) chat.Card {
	c := chat.Card{Key: KeySeat(r.Branch, r.ID, m), Text: cards.Say(cards.Strong(RoundTitle(r)+"推荐"), "\n", who.String(), "绑定的账号还没有确认是本人。")}
	if answer != "" {
		c.Text = append(c.Text, cards.Say(answer)...)
		return c
	}
	c.Text = append(c.Text, cards.Say("请当面或打电话核实是否本人，确认后即可参加推荐。")...)
	c.Rows = [][]chat.Button{cards.Row(on2("确认是本人", ActSeat, r.Branch, r.ID, int64(m)))}
	return c
}

// roundsCard lists the rounds of the year for officers.
func roundsCard(b branch.BranchID, rounds []Round) chat.Card {
	c := chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("推荐进展"))}
	if len(rounds) == 0 {
		c.Text = append(c.Text, cards.Say("\n今年还没有推荐。")...)
	}
	for _, r := range rounds {
		c.Text = append(c.Text, cards.Say("\n", RoundTitle(r), "：", State(r))...)
		c.Rows = append(c.Rows, cards.Row(on2(RoundTitle(r), ActRound, r.Branch, r.ID)))
	}
	if len(c.Rows) > cards.PerPage {
		c.Rows = c.Rows[len(c.Rows)-cards.PerPage:]
	}
	c.Rows = append(c.Rows, cards.Row(cards.Button("发起推荐", ActOpen, b), cards.Button("发起优秀微党课", ActTalks, b)), cards.HomeRow)
	return c
}

// State says in a word where a round stands.
func State(r Round) string {
	s := r.Running()
	switch {
	case r.Void != "":
		return "已作废"
	case r.Off:
		return "未开展"
	case r.Next != 0:
		return "平票，已组织复投"
	case s == nil && len(r.Named) > 0:
		return "已命名"
	case s == nil:
		return "已结束"
	case s.Kind == StageReport && r.Assembly == 0:
		return "待定大会日期"
	}
	return map[StageKind]string{StageReport: "报告中", StageNominate: "提名中", StagePresent: "介绍中", StageBallot: "推荐中",
		StageDecide: "待研究决定", StageNotice: "公示", StageName: "待命名"}[s.Kind]
}

// RoundOff is the officers' card of a round that was not held.
func RoundOff(r Round) chat.Card {
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n")}
	what := "本季度未开展。"
	if Kinds[r.Kind].Span != branch.Quarter {
		what = "本次未开展。"
	}
	if r.OffWhy != "" {
		c.Text = append(c.Text, cards.Say(what, "原因：", r.OffWhy)...)
		return c
	}
	c.Text = append(c.Text, cards.Say(what, "请写明原因。")...)
	c.Rows = [][]chat.Button{cards.Row(on2("写明原因", ActCallOff, r.Branch, r.ID))}
	return c
}

// CloseWhat says what happens when a round is closed early.
func CloseWhat(r Round) string {
	if r.Runs(StageNominate) {
		return "现在截止后，未推荐的党小组不能再推荐。"
	}
	return "现在截止后立即计票，不能撤回，没有参加的同志不能再参加。"
}

// WhyFilled shows what will be done and why.
func WhyFilled(r Round, what, why string) []chat.Span {
	return cards.Say(cards.Strong(RoundTitle(r)), "\n", what, "\n原因：", why, "\n\n确定吗？如需改写，重新发送原因。")
}

// MoveWhen asks to which date, MoveDay names one of them.
func MoveWhen(r Round) string { return dated(r) + "改到哪一天？" }

// MoveDay names a date to which a stage can be moved.
func MoveDay(r Round, t time.Time) string {
	if r.Runs(StageReport) {
		_, label, _ := strings.Cut(branch.DateOf(t).ChineseWeekday(), "年")
		return label
	}
	return cards.When(t)
}

// dated names the date of the running stage.
func dated(r Round) string {
	return map[StageKind]string{StageReport: "党员大会", StageNominate: "提名截止时间", StageBallot: "推荐截止时间",
		StagePresent: "介绍截止时间", StageNotice: "公示截止时间"}[r.Running().Kind]
}

// MoveWhat says what moving a date does.
func MoveWhat(r Round, to time.Time) string {
	if r.Runs(StageReport) {
		return "党员大会改到" + branch.DateOf(to).ChineseWeekday() + "，各组报告的截止和推荐的日期随之改变，并通知未报告的组长。"
	}
	return dated(r) + "改到" + cards.When(to) + "，后面各阶段随之顺延，并通知有关同志。"
}

// assemblyAskCard asks the 组织委员 for the date of the quarter's 党员大会.
// keeps reports whether the reader may call the quarter's 先锋岗 off.
func assemblyAskCard(r Round, days, called []branch.Date, page int, last, today branch.Date, keeps bool) chat.Card {
	var all []chat.Button
	rest := slices.DeleteFunc(slices.Clone(days), func(d branch.Date) bool { return slices.Contains(called, d) })
	for _, d := range append(slices.Clone(called), rest...) {
		_, label, _ := strings.Cut(d.ChineseWeekday(), "年")
		if slices.Contains(called, d) {
			label += "已通知"
		}
		all = append(all, on2(label, ActDaySet, r.Branch, r.ID, int64(d)))
	}
	rows := cards.Paged(all, 2, page, func(label string, p int) chat.Button { return on2(label, ActDay, r.Branch, r.ID, int64(p)) })
	still := ""
	if today > r.Asked {
		still = "现在是" + today.MonthDay() + "。"
	}
	if keeps {
		rows = append(rows, cards.Row(on2("本季度不开展", ActCallOff, r.Branch, r.ID)))
	}
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n请确定本季度党员大会的日期，可以点选，也可以直接发送日期。各组报告在前一个工作日18:00前提交，大会之后开始推荐。\n到",
		last.MonthDay(), "仍未确定的，记为“本季度未开展”。", still), Rows: rows}
}

// AssemblySet says to whoever has set the date and does not keep the round that it is set.
func AssemblySet(r Round) chat.Card {
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n党员大会定于", cards.Strong(r.Assembly.ChineseWeekday()),
		"。已请各党小组准备报告，", cards.When(r.Stage(StageReport).Closes), "前提交。"), Rows: [][]chat.Button{cards.HomeRow}}
}

// AssemblySure asks whether the date is right, with what follows from it.
func AssemblySure(r Round, ballot, closes time.Time) chat.Card {
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n党员大会：", cards.Strong(r.Assembly.ChineseWeekday()),
		"\n各组报告：", cards.When(r.Stage(StageReport).Closes), "前提交\n开始推荐：大会结束，最晚", cards.When(ballot), "\n推荐截止：", cards.When(closes),
		"\n\n确认后立即请各党小组组长准备报告。"),
		Rows: [][]chat.Button{cards.Row(on2("确认", ActDayOK, r.Branch, r.ID, int64(r.Assembly)), on2("返回", ActRoundBack, r.Branch, r.ID))}}
}
