package register

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// write makes the kind's sheet: all its years, the latest first, a sheet each.
func (k Kind) write(_ *office.Office, tx *store.Tx, b branch.Branch, _ chat.Document, now time.Time) ([]byte, error) {
	return files.WriteTables(k.Tables(tx, b, now))
}

// Tables are the kind's sheets, to be written into a file.
func (k Kind) Tables(tx *store.Tx, b branch.Branch, now time.Time) (list []branch.Table) {
	head := []string{"序号"}
	for _, c := range k.columns() {
		head = append(head, c.Head)
	}
	head = append(head, "登记人", "登记日期", "更正日期")
	for _, e := range k.All(tx, b.ID) {
		year := e.Day().Year()
		if len(list) == 0 || list[len(list)-1].Name != fmt.Sprintf("%d年", year) {
			list = append(list, branch.Table{Name: fmt.Sprintf("%d年", year), Title: fmt.Sprintf("%s%s（%d年）", b.Name, k.SheetTitle, year), Head: head})
		}
		t := &list[len(list)-1]
		row := []any{len(t.Rows) + 1}
		for _, text := range k.cells(e) {
			row = append(row, text)
		}
		logged, corrected := "", ""
		if !e.LoggedAt.IsZero() {
			logged = branch.DateOf(e.LoggedAt).Chinese()
		}
		if was, ok := e.Corrected(); ok {
			corrected = branch.DateOf(was.At).Chinese()
		}
		t.Rows = append(t.Rows, append(row, office.PersonName(tx, b.ID, e.LoggedBy), logged, corrected))
	}
	if len(list) == 0 {
		year := branch.DateOf(now).Year()
		list = append(list, branch.Table{Name: fmt.Sprintf("%d年", year), Title: fmt.Sprintf("%s%s（%d年）", b.Name, k.SheetTitle, year), Head: head})
	}
	return list
}
