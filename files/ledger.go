package files

import (
	"fmt"
	"strings"

	"zhibu/branch"
)

// WriteLedger writes a year of a branch's contact points as an .xlsx file: a sheet for each duty, one for each
// enterprise, and those of the matters. It prints on A4, landscape; equal ledgers give equal bytes.
func WriteLedger(l branch.Ledger) ([]byte, error) {
	w := ledgerWriter{book: begun(10, "left"), ledger: l, used: map[string]bool{}}
	for _, d := range l.Duties {
		w.duty(d)
	}
	for _, s := range l.Sheets {
		w.sheet(s)
	}
	for _, f := range l.Firms {
		w.firm(f)
	}
	return w.book.bytes("ledger")
}

// ledgerWriter writes one sheet after the other.
type ledgerWriter struct {
	book   *book
	ledger branch.Ledger
	used   map[string]bool // names of sheets
}

func (w *ledgerWriter) begin(name, title, note string, columns []bookColumn) {
	w.book.begin(w.sheetName(name), title, note, "landscape", columns)
}

// sheetName returns a name that a workbook takes: at most 31 characters, none of []:*?/\', no two alike whatever the case.
func (w *ledgerWriter) sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return -1
		}
		return r
	}, name)
	if name == "" {
		name = "企业"
	}
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = fmt.Sprintf("(%d)", n)
		}
		try := string([]rune(name)[:min(len([]rune(name)), 31-len(end))]) + end
		if key := strings.ToLower(try); !w.used[key] {
			w.used[key] = true
			return try
		}
	}
}

func (w *ledgerWriter) row(texts ...string) {
	cells := make([]any, len(texts))
	for i, t := range texts {
		cells[i] = t
	}
	w.book.row(cells...)
}

func (w *ledgerWriter) stand() string {
	return fmt.Sprintf("%s。截至%s。", w.ledger.Branch, w.ledger.Day.Chinese())
}

func (w *ledgerWriter) duty(d branch.LedgerDuty) {
	w.begin(d.Name, fmt.Sprintf("联系点工作台账（%d年）：%s", w.ledger.Year, d.Name), w.stand()+"“补录”是期满之后登记的，计入实际发生的那一期。",
		[]bookColumn{{name: "序号", width: 5}, {name: "企业（人员）", width: 26}, {name: "联系领导", width: 10}, {name: "期间", width: 16}, {name: "应办", width: 5}, {name: "已办", width: 5}, {name: "日期", width: 14}, {name: "参加人", width: 18},
			{name: "情况", width: 40}, {name: "登记人、登记日期", width: 21}, {name: "备注", width: 18}})
	for i, x := range d.Lines {
		s := x.Standing
		need := fmt.Sprint(s.Need)
		if !s.Bound {
			need = "0"
		}
		remark := ""
		switch {
		case s.Owed() == 0:
		case s.Period.To >= w.ledger.Day:
			remark = "尚未到期"
		case x.Lapse.Reason != "":
			remark = "未完成：" + x.Lapse.Reason + "（" + x.LapseBy + "，" + x.Lapse.Day.Chinese() + "）"
		default:
			remark = "未完成"
		}
		head := []string{fmt.Sprint(i + 1), x.Subject, x.Leader, s.Period.String(), need, fmt.Sprint(len(s.Done))}
		if len(x.Records) == 0 {
			w.row(append(head, "", "", "", "", remark)...)
		}
		for j, r := range x.Records {
			note := remark
			if r.LateFor(s.Period) {
				note = strings.TrimPrefix(note+"；补录", "；")
			}
			if j > 0 {
				head = []string{"", "", "", "", "", ""}
			}
			w.row(append(head, r.Day.Chinese(), strings.Join(r.Went, "、"), r.Text, r.Logger+"，"+branch.DateOf(r.LoggedAt).Chinese(), note)...)
		}
	}
	w.book.empty("无")
}

func (w *ledgerWriter) firm(f branch.LedgerFirm) {
	c := f.Contact
	about := []string{w.ledger.Branch}
	add := func(name, value string) {
		if value != "" {
			about = append(about, name+value)
		}
	}
	add("企业党组织：", c.PartyOrg)
	add("联系领导：", f.Leader)
	add("联系党小组：", f.Group)
	add("联络员：", f.Liaison)
	for _, p := range f.Pairings {
		state := "联系领导" + p.Leader + "，联络员" + p.Liaison
		if !p.Point {
			state = "不是联系点"
		}
		add(p.Until.Chinese()+"以前：", state)
	}
	w.begin(c.Name, fmt.Sprintf("%s（%d年）", c.Name, w.ledger.Year), strings.Join(about, "。")+"。截至"+w.ledger.Day.Chinese()+"。",
		[]bookColumn{{name: "序号", width: 5}, {name: "日期", width: 16}, {name: "内容", width: 20}, {name: "参加人", width: 20}, {name: "情况", width: 58}, {name: "登记人、登记日期", width: 21}, {name: "备注", width: 24}})
	for i, r := range f.Records {
		var done []string
		for _, a := range r.Activities {
			done = append(done, string(a))
		}
		var notes []string
		if r.Late(branch.Quarter) {
			notes = append(notes, "补录")
		}
		if n := len(r.Was); n > 0 {
			notes = append(notes, branch.DateOf(r.Was[n-1].At).Chinese()+"更正")
		}
		if r.Withdrawn != nil {
			notes = append(notes, branch.DateOf(r.Withdrawn.At).Chinese()+"撤回，不计入")
		}
		w.row(fmt.Sprint(i+1), r.Day.Chinese(), strings.Join(done, "、"), strings.Join(r.Went, "、"), r.Text, r.Logger+"，"+branch.DateOf(r.LoggedAt).Chinese(), strings.Join(notes, "；"))
	}
	w.book.empty("无")
}

func (w *ledgerWriter) sheet(s branch.Sheet) {
	columns := make([]bookColumn, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = bookColumn{name: branch.Column(c.Name), width: c.Width}
	}
	w.begin(s.Name, s.Title, w.stand(), columns)
	for _, r := range s.Rows {
		w.row(r...)
	}
	w.book.empty("无")
}
