package cards

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of boards and reminders. All carry the branch first.
const (
	ActBoardPage = "board.page" // branch, 1 for one's own, page
	ActFirm      = "firm"       // branch, contact
	ActYear      = "board.year" // branch, year, page
	ActOff       = "off"        // branch, day of the digest
	ActOffTo     = "off.to"     // branch, day of the digest, until
	ActOffNo     = "off.no"     // branch, day of the digest
	ActLapse     = "lapse"      // branch, subject, duty (its place in DefaultDuties), last day of the period
	ActLapseWhy  = "lapse.why"  // branch, subject, duty, last day of the period, reason
	ActLapseText = "lapse.text" // branch, subject, duty, last day of the period
)

// Reasons are those that a button gives for a duty not done.
var Reasons = []string{"企业停产、搬迁或注销", "企业方面时间不便", "与支部重点工作冲突", "联系领导或联络员调整"}

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

// firmBare is an enterprise's name without the form of company that most of them end in.
func firmBare(name string) string {
	bare := name
	for _, form := range []string{"有限责任公司", "股份有限公司", "有限公司"} {
		if cut, ok := strings.CutSuffix(bare, form); ok {
			bare = cut
			break
		}
	}
	if len([]rune(bare)) < 3 {
		return name
	}
	return bare
}

// FirmShort is an enterprise's name as a button shows it.
func FirmShort(name string) string {
	short := strings.TrimSuffix(firmBare(name), "科技")
	if len([]rune(short)) < 3 {
		short = name
	}
	return shorten(short, 10)
}

// FirmShorts returns each enterprise's name as the buttons of one card show it: as short as it may be without being like another's.
func FirmShorts(names []string) map[string]string {
	shorts := map[string]string{}
	for _, cut := range []func(string) string{FirmShort, firmBare, func(name string) string { return name }} {
		alike := map[string]map[string]bool{}
		for _, name := range names {
			if shorts[name] == "" {
				short := cut(name)
				if alike[short] == nil {
					alike[short] = map[string]bool{}
				}
				alike[short][name] = true
			}
		}
		for short, of := range alike {
			for name := range of {
				if len(of) == 1 {
					shorts[name] = short
				}
			}
		}
	}
	return shorts
}

// boardPage is how many enterprises a board lists at once.
const boardPage = 6

// BoardTitle is the first line of a board.
func BoardTitle(mine bool, today branch.Date) string {
	title := "本季度联系点任务"
	if mine {
		title = "我的联系点"
	}
	return title + "（" + branch.PeriodOf(branch.Quarter, today).String() + "）"
}

// Board shows what is still owed in the periods that run, point by point. It compares nobody with anybody.
func Board(v BoardView, page int) chat.Card {
	pages := max(1, (len(v.Lines)+boardPage-1)/boardPage)
	page = min(max(page, 0), pages-1)
	lines := v.Lines[page*boardPage : min(len(v.Lines), (page+1)*boardPage)]
	title, period, _ := strings.Cut(BoardTitle(v.Mine, v.Today), "（")
	text := say(bold(title), "（", period)
	var rows [][]chat.Button
	mine := int64(0)
	if v.Mine {
		mine = 1
	}
	var names []string
	for _, l := range v.Lines {
		names = append(names, l.Contact.Name)
	}
	shorts := FirmShorts(names)
	for _, l := range lines {
		state := owedOf(l.Standings)
		if state == "" {
			state = "已完成"
		}
		rows = append(rows, row(button(shorts[l.Contact.Name]+"："+state, ActFirm, int64(v.Branch), int64(l.Contact.ID))))
	}
	switch owed := owedInAll(v.Lines); {
	case len(v.Lines) == 0:
		text = append(text, say("\n没有联系点。")...)
	case owed == "":
		text = append(text, say("\n本期任务已全部完成。")...)
	default:
		text = append(text, say("\n", bold("本季度还差"), "：", owed)...)
	}
	for _, s := range v.Own {
		text = append(text, say("\n", s.Duty.Name, "（", s.Period.Short(), "）：", stateOf(s, v.Today))...)
	}
	if pages > 1 {
		r := row()
		if page > 0 {
			r = append(r, button("上一页", ActBoardPage, int64(v.Branch), mine, int64(page-1)))
		}
		if page < pages-1 {
			r = append(r, button(fmt.Sprintf("下一页（%d/%d）", page+1, pages), ActBoardPage, int64(v.Branch), mine, int64(page+1)))
		}
		rows = append(rows, r)
	}
	other := button("只看我的", ActBoardPage, int64(v.Branch), 1, 0)
	if v.Mine {
		other = button("全部联系点", ActBoardPage, int64(v.Branch), 0, 0)
	}
	rows = append(rows, row(button("登记走访", ActVisit, int64(v.Branch), 0), other), row(button("年度表", ActYear, int64(v.Branch), int64(v.Today.Year()), 0), button("全部企业", ActFirms, int64(v.Branch), 0)), homeRow)
	return chat.Card{Key: KeyHome, Text: text, Rows: rows}
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

// FirmView is what an enterprise's card shows.
type FirmView struct {
	Contact                branch.Contact
	Leader, Group, Liaison string
	Year                   []branch.Standing
	Last                   []branch.Record
	Parts                  []FirmPart // of the matters
	Today                  branch.Date
	Keeps                  bool // its reader may change it
}

// FirmPart is what of a matter stands on an enterprise's card.
type FirmPart struct {
	Name, Value string       // a line; none if there is no value
	Further     []string     // more values, a line each under the same name
	Enter, See  chat.Button  // to enter something, to see what there is; none if it has no label
	Keep        chat.Button  // what stands beside 「修改资料」, for who holds KeepFor
	For         branch.Right // who sees the part at all; none: everybody
	KeepFor     branch.Right
}

// Firm shows an enterprise: who looks after it, this year's duties, the last visits, open requests.
func Firm(v FirmView) chat.Card {
	c := v.Contact
	b := int64(c.Branch)
	text := say(bold(c.Name))
	line := func(name, value string) {
		if value != "" {
			text = append(text, say("\n", name, "：", value)...)
		}
	}
	line("党组织", c.PartyOrg)
	pair := v.Leader
	if v.Group != "" {
		pair = strings.TrimPrefix(pair+"，"+v.Group, "，")
	}
	if v.Liaison != "" {
		pair = strings.TrimPrefix(pair+"，联络员"+v.Liaison, "，")
	}
	line("结对", pair)
	var people []string
	for _, p := range c.People {
		people = append(people, p.Post+p.Surname)
	}
	line("联系人", strings.Join(people, "、"))
	if c.Closed != 0 {
		line("状态", c.Closed.Chinese()+"后不再联系")
	} else if !c.Point {
		line("状态", "在册企业，不是联系点")
	}
	var kind branch.DutyKind
	for _, s := range v.Year {
		if s.Duty.Kind != kind {
			text = append(text, say("\n", s.Duty.Short, "：")...)
			kind = s.Duty.Kind
		} else {
			text = append(text, say("；")...)
		}
		text = append(text, say(s.Period.Short(), stateOf(s, v.Today))...)
	}
	for i, r := range v.Last {
		if i == 0 {
			text = append(text, say("\n", bold("最近登记"))...)
		}
		text = append(text, say("\n", r.Day.MonthDay(), activities(r.Activities), "：", shorten(r.Text, 22))...)
	}
	enter, see := row(button("登记走访", ActVisitAt, b, int64(c.ID), 0)), row(button("全部登记", ActRecs, b, int64(c.ID), 0))
	var keep []chat.Button
	for _, p := range v.Parts {
		for _, value := range append([]string{p.Value}, p.Further...) {
			line(p.Name, value)
		}
		if p.Enter.Label != "" {
			enter = append(enter, p.Enter)
		}
		if p.See.Label != "" {
			see = append(see, p.See)
		}
		if p.Keep.Label != "" {
			keep = append(keep, p.Keep)
		}
	}
	if v.Keeps {
		keep = append(keep, button("修改资料", ActFirmEdit, b, int64(c.ID)))
	}
	rows := [][]chat.Button{enter, see, row(button("返回联系点", ActBoard, b), homeRow[0])}
	rows = slices.Insert(rows, 2, inTwos(keep)...)
	return chat.Card{Key: KeyHome, Text: text, Rows: rows}
}

// YearLine is one contact point in the year's table.
type YearLine struct {
	Contact   branch.Contact
	Standings []branch.Standing
}

// YearTable shows a year, contact point by contact point: what was done and asked for so far.
func YearTable(b branch.BranchID, year int, lines []YearLine, page int, today branch.Date, keeps bool) chat.Card {
	pages := max(1, (len(lines)+boardPage-1)/boardPage)
	page = min(max(page, 0), pages-1)
	text := say(bold(fmt.Sprintf("%d年联系点任务", year)), "（已办次数/应办次数，截至", min(branch.On(year, 12, 31), today).MonthDay(), "）")
	if len(lines) == 0 {
		text = append(text, say("\n没有需要完成的任务。")...)
	}
	for _, l := range lines[page*boardPage : min(len(lines), (page+1)*boardPage)] {
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
		text = append(text, say("\n• ", l.Contact.Name, "：", strings.Join(parts, "，"))...)
	}
	turn := row()
	if page > 0 {
		turn = append(turn, button("上一页", ActYear, int64(b), int64(year), int64(page-1)))
	}
	if page < pages-1 {
		turn = append(turn, button(fmt.Sprintf("下一页（%d/%d）", page+1, pages), ActYear, int64(b), int64(year), int64(page+1)))
	}
	var rows [][]chat.Button
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	years := row(button(fmt.Sprintf("%d年", year-1), ActYear, int64(b), int64(year-1), 0))
	if year < today.Year() {
		years = append(years, button(fmt.Sprintf("%d年", year+1), ActYear, int64(b), int64(year+1), 0))
	}
	if keeps {
		years = append(years, button("台账文件", ActLedger, int64(b), int64(year)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, years, row(button("返回联系点", ActBoard, b), homeRow[0]))}
}

// DutyLine is one duty of one enterprise, or of a 领导班子成员, that is reminded of.
type DutyLine struct {
	Contact   branch.Contact
	Lead      branch.MemberID // the duty is the reader's own
	Standing  branch.Standing
	Kind      branch.PointKind
	Off       branch.Date // put off to
	Explained bool
}

// Week is the 书记's survey.
type Week struct {
	Owed, Lapsed []DutyLine
	Parts        []ReminderPart // of the matters, none of them empty
}

// ReminderPart is what a matter has on a day's card of reminders, or in the 书记's week.
type ReminderPart struct {
	Title string
	Most  int // how many lines are shown; 0: all
	Lines []ReminderLine
	Way   chat.Button // leads from the week to all of them; none: it has no label
}

// ReminderLine is one thing that is reminded of.
type ReminderLine struct {
	Text   []chat.Span
	Button chat.Button
	Open   bool // it still waits for the reader, who is shown its button
}

// DigestView is what a day's card of reminders shows.
type DigestView struct {
	Branch    branch.BranchID
	Day       branch.Date
	Duties    []DutyLine
	Parts     []ReminderPart // of the matters, none of them empty
	Week      *Week
	Asks      bool // some are asked about because they ran when the reader came
	MayPutOff bool
}

// digestLines is how many enterprises or requests a part of the digest names.
const digestLines = 6

// Digest is a day's one card of reminders. What has been done since it was sent is marked.
func Digest(v DigestView) chat.Card {
	text := say(bold("工作提醒"), "（", v.Day.MonthDay(), "）")
	var rows [][]chat.Button
	var running, ended []DutyLine
	var names []string
	for _, l := range v.Duties {
		names = append(names, l.Contact.Name)
		if l.Kind == branch.Ended {
			ended = append(ended, l)
		} else {
			running = append(running, l)
		}
	}
	shorts := FirmShorts(names)
	if len(running) > 0 {
		text = append(text, say("\n", bold("联系点任务"))...)
		if v.Asks {
			text = append(text, say("\n下列任务本期已经开始。此前如已办过，请按实际日期补登。")...)
		}
		lines, open := dutyLines(running, v.Day)
		text = append(text, lines...)
		for _, l := range open {
			if l.Lead != 0 {
				rows = append(rows, row(button("登记："+l.Standing.Duty.Name, ActConsult, int64(v.Branch), int64(l.Lead))))
			} else {
				rows = append(rows, row(button("登记："+shorts[l.Contact.Name], ActVisitAt, int64(v.Branch), int64(l.Contact.ID), 1)))
			}
		}
		if v.MayPutOff && len(open) > 0 {
			rows = append(rows, row(button("改到…", ActOff, int64(v.Branch), int64(v.Day))))
		}
	}
	if len(ended) > 0 {
		text = append(text, say("\n", bold("未完成"), "（请补录，或说明原因）")...)
		asked := map[string]int{} // one duty of one enterprise may have ended in two periods
		for _, l := range ended {
			asked[l.Contact.Name+l.Standing.Duty.Short]++
		}
		for _, l := range first(ended, digestLines) {
			state := ""
			if l.Standing.Owed() == 0 {
				state = "（已补录）"
			} else if l.Explained {
				state = "（已说明原因）"
			} else {
				label := "说明原因：" + shorts[l.Contact.Name] + l.Standing.Duty.Short
				if asked[l.Contact.Name+l.Standing.Duty.Short] > 1 {
					label = "说明原因：" + l.Standing.Period.Short() + shorts[l.Contact.Name] + l.Standing.Duty.Short
				}
				rows = append(rows, row(button(label, ActLapse, int64(v.Branch), int64(l.Contact.ID),
					chat.Code(string(l.Standing.Duty.Kind)), int64(l.Standing.Period.To))))
			}
			text = append(text, say("\n• ", l.Contact.Name, "：", l.Standing.Period.String(), l.Standing.Duty.Short, state)...)
		}
		text = append(text, andMore(len(ended))...)
	}
	for _, part := range v.Parts {
		text = append(text, say("\n", bold(part.Title))...)
		most := len(part.Lines)
		if part.Most > 0 {
			most = min(most, part.Most)
		}
		for _, l := range part.Lines[:most] {
			text = append(text, l.Text...)
			if l.Open {
				rows = append(rows, row(l.Button))
			}
		}
		if most < len(part.Lines) {
			text = append(text, say(fmt.Sprintf("\n等%d项", len(part.Lines)))...)
		}
	}
	if v.Week != nil {
		text = append(text, v.Week.text()...)
		var ways []chat.Button
		if len(v.Week.Owed)+len(v.Week.Lapsed) > 0 {
			ways = append(ways, button("本季度走访", ActBoard, v.Branch))
		}
		for _, part := range v.Week.Parts {
			if part.Way.Label != "" {
				ways = append(ways, part.Way)
			}
		}
		if len(ways) > 0 {
			rows = append(rows, ways)
		}
	}
	if len(rows) > perPage+1 {
		rows = append(rows[:perPage:perPage], row(button("更多企业", ActVisit, int64(v.Branch), 0)))
	}
	return chat.Card{Key: KeyDigest(v.Branch, v.Day), Text: text, Rows: rows}
}

// DigestOver is a day's reminders once a later day's stand below: nothing is asked for in two places.
func DigestOver(c chat.Card) chat.Card {
	c.Text, c.Rows = append(slices.Clip(c.Text), say("\n（已有新的提醒，请看下方。）")...), nil
	return c
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

func andMore(n int) []chat.Span {
	if n <= digestLines {
		return nil
	}
	return say(fmt.Sprintf("\n等%d项", n))
}

// dutyLines returns a line for each enterprise, and what still waits to be logged: one for each enterprise.
func dutyLines(list []DutyLine, day branch.Date) (text []chat.Span, open []DutyLine) {
	n := 0
	for i, l := range list {
		if i > 0 && list[i-1].Contact.ID == l.Contact.ID && list[i-1].Lead == l.Lead {
			continue
		}
		var owed, done []string
		var off branch.Date
		for _, same := range list[i:] {
			if same.Contact.ID != l.Contact.ID || same.Lead != l.Lead {
				break
			}
			what := same.Standing.Duty.Short + "（" + same.Standing.Period.To.MonthDay() + "止）"
			if same.Standing.Owed() > 0 {
				owed = append(owed, what)
				off = max(off, same.Off)
			} else {
				done = append(done, same.Standing.Duty.Short)
			}
		}
		name := l.Contact.Name
		if l.Lead != 0 {
			name = "您本人"
		}
		if n++; n <= digestLines {
			state := "：" + strings.Join(owed, "、")
			if len(owed) == 0 {
				state = "（已登记：" + strings.Join(done, "、") + "）"
			} else if off > day {
				state += "（改到" + off.MonthDay() + "）"
			}
			text = append(text, say("\n• ", name, state)...)
		}
		if len(owed) > 0 {
			open = append(open, l)
		}
	}
	return append(text, andMore(n)...), open
}

func (w Week) text() (text []chat.Span) {
	part := func(title string, n int, line func(int) []chat.Span) {
		if n == 0 {
			return
		}
		text = append(text, say("\n", bold(title))...)
		for i := range min(n, 4) {
			text = append(text, line(i)...)
		}
		if n > 4 {
			text = append(text, say(fmt.Sprintf("\n等%d项", n))...)
		}
	}
	duty := func(l DutyLine) []chat.Span {
		return say("\n• ", l.Contact.Name, "：", l.Standing.Duty.Short, "（", l.Standing.Period.String(), "）")
	}
	part("本周：临近期末尚未登记", len(w.Owed), func(i int) []chat.Span { return duty(w.Owed[i]) })
	part("本周：未完成且未说明原因", len(w.Lapsed), func(i int) []chat.Span { return duty(w.Lapsed[i]) })
	for _, p := range w.Parts {
		part("本周："+p.Title, len(p.Lines), func(i int) []chat.Span { return p.Lines[i].Text })
	}
	if text == nil {
		text = say("\n本周列出的事项均已办理。")
	}
	return text
}

// PutOff asks until when the reminders on a card are put off.
func PutOff(b branch.BranchID, day branch.Date, days []branch.Date) chat.Card {
	rows := [][]chat.Button{}
	for _, d := range days {
		rows = append(rows, row(button("改到"+strings.TrimPrefix(d.ChineseWeekday(), fmt.Sprintf("%d年", d.Year())), ActOffTo, int64(b), int64(day), int64(d))))
	}
	return chat.Card{Key: KeyDigest(b, day), Text: say(bold("工作提醒"), "（", day.MonthDay(), "）\n把这张卡片上的联系点提醒改到哪一天？\n改期不影响本期的截止日；中途登记了，提醒随即停止。"),
		Rows: append(rows, row(button("不改了", ActOffNo, int64(b), int64(day))))}
}

// LapseWhy asks why a duty was not done.
func LapseWhy(b branch.BranchID, s branch.Subject, name string, x branch.Standing) chat.Card {
	at := []int64{int64(b), s.Code(), chat.Code(string(x.Duty.Kind)), int64(x.Period.To)}
	var rows [][]chat.Button
	for _, why := range Reasons {
		rows = append(rows, row(button(why, ActLapseWhy, append(at[:4:4], chat.Code(why))...)))
	}
	rows = append(rows, row(button("其他原因（自己写）", ActLapseText, at...)), homeRow)
	return chat.Card{Key: KeyHome, Text: say(bold("未完成"), "\n", name, "：", x.Period.String(), x.Duty.Name, "没有完成。\n请选择原因。如果其实已经办过，请在“登记走访”里补录。"), Rows: rows}
}

// LapseHead stands over the question for a reason.
func LapseHead(name string, x branch.Standing) []chat.Span {
	return say(bold("未完成原因"), "\n", name, "：", x.Period.String(), x.Duty.Name)
}

// LapseText asks for it.
const LapseText = "请用一句话写下原因，直接发送即可。"

// LapseSaid says for what a reason was given.
func LapseSaid(name string, x branch.Standing, reason string) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(name, "：", x.Period.String(), x.Duty.Name, "未完成。\n已记录原因：", reason), Rows: [][]chat.Button{homeRow}}
}
