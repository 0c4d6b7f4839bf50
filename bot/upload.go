package bot

import (
	"bytes"
	"cmp"
	"errors"
	"image"
	_ "image/jpeg" // what photos are
	_ "image/png"
	"path"
	"slices"
	"strings"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// takeFile takes a file that a form has use for. Its caption counts as the text that is asked for.
func (c *call) takeFile(f store.Form) (taken bool, err error) {
	if f.Left || !c.as(f.Branch) {
		return false, nil
	}
	c.form = f
	r, err := c.filling()
	if err != nil {
		return false, nil
	}
	picture := c.e.File.Picture || isPicture(c.e.File.Name)
	field, words, ok := r.Takes(*c.e.File, picture || !c.me.May(branch.EnterRoster))
	switch {
	case !ok || words && isTable(c.e.File.Name) && c.me.May(branch.EnterRoster):
		return false, nil
	case words:
		err = c.formFile(f)
	case c.bot.text != nil && ask.IsWords(*c.e.File):
		err = c.bot.Office.TakeText(c.tx, c.me, f, c.bot.text.Upload, *c.e.File)
	default:
		err = c.bot.Office.TakePhoto(c.tx, c.me, f, field, *c.e.File)
	}
	if caption := strings.TrimSpace(c.e.Text); err == nil && caption != "" && r.Wants() {
		err = c.fillTyped(caption)
	}
	return true, err
}

// isTable reports whether a document is a table by its name: of who keeps the roster it has a way in of its own.
func isTable(name string) bool {
	return slices.Contains([]string{".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".json"}, strings.ToLower(path.Ext(name)))
}

// isPicture reports whether a document is a photo by its name.
func isPicture(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".heic", ".webp", ".bmp", ".gif"}, strings.ToLower(path.Ext(name)))
}

// readPhoto keeps a photo and shows the form with it.
func (b *Bot) readPhoto(u store.Upload, data []byte, unread error) error {
	hash := ""
	if unread == nil {
		switch size, _, err := image.DecodeConfig(bytes.NewReader(data)); {
		case len(data) > office.MaxPhoto:
			unread = errors.New(cards.PhotoTooLarge)
		case err != nil || size.Width+size.Height > 10_000:
			unread = errors.New(cards.PhotoUnread)
		default:
			if hash, err = b.Store.PutBlob(data); err != nil {
				unread = b.notKept(u, err)
			}
		}
	}
	_, err := b.Store.Update(func(tx *store.Tx) error {
		tx.Because(u.Chat, u.Update)
		f, ok := b.Office.KeepPhoto(tx, u, unread)
		if !ok {
			return nil
		}
		me, _ := office.Member(tx, u.Branch, u.Member)
		c := &call{bot: b, tx: tx, now: b.Now(), me: me, form: f, e: chat.Event{Kind: chat.File, Chat: u.Chat, Private: true}}
		r, err := c.filling()
		if err == nil {
			err = r.PutFile(cmp.Or(u.Field, "photo"), hash) // one that was sent to an older program is a visit's
		}
		if err != nil {
			return nil // what it is about has gone meanwhile; the next press says so
		}
		return c.filled(r)
	})
	return err
}

// fileIs takes the answer to what a file is.
func fileIs(c *call) error {
	is := map[int64]store.UploadKind{cards.FileIsRoster: store.UploadRoster, cards.FileIsNeither: store.UploadDropped}
	if k := c.bot.text; k != nil {
		is[k.Code] = k.Upload
	}
	kind, known := is[c.arg(2)]
	if !known {
		return office.Refusal(cards.OldCard)
	}
	return c.bot.Office.TellUpload(c.tx, c.me, c.e.Chat, c.arg(1), kind, c.now)
}

// what a fetched file holds.
type content struct {
	roster branch.Roster
	text   string // of a matter's
	passed []string
	unread error // a sentence
	ask    bool  // it cannot be told which of the two it is
}

// look reads a file as what it is taken for, or tells what it is: with the header of a roster it is one; as a .docx, or if it can be
// nothing else, it is a text of a matter's; any other table or text that could be one is asked about.
func look(kind store.UploadKind, of *TextKind, data []byte) (x content) {
	if !of.is(kind) {
		x.roster, _, x.unread = files.ReadRoster("", data)
		if x.unread == nil || kind == store.UploadRoster {
			return x
		}
	}
	words, err := files.ReadWords(data)
	text := branch.Visible(words.Text)
	refused := privateUnread(text, err)
	could, sure := of.fits(text)
	switch {
	case refused != err && (of.is(kind) || words.Word || could):
		return content{unread: refused}
	case of.is(kind), words.Word && of != nil:
		return content{text: text, passed: words.Passed, unread: err}
	case err != nil || !could:
		return x // why it is no roster
	case sure:
		return content{text: text, passed: words.Passed}
	}
	if len(branch.PrivateNumbers(text)) > 0 { // it would be kept until the answer
		return content{unread: errors.New(cards.FilePrivate)}
	}
	return content{ask: true}
}
