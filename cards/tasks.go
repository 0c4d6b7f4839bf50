package cards

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// What may wait on somebody's home, one function a kind (office.matters).

// NominateTask says that a group's nomination is awaited.
func NominateTask(r branch.Round, g branch.Group) Task {
	return Task{fmt.Sprintf("推荐%s“%s”，%s截止", g.Name, r.Kind, when(r.Running().Closes)),
		on2("推荐“"+string(r.Kind)+"”", ActNominate, r.Branch, r.ID, int64(g.ID))}
}

// BallotTask says that a recommendation waits for one's choice.
func BallotTask(r branch.Round) Task {
	return Task{fmt.Sprintf("参加%s推荐，%s截止", RoundTitle(r), when(r.Running().Closes)), on2("参加推荐", ActBallot, r.Branch, r.ID)}
}

// ReportTask says that a group's report is awaited.
func ReportTask(r branch.Round, g branch.Group) Task {
	return Task{fmt.Sprintf("提交%s季度报告，%s前", g.Name, when(r.Running().Closes)), on2("提交季度报告", ActReport, r.Branch, r.ID, int64(g.ID))}
}

// DecideTask says that a decision is to be recorded.
func DecideTask(r branch.Round) Task {
	return Task{fmt.Sprintf("录入%s的决定", RoundTitle(r)), on2("录入决定", ActRound, r.Branch, r.ID)}
}

// AssemblyTask says that the date of the 党员大会 is awaited.
func AssemblyTask(r branch.Round) Task {
	return Task{"确定本季度党员大会的日期", on2("确定大会日期", ActRound, r.Branch, r.ID)}
}

// AssemblyOverTask asks, on the day of the 党员大会, for its end: the recommendation opens then.
func AssemblyOverTask(r branch.Round) Task {
	return Task{r.Assembly.MonthDay() + "党员大会结束后，开始" + RoundTitle(r) + "推荐", on2("大会结束", ActStart, r.Branch, r.ID)}
}

// SeatTask asks whether an account that was bound during a recommendation is the member's.
func SeatTask(r branch.Round, m branch.MemberID, who Name) Task {
	return Task{"核实" + who.String() + "绑定的账号是否本人，以便参加" + RoundTitle(r) + "推荐",
		on2("核实："+who.Short(), ActSeatAsk, r.Branch, r.ID, int64(m))}
}

// OverdueTask says what a recommendation that has reached its deadline waits for.
func OverdueTask(r branch.Round, what string) Task {
	return Task{RoundTitle(r) + "推荐已到截止时间，" + what, on2("办理推荐", ActRound, r.Branch, r.ID)}
}

// ObjectionTask says that an objection is to be answered.
func ObjectionTask(r branch.Round, ob branch.Objection, about string) Task {
	return Task{RoundTitle(r) + "公示：答复对" + about + "的意见", on2("处理意见", ActObjection, r.Branch, r.ID, ob.ID)}
}

// GiveTask asks who made an objection that nobody may read any more whom to give it to.
func GiveTask(r branch.Round, id int64, about string) Task {
	return Task{RoundTitle(r) + "公示：您对" + about + "的意见，原受理人已离任", on2("交现任委员办理", ActObjGive, r.Branch, r.ID, id)}
}

// OffWhyTask asks why a quarter's 先锋岗 was not held.
func OffWhyTask(r branch.Round) Task {
	return Task{RoundTitle(r) + "未开展，请写明原因", on2("写明原因", ActRound, r.Branch, r.ID)}
}

// FlagTask says that the 流动红旗 is to be handed over.
func FlagTask(r branch.Round, names []string) Task {
	return Task{"把流动红旗交给" + strings.Join(names, "、"), on2("交接红旗", ActRound, r.Branch, r.ID)}
}

// DutyTask says what is still owed at the contact points that one looks after: of one by its name, else by duty.
func DutyTask(b branch.BranchID, at []branch.Contact, owed []branch.Standing) Task {
	if len(at) == 1 {
		return Task{at[0].Name + "本期还差：" + owedOf(owed), button("登记走访", ActVisit, int64(b), 0)}
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
	who := strings.Join(first(names, 2), "、")
	if len(names) > 2 {
		who += fmt.Sprintf("等%d家", len(names))
	}
	return Task{who + "本期还差：" + strings.Join(parts, "、"), button("登记走访", ActVisit, int64(b), 0)}
}

// OwnDutyTask says that a 领导班子成员's own duty is owed.
func OwnDutyTask(m branch.Member, s branch.Standing) Task {
	return Task{s.Period.String() + s.Duty.Name + "还没有登记", button("登记"+s.Duty.Short, ActConsult, int64(m.Branch), int64(m.ID))}
}

// LapseTask asks why something was not done in a period that has ended; n is how many there are.
func LapseTask(b branch.BranchID, l DutyLine, n int) Task {
	text := l.Contact.Name + l.Standing.Period.String() + l.Standing.Duty.Short + "未完成，请补录或说明原因"
	if n > 1 {
		text += fmt.Sprintf("（还有%d项）", n-1)
	}
	return Task{text, button("说明原因", ActLapse, int64(b), int64(l.Contact.ID), chat.Code(string(l.Standing.Duty.Kind)), int64(l.Standing.Period.To))}
}

// ImportTask says that a roster that was sent waits for its confirmation.
func ImportTask(b branch.BranchID, number int64, file string) Task {
	return Task{"核对并确认名册文件" + shorten(file, 16), button("核对名册", ActImportSee, int64(b), number)}
}

// HolidaysTask says that the next year's holidays are not loaded yet.
func HolidaysTask(b branch.BranchID, year int) Task {
	return Task{fmt.Sprintf("载入%d年节假日安排（国务院办公厅通知发布后）", year), button("载入节假日", ActHolidays, b)}
}
