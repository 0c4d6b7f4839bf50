package bot

import (
	"errors"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// takesFile gives the forms whose words may come as a file, or in several messages.
var takesFile = map[string]bool{"nominate": true, formReport: true, "reflect": true}

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
		var word bool
		if text, word, unread = files.ReadPolicy(data); unread == nil && word != strings.HasSuffix(u.File, ".docx") {
			unread = errors.New(cards.FormFileBroken)
		}
	}
	outcome, err := b.Store.Update(func(tx *store.Tx) error {
		tx.Because(u.Chat, u.Update)
		c := &call{bot: b, e: chat.Event{Kind: chat.Text, Chat: u.Chat, Private: true}, tx: tx, now: b.Now()}
		me, wanted := b.Office.TakeFormText(tx, u)
		if !wanted {
			return nil
		}
		c.me = me
		err := tx.Try(func() error {
			f, filling := c.openForm()
			switch {
			case !filling || f.Number != u.Form || !takesFile[f.Name]:
				return office.Refusal(cards.OldForm)
			case unread != nil:
				return office.Refusal(unread.Error())
			}
			c.form = f
			return formSteps[f.Name](c, strings.TrimSpace(text))
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
		b.Say(u.Chat, u.Update, "", outcome.Replies)
	}
	return err
}

// more has the next message, or file, added to what the form holds.
func (c *call) more(back func(*call) error) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	c.set("more", 1)
	c.keep()
	return back(c)
}

// words gives what the form holds with a message: added to it if that was asked for, else in its place.
func (c *call) words(text string) (string, error) {
	if c.form.Numbers["more"] == 1 && c.form.Text != "" {
		text = c.form.Text + "\n" + text
	}
	text, err := office.ReadText(text)
	if err == nil {
		c.set("more", 0)
	}
	return text, err
}

func nominateMore(c *call) error {
	r, g, err := c.nomination(c.form.Numbers["round"], c.form.Numbers["group"])
	if err != nil {
		return err
	}
	return c.more(func(c *call) error {
		c.place = cards.KeyNomination(r.Branch, r.ID, g.ID)
		c.show(cards.NominationMore(r, g, c.form.Text))
		return nil
	})
}

func reportMore(c *call) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, c.formRound(), branch.GroupID(c.form.Numbers["group"]))
	if err != nil {
		return err
	}
	if err := c.ours(); err != nil {
		return err
	}
	return c.more(func(c *call) error {
		c.show(cards.ReportMore(r, g, c.form.Text))
		return nil
	})
}
