package feedback

import (
	"strconv"
	"strings"

	"zhibu/branch"
)

// defaultDays is within how many working days an answer is due, unless the branch says otherwise.
const defaultDays = 5

// daysOf returns a branch's own.
func daysOf(s branch.Settings) int {
	if s.FeedbackDays == 0 {
		return defaultDays
	}
	return s.FeedbackDays
}

var settings = []branch.Setting{{Key: "feedback.days", Name: "意见答复", About: "投诉建议提出后几个工作日内答复", Since: "新的投诉建议", Like: "5", Offer: []string{"3", "5", "10"},
	Get: func(s branch.Settings) string { return strconv.Itoa(daysOf(s)) },
	Set: func(s *branch.Settings, v string) bool {
		n, err := strconv.Atoi(strings.TrimSuffix(v, "个工作日"))
		if err != nil || n < 1 || n > 30 {
			return false
		}
		s.FeedbackDays = n
		return true
	}}}
