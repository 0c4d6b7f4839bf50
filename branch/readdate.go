package branch

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ReadDate reads a day in the spellings that offices use: 1998-07-01, 1998/7/1, 1998.7.1, 1998、7、1, 1998年7月1日 (or 号, or neither),
// 19980701, 二〇〇三年八月二十一日, all of them with full-width characters or spaces too. It guesses nothing: a month
// without a day, a two-figure year or 30 February is no date.
func ReadDate(s string) (Date, bool) {
	s = strings.TrimSpace(halfWidth.Replace(s))
	if m := eightDigits.FindStringSubmatch(s); m != nil {
		return plausible(number(m[1]), number(m[2]), number(m[3]))
	}
	s = strings.Join(strings.Fields(s), "")
	if m := dashed.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		return plausible(number(m[1]), number(m[3]), number(m[5]))
	}
	if m := written.FindStringSubmatch(s); m != nil {
		return plausible(number(m[1]), number(m[2]), number(m[3]))
	}
	if m := hanziDate.FindStringSubmatch(s); m != nil {
		return plausible(number(hanziYear.Replace(m[1])), hanziNumber(m[2]), hanziNumber(m[3]))
	}
	return 0, false
}

// MonthOnly reports whether s is a month without a day: 1998.7, 1998年7月, 199807, 一九九八年七月.
func MonthOnly(s string) bool {
	return monthOnly.MatchString(strings.Join(strings.Fields(halfWidth.Replace(s)), ""))
}

var (
	monthOnly   = regexp.MustCompile(`^(?:(?:19|20)\d\d(?:[-/.年](?:0?[1-9]|1[0-2])月?|(?:0[1-9]|1[0-2]))|[〇零○◯0一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月)$`)
	eightDigits = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)$`)
	dashed      = regexp.MustCompile(`^(\d{4})([-/.、])(\d{1,2})([-/.、])(\d{1,2})$`)
	written     = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$`)
	hanziDate   = regexp.MustCompile(`^([〇零○◯0一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]$`)

	halfWidth = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7",
		"８", "8", "９", "9", "－", "-", "—", "-", "–", "-", "／", "/", "．", ".", "。", ".")
	hanziYear = strings.NewReplacer("〇", "0", "零", "0", "○", "0", "◯", "0", "一", "1", "二", "2", "三", "3", "四", "4",
		"五", "5", "六", "6", "七", "7", "八", "8", "九", "9")
)

// plausible refuses what the calendar lacks, and years (1098, 2998) that can only be slips of the finger.
func plausible(year, month, d int) (Date, bool) {
	if year < 1900 || year >= 2200 || !ValidDate(year, month, d) {
		return 0, false
	}
	return On(year, time.Month(month), d), true
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// hanziNumber reads 一 to 九十九 (十, 二十, 二十一); 0 is none.
func hanziNumber(s string) int {
	tens, ones, found := strings.Cut(s, "十")
	switch {
	case !found:
		return hanziDigit(s)
	case ones != "" && hanziDigit(ones) == 0, tens != "" && hanziDigit(tens) == 0:
		return 0
	case tens == "":
		return 10 + hanziDigit(ones)
	}
	return 10*hanziDigit(tens) + hanziDigit(ones)
}

func hanziDigit(s string) int {
	if d := hanziYear.Replace(s); len(d) == 1 {
		return number(d)
	}
	return 0
}
