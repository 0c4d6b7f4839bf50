package cards

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// ChangeSays is what a change is, as confirmations and histories say it. p is the people before it.
func ChangeSays(c branch.Change, p *branch.People) string {
	name := func(id branch.MemberID) string {
		if m := p.Member(id); m != nil {
			return p.Called(*m)
		}
		return "空缺"
	}
	names := func(ids []branch.MemberID) string {
		var list []string
		for _, id := range ids {
			list = append(list, name(id))
		}
		return strings.Join(list, "、")
	}
	who := name(c.Member)
	switch c.Kind {
	case "full":
		return who + "转为正式党员"
	case "extend":
		return who + "的预备期延长至" + c.Date.Chinese()
	case "move":
		return who + "由" + orDash(p.GroupName(p.Member(c.Member).Group)) + "换到" + p.GroupName(c.Group)
	case "appoint":
		return appointSays(c, p, who)
	case "leave":
		return who + map[branch.Status]string{branch.Transferred: "的组织关系转出", branch.Retired: "退休转出",
			branch.Deceased: "同志去世", branch.Expelled: "被除名"}[branch.Status(c.Choice)]
	case "restrict":
		return who + "权利受限（" + c.Choice + "）：" + c.Reason
	case "lift":
		return "恢复" + who + "的党员权利"
	case "correct":
		was := p.Member(c.Member).Joined
		if c.Choice == branch.FullField {
			was = p.Member(c.Member).Full
		}
		return who + "的" + c.Choice + "由" + was.Chinese() + "更正为" + c.Date.Chinese()
	case branch.RenameKind:
		return who + "的姓名更正为" + c.Name
	case "return":
		return who + "重新转入，编入" + p.GroupName(c.Group)
	case "committee":
		var list []string
		for i, id := range c.Members {
			list = append(list, string(branch.Posts[i])+name(id))
		}
		return "换届：" + strings.Join(list, "，")
	case branch.AddKind:
		full := "预备党员"
		if c.Full != 0 {
			full = c.Full.Chinese() + "转正"
		}
		return "新增党员" + c.Name + "（" + p.GroupName(c.Group) + "，" + c.Date.Chinese() + "入党，" + full + "）"
	case "group.new":
		return "新设党小组「" + c.Name + "」：" + names(c.Members)
	case "section.new":
		if slices.Contains(p.Sections(), c.Name) {
			return names(c.Members) + "调入科室「" + c.Name + "」"
		}
		return "新设科室「" + c.Name + "」：" + names(c.Members)
	case "group.name":
		return "「" + p.GroupName(c.Group) + "」改名为「" + c.Name + "」"
	case "group.join":
		return "「" + p.GroupName(c.Group) + "」并入「" + p.GroupName(c.To) + "」"
	case "section.name":
		if slices.Contains(p.Sections(), c.Name) {
			return "科室「" + c.Old + "」并入「" + c.Name + "」"
		}
		return "科室「" + c.Old + "」改名为「" + c.Name + "」"
	}
	panic("cards: a change without words: " + string(c.Kind))
}

func appointSays(c branch.Change, p *branch.People, who string) string {
	m := p.Member(c.Member)
	g := p.Group(m.Group)
	instead := func(old *branch.Member) string {
		if old == nil || old.ID == m.ID {
			return ""
		}
		return "，接替" + p.Called(*old)
	}
	switch {
	case c.Choice == branch.Dismissed:
		return "免去" + who + "的" + string(m.Post) + "职务"
	case c.Choice == branch.LeaderRole && g != nil:
		return who + "任" + g.Name + "组长" + instead(p.Member(g.Leader))
	case c.Choice == branch.NoLeader && g != nil:
		return "免去" + who + "的" + g.Name + "组长职务"
	case slices.Contains(branch.Posts, branch.Post(c.Choice)):
		var old *branch.Member
		for _, o := range p.Active(func(o branch.Member) bool { return o.Post.Is(branch.Post(c.Choice)) }) {
			old = &o
		}
		return who + "任" + c.Choice + instead(old)
	case branch.Post(c.Choice) == branch.PartyClerk:
		return who + "任" + c.Choice
	}
	return who + c.Choice
}

// ChangeHead stands over the questions about a change; who is "" for one of the branch.
func ChangeHead(k branch.ChangeRule, who string) []chat.Span {
	if who == "" {
		return Say(Strong(k.Name))
	}
	return Say(Strong(k.Name + "：" + who))
}

// changeLabels is what each need is called unless its kind has another word for it.
var changeLabels = map[branch.Need]string{branch.NeedFrom: "起始日期", branch.NeedDate: "日期", branch.NeedGroup: "党小组", branch.NeedTo: "并入", branch.NeedChoice: "选择",
	branch.NeedName: "名称", branch.NeedOld: "科室", branch.NeedReason: "原因", branch.NeedMembers: "党员", branch.NeedFull: "转正日期"}

// ChangeLabel is what a need of a kind of change is called among the answers. choice is what was chosen before.
func ChangeLabel(k branch.ChangeKind, need branch.Need, choice string) string {
	switch {
	case need == branch.NeedName && k.Names():
		return "姓名"
	case need == branch.NeedDate && k == branch.AddKind:
		return branch.JoinedField
	case need == branch.NeedDate && choice != "":
		return choice
	}
	return changeLabels[need]
}

// changeQuestions is what is asked for each need.
var changeQuestions = map[branch.Need]string{
	branch.NeedFrom: "从哪一天起？请点选，或直接发送日期，例如 2026年7月1日。日期在今天以后的，到那一天自动生效。",
	branch.NeedDate: "请点选，或直接发送日期，例如 2026年7月1日。", branch.NeedGroup: "请选择党小组。", branch.NeedTo: "并入哪个党小组？",
	branch.NeedChoice: "请选择。", branch.NeedName: "请直接发送新的名称。", branch.NeedOld: "请选择要改名或并入其他科室的科室。",
	branch.NeedReason:  "请直接发送原因（依据的文件或决定）。只有书记和纪检委员能看到。",
	branch.NeedMembers: "请选择编入的党员。",
	branch.NeedFull:    "转正日期是哪一天？尚未转正的请点选，已转正的请直接发送日期，例如 2002年7月1日。",
}

// ChangeQuestion asks for one thing that a change needs. choice is what was chosen before, where the question depends on it.
func ChangeQuestion(k branch.ChangeRule, need branch.Need, choice string) string {
	question := changeQuestions[need]
	switch {
	case need == branch.NeedFrom && k.Kind == "full":
		question = "转正日期是哪一天？请点选，或直接发送日期，例如 2026年7月1日。"
	case need == branch.NeedDate && k.Kind == "extend":
		question = "预备期延长到哪一天？" + question
	case need == branch.NeedDate && k.Kind == branch.AddKind:
		question = "入党日期（支部大会接收为预备党员之日）是哪一天？请直接发送，例如 2001年7月1日。"
	case need == branch.NeedDate:
		question = "正确的" + choice + "是哪一天？请直接发送，例如 2001年7月1日。"
	case need == branch.NeedName && k.Kind == branch.AddKind:
		question = "请直接发送姓名。"
	case need == branch.NeedName && k.Kind == branch.RenameKind:
		question = "请直接发送正确的姓名。"
	case need == branch.NeedName && k.Kind == "section.name":
		question = "请直接发送新的名称。写已有的科室，就是并入那个科室。"
	}
	return question
}

// ChangeFilled shows what will happen. from is none for a change that holds from the moment of 「确认」.
func ChangeFilled(k branch.ChangeRule, says string, from, today branch.Date, warnings []string) []chat.Span {
	lines := []any{Strong(k.Name), "\n", says, "。\n", begins(from, today)}
	if k.Kind == "leave" {
		lines = append(lines, "\n生效后不再向本人发送任何消息；本人承担的联络、提名等事项转由党小组组长或组织委员办理。")
	}
	if len(warnings) > 0 {
		lines = append(lines, "\n\n", Strong("请注意"))
		for i, w := range warnings {
			if i == 5 {
				lines = append(lines, fmt.Sprintf("\n另有%d项。", len(warnings)-i))
				break
			}
			lines = append(lines, "\n• ", w)
		}
	}
	return Say(lines...)
}

func begins(from, today branch.Date) string {
	switch {
	case from == 0:
		return "确认后即生效。"
	case from > today:
		return from.Chinese() + "起生效，到时自动办理，此前可以撤销。"
	case from < today:
		return "自" + from.Chinese() + "起，确认后登记；以前已结束的推荐和走访记录不变。"
	}
	return "自今天起，确认后生效。"
}

// ChangeEntered says that a change stands.
func ChangeEntered(c branch.Change, today branch.Date) chat.Card {
	if c.State == branch.ChangeAsked {
		return asked(c.Branch, c.Says)
	}
	text := Say(Strong("已登记"), "\n", c.Says, "。\n")
	if c.State == branch.ChangePlanned {
		text = append(text, Say(c.From.Chinese(), "起生效，此前可以撤销。")...)
	} else {
		text = append(text, Say("自", c.From.Chinese(), "起。24小时内可以撤销，之后的差错请另行登记更正。")...)
	}
	rows := [][]chat.Button{Row(Button("撤销", ActUndo, int64(c.Branch), int64(c.ID)))}
	if c.Member != 0 {
		rows[0] = append(rows[0], Button("返回个人信息", ActPerson, int64(c.Branch), int64(c.Member)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, Row(Button("返回名册", ActPeople, int64(c.Branch), 0), HomeRow[0])), Protect: true}
}

// asked says that something waits for a second officer.
func asked(b branch.BranchID, says string) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say(Strong("等待确认"), "\n", says, "。\n涉及党内职务或您本人的权利，须经另一名同志确认才生效。办理情况见下方的消息。"),
		Rows: [][]chat.Button{Row(Button("返回名册", ActPeople, int64(b), 0), HomeRow[0])}, Protect: true}
}

// UndoConfirm asks whether a change is to be taken back.
func UndoConfirm(c branch.Change) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say(Strong("撤销变动"), "\n", c.Says, "（", c.From.Chinese(), "起）。\n\n撤销后恢复到登记以前的样子，变动记录里保留这一笔，并注明已撤销。"),
		Rows: [][]chat.Button{Row(Button("确认", ActUndoOK, int64(c.Branch), int64(c.ID)), Button("返回", ActPersonLog, int64(c.Branch), int64(c.Member), 0))}, Protect: true}
}

// changeLine is one line of a history.
func changeLine(c branch.Change, by, second string) string {
	line := c.From.Chinese() + "起：" + c.Says
	switch c.State {
	case branch.ChangePlanned:
		line += "（待生效）"
	case branch.ChangeUndone:
		line += "（已撤销）"
	case branch.ChangeLapsed:
		line += "（未生效：" + strings.TrimSuffix(c.Why, "。") + "）"
	}
	line += "　" + by + branch.DateOf(c.At).MonthDay() + "登记"
	if !c.Seconded.IsZero() {
		line += "，" + entered(second) + "确认"
	}
	return line
}

// logPage is how many entries of a history fit a phone.
const logPage = 5

// ChangeHistory shows the changes of a member or of the branch, newest first, each with who entered it.
func ChangeHistory(b branch.BranchID, who branch.Member, list []branch.Change, by map[branch.MemberID]string, page int, undo func(branch.Change) bool) chat.Card {
	head := "变动记录"
	if who.ID != 0 {
		head += "：" + who.Name
	}
	text := Say(Strong(head))
	if len(list) == 0 {
		text = append(text, Say("\n还没有变动。")...)
	}
	part, at, of := Page(list, logPage, page)
	var rows [][]chat.Button
	for i, c := range part {
		text = append(text, Say(fmt.Sprintf("\n%d. %s", at*logPage+i+1, changeLine(c, by[c.By], by[c.Second])))...)
		if undo(c) {
			rows = append(rows, Row(Button(fmt.Sprintf("撤销第%d项", at*logPage+i+1), ActUndo, int64(b), int64(c.ID))))
		}
	}
	rows = append(rows, Turns(at, of, func(p int) chat.Button { return Button("", ActPersonLog, int64(b), int64(who.ID), int64(p)) })...)
	back := Button("返回名册", ActPeople, int64(b), 0)
	if who.ID != 0 {
		back = Button("返回个人信息", ActPerson, int64(b), int64(who.ID))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, Row(back, HomeRow[0])), Protect: true}
}

// ChangeTold tells who is concerned by a change.
func ChangeTold(c branch.Change) chat.Card {
	if c.Kind == branch.Imported {
		c.Says = "您的信息已按新的名册更新（" + c.Says + "）"
	}
	text := Say(Strong("党员信息变动"), "\n", c.Says, "，自", c.From.Chinese(), "起。")
	if c.State == branch.ChangeUndone {
		text = Say(Strong("党员信息变动"), "\n已撤销：", c.Says, "。")
	}
	return chat.Card{Key: fmt.Sprintf("change:%d:%d", c.Branch, c.ID), Text: append(text, Say("\n如有出入，请告知组织委员。")...), Protect: true}
}

// ChangeOnItsDay tells the officers what has become of a planned change.
func ChangeOnItsDay(c branch.Change) chat.Card {
	text := Say(Strong("变动已生效"), "\n", c.Says, "，自", c.From.Chinese(), "起。")
	if c.State == branch.ChangeLapsed {
		text = Say(Strong("变动没有生效"), "\n", c.Says, "，原定", c.From.Chinese(), "起。\n原因：", c.Why, "\n请核对后重新登记。")
	}
	return chat.Card{Key: fmt.Sprintf("change.day:%d:%d", c.Branch, c.ID), Text: text, Protect: true}
}

// ChangeLater refuses a change dated before another one of the same thing.
func ChangeLater(later branch.Change) string {
	return "已登记" + later.From.Chinese() + "起" + publicSays(later) + "，这次的日期不能早于那一天。"
}

// ChangeBuiltOn refuses to undo what something later stands on.
func ChangeBuiltOn(later branch.Change) string {
	if later.ID == 0 {
		return "此后有关内容又有改动，不能撤销。如有差错，请另行登记更正。"
	}
	return "此后又登记了" + publicSays(later) + "，须先撤销那一项。"
}

// publicSays is what may be said of a change to whichever officer reads the sentence.
func publicSays(c branch.Change) string {
	if k, _ := branch.ChangeRuleOf(c.Kind); k.Secret {
		return "另一项变动"
	}
	return "“" + c.Says + "”"
}

// Undone says that a change has been taken back.
func Undone(c branch.Change) chat.Card {
	if c.State != branch.ChangeUndone {
		return asked(c.Branch, "撤销变动："+c.Says)
	}
	rows := [][]chat.Button{Row(Button("返回名册", ActPeople, int64(c.Branch), 0), HomeRow[0])}
	if c.Member != 0 && c.Kind != branch.AddKind {
		rows = append([][]chat.Button{Row(Button("返回个人信息", ActPerson, int64(c.Branch), int64(c.Member)))}, rows...)
	}
	return chat.Card{Key: KeyHome, Text: Say(Strong("已撤销"), "\n", c.Says, "（", c.From.Chinese(), "起）。"), Rows: rows, Protect: true}
}
