package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"
	"zhibu/world/rig"
)

func hostileTexts() []string {
	return append(rig.Texts(), strings.Repeat("长", 500), strings.Repeat("<", 500), strings.Repeat("&", 500))
}

// seen leaves what can be seen of a text, however it is set.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) || unicode.IsSpace(r) || r == '\ufffd' {
			return -1
		}
		return r
	}, s)
}

// sheetTexts opens a file of sheets, holds that no cell is a formula or a link, and gives the text of all.
func sheetTexts(t *testing.T, data []byte) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var all strings.Builder
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		columns := map[int]string{} // what goes on in a further row, joined
		for y, row := range rows {
			for x, cell := range row {
				columns[x] += seen(cell)
				name, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if f, _ := book.GetCellFormula(sheet, name); f != "" {
					t.Errorf("%q is a formula in %s", f, name)
				}
				if link, _, _ := book.GetCellHyperLink(sheet, name); link {
					t.Errorf("%q is a link in %s", cell, name)
				}
				if kind, _ := book.GetCellType(sheet, name); strings.HasPrefix(cell, "=") && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
					t.Errorf("%q is of type %v in %s", cell, kind, name)
				}
				all.WriteString(seen(cell) + "\n")
			}
		}
		for _, c := range columns {
			all.WriteString(c + "\n")
		}
	}
	return all.String()
}

// documentText reads a Word document as XML, part by part, and gives its text; w:instrText would be a field that is computed.
func documentText(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, part := range z.File {
		if !strings.HasSuffix(part.Name, ".xml") && !strings.HasSuffix(part.Name, ".rels") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		in := ""
		for d := xml.NewDecoder(r); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", part.Name, err)
			}
			switch x := token.(type) {
			case xml.StartElement:
				if in = x.Name.Local; part.Name == "word/document.xml" && (in == "instrText" || in == "hyperlink" || in == "fldSimple") {
					t.Errorf("a text has become a %s", in)
				}
				if in == "p" {
					all.WriteString("\n")
				}
			case xml.CharData:
				if in == "t" {
					all.WriteString(seen(string(x)))
				}
			}
		}
		r.Close()
	}
	return all.String()
}
