package branch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Settings are a branch's own rules: data, editable, with defaults from DefaultSettings.
type Settings struct {
	GreetAt     string `json:"greet_at"`     // cron: when on the day a 政治生日 greeting goes out
	RemindAt    string `json:"remind_at"`    // cron: when on a working day reminders go out
	MarchFirst  bool   `json:"march_first"`  // 29 February is kept on 1 March in common years, else on 28 February
	Threshold   int    `json:"threshold"`    // least turnout of a ballot, per cent of the roll
	NominateOn  string `json:"nominate_on"`  // 身边好党员: month-day it opens, "05-20"
	NominateEnd string `json:"nominate_end"` // month-day of its deadline, 18:00, "06-10"

	Duties           []Duty      `json:"duties,omitempty"`            // those whose terms are not DefaultDuties'; see AllDuties
	Requests         Deadlines   `json:"requests,omitzero"`           // 诉求: zeros are DefaultDeadlines'
	Everyone         bool        `json:"everyone,omitempty"`          // 民主推荐: 预备党员 take part, too
	NoticeDays       int         `json:"notice_days,omitempty"`       // 公示, working days; see Notice
	PioneerOf        SubjectKind `json:"pioneer_of,omitempty"`        // 先锋岗: what is recommended
	PioneerAll       bool        `json:"pioneer_all,omitempty"`       // 先锋岗: everyone is a candidate, not only whom the groups name
	PioneerPosts     int         `json:"pioneer_posts,omitempty"`     // 先锋岗: how many a quarter; see Posts
	CommitteePresent bool        `json:"committee_present,omitempty"` // 支委会: over half of those present, not of all its members
	// 政治生日 (anniversary.go).
	Together  bool   `json:"together,omitempty"`   // 集体政治生日: one card for all of a month, instead of one for each
	TellGroup bool   `json:"tell_group,omitempty"` // the branch's group chat is told of a 政治生日 on the day
	Wish      string `json:"wish,omitempty"`       // the greeting of that card; "" is GroupWish
	Questions string `json:"questions,omitempty"`  // to reflect on, a line each; "" are ReflectQuestions
	Unchecked string `json:"unchecked,omitempty"`  // what the branch leaves out of the checklist: 贺卡、赠书
}

// DefaultSettings are what a branch has until it says otherwise.
func DefaultSettings() Settings {
	return Settings{GreetAt: "0 9 * * *", RemindAt: "0 9 * * *", Threshold: 50, NominateOn: "05-20", NominateEnd: "06-10"}
}

// Setting is one of a branch's settings as people read and write it, in the chat and on the command line.
type Setting struct {
	Name  string
	About string // what it decides
	Since string // from when a change counts
	Like  string // how a value is written
	Get   func(Settings) string
	Set   func(*Settings, string) bool // false: not a value
	Offer []string                     // values to choose by button
}

// SettingList is every setting there is. A button carries the place in this list: add at the end.
var SettingList = slices.Concat(ownSettings, roundSettings, dutySettings, birthdaySettings)

// SettingRooms divides SettingList into what fits a phone; each begins at the setting of that name.
var SettingRooms = []struct{ Name, From string }{
	{"时间", "祝贺时间"}, {"推荐评选", "最低参加"}, {"联系点与诉求", "走访"}, {"政治生日", "集体生日"}}

// SettingRoom gives where a room of the list begins and ends, exclusive.
func SettingRoom(i int) (from, to int) {
	at := func(name string) int {
		return slices.IndexFunc(SettingList, func(s Setting) bool { return s.Name == name })
	}
	if from, to = at(SettingRooms[i].From), len(SettingList); i+1 < len(SettingRooms) {
		to = at(SettingRooms[i+1].From)
	}
	return from, to
}

// SettingRoomOf gives the room of the setting at a place.
func SettingRoomOf(place int) (room int) {
	for i := range SettingRooms {
		if from, to := SettingRoom(i); from <= place && place < to {
			room = i
		}
	}
	return room
}

var ownSettings = []Setting{
	{"祝贺时间", "政治生日祝贺在当天几点发出", "下一次祝贺", "09:00", func(s Settings) string { return hourOf(s.GreetAt) },
		func(s *Settings, v string) bool { return setHour(&s.GreetAt, v) }, []string{"08:00", "08:30", "09:00", "10:00"}},
	{"提醒时间", "提醒在工作日几点发出", "下一次提醒", "09:00", func(s Settings) string { return hourOf(s.RemindAt) },
		func(s *Settings, v string) bool { return setHour(&s.RemindAt, v) }, []string{"08:30", "09:00", "10:00", "14:30"}},
	{"闰日入党", "2月29日入党的，平年在哪天祝贺：02-28 或 03-01", "下一个平年的政治生日", "02-28", func(s Settings) string {
		if s.MarchFirst {
			return "03-01"
		}
		return "02-28"
	}, func(s *Settings, v string) bool {
		s.MarchFirst = v == "03-01"
		return v == "03-01" || v == "02-28"
	}, []string{"02-28", "03-01"}},
	{"最低参加", fmt.Sprintf("推荐至少百分之几参加方为有效（不低于 %d）", LeastThreshold), "下一次发起的推荐（进行中的不变）", "50", func(s Settings) string { return strconv.Itoa(s.Threshold) },
		func(s *Settings, v string) bool {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(v, "%"), "％"))
			s.Threshold = n
			return err == nil
		}, []string{"50", "60", "67", "80"}},
	{"提名开始", "“身边好党员”提名从哪天开始（月-日）", "下一次提名（进行中的不变）", "05-20", func(s Settings) string { return s.NominateOn },
		func(s *Settings, v string) (ok bool) { s.NominateOn, ok = monthDay(v); return ok }, nil},
	{"提名截止", "“身边好党员”提名到哪天18:00截止（月-日）", "下一次提名（进行中的不变）", "06-10", func(s Settings) string { return s.NominateEnd },
		func(s *Settings, v string) (ok bool) { s.NominateEnd, ok = monthDay(v); return ok }, nil},
}

// Set changes the setting of that name. The error is a sentence.
func (s *Settings) Set(name, value string) error {
	var names []string
	for _, l := range SettingList {
		if l.Name == name {
			changed := *s
			if !l.Set(&changed, strings.TrimSpace(value)) {
				return fmt.Errorf("读不懂“%s”。%s应写成 %s 的样子。", value, name, l.Like)
			}
			*s = changed
			return nil
		}
		names = append(names, l.Name)
	}
	return fmt.Errorf("没有名为“%s”的设置，有：%s。", name, strings.Join(names, "、"))
}

// hourOf and setHour turn a daily cron spec into 09:00 and back.
func hourOf(spec string) string {
	var hour, minute int
	fmt.Sscanf(spec, "%d %d", &minute, &hour)
	return fmt.Sprintf("%02d:%02d", hour, minute)
}

func setHour(spec *string, value string) (ok bool) {
	*spec, ok = DailyAt(value)
	return ok
}

// DailyAt gives the cron spec of an hour of the day, written 03:30; false if it is none.
func DailyAt(value string) (spec string, ok bool) {
	t, err := time.Parse("15:04", strings.ReplaceAll(value, "：", ":"))
	return fmt.Sprintf("%d %d * * *", t.Minute(), t.Hour()), err == nil
}

// monthDay reads 06-10 or 6月10日 and gives 06-10.
func monthDay(value string) (string, bool) {
	for _, layout := range []string{"1-2", "1月2日"} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.Format("01-02"), true
		}
	}
	return "", false
}
