package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// kernel are the rooms that must know no matter by name. (branch/ keeps the rights and the fields of the settings, of all matters.)
var kernel = []string{"bot", "office", "scheduler", "store", "cards", "files", "app"}

// matters are the nouns of each matter, and how often the kernel may use them: a ceiling that may only fall, and is 0 once the matter
// is a room of its own. Those that are not yet are rounded up to the next 50. Of the birthday's the drawing of its cards in files/ is
// left, and what its form is called; of requests, those of ops, which are others; of points, the enterprises that a
// roster brings, and the records of its tables. A noun is used where
// it is a word of an identifier (showBirthday, PushGreeting), or is a string by itself ("reflect"). Files that are
// uncounted are passed over.
var matters = []struct {
	name    string
	nouns   []string
	ceiling int
}{
	{"birthday", []string{"birthday", "greeting", "greet", "reflection", "reflect", "checklist"}, 0},
	{"rounds", []string{"round", "nominate", "nomination", "nominee", "ballot", "vote", "objection", "report", "assembly", "paper", "seat", "notice", "turnout"}, 62},
	{"points", []string{"visit", "firm", "contact", "duty", "lapse", "record", "ledger", "board"}, 176},
	{"requests", []string{"request", "req"}, 3},
	{"policy", []string{"policy", "article", "cite"}, 0},
	{"honours", []string{"honour", "commendation", "commend"}, 0},
}

// uncounted are the files of the kernel that may name matters: what declares the list of them, and the steps that bring older files
// up to date, which name what those files hold and are never changed.
var uncounted = []string{"app/topics.go", "store/migrate.go", "store/migraterounds.go"}

// words are those that an identifier is made of, in small letters and without the s of several.
func words(name string) (list []string) {
	from := 0
	runes := []rune(name)
	for i := 1; i <= len(runes); i++ {
		if i == len(runes) || unicode.IsUpper(runes[i]) && !unicode.IsUpper(runes[i-1]) || runes[i] == '_' || runes[i] == '.' {
			list = append(list, singular(strings.ToLower(strings.Trim(string(runes[from:i]), "_."))))
			from = i
		}
	}
	return list
}

func singular(word string) string {
	if strings.HasSuffix(word, "ies") {
		return strings.TrimSuffix(word, "ies") + "y"
	}
	return strings.TrimSuffix(word, "s")
}

// uses counts the nouns of each matter in a file.
func uses(f *ast.File) map[string]int {
	count := map[string]int{}
	note := func(name string) {
		for _, m := range matters {
			if slices.ContainsFunc(words(name), func(w string) bool { return slices.Contains(m.nouns, w) }) {
				count[m.name]++
			}
		}
	}
	standard := map[string]bool{} // the names of imported packages are nobody's nouns: reflect
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		standard[path[strings.LastIndex(path, "/")+1:]] = !strings.HasPrefix(path, "zhibu/topic/")
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Ident:
			if !standard[x.Name] {
				note(x.Name)
			}
		case *ast.BasicLit:
			if s, err := strconv.Unquote(x.Value); x.Kind == token.STRING && err == nil && !strings.ContainsAny(s, " %:") {
				note(s)
			}
		}
		return true
	})
	return count
}

// TestKernelKnowsNoMatter counts the kernel's uses of matters. A ceiling follows a number that has fallen: it must not rise again.
func TestKernelKnowsNoMatter(t *testing.T) {
	list, err := sources(".")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, s := range list {
		room, _, _ := strings.Cut(s.path, "/")
		if !slices.Contains(kernel, room) || slices.Contains(uncounted, s.path) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), s.path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for name, n := range uses(f) {
			count[name] += n
		}
	}
	for _, m := range matters {
		t.Logf("%s: %d of %d", m.name, count[m.name], m.ceiling)
		if count[m.name] > m.ceiling {
			t.Errorf("%s: the kernel uses it %d times, which is more than %d: it has hooks for what it must know of a matter", m.name, count[m.name], m.ceiling)
		}
	}
}

// TestUses counts in a file of a few lines.
func TestUses(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", `package x
import "reflect"
// A birthday in a comment is no use.
var birthdays = map[string]int{"reflect": 1, "a birthday in a sentence": 2}
func showGreeting(x any) { _ = reflect.TypeOf(x); PushGreeting(birthdays) }
`, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	if got := uses(f)["birthday"]; got != 5 {
		t.Errorf("the matter is used %d times, want 5", got)
	}
}
