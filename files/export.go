package files

import (
	"fmt"

	"zhibu/branch"
)

var (
	personExport = []BookColumn{{"序号", 5}, {branch.ColName, 12}, {branch.ColGroup, 13}, {branch.ColSection, 13}, {branch.ColPost, 10},
		{branch.ColHead, 8}, {branch.ColLeadership, 8}, {branch.ColTitle, 14}, {branch.ColJoined, 16}, {branch.ColFull, 16}, {branch.ColKind, 10},
		{branch.ColNote, 20}, {branch.ColMark, 9}}
	contactExport = []BookColumn{{"序号", 5}, {branch.ColFirm, 32}, {branch.ColPartyOrg, 32}, {branch.ColPoint, 9}, {branch.ColLeader, 14},
		{branch.ColPaired, 14}, {branch.ColLiaison, 14}, {branch.ColMark, 9}}
)

// WriteRoster writes a roster as an .xlsx file that ReadRoster reads back as it is, and that prints on A4, landscape. A
// person is one row: where texts are long the columns become wider, and the print smaller.
func WriteRoster(r branch.Roster, day branch.Date) ([]byte, error) {
	b := NewBook(10, "center")
	sheet := func(name, count string, columns []BookColumn, rows [][]string) {
		b.Begin(name, r.Branch+name, day.Chinese()+"导出，共"+count+"。「系统编号」请勿改动。", "landscape", roomy(columns, b.size, rows))
		for i, texts := range rows {
			cells := []any{i + 1}
			for _, t := range texts[1:] {
				cells = append(cells, t)
			}
			b.Row(cells...)
		}
	}
	var people [][]string
	for _, p := range r.People {
		kind := "正式党员"
		if p.Full == 0 {
			kind = "预备党员"
		}
		people = append(people, []string{"", p.Name, p.Group, p.Section, string(p.Post), yesOrNothing(p.GroupLeader), yesOrNothing(p.Leadership), p.Title,
			p.Joined.Chinese(), p.Full.Chinese(), kind, p.Note, p.Mark})
	}
	sheet("党员名册", fmt.Sprintf("%d人", len(people)), personExport, people)
	if len(r.ContactColumns) > 0 {
		var contacts [][]string
		for _, c := range r.Contacts {
			contacts = append(contacts, []string{"", c.Name, c.PartyOrg, yesOrNothing(!c.Ordinary), c.Leader, c.Group, c.Liaison, c.Mark})
		}
		sheet("联系点", fmt.Sprintf("%d家", len(contacts)), contactExport, contacts)
	}
	return b.Bytes("roster")
}

func yesOrNothing(b bool) string {
	if b {
		return "是"
	}
	return ""
}
