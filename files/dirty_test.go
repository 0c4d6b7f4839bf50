package files

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
)

// base is the branch with which the dirty rosters are compared: the one of testdata/rosters/base.csv.
func base(t testing.TB) branch.Known {
	t.Helper()
	f, faults := branch.Establish(mustRead(t, readFile(t, "testdata/rosters/base.csv")), "", branch.On(2026, 6, 1))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	f.SetID(1)
	return branch.Known{Branch: f.Branch, Members: f.Members, Groups: f.Groups, Contacts: f.Contacts}
}

// described returns all that comes of a file: its refusal or its faults, or what it would change in the base.
func described(t testing.TB, k branch.Known, name string, data []byte) string {
	r, _, err := ReadRoster(name, data)
	if err != nil {
		return "refused: " + err.Error() + "\n"
	}
	var b strings.Builder
	tell := func(faults []branch.Fault) string {
		for _, f := range faults {
			fmt.Fprintln(&b, "fault:", f)
		}
		return b.String()
	}
	d, faults := branch.Compare(k, r, nil, branch.On(2026, 6, 1))
	if len(faults) > 0 {
		return tell(faults)
	}
	v := cards.ImportView{Difference: d, GroupNames: map[branch.GroupID]string{}}
	for _, g := range k.Groups {
		v.GroupNames[g.ID] = g.Name
	}
	fmt.Fprintf(&b, "%s: %d people, %d enterprises\n", r.Branch, len(r.People), len(r.Contacts))
	for _, l := range v.Lines() {
		fmt.Fprintln(&b, l)
	}
	for _, f := range d.Unread {
		fmt.Fprintln(&b, "unread:", f)
	}
	for _, f := range d.Doubts {
		fmt.Fprintln(&b, "doubt:", f)
	}
	return b.String()
}

// TestDirtyRosters reads the files of testdata/rosters, most of them written by real programs (see the README there),
// and compares what comes of them with what is expected to the letter.
func TestDirtyRosters(t *testing.T) {
	k := base(t)
	all, err := filepath.Glob("testdata/rosters/*.*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range all {
		if strings.HasSuffix(path, ".md") || strings.HasSuffix(path, ".golden") {
			continue
		}
		n++
		got := described(t, k, filepath.Base(path), readFile(t, path))
		if *update {
			if err := os.WriteFile(path+".golden", []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want := string(readFile(t, path+".golden")); got != want {
			t.Errorf("%s\ngot\n%swant\n%s", path, got, want)
		}
	}
	if n < 25 {
		t.Errorf("only %d files", n)
	}
}
