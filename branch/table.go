package branch

// Table is one sheet of a file that somebody is sent.
type Table struct {
	Name  string // of the sheet
	Title string
	Head  []string
	Rows  [][]any // texts and whole numbers
}
