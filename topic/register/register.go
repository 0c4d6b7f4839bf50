// Package register is the dated records of a branch that only lie there: 表彰 is one kind of them. A kind is a value (Kind), and
// one engine lists, asks, corrects, withdraws, finds and writes out the entries of all kinds.
package register

import (
	"cmp"
	"slices"
	"time"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic"
)

// Kinds are the kinds there are. They are part of the program, never something that its users make.
var Kinds = []Kind{Honours}

// Kind is one kind of dated record.
type Kind struct {
	Name   string // of its rows and its form in the store; it never changes
	Prefix string // of the actions of its buttons, which never change; "": the name
	Title  string // what its list is called
	Short  string // on the button that leads to it; "": the title
	About  string // a sentence under the title
	Room   string // of home, in which its button stands
	Rank   int    // of that button in the room

	See   branch.Right // who may see it
	Enter branch.Right // who may log it
	// Correct is who may correct and withdraw an entry at any time; who has logged it may for so many days, the last one included.
	// At least one of the two has to be said.
	Correct branch.Right
	Days    int
	// Secret keeps it from everybody who may not see it: no report, no ledger, no enterprise's card shows it, and whom an entry is
	// about is not told that there is one.
	Secret bool

	// Fields are what is asked; one of them is the day (DayField). People returns whom an entry is about: NamedIn, or Nobody.
	Fields []ask.Field
	People func(x ask.Context) ([]branch.MemberID, error)
	Head   func(x ask.Context) []chat.Span // over each question; nil: the title
	Filled func(x ask.Context) []chat.Span // all answers; nil: a line for each

	// Line is an entry in one line; Label, on its button in the list, nil: the line.
	Line  func(e Entry) string
	Label func(e Entry) string
	// Order names the fields in the order in which an entry's card shows them, the first as its title; nil: as they are asked.
	Order []string
	// Settle names the field that says what came of it, and Outcomes what it may say, the first that it is open still: one press
	// enters it. "": nothing comes of it.
	Settle   string
	Outcomes []string
	// Like reports whether another entry stands beside one on its card, under LikeTitle. nil: none does.
	Like                 func(e, other Entry) bool
	LikeTitle, LikeShort string

	// Firm is the field that says of which enterprise it is; the enterprise's card shows the latest. nil: of none.
	Firm *AtFirm
	// Sheet is what its sheet is called, or NoSheet; SheetTitle, what stands over it, "": the same. Columns are its columns; nil: one
	// for each field that has a label.
	Sheet, SheetTitle string
	Columns           []Column
	Ledger            bool // whether it also stands in the year's ledger of the contact points

	Report func(e Entry) string // what a group's quarterly report and the year's evidence say of it, "" for nothing; nil: it is no evidence
	Held   string               // what it is called to a member who asks what is stored about him or her
	Erase  Erasing              // what becomes of an entry when whom it is about has everything erased
}

// AtFirm is what a kind adds to an enterprise's card.
type AtFirm struct {
	Field  string // holds the enterprise's number: the form is begun with it
	Label  string // of the lines
	Button string
	Line   func(e Entry) string
}

// Column is one column of a sheet.
type Column struct {
	Field, Head string
	Width       float64 // as a spreadsheet counts it: about half a Chinese character
}

// NoSheet says that a kind is never put on a sheet.
const NoSheet = "-"

// Erasing says what becomes of entries about somebody who has everything erased that is not of the branch's own records.
type Erasing uint8

// What may become of them.
const (
	undecided Erasing = iota
	Stays             // they are the branch's own records
	Goes              // those go that are about nobody else
)

// Nobody is the People of a kind whose entries are about no member.
func Nobody(ask.Context) ([]branch.MemberID, error) { return nil, nil }

// NamedIn is the People of a kind whose entries are about the members that some fields pick (ask.Member, ask.Members).
func NamedIn(fields ...string) func(ask.Context) ([]branch.MemberID, error) {
	return func(x ask.Context) (list []branch.MemberID, _ error) {
		for _, f := range fields {
			if m := chat.Get[branch.MemberID](x.Answers, f); m != 0 {
				list = append(list, m)
			}
			list = append(list, chat.Get[[]branch.MemberID](x.Answers, f)...)
		}
		return list, nil
	}
}

// Undecided returns what has not been said of a kind, a line each: it is not fit to be used.
func (k Kind) Undecided() (list []string) {
	for _, x := range []struct {
		missing bool
		what    string
	}{
		{k.Name == "" || k.Title == "" || k.Room == "", "what it is called, and where it stands"},
		{k.See == branch.Right{} || k.Enter == branch.Right{}, "who may see it, and who may enter it"},
		{k.Correct == branch.Right{} && k.Days == 0, "who may correct it, and for how many days"},
		{!slices.ContainsFunc(k.Fields, func(f ask.Field) bool { return f.Name == DayField }), "when it was: a field called day"},
		{k.People == nil, "whom it is about"},
		{k.Line == nil, "how it reads in one line"},
		{k.Settle != "" && len(k.Outcomes) < 2, "what may come of it"},
		{k.Sheet == "", "its sheet, or that it has none"},
		{k.Held == "", "what it is called to whom it is about"},
		{k.Erase == undecided, "what becomes of it when somebody has everything erased"},
		{k.Secret && (k.Ledger || k.Report != nil || k.Firm != nil), "whether it is secret: a report, the ledger or an enterprise's card shows it"},
	} {
		if x.missing {
			list = append(list, x.what)
		}
	}
	return list
}

// Topic is the matter, with all kinds. It panics if something of one is undecided: what nobody has thought of must not go out.
func Topic() topic.Topic { return of(Kinds) }

func of(kinds []Kind) topic.Topic {
	t := topic.Topic{Files: map[string]topic.File{}, Bot: bot.Matter{Routes: map[string]bot.Route{}, Forms: map[string]bot.Form{}}}
	kinds = slices.Clone(kinds)
	for i, k := range kinds {
		if list := k.Undecided(); len(list) > 0 {
			panic("register: " + k.Name + ": it is undecided " + list[0])
		}
		k.Prefix, k.Short, k.SheetTitle = cmp.Or(k.Prefix, k.Name), cmp.Or(k.Short, k.Title), cmp.Or(k.SheetTitle, k.Sheet)
		kinds[i] = k
		for action, r := range k.routes() {
			if _, taken := t.Bot.Routes[action]; taken {
				panic("register: two kinds bring " + action)
			}
			t.Bot.Routes[action] = r
		}
		t.Bot.Forms[k.Name], t.Bot.Forms[k.Name+".find"] = k.form, k.finder
		if k.Sheet != NoSheet {
			t.Files[k.document()] = topic.File{May: k.mayFile, Write: k.write}
		}
		t.Office.Holdings = append(t.Office.Holdings, k.holding())
		if k.Firm != nil {
			if t.Office.Firm != nil {
				panic("register: two kinds stand on an enterprise's card")
			}
			t.Office.Firm = k.firmPart
		}
	}
	t.Office.Ways = func(_ *office.Office, _ *store.Tx, me branch.Member, _ time.Time) (list []cards.Way) {
		for _, k := range kinds {
			if me.May(k.See) {
				list = append(list, cards.Way{Room: k.Room, Rank: k.Rank, Button: cards.Button(k.Short, k.act(""), int64(me.Branch), 0)})
			}
		}
		return list
	}
	t.Office.Sheets = func(tx *store.Tx, b branch.Branch, year int, _ branch.Date) []branch.Sheet {
		return sheets(kinds, tx, b, year)
	}
	t.Office.Evidence = func(tx *store.Tx, q office.Evidence) []string { return evidence(kinds, tx, q) }
	t.Office.Erase = func(tx *store.Tx, me branch.Member) { erase(kinds, tx, me) }
	return t
}

// act is the action of a button of the kind.
func (k Kind) act(what string) string {
	if what == "" {
		return k.Prefix
	}
	return k.Prefix + "." + what
}

// field returns what a kind asks under a name.
func (k Kind) field(name string) (f ask.Field) {
	if i := slices.IndexFunc(k.Fields, func(f ask.Field) bool { return f.Name == name }); i >= 0 {
		f = k.Fields[i]
	}
	return f
}

// routes are the buttons of a kind. Who may correct an entry hangs on who has logged it and when: the deeds judge that.
func (k Kind) routes() map[string]bot.Route {
	list := map[string]bot.Route{
		k.act(""):     bot.InBranch(2, k.list).OnHome().For(k.See),
		k.act("see"):  bot.InBranch(2, k.see).OnHome().For(k.See),
		k.act("new"):  bot.InBranch(2, k.begin).OnHome().For(k.Enter),
		k.act("fix"):  bot.InBranch(2, k.correct).OnHome().For(k.Enter),
		k.act("no"):   bot.InBranch(2, k.askWithdraw).OnHome().For(k.Enter),
		k.act("nok"):  bot.InBranch(2, k.withdraw).OnHome().For(k.Enter),
		k.act("find"): bot.InBranch(1, k.find).OnHome().For(k.See),
	}
	if k.Settle != "" {
		list[k.act("set")] = bot.InBranch(3, k.settle).OnHome().For(k.Enter)
	}
	if k.Sheet != NoSheet {
		list[k.act("file")] = bot.InBranch(1, k.file).OnHome().For(k.Enter)
	}
	return list
}
