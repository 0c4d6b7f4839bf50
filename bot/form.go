package bot

import (
	"cmp"

	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Keep writes what the form holds now.
func (c *Call) Keep() {
	c.form.Touched = c.now
	store.Forms.Put(c.tx, c.form)
}

// Drop ends the form that is being filled in.
func (c *Call) Drop() { office.EndForm(c.tx, c.e.Chat) }

// Filling returns the form that is being filled in in this chat, unless it has lain too long.
func (c *Call) Filling() (store.Form, bool) {
	f, ok := store.Forms.Get(c.tx, store.ChatKey(c.e.Chat))
	return f, ok && c.now.Sub(f.Touched) < office.FormLife
}

// face keeps, with a form, the card that shows it. Any other card in the place of the home card means that its person has gone
// elsewhere.
func (c *Call) face(card chat.Card) {
	f, ok := c.Filling()
	switch {
	case !ok || f.Search: // what is typed is looked for until one goes home
	case c.carries(card, f.Number):
		f.Face, f.Left = &card, false
		store.Forms.Put(c.tx, f)
		if c.form.Number == f.Number {
			c.form.Face, c.form.Left = f.Face, false
		}
	case card.Key == cards.KeyHome:
		c.Leave()
	}
}

// carries reports whether a card has a button of a form, beside the one that goes on with it.
func (c *Call) carries(card chat.Card, form int64) bool {
	for _, r := range card.Rows {
		for _, b := range r {
			if p, err := chat.ParsePress(b.Press); err == nil && p.Action != cards.ActGoOn && c.bot.routes[p.Action].scope == inForm && p.Args[0] == form {
				return true
			}
		}
	}
	return false
}

// Leave has what is being filled in take nothing more until its person goes on with it, and its card say so. A form that
// holds nothing yet is dropped.
func (c *Call) Leave() {
	f, ok := c.Filling()
	if !ok || f.Left {
		return
	}
	held := office.FormHolds(f)
	switch {
	case f.Face == nil:
	case f.Face.Key == cards.KeyHome && c.place != cards.KeyHome: // home goes on below
		c.tx.Former(f.Chat, cards.KeyHome, cards.FormWas(f.Title, held))
	case f.Face.Key != cards.KeyHome && held:
		c.tx.Show(f.Chat, cards.FormLeft(*f.Face, f.Number, f.Title))
	}
	if !held {
		c.Drop()
		return
	}
	f.Left = true
	store.Forms.Put(c.tx, f)
}

// goOn brings a form's card to the bottom, or where the home card stands that it was left for.
func goOn(c *Call) error {
	if c.form.Face == nil {
		return office.Refusal(cards.OldForm)
	}
	c.Keep()
	if c.form.Face.Key != cards.KeyHome {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
		c.Show(*c.form.Face)
		return nil
	}
	c.ShowThere(*c.form.Face)
	return nil
}

// cancel leaves whatever is being filled in, by button or by command: at once if nothing was written, else it asks. The form's
// card becomes what it was before.
func cancel(c *Call) error {
	f, ok := c.Filling()
	switch {
	case !ok:
		c.Drop()
		return office.Refusal(cards.NoForm)
	case !f.Left && c.as(f.Branch) && c.unsaved(f):
		if c.e.Kind == chat.Pressed {
			c.place = cards.KeyHome
		}
		c.Leave()
		card := cards.FormLeave(f.Number, f.Title)
		if c.place == cards.KeyHome { // not by show: the form's face stays what it was
			c.tx.Show(c.e.Chat, card)
		} else {
			c.tx.ShowBelow(c.e.Chat, card)
		}
		return nil
	}
	return c.cancelled(f)
}

// unsaved reports whether a form that is cancelled holds what its person would miss.
func (c *Call) unsaved(f store.Form) bool {
	c.form = f
	form, ok := c.formOf()
	return ok && !form.Unasked && office.FormHolds(f)
}

// formKeep puts a form by: home leads back to it.
func formKeep(c *Call) error {
	c.Note(cards.FormKept)
	return home(c)
}

func formDrop(c *Call) error { return c.cancelled(c.form) }

// cancelled drops a form, or keeps it where that is its way, and goes back to where it was begun.
func (c *Call) cancelled(f store.Form) error {
	known := c.as(f.Branch)
	c.form = f
	form, ok := c.formOf()
	switch {
	case !ok || !known && !form.Stranger:
		c.Drop()
		c.Note(cards.Dropped)
		return home(c)
	case form.Kept && c.e.Kind == chat.Pressed:
		c.Leave()
	case form.Stranger:
		c.Drop()
	default:
		c.Drop()
		c.Note(cmp.Or(form.Left, cards.Dropped))
	}
	if c.place = form.Key; form.Up == nil {
		return home(c)
	}
	return form.Up(f.Answers)
}
