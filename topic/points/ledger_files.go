package points

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// photoOf returns the file of the photo of a record.
func photoOf(tx *store.Tx, p chat.Picture) string {
	if len(p.Args) != 2 {
		return ""
	}
	r, _ := getRecord(tx, branch.BranchID(p.Args[0]), branch.RecordID(p.Args[1]))
	return r.Photo
}

func writeLedgerFile(o *office.Office, tx *store.Tx, b branch.Branch, d chat.Document, now time.Time) ([]byte, error) {
	if len(d.Args) != 3 {
		return nil, errors.New("no such ledger")
	}
	return WriteLedger(LedgerOf(o, tx, b, int(d.Args[2]), branch.DateOf(now)))
}

// WriteLedger writes a year of a branch's contact points as an .xlsx file: a sheet for each duty, one for each
// enterprise, and those of the matters. It prints on A4, landscape; equal ledgers give equal bytes.
func WriteLedger(l Ledger) ([]byte, error) {
	w := ledgerWriter{book: files.NewBook(10, "left"), ledger: l, used: map[string]bool{}}
	for _, d := range l.Duties {
		w.duty(d)
	}
	for _, s := range l.Sheets {
		w.sheet(s)
	}
	for _, f := range l.Firms {
		w.firm(f)
	}
	return w.book.Bytes("ledger")
}

// ledgerWriter writes one sheet after the other.
type ledgerWriter struct {
	book   *files.Book
	ledger Ledger
	used   map[string]bool // names of sheets
}

func (w *ledgerWriter) begin(name, title, note string, columns []files.BookColumn) {
	w.book.Begin(w.sheetName(name), title, note, "landscape", columns)
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
	w.book.Row(cells...)
}

func (w *ledgerWriter) stand() string {
	return fmt.Sprintf("%s。截至%s。", w.ledger.Branch, w.ledger.Day.Chinese())
}

func (w *ledgerWriter) duty(d LedgerDuty) {
	w.begin(d.Name, fmt.Sprintf("联系点工作台账（%d年）：%s", w.ledger.Year, d.Name), w.stand()+"“补录”是期满之后登记的，计入实际发生的那一期。",
		[]files.BookColumn{{Name: "序号", Width: 5}, {Name: "企业（人员）", Width: 26}, {Name: "联系领导", Width: 10}, {Name: "期间", Width: 16}, {Name: "应办", Width: 5}, {Name: "已办", Width: 5}, {Name: "日期", Width: 14}, {Name: "参加人", Width: 18},
			{Name: "情况", Width: 40}, {Name: "登记人、登记日期", Width: 21}, {Name: "备注", Width: 18}})
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
	w.book.Empty("无")
}

func (w *ledgerWriter) firm(f LedgerFirm) {
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
		[]files.BookColumn{{Name: "序号", Width: 5}, {Name: "日期", Width: 16}, {Name: "内容", Width: 20}, {Name: "参加人", Width: 20}, {Name: "情况", Width: 58}, {Name: "登记人、登记日期", Width: 21}, {Name: "备注", Width: 24}})
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
	w.book.Empty("无")
}

func (w *ledgerWriter) sheet(s branch.Sheet) {
	columns := make([]files.BookColumn, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = files.BookColumn{Name: branch.Column(c.Name), Width: c.Width}
	}
	w.begin(s.Name, s.Title, w.stand(), columns)
	for _, r := range s.Rows {
		w.row(r...)
	}
	w.book.Empty("无")
}
