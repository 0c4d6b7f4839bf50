package files

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhibu/world/printer"
)

// fullPages has what is counted on a printed page.
func fullPages() Document {
	long := strings.Repeat("坚持党的群众路线是我们一切工作的出发点和落脚点", 60)
	return Document{Title: "会议记录", Parts: []Part{{Break: true}, {Text: long}, {Text: long}}}
}

// counted counts on printed pages what GB/T 9704-2012 asks of them: 22 lines of 28 characters, the page number 7 mm below them, at the
// right of odd pages and at the left of even ones.
func counted(t *testing.T, pages []printer.Page) {
	const block = (297 - 35) * 72 / 25.4 // the foot of the text, in points from the top
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	for n := 1; n < 3; n++ { // the second and the third are full
		page := pages[n]
		text := page.Lines[:len(page.Lines)-1]
		if len(text) != 22 {
			t.Errorf("page %d has %d lines", n+1, len(text))
		}
		for i, line := range text[1:] {
			if c := len([]rune(line)); c != 28 {
				t.Errorf("page %d, line %d has %d characters: %s", n+1, i+2, c, line)
			}
		}
		number := fmt.Sprintf("—%d—", n+1)
		if got := page.Lines[len(page.Lines)-1]; strings.ReplaceAll(got, " ", "") != number {
			t.Errorf("page %d ends with %q", n+1, got)
		}
		for _, w := range page.Words {
			if w.Text != "—" {
				continue
			}
			dash := ((w.Top+w.Bottom)/2 - block) * 25.4 / 72
			if dash < 6.5 || dash > 7.5 {
				t.Errorf("page %d: the dash stands %.2f mm below the text", n+1, dash)
			}
			if odd := (n+1)%2 == 1; (w.Left > 297) != odd {
				t.Errorf("page %d: the number stands %.0f points from the left", n+1, w.Left)
			}
		}
	}
}

// prose are sentences with what is hard to break; those of the second list have figures and words among the hanzi, which a program sets
// a hair wider or narrower than their widths say.
var (
	prose = []string{"坚持党的群众路线是我们一切工作的出发点和落脚点，", "要“走下去、沉下来”，把问题解决在一线。", "他说：“这件事——无论如何——今年必须办成。”", "《中国共产党支部工作条例（试行）》第十一条规定，",
		"陈静（第二党小组）、欧阳娜作交流发言；", "誓词是：“我志愿加入中国共产党，保守党的秘密，对党忠诚。”", "一是（一）学原文、（二）悟原理。", "为什么？怎么办！", "按“‘三会一课’‘四个一’”的要求，"}
	figures = []string{"2026年11月27日（星期五）下午，", "会议应到31人，实到29人；赞成28票，反对0票，弃权1票。", "企业反映的ECFA关税、RCEP原产地等3项诉求已办结，", "满意率达到98.5%，同比提高2.3个百分点；", "经费12,800.50元，", "宣誓：“我志愿加入中国共产党……”"}
)

// randomDocument makes a document of some pages.
func randomDocument(n int, next func(int) int, of []string) Document {
	text := func(sentences int) (s string) {
		for range sentences {
			s += of[next(len(of))]
		}
		return s
	}
	d := Document{Title: "中共云州市委台办机关党支部2026年第四季度支部党员大会会议记录", Under: "草稿"}
	if n%2 == 0 {
		d.Title, d.Under = "会议记录", ""
	}
	label := ""
	if len(of) > len(prose) { // a second typeface within a line is a hair off too
		label = "出席："
	}
	for i := range 2 + next(5) {
		d.Parts = append(d.Parts, Part{Heading: "一、" + of[next(3)], Level: 1 + i%4}, Part{Label: label, Text: text(1 + next(12))}, Part{Text: text(1+next(20)) + "\n" + text(3)})
		switch next(5) {
		case 0:
			table := [][]string{{"序号", "事项", "应到", "结果"}}
			for r := range 3 + next(40) {
				table = append(table, []string{fmt.Sprint(r + 1), text(next(4)), "31", "通过"})
			}
			d.Parts = append(d.Parts, Part{Table: table})
		case 1:
			d.Parts = append(d.Parts, Part{Break: true})
		}
	}
	d.Parts = append(d.Parts, Part{Signed: []string{ours, "2026年6月3日"}})
	return d
}

// TestPages has a program that knows nothing of ours lay documents out, and compares line by line; where there are figures, the number
// of lines.
func TestPages(t *testing.T) {
	seed := uint64(7)
	next := func(n int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed >> 33 % uint64(n))
	}
	documents, data := map[string]Document{}, map[string][]byte{}
	for n := range 9 {
		name, of := fmt.Sprintf("pages%d", n), prose
		if n >= 6 {
			name, of = fmt.Sprintf("figures%d", n), slices.Concat(prose, figures)
		}
		d := randomDocument(n, next, of)
		raw, err := WriteDocument(d)
		if err != nil {
			t.Fatal(err)
		}
		documents[name], data[name] = d, raw
	}
	full, err := WriteDocument(fullPages())
	if err != nil {
		t.Fatal(err)
	}
	data["full"] = full
	printed := printer.Print(t, data) // all in one go: the program takes long to start
	counted(t, printed["full"])
	for name, d := range documents {
		want, err := d.Pages()
		if err != nil {
			t.Fatal(err)
		}
		got := printed[name]
		if strings.HasPrefix(name, "figures") {
			if a, b := len(want), len(got); a < b-1 || a > b+1 {
				t.Errorf("%s: %d pages, printed %d", name, a, b)
			}
			continue
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d pages, printed %d", name, len(want), len(got))
		}
		for n := range min(len(got), len(want)) {
			if a, b := comparable(want[n]), comparable(unnumbered(got[n].Lines, n)); a != b {
				t.Errorf("%s, page %d has\n%s\nprinted\n%s", name, n+1, a, b)
				break
			}
		}
	}
}

// unnumbered is a printed page without its number, which stands anywhere among what is read of a table.
func unnumbered(lines []string, n int) []string {
	number := fmt.Sprintf("—%d—", n+1)
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return strings.ReplaceAll(l, " ", "") == number })
}

// comparable is a page as it can be compared with what is read from a printed one: without spaces, and what stands in a table only by
// its characters, since its cells are read in another order.
func comparable(page []string) string {
	var list []string
	for _, l := range page {
		if l = strings.NewReplacer(" ", "", "\u3000", "").Replace(l); l != "" {
			list = append(list, l)
		}
	}
	if all := strings.Join(list, ""); strings.Contains(all, "\t") || strings.Contains(all, "序号") {
		return sortedRunes(strings.ReplaceAll(all, "\t", ""))
	}
	return strings.Join(list, "\n")
}

func sortedRunes(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}
