package branch

import (
	"fmt"
	"slices"
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

	Duties           []Duty        `json:"duties,omitempty"`            // those whose terms are not DefaultDuties'; see AllDuties
	Requests         Deadlines     `json:"requests,omitzero"`           // 诉求: zeros are DefaultDeadlines'
	Everyone         bool          `json:"everyone,omitempty"`          // 民主推荐: 预备党员 take part, too
	NoticeDays       int           `json:"notice_days,omitempty"`       // 公示, working days; see Notice
	PioneerOf        CandidateKind `json:"pioneer_of,omitempty"`        // 先锋岗: what is recommended
	PioneerAll       bool          `json:"pioneer_all,omitempty"`       // 先锋岗: everyone is a candidate, not only whom the groups name
	PioneerPosts     int           `json:"pioneer_posts,omitempty"`     // 先锋岗: how many a quarter; see Posts
	CommitteePresent bool          `json:"committee_present,omitempty"` // 支委会: over half of those present, not of all its members
	// 政治生日 (anniversary.go).
	Together  bool   `json:"together,omitempty"`   // 集体政治生日: one card for all of a month, instead of one for each
	TellGroup bool   `json:"tell_group,omitempty"` // the branch's group chat is told of a 政治生日 on the day
	Wish      string `json:"wish,omitempty"`       // the greeting of that card; "" is GroupWish
	Questions string `json:"questions,omitempty"`  // to reflect on, a line each; "" are ReflectQuestions
	Unchecked string `json:"unchecked,omitempty"`  // what the branch leaves out of the checklist: 贺卡、赠书

	FeedbackDays int `json:"feedback_days,omitempty"` // 投诉建议: within how many working days it is answered; 0 is 5

	LetterMonths int `json:"letter_months,omitempty"` // 介绍信: for how many months it is valid; 0 is 3

	PartyDay string `json:"party_day,omitempty"` // 主题党日: its fixed day, 每月第二个周五; "" is 每月5日遇休顺延
	// 会议记录: the fields of the text to be copied, in their order; "" is the order of 灯塔
	MinutesFields string `json:"minutes_fields,omitempty"`
}

// DefaultSettings are what a branch has until it says otherwise.
func DefaultSettings() Settings {
	return Settings{GreetAt: "0 9 * * *", RemindAt: "0 9 * * *", Threshold: 50, NominateOn: "05-20", NominateEnd: "06-10"}
}

// Setting is one of a branch's settings as people read and write it, in the chat and on the command line.
type Setting struct {
	Key   string // what buttons and forms call it; it stays when the name is reworded
	Name  string
	About string // what it decides
	Since string // from when a change counts
	Like  string // how a value is written
	Get   func(Settings) string
	Set   func(*Settings, string) bool // false: not a value
	Offer []string                     // values to choose by button
}

// settingUnits is what a value counts, where it is a bare number.
var settingUnits = map[string]string{"最低参加": "%", "公示天数": "个工作日", "首次答复": "个工作日", "转办期限": "个工作日", "回访期限": "个工作日", "先锋岗名额": "名", "意见答复": "个工作日"}

// Shown returns a value with its unit, as people read it.
func (s Setting) Shown(value string) string { return value + settingUnits[s.Name] }

// SettingRoom is a part of the settings that fits a phone.
type SettingRoom struct {
	Name     string
	Settings []Setting
}

// SettingRooms are settings in the order in which people read them.
type SettingRooms []SettingRoom

// OwnSettings are the settings that are no matter's, and the place of a room of settings that a matter fills. Matters bring theirs.
var OwnSettings = SettingRooms{{"时间", timeSettings}, {"推荐评选", nil}}

// Of returns the room of a setting.
func (rooms SettingRooms) Of(s Setting) SettingRoom {
	for _, r := range rooms {
		if slices.ContainsFunc(r.Settings, func(own Setting) bool { return own.Key == s.Key }) {
			return r
		}
	}
	return rooms[0]
}

// All returns the settings of all rooms.
func (rooms SettingRooms) All() (all []Setting) {
	for _, r := range rooms {
		all = append(all, r.Settings...)
	}
	return all
}

var timeSettings = []Setting{
	{"greet_at", "祝贺时间", "政治生日祝贺在当天几点发出", "下一次祝贺", "09:00", func(s Settings) string { return hourOf(s.GreetAt) },
		func(s *Settings, v string) bool { return setHour(&s.GreetAt, v) }, []string{"08:00", "08:30", "09:00", "10:00"}},
	{"remind_at", "提醒时间", "提醒在工作日几点发出", "下一次提醒", "09:00", func(s Settings) string { return hourOf(s.RemindAt) },
		func(s *Settings, v string) bool { return setHour(&s.RemindAt, v) }, []string{"08:30", "09:00", "10:00", "14:30"}},
	{"march_first", "闰日入党", "2月29日入党的，平年在哪天祝贺：02-28 或 03-01", "下一个平年的政治生日", "02-28", func(s Settings) string {
		if s.MarchFirst {
			return "03-01"
		}
		return "02-28"
	}, func(s *Settings, v string) bool {
		s.MarchFirst = v == "03-01"
		return v == "03-01" || v == "02-28"
	}, []string{"02-28", "03-01"}},
}

// Set changes the setting of that name. The error is a sentence.
func (rooms SettingRooms) Set(s *Settings, name, value string) error {
	var names []string
	for _, l := range rooms.All() {
		if l.Name == name {
			changed := *s
			if !l.Set(&changed, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), settingUnits[name]))) {
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

// DailyAt returns the cron spec of an hour of the day, written 03:30; false if it is none.
func DailyAt(value string) (spec string, ok bool) {
	t, err := time.Parse("15:04", strings.ReplaceAll(value, "：", ":"))
	return fmt.Sprintf("%d %d * * *", t.Minute(), t.Hour()), err == nil
}

// MonthDay reads 06-10 or 6月10日 and gives 06-10.
func MonthDay(value string) (string, bool) {
	for _, layout := range []string{"1-2", "1月2日"} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.Format("01-02"), true
		}
	}
	return "", false
}

// YesNo is 是 or 否.
func YesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// SetYesNo reads 是 or 否; it returns false for anything else.
func SetYesNo(field *bool, v string) bool {
	*field = v == "是"
	return v == "是" || v == "否"
}
