package dues

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"zhibu/branch"
)

// Fen is an amount of money in fen.
type Fen int64

// String is 125.00.
func (f Fen) String() string { return fmt.Sprintf("%d.%02d", f/100, f%100) }

// Rate is a rate of dues in thousandths of the base.
type Rate int64

// String is 1.5%.
func (r Rate) String() string {
	return strings.TrimSuffix(fmt.Sprintf("%d.%d", r/10, r%10), ".0") + "%"
}

// bracket is a rate and the highest base, inclusive, for which it holds; 0: any.
type bracket struct {
	upTo Fen
	rate Rate
}

// The rates of 中组发〔2008〕3号, 三至五: that of a bracket holds for the whole base, not for the part above the last.
var (
	working = []bracket{{3_000_00, 5}, {5_000_00, 10}, {10_000_00, 15}, {0, 20}}
	retired = []bracket{{5_000_00, 5}, {0, 10}}
)

// Of returns the rate for a monthly base and the dues of a month, rounded to the nearest fen.
func Of(base Fen, isRetired bool) (Rate, Fen) {
	table := working
	if isRetired {
		table = retired
	}
	for _, b := range table {
		if base <= b.upTo || b.upTo == 0 {
			return b.rate, (base*Fen(b.rate) + 500) / 1000
		}
	}
	panic("dues: a table without an end")
}

// most is the highest base that is taken for one: what is above is a slip of the finger.
const most = 1_000_000_00

// numeral is a number written out in hanzi.
var numeral = regexp.MustCompile(`^[零〇一二两三四五六七八九十百千万亿点元块整壹贰叁肆伍陆柒捌玖拾佰仟\s]+$`)

// Numeral reports whether a text may hold somebody's base, however it is written: then it does not stay on a screen.
func Numeral(text string) bool {
	return strings.ContainsFunc(text, unicode.IsNumber) || numeral.MatchString(text)
}

// asked is what is typed to be told the dues, with or without a base.
var asked = regexp.MustCompile(`^[/／]?(?i:dues|ｄｕｅｓ|党费|党费计算)(?:@\w+)?(?:[\s:：]+|$)`)

// Asked reports whether a text asks for the dues, and returns what follows.
func Asked(text string) (rest string, ok bool) {
	text = strings.TrimSpace(text)
	head := asked.FindString(text)
	return text[len(head):], head != ""
}

// Lone reports whether a text is an amount that may be somebody's base and nothing else.
func Lone(text string) bool {
	base, err := ReadBase(text)
	return err == nil && base >= 100_00
}

var (
	amount = regexp.MustCompile(`^[¥￥]? ?([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))? ?元?$`)
	spelt  = strings.NewReplacer("\u3000", " ", "，", ",", "．", ".")
	errs   = errors.New("请只发送一个大于0的金额，单位为元，最多两位小数，例如 8333.33。")
)

// ReadBase reads a monthly base in yuan, with or without 元 and with commas between thousands. The error is a sentence.
func ReadBase(text string) (Fen, error) {
	m := amount.FindStringSubmatch(strings.TrimSpace(spelt.Replace(branch.HalfWidth(text))))
	if m == nil {
		return 0, errs
	}
	yuan, err := strconv.ParseInt(strings.NewReplacer(",", "", " ", "").Replace(m[1]), 10, 64)
	fen, _ := strconv.ParseInt((m[2] + "00")[:2], 10, 64)
	base := Fen(yuan*100 + fen)
	switch {
	case err != nil || yuan > most/100 || base > most:
		return 0, errors.New("数字太大，请核对：这里填一个月的计算基数，单位为元。")
	case base == 0:
		return 0, errs
	}
	return base, nil
}
