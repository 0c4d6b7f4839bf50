package requests

import (
	"strconv"
	"strings"

	"zhibu/branch"
)

// settings are the settings of requests: their deadlines.
var settings = []branch.Setting{
	deadlineSetting("first", "首次答复", "诉求受理后几个工作日内首次答复", "新的诉求", func(d *branch.Deadlines) *int { return &d.First }, "1", "3", "5"),
	deadlineSetting("handle", "转办期限", "诉求转办、上报后几个工作日内应有答复", "新的转办", func(d *branch.Deadlines) *int { return &d.Handle }, "5", "10", "20"),
	deadlineSetting("ask", "回访期限", "诉求反馈后几个工作日内回访企业", "新的反馈", func(d *branch.Deadlines) *int { return &d.Ask }, "3", "5", "10"),
}

// deadlineSetting is the setting of one deadline, in working days.
func deadlineSetting(key, name, about, since string, of func(*branch.Deadlines) *int, offer ...string) branch.Setting {
	return branch.Setting{Key: "requests." + key, Name: name, About: about, Since: since, Like: strconv.Itoa(*of(&branch.DefaultDeadlines)), Offer: offer,
		Get: func(s branch.Settings) string {
			d := s.Requests.OrDefault()
			return strconv.Itoa(*of(&d))
		},
		Set: func(s *branch.Settings, v string) bool {
			n, err := strconv.Atoi(strings.TrimSuffix(v, "个工作日"))
			if err != nil || n < 1 || n > 120 {
				return false
			}
			*of(&s.Requests) = n
			return true
		}}
}
