// Package ask fills in forms. A form is a value: a name, a title, fields, and what is done at the end. A field is a value too:
// what is asked, how an answer is read, what is wrong with it, and how it is shown among all answers. One engine (Run) asks
// the fields one after the other, proposes what is known, lets each answer be changed, and keeps how far it has come in a
// chat.Filling, which outlives a restart. It knows no store and no clock.
package ask

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Wrong is an answer that cannot be taken: the sentence says what would be right.
type Wrong string

func (w Wrong) Error() string { return string(w) }

// Branch is what questions need to know of the branch that a form is filled in for.
type Branch interface {
	Today() branch.Date
	People() *branch.People
	Enterprises() []branch.Contact // in the order in which they are offered
}

// Context is what a question may depend on: the answers so far, and the branch.
type Context struct {
	chat.Answers
	Branch
}

// Option is one answer that can be pressed. Value is a code that never changes: an id, a day, or chat.Code of the label; never a place
// in a list.
type Option struct {
	Label string
	Value int64
}

// Field is one thing that a form asks for. Make it with a function of its kind (Text, Member, Day …) and refine it with the
// methods below, each of which returns the field.
type Field struct {
	Name, Question string

	label    string // among all answers; "": not shown there
	change   string // the label of the button that changes it; "": 改 and the label
	empty    string // the label of the button that answers with nothing
	columns  int
	most     int // characters of a text
	line     bool
	least    int // how many have to be picked
	several  bool
	optional bool
	offered  bool   // not asked: only by the button that changes it
	fixed    bool   // never changed by hand
	loose    bool   // also typed while all answers are shown
	rewrites bool   // typed once more it takes the place of what there was
	goesOn   bool   // more can be added to it
	anyway   bool   // asked although the answer is known
	rest     string // the label that goes on with the answer as it is
	unit     string // of what is picked, if it is counted
	adds     bool   // each text is added to what there is
	asFile   bool   // the text may come as a file
	picture  bool
	document bool
	direct   bool // changed by one press
	when     func(Context) bool
	known    func(Context) any
	asking   func(Context) string
	options  func(Context) []Option
	read     func(f Field, x Context, text string) (any, error) // nil: nothing is typed
	take     func(f Field, x Context, o Option) any
	show     func(f Field, x Context) string
	check    func(Context) error
	then     func(Context)
	more     func(Context) [][]chat.Button
}

// As names the field among all answers; what is not named is not shown there.
func (f Field) As(label string) Field { f.label = label; return f }

// Changed names the button that changes the answer.
func (f Field) Changed(label string) Field { f.change = label; return f }

// Optional lets the question be skipped.
func (f Field) Optional() Field { f.optional = true; return f }

// Offered does not ask for the field: a button under all answers does.
func (f Field) Offered() Field { f.offered, f.optional = true, true; return f }

// Fixed keeps the answer with which the form was begun.
func (f Field) Fixed() Field { f.fixed = true; return f }

// Loose takes the answer also when it is typed while all answers are shown.
func (f Field) Loose() Field { f.loose = true; return f }

// When asks only where ok holds of the answers before it.
func (f Field) When(ok func(Context) bool) Field { f.when = ok; return f }

// Known proposes what is known, so that it is not asked for. A nil value is not known.
func (f Field) Known(v func(Context) any) Field { f.known = v; return f }

// Proposed is Known for what is known at once.
func (f Field) Proposed(v any) Field { return f.Known(func(Context) any { return v }) }

// Asking makes the question of what was answered before.
func (f Field) Asking(q func(Context) string) Field { f.asking = q; return f }

// Offer makes the choices of what was answered before.
func (f Field) Offer(list func(Context) []Option) Field { f.options = list; return f }

// Reads reads what is typed in another way than others of its kind are read.
func (f Field) Reads(read func(text string) (any, error)) Field {
	f.read = func(_ Field, _ Context, text string) (any, error) { return read(text) }
	return f
}

// Shows says the answer in another way than others of its kind are said.
func (f Field) Shows(show func(Context) string) Field {
	f.show = func(_ Field, x Context) string { return show(x) }
	return f
}

// Check refuses an answer, which stands among the others already, with what would be right.
func (f Field) Check(wrong func(Context) error) Field { f.check = wrong; return f }

// Then changes other answers once this one is given.
func (f Field) Then(do func(Context)) Field { f.then = do; return f }

// Empty names a button that answers with nothing, for a question that is optional all the same.
func (f Field) Empty(label string) Field { f.empty, f.optional = label, true; return f }

// Anyway asks although an answer is known, which can be kept: the button that does so is called rest.
func (f Field) Anyway(rest string) Field { f.anyway, f.rest = true, rest; return f }

// Takes makes an answer of a choice in another way than others of its kind are made.
func (f Field) Takes(take func(Option) any) Field {
	f.take = func(_ Field, _ Context, o Option) any { return take(o) }
	return f
}

// Columns sets how many choices stand side by side.
func (f Field) Columns(n int) Field { f.columns = n; return f }

// More has further rows of buttons stand under the question.
func (f Field) More(rows func(Context) [][]chat.Button) Field { f.more = rows; return f }

// Label is what the field is called among all answers; "" if it is not shown there.
func (f Field) Label() string { return f.label }

// Required reports whether no form is complete without an answer.
func (f Field) Required() bool { return !f.optional && f.when == nil }

// Answer is the answer as it stands among all answers, "" for nothing.
func (f Field) Answer(x Context) string { return f.shown(x) }

func (f Field) applies(x Context) bool { return f.when == nil || f.when(x) }

func (f Field) offers(x Context) []Option {
	if f.options == nil {
		return nil
	}
	return f.options(x)
}

func (f Field) question(x Context) string {
	if f.asking != nil {
		return f.asking(x)
	}
	return f.Question
}

// shown is the answer as it stands among all answers, "" for nothing.
func (f Field) shown(x Context) string {
	if raw, ok := x.Answers[f.Name]; !ok || string(raw) == "null" {
		return ""
	}
	return f.show(f, x)
}

func (f Field) fixLabel(has bool) string {
	switch {
	case f.change != "":
		return f.change
	case f.offered && !has:
		return "记" + f.label
	}
	return "改" + f.label
}

// option returns the choice with a code.
func (f Field) option(x Context, value int64) (Option, bool) {
	for _, o := range f.offers(x) {
		if o.Value == value {
			return o, true
		}
	}
	return Option{}, false
}

// pressOrName reads a text as the name of one of the choices.
func pressOrName(f Field, x Context, text string) (any, error) {
	all := f.offers(x)
	switch found := Filter(all, text, label); {
	case len(all) == 0:
		return nil, Wrong(cards.PickOne)
	case len(found) == 1:
		return f.take(f, x, found[0]), nil
	case len(found) == 0 && len(all) > fewChoices:
		return nil, Wrong(fmt.Sprintf(cards.PickOrName, clip(text)))
	case len(found) == 0:
		return nil, Wrong(cards.PickOne)
	}
	return nil, ambiguous{text}
}

// fewChoices is how many choices are seen at once: among more, one looks by name.
const fewChoices = 8

// ambiguous is returned for a text that names several choices: they are shown.
type ambiguous struct{ query string }

func (ambiguous) Error() string { return cards.PickOne }

func label(o Option) string { return o.Label }

// clip returns so much of a query as an answer repeats.
func clip(text string) string {
	if r := []rune(text); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return text
}
