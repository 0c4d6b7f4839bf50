package main

import (
	"encoding/json"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// block is a Go file in docs/adding-a-matter.md: its path on a line of its own, then the code.
var block = regexp.MustCompile("(?ms)^`([a-z0-9_/]+\\.go)`:\n\n```go\n(.*?)^```$")

// TestAddingAMatter builds the code of docs/adding-a-matter.md as if it stood where it says, and holds it to the walls.
func TestAddingAMatter(t *testing.T) {
	raw, err := os.ReadFile("docs/adding-a-matter.md")
	if err != nil {
		t.Fatal(err)
	}
	text, folder := string(raw), t.TempDir()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	var rooms []string
	all := block.FindAllStringSubmatch(text, -1)
	for _, b := range all {
		name, code := b[1], []byte(b[2])
		if tidy, err := format.Source(code); err != nil || string(tidy) != string(code) {
			t.Errorf("%s is not as gofmt writes it: %v", name, err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, code, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		s := source{path: name}
		for _, i := range f.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		for _, fault := range walls.breach(s) {
			t.Error(fault)
		}
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is there already: the walk is to add something", name)
		}
		at := filepath.Join(folder, strings.ReplaceAll(name, "/", "-"))
		if err := os.WriteFile(at, code, 0o644); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[filepath.Join(root, filepath.FromSlash(name))] = at
		if room := "./" + path.Dir(name); !slices.Contains(rooms, room) {
			rooms = append(rooms, room)
		}
	}
	if fences := strings.Count(text, "```go"); fences != len(all) || len(rooms) != 2 {
		t.Errorf("of %d pieces of code %d say where they stand, in %q", fences, len(all), rooms)
	}
	list, _ := json.Marshal(overlay)
	file := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(file, list, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", append([]string{"build", "-overlay", file}, rooms...)...).CombinedOutput(); err != nil {
		t.Errorf("the code of docs/adding-a-matter.md does not build: %v\n%s", err, out)
	}
}
