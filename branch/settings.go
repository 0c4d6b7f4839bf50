package branch

// Settings are a branch's own rules: data, editable, with defaults from DefaultSettings.
type Settings struct {
	GreetAt     string `json:"greet_at"`     // cron: when on the day a 政治生日 greeting goes out
	RemindAt    string `json:"remind_at"`    // cron: when on a working day reminders go out
	MarchFirst  bool   `json:"march_first"`  // 29 February is kept on 1 March in common years, else on 28 February
	Threshold   int    `json:"threshold"`    // least turnout of a ballot, per cent of the roll
	NominateOn  string `json:"nominate_on"`  // 身边好党员: month-day it opens, "05-20"
	NominateEnd string `json:"nominate_end"` // month-day of its deadline, 18:00, "06-10"

	NoticeDays       int         `json:"notice_days,omitempty"`       // 公示, working days; see Notice
	PioneerOf        SubjectKind `json:"pioneer_of,omitempty"`        // 先锋岗: what is recommended
	PioneerAll       bool        `json:"pioneer_all,omitempty"`       // 先锋岗: everyone is a candidate, not only whom the groups name
	PioneerPosts     int         `json:"pioneer_posts,omitempty"`     // 先锋岗: how many a quarter; see Posts
	CommitteePresent bool        `json:"committee_present,omitempty"` // 支委会: over half of those present, not of all its members
}

// DefaultSettings are what a branch has until it says otherwise.
func DefaultSettings() Settings {
	return Settings{GreetAt: "0 9 * * *", RemindAt: "0 9 * * *", Threshold: 50, NominateOn: "05-20", NominateEnd: "06-10"}
}

// Notice gives for how many working days a name is made public before it is honoured.
func (s Settings) Notice() int {
	if s.NoticeDays > 0 {
		return s.NoticeDays
	}
	return 5
}

// Posts gives how many 先锋岗 there are a quarter.
func (s Settings) Posts() int { return max(s.PioneerPosts, 1) }
