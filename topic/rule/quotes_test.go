package rule_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/chat"
)

var (
	// An article, or the number of a document, is quoted from the list alone.
	quoted = regexp.MustCompile(`第[一二三四五六七八九十百零〇0-9]+条|〔\d{4}〕|党章第|《中国共产党[^》]*》|工作条例|工作细则`)
	// A figure of a rule may stand in a text; whoever reads it there finds its rule by it.
	figures = regexp.MustCompile(`半数以上|不足半数|没有超过半数|达到半数|少于半数|半数|过半|三分之[一二]|不少于半年|最长一年|不超过一年|不少于六个月|三个月内|预备期一年|不满一年|半年一次|书面意见|留党察看`)
	// The list itself, and the articles of a branch's own policies.
	notOurs = []string{"branch/rule.go", "branch/policy.go", "topic/policy/"}
)

// literals returns the string literals of the program's texts, by where they stand.
func literals(t *testing.T) map[string][]string {
	found := map[string][]string{}
	for _, room := range []string{"branch", "office", "topic", "bot", "cards"} {
		root := filepath.Join("..", "..", room)
		if err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			name := strings.TrimPrefix(filepath.ToSlash(path), "../../")
			if slices.ContainsFunc(notOurs, func(not string) bool { return strings.HasPrefix(name, not) }) {
				return nil
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Errorf("%s: %v", set.Position(lit.Pos()), err)
				}
				at := fmt.Sprintf("%s:%d", name, set.Position(lit.Pos()).Line)
				found[at] = append(found[at], text)
				return true
			})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// TestQuotesAreListed goes through every text of the program: an article that it quotes stands in the list and is taken from there, and
// a figure of a rule finds its rule when somebody looks it up.
func TestQuotesAreListed(t *testing.T) {
	texts, seen := 0, 0
	for at, list := range literals(t) {
		for _, text := range list {
			texts++
			if q := quoted.FindString(text); q != "" {
				t.Errorf("%s quotes %s by itself: take it from branch.Rules", at, q)
			}
			for _, figure := range figures.FindAllString(text, -1) {
				seen++
				if len(branch.FindRules(figure)) == 0 {
					t.Errorf("%s says %s, and no rule is found by that", at, figure)
				}
			}
		}
	}
	if texts < 3000 || seen < 20 {
		t.Errorf("hardly anything was read: %d texts, %d figures", texts, seen)
	}
	for _, text := range []string{"须报批（《中国共产党章程》第三条）", "党章第九条", "中组发〔2008〕3号"} { // what the test is to see
		if quoted.FindString(text) == "" {
			t.Errorf("%s is not seen", text)
		}
	}
}

// TestCitedAreListed: what the sums of a meeting cite is in the list, whatever is voted on.
func TestCitedAreListed(t *testing.T) {
	cites := map[string]bool{}
	for _, r := range branch.Rules {
		cites[r.Cite()] = true
	}
	for _, k := range branch.MotionKinds {
		for _, at := range []branch.MeetingKind{branch.Assembly, branch.Committee} {
			for _, inFavour := range []bool{false, true} {
				if got := k.Article(at, inFavour); got == "" || !cites[got] {
					t.Errorf("%s at the %s cites %q", k.Name, at, got)
				}
			}
			m := branch.Meeting{Kind: at, Due: 32, Present: 15}
			if err := m.Quorum(k); err == nil || !cites[regexp.MustCompile(`（(《[^（）]*条)）`).FindStringSubmatch(err.Error() + "（《》条）")[1]] {
				t.Errorf("%s at the %s is refused: %v", k.Name, at, err)
			}
		}
	}
}

// TestList: each rule stands once, in a part, with a source; its codes differ; where no article is given none is invented; and it fits
// a phone.
func TestList(t *testing.T) {
	keys, names := map[int64]string{}, map[string]bool{}
	for _, r := range branch.Rules {
		if was := keys[chat.Code(r.Key)]; was != "" {
			t.Errorf("%s and %s have one code", was, r.Key)
		}
		keys[chat.Code(r.Key)] = r.Key
		if names[r.Name] || r.Name == "" || r.Text == "" || r.Source == "" || !slices.Contains(branch.RuleParts, r.Part) {
			t.Errorf("%s is wanting, or stands twice: %+v", r.Key, r)
		}
		names[r.Name] = true
		if r.Sure == branch.Ours && r.Article != "" || r.Article != "" && !strings.HasPrefix(r.Article, "第") {
			t.Errorf("%s has the article %q", r.Key, r.Article)
		}
		if n := len([]rune(r.Text + r.Use + r.Cite())); n > 300 {
			t.Errorf("%s has %d characters, which is more than a phone shows", r.Key, n)
		}
		for _, word := range append(strings.Fields(r.Words), r.Name) {
			if !slices.ContainsFunc(branch.FindRules(word), func(x branch.Rule) bool { return x.Key == r.Key }) {
				t.Errorf("%s is not found by %s", r.Key, word)
			}
		}
	}
	for _, p := range branch.RuleParts {
		if len(branch.RulesOf(p)) == 0 {
			t.Errorf("%s is empty", p)
		}
	}
	if branch.FindRules("") != nil || branch.FindRules(" ") != nil {
		t.Error("an empty query finds something")
	}
}
