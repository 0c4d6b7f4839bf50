package requests

import (
	"fmt"
	"strings"

	"zhibu/branch"
)

// sheetOf is the requests' sheet of the year's ledger, without its rows.
func sheetOf(year int) branch.Sheet {
	return branch.Sheet{Name: "诉求台账", Title: fmt.Sprintf("企业诉求台账（%d年）", year), Unit: "诉求 %d 件", Columns: []branch.SheetColumn{{Name: "序号", Width: 5},
		{Name: "企业", Width: 22}, {Name: "诉求", Width: 32}, {Name: "受理日期、受理人", Width: 16}, {Name: "状态", Width: 7}, {Name: "承办人", Width: 9},
		{Name: "期限", Width: 14}, {Name: "办理经过", Width: 62}, {Name: "回访", Width: 16}}}
}

// sheetRow is the n-th line of that sheet: the whole story of a request.
func sheetRow(n int, r Request, names map[branch.MemberID]string, today branch.Date) []string {
	var story []string
	asked := ""
	for _, s := range r.Steps {
		line := branch.DateOf(s.At).Chinese() + string(s.Kind) + names[s.To]
		if s.Due != 0 {
			line += "，限" + s.Due.Chinese()
		}
		if s.Text != "" {
			line += "：" + s.Text
		}
		if who := names[s.By]; who != "" {
			line += "（" + who + "）"
		}
		switch s.Kind {
		case DidAccept:
		case DidPlease:
			asked = branch.DateOf(s.At).Chinese() + "满意"
		case DidUpset:
			asked = branch.DateOf(s.At).Chinese() + "不满意"
			story = append(story, line)
		default:
			story = append(story, line)
		}
	}
	for _, c := range r.Cited {
		story = append(story, "依据："+c.Policy+c.No)
	}
	due := r.Due.Chinese()
	if r.Overdue(today) {
		due += "（超期）"
	}
	return []string{fmt.Sprint(n), r.Firm, r.Text, branch.DateOf(r.At).Chinese() + "，" + names[r.By], string(r.Stage), names[r.Handler], due, strings.Join(story, "\n"), asked}
}
