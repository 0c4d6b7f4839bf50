package branch

// Settings are a branch's own rules: data, editable, with defaults from DefaultSettings.
type Settings struct {
	GreetAt     string `json:"greet_at"`     // cron: when on the day a 政治生日 greeting goes out
	RemindAt    string `json:"remind_at"`    // cron: when on a working day reminders go out
	MarchFirst  bool   `json:"march_first"`  // 29 February is kept on 1 March in common years, else on 28 February
	Threshold   int    `json:"threshold"`    // least turnout of a ballot, per cent of the roll
	NominateOn  string `json:"nominate_on"`  // 身边好党员: month-day it opens, "05-20"
	NominateEnd string `json:"nominate_end"` // month-day of its deadline, 18:00, "06-10"

	// 政治生日 (anniversary.go). Texts, not lists: settings are compared as values.
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
