package files

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Invitation is one slip of the sheet that is printed, cut up and handed out.
type Invitation struct {
	Name, Group string
	Bot         string // the bot's name, as it is looked for
	Code, Link  string // the code to type, and the link with the code that it carries
}

const (
	qrSize = 28 // mm: each dot is 0.8 mm, which a phone reads from paper
	perRow = 2
)

// InvitationSheet makes a Word document on A4: two slips to a row, none split over two pages, each with name, group, the
// QR code of the link, the code itself, and the three steps.
func InvitationSheet(branchName, until string, list []Invitation) ([]byte, error) {
	var media []zipPart
	var body, rels strings.Builder
	body.WriteString(paragraph("center", 32, true, broken(branchName+" 邀请单", 32)))
	body.WriteString(paragraph("center", 20, false, "请沿线裁开，分别交给本人；"+until+"前有效，每个邀请码只能用一次。剩余部分请销毁。"))
	fmt.Fprintf(&body, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%s</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`,
		186*mm, border("dashed", "808080"), strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, 93*mm), perRow))
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
				media = append(media, zipPart{name, picture.PNG()})
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
	return pack(body.String()+section([4]int{12, 12, 12, 12}, ""), rels.String(), media)
}

// slip is one person's part of the sheet.
func slip(i Invitation, n int) string {
	return paragraph("center", 30, true, i.Name) + paragraph("center", 20, false, i.Group) +
		fmt.Sprintf(`<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[1]d"/><wp:docPr id="%[2]d" name="QR %[2]d"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[2]d" name="qr%[2]d.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="q%[2]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[1]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`, qrSize*mmOfPic, n) +
		strings.Replace(paragraph("center", 32, true, i.Code), "Times New Roman", "Courier New", 2) +
		paragraph("left", 20, false, "1. 用手机扫上面的二维码，打开支部工作助手；扫不开的，查找 "+i.Bot+"，发送上面的邀请码；") +
		paragraph("left", 20, false, "2. 点「开始」，核对姓名和党小组；") +
		paragraph("left", 20, false, "3. 是本人就点「确认」。")
}
