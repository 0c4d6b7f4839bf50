package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// Lengths of WordprocessingML: twentieths of a point for text and tables, English metric units for pictures.
const (
	mm      = 57    // twentieths of a point, nearly
	mmOfPic = 36000 // English metric units
)

// Document is what a branch keeps or hands in as a Word document: a title, and what follows it. It is laid out as
// GB/T 9704 asks of 公文: A4, the title in 小标宋 or 宋体 of size 二号, the text in 仿宋 of size 三号 indented by two
// characters, 22 lines of 28 characters on a page, page numbers at the foot.
type Document struct {
	Title  string
	Under  string // a line under the title, such as the branch and the day; may be empty
	Parts  []Part
	Signed []string // lines at the right under the text: who, and the day
}

// Part is a heading, a paragraph, a table, or the end of a page; the first that is there counts.
type Part struct {
	Heading string
	Level   int        // of the heading: 1 一、 (as 0), 2 （一）, 3 1., 4 （1）
	Text    string     // line breaks begin a new paragraph
	Table   [][]string // the first row is the head, repeated on each page; rows are of one length
	Break   bool       // what follows begins on a page of its own
}

// headingFaces are those of a heading by its level (GB/T 9704-2012, 7.3.3); none is bold.
var headingFaces = [...]string{"黑体", "黑体", "楷体", "仿宋", "仿宋"}

// WriteDocument makes a Word document.
func WriteDocument(d Document) ([]byte, error) {
	var body strings.Builder
	body.WriteString(styled("center", "方正小标宋简体", 44, false, 0, broken(d.Title, 20)))
	if d.Under != "" {
		body.WriteString(styled("center", "楷体", 32, false, 0, broken(d.Under, 28)))
	}
	body.WriteString(styled("left", "仿宋", 20, false, 0, ""))
	for _, p := range d.Parts {
		switch {
		case p.Heading != "":
			body.WriteString(kept(styled("left", headingFaces[p.Level], 32, false, 2, p.Heading)))
		case len(p.Table) > 0:
			body.WriteString(styled("left", "仿宋", 12, false, 0, "") + grid(p.Table))
		case p.Break:
			body.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
		default:
			for line := range strings.SplitSeq(p.Text, "\n") {
				if strings.TrimSpace(line) != "" {
					body.WriteString(styled("both", "仿宋", 32, false, 2, strings.TrimSpace(line)))
				}
			}
		}
	}
	for i, line := range d.Signed {
		signed := styled("right", "仿宋", 32, false, 0, line)
		if i == 0 {
			signed = styled("left", "仿宋", 32, false, 0, "") + signed
		}
		if i < len(d.Signed)-1 {
			signed = kept(signed)
		}
		body.WriteString(signed)
	}
	return pack(body.String()+section([4]int{37, 26, 35, 28}, "foot"), "", nil)
}

// kept has paragraphs stay on one page with what follows: a heading with its text, who signs with the day.
func kept(paragraphs string) string {
	return strings.ReplaceAll(paragraphs, "<w:pPr>", "<w:pPr><w:keepNext/>")
}

// grid makes columns as wide as their longest cell asks for, within the page.
func grid(rows [][]string) string {
	const page = 156 // mm between the margins
	widths, sum := make([]int, len(rows[0])), 0
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], min(len([]rune(cell)), 24)+2)
		}
	}
	for _, w := range widths {
		sum += w
	}
	var b, cols strings.Builder
	for i := range widths {
		widths[i] = widths[i] * page * mm / sum
		fmt.Fprintf(&cols, `<w:gridCol w:w="%d"/>`, widths[i])
	}
	fmt.Fprintf(&b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>%s</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`,
		page*mm, border("single", "000000"), cols.String())
	for n, r := range rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		font := "仿宋"
		if n == 0 {
			b.WriteString(`<w:tblHeader/>`)
			font = "黑体"
		}
		b.WriteString(`</w:trPr>`)
		for i, cell := range r {
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, widths[i])
			for line := range strings.SplitSeq(cell, "\n") {
				b.WriteString(styled("left", font, 24, false, 0, line))
			}
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>` + styled("left", "仿宋", 20, false, 0, ""))
	return b.String()
}

func border(kind, colour string) (b string) {
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b += fmt.Sprintf(`<w:%s w:val="%s" w:sz="4" w:space="0" w:color="%s"/>`, side, kind, colour)
	}
	return b
}

// paragraph is one line of text in 宋体; size is in half-points.
func paragraph(align string, size int, bold bool, text string) string {
	return styled(align, "宋体", size, bold, 0, text)
}

// broken breaks a title of at most so many hanzi a line between words.
func broken(title string, most int) string {
	lines := titleLines(title, most)
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

// styled is one paragraph; size is in half-points, indent in characters; a line break stays one.
func styled(align, font string, size int, bold bool, indent int, text string) string {
	var t bytes.Buffer
	if err := xml.EscapeText(&t, []byte(text)); err != nil {
		panic("files: a text that cannot be escaped")
	}
	shown := strings.ReplaceAll(t.String(), "&#xA;", `</w:t><w:br/><w:t xml:space="preserve">`)
	b, first, lead, close := "", "", `w:before="20" w:after="20"`, ""
	switch size { // the lines of a 公文
	case 32:
		// 28 characters of 16 points are wider than the 156 mm between the margins: each gives a quarter of a point.
		lead, close = `w:line="560" w:lineRule="exact"`, `<w:spacing w:val="-5"/>`
	case 44:
		lead = `w:line="700" w:lineRule="exact" w:after="280"`
	}
	if bold {
		b = "<w:b/>"
	}
	if indent > 0 {
		first = fmt.Sprintf(`<w:ind w:firstLineChars="%d" w:firstLine="%d"/>`, indent*100, indent*size*10)
	}
	return fmt.Sprintf(`<w:p><w:pPr><w:spacing %s/>%s<w:jc w:val="%s"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="%s"/>%s%s<w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, lead, first, align, font, b, close, size, shown)
}

// section ends a body: A4 upright, margins in mm at the top, right, bottom and left; foot names the relationship of the page numbers.
func section(margin [4]int, foot string) string {
	under := margin[2] * mm / 2
	if foot != "" {
		foot, under = `<w:footerReference w:type="default" r:id="`+foot+`"/><w:footerReference w:type="even" r:id="`+foot+`even"/>`, footAt
	}
	return fmt.Sprintf(`<w:sectPr>%s<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="0" w:footer="%d" w:gutter="0"/></w:sectPr>`, foot,
		margin[0]*mm, margin[1]*mm, margin[2]*mm, margin[3]*mm, under)
}

// footAt is how far the foot of the page number is from the paper's edge, in twentieths of a point: its dashes stand 7 mm below the
// text (GB/T 9704-2012, 7.5).
const footAt = 1440

// footer is the part with the page number: in 宋体 of size 四号, a character from the edge of the text at the right of odd pages
// and at the left of even ones.
func footer(align, indent string) []byte {
	const face = `<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>`
	return []byte(xml.Header + `<w:ftr ` + wordNamespaces + `><w:p><w:pPr><w:spacing w:line="280" w:lineRule="exact"/><w:ind w:` + indent + `="280"/><w:jc w:val="` + align + `"/></w:pPr><w:r>` + face +
		`<w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r>` + face + `<w:t>1</w:t></w:r></w:fldSimple><w:r>` + face + `<w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`)
}

// faces are the typefaces of a 公文, each with the name that it has where it is not installed under the first.
var faces = [][2]string{{"仿宋", "仿宋_GB2312"}, {"楷体", "楷体_GB2312"}, {"方正小标宋简体", "宋体"}, {"黑体", "SimHei"}, {"宋体", "SimSun"}}

func fontTable() []byte {
	var b strings.Builder
	for _, f := range faces {
		fmt.Fprintf(&b, `<w:font w:name="%s"><w:altName w:val="%s"/></w:font>`, f[0], f[1])
	}
	return []byte(xml.Header + `<w:fonts ` + wordNamespaces + `>` + b.String() + `</w:fonts>`)
}

type zipPart struct {
	name string
	data []byte
}

const wordNamespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// pack puts a body, its section and its pictures into the parts of a .docx. rels are the pictures' relationships.
func pack(body, rels string, media []zipPart) ([]byte, error) {
	const types = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	list := append([]zipPart{
		{"[Content_Types].xml", []byte(xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="` + types + `document.main+xml"/><Override PartName="/word/footer.xml" ContentType="` + types + `footer+xml"/><Override PartName="/word/footereven.xml" ContentType="` + types + `footer+xml"/><Override PartName="/word/settings.xml" ContentType="` + types + `settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="` + types + `fontTable+xml"/></Types>`)},
		{"_rels/.rels", []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + kinds + `/officeDocument" Target="word/document.xml"/></Relationships>`)},
		{"word/document.xml", []byte(xml.Header + `<w:document ` + wordNamespaces + ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>` + body + `</w:body></w:document>`)},
		{"word/footer.xml", footer("right", "right")},
		{"word/footereven.xml", footer("left", "left")},
		{"word/settings.xml", []byte(xml.Header + `<w:settings ` + wordNamespaces + `><w:evenAndOddHeaders/></w:settings>`)},
		{"word/fontTable.xml", fontTable()},
		{"word/_rels/document.xml.rels", []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="foot" Type="` + kinds + `/footer" Target="footer.xml"/><Relationship Id="footeven" Type="` + kinds + `/footer" Target="footereven.xml"/><Relationship Id="settings" Type="` + kinds + `/settings" Target="settings.xml"/><Relationship Id="fonts" Type="` + kinds + `/fontTable" Target="fontTable.xml"/>` + rels + `</Relationships>`)},
	}, media...)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range list {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write(p.data)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
