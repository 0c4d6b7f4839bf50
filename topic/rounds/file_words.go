package rounds

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Actions that send a round's files, and the 纪检委员's look at who took part.
const (
	ActFileDecision = "rf.dec"   // branch, round
	ActFileReports  = "rf.rep"   // branch, round
	ActFileHistory  = "rf.his"   // branch
	ActWhoTook      = "took"     // branch, round
	ActTalks        = "talks"    // branch
	ActTalksOK      = "talks.ok" // branch
)

// Documents of rounds. Their arguments: branch; who asked; and but for the history the round.
const (
	DocumentDecision = "round.decision" // .docx
	DocumentReports  = "round.reports"  // .docx
	DocumentHistory  = "round.history"  // .xlsx
)

// plainTitle is a round's title as a file's name may have it.
func plainTitle(r Round) string {
	return strings.NewReplacer("“", "", "”", "").Replace(RoundTitle(r))
}

// DecisionFile is the resolution as a file.
func DecisionFile(r Round, asker branch.MemberID) chat.Card {
	return cards.File(fmt.Sprintf("decision:%d:%d", r.Branch, r.ID), RoundTitle(r)+"决议，可直接打印存档。",
		DocumentDecision, plainTitle(r)+"决议.docx", int64(r.Branch), int64(asker), int64(r.ID))
}

// ReportsFile is all groups' reports of a quarter as a file.
func ReportsFile(r Round, asker branch.MemberID, made, of int) chat.Card {
	return cards.File(fmt.Sprintf("reportsfile:%d:%d", r.Branch, r.ID), fmt.Sprintf("%s各党小组报告，已提交 %d 组，共 %d 组，供党员大会使用。", RoundTitle(r), made, of),
		DocumentReports, plainTitle(r)+"各党小组报告.docx", int64(r.Branch), int64(asker), int64(r.ID))
}

// HistoryFile is the history of a branch's rounds as a file.
func HistoryFile(b branch.BranchID, asker branch.MemberID, day branch.Date) chat.Card {
	return cards.File(fmt.Sprintf("historyfile:%d:%s", b, day), "历次评选和流动红旗交接，截至"+day.Chinese()+"。只有汇总数，不含任何人的选择。",
		DocumentHistory, "历次评选-"+day.String()+".xlsx", int64(b), int64(asker))
}

// Resolution is the wording of a meeting's decision, a paragraph.
func Resolution(v MeetingView) string { return v.resolution() }

// WhoTookView is who took part in a recommendation, never what they chose.
type WhoTookView struct {
	Round         Round
	Took, Not, By []string // By: voted on paper (线下)
}

// WhoTook is the 纪检委员's card of who took part.
func WhoTook(v WhoTookView) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyCheck(r.Branch, r.ID), Protect: true, Text: cards.Say(cards.Strong("参加情况："+RoundTitle(r)), "\n只列是否参加；选择了谁，任何人都查不到。")}
	line := func(what string, names []string) {
		if len(names) > 0 {
			c.Text = append(c.Text, cards.Say(fmt.Sprintf("\n%s %d 人：", what, len(names)), strings.Join(names, "、"), "。")...)
		}
	}
	line("已参加", v.Took)
	line("登记线下投票", v.By)
	line("未参加", v.Not)
	c.Text = append(c.Text, cards.Say("\n\n本次查看已留痕，全体党员可在「核对」中看到。")...)
	c.Rows = [][]chat.Button{cards.Row(on2("返回", ActCheck, r.Branch, r.ID, 1))}
	return c
}

// GroupChatNotice is a 公示 as the branch's group chat is told of it.
func GroupChatNotice(v NoticeView) chat.Card {
	c := NoticeCard(v)
	c.Rows = nil
	if v.Round.Runs(StageNotice) {
		c.Text = append(append(cards.Say(cards.Strong("公示"), "\n"), v.body()...), cards.Say("\n\n如有不同意见，请打开与本机器人的私聊，在公示卡片上点「提出意见」，请不要在群里发。")...)
	}
	return c
}

// GroupChatNamed is a naming as the branch's group chat is told of it: without what was written about the people.
func GroupChatNamed(v NamedView) chat.Card {
	v.Names = append([]Nominee(nil), v.Names...)
	for i := range v.Names {
		v.Names[i].Deeds = ""
	}
	c := Named(v)
	c.Rows = nil
	return c
}

// TalksSure asks an officer whether to start this year's 优秀微党课, with the consequence.
func TalksSure(b branch.BranchID, year int, closes time.Time) chat.Card {
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong(fmt.Sprintf("%d年“优秀微党课”", year)), "\n确认后立即请各党小组组长从本组讲过微党课的同志中推荐1名，",
		cards.When(closes), "截止；随后全体推荐、支部研究、公示、命名。\n\n现在发起吗？"),
		Rows: [][]chat.Button{cards.Row(cards.Button("确认发起", ActTalksOK, b), cards.Button("返回", ActRounds, b))}}
}

// NominationMore asks for the next part of the deeds.
func NominationMore(r Round, g branch.Group, text string) chat.Card {
	return chat.Card{Key: KeyNomination(r.Branch, r.ID, g.ID), Text: cards.Say(cards.Strong(g.Name+"推荐"), "\n已写：", text, "\n\n请接着发送下一段，会加在后面。"),
		Rows: [][]chat.Button{cards.Row(on2("返回", ActNomBack, r.Branch, r.ID, int64(g.ID)))}}
}

// ReportMore asks for the next part of a leader's own words.
func ReportMore(r Round, g branch.Group, text string) chat.Card {
	return chat.Card{Key: KeyReport(r.Branch, r.ID, g.ID), Text: cards.Say(cards.Strong(g.Name+"季度报告"), "\n已写：", text, "\n\n请接着发送下一段，会加在后面。"),
		Rows: [][]chat.Button{cards.Row(on2("返回", ActReportBack, r.Branch, r.ID, int64(g.ID)))}}
}
