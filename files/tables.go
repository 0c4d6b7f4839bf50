package files

import (
	"fmt"
	"unicode/utf8"

	"zhibu/branch"
)

// WriteTables writes an .xlsx file of some sheets, for A4 upright.
func WriteTables(sheets []branch.Table) ([]byte, error) {
	b := NewBook(11, "center")
	for _, t := range sheets {
		columns := make([]BookColumn, len(t.Head))
		for c, h := range t.Head {
			width := utf8.RuneCountInString(h)
			for _, row := range t.Rows {
				width = max(width, utf8.RuneCountInString(fmt.Sprint(row[c])))
			}
			columns[c] = BookColumn{branch.Column(h), float64(min(2*width, 40) + 3)}
		}
		b.Begin(t.Name, t.Title, "", "portrait", columns)
		for _, row := range t.Rows {
			b.Row(row...)
		}
	}
	return b.Bytes("tables")
}
