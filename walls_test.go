package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// walls is which rooms each room may import; docs/architecture.md says why. A room that is missing here fails the test.
var walls = map[string][]string{
	"branch":    {},
	"chat":      {},
	"vault":     {},
	"pinyin":    {},
	"ops":       {},
	"demo":      {},
	"sandbox":   {},
	"store":     {"branch", "chat"},
	"cards":     {"branch", "chat"},
	"files":     {"branch"},
	"courier":   {"chat", "store"},
	"telegram":  {"chat"},
	"office":    {"branch", "chat", "store", "cards", "vault"},
	"bot":       {"branch", "chat", "store", "cards", "office", "files", "pinyin"},
	"scheduler": {"branch", "store", "office"},
	"bench":     {"sandbox"}, // measures; nothing imports it
}

// standardOnly are the rooms that import nothing from outside the standard library (and the rooms above).
var standardOnly = []string{"branch", "chat", "vault", "demo", "sandbox", "cards", "office", "courier"}

// TestWalls holds the rooms to the imports that docs/architecture.md allows them.
func TestWalls(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		path, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		room, below, _ := strings.Cut(strings.TrimPrefix(path, "zhibu/"), "/")
		if path == "zhibu" || below != "" { // main wires everything; a folder in a room is its tool
			continue
		}
		allowed, known := walls[room]
		if !known {
			t.Errorf("%s is a room without walls", room)
		}
		for imported := range strings.FieldsSeq(imports) {
			own, isOwn := strings.CutPrefix(imported, "zhibu/")
			if isOwn && !slices.Contains(allowed, own) {
				t.Errorf("%s may not import %s", room, own)
			}
			if first, _, _ := strings.Cut(imported, "/"); !isOwn && strings.Contains(first, ".") && slices.Contains(standardOnly, room) {
				t.Errorf("%s may not import %s", room, imported)
			}
		}
	}
}
