// Package cards holds the wording: one function a card, values of the domain in, a chat.Card out. Every sentence that
// the product says in a chat stands here. It decides nothing: what is true and what is allowed come as arguments.
package cards

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of buttons. Their arguments are given with the functions below that make the buttons.
const (
	ActHome     = "home"
	ActSwitch   = "home.as" // branch
	ActMe       = "me"
	ActMeOf     = "me.of" // branch
	ActHelp     = "help"
	ActCancel   = "cancel"    // form
	ActVenueOK  = "venue.ok"  // branch, venue
	ActVenueNo  = "venue.no"  // branch, venue
	ActVenueEnd = "venue.end" // branch, venue
	ActVenueOut = "venue.out" // branch, venue
	ActVenueSee = "venue.see" // branch, venue

	ActExport     = "export"   // branch
	ActImportOK   = "imp.ok"   // branch, proposal
	ActImportNo   = "imp.no"   // branch, proposal
	ActImportSee  = "imp.see"  // branch, proposal
	ActImportPage = "imp.page" // branch, proposal, page
	ActImportAsk  = "imp.ask"  // branch, proposal
	ActImportIs   = "imp.is"   // branch, proposal, row, member (0: somebody new, -1: leave the line out)

	ActPending  = "pend"      // branch, pending change: brings the card to the bottom
	ActPendPage = "pend.page" // branch, pending change, page
	ActPendOK   = "pend.ok"   // branch, pending change
	ActPendNo   = "pend.no"   // branch, pending change

	ActStatus = "status"    // branch
	ActResend = "status.go" // branch
)

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

// Veil is what a message says once a card has gone from it that may show something in passing.
func Veil() []chat.Span { return Say("这条消息已经更新，请看下面最新的一条。") }

// KeyAccounts is the key of a day's list of invitations and bindings.
func KeyAccounts(b branch.BranchID, day branch.Date) string {
	return fmt.Sprintf("accounts:%d:%s", b, day)
}

// NotRemoved tells whoever wrote what the platform would not take off the screen.
var NotRemoved = Say("刚才的一条消息没能从对话里删除，请您自己删除它。")

// Sentences that stand alone, as toasts or as short messages.
const (
	Stranger     = "您好，这里是党支部工作助手，只为本支部党员服务。如果您收到了支部的邀请码，请直接发送邀请码。"
	TooManyShort = "今天输入邀请码已错5次，请明天再试，或点开邀请单上的链接（扫二维码）。"
	CodeBusy     = "现在核对邀请码的人较多，请过几秒再发送一次。"
	ExampleCode  = "ABCD-2345" // is nobody's
	CodeExample  = ExampleCode + " 只是举例，不是您的邀请码。请发送邀请单上的8位邀请码；没有邀请单的，请向支部索取。"
	CodeLetters  = "邀请码里没有数字0、1，也没有字母I、O。请对照邀请单重新发送，例如 " + ExampleCode + "。"
	NothingNow   = "现在没有这一项等您办理。请点首页，查看可以办理的事项。"
	BadCode      = "这个邀请码不能使用。请核对后重新发送，或请支部为您重新开具。"
	TooMany      = "尝试次数较多，请10分钟后再发送邀请码。"
	OldCard      = "这张卡片已经更新，请使用最新的一张。"
	OldForm      = "这一步已经办完或失效，请以最新的卡片为准。"
	NotYours     = "这项操作不在您的职责范围内。"
	Internal     = "内部错误，请稍后再试。"
	Greeted      = "同志，您好。要办理事项，请点「首页」，或发送 /menu。"
	Thanked      = "不客气。还要办理其他事项，请点「首页」，或发送 /menu。"
	Unknown      = "没有看懂这条消息。请点菜单，或发送 /menu 查看可以办理的事项。"
	NoUse        = "这里只收文字，这条内容没有保存。请点菜单，或发送 /menu 查看可以办理的事项。"
	TextWanted   = "这一步请发送文字，刚才的内容没有保存。"
	OwnWords     = "这一步请发送您自己写的文字，转发的内容没有保存。"
	PrivateOnly  = "请在与我的单独对话中办理。"
	NoForm       = "现在没有正在填写的内容。"
	Dropped      = "已取消，没有保存。"
	SeeBelow     = "请看下方新的卡片。"
	EditIgnored  = "修改已发出的消息不会改变记录。如需更正，请重新发送。"

	NotForwarded  = "转发来的命令不办理。需要时请您自己输入。"
	FileForwarded = "转发来的文件不办理。请先核对内容，再由您自己发送。"
)

// NotTheClerks refuses a 党务干事 what is not among the things done for the 组织委员, and says whose it is.
func NotTheClerks(r branch.Right) string {
	return "「" + r.Name + "」由" + r.Holders() + "办理，党务干事不能办理。"
}

// CodeShort says that an invitation code is not whole: n characters came.
func CodeShort(n int, long bool) string {
	if long {
		return fmt.Sprintf("链接里的邀请码不完整：应为22位，收到%d位。请把整个链接重新复制，或发送邀请单上的8位邀请码。", n)
	}
	return fmt.Sprintf("邀请码应为8位，例如 "+ExampleCode+"，收到%d位。请对照邀请单重新发送。", n)
}

// Plain makes a card that says one sentence and asks nothing.
func Plain(key, sentence string) chat.Card { return chat.Card{Key: key, Text: Say(sentence)} }

// BindConfirm asks whether the account is this person's. sum is that of the form's answers.
func BindConfirm(form, sum int64, branchName, name, group string) chat.Card {
	return FilledCard(Filled{Key: KeyHome, Form: form, Sum: sum, Yes: "确认", Leave: LeaveForm("不是我", form), Protect: true,
		Text: Say(branchName, "\n\n姓名：", Strong(name), "\n党小组：", group, "\n\n如果是您本人，请点「确认」，这个账号今后就代表您。")})
}

// BindDropped answers who is somebody else.
const BindDropped = "已取消。如果邀请码不是发给您的，请不要使用，并告知支部。"

// Bound welcomes a person whose account has just been bound, and says what must never be sent.
// wait is a sentence about what waits for another's word, or "".
func Bound(name, wait string) chat.Card {
	if wait != "" {
		wait = "\n\n" + wait
	}
	return chat.Card{Key: KeyHome, Text: Say(Strong(name), "同志，绑定完成。\n\n请注意，下列内容",
		Strong("任何时候都不要在这里发送"), "：\n1. 国家秘密、工作秘密和内部文件；\n2. 身份证号、电话号码、家庭住址；\n3. 谈心谈话的具体内容。\n\n涉密不上网，上网不涉密。", wait),
		Rows: [][]chat.Button{Row(Button[int64]("我知道了", ActHome))}}
}

// Unbound tells a former account that another one has taken its place.
func Unbound(branchName, name string) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say(name, "同志在", branchName, "的账号已改绑到另一个账号，这个账号不再代表您。如非本人操作，请立即告知支部。")}
}

// Accounts lists for whom invitations were issued on a day and who has bound an account: for the 纪检委员 and the group
// leader. An officer reads what to do, with a button for each person; anybody else, whom to tell. vouches: accounts wait for
// this reader's word.
func Accounts(b branch.BranchID, day branch.Date, invited, bound []Choice, keeps, vouches bool) chat.Card {
	text := Say(Strong(day.MonthDay() + "账号变动"))
	var all []chat.Button
	list := func(what string, people []Choice) {
		var names []string
		for _, p := range people {
			if names = append(names, p.Name); p.By != "" {
				names[len(names)-1] += "（" + p.By + "开具邀请码）"
			}
			if open := Button(p.Name, ActPerson, int64(b), p.ID); keeps && !slices.Contains(all, open) {
				all = append(all, open)
			}
		}
		if len(names) > 0 {
			text = append(text, Say("\n", what, "：", strings.Join(names, "、"))...)
		}
	}
	list("已开具邀请码", invited)
	list("已绑定账号", bound)
	c := chat.Card{Key: KeyAccounts(b, day), Text: append(text, Say("\n如有冒用，请及时告知组织委员。")...)}
	if keeps {
		c.Text = append(text, Say("\n如有冒用，请点名字，重新开具邀请码，发给本人：本人重新绑定后，冒用的账号随即失效。")...)
		c.Rows = InTwos(First(all, PerPage))
	}
	if vouches {
		c.Rows = append(c.Rows, Row(Button("核实是否本人", ActVouches, int64(b), 0)))
	}
	return c
}

// UnknownYear tells the officers that a year's holidays are not known.
func UnknownYear(b branch.BranchID, year int) chat.Card {
	return chat.Card{Key: fmt.Sprintf("calendar:%d:%d", b, year), Text: Say(Strong("节假日安排"), fmt.Sprintf(
		"\n%d年的放假和调休安排还没有载入，提醒日期暂时只按周末和元旦、五一、国庆的法定假日推算，“身边好党员”的最晚日期也可能有出入。国务院办公厅的通知发布后，请在「支部设置」里用「节假日」粘贴通知载入。", year))}
}

// InvitePosted refuses an invitation for somebody else who holds a post. called is how the person is told apart from namesakes.
func InvitePosted(m branch.Member, called string) string {
	does := "确认变动、受理意见"
	if !m.Post.Committee() {
		does = "登记变动、查看名册"
	}
	return fmt.Sprintf("%s%s担任党内职务，其账号可以%s，邀请码不能由其他同志开具。请由管理员在服务器上执行 zhibu invite %s 。", m.Post, called, does, m.Name)
}

// Invited tells a member whose account is bound that a new invitation was issued for him or her, by whom; "" is the command line.
func Invited(b branch.BranchID, m branch.Member, by string, at time.Time) chat.Card {
	if by == "" {
		by = "管理员"
	}
	return chat.Card{Key: fmt.Sprintf("invited:%d:%d:%d", b, m.ID, at.Unix()),
		Text: Say(by, "已为您开具新的邀请码。如果不是您要更换账号，请立即告知书记和纪检委员。")}
}

// Command is a command of the menu: who may type it, and what the help says of it, "" for nothing.
type Command struct {
	chat.Command
	branch.Right
	Help          string
	Label, Action string // of a button of the help card that takes its place, carrying the branch; "": none
}

// Help is the short help of somebody of a group: what he or she may do. own are the commands that matters bring.
func Help(me branch.Member, g branch.Group, own []Command) chat.Card {
	text := Say(Strong("可以办理的事项"), "\n首页：/menu\n我的信息：/me")
	for _, x := range own {
		if x.Help != "" && x.Right == (branch.Right{}) {
			text = append(text, Say("\n", x.Help)...)
		}
	}
	if g.Leader == me.ID {
		text = append(text, Say("\n推荐“身边好党员”：在首页「评选」里")...)
	}
	for _, x := range own {
		if x.Help != "" && x.Right != (branch.Right{}) && me.May(x.Right, g) {
			text = append(text, Say("\n", x.Help)...)
		}
	}
	for _, x := range []struct {
		branch.Right
		line string
	}{{branch.KeepRounds, "先锋岗推荐：/rounds"}, {branch.SeeRoster, "党员名册：/people"}, {branch.KeepSettings, "支部设置：/settings"},
		{branch.SeeRoster, "导出名册：/export"}, {branch.EnterRoster, "更新名册、添加政策：把名册文件直接发来"}, {branch.SeeStatus, "运行情况：/status"}} {
		if me.May(x.Right) {
			text = append(text, Say("\n", x.line)...)
		}
	}
	text = append(text, Say("\n中途不想填了：/cancel\n\n",
		Strong("关于推荐"), "\n这里的推荐是民主推荐，不是选举，也不是党员大会表决。您选了谁，支部其他同志、支委和查看文件备份的人都看不到；掌管服务器运行的人在技术上仍有可能看到。截止前可以改投，截止后公布人选和各人的得票数，不公布谁选了谁；参加的人少，或者意见接近一致时，只公布人选。\n\n",
		Strong("请勿发送"), "\n涉密内容、身份证号、电话、住址。")...)
	var buttons []chat.Button
	for _, x := range own {
		if x.Action != "" && (x.Right == (branch.Right{}) || me.May(x.Right, g)) {
			buttons = append(buttons, Button(x.Label, x.Action, me.Branch))
		}
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(InTwos(buttons), HomeRow)}
}

// The command menu of a chat, in its order, each with the right to type it: first what is done, then what is kept. The commands
// of matters stand between.
var doCommands, keepCommands = []Command{
	{Command: chat.Command{Name: "menu", About: "首页：待我办理的事项"}},
	{Command: chat.Command{Name: "me", About: "我的信息"}},
}, []Command{
	{Command: chat.Command{Name: "people", About: "党员名册"}, Right: branch.SeeRoster},
	{Command: chat.Command{Name: "settings", About: "支部设置"}, Right: branch.KeepSettings},
	{Command: chat.Command{Name: "export", About: "导出名册，只发给本人"}, Right: branch.SeeRoster},
	{Command: chat.Command{Name: "status", About: "运行情况"}, Right: branch.SeeStatus},
	{Command: chat.Command{Name: "help", About: "帮助"}},
	{Command: chat.Command{Name: "cancel", About: "取消正在填写的内容"}},
}

// CommandsFor is the command menu of an account: what the members it stands for may type. own are the commands that matters bring.
func CommandsFor(own []Command, as ...branch.Member) (list []chat.Command) {
	for _, x := range slices.Concat(doCommands, own, keepCommands) {
		if x.Right == (branch.Right{}) || slices.ContainsFunc(as, x.HeldBy) {
			list = append(list, x.Command)
		}
	}
	return list
}
