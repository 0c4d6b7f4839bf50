package office

import (
	"path"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// MaxPhoto is the largest photo that is fetched. // bytes
const MaxPhoto = 10 << 20

// TakePhoto notes that somebody has sent a photo while logging something: it is fetched next, outside the deed.
func (o *Office) TakePhoto(tx *store.Tx, me branch.Member, f store.Form, photo chat.Uploaded) error {
	switch {
	case !photo.Picture:
		return Refusal(cards.PhotoAsPhoto)
	case photo.Size > MaxPhoto:
		return Refusal(cards.PhotoTooLarge)
	}
	store.Uploads.Put(tx, store.Upload{Chat: f.Chat, Branch: me.Branch, Member: me.ID, Number: tx.Next(store.Key(nil).Str("form")), Update: tx.Cause(),
		Ref: photo.Ref, Kind: store.UploadPhoto, Form: f.Number})
	return nil
}

// KeepPhoto ends the reading of a photo: it stands in the form it was sent for. ok is false, and said why, if it was not
// kept; and without a word if another photo has overtaken it.
func (o *Office) KeepPhoto(tx *store.Tx, u store.Upload, hash string, unread error, now time.Time) (f store.Form, ok bool) {
	if latest, _ := store.Uploads.Get(tx, store.UploadKey(u)); latest.Number != u.Number {
		return f, false
	}
	store.Uploads.Delete(tx, store.UploadKey(u))
	f, open := store.Forms.Get(tx, store.ChatKey(u.Chat))
	switch me, known := Member(tx, u.Branch, u.Member); {
	case !known || Chat(tx, me) != u.Chat:
		return f, false
	case unread != nil:
		tx.ShowBelow(u.Chat, cards.Plain("photo", unread.Error()))
		return f, false
	case !open || f.Number != u.Form:
		tx.ShowBelow(u.Chat, cards.Plain("photo", cards.PhotoLate))
		return f, false
	}
	f.File, f.Touched = hash, now
	store.Forms.Put(tx, f)
	return f, true
}

// TakePolicy notes that an officer has sent a policy as a file, for the form in which its name may stand already.
func (o *Office) TakePolicy(tx *store.Tx, me branch.Member, f store.Form, file chat.Uploaded) error {
	if err := o.TakeUpload(tx, me, f.Chat, file); err != nil {
		return err
	}
	u, _ := store.Uploads.Get(tx, store.ChatKey(f.Chat))
	u.Kind, u.Form = store.UploadPolicy, f.Number
	store.Uploads.Put(tx, u)
	return nil
}

// AskUpload asks the officer what a file is that was fetched and cannot be told. hash names its blob.
func (o *Office) AskUpload(tx *store.Tx, u store.Upload, hash string) {
	if _, ok := Uploader(tx, u); !ok {
		return
	}
	u.Kind, u.Hash = store.UploadAsked, hash
	store.Uploads.Put(tx, u)
	tx.Show(u.Chat, cards.FileAsk(u.Branch, u.Number, u.File))
}

// TellUpload takes the answer: the file is read as that next, or forgotten.
func (o *Office) TellUpload(tx *store.Tx, me branch.Member, in chat.Chat, number, is int64) error {
	u, ok := store.Uploads.Get(tx, store.ChatKey(in))
	if !ok || u.Number != number || u.Kind != store.UploadAsked || u.Branch != me.Branch || !me.Officer() {
		return Refusal(cards.OldCard)
	}
	switch is {
	case cards.FileIsRoster:
		u.Kind = store.UploadRoster
	case cards.FileIsPolicy:
		u.Kind = store.UploadPolicy
	case cards.FileIsNeither:
		store.Uploads.Delete(tx, store.UploadKey(u))
		tx.Show(in, cards.FileDropped(me.Branch, u.File))
		return nil
	default:
		return Refusal(cards.OldCard)
	}
	store.Uploads.Put(tx, u)
	tx.Show(in, cards.ImportReading(me.Branch, u.File))
	return nil
}

// ReadPolicy ends the reading of a policy: with its articles to be confirmed, in a form, or with why not. hash names the
// blob of its text.
func (o *Office) ReadPolicy(tx *store.Tx, u store.Upload, hash string, list []branch.Article, unread error, now time.Time) {
	me, ok := Uploader(tx, u)
	if !ok {
		return
	}
	store.Uploads.Delete(tx, store.UploadKey(u))
	f, open := store.Forms.Get(tx, store.ChatKey(u.Chat))
	const formLife = 24 * time.Hour
	open = open && now.Sub(f.Touched) < formLife && f.Name != "find"
	switch {
	case unread != nil:
		tx.Show(u.Chat, cards.PolicyRefused(me.Branch, u.File, unread.Error()))
		return
	case len(list) == 0:
		tx.Show(u.Chat, cards.PolicyRefused(me.Branch, u.File, "没有读到条款。"))
		return
	case open && (f.Name != "policy" || f.Number != u.Form):
		tx.Show(u.Chat, cards.PolicyRefused(me.Branch, u.File, cards.PolicyInForm))
		return
	case !open:
		f = store.Form{Chat: u.Chat, Name: "policy", Branch: me.Branch, Member: me.ID, Number: tx.Next(store.Key(nil).Str("form"))}
	}
	if f.More == "" {
		f.More = titleOf(u.File)
	}
	f.Step, f.Text, f.File, f.Touched = "confirm", "", hash, now
	store.Forms.Put(tx, f)
	tx.Show(u.Chat, cards.PolicyRead(me.Branch, u.File, len(list)))
	tx.ShowBelow(u.Chat, cards.PolicyConfirm(f.Number, f.More, list, true))
}

// titleOf gives what a policy is called by the name of its file.
func titleOf(file string) string {
	s := strings.Trim(strings.TrimSuffix(file, path.Ext(file)), "《》 ")
	if r := []rune(s); len(r) < 2 {
		return "政策文件"
	}
	return s
}

// SendLedger sends an officer the 《联系点工作台账》 of a year as a file.
func (o *Office) SendLedger(tx *store.Tx, me branch.Member, year int, now time.Time) error {
	to, b := Chat(tx, me), getBranch(tx, me.Branch)
	if !me.Officer() || to == "" {
		return Refusal(cards.NotYours)
	}
	if year < b.Imported.Year()-1 || year > branch.DateOf(now).Year() {
		return Refusal(cards.OldCard)
	}
	tx.ShowBelow(to, cards.LedgerFile(b, me.ID, year, branch.DateOf(now)))
	return nil
}
