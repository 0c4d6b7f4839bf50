package bot

import (
	"errors"
	"strings"

	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

func (c *call) formFile(f store.Form) error {
	err := c.bot.Office.TakeFormFile(c.tx, c.me, c.e.Chat, f.Number, *c.e.File)
	if err == nil {
		c.say(cards.FormFileReading)
	}
	return err
}

// readFormFile reads a file that was sent to a form, and has the form take its words as if they had been typed.
func (b *Bot) readFormFile(u store.Upload, data []byte, unread error) error {
	var text string
	if unread == nil {
		words, err := files.ReadWords(data)
		if text, unread = words.Text, err; unread == nil && words.Word != strings.HasSuffix(u.File, ".docx") {
			unread = errors.New(cards.FormFileBroken)
		}
	}
	outcome, err := b.Store.Update(func(tx *store.Tx) error {
		tx.Because(u.Chat, u.Update)
		c := &call{bot: b, e: chat.Event{Kind: chat.Text, Chat: u.Chat, Private: true}, tx: tx, now: b.Now()}
		if refused := privateUnread(text, unread); refused != nil {
			text, unread = "", refused
		}
		me, wanted := b.Office.TakeFormText(tx, u)
		if !wanted {
			return nil
		}
		c.me = me
		err := tx.Try(func() error {
			f, filling := c.openForm()
			switch {
			case !filling || f.Number != u.Form:
				return office.Refusal(cards.OldForm)
			case unread != nil:
				return office.Refusal(unread.Error())
			}
			c.form = f
			return c.fillTyped(strings.TrimSpace(text))
		})
		var refusal office.Refusal
		var panicked *store.Panic
		switch {
		case errors.As(err, &refusal):
			c.say(string(refusal))
		case errors.As(err, &panicked):
			b.Log.Error("a deed panicked", "update", u.Update, "action", "file", "stack", panicked.Stack)
			c.say(cards.Internal)
		case err != nil:
			b.Log.Error("a deed failed", "update", u.Update, "action", "file", "error", err)
			c.say(cards.Internal)
		}
		return nil
	})
	if err == nil {
		if b.Hear != nil {
			b.Hear(u.Chat) // the sender has waited for the file to be fetched
		}
		b.Say(u.Chat, u.Update, "", outcome.Replies)
	}
	return err
}
