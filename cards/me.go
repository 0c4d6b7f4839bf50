package cards

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// Me is one's own record. 周年 and 党龄 stand on lines of their own: they are never the same thing.
// former are further branches of the account, which its person has left; active: it stands for somebody somewhere still.
func Me(b branch.Branch, m branch.Member, g branch.Group, today branch.Date, former []branch.Branch, active bool) chat.Card {
	lines := append(facts(b, m, g, today), "\n\n如有出入，请告知组织委员。")
	rows := [][]chat.Button{Row(Button("谁查看过我的记录", ActLooks, b.ID), Button("支部存了哪些", ActMine, int64(b.ID), 0)),
		Row(Button("解除绑定", ActUnbind, b.ID), HomeRow[0])}
	if m.Status != branch.Active {
		lines = append(facts(b, m, g, today), "\n\n您已不在本支部名册。这里不再向您发送消息，您仍可以查看本人的记录。")
		if !active {
			rows[1] = rows[1][:1]
		}
	}
	for _, f := range former {
		rows = append(rows, Row(Button("原在"+f.Name+"的记录", ActMeOf, f.ID)))
	}
	return chat.Card{Key: KeyHome, Text: Say(lines...), Rows: rows, Protect: true}
}

func meRow(b branch.BranchID) []chat.Button { return Row(Button("返回我的信息", ActMeOf, b)) }

// Look is one day on which an officer looked at somebody's record.
type Look struct {
	Day  branch.Date
	Name string
	Post branch.Post
	File bool // as part of an exported roster
}

// maxLooks is how many of them a card shows.
const maxLooks = 10

// Looks shows who looked at my record, newest first.
func Looks(b branch.BranchID, list []Look) chat.Card {
	text := Say(Strong("谁查看过我的记录"), "\n书记、副书记、组织委员按职责可以查看名册，每人每天记一次，导出名册每次都记。\n")
	if len(list) == 0 {
		text = append(text, Say("\n还没有人查看过。")...)
	}
	for i, l := range list {
		if i == maxLooks {
			text = append(text, Say(fmt.Sprintf("\n更早的还有%d次。", len(list)-i))...)
			break
		}
		who := "管理员"
		if l.Name != "" {
			who = l.Name + "（" + orPlain(string(l.Post)) + "）"
		}
		if l.File {
			who += "　导出名册"
		}
		text = append(text, Say("\n", l.Day.Chinese(), "　", who)...)
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{meRow(b)}, Protect: true}
}

func orPlain(post string) string {
	if post == "" {
		return "已卸任"
	}
	return post
}

// minePage is how many lines of what is stored fit a phone.
const minePage = 11

// Mine shows what the branch stores about me, in pages.
func Mine(b branch.BranchID, lines []string, page int) chat.Card {
	part, at, of := Page(lines, minePage, page)
	text := Say(Strong("支部存了我的哪些信息"), fmt.Sprintf("（%d/%d）\n", at+1, of), strings.Join(part, "\n"))
	rows := append(Turns(at, of, func(p int) chat.Button { return Button("", ActMine, int64(b), int64(p)) }),
		Row(Button("导出为文件", ActMineFile, b), Button("删除个人信息", ActErase, b)), meRow(b))
	return chat.Card{Key: KeyHome, Text: text, Rows: rows, Protect: true}
}

// DocumentMine is what the branch stores about a member, as a .docx file. Its arguments: branch; member.
const DocumentMine = "mine"

// MineFile is what the branch stores about me as a document, for the member alone: one card, however
// often it is asked for.
func MineFile(m branch.Member, day branch.Date) chat.Card {
	return chat.Card{Key: fmt.Sprintf("mine:%d:%d", m.Branch, m.ID), Text: Say("支部存储的您本人的信息，截至", day.Chinese(), "。"), Protect: true,
		Document: &chat.Document{Kind: DocumentMine, Args: []int64{int64(m.Branch), int64(m.ID)}, Name: FileName("我的信息" + day.String() + ".docx")}}
}

// MineLines words what is stored about a member.
func MineLines(v MineView) []string {
	lines := []string{"姓名、党小组、科室、职务、入党日期、转正日期：见「我的信息」。不存身份证号、电话和住址。"}
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if v.Member.Note != "" {
		add("名册备注：%s", v.Member.Note)
	}
	year, month, _ := v.Heard.YMD()
	add("账号：%s绑定，最近使用%d年%d月。", v.Bound.Chinese(), year, month)
	add("变动记录：%d项", len(v.Changes))
	for _, c := range v.Changes {
		add("• %s", changeLine(c, v.By[c.By], v.By[c.Second]))
	}
	lines = append(lines, v.Told...)
	for _, h := range v.Held {
		if h.Count == 0 { // never summed
			add("%s。", h.Label)
		} else {
			add("%s：%d项", h.Label, h.Count)
		}
		for _, l := range h.Lines {
			add("• %s", l)
		}
	}
	add("被查看的记录：%d次，见「谁查看过我的记录」。", v.Looks)
	return lines
}

// MineView is what is stored about a member, beside the record itself.
type MineView struct {
	Member  branch.Member
	Bound   branch.Date
	Heard   branch.Date // the first day of the month
	Changes []branch.Change
	By      map[branch.MemberID]string
	Told    []string // line by line, by the matters
	Held    []Stored // everything else, counted
	Looks   int
}

// Held is how much of one kind is stored about a member.
type Stored struct {
	Label string
	Count int      // 0: it is told without a number
	Lines []string // some of them, as they read
}

// UnbindConfirm asks whether this account is to stand for the member no longer.
func UnbindConfirm(b branch.Branch, m branch.Member) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say(Strong("解除绑定"), "\n解除后，这个账号不再代表", m.Name, "同志，也不再收到", b.Name,
		"的消息；名册和以前的记录不变。需要再用时，请向支部重新领取邀请码。\n\n解除的情况会告知本组组长和纪检委员。"),
		Rows: [][]chat.Button{Row(Button("确认", ActUnbindOK, b.ID), Button("返回", ActMeOf, b.ID))}}
}

// UnboundMyself tells an account that it stands for the member no longer.
func UnboundMyself(branchName, name string) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say("已解除绑定。这个账号不再代表", branchName, "的", name, "同志。")}
}

// EraseConfirm asks whether what is stored about a member and is not the branch's own record is to go. elsewhere: the
// account stands for somebody in another branch too.
func EraseConfirm(b branch.Branch, m branch.Member, elsewhere bool) chat.Card {
	text := Say(Strong("删除个人信息"), "\n确认后立即删除，不能恢复：\n• 账号绑定（不再代表", m.Name, "同志，不再收到", b.Name, "的消息）\n• 未分享的心得体会\n• 填写中、上传中的内容，待发送的消息\n• 邀请码、提醒的记录\n\n",
		"名册、变动、走访、推荐、会议等是支部的工作记录，依规定保存，不由本人删除；有误请告知组织委员更正。备份到期清除，聊天里的消息请自行删除。\n\n删除的情况会告知本组组长和纪检委员。")
	if elsewhere {
		text = append(text, Say("这个账号在其他支部的内容不受影响。")...)
	}
	return chat.Card{Key: KeyHome, Text: text,
		Rows: [][]chat.Button{Row(Button("确认删除", ActEraseOK, b.ID), Button("返回", ActMine, int64(b.ID), 0))}}
}

// Erased tells an account that what was stored about it is gone. It is said once and not kept.
func Erased(name string) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say("已删除", name, "同志的个人信息，这个账号不再代表该同志。支部的工作记录依规定保存。")}
}

// UnboundOther tells the group leader and the 纪检委员 that somebody has ended a binding, and whether what was stored of the
// person went with it.
func UnboundOther(m branch.Member, erased bool, day branch.Date, keeps bool) chat.Card {
	did := "解除了绑定"
	if erased {
		did = "解除了绑定，并删除了个人信息"
	}
	c := chat.Card{Key: fmt.Sprintf("unbound:%d:%d:%s", m.Branch, m.ID, day),
		Text: Say(Strong("账号变动"), "\n", day.MonthDay(), "，", m.Name, "同志由本人账号", did, "。")}
	if !keeps {
		c.Text = append(c.Text, Say("如非本人意愿，请及时告知组织委员。")...)
		return c
	}
	c.Text = append(c.Text, Say("如非本人意愿，请重新开具邀请码。")...)
	c.Rows = [][]chat.Button{Row(Button(m.Name, ActPerson, int64(m.Branch), int64(m.ID)))}
	return c
}

// CommandsForFormer is the command menu of who has left: the own record, and nothing else.
func CommandsForFormer() []chat.Command { return []chat.Command{{Name: "me", About: "我的信息"}} }
