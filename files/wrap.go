package files

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wide returns the width of a character in a text of a size, both in points. Hanzi and what goes with them are as wide as
// they are high; other letters are narrower in any face that a program may take in place of ours.
func wide(r rune, size float64) float64 {
	switch {
	case r > 0xFF:
		return size
	case unicode.IsUpper(r):
		return 0.75 * size
	}
	return 0.6 * size
}

// wrapped breaks a text into the lines that it takes in a column of so many characters, as spreadsheets do.
func wrapped(text string, size, width float64) []string {
	room := max(perChar*(width-1), 2*size) // a character is lost at the edges
	return lines(text, room, room, func(r rune) float64 { return wide(r, size) })
}

// titleEnds are words after which a title may be broken, titleBegins those before which it may: a title is a few words
// of ours and a branch's name.
var (
	titleEnds   = []string{"委员会", "支部", "小组", "季度", "关于", "同志的", "”", "》", "）", "　", "、"}
	titleBegins = []string{"中共", "人选", "联系点", "党龄", "政治生日", "各党小组", "“", "《", "（", "关于", "决议", "企业", "推荐", "邀请单", "会议记录"}
)

// titleLines breaks a title between words into as few lines of at most so many hanzi as it can be, as even as they can be.
// A word that is longer than a line is broken where it must.
func titleLines(title string, most int) (lines []string) {
	if most = max(most, 4); inHanzi(title) <= most {
		return []string{title}
	}
	var words []string
	from := 0
	for i := range title {
		if i > from && wordEnds(title[:i], title[i:]) {
			words = append(words, title[from:i])
			from = i
		}
	}
	words = append(words, title[from:])
	type way struct {
		lines []string
		cost  int // lines first, then how uneven they are
	}
	best := make([]way, len(words)+1)
	for end := 1; end <= len(words); end++ {
		best[end].cost = -1
		for begin := end - 1; begin >= 0; begin-- {
			line := strings.Join(words[begin:end], "")
			n := inHanzi(line)
			parts := []string{line}
			if n > most {
				if begin < end-1 {
					break
				}
				parts = parts[:0]
				for ; inHanzi(line) > most; line = line[cut(line, most):] {
					parts = append(parts, line[:cut(line, most)])
				}
				parts = append(parts, line)
			}
			cost := best[begin].cost
			for _, p := range parts {
				cost += 10_000 + inHanzi(p)*inHanzi(p)
			}
			if best[end].cost < 0 || cost < best[end].cost {
				best[end] = way{append(append([]string(nil), best[begin].lines...), parts...), cost}
			}
		}
	}
	return best[len(words)].lines
}

// inHanzi is how wide a title is, in hanzi, rounded up.
func inHanzi(text string) int {
	w := 0.0
	for _, r := range text {
		w += wide(r, 1)
	}
	return int(w + 0.99)
}

// cut is where a text has as many hanzi as a line takes.
func cut(text string, most int) int {
	for i := range text {
		if _, n := utf8.DecodeRuneInString(text[i:]); i > 0 && inHanzi(text[:i+n]) > most {
			return i
		}
	}
	return len(text)
}

// year is the beginning of 「2026年」.
var year = regexp.MustCompile(`^[0-9]{4}年`)

// wordEnds reports whether a title may be broken between what goes before and what comes after.
func wordEnds(before, after string) bool {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	switch {
	case !breakable(a, b), strings.HasPrefix(after, "委员会"):
		return false
	case a == '年' && len(before) >= 7 && year.MatchString(before[len(before)-7:]):
		return b > 0xFF
	case b <= 0xFF:
		return year.MatchString(after)
	}
	return slices.ContainsFunc(titleEnds, func(w string) bool { return strings.HasSuffix(before, w) }) ||
		slices.ContainsFunc(titleBegins, func(w string) bool { return strings.HasPrefix(after, w) })
}
