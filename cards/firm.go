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

// Firms lists every enterprise.
func Firms(b branch.BranchID, list []branch.Contact, page int, today branch.Date, keeps bool) chat.Card {
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
	rows := Paged(all, 1, page, func(l string, p int) chat.Button { return button(l, ActFirms, int64(b), int64(p)) })
	if keeps {
		rows = append(rows, row(button("新增企业", ActFirmNew, b)))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, last)}
}

// FirmForm is an enterprise as it is being entered.
type FirmForm struct {
	Is     branch.Contact
	Was    *branch.Contact // as it stands; nil: a new one
	Names  map[branch.MemberID]string
	Groups map[branch.GroupID]string
}

// FirmHead stands over the questions; was is the enterprise as it stands, nil for a new one.
func FirmHead(was *branch.Contact) []chat.Span {
	if was == nil {
		return say(bold("新增企业"))
	}
	return say(bold("修改企业资料：" + was.Name))
}

// FirmPeopleOf says who is talked to at an enterprise.
func FirmPeopleOf(c branch.Contact) string {
	var list []string
	for _, p := range c.People {
		list = append(list, p.Post+p.Surname)
	}
	return strings.Join(list, "、")
}

// FirmFilled shows an enterprise as it would be on record, and what it was; each thing can be changed.
func FirmFilled(v FirmForm) []chat.Span {
	text := FirmHead(v.Was)
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
	line("联系人", FirmPeopleOf)
	if v.Is.Closed != 0 || v.Was != nil && v.Was.Closed != 0 {
		line("状态", func(c branch.Contact) string {
			if c.Closed != 0 {
				return "停止联系"
			}
			return "在册"
		})
	}
	return append(text, say("\n联系安排的改动从今天起生效，以前的记录不变。")...)
}
