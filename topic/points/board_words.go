package points

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/topic/requests"
)

// Actions of boards. They never change.
const (
	ActBoard     = "board"      // branch
	ActBoardPage = "board.page" // branch, 1 for one's own, page
	ActYear      = "board.year" // branch, year, page
	ActLedger    = "ledger"     // branch, year
)

// ways are those to visits and enterprises.
func ways(me branch.Member) []cards.Way {
	return []cards.Way{{Room: cards.RoomPoints, Button: cards.Button("登记走访", ActVisit, int64(me.Branch), 0)}, {Room: cards.RoomPoints, Button: toBoard(me.Branch)},
		{Room: cards.RoomPoints, Rank: 1, Button: cards.Button("全部企业", ActFirms, int64(me.Branch), 0)}}
}

// BoardLine is one enterprise on the board.
type BoardLine struct {
	Contact   branch.Contact
	Leader    string
	Standings []branch.Standing
}

// BoardView is what a board shows.
type BoardView struct {
	Branch branch.BranchID
	Mine   bool
	Today  branch.Date
	Lines  []BoardLine
	Own    []branch.Standing // one's own duties as a 领导班子成员
}

// owedOf names what is owed of a list: 走访2次、生活日.
func owedOf(list []branch.Standing) string {
	var s []string
	for _, x := range list {
		if n := x.Owed(); n > 0 {
			what := x.Duty.Short
			if n > 1 {
				what += fmt.Sprintf("%d次", n)
			}
			s = append(s, what)
		}
	}
	return strings.Join(s, "、")
}

// owedInAll says at how many enterprises each duty is owed, with the period of those that do not run by the quarter.
func owedInAll(lines []BoardLine) string {
	var order []string
	n := map[string]int{}
	for _, l := range lines {
		for _, x := range l.Standings {
			if x.Owed() == 0 {
				continue
			}
			what := x.Duty.Short
			if p := x.Period; p.To-p.From > 92 { // else the heading says which period
				what += "（" + p.Short() + "）"
			}
			if n[what]++; n[what] == 1 {
				order = append(order, what)
			}
		}
	}
	for i, what := range order {
		order[i] = fmt.Sprintf("%s%d家", what, n[what])
	}
	return strings.Join(order, "、")
}

// boardPage is how many enterprises a board lists at once.
const boardPage = 6

// toBoard leads to the board.
func toBoard(b branch.BranchID) chat.Button { return cards.Button("本季度走访", ActBoard, b) }

// BoardTitle is the first line of a board.
func BoardTitle(mine bool, today branch.Date) string {
	title := "本季度联系点任务"
	if mine {
		title = "我的联系点"
	}
	return title + "（" + branch.PeriodOf(branch.Quarter, today).String() + "）"
}

// BoardCard shows what is still owed in the periods that run, point by point. It compares nobody with anybody.
func BoardCard(v BoardView, page int) chat.Card {
	lines, at, of := cards.Page(v.Lines, boardPage, page)
	title, period, _ := strings.Cut(BoardTitle(v.Mine, v.Today), "（")
	text := cards.Say(cards.Strong(title), "（", period)
	var rows [][]chat.Button
	mine := int64(0)
	if v.Mine {
		mine = 1
	}
	var names []string
	for _, l := range v.Lines {
		names = append(names, l.Contact.Name)
	}
	shorts := firmShorts(names)
	for _, l := range lines {
		state := owedOf(l.Standings)
		if state == "" {
			state = "已完成"
		}
		rows = append(rows, cards.Row(cards.Button(shorts[l.Contact.Name]+"："+state, requests.ActFirm, int64(v.Branch), int64(l.Contact.ID))))
	}
	switch owed := owedInAll(v.Lines); {
	case len(v.Lines) == 0:
		text = append(text, cards.Say("\n没有联系点。")...)
	case owed == "":
		text = append(text, cards.Say("\n本期任务已全部完成。")...)
	default:
		text = append(text, cards.Say("\n", cards.Strong("本季度还差"), "：", owed)...)
	}
	for _, s := range v.Own {
		text = append(text, cards.Say("\n", s.Duty.Name, "（", s.Period.Short(), "）：", stateOf(s, v.Today))...)
	}
	rows = append(rows, cards.Turns(at, of, func(p int) chat.Button { return cards.Button("", ActBoardPage, int64(v.Branch), mine, int64(p)) })...)
	other := cards.Button("只看我的", ActBoardPage, int64(v.Branch), 1, 0)
	if v.Mine {
		other = cards.Button("全部联系点", ActBoardPage, int64(v.Branch), 0, 0)
	}
	rows = append(rows, cards.Row(cards.Button("登记走访", ActVisit, int64(v.Branch), 0), other), cards.Row(cards.Button("年度表", ActYear, int64(v.Branch), int64(v.Today.Year()), 0), cards.Button("全部企业", ActFirms, int64(v.Branch), 0)), cards.HomeRow)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: rows}
}

// stateOf says how a duty stands in one period: the days it was done, or what is missing.
func stateOf(s branch.Standing, today branch.Date) string {
	var days []string
	for _, r := range s.Done {
		day := r.Day.MonthDay()
		if r.LateFor(s.Period) {
			day += "（补录）"
		}
		days = append(days, day)
	}
	done := strings.Join(days, "、")
	if len(days) > 2 {
		done = fmt.Sprintf("%s等%d次", strings.Join(days[:2], "、"), len(days))
	}
	switch n := s.Owed(); {
	case n == 0 && done == "":
		return "不作要求"
	case n == 0:
		return done
	case s.Period.To < today:
		return strings.TrimPrefix(done+"，未完成", "，")
	default:
		return strings.TrimPrefix(done+fmt.Sprintf("，还差%d次", n), "，")
	}
}

// YearLine is one contact point in the year's table.
type YearLine struct {
	Contact   branch.Contact
	Standings []branch.Standing
}

// yearCard shows a year, contact point by contact point: what was done and asked for so far.
func yearCard(b branch.BranchID, year int, lines []YearLine, page int, today branch.Date, keeps bool) chat.Card {
	part, at, of := cards.Page(lines, boardPage, page)
	text := cards.Say(cards.Strong(fmt.Sprintf("%d年联系点任务", year)), "（已办次数/应办次数，截至", min(branch.On(year, 12, 31), today).MonthDay(), "）")
	if len(lines) == 0 {
		text = append(text, cards.Say("\n没有需要完成的任务。")...)
	}
	for _, l := range part {
		done, need := map[branch.DutyKind]int{}, map[branch.DutyKind]int{}
		var order []branch.Duty
		for _, s := range l.Standings {
			if len(order) == 0 || order[len(order)-1].Kind != s.Duty.Kind {
				order = append(order, s.Duty)
			}
			done[s.Duty.Kind] += len(s.Done)
			if s.Bound {
				need[s.Duty.Kind] += s.Need
			}
		}
		var parts []string
		for _, d := range order {
			parts = append(parts, fmt.Sprintf("%s%d/%d", d.Short, done[d.Kind], need[d.Kind]))
		}
		text = append(text, cards.Say("\n• ", l.Contact.Name, "：", strings.Join(parts, "，"))...)
	}
	rows := cards.Turns(at, of, func(p int) chat.Button { return cards.Button("", ActYear, int64(b), int64(year), int64(p)) })
	years := cards.Row(cards.Button(fmt.Sprintf("%d年", year-1), ActYear, int64(b), int64(year-1), 0))
	if year < today.Year() {
		years = append(years, cards.Button(fmt.Sprintf("%d年", year+1), ActYear, int64(b), int64(year+1), 0))
	}
	if keeps {
		years = append(years, cards.Button("台账文件", ActLedger, int64(b), int64(year)))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, years, cards.Row(cards.Button("返回联系点", ActBoard, b), cards.HomeRow[0]))}
}

// DocumentLedger is the 《联系点工作台账》 of a year. Its arguments: branch, who asked, year.
const DocumentLedger = "ledger" // .xlsx

// ledgerFile is the 《联系点工作台账》 as a file.
func ledgerFile(b branch.Branch, asker branch.MemberID, year int, day branch.Date) chat.Card {
	return cards.File(fmt.Sprintf("ledger:%d:%d:%s", b.ID, year, day), fmt.Sprintf("《联系点工作台账》（%d年），截至%s，按A4纸横向打印。", year, day.Chinese()),
		DocumentLedger, fmt.Sprintf("联系点工作台账-%d-%s.xlsx", year, day), int64(b.ID), int64(asker), int64(year))
}
