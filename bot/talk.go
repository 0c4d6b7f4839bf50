package bot

import (
	"maps"
	"time"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// What a matter's talk does with a call.

// Tx is the transaction of the event.
func (c *Call) Tx() *store.Tx { return c.tx }

// Now is the time of the event.
func (c *Call) Now() time.Time { return c.now }

// Office does the deeds.
func (c *Call) Office() *office.Office { return c.bot.Office }

// Rest is what was typed after the command.
func (c *Call) Rest() string { return c.rest }

// Blob returns a text that was sent as a file, by its hash.
func (c *Call) Blob(hash string) ([]byte, error) { return c.bot.Store.Blob(hash) }

// Stands reports whether the pressed button stands on home's message, be it its current state or not.
func (c *Call) Stands() bool { return c.tx.Stands(c.e.Chat, cards.KeyHome, c.e.Message) }

// UpTo leads from a form to the card that a button of an action shows, by what the button carries after the branch; home, if what
// it was about is gone.
func (c *Call) UpTo(action string, numbers ...int64) func(chat.Answers) error {
	return c.Up(c.bot.routes[action].do, numbers...)
}

// FillFile goes on with a form that a file was sent for, or begins it, with the file in its field "file". proposed are answers that
// the file suggests.
func (c *Call) FillFile(name string, u store.Upload, hash string, proposed chat.Answers) error {
	f, open := c.Filling()
	if !open || f.Name != name || f.Number != u.Form {
		known := maps.Clone(proposed)
		known.Put("file", hash)
		c.Begin(name, known)
		c.form.GaveFile("file")
	} else {
		c.form, c.form.Left = f, false
	}
	r, err := c.filling()
	if err != nil {
		return err
	}
	for field, answer := range proposed {
		if !r.Answers.Has(field) {
			r.Answers[field] = answer
		}
	}
	if err := r.PutFile("file", hash); err != nil {
		return err
	}
	return c.filled(r)
}

// Me is the member in whose name the event is handled.
func (c *Call) Me() branch.Member { return c.me }

// Form is the form that the event is about.
func (c *Call) Form() store.Form { return c.form }

// Start is Fill for a form whose questions stand on cards of their own.
func (c *Call) Start(name string, known chat.Answers) store.Form {
	c.Begin(name, known)
	return c.form
}

// Home shows home.
func (c *Call) Home() error { return home(c) }

// Toast tells a line that fades to who pressed.
func (c *Call) Toast(sentence string) { c.tx.Reply(chat.Reply{Toast: sentence}) }

// Below says that the answer comes below.
func (c *Call) Below() { c.Toast(cards.SeeBelow) }

// Branch is what questions need to know of the branch that the event is about.
func (c *Call) Branch() ask.Branch { return &known{c: c} }

// Event is what has come from the chat.
func (c *Call) Event() chat.Event { return c.e }

// Key is a fresh key of the vault, durable; "" if none could be made, or the route asks for none.
func (c *Call) Key() string { return c.key }

// Mine are the branches in which the account stands for somebody.
func (c *Call) Mine() []store.Binding { return c.mine }

// DropOn drops the form that is being filled in on a card, and no other.
func (c *Call) DropOn(key string) {
	if f, ok := c.Filling(); ok && f.Card == key {
		c.Drop()
	}
}

// PutBy keeps a form that was begun as one that its person has left, with the card to go on with.
func (c *Call) PutBy(face chat.Card) {
	c.form.Face, c.form.Left = &face, true
	c.Keep()
}

// Stand has the answer take the place of the card with that key if the button pressed stands on it; else it is a new message.
func (c *Call) Stand(key string) {
	if c.e.Kind == chat.Pressed && c.tx.Current(c.e.Chat, key, c.e.Message) {
		c.place = key
	} else if c.e.Kind == chat.Pressed {
		c.Below()
	}
}

// Passing shows a card in passing where the button pressed stands: nothing is stored of it.
func (c *Call) Passing(card chat.Card) { c.Cover(c.e.Message, card) }

// Tell says a card once, as a message of its own: nothing is stored of it, and nothing will edit it.
func (c *Call) Tell(card chat.Card) { c.tx.Reply(chat.Reply{Say: &card}) }

// Alert tells a line that who pressed has to dismiss.
func (c *Call) Alert(sentence string) { c.tx.Reply(chat.Reply{Toast: sentence, Alert: true}) }

// Cover shows a card in passing on a message of the chat: nothing is stored of it.
func (c *Call) Cover(message int64, card chat.Card) { c.tx.ReplyEdit(c.e.Chat, message, card) }

// ShowBelow shows a card as a new message.
func (c *Call) ShowBelow(card chat.Card) { c.tx.ShowBelow(c.e.Chat, card) }

// HomeOr makes the home card the place of the answer, unless the button stood elsewhere.
func (c *Call) HomeOr(elsewhere bool) error {
	if elsewhere || c.e.Kind != chat.Pressed {
		return nil
	}
	c.place = cards.KeyHome
	if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
		return office.Refusal(cards.OldCard)
	}
	return nil
}

// AtHome has the answer take the place of the home card if the button pressed stands on it; else it is a new message.
func (c *Call) AtHome() {
	if c.tx.Current(c.e.Chat, cards.KeyHome, c.e.Message) {
		c.place = cards.KeyHome
	}
}

// MembersOr lists members to choose from, after what it means to choose nobody.
func MembersOr(nobody string, ok func(branch.Member) bool) func(ask.Context) []ask.Option {
	return func(x ask.Context) []ask.Option {
		list := []ask.Option{{Label: nobody}}
		p := x.People()
		for _, m := range p.Active(ok) {
			list = append(list, ask.Option{Label: p.Called(m), Value: int64(m.ID)})
		}
		return list
	}
}

// Refused is a sentence of the rules as a refusal.
func Refused(err error) error {
	if err == nil {
		return nil
	}
	return office.Refusal(err.Error())
}

// Page returns a page number that a button carries, within what an int of any size holds.
func Page(n int64) int { return int(min(max(n, 0), 1<<20)) }
