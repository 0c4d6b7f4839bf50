package files

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// wordStyle is what a document's style says that matters here.
type wordStyle struct {
	based, list string
	level       int
	hidden      concealed
	contents    bool // of the table of contents
}

// list is one of Word's automatic numberings. Those that share their levels count on together.
type list struct {
	*numbering
	starts map[int]int // of this one alone, until they are used
}

type numbering struct {
	levels  [9]level
	count   [9]int
	running [9]bool
}

type level struct {
	format, text, suffix, style string
	start                       int
}

// small reads a number from 0 to most; what is none is 0.
func small(s string, most int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return min(n, most)
}

// readStyles reads styles.xml: which paragraphs are numbered, hidden, or of the table of contents by their style.
func (w *wordReader) readStyles() error {
	err := w.children(func(xml.StartElement) error { // w:styles
		return w.children(func(x xml.StartElement) error {
			if x.Name.Local != "style" {
				return w.d.Skip()
			}
			s := &wordStyle{level: -1}
			w.styles[attribute(x, "styleId")] = s
			return w.children(func(x xml.StartElement) error {
				switch x.Name.Local {
				case "name":
					s.contents = strings.HasPrefix(strings.ToLower(attribute(x, "val")), "toc ")
				case "basedOn":
					s.based = attribute(x, "val")
				case "rPr":
					var err error
					s.hidden, err = w.hides()
					return err
				case "pPr":
					p := &wordPara{level: -1}
					err := w.properties(p)
					s.list, s.level = p.list, p.level
					return err
				}
				return w.d.Skip()
			})
		})
	})
	for _, s := range w.styles {
		for base, n := w.styles[s.based], 0; base != nil && n < 20; base, n = w.styles[base.based], n+1 {
			if s.list == "" && base.list != "" {
				s.list, s.level = base.list, base.level
			}
			s.hidden = s.hidden.over(base.hidden)
		}
	}
	return err
}

// readLists reads numbering.xml.
func (w *wordReader) readLists() error {
	abstract := map[string]*numbering{}
	return w.children(func(xml.StartElement) error { // w:numbering
		return w.children(func(x xml.StartElement) error {
			switch x.Name.Local {
			case "abstractNum":
				n := &numbering{}
				abstract[attribute(x, "abstractNumId")] = n
				return w.children(func(x xml.StartElement) error {
					if x.Name.Local != "lvl" {
						return w.d.Skip()
					}
					return w.readLevel(&n.levels[small(attribute(x, "ilvl"), 8)])
				})
			case "num":
				l := &list{starts: map[int]int{}}
				w.lists[attribute(x, "numId")] = l
				return w.children(func(x xml.StartElement) error {
					switch x.Name.Local {
					case "abstractNumId":
						l.numbering = abstract[attribute(x, "val")]
					case "lvlOverride":
						at := small(attribute(x, "ilvl"), 8)
						return w.children(func(x xml.StartElement) error {
							switch {
							case x.Name.Local == "startOverride":
								l.starts[at] = small(attribute(x, "val"), 99_999)
							case x.Name.Local == "lvl" && l.numbering != nil: // levels of its own
								own := *l.numbering
								l.numbering = &own
								return w.readLevel(&own.levels[at])
							}
							return w.d.Skip()
						})
					}
					return w.d.Skip()
				})
			}
			return w.d.Skip()
		})
	})
}

func (w *wordReader) readLevel(l *level) error {
	l.start = 1
	return w.children(func(x xml.StartElement) error {
		switch v := attribute(x, "val"); x.Name.Local {
		case "start":
			l.start = small(v, 99_999)
		case "numFmt":
			l.format = v
		case "lvlText":
			if len(v) <= 60 {
				l.text = v
			}
		case "suff":
			l.suffix = v
		case "pStyle":
			l.style = v
		}
		return w.d.Skip()
	})
}

// label returns the number that Word writes before a paragraph, and counts on.
func (w *wordReader) label(p *wordPara) string {
	id, at := p.list, p.level
	if id == "" && p.style != nil {
		id = p.style.list
		at = max(at, p.style.level)
	}
	l := w.lists[id]
	if l == nil || l.numbering == nil {
		if id != "" && id != "0" {
			w.pass("读不出的自动编号", 1)
		}
		return ""
	}
	if at < 0 {
		at = 0
		for i := range l.levels {
			if s := l.levels[i].style; s != "" && w.styles[s] == p.style {
				at = i
			}
		}
	}
	if start, some := l.starts[at]; some {
		l.count[at], l.running[at] = start-1, true
		delete(l.starts, at)
	}
	for i := range at + 1 {
		if !l.running[i] {
			l.count[i], l.running[i] = l.levels[i].start, true
			if i == at {
				l.count[i]--
			}
		}
	}
	l.count[at]++
	for i := at + 1; i < len(l.running); i++ {
		l.running[i] = false
	}
	return l.write(at, func() { w.pass("读不出的自动编号", 1) })
}

// write writes the number of a level as it stands. unknown is told of a format that is not known.
func (l *list) write(at int, unknown func()) string {
	own := l.levels[at]
	if own.format == "bullet" || own.format == "none" || own.text == "" {
		return ""
	}
	text := own.text
	for i := range at + 1 {
		if mark := "%" + strconv.Itoa(i+1); strings.Contains(text, mark) {
			n, ok := wordNumber(l.levels[i].format, l.count[i])
			if !ok {
				unknown()
				return ""
			}
			text = strings.ReplaceAll(text, mark, n)
		}
	}
	if own.suffix == "nothing" {
		return text
	}
	return text + " "
}

const hanziDigits = "〇一二三四五六七八九"

// wordNumber writes a number in one of Word's formats.
func wordNumber(format string, n int) (string, bool) {
	digits := strconv.Itoa(n)
	switch format {
	case "", "decimal", "decimalHalfWidth":
		return digits, true
	case "decimalZero":
		if n < 10 {
			return "0" + digits, true
		}
		return digits, true
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, digits), true
	case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2":
		return strings.Map(func(r rune) rune { return []rune(hanziDigits)[r-'0'] }, digits), true
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting":
		return hanzi(n, hanziDigits, "十百千"), true
	case "chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal":
		return hanzi(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟"), true
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1)), true
		}
		return digits, true
	case "decimalEnclosedParen", "numberInDash":
		return "（" + digits + "）", true
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 26*20 {
			return digits, true
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s, true
	case "lowerRoman", "upperRoman":
		s := roman(n)
		if format == "lowerRoman" {
			s = strings.ToLower(s)
		}
		return s, true
	}
	return "", false
}

// hanzi counts in Chinese: 一十 is 十.
func hanzi(n int, digits, units string) string {
	d, u := []rune(digits), []rune(units)
	if n <= 0 || n >= 10_000 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	zero := false
	for at, div := 3, 1000; at >= 0; at, div = at-1, div/10 {
		x := n / div % 10
		switch {
		case x == 0:
			zero = b.Len() > 0
			continue
		case zero:
			b.WriteRune('零')
			zero = false
		}
		if !(x == 1 && at == 1 && b.Len() == 0 && d[0] == '〇') {
			b.WriteRune(d[x])
		}
		if at > 0 {
			b.WriteRune(u[at-1])
		}
	}
	return b.String()
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, x := range []struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= x.n; n -= x.n {
			b.WriteString(x.s)
		}
	}
	return b.String()
}
