package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// MaxPhoto is the largest photo that is fetched. // bytes
const MaxPhoto = 10 << 20

// TakePhoto notes that somebody has sent a photo while logging something: it is fetched next, outside the deed.
func (o *Office) TakePhoto(tx *store.Tx, me branch.Member, f store.Form, field string, photo chat.Uploaded) error {
	switch {
	case !photo.Picture:
		return Refusal(cards.PhotoAsPhoto)
	case photo.Size > MaxPhoto:
		return Refusal(cards.PhotoTooLarge)
	}
	u := store.Upload{Chat: f.Chat, Branch: me.Branch, Member: me.ID, Number: tx.Next(store.Key(nil).Str("form")), Update: tx.Cause(),
		Ref: photo.Ref, Kind: store.UploadPhoto, Form: f.Number, Field: field}
	if waits := store.Uploads.Has(tx, store.UploadKey(u)); waits || chat.Get[string](f.Answers, field) != "" {
		tx.Reply(chat.Reply{Say: sentence(cards.PhotoReplaced)})
	}
	store.Uploads.Put(tx, u)
	return nil
}

// Uploader returns who sent a file that waits to be read; ok is false where another has overtaken it, and where its sender is not there
// any more, or may not send such files any more.
func Uploader(tx *store.Tx, u store.Upload) (me branch.Member, ok bool) {
	latest, waits := store.Uploads.Get(tx, store.UploadKey(u))
	if me, ok = Member(tx, u.Branch, u.Member); !ok || !waits || latest.Number != u.Number || me.Status != branch.Active || Chat(tx, me) != u.Chat {
		return me, false
	}
	return me, u.Kind == store.UploadPhoto || u.Kind == store.UploadWords || me.May(branch.EnterRoster)
}

// EndUpload ends the waiting of a file: it is read, or given up. It returns what Uploader does.
func (o *Office) EndUpload(tx *store.Tx, u store.Upload) (me branch.Member, ok bool) {
	me, ok = Uploader(tx, u)
	if latest, _ := store.Uploads.Get(tx, store.UploadKey(u)); latest.Number == u.Number {
		store.Uploads.Delete(tx, store.UploadKey(u))
	}
	return me, ok
}

// BeginUpload marks that a file is about to be read: if that ends the process, it is given up at the next start.
func (o *Office) BeginUpload(tx *store.Tx, u store.Upload) {
	if latest, _ := store.Uploads.Get(tx, store.UploadKey(u)); latest.Number == u.Number {
		latest.Begun = true
		store.Uploads.Put(tx, latest)
	}
}

// TakeText notes that an officer has sent, as a file, a text of a kind that a matter reads, for the form in which its name may stand
// already.
func (o *Office) TakeText(tx *store.Tx, me branch.Member, f store.Form, kind store.UploadKind, file chat.Uploaded) error {
	if err := o.TakeUpload(tx, me, f.Chat, file); err != nil {
		return err
	}
	u, _ := store.Uploads.Get(tx, store.ChatKey(f.Chat))
	u.Kind, u.Form = kind, f.Number
	store.Uploads.Put(tx, u)
	return nil
}

// AskUpload asks the officer what a file is that was fetched and cannot be told: a roster, or a text of the kind that label and code
// name. hash names its blob, which is kept for FormLife.
func (o *Office) AskUpload(tx *store.Tx, u store.Upload, hash, label string, code int64, now time.Time) {
	u.Kind, u.Hash, u.At, u.Begun = store.UploadAsked, hash, now, false
	store.Uploads.Put(tx, u)
	tx.Show(u.Chat, cards.FileAsk(u.Branch, u.Number, u.File, label, code))
}

// TellUpload takes the answer: the file is read as that next, or forgotten.
func (o *Office) TellUpload(tx *store.Tx, me branch.Member, in chat.Chat, number int64, is store.UploadKind, now time.Time) error {
	u, ok := store.Uploads.Get(tx, store.ChatKey(in))
	if !ok || u.Number != number || u.Kind != store.UploadAsked || u.Branch != me.Branch || !me.May(branch.EnterRoster) {
		return Refusal(cards.OldCard)
	}
	if is == store.UploadDropped {
		store.Uploads.Delete(tx, store.UploadKey(u))
		tx.Show(in, cards.FileDropped(me.Branch, u.File))
		return nil
	}
	if now.Sub(u.At) >= FormLife {
		return Refusal("时间太久，文件已经删除，请重新发送。")
	}
	u.Kind = is
	store.Uploads.Put(tx, u)
	tx.Show(in, cards.ImportReading(me.Branch, u.File))
	return nil
}
