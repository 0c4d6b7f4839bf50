package term

import (
	"errors"
	"time"

	"zhibu/branch"
)

// Term is what has been entered of the term of a branch's committee. A 换届 that is entered in the roster later begins the next one.
type Term struct {
	Branch branch.BranchID `json:"branch"`
	From   branch.Date     `json:"from"`            // the day on which the committee was elected
	Until  branch.Date     `json:"until,omitempty"` // its end, if the upper body has approved another day; 0: after termYears
	By     branch.MemberID `json:"by"`
	At     time.Time       `json:"at"`
}

// termYears is how long a committee's term is, and moved by how many months it may end earlier or later (branch.RuleTerm).
const (
	termYears = 3
	moved     = 12
)

// ahead are how many months before its end a term is reminded of.
var ahead = []int{6, 3, 1}

// regular is the day on which the term ends if nothing else has been approved.
func (t Term) regular() branch.Date { return t.From.AddMonths(12 * termYears) }

// End is the day on which the term ends.
func (t Term) End() branch.Date {
	if t.Until != 0 {
		return t.Until
	}
	return t.regular()
}

// days are those on which the term is reminded of.
func (t Term) days() (list []branch.Date) {
	for _, n := range ahead {
		list = append(list, t.End().AddMonths(-n))
	}
	return list
}

// near reports whether the term is so near its end, or past it, that the next election is to be prepared.
func (t Term) near(today branch.Date) bool { return t.End().AddMonths(-ahead[0]) <= today }

// fits refuses days on which a term cannot begin or end.
func (t Term) fits(today branch.Date) error {
	least, most := t.regular().AddMonths(-moved), t.regular().AddMonths(moved)
	switch {
	case t.From > today:
		return errors.New("选举还没有进行：日期不能晚于今天。")
	case t.Until == 0 && t.regular().AddMonths(moved) < today:
		return errors.New("从这一天算起，任期早已届满，请核对日期。")
	case t.Until != 0 && (t.Until < least || t.Until > most):
		return errors.New("提前、延期换届一般不超过1年，应在" + least.Chinese() + "至" + most.Chinese() + "之间（" + branch.RuleTerm.Cite() + "）。")
	}
	return nil
}
