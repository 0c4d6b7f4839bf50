package register

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhibu/bot/ask"
	"zhibu/branch"
)

// TestKindsAreDecided: nothing of a kind is left open. A kind that is added fails here until somebody has thought of who may see it,
// of its line, of its sheet, and of what becomes of it when somebody has everything erased.
func TestKindsAreDecided(t *testing.T) {
	names := map[string]bool{}
	for _, k := range Kinds {
		if list := k.Undecided(); len(list) > 0 {
			t.Errorf("%s: undecided is %s", k.Name, strings.Join(list, "; "))
		}
		if names[k.Name] {
			t.Errorf("two kinds are called %s", k.Name)
		}
		names[k.Name] = true
		for _, name := range slices.Concat(k.Order, []string{k.Settle}) {
			if f := k.field(name); name != "" && f.Label() == "" {
				t.Errorf("%s: its card shows %q, which no field with a label is", k.Name, name)
			}
		}
		for _, c := range k.columns() {
			if k.field(c.Field).Name == "" {
				t.Errorf("%s: its sheet shows %q, which no field is", k.Name, c.Field)
			}
		}
	}
}

// TestUndecided takes each decision away from a kind: it is missed, and such a kind does not get into the program.
func TestUndecided(t *testing.T) {
	for missed, change := range map[string]func(*Kind){
		"what it is called":         func(k *Kind) { k.Name = "" },
		"who may see it":            func(k *Kind) { k.See = branch.Right{} },
		"who may enter it":          func(k *Kind) { k.Enter = branch.Right{} },
		"who may correct it":        func(k *Kind) { k.Days = 0 },
		"when it was":               func(k *Kind) { k.Fields = k.Fields[:2] },
		"whom it is about":          func(k *Kind) { k.People = nil },
		"how it reads":              func(k *Kind) { k.Line = nil },
		"what may come of it":       func(k *Kind) { k.Settle = "what" },
		"its sheet":                 func(k *Kind) { k.Sheet = "" },
		"what it is called to whom": func(k *Kind) { k.Held = "" },
		"what becomes of it":        func(k *Kind) { k.Erase = undecided },
		"whether it is secret":      func(k *Kind) { k.Ledger = true },
		"a report, the ledger":      func(k *Kind) { k.Report = k.Line },
		"an enterprise's card":      func(k *Kind) { k.Firm = &AtFirm{} },
	} {
		t.Run(missed, func(t *testing.T) {
			k := care
			change(&k)
			if list := k.Undecided(); len(list) != 1 || !strings.Contains(list[0], missed) {
				t.Errorf("undecided is %q", list)
			}
			defer func() {
				if recover() == nil {
					t.Error("it got into the program")
				}
			}()
			of([]Kind{Honours, k})
		})
	}
	if list := (Kind{}).Undecided(); len(list) != 9 {
		t.Errorf("of a kind of which nothing is said, undecided is %q", list)
	}
}

// TestNoKindLikeAnother: two kinds whose buttons would be one are a fault of the program.
func TestNoKindLikeAnother(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two kinds were taken")
		}
	}()
	k := care
	k.Prefix = "hon"
	of([]Kind{Honours, k})
}

// TestNamedIn reads whom an entry is about out of fields for one member and for several.
func TestNamedIn(t *testing.T) {
	x := ask.Context{Answers: answers("who", 3, "with", []int{4, 5}, "note", "六")}
	if list, err := NamedIn("who", "with", "note", "none")(x); err != nil || fmt.Sprint(list) != "[3 4 5]" {
		t.Errorf("about %v, %v", list, err)
	}
	if list, err := Nobody(x); err != nil || len(list) > 0 {
		t.Errorf("about %v, %v", list, err)
	}
}
