package birthday

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// KeyGreeting is the key of a year's greeting.
func KeyGreeting(b branch.BranchID, year int) string { return fmt.Sprintf("greet:%d:%d", b, year) }

// joined says how somebody came into the Party. 党章第七条: who is still 预备党员 was admitted as one.
func joined(m branch.Member, day branch.Date) string {
	if m.Probationary(day) {
		return "被接收为中国共产党预备党员"
	}
	return "光荣加入中国共产党"
}

// questions is what a greeting asks its reader to think about.
func questions(s branch.Settings, year int) (text []chat.Span) {
	text = cards.Say("\n\n常思入党初衷、常问在党作为：")
	for i, q := range QuestionsFor(s, year) {
		text = append(text, cards.Say(fmt.Sprintf("\n%d. %s", i+1, q))...)
	}
	return text
}

func writeRow(b branch.BranchID, year int) []chat.Button {
	return cards.Row(cards.Button("写几句心得", ActReflect, int64(b), int64(year)))
}

// The oath stands in a greeting once and whole: in the picture, or in the text of one that has none.
var (
	oathDrawn   = cards.Say("请重温贺卡上的入党誓词。")
	oathWritten = cards.Say("重温入党誓词：\n", cards.Quote(branch.Oath))
)

// greetingCard is the 政治生日 greeting. late is for one that could not be delivered on the day itself.
func greetingCard(b branch.Branch, m branch.Member, day branch.Date, late bool) chat.Card {
	open := "今天是您的政治生日。"
	if late {
		open = day.MonthDay() + "是您的政治生日，祝贺来迟，敬请谅解。"
	}
	text := func(oath []chat.Span) []chat.Span {
		return cards.Say(cards.Strong(m.Name), "同志：\n\n", open, m.Joined.Chinese(), "，您", joined(m, day), "，至今入党",
			cards.Strong(branch.InYears(m.Anniversary(day, b.Settings.MarchFirst))), "。\n\n", oath, questions(b.Settings, day.Year()), "\n\n", b.Name)
	}
	return chat.Card{Key: KeyGreeting(b.ID, day.Year()), Text: text(oathDrawn), Alone: text(oathWritten),
		Rows:    [][]chat.Button{writeRow(b.ID, day.Year())},
		Picture: &chat.Picture{Kind: PictureGreeting, Args: []int64{int64(b.ID), int64(m.ID), int64(day)}}}
}

// maxNamed is how much of the text below a picture the names may take, in characters.
const maxNamed = 300

// named returns 王志远（二十一周年）、沈岩（八周年）.
func named(lines []Line) string {
	var names []string
	for _, l := range lines {
		names = append(names, l.Name().Short()+"（"+branch.InYears(l.Years)+"）")
	}
	return strings.Join(names, "、")
}

// togetherCard is the greeting of a 集体政治生日, one for all of a month: to one of them.
func togetherCard(b branch.Branch, m branch.Member, first, day branch.Date, all []Line) chat.Card {
	_, month, _ := first.YMD()
	names := named(all)
	var picture *chat.Picture
	if len(all) <= branch.MostOnCard {
		picture = &chat.Picture{Kind: PictureMonth, Args: []int64{int64(b.ID), int64(first), int64(day)}}
		if len([]rune(names)) > maxNamed { // below a picture there is less room, and the oath is never cut
			names = fmt.Sprintf("共%d位，名单见贺卡", len(all))
		}
	}
	text := func(oath []chat.Span) []chat.Span {
		return cards.Say(cards.Strong("集体政治生日"), "\n\n", cards.Strong(m.Name), "同志：\n", wishOf(b.Settings),
			fmt.Sprintf("\n\n%d月过政治生日的同志：", month), names, "。\n\n", oath, questions(b.Settings, first.Year()), "\n\n", b.Name)
	}
	card := chat.Card{Key: KeyGreeting(b.ID, first.Year()), Text: text(oathWritten),
		Rows: [][]chat.Button{writeRow(b.ID, first.Year())}, Picture: picture}
	if picture != nil {
		card.Text, card.Alone = text(oathDrawn), card.Text
	}
	return card
}

// groupNotice tells the branch's group chat of a member's 政治生日, on the day.
func groupNotice(b branch.BranchID, m branch.Member, day branch.Date, years int) chat.Card {
	return chat.Card{Key: fmt.Sprintf("notice:%d:%d:%d", b, m.ID, day.Year()),
		Text: cards.Say("今天是", cards.Strong(m.Name), "同志的政治生日，入党", branch.InYears(years), "。谨致祝贺。")}
}

// togetherNotice tells it of all who have theirs this month.
func togetherNotice(b branch.BranchID, first branch.Date, all []Line) chat.Card {
	_, month, _ := first.YMD()
	return chat.Card{Key: fmt.Sprintf("notice:%d:%s", b, first), Text: cards.Say(fmt.Sprintf("%d月过政治生日的同志：", month), named(all), "。谨致祝贺。")}
}

// missedCard tells who keeps the branch's 政治生日 that a greeting did not reach somebody.
func missedCard(b branch.BranchID, m branch.Member, day branch.Date) chat.Card {
	return chat.Card{Key: fmt.Sprintf("missed:%d:%d:%d", b, m.ID, day.Year()),
		Text: cards.Say(cards.Strong("政治生日祝贺未送达"), "\n", m.Name, "同志", day.MonthDay(), "过政治生日，祝贺没有送到，现在不再补发。请支部当面致贺。")}
}
