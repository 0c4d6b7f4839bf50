package policy

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"zhibu/branch"
)

// ID numbers the policies of a branch, from 1.
type ID int64

// Policy is a document that members look up while visiting (惠台政策). Its articles are kept by version; the last one is
// looked up.
type Policy struct {
	Branch  branch.BranchID `json:"branch"`
	ID      ID              `json:"id"`
	Title   string          `json:"title"`
	Version int             `json:"version"` // from 1
	Count   int             `json:"count"`   // articles
	Day     branch.Date     `json:"day"`     // of this version
	By      branch.MemberID `json:"by,omitempty"`
}

// Found is an article that a search has found.
type Found struct {
	Policy  Policy
	Place   int // among the policy's articles, from 0
	Article branch.Article
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
func (s *Search) Feed(p Policy, place int, a branch.Article) {
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

// Best returns the best n, and how many there are: of the articles that hold every word, or else of those that hold some.
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
