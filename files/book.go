package files

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
)

// Book writes a workbook that prints on A4: the head on each page, all columns on one, rows as high as their texts need,
// since not every program sees to that itself. Cells are texts and numbers, never formulas. The first error stays.
type Book struct {
	file                      *excelize.File
	err                       error
	size                      float64 // of the text, in points
	title, note, header, cell int     // styles
	sheet                     string
	columns                   []BookColumn
	at, head                  int // the row written last, and that of the head
}

// BookColumn is a heading and how wide its column is, in characters.
type BookColumn struct {
	Name  branch.Column
	Width float64
}

// NewBook begins a workbook whose cells are set in that size, at the left or in the centre.
func NewBook(size float64, align string) *Book {
	b := &Book{file: excelize.NewFile(), size: size}
	const face = "宋体"
	style := func(bold bool, size float64, align string, s excelize.Style) int {
		s.Font = &excelize.Font{Family: face, Size: size, Bold: bold}
		s.Alignment = &excelize.Alignment{Horizontal: align, Vertical: "center", WrapText: true}
		id, err := b.file.NewStyle(&s)
		b.do(err)
		return id
	}
	var lines []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		lines = append(lines, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	b.title = style(true, titleSize, "center", excelize.Style{})
	b.note = style(false, size, "left", excelize.Style{})
	b.header = style(true, size, "center", excelize.Style{Border: lines, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEEEEE"}}})
	b.cell = style(false, size, align, excelize.Style{Border: lines, NumFmt: 49}) // as text: nothing becomes a date when it is edited
	return b
}

func (b *Book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *Book) place(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	b.do(err)
	return name
}

// Sizes of a page, in points but for the number by which the file format knows A4.
const (
	paperA4   = 9
	titleSize = 16
	perChar   = 5.25 // a character of a column's width
	tallest   = 300  // a row that is higher goes on in another: the format takes 409, and a page has room for more than one
)

// Begin begins a sheet: title, a line about it (there may be none), head.
func (b *Book) Begin(name, title, note, orientation string, columns []BookColumn) {
	b.sheet, b.columns = name, columns
	_, err := b.file.NewSheet(name)
	b.do(err)
	total, head := 0.0, make([]string, len(columns))
	for i, c := range columns {
		letters, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(b.file.SetColWidth(name, letters, letters, c.Width))
		head[i], total = string(c.Name), total+c.Width
	}
	title = strings.Join(titleLines(title, int(perChar*(total-1)/titleSize)), "\n")
	b.at = 0
	b.across(title, titleSize, 10, total, b.title)
	if note != "" {
		b.across(note, b.size, 0, total, b.note)
	}
	b.at++
	b.texts(head, b.header)
	b.head = b.at
	a4, wide, high, yes := paperA4, 1, 0, true
	b.do(b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}))
	b.do(b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	side, top := 0.4, 0.6 // inches
	b.do(b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &yes}))
	b.do(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$%d", name, b.at), Scope: name}))
	b.do(b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}))
	b.do(b.file.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: b.at, TopLeftCell: b.place(1, b.at+1), ActivePane: "bottomLeft"}))
}

// across writes a row of one text over all columns.
func (b *Book) across(text string, size, space, total float64, style int) {
	b.at++
	first, last := b.place(1, b.at), b.place(len(b.columns), b.at)
	b.do(b.file.SetCellStr(b.sheet, first, escaped(text)))
	b.do(b.file.MergeCell(b.sheet, first, last))
	b.do(b.file.SetCellStyle(b.sheet, first, last, style))
	b.do(b.file.SetRowHeight(b.sheet, b.at, min(height(len(wrapped(text, size, total)), size)+space, tallest)))
}

// escapes is what would be read as the escape of a character: 「_x000D_」 is how the format writes a line break.
var escapes = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

func escaped(text string) string { return escapes.ReplaceAllString(text, "_x005F_x${1}_") }

// texts writes the cells of the row at hand and makes it as high as the longest needs.
func (b *Book) texts(cells []string, style int) {
	lines := 1
	for i, text := range cells {
		if text != "" {
			b.do(b.file.SetCellStr(b.sheet, b.place(i+1, b.at), escaped(text)))
		}
		lines = max(lines, len(wrapped(text, b.size, b.columns[i].Width)))
	}
	b.do(b.file.SetCellStyle(b.sheet, b.place(1, b.at), b.place(len(cells), b.at), style))
	b.do(b.file.SetRowHeight(b.sheet, b.at, min(height(lines, b.size), tallest)))
}

// Row writes a row of texts and numbers. What is too high for one goes on in further rows, which 「续」 begins.
func (b *Book) Row(cells ...any) {
	rest := make([][]string, len(cells))
	for i, c := range cells {
		rest[i] = wrapped(fmt.Sprint(c), b.size, b.columns[i].Width)
	}
	most := int((tallest - height(0, b.size)) / (height(1, b.size) - height(0, b.size)))
	for part := 0; part == 0 || slices.ContainsFunc(rest, func(l []string) bool { return len(l) > 0 }); part++ {
		texts := make([]string, len(cells))
		for i, lines := range rest {
			if part == 0 && len(lines) <= most {
				texts[i] = fmt.Sprint(cells[i])
			} else {
				texts[i] = strings.Trim(strings.Join(lines[:min(most, len(lines))], ""), "\n")
			}
			rest[i] = lines[min(most, len(lines)):]
		}
		b.at++
		if part > 0 && texts[0] == "" {
			texts[0] = "续"
		}
		b.texts(texts, b.cell)
		for i, c := range cells {
			if n, ok := c.(int); ok && part == 0 {
				b.do(b.file.SetCellInt(b.sheet, b.place(i+1, b.at), int64(n)))
			}
		}
	}
}

// Empty says so where the sheet at hand has no rows.
func (b *Book) Empty(none string) {
	if b.at == b.head {
		texts := make([]any, len(b.columns))
		for i := range texts {
			texts[i] = ""
		}
		texts[0] = none
		b.Row(texts...)
	}
}

// Bytes ends the workbook. what names it in an error.
func (b *Book) Bytes(what string) ([]byte, error) {
	defer func() { _ = b.file.Close() }()
	b.do(b.file.DeleteSheet("Sheet1"))
	b.do(b.file.UpdateLinkedValue())
	if b.err != nil {
		return nil, fmt.Errorf("files: %s: %w", what, b.err)
	}
	buffer, err := b.file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("files: %s: %w", what, err)
	}
	return buffer.Bytes(), nil
}

// height is what so many lines need, in points.
func height(lines int, size float64) float64 { return 6 + 1.3*size*float64(lines) }

// roomy widens columns until no row is higher than a row may be: what has to be read back cannot go on in another.
func roomy(columns []BookColumn, size float64, rows [][]string) []BookColumn {
	columns = slices.Clone(columns)
	for i := range columns {
		for _, r := range rows {
			for height(len(wrapped(r[i], size, columns[i].Width)), size) > tallest {
				columns[i].Width *= 1.25
			}
		}
	}
	return columns
}
