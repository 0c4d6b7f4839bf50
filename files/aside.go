package files

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
)

// asideShown is how many comments of a sheet, and how many text boxes of a file, are named one by one.
const asideShown = 12

// comments says what comments (批注) stand at the cells of a sheet: they are no part of a list and are not read. One that says
// that somebody has left is a doubt.
func comments(f *excelize.File, sheet string) (unread, doubts []branch.Fault) {
	all, err := f.GetComments(sheet)
	if err != nil {
		return []branch.Fault{{Sheet: sheet, Want: "有批注，没有读入"}}, nil
	}
	for _, c := range all {
		text := clean(strings.TrimPrefix(c.Text, c.Author+":"))
		_, row, err := excelize.CellNameToCoordinates(c.Cell)
		if err != nil || text == "" {
			continue
		}
		about := branch.Fault{Sheet: sheet, Row: row, Value: shortened(branch.MaskPrivate(text)), Want: c.Cell + " 的批注没有读入"}
		if wordsOfLeaving(text) || perhapsLeaving(text) {
			about.Want += "；这一行的党员已经离开的，请删去"
			doubts = append(doubts, about)
		} else {
			unread = append(unread, about)
		}
	}
	return someOf(unread, branch.Fault{Sheet: sheet}, "条批注没有读入"), doubts
}

var (
	drawing = regexp.MustCompile(`^xl/drawings/drawing\d+\.xml$`)
	boxed   = regexp.MustCompile(`(?s)<(?:\w+:)?txBody>.*?</(?:\w+:)?txBody>`)
	run     = regexp.MustCompile(`<(?:\w+:)?t>([^<]*)</(?:\w+:)?t>`)
)

// textBoxes says what stands in text boxes and shapes of a workbook, which are not read.
func textBoxes(f *excelize.File) (unread []branch.Fault) {
	var parts []string
	f.Pkg.Range(func(path, _ any) bool {
		if p, ok := path.(string); ok && drawing.MatchString(p) {
			parts = append(parts, p)
		}
		return true
	})
	slices.Sort(parts)
	for _, p := range parts {
		raw, _ := f.Pkg.Load(p)
		data, _ := raw.([]byte)
		for _, box := range boxed.FindAll(data, maxMerged) {
			var text strings.Builder
			for _, m := range run.FindAllSubmatch(box, -1) {
				text.WriteString(html.UnescapeString(string(m[1])))
			}
			if s := clean(text.String()); s != "" {
				unread = append(unread, branch.Fault{Value: shortened(branch.MaskPrivate(s)), Want: "文本框里的字没有读入"})
			}
		}
	}
	return someOf(unread, branch.Fault{}, "个文本框里的字没有读入")
}

// someOf keeps the first of many, and counts the rest in one.
func someOf(all []branch.Fault, rest branch.Fault, what string) []branch.Fault {
	if len(all) <= asideShown {
		return all
	}
	rest.Want = fmt.Sprintf("另有%d%s", len(all)-asideShown, what)
	return append(all[:asideShown:asideShown], rest)
}

// shortened returns the beginning of a text that is only named.
func shortened(s string) string {
	const most = 30 // characters
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// nameless takes the name of the sheet out of what is said of a file that has only one.
func nameless(all ...[]branch.Fault) {
	for _, faults := range all {
		for i := range faults {
			faults[i].Sheet = ""
		}
	}
}
