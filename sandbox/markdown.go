package sandbox

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// markdownParser reads MarkdownV2 as Telegram does: marks nest, and what could
// be one must be escaped.
type markdownParser struct {
	richText
	src  string
	pos  int
	open []openMark
}

// openMark is a mark waiting for its end; its span was reserved when it opened.
type openMark struct {
	mark string // what ends it
	name string // in Telegram's refusals
	at   int    // byte offset of its beginning
	span int
}

// marks are those that begin and end alike. Longer ones come first.
var marks = []struct{ mark, kind, name string }{
	{"```", "pre", "Pre"}, {"`", "code", "Code"}, {"__", "underline", "Underline"}, {"_", "italic", "Italic"},
	{"*", "bold", "Bold"}, {"~", "strikethrough", "Strikethrough"}, {"||", "spoiler", "Spoiler"},
}

const (
	reservedMarks = "_*[]()~`>#+-=|{}.!"
	endOfLink     = "]"
	endOfQuote    = ">" // of a blockquote, which ends with its lines
)

// parseMarkdownV2 returns the text and its spans. The error is the part of
// Telegram's description after "can't parse entities: ".
func parseMarkdownV2(src string) (string, []Entity, error) {
	p := markdownParser{src: src}
	for p.pos < len(src) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	p.endQuote()
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("Can't find end of %s entity at byte offset %d", p.open[n-1].name, p.open[n-1].at)
	}
	text, spans := p.finish()
	return text, spans, nil
}

func (p *markdownParser) has(mark string) bool { return strings.HasPrefix(p.src[p.pos:], mark) }

// within reports whether a mark is open, the innermost one.
func (p *markdownParser) within(mark string) bool {
	return len(p.open) > 0 && p.open[len(p.open)-1].mark == mark
}

func (p *markdownParser) begin(mark, kind, name string) {
	p.open = append(p.open, openMark{mark, name, p.pos, len(p.spans)})
	p.spans = append(p.spans, Entity{Type: kind, Offset: p.units})
}

// end closes the innermost mark.
func (p *markdownParser) end() *Entity {
	last := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	span := &p.spans[last.span]
	span.Length = p.units - span.Offset
	return span
}

// step reads one character or mark.
func (p *markdownParser) step() error {
	c := p.src[p.pos]
	if c == '\\' && p.pos+1 < len(p.src) && p.src[p.pos+1] > 0 && p.src[p.pos+1] < 127 {
		p.add(rune(p.src[p.pos+1]))
		p.pos += 2
		return nil
	}
	for _, raw := range []string{"```", "`"} { // nothing but its end counts in code
		if p.within(raw) {
			if p.has(raw) {
				p.pos += len(raw)
				p.end()
			} else {
				p.char()
			}
			return nil
		}
	}
	switch {
	case c == '\n':
		p.newline()
		return nil
	case strings.IndexByte(reservedMarks, c) < 0:
		p.char()
		return nil
	case c == '>' && p.atLine():
		if !p.within(endOfQuote) {
			p.begin(endOfQuote, "blockquote", "BlockQuote")
		}
		p.pos++
		return nil
	case p.has("**>") && p.atLine(): // a quote of its own, parted from the one before
		p.endQuote()
		p.begin(endOfQuote, "blockquote", "BlockQuote")
		p.pos += len("**>")
		return nil
	case p.has("||") && p.within(endOfQuote) && (p.pos+2 == len(p.src) || p.src[p.pos+2] == '\n'):
		p.pos += 2
		p.end().Type = "expandable_blockquote"
		return nil
	case c == ']' && p.within(endOfLink):
		return p.link()
	case c == '[':
		p.begin(endOfLink, "text_link", "TextUrl")
		p.pos++
		return nil
	}
	for _, m := range marks {
		if !p.has(m.mark) {
			continue
		}
		if p.within(m.mark) {
			p.pos += len(m.mark)
			p.end()
			return nil
		}
		p.begin(m.mark, m.kind, m.name)
		p.pos += len(m.mark)
		if m.kind == "pre" {
			p.language()
		}
		return nil
	}
	return fmt.Errorf(`Character '%c' is reserved and must be escaped with the preceding '\'`, c)
}

func (p *markdownParser) char() {
	r, n := utf8.DecodeRuneInString(p.src[p.pos:])
	p.add(r)
	p.pos += n
}

func (p *markdownParser) atLine() bool { return p.pos == 0 || p.src[p.pos-1] == '\n' }

// newline ends a quote unless the next line goes on with it.
func (p *markdownParser) newline() {
	if p.within(endOfQuote) && !strings.HasPrefix(p.src[p.pos+1:], ">") {
		p.end()
	}
	p.add('\n')
	p.pos++
}

func (p *markdownParser) endQuote() {
	if p.within(endOfQuote) {
		p.end()
	}
}

// language reads the word after ``` if its line ends behind it.
func (p *markdownParser) language() {
	word, _, ok := strings.Cut(p.src[p.pos:], "\n")
	if ok && !strings.ContainsAny(word, " \t`") {
		p.spans[len(p.spans)-1].Language = word
		p.pos += len(word) + 1
	}
}

// link reads the address of [text](address). Without one the text is it; a bad
// one leaves plain text.
func (p *markdownParser) link() error {
	p.pos++
	span := p.end()
	address := cut16(string(p.text), span.Offset, span.Length)
	if p.has("(") {
		from := p.pos
		var b strings.Builder
		for p.pos++; p.pos < len(p.src) && p.src[p.pos] != ')'; p.pos++ {
			if p.src[p.pos] == '\\' && p.pos+1 < len(p.src) {
				p.pos++
			}
			b.WriteByte(p.src[p.pos])
		}
		if p.pos >= len(p.src) {
			return fmt.Errorf("Can't find end of a URL at byte offset %d", from)
		}
		p.pos++
		address = b.String()
	}
	link, problem := checkLink(address)
	if problem != "" {
		span.Length = 0
	}
	span.URL = link
	return nil
}

// parseMarkdown reads the older Markdown, in which nothing nests.
func parseMarkdown(src string) (string, []Entity, error) {
	var t richText
	for pos := 0; pos < len(src); {
		c := src[pos]
		if c == '\\' && pos+1 < len(src) && strings.IndexByte("_*`[", src[pos+1]) >= 0 {
			t.add(rune(src[pos+1]))
			pos += 2
			continue
		}
		kind, ends := "", string(c)
		switch {
		case strings.HasPrefix(src[pos:], "```"):
			kind, ends = "pre", "```"
		case c == '_':
			kind = "italic"
		case c == '*':
			kind = "bold"
		case c == '`':
			kind = "code"
		case c == '[':
			kind, ends = "text_link", "]"
		default:
			r, n := utf8.DecodeRuneInString(src[pos:])
			t.add(r)
			pos += n
			continue
		}
		inner, rest, ok := strings.Cut(src[pos+len(ends):], ends)
		if !ok {
			return "", nil, fmt.Errorf("Can't find end of the entity starting at byte offset %d", pos)
		}
		span := Entity{Type: kind, Offset: t.units}
		if kind == "pre" {
			if word, code, ok := strings.Cut(inner, "\n"); ok && !strings.ContainsAny(word, " \t") {
				span.Language, inner = word, code
			}
		}
		for _, r := range inner {
			t.add(r)
		}
		if span.Length = t.units - span.Offset; kind == "text_link" {
			address, after, ok := "", "", false
			if strings.HasPrefix(rest, "(") {
				address, after, ok = strings.Cut(rest[1:], ")")
			}
			if ok {
				rest = after
			} else {
				address = inner
			}
			link, problem := checkLink(address)
			if span.URL = link; problem != "" {
				span.Length = 0
			}
		}
		t.spans = append(t.spans, span)
		pos = len(src) - len(rest)
	}
	text, spans := t.finish()
	return text, spans, nil
}

// parseMode parses a text that carries markup.
func parseMode(mode, src string) (text string, spans []Entity, err error) {
	switch strings.ToLower(mode) {
	case "html":
		text, spans, err = parseHTML(src)
	case "markdownv2":
		text, spans, err = parseMarkdownV2(src)
	case "markdown":
		text, spans, err = parseMarkdown(src)
	default:
		return "", nil, bad("unsupported parse_mode")
	}
	if err != nil {
		err = bad("can't parse entities: " + err.Error())
	}
	return text, spans, err
}
