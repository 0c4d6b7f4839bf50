package ask

import (
	"zhibu/branch"
	"zhibu/chat"
)

// maxText is the longest text that a field takes unless it says otherwise. // characters
const maxText = 500

// lineMost is the longest text that stands on one line even if its field does not say so: a title, an item of an agenda, a reason.
// characters
const lineMost = 200

// Text asks for a sentence or more. The answer is a string.
func Text(name, question string) Field {
	return Field{Name: name, Question: question, most: maxText,
		read: func(f Field, _ Context, text string) (any, error) {
			read := branch.ReadText
			if f.line || f.most <= lineMost {
				read = branch.ReadLine
			}
			text, err := read(text, f.most)
			if err != nil {
				return nil, Wrong(err.Error())
			}
			return text, nil
		},
		show: func(f Field, x Context) string { return chat.Get[string](x.Answers, f.Name) }}
}

// Most sets the longest text. One of at most 200 stands on one line. // characters
func (f Field) Most(n int) Field { f.most = n; return f }

// Line has the text stand on one line, however long: it is quoted among the lines of a card.
func (f Field) Line() Field { f.line = true; return f }

// Rewritten has what is typed while all answers are shown take the place of the answer.
func (f Field) Rewritten() Field { f.loose, f.rewrites = true, true; return f }

// GoesOn is Rewritten with a button that has the next text added instead.
func (f Field) GoesOn() Field { f.goesOn = true; return f.Rewritten() }

// Added has each text added to those before it, until the button is pressed that is called done.
func (f Field) Added(done string) Field { f.adds, f.rest = true, done; return f }

// OrFile takes the text as a file, too.
func (f Field) OrFile() Field { f.asFile = true; return f }
