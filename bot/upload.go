package bot

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // what photos are
	_ "image/png"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// takeFile takes a file that a form has use for.
func (c *call) takeFile(f store.Form) (taken bool, err error) {
	if !c.as(f.Branch) {
		return false, nil
	}
	switch {
	case f.Name == "visit":
		return true, c.bot.Office.TakePhoto(c.tx, c.me, f, *c.e.File)
	case f.Name == "policy" && c.me.Officer() && !c.e.File.Picture && f.Step != stepConfirm:
		return true, c.bot.Office.TakePolicy(c.tx, c.me, f, *c.e.File)
	case takesFile[f.Name] && !c.e.File.Picture:
		return true, c.formFile(f)
	}
	return false, nil
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
				b.Log.Error("a photo was not kept", "update", u.Update, "error", err)
				unread = errors.New(cards.Internal)
			}
		}
	}
	_, err := b.Store.Update(func(tx *store.Tx) error {
		tx.Because(u.Chat, u.Update)
		now := b.Now()
		f, ok := b.Office.KeepPhoto(tx, u, hash, unread, now)
		if !ok {
			return nil
		}
		me, _ := office.Member(tx, u.Branch, u.Member)
		c := &call{bot: b, tx: tx, now: now, me: me, form: f, e: chat.Event{Chat: u.Chat, Private: true}}
		return c.photoCard()
	})
	return err
}

// photoCard shows the form about a visit at its step, once the photo is in.
func (c *call) photoCard() error {
	v, err := c.entryView()
	if err != nil {
		return nil // the enterprise has gone meanwhile; the next press says so
	}
	switch c.form.Step {
	case stepAsk:
		c.show(cards.VisitAsk(v))
	case stepDay:
		c.show(cards.VisitDays(c.form.Number, branch.DateOf(c.now)))
	default:
		return c.visitConfirm()
	}
	return nil
}

// visitBare takes the photo away from what is being logged.
func visitBare(c *call) error {
	c.form.File = ""
	return c.visitConfirm()
}

func recordPhoto(c *call) error {
	r, v, err := c.record()
	switch {
	case err != nil:
		return err
	case !c.mayReadRecord(r):
		return office.Refusal(cards.NotYours)
	case r.Photo == "":
		return office.Refusal(cards.OldCard)
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, cards.RecordPhoto(v))
	return nil
}

// fileIs takes the answer to what a file is.
func fileIs(c *call) error {
	return c.bot.Office.TellUpload(c.tx, c.me, c.e.Chat, c.arg(1), c.arg(2))
}

func ledgerFile(c *call) error {
	year := int(min(max(c.arg(1), 0), 9999))
	if err := c.bot.Office.SendLedger(c.tx, c.me, year, c.now); err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	return nil
}

// what a fetched file holds.
type content struct {
	roster branch.Roster
	faults []branch.Fault
	text   string // of a policy
	unread error  // a sentence
	ask    bool   // it cannot be told which of the two it is
}

// look reads a file as what it is taken for, or tells what it is: with the header of a roster it is one, as a .docx or with
// numbered articles it is a policy, any other table or text is asked about.
func look(kind store.UploadKind, data []byte) (x content) {
	if kind != store.UploadPolicy {
		x.roster, x.faults, x.unread = files.ReadRoster("", data)
		if x.unread == nil || kind == store.UploadRoster {
			return x
		}
	}
	text, word, err := files.ReadPolicy(data)
	text = office.CleanPolicy(text)
	switch {
	case kind == store.UploadPolicy, word:
		return content{text: text, unread: err}
	case err != nil || len(branch.ReadArticles(text)) == 0:
		return x // why it is no roster
	case branch.Numbered(text):
		return content{text: text}
	}
	return content{ask: true}
}
