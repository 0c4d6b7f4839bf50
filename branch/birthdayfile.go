package branch

// Table is one sheet of a file that an officer is sent.
type Table struct {
	Name  string // of the sheet
	Title string
	Head  []string
	Rows  [][]any // texts and whole numbers
}

// Book is what members have shared with the branch, to be printed.
type Book struct {
	Branch   string
	Day      Date
	Chapters []Chapter
}

// Chapter is what one of them wrote.
type Chapter struct {
	Heading    string
	Paragraphs []string
}
