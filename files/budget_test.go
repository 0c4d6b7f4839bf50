package files

import (
	"strings"
	"testing"
)

// TestBudget counts XML as a parser meets it, whatever looks like a tag and is none.
func TestBudget(t *testing.T) {
	for _, c := range []struct {
		name, xml            string
		elements, attributes int
		sound                bool
	}{
		{"plain", `<?xml version="1.0"?><a b="1" c='2'><d/>text<e>x</e></a>`, 3, 2, true},
		{"what only looks like tags", `<a b="<c d='1'/>"><!-- <x><y> --><![CDATA[<x y="1"><y>]]></a>`, 1, 1, true},
		{"a > in an attribute", `<a b="/>"><c/></a>`, 2, 1, true},
		{"100 deep", strings.Repeat("<a>", maxDepth), maxDepth, 0, true},
		{"101 deep", strings.Repeat("<a>", maxDepth+1), 0, 0, false},
		{"101 deep, each like a closed one", strings.Repeat(`<a b="/">`, maxDepth+1), 0, 0, false},
		{"101 deep among closed ones", strings.Repeat(`<a><b/>`, maxDepth+1), 0, 0, false},
		{"a DOCTYPE", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, 0, 0, false},
		{"a long tag", "<a b=\"" + strings.Repeat("c", maxTag) + `"/>`, 0, 0, false},
		{"a long end", "<a></a" + strings.Repeat(" ", maxTag) + ">", 0, 0, false},
		{"a long comment", "<!--" + strings.Repeat("c", maxTag) + "--><a/>", 0, 0, false},
		{"a long text", "<a>" + strings.Repeat("c", maxRun+1) + "</a>", 0, 0, false},
		{"a long CDATA", "<a><![CDATA[" + strings.Repeat("c", maxRun) + "]]></a>", 0, 0, false},
	} {
		left := budget{bytes: 8 << 20, elements: 1000, attributes: 1000}
		if ok := left.scan(strings.NewReader(c.xml), 1); ok != c.sound {
			t.Errorf("%s is sound: %v", c.name, ok)
		} else if ok && (1000-left.elements != c.elements || 1000-left.attributes != c.attributes) {
			t.Errorf("%s: %d elements, %d attributes", c.name, 1000-left.elements, 1000-left.attributes)
		}
	}
	for name, left := range map[string]budget{"bytes": {10, 9, 9, 0, false}, "elements": {999, 1, 9, 0, false}, "attributes": {999, 9, 1, 0, false}} {
		if left.scan(strings.NewReader(`<a b="1"><c d="2"/></a>`), 1) {
			t.Errorf("more %s than there may be are sound", name)
		}
	}
	for xml, want := range map[string]int{"<cols><col/><x:col a='1'/></cols>": 30, "<row><c r='A1'><v>1</v></c></row><x:row/><is>\n<t/></is>": 6, "<cell/><rowBreaks/>": 20} {
		left := budget{bytes: 999, elements: 1000, attributes: 99, beside: 10}
		if !left.scan(strings.NewReader(xml), 1) || 1000-left.elements != want {
			t.Errorf("in a sheet %s takes %d, not %d", xml, 1000-left.elements, want)
		}
	}
	deep := strings.Repeat("<w:r>", maxDepth) + strings.Repeat("</w:r>", maxDepth)
	for name, data := range map[string][]byte{
		"the body":   wordFile(t, deep),
		"the lists":  wordFile(t, "", "word/numbering.xml", "<w:numbering>"+deep+"</w:numbering>"),
		"the styles": wordFile(t, "", "word/styles.xml", "<w:styles>"+deep+"</w:styles>"),
		"a sheet":    zipped(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(deep)}),
		"columns":    zipped(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><cols>" + strings.Repeat(`<col min="1" max="1"/>`, 200_000) + "</cols><sheetData/></worksheet>"}),
	} {
		if _, err := ReadWords(data); err == nil {
			t.Errorf("%s are parsed, however deep or many", name)
		}
	}
}
