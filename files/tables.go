package files

import (
	"fmt"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
)

// WriteTables writes an .xlsx file of some sheets, for A4 upright: the header on each page, all columns on one. Cells are
// texts and numbers, never formulas.
func WriteTables(sheets []branch.Table) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	var failed error
	do := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	cell := func(column, row int) string {
		name, err := excelize.CoordinatesToCellName(column, row)
		do(err)
		return name
	}
	line := []excelize.Border{{Type: "left", Style: 1, Color: "808080"}, {Type: "right", Style: 1, Color: "808080"},
		{Type: "top", Style: 1, Color: "808080"}, {Type: "bottom", Style: 1, Color: "808080"}}
	style := func(s *excelize.Style) int {
		id, err := f.NewStyle(s)
		do(err)
		return id
	}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	title := style(&excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 16}, Alignment: middle})
	head := style(&excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 11}, Alignment: middle, Border: line})
	body := style(&excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 11}, Alignment: middle, Border: line})
	for i, t := range sheets {
		if i == 0 {
			do(f.SetSheetName("Sheet1", t.Name))
		} else {
			_, err := f.NewSheet(t.Name)
			do(err)
		}
		last := len(t.Head)
		do(f.SetCellStr(t.Name, "A1", t.Title))
		do(f.MergeCell(t.Name, "A1", cell(last, 1)))
		do(f.SetCellStyle(t.Name, "A1", cell(last, 1), title))
		do(f.SetRowHeight(t.Name, 1, 32))
		for c, h := range t.Head {
			do(f.SetCellStr(t.Name, cell(c+1, 2), h))
			width := utf8.RuneCountInString(h) * 2
			for r, row := range t.Rows {
				text := fmt.Sprint(row[c])
				width = max(width, utf8.RuneCountInString(text)*2)
				if n, ok := row[c].(int); ok {
					do(f.SetCellInt(t.Name, cell(c+1, r+3), int64(n)))
				} else {
					do(f.SetCellStr(t.Name, cell(c+1, r+3), text))
				}
			}
			column, err := excelize.ColumnNumberToName(c + 1)
			do(err)
			do(f.SetColWidth(t.Name, column, column, float64(min(width, 40)+3)))
		}
		do(f.SetCellStyle(t.Name, "A2", cell(last, 2), head))
		if len(t.Rows) > 0 {
			do(f.SetCellStyle(t.Name, "A3", cell(last, len(t.Rows)+2), body))
		}
		do(f.SetPanes(t.Name, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}))
		size, wide, high := 9, 1, 0 // A4; one page wide, as many long as needed
		do(f.SetPageLayout(t.Name, &excelize.PageLayoutOptions{Size: &size, FitToWidth: &wide, FitToHeight: &high}))
		fit := true
		do(f.SetSheetProps(t.Name, &excelize.SheetPropsOptions{FitToPage: &fit}))
		do(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + t.Name + "'!$1:$2", Scope: t.Name}))
	}
	if failed != nil {
		return nil, fmt.Errorf("files: tables: %w", failed)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("files: tables: %w", err)
	}
	return b.Bytes(), nil
}
