// Package topic says what the house must know of a matter of the branch's year. A matter is one room below this one, and one line in
// the list of matters (app/topics.go); the kernel asks each for what it brings, in the order of the list, and knows none by name.
package topic

import (
	"time"

	"zhibu/bot"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Topic is a matter: what it brings to each room of the kernel.
type Topic struct {
	Office office.Matter
	Bot    bot.Matter
	// Pictures and Files are made when they are sent, as things stand then; by the kind of a card's picture or document.
	Pictures map[string]Picture
	Files    map[string]File
}

// Picture draws a picture as a PNG.
type Picture func(tx *store.Tx, p chat.Picture) ([]byte, error)

// File makes a document. Its first two arguments are the branch and who asked for it.
type File struct {
	// May reports whether whoever asked may have it still. It is asked when the file is made, which may be much later.
	May   func(tx *store.Tx, who branch.Member, args []int64) bool
	Write func(tx *store.Tx, b branch.Branch, d chat.Document, now time.Time) ([]byte, error)
	// WriteWith stands in the place of Write where what is written comes from other matters, too.
	WriteWith func(o *office.Office, tx *store.Tx, b branch.Branch, d chat.Document, now time.Time) ([]byte, error)
}

// For is a May of everybody who holds a right.
func For(r branch.Right) func(*store.Tx, branch.Member, []int64) bool {
	return func(_ *store.Tx, who branch.Member, _ []int64) bool { return who.May(r) }
}
