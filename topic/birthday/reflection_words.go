package birthday

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// reflectionKept is said when somebody leaves the writing of a 心得体会 by /cancel.
const reflectionKept = "已停止填写，写下的内容都已保存，仅您本人可见，除非您已分享。"

// writingCard asks for a 心得体会, or for more of it; r is what there is.
func writingCard(form int64, b branch.Branch, r Reflection, year int) chat.Card {
	text := cards.Say(cards.Strong(fmt.Sprintf("%d年政治生日心得", year)))
	for _, q := range QuestionsFor(b.Settings, year) {
		text = append(text, cards.Say("\n• ", q)...)
	}
	buttons := cards.Row(cards.Button("写好了", ActReflectEnd, form))
	if len(r.Parts) == 0 {
		text = append(text, cards.Say("\n\n请直接发送文字，可以分几条发。写下的随时保存，默认仅您本人可见。")...)
	} else {
		text = append(text, cards.Say(fmt.Sprintf("\n\n已保存%d条，共%d字。可以继续发送。", len(r.Parts), r.Characters()))...)
		if r.Shared != 0 {
			text = append(text, cards.Say("\n这篇已分享给支部，新写的也会看到。")...)
		}
		buttons = append(buttons, cards.Button("删去末条", ActReflectCut, form, int64(len(r.Parts))))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: [][]chat.Button{buttons}, Protect: true}
}

// excerpt is the beginning of a text.
func excerpt(s string, n int) string {
	var out []rune
	for _, r := range s {
		if r == '\n' {
			r = ' '
		}
		if len(out) == n {
			return string(out) + "…"
		}
		out = append(out, r)
	}
	return string(out)
}

func readable(r Reflection) string {
	if r.Shared != 0 {
		return "已分享"
	}
	return "仅自己可见"
}

// reflectionsPerPage is how many years stand on one card.
const reflectionsPerPage = 5

// reflectionsCard are one's own, year by year, one below the other.
func reflectionsCard(b branch.Branch, me branch.Member, list []Reflection, page int) chat.Card {
	text := cards.Say(cards.Strong("我的心得"))
	if len(list) == 0 {
		text = append(text, cards.Say("\n还没有写过。")...)
	}
	part, page, of := cards.Page(list, reflectionsPerPage, page)
	var buttons []chat.Button
	for _, r := range part {
		years := me.Joined.Years(me.Joined.Anniversary(r.Year, b.Settings.MarchFirst), b.Settings.MarchFirst)
		title := fmt.Sprintf("%d年", r.Year)
		if years > 0 {
			title += "（入党" + branch.InYears(years) + "）"
		}
		text = append(text, cards.Say("\n\n", cards.Strong(title), fmt.Sprintf(" %d字，%s\n", r.Characters(), readable(r)), excerpt(r.Parts[0], 60))...)
		buttons = append(buttons, cards.Button(fmt.Sprintf("%d年", r.Year), ActReflection, int64(b.ID), int64(me.ID), int64(r.Year), 0))
	}
	rows := [][]chat.Button{}
	for len(buttons) > 0 {
		n := min(3, len(buttons))
		rows = append(rows, buttons[:n:n])
		buttons = buttons[n:]
	}
	var turn []chat.Button
	if page > 0 {
		turn = append(turn, cards.Button("较近的", ActReflections, int64(b.ID), int64(page-1)))
	}
	if page < of-1 {
		turn = append(turn, cards.Button("较早的", ActReflections, int64(b.ID), int64(page+1)))
	}
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	rows = append(rows, cards.Row(cards.Button("政治生日", ActBirthday, b.ID)), cards.HomeRow)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: rows, Protect: true}
}

// reflectionPage is how much of a 心得 one card shows, in characters.
const reflectionPage = 900

// pageShared marks, under cards.KeyHome, the card on which somebody reads another's 心得.
func pageShared(r Reflection) string {
	return fmt.Sprintf("shared:%d:%d:%d", r.Branch, r.Member, r.Year)
}

// reflectionGone stands in its place once its author has taken it back.
func reflectionGone(b branch.BranchID) chat.Card {
	return chat.Card{Key: cards.KeyHome, Text: cards.Say("这篇心得已由本人收回。"), Rows: [][]chat.Button{cards.Row(cards.Button("支部同志的心得", ActShared, int64(b), 0)), cards.HomeRow}}
}

// reflectionCard is one 心得, page by page. mine has its buttons.
func reflectionCard(b branch.Branch, r Reflection, author string, mine bool, page int) chat.Card {
	var whole []rune
	for i, p := range r.Parts {
		if i > 0 {
			whole = append(whole, '\n')
		}
		whole = append(whole, []rune(p)...)
	}
	part, at, of := cards.Page(whole, reflectionPage, page)
	text := cards.Say(cards.Strong(fmt.Sprintf("%s %d年政治生日心得", author, r.Year)))
	if mine {
		text = append(text, cards.Say("（", readable(r), "）")...)
	}
	text = append(text, cards.Say("\n\n", string(part))...)
	rows := cards.Turns(at, of, func(p int) chat.Button {
		return cards.Button("", ActReflection, int64(b.ID), int64(r.Member), int64(r.Year), int64(p))
	})
	if mine {
		share := cards.Button("分享给支部", ActShare, int64(b.ID), int64(r.Year))
		if r.Shared != 0 {
			share = cards.Button("收回", ActUnshare, int64(b.ID), int64(r.Year))
		}
		rows = append(rows, cards.Row(share, cards.Button("继续写", ActReflect, int64(b.ID), int64(r.Year))),
			cards.Row(cards.Button("我的心得", ActReflections, int64(b.ID), 0)))
	} else {
		rows = append(rows, cards.Row(cards.Button("支部同志的心得", ActShared, int64(b.ID), 0)))
	}
	c := chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.HomeRow), Protect: true}
	if !mine {
		c.Page = pageShared(r)
	}
	return c
}

// sharedLine is one 心得 that a member has shared.
type sharedLine struct {
	Reflection Reflection
	Author     string
}

// sharedCard lists what members have shared with the branch.
func sharedCard(b branch.Branch, list []sharedLine, page int, officer bool) chat.Card {
	text := cards.Say(cards.Strong("支部同志的心得"), fmt.Sprintf("\n共%d篇，由本人自愿分享，随时可能收回。", len(list)))
	if len(list) == 0 {
		text = cards.Say(cards.Strong("支部同志的心得"), "\n目前还没有同志分享。")
	}
	var all []chat.Button
	for _, l := range list {
		all = append(all, cards.Button(fmt.Sprintf("%s %d年", l.Author, l.Reflection.Year), ActReflection, int64(b.ID), int64(l.Reflection.Member), int64(l.Reflection.Year), 0))
	}
	rows := cards.Paged(all, 2, page, func(label string, p int) chat.Button { return cards.Button(label, ActShared, int64(b.ID), int64(p)) })
	if officer && len(list) > 0 {
		rows = append(rows, cards.Row(cards.Button("导出已分享的心得", ActWordsFile, b.ID)))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("政治生日", ActBirthday, b.ID)), cards.HomeRow)}
}
