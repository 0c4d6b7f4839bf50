package chat

import (
	"errors"
	"hash/fnv"
	"math"
	"strconv"
	"strings"
)

// MaxPress is the most bytes that a button may carry (Telegram's callback_data).
const MaxPress = 64

// ErrPress is returned when a button's data is not an encoded Press. Such data is forged or of another program.
var ErrPress = errors.New("chat: not a press")

// Press is what a button carries: an action of the routing table and the numbers it acts on.
// It is untrusted when it comes back: who may do it is judged then, against the current state.
type Press struct {
	Action string // 1–16 of a–z and '.'
	Args   []int64
}

// Code returns the number by which a button names a word of a list: a reason, a setting, a kind of change. It follows from
// the word alone (FNV-1a, 31 bits), so a list may grow or be put in another order while the buttons of cards that were
// sent keep their meaning. A word that is shown and may be reworded needs a key beside it that stays.
func Code(word string) int64 {
	h := fnv.New32a()
	h.Write([]byte(word))
	return int64(h.Sum32() & math.MaxInt32)
}

// Coded returns the first of a list whose word has a code, and whether there is one.
func Coded[T any](list []T, code int64, word func(T) string) (found T, ok bool) {
	for _, v := range list {
		if Code(word(v)) == code {
			return v, true
		}
	}
	return found, false
}

// Word returns a word as it is: for Coded, where the list holds the words themselves.
func Word[W ~string](w W) string { return string(w) }

// Encode returns the button's data. It panics on a Press that cannot be carried, which only a bug can make.
func (p Press) Encode() string {
	b := make([]byte, 0, MaxPress)
	b = append(b, p.Action...)
	for _, a := range p.Args {
		b = append(b, ':')
		b = strconv.AppendInt(b, a, 36)
	}
	if len(b) > MaxPress || !validAction(p.Action) {
		panic("chat: press cannot be encoded: " + p.Action)
	}
	return string(b)
}

// ParsePress reads what Encode wrote, and nothing else: one press has one spelling. It returns ErrPress otherwise.
func ParsePress(data string) (Press, error) {
	if len(data) > MaxPress {
		return Press{}, ErrPress
	}
	action, rest, more := strings.Cut(data, ":")
	if !validAction(action) {
		return Press{}, ErrPress
	}
	p := Press{Action: action}
	for more {
		var field string
		field, rest, more = strings.Cut(rest, ":")
		n, err := strconv.ParseInt(field, 36, 64)
		if err != nil || strconv.FormatInt(n, 36) != field {
			return Press{}, ErrPress
		}
		p.Args = append(p.Args, n)
	}
	return p, nil
}

func validAction(s string) bool {
	if s == "" || len(s) > 16 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '.' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
