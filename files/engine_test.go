package files_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"zhibu/branch"
	"zhibu/files"
	"zhibu/topic/points"
)

// TestTallRows has texts of all lengths in each kind of workbook: none stops it, no row is higher than a page bears or lower
// than its texts need, and nothing is lost.
func TestTallRows(t *testing.T) {
	day := branch.On(2026, 6, 1)
	for _, text := range []string{"", "了解企业生产情况。", strings.Repeat("研", 198), strings.Repeat("企业反映的用地问题，", 90), strings.Repeat("一行\n", 60),
		strings.Repeat("𠮷", 700), strings.Repeat("Microsoft Visual Studio Code ", 60), strings.Repeat("W", 900), "完\n"} {
		name := fmt.Sprintf("%.12s %d", text, len(text))
		ledger := points.Ledger{Branch: "云州支部", Year: 2026, Day: day, Duties: []points.LedgerDuty{{Name: "走访", Lines: []points.LedgerStanding{
			{Subject: "甲公司", Leader: "林致和", Records: []points.LedgerRecord{{Record: branch.Record{Text: text, Day: day}, Logger: "沈岩"}, {Record: branch.Record{Text: "第二次", Day: day}, Logger: "沈岩"}}}}}}}
		table := branch.Table{Name: "表", Title: "标题", Head: []string{"序号", "内容"}, Rows: [][]any{{1, text}, {2, "末"}}}
		for kind, write := range map[string]func() ([]byte, error){
			"the ledger": func() ([]byte, error) { return points.WriteLedger(ledger) },
			"a table":    func() ([]byte, error) { return files.WriteTables([]branch.Table{table}) },
		} {
			data, err := write()
			f := files.Opened(t, data, err)
			sheet := f.GetSheetList()[0]
			rows, _ := f.GetRows(sheet)
			columns := map[int]string{}
			for y := range rows {
				high, _ := f.GetRowHeight(sheet, y+1)
				if high > files.Tallest {
					t.Errorf("%s, %s: row %d is %.0f high", name, kind, y+1, high)
				}
				for x, cell := range rows[y] {
					letters, _ := excelize.ColumnNumberToName(x + 1)
					width, _ := f.GetColWidth(sheet, letters)
					if need := files.Height(len(files.Wrapped(cell, 10, width)), 10); y > 1 && need > high {
						t.Errorf("%s, %s: row %d is %.0f high and needs %.0f", name, kind, y+1, high, need)
					}
					columns[x] += files.Seen(cell)
				}
			}
			want := map[string]string{"the ledger": files.Seen(text) + "第二次", "a table": files.Seen(text) + "末"}[kind]
			if !slices.ContainsFunc(slices.Collect(maps.Values(columns)), func(c string) bool { return strings.HasSuffix(c, want) }) {
				t.Errorf("%s, %s: not all of the text is there, or not what comes after it", name, kind)
			}
		}
	}
}

// TestHostileFiles has each hostile text in each place of each file that goes out. The file opens, nothing in it is
// computed or a link, and what can be seen of the text stands in it.
func TestHostileFiles(t *testing.T) {
	day := branch.On(2026, 6, 1)
	texts := files.HostileTexts()
	ledger := points.Ledger{Branch: "=支部<b>", Year: 2026, Day: day, Duties: []points.LedgerDuty{{Name: "=每季度走访"}},
		Sheets: []branch.Sheet{{Name: "=诉求", Title: "=诉求", Columns: []branch.SheetColumn{{Name: "=诉求", Width: 30}, {Name: "<b>答复", Width: 30}}}}}
	tables := branch.Table{Name: "表", Title: "=表", Head: []string{"=甲", "<b>乙", "丙"}}
	doc := files.Document{Title: "=题<b>", Under: "&下", Parts: []files.Part{{Signed: []string{"<b>支部", "=日"}}}}
	grid := [][]string{{"=甲", "<乙>"}}
	var slips []files.Invitation
	for i, text := range texts {
		name := string([]rune(text)[:min(60, len([]rune(text)))]) // a name is no longer
		id := branch.ContactID(i + 1)
		record := points.LedgerRecord{Record: branch.Record{Branch: 1, ID: branch.RecordID(i + 1), Contact: id, Activities: []branch.Activity{branch.Visit},
			Day: day, Text: "记" + text, LoggedAt: day.At(9, 0)}, Went: []string{"往" + name}, Logger: "登" + name}
		ledger.Firms = append(ledger.Firms, points.LedgerFirm{Contact: branch.Contact{Branch: 1, ID: id, Name: name, PartyOrg: "组" + name}, Leader: "领" + name, Group: name,
			Liaison: "联" + name, Records: []points.LedgerRecord{record}, Pairings: []points.LedgerPairing{{Until: day, Leader: name, Liaison: name}}})
		ledger.Duties[0].Lines = append(ledger.Duties[0].Lines, points.LedgerStanding{Subject: name, Leader: name, Records: []points.LedgerRecord{record},
			Lapse: branch.Lapse{Reason: "因" + text}, LapseBy: name})
		ledger.Sheets[0].Rows = append(ledger.Sheets[0].Rows, []string{"求" + text, "答" + text})
		tables.Rows = append(tables.Rows, []any{text, i, "表" + text})
		doc.Parts = append(doc.Parts, files.Part{Heading: "题" + text}, files.Part{Text: "段" + text})
		grid = append(grid, []string{text, "格" + text})
		slips = append(slips, files.Invitation{Name: "名" + text, Group: "组" + text, Code: text, Link: "https://t.me/x?start=" + strconv.Itoa(i)})
	}
	doc.Parts = append(doc.Parts, files.Part{Table: grid})
	for _, file := range []struct {
		name, marks string // before each text, so that none passes for another
		write       func() ([]byte, error)
		read        func(*testing.T, []byte) string
	}{
		{"the ledger", "记往登求答", func() ([]byte, error) { return points.WriteLedger(ledger) }, files.SheetTexts},
		{"tables", "表", func() ([]byte, error) { return files.WriteTables([]branch.Table{tables}) }, files.SheetTexts},
		{"a document", "题段格", func() ([]byte, error) { return files.WriteDocument(doc) }, files.DocumentText},
		{"the invitations", "名组", func() ([]byte, error) { return files.InvitationSheet("=支部<b>", "&", slips) }, files.DocumentText},
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
				if want := files.Seen(fmt.Sprintf("%c%s", mark, text)); !strings.Contains(got, want) && missing < 5 {
					missing++
					t.Errorf("%s has no %.60q", file.name, want)
				}
			}
		}
	}
}
