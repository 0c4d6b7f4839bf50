package sandbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// units is the number of UTF-16 units of a character.
func units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

func len16(s string) int {
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return n
}

// cut16 is the part of s given in UTF-16 units.
func cut16(s string, offset, length int) string {
	from, to, n := len(s), len(s), 0
	for i, r := range s {
		if n == offset {
			from = i
		}
		if n == offset+length {
			to = i
			break
		}
		n += units(r)
	}
	return s[from:to]
}

// detect adds the spans that Telegram finds by itself: /commands, addresses and
// @names.
func detect(text string, spans []Entity) []Entity {
	if !strings.ContainsAny(text, "/@") {
		return spans
	}
	given := len(spans)
	before, offset := ' ', 0
	for i := 0; i < len(text); {
		kind, n := "", 0
		if !isWord(before) && before != '/' {
			if n = command(text[i:]); n > 0 {
				kind = "bot_command"
			} else if n = address(text[i:]); n > 0 {
				kind = "url"
			} else if n = mention(text[i:]); n > 0 {
				kind = "mention"
			}
		}
		if n == 0 {
			r, size := utf8.DecodeRuneInString(text[i:])
			before, i, offset = r, i+size, offset+units(r)
			continue
		}
		// What was found is ASCII: bytes are units.
		if !covered(spans[:given], offset, n) {
			spans = append(spans, Entity{Type: kind, Offset: offset, Length: n})
		}
		before, i, offset = rune(text[i+n-1]), i+n, offset+n
	}
	slices.SortStableFunc(spans, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	return spans
}

// covered reports whether a link or code already stands there.
func covered(spans []Entity, offset, length int) bool {
	return slices.ContainsFunc(spans, func(e Entity) bool {
		switch e.Type {
		case "code", "pre", "text_link":
			return e.Offset < offset+length && offset < e.Offset+e.Length
		}
		return false
	})
}

// command is the length of the /command or /command@bot at the head of s.
func command(s string) int {
	if s[0] != '/' {
		return 0
	}
	n := 1 + words(s[1:])
	if n == 1 || n > 65 {
		return 0
	}
	if n < len(s) && s[n] == '@' {
		if bot := words(s[n+1:]); bot >= 3 {
			n += 1 + bot
		}
	}
	if n < len(s) {
		if r, _ := utf8.DecodeRuneInString(s[n:]); isWord(r) || r == '/' {
			return 0
		}
	}
	return n
}

// mention is the length of the @name at the head of s.
func mention(s string) int {
	if s[0] != '@' {
		return 0
	}
	n := 1 + words(s[1:])
	if n < 1+3 || n > 1+32 {
		return 0
	}
	return n
}

// words is the length of the [A-Za-z0-9_]* at the head of s.
func words(s string) int {
	n := 0
	for n < len(s) && (isAlnum(s[n]) || s[n] == '_') {
		n++
	}
	return n
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// address is the length of the web address at the head of s.
func address(s string) int {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "t.me/") {
		return 0
	}
	n := 0
	for n < len(s) && (isAlnum(s[n]) || strings.IndexByte("-._~:/?#[]@!$&'()*+,;=%", s[n]) >= 0) {
		n++
	}
	for n > 0 && strings.IndexByte(".,:;!?'()[]", s[n-1]) >= 0 {
		n--
	}
	if _, problem := checkLink(s[:n]); problem != "" || strings.HasSuffix(s[:n], "/") && n <= len("https://") {
		return 0
	}
	return n
}
