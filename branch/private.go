package branch

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PrivateKind says what a private number is.
type PrivateKind string

// The numbers that a branch must not keep (涉密不上网, 最小必要): the product has no use for them.
const (
	IDNumber PrivateKind = "身份证号"
	Mobile   PrivateKind = "手机号"
)

// PrivateNumber is a number of a person found in a text that somebody wrote.
type PrivateNumber struct {
	Kind     PrivateKind
	From, To int // bytes of the text, To excluded
}

// PrivateNumbers returns the ID numbers and mobile numbers in text, in their order. An ID number is 17 digits with a day of
// birth in its place and the check character of GB 11643; a mobile is 1[3-9] and nine digits, after +86 or 0 or not. Either
// stands alone: next to it is no further digit, though there may be letters. Two of them may be glued together. It may be in
// groups, with blanks, hyphens, dots or brackets between them and over the end of one line; digits of any width or script
// count, and what cannot be seen does not: a number is the same before a text is cleaned and after. It may be what a
// spreadsheet made of it: 13912345678.0, 1.3912345678E+10.
func PrivateNumbers(text string) []PrivateNumber {
	var found []PrivateNumber
	var words []numberWord
	look := func(ahead int) { // at the words that have so many more behind them
		i := 0
		for i < len(words)-ahead {
			n := scientific(text, words[i:])
			if n.words == 0 {
				n = privateWords(words[i:])
			}
			if n.words == 0 || continued(text, words[i+n.words-1].to) {
				i++
				continue
			}
			found = append(found, PrivateNumber{n.kind, words[i].from, words[i+n.words-1].to})
			i += n.words
		}
		words = append(words[:0], words[i:]...)
	}
	numberWords(text, func(w numberWord) {
		if words = append(words, w); len(words) == wordsAtOnce {
			look(wordsOfNumber)
		}
	})
	look(0)
	return found
}

// A text of some megabytes may have more words than fit into memory: they are looked at so many at a time. Of what follows a word,
// no more than wordsOfNumber bear on whether it begins a number: one has 18 characters at most.
const (
	wordsAtOnce   = 1024
	wordsOfNumber = 32
)

// What a character is to a number beside a digit, a letter or +.
const (
	unseen  = 0
	blank   = ' '
	newLine = '\n'
	hyphen  = '-' // or a bracket
	dot     = '.' // or a stroke: of a date or an amount as well
	comma   = ',' // of a list as well
	colon   = ':' // of an hour as well
	masked  = '*' // behind 17 digits it stands for the last of an ID number
	other   = '!'
)

// numberWord is a run of digits, after + or not, or of Latin letters, in half width, and its bytes in the text. An X behind
// digits is one by itself.
type numberWord struct {
	text     string
	from, to int
	gap      numberGap // before it
}

// numberGap is what stands between two words.
type numberGap struct {
	lines, hyphens, dots, commas, colons int
	blank                                bool
	apart                                bool // by what stands in no number
}

func (g numberGap) signs() int { return g.hyphens + g.dots + g.commas + g.colons }

// touching reports whether nothing at all stands between two words.
func (g numberGap) touching() bool { return g == numberGap{} }

// numberWords calls each with the words of a text, in order.
func numberWords(text string, each func(numberWord)) {
	var b strings.Builder
	from, to, gap := 0, 0, numberGap{apart: true}
	var before byte // the last character of the word
	x := false      // the word is an X behind digits
	small := false  // its digits are ¹, ₁, ①
	end := func() {
		if b.Len() > 0 {
			each(numberWord{b.String(), from, to, gap})
			b.Reset()
			gap = numberGap{}
		}
	}
	for i := 0; i < len(text); {
		c, n := plain(text[i:])
		switch {
		case c == unseen:
		case digit(c) || letter(c) || c == '+' && b.Len() == 0 || c == masked && digit(before):
			if digit(before) != digit(c) && before != '+' || x {
				end()
			}
			if is := n > 1 && isSmall(text[i:]); is != small { // the number of an item or of a note is no neighbour: ①13912345678¹
				end()
				small = is
			}
			if x = digit(before) && (c == 'x' || c == 'X' || c == masked); b.Len() == 0 {
				from = i
			}
			b.WriteByte(c)
			to, before = i+n, c
		default:
			end()
			before, x = 0, false
			switch c {
			case blank:
				gap.blank = true
			case newLine:
				gap.lines++
			case hyphen:
				gap.hyphens++
			case dot:
				gap.dots++
			case comma:
				gap.commas++
			case colon:
				gap.colons++
			default:
				gap.apart = true
			}
		}
		i += n
	}
	end()
}

// foundWords is a private number at the front of some words; words is 0 for none.
type foundWords struct {
	kind  PrivateKind
	words int
}

// privateWords returns which words at the front make a private number.
func privateWords(words []numberWord) (found foundWords) {
	if kind := glued(words[0].text); kind != "" {
		return foundWords{kind, 1}
	}
	var room [24]byte
	number := room[:0]
	var between numberGap
	blanks := 0
	for i, w := range words {
		if i > 0 {
			between.lines, between.dots = between.lines+w.gap.lines, between.dots+w.gap.dots
			between.commas, between.colons = between.commas+w.gap.commas, between.colons+w.gap.colons
			if w.gap.dots == 0 {
				blanks++
			}
			if w.gap.apart || w.gap.signs() > 2 || between.lines > 1 { // a column of figures is no number
				break
			}
		}
		if len(number)+len(w.text) > len("+8613800138000")+4 {
			break
		}
		number = append(number, w.text...)
		if len(number) < len("13800138000") {
			continue
		}
		kind := privateKind(string(number))
		if kind == Mobile {
			row := words[:i+1]
			beside := words[0].gap.touching() || i+1 < len(words) && words[i+1].gap.touching() // a letter: the number of a thing may be in parts
			switch {
			case dated(row), between.commas > 0 && !pair(row), number[0] == '0' && number[1] == '1' && len(words[0].text) < len("0138"):
				kind = ""
			case between.dots > 0 && blanks > 0, between.colons > 0, i > 0 && beside:
				if !grouped(row) {
					kind = ""
				}
			}
		}
		if kind != "" {
			return foundWords{kind, i + 1}
		}
	}
	return found
}

// glued returns the kind of the first of two private numbers that stand in one run of digits.
func glued(s string) PrivateKind {
	for _, first := range []int{len("13800138000"), len("11010519491231002X")} {
		if len(s) <= first {
			break
		}
		if kind := privateKind(s[:first]); kind != "" && (len(s) == first+11 || len(s) == first+18) && privateKind(s[first:]) != "" {
			return kind
		}
	}
	return ""
}

// fewestShown is how many digits of a mobile a spreadsheet leaves, if it is not an amount that is written in powers of ten.
const fewestShown = 7

// scientific returns which words at the front are a private number in powers of ten: 1.3912345678E+10, and an ID number, of
// which a spreadsheet keeps 15 digits, 1.10101198003077E+17.
func scientific(text string, words []numberWord) (none foundWords) {
	if len(words) < 4 || len(words[0].text) != 1 || words[1].gap != (numberGap{dots: 1}) || !words[2].gap.touching() {
		return none
	}
	power := strings.ReplaceAll(strings.ToUpper(HalfWidth(text[words[1].to:words[3].to])), "＋", "+")
	mantissa := words[0].text + words[1].text
	var kind PrivateKind
	switch n := len(mantissa); power {
	case "E+10", "E10", "E+12", "E12":
		if n >= fewestShown && mobile(mantissa+strings.Repeat("0", max(0, number(power[len(power)-2:])+1-n))) {
			kind = Mobile
		}
	case "E+17", "E17":
		if n >= 14 && n <= 18 && bornIn(mantissa+strings.Repeat("0", 18-n)) {
			kind = IDNumber
		}
	}
	if kind == "" {
		return none
	}
	return foundWords{kind, 4}
}

// grouped reports whether the words are those of a mobile as people group it. 「180.00 2500.00」 are two amounts.
func grouped(words []numberWord) bool {
	lengths := lengthsOf(words)
	return lengths == "3 4 4 " || lengths == "3 8 " || lengths == "7 4 "
}

// pair reports whether a comma may stand in a mobile: 139，12345678. 「150，2000，3000」 are three figures, 「13,800,138,000」 is one,
// 「150，20260305」 and 「150，12000000」 are two.
func pair(words []numberWord) bool {
	last := words[len(words)-1].text
	return lengthsOf(words) == "3 8 " && !dayInFigures(last) && !strings.HasSuffix(last, "0000")
}

// lengthsOf returns the lengths of words, 「3 4 4 」, without a country code.
func lengthsOf(words []numberWord) (lengths string) {
	if len(words) > 1 && len(words[0].text) < 6 && strings.HasSuffix(words[0].text, "86") {
		words = words[1:]
	}
	for _, w := range words {
		lengths += fmt.Sprint(len(w.text), " ")
	}
	return lengths
}

func yearInFigures(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "18") || strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

func dayInFigures(s string) bool {
	return len(s) == 8 && allDigits(s) && yearInFigures(s[:4]) && ValidDate(number(s[:4]), number2(s[4:6]), number2(s[6:]))
}

// dated reports whether what has the digits of a mobile is a day or are years, with something behind: 1998-07-01 123.
func dated(words []numberWord) bool {
	first := words[0].text
	if len(words) > 1 && dayInFigures(first) {
		return true
	}
	return yearInFigures(first) && slices.ContainsFunc(words[1:], func(w numberWord) bool { return len(w.text) <= 2 || yearInFigures(w.text) })
}

// continued reports whether a decimal fraction goes on at end: 13800138000.50 is an amount. With .0 it is what a program made of
// a number.
func continued(text string, end int) bool {
	c, n := plain(text[end:])
	if c != dot {
		return false
	}
	end += n
	c, n = plain(text[end:])
	if c == '0' {
		after, _ := plain(text[end+n:])
		return digit(after)
	}
	return digit(c)
}

func privateKind(number string) PrivateKind {
	switch {
	case idNumber(number):
		return IDNumber
	case mobile(number):
		return Mobile
	}
	return ""
}

func mobile(s string) bool {
	for _, prefix := range []string{"+86", "0086"} {
		s = strings.TrimPrefix(s, prefix)
	}
	switch len(s) {
	case 13:
		s = strings.TrimPrefix(s, "86")
	case 12:
		s = strings.TrimPrefix(s, "0")
	}
	return len(s) == 11 && s[0] == '1' && s[1] >= '3' && allDigits(s)
}

// idNumber reports whether s is an ID number of 18 characters (GB 11643): a day of birth in places 7 to 14, and a check
// character by ISO 7064, MOD 11-2, which may be masked. A 统一社会信用代码 of a firm, also of 18 characters, has no day there. A
// spreadsheet makes the last three digits 0.
func idNumber(s string) bool {
	if len(s) != 18 || !allDigits(s[:17]) || !born(s) {
		return false
	}
	sum := 0
	for i := range 17 {
		sum = sum*2 + int(s[i]-'0')
	}
	check := "10X98765432"[sum*2%11]
	return s[17] == check || s[17] == masked || check == 'X' && s[17] == 'x' || strings.HasSuffix(s, "000") && bornIn(s)
}

// born reports whether 18 characters have a day of birth in its place.
func born(s string) bool {
	century, month, day := s[6:8], number2(s[10:12]), number2(s[12:14])
	return (century == "18" || century == "19" || century == "20") && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// bornIn is born for a number whose check character is lost: it begins with a province as well.
func bornIn(s string) bool {
	return born(s) && s[0] >= '1' && s[0] <= '8' && s[1] >= '1' && s[1] <= '6'
}

func number2(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

func allDigits(s string) bool {
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

// plain returns what the first character of s is to a number, a digit or letter in half width, and its length in bytes.
func plain(s string) (byte, int) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case n == 0:
		return other, 0
	case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '+':
		return byte(r), n
	case unicode.Is(unicode.Han, r):
		return other, n
	case strings.ContainsRune(",，、;；﹐﹑﹔､", r):
		return comma, n
	case strings.ContainsRune(":：﹕︰∶", r):
		return colon, n
	case strings.ContainsRune("*＊×✕✖∗﹡⁎", r):
		return masked, n
	case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return newLine, n
	case unicode.IsSpace(r), r == '\u2800', r == '\u3164', r == '\uffa0', r == '\u115f', r == '\u1160': // the last are blank, but not by their class
		return blank, n
	case unicode.In(r, unicode.C, unicode.Mn, unicode.Me), r == utf8.RuneError:
		return unseen, n
	case unicode.Is(unicode.Pd, r), strings.ContainsRune("−_()（）", r):
		return hyphen, n
	case strings.ContainsRune(".。·•．｡・‧∙⋅/／", r):
		return dot, n
	}
	if half := []byte(HalfWidth(string(r))); len(half) == 1 {
		return half[0], n
	}
	if unicode.IsDigit(r) {
		return '0' + digitOf(r), n
	}
	if d, ok := smallDigit(r); ok {
		return d, n
	}
	switch r {
	case '＋':
		return '+', n
	case 'Ⅹ', 'ⅹ':
		return 'X', n
	}
	return other, n
}

// smallDigits are where characters lie that are digits to a reader, though not by their class.
var smallDigits = []struct{ first, many, digit rune }{{'²', 2, 2}, {'¹', 1, 1}, {'⁰', 1, 0}, {'⁴', 6, 4}, {'₀', 10, 0}, {'⓪', 1, 0}, {'①', 9, 1}, {'❶', 9, 1}, {'➀', 9, 1}, {'➊', 9, 1}}

// smallDigit returns what ¹, ₁, ① or ❶ stands for.
func smallDigit(r rune) (byte, bool) {
	for _, small := range smallDigits {
		if r >= small.first && r < small.first+small.many {
			return '0' + byte(small.digit+r-small.first), true
		}
	}
	return 0, false
}

func isSmall(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	_, ok := smallDigit(r)
	return ok
}

// digitOf returns what a decimal digit of any script stands for: they lie in tens, from 0 to 9.
func digitOf(r rune) (d byte) {
	for zero := r; unicode.IsDigit(zero - 1); zero-- {
		d++
	}
	return d % 10
}

// PrivateLine is a line of a text that holds a private number.
type PrivateLine struct {
	Line  int         // from 1
	Kind  PrivateKind // of the first number in it
	Shown string      // what stands around that number, which is struck out: enough to find the line again
}

// aroundPrivate is how many characters before a private number are shown, and after it.
const aroundPrivate = 8

// PrivateLines returns the lines of text in which a private number begins, in their order.
func PrivateLines(text string) (list []PrivateLine) {
	found := PrivateNumbers(text)
	if len(found) == 0 {
		return nil
	}
	from := 0
	for i, line := range strings.Split(text, "\n") {
		end := from + len(line)
		shown, at, first := "", from, -1
		var kind PrivateKind
		for len(found) > 0 && found[0].To <= from {
			found = found[1:]
		}
		for _, n := range found { // the first may have begun above
			if n.From >= end {
				break
			}
			if first < 0 && n.From >= from {
				first, kind = utf8.RuneCountInString(shown+text[at:n.From]), n.Kind
			}
			shown, at = shown+text[at:max(at, n.From)]+"＊＊＊", min(end, n.To)
		}
		if first >= 0 {
			r := []rune(strings.TrimRight(shown+text[at:end], "\r "))
			list = append(list, PrivateLine{i + 1, kind, string(r[max(0, first-aroundPrivate):min(len(r), first+3+aroundPrivate)])})
		}
		from = end + 1
	}
	return list
}
