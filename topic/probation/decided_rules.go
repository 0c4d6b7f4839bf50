package probation

import (
	"errors"
	"time"

	"zhibu/branch"
)

// Decided is what the assembly has decided at the end of a probation, and when the upper body approved it. It changes nothing in the
// roster: 转正 and 延长 are entered there.
type Decided struct {
	Branch   branch.BranchID `json:"branch"`
	Member   branch.MemberID `json:"member"`
	End      branch.Date     `json:"end"` // of the probation that it was about: an extended one is decided on again
	Day      branch.Date     `json:"day"` // of the assembly
	Result   string          `json:"result"`
	By       branch.MemberID `json:"by"`
	At       time.Time       `json:"at"`
	Approved branch.Date     `json:"approved,omitempty"` // by the upper body
	Noted    branch.MemberID `json:"noted,omitempty"`    // who entered that
}

// results are what an assembly may decide (branch.RuleAtEnd); they stand in rows and never change.
var results = []string{"按期转正", "延长预备期", "取消预备党员资格"}

// approving is within how many months the upper body approves (branch.RuleApproval).
const approving = 3

// of reports whether it is about the probation that runs.
func (d Decided) of(m branch.Member) bool { return d.Member == m.ID && d.End == m.PutOff() }

// waits reports whether the upper body's approval has not been entered.
func (d Decided) waits(m branch.Member) bool { return d.of(m) && d.Approved == 0 && m.Full == 0 }

// lateOn is the day from which the approval is missed.
func (d Decided) lateOn() branch.Date { return d.Day.AddMonths(approving) }

// mayDecide refuses a day on which an assembly cannot have decided on a probation.
func mayDecide(m branch.Member, day, today branch.Date) error {
	switch {
	case day > today:
		return errors.New("支部大会还没有召开：日期不能晚于今天。")
	case day < m.PutOff():
		return errors.New("预备期到" + m.PutOff().Chinese() + "届满，支部大会届满以后才能讨论，不提前讨论（" + branch.RuleAtEnd.Cite() + "）。")
	}
	return nil
}

// mayApprove refuses a day on which the upper body cannot have approved.
func (d Decided) mayApprove(day, today branch.Date) error {
	switch {
	case day > today:
		return errors.New("日期不能晚于今天，请按批复的日期填写。")
	case day < d.Day:
		return errors.New("批复不能早于支部大会（" + d.Day.Chinese() + "），请核对日期。")
	}
	return nil
}
