package points

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Actions of reminders. They never change.
const (
	ActOff       = "off"        // branch, day of the digest
	ActOffTo     = "off.to"     // branch, day of the digest, until
	ActOffNo     = "off.no"     // branch, day of the digest
	ActLapse     = "lapse"      // branch, subject, duty (its place in DefaultDuties), last day of the period
	ActLapseWhy  = "lapse.why"  // branch, subject, duty, last day of the period, reason
	ActLapseText = "lapse.text" // branch, subject, duty, last day of the period
)

// Reasons are those that a button gives for a duty not done.
var Reasons = []string{"企业停产、搬迁或注销", "企业方面时间不便", "与支部重点工作冲突", "联系领导或联络员调整"}

// DutyLine is one duty of one enterprise, or of a 领导班子成员, that is reminded of.
type DutyLine struct {
	Contact   branch.Contact
	Lead      branch.MemberID // the duty is the reader's own
	Standing  branch.Standing
	Kind      branch.PointKind
	Off       branch.Date // put off to
	Explained bool
}

// DutyDigest is what the card of reminders says of duties.
type DutyDigest struct {
	Branch    branch.BranchID
	Day       branch.Date
	Duties    []DutyLine
	Asks      bool // some are asked about because they ran when the reader came
	MayPutOff bool
}

// Part words it. What has been done since the card was sent is marked.
func (v DutyDigest) Part() cards.ReminderPart {
	var rows [][]chat.Button
	var text []chat.Span
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
	shorts := firmShorts(names)
	if len(running) > 0 {
		text = append(text, cards.Say("\n", cards.Strong("联系点任务"))...)
		if v.Asks {
			text = append(text, cards.Say("\n下列任务本期已经开始。此前如已办过，请按实际日期补登。")...)
		}
		lines, open := dutyLines(running, v.Day)
		text = append(text, lines...)
		for _, l := range open {
			if l.Lead != 0 {
				rows = append(rows, cards.Row(cards.Button("登记："+l.Standing.Duty.Name, ActConsult, int64(v.Branch), int64(l.Lead))))
			} else {
				rows = append(rows, cards.Row(cards.Button("登记："+shorts[l.Contact.Name], ActVisitAt, int64(v.Branch), int64(l.Contact.ID), 1)))
			}
		}
		if v.MayPutOff && len(open) > 0 {
			rows = append(rows, cards.Row(cards.Button("改到…", ActOff, int64(v.Branch), int64(v.Day))))
		}
	}
	if len(ended) > 0 {
		text = append(text, cards.Say("\n", cards.Strong("未完成"), "（请补录，或说明原因）")...)
		asked := map[string]int{} // one duty of one enterprise may have ended in two periods
		for _, l := range ended {
			asked[l.Contact.Name+l.Standing.Duty.Short]++
		}
		for _, l := range cards.First(ended, cards.DigestLines) {
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
				rows = append(rows, cards.Row(cards.Button(label, ActLapse, int64(v.Branch), int64(l.Contact.ID),
					chat.Code(string(l.Standing.Duty.Kind)), int64(l.Standing.Period.To))))
			}
			text = append(text, cards.Say("\n• ", l.Contact.Name, "：", l.Standing.Period.String(), l.Standing.Duty.Short, state)...)
		}
		text = append(text, cards.AndMore(len(ended))...)
	}
	return cards.ReminderPart{Text: text, Rows: rows, More: cards.Button("更多企业", ActVisit, int64(v.Branch), 0)}
}

// DutyWeek is what the 书记's survey says of duties: those owed that end soon, those that have ended without a reason.
func DutyWeek(b branch.BranchID, owed, lapsed []DutyLine) (parts []cards.ReminderPart) {
	part := func(title string, list []DutyLine) {
		p := cards.ReminderPart{Title: title, Way: toBoard(b)}
		for _, l := range list {
			p.Lines = append(p.Lines, cards.ReminderLine{Text: cards.Say("\n• ", l.Contact.Name, "：", l.Standing.Duty.Short, "（", l.Standing.Period.String(), "）")})
		}
		parts = append(parts, p)
	}
	part("临近期末尚未登记", owed)
	part("未完成且未说明原因", lapsed)
	return parts
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
		if n++; n <= cards.DigestLines {
			state := "：" + strings.Join(owed, "、")
			if len(owed) == 0 {
				state = "（已登记：" + strings.Join(done, "、") + "）"
			} else if off > day {
				state += "（改到" + off.MonthDay() + "）"
			}
			text = append(text, cards.Say("\n• ", name, state)...)
		}
		if len(owed) > 0 {
			open = append(open, l)
		}
	}
	return append(text, cards.AndMore(n)...), open
}

// putOffCard asks until when the reminders on a card are put off.
func putOffCard(b branch.BranchID, day branch.Date, days []branch.Date) chat.Card {
	rows := [][]chat.Button{}
	for _, d := range days {
		rows = append(rows, cards.Row(cards.Button("改到"+strings.TrimPrefix(d.ChineseWeekday(), fmt.Sprintf("%d年", d.Year())), ActOffTo, int64(b), int64(day), int64(d))))
	}
	return chat.Card{Key: cards.KeyDigest(b, day), Text: cards.Say(cards.Strong("工作提醒"), "（", day.MonthDay(), "）\n把这张卡片上的联系点提醒改到哪一天？\n改期不影响本期的截止日；中途登记了，提醒随即停止。"),
		Rows: append(rows, cards.Row(cards.Button("不改了", ActOffNo, int64(b), int64(day))))}
}

// LapseWhy asks why a duty was not done.
func LapseWhy(b branch.BranchID, s branch.Subject, name string, x branch.Standing) chat.Card {
	at := []int64{int64(b), s.Code(), chat.Code(string(x.Duty.Kind)), int64(x.Period.To)}
	var rows [][]chat.Button
	for _, why := range Reasons {
		rows = append(rows, cards.Row(cards.Button(why, ActLapseWhy, append(at[:4:4], chat.Code(why))...)))
	}
	rows = append(rows, cards.Row(cards.Button("其他原因（自己写）", ActLapseText, at...)), cards.HomeRow)
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("未完成"), "\n", name, "：", x.Period.String(), x.Duty.Name, "没有完成。\n请选择原因。如果其实已经办过，请在“登记走访”里补录。"), Rows: rows}
}

// lapseHead stands over the question for a reason.
func lapseHead(name string, x branch.Standing) []chat.Span {
	return cards.Say(cards.Strong("未完成原因"), "\n", name, "：", x.Period.String(), x.Duty.Name)
}

// LapseText asks for it.
const LapseText = "请用一句话写下原因，直接发送即可。"

// lapseSaid says for what a reason was given.
func lapseSaid(name string, x branch.Standing, reason string) chat.Card {
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(name, "：", x.Period.String(), x.Duty.Name, "未完成。\n已记录原因：", reason), Rows: [][]chat.Button{cards.HomeRow}}
}

// dutyTask says what is still owed at the contact points that one looks after: of one by its name, else by duty.
func dutyTask(b branch.BranchID, at []branch.Contact, owed []branch.Standing) cards.Task {
	if len(at) == 1 {
		return cards.Task{Text: at[0].Name + "本期还差：" + owedOf(owed), Button: cards.Button("登记走访", ActVisit, int64(b), 0)}
	}
	var order []string
	n := map[string]int{}
	for _, s := range owed {
		what := s.Duty.Short
		if n[what]++; n[what] == 1 {
			order = append(order, what)
		}
	}
	var parts []string
	for _, what := range order {
		parts = append(parts, fmt.Sprintf("%s%d家", what, n[what]))
	}
	var names []string
	for _, c := range at {
		names = append(names, FirmShort(c.Name))
	}
	who := strings.Join(cards.First(names, 2), "、")
	if len(names) > 2 {
		who += fmt.Sprintf("等%d家", len(names))
	}
	return cards.Task{Text: who + "本期还差：" + strings.Join(parts, "、"), Button: cards.Button("登记走访", ActVisit, int64(b), 0)}
}

// ownDutyTask says that a 领导班子成员's own duty is owed.
func ownDutyTask(m branch.Member, s branch.Standing) cards.Task {
	return cards.Task{Text: s.Period.String() + s.Duty.Name + "还没有登记", Button: cards.Button("登记"+s.Duty.Short, ActConsult, int64(m.Branch), int64(m.ID))}
}

// lapseTask asks why something was not done in a period that has ended; n is how many there are.
func lapseTask(b branch.BranchID, l DutyLine, n int) cards.Task {
	text := l.Contact.Name + l.Standing.Period.String() + l.Standing.Duty.Short + "未完成，请补录或说明原因"
	if n > 1 {
		text += fmt.Sprintf("（还有%d项）", n-1)
	}
	return cards.Task{Text: text, Button: cards.Button("说明原因", ActLapse, int64(b), int64(l.Contact.ID), chat.Code(string(l.Standing.Duty.Kind)), int64(l.Standing.Period.To))}
}
