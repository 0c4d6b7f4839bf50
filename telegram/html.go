package telegram

import (
	"strings"
	"unicode/utf8"

	"zhibu/chat"
)

// render returns spans as Telegram's HTML (plain text if !markup), at most limit UTF-16 units long after parsing,
// and whether it had to cut. Too long a text would be refused as a whole, so a cut one is better.
func render(spans []chat.Span, limit int, markup bool) (text string, cut bool) {
	room, size := limit, 0
	for _, s := range spans {
		size += len(s.Text) + len(s.URL) + 32
	}
	if cut = size > limit && unitsOf(spans) > limit; cut { // a text has no more units than bytes
		room-- // for the ellipsis
	}
	b := make([]byte, 0, size)
	for _, s := range spans {
		start, end := tags(s)
		if markup {
			b = append(b, start...)
		}
		b, room = appendText(b, s.Text, room, markup)
		if markup {
			b = append(b, end...)
		}
		if room < 0 {
			break
		}
	}
	if cut {
		b = append(b, "…"...)
	}
	return string(b), cut
}

// tags are what stands around a span. A link that leads to no usual place stays plain words.
func tags(s chat.Span) (start, end string) {
	switch {
	case s.Kind == chat.Bold:
		return "<b>", "</b>"
	case s.Kind == chat.Quote:
		return "<blockquote>", "</blockquote>"
	case s.Kind == chat.Link && isLink(s.URL):
		href, _ := appendText(nil, s.URL, len(s.URL), true)
		return `<a href="` + string(href) + `">`, "</a>"
	}
	return "", ""
}

func isLink(u string) bool {
	return strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "tg://")
}

// appendText appends what is visible of s until room units are used up; the room left is negative if s was cut.
func appendText(b []byte, s string, room int, escape bool) ([]byte, int) {
	for _, r := range s {
		if !visible(r) {
			continue
		}
		if room -= units(r); room < 0 {
			return b, room
		}
		switch {
		case escape && r == '&':
			b = append(b, "&amp;"...)
		case escape && r == '<':
			b = append(b, "&lt;"...)
		case escape && r == '>':
			b = append(b, "&gt;"...)
		case escape && r == '"': // would end an href
			b = append(b, "&quot;"...)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b, room
}

// visible drops what could make a text look like another: control characters, direction overrides, broken UTF-8.
// The zero-width joiner stays: emoji are made with it.
func visible(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return true
	case r < 0x20, r >= 0x7f && r < 0xa0: // C0, DEL, C1
		return false
	case r < 0x61c:
		return true
	case r == 0x61c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return false
	}
	return r != 0xfeff && r != utf8.RuneError
}

func units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

func unitsOf(spans []chat.Span) (n int) {
	for _, s := range spans {
		for _, r := range s.Text {
			if visible(r) {
				n += units(r)
			}
		}
	}
	return n
}

// cutUnits is what is visible of s, at most limit units long.
func cutUnits(s string, limit int) string {
	text, _ := render([]chat.Span{{Text: s}}, limit, false)
	return text
}
