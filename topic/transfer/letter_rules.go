package transfer

import (
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
)

// Receipt says that the branch which took a member has answered the letter.
type Receipt struct {
	Branch branch.BranchID `json:"branch"`
	Change branch.ChangeID `json:"change"` // the 转出
	Member branch.MemberID `json:"member"`
	By     branch.MemberID `json:"by"`
	At     time.Time       `json:"at"`
}

// letter is the 介绍信 of one 转出.
type letter struct {
	Change branch.ChangeID
	Member branch.MemberID
	From   branch.Date // of the transfer
	Ends   branch.Date // until when it is valid
	Got    branch.Date // when it was noted that it has been answered; 0: it has not
}

const (
	defaultMonths = 3  // for which a letter is valid: pages disagree, hence a setting
	mostMonths    = 12 // of the setting
	notice        = 7  // days before its end on which a letter is reminded of
)

// asked is the day from which somebody is asked for the answer.
func (l letter) asked() branch.Date { return l.Ends - notice }

// open reports whether somebody is asked for the answer on a day.
func (l letter) open(today branch.Date) bool { return l.Got == 0 && l.asked() <= today }

// months returns for how many months a letter is valid.
func months(s branch.Settings) int {
	if s.LetterMonths > 0 {
		return s.LetterMonths
	}
	return defaultMonths
}

// settings are the settings of the letters.
var settings = []branch.Setting{{Key: "letter.months", Name: "介绍信有效期", About: "组织关系介绍信几个月有效", Since: "所有还没有收到回执的介绍信", Like: "3个月", Offer: []string{"1个月", "3个月", "6个月"},
	Get: func(s branch.Settings) string { return strconv.Itoa(months(s)) + "个月" },
	Set: func(s *branch.Settings, v string) bool {
		n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(v, "个月")))
		s.LetterMonths = n
		return err == nil && 0 < n && n <= mostMonths
	}}}
