package files

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // photos
	_ "image/png"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Document is what a branch keeps or hands in on paper: a title, and what follows it. It is laid out as GB/T 9704-2012 asks of 公文:
// A4, the title in 小标宋 of size 二号, the text in 仿宋 of size 三号 indented by two characters, 22 lines of 28 characters on a page,
// page numbers at the foot.
type Document struct {
	Title string
	Under string // a line under the title, such as the branch and the day; may be empty
	Parts []Part
}

// Part is a heading, a table, a picture, a signature, the end of a page, or a paragraph; the first that is there counts.
type Part struct {
	Heading string
	Level   int        // of the heading: 1 一、 (as 0), 2 （一）, 3 1., 4 （1）
	Text    string     // line breaks begin a new paragraph
	Label   string     // begins the text, in 黑体: 出席、缺席 (10.3)
	Table   [][]string // the first row is the head, repeated on each page; rows are of one length
	Picture []byte     // PNG or JPEG; as wide as the page, if it is not too high then
	Signed  []string   // lines at the right under the text: who, and the day
	Break   bool       // what follows begins on a page of its own
}

// The page, in points.
const (
	pageWidth  = 156 * 72 / 25.4 // of the text, as below (5.2.1)
	pageHeight = 225 * 72 / 25.4
	lineHeight = 28  // 22 of them stand on a page (5.2.3)
	tight      = .25 // 28 characters of 16 points are wider than a page: each gives this much
	cellLine   = 20  // of a table
	cellEdge   = 4   // between a cell's text and its rules, at either side
	below      = 8   // a picture, where the tails of letters would be
)

// face is how a paragraph is set.
type face struct {
	font   string
	size   float64 // in points
	lead   float64 // the height of a line, in points
	after  float64 // the room below the paragraph, in points
	indent float64 // of the first line, in characters
	align  string  // left, center, both, or right
	right  float64 // the room at the right, in points
	kept   bool    // on the page of what follows
	least  bool    // lead is the least height of a line
}

var (
	bodyFace  = face{font: "仿宋", size: 16, lead: lineHeight, indent: 2, align: "both"}
	titleFace = face{font: "方正小标宋简体", size: 22, lead: 35, align: "center"}
	underFace = face{font: "楷体", size: 16, lead: lineHeight, align: "center"}
	cellFace  = face{font: "仿宋", size: 12, lead: cellLine, align: "left"}
	headFace  = face{font: "黑体", size: 12, lead: cellLine, align: "left"}
	// headingFonts are those of a heading by its level (7.3.3); none is bold.
	headingFonts = [...]string{"黑体", "黑体", "楷体", "仿宋", "仿宋"}
)

// width returns the width of a character of a paragraph, in points.
func (f face) width(r rune) float64 {
	if f.size == bodyFace.size {
		return advance(r)*f.size - tight
	}
	return advance(r) * f.size
}

func (f face) of(text string) (w float64) {
	for _, r := range text {
		w += f.width(r)
	}
	return w
}

// block is what is set at a time: a paragraph, a table, a picture or the end of a page.
type block struct {
	face
	label, text string
	heading     int // its level
	table       *grid
	picture     *photo
	end         bool
}

// blocks returns a document as what is set, from the top. Everything is a whole number of lines high, so that a page holds 22.
func (d Document) blocks() (list []block, err error) {
	add := func(f face, text string) { list = append(list, block{face: f, text: text}) }
	title, n := titleFace, len(titleLines(d.Title, 20))
	title.after = whole(title.lead*float64(n)+14) - title.lead*float64(n)
	add(title, broken(d.Title, 20))
	if d.Under != "" {
		add(underFace, broken(d.Under, 28))
		add(bodyFace, "")
	}
	for _, p := range d.Parts {
		switch {
		case p.Heading != "":
			f := bodyFace
			f.font, f.align, f.kept = headingFonts[p.Level], "left", true
			list = append(list, block{face: f, text: p.Heading, heading: max(p.Level, 1)})
		case len(p.Table) > 0:
			g := newGrid(p.Table)
			list = append(list, block{table: &g})
		case len(p.Picture) > 0:
			shot, err := newPhoto(p.Picture)
			if err != nil {
				return nil, err
			}
			list = append(list, block{face: face{lead: whole(shot.height + below), align: "center", least: true}, picture: &shot})
		case len(p.Signed) > 0:
			list = withText(list, signed(p.Signed))
		case p.Break:
			list = append(list, block{end: true})
		default:
			label := p.Label
			for line := range strings.SplitSeq(p.Text, "\n") {
				if line = strings.TrimSpace(line); line != "" || label != "" {
					list = append(list, block{face: bodyFace, label: label, text: line}.loose())
				}
				label = ""
			}
		}
	}
	return list, nil
}

// whole is a height in whole lines.
func whole(h float64) float64 { return math.Ceil(h/lineHeight-1e-9) * lineHeight }

// signed sets who signs and the day: under an empty line, the day four characters from the right and what is above it around the same
// middle (7.3.5).
func signed(texts []string) (list []block) {
	above := bodyFace
	above.kept = true
	list = append(list, block{face: above})
	middle := 4*bodyFace.size + bodyFace.of(texts[len(texts)-1])/2
	for _, text := range texts {
		middle = max(middle, bodyFace.of(text)/2)
	}
	for i, text := range texts {
		f := bodyFace
		f.indent, f.align, f.kept, f.right = 0, "right", i < len(texts)-1, math.Floor(middle-bodyFace.of(text)/2)
		list = append(list, block{face: f, text: text})
	}
	return list
}

// withText sets a signature under what goes before. Alone on a page it could stand under any text: if it would, the last two lines of the
// text go with it. A program keeps whole paragraphs together, so a long one is broken where its page ends.
func withText(list, sign []block) []block {
	all := slices.Concat(list, sign)
	pages := paged(all)
	rows := 0
	for _, b := range sign {
		rows += len(b.printed())
	}
	if len(pages) == 1 || len(pages[len(pages)-1]) >= rows+2 {
		return all
	}
	list = slices.Clone(list)
	for i, need := len(list)-1, 2; i >= 0 && need > 0 && list[i].text != "" && list[i].font == bodyFace.font && list[i].heading == 0 && list[i].align != "right"; i-- {
		l := list[i].printed()
		if n := len(l); n >= 4 {
			head, rest := list[i], list[i]
			head.text = strings.Join(l[:n-2], "")[len(head.label):]
			rest.label, rest.text, rest.indent, rest.kept = "", strings.Join(l[n-2:], ""), 0, true
			list = slices.Replace(list, i, i+1, head, rest)
			break
		}
		list[i].kept = true
		need -= len(l)
	}
	return append(list, sign...)
}

// grid is a table as it is set: in columns as wide as their longest cell asks for, within the page.
type grid struct {
	widths []float64 // in points
	rows   [][]string
}

func newGrid(rows [][]string) grid {
	const short, long = 6, 24 // characters: a column up to short is not broken, one of more than long asks for no more
	const word = 3            // characters that are never broken
	g, least := grid{widths: make([]float64, len(rows[0]))}, make([]float64, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			if n := utf8.RuneCountInString(cell); n <= word {
				least[i] = max(least[i], float64(n)*cellFace.size+3*cellEdge)
			}
			for line := range strings.SplitSeq(cell, "\n") {
				g.widths[i] = max(g.widths[i], float64(min(utf8.RuneCountInString(line), long))*cellFace.size+3*cellEdge)
			}
		}
	}
	fixed, sum := 0.0, 0.0
	for _, w := range g.widths {
		if sum += w; w <= short*cellFace.size+3*cellEdge {
			fixed += w
		}
	}
	if fixed == sum || fixed > pageWidth/2 {
		fixed = 0
	}
	for i, w := range g.widths {
		if fixed == 0 || w > short*cellFace.size+3*cellEdge {
			g.widths[i] = w * (pageWidth - fixed) / (sum - fixed)
		}
	}
	g.widen(least)
	// A row that is higher than what a page has below the head goes on in further rows.
	for n, r := range rows {
		most := 1
		if n > 0 {
			most = int((pageHeight - g.height(rows[0])) / lineHeight * lineHeight / cellLine)
		}
		rest := make([][]string, len(r))
		for i, cell := range r {
			rest[i] = g.cell(i, cell)
		}
		for first := true; first || longest(rest) > 0; first = false {
			if n == 0 || first && longest(rest) <= most {
				g.rows = append(g.rows, r)
				break
			}
			part := make([]string, len(r))
			for i, l := range rest {
				k := min(most, len(l))
				part[i], rest[i] = strings.TrimSuffix(strings.Join(l[:k], ""), "\n"), l[k:]
			}
			g.rows = append(g.rows, part)
		}
	}
	return g
}

// widen gives each column at least so much, which the others lose; nothing, if there is not so much.
func (g grid) widen(least []float64) {
	held := make([]bool, len(least))
	for {
		room, rest, more := pageWidth, 0.0, false
		for i, w := range g.widths {
			if !held[i] && w < least[i]-.01 {
				held[i], more = true, true
			}
			if held[i] {
				room -= least[i]
			} else {
				rest += w
			}
		}
		if !more || room < 0 || rest == 0 {
			return
		}
		for i, w := range g.widths {
			if held[i] {
				g.widths[i] = least[i]
			} else {
				g.widths[i] = w * room / rest
			}
		}
	}
}

func longest(cells [][]string) (n int) {
	for _, l := range cells {
		n = max(n, len(l))
	}
	return n
}

// cell breaks the text of a column's cell into its lines.
func (g grid) cell(column int, text string) []string {
	room := max(g.widths[column]-2*cellEdge-1, 2*cellFace.size) // a rule takes half a point at either side
	return lines(text, room, room, cellFace.width)
}

// height is that of a row, in points: whole lines of the page.
func (g grid) height(row []string) float64 {
	most := 1
	for i, cell := range row {
		most = max(most, len(g.cell(i, cell)))
	}
	return whole(float64(most*cellLine) + 4)
}

// Page is a printed page: its lines from the top, a row of a table as one line with its cells apart by tabs, a picture as an empty one.
type Page []string

// Pages breaks a document into pages, as Word does with what WriteDocument makes. It returns an error for a picture that cannot be read.
func (d Document) Pages() ([]Page, error) {
	blocks, err := d.blocks()
	if err != nil {
		return nil, err
	}
	return paged(blocks), nil
}

// paged breaks what is set into pages.
func paged(blocks []block) []Page {
	p := pages{list: []Page{nil}}
	for i, b := range blocks {
		// What must stay with what follows begins a page with it.
		if b.kept && (i == 0 || !blocks[i-1].kept) {
			need := 0.0
			for j := i; j < len(blocks); j++ {
				if !blocks[j].kept {
					need += blocks[j].start()
					break
				}
				need += blocks[j].height()
			}
			p.room(min(need, pageHeight))
		}
		p.block(b)
	}
	return p.list
}

// printed returns the lines of a paragraph.
func (b block) printed() []string {
	indent := b.indent * b.size
	return lines(b.label+b.text, pageWidth-b.right-indent, pageWidth-b.right, b.width)
}

func (b block) height() float64 { return float64(len(b.printed()))*b.lead + b.after }

// loose has a paragraph end unevenly where a long word, which begins a line, would have a few characters before it stretched over theirs.
func (b block) loose() block {
	l := b.printed()
	for n, line := range l[:len(l)-1] {
		room := pageWidth - 4*b.size
		if n == 0 {
			room -= b.indent * b.size
		}
		if b.of(line) < room {
			b.align = "left"
		}
	}
	return b
}

// start is how much of a block must stand at the foot of a page for it to begin there.
func (b block) start() float64 {
	switch {
	case b.table != nil && len(b.table.rows) > 1:
		return b.table.height(b.table.rows[0]) + b.table.height(b.table.rows[1])
	}
	return b.lead
}

// pages are pages being filled.
type pages struct {
	list []Page
	used float64 // of the last page, in points
	over bool    // what follows begins a page
}

// room begins a page if one has ended, or has not so much left.
func (p *pages) room(height float64) {
	if p.over || p.used+height > pageHeight+.01 {
		p.list, p.used, p.over = append(p.list, nil), 0, false
	}
}

func (p *pages) line(text string, height float64) {
	p.room(height)
	last := len(p.list) - 1
	p.list[last], p.used = append(p.list[last], strings.TrimRight(text, "\n")), p.used+height
}

func (p *pages) block(b block) {
	switch {
	case b.end:
		p.over = true
	case b.picture != nil:
		p.line("", b.lead)
	case b.table != nil:
		head := b.table.rows[0]
		p.room(b.start())
		for n, r := range b.table.rows {
			if h := b.table.height(r); n > 1 && p.used+h > pageHeight {
				p.room(h)
				p.line(strings.Join(head, "\t"), b.table.height(head))
			}
			p.line(strings.Join(r, "\t"), b.table.height(r))
		}
		p.line("", lineHeight) // a paragraph ends a table
	default:
		for _, l := range b.printed() {
			p.line(l, b.lead)
		}
		p.used += b.after
	}
}

// photo is a picture as it is set, in points.
type photo struct {
	data          []byte
	kind          string // png or jpeg
	width, height float64
}

// newPhoto fits a picture into a page. Its error says that it cannot be read.
func newPhoto(data []byte) (photo, error) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return photo{}, fmt.Errorf("files: a picture that cannot be read: %w", err)
	}
	if c.Width == 0 || c.Height == 0 {
		return photo{}, errors.New("files: a picture of no size")
	}
	scale := min(pageWidth/float64(c.Width), (20*lineHeight-below)/float64(c.Height)) // a caption above it, and a line below
	return photo{data, kind, scale * float64(c.Width), scale * float64(c.Height)}, nil
}
