package branch

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

var manyLines = regexp.MustCompile(`\s*\n\s*`)

// Visible returns a text without what cannot be seen: characters that turn the direction of writing round would make a card
// read otherwise than it says.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.IsGraphic(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, s)
}

// Line is a text on one line, without what cannot be seen: what somebody's line break begins would read as a line of the card.
func Line(s string) string { return strings.TrimSpace(manyLines.ReplaceAllString(Visible(s), " ")) }

// Query is what somebody has typed to be looked for: a Line, in half width.
func Query(s string) string { return Line(HalfWidth(s)) }

// short is how long a text is at most that is a name or what is looked for, no sentence. // characters
const short = 60

// ReadLine is ReadText for what stands on one line: a name, a title, a place, a reason.
func ReadLine(s string, most int) (string, error) { return ReadText(Line(s), most) }

// ReadText reads what somebody has typed, at most that many characters; it may have lines.
func ReadText(s string, most int) (string, error) {
	s = strings.TrimSpace(manyLines.ReplaceAllString(Visible(s), "\n"))
	switch n := len([]rune(s)); {
	case n < 2 && most <= short:
		return "", errors.New("请至少写两个字再发送。")
	case n < 2:
		return "", errors.New("请写一句完整的话再发送。")
	case n > most:
		return "", fmt.Errorf("文字超过%d字，请精简后再发送。", most)
	}
	return s, nil
}
