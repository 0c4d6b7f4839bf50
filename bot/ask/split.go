package ask

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf16"

	"zhibu/cards"
	"zhibu/chat"
)

// Apps send a text of more than 4,096 characters in several messages at once: cut at 4,096, or at a better place in the second
// half of that. The parts are one text: they are joined, or none is kept; a tail alone would read as if it were all.
const (
	longest = 4096            // of one message. // UTF-16 units
	moment  = 3 * time.Second // between the parts, by the platform's clock, which counts seconds
	between = 2               // how much higher the next part's number is at most: the first may have been answered already
)

// Sent says when a text was sent and as which message; zero where it is not known.
type Sent struct {
	At      time.Time
	Message int64
}

// ErrSplit is wrapped by what refuses a part of a text whose other part was refused.
var ErrSplit = errors.New("ask: a part of a longer text")

type split string

func (s split) Error() string { return string(s) }
func (s split) Unwrap() error { return ErrSplit }

// Long reports whether a text may be a part of a longer one that its app has split.
func Long(text string) bool { return units(text) >= longest/2 }

func units(text string) int { return len(utf16.Encode([]rune(text))) }

// Follows reports whether a text belongs to a long one just before it.
func Follows(f chat.Filling, sent Sent) bool {
	l := f.Long
	if l == nil || sent.At.Sub(l.At) > moment || sent.At.Before(l.At) {
		return false
	}
	return sent.Message == 0 || l.Message == 0 || l.Message < sent.Message && sent.Message <= l.Message+between
}

// Refuse drops a part of a split text that was taken, and notes that what follows is not to be taken either.
func Refuse(f *chat.Filling, sent Sent) {
	if l := f.Long; l != nil && Follows(*f, sent) && !l.Refused && !l.Added && l.Field != "" {
		f.Asked, f.Draft = l.Field, ""
		if l.Was != nil {
			f.Answers[l.Field] = l.Was
		} else {
			delete(f.Answers, l.Field)
			f.Given = slices.DeleteFunc(f.Given, func(name string) bool { return name == l.Field })
		}
	}
	f.Long = &chat.Long{At: sent.At, Message: sent.Message, Refused: true, Added: f.Long != nil && f.Long.Added}
}

// join adds a part to the text before it.
func (r *Run) join(text string, sent Sent) error {
	l := r.Long
	f, ok := r.field(l.Field)
	switch {
	case l.Refused && l.Added:
		return split(cards.SplitAdded)
	case l.Refused || !ok || !f.applies(r.x()):
		if f.most > 0 && f.most < longest {
			return split(fmt.Sprintf(cards.SplitText, f.most))
		}
		return split(cards.SplitPlain)
	case !l.Whole:
		text = "\n" + text
	}
	v, err := f.read(f, r.x(), chat.Get[string](r.Answers, f.Name)+text)
	switch {
	case err != nil && f.adds:
		return split(cards.SplitAdded + err.Error())
	case err != nil:
		return split(err.Error())
	}
	l.At, l.Message, l.Whole = sent.At, sent.Message, units(text) >= longest
	return r.answer(f, v)
}
