package files

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"zhibu/branch"
)

// clean takes control and bidi characters out of a text and makes all space single.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// closeUp is clean without any space.
func closeUp(s string) string { return strings.ReplaceAll(clean(s), " ", "") }

// middleDots are what people type for the dot in a name of a minority; it is U+00B7.
var middleDots = strings.NewReplacer("•", "·", "・", "·", "･", "·", "‧", "·", "∙", "·", "⋅", "·", "．", "·", ".", "·")

// personName reads a name: 「李　明」 is 李明, 「买买提•艾力」 买买提·艾力. ok is false for what can be nobody's name.
func personName(s string) (name string, ok bool) {
	name = middleDots.Replace(clean(norm.NFKC.String(clean(s)))) // a lone accent (´) is a space and a mark to NFKC
	if bare := strings.ReplaceAll(name, " ", ""); !strings.ContainsFunc(bare, func(r rune) bool { return r != '·' && !unicode.Is(unicode.Han, r) }) {
		name = bare
	}
	if n := utf8.RuneCountInString(name); n < 2 || n > longestName {
		return name, false
	}
	odd := strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("· -'<>/&\"", r)
	})
	return name, !odd && !strings.HasPrefix(name, "·") && !strings.HasSuffix(name, "·")
}

const (
	longestName = 30  // characters
	longestText = 200 // characters
)

// name reads somebody's name; an empty cell is none.
func (r record) name(c column) string {
	if clean(r.shownAt(c)) == "" {
		return ""
	}
	name, ok := personName(r.shownAt(c))
	if !ok {
		r.fault(c, "请只写姓名，其他说明写在「备注」一栏")
	}
	return name
}

// markedName is name for a cell in which the id of our export, or a group, may tell namesakes apart: 陈静（B1M26）,
// 陈静（第四党小组）.
func (r record) markedName(c column) string {
	if m := nameWithMark.FindStringSubmatch(norm.NFKC.String(clean(r.shownAt(c)))); m != nil {
		if name, ok := personName(m[1]); ok {
			return branch.MarkedName(name, m[2])
		}
	}
	return r.name(c)
}

var (
	nameWithMark = regexp.MustCompile(`^(.+)\((B\d{1,18}M\d{1,18}|[^()]*组)\)$`)
	markForm     = regexp.MustCompile(`^B\d{1,18}[ME]\d{1,18}$`)
)

// mark reads the id that our own export carries. Anything else in that column is somebody else's numbering: none.
func (r record) mark() string {
	s := strings.ToUpper(norm.NFKC.String(closeUp(r.shownAt(branch.ColMark))))
	if !markForm.MatchString(s) {
		return ""
	}
	return s
}

func (r record) text(c column) string {
	s := clean(r.shownAt(c))
	if utf8.RuneCountInString(s) > longestText {
		r.fault(c, "内容太长，请缩短到"+strconv.Itoa(longestText)+"字以内")
	}
	return s
}

// nothing is what people write where there is nothing to write.
func nothing(s string) bool { return s == "" || s == "无" || strings.Trim(s, "-—－/／") == "" }

func (r record) yes(c column) bool {
	switch s := norm.NFKC.String(closeUp(r.shownAt(c))); s {
	case "是", "√", "✓", "✔", "☑", "有", "对", "1", "Y", "y", "V", "v":
		return true
	case "否", "0", "N", "n":
	default:
		if !nothing(s) {
			r.fault(c, "请写「是」，不是的请留空")
		}
	}
	return false
}

// Day numbers of a spreadsheet that are dates to us: 1927 to 2119. Below them a number is a year or a slip, above them a
// date written in eight figures.
const firstDayNumber, lastDayNumber = 10_000, 80_000

// monthShown tells a date cell whose format hides the day: 1998年7月, 1998-07, Jul-98, 7月-98.
var monthShown = regexp.MustCompile(`^(\d{4}[年./-]\d{1,2}月?|[A-Za-z]{3}-\d\d|\d{1,2}月-\d\d)$`)

var midnight = regexp.MustCompile(`[ T]0?0:00(:00(\.0+)?)?Z?$`)

// date reads a cell as a day; what cannot be read is a fault, nothing is none. A cell in a date format holds a number,
// whatever the format shows of it (「1998年7月」, 「07-01-98」), so the number counts.
func (r record) date(c column) branch.Date {
	shown := clean(r.shownAt(c))
	if nothing(shown) {
		return 0
	}
	if n, err := strconv.ParseFloat(r.in(r.raw, c), 64); err == nil && n >= firstDayNumber && n < lastDayNumber {
		if monthShown.MatchString(shown) && r.notes != nil {
			*r.notes = append(*r.notes, "第"+strconv.Itoa(r.row)+"行「"+r.spelt[c]+"」只显示到月（"+shown+"），按单元格里存的日期读入，请核对是哪一天。")
		}
		if r.date1904 {
			return branch.On(1904, time.January, 1+int(math.Floor(n)))
		}
		return branch.On(1899, time.December, 30+int(math.Floor(n)))
	}
	d, ok := branch.ReadDate(midnight.ReplaceAllString(shown, ""))
	switch {
	case ok:
	case branch.MonthOnly(shown):
		want := "请补上是哪一日，写成 1998年12月1日 这样的日期"
		if c == branch.ColJoined {
			want += "；政治生日就在入党的这一天"
		}
		r.fault(c, want)
	default:
		r.fault(c, "请写成 1998年12月1日 这样的日期")
	}
	return d
}
