package ask

import (
	"slices"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Form is a form as a value. Its functions may close over a transaction: it is made anew for each event.
type Form struct {
	Name   string // in the store
	Title  string // what it is called to who fills it in
	Key    string // the card it stands on; "": the home card
	Fields []Field
	Branch Branch

	Head    func(Context) []chat.Span          // over each question; nil: the title
	Filled  func(Context) ([]chat.Span, error) // all answers; an error says why they cannot be confirmed. nil: a line for each
	More    func(Context) [][]chat.Button      // further rows under all answers
	Yes     string                             // the label that confirms; "": 确认
	Leave   string                             // the label that leaves it; "": 取消
	Away    chat.Button                        // leaves it in place of that, where the card stays and the form may go
	Protect bool                               // the platform is asked not to let its cards be forwarded

	Right branch.Right             // that whoever fills it in has to hold; zero: none
	May   func() error             // refuses who may not fill it in; nil: anybody whose form it is
	Done  func(chat.Answers) error // what is done once it is confirmed, or at once
	Up    func(chat.Answers) error // where leaving it leads; nil: home

	Left     string // what is said when it is left; "": that nothing was kept
	AtOnce   bool   // done with each answer: nothing is confirmed, and no answer is kept
	Passing  bool   // nothing is lost with it: a question, a search
	Search   bool   // open until its person goes home, whatever card is shown
	Kept     bool   // who leaves it finds what was written again
	Unasked  bool   // who leaves it is not asked about what was written
	Secret   bool   // needs a fresh key of the vault to be done
	Stranger bool   // also for an account that stands for nobody
}

// key is the card it stands on.
func (f Form) key() string {
	if f.Key == "" {
		return cards.KeyHome
	}
	return f.Key
}

func (f Form) head(x Context) []chat.Span {
	if f.Head != nil {
		return f.Head(x)
	}
	return cards.Bold(f.Title)
}

// field returns the field of a name.
func (f Form) field(name string) (Field, bool) {
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Coded returns the name of the field with a code.
func (f Form) Coded(code int64) (name string, ok bool) {
	for _, x := range f.Fields {
		if chat.Code(x.Name) == code {
			return x.Name, true
		}
	}
	return "", false
}
