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
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	utf "golang.org/x/text/encoding/unicode"

	"zhibu/branch"
)

// How much of a file is read. The largest roster we can think of is far below each of them.
const (
	maxZip      = 6 << 20  // bytes of an .xlsx file
	maxUnzipped = 12 << 20 // bytes; a 300 KB zip bomb opens to 300 MB
	maxPlain    = 4 << 20  // bytes of a text table
	maxColumns  = 100      // that are read
	maxWide     = 60       // rows with more: one cell in column XFD makes excelize allocate 16,384 strings for its row
	maxRows     = 10_500   // rows with text
	maxText     = 12 << 10 // bytes in one shared text: many cells may point to it
	maxMerged   = 10_500   // merged cells of a sheet
	maxSheets   = 64
	maxParts    = 500       // of a zip file
	maxPart     = 1 << 20   // bytes of one that is no sheet
	maxStyles   = 4 << 20   // bytes
	maxElements = 500_000   // of XML in a file
	maxCommas   = 400_000   // of a text table: thousands in one line would each take a cell
	maxRecord   = 16_384    // cells in one line of a text table: as many columns as a workbook has
	maxCell     = 128 << 10 // bytes in a cell of a text table: a workbook's has 32,767 characters
)

// sheet is one table of a file as text.
type sheet struct {
	name     string
	lines    []line
	date1904 bool           // day numbers count from 1904 (files of old Excel for Mac)
	hidden   bool           // and so no list that is read
	far      []string       // cells too far right to be read, as A1 names them
	doubts   []branch.Fault // of where its rows end, and of its comments
	unread   []branch.Fault // what stands beside its cells
	merged   []merged
	marks
}

// merged is a cell merged over several rows or columns: its text stands in the first.
type merged struct{ column, lastColumn, first, last int } // columns from 0, rows from 1

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
	if !strings.Contains(text, "\r\n") && strings.Count(text, "\r") > strings.Count(text, "\n") { // as old Macs end a line
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return readText(text)
}

var (
	errTooLarge = errors.New("这个文件太大，名册用不着这么多内容，请只留名册，另存为 .xlsx 后再发送")
	errDeclares = errors.New("这个文件里有表格程序不会写入的内容（DOCTYPE），不能读入；请用 Excel 或 WPS 打开，另存为 .xlsx 后再发送")
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

// isBox reports whether data begins as a media file of one of those brands does.
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
	parts, err := unpack(data)
	if err != nil {
		return err
	}
	kinds := []struct{ part, why string }{
		{"word/document.xml", "这是文字文档，请把名册放进表格，另存为 .xlsx 后再发送"},
		{"ppt/presentation.xml", "这是演示文稿，请把名册放进表格，另存为 .xlsx 后再发送"},
		{"xl/workbook.bin", "这是二进制格式的表格（.xlsb），请用 Excel 或 WPS 另存为 .xlsx 后再发送"},
		{"content.xml", "这是 OpenDocument 文件（.ods），请另存为 .xlsx 后再发送"},
	}
	workbook, sheets, left := false, 0, budget{bytes: 2 * maxUnzipped, elements: maxElements, attributes: 4 * maxElements}
	for _, f := range parts {
		name := strings.TrimPrefix(f.Name, "/")
		n, ok := countSheets(f, &left)
		if sheets += n; left.declares {
			return errDeclares
		} else if !ok || sheets > maxSheets {
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
func countSheets(f *zip.File, left *budget) (sheets int, ok bool) {
	bytes, weight := uint64(maxPart), 1 // a style takes five times the memory of a cell, a shared text twice as much
	switch {
	case strings.Contains(f.Name, "media/"):
		bytes = maxUnzipped
	case strings.Contains(f.Name, "haredStrings"):
		bytes, weight = maxUnzipped, 2
	case largeParts.MatchString(f.Name):
		bytes = maxUnzipped
	case styleParts.MatchString(f.Name):
		bytes, weight = maxStyles, 5
	}
	left.beside = 0
	if strings.Contains(f.Name, "worksheets/") {
		left.beside = 10
	}
	if f.UncompressedSize64 > bytes || !left.sound(f, weight) {
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
	styles, texts := struckStyles(f), struckTexts(f)
	props, err := f.GetWorkbookProps()
	if err != nil {
		return nil, errDamaged
	}
	list := f.GetSheetList()
	for _, name := range list {
		if len(branch.PrivateNumbers(name)) > 0 {
			return nil, errors.New("有一张表的名称里有身份证号或手机号，不能保存，请改名后再发送")
		}
		if visible, err := f.GetSheetVisible(name); err != nil || !visible {
			s := sheet{name: name, hidden: true}
			_ = s.read(f) // it is no list of ours, whatever is wrong with it; it may name somebody as one who has left
			sheets = append(sheets, s)
			continue
		}
		s := sheet{name: name, date1904: props.Date1904 != nil && *props.Date1904}
		if err = s.read(f); err != nil {
			return nil, err
		}
		part := sheetPart(f, name)
		if m := noResult.FindSubmatch(part); m != nil {
			return nil, fmt.Errorf("「%s」表的 %s 是没有算出结果的公式，请用 Excel 或 WPS 打开，保存一次后再发送", name, m[1])
		}
		s.merged, s.marks = mergedCells(part), readMarks(part, styles, texts)
		if s.unread, s.doubts = comments(f, name); len(list) == 1 {
			nameless(s.unread, s.doubts)
		}
		sheets = append(sheets, s)
	}
	if len(sheets) > 0 {
		sheets[0].unread = append(sheets[0].unread, textBoxes(f)...)
	}
	return sheets, nil
}

var (
	// noResult is a formula that was written by a program that did not compute it: it would be read as an empty cell.
	noResult  = regexp.MustCompile(`<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"[^>]*><(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>`)
	mergeCell = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"`)
)

// mergedCells finds the cells of a sheet that are merged. It reads them out of the sheet's XML, where
// they follow the cells: excelize would build the whole sheet for it, every cell up to column XFD included.
func mergedCells(part []byte) (all []merged) {
	for _, m := range mergeCell.FindAllSubmatch(part[max(0, bytes.LastIndex(part, []byte("sheetData"))):], maxMerged) {
		column, first, err := excelize.CellNameToCoordinates(string(m[1]))
		lastColumn, last, err2 := excelize.CellNameToCoordinates(string(m[2]))
		if err == nil && err2 == nil && column <= maxColumns {
			all = append(all, merged{column - 1, min(lastColumn, maxColumns) - 1, first, last})
		}
	}
	return all
}

// sheetPart returns the XML of a sheet; nothing if it is not where it should be.
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

// longTexts reports whether a shared text is too long. A megabyte that half a million cells point to passes every other
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

// read walks the sheet twice in step: once for what is shown, once for the bare values.
func (s *sheet) read(f *excelize.File) error {
	shown, err := f.Rows(s.name)
	if err != nil {
		return nil // a chart on a sheet of its own
	}
	defer func() { _ = shown.Close() }()
	raw, err := f.Rows(s.name)
	if err != nil {
		return errDamaged
	}
	defer func() { _ = raw.Close() }()
	wide := 0
	for n := 1; shown.Next() && raw.Next(); n++ {
		l := line{row: n}
		if l.shown, err = shown.Columns(); err != nil {
			return errDamaged
		}
		if len(l.shown) > maxColumns {
			if wide++; wide > maxWide {
				return tooWide(s.name)
			}
		}
		if l.raw, err = raw.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return errDamaged
		}
		if l.shown, l.raw = s.near(n, l.shown), l.raw[:min(len(l.raw), maxColumns)]; len(l.shown) == 0 {
			continue
		}
		if s.lines = append(s.lines, l); len(s.lines) > maxRows {
			return tooLong(s.name)
		}
	}
	if shown.Error() != nil {
		return errDamaged
	}
	return nil
}

// near returns the cells of a row that are read. Those too far right are noted, if they hold anything.
func (s *sheet) near(row int, cells []string) []string {
	for i := maxColumns; i < len(cells); i++ {
		if strings.TrimSpace(cells[i]) != "" {
			name, _ := excelize.CoordinatesToCellName(i+1, row)
			s.far = append(s.far, name)
		}
	}
	return slices.Clone(cells[:min(len(cells), maxColumns)])
}

func tooWide(name string) error {
	return fmt.Errorf("「%s」表超过%d列，请只留名册，另存为 .xlsx 后再发送", name, maxColumns)
}

func tooLong(name string) error {
	return fmt.Errorf("「%s」表超过%d行，请只留名册，另存为 .xlsx 后再发送", name, maxRows)
}

// ReadText returns the words of a text file, in whatever of the usual encodings; its error is a sentence. What is no text is refused.
func ReadText(data []byte) (string, error) {
	if len(data) > maxPlain {
		return "", errTooLarge
	}
	return decode(data)
}

// decode turns UTF-8, UTF-16 with its mark, or GB18030 (what Chinese Excel saves) into text.
func decode(data []byte) (string, error) {
	switch {
	case hasPrefix(data, "\xFF\xFE", "\xFE\xFF"):
		text, err := utf.UTF16(utf.LittleEndian, utf.UseBOM).NewDecoder().Bytes(data)
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
	order := utf.LittleEndian
	if zeros[0] > zeros[1] {
		order = utf.BigEndian
	}
	text, err := utf.UTF16(order, utf.IgnoreBOM).NewDecoder().Bytes(data)
	if err != nil || len(data)%2 != 0 || bytes.IndexByte(text, 0) >= 0 || bytes.ContainsRune(text, utf8.RuneError) {
		return "", errDamaged
	}
	return string(text), nil
}

// readText reads CSV, or the like with tabs or semicolons: whichever splits the text into a roster, else with commas.
func readText(text string) ([]sheet, error) {
	var first []sheet
	var unread error
	for _, comma := range []rune{',', '\t', ';'} {
		s, err := readCSV(text, comma)
		if _, found := findTable(s, personColumns, branch.ColName); found {
			return []sheet{s}, err
		}
		if first == nil || unread == nil && err != nil {
			first, unread = []sheet{s}, err
		}
	}
	return first, unread
}

// formulaText is a text as programs write it that must not be made a number or a date: ="1988年4月23日".
var formulaText = regexp.MustCompile(`^="(.*)"$`)

// csvRow is a record of a text table, and the line where it begins.
type csvRow struct {
	at    int
	cells []string
}

func readCSV(text string, comma rune) (sheet, error) {
	s := sheet{name: "名册"}
	if strings.Count(text, string(comma)) > maxCommas {
		return s, tooWide(s.name)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	parted := 0           // rows that stand behind another in one line of the file: each counts, or two people had one number
	broken, usual := 0, 0 // line breaks inside cells so far: they begin no row; and how many cells the header has
	for wide := 0; ; {
		cells, err := r.Read()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return s, errDamaged
		}
		switch {
		case len(cells) > maxRecord:
			return s, tooWide(s.name)
		case slices.ContainsFunc(cells, func(c string) bool { return len(c) > maxCell }):
			return s, fmt.Errorf("有一格的字太多（超过%d KB），不像名册，请只留名册，另存为 .xlsx 后再发送", maxCell>>10)
		}
		n, _ := r.FieldPos(0)
		n += parted - broken
		broken += strings.Count(strings.Join(cells, ""), "\n")
		if usual == 0 && len(s.lines) < headerWithin && slices.ContainsFunc(cells[:min(len(cells), maxColumns)], func(c string) bool { m, ok := meaning(personColumns, c); return ok && m == branch.ColName }) {
			usual = len(cells)
		}
		if err := s.swallowed(csvRow{n, cells}, comma, usual); err != nil {
			return s, err
		}
		for i, row := range split(csvRow{n, cells}, usual) {
			cells := row.cells
			if i > 0 {
				parted++
				n++
			}
			if len(cells) > maxColumns {
				if wide++; wide > maxWide {
					return s, tooWide(s.name)
				}
				cells = s.near(n, cells)
			}
			for i, c := range cells {
				cells[i] = formulaText.ReplaceAllString(c, "$1")
			}
			if strings.TrimSpace(strings.Join(cells, "")) == "" {
				continue
			}
			if slices.ContainsFunc(cells, func(c string) bool { return strings.ContainsFunc(strings.TrimFunc(c, unicode.IsSpace), breaksLine) }) {
				s.doubts = append(s.doubts, branch.Fault{Row: n, Want: "一格里有换行的字符，按一行读入；是两行的，请分成两行"})
			}
			if s.lines = append(s.lines, line{row: n, shown: cells, raw: cells}); len(s.lines) > maxRows {
				return s, tooLong(s.name)
			}
		}
	}
}

// breaksLine reports whether a character ends a line for some program, beside the line feed that ends one for all.
func breaksLine(r rune) bool {
	return strings.ContainsRune("\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029", r)
}

// swallowed refuses a record in which a quotation mark has made one cell of several rows: their people would vanish. A cell of
// several lines as people write them has no commas in it and stands in a row that is no longer than others.
func (s *sheet) swallowed(row csvRow, comma rune, usual int) error {
	lines, most := false, 0
	for _, c := range row.cells {
		if i := strings.IndexFunc(c, func(r rune) bool { return r == '\n' || breaksLine(r) }); i < 0 {
			continue
		}
		lines = lines || strings.Contains(strings.TrimSpace(c), "\n")
		for _, part := range strings.FieldsFunc(c, func(r rune) bool { return r == '\n' || breaksLine(r) }) {
			most = max(most, strings.Count(part, string(comma)))
		}
	}
	switch {
	case most > 1, lines && usual > 0 && len(row.cells) > usual:
		return fmt.Errorf("第%d行的引号（\"）没有成对，把下面的行连成了一格，会少人。请用记事本打开，删去多余的引号；一格里本来就写了几行的，请改成一行", row.at)
	case most > 0:
		s.doubts = append(s.doubts, branch.Fault{Row: row.at, Want: "一格里有几行，还有逗号，按一格读入；是引号没有成对的，请删去引号"})
	case len(row.cells) < usual && slices.ContainsFunc(row.cells, func(c string) bool { return strings.ContainsRune(c, comma) }):
		s.doubts = append(s.doubts, branch.Fault{Row: row.at, Want: "一格里有逗号，这一行又少一格，可能错开了；是引号多了的，请删去引号"})
	case slices.ContainsFunc(row.cells, func(c string) bool { return strings.Count(c, `"`)%2 == 1 }):
		s.doubts = append(s.doubts, branch.Fault{Row: row.at, Want: "引号（\"）没有成对，请核对这一行"})
	}
	return nil
}

// split parts the rows of a record that only other programs part: with a carriage return alone, a vertical tab, a form feed, a
// line or paragraph separator. A row as long as the table is wide is one.
func split(row csvRow, usual int) []csvRow {
	for i, c := range row.cells {
		at := strings.IndexFunc(c, breaksLine)
		if at < 0 || len(row.cells) == usual || len(row.cells) < usual && (i < 2 || len(row.cells)-1-i < 2) {
			continue
		}
		_, n := utf8.DecodeRuneInString(c[at:])
		rest := csvRow{row.at, append([]string{c[at+n:]}, row.cells[i+1:]...)}
		return append([]csvRow{{row.at, append(slices.Clone(row.cells[:i]), c[:at])}}, split(rest, usual)...)
	}
	return []csvRow{row}
}
