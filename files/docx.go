package files

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"
)

// mm returns millimetres in the twentieths of a point of WordprocessingML.
func mm(n int) int { return int(float64(n)*1440/25.4 + .5) }

// WriteDocument makes a Word document. It returns an error for a picture that cannot be read.
func WriteDocument(d Document) ([]byte, error) {
	blocks, err := d.blocks()
	if err != nil {
		return nil, err
	}
	var w docx
	for _, b := range blocks {
		w.block(b)
	}
	return w.pack(section([4]int{37, 26, 35, 28}, true))
}

// docx is a Word document being written.
type docx struct {
	body  strings.Builder
	media []zipPart
	over  bool // what follows begins a page
}

func (w *docx) block(b block) {
	switch {
	case b.end:
		w.over = true
		return
	case b.table != nil:
		if w.over {
			w.paragraph(face{font: "仿宋", size: 1, lead: 1, align: "left"}, 0, textRun("仿宋", 1, 0, ""))
		}
		w.body.WriteString(b.table.written())
		b.face = face{font: "仿宋", size: 16, lead: lineHeight, align: "left"}
		w.paragraph(b.face, 0, "")
	case b.picture != nil:
		w.paragraph(b.face, 0, w.drawing(b.picture.data, b.picture.kind, b.picture.width, b.picture.height))
	default:
		runs := ""
		if b.label != "" {
			runs = b.run("黑体", b.label)
		}
		w.paragraph(b.face, b.heading, runs+b.run(b.font, b.text))
	}
}

// paragraph writes a paragraph of runs; heading is its level, 0 for none.
func (w *docx) paragraph(f face, heading int, runs string) {
	fmt.Fprintf(&w.body, `<w:p>%s%s</w:p>`, f.properties(heading, w.over), runs)
	w.over = false
}

// properties are those of a paragraph.
func (f face) properties(heading int, over bool) string {
	var b strings.Builder
	b.WriteString(`<w:pPr>`)
	if f.kept {
		b.WriteString(`<w:keepNext/><w:keepLines/>`)
	}
	if over {
		b.WriteString(`<w:pageBreakBefore/>`)
	}
	b.WriteString(`<w:spacing w:before="0"`)
	if f.after > 0 {
		fmt.Fprintf(&b, ` w:after="%.0f"`, 20*f.after)
	}
	if f.lead > 0 {
		fmt.Fprintf(&b, ` w:line="%.0f" w:lineRule="%s"`, 20*f.lead, map[bool]string{false: "exact", true: "atLeast"}[f.least])
	}
	b.WriteString(`/>`)
	if f.indent > 0 || f.right > 0 {
		fmt.Fprintf(&b, `<w:ind w:right="%.0f" w:firstLineChars="%.0f" w:firstLine="%.0f"/>`, 20*f.right, 100*f.indent, 20*f.indent*f.size)
	}
	fmt.Fprintf(&b, `<w:jc w:val="%s"/>`, f.align)
	if heading > 0 {
		fmt.Fprintf(&b, `<w:outlineLvl w:val="%d"/>`, heading-1)
	}
	b.WriteString(`</w:pPr>`)
	return b.String()
}

// run is a text of the paragraph in a font.
func (f face) run(font, text string) string {
	if f.size == bodyFace.size {
		return textRun(font, f.size, tight, text)
	}
	return textRun(font, f.size, 0, text)
}

// textRun is a text in a font: size in points, less so much between its characters; a line break stays one.
func textRun(font string, size, less float64, text string) string {
	var t bytes.Buffer
	if err := xml.EscapeText(&t, []byte(text)); err != nil {
		panic("files: a text that cannot be escaped")
	}
	shown := strings.ReplaceAll(t.String(), "&#xA;", `</w:t><w:br/><w:t xml:space="preserve">`)
	spacing := ""
	if less > 0 {
		spacing = fmt.Sprintf(`<w:spacing w:val="-%.0f"/>`, 20*less)
	}
	return fmt.Sprintf(`<w:r><w:rPr><w:rFonts w:hint="eastAsia" w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="%s"/>%s<w:sz w:val="%.0f"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`,
		font, spacing, 2*size, shown)
}

// drawing is a run with a picture, in points.
func (w *docx) drawing(data []byte, kind string, width, height float64) string {
	const unit = 12700 // English metric units in a point
	n := len(w.media) + 1
	w.media = append(w.media, zipPart{fmt.Sprintf("word/media/%d.%s", n, kind), data})
	return fmt.Sprintf(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[2]d"/><wp:docPr id="%[3]d" name="图%[3]d"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[3]d" name="图%[3]d"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="p%[3]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		int(unit*width), int(unit*height), n)
}

// written is a table. Its rows are as high as Pages has them, or higher where a program's typefaces need more.
func (g *grid) written() string {
	var b, columns strings.Builder
	for _, w := range g.widths {
		fmt.Fprintf(&columns, `<w:gridCol w:w="%.0f"/>`, 20*w)
	}
	fmt.Fprintf(&b, `<w:tbl><w:tblPr><w:tblW w:w="%.0f" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>%s</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="%[3]d" w:type="dxa"/><w:right w:w="%[3]d" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>%[4]s</w:tblGrid>`,
		20*pageWidth, border("single", "000000"), 20*cellEdge, columns.String())
	for n, r := range g.rows {
		f, head := cellFace, ""
		if n == 0 {
			f, head = headFace, `<w:tblHeader/>`
		}
		fmt.Fprintf(&b, `<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="%.0f" w:hRule="atLeast"/>%s</w:trPr>`, 20*g.height(r), head)
		for i, cell := range r {
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%.0f" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p>%s%s</w:p></w:tc>`, 20*g.widths[i], f.properties(0, false), f.run(f.font, cell))
		}
		b.WriteString(`</w:tr>`)
	}
	return b.String() + `</w:tbl>`
}

func border(kind, colour string) (b string) {
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b += fmt.Sprintf(`<w:%s w:val="%s" w:sz="4" w:space="0" w:color="%s"/>`, side, kind, colour)
	}
	return b
}

// broken breaks a title of at most so many hanzi a line between words.
func broken(title string, most int) string {
	lines := titleLines(title, most)
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

// section ends a body: A4 upright, margins in mm at the top, right, bottom and left; numbered has page numbers stand at the foot.
func section(margin [4]int, numbered bool) string {
	under, foot := mm(margin[2])/2, ""
	if numbered {
		foot, under = `<w:footerReference w:type="default" r:id="foot"/><w:footerReference w:type="even" r:id="footeven"/>`, footAt
	}
	return fmt.Sprintf(`<w:sectPr>%s<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="0" w:footer="%d" w:gutter="0"/></w:sectPr>`, foot,
		mm(margin[0]), mm(margin[1]), mm(margin[2]), mm(margin[3]), under)
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

// styles are what holds for each paragraph that does not say otherwise: the marks that may not begin or end a line do not hang over
// its edge either, hanzi and figures stand as close as hanzi, and a page is filled to its last line.
const styles = xml.Header + `<w:styles ` + wordNamespaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:wordWrap/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:style></w:styles>`

// pack puts a body, its section and its pictures into the parts of a .docx.
func (w *docx) pack(section string) ([]byte, error) {
	const types = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var over, rels strings.Builder
	for _, part := range []string{"document", "footer", "footereven", "settings", "fontTable", "styles"} {
		kind := map[string]string{"document": "document.main", "footereven": "footer"}[part]
		fmt.Fprintf(&over, `<Override PartName="/word/%s.xml" ContentType="%s%s+xml"/>`, part, types, cmp.Or(kind, part))
	}
	for i, m := range w.media {
		fmt.Fprintf(&rels, `<Relationship Id="p%d" Type="%s/image" Target="%s"/>`, i+1, kinds, strings.TrimPrefix(m.name, "word/"))
	}
	list := append([]zipPart{
		{"[Content_Types].xml", []byte(xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>` + over.String() + `</Types>`)},
		{"_rels/.rels", []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + kinds + `/officeDocument" Target="word/document.xml"/></Relationships>`)},
		{"word/document.xml", []byte(xml.Header + `<w:document ` + wordNamespaces + ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>` + w.body.String() + section + `</w:body></w:document>`)},
		{"word/footer.xml", footer("right", "right")},
		{"word/footereven.xml", footer("left", "left")},
		{"word/settings.xml", []byte(xml.Header + `<w:settings ` + wordNamespaces + `><w:evenAndOddHeaders/></w:settings>`)},
		{"word/fontTable.xml", fontTable()},
		{"word/styles.xml", []byte(styles)},
		{"word/_rels/document.xml.rels", []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="foot" Type="` + kinds + `/footer" Target="footer.xml"/><Relationship Id="footeven" Type="` + kinds + `/footer" Target="footereven.xml"/><Relationship Id="settings" Type="` + kinds + `/settings" Target="settings.xml"/><Relationship Id="fonts" Type="` + kinds + `/fontTable" Target="fontTable.xml"/><Relationship Id="styles" Type="` + kinds + `/styles" Target="styles.xml"/>` + rels.String() + `</Relationships>`)},
	}, w.media...)
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
