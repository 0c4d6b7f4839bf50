package chat

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Answers are what a form holds, by the names of its fields: each a value of its field's type, as JSON.
type Answers map[string]json.RawMessage

// Get returns the answer to a field, the zero value if there is none or it is of another type.
func Get[T any](a Answers, field string) (v T) {
	if raw, ok := a[field]; ok && json.Unmarshal(raw, &v) != nil {
		var none T
		return none
	}
	return v
}

// Put sets the answer to a field. A nil value is an answer too: that there is nothing to say.
func (a Answers) Put(field string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("chat: an answer that is no JSON: " + field)
	}
	a[field] = raw
}

// Has reports whether a field is answered, be it with nothing.
func (a Answers) Has(field string) bool { _, ok := a[field]; return ok }

// Sum returns a number of the answers: a button carries it that confirms them as they were shown.
func (a Answers) Sum() int64 {
	all, err := json.Marshal(a)
	if err != nil {
		panic("chat: answers that are no JSON")
	}
	return Code(string(all))
}

// Filling is how far somebody has come in filling in a form.
type Filling struct {
	Answers Answers  `json:"answers,omitempty"`
	Asked   string   `json:"asked,omitempty"`  // the field that is asked for; "": the card with all answers stands there
	Fixing  bool     `json:"fixing,omitempty"` // Asked is changed from that card, and leads back to it
	Given   []string `json:"given,omitempty"`  // the fields that were answered by hand, in that order; the rest was known
	Files   []string `json:"files,omitempty"`  // those of Given whose answer is a file: its hash is nobody's words
	Query   string   `json:"query,omitempty"`  // what is looked for among the choices of Asked
	Adding  bool     `json:"adding,omitempty"` // the next text is added to the answer of Asked
	Draft   string   `json:"draft,omitempty"`  // what was typed though Asked's field had an answer, until its person says what it is for
	Long    *Long    `json:"long,omitempty"`   // the latest text, if it may be the first part of a longer one
}

// Long is a text so long that its app may have split it: what comes right after it belongs to it.
type Long struct {
	Field   string          `json:"field,omitempty"` // that took it
	Was     json.RawMessage `json:"was,omitempty"`   // the answer before it
	At      time.Time       `json:"at"`
	Message int64           `json:"message,omitempty"`
	Whole   bool            `json:"whole,omitempty"`   // it was cut within a line
	Refused bool            `json:"refused,omitempty"` // nothing of it is kept: nor is what follows
	Added   bool            `json:"added,omitempty"`   // to what was written before: what was taken stays, whatever follows
}

// Words are the texts that were typed, in the order of the answers: what somebody would miss.
func (f Filling) Words() string {
	var words []string
	for _, name := range f.Given {
		if slices.Contains(f.Files, name) {
			words = append(words, "（您发来的文件，需要时请重新发送）")
		} else if s := Get[string](f.Answers, name); s != "" {
			words = append(words, s)
		}
	}
	if f.Draft != "" {
		words = append(words, f.Draft)
	}
	return strings.Join(words, "\n")
}

// Holds reports whether something was answered by hand that would be lost.
func (f Filling) Holds() bool { return len(f.Given) > 0 || f.Draft != "" }

// GaveFile notes that a field was answered with a file.
func (f *Filling) GaveFile(field string) {
	f.Gave(field)
	if !slices.Contains(f.Files, field) {
		f.Files = append(f.Files, field)
	}
}

// Gave notes that a field was answered by hand.
func (f *Filling) Gave(field string) {
	if !slices.Contains(f.Given, field) {
		f.Given = append(f.Given, field)
	}
}
