package birthday

import (
	"slices"
	"strings"

	"zhibu/branch"
)

// Check is something that those around a member do before his or her 政治生日.
type Check int

// The checklist.
const (
	CheckTalk Check = iota + 1 // 谈心谈话: that it was held, never what was said
	CheckOath                  // 重温入党誓词
	CheckCard                  // 贺卡
	CheckBook                  // 赠书
)

// Checks is the whole checklist, in its order.
var Checks = []Check{CheckTalk, CheckOath, CheckCard, CheckBook}

// String is 谈心谈话.
func (c Check) String() string {
	if c < CheckTalk || c > CheckBook {
		return ""
	}
	return [...]string{"谈心谈话", "重温入党誓词", "贺卡", "赠书"}[c-1]
}

// checklistOf returns what a branch has on its checklist.
func checklistOf(s branch.Settings) []Check {
	left := strings.Split(s.Unchecked, "、")
	return slices.DeleteFunc(slices.Clone(Checks), func(c Check) bool { return slices.Contains(left, c.String()) })
}

// Checked says that something of a checklist was done, by whom and when. Of a talk nothing else is ever kept.
type Checked struct {
	Branch branch.BranchID `json:"branch"`
	Member branch.MemberID `json:"member"` // whose 政治生日 it is
	Year   int             `json:"year"`
	Check  Check           `json:"check"`
	Day    branch.Date     `json:"day"`
	By     branch.MemberID `json:"by"`
}
