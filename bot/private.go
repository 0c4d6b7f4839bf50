package bot

import (
	"errors"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// The one gate for what people write. An ID number or a mobile number, in a message, a caption, a file's name or a file's
// words, has the whole refused before anything of it is kept; what a form already holds stays as it is.

// private refuses a text that holds a private number. In a longer one the lines are named. What is typed may be stored as one line.
func private(text string, file bool) error {
	lines := branch.PrivateLines(text)
	if len(lines) == 0 && !file {
		lines = branch.PrivateLines(strings.Join(strings.Fields(text), " "))
	}
	if len(lines) > 0 {
		return office.Refusal(cards.PrivateFound(lines, file || strings.Contains(strings.TrimSpace(text), "\n")))
	}
	return nil
}

// privateFile refuses a file by its caption or its name.
func privateFile(e chat.Event) error {
	if found := branch.PrivateNumbers(e.File.Name); len(found) > 0 {
		return office.Refusal(cards.PrivateName(found[0].Kind))
	}
	return private(e.Text, false)
}

// privateUnread is private for what a file's reading ends with: why it was not read, or that it holds a private number.
func privateUnread(text string, unread error) error {
	if unread == nil && text != "" {
		if err := private(text, true); err != nil {
			unread = errors.New(err.Error())
		}
	}
	return unread
}
