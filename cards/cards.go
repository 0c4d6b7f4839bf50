// Package cards holds the wording: one function a card, values of the domain in, a chat.Card out. Every sentence that
// the product says in a chat stands here. It decides nothing: what is true and what is allowed come as arguments.
package cards

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of buttons. Their arguments are given with the functions below that make the buttons.
const (
	ActHome      = "home"
	ActSwitch    = "home.as" // branch
	ActMe        = "me"
	ActHelp      = "help"
	ActBoard     = "board"     // branch
	ActBind      = "bind.ok"   // form
	ActBindNo    = "bind.no"   // form
	ActVisit     = "visit"     // branch, page
	ActVisitAt   = "visit.at"  // branch, contact, 1 if pressed elsewhere than on the home card
	ActVisitDay  = "visit.day" // form
	ActVisitOn   = "visit.on"  // form, date
	ActVisitOK   = "visit.ok"  // form
	ActNominate  = "nom"       // branch, round, group: brings the card to the bottom
	ActNomPage   = "nom.page"  // branch, round, group, page
	ActNominee   = "nom.who"   // branch, round, group, member
	ActNomOK     = "nom.ok"    // form
	ActNomBack   = "nom.back"  // branch, round, group
	ActBallot    = "vote"      // branch, round: brings the card to the bottom
	ActVoteList  = "vote.list" // branch, round
	ActVoteBack  = "vote.back" // branch, round
	ActVotePick  = "vote.pick" // branch, round, mask (-1: abstain)
	ActVoteOK    = "vote.ok"   // branch, round, mask (-1: abstain)
	ActSeat      = "vote.seat" // branch, round, member
	ActOpen      = "open"      // branch
	ActOpenSet   = "open.set"  // form, member, 1 or 0, page
	ActOpenPage  = "open.page" // form, page
	ActOpenNext  = "open.next" // form
	ActOpenUntil = "open.till" // form, deadline (unix seconds)
	ActOpenOK    = "open.ok"   // form
	ActRounds    = "rounds"    // branch
	ActRound     = "round"     // branch, round: brings the card to the bottom
	ActClose     = "round.end" // branch, round
	ActCloseOK   = "round.fin" // branch, round
	ActExtend    = "round.ext" // branch, round, the deadline it moves (unix seconds)
	ActVoid      = "round.nul" // branch, round
	ActVoidOK    = "round.nok" // branch, round
	ActRoundBack = "round.see" // branch, round
	ActCancel    = "cancel"    // form
	ActVenueOK   = "venue.ok"  // branch, venue
	ActVenueNo   = "venue.no"  // branch, venue
	ActVenueEnd  = "venue.end" // branch, venue
	ActVenueOut  = "venue.out" // branch, venue
	ActVenueSee  = "venue.see" // branch, venue

	ActExport     = "export"   // branch
	ActImportOK   = "imp.ok"   // branch, proposal
	ActImportNo   = "imp.no"   // branch, proposal
	ActImportSee  = "imp.see"  // branch, proposal
	ActImportPage = "imp.page" // branch, proposal, page
	ActImportAsk  = "imp.ask"  // branch, proposal
	ActImportIs   = "imp.is"   // branch, proposal, row, member (0: somebody new, -1: leave the line out)

	ActNomDrop    = "nom.drop"  // branch, round, group
	ActPoll       = "poll"      // branch, round, group
	ActPollOK     = "poll.ok"   // branch, round, group
	ActVotePage   = "vote.page" // branch, round, page, mask
	ActHush       = "vote.hush" // branch, round
	ActPaper      = "paper"     // branch, round, page
	ActPaperSet   = "paper.set" // branch, round, member, 1 or 0, page
	ActPaperIn    = "paper.in"  // branch, round
	ActPaperSee   = "paper.see" // branch, round
	ActPaperOK    = "paper.ok"  // branch, round
	ActMove       = "move"      // branch, round, page
	ActMoveTo     = "move.to"   // form, date (unix seconds)
	ActWhyOK      = "why.ok"    // form
	ActDay        = "day"       // branch, round, page
	ActDaySet     = "day.set"   // branch, round, date
	ActDayOK      = "day.ok"    // branch, round, date
	ActCallOff    = "off.round" // branch, round
	ActReport     = "rep"       // branch, round, group: brings the card to the bottom
	ActReportUse  = "rep.use"   // branch, round, group
	ActReportAdd  = "rep.add"   // branch, round, group
	ActReportOK   = "rep.ok"    // form
	ActReportWho  = "rep.who"   // branch, round, group, choice (0: nobody)
	ActReportEdit = "rep.edit"  // branch, round, group, page
	ActReportBack = "rep.back"  // branch, round, group
	ActReports    = "reps"      // branch, round, page
	ActStart      = "start"     // branch, round
	ActStartOK    = "start.ok"  // branch, round
	ActOpenOf     = "open.of"   // branch, round
	ActRunOff     = "again"     // branch, round
	ActRunOffOK   = "again.ok"  // branch, round
	ActDecide     = "dec"       // branch, round
	ActDecideIn   = "dec.in"    // branch, round, which meeting
	ActDecideOn   = "dec.on"    // branch, round, which meeting, date
	ActDecideDue  = "dec.due"   // form
	ActDecideOK   = "dec.ok"    // form
	ActMinutes    = "dec.text"  // branch, round
	ActPresent    = "pres"      // branch, round, page
	ActNotice     = "notice"    // branch, round
	ActObject     = "obj"       // branch, round
	ActObjectWho  = "obj.who"   // branch, round, place among the finals
	ActObjectOK   = "obj.ok"    // form
	ActObjection  = "ans.see"   // branch, round, objection
	ActAnswer     = "ans"       // branch, round, objection, 1 if upheld
	ActAnswerOK   = "ans.ok"    // form
	ActFlagOK     = "flag.ok"   // branch, round
	ActFlags      = "flags"     // branch
	ActCheck      = "check"     // branch, round, page (1: the roll)
	ActHistory    = "hist"      // branch, page
	ActPublic     = "pub"       // branch, round

	ActStatus = "status"    // branch
	ActResend = "status.go" // branch
)

func say(parts ...any) []chat.Span {
	var spans []chat.Span
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			spans = append(spans, chat.Span{Text: p})
		case chat.Span:
			spans = append(spans, p)
		case []chat.Span:
			spans = append(spans, p...)
		default:
			panic(fmt.Sprintf("cards: %T is no text", p))
		}
	}
	return spans
}

func bold(s string) chat.Span  { return chat.Span{Kind: chat.Bold, Text: s} }
func quote(s string) chat.Span { return chat.Span{Kind: chat.Quote, Text: s} }

func button[N ~int64 | ~int32 | ~int](label, action string, args ...N) chat.Button {
	p := chat.Press{Action: action}
	for _, a := range args {
		p.Args = append(p.Args, int64(a))
	}
	return chat.Button{Label: label, Press: p.Encode()}
}

func row(b ...chat.Button) []chat.Button { return b }

// on2 makes a button about a round.
func on2(label, action string, b branch.BranchID, r branch.RoundID, more ...int64) chat.Button {
	return button(label, action, append([]int64{int64(b), int64(r)}, more...)...)
}

var homeRow = row(button[int64]("返回首页", ActHome))

// perPage is how many names or firms a card lists; two columns of four fit a phone without scrolling.
const perPage = 8

// paged gives page's part of the buttons in two columns and, where there are more, a row to turn pages with.
func paged(all []chat.Button, columns, page int, turn func(label string, page int) chat.Button) [][]chat.Button {
	pages := max(1, (len(all)+perPage-1)/perPage)
	page = min(max(page, 0), pages-1)
	part := all[page*perPage : min(len(all), (page+1)*perPage)]
	var rows [][]chat.Button
	for len(part) > 0 {
		n := min(columns, len(part))
		rows = append(rows, part[:n:n])
		part = part[n:]
	}
	if pages > 1 {
		var r []chat.Button
		if page > 0 {
			r = append(r, turn("上一页", page-1))
		}
		if page < pages-1 {
			r = append(r, turn(fmt.Sprintf("下一页（%d/%d）", page+1, pages), page+1))
		}
		rows = append(rows, r)
	}
	return rows
}

// when is 6月10日（周三）18:00.
func when(t time.Time) string {
	d := branch.DateOf(t)
	_, day, _ := strings.Cut(d.ChineseWeekday(), "年")
	return day + t.In(branch.Shanghai).Format("15:04")
}

// KeyHome is the key of the card that one moves about in.
const KeyHome = "home"

// KeyDigest is the key of a day's reminders.
func KeyDigest(b branch.BranchID, day branch.Date) string { return fmt.Sprintf("digest:%d:%s", b, day) }

// KeyGreeting is the key of a year's 政治生日 greeting.
func KeyGreeting(b branch.BranchID, year int) string { return fmt.Sprintf("greet:%d:%d", b, year) }

// KeyNomination is the key of a group's nomination.
func KeyNomination(b branch.BranchID, r branch.RoundID, g branch.GroupID) string {
	return fmt.Sprintf("nom:%d:%d:%d", b, r, g)
}

// KeyBallot is the key of a member's ballot.
func KeyBallot(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("vote:%d:%d", b, r) }

// KeyRound is the key of the officers' card of a round.
func KeyRound(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("round:%d:%d", b, r) }

// KeyReport is the key of a group's report.
func KeyReport(b branch.BranchID, r branch.RoundID, g branch.GroupID) string {
	return fmt.Sprintf("report:%d:%d:%d", b, r, g)
}

// KeyReports is the key of the card that pages through the reports.
func KeyReports(b branch.BranchID, r branch.RoundID) string {
	return fmt.Sprintf("reports:%d:%d", b, r)
}

// KeyPresent is the key of the presentation to all.
func KeyPresent(b branch.BranchID, r branch.RoundID) string {
	return fmt.Sprintf("present:%d:%d", b, r)
}

// KeyNotice is the key of the 公示.
func KeyNotice(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("notice:%d:%d", b, r) }

// KeyNamed is the key of the naming.
func KeyNamed(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("named:%d:%d", b, r) }

// KeyCheck is the key of the card 「核对」.
func KeyCheck(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("check:%d:%d", b, r) }

// KeyPublic is the key of a round as any member sees it.
func KeyPublic(b branch.BranchID, r branch.RoundID) string { return fmt.Sprintf("public:%d:%d", b, r) }

// KeyMinutes is the key of the text of a round's decisions.
func KeyMinutes(b branch.BranchID, r branch.RoundID) string {
	return fmt.Sprintf("minutes:%d:%d", b, r)
}

// KeyFlags is the key of the 流动红旗's history.
func KeyFlags(b branch.BranchID) string { return fmt.Sprintf("flags:%d", b) }

// KeyObjection is the key of an objection at its handler's.
func KeyObjection(b branch.BranchID, r branch.RoundID, id int64) string {
	return fmt.Sprintf("objection:%d:%d:%d", b, r, id)
}

// KeySeat is the key of the question whether a member bound during a round takes part.
func KeySeat(b branch.BranchID, r branch.RoundID, m branch.MemberID) string {
	return fmt.Sprintf("seat:%d:%d:%d", b, r, m)
}

// KeyAccounts is the key of a day's list of invitations and bindings.
func KeyAccounts(b branch.BranchID, day branch.Date) string {
	return fmt.Sprintf("accounts:%d:%s", b, day)
}

// Sentences that stand alone, as toasts or as short messages.
const (
	Stranger    = "您好，这里是党支部工作助手，只为本支部党员服务。如果您收到了支部的邀请码，请直接发送邀请码。"
	BadCode     = "这个邀请码不能使用。请核对后重新发送，或请支部为您重新开具。"
	TooMany     = "尝试次数较多，请10分钟后再发送邀请码。"
	OldCard     = "这张卡片已经更新，请使用最新的一张。"
	OldForm     = "这一步已经办完或失效，请以最新的卡片为准。"
	NotYours    = "这项操作不在您的职责范围内。"
	Internal    = "内部错误，请稍后再试。"
	Unknown     = "没有看懂这条消息。请点菜单，或发送 /menu 查看可以办理的事项。"
	NoUse       = "这里只收文字，这条内容没有保存。请点菜单，或发送 /menu 查看可以办理的事项。"
	TextWanted  = "这一步请发送文字，刚才的内容没有保存。"
	OwnWords    = "这一步请发送您自己写的文字，转发的内容没有保存。"
	PrivateOnly = "请在与我的单独对话中办理。"
	NoForm      = "现在没有正在填写的内容。"
	Dropped     = "已取消，没有保存。"
	RoundOver   = "已经截止，不再接受。"
	SeeBelow    = "请看下方新的卡片。"
	EditIgnored = "修改已发出的消息不会改变记录。如需更正，请重新发送。"

	NotForwarded  = "转发来的命令不办理。需要时请您自己输入。"
	FileForwarded = "转发来的文件不办理。请先核对内容，再由您自己发送。"
)

// Plain makes a card that says one sentence and asks nothing.
func Plain(key, sentence string) chat.Card { return chat.Card{Key: key, Text: say(sentence)} }

// BindConfirm asks whether the account is this person's.
func BindConfirm(form int64, branchName, name, group string) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(branchName, "\n\n姓名：", bold(name), "\n党小组：", group,
		"\n\n如果是您本人，请点「确认」，这个账号今后就代表您。"),
		Rows: [][]chat.Button{row(button("确认", ActBind, form), button("不是我", ActBindNo, form))}, Protect: true}
}

// Bound welcomes a person whose account has just been bound, and says what must never be sent.
func Bound(name string) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(bold(name), "同志，绑定完成。\n\n请注意，下列内容",
		bold("任何时候都不要在这里发送"), "：\n1. 国家秘密、工作秘密和内部文件；\n2. 身份证号、电话号码、家庭住址；\n3. 谈心谈话的具体内容。\n\n涉密不上网，上网不涉密。"),
		Rows: [][]chat.Button{row(button[int64]("我知道了", ActHome))}}
}

// Unbound tells a former account that another one has taken its place.
func Unbound(branchName, name string) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(name, "同志在", branchName, "的账号已改绑到另一个账号，这个账号不再代表您。如非本人操作，请立即告知支部。")}
}

// Accounts lists for whom invitations were issued on a day and who has bound an account: for the 纪检委员 and the group
// leader.
func Accounts(b branch.BranchID, day branch.Date, invited, bound []string) chat.Card {
	text := say(bold(day.MonthDay() + "账号变动"))
	if len(invited) > 0 {
		text = append(text, say("\n已开具邀请码：", strings.Join(invited, "、"))...)
	}
	if len(bound) > 0 {
		text = append(text, say("\n已绑定账号：", strings.Join(bound, "、"))...)
	}
	return chat.Card{Key: KeyAccounts(b, day), Text: append(text, say("\n如有冒用，请及时告知组织委员。")...)}
}

// UnknownYear tells the officers that a year's holidays are not known.
func UnknownYear(b branch.BranchID, year int) chat.Card {
	return chat.Card{Key: fmt.Sprintf("calendar:%d:%d", b, year), Text: say(bold("节假日安排"), fmt.Sprintf(
		"\n%d年的放假和调休安排还没有载入，提醒日期暂时只按周末推算，“身边好党员”的最晚日期也可能有出入。国务院办公厅的通知发布后，请在「支部设置」里用「节假日」粘贴通知载入。", year))}
}

// Invited tells a member whose account is bound that a new invitation was issued for him or her.
func Invited(b branch.BranchID, m branch.Member, at time.Time) chat.Card {
	return chat.Card{Key: fmt.Sprintf("invited:%d:%d:%d", b, m.ID, at.Unix()),
		Text: say("支部已为您开具新的邀请码。如果不是您要更换账号，请立即告知组织委员。")}
}

// Task is one thing that waits for somebody, with the button that goes there; none if the home card has it anyway.
type Task struct {
	Text   string
	Button chat.Button
}

// HomeView is what the home card shows.
type HomeView struct {
	Branch  branch.Branch
	Me      branch.Member
	Today   branch.Date
	Tasks   []Task
	Others  []branch.Branch // further branches of this account
	Officer bool
}

// Home is the card one starts from: what waits for me, then what I can do.
func Home(v HomeView) chat.Card {
	text := say(v.Branch.Name, "\n", bold(v.Me.Name), "同志，您好。今天是", v.Today.ChineseWeekday(), "。\n\n")
	var rows [][]chat.Button
	if len(v.Tasks) == 0 {
		text = append(text, say("目前没有待您办理的事项。")...)
	} else {
		text = append(text, bold("待您办理"))
		for i, t := range v.Tasks {
			text = append(text, say(fmt.Sprintf("\n%d. %s", i+1, t.Text))...)
			if t.Button.Label != "" {
				rows = append(rows, row(t.Button))
			}
		}
	}
	rows = append(rows, row(button("登记走访", ActVisit, int64(v.Branch.ID), 0), button("本季度走访", ActBoard, v.Branch.ID)))
	rows = append(rows, row(button("诉求", ActRequests, int64(v.Branch.ID), 0, 0), button("政策", ActPolicies, int64(v.Branch.ID), 0), button("表彰", ActHonours, int64(v.Branch.ID), 0)))
	if v.Officer {
		rows = append(rows, row(button("发起推荐", ActOpen, v.Branch.ID), button("推荐进展", ActRounds, v.Branch.ID)))
		rows = append(rows, row(button("党员名册", ActPeople, int64(v.Branch.ID), 0)))
	}
	rows = append(rows, row(button("政治生日", ActBirthday, v.Branch.ID), button("历次评选", ActHistory, int64(v.Branch.ID), 0)))
	rows = append(rows, row(button[int64]("我的信息", ActMe), button[int64]("帮助", ActHelp)))
	for _, o := range v.Others {
		rows = append(rows, row(button("切换到"+o.Name, ActSwitch, o.ID)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: rows}
}

// NominateTask, BallotTask and VisitTask are what may wait on the home card.
func NominateTask(r branch.Round, g branch.Group) Task {
	return Task{fmt.Sprintf("推荐%s“%s”，%s截止", g.Name, r.Kind, when(r.Running().Closes)),
		on2("推荐“"+string(r.Kind)+"”", ActNominate, r.Branch, r.ID, int64(g.ID))}
}

// BallotTask says that a recommendation waits for one's choice.
func BallotTask(r branch.Round) Task {
	return Task{fmt.Sprintf("参加%s推荐，%s截止", RoundTitle(r), when(r.Running().Closes)), on2("参加推荐", ActBallot, r.Branch, r.ID)}
}

// ReportTask says that a group's report is awaited.
func ReportTask(r branch.Round, g branch.Group) Task {
	return Task{fmt.Sprintf("提交%s季度报告，%s前", g.Name, when(r.Running().Closes)), on2("提交季度报告", ActReport, r.Branch, r.ID, int64(g.ID))}
}

// DecideTask says that a decision is to be recorded.
func DecideTask(r branch.Round) Task {
	return Task{fmt.Sprintf("录入%s的决定", RoundTitle(r)), on2("录入决定", ActRound, r.Branch, r.ID)}
}

// AssemblyTask says that the date of the 党员大会 is awaited.
func AssemblyTask(r branch.Round) Task {
	return Task{"确定本季度党员大会的日期", on2("确定大会日期", ActRound, r.Branch, r.ID)}
}

// VisitTask says how many contact points are still to be visited this quarter.
func VisitTask(left int) Task {
	return Task{Text: fmt.Sprintf("本季度还差%d家联系点未走访", left)}
}

// Help is the short help.
func Help(officer, leader bool) chat.Card {
	text := say(bold("可以办理的事项"), "\n首页：/menu\n我的信息：/me\n登记走访：/visit\n本季度走访：/board\n企业诉求：/requests\n查政策：/policy")
	if leader {
		text = append(text, say("\n推荐“身边好党员”：在首页的待办里")...)
	}
	if leader || officer {
		text = append(text, say("\n政治生日名单：/birthdays")...)
	}
	if officer {
		text = append(text, say("\n先锋岗推荐：/rounds\n党员名册：/people\n支部设置：/settings\n导出名册：/export\n更新名册、添加政策：把名册文件直接发来\n运行情况：/status")...)
	}
	text = append(text, say("\n中途不想填了：/cancel\n\n",
		bold("关于推荐"), "\n这里的推荐是民主推荐，不是选举，也不是党员大会表决。您选了谁，支部其他同志、支委和查看文件备份的人都看不到；掌管服务器运行的人在技术上仍有可能看到。截止前可以改投，截止后只公布总数。\n\n",
		bold("请勿发送"), "\n涉密内容、身份证号、电话、住址。")...)
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{homeRow}}
}

// CommandsFor is the command menu by role.
func CommandsFor(officer bool) []chat.Command {
	list := []chat.Command{{Name: "menu", About: "首页：待我办理的事项"}, {Name: "me", About: "我的信息"},
		{Name: "visit", About: "登记走访"}, {Name: "board", About: "本季度走访情况"}, {Name: "requests", About: "企业诉求：查看，或加词查找"}, {Name: "policy", About: "查政策：加词查找，例如 /policy 贷款"}}
	if officer {
		list = append(list, chat.Command{Name: "rounds", About: "先锋岗、身边好党员推荐"},
			chat.Command{Name: "birthdays", About: "政治生日名单"},
			chat.Command{Name: "people", About: "党员名册"}, chat.Command{Name: "settings", About: "支部设置"},
			chat.Command{Name: "export", About: "导出名册，只发给本人"},
			chat.Command{Name: "status", About: "运行情况"})
	}
	return append(list, chat.Command{Name: "help", About: "帮助"}, chat.Command{Name: "cancel", About: "取消正在填写的内容"})
}
