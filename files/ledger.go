package files

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
)

// WriteLedger writes a year of a branch's contact points as an .xlsx file: a sheet for each duty, one for each
// enterprise, the requests and the honours. It prints on A4, landscape, with the header on each page and all columns on
// one; equal ledgers give equal bytes. Cells are texts, never formulas.
func WriteLedger(l branch.Ledger) ([]byte, error) {
	w := ledgerWriter{file: excelize.NewFile(), ledger: l, used: map[string]bool{}}
	defer func() { _ = w.file.Close() }()
	w.styles()
	for _, d := range l.Duties {
		w.duty(d)
	}
	w.requests()
	w.honours()
	for _, f := range l.Firms {
		w.firm(f)
	}
	w.do(w.file.DeleteSheet("Sheet1"))
	if w.err != nil {
		return nil, fmt.Errorf("files: ledger: %w", w.err)
	}
	b, err := w.file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("files: ledger: %w", err)
	}
	return b.Bytes(), nil
}

// ledgerColumn is a heading and how wide its column is. // characters
type ledgerColumn struct {
	name  string
	width float64
}

// ledgerWriter writes one sheet after the other; the first error stays.
type ledgerWriter struct {
	file                      *excelize.File
	ledger                    branch.Ledger
	err                       error
	title, note, header, cell int // styles
	used                      map[string]bool
	sheet                     string
	columns                   []ledgerColumn
	at                        int // the row written last
}

func (w *ledgerWriter) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *ledgerWriter) styles() {
	style := func(s excelize.Style) int {
		id, err := w.file.NewStyle(&s)
		w.do(err)
		return id
	}
	var lines []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		lines = append(lines, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	const face = "宋体"
	w.title = style(excelize.Style{Font: &excelize.Font{Family: face, Size: 16, Bold: true}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}})
	w.note = style(excelize.Style{Font: &excelize.Font{Family: face, Size: 10}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}})
	w.header = style(excelize.Style{Font: &excelize.Font{Family: face, Size: 10, Bold: true}, Border: lines,
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEEEEE"}}})
	w.cell = style(excelize.Style{Font: &excelize.Font{Family: face, Size: 10}, Border: lines, NumFmt: 49,
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}})
}

// begin begins a sheet: title, a line about it, header.
func (w *ledgerWriter) begin(name, title, note string, columns []ledgerColumn) {
	w.sheet, w.columns, w.at = w.sheetName(name), columns, 3
	_, err := w.file.NewSheet(w.sheet)
	w.do(err)
	last, err := excelize.ColumnNumberToName(len(columns))
	w.do(err)
	total := 0.0
	for i, c := range columns {
		column, _ := excelize.ColumnNumberToName(i + 1)
		w.do(w.file.SetColWidth(w.sheet, column, column, c.width))
		w.do(w.file.SetCellStr(w.sheet, column+"3", c.name))
		total += c.width
	}
	w.do(w.file.SetCellStr(w.sheet, "A1", title))
	w.do(w.file.SetCellStr(w.sheet, "A2", note))
	for _, row := range []string{"1", "2"} {
		w.do(w.file.MergeCell(w.sheet, "A"+row, last+row))
	}
	w.do(w.file.SetRowHeight(w.sheet, 1, 30))
	w.do(w.file.SetRowHeight(w.sheet, 2, min(rowHeight(note, total), maxRowHeight)))
	w.do(w.file.SetCellStyle(w.sheet, "A1", last+"1", w.title))
	w.do(w.file.SetCellStyle(w.sheet, "A2", last+"2", w.note))
	w.do(w.file.SetCellStyle(w.sheet, "A3", last+"3", w.header))
	a4, landscape, wide, high, yes := 9, "landscape", 1, 0, true
	w.do(w.file.SetPageLayout(w.sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}))
	w.do(w.file.SetSheetProps(w.sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	side, top := 0.4, 0.6 // inches
	w.do(w.file.SetPageMargins(w.sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &yes}))
	w.do(w.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + w.sheet + "'!$1:$3", Scope: w.sheet}))
	w.do(w.file.SetHeaderFooter(w.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}))
	w.do(w.file.SetPanes(w.sheet, &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}))
}

// sheetName gives a name that a workbook takes: at most 31 characters, none of []:*?/\', no two alike whatever the case.
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

// row writes a row of texts, and makes it as high as the longest needs: not every program does so by itself.
func (w *ledgerWriter) row(texts ...string) {
	w.at++
	height := 0.0
	for i, text := range texts {
		at, err := excelize.CoordinatesToCellName(i+1, w.at)
		w.do(err)
		w.do(w.file.SetCellStr(w.sheet, at, escapedCell.Replace(text)))
		height = max(height, rowHeight(text, w.columns[i].width))
	}
	first, last := fmt.Sprintf("A%d", w.at), ""
	last, err := excelize.CoordinatesToCellName(len(texts), w.at)
	w.do(err)
	w.do(w.file.SetCellStyle(w.sheet, first, last, w.cell))
	w.do(w.file.SetRowHeight(w.sheet, w.at, min(height, maxRowHeight)))
}

// escapedCell keeps 「_x000D_」 in a text from being read as the escape of a character.
var escapedCell = strings.NewReplacer("_x", "_x005F_x")

// maxRowHeight is the most that a spreadsheet takes. // points
const maxRowHeight = 409

// rowHeight is what a text needs in a column of so many characters; hanzi are two wide. // points
func rowHeight(text string, width float64) float64 {
	lines := 0
	for part := range strings.SplitSeq(text, "\n") {
		wide := 0
		for _, r := range part {
			wide++
			if r > 0xFF {
				wide++
			}
		}
		lines += 1 + int(float64(wide)/(width-1))
	}
	return float64(6 + 13*lines)
}

// empty says so where a sheet has no rows.
func (w *ledgerWriter) empty() {
	if w.at == 3 {
		texts := make([]string, len(w.columns))
		texts[0] = "无"
		w.row(texts...)
	}
}

func (w *ledgerWriter) stand() string {
	return fmt.Sprintf("%s。截至%s。", w.ledger.Branch, w.ledger.Day.Chinese())
}

func (w *ledgerWriter) duty(d branch.LedgerDuty) {
	w.begin(d.Name, fmt.Sprintf("联系点工作台账（%d年）：%s", w.ledger.Year, d.Name), w.stand()+"“补录”是期满之后登记的，计入实际发生的那一期。",
		[]ledgerColumn{{"序号", 5}, {"企业（人员）", 26}, {"联系领导", 10}, {"期间", 16}, {"应办", 5}, {"已办", 5}, {"日期", 14}, {"参加人", 18},
			{"情况", 40}, {"登记人、登记日期", 21}, {"备注", 18}})
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
	w.empty()
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
		[]ledgerColumn{{"序号", 5}, {"日期", 15}, {"内容", 20}, {"参加人", 20}, {"情况", 58}, {"登记人、登记日期", 21}, {"备注", 24}})
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
	w.empty()
}

func (w *ledgerWriter) requests() {
	w.begin("诉求台账", fmt.Sprintf("企业诉求台账（%d年）", w.ledger.Year), w.stand(),
		[]ledgerColumn{{"序号", 5}, {"企业", 22}, {"诉求", 32}, {"受理日期、受理人", 16}, {"状态", 7}, {"承办人", 9}, {"期限", 14}, {"办理经过", 62}, {"回访", 16}})
	for i, r := range w.ledger.Requests {
		var story []string
		asked := ""
		for _, s := range r.Steps {
			line := branch.DateOf(s.At).Chinese() + string(s.Kind) + r.Names[s.To]
			if s.Due != 0 {
				line += "，限" + s.Due.Chinese()
			}
			if s.Text != "" {
				line += "：" + s.Text
			}
			if who := r.Names[s.By]; who != "" {
				line += "（" + who + "）"
			}
			switch s.Kind {
			case branch.DidAccept:
			case branch.DidPlease:
				asked = branch.DateOf(s.At).Chinese() + "满意"
			case branch.DidUpset:
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
		if r.Overdue(w.ledger.Day) {
			due += "（超期）"
		}
		w.row(fmt.Sprint(i+1), r.Firm, r.Text, branch.DateOf(r.At).Chinese()+"，"+r.Names[r.By], string(r.Stage), r.Names[r.Handler], due, strings.Join(story, "\n"), asked)
	}
	w.empty()
}

func (w *ledgerWriter) honours() {
	w.begin("先进典型和表彰", fmt.Sprintf("先进典型推荐和表彰（%d年）", w.ledger.Year), w.stand(),
		[]ledgerColumn{{"序号", 5}, {"对象", 40}, {"荣誉", 50}, {"级别", 12}, {"推荐或授予日期", 20}, {"结果", 16}})
	for i, c := range w.ledger.Honours {
		w.row(fmt.Sprint(i+1), c.Who, c.Honour, c.Level, c.Day.Chinese(), c.Outcome)
	}
	w.empty()
}
