package cards

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// What may wait on somebody's home, one function a kind (office.matters).

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
