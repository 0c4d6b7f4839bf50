package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// The longest functions: what is longer is split by what its parts are called, into helpers or sub-tests. // lines
const (
	longestFunc = 100 // of the program
	longestTest = 150 // of a test: it tells a story, and tells it in order
)

// length is how many lines a function has, less those of the tables in it: a list of cases is read a line at a time.
func length(fset *token.FileSet, f *ast.FuncDecl) int {
	lines := func(n ast.Node) int { return fset.Position(n.End()).Line - fset.Position(n.Pos()).Line }
	n := lines(f) + 1
	ast.Inspect(f, func(x ast.Node) bool {
		if table, is := x.(*ast.CompositeLit); is {
			switch table.Type.(type) {
			case *ast.ArrayType, *ast.MapType:
				n -= lines(table)
				return false
			}
		}
		return true
	})
	return n
}

// TestFunctionsAreShort holds every function to the longest that there may be. The figures follow what is: they must not rise again.
func TestFunctionsAreShort(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() && path != "." && (e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".")) {
			return fs.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		files++
		most := longestFunc
		if strings.HasSuffix(path, "_test.go") {
			most = longestTest
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Body != nil {
				if n := length(fset, f); n > most {
					t.Errorf("%s: %s has %d lines, and may have %d", path, f.Name.Name, n, most)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 400 {
		t.Errorf("only %d files were found", files)
	}
}

// TestLength measures a function of a few lines.
func TestLength(t *testing.T) {
	code := func(table string) string {
		return "package x\nfunc x() {\n\tfor _, c := range " + table + " {\n\t\t_ = c\n\t}\n}\n"
	}
	for _, c := range []struct {
		name, code string
		is         int
	}{
		{"a table on its lines", code("[]int{\n1,\n2,\n}"), 5},
		{"a table of tables", code("map[string][]int{\n\"a\": {\n1,\n},\n}"), 5},
		{"a value is no table", code("struct{ a int }{\n1,\n}"), 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, "x.go", c.code, 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := length(fset, f.Decls[0].(*ast.FuncDecl)); got != c.is {
				t.Errorf("%d lines, want %d: %s", got, c.is, fmt.Sprintf("%q", c.code))
			}
		})
	}
}
