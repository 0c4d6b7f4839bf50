package files

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// marks are what a sheet says of its rows and columns beside their texts: what is hidden, and what is struck through.
type marks struct {
	hiddenRows    map[int]bool // from 1; a row that a filter leaves out is hidden, too
	hiddenColumns map[int]bool // from 0
	struck        map[int]map[int]bool
	partly        map[int]map[int]string // of cells with some characters struck, those that are not
}

// struckStyles tells which styles of cells are struck through.
func struckStyles(f *excelize.File) map[int]bool {
	all := map[int]bool{}
	if f.Styles == nil || f.Styles.CellXfs == nil || f.Styles.Fonts == nil {
		return all
	}
	for i, xf := range f.Styles.CellXfs.Xf {
		if xf.FontID == nil || *xf.FontID < 0 || *xf.FontID >= len(f.Styles.Fonts.Font) {
			continue
		}
		if font := f.Styles.Fonts.Font[*xf.FontID]; font != nil && font.Strike != nil && font.Strike.Val != nil && *font.Strike.Val {
			all[i] = true
		}
	}
	return all
}

// strike is how much of a text is struck through.
type strike int

const (
	plain strike = iota
	someStruck
	allStruck
)

// struckText is a text of which something is struck: all of it, if nothing is left.
type struckText struct {
	how  strike
	left string
}

// struckTexts tells which shared texts are struck through, from their first character to the last or in part.
func struckTexts(f *excelize.File) map[int]struckText {
	part, _ := f.Pkg.Load("xl/sharedStrings.xml")
	data, _ := part.([]byte)
	if !bytes.Contains(data, []byte("strike")) {
		return nil
	}
	return strikes(data)
}

// strikes reads texts in runs, those of all cells (si) or of one (is): which of them are struck.
func strikes(data []byte) map[int]struckText {
	all := map[int]struckText{}
	var left strings.Builder
	d := xml.NewDecoder(bytes.NewReader(data))
	at, struck, some, rest, inText := -1, false, false, false, false
	for {
		token, err := d.RawToken()
		if err != nil {
			return all
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "si", "is":
				at, some, rest, struck = at+1, false, false, false
				left.Reset()
			case "r":
				struck = false
			case "strike":
				struck = on(token)
			case "t":
				inText = true
			}
		case xml.CharData:
			if inText && !struck {
				left.Write(token)
			}
			if inText && strings.TrimSpace(string(token)) != "" {
				some, rest = some || struck, rest || !struck
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "t":
				inText = false
			case "si", "is":
				if some && rest {
					all[at] = struckText{someStruck, left.String()}
				} else if some {
					all[at] = struckText{how: allStruck}
				}
			}
		}
	}
}

// on reports whether an element that is on by being there has not been switched off.
func on(e xml.StartElement) bool {
	for _, a := range e.Attr {
		if a.Name.Local == "val" {
			return a.Value != "0" && a.Value != "false"
		}
	}
	return true
}

// readMarks finds the marks in the XML of a sheet: excelize would build the whole of it to tell them.
func readMarks(part []byte, styles map[int]bool, texts map[int]struckText) marks {
	m := marks{map[int]bool{}, map[int]bool{}, map[int]map[int]bool{}, map[int]map[int]string{}}
	row, column := 0, -1
	for rest := part; ; {
		open := bytes.IndexByte(rest, '<')
		if open < 0 {
			return m
		}
		rest = rest[open+1:]
		end := bytes.IndexByte(rest, '>')
		if end < 0 {
			return m
		}
		tag := rest[:end]
		rest = rest[end+1:]
		name, attrs, _ := bytes.Cut(tag, []byte(" "))
		if _, local, prefixed := bytes.Cut(name, []byte(":")); prefixed {
			name = local
		}
		switch string(name) {
		case "col":
			first, last := numberAttr(attrs, "min", 1), numberAttr(attrs, "max", 1)
			for c := first; hiddenAttr(attrs) && c <= min(last, maxColumns); c++ {
				m.hiddenColumns[c-1] = true
			}
		case "row", "row/":
			row, column = numberAttr(attrs, "r", row+1), -1
			if hiddenAttr(attrs) {
				m.hiddenRows[row] = true
			}
		case "c":
			column++
			if at, _, err := excelize.CellNameToCoordinates(attr(attrs, "r")); err == nil {
				column = at - 1
			}
			var text struckText
			switch kind := attr(attrs, "t"); {
			case styles[numberAttr(attrs, "s", 0)]:
				text.how = allStruck
			case len(texts) > 0 && kind == "s":
				text = texts[valueOf(rest)]
			case kind == "inlineStr":
				inside, _, _ := bytes.Cut(rest[:min(len(rest), 4*maxText)], []byte("</c>"))
				if bytes.Contains(inside, []byte("strike")) {
					text = strikes(inside)[0]
				}
			}
			switch {
			case column >= maxColumns:
			case text.how == allStruck:
				put(m.struck, row, column, true)
			case text.how == someStruck:
				put(m.partly, row, column, text.left)
			}
		}
	}
}

func put[T any](all map[int]map[int]T, row, column int, v T) {
	if all[row] == nil {
		all[row] = map[int]T{}
	}
	all[row][column] = v
}

// valueOf is the number in the value of the cell whose content begins here; -1 if it has none.
func valueOf(rest []byte) int {
	cell, _, _ := bytes.Cut(rest[:min(len(rest), 200)], []byte("/c>"))
	_, value, found := bytes.Cut(cell, []byte("v>"))
	digits, _, closed := bytes.Cut(value, []byte("<"))
	n, err := strconv.Atoi(string(digits))
	if !found || !closed || err != nil {
		return -1
	}
	return n
}

// attr returns an attribute of a tag, "" if there is none.
func attr(attrs []byte, name string) string {
	for rest := attrs; ; {
		i := bytes.Index(rest, []byte(name+`="`))
		if i < 0 {
			return ""
		}
		value, _, _ := bytes.Cut(rest[i+len(name)+2:], []byte(`"`))
		if i == 0 || rest[i-1] == ' ' || rest[i-1] == '\n' {
			return string(value)
		}
		rest = rest[i+len(name)+2:]
	}
}

func numberAttr(attrs []byte, name string, otherwise int) int {
	if n, err := strconv.Atoi(attr(attrs, name)); err == nil {
		return n
	}
	return otherwise
}

func hiddenAttr(attrs []byte) bool {
	s := attr(attrs, "hidden")
	return s == "1" || s == "true"
}
