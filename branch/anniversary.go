package branch

import "strconv"

// Numeral returns a number as it stands in official writing: 一, 十, 十一, 二十, 九十九. Others than 1 to 99, which no 周年
// reaches, are given in figures.
func Numeral(n int) string {
	digits := [...]string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 1 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	}
	return digits[n/10] + "十" + digits[n%10]
}

// Milestone reports whether a 周年 is one of those that are kept with more solemnity: 10, 20, 30, 40, 50.
func Milestone(years int) bool { return years >= 10 && years <= 50 && years%10 == 0 }

// InYears is 三十周年, or "" for no year at all.
func InYears(years int) string {
	if years < 1 {
		return ""
	}
	return Numeral(years) + "周年"
}

// MostOnCard is how many names the card of a 集体政治生日 bears.
const MostOnCard = 36
