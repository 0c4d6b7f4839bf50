package office

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode"

	"zhibu/branch"
	"zhibu/cards"
)

// An invitation has two codes: a long one, which the link and its QR code carry, and a short one, for who types it from
// paper. The short one follows from the long one and the key of codes, so that both are issued, used and void together.

const (
	codeBytes   = 16
	codeLength  = 22 // base64url characters of 128 bits
	shortLength = 8
	// shortLetters has nothing that is read or heard for something else: no 0, O, 1, I.
	shortLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
)

// NewCode makes the long code of an invitation: 128 random bits as 22 base64url characters. Only its hash is ever stored.
func NewCode() string {
	raw := make([]byte, codeBytes)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// IsCode reports whether a text has the form of a long code.
func IsCode(s string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == codeBytes && len(s) == codeLength
}

func hashCode(code string) []byte {
	h := sha256.Sum256([]byte(code))
	return h[:]
}

// ShortCode returns the short code that goes with a long one, grouped 4-4 as it is printed: at least one letter and one figure, so
// that no name and no number is taken for one. It is empty while the office has no key of codes.
func (o *Office) ShortCode(long string) string {
	if len(o.CodeKey) == 0 {
		return ""
	}
	for sum := o.mac("short", long); ; sum = o.mac("short", string(sum)) {
		code := make([]byte, shortLength)
		for i := range code {
			code[i] = shortLetters[sum[i]%byte(len(shortLetters))]
		}
		if mixed(string(code)) && !IsExample(string(code)) {
			return string(code[:4]) + "-" + string(code[4:])
		}
	}
}

// TypedCode returns what a person is given to type for an invitation: the short code, or the long one while there is no key.
func (o *Office) TypedCode(long string) string {
	if short := o.ShortCode(long); short != "" {
		return short
	}
	return long
}

// hashShort returns what is stored of a short code. Forty bits are tried out in minutes by who holds a plain hash, so it is
// one under a key that lies in no backup.
func (o *Office) hashShort(short string) []byte {
	if short == "" {
		return nil
	}
	return o.mac("stored", strings.ReplaceAll(short, "-", ""))
}

func (o *Office) mac(what, text string) []byte {
	m := hmac.New(sha256.New, o.CodeKey)
	m.Write([]byte("invitation " + what + " " + text))
	return m.Sum(nil)
}

// Ticket is a number of ten figures that follows from what and the key of codes: who keeps it asks with it after something of which
// nothing tells whose it is. ok is false while the office has no key of codes, without which anybody could reckon it.
func (o *Office) Ticket(what string) (ticket int64, ok bool) {
	sum := binary.BigEndian.Uint64(o.mac("ticket", what))
	return int64(1_000_000_000 + sum%9_000_000_000), len(o.CodeKey) > 0
}

// IsShort reports whether a text has the form of a short code, without its hyphen. One that is not mixed is none, but a try.
func IsShort(s string) bool { return len(s) == shortLength && strings.Trim(s, shortLetters) == "" }

// mixed reports whether a text is a short code as they are issued: with a letter and a figure.
func mixed(s string) bool {
	return IsShort(s) && strings.ContainsAny(s, shortLetters[:8]) && strings.ContainsAny(s, shortLetters[8:])
}

// IsExample reports whether a text is the code that stands in our own sentences.
func IsExample(code string) bool {
	return strings.ReplaceAll(strings.ToUpper(code), "-", "") == strings.ReplaceAll(cards.ExampleCode, "-", "")
}

// meant reports whether a text that is no short code for being letters or figures alone was meant for one: 2222-3333, ABCD-EFGH. A name
// is not (wang-fang), nor a number of eight figures unless it is called a code.
func meant(text string, called bool) bool {
	short := strings.ReplaceAll(text, "-", "")
	grouped := len(text) == shortLength+1 && text[shortLength/2] == '-'
	figures := strings.Trim(short, shortLetters[:8]) == ""
	return IsShort(short) && (called || grouped || figures)
}

// FoundCode is what a message has of an invitation code.
type FoundCode struct {
	Code  string // long, or short without its hyphen; empty: none
	Alone bool   // the message is nothing else: the code, its link, or 「邀请码：」 before it
	Near  int    // no code, but so many characters of what was to be one
	Long  bool   // it is, or was to be, a long one
}

// FindCode finds the invitation code in what somebody has sent: alone, in a link, after 「邀请码：」, on two lines, with blanks or
// hyphens between, in small letters or in those of full width.
func FindCode(text string) (f FoundCode) {
	words, joined := codeWords(branch.HalfWidth(text))
	called, bare := strings.Contains(text, "邀请码") || strings.Contains(text, "start="), false
	f.Alone = called
	for i := range words {
		long := ""
		for to := i; to < len(words) && (to == i || joined[to]) && len(long) <= 2*codeLength; to++ {
			long += words[to]
			short := strings.ToUpper(strings.ReplaceAll(long, "-", ""))
			switch n := len(short); {
			case IsCode(long):
				f.Code, f.Long = long, true
			case mixed(short):
				f.Code, f.Long = short, false
			case meant(long, called) && (called || i == 0 && to == len(words)-1 && !strings.ContainsFunc(text, han)):
				f.Code, f.Long, bare = short, false, !strings.Contains(long, "-")
			case len(long) > f.Near && len(long) >= codeLength-6 && len(long) <= codeLength+6:
				f.Near, f.Long = len(long), true
			case n > f.Near && n >= shortLength-2 && n <= shortLength+2 && strings.ContainsAny(short, "0123456789"):
				f.Near, f.Long = n, false
			}
			if f.Code != "" {
				f.Near = 0
				f.Alone = f.Alone || !bare && i == 0 && to == len(words)-1 && !strings.ContainsFunc(text, han)
				return f
			}
		}
	}
	return f
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// codeWords returns the runs of letters, figures, hyphens and underlines in a text, and which follow the one before after
// nothing but blanks or the end of a line.
func codeWords(text string) (words []string, joined []bool) {
	word, gap := "", false
	for _, r := range text + "\n" {
		if strings.ContainsRune("－—–‐−", r) {
			r = '-'
		}
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '-' || r == '_':
			word += string(r)
			continue
		case word != "":
			words, joined = append(words, word), append(joined, gap)
			word, gap = "", true
		}
		gap = gap && unicode.IsSpace(r)
	}
	return words, joined
}
