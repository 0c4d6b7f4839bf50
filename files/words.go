package files

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"zhibu/branch"
)

// What of a Word document is read.
const (
	maxDocument = 24 << 20  // bytes of its parts, unpacked
	maxTags     = 1_500_000 // elements in its body
	maxList     = 60_000    // elements of its lists and styles, which are kept while it is read
)

var (
	errNoDocx       = errors.New("这个 .docx 文件打不开。请用 Word 或 WPS 另存为 .docx 后再试。")
	errNoWords      = errors.New("这个文件里没有文字。")
	errOnlyPictures = errors.New("这个文件里只有图片，图片里的字读不了。请发送有文字的文件（.docx、.txt）。")
	errWordRoster   = errors.New("这像是党员名册，不能作为政策发布。名册请放进表格，另存为 .xlsx 后再发送。")
)

// Words is what a document says, a paragraph or a row of a table to a line.
type Words struct {
	Text   string
	Word   bool     // it is a .docx
	Passed []string // what was not read, a phrase each
}

// readWord reads the body of a .docx as it would be printed, with the numbers that Word counts by itself. What was deleted or
// moved away under revision is none of it, nor is hidden text; a text box stands once; a row of a table is a line.
func readWord(parts []*zip.File) (Words, error) {
	body := budget{bytes: maxDocument, elements: maxTags, attributes: 2 * maxTags}
	kept := budget{bytes: maxDocument / 4, elements: maxList, attributes: 4 * maxList}
	w := &wordReader{passed: map[string]int{}, lists: map[string]*list{}, styles: map[string]*wordStyle{}}
	var lines []string
	for _, p := range []struct {
		name string
		left *budget
		read func() error
	}{{"word/styles.xml", &kept, w.readStyles}, {"word/numbering.xml", &kept, w.readLists}, {"word/document.xml", &body, func() error { return w.block(&lines) }}} {
		f := partNamed(parts, p.name)
		if f == nil {
			continue
		}
		if !p.left.sound(f, 1) {
			if p.left.declares {
				return Words{}, errDeclares
			}
			return Words{}, errLongWords
		}
		r, err := f.Open()
		if err != nil {
			return Words{}, errNoDocx
		}
		w.d = xml.NewDecoder(io.LimitReader(r, maxDocument))
		err = p.read()
		_ = r.Close()
		switch {
		case errors.Is(err, errLongWords):
			return Words{}, err
		case err != nil && !errors.Is(err, io.EOF):
			return Words{}, errNoDocx
		}
	}
	for _, f := range parts {
		if (strings.HasPrefix(f.Name, "word/header") || strings.HasPrefix(f.Name, "word/footer")) && body.sound(f, 1) && hasText(f) {
			w.pass("页眉页脚", 1)
		}
	}
	text := strings.Join(lines, "\n")
	empty := !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
	switch {
	case empty && w.passed["图片"] > 0:
		return Words{}, errOnlyPictures
	case empty:
		return Words{}, errNoWords
	case w.roster && !branch.Numbered(text):
		return Words{}, errWordRoster
	}
	return Words{text, true, w.account()}, nil
}

// hasText reports whether a part says more than a page number.
func hasText(f *zip.File) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer func() { _ = r.Close() }()
	for d, in := xml.NewDecoder(r), false; ; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		switch x := token.(type) {
		case xml.StartElement:
			in = x.Name.Local == "t"
		case xml.EndElement:
			in = false
		case xml.CharData:
			if in && strings.Trim(string(x), " \t\u3000-—–·0123456789第共页/") != "" {
				return true
			}
		}
	}
}

// wordReader reads the parts of a document. Each of its methods that reads begins behind a start tag and ends behind its end tag.
type wordReader struct {
	d          *xml.Decoder
	size       int // of the text so far, bytes
	paragraphs int
	passed     map[string]int
	lists      map[string]*list // by w:numId
	styles     map[string]*wordStyle
	fields     []string // the instructions of the fields that are open
	roster     bool     // a row of a table is the header of a roster
	carry      string   // of paragraphs whose end was deleted: the next one goes on with it
}

// passable are what a document may hold that is not read, in the order in which it is listed.
var passable = []string{"修订中删除或移走的文字", "修订中删除的表格行", "修订中删除的单元格", "划掉的文字", "隐藏的文字", "目录", "脚注和尾注", "批注", "图片", "图表", "嵌入的对象", "特殊符号", "读不出的自动编号", "页眉页脚"}

func (w *wordReader) pass(what string, n int) { w.passed[what] += n }

func (w *wordReader) account() (list []string) {
	for _, what := range passable {
		if n := w.passed[what]; n > 0 {
			list = append(list, fmt.Sprintf("%s（%d处）", what, n))
		}
	}
	return list
}

// children has every element up to the end tag visited; visit reads to the end of its own.
func (w *wordReader) children(visit func(xml.StartElement) error) error {
	for {
		token, err := w.d.Token()
		if err != nil {
			return err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if err := visit(x); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// text returns the characters up to the end tag.
func (w *wordReader) text() (string, error) {
	var b strings.Builder
	for {
		token, err := w.d.Token()
		if err != nil {
			return "", err
		}
		switch x := token.(type) {
		case xml.CharData:
			b.Write(x)
		case xml.StartElement:
			if err := w.d.Skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// choose reads the first of the ways in which a document says the same for newer and older programs.
func (w *wordReader) choose(read func() error) error {
	chosen := false
	return w.children(func(x xml.StartElement) error {
		if chosen {
			return w.d.Skip()
		}
		chosen = true
		return read()
	})
}

// changed reports whether an element holds what was before a revision.
func changed(x xml.StartElement) bool { return strings.HasSuffix(x.Name.Local, "Change") }

func attribute(x xml.StartElement, name string) string {
	for _, a := range x.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// block reads paragraphs and tables.
func (w *wordReader) block(lines *[]string) error {
	return w.children(func(x xml.StartElement) error { return w.part(x, lines) })
}

// part reads one element of a block.
func (w *wordReader) part(x xml.StartElement, lines *[]string) error {
	switch name := x.Name.Local; {
	case name == "p":
		return w.paragraph(lines)
	case name == "tr":
		return w.row(lines)
	case name == "del" || name == "moveFrom":
		w.pass("修订中删除或移走的文字", 1)
		return w.d.Skip()
	case name == "AlternateContent":
		return w.choose(func() error { return w.block(lines) })
	case name == "sdt":
		return w.control(func() error { return w.block(lines) })
	case name == "altChunk" || name == "subDoc":
		w.pass("嵌入的对象", 1)
		return w.d.Skip()
	case changed(x), name == "sectPr", name == "tblPr", name == "tblGrid":
		return w.d.Skip()
	}
	return w.block(lines)
}

// control reads a content control, unless it is Word's table of contents.
func (w *wordReader) control(read func() error) error {
	contents := false
	return w.children(func(x xml.StartElement) error {
		switch x.Name.Local {
		case "sdtPr":
			return w.children(func(x xml.StartElement) error {
				return w.children(func(x xml.StartElement) error {
					contents = contents || x.Name.Local == "docPartGallery" && strings.Contains(attribute(x, "val"), "Table of Contents")
					return w.d.Skip()
				})
			})
		case "sdtContent":
			if contents {
				w.pass("目录", 1)
				return w.d.Skip()
			}
			return read()
		}
		return w.d.Skip()
	})
}

// wordPara is a paragraph that is being read.
type wordPara struct {
	text   strings.Builder
	style  *wordStyle
	list   string // w:numId; "" is the style's, "0" none
	level  int
	gone   bool     // its end was deleted
	listed bool     // in the table of contents
	boxes  []string // the lines of text boxes that are anchored in it
}

func (w *wordReader) paragraph(lines *[]string) error {
	if w.paragraphs++; w.paragraphs > 2*maxLines {
		return errLongWords
	}
	p := &wordPara{level: -1}
	p.text.WriteString(w.carry)
	w.carry = ""
	if err := w.inline(p, concealed{}); err != nil {
		return err
	}
	text := strings.TrimSpace(p.text.String())
	switch {
	case p.gone:
		w.carry = text
	case p.listed || p.style != nil && p.style.contents:
		if text != "" || p.listed {
			w.pass("目录", 1)
		}
	default:
		label := w.label(p)
		w.size += len(label)
		if text = strings.TrimSpace(label + text); text != "" { // in a table the number has a cell of its own
			*lines = append(*lines, text)
		}
	}
	*lines = append(*lines, p.boxes...)
	return nil
}

// inline reads what stands in a paragraph, or in a run of it. hidden is set for text that is not shown, or struck through.
func (w *wordReader) inline(p *wordPara, hidden concealed) error {
	return w.children(func(x xml.StartElement) error {
		switch name := x.Name.Local; name {
		case "pPr":
			return w.properties(p)
		case "r":
			if p.style != nil {
				return w.inline(p, p.style.hidden.over(concealed{line: hidden.line}))
			}
			return w.inline(p, concealed{line: hidden.line}) // that of a formula
		case "rPr":
			is, err := w.hides()
			hidden = is.over(hidden)
			return err
		case "t":
			text, err := w.text()
			return errors.Join(err, w.add(p, text, hidden))
		case "tab", "ptab":
			return errors.Join(w.add(p, " ", hidden), w.d.Skip())
		case "br", "cr":
			return errors.Join(w.add(p, "\n", hidden), w.d.Skip())
		case "noBreakHyphen":
			return errors.Join(w.add(p, "-", hidden), w.d.Skip())
		case "sup", "sub": // of a formula, as are fractions
			within := hidden
			within.line = map[string]string{"sup": "superscript", "sub": "subscript"}[name]
			return w.inline(p, within)
		case "den":
			return errors.Join(w.add(p, "/", hidden), w.inline(p, hidden))
		case "del", "moveFrom":
			w.pass("修订中删除或移走的文字", 1)
			return w.d.Skip()
		case "AlternateContent":
			return w.choose(func() error { return w.inline(p, hidden) })
		case "sdt":
			return w.control(func() error { return w.inline(p, hidden) })
		case "txbxContent":
			return w.block(&p.boxes)
		case "fldChar":
			return w.field(attribute(x, "fldCharType"))
		case "instrText":
			text, err := w.text()
			if n := len(w.fields); n > 0 && len(w.fields[n-1]) < 200 {
				w.fields[n-1] += text
			}
			return err
		case "delText", "rt", "sdtPr":
			return w.d.Skip()
		}
		if what := passing[x.Name.Local]; what != "" {
			w.pass(what, 1)
			return w.d.Skip()
		}
		if changed(x) {
			return w.d.Skip()
		}
		return w.inline(p, hidden)
	})
}

// passing are elements that stand for what is not read.
var passing = map[string]string{"footnoteReference": "脚注和尾注", "endnoteReference": "脚注和尾注", "commentReference": "批注", "blip": "图片", "imagedata": "图片",
	"chart": "图表", "relIds": "图表", "OLEObject": "嵌入的对象", "control": "嵌入的对象", "sym": "特殊符号"}

// add adds text to a paragraph.
func (w *wordReader) add(p *wordPara, text string, hidden concealed) error {
	for _, f := range w.fields {
		if strings.HasPrefix(strings.TrimSpace(f), "TOC") {
			p.listed = true
			return nil
		}
	}
	if what := hidden.what(); what != "" {
		if strings.TrimSpace(text) != "" {
			w.pass(what, 1)
		}
		return nil
	}
	switch hidden.line {
	case "superscript":
		text = superscripts.Replace(text)
	case "subscript":
		text = subscripts.Replace(text)
	}
	if w.size += len(text); w.size > maxWords {
		return errLongWords
	}
	p.text.WriteString(text)
	return nil
}

// What stands above or below the line stays there: 10⁴ is not 104.
var (
	superscripts = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "+", "⁺", "-", "⁻", "−", "⁻")
	subscripts   = strings.NewReplacer("0", "₀", "1", "₁", "2", "₂", "3", "₃", "4", "₄", "5", "₅", "6", "₆", "7", "₇", "8", "₈", "9", "₉", "+", "₊", "-", "₋", "−", "₋")
)

// field keeps which fields are open.
func (w *wordReader) field(what string) error {
	switch {
	case what == "begin" && len(w.fields) < maxDepth:
		w.fields = append(w.fields, "")
	case what == "end" && len(w.fields) > 0:
		w.fields = w.fields[:len(w.fields)-1]
	}
	return w.d.Skip()
}

// concealed is what the properties of a run say of showing its text: nothing, yes or no, and on which line.
type concealed struct {
	vanish, struck, twice *bool
	line                  string // w:vertAlign
}

// what names text that is not read for it; "" if it is.
func (c concealed) what() string {
	yes := func(b *bool) bool { return b != nil && *b }
	switch {
	case yes(c.vanish):
		return "隐藏的文字"
	case yes(c.struck), yes(c.twice):
		return "划掉的文字"
	}
	return ""
}

// over is c where it says something, else what is below.
func (c concealed) over(below concealed) concealed {
	return concealed{cmp.Or(c.vanish, below.vanish), cmp.Or(c.struck, below.struck), cmp.Or(c.twice, below.twice), cmp.Or(c.line, below.line)}
}

// hides reads the properties of a run.
func (w *wordReader) hides() (c concealed, err error) {
	var style concealed
	err = w.children(func(x xml.StartElement) error {
		is := on(x)
		switch x.Name.Local {
		case "vanish":
			c.vanish = &is
		case "strike":
			c.struck = &is
		case "dstrike":
			c.twice = &is
		case "vertAlign":
			c.line = attribute(x, "val")
		case "rStyle":
			if s := w.styles[attribute(x, "val")]; s != nil {
				style = s.hidden
			}
		}
		return w.d.Skip()
	})
	return c.over(style), err
}

// properties reads those of a paragraph.
func (w *wordReader) properties(p *wordPara) error {
	return w.children(func(x xml.StartElement) error {
		switch x.Name.Local {
		case "pStyle":
			p.style = w.styles[attribute(x, "val")]
		case "numPr":
			return w.children(func(x xml.StartElement) error {
				switch x.Name.Local {
				case "ilvl":
					p.level = small(attribute(x, "val"), 8)
				case "numId":
					p.list = attribute(x, "val")
				}
				return w.d.Skip()
			})
		case "rPr": // of the mark at its end
			return w.children(func(x xml.StartElement) error {
				if name := x.Name.Local; name == "del" || name == "moveFrom" {
					p.gone = true
				}
				return w.d.Skip()
			})
		}
		return w.d.Skip()
	})
}

// row reads a row of a table into one line. A row with text in one cell only is no more than a frame: its lines stay as they are.
func (w *wordReader) row(lines *[]string) error {
	var cells [][]string
	gone := ""
	err := w.children(func(x xml.StartElement) error {
		switch x.Name.Local {
		case "trPr":
			return w.children(func(x xml.StartElement) error {
				switch {
				case x.Name.Local == "del" || x.Name.Local == "moveFrom":
					gone = "修订中删除的表格行"
				case x.Name.Local == "hidden" && on(x):
					gone = "隐藏的文字"
				}
				return w.d.Skip()
			})
		case "tc":
			return w.cell(&cells)
		case "sdt":
			return w.control(func() error {
				return w.children(func(xml.StartElement) error { return w.cell(&cells) })
			})
		}
		return w.d.Skip()
	})
	switch {
	case err != nil:
		return err
	case gone != "":
		w.pass(gone, 1)
		return nil
	}
	w.roster = w.roster || rosterHead(cells)
	*lines = append(*lines, rowLines(cells)...)
	return nil
}

// rosterHead reports whether a row is the header of a roster, and not of a form or a table that has names in it.
func rosterHead(cells [][]string) bool {
	at := map[column]bool{}
	for _, c := range cells {
		if means, ok := meaning(personColumns, strings.Join(c, "")); ok {
			at[means] = true
		}
	}
	return at[branch.ColName] && (at[branch.ColGroup] && at[branch.ColJoined] || at[branch.ColGroup] && at[branch.ColFull] || at[branch.ColJoined] && at[branch.ColFull])
}

// cell reads a cell of a row. One that was deleted under revision is empty.
func (w *wordReader) cell(cells *[][]string) error {
	var lines []string
	gone := false
	err := w.children(func(x xml.StartElement) error {
		if x.Name.Local != "tcPr" {
			return w.part(x, &lines)
		}
		return w.children(func(x xml.StartElement) error {
			gone = gone || x.Name.Local == "cellDel"
			return w.d.Skip()
		})
	})
	if gone {
		if len(lines) > 0 {
			w.pass("修订中删除的单元格", 1)
		}
		lines = nil
	}
	*cells = append(*cells, lines)
	return err
}

// rowNumber is a first cell that numbers its row.
var rowNumber = regexp.MustCompile(`^[0-9]{1,4}[.．、]?$`)

// rowLines joins the cells of a row, each of some lines: 「3」「贷款贴息」 is 3. 贷款贴息.
func rowLines(cells [][]string) []string {
	var texts []string
	var only []string
	for i, c := range cells {
		text := strings.Join(strings.Fields(strings.Join(c, " ")), " ")
		if text == "" {
			continue
		}
		if only = c; i == 0 && rowNumber.MatchString(text) {
			text = strings.TrimRight(text, ".．、") + "."
		}
		texts = append(texts, text)
	}
	switch len(texts) {
	case 0:
		return nil
	case 1:
		if len(only) > 1 {
			return only
		}
	}
	return []string{strings.Join(texts, " ")}
}
