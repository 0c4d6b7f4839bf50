package files

import (
	"fmt"
	"regexp"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
)

// exportColumn is one column of an export.
type exportColumn struct {
	name  branch.Column
	width float64 // characters
}

var (
	personExport = []exportColumn{{"序号", 5}, {branch.ColName, 12}, {branch.ColGroup, 13}, {branch.ColSection, 13}, {branch.ColPost, 10},
		{branch.ColHead, 8}, {branch.ColLeadership, 8}, {branch.ColTitle, 14}, {branch.ColJoined, 15}, {branch.ColFull, 15}, {branch.ColKind, 10},
		{branch.ColNote, 20}, {branch.ColMark, 9}}
	contactExport = []exportColumn{{"序号", 5}, {branch.ColFirm, 32}, {branch.ColPartyOrg, 32}, {branch.ColPoint, 9}, {branch.ColLeader, 14},
		{branch.ColPaired, 14}, {branch.ColLiaison, 14}, {branch.ColMark, 9}}
)

// WriteRoster writes a roster as an .xlsx file that ReadRoster reads back as it is, and that prints on A4, landscape: the
// header on each page, all columns on one. Cells are texts, never formulas.
func WriteRoster(r branch.Roster, day branch.Date) ([]byte, error) {
	w := exporter{File: excelize.NewFile()}
	defer func() { _ = w.Close() }()
	w.styles()
	w.sheet("党员名册", r.Branch+"党员名册", fmt.Sprintf("%s导出，共%d人。「系统编号」请勿改动。", day.Chinese(), len(r.People)), personExport)
	for i, p := range r.People {
		kind := "正式党员"
		if p.Full == 0 {
			kind = "预备党员"
		}
		w.row(i+1, p.Name, p.Group, p.Section, string(p.Post), yesOrNothing(p.GroupLeader), yesOrNothing(p.Leadership), p.Title,
			p.Joined.Chinese(), p.Full.Chinese(), kind, p.Note, p.Mark)
	}
	if len(r.ContactColumns) > 0 {
		w.sheet("联系点", r.Branch+"联系点", fmt.Sprintf("%s导出，共%d家。「系统编号」请勿改动。", day.Chinese(), len(r.Contacts)), contactExport)
		for i, c := range r.Contacts {
			w.row(i+1, c.Name, c.PartyOrg, yesOrNothing(!c.Ordinary), c.Leader, c.Group, c.Liaison, c.Mark)
		}
	}
	w.do(w.DeleteSheet("Sheet1"))
	w.do(w.UpdateLinkedValue())
	if w.err != nil {
		return nil, fmt.Errorf("files: roster: %w", w.err)
	}
	b, err := w.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("files: roster: %w", err)
	}
	return b.Bytes(), nil
}

func yesOrNothing(b bool) string {
	if b {
		return "是"
	}
	return ""
}

// exporter writes one sheet after the other; the first error stays.
type exporter struct {
	*excelize.File
	err                       error
	title, note, header, cell int // styles
	name                      string
	columns                   []exportColumn
	at                        int // the row written last
}

func (w *exporter) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *exporter) style(s excelize.Style) int {
	id, err := w.NewStyle(&s)
	w.do(err)
	return id
}

func (w *exporter) styles() {
	const face = "宋体"
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	var lines []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		lines = append(lines, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	w.title = w.style(excelize.Style{Font: &excelize.Font{Family: face, Size: 16, Bold: true}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}})
	w.note = w.style(excelize.Style{Font: &excelize.Font{Family: face, Size: 10}, Alignment: &excelize.Alignment{Horizontal: "right"}})
	w.header = w.style(excelize.Style{Font: &excelize.Font{Family: face, Size: 10, Bold: true}, Alignment: centre, Border: lines,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEEEEE"}}})
	w.cell = w.style(excelize.Style{Font: &excelize.Font{Family: face, Size: 10}, Alignment: centre, Border: lines, NumFmt: 49}) // as text: nothing becomes a date when it is edited
}

// A4, in the numbers of the file format.
const paperA4 = 9

// sheet begins a sheet with its title, note and header.
func (w *exporter) sheet(name, title, note string, columns []exportColumn) {
	_, err := w.NewSheet(name)
	w.do(err)
	w.name, w.columns, w.at = name, columns, 3
	last, err := excelize.ColumnNumberToName(len(columns))
	w.do(err)
	for i, c := range columns {
		column, _ := excelize.ColumnNumberToName(i + 1)
		w.do(w.SetColWidth(name, column, column, c.width))
		w.do(w.SetCellStr(name, column+"3", string(c.name)))
	}
	for row, text := range map[string]string{"1": title, "2": note} {
		w.do(w.SetCellStr(name, "A"+row, text))
		w.do(w.MergeCell(name, "A"+row, last+row))
	}
	w.do(w.SetRowHeight(name, 1, 30))
	w.do(w.SetCellStyle(name, "A1", last+"1", w.title))
	w.do(w.SetCellStyle(name, "A2", last+"2", w.note))
	w.do(w.SetCellStyle(name, "A3", last+"3", w.header))
	size, landscape, wide, high, fit := paperA4, "landscape", 1, 0, true
	w.do(w.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}))
	w.do(w.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	side, top := 0.4, 0.6 // inches
	w.do(w.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &fit}))
	w.do(w.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$1:$3", Scope: name}))
	w.do(w.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}))
	w.do(w.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}))
}

// escaped is what would be read as the escape of a character: 「_x000D_」 is how the format writes a line break.
var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// row writes a numbered row.
func (w *exporter) row(n int, texts ...string) {
	w.at++
	first := fmt.Sprintf("A%d", w.at)
	w.do(w.SetCellInt(w.name, first, int64(n)))
	last, lines := first, 1
	for i, text := range texts {
		var err error
		last, err = excelize.CoordinatesToCellName(i+2, w.at)
		w.do(err)
		lines = max(lines, linesOf(text, w.columns[i+1].width))
		if text != "" {
			w.do(w.SetCellStr(w.name, last, escaped.ReplaceAllString(text, "_x005F_x${1}_")))
		}
	}
	w.do(w.SetCellStyle(w.name, first, last, w.cell))
	w.do(w.SetRowHeight(w.name, w.at, float64(5+13*lines))) // points; not every program makes a row higher by itself
}

// linesOf gives how many lines a text takes in a cell of that many characters; hanzi are two wide.
func linesOf(text string, width float64) int {
	wide := 0
	for _, r := range text {
		wide++
		if r > 0xFF {
			wide++
		}
	}
	return 1 + int(float64(wide)/(width-1))
}
