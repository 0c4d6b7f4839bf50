package files

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibu/branch"
)

func articlesIn(t testing.TB, data []byte) []branch.Article {
	t.Helper()
	text, _, err := ReadPolicy(data)
	if err != nil {
		t.Fatal(err)
	}
	return branch.ReadArticles(text)
}

func rowsFile(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func textFile(t testing.TB, lines ...string) []byte {
	t.Helper()
	d := Document{Title: "关于促进两岸经济文化交流合作的若干措施"}
	for _, l := range lines {
		d.Parts = append(d.Parts, Part{Text: l})
	}
	data, err := WriteDocument(d)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestReadPolicy reads the same two articles from each kind of file, however it numbers them.
func TestReadPolicy(t *testing.T) {
	lines := []string{"第一章　总则", "第一条　支持台资企业参与重大项目。", "第二条　贷款贴息：", "（一）年利率百分之三；", "（二）期限三年。"}
	text := strings.Join(lines, "\r\n")
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{".docx": textFile(t, lines...), "UTF-8": []byte(text), "with a mark": []byte("\ufeff" + text), "GB18030": []byte(gbk),
		"in one column": rowsFile(t, []any{"若干措施"}, []any{lines[1]}, []any{lines[2]}, []any{lines[3]}, []any{lines[4]}),
		"in two":        rowsFile(t, []any{"第一条", "支持台资企业参与重大项目。"}, []any{"第二条", "贷款贴息："}, []any{"", "（一）年利率百分之三；"}, []any{"", "（二）期限三年。"})} {
		list := articlesIn(t, data)
		if len(list) != 2 || list[0].No != "第一条" || list[0].Text != "支持台资企业参与重大项目。" || list[1].Text != "贷款贴息：\n（一）年利率百分之三；\n（二）期限三年。" {
			t.Errorf("%s: %q", name, list)
		}
	}
	numbered := articlesIn(t, rowsFile(t, []any{"序号", "措施"}, []any{1, "用电增容优先办理"}, []any{2, "用工补贴"}))
	if len(numbered) != 2 || numbered[1] != (branch.Article{No: "2", Text: "用工补贴"}) {
		t.Errorf("numbered rows: %q", numbered)
	}
	for name, data := range map[string][]byte{"PDF": []byte("%PDF-1.7 x"), "a broken zip": []byte("PK\x03\x04 x"), "RTF": []byte(`{\rtf1 x}`),
		"an old .doc": []byte("\xD0\xCF\x11\xE0 x"), "a picture": []byte("\xFF\xD8\xFF x"), "too long": []byte(strings.Repeat("第一条 长。\n", 200_000))} {
		if text, _, err := ReadPolicy(data); err == nil {
			t.Errorf("%s is read: %q", name, text[:min(len(text), 40)])
		} else if s := err.Error(); !utf8.ValidString(s) || len(s) < 12 {
			t.Errorf("%s is refused with %q", name, s)
		}
	}
}

// FuzzReadPolicy reads anything: what is read is clean enough to be cut into articles that fit a row.
func FuzzReadPolicy(f *testing.F) {
	f.Add([]byte("第一条 甲。\n第二条 乙。"))
	f.Add(textFile(f, "第一条 甲。"))
	f.Add(rowsFile(f, []any{1, "甲"}, []any{"二、", "乙"}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _, err := ReadPolicy(data)
		if err != nil {
			if text != "" {
				t.Fatal("a text with an error")
			}
			return
		}
		if len(text) > maxPolicy {
			t.Fatal("too long")
		}
		for _, a := range branch.ReadArticles(text) {
			if a.No == "" || a.Text == "" || len([]rune(a.Text)) > 3000 {
				t.Fatalf("an article %q of %d bytes", a.No, len(a.Text))
			}
		}
	})
}

// TestPolicyCorpus keeps the corpus there: without it the fuzz target starts from nothing.
func TestPolicyCorpus(t *testing.T) {
	if found, _ := filepath.Glob("testdata/fuzz/FuzzReadPolicy/*"); len(found) < 5 {
		t.Errorf("%d files", len(found))
	}
	if _, err := os.Stat("testdata/fuzz/FuzzReadPolicy"); err != nil {
		t.Error(err)
	}
}
