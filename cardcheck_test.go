package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"
)

// wordless are the rooms whose cards are made elsewhere: by cards/, and by a matter's words.
var wordless = []string{"office", "scheduler", "app", "topic"}

// shows are the functions that put a card into a chat. A matter's talk has those of bot.Call in their place, which know where the
// answer stands.
var shows = []string{"Show", "ShowBelow", "Reply", "ReplyEdit", "Announce", "Redraw", "RedrawFor"}

// cardFaults returns where a file makes or shows a card against docs/decisions.md ("One way to make a card"): words make it, talk
// answers with it in the conversation that it is in, and whatever is shown anywhere else a deed shows.
func cardFaults(path string, f *ast.File, at func(token.Pos) int) (faults []string) {
	room, _, _ := strings.Cut(path, "/")
	talk := room == "topic" && strings.HasSuffix(path, "_talk.go")
	ast.Inspect(f, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CompositeLit: // an empty one is no card
			if isSelector(x.Type, "chat", "Card") && len(x.Elts) > 0 && slices.Contains(wordless, room) && !strings.HasSuffix(path, "_words.go") {
				faults = append(faults, fmt.Sprintf("%s:%d makes a card: cards/ and files of words do", path, at(x.Pos())))
			}
		case *ast.CallExpr:
			if s, is := x.Fun.(*ast.SelectorExpr); is && talk && slices.Contains(shows, s.Sel.Name) && !isCall(s.X) && (len(x.Args) == 0 || !isCall(x.Args[0])) {
				faults = append(faults, fmt.Sprintf("%s:%d shows a card: talk answers through its Call", path, at(x.Pos())))
			}
		}
		return true
	})
	return faults
}

func isSelector(e ast.Expr, of, name string) bool {
	s, is := e.(*ast.SelectorExpr)
	if !is || s.Sel.Name != name {
		return false
	}
	x, is := s.X.(*ast.Ident)
	return is && x.Name == of
}

// isCall reports whether an expression is what a matter's talk calls its bot.Call.
func isCall(e ast.Expr) bool {
	x, is := e.(*ast.Ident)
	return is && x.Name == "c"
}

// TestCards holds every file to the one way to make a card and to show it.
func TestCards(t *testing.T) {
	list, err := sources(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, s.path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range cardFaults(s.path, f, func(p token.Pos) int { return fset.Position(p).Line }) {
			t.Error(fault)
		}
	}
}

// TestCardsHold shows each of these walls to stop what it is there for.
func TestCardsHold(t *testing.T) {
	for _, c := range []struct {
		what, path, code string
		holds            bool
	}{
		{"a deed makes a card", "topic/birthday/greeting_deeds.go", `chat.Card{Key: "x"}`, true},
		{"the kernel's deeds make one", "office/bind.go", `[]any{chat.Card{Key: "x"}}`, true},
		{"no card is no card", "office/bind.go", `chat.Card{}`, false},
		{"words make a card", "topic/birthday/greeting_words.go", `chat.Card{Key: "x"}`, false},
		{"cards makes cards", "cards/home.go", `chat.Card{Key: "x"}`, false},
		{"talk answers", "topic/birthday/greeting_talk.go", `c.Show(card)`, false},
		{"another matter's talk answers", "topic/policy/policy_talk.go", `requests.Show(c, id)`, false},
		{"talk shows by itself", "topic/birthday/greeting_talk.go", `c.Tx().Show(to, card)`, true},
		{"talk replies by itself", "topic/birthday/greeting_talk.go", `c.Tx().Reply(r)`, true},
		{"talk announces", "topic/birthday/greeting_talk.go", `c.Office().Announce(tx, b, card, until)`, true},
		{"talk shows in another chat", "topic/birthday/greeting_talk.go", `office.Show(tx, to, card, true)`, true},
		{"a deed shows", "topic/birthday/greeting_deeds.go", `tx.Show(to, card)`, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, c.path, "package x\nfunc x() { _ = "+c.code+" }\n", 0)
			if err != nil {
				t.Fatal(err)
			}
			if faults := cardFaults(c.path, f, func(p token.Pos) int { return fset.Position(p).Line }); (len(faults) > 0) != c.holds {
				t.Errorf("%s in %s: %q", c.code, c.path, faults)
			}
		})
	}
}

// TestOnePager: one place turns pages, so that no card counts them otherwise or forgets a page that is not there.
func TestOnePager(t *testing.T) {
	list, err := sources(".")
	if err != nil {
		t.Fatal(err)
	}
	var at []string
	for _, s := range list {
		if text, err := os.ReadFile(s.path); err != nil || strings.Contains(string(text), `"上一页"`) {
			at = append(at, s.path)
		}
	}
	if !slices.Equal(at, []string{"cards/pages.go"}) {
		t.Errorf("pages are turned in %q", at)
	}
}
