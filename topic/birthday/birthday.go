// Package birthday is the 政治生日: each year on the day of joining the Party its member is greeted, those around prepare it, and
// what the member writes on it (心得体会) is his or her own until shared.
package birthday

import (
	"time"

	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic"
)

// The names of the pushes stand in the store and never change.
const (
	PushGreeting  = "greeting"          // subject: a member
	PushGreeted   = "greeting.check"    // subject: a member; looks whether the greeting was delivered
	PushTogether  = "greeting.together" // subject: none; the card of a 集体政治生日
	PushChecklist = "greeting.list"     // subject: a member; what is to be done before the 政治生日
	PushMonth     = "greeting.month"    // subject: none; the month's list
)

// Topic is the matter.
var Topic = topic.Topic{
	Office: office.Matter{
		Pushes: pushes,
		Plan: func(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) {
			planTogether(o, tx, b, now)
			planMonth(o, tx, b, now)
		},
		PlanMember: planGreeting,
		Settings:   &branch.SettingRoom{Name: "政治生日", Settings: settings},
		Fits:       fits,
		Waits:      []office.Wait{{Rank: office.Given, Of: unprepared}},
		Ways:       ways,
		Commands: []cards.Command{{Command: chat.Command{Name: "birthdays", About: "政治生日名单"}, Right: branch.SeeBirthdays,
			Help: "政治生日名单：/birthdays"}},
		HandOn:   handChecklists,
		Holdings: holdings,
		Erase:    eraseReflections,
	},
	Bot: bot.Matter{
		Routes:   routes,
		Commands: map[string]bot.Command{"/birthdays": bot.Typed(func(c *bot.Call) error { return c.With(showList, ViewThisMonth, 0) }).ForGroup(branch.SeeBirthdays)},
		Words:    map[string]string{"政治生日名单": "/birthdays"},
		Forms:    map[string]bot.Form{formReflect: reflectionForm},
	},
	Pictures: map[string]topic.Picture{PictureGreeting: drawGreeting, PictureGreetingPrint: drawGreeting, PictureMonth: drawMonth, PictureMonthPrint: drawMonth},
	Files: map[string]topic.File{
		DocumentCard:        {May: mayHaveCard, Write: writeCard},
		DocumentBirthdays:   {May: topic.For(branch.FileBirthdays), Write: writeLists},
		DocumentReflections: {May: topic.For(branch.FileBirthdays), Write: writeReflections},
	},
}

var pushes = []office.Push{
	// On the day, at the branch's hour, holidays included.
	{Name: PushGreeting, Subject: office.OfMember, Do: Greet, Grace: "三天，之后不再补发，并告知组织委员",
		Says: func(_ *office.Office, tx *store.Tx, due store.Due) (string, bool) {
			m, _ := office.Member(tx, due.Branch, branch.MemberID(due.Subject))
			return "向" + office.Called(tx, m) + "同志发送政治生日祝贺", office.Chat(tx, m) == ""
		}},
	// The day after, and after the grace, if a greeting could not be delivered. It says nothing by itself.
	{Name: PushGreeted, Subject: office.OfMember, Do: FollowGreeting, Grace: "没有期限"},
	{Name: PushTogether, Do: GreetTogether, Grace: "三天，之后改为当天逐人祝贺",
		Says: func(_ *office.Office, tx *store.Tx, due store.Due) (string, bool) {
			return "发送集体政治生日贺卡", len(monthDue(tx, due)) == 0
		}},
	{Name: PushChecklist, Subject: office.OfMember, Do: SendChecklist, Hours: office.WorkingHours, Grace: "政治生日当天之前",
		Says: func(_ *office.Office, tx *store.Tx, due store.Due) (string, bool) {
			m, _ := office.Member(tx, due.Branch, branch.MemberID(due.Subject))
			return "提醒准备" + office.Called(tx, m) + "同志的政治生日", len(preparers(tx, m)) == 0
		}},
	{Name: PushMonth, Do: SendMonth, Hours: office.WorkingHours, Grace: "当月之内",
		Says: func(_ *office.Office, tx *store.Tx, due store.Due) (string, bool) {
			return "发送本月政治生日名单", len(monthDue(tx, due)) == 0 || len(keepers(tx, branch.Member{Branch: due.Branch})) == 0
		}},
}

var routes = map[string]bot.Route{
	ActBirthday:    bot.InBranch(1, showBirthday).OnHome(),
	ActBirthdays:   bot.InBranch(3, showList).For(branch.SeeBirthdays).OwnGroup(),
	ActPrepare:     bot.InBranch(1, prepare),
	ActPrepareOf:   bot.InBranch(3, prepareOf).On(onPrepare),
	ActPrepareAll:  bot.InBranch(1, prepare).On(onPrepare),
	ActTick:        bot.InBranch(4, tickDone).On(onPrepare),
	ActUntick:      bot.InBranch(4, tickUndone).On(onPrepare),
	ActReflect:     bot.InBranch(2, write).Own(),
	ActReflectEnd:  bot.InForm(formReflect, 1, endWriting).OnHome().Own(),
	ActReflectCut:  bot.InForm(formReflect, 2, unwrite).OnHome().Own(),
	ActReflections: bot.InBranch(2, showOwn).OnHome().Own(),
	ActReflection:  bot.InBranch(4, showOne).OnHome(),
	ActShare:       bot.InBranch(2, share).OnHome().Own(),
	ActUnshare:     bot.InBranch(2, unshare).OnHome().Own(),
	ActShared:      bot.InBranch(2, showShared).OnHome(),
	ActPrintCard:   bot.InBranch(3, sendPrint),
	ActListFile:    bot.InBranch(1, sendLists).OnHome().For(branch.FileBirthdays),
	ActWordsFile:   bot.InBranch(1, sendWords).OnHome().For(branch.FileBirthdays),
}

// fits returns a sentence about settings that do not fit, or nil.
func fits(o *office.Office, _ branch.BranchID, s branch.Settings, now time.Time) error {
	if o.When(s.GreetAt, now).IsZero() {
		return office.Refusal(office.TimeUnread)
	}
	return check(s)
}

var holdings = []office.Holding{
	{Tables: []string{"reflections"}, Label: "写的心得体会（未分享的只有本人能看）",
		Count: office.RowsOf(Reflections, func(r Reflection, m branch.MemberID) bool { return r.Member == m })},
	{Tables: []string{"checked"}, Label: "政治生日准备事项的登记",
		Count: office.RowsOf(Checkeds, func(c Checked, m branch.MemberID) bool { return c.Member == m || c.By == m })},
}
