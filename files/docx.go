package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"zhibu/branch"
)

// The parts of a .docx that are the same in each. Fonts and measures are those of official documents (GB/T 9704): A4,
// margins of 37, 35, 28 and 26 mm, 仿宋 of 16 points at 28 points a line.
const (
	docxTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	docxRels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	docxDocumentRels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	docxStyles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="仿宋" w:hAnsi="仿宋" w:eastAsia="仿宋"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Body"><w:name w:val="Normal"/><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:pPr><w:spacing w:line="700" w:lineRule="exact" w:after="280"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:ascii="方正小标宋简体" w:hAnsi="方正小标宋简体" w:eastAsia="方正小标宋简体"/><w:sz w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading"><w:name w:val="heading 1"/><w:pPr><w:keepNext/><w:spacing w:before="280" w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Signed"><w:name w:val="Signed"/><w:pPr><w:spacing w:before="280" w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/></w:pPr></w:style></w:styles>`
	docxBegin = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	docxEnd = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>`
)

// WriteReflections writes what members have shared with the branch as a .docx, with the oath, whole, before it.
func WriteReflections(book branch.Book) ([]byte, error) {
	var doc bytes.Buffer
	doc.WriteString(docxBegin)
	paragraph := func(style, text string) {
		fmt.Fprintf(&doc, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:r><w:t xml:space="preserve">`, style)
		_ = xml.EscapeText(&doc, []byte(text)) // a bytes.Buffer takes everything
		doc.WriteString(`</w:t></w:r></w:p>`)
	}
	paragraph("Title", "政治生日心得体会")
	paragraph("Heading", "入党誓词")
	paragraph("Body", branch.Oath)
	for _, c := range book.Chapters {
		paragraph("Heading", c.Heading)
		for _, p := range c.Paragraphs {
			for line := range strings.SplitSeq(p, "\n") {
				if strings.TrimSpace(line) != "" {
					paragraph("Body", strings.TrimSpace(line))
				}
			}
		}
	}
	paragraph("Signed", book.Branch)
	paragraph("Signed", book.Day.Chinese())
	doc.WriteString(docxEnd)

	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{{"[Content_Types].xml", docxTypes}, {"_rels/.rels", docxRels},
		{"word/_rels/document.xml.rels", docxDocumentRels}, {"word/styles.xml", docxStyles}, {"word/document.xml", doc.String()}} {
		w, err := z.Create(part.name)
		if err != nil {
			return nil, fmt.Errorf("files: docx: %w", err)
		}
		if _, err := w.Write([]byte(part.text)); err != nil {
			return nil, fmt.Errorf("files: docx: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("files: docx: %w", err)
	}
	return out.Bytes(), nil
}
