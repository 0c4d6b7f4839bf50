package cards

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions about what is on record of enterprises.
const (
	ActFirms    = "firms"     // branch, page
	ActFirmNew  = "firm.new"  // branch
	ActFirmEdit = "firm.edit" // branch, contact
	ActFirmAsk  = "firm.ask"  // form, field, page
	ActFirmSet  = "firm.set"  // form, field, value
	ActFirmBack = "firm.back" // form
	ActFirmOK   = "firm.ok"   // form
)

// Sentences about enterprises: the first refuses a form that somebody else has overtaken.
const (
	FirmMoved = "这家企业的资料刚有变动，请重新打开再修改。"
	FirmKept  = "已保存。"
)

// FirmField is what of an enterprise is asked for. Buttons carry their numbers: add at the end.
type FirmField int64

// The fields.
const (
	FirmName FirmField = iota
	FirmPartyOrg
	FirmPeople
	FirmPoint   // 1 or 0
	FirmLeader  // a member, or 0
	FirmGroup   // a group, or 0
	FirmLiaison // a member, or 0: the leader of the group
	FirmClosed  // 1 or 0
)

// Firms lists every enterprise.
func Firms(b branch.BranchID, list []branch.Contact, page int, today branch.Date, officer bool) chat.Card {
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
		all = append(all, button(label, ActFirm, int64(b), int64(c.ID)))
	}
	text := say(bold("全部企业"), fmt.Sprintf("\n联系点%d家，其他在册企业%d家。", points, others))
	last := row(button("返回联系点", ActBoard, b), homeRow[0])
	rows := paged(all, 1, page, func(l string, p int) chat.Button { return button(l, ActFirms, int64(b), int64(p)) })
	if officer {
		rows = append(rows, row(button("新增企业", ActFirmNew, b)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, last)}
}

// FirmForm is an enterprise as it is being entered.
type FirmForm struct {
	Form   int64
	Is     branch.Contact
	Was    *branch.Contact // as it stands; nil: a new one
	Names  map[branch.MemberID]string
	Groups map[branch.GroupID]string
}

func (v FirmForm) title() chat.Span {
	if v.Was == nil {
		return bold("新增企业")
	}
	return bold("修改企业资料：" + v.Was.Name)
}

func firmPeople(c branch.Contact) string {
	var list []string
	for _, p := range c.People {
		list = append(list, p.Post+p.Surname)
	}
	return strings.Join(list, "、")
}

// FirmConfirm shows an enterprise as it would be on record, and what it was; each thing can be changed.
func FirmConfirm(v FirmForm) chat.Card {
	text := say(v.title())
	line := func(name string, of func(branch.Contact) string) {
		is := of(v.Is)
		if is == "" {
			is = "（未填）"
		}
		text = append(text, say("\n", name, "：", is)...)
		if v.Was == nil {
			return
		}
		if was := of(*v.Was); was != of(v.Is) {
			if was == "" {
				was = "未填"
			}
			text = append(text, say("（原：", shorten(was, 30), "）")...)
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
	line("联系人", firmPeople)
	if v.Is.Closed != 0 || v.Was != nil && v.Was.Closed != 0 {
		line("状态", func(c branch.Contact) string {
			if c.Closed != 0 {
				return "停止联系"
			}
			return "在册"
		})
	}
	text = append(text, say("\n联系安排的改动从今天起生效，以前的记录不变。")...)
	set := func(label string, f FirmField, value int64) chat.Button {
		return button(label, ActFirmSet, v.Form, int64(f), value)
	}
	ask := func(label string, f FirmField) chat.Button { return button(label, ActFirmAsk, v.Form, int64(f), 0) }
	point := set("设为联系点", FirmPoint, 1)
	if v.Is.Point {
		point = set("不作联系点", FirmPoint, 0)
	}
	rows := [][]chat.Button{row(button("确认", ActFirmOK, v.Form), button("取消", ActCancel, v.Form)),
		row(ask("改名称", FirmName), ask("改党组织", FirmPartyOrg)), row(ask("改联系人", FirmPeople), point),
		row(ask("选联系领导", FirmLeader), ask("选党小组", FirmGroup))}
	last := row(ask("选联络员", FirmLiaison))
	switch {
	case v.Was == nil:
	case v.Is.Closed == 0:
		last = append(last, set("停止联系", FirmClosed, 1))
	default:
		last = append(last, set("恢复联系", FirmClosed, 0))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, last)}
}

// firmQuestions is what is asked for each field.
var firmQuestions = map[FirmField]string{
	FirmName:     "请发送企业的全称。",
	FirmPartyOrg: "请发送企业党组织的名称，例如：某某公司党支部。没有的请点「没有」。",
	FirmPeople:   "请发送联系人的职务和姓氏，用顿号隔开。\n例如：总经理王、党支部书记李。\n不登记全名和电话。",
	FirmLeader:   "请选择联系领导。党小组随之选定，可以再改。",
	FirmGroup:    "请选择党小组。",
	FirmLiaison:  "请选择联络员。不另选的，由党小组组长担任。",
}

// FirmAsk asks for one field. options are what can be chosen by button.
func FirmAsk(v FirmForm, f FirmField, options []Option, page int) chat.Card {
	var all []chat.Button
	for _, o := range options {
		all = append(all, button(o.Label, ActFirmSet, v.Form, int64(f), o.Value))
	}
	rows := [][]chat.Button{}
	if len(all) > 0 {
		rows = paged(all, 2, page, func(l string, p int) chat.Button { return button(l, ActFirmAsk, v.Form, int64(f), int64(p)) })
	}
	last := row(button("取消", ActCancel, v.Form))
	if v.Is.Name != "" {
		last = row(button("返回", ActFirmBack, v.Form), last[0])
	}
	return chat.Card{Key: KeyHome, Text: say(v.title(), "\n", firmQuestions[f]), Rows: append(rows, last)}
}
