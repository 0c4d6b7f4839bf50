package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Invitation is one slip of the sheet that is printed, cut up and handed out.
type Invitation struct {
	Name, Group string
	Code, Link  string
}

// Lengths of WordprocessingML: twentieths of a point for text and tables, English metric units for pictures.
const (
	mm      = 57    // twentieths of a point, nearly
	mmOfPic = 36000 // English metric units
	qrSize  = 28    // mm: each dot is 0.8 mm, which a phone reads from paper
	perRow  = 2
)

// InvitationSheet makes a Word document on A4: two slips to a row, none split over two pages, each with name, group, the
// QR code of the link, the code itself, and the three steps.
func InvitationSheet(branchName, until string, list []Invitation) ([]byte, error) {
	parts := map[string][]byte{}
	var body, rels, order strings.Builder
	body.WriteString(paragraph("center", 32, true, branchName+" 邀请单"))
	body.WriteString(paragraph("center", 20, false, "请沿线裁开，分别交给本人；"+until+"前有效，每个邀请码只能用一次。剩余部分请销毁。"))
	fmt.Fprintf(&body, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%s</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`,
		186*mm, borders(), strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, 93*mm), perRow))
	for i := 0; i < len(list); i += perRow {
		body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for j := i; j < i+perRow; j++ {
			fmt.Fprintf(&body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, 93*mm)
			if j < len(list) {
				picture, err := qr.Encode(list[j].Link, qr.M)
				if err != nil {
					return nil, fmt.Errorf("files: no QR code for an invitation: %w", err)
				}
				picture.Scale = 8
				name := fmt.Sprintf("word/media/qr%d.png", j+1)
				parts[name] = picture.PNG()
				order.WriteString(name + "\n")
				fmt.Fprintf(&rels, `<Relationship Id="q%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/qr%d.png"/>`, j+1, j+1)
				body.WriteString(slip(list[j], j+1))
			} else {
				body.WriteString(`<w:p/>`)
			}
			body.WriteString(`</w:tc>`)
		}
		body.WriteString(`</w:tr>`)
	}
	body.WriteString(`</w:tbl><w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>`)
	fmt.Fprintf(&body, `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="0" w:footer="0" w:gutter="0"/></w:sectPr>`, 12*mm, 12*mm, 12*mm, 12*mm)

	parts["[Content_Types].xml"] = []byte(xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`)
	parts["_rels/.rels"] = []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`)
	parts["word/_rels/document.xml.rels"] = []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`)
	parts["word/document.xml"] = []byte(xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>` + body.String() + `</w:body></w:document>`)

	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range append([]string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels"}, strings.Fields(order.String())...) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(parts[name])
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

func borders() (b string) {
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b += fmt.Sprintf(`<w:%s w:val="dashed" w:sz="4" w:space="0" w:color="808080"/>`, side)
	}
	return b
}

// slip is one person's part of the sheet.
func slip(i Invitation, n int) string {
	return paragraph("center", 30, true, i.Name) + paragraph("center", 20, false, i.Group) +
		fmt.Sprintf(`<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[1]d"/><wp:docPr id="%[2]d" name="QR %[2]d"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[2]d" name="qr%[2]d.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="q%[2]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[1]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`, qrSize*mmOfPic, n) +
		strings.Replace(paragraph("center", 18, false, i.Code), "Times New Roman", "Courier New", 2) +
		paragraph("left", 20, false, "1. 用手机扫上面的二维码，打开支部工作助手；") +
		paragraph("left", 20, false, "2. 点「开始」，核对姓名和党小组；") +
		paragraph("left", 20, false, "3. 是本人就点「确认」。扫不开的，发送上面的邀请码。")
}

// paragraph is one line of text; size is in half-points.
func paragraph(align string, size int, bold bool, text string) string {
	var t bytes.Buffer
	if err := xml.EscapeText(&t, []byte(text)); err != nil {
		panic("files: a text that cannot be escaped")
	}
	b := ""
	if bold {
		b = "<w:b/>"
	}
	return fmt.Sprintf(`<w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="%s"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>%s<w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, align, b, size, t.String())
}
