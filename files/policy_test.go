package files

import (
	"bytes"
	"errors"
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
	w, err := ReadWords(data)
	if err != nil {
		t.Fatal(err)
	}
	return branch.ReadArticles(w.Text)
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
		if w, err := ReadWords(data); err == nil {
			t.Errorf("%s is read: %q", name, w.Text[:min(len(w.Text), 40)])
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
		w, err := ReadWords(data)
		text := w.Text
		if err != nil {
			if text != "" {
				t.Fatal("a text with an error")
			}
			return
		}
		if len(text) > maxWords {
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

// TestPolicySheet reads a policy of a workbook as it would be printed: neither what is struck, whole or in part, nor what is hidden.
func TestPolicySheet(t *testing.T) {
	f := workbook(t, map[string][][]any{"措施": {{"1", "甲", "县"}, {"2", "废止", "县"}, {"3", "废丙", "县"}, {"4", "丁", "县"}}, "旧": {{"1", "旧"}}})
	i, err := f.GetSheetIndex("措施")
	if err != nil {
		t.Fatal(err)
	}
	f.SetActiveSheet(i)
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
	if err := errors.Join(err, f.SetCellStyle("措施", "A2", "C2", style), f.SetColVisible("措施", "C", false), f.SetRowVisible("措施", 4, false), f.SetSheetVisible("旧", false),
		f.SetCellRichText("措施", "B3", []excelize.RichTextRun{{Text: "废", Font: &excelize.Font{Strike: true}}, {Text: "丙"}})); err != nil {
		t.Fatal(err)
	}
	w, err := ReadWords(written(t, f))
	if want := "1. 甲\n3. 丙"; err != nil || w.Text != want || strings.Join(w.Passed, "、") != "「旧」表（隐藏）、划掉的文字（3处）、隐藏的文字（6处）" {
		t.Errorf("%q, %q, %v", w.Text, w.Passed, err)
	}
}

// TestPolicyLineEnds: an article begins a line, whatever ends the one before.
func TestPolicyLineEnds(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029"} {
		w, err := ReadWords([]byte("第一条 甲。" + end + "第二条 乙。" + end))
		if list := branch.ReadArticles(w.Text); err != nil || len(list) != 2 || list[0].Text != "甲。" {
			t.Errorf("%q: %+v, %v", end, list, err)
		}
	}
}
