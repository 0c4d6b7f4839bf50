package files

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxDocument is the most that the text of a .docx may be once unpacked. // bytes
const maxDocument = 32 << 20

// maxPolicy is the longest text of a policy that is taken. // bytes
const maxPolicy = 2 << 20

var (
	errNoPolicy   = errors.New("政策文件应为 .docx、.txt 或 .xlsx，请另存后再发送。")
	errLongPolicy = errors.New("文件里的文字太长（超过 2 MB），请分成几份。")
)

// ReadPolicy gives the text of a policy, a paragraph or a row to a line: of a .docx, of a text, or of a workbook's first
// sheet. The kind of file is told by what it holds; word is set if it is a .docx, which no roster can be. Files are read
// in turn, as ReadRoster reads them. The error is a sentence.
func ReadPolicy(data []byte) (text string, word bool, err error) {
	type result struct {
		text string
		word bool
		err  error
	}
	r, err := inTurn(func() (r result) {
		r.text, r.word, r.err = readPolicy(data)
		return r
	})
	switch {
	case err != nil:
		return "", false, err
	case r.err != nil:
		return "", r.word, r.err
	case len(r.text) > maxPolicy:
		return "", r.word, errLongPolicy
	}
	return r.text, r.word, nil
}

func readPolicy(data []byte) (text string, word bool, err error) {
	if hasPrefix(data, "PK\x03\x04") {
		if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
			if f, err := z.Open("word/document.xml"); err == nil {
				defer f.Close()
				text, err = paragraphs(xml.NewDecoder(io.LimitReader(f, maxDocument)))
				return text, true, err
			}
		}
		if len(data) > maxZip {
			return "", false, errTooLarge
		}
		sheets, err := readWorkbook(data)
		return rowsOf(sheets), false, err
	}
	if len(data) > maxPlain || bytes.IndexByte(data, 0) >= 0 && !hasPrefix(data, "\xFF\xFE", "\xFE\xFF") ||
		hasPrefix(data, "%PDF", "{\\rtf", "\xD0\xCF\x11\xE0", "\x89PNG", "\xFF\xD8\xFF", "GIF8", "Rar!", "7z\xBC\xAF", "\x1F\x8B") {
		return "", false, errNoPolicy
	}
	text, err = decode(data)
	return text, false, err
}

var errNoDocx = errors.New("这个 .docx 文件打不开。请用 Word 或 WPS 另存为 .docx 后再试。")

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

// rowsOf gives the rows of the first sheet, their cells joined: 「3」「贷款贴息」 is 3. 贷款贴息.
func rowsOf(sheets []sheet) string {
	if len(sheets) == 0 {
		return ""
	}
	var b strings.Builder
	for _, l := range sheets[0].lines {
		var cells []string
		for i, c := range l.shown {
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
	return b.String()
}
