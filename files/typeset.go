package files

import (
	"strings"
	"unicode"
)

// times are the widths of the ASCII characters from the space on in Times New Roman, in thousandths of the size.
var times = [...]uint16{250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
	500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
	921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
	556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
	333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
	500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541}

// advance returns how far a character of a printed text moves the next, as a part of the size: hanzi and their marks by all of it,
// Latin letters and figures as in Times New Roman.
func advance(r rune) float64 {
	switch {
	case r >= ' ' && int(r-' ') < len(times):
		return float64(times[r-' ']) / 1000
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r < 0x2000 && unicode.IsLetter(r):
		return 0.5
	}
	return 1
}

// The marks that do not begin a line, and those that do not end one (GB/T 15834-2011, 5.1).
const (
	noStart = "，。、；：？！）》〉」』】〕”’％‰℃·,.;:?!)]}%"
	noEnd   = "（《〈「『【〔“‘([{￥"
)

// breakable reports whether a line may end between two characters.
func breakable(a, b rune) bool {
	switch {
	case a == b && (a == '…' || a == '—'): // the two halves of one mark
		return false
	case strings.ContainsRune(noStart, b) || strings.ContainsRune(noEnd, a):
		return false
	case a == ' ' || a > 0xFF || b > 0xFF:
		return b != ' '
	case a == '/': // of an address
		return unicode.IsLetter(b)
	}
	return false
}

// lines breaks a text into lines of a width, of which the first has another: between hanzi, after a space, within a word only if that
// is longer than a line, and never before a mark that must not begin a line or after one that must not end it. width is that of a
// character. What is joined again is the text: a line break stands at the end of its line.
func lines(text string, first, rest float64, width func(rune) float64) (list []string) {
	room := first
	from, used, may := 0, 0.0, 0 // the line's beginning and width, and the latest place to break it
	var before rune
	for i, r := range text {
		if r == '\n' {
			list = append(list, text[from:i+1])
			from, used, may, before, room = i+1, 0, i+1, r, rest
			continue
		}
		if i > from && breakable(before, r) {
			may = i
		}
		w := width(r)
		if used+w > room+1e-6 && i > from && r != ' ' {
			at := may
			if at <= from {
				at = i
			}
			list = append(list, text[from:at])
			from, used, room = at, 0, rest
			for _, left := range text[at:i] {
				used += width(left)
			}
		}
		used, before = used+w, r
	}
	return append(list, text[from:])
}
