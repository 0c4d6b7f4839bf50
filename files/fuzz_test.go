package files

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibu/branch"
)

// sound fails the test on a roster that was read and cannot be so.
func sound(t *testing.T, r branch.Roster, faults []branch.Fault) {
	if len(r.People) == 0 {
		t.Fatal("a roster of nobody")
	}
	rows := map[int]bool{}
	for _, p := range r.People {
		if ok := p.Name != "" && p.Group != "" && p.Joined != 0 && (p.Full == 0 || p.Joined <= p.Full); !ok && len(faults) == 0 {
			t.Fatalf("taken without a fault: %+v", p)
		}
		for _, s := range []string{p.Name, p.Group, p.Section, p.Title, p.Note} {
			if s != clean(s) {
				t.Fatalf("not clean: %q", s)
			}
		}
		if rows[p.Row] || p.Row < 1 {
			t.Fatalf("two people in row %d", p.Row)
		}
		rows[p.Row] = true
	}
	if len(faults) > 0 {
		return
	}
	// Taken over, the branch must say the same as the file.
	f, faults := branch.Establish(r, "某支部", branch.On(2026, 6, 1))
	if len(faults) > 0 {
		return
	}
	f.SetID(1)
	k := branch.Known{Branch: f.Branch, Members: f.Members, Groups: f.Groups, Contacts: f.Contacts}
	for i := range r.People { // marks of somebody else's export
		r.People[i].Mark = ""
	}
	d, faults := branch.Compare(k, r, nil, branch.On(2026, 6, 1))
	if len(faults) > 0 || len(d.People)+len(d.Absent)+len(d.Asks) > 0 {
		t.Fatalf("founded from a file, compared with the same: %+v, faults %v", d, faults)
	}
}

// FuzzText reads a text table in whatever encoding.
func FuzzText(f *testing.F) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(untidy)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{untidy, gbk, "\uFEFF" + strings.ReplaceAll(untidy, ",", "\t"), header + "李明,第一党小组,\"a\"\"b\n,c\",,1998.7,1999/7/1,\n"} {
		f.Add([]byte(s))
	}
	f.Add(readFile(f, "testdata/rosters/python-utf16be-no-bom.csv"))
	f.Add(readFile(f, "testdata/rosters/libreoffice-utf16.csv"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if hasPrefix(data, "PK") {
			return
		}
		if r, err := readRoster(data); err == nil {
			faults := r.Faults
			sound(t, r, faults)
		}
	})
}

// FuzzSheet reads a workbook whose sheet is anything.
func FuzzSheet(f *testing.F) {
	const cell = `<c t="inlineStr"><is><t>%s</t></is></c>`
	row := func(texts ...string) string {
		var b strings.Builder
		for _, text := range texts {
			b.WriteString(strings.Replace(cell, "%s", text, 1))
		}
		return "<row>" + b.String() + "</row>"
	}
	head := row("姓名", "党小组", "入党时间", "转正时间", "系统编号")
	f.Add(sheetXML(head+row("李明", "第一党小组", "1998-7-1", "1999-7-1", "B1M1")+row("王五", "", "1998-7-1", "", "B1M1")) + `<mergeCells><mergeCell ref="B2:B3"/></mergeCells>`)
	f.Add(sheetXML(head + `<row r="9"><c r="A9" t="s"><v>3</v></c><c r="C9" s="2"><v>35977</v></c><c r="XFD9"/></row>`))
	f.Add(sheetXML(head + `<row><c><f>1+1</f></c></row>`))
	f.Fuzz(func(t *testing.T, xml string) {
		if r, err := readRoster(zipped(t, map[string]string{"xl/worksheets/sheet1.xml": xml})); err == nil {
			faults := r.Faults
			sound(t, r, faults)
		}
	})
}
