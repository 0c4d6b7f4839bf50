package ask

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"zhibu/cards"
	"zhibu/chat"
)

// Run is a form that is being filled in. Its methods change the Filling; a refusal may leave it half changed, and is not to be
// stored.
type Run struct {
	Form
	*chat.Filling
	Number int64 // of the form that was begun: buttons of an earlier one do not work on it
	Page   int   // of the choices shown
}

// Old refuses what is about another state of the form.
var Old = Wrong(cards.OldForm)

func (r *Run) x() Context { return Context{r.Answers, r.Branch} }

// Begin starts a form with what is known.
func Begin(f Form, number int64, filling *chat.Filling, known chat.Answers) *Run {
	*filling = chat.Filling{Answers: known}
	r := Resume(f, number, filling)
	r.next()
	return r
}

// Resume goes on with a form.
func Resume(f Form, number int64, filling *chat.Filling) *Run {
	if filling.Answers == nil {
		filling.Answers = chat.Answers{}
	}
	return &Run{Form: f, Number: number, Filling: filling}
}

// next asks the first field without an answer, or has all answers shown.
func (r *Run) next() {
	r.Fixing, r.Query, r.Adding, r.Page = false, "", false, 0
	for _, f := range r.Fields {
		if !f.applies(r.x()) {
			r.forget(f.Name)
			continue
		}
		if !r.Answers.Has(f.Name) && f.known != nil {
			if v := f.known(r.x()); v != nil {
				r.Answers.Put(f.Name, v)
			}
		}
		if wanted := !r.Answers.Has(f.Name) || f.anyway && !slices.Contains(r.Given, f.Name); wanted && !f.offered && !f.fixed {
			r.Asked = f.Name
			return
		}
	}
	r.Asked = ""
}

func (r *Run) forget(field string) {
	delete(r.Answers, field)
	r.Given = slices.DeleteFunc(r.Given, func(name string) bool { return name == field })
	r.Files = slices.DeleteFunc(r.Files, func(name string) bool { return name == field })
}

// answer takes an answer, unless it is wrong.
func (r *Run) answer(f Field, v any) error {
	r.Answers.Put(f.Name, v)
	if f.check != nil && !f.adds && v != nil {
		if err := f.check(r.x()); err != nil {
			return err
		}
	}
	r.Gave(f.Name)
	if f.then != nil {
		f.then(r.x())
	}
	if f.adds && v != nil {
		return nil
	}
	r.next()
	return nil
}

// Typed takes a text.
func (r *Run) Typed(text string, sent Sent) error {
	if Follows(*r.Filling, sent) {
		return r.join(text, sent)
	}
	r.Long = nil
	into, was := r.Asked, r.Answers[r.Asked]
	if err := r.typed(text); err != nil {
		return err
	}
	if Long(text) && into != "" {
		r.Long = &chat.Long{Field: into, Was: was, At: sent.At, Message: sent.Message, Whole: units(text) >= longest, Added: r.adds(into)}
	}
	return nil
}

// adds reports whether each text is added to those that a field has.
func (r *Run) adds(field string) bool { f, _ := r.field(field); return f.adds }

func (r *Run) typed(text string) error {
	if r.Asked == "" {
		return r.typedLoose(text)
	}
	f, ok := r.field(r.Asked)
	if !ok || f.read == nil {
		return Old
	}
	if was := chat.Get[string](r.Answers, f.Name); was != "" && (f.adds || r.Adding) {
		text = was + "\n" + text
	}
	if f.several && f.empty != "" && slices.Contains([]string{f.empty, "无", "没有"}, strings.Trim(text, "。 ")) {
		return r.answer(f, nil)
	}
	v, err := f.read(f, r.x(), text)
	if several := strings.FieldsFunc(text, parts); err != nil && f.several && len(several) > 1 {
		return r.typedTogether(f, several)
	}
	if many := (ambiguous{}); errors.As(err, &many) {
		r.Query = many.query
		return nil
	}
	if err != nil {
		return err
	}
	if f.several && f.options != nil {
		r.picked(f, v.(int64), true)
		r.Query = ""
		return nil
	}
	return r.answer(f, v)
}

// parts reports whether a character stands between names that are typed together.
func parts(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("、，,；;", c) }

// typedTogether picks several choices that were typed in one text: all of them, or none if one is not found.
func (r *Run) typedTogether(f Field, names []string) error {
	var found []int64
	for _, name := range names {
		v, err := f.read(f, r.x(), name)
		if many := (ambiguous{}); errors.As(err, &many) {
			return Wrong(fmt.Sprintf(cards.NameTwice, clip(name)))
		}
		if err != nil {
			return err
		}
		found = append(found, v.(int64))
	}
	for _, v := range found {
		r.picked(f, v, true)
	}
	r.Query = ""
	return nil
}

// picked sets whether a choice is among those picked, and what follows from it.
func (r *Run) picked(f Field, value int64, on bool) {
	f.pick(r.x(), value, on)
	r.Gave(f.Name)
	if f.then != nil {
		f.then(r.x())
	}
}

// typedLoose takes what is typed while all answers are shown: a day, or a text, which takes the place of another only if that was
// said.
func (r *Run) typedLoose(text string) error {
	var refused error
	for _, f := range r.Fields {
		if !f.loose || !f.applies(r.x()) {
			continue
		}
		if f.most > 0 && !f.rewrites && chat.Get[string](r.Answers, f.Name) != "" {
			if r.Draft != "" {
				text = r.Draft + "\n" + text
			}
			v, err := f.read(f, r.x(), text)
			if err == nil {
				r.Draft, _ = v.(string)
			}
			return err
		}
		v, err := f.read(f, r.x(), text)
		if err == nil {
			return r.answer(f, v)
		}
		refused = err
	}
	if refused == nil {
		refused = Wrong(cards.WhichField)
	}
	return refused
}

// Settle says what a text is for that was typed although there was one: added, in its place, or nothing.
func (r *Run) Settle(add, swap bool) error {
	draft := r.Draft
	for _, f := range r.Fields {
		if !f.loose || f.most == 0 || draft == "" {
			continue
		}
		was := chat.Get[string](r.Answers, f.Name)
		r.Draft = ""
		switch {
		case add:
			draft = was + "\n" + draft
		case !swap:
			draft = was
		}
		v, err := f.read(f, r.x(), draft)
		if err != nil {
			return err
		}
		return r.answer(f, v)
	}
	return Old
}

// asked returns the field of a button, if it is the one that is asked for.
func (r *Run) asked(code int64) (Field, error) {
	f, ok := r.field(r.Asked)
	if !ok || chat.Code(f.Name) != code || r.Draft != "" {
		return f, Old
	}
	return f, nil
}

// Set takes a choice by its button. A field that one press turns is set from among all answers.
func (r *Run) Set(code, value int64) error {
	f, err := r.asked(code)
	if name, known := r.Coded(code); err != nil && known && r.Asked == "" && r.Draft == "" {
		if f, _ = r.field(name); f.direct && f.applies(r.x()) {
			err = nil
		}
	}
	if err != nil || f.several {
		return Old
	}
	o, ok := f.option(r.x(), value)
	if !ok {
		return Old
	}
	return r.answer(f, f.take(f, r.x(), o))
}

// Pick sets whether a choice is among those picked. Pressed twice it changes nothing.
func (r *Run) Pick(code, value int64, on bool) error {
	f, err := r.asked(code)
	if err != nil || !f.several {
		return Old
	}
	if _, ok := f.option(r.x(), value); !ok && on {
		return Old
	}
	r.picked(f, value, on)
	return nil
}

// Turn shows another page of the choices.
func (r *Run) Turn(code int64, page int) error {
	_, err := r.asked(code)
	r.Page = page
	return err
}

// Rest goes on with the answer as it is.
func (r *Run) Rest(code int64) error {
	f, err := r.asked(code)
	switch {
	case err == nil && f.adds && f.optional && !r.Answers.Has(f.Name):
		return r.answer(f, nil)
	case err != nil || !r.Answers.Has(f.Name):
		return Old
	}
	if err := r.enough(f); err != nil {
		return err
	}
	if f.anyway {
		r.Gave(f.Name)
	}
	r.next()
	return nil
}

// enough refuses an answer to which something is still missing.
func (r *Run) enough(f Field) error {
	if f.several && !f.optional && len(chat.Get[[]int64](r.Answers, f.Name)) < f.least {
		return Wrong(fmt.Sprintf(cards.PickSome, f.least))
	}
	if f.check != nil && (f.several || f.adds) {
		return f.check(r.x())
	}
	return nil
}

// steps are the fields that are asked one after the other.
func (r *Run) steps() (names []string) {
	for _, f := range r.Fields {
		known := f.Name != r.Asked && !f.anyway && !slices.Contains(r.Given, f.Name) && (f.known != nil || r.Answers.Has(f.Name))
		if f.applies(r.x()) && !f.offered && !f.fixed && !known {
			names = append(names, f.Name)
		}
	}
	return names
}

// before returns the question before the one that is asked for; before all answers, the last one.
func (r *Run) before() (name string, ok bool) {
	steps := r.steps()
	i := slices.Index(steps, r.Asked)
	if r.Asked == "" {
		i = len(steps)
	}
	if i > 0 {
		return steps[i-1], true
	}
	return "", false
}

// Back asks the question before again. Its answer stays until it is given otherwise.
func (r *Run) Back(code int64) error {
	if _, err := r.asked(code); (err != nil || r.Fixing) && (r.Asked != "" || r.Draft != "") {
		return Old
	}
	name, ok := r.before()
	if !ok {
		return Old
	}
	r.Asked, r.Query, r.Adding = name, "", false
	return nil
}

// Skip answers a question with nothing.
func (r *Run) Skip(code int64) error {
	f, err := r.asked(code)
	if err != nil || !f.optional {
		return Old
	}
	return r.answer(f, nil)
}

// Fix asks for one field again, from among all answers.
func (r *Run) Fix(code int64) error {
	name, ok := r.Coded(code)
	f, _ := r.field(name)
	if !ok || r.Draft != "" || r.Asked != "" && !r.Fixing && !r.Answers.Has(name) || !f.fixable(r.x()) {
		return Old
	}
	r.Asked, r.Fixing, r.Query, r.Adding, r.Page = name, true, "", false, 0
	return nil
}

// fixable reports whether an answer can be changed from among all of them.
func (f Field) fixable(x Context) bool {
	return f.applies(x) && !f.fixed && (f.label != "" || f.change != "")
}

// None takes an answer away that need not be there, or begins one anew that is added to.
func (r *Run) None(code int64) error {
	name, ok := r.Coded(code)
	f, _ := r.field(name)
	if ok && f.adds && r.Asked == name {
		r.forget(name)
		return nil
	}
	if !ok || !f.optional || r.Draft != "" || r.Asked != "" && r.Asked != name || !f.applies(r.x()) {
		return Old
	}
	return r.answer(f, nil)
}

// Add has the next text added to the answer of a field.
func (r *Run) Add(code int64) error {
	name, ok := r.Coded(code)
	f, _ := r.field(name)
	if !ok || !f.goesOn || r.Draft != "" || chat.Get[string](r.Answers, name) == "" {
		return Old
	}
	r.Asked, r.Fixing, r.Adding = name, true, true
	return nil
}

// See shows all answers again.
func (r *Run) See() error {
	f, ok := r.field(r.Asked)
	if !ok {
		return nil
	}
	if err := r.enough(f); err != nil {
		return err
	}
	if !r.Fixing {
		return Old
	}
	r.next()
	return nil
}

// Takes returns the field that takes a file now, and whether it takes its words as text.
func (r *Run) Takes(file chat.Uploaded, picture bool) (name string, words, ok bool) {
	for _, f := range r.Fields {
		switch {
		case !f.applies(r.x()) || f.fixed:
		case f.picture && picture:
			return f.Name, false, true
		case f.document && IsWords(file) && (r.Asked != "" || !r.Answers.Has(f.Name)):
			return f.Name, false, true
		case f.asFile && !file.Picture && (r.Asked == f.Name || r.Asked == "" && f.loose):
			return f.Name, true, true
		}
	}
	return "", false, false
}

// Wants reports whether a text is asked for.
func (r *Run) Wants() bool {
	f, ok := r.field(r.Asked)
	return ok && f.read != nil && f.options == nil
}

// PutFile takes the blob of a file for a field.
func (r *Run) PutFile(field, hash string) error {
	f, ok := r.field(field)
	if !ok || !f.picture && !f.document {
		return Old
	}
	r.Answers.Put(f.Name, hash)
	r.GaveFile(f.Name)
	if f.document || r.Asked == f.Name {
		r.next()
	}
	return nil
}

// Again asks everything anew but what was known when the form was begun.
func (r *Run) Again() {
	for _, name := range slices.Clone(r.Given) {
		r.forget(name)
	}
	r.Draft, r.Long = "", nil
	r.next()
}

// Confirm reports whether all is answered, and as it was shown.
func (r *Run) Confirm(sum int64) error {
	if r.Asked != "" || r.Draft != "" {
		return Old
	}
	if sum != r.Answers.Sum() {
		return Wrong(cards.FormMoved)
	}
	if r.Filled != nil {
		if _, err := r.Filled(r.x()); err != nil {
			return err
		}
	}
	return nil
}
