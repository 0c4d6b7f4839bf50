package branch

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// PolicyID numbers the policies of a branch, from 1.
type PolicyID int64

// Policy is a document that members look up while visiting (惠台政策). Its articles are kept by version; the last one is
// looked up.
type Policy struct {
	Branch  BranchID `json:"branch"`
	ID      PolicyID `json:"id"`
	Title   string   `json:"title"`
	Version int      `json:"version"` // from 1
	Count   int      `json:"count"`   // articles
	Day     Date     `json:"day"`     // of this version
	By      MemberID `json:"by,omitempty"`
}

// Article is one article of a policy.
type Article struct {
	No   string `json:"no"` // 第三条, 三、, 3.
	Text string `json:"text"`
}

// maxArticle is how long an article may be, in characters; what is longer goes on as the same number, (续).
const maxArticle = 3000

// The ways in which articles are numbered, the surest first.
var numberings = []*regexp.Regexp{
	regexp.MustCompile(`^\s*(第[一二三四五六七八九十百千零〇0-9]+条)[\s　：:、.]*`),
	regexp.MustCompile(`^\s*([0-9]{1,4}[.．、])[\s　]*`),
	regexp.MustCompile(`^\s*([一二三四五六七八九十百]+、)[\s　]*`),
}

// ReadArticles finds the articles of a text: 第N条; else 1. or 一、, whichever there is more of; else each paragraph is
// one. What stands before the first is left out.
func ReadArticles(text string) (list []Article) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	count := make([]int, len(numberings))
	for _, line := range lines {
		for i, n := range numberings {
			if n.MatchString(line) {
				count[i]++
			}
		}
	}
	kind := 0
	if count[0] == 0 {
		kind = 1
		if count[2] > count[1] {
			kind = 2
		}
	}
	if count[kind] == 0 {
		for _, line := range lines {
			if line = strings.TrimSpace(line); line != "" {
				list = appendArticle(list, Article{fmt.Sprintf("第%d段", len(list)+1), line})
			}
		}
		return list
	}
	var open *Article
	for _, line := range lines {
		if m := numberings[kind].FindStringSubmatch(line); m != nil {
			if open != nil {
				list = appendArticle(list, *open)
			}
			open = &Article{strings.TrimRight(m[1], "、.．"), strings.TrimSpace(line[len(m[0]):])}
			continue
		}
		if line = strings.TrimSpace(line); open != nil && line != "" && !heading.MatchString(line) && !(kind == 1 && numberings[2].MatchString(line)) {
			open.Text = strings.TrimPrefix(open.Text+"\n"+line, "\n")
		}
	}
	return appendArticle(list, *open)
}

// Numbered tells whether a text is divided into articles 第N条, so that it can be told from a list of people.
func Numbered(text string) bool {
	n := 0
	for line := range strings.Lines(text) {
		if numberings[0].MatchString(line) {
			n++
		}
	}
	return n > 1
}

// heading is a line that divides a document and belongs to no article. (So is 一、 over articles numbered 1.)
var heading = regexp.MustCompile(`^第[一二三四五六七八九十]+[章节编][\s　]|^第[一二三四五六七八九十]+[章节编]$`)

func appendArticle(list []Article, a Article) []Article {
	for r := []rune(a.Text); len(r) > maxArticle; r = []rune(a.Text) {
		list = append(list, Article{a.No, string(r[:maxArticle])})
		a = Article{a.No + "（续）", string(r[maxArticle:])}
	}
	if a.Text == "" {
		return list
	}
	return append(list, a)
}

// Found is an article that a search has found.
type Found struct {
	Policy  Policy
	Place   int // among the policy's articles, from 0
	Article Article
	score   int
}

// Search gathers what a query finds. Feed it articles, then ask for the Best.
type Search struct {
	words []string
	ascii bool
	all   []Found // that hold every word
	some  []Found // that hold a part of it
}

// NewSearch begins a search for the words of a query, which blanks divide. Chinese is not divided: a word of two
// characters is found wherever it stands.
func NewSearch(query string) *Search {
	s := &Search{}
	for _, w := range strings.Fields(strings.ToLower(query)) {
		if !slices.Contains(s.words, w) {
			s.words = append(s.words, w)
		}
	}
	s.ascii = strings.ContainsFunc(query, func(r rune) bool { return r < utf8.RuneSelf && r != ' ' })
	return s
}

// titled is how many bytes of an article's beginning count as its heading.
const titled = 60

// Feed looks at one article.
func (s *Search) Feed(p Policy, place int, a Article) {
	text := a.Text
	if s.ascii {
		text = strings.ToLower(text)
	}
	score, held := 0, 0
	for _, w := range s.words {
		at := strings.Index(text, w)
		if at < 0 && strings.HasPrefix(a.No, w) {
			at = 0
		}
		if at < 0 {
			continue
		}
		held++
		score += 10 * min(strings.Count(text, w), 4)
		if at < titled {
			score += 25
		}
	}
	if held == 0 {
		return
	}
	f := Found{p, place, a, score}
	if held == len(s.words) {
		s.all = append(s.all, f)
	} else {
		f.score += 100 * held
		s.some = append(s.some, f)
	}
}

// Best gives the best n, and how many there are: of the articles that hold every word, or else of those that hold some.
func (s *Search) Best(n int) ([]Found, int) {
	list := s.all
	if len(list) == 0 {
		list = s.some
	}
	slices.SortStableFunc(list, func(a, b Found) int {
		return cmp.Or(b.score-a.score, len(a.Article.Text)-len(b.Article.Text))
	})
	return list[:min(n, len(list))], len(list)
}
