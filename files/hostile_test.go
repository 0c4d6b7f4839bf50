package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
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

// TestHostileFiles has each hostile text in each place of each file that goes out. The file opens, nothing in it is
// computed or a link, and what can be seen of the text stands in it.
func TestHostileFiles(t *testing.T) {
	day := branch.On(2026, 6, 1)
	texts := hostileTexts()
	ledger := branch.Ledger{Branch: "=支部<b>", Year: 2026, Day: day, Duties: []branch.LedgerDuty{{Name: "=每季度走访"}},
		Sheets: []branch.Sheet{{Name: "=诉求", Title: "=诉求", Columns: []branch.SheetColumn{{Name: "=诉求", Width: 30}, {Name: "<b>答复", Width: 30}}}}}
	tables := branch.Table{Name: "表", Title: "=表", Head: []string{"=甲", "<b>乙", "丙"}}
	doc := Document{Title: "=题<b>", Under: "&下", Signed: []string{"<b>支部", "=日"}}
	grid := [][]string{{"=甲", "<乙>"}}
	var slips []Invitation
	for i, text := range texts {
		name := string([]rune(text)[:min(60, len([]rune(text)))]) // a name is no longer
		id := branch.ContactID(i + 1)
		record := branch.LedgerRecord{Record: branch.Record{Branch: 1, ID: branch.RecordID(i + 1), Contact: id, Activities: []branch.Activity{branch.Visit},
			Day: day, Text: "记" + text, LoggedAt: day.At(9, 0)}, Went: []string{"往" + name}, Logger: "登" + name}
		ledger.Firms = append(ledger.Firms, branch.LedgerFirm{Contact: branch.Contact{Branch: 1, ID: id, Name: name, PartyOrg: "组" + name}, Leader: "领" + name, Group: name,
			Liaison: "联" + name, Records: []branch.LedgerRecord{record}, Pairings: []branch.LedgerPairing{{Until: day, Leader: name, Liaison: name}}})
		ledger.Duties[0].Lines = append(ledger.Duties[0].Lines, branch.LedgerStanding{Subject: name, Leader: name, Records: []branch.LedgerRecord{record},
			Lapse: branch.Lapse{Reason: "因" + text}, LapseBy: name})
		ledger.Sheets[0].Rows = append(ledger.Sheets[0].Rows, []string{"求" + text, "答" + text})
		tables.Rows = append(tables.Rows, []any{text, i, "表" + text})
		doc.Parts = append(doc.Parts, Part{Heading: "题" + text}, Part{Text: "段" + text})
		grid = append(grid, []string{text, "格" + text})
		slips = append(slips, Invitation{Name: "名" + text, Group: "组" + text, Code: text, Link: "https://t.me/x?start=" + strconv.Itoa(i)})
	}
	doc.Parts = append(doc.Parts, Part{Table: grid})
	for _, file := range []struct {
		name, marks string // before each text, so that none passes for another
		write       func() ([]byte, error)
		read        func(*testing.T, []byte) string
	}{
		{"the ledger", "记往登求答", func() ([]byte, error) { return WriteLedger(ledger) }, sheetTexts},
		{"tables", "表", func() ([]byte, error) { return WriteTables([]branch.Table{tables}) }, sheetTexts},
		{"a document", "题段格", func() ([]byte, error) { return WriteDocument(doc) }, documentText},
		{"the invitations", "名组", func() ([]byte, error) { return InvitationSheet("=支部<b>", "&", slips) }, documentText},
	} {
		data, err := file.write()
		if err != nil {
			t.Errorf("%s: %v", file.name, err)
			continue
		}
		got, missing := file.read(t, data), 0
		for _, text := range texts {
			for _, mark := range file.marks {
				if mark == '往' || mark == '登' {
					text = string([]rune(text)[:min(60, len([]rune(text)))])
				}
				if want := seen(fmt.Sprintf("%c%s", mark, text)); !strings.Contains(got, want) && missing < 5 {
					missing++
					t.Errorf("%s has no %.60q", file.name, want)
				}
			}
		}
	}
}
