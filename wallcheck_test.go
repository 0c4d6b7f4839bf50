package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is a Go file of the module as the walls see it: where it stands and what it imports.
type source struct {
	path    string   // from the root of the module, with slashes
	imports []string // as they are written
}

// sources returns every Go file of the module below root but its tests, for all systems alike. Folders named testdata and modules
// of their own are passed over.
func sources(root string) (list []source, err error) {
	err = filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			_, own := os.Stat(filepath.Join(name, "go.mod"))
			if name != root && (own == nil || e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		at, err := filepath.Rel(root, name)
		s := source{path: filepath.ToSlash(at)}
		for _, i := range f.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		list = append(list, s)
		return err
	})
	return list, err
}

// breach returns what a file imports across a wall, as a sentence each.
func (w house) breach(s source) (faults []string) {
	room, allowed, known := w.allowed(s.path)
	if !known {
		return []string{s.path + ": a file without walls"}
	}
	for _, i := range s.imports {
		own, isOwn := strings.CutPrefix(i, "zhibu/")
		first, _, _ := strings.Cut(i, "/")
		switch {
		case s.path == w.list && strings.HasPrefix(own, "topic/"):
		case isOwn && !slices.Contains(allowed, own) && !slices.Contains(allowed, "*"),
			!isOwn && strings.Contains(first, ".") && slices.Contains(w.standardOnly, room):
			faults = append(faults, fmt.Sprintf("%s may not import %s", s.path, i))
		}
	}
	return faults
}

// allowed returns the room that a file stands in and the rooms that it may import; known is false if no wall says so. What lies in
// a folder of a room stands within the walls of that room, and may import it.
func (w house) allowed(file string) (room string, rooms []string, known bool) {
	folder := path.Dir(file)
	if matter, is := strings.CutPrefix(folder, "topic/"); is {
		rooms, known = w.ofMatter(matter, path.Base(file))
		return "topic", rooms, known
	}
	for room = folder; ; room = path.Dir(room) {
		if rooms, known = w.rooms[room]; known {
			return room, append([]string{room}, rooms...), true
		}
		if !strings.Contains(room, "/") {
			return "", nil, false
		}
	}
}

// ofMatter returns what a file of a matter may import: by its layer, the word after the last _ of its name. The file that is named
// like the matter holds its value, and sees all that any layer may see.
func (w house) ofMatter(matter, name string) (rooms []string, known bool) {
	name = strings.TrimSuffix(name, ".go")
	layer := name[strings.LastIndex(name, "_")+1:]
	if name == matter {
		layer = "value"
	}
	rooms, known = w.layers[layer]
	if layer != "rules" {
		for _, other := range w.between[matter] {
			rooms = append(slices.Clone(rooms), "topic/"+other)
		}
	}
	return rooms, known
}

// TestWalls holds every file to the imports that docs/architecture.md allows it.
func TestWalls(t *testing.T) {
	list, err := sources(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 200 {
		t.Errorf("only %d files were found", len(list))
	}
	for _, s := range list {
		for _, fault := range walls.breach(s) {
			t.Error(fault)
		}
	}
}

// TestWallsHold shows each kind of wall to stop what it is there for.
func TestWallsHold(t *testing.T) {
	for _, c := range []struct {
		what, path, imports string
		holds               bool
	}{
		{"a room imports one above it", "branch/date.go", "zhibu/store", true},
		{"a room imports one below it", "store/rows.go", "zhibu/branch", false},
		{"a folder of a room imports what the room may not", "files/picture/font/read.go", "zhibu/store", true},
		{"a folder of a room imports the room", "sandbox/page/page.go", "zhibu/sandbox", false},
		{"a room imports a folder of another", "office/office.go", "zhibu/files/picture/font", true},
		{"a room of the standard library imports another module", "branch/date.go", "github.com/robfig/cron/v3", true},
		{"a folder of such a room does", "sandbox/page/page.go", "golang.org/x/text", true},
		{"a folder with walls of its own", "demo/roster/make/main.go", "github.com/xuri/excelize/v2", false},
		{"the store does not know what its engine is built on", "store/tx.go", "go.etcd.io/bbolt", true},
		{"the engine does", "store/bolt/bolt.go", "go.etcd.io/bbolt", false},
		{"an engine knows no rows", "store/bolt/bolt.go", "zhibu/store", true},
		{"a room that nobody has drawn", "attic/attic.go", "fmt", true},
		{"a folder of topic that is no matter's file", "topic/birthday/greeting.go", "fmt", true},
		{"the list knows every matter", "app/topics.go", "zhibu/topic/another", false},
		{"nothing else of app knows a matter", "app/serve.go", "zhibu/topic/another", true},
		{"rules know branch", "topic/birthday/greeting_rules.go", "zhibu/branch", false},
		{"rules know no words", "topic/birthday/greeting_rules.go", "zhibu/cards", true},
		{"rules know the standard library only", "topic/birthday/greeting_rules.go", "golang.org/x/text", true},
		{"words know cards", "topic/birthday/greeting_words.go", "zhibu/cards", false},
		{"words write nothing", "topic/birthday/greeting_words.go", "zhibu/store", true},
		{"deeds know the store", "topic/birthday/greeting_deeds.go", "zhibu/store", false},
		{"deeds do not see who talks", "topic/birthday/greeting_deeds.go", "zhibu/bot", true},
		{"pictures know files", "topic/birthday/greeting_files.go", "zhibu/files", false},
		{"pictures do not see who talks", "topic/birthday/greeting_files.go", "zhibu/bot", true},
		{"talk sees bot", "topic/birthday/greeting_talk.go", "zhibu/bot", false},
		{"talk does not see the clock", "topic/birthday/greeting_talk.go", "zhibu/scheduler", true},
		{"the value sees all layers' rooms", "topic/birthday/birthday.go", "zhibu/topic", false},
		{"the value does not see the App", "topic/birthday/birthday.go", "zhibu/app", true},
		{"a matter imports another", "topic/birthday/greeting_deeds.go", "zhibu/topic/points", true},
		{"points know requests", "topic/points/visit_deeds.go", "zhibu/topic/requests", false},
		{"requests do not know points", "topic/requests/request_deeds.go", "zhibu/topic/points", true},
		{"the kernel imports a matter", "office/office.go", "zhibu/topic/birthday", true},
		{"the kernel imports the list of hooks", "bot/bot.go", "zhibu/topic", true},
	} {
		t.Run(c.what, func(t *testing.T) {
			if faults := walls.breach(source{c.path, []string{c.imports}}); (len(faults) > 0) != c.holds {
				t.Errorf("%s importing %s: %q", c.path, c.imports, faults)
			}
		})
	}
}
