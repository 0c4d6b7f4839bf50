package ask

import (
	"path"
	"slices"
	"strings"

	"zhibu/cards"
	"zhibu/chat"
)

// File asks for a file of words (Word or txt). The answer is the name of its blob.
func File(name, question string) Field {
	return Field{Name: name, Question: question, document: true,
		read: func(Field, Context, string) (any, error) { return nil, Wrong(cards.FileUnread) },
		show: func(f Field, x Context) string { return "1份" }}
}

// IsWords reports whether a file can hold words, by its name.
func IsWords(f chat.Uploaded) bool {
	return !f.Picture && slices.Contains([]string{".docx", ".txt"}, strings.ToLower(path.Ext(f.Name)))
}
