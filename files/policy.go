package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxDocument is the most that the text of a .docx may be once unpacked. // bytes
const maxDocument = 32 << 20

// ReadPolicy gives the text of a policy, a paragraph or a row to a line: .docx, .txt (UTF-8 or GB18030) or .xlsx. The
// error is a sentence.
func ReadPolicy(name string, data []byte) (string, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".docx":
		return readDocx(data)
	case ".xlsx":
		return readRows(data)
	case ".txt":
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
		if utf8.Valid(data) {
			return string(data), nil
		}
		if text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data); err == nil {
			return string(text), nil
		}
	}
	return "", errors.New("政策文件应为 .docx、.txt 或 .xlsx。")
}

var errNoDocx = errors.New("这个 .docx 文件打不开。请用 Word 或 WPS 另存为 .docx 后再试。")

func readDocx(data []byte) (string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", errNoDocx
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		return "", errNoDocx
	}
	defer f.Close()
	return paragraphs(xml.NewDecoder(io.LimitReader(f, maxDocument)))
}

// paragraphs gives the words of a document part: w:p is a line, w:t its text, w:tab and w:br blanks in it. What was
// deleted under revision (w:delText) is no text.
func paragraphs(d *xml.Decoder) (string, error) {
	var b strings.Builder
	text := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", errNoDocx
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "t":
				text = true
			case "tab":
				b.WriteByte(' ')
			case "br":
				b.WriteByte('\n')
			}
		case xml.EndElement:
			switch x.Name.Local {
			case "t":
				text = false
			case "p":
				b.WriteByte('\n')
			}
		case xml.CharData:
			if text {
				b.Write(x)
			}
		}
	}
}

// readRows gives the rows of the first sheet, their cells joined: 「3」「贷款贴息」 is 3. 贷款贴息.
func readRows(data []byte) (string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxDocument})
	if err != nil {
		return "", errors.New("这个 .xlsx 文件打不开。请用 Excel 或 WPS 另存为 .xlsx 后再试。")
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return "", nil
	}
	rows, err := f.GetRows(sheets[0])
	if err != nil {
		return "", errors.New("这个 .xlsx 文件读不出来。")
	}
	var b strings.Builder
	for _, r := range rows {
		var cells []string
		for i, c := range r {
			c = strings.ReplaceAll(strings.TrimSpace(c), "\n", " ")
			if i == 0 && c != "" && strings.Trim(c, "0123456789") == "" {
				c += "."
			}
			if c != "" {
				cells = append(cells, c)
			}
		}
		b.WriteString(strings.Join(cells, " ") + "\n")
	}
	return b.String(), nil
}
