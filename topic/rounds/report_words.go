package rounds

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// ReportView is a group's report as its leader sees it.
type ReportView struct {
	Round     Round
	Group     branch.Group
	Draft     string
	Made      *GroupReport
	Candidate string
	By        string // who acted for the leader (代录), "" if the leader did
	Named     bool   // the groups name the candidates
	Choices   []cards.Choice
	Open      bool
	Remind    bool // this is a reminder, of the day
	Today     branch.Date
	Choosing  bool // whom to put up
	Page      int
}

// reportCard is the card with which a leader reports for the group and names whom it puts up.
func reportCard(v ReportView) chat.Card {
	r, g := v.Round, int64(v.Group.ID)
	c := chat.Card{Key: KeyReport(r.Branch, r.ID, v.Group.ID)}
	head := cards.Say(cards.Strong(v.Group.Name+"季度报告"), "\n")
	if v.Remind && v.Made == nil {
		head = cards.Say(cards.Strong("提醒：季度报告"), "\n", v.Group.Name, "还没有提交（截至", v.Today.MonthDay(), "）。\n")
	}
	s := r.Stage(StageReport)
	back := on2("返回", ActReportBack, r.Branch, r.ID, g)
	switch {
	case r.Off:
		c.Text = append(head, cards.Say("本季度先锋岗未开展，不再需要报告。")...)
	case v.Made == nil && !v.Open:
		c.Text = append(head, cards.Say("推荐已经开始，本组没有提交报告。")...)
	case v.Made == nil:
		c.Text = append(head, cards.Say("党员大会：", r.Assembly.ChineseWeekday(), moved(s), "；", cards.When(s.Closes), "前提交。\n按记录拟好的报告：\n", cards.Quote(v.Draft))...)
		c.Rows = [][]chat.Button{cards.Row(on2("就用这份", ActReportUse, r.Branch, r.ID, g), on2("补充一句", ActReportAdd, r.Branch, r.ID, g))}
	case v.Named && v.Open && v.Choosing:
		c.Text = append(head, cards.Say("请提出本组的先锋岗候选人：")...)
		c.Rows = append(v.who(), cards.Row(back))
	default:
		c.Text = append(head, cards.Say(v.Made.Draft)...)
		if v.Made.Added != "" {
			c.Text = append(c.Text, cards.Say("\n", v.Made.Added)...)
		}
		if v.By != "" {
			c.Text = append(c.Text, cards.Say("\n（", v.By, "代录）")...)
		}
		if v.Named {
			name := v.Candidate
			switch {
			case v.Made.Declined:
				name = "不提"
			case name == "":
				name = "请在下面选一名"
			}
			c.Text = append(c.Text, cards.Say("\n本组候选人：", cards.Strong(name))...)
		}
		if !v.Open {
			c.Text = append(c.Text, cards.Say("\n\n推荐已经开始，不再修改。")...)
			return c
		}
		c.Text = append(c.Text, cards.Say("\n\n推荐开始前可以修改。")...)
		if v.Named && v.Candidate == "" && !v.Made.Declined {
			c.Rows = append(c.Rows, v.who()...)
		} else if v.Named {
			c.Rows = append(c.Rows, cards.Row(on2("改候选人", ActReportEdit, r.Branch, r.ID, g, 0)))
		}
		c.Rows = append(c.Rows, cards.Row(on2("补充一句", ActReportAdd, r.Branch, r.ID, g)))
	}
	return c
}

func (v ReportView) who() [][]chat.Button {
	r, g := v.Round, int64(v.Group.ID)
	var all []chat.Button
	for _, choice := range v.Choices {
		label := choice.Name
		if choice.Again {
			label += "（上季度）"
		}
		all = append(all, on2(label, ActReportWho, r.Branch, r.ID, g, choice.ID))
	}
	return append(cards.Paged(all, 2, v.Page, func(label string, p int) chat.Button {
		return on2(label, ActReportEdit, r.Branch, r.ID, g, int64(p))
	}), cards.Row(on2("本组不提候选人", ActReportWho, r.Branch, r.ID, g, 0)))
}

// ReportHead stands over the question for what a leader adds.
func ReportHead(g branch.Group) []chat.Span { return cards.Say(cards.Strong(g.Name + "季度报告")) }

// ReportAsk asks for it.
const ReportAsk = "请用一两句话补充本季度的党建和业务工作，直接发送即可，也可以发一份 Word 或 txt 文件。\n例如：牵头筹备台企交流会展区，全组加班十余天，零差错完成。"

// ReportFilled shows what was understood.
func ReportFilled(g branch.Group, draft, added string) []chat.Span {
	return append(ReportHead(g), cards.Say("\n", draft, "\n", added, "\n\n如需改写，重新发送；要再补充，点「接着写」。")...)
}

// ReportLine is one group on the officers' card.
type ReportLine struct {
	Group     branch.Group
	Made      bool
	Candidate string
	Unbound   bool
	Act       bool // the reader may report for the leader (代录)
}

// ReportStatusView is what officers see while reports come in.
type ReportStatusView struct {
	Round      Round
	Lines      []ReportLine
	Candidates []string
	Again      []string
	Opens      time.Time // when the recommendation opens by itself
	Start      bool      // the day of the 党员大会 has come
	Moves      []time.Time
	Today      branch.Date
}

// ReportStatus is the officers' card while reports come in.
func ReportStatus(v ReportStatusView) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyRound(r.Branch, r.ID)}
	made := 0
	var list []chat.Span
	for _, l := range v.Lines {
		list = append(list, cards.Say("\n", l.Group.Name, "：")...)
		switch {
		case l.Made && l.Candidate != "":
			list = append(list, cards.Say("已报告，候选人", l.Candidate)...)
		case l.Made:
			list = append(list, cards.Say("已报告")...)
		default:
			list = append(list, cards.Strong("未报告"))
		}
		if l.Made {
			made++
		} else if l.Unbound {
			list = append(list, cards.Say("（组长未绑定账号）")...)
		}
		if l.Act {
			c.Rows = append(c.Rows, cards.Row(on2("代"+l.Group.Name+"报告", ActReport, r.Branch, r.ID, int64(l.Group.ID))))
		}
	}
	c.Text = cards.Say(cards.Strong(RoundTitle(r)), "\n党员大会：", r.Assembly.ChineseWeekday(), moved(r.Stage(StageReport)),
		fmt.Sprintf("\n已报告 %d 组，共 %d 组（截至%s），%s前提交。", made, len(v.Lines), v.Today.MonthDay(), cards.When(r.Stage(StageReport).Closes)))
	c.Text = append(c.Text, list...)
	if len(v.Candidates) < 2 {
		c.Text = append(c.Text, cards.Say("\n\n候选人不足2名，还不能开始推荐。")...)
	} else {
		c.Text = append(c.Text, cards.Say("\n\n大会结束后开始推荐，最晚", cards.When(v.Opens), "自动开始。", warnAgain(v.Again))...)
	}
	switch {
	case v.Start && len(v.Candidates) >= 2:
		c.Rows = append(c.Rows, cards.Row(on2("大会结束", ActStart, r.Branch, r.ID)))
	case v.Start:
		c.Rows = append(c.Rows, cards.Row(on2("补充候选人", ActOpenOf, r.Branch, r.ID)))
	}
	if made > 0 {
		c.Rows = append(c.Rows, cards.Row(on2("各组报告", ActReports, r.Branch, r.ID, 0)))
	}
	last := cards.Row(on2("本季度不开展", ActCallOff, r.Branch, r.ID))
	if len(v.Moves) > 0 {
		last = append(cards.Row(on2("改日期", ActMove, r.Branch, r.ID, 0)), last...)
	}
	c.Rows = append(c.Rows, last)
	return c
}

// StartSure asks whether to open the recommendation now, with the consequence.
func StartSure(r Round, candidates, again []string, roll int, until time.Time) chat.Card {
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)+"推荐"), "\n候选：", strings.Join(candidates, "、"),
		fmt.Sprintf("\n推荐名额：%d名\n截止：", r.Posts), cards.When(until), warnAgain(again),
		fmt.Sprintf("\n\n确认后立即确定参加名单，共 %d 人，并发给每位参加人；候选人和名单不能再改。", roll)),
		Rows: [][]chat.Button{cards.Row(on2("开始推荐", ActStartOK, r.Branch, r.ID), on2("返回", ActRoundBack, r.Branch, r.ID))}}
}

// reportsCard is the page of one group's report at the 党员大会; officers may have all as a file.
func reportsCard(r Round, list []ReportView, page int, keeps bool) chat.Card {
	page = min(max(page, 0), len(list)-1)
	v := list[page]
	c := chat.Card{Key: KeyReports(r.Branch, r.ID), Text: cards.Say(cards.Strong(v.Group.Name+"报告"), fmt.Sprintf("（%d/%d）\n", page+1, len(list)), v.Made.Draft)}
	if v.Made.Added != "" {
		c.Text = append(c.Text, cards.Say("\n", v.Made.Added)...)
	}
	if v.Candidate != "" {
		c.Text = append(c.Text, cards.Say("\n候选人：", cards.Strong(v.Candidate))...)
	}
	c.Rows = cards.Turns(page, len(list), func(p int) chat.Button { return on2("", ActReports, r.Branch, r.ID, int64(p)) })
	if keeps {
		c.Rows = append(c.Rows, cards.Row(on2("下载全部报告（Word）", ActFileReports, r.Branch, r.ID)))
	}
	return c
}
