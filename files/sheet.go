package files

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"zhibu/branch"
)

// How much of a file is read. The largest roster we can think of is far below each of them.
const (
	maxZip      = 6 << 20  // bytes of an .xlsx file
	maxUnzipped = 12 << 20 // bytes; a 300 KB zip bomb opens to 300 MB
	maxPlain    = 4 << 20  // bytes of a text table
	maxColumns  = 64       // one cell in column XFD makes excelize allocate 16,384 strings for its row
	maxRows     = 10_500   // rows with text
	maxText     = 12 << 10 // bytes in one shared text: many cells may point to it
	maxMerged   = 10_500   // merged cells of a sheet
	maxSheets   = 64
	maxParts    = 500     // of a zip file
	maxPart     = 1 << 20 // bytes of one that is no sheet
	maxStyles   = 4 << 20 // bytes
	maxElements = 500_000 // of XML in a file
	maxDepth    = 100     // of one element within others
	maxCommas   = 400_000 // of a text table: thousands in one line would each take a cell
)

// sheet is one table of a file as text.
type sheet struct {
	name     string
	lines    []line
	date1904 bool // day numbers count from 1904 (files of old Excel for Mac)
	merged   []merged
}

// merged is a cell merged over several rows: its text stands in the first.
type merged struct{ column, first, last int } // column from 0, rows from 1

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
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, errors.New("这个文件是空的，请重新发送")
	case hasPrefix(data, "PK\x03\x04", "PK\x05\x06"):
		if len(data) > maxZip {
			return nil, errTooLarge
		}
		if err := otherZip(data); err != nil {
			return nil, err
		}
		return readWorkbook(data)
	case hasPrefix(data, "\xD0\xCF\x11\xE0"):
		return nil, otherOLE(data)
	case hasPrefix(data, "%PDF"):
		return nil, errors.New("这是 PDF 文件，请发送原来的表格，另存为 .xlsx 后再发送")
	case hasPrefix(data, "\x89PNG", "\xFF\xD8\xFF", "GIF8", "BM", "II*\x00", "MM\x00*"), isBox(data, "heic", "heix", "mif1", "avif"),
		hasPrefix(data, "RIFF") && len(data) > 12 && string(data[8:12]) == "WEBP":
		return nil, errors.New("这是图片，读不出文字，请发送原来的表格，另存为 .xlsx 后再发送")
	case hasPrefix(data, "Rar!", "7z\xBC\xAF\x27", "\x1F\x8B"):
		return nil, errors.New("这是压缩包，请解压后发送里面的表格（.xlsx）")
	case hasPrefix(data, "{\\rtf"):
		return nil, errors.New("这是文字文档，请把名册放进表格，另存为 .xlsx 后再发送")
	case hasPrefix(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))), "<", "MIME-Version"):
		return nil, errors.New("这是网页格式的表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再发送")
	case len(data) > maxPlain:
		return nil, errTooLarge
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

// isBox tells whether data begins as a media file of one of those brands does.
func isBox(data []byte, brands ...string) bool {
	return len(data) > 12 && string(data[4:8]) == "ftyp" && slices.Contains(brands, string(data[8:12]))
}

// otherOLE says what a file in Microsoft's old container is.
func otherOLE(data []byte) error {
	switch {
	case bytes.Contains(data, utf16Text("EncryptedPackage")):
		return errors.New("这个文件加了密码，请去掉密码，另存为 .xlsx 后再发送")
	case bytes.Contains(data, utf16Text("WordDocument")):
		return errors.New("这是文字文档，请把名册放进表格，另存为 .xlsx 后再发送")
	}
	return errors.New("这是旧格式的表格（.xls），请用 Excel 或 WPS 另存为 .xlsx 后再发送")
}

// otherZip says what a zip file is that is no .xlsx, or one that nobody made by hand; nil if it may be one.
func otherZip(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return errDamaged
	}
	kinds := []struct{ part, why string }{
		{"word/document.xml", "这是文字文档，请把名册放进表格，另存为 .xlsx 后再发送"},
		{"ppt/presentation.xml", "这是演示文稿，请把名册放进表格，另存为 .xlsx 后再发送"},
		{"xl/workbook.bin", "这是二进制格式的表格（.xlsb），请用 Excel 或 WPS 另存为 .xlsx 后再发送"},
		{"content.xml", "这是 OpenDocument 文件（.ods），请另存为 .xlsx 后再发送"},
	}
	workbook, sheets, budget := false, 0, maxElements
	for i, f := range z.File {
		name := strings.TrimPrefix(f.Name, "/")
		n, ok := countSheets(f, &budget)
		if sheets += n; !ok || sheets > maxSheets || i > maxParts {
			return errTooLarge
		}
		for _, k := range kinds {
			if name == k.part {
				return errors.New(k.why)
			}
		}
		workbook = workbook || name == "[Content_Types].xml"
	}
	if !workbook {
		return errors.New("这是压缩包，请解压后发送里面的表格（.xlsx）")
	}
	return nil
}

var (
	largeParts = regexp.MustCompile(`(?i)worksheets/|sharedStrings|media/|\.(png|jpe?g|gif|emf|wmf|bmp|tiff?)$`)
	styleParts = regexp.MustCompile(`(?i)styles|theme|drawing|comments`)
	sheetEntry = regexp.MustCompile(`<(?:\w+:)?sheet\s`)
)

// countSheets counts the sheets that a part of the file lists, and tells whether the part is of a sound size; its elements
// come off the budget of the file. A workbook of 33 KB that lists 200,000 sheets keeps excelize busy for more than ten
// minutes, and takes 4 GB.
func countSheets(f *zip.File, budget *int) (sheets int, ok bool) {
	bytes, weight := uint64(maxPart), 1 // a style takes five times the memory of a cell, a shared text twice as much
	switch {
	case strings.Contains(f.Name, "media/"):
		return 0, f.UncompressedSize64 <= maxUnzipped
	case strings.Contains(f.Name, "haredStrings"):
		bytes, weight = maxUnzipped, 2
	case largeParts.MatchString(f.Name):
		bytes = maxUnzipped
	case styleParts.MatchString(f.Name):
		bytes, weight = maxStyles, 5
	}
	if f.UncompressedSize64 > bytes || !soundXML(f, weight, budget) {
		return 0, false
	}
	if bytes > maxPart {
		return 0, true
	}
	r, err := f.Open()
	if err != nil {
		return 0, true // excelize will say so, too
	}
	defer func() { _ = r.Close() }()
	data, _ := io.ReadAll(io.LimitReader(r, maxPart))
	return len(sheetEntry.FindAllIndex(data, maxSheets+1)), true
}

// soundXML tells whether a part has no more elements than an honest one could have, and none of them deep within others:
// excelize takes hundreds of bytes for each.
func soundXML(f *zip.File, weight int, budget *int) bool {
	r, err := f.Open()
	if err != nil {
		return true // excelize will say so, too
	}
	defer func() { _ = r.Close() }()
	buffer := make([]byte, 32<<10)
	depth, last := 0, byte(0)
	for {
		n, err := r.Read(buffer)
		for _, b := range buffer[:n] {
			switch {
			case last == '<' && b == '/', last == '/' && b == '>':
				depth--
			case last == '<' && b != '?' && b != '!':
				depth++
				*budget -= weight
			}
			if last = b; depth > maxDepth || *budget < 0 {
				return false
			}
		}
		if err != nil {
			return true
		}
	}
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
		part := sheetPart(f, name)
		if m := noResult.FindSubmatch(part); m != nil {
			return nil, fmt.Errorf("「%s」表的 %s 是没有算出结果的公式，请用 Excel 或 WPS 打开，保存一次后再发送", name, m[1])
		}
		s.merged = mergedCells(part)
		sheets = append(sheets, s)
	}
	return sheets, nil
}

var (
	// noResult is a formula that was written by a program that did not compute it: it would be read as an empty cell.
	noResult  = regexp.MustCompile(`<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"[^>]*><(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>`)
	mergeCell = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"`)
)

// mergedCells finds the cells of a sheet that are merged over several rows. It reads them out of the sheet's XML, where
// they follow the cells: excelize would build the whole sheet for it, every cell up to column XFD included.
func mergedCells(part []byte) (all []merged) {
	for _, m := range mergeCell.FindAllSubmatch(part[max(0, bytes.LastIndex(part, []byte("sheetData"))):], maxMerged) {
		column, first, err := excelize.CellNameToCoordinates(string(m[1]))
		_, last, err2 := excelize.CellNameToCoordinates(string(m[2]))
		if err == nil && err2 == nil && last > first && column <= maxColumns {
			all = append(all, merged{column - 1, first, last})
		}
	}
	return all
}

// sheetPart gives the XML of a sheet; nothing if it is not where it should be.
func sheetPart(f *excelize.File, name string) []byte {
	part := func(path string) []byte {
		raw, _ := f.Pkg.Load(path)
		data, _ := raw.([]byte)
		return data
	}
	var links struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if f.WorkBook == nil || xml.Unmarshal(part("xl/_rels/workbook.xml.rels"), &links) != nil {
		return nil
	}
	for _, s := range f.WorkBook.Sheets.Sheet {
		for _, l := range links.Relationship {
			if s.Name != name || l.ID != s.ID {
				continue
			}
			path := strings.TrimPrefix(l.Target, "/")
			if !strings.HasPrefix(l.Target, "/") {
				path = "xl/" + path
			}
			return part(path)
		}
	}
	return nil
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
		return decodeUnmarked(data)
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\uFEFF"), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", errDamaged
	}
	return string(text), nil
}

// decodeUnmarked reads UTF-16 without its mark: which half of the characters holds more zeros, those of figures and
// commas, tells the order.
func decodeUnmarked(data []byte) (string, error) {
	var zeros [2]int
	for i, b := range data {
		if b == 0 {
			zeros[i%2]++
		}
	}
	order := unicode.LittleEndian
	if zeros[0] > zeros[1] {
		order = unicode.BigEndian
	}
	text, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	if err != nil || len(data)%2 != 0 || bytes.IndexByte(text, 0) >= 0 || bytes.ContainsRune(text, utf8.RuneError) {
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
		if _, found := findTable(s, personColumns, branch.ColName); found {
			return []sheet{s}, nil
		}
	}
	return first, nil
}

func readCSV(text string, comma rune) ([]line, error) {
	if strings.Count(text, string(comma)) > maxCommas {
		return nil, tooWide("名册")
	}
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
