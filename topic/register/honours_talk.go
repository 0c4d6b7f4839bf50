package register

import (
	"fmt"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Outcomes is what may come of a 表彰. Buttons carry their codes.
var Outcomes = []string{"已推荐", "已获评", "未获评"}

const awarded = "已获评"

// Honours are what others give (台企先进典型、上级表彰): an enterprise, a person of an enterprise, a member or the branch is put
// forward for it, and something comes of it.
var Honours = Kind{
	Name: "honour", Prefix: "hon", Title: "先进典型和表彰", Short: "表彰", About: "推荐台企、台商、党员和支部参评上级荣誉，以及获得的表彰。",
	Room: cards.RoomRounds, Rank: 1,
	See: branch.SeeHonours, Enter: branch.KeepHonours, Correct: branch.KeepHonours,
	Fields: []ask.Field{
		ask.Text("who", "").Asking(honoursWho).As("对象").Most(60).Check(func(x ask.Context) error { _, err := honoured(x); return err }),
		ask.Text("honour", "请发送荣誉的名称，例如：“五一”劳动奖章。").As("荣誉").Most(60),
		ask.Choice("level", "是哪一级的？", "国家级", "省级", "市级", "县级", "市直机关").As("级别"),
		ask.Choice("outcome", "结果如何？", Outcomes...).As("结果"),
		ask.Day(DayField, "是哪一天？请点选，或直接发送日期，例如 2026年3月5日。").As("日期").Past().Loose().Known(func(x ask.Context) any { return x.Today() }),
	},
	People: honoured, Head: honoursHead, Filled: honoursFilled,
	Line: honoursLine,
	Label: func(e Entry) string {
		return cards.Shorten(e.Says("who"), 10) + "：" + cards.Shorten(e.Says("honour"), 12)
	},
	Order:  []string{"who", "honour", "level", DayField, "outcome"},
	Settle: "outcome", Outcomes: Outcomes,
	Like: alsoHonoured, LikeTitle: "已有荣誉", LikeShort: "已有",
	Firm:  &AtFirm{Field: "contact", Label: "荣誉", Button: "推荐先进典型", Line: func(e Entry) string { return e.Says("who") + " " + honoursLine(e) }},
	Sheet: "先进典型和表彰", SheetTitle: "先进典型推荐和表彰", Ledger: true,
	Columns: []Column{{"who", "对象", 40}, {"honour", "荣誉", 50}, {"level", "级别", 12}, {DayField, "推荐或授予日期", 20}, {"outcome", "结果", 16}},
	Report: func(e Entry) string {
		if e.Says("outcome") != awarded {
			return ""
		}
		return fmt.Sprintf("表彰：%s%s获得%s（%s）。", e.Says("who"), e.Day().MonthDay(), e.Says("honour"), e.Says("level"))
	},
	Held: "上级推荐和表彰", Erase: Stays,
}

func honoursLine(e Entry) string {
	return fmt.Sprintf("%s %s（%s，%s）", e.Day(), e.Says("honour"), e.Says("level"), e.Says("outcome"))
}

// honoured returns whom an honour is for, if the name is a member's. An enterprise's people are nobody of the branch.
func honoured(x ask.Context) ([]branch.MemberID, error) {
	if chat.Get[branch.ContactID](x.Answers, "contact") != 0 {
		return nil, nil
	}
	m, err := x.People().Whom(chat.Get[string](x.Answers, "who"))
	switch {
	case err != nil:
		return nil, ask.Wrong(err.Error())
	case m == 0:
		return nil, nil
	}
	return []branch.MemberID{m}, nil
}

// alsoHonoured reports whether another entry is an honour that the same subject holds already.
func alsoHonoured(e, other Entry) bool {
	firm := e.Number("contact")
	same := firm != 0 && other.Number("contact") == firm || len(e.About) > 0 && other.Is(e.About[0]) || other.Says("who") == e.Says("who")
	return same && other.Says("outcome") == awarded
}

func honoursWho(x ask.Context) string {
	if firm := chat.Get[string](x.Answers, firmName); firm != "" {
		return "请发送对象：企业本身，或企业人员（只写职务和姓氏）。\n例如：" + cards.Shorten(firm, 14) + "，或“总经理王先生”。"
	}
	return "请发送推荐或表彰的对象，直接发送即可。\n例如：党员姓名，或“机关党支部”。"
}

// honoursHead is what is known so far.
func honoursHead(x ask.Context) []chat.Span {
	says := func(field string) string { return chat.Get[string](x.Answers, field) }
	if says("who") == "" {
		return cards.Bold("先进典型和表彰")
	}
	var lines [][2]string
	for _, l := range [][2]string{{"荣誉", says("honour")}, {"级别", says("level")}} {
		if l[1] != "" {
			lines = append(lines, l)
		}
	}
	return cards.Lines(cards.Bold(says("who")), lines)
}

// honoursFilled shows what was understood; the day is today's until another is sent.
func honoursFilled(x ask.Context) []chat.Span {
	says := func(field string) string { return chat.Get[string](x.Answers, field) }
	day := chat.Get[branch.Date](x.Answers, DayField).Chinese() + "（不是这一天的，请直接发送日期）"
	text := cards.Lines(cards.Bold(says("who")), [][2]string{{"荣誉", says("honour")}, {"级别", says("level")}, {"结果", says("outcome")}, {"日期", day}})
	return append(text, cards.Words("\n请核对，点「确认」后才登记。")...)
}
