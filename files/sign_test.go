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
