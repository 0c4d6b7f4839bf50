package birthday

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Actions of buttons around the 政治生日.
const (
	ActBirthday    = "bd"       // branch
	ActBirthdays   = "bd.list"  // branch, view, page
	ActPrepare     = "bd.week"  // branch: brings the card to the bottom
	ActPrepareOf   = "bd.of"    // branch, member, year
	ActPrepareAll  = "bd.prep"  // branch
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

// Line is somebody's 政治生日 in a list.
type Line struct {
	Member branch.Member
	Apart  string // what tells the member from others of the same name
	Group  string
	Day    branch.Date
	Years  int // 周年 on Day
}

// Name returns the member as cards name one.
func (l Line) Name() cards.Name {
	return cards.Name{Name: l.Member.Name, Group: l.Group, Apart: l.Apart}
}

// birthdayText is a line of a list.
func birthdayText(l Line, group bool) string {
	s := "\n• " + l.Day.MonthDay() + " " + l.Name().Short()
	if group {
		s = "\n• " + l.Day.MonthDay() + " " + l.Name().String()
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

// wayButtons are the buttons of home's rooms: group is the reader's, shared says whether the branch shares 心得.
func wayButtons(me branch.Member, group branch.Group, shared bool) []cards.Way {
	list := []cards.Way{{Room: cards.RoomLife, Button: cards.Button("政治生日", ActBirthday, me.Branch)}}
	if me.May(branch.PrepareBirthdays, group) {
		list = append(list, cards.Way{Room: cards.RoomLife, Button: cards.Button("政治生日准备", ActPrepare, me.Branch)})
	}
	if me.May(branch.SeeBirthdays, group) {
		list = append(list, cards.Way{Room: cards.RoomLife, Button: cards.Button("政治生日名单", ActBirthdays, int64(me.Branch), 0, 0)})
	}
	if shared {
		list = append(list, cards.Way{Room: cards.RoomStudy, Button: cards.Button("支部同志的心得", ActShared, int64(me.Branch), 0)})
	}
	return list
}

// birthdayView is what the card 政治生日 shows.
type birthdayView struct {
	Branch branch.Branch
	Me     branch.Member
	Next   branch.Date // the next 政治生日, today included
	Year   int         // of the latest one
	Card   int         // the year of the card to print: this one's, or of who joined this year the next's
	Lists  bool        // whoever keeps or leads sees the lists
	Own    int         // how many 心得 are one's own
	Shared int         // how many the branch shares
}

// birthdayCard is where all about the 政治生日 begins.
func birthdayCard(v birthdayView) chat.Card {
	years := v.Me.Joined.Years(v.Next, v.Branch.Settings.MarchFirst)
	b := int64(v.Branch.ID)
	text := cards.Say(cards.Strong("政治生日"), "\n您的政治生日是", v.Me.Joined.MonthDay(), "，下一次是", v.Next.Chinese(), "，入党", branch.InYears(years),
		"。\n\n入党誓词：\n", cards.Quote(branch.Oath), "\n\n心得体会写给自己，默认仅您本人可见；分享与否由您决定，随时可以收回。")
	rows := [][]chat.Button{
		cards.Row(cards.Button("写几句心得", ActReflect, b, int64(v.Year)), cards.Button(fmt.Sprintf("我的心得（%d）", v.Own), ActReflections, b, 0)),
		cards.Row(cards.Button(fmt.Sprintf("支部同志的心得（%d）", v.Shared), ActShared, b, 0)),
	}
	rows[1] = append(rows[1], cards.Button(fmt.Sprintf("贺卡打印版（%d年）", v.Card), ActPrintCard, b, int64(v.Me.ID), int64(v.Card)))
	if v.Lists {
		rows = append(rows, cards.Row(cards.Button("政治生日名单", ActBirthdays, b, 0, 0)))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.HomeRow)}
}
