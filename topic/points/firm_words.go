package points

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/topic/requests"
)

// Actions about what is on record of enterprises.
const (
	ActFirms    = "firms"     // branch, page
	ActFirmNew  = "firm.new"  // branch
	ActFirmEdit = "firm.edit" // branch, contact
)

// Sentences about enterprises: the first refuses a form that somebody else has overtaken.
const (
	FirmMoved = "这家企业的资料刚有变动，请重新打开再修改。"
	FirmKept  = "已保存。"
)

// What is asked about an enterprise.
const (
	FirmName     = "请发送企业的全称。"
	FirmPartyOrg = "请发送企业党组织的名称，例如：某某公司党支部。没有的请点「没有」。"
	FirmPeople   = "请发送联系人的职务和姓氏，用顿号隔开。\n例如：总经理王、党支部书记李。\n不登记全名和电话。"
	FirmLeader   = "请选择联系领导。党小组随之选定，可以再改。"
	FirmGroup    = "请选择党小组。"
	FirmLiaison  = "请选择联络员。不另选的，由党小组组长担任。"
)

// firmsCard lists every enterprise.
func firmsCard(b branch.BranchID, list []branch.Contact, page int, today branch.Date, keeps bool) chat.Card {
	var all []chat.Button
	points, others := 0, 0
	for _, c := range list {
		label := c.Name
		switch {
		case !c.OnRecord(today):
			label += "（已停止联系）"
		case c.Point:
			points++
		default:
			others++
		}
		all = append(all, cards.Button(label, requests.ActFirm, int64(b), int64(c.ID)))
	}
	text := cards.Say(cards.Strong("全部企业"), fmt.Sprintf("\n联系点%d家，其他在册企业%d家。", points, others))
	last := cards.Row(cards.Button("返回联系点", ActBoard, b), cards.HomeRow[0])
	rows := cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, ActFirms, int64(b), int64(p)) })
	if keeps {
		rows = append(rows, cards.Row(cards.Button("新增企业", ActFirmNew, b)))
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, last)}
}

// FirmForm is an enterprise as it is being entered.
type FirmForm struct {
	Is     branch.Contact
	Was    *branch.Contact // as it stands; nil: a new one
	Names  map[branch.MemberID]string
	Groups map[branch.GroupID]string
}

// firmHead stands over the questions; was is the enterprise as it stands, nil for a new one.
func firmHead(was *branch.Contact) []chat.Span {
	if was == nil {
		return cards.Say(cards.Strong("新增企业"))
	}
	return cards.Say(cards.Strong("修改企业资料：" + was.Name))
}

// firmPeopleOf says who is talked to at an enterprise.
func firmPeopleOf(c branch.Contact) string {
	var list []string
	for _, p := range c.People {
		list = append(list, p.Post+p.Surname)
	}
	return strings.Join(list, "、")
}

// firmFilled shows an enterprise as it would be on record, and what it was; each thing can be changed.
func firmFilled(v FirmForm) []chat.Span {
	text := firmHead(v.Was)
	line := func(name string, of func(branch.Contact) string) {
		is := of(v.Is)
		if is == "" {
			is = "（未填）"
		}
		text = append(text, cards.Say("\n", name, "：", is)...)
		if v.Was == nil {
			return
		}
		if was := of(*v.Was); was != of(v.Is) {
			if was == "" {
				was = "未填"
			}
			text = append(text, cards.Say("（原：", cards.Shorten(was, 30), "）")...)
		}
	}
	line("名称", func(c branch.Contact) string { return c.Name })
	line("党组织", func(c branch.Contact) string { return c.PartyOrg })
	line("联系点", func(c branch.Contact) string { return map[bool]string{true: "是", false: "否"}[c.Point] })
	line("联系领导", func(c branch.Contact) string { return v.Names[c.Leader] })
	line("党小组", func(c branch.Contact) string { return v.Groups[c.Group] })
	line("联络员", func(c branch.Contact) string {
		if c.Liaison == 0 {
			return "党小组组长"
		}
		return v.Names[c.Liaison]
	})
	line("联系人", firmPeopleOf)
	if v.Is.Closed != 0 || v.Was != nil && v.Was.Closed != 0 {
		line("状态", func(c branch.Contact) string {
			if c.Closed != 0 {
				return "停止联系"
			}
			return "在册"
		})
	}
	return append(text, cards.Say("\n联系安排的改动从今天起生效，以前的记录不变。")...)
}

// firmBare is an enterprise's name without the form of company that most of them end in.
func firmBare(name string) string {
	bare := name
	for _, form := range []string{"有限责任公司", "股份有限公司", "有限公司"} {
		if cut, ok := strings.CutSuffix(bare, form); ok {
			bare = cut
			break
		}
	}
	if len([]rune(bare)) < 3 {
		return name
	}
	return bare
}

// FirmShort is an enterprise's name as a button shows it.
func FirmShort(name string) string {
	short := strings.TrimSuffix(firmBare(name), "科技")
	if len([]rune(short)) < 3 {
		short = name
	}
	return cards.Shorten(short, 10)
}

// firmShorts returns each enterprise's name as the buttons of one card show it: as short as it may be without being like another's.
func firmShorts(names []string) map[string]string {
	shorts := map[string]string{}
	for _, cut := range []func(string) string{FirmShort, firmBare, func(name string) string { return name }} {
		alike := map[string]map[string]bool{}
		for _, name := range names {
			if shorts[name] == "" {
				short := cut(name)
				if alike[short] == nil {
					alike[short] = map[string]bool{}
				}
				alike[short][name] = true
			}
		}
		for short, of := range alike {
			for name := range of {
				if len(of) == 1 {
					shorts[name] = short
				}
			}
		}
	}
	return shorts
}

// FirmView is what an enterprise's card shows.
type FirmView struct {
	Contact                branch.Contact
	Leader, Group, Liaison string
	Year                   []branch.Standing
	Last                   []branch.Record
	Parts                  []cards.FirmPart // of the matters
	Today                  branch.Date
	Keeps                  bool // its reader may change it
}

// FirmCard shows an enterprise: who looks after it, this year's duties, the last visits, open requests.
func FirmCard(v FirmView) chat.Card {
	c := v.Contact
	b := int64(c.Branch)
	text := cards.Say(cards.Strong(c.Name))
	line := func(name, value string) {
		if value != "" {
			text = append(text, cards.Say("\n", name, "：", value)...)
		}
	}
	line("党组织", c.PartyOrg)
	pair := v.Leader
	if v.Group != "" {
		pair = strings.TrimPrefix(pair+"，"+v.Group, "，")
	}
	if v.Liaison != "" {
		pair = strings.TrimPrefix(pair+"，联络员"+v.Liaison, "，")
	}
	line("结对", pair)
	var people []string
	for _, p := range c.People {
		people = append(people, p.Post+p.Surname)
	}
	line("联系人", strings.Join(people, "、"))
	if c.Closed != 0 {
		line("状态", c.Closed.Chinese()+"后不再联系")
	} else if !c.Point {
		line("状态", "在册企业，不是联系点")
	}
	var kind branch.DutyKind
	for _, s := range v.Year {
		if s.Duty.Kind != kind {
			text = append(text, cards.Say("\n", s.Duty.Short, "：")...)
			kind = s.Duty.Kind
		} else {
			text = append(text, cards.Say("；")...)
		}
		text = append(text, cards.Say(s.Period.Short(), stateOf(s, v.Today))...)
	}
	for i, r := range v.Last {
		if i == 0 {
			text = append(text, cards.Say("\n", cards.Strong("最近登记"))...)
		}
		text = append(text, cards.Say("\n", r.Day.MonthDay(), activities(r.Activities), "：", cards.Shorten(r.Text, 22))...)
	}
	enter, see := cards.Row(cards.Button("登记走访", ActVisitAt, b, int64(c.ID), 0)), cards.Row(cards.Button("全部登记", ActRecs, b, int64(c.ID), 0))
	var keep []chat.Button
	for _, p := range v.Parts {
		for _, value := range append([]string{p.Value}, p.Further...) {
			line(p.Name, value)
		}
		if p.Enter.Label != "" {
			enter = append(enter, p.Enter)
		}
		if p.See.Label != "" {
			see = append(see, p.See)
		}
		if p.Keep.Label != "" {
			keep = append(keep, p.Keep)
		}
	}
	if v.Keeps {
		keep = append(keep, cards.Button("修改资料", ActFirmEdit, b, int64(c.ID)))
	}
	rows := [][]chat.Button{enter, see, cards.Row(cards.Button("返回联系点", ActBoard, b), cards.HomeRow[0])}
	rows = slices.Insert(rows, 2, cards.InTwos(keep)...)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: rows}
}
