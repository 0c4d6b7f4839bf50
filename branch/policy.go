package branch

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Article is one article of a policy.
type Article struct {
	No   string `json:"no"` // 第三条, 三、, 3.
	Text string `json:"text"`
}

// maxArticle is how long an article may be, in characters; what is longer goes on as the same number, (续).
const maxArticle = 3000

// The ways in which articles are numbered, the surest first: 第N条, 1. and 一、
const numberings = 3

const hanziNumerals = "一二三四五六七八九十百千零〇"

// numbered is how a line begins: with the number of an article, if it is one.
type numbered struct {
	no       string // 第三条
	value    int
	text     string // what follows
	sure     bool   // it can be nothing else
	inserted bool   // 第二条之一
}

// numberedAs reads how a line begins in one of the numberings. (Regular expressions take a minute for the lines of a file that is
// made for it.)
func numberedAs(kind int, line string) (n numbered, ok bool) {
	line = strings.TrimLeftFunc(line, unicode.IsSpace)
	if kind == 0 {
		return articleOf(line)
	}
	rest, digits, after := line, "0123456789", ".．、"
	if kind == 2 {
		digits, after = hanziNumerals, "、"
	}
	text := strings.TrimLeft(rest, digits)
	value := rest[:len(rest)-len(text)]
	if end, size := utf8.DecodeRuneInString(text); value == "" || len(value) > 30 || kind == 1 && len(value) > 4 || !strings.ContainsRune(after, end) {
		return n, false
	} else {
		text = text[size:]
	}
	sure := kind == 2 || text == "" || text[0] < '0' || text[0] > '9' // 「2.5万元以上」
	return numbered{no: value, value: articleNumber(value), text: strings.TrimSpace(text), sure: sure}, true
}

// articleOf is numberedAs for 第N条, as it is written: 第 三 条, 【第八条】, and 第二条之一, which a revision puts in.
func articleOf(line string) (n numbered, ok bool) {
	line, bracket := cutAny(line, "【［[〔")
	rest, ok := strings.CutPrefix(line, "第")
	if !ok {
		return n, false
	}
	value, rest := numeral(rest)
	text, ok := strings.CutPrefix(rest, "条")
	if value == "" || !ok {
		return n, false
	}
	n = numbered{no: "第" + value + "条", value: articleNumber(value)}
	if after, ok := strings.CutPrefix(text, "之"); ok {
		if with, rest := numeral(after); with != "" {
			n.no, n.inserted, text = n.no+"之"+with, true, rest
		}
	}
	closed := false
	if bracket {
		text, closed = cutAny(text, "】］]〕")
	}
	// 「第三条规定的补贴」 may begin a line, too
	n.sure = closed || text == "" || strings.ContainsRune(" \t　：:", firstRune(text))
	n.text = strings.TrimSpace(strings.TrimLeft(text, " \t　：:、."))
	return n, true
}

// cutAny cuts one of some characters off the front of s.
func cutAny(s, any string) (rest string, found bool) {
	if r, size := utf8.DecodeRuneInString(s); size > 0 && strings.ContainsRune(any, r) {
		return s[size:], true
	}
	return s, false
}

// numeral cuts the number of an article off the front of s, with blanks before and in it, and those behind it if 条 follows; value
// is "" for none.
func numeral(s string) (value, rest string) {
	for i, r := range s {
		switch {
		case strings.ContainsRune(hanziNumerals, r) || r >= '0' && r <= '9':
			value, rest = value+string(r), s[i+utf8.RuneLen(r):]
		case unicode.IsSpace(r) && i < 60:
			continue
		case r == '条' && value != "":
			rest = s[i:]
		}
		if len(value) > 30 {
			return "", s
		}
		if !strings.ContainsRune(hanziNumerals, r) && (r < '0' || r > '9') {
			break
		}
	}
	return value, rest
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// articleNumber reads 十二, 一百零三 or 12; 0 is none.
func articleNumber(s string) (n int) {
	if s[0] >= '0' && s[0] <= '9' {
		return number(s)
	}
	digit := 0
	for _, r := range s {
		switch at := strings.IndexRune("零一二三四五六七八九", r); {
		case at >= 0:
			digit = at / len("零")
		case r == '十':
			n, digit = n+max(digit, 1)*10, 0
		case r == '百':
			n, digit = n+digit*100, 0
		case r == '千':
			n, digit = n+digit*1000, 0
		}
	}
	return n + digit
}

// ReadArticles finds the articles of a text: 第N条; else 1. or 一、, whichever there is more of; else each paragraph is
// one. What stands before the first is left out.
func ReadArticles(text string) []Article {
	list, _ := ReadPolicy(text)
	return list
}

// ReadPolicy finds the articles of a text, as ReadArticles, and says what of it is in none.
func ReadPolicy(text string) (list []Article, passed []string) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	lines, contents := withoutContents(lines)
	kind, begins := beginnings(lines)
	if kind < 0 {
		for _, line := range lines {
			if line = strings.TrimSpace(line); line != "" {
				list = appendArticle(list, Article{fmt.Sprintf("第%d段", len(list)+1), line})
			}
		}
		return list, account(contents, 0, 0, nil)
	}
	var no string
	var body strings.Builder
	var empty []string
	before, headings := 0, 0
	end := func() {
		switch {
		case no != "" && body.Len() == 0:
			empty = append(empty, no)
		case no != "":
			list = appendArticle(list, Article{no, body.String()})
		}
		body.Reset()
	}
	for i, line := range lines {
		if b, ok := begins[i]; ok {
			end()
			no = b.no
			body.WriteString(b.text)
			continue
		}
		switch line = strings.TrimSpace(line); {
		case line == "":
		case no == "":
			before++
		case isHeading(line), kind == 1 && isNumbered(2, line):
			headings++
		default:
			if body.Len() > 0 {
				body.WriteByte('\n')
			}
			body.WriteString(line)
		}
	}
	end()
	return list, account(contents, before, headings, empty)
}

// account says what of a text is in no article.
func account(contents, before, headings int, empty []string) (passed []string) {
	for _, x := range []struct {
		n    int
		what string
	}{{contents, "目录"}, {before, "第一条之前的标题和说明"}, {headings, "章节标题"}} {
		if x.n > 0 {
			passed = append(passed, fmt.Sprintf("%s（%d行）", x.what, x.n))
		}
	}
	if len(empty) > 0 {
		more := ""
		if len(empty) > 5 {
			empty, more = empty[:5], "等"
		}
		passed = append(passed, "没有内容的"+strings.Join(empty, "、")+more)
	}
	return passed
}

// beginnings finds at which lines articles begin, and in which of the numberings; kind is -1 for none.
func beginnings(lines []string) (kind int, begins map[int]numbered) {
	var all [numberings]map[int]numbered
	for k := range all {
		all[k] = begin(k, lines)
	}
	switch {
	case len(all[0]) > 0:
		kind = 0
	case len(all[2]) > len(all[1]):
		kind = 2
	case len(all[1]) > 0:
		kind = 1
	default:
		return -1, nil
	}
	return kind, all[kind]
}

// begin finds the beginnings in one numbering. One that may be something else, a figure or what refers to an article, counts only if
// it is the next number (or the first again, of an annex), and if, for a figure, no surer line has that number and the number after
// it comes.
func begin(kind int, lines []string) map[int]numbered {
	begins := map[int]numbered{}
	last := map[int]int{} // by number, behind the last line that has it; of figures, that surely has it
	for i, line := range lines {
		if n, ok := numberedAs(kind, line); ok && (n.sure || kind == 0) {
			last[n.value] = i + 1
		}
	}
	before := 0
	for i, line := range lines {
		n, ok := numberedAs(kind, line)
		switch {
		case !ok:
			continue
		case n.sure, n.inserted && n.value == before:
		case kind == 0 && before != 0 && n.value != before+1 && !(n.value == 1 && last[2] > i):
			continue
		case kind == 1 && (n.value != before+1 || last[n.value] > i || last[n.value+1] <= i):
			continue
		}
		begins[i], before = n, n.value
	}
	return begins
}

var (
	contentsTitle = regexp.MustCompile(`^目[\s　]*[录次]$`)
	contentsPage  = regexp.MustCompile(`[\s　.．…·—-][0-9IVXivx]{1,5}$`)
	contentsDots  = regexp.MustCompile(`(?:\.{3,}|…+|·{3,}|．{3,})[\s　]*[0-9IVXivx]{1,5}$`)
)

func isContents(line string) bool {
	return strings.HasPrefix(line, "目") && contentsTitle.MatchString(line)
}

func endsInPage(line string) bool {
	return line != "" && strings.ContainsRune("0123456789IVXivx", rune(line[len(line)-1]))
}

// longestContents is how long a line of a table of contents may be. // characters
const longestContents = 40

// withoutContents leaves out a table of contents, and counts its lines: below 「目录」, up to where its first numbers begin anew or,
// where none does, as long as lines end in a page's number; and any line with dots up to one.
func withoutContents(lines []string) (rest []string, n int) {
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case len(line) > 200:
			rest = append(rest, lines[i])
		case endsInPage(line) && contentsDots.MatchString(line):
			n++
		case isContents(line):
			last := contentsEnd(lines, i+1)
			for ; i < last; i++ {
				if strings.TrimSpace(lines[i]) != "" {
					n++
				}
			}
			i--
		default:
			rest = append(rest, lines[i])
		}
	}
	return rest, n
}

// contentsEnd returns the first line behind a table of contents that begins at from.
func contentsEnd(lines []string, from int) int {
	seen := map[string]bool{}
	paged, all := from, true // behind the last line that ends in a page's number, as long as all do
	for i := from; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if line == "" {
			continue
		}
		if isContents(line) {
			break
		}
		label := ""
		for kind := range numberings {
			if n, ok := numberedAs(kind, line); ok {
				label = n.no
			}
		}
		if isHeading(line) {
			label = heading.FindString(line)
		}
		if label != "" && seen[label] {
			return i
		}
		page := endsInPage(line) && len(line) <= 200 && contentsPage.MatchString(line)
		if !page && (strings.ContainsAny(line, "。；;") || utf8.RuneCountInString(line) > longestContents) {
			break
		}
		if label != "" {
			seen[label] = true
		}
		if all = all && page; all {
			paged = i + 1
		}
	}
	return paged
}

// Numbered reports whether a text is divided into articles 第N条, so that it can be told from a list of people.
func Numbered(text string) bool {
	n := 0
	for line := range strings.Lines(text) {
		if isNumbered(0, line) {
			n++
		}
	}
	return n > 1
}

// heading is a line that divides a document and belongs to no article. (So is 一、 over articles numbered 1.)
var heading = regexp.MustCompile(`^第[\s　]*[一二三四五六七八九十]+[\s　]*[章节编](?:[\s　]|$)`)

func isHeading(line string) bool { return strings.HasPrefix(line, "第") && heading.MatchString(line) }

func isNumbered(kind int, line string) bool {
	_, ok := numberedAs(kind, line)
	return ok
}

func appendArticle(list []Article, a Article) []Article {
	r := []rune(a.Text)
	for ; len(r) > maxArticle; r = r[maxArticle:] {
		list = append(list, Article{a.No, string(r[:maxArticle])})
		a.No += "（续）"
	}
	a.Text = string(r)
	if a.Text == "" {
		return list
	}
	return append(list, a)
}
