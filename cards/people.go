package cards

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of the roster. Kinds go by their codes.
const (
	ActPeople    = "ppl"      // branch, page
	ActPerson    = "ppl.one"  // branch, member
	ActPersonDo  = "ppl.do"   // branch, member: the changes that are possible
	ActPersonLog = "ppl.log"  // branch, member (0: the whole branch), page
	ActAway      = "ppl.away" // branch
	ActInvite    = "ppl.inv"  // branch, member
	ActOrg       = "org"      // branch: 换届 and 机构
	ActChange    = "chg"      // branch, member (0: the branch), kind
	ActUndo      = "chg.undo" // branch, change
	ActUndoOK    = "chg.unok" // branch, change
	ActMine      = "me.mine"  // branch, page: what is stored about me
	ActMineFile  = "me.file"  // branch: the same as a file
	ActLooks     = "me.looks" // branch: who looked at my record
	ActUnbind    = "me.unb"   // branch
	ActUnbindOK  = "me.unbok" // branch
	ActErase     = "me.era"   // branch
	ActEraseOK   = "me.eraok" // branch
)

// PeopleView is the roster as officers leaf through it, or what a search has found.
type PeopleView struct {
	Branch branch.BranchID
	Found  []branch.Member
	Apart  map[branch.MemberID]string // what tells namesakes apart
	Query  string                     // "": everybody
	Page   int
}

// People lists members, two to a row; a typed name, pinyin or initials finds one.
func People(v PeopleView) chat.Card {
	text := Say(Strong("党员名册"), fmt.Sprintf("（在册%d人）\n请点选，或直接发送姓名、拼音、拼音首字母查找。", len(v.Found)))
	if v.Query != "" {
		text = Say(Strong("党员名册"), fmt.Sprintf("\n与“%s”相符的有%d人，请点选。", v.Query, len(v.Found)))
	}
	var all []chat.Button
	for _, m := range v.Found {
		all = append(all, Button(personLabel(m, v), ActPerson, int64(v.Branch), int64(m.ID)))
	}
	rows := Paged(all, 2, v.Page, func(label string, p int) chat.Button { return Button(label, ActPeople, int64(v.Branch), int64(p)) })
	if v.Query != "" {
		if len(rows) > PerPage/2 {
			rows = rows[:PerPage/2] // the pages would be those of the whole roster
			text = append(text, Say("\n相符的较多，只列出一部分，请写得更完整一些。")...)
		}
		return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, Row(Button("全部名册", ActPeople, int64(v.Branch), 0), HomeRow[0])), Protect: true}
	}
	rows = append(rows, Row(Button("未绑定、联系不上", ActAway, v.Branch), Button("变动记录", ActPersonLog, int64(v.Branch), 0, 0)),
		Row(Button("换届与机构", ActOrg, v.Branch), Button("支部设置", ActSettings, int64(v.Branch), 0)),
		Row(Button("新增党员", ActChange, int64(v.Branch), 0, chat.Code(string(branch.AddKind))), Button("导出名册", ActExport, v.Branch)), HomeRow)
	return chat.Card{Key: KeyHome, Text: text, Rows: rows, Protect: true}
}

// personLabel tells namesakes apart, and who has left.
func personLabel(m branch.Member, v PeopleView) string {
	return branch.Called(m.Name, cmp.Or(v.Apart[m.ID], string(m.Status)))
}

// PersonView is what an officer sees of a member.
type PersonView struct {
	Branch    branch.Branch
	Member    branch.Member // without restrictions, for who may not know them
	Group     branch.Group
	Today     branch.Date
	Bound     time.Time   // zero: no account
	Gone      bool        // the account cannot be reached
	Heard     branch.Date // the first day of the month in which the account was last used
	Secretary bool
	Kinds     []branch.ChangeRule // changes that may be entered
	Planned   []branch.Change
}

// facts are the lines that one's own record and an officer's view of it share.
func facts(b branch.Branch, m branch.Member, g branch.Group, today branch.Date) []any {
	lines := []any{Strong(m.Name), "\n党小组：", orDash(g.Name)}
	if g.Leader == m.ID && g.ID != 0 {
		lines = append(lines, "（组长）")
	}
	for _, f := range []struct{ name, value string }{{"科室", m.Section}, {"党内职务", string(m.Post)}, {"行政职务", m.Title}} {
		if f.value != "" {
			lines = append(lines, "\n", f.name, "：", f.value)
		}
	}
	if m.Leadership {
		lines = append(lines, "\n领导班子成员")
	}
	lines = append(lines, "\n\n入党日期：", m.Joined.Chinese(), "\n入党周年：")
	if n := m.Anniversary(today, b.Settings.MarchFirst); n > 0 {
		lines = append(lines, fmt.Sprintf("%d周年", n))
	} else {
		lines = append(lines, "不满一周年")
	}
	if years, ok := m.FullYears(today); !ok {
		lines = append(lines, "\n党员类别：预备党员（党龄自转正之日起算）")
		if m.Extended != 0 {
			lines = append(lines, "\n预备期延长至：", m.Extended.Chinese())
		}
	} else {
		lines = append(lines, "\n转正日期：", m.Full.Chinese(), "\n党龄：")
		if years > 0 {
			lines = append(lines, fmt.Sprintf("%d年", years))
		} else {
			lines = append(lines, "不满一年")
		}
	}
	if m.Status != branch.Active {
		lines = append(lines, "\n状态：", string(m.Status))
	}
	return lines
}

// Facts is what the roster says of a member, as plain lines.
func Facts(b branch.Branch, m branch.Member, g branch.Group, today branch.Date) string {
	var text strings.Builder
	for _, span := range Say(facts(b, m, g, today)...) {
		text.WriteString(span.Text)
	}
	return text.String()
}

func orDash(s string) string {
	if s == "" {
		return "未编入"
	}
	return s
}

// used says whether the account was used in this month or the two before. No day, and no single month: it would help to tell who was
// at the phone when something came in without a name.
func used(v PersonView) string {
	if v.Heard < v.Today.MonthStart().AddMonths(-2) {
		return "近三个月没有使用"
	}
	return "近三个月使用过"
}

// Person is a member's card for officers.
func Person(v PersonView) chat.Card {
	m := v.Member
	lines := facts(v.Branch, m, v.Group, v.Today)
	for _, r := range m.Restrictions {
		if r.From <= v.Today && (r.To == 0 || v.Today <= r.To) {
			lines = append(lines, "\n权利受限：", r.Kind, "，", r.From.Chinese(), "起")
		}
	}
	switch {
	case m.Status != branch.Active:
	case v.Bound.IsZero():
		lines = append(lines, "\n账号：未绑定")
	case v.Gone:
		lines = append(lines, "\n账号：联系不上（本人已停用），", used(v))
	default:
		lines = append(lines, "\n账号：已绑定，", used(v))
	}
	for _, c := range v.Planned {
		lines = append(lines, "\n待生效：", c.From.Chinese(), "起，", c.Says)
	}
	b, id := int64(v.Branch.ID), int64(m.ID)
	var rows [][]chat.Button
	if len(v.Kinds) > 0 {
		rows = append(rows, Row(Button("登记变动", ActPersonDo, b, id), Button("变动记录", ActPersonLog, b, id, 0)))
	} else {
		rows = append(rows, Row(Button("变动记录", ActPersonLog, b, id, 0)))
	}
	if m.Status == branch.Active {
		rows = append(rows, Row(Button("开具邀请码", ActInvite, b, id)))
	}
	return chat.Card{Key: KeyHome, Text: Say(lines...), Rows: append(rows, Row(Button("返回名册", ActPeople, b, 0), HomeRow[0])), Protect: true}
}

// PersonDo asks what is to be changed about a member.
func PersonDo(v PersonView) chat.Card {
	b, id := int64(v.Branch.ID), int64(v.Member.ID)
	return chat.Card{Key: KeyHome, Text: Say(Strong("登记变动："+v.Member.Name), "\n请选择办理哪一项。每一项都要写明日期，确认后生效，并记入变动记录。"),
		Rows: append(kindRows(v.Kinds, b, id), Row(Button("返回", ActPerson, b, id)))}
}

func kindRows(kinds []branch.ChangeRule, b, m int64) (rows [][]chat.Button) {
	for i, k := range kinds {
		btn := Button(k.Name, ActChange, b, m, chat.Code(string(k.Kind)))
		if i%2 == 0 {
			rows = append(rows, Row(btn))
		} else {
			rows[len(rows)-1] = append(rows[len(rows)-1], btn)
		}
	}
	return rows
}

// Org offers the changes that are about the whole branch.
func Org(b branch.BranchID, p *branch.People) chat.Card {
	text := Say(Strong("换届与机构"))
	for _, g := range p.Living() {
		leader := "组长空缺"
		if m := p.Member(g.Leader); m != nil {
			leader = "组长" + p.Called(*m)
		}
		n := len(p.Active(func(m branch.Member) bool { return m.Group == g.ID }))
		text = append(text, Say(fmt.Sprintf("\n%s：%d人，%s", g.Name, n, leader))...)
	}
	if s := p.Sections(); len(s) > 0 {
		text = append(text, Say("\n科室：", strings.Join(s, "、"))...)
	}
	for i, s := range p.Vacancies() {
		if i == 3 {
			text = append(text, Say(fmt.Sprintf("\n另有空缺%d处。", len(p.Vacancies())-i))...)
			break
		}
		text = append(text, Say("\n请注意：", s)...)
	}
	kinds := slices.DeleteFunc(slices.Clone(branch.ChangeKinds), func(k branch.ChangeRule) bool { return k.Member || k.Kind == branch.AddKind })
	return chat.Card{Key: KeyHome, Text: append(text, Say("\n\n请选择办理哪一项。拆分党小组，用「新设党小组」。")...),
		Rows: append(kindRows(kinds, int64(b), 0), Row(Button("返回名册", ActPeople, int64(b), 0)))}
}

// InviteFilled asks before an invitation is issued.
func InviteFilled(m branch.Member, bound bool) []chat.Span {
	text := Say(Strong("开具邀请码："+m.Name), "\n确认后，邀请码只在这里显示一次，14天内有效，用过即失效；以前开的作废。请当面或单独交给本人，不要发到群里。\n\n开具的情况会告知本组组长和纪检委员。")
	if bound {
		text = append(text, Say("\n", m.Name, "已绑定账号，开具的情况也会告知本人的现有账号。")...)
	}
	return text
}

// InviteIssued says on the card that it was done; the code itself is told apart and kept nowhere.
func InviteIssued(b branch.BranchID, m branch.Member) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say("已为", Strong(m.Name), "开具邀请码，见下方消息。"),
		Rows: [][]chat.Button{Row(Button("返回个人信息", ActPerson, int64(b), int64(m.ID)), HomeRow[0])}, Protect: true}
}

// InviteCode is the one message that holds a code. It is said once and never stored.
func InviteCode(m branch.Member, code, link string, until time.Time) chat.Card {
	text := Say(Strong(m.Name), "同志的邀请码：\n", Strong(code), "\n", when(until), "前有效，只能用一次。请单独转交本人，然后删除这条消息。")
	if link != "" {
		text = append(text, Say("\n本人也可以直接打开：\n", link)...)
	}
	return chat.Card{Key: "invite.code", Text: text}
}

// Away lists who has no account or cannot be reached.
func Away(b branch.BranchID, unbound, gone []string, keeps bool) chat.Card {
	scope := "本组"
	back := HomeRow
	if keeps {
		scope, back = "支部", Row(Button("返回名册", ActPeople, int64(b), 0), HomeRow[0])
	}
	text := Say(Strong("未绑定、联系不上"), "（", scope, "）")
	list := func(head string, names []string) {
		if len(names) == 0 {
			names = []string{"没有"}
		} else if len(names) > maxAway {
			names = append(names[:maxAway:maxAway], fmt.Sprintf("等%d人", len(names)))
		}
		text = append(text, Say("\n\n", Strong(head), "\n", strings.Join(names, "、"))...)
	}
	list(fmt.Sprintf("没有绑定账号（%d人）", len(unbound)), unbound)
	list(fmt.Sprintf("绑定后停用、联系不上（%d人）", len(gone)), gone)
	text = append(text, Say("\n\n需要邀请码或遇到困难的，请联系组织委员。没有账号的同志，各项事务照常以纸面或口头方式办理。")...)
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{back}, Protect: true}
}

// maxAway is how many names such a list shows.
const maxAway = 30

// VacancyTask says how many leads and pairings wait for a successor.
func VacancyTask(b branch.BranchID, n int) Task {
	return Task{fmt.Sprintf("组长或联系领导空缺%d处，待确定接任人选", n), Button("查看空缺", ActOrg, b)}
}

// AwayTask tells a group leader how many of the group have no account or cannot be reached.
func AwayTask(b branch.BranchID, n int) Task {
	return Task{fmt.Sprintf("本组有%d名党员未绑定账号或联系不上", n), Button("查看未绑定名单", ActAway, b)}
}
