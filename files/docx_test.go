package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibu/branch"
)

// TestDocument reads a .docx back: the oath unaltered, every paragraph and cell there, markup as text.
const ours = "中共云州市委台办机关党支部"

func TestDocument(t *testing.T) {
	data, err := WriteDocument(Document{Title: "政治生日心得体会", Parts: []Part{{Heading: "入党誓词"}, {Text: branch.Oath},
		{Heading: "王志远（2026年）"}, {Text: "第一段。\n\n第二段 <b>&\"</b>。"}, {Text: "第三条消息。"}, {Heading: "买买提·艾力（2025年）"}, {Text: "㛃䶮𠮷"},
		{Table: [][]string{{"日期", "姓名"}, {"2026年6月3日", "=1+1"}}}, {Signed: []string{ours, "2026年6月3日"}}}})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(part.Name, err)
			}
			if s, ok := token.(xml.StartElement); ok && s.Name.Local == "t" {
				var text string
				if err := d.DecodeElement(&text, &s); err != nil {
					t.Fatal(err)
				}
				if text != "" {
					got = append(got, text)
				}
			}
		}
	}
	want := []string{"政治生日心得体会", "入党誓词", branch.Oath, "王志远（2026年）", "第一段。", "第二段 <b>&\"</b>。", "第三条消息。", "买买提·艾力（2025年）", "㛃䶮𠮷", "日期", "姓名", "2026年6月3日", "=1+1", ours, "2026年6月3日", "— ", "1", " —", "— ", "1", " —"}
	if !slices.Equal(got, want) {
		t.Errorf("reads %q", got)
	}
}

func TestTables(t *testing.T) {
	data, err := WriteTables([]branch.Table{
		{Name: "政治生日", Title: "标题", Head: []string{"序号", "姓名"}, Rows: [][]any{{1, "=1+1"}, {2, "买买提·艾力"}}},
		{Name: "光荣在党50年", Title: "空的", Head: []string{"序号", "姓名", "党龄"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	first, _ := f.GetRows("政治生日")
	second, _ := f.GetRows("光荣在党50年")
	if len(first) != 4 || first[2][1] != "=1+1" || first[3][0] != "2" || len(second) != 2 || second[1][2] != "党龄" {
		t.Errorf("reads %q and %q", first, second)
	}
	if formula, _ := f.GetCellFormula("政治生日", "B3"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
}
