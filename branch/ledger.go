package branch

// Sheet is a table of a matter in the ledger.
type Sheet struct {
	Name    string // of its tab
	Title   string
	Columns []SheetColumn
	Rows    [][]string
	Unit    string // as which its rows are counted, 诉求 %d 件; "": they are not
}

// SheetColumn is a column of a Sheet.
type SheetColumn struct {
	Name  string
	Width float64 // in characters of the sheet's font
}
