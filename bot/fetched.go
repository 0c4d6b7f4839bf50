package bot

import (
	"bytes"
	"cmp"
	"errors"
	"image"
	_ "image/jpeg" // what photos are
	_ "image/png"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// A file is fetched and read outside the deeds, one after the other, and then comes back as an event (chat.Fetched) through the same
// door as everything else: call.run.

// fetched is a file that comes back.
type fetched struct {
	store.Upload
	take func(*Call) error
}

// comeBack reads a file and has what came of it come back as an event. data is what was fetched, unread a sentence why nothing was.
func (b *Bot) comeBack(u store.Upload, data []byte, unread error) error {
	read := b.readRoster
	switch u.Kind {
	case store.UploadPhoto:
		read = b.readPhoto
	case store.UploadWords:
		read = b.readWords
	}
	c := &Call{bot: b, e: chat.Event{ID: u.Update, Kind: chat.Fetched, From: chat.Account(u.Chat), Chat: u.Chat, Private: true},
		file: &fetched{u, read(u, data, unread)}}
	outcome, err := b.Store.Submit(c.run)()
	if err != nil {
		return err
	}
	if b.Hear != nil {
		b.Hear(u.Chat) // its sender has waited for it to be fetched
	}
	b.Say(u.Chat, u.Update, "", outcome.Replies)
	return nil
}

// refuse says why a file was not taken, where what becomes of such files is shown.
func (f *fetched) refuse(c *Call, sentence string) {
	switch f.Kind {
	case store.UploadPhoto:
		c.tx.ShowBelow(f.Chat, cards.Plain("photo", sentence))
	case store.UploadWords:
		c.say(sentence)
	default:
		c.tx.Show(f.Chat, cards.ImportRefused(f.Branch, f.File, sentence))
	}
}

// refuses is what takes a file that was not read.
func refuses(unread error) func(*Call) error {
	return func(*Call) error { return office.Refusal(unread.Error()) }
}

// readPhoto keeps a photo, and returns what shows the form with it.
func (b *Bot) readPhoto(u store.Upload, data []byte, unread error) func(*Call) error {
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
	if unread != nil {
		return refuses(unread)
	}
	return func(c *Call) error {
		f, filling := c.Filling()
		if !filling || f.Number != u.Form {
			return office.Refusal(cards.PhotoLate)
		}
		c.form = f
		r, err := c.filling()
		if err == nil {
			err = r.PutFile(cmp.Or(u.Field, "photo"), hash) // one that was sent to an older program is a visit's
		}
		if err != nil {
			return nil // what it is about has gone meanwhile; the next press says so
		}
		return c.filled(r)
	}
}

// readWords reads a file that was sent to a form, and returns what has the form take its words as if they had been typed.
func (b *Bot) readWords(u store.Upload, data []byte, unread error) func(*Call) error {
	var text string
	if unread == nil {
		words, err := files.ReadWords(data)
		if text, unread = words.Text, err; unread == nil && words.Word != strings.HasSuffix(u.File, ".docx") {
			unread = errors.New(cards.FormFileBroken)
		}
	}
	unread = privateUnread(text, unread)
	return func(c *Call) error {
		f, filling := c.Filling()
		switch {
		case !filling || f.Number != u.Form:
			return office.Refusal(cards.OldForm)
		case unread != nil:
			return office.Refusal(unread.Error())
		}
		c.form = f
		return c.fillTyped(strings.TrimSpace(text))
	}
}

// readRoster reads a file that is a roster or a text that a matter reads, and returns what takes it, or asks which of them it is.
func (b *Bot) readRoster(u store.Upload, data []byte, unread error) func(*Call) error {
	var may bool
	if err := b.Store.View(func(tx *store.Tx) error { _, may = office.Uploader(tx, u); return nil }); err != nil || !may {
		return func(*Call) error { return err } // nobody's any more: the event finds so
	}
	var hash string
	x := content{unread: unread}
	if unread == nil {
		x = look(u.Kind, b.text, data)
	}
	if x.unread == nil {
		if x.text != "" {
			data = []byte(x.text) // what is published is what was shown
		}
		var err error
		if hash = store.HashOf(data); x.text != "" || x.ask { // a roster is never kept as a file: it may hold what must not stay
			hash, err = b.Store.PutBlob(data)
		}
		if err != nil {
			x.unread = b.notKept(u, err)
		}
	}
	switch {
	case x.text != "" || b.text.is(u.Kind):
		take := b.text.Read(x.text, x.passed, x.unread)
		return func(c *Call) error { return take(c, u, hash) }
	case x.unread != nil:
		return refuses(x.unread)
	case x.ask:
		return func(c *Call) error {
			c.bot.Office.AskUpload(c.tx, u, hash, b.text.Label, b.text.Code, c.now)
			return nil
		}
	}
	_ = b.Store.View(func(tx *store.Tx) error { // a panic is the deed's to tell
		return tx.Try(func() error { b.Office.Preview(tx, u.Branch, hash, x.roster, b.Now()); return nil })
	})
	return func(c *Call) error {
		c.bot.Office.ReadUpload(c.tx, u, hash, x.roster, c.now)
		return nil
	}
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

// notKept returns the sentence for who sent a file that could not be kept.
func (b *Bot) notKept(u store.Upload, err error) error {
	if errors.Is(err, store.ErrNoRoom) {
		return errors.New(cards.NoRoom)
	}
	b.Log.Error("a file was not kept", "update", u.Update, "error", err)
	return errors.New(cards.Internal)
}
