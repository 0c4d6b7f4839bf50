package cards

import (
	"fmt"

	"zhibu/branch"
	"zhibu/chat"
)

// ReflectionKept is said when somebody leaves the writing of a 心得体会 by /cancel.
const ReflectionKept = "已停止填写，写下的内容都已保存，仅您本人可见，除非您已分享。"

// BirthdayView is what the card 政治生日 shows.
type BirthdayView struct {
	Branch branch.Branch
	Me     branch.Member
	Next   branch.Date // the next 政治生日, today included
	Year   int         // of the latest one
	Lists  bool        // whoever keeps or leads sees the lists
	Own    int         // how many 心得 are one's own
	Shared int         // how many the branch shares
}

// Birthday is where all about the 政治生日 begins.
func Birthday(v BirthdayView) chat.Card {
	years := v.Me.Joined.Years(v.Next, v.Branch.Settings.MarchFirst)
	b := int64(v.Branch.ID)
	text := say(bold("政治生日"), "\n您的政治生日是", v.Me.Joined.MonthDay(), "，下一次是", v.Next.Chinese(), "，入党", branch.InYears(years),
		"。\n\n入党誓词：\n", quote(branch.Oath), "\n\n心得体会写给自己，默认仅您本人可见；分享与否由您决定，随时可以收回。")
	rows := [][]chat.Button{
		row(button("写几句心得", ActReflect, b, int64(v.Year)), button(fmt.Sprintf("我的心得（%d）", v.Own), ActReflections, b, 0)),
		row(button(fmt.Sprintf("支部同志的心得（%d）", v.Shared), ActShared, b, 0)),
	}
	if last := v.Me.Joined.Anniversary(v.Year, v.Branch.Settings.MarchFirst); last > v.Me.Joined {
		rows[1] = append(rows[1], button("贺卡打印版", ActPrintCard, b, int64(v.Me.ID), int64(v.Year)))
	}
	if v.Lists {
		rows = append(rows, row(button("政治生日名单", ActBirthdays, b, 0, 0)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, homeRow)}
}

// Writing asks for a 心得体会, or for more of it; r is what there is.
func Writing(form int64, b branch.Branch, r branch.Reflection, year int) chat.Card {
	text := say(bold(fmt.Sprintf("%d年政治生日心得", year)))
	for _, q := range b.Settings.QuestionsFor(year) {
		text = append(text, say("\n• ", q)...)
	}
	buttons := row(button("写好了", ActReflectEnd, form))
	if len(r.Parts) == 0 {
		text = append(text, say("\n\n请直接发送文字，可以分几条发。写下的随时保存，默认仅您本人可见。")...)
	} else {
		text = append(text, say(fmt.Sprintf("\n\n已保存%d条，共%d字。可以继续发送。", len(r.Parts), r.Characters()))...)
		if r.Shared != 0 {
			text = append(text, say("\n这篇已分享给支部，新写的也会看到。")...)
		}
		buttons = append(buttons, button("删去末条", ActReflectCut, form, int64(len(r.Parts))))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{buttons}, Protect: true}
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

func readable(r branch.Reflection) string {
	if r.Shared != 0 {
		return "已分享"
	}
	return "仅自己可见"
}

// reflectionsPerPage is how many years stand on one card.
const reflectionsPerPage = 5

// Reflections are one's own, year by year, one below the other.
func Reflections(b branch.Branch, me branch.Member, list []branch.Reflection, page int) chat.Card {
	text := say(bold("我的心得"))
	if len(list) == 0 {
		text = append(text, say("\n还没有写过。")...)
	}
	page = min(max(page, 0), max(0, (len(list)-1)/reflectionsPerPage))
	part := list[page*reflectionsPerPage : min(len(list), (page+1)*reflectionsPerPage)]
	var buttons []chat.Button
	for _, r := range part {
		years := me.Joined.Years(me.Joined.Anniversary(r.Year, b.Settings.MarchFirst), b.Settings.MarchFirst)
		title := fmt.Sprintf("%d年", r.Year)
		if years > 0 {
			title += "（入党" + branch.InYears(years) + "）"
		}
		text = append(text, say("\n\n", bold(title), fmt.Sprintf(" %d字，%s\n", r.Characters(), readable(r)), excerpt(r.Parts[0], 60))...)
		buttons = append(buttons, button(fmt.Sprintf("%d年", r.Year), ActReflection, int64(b.ID), int64(me.ID), int64(r.Year), 0))
	}
	rows := [][]chat.Button{}
	for len(buttons) > 0 {
		n := min(3, len(buttons))
		rows = append(rows, buttons[:n:n])
		buttons = buttons[n:]
	}
	var turn []chat.Button
	if page > 0 {
		turn = append(turn, button("较近的", ActReflections, int64(b.ID), int64(page-1)))
	}
	if (page+1)*reflectionsPerPage < len(list) {
		turn = append(turn, button("较早的", ActReflections, int64(b.ID), int64(page+1)))
	}
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	rows = append(rows, row(button("政治生日", ActBirthday, b.ID)), homeRow)
	return chat.Card{Key: KeyHome, Text: text, Rows: rows, Protect: true}
}

// reflectionPage is how much of a 心得 one card shows, in characters.
const reflectionPage = 900

// Reflection is one 心得, page by page. mine has its buttons.
func Reflection(b branch.Branch, r branch.Reflection, author string, mine bool, page int) chat.Card {
	var whole []rune
	for i, p := range r.Parts {
		if i > 0 {
			whole = append(whole, '\n')
		}
		whole = append(whole, []rune(p)...)
	}
	pages := max(1, (len(whole)+reflectionPage-1)/reflectionPage)
	page = min(max(page, 0), pages-1)
	text := say(bold(fmt.Sprintf("%s %d年政治生日心得", author, r.Year)))
	if mine {
		text = append(text, say("（", readable(r), "）")...)
	}
	text = append(text, say("\n\n", string(whole[page*reflectionPage:min(len(whole), (page+1)*reflectionPage)]))...)
	turn := func(label string, p int) chat.Button {
		return button(label, ActReflection, int64(b.ID), int64(r.Member), int64(r.Year), int64(p))
	}
	var rows [][]chat.Button
	var turns []chat.Button
	if page > 0 {
		turns = append(turns, turn("上一页", page-1))
	}
	if page < pages-1 {
		turns = append(turns, turn(fmt.Sprintf("下一页（%d/%d）", page+1, pages), page+1))
	}
	if len(turns) > 0 {
		rows = append(rows, turns)
	}
	if mine {
		share := button("分享给支部", ActShare, int64(b.ID), int64(r.Year))
		if r.Shared != 0 {
			share = button("收回", ActUnshare, int64(b.ID), int64(r.Year))
		}
		rows = append(rows, row(share, button("继续写", ActReflect, int64(b.ID), int64(r.Year))),
			row(button("我的心得", ActReflections, int64(b.ID), 0)))
	} else {
		rows = append(rows, row(button("支部同志的心得", ActShared, int64(b.ID), 0)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, homeRow), Protect: true}
}

// SharedLine is one 心得 that a member has shared.
type SharedLine struct {
	Reflection branch.Reflection
	Author     string
}

// Shared lists what members have shared with the branch.
func Shared(b branch.Branch, list []SharedLine, page int, officer bool) chat.Card {
	text := say(bold("支部同志的心得"), fmt.Sprintf("\n共%d篇，由本人自愿分享，随时可能收回。", len(list)))
	if len(list) == 0 {
		text = say(bold("支部同志的心得"), "\n目前还没有同志分享。")
	}
	var all []chat.Button
	for _, l := range list {
		all = append(all, button(fmt.Sprintf("%s %d年", l.Author, l.Reflection.Year), ActReflection, int64(b.ID), int64(l.Reflection.Member), int64(l.Reflection.Year), 0))
	}
	rows := paged(all, 2, page, func(label string, p int) chat.Button { return button(label, ActShared, int64(b.ID), int64(p)) })
	if officer && len(list) > 0 {
		rows = append(rows, row(button("导出已分享的心得", ActWordsFile, b.ID)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, row(button("政治生日", ActBirthday, b.ID)), homeRow)}
}

// The views of the lists.
const (
	ViewThisMonth = iota
	ViewNextMonth
	ViewYear
	ViewStanding
	ViewMedal
)

// linesPerPage is how many lines of a list stand on one card.
const linesPerPage = 12

// BirthdayList is one of the lists: lines are written out, and title says which and of whom.
func BirthdayList(b branch.Branch, title, note string, lines []string, view, page int, officer bool) chat.Card {
	pages := max(1, (len(lines)+linesPerPage-1)/linesPerPage)
	page = min(max(page, 0), pages-1)
	text := say(bold(title), fmt.Sprintf("（%d人）", len(lines)))
	for _, l := range lines[page*linesPerPage : min(len(lines), (page+1)*linesPerPage)] {
		text = append(text, say("\n• ", l)...)
	}
	if len(lines) == 0 {
		text = say(bold(title), "\n没有。")
	}
	if note != "" {
		text = append(text, say("\n\n", note)...)
	}
	var rows [][]chat.Button
	var turns []chat.Button
	at := func(label string, v, p int) chat.Button {
		return button(label, ActBirthdays, int64(b.ID), int64(v), int64(p))
	}
	if page > 0 {
		turns = append(turns, at("上一页", view, page-1))
	}
	if page < pages-1 {
		turns = append(turns, at(fmt.Sprintf("下一页（%d/%d）", page+1, pages), view, page+1))
	}
	if len(turns) > 0 {
		rows = append(rows, turns)
	}
	var views []chat.Button
	for v, label := range []string{"本月", "下月", "按日期", "党龄", "光荣在党50年"} {
		if v != view {
			views = append(views, at(label, v, 0))
		}
	}
	rows = append(rows, views[:2:2], views[2:])
	if officer {
		rows = append(rows, row(button("导出名单", ActListFile, b.ID)))
	}
	rows = append(rows, homeRow)
	return chat.Card{Key: KeyHome, Text: text, Rows: rows}
}

// BirthdayText is 6月3日 王志远（第一党小组），入党三十周年.
func BirthdayText(l BirthdayLine, group bool) string { return birthdayText(l, group)[len("\n• "):] }

// StandingText is 王志远：党龄28年（1997年6月3日转正）.
func StandingText(m branch.Member, day branch.Date) string {
	years, ok := m.Standing(day)
	switch {
	case !ok:
		return m.Name + "：预备党员（" + m.Joined.Chinese() + "入党）"
	case years == 0:
		return m.Name + "：不满一年（" + m.Full.Chinese() + "转正）"
	}
	return fmt.Sprintf("%s：%d年（%s转正）", m.Name, years, m.Full.Chinese())
}

// MedalText is 王志远（离退休）：党龄51年，1975年6月3日转正.
func MedalText(m branch.Member, year int) string {
	years, _ := m.Standing(branch.On(year, 7, 1))
	return fmt.Sprintf("%s（%s）：党龄%d年，%s转正", m.Name, Service(m), years, m.Full.Chinese())
}
