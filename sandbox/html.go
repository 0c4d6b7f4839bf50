package sandbox

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// spanOf names the entity that each HTML tag makes.
var spanOf = map[string]string{
	"b": "bold", "strong": "bold",
	"i": "italic", "em": "italic",
	"u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
	"tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji",
}

// richText gathers text as Telegram cleans it, counting UTF-16 units.
type richText struct {
	text  []byte
	units int // UTF-16 length of text
	spans []Entity
}

func (t *richText) add(r rune) {
	switch {
	case r == '\r', r >= 0x2028 && r <= 0x202e: // line separators and direction overrides
		return
	case r < 0x20 && r != '\n':
		r = ' '
	}
	t.text = utf8.AppendRune(t.text, r)
	t.units += units(r)
}

// finish trims white space at both ends and drops spans that have become empty.
func (t *richText) finish() (string, []Entity) {
	full := string(t.text)
	body := strings.TrimLeft(full, " \n")
	lead := len(full) - len(body) // each white space is one byte and one unit
	body = strings.TrimRight(body, " \n")
	length := t.units - (len(full) - len(body))
	spans := t.spans[:0]
	for _, e := range t.spans {
		end := min(e.Offset+e.Length-lead, length)
		e.Offset = max(e.Offset-lead, 0)
		if e.Length = end - e.Offset; e.Length > 0 {
			spans = append(spans, e)
		}
	}
	return body, spans
}

// plainText cleans a text without markup.
func plainText(src string) (string, []Entity) {
	t := richText{text: make([]byte, 0, len(src))}
	for _, r := range src {
		t.add(r)
	}
	return t.finish()
}

// openTag is a tag waiting for its end; its span was reserved when it opened,
// so that spans stand in the order of their beginnings, the outer one first.
type openTag struct {
	name string
	span int
}

// htmlParser reads the HTML that Telegram accepts. It is as lenient and as
// strict: unknown named entities stay as they are, unknown tags are an error.
type htmlParser struct {
	richText
	src  string
	pos  int
	open []openTag
}

// parseHTML returns the text and its spans. The error is the part of Telegram's
// description after "can't parse entities: ".
func parseHTML(src string) (string, []Entity, error) {
	p := htmlParser{src: src}
	p.text = make([]byte, 0, len(src))
	for p.pos < len(src) {
		var err error
		switch c := src[p.pos]; {
		case c == '<' && p.at(p.pos+1) == '/':
			err = p.endTag()
		case c == '<':
			err = p.startTag()
		default:
			p.add(p.char())
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	text, spans := p.finish()
	return text, joinCode(spans), nil
}

// at is the byte at i, 0 beyond the end.
func (p *htmlParser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' }

// until moves on to the first byte that stop accepts and returns what it passed.
func (p *htmlParser) until(stop func(byte) bool) string {
	from := p.pos
	for p.pos < len(p.src) && !stop(p.src[p.pos]) {
		p.pos++
	}
	return p.src[from:p.pos]
}

func (p *htmlParser) skipSpace() { p.until(func(c byte) bool { return !isSpace(c) }) }

// char reads one character, decoding &lt; &gt; &amp; &quot; and numeric ones.
func (p *htmlParser) char() rune {
	if p.src[p.pos] == '&' {
		if r, n := reference(p.src[p.pos:]); n > 0 {
			p.pos += n
			return r
		}
	}
	r, n := utf8.DecodeRuneInString(p.src[p.pos:])
	p.pos += n
	return r
}

// reference decodes the character reference at the head of s; the length is 0
// if there is none. The semicolon may be missing, as in Telegram.
func reference(s string) (rune, int) {
	end, base, digits := 1, 10, ""
	if strings.HasPrefix(s, "&#") {
		end = 2
		if len(s) > 2 && (s[2] == 'x' || s[2] == 'X') {
			end, base = 3, 16
		}
	}
	from := end
	for end < len(s) && isAlnum(s[end]) {
		end++
	}
	digits = s[from:end]
	var r rune
	if from > 1 {
		n, err := strconv.ParseUint(digits, base, 21)
		if err != nil || n == 0 || !utf8.ValidRune(rune(n)) {
			return 0, 0
		}
		r = rune(n)
	} else {
		switch digits {
		case "lt":
			r = '<'
		case "gt":
			r = '>'
		case "amp":
			r = '&'
		case "quot":
			r = '"'
		default:
			return 0, 0
		}
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func (p *htmlParser) startTag() error {
	begin := p.pos
	p.pos++
	name := strings.ToLower(p.until(func(c byte) bool { return isSpace(c) || c == '>' }))
	if p.pos == len(p.src) {
		return fmt.Errorf("Unclosed start tag at byte offset %d", begin)
	}
	kind, ok := spanOf[name]
	if !ok {
		return fmt.Errorf("Unsupported start tag %q at byte offset %d", name, begin)
	}
	span, class := Entity{Type: kind, Offset: p.units}, ""
	for p.skipSpace(); p.at(p.pos) != '>'; p.skipSpace() {
		attr, value, err := p.attribute(name, begin)
		if err != nil {
			return err
		}
		switch {
		case name == "a" && attr == "href":
			span.URL = value
		case name == "blockquote" && attr == "expandable":
			span.Type = "expandable_blockquote"
		case name == "code" && attr == "class":
			span.Language, _ = strings.CutPrefix(value, "language-")
		case name == "tg-emoji" && attr == "emoji-id":
			span.Emoji = value
		case attr == "class":
			class = value
		}
	}
	p.pos++ // '>'
	if name == "span" && class != "tg-spoiler" {
		return fmt.Errorf(`Tag "span" must have class "tg-spoiler" at byte offset %d`, begin)
	}
	p.open = append(p.open, openTag{name, len(p.spans)})
	p.spans = append(p.spans, span)
	return nil
}

func (p *htmlParser) attribute(tag string, begin int) (name, value string, err error) {
	unclosed := fmt.Errorf("Unclosed start tag %q at byte offset %d", tag, begin)
	name = strings.ToLower(p.until(func(c byte) bool { return isSpace(c) || c == '=' || c == '>' }))
	if p.skipSpace(); p.pos == len(p.src) {
		return "", "", unclosed
	}
	if name == "" {
		return "", "", fmt.Errorf("Empty attribute name in the tag %q at byte offset %d", tag, begin)
	}
	if p.at(p.pos) != '=' {
		return name, "", nil
	}
	p.pos++
	p.skipSpace()
	if quote := p.at(p.pos); quote == '"' || quote == '\'' {
		p.pos++
		var b []byte
		for p.pos < len(p.src) && p.src[p.pos] != quote {
			b = utf8.AppendRune(b, p.char())
		}
		value = string(b)
		p.pos++
	} else {
		from := p.pos
		value = strings.ToLower(p.until(func(c byte) bool { return !isAlnum(c) && c != '.' && c != '-' }))
		if c := p.at(p.pos); p.pos < len(p.src) && !isSpace(c) && c != '>' {
			return "", "", fmt.Errorf("Unexpected end of name token at byte offset %d", from)
		}
	}
	if p.pos >= len(p.src) {
		return "", "", unclosed
	}
	return name, value, nil
}

func (p *htmlParser) endTag() error {
	begin := p.pos
	if len(p.open) == 0 {
		return fmt.Errorf("Unexpected end tag at byte offset %d", begin)
	}
	p.pos += 2
	found := strings.ToLower(p.until(func(c byte) bool { return isSpace(c) || c == '>' }))
	if p.skipSpace(); p.at(p.pos) != '>' {
		return fmt.Errorf("Unclosed end tag at byte offset %d", begin)
	}
	p.pos++
	tag := p.open[len(p.open)-1]
	if found != "" && found != tag.name {
		return fmt.Errorf(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, begin, tag.name, found)
	}
	p.open = p.open[:len(p.open)-1]
	span := &p.spans[tag.span]
	span.Length = p.units - span.Offset
	if tag.name == "a" {
		p.closeLink(span)
	}
	return nil
}

// closeLink checks the address of a link. Without one the text is the address;
// a bad one leaves plain text, silently, as Telegram does.
func (p *htmlParser) closeLink(span *Entity) {
	if span.URL == "" {
		span.URL = cut16(string(p.text), span.Offset, span.Length)
	}
	link, problem := checkLink(span.URL)
	if problem != "" {
		span.Length = 0
	}
	span.URL = link
}

// joinCode turns <pre><code class="language-x"> into one span.
func joinCode(spans []Entity) []Entity {
	for i := 0; i+1 < len(spans); i++ {
		a, b := &spans[i], spans[i+1]
		if a.Type == "pre" && b.Type == "code" && a.Offset == b.Offset && a.Length == b.Length {
			a.Language = b.Language
			spans = slices.Delete(spans, i+1, i+2)
		}
	}
	for i := range spans {
		if spans[i].Type == "code" {
			spans[i].Language = ""
		}
	}
	return spans
}

// checkLink returns an address as Telegram keeps it, or what is wrong with it.
func checkLink(raw string) (link, problem string) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return "", "URL is empty"
	}
	lower := strings.ToLower(raw)
	if strings.HasPrefix(lower, "tg://") {
		return raw, ""
	}
	if !strings.Contains(raw, "://") {
		if head, _, ok := strings.Cut(raw, ":"); ok && !strings.ContainsAny(head, "./") {
			return "", "Unsupported URL protocol"
		}
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return "", "Wrong HTTP URL"
	case u.Scheme != "http" && u.Scheme != "https":
		return "", "Unsupported URL protocol"
	case u.Hostname() == "":
		return "", "URL host is empty"
	case !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":"):
		return "", "Wrong HTTP URL"
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), ""
}
