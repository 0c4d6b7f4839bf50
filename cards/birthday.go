package cards

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of buttons around the 政治生日.
const (
	ActBirthday    = "bd"       // branch
	ActBirthdays   = "bd.list"  // branch, view, page
	ActTick        = "bd.done"  // branch, member, year, check
	ActUntick      = "bd.undo"  // branch, member, year, check
	ActReflect     = "bd.write" // branch, year
	ActReflectEnd  = "bd.end"   // form
	ActReflectCut  = "bd.cut"   // form, how many there were
	ActReflections = "bd.mine"  // branch, page
	ActReflection  = "bd.one"   // branch, member, year, page
	ActShare       = "bd.share" // branch, year
	ActUnshare     = "bd.back"  // branch, year
	ActShared      = "bd.all"   // branch, page
	ActPrintCard   = "bd.print" // branch, member, year
	ActListFile    = "bd.xlsx"  // branch
	ActWordsFile   = "bd.docx"  // branch
)

// Pictures of cards: what is drawn when they are sent. Their arguments: branch; member, or the first day of a month; the
// day of the 政治生日.
const (
	PictureGreeting      = "greeting"
	PictureGreetingPrint = "greeting.print" // A5, for a printer
	PictureMonth         = "month"
	PictureMonthPrint    = "month.print"
)

// KeyChecklist is the key of the checklist of a member's 政治生日.
func KeyChecklist(b branch.BranchID, m branch.MemberID, year int) string {
	return fmt.Sprintf("check:%d:%d:%d", b, m, year)
}

// BirthdayLine is somebody's 政治生日 in a list.
type BirthdayLine struct {
	Member branch.Member
	Group  string
	Day    branch.Date
	Years  int // 周年 on Day
}

// joined says how somebody came into the Party. 党章第七条: who is still 预备党员 was admitted as one.
func joined(m branch.Member, day branch.Date) string {
	if m.Probationary(day) {
		return "被接收为中国共产党预备党员"
	}
	return "光荣加入中国共产党"
}

// questions is what a greeting asks its reader to think about.
func questions(s branch.Settings, year int) (text []chat.Span) {
	text = say("\n\n常思入党初衷、常问在党作为：")
	for i, q := range s.QuestionsFor(year) {
		text = append(text, say(fmt.Sprintf("\n%d. %s", i+1, q))...)
	}
	return text
}

func writeRow(b branch.BranchID, year int) []chat.Button {
	return row(button("写几句心得", ActReflect, int64(b), int64(year)))
}

// Greeting is the 政治生日 greeting. late is for one that could not be delivered on the day itself.
func Greeting(b branch.Branch, m branch.Member, day branch.Date, late bool) chat.Card {
	open := "今天是您的政治生日。"
	if late {
		open = day.MonthDay() + "是您的政治生日，祝贺来迟，敬请谅解。"
	}
	return chat.Card{Key: KeyGreeting(b.ID, day.Year()),
		Text: say(bold(m.Name), "同志：\n\n", open, m.Joined.Chinese(), "，您", joined(m, day), "，至今入党",
			bold(branch.InYears(m.Anniversary(day, b.Settings.MarchFirst))), "。\n\n重温入党誓词：\n", quote(branch.Oath),
			questions(b.Settings, day.Year()), "\n\n", b.Name),
		Rows:    [][]chat.Button{writeRow(b.ID, day.Year())},
		Picture: &chat.Picture{Kind: PictureGreeting, Args: []int64{int64(b.ID), int64(m.ID), int64(day)}}}
}

// maxNamed is how much of the text below a picture the names may take, in characters.
const maxNamed = 300

// named gives 王志远（二十一周年）、沈岩（八周年）.
func named(lines []BirthdayLine) string {
	var names []string
	for _, l := range lines {
		names = append(names, l.Member.Name+"（"+branch.InYears(l.Years)+"）")
	}
	return strings.Join(names, "、")
}

// TogetherGreeting is the greeting of a 集体政治生日, one for all of a month: to one of them.
func TogetherGreeting(b branch.Branch, m branch.Member, first, day branch.Date, all []BirthdayLine) chat.Card {
	_, month, _ := first.YMD()
	names := named(all)
	var picture *chat.Picture
	if len(all) <= branch.MostOnCard {
		picture = &chat.Picture{Kind: PictureMonth, Args: []int64{int64(b.ID), int64(first), int64(day)}}
		if len([]rune(names)) > maxNamed { // below a picture there is less room, and the oath is never cut
			names = fmt.Sprintf("共%d位，名单见贺卡", len(all))
		}
	}
	return chat.Card{Key: KeyGreeting(b.ID, first.Year()),
		Text: say(bold("集体政治生日"), "\n\n", bold(m.Name), "同志：\n", b.Settings.GroupWishText(),
			fmt.Sprintf("\n\n%d月过政治生日的同志：", month), names, "。\n\n重温入党誓词：\n", quote(branch.Oath),
			questions(b.Settings, first.Year()), "\n\n", b.Name),
		Rows:    [][]chat.Button{writeRow(b.ID, first.Year())},
		Picture: picture}
}

// GroupNotice tells the branch's group chat of a member's 政治生日, on the day.
func GroupNotice(b branch.BranchID, m branch.Member, day branch.Date, years int) chat.Card {
	return chat.Card{Key: fmt.Sprintf("notice:%d:%d:%d", b, m.ID, day.Year()),
		Text: say("今天是", bold(m.Name), "同志的政治生日，入党", branch.InYears(years), "。谨致祝贺。")}
}

// TogetherNotice tells it of all who have theirs this month.
func TogetherNotice(b branch.BranchID, first branch.Date, all []BirthdayLine) chat.Card {
	_, month, _ := first.YMD()
	return chat.Card{Key: fmt.Sprintf("notice:%d:%s", b, first), Text: say(fmt.Sprintf("%d月过政治生日的同志：", month), named(all), "。谨致祝贺。")}
}

// GreetingMissed tells who keeps the branch's 政治生日 that a greeting did not reach somebody.
func GreetingMissed(b branch.BranchID, m branch.Member, day branch.Date) chat.Card {
	return chat.Card{Key: fmt.Sprintf("missed:%d:%d:%d", b, m.ID, day.Year()),
		Text: say(bold("政治生日祝贺未送达"), "\n", m.Name, "同志", day.MonthDay(), "过政治生日，祝贺没有送到，现在不再补发。请支部当面致贺。")}
}

// ChecklistView is what a checklist shows.
type ChecklistView struct {
	Branch    branch.Branch
	Line      BirthdayLine
	Secretary string // who holds the talk; "" if there is none or it is the 书记's own 政治生日
	Own       bool   // it is the 书记's own
	Unbound   bool   // the greeting cannot reach the member
	Items     []CheckItem
}

// CheckItem is one thing on it.
type CheckItem struct {
	Check branch.Check
	Day   branch.Date // on which it was done; none while it is not
	By    string
}

// Checklist is what is to be done before a member's 政治生日, and what has been. It never says what a talk was about.
func Checklist(v ChecklistView) chat.Card {
	l := v.Line
	year := l.Day.Year()
	_, day, _ := strings.Cut(l.Day.ChineseWeekday(), "年")
	text := say(bold("政治生日准备"), "\n", bold(l.Member.Name), "同志（", l.Group, "）", day, "过政治生日，入党", branch.InYears(l.Years), "。\n")
	var rows [][]chat.Button
	for _, i := range v.Items {
		text = append(text, say("\n• ", i.Check.String())...)
		if i.Check == branch.CheckTalk {
			switch {
			case v.Own:
				text = append(text, say("（由上级党组织负责同志与其谈）")...)
			case v.Secretary != "":
				text = append(text, say("（由书记", v.Secretary, "或支委与其谈）")...)
			default:
				text = append(text, say("（由支委与其谈）")...)
			}
		}
		label, action := i.Check.String()+"已办", ActTick
		if i.Day != 0 {
			text = append(text, say("：", i.Day.MonthDay(), "已办，", i.By, "登记")...)
			label, action = "更正："+i.Check.String()+"未办", ActUntick
		}
		rows = append(rows, row(button(label, action, int64(v.Branch.ID), int64(l.Member.ID), int64(year), int64(i.Check))))
	}
	rows = append(rows, row(button("贺卡打印版", ActPrintCard, int64(v.Branch.ID), int64(l.Member.ID), int64(year))))
	text = append(text, say("\n\n这里只记办没办，谈话内容请勿登记。")...)
	if v.Unbound {
		text = append(text, say("\n该同志还没有绑定账号，当天的祝贺送不到，请支部当面致贺。")...)
	}
	return chat.Card{Key: KeyChecklist(v.Branch.ID, l.Member.ID, year), Text: text, Rows: rows}
}

// MonthList tells who keeps the branch's 政治生日 who has one this month.
func MonthList(b branch.Branch, first branch.Date, lines []BirthdayLine) chat.Card {
	_, month, _ := first.YMD()
	text := say(bold(fmt.Sprintf("%d月政治生日", month)), fmt.Sprintf("（%d人）", len(lines)))
	for _, l := range lines {
		text = append(text, say(birthdayText(l, true))...)
	}
	if b.Settings.Together {
		text = append(text, say("\n\n本支部集体过政治生日，本月的贺卡一并发给上列同志。")...)
	}
	return chat.Card{Key: fmt.Sprintf("month:%d:%s", b.ID, first), Text: text,
		Rows: [][]chat.Button{row(button("政治生日名单", ActBirthdays, int64(b.ID), 0, 0))}}
}

// birthdayText is a line of a list.
func birthdayText(l BirthdayLine, group bool) string {
	s := "\n• " + l.Day.MonthDay() + " " + l.Member.Name
	if group {
		s += "（" + l.Group + "）"
	}
	s += "，入党" + branch.InYears(l.Years)
	switch {
	case l.Member.Probationary(l.Day):
		s += "，预备党员"
	case branch.Milestone(l.Years):
		s += "，逢十"
	}
	return s
}
