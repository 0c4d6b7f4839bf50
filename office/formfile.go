package office

import (
	"path/filepath"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// TakeFormFile notes that somebody has sent a file with the words that a form waits for: it is fetched and read next,
// outside the deed. Only the kind of the file is kept of its name.
func (o *Office) TakeFormFile(tx *store.Tx, me branch.Member, in chat.Chat, form int64, f chat.Uploaded) error {
	kind := strings.ToLower(filepath.Ext(f.Name))
	switch {
	case !slices.Contains([]string{".docx", ".txt"}, kind):
		return Refusal(cards.FormFileKinds)
	case f.Size > MaxUpload:
		return Refusal(cards.FormFileTooLarge)
	}
	if was, ok := store.Uploads.Get(tx, store.ChatKey(in)); ok && was.Kind != store.UploadWords {
		tx.Show(in, cards.Plain(cards.KeyImport(me.Branch), cards.FileReplaced(was.File)))
	} else {
		overtake(tx, me, in)
	}
	store.Uploads.Put(tx, store.Upload{Chat: in, Branch: me.Branch, Member: me.ID, Number: tx.Next(store.Key(nil).Str("form")), Update: tx.Cause(),
		Ref: f.Ref, File: "file" + kind, Kind: store.UploadWords, Form: form})
	return nil
}
