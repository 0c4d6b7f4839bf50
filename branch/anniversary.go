package branch

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Numeral gives a number as it stands in official writing: 一, 十, 十一, 二十, 九十九. Others than 1 to 99, which no 周年
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

// Milestone tells whether a 周年 is one of those that are kept with more solemnity: 10, 20, 30, 40, 50.
func Milestone(years int) bool { return years >= 10 && years <= 50 && years%10 == 0 }

// InYears is 三十周年, or "" for no year at all.
func InYears(years int) string {
	if years < 1 {
		return ""
	}
	return Numeral(years) + "周年"
}

// Medal tells whether a member's 党龄 reaches 50 years by 1 July of a year, as 「光荣在党50年」 asks.
func (m Member) Medal(year int) bool {
	years, ok := m.Standing(On(year, 7, 1))
	return ok && years >= 50
}

// ReflectQuestions are what a greeting asks its reader to think about, until a branch has a list of its own.
var ReflectQuestions = []string{
	"当年递交入党申请书时，您最想做成的是什么？",
	"这一年里，哪件事让您觉得无愧于党员身份？",
	"誓词中的哪一句，您如今体会更深？",
	"在本职岗位上，群众最盼您做好的是什么？",
	"遇到急难险重的任务时，您是怎样做的？",
	"对照入党时的承诺，还有哪一条没有做到？",
	"身边哪位党员最值得您学习，打算怎样学？",
	"新的一年，您想为支部、为群众办好哪件事？",
}

// GroupWish is the greeting of a 集体政治生日, until a branch has one of its own.
const GroupWish = "支部向本月过政治生日的同志致以祝贺。愿同志们不忘初心、牢记使命，永远保持共产党人的本色。"

// MostOnCard is how many names the card of a 集体政治生日 bears.
const MostOnCard = 36

// Longest is how much a branch may write itself, in characters.
const (
	LongestWish     = 120
	LongestQuestion = 40
	MostQuestions   = 20
)

// QuestionsFor gives the two questions of a year: always the same in a year, and another pair in each of the years until
// all pairs have been asked. Neighbouring years share none, if there are questions enough.
func (s Settings) QuestionsFor(year int) []string {
	list := ReflectQuestions
	if s.Questions != "" {
		list = strings.Split(s.Questions, "\n")
	}
	n := len(list)
	if n <= 2 {
		return list
	}
	var pairs [][2]int
	for gap := 1; gap <= n/2; gap++ {
		for _, start := range []int{0, 1} { // 0-1, 2-3, …, then 1-2, 3-4, …
			for i := start; i < n; i += 2 {
				if j := (i + gap) % n; 2*gap != n || i < j {
					pairs = append(pairs, [2]int{i, j})
				}
			}
		}
	}
	p := pairs[(year%len(pairs)+len(pairs))%len(pairs)]
	return []string{list[p[0]], list[p[1]]}
}

// Check is something that those around a member do before his or her 政治生日.
type Check int

// The checklist.
const (
	CheckTalk Check = iota + 1 // 谈心谈话: that it was held, never what was said
	CheckOath                  // 重温入党誓词
	CheckCard                  // 贺卡
	CheckBook                  // 赠书
)

// Checks is the whole checklist, in its order.
var Checks = []Check{CheckTalk, CheckOath, CheckCard, CheckBook}

// String is 谈心谈话.
func (c Check) String() string {
	if c < CheckTalk || c > CheckBook {
		return ""
	}
	return [...]string{"谈心谈话", "重温入党誓词", "贺卡", "赠书"}[c-1]
}

// Checklist gives what a branch has on its checklist.
func (s Settings) Checklist() []Check {
	left := strings.Split(s.Unchecked, "、")
	return slices.DeleteFunc(slices.Clone(Checks), func(c Check) bool { return slices.Contains(left, c.String()) })
}

// GroupWishText gives the greeting of the branch's 集体政治生日.
func (s Settings) GroupWishText() string {
	if s.Wish == "" {
		return GroupWish
	}
	return s.Wish
}

// Checked says that something of a checklist was done, by whom and when. Of a talk nothing else is ever kept.
type Checked struct {
	Branch BranchID `json:"branch"`
	Member MemberID `json:"member"` // whose 政治生日 it is
	Year   int      `json:"year"`
	Check  Check    `json:"check"`
	Day    Date     `json:"day"`
	By     MemberID `json:"by"`
}

// Reflection is what a member wrote on a year's 政治生日 (心得体会). It is the member's own until shared.
type Reflection struct {
	Branch  BranchID `json:"branch"`
	Member  MemberID `json:"member"`
	Year    int      `json:"year"`
	Parts   []string `json:"parts"` // a message each
	Changed Date     `json:"changed"`
	Shared  Date     `json:"shared,omitempty"` // since when the branch may read it; none: nobody but the member
}

// Characters gives how long it is.
func (r Reflection) Characters() (n int) {
	for _, p := range r.Parts {
		n += len([]rune(p))
	}
	return n
}

// CheckBirthday gives a sentence about what does not fit in a branch's own texts, or nil.
func (s Settings) CheckBirthday() error {
	if len([]rune(s.Wish)) > LongestWish {
		return fmt.Errorf("集体祝贺语请不超过%d字。", LongestWish)
	}
	if s.Questions != "" {
		list := strings.Split(s.Questions, "\n")
		if len(list) < 2 || len(list) > MostQuestions {
			return fmt.Errorf("思考题请列2至%d道；留空则使用通用题目。", MostQuestions)
		}
		for _, q := range list {
			if n := len([]rune(q)); n < 2 || n > LongestQuestion {
				return fmt.Errorf("每道思考题请写2至%d字。", LongestQuestion)
			}
		}
	}
	for _, item := range strings.Split(s.Unchecked, "、") {
		if item != "" && !slices.ContainsFunc(Checks, func(c Check) bool { return c.String() == item }) {
			return errors.New("准备事项有：谈心谈话、重温入党誓词、贺卡、赠书。")
		}
	}
	return nil
}
