package files

import (
	"fmt"
	"unicode/utf8"

	"zhibu/branch"
)

// WriteTables writes an .xlsx file of some sheets, for A4 upright.
func WriteTables(sheets []branch.Table) ([]byte, error) {
	b := begun(11, "center")
	for _, t := range sheets {
		columns := make([]bookColumn, len(t.Head))
		for c, h := range t.Head {
			width := utf8.RuneCountInString(h)
			for _, row := range t.Rows {
				width = max(width, utf8.RuneCountInString(fmt.Sprint(row[c])))
			}
			columns[c] = bookColumn{branch.Column(h), float64(min(2*width, 40) + 3)}
		}
		b.begin(t.Name, t.Title, "", "portrait", columns)
		for _, row := range t.Rows {
			b.row(row...)
		}
	}
	return b.bytes("tables")
}
