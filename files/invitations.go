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
	qrSize = 28 * 72 / 25.4 // 28 mm in points: each dot is 0.8 mm, which a phone reads from paper
	perRow = 2
)

// InvitationSheet makes a Word document on A4: two slips to a row, none split over two pages, each with name, group, the
// QR code of the link, the code itself, and the three steps.
func InvitationSheet(branchName, until string, list []Invitation) ([]byte, error) {
	var w docx
	w.paragraph(face{size: 16, align: "center", after: 2}, 0, textRun("黑体", 16, 0, broken(branchName+" 邀请单", 32)))
	w.paragraph(face{size: 10, align: "center", after: 2}, 0, textRun("宋体", 10, 0, "请沿线裁开，分别交给本人；"+until+"前有效，每个邀请码只能用一次。剩余部分请销毁。"))
	fmt.Fprintf(&w.body, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%s</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`,
		mm(186), border("dashed", "808080"), strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, mm(93)), perRow))
	for i := 0; i < len(list); i += perRow {
		w.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for j := i; j < i+perRow; j++ {
			fmt.Fprintf(&w.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, mm(93))
			if j < len(list) {
				if err := w.slip(list[j]); err != nil {
					return nil, err
				}
			} else {
				w.body.WriteString(`<w:p/>`)
			}
			w.body.WriteString(`</w:tc>`)
		}
		w.body.WriteString(`</w:tr>`)
	}
	w.body.WriteString(`</w:tbl>`)
	w.paragraph(face{size: 1, lead: 1, align: "left"}, 0, "")
	return w.pack(section([4]int{12, 12, 12, 12}, false))
}

// slip writes one person's part of the sheet.
func (w *docx) slip(i Invitation) error {
	picture, err := qr.Encode(i.Link, qr.M)
	if err != nil {
		return fmt.Errorf("files: no QR code for an invitation: %w", err)
	}
	picture.Scale = 8
	line := func(align string, size float64, font, text string) {
		w.paragraph(face{size: size, align: align, after: 2}, 0, textRun(font, size, 0, text))
	}
	line("center", 15, "黑体", i.Name)
	line("center", 10, "宋体", i.Group)
	w.paragraph(face{align: "center"}, 0, w.drawing(picture.PNG(), "png", qrSize, qrSize))
	w.paragraph(face{size: 16, align: "center", after: 2}, 0, strings.ReplaceAll(textRun("黑体", 16, 0, i.Code), "Times New Roman", "Courier New"))
	line("left", 10, "宋体", "1. 用手机扫上面的二维码，打开支部工作助手；扫不开的，查找 "+i.Bot+"，发送上面的邀请码；")
	line("left", 10, "宋体", "2. 点「开始」，核对姓名和党小组；")
	line("left", 10, "宋体", "3. 是本人就点「确认」。")
	return nil
}
