package store

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOneFileNamesTheEngine holds the package to its seam: rows, tables and the outbox know no engine, their tests included. Only
// engine.go names one, and only that one's own package imports what it is built on.
func TestOneFileNamesTheEngine(t *testing.T) {
	var named []string
	paths, err := filepath.Glob("*.go")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	for _, path := range append(paths, "engine/engine.go", "enginetest/enginetest.go") {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if strings.Contains(i.Path.Value, "bbolt") {
				t.Errorf("%s imports %s", path, i.Path.Value)
			}
			if i.Path.Value == `"zhibu/store/bolt"` {
				named = append(named, path)
			}
		}
	}
	if !slices.Equal(named, []string{"engine.go"}) {
		t.Errorf("an engine is named by %q", named)
	}
}
