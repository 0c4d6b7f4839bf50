package birthday

import (
	"strings"

	"zhibu/branch"
)

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

// Longest is how much a branch may write itself, in characters.
const (
	LongestWish     = 120
	LongestQuestion = 40
	MostQuestions   = 20
)

// QuestionsFor returns the two questions of a year: always the same in a year, and another pair in each of the years until
// all pairs have been asked. Neighbouring years share none, if there are questions enough.
func QuestionsFor(s branch.Settings, year int) []string {
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

// wishOf returns the greeting of the branch's 集体政治生日.
func wishOf(s branch.Settings) string {
	if s.Wish == "" {
		return GroupWish
	}
	return s.Wish
}

// medal reports whether a member's 党龄 reaches 50 years by 1 July of a year, as 「光荣在党50年」 asks.
func medal(m branch.Member, year int) bool {
	years, ok := m.FullYears(branch.On(year, 7, 1))
	return ok && years >= 50
}
