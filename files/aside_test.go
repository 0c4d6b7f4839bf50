package files

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
)

// TestAside: comments and text boxes are no part of a list, and are said not to be read; a comment that somebody has left is asked
// about.
func TestAside(t *testing.T) {
	f := workbook(t, map[string][][]any{"名册": {{"姓名", "党小组", "入党时间", "转正时间"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1"},
		{"周䶮", "第一党小组", "2001、7、1", "2002年7月1"}}})
	for cell, text := range map[string]string{"A2": "电话 13800138000", "A3": "2025年已调出", "D3": "待核实"} {
		if err := f.AddComment("名册", excelize.Comment{Cell: cell, Author: "高远山", Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.AddShape("名册", &excelize.Shape{Cell: "F2", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "另有"}, {Text: "陈静一名 & 其他"}}}); err != nil {
		t.Fatal(err)
	}
	r, faults, err := ReadRoster("", written(t, f))
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	if p := r.People[1]; p.Joined != branch.On(2001, 7, 1) || p.Full != branch.On(2002, 7, 1) {
		t.Errorf("%s: %s, %s", p.Name, p.Joined, p.Full)
	}
	for _, want := range []branch.Fault{
		{Row: 2, Value: "电话 [手机号]", Want: "A2 的批注没有读入"},
		{Row: 3, Value: "待核实", Want: "D3 的批注没有读入"},
		{Value: "另有陈静一名 & 其他", Want: "文本框里的字没有读入"},
	} {
		if !slices.Contains(r.Unread, want) {
			t.Errorf("%+v is not said: %+v", want, r.Unread)
		}
	}
	if !slices.Contains(r.Doubts, branch.Fault{Row: 3, Value: "2025年已调出", Want: "A3 的批注没有读入；这一行的党员已经离开的，请删去"}) {
		t.Errorf("who has left by a comment is not asked about: %+v", r.Doubts)
	}
}

// TestManyAside: many comments are counted, not listed.
func TestManyAside(t *testing.T) {
	rows := [][]any{{"姓名", "党小组", "入党时间", "转正时间"}}
	for range 40 {
		rows = append(rows, []any{"李明", "第一党小组", "1998-7-1", "1999-7-1"})
	}
	f := workbook(t, map[string][][]any{"名册": rows})
	for i := range 40 {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		if err := f.AddComment("名册", excelize.Comment{Cell: cell, Author: "某", Text: "核对过"}); err != nil {
			t.Fatal(err)
		}
	}
	r, _, err := ReadRoster("", written(t, f))
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, u := range r.Unread {
		if strings.Contains(u.Want, "批注") {
			said++
		}
	}
	if said != asideShown+1 || !slices.ContainsFunc(r.Unread, func(u branch.Fault) bool { return u.Want == "另有28条批注没有读入" }) {
		t.Errorf("%d lines: %+v", said, r.Unread)
	}
}

// TestBrokenComments: what cannot be read beside a list does not keep the list from being read.
func TestBrokenComments(t *testing.T) {
	f := workbook(t, map[string][][]any{"名册": {{"姓名", "党小组", "入党时间", "转正时间"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1"}}})
	if err := f.AddComment("名册", excelize.Comment{Cell: "A2", Author: "某", Text: "核对过"}); err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(written(t, f)), int64(len(written(t, f))))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range in.File {
		to, _ := w.Create(part.Name)
		from, _ := part.Open()
		if strings.HasPrefix(part.Name, "xl/comments") {
			io.WriteString(to, "<comments><commentList><comment ref=")
		} else {
			io.Copy(to, from)
		}
	}
	w.Close()
	r, faults, err := ReadRoster("", out.Bytes())
	if err != nil || len(faults) > 0 || len(r.People) != 1 {
		t.Fatal(r.People, faults, err)
	}
	if !slices.ContainsFunc(r.Unread, func(u branch.Fault) bool { return u.Want == "有批注，没有读入" }) {
		t.Errorf("%+v", r.Unread)
	}
}

// TestDoubtedRows: what a list says of its rows beside them is asked about.
func TestDoubtedRows(t *testing.T) {
	head := []any{"姓名", "党小组", "入党时间", "转正时间"}
	one := func(name string) []any { return []any{name, "第一党小组", "1998-7-1", "1999-7-1"} }
	for _, c := range []struct {
		name string
		rows [][]any
		said string // "" for nothing
	}{
		{"a total that is right", [][]any{head, one("李明"), one("周䶮"), {"合计：2人"}}, ""},
		{"a total that is not", [][]any{head, one("李明"), one("周䶮"), {"共计3人"}}, "名册里读到2人，请核对"},
		{"a sum of a group", [][]any{head, one("李明"), {"小计：1人"}, one("周䶮"), {"小计：1人"}}, ""},
		{"members who move about", [][]any{head, one("李明"), {"流动党员"}, one("周䶮")}, "写在「流动党员」下面，也读入了；不是本支部党员的，请删去"},
		{"those who are to go", [][]any{head, one("李明"), {"二、拟转出党员"}, one("周䶮")}, "写在「二、拟转出党员」下面，也读入了；不是本支部党员的，请删去"},
		{"another heading after it", [][]any{head, {"流动党员"}, one("李明"), {"在册党员"}, one("周䶮")}, "写在「流动党员」下面，也读入了；不是本支部党员的，请删去"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, faults, err := ReadRoster("", written(t, workbook(t, map[string][][]any{"名册": c.rows})))
			if err != nil || len(faults) > 0 || len(r.People) != 2 {
				t.Fatal(len(r.People), faults, err)
			}
			if c.said == "" && len(r.Doubts) > 0 || c.said != "" && (len(r.Doubts) != 1 || r.Doubts[0].Want != c.said) {
				t.Errorf("asked about: %+v", r.Doubts)
			}
		})
	}
}

// TestClosedEnterprises: an enterprise that a word in its row says to be closed is asked about; one in whose name such a word is
// its business is not.
func TestClosedEnterprises(t *testing.T) {
	people := [][]any{{"姓名", "党小组", "入党时间", "转正时间"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1"}}
	for name, row := range map[string][]any{"": {"云州清算事务所", "李明", ""}, "已注销": {"云州甲公司", "李明", "已注销"}, "乙公司（已破产）": {"乙公司（已破产）", "李明", ""}} {
		r, faults, err := ReadRoster("", written(t, workbook(t, map[string][][]any{"名册": people, "联系点": {{"企业名称", "联络员", "备注"}, row}})))
		if err != nil || len(faults) > 0 || len(r.Contacts) != 1 {
			t.Fatal(name, len(r.Contacts), faults, err)
		}
		if want := "这一行写着「" + name + "」，也读入了；不再联系的，请删去这一行"; (len(r.Doubts) > 0) != (name != "") || name != "" && r.Doubts[0].Want != want {
			t.Errorf("%q: asked about %+v", name, r.Doubts)
		}
	}
}
