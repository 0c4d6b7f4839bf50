package files

import (
	"fmt"
	"strings"
	"testing"

	"zhibu/world/printer"
)

// TestSignedWithText: who signs and the day never stand alone on a page, wherever the text ends: its last two lines go with them.
func TestSignedWithText(t *testing.T) {
	documents, data := map[string]Document{}, map[string][]byte{}
	for all := 17; all < 21; all++ {
		for _, last := range []int{1, 2, 3, 9} { // lines of the last paragraph
			n := all - last
			d := Document{Title: "会议记录"}
			for range n {
				d.Parts = append(d.Parts, Part{Text: "前面的一段。"})
			}
			d.Parts = append(d.Parts, Part{Text: strings.Repeat("坚持党的群众路线是我们一切工作的出发点和落脚", last+last/2+1)[:3*(28*last-10)] + "。"}, Part{Signed: []string{ours, "2026年6月3日"}})
			name := fmt.Sprintf("sign%d-%d", n, last)
			raw, err := WriteDocument(d)
			if err != nil {
				t.Fatal(err)
			}
			documents[name], data[name] = d, raw
		}
	}
	printed := printer.Print(t, data)
	for name, d := range documents {
		want, err := d.Pages()
		if err != nil {
			t.Fatal(err)
		}
		got := printed[name]
		if len(got) != len(want) {
			t.Errorf("%s: %d pages, printed %d", name, len(want), len(got))
			continue
		}
		for n := range got {
			if a, b := comparable(want[n]), comparable(unnumbered(got[n].Lines, n)); a != b {
				t.Errorf("%s, page %d has\n%s\nprinted\n%s", name, n+1, a, b)
				break
			}
		}
		if last := want[len(want)-1]; len(want) > 1 && len(last) < 5 {
			t.Errorf("%s: the last page has %q", name, last)
		}
	}
}

// TestSetInWords: a title breaks between its words, a short cell not at all, and a label is not stretched over a line that a long word
// leaves to it.
func TestSetInWords(t *testing.T) {
	title := "党员大会、党课、书记党课、组织生活会、民主评议会议记录"
	if got := titleLines(title, 20); strings.Join(got, "|") != "党员大会、党课、书记党课、|组织生活会、民主评议会议记录" {
		t.Errorf("the title is set as %q", got)
	}
	g := newGrid([][]string{{"事项", "应到", "实到", "赞成", "反对", "弃权", "未表决", "结果"},
		{strings.Repeat("讨论接收同志为预备党员", 9), "31", "29", "20（含书面1）", "3", "2", "4", "未通过"}})
	sum := 0.0
	for i, w := range g.widths {
		sum += w
		for _, r := range g.rows {
			if l := g.cell(i, r[i]); len([]rune(r[i])) <= 3 && len(l) != 1 {
				t.Errorf("%q is broken: %q in %.0f points", r[i], l, w)
			}
		}
	}
	if sum > pageWidth+.01 {
		t.Errorf("the table is %.0f points wide", sum)
	}
	for text, align := range map[string]string{"https://example.com/" + strings.Repeat("long", 12): "left", strings.Repeat("三楼会议室", 20): "both"} {
		blocks, err := Document{Title: "会议记录", Parts: []Part{{Label: "地点：", Text: text}}}.blocks()
		if err != nil {
			t.Fatal(err)
		}
		if got := blocks[len(blocks)-1].align; got != align {
			t.Errorf("地点：%s is set %s", text, got)
		}
	}
}
