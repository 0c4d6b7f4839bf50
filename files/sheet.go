package files

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// How much of a file is read. The largest roster we can think of is far below each of them.
const (
	maxFile     = 20 << 20 // bytes as uploaded
	maxUnzipped = 16 << 20 // bytes; a 300 KB zip bomb opens to 300 MB
	maxColumns  = 64       // one cell in column XFD makes excelize allocate 16,384 strings for its row
	maxRows     = 5_000    // rows with text
	maxText     = 12 << 10 // bytes in one shared text: many cells may point to it
)

// sheet is one table of a file as text.
type sheet struct {
	name     string
	lines    []line
	date1904 bool // day numbers count from 1904 (files of old Excel for Mac)
}

// line is a row with text in it. shown is what the program shows; raw has the bare numbers of dates.
type line struct {
	row        int // from 1
	shown, raw []string
}

func cell(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

// openSheets reads a file by what it holds, whatever it is called. Its errors are sentences for the person who sent it.
func openSheets(data []byte) ([]sheet, error) {
	if len(data) > maxFile {
		return nil, errTooLarge
	}
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, errors.New("这个文件是空的，请重新发送")
	case hasPrefix(data, "PK\x03\x04"):
		return readWorkbook(data)
	case hasPrefix(data, "\xD0\xCF\x11\xE0"):
		if bytes.Contains(data, utf16Text("EncryptedPackage")) {
			return nil, errors.New("这个文件加了密码，请去掉密码，另存为 .xlsx 后再发送")
		}
		return nil, errors.New("这是旧格式的表格（.xls），请用 Excel 或 WPS 另存为 .xlsx 后再发送")
	case hasPrefix(data, "%PDF"):
		return nil, errors.New("这是 PDF 文件，请发送原来的表格，另存为 .xlsx 后再发送")
	case hasPrefix(data, "\x89PNG", "\xFF\xD8\xFF", "GIF8", "BM", "II*\x00", "MM\x00*"):
		return nil, errors.New("这是图片，读不出文字，请发送原来的表格，另存为 .xlsx 后再发送")
	case hasPrefix(bytes.TrimSpace(data), "<"):
		return nil, errors.New("这是网页格式的表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再发送")
	}
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	return readText(text)
}

var (
	errTooLarge = errors.New("这个文件太大，名册用不着这么多内容，请只留名册，另存为 .xlsx 后再发送")
	errDamaged  = errors.New("这个文件打不开，可能已经损坏，或者不是表格；请用 Excel 或 WPS 打开，另存为 .xlsx 后再发送")
)

func hasPrefix(data []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(data, []byte(p)) {
			return true
		}
	}
	return false
}

// utf16Text is s as the directory of an OLE file spells it.
func utf16Text(s string) []byte {
	var b []byte
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// readWorkbook reads the visible sheets of an .xlsx file.
func readWorkbook(data []byte) (sheets []sheet, err error) {
	defer func() {
		if recover() != nil {
			sheets, err = nil, errDamaged
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit:    maxUnzipped,
		UnzipXMLSizeLimit: maxUnzipped, // the same, or excelize would unpack people's data into the temp folder
		CultureInfo:       excelize.CultureNameZhCN,
		ShortDatePattern:  "yyyy-mm-dd",
	})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return nil, errTooLarge
		}
		return nil, errDamaged
	}
	defer func() { _ = f.Close() }()
	if longTexts(f) {
		return nil, errTooLarge
	}
	props, err := f.GetWorkbookProps()
	if err != nil {
		return nil, errDamaged
	}
	for _, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		s := sheet{name: name, date1904: props.Date1904 != nil && *props.Date1904}
		if s.lines, err = readSheet(f, name); err != nil {
			return nil, err
		}
		sheets = append(sheets, s)
	}
	return sheets, nil
}

// longTexts tells whether a shared text is too long. A megabyte that half a million cells point to passes every other
// limit, and excelize puts it together anew for each of them.
func longTexts(f *excelize.File) bool {
	part, _ := f.Pkg.Load("xl/sharedStrings.xml")
	data, _ := part.([]byte)
	d := xml.NewDecoder(bytes.NewReader(data))
	for n := 0; ; {
		token, err := d.RawToken()
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "si" {
				n = 0
			}
		case xml.CharData:
			if n += len(token); n > maxText {
				return true
			}
		}
	}
}

// readSheet walks a sheet twice in step: once for what is shown, once for the bare values.
func readSheet(f *excelize.File, name string) ([]line, error) {
	shown, err := f.Rows(name)
	if err != nil {
		return nil, nil // a chart on a sheet of its own
	}
	defer func() { _ = shown.Close() }()
	raw, err := f.Rows(name)
	if err != nil {
		return nil, errDamaged
	}
	defer func() { _ = raw.Close() }()
	var lines []line
	for n := 1; shown.Next() && raw.Next(); n++ {
		l := line{row: n}
		if l.shown, err = shown.Columns(); err != nil {
			return nil, errDamaged
		}
		if len(l.shown) > maxColumns {
			return nil, tooWide(name)
		}
		if l.raw, err = raw.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return nil, errDamaged
		}
		if len(l.shown) == 0 {
			continue
		}
		if lines = append(lines, l); len(lines) > maxRows {
			return nil, tooLong(name)
		}
	}
	if shown.Error() != nil {
		return nil, errDamaged
	}
	return lines, nil
}

func tooWide(name string) error {
	return fmt.Errorf("「%s」表超过%d列，请只留名册，另存为 .xlsx 后再发送", name, maxColumns)
}

func tooLong(name string) error {
	return fmt.Errorf("「%s」表超过%d行，请只留名册，另存为 .xlsx 后再发送", name, maxRows)
}

// decode turns UTF-8, UTF-16 with its mark, or GB18030 (what Chinese Excel saves) into text.
func decode(data []byte) (string, error) {
	switch {
	case hasPrefix(data, "\xFF\xFE", "\xFE\xFF"):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", errDamaged
		}
		return string(text), nil
	case bytes.IndexByte(data, 0) >= 0:
		return "", errDamaged
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\uFEFF"), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", errDamaged
	}
	return string(text), nil
}

// readText reads CSV, or the like with tabs or semicolons: whichever splits the text into a roster, else with commas.
func readText(text string) ([]sheet, error) {
	var first []sheet
	for _, comma := range []rune{',', '\t', ';'} {
		lines, err := readCSV(text, comma)
		if err != nil {
			return nil, err
		}
		s := sheet{name: "名册", lines: lines}
		if first == nil {
			first = []sheet{s}
		}
		if _, found := findTable(s, personColumns, colName); found {
			return []sheet{s}, nil
		}
	}
	return first, nil
}

func readCSV(text string, comma rune) ([]line, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	var lines []line
	broken := 0 // line breaks inside cells so far: they begin no row
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return nil, errDamaged
		}
		n, _ := r.FieldPos(0)
		l := line{row: n - broken, shown: cells, raw: cells}
		broken += strings.Count(strings.Join(cells, ""), "\n")
		if len(cells) > maxColumns {
			return nil, tooWide("名册")
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if lines = append(lines, l); len(lines) > maxRows {
			return nil, tooLong("名册")
		}
	}
}
