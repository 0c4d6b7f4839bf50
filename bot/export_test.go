package bot

import (
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/store"
)

// What the tests of this room see of it. They stand outside, so that they may try the buttons of every matter.

// Press is a route as the tests of this room see it.
type Press struct {
	Args             int
	Right            branch.Right
	Form             string
	OfBranch, OfForm bool // what its first number is
	OnForm           bool // it stands on the form's card
	Anywhere         bool // good on any message, old ones too
}

// Routes returns every action there is.
func (b *Bot) Routes() map[string]Press {
	list := map[string]Press{}
	for name, r := range b.routes {
		list[name] = Press{r.args, r.right, r.form, r.scope == inBranch, r.scope == inForm, r.onForm, r.card == nil && !r.onForm}
	}
	return list
}

// CommandRights returns the right that each command asks for.
func (b *Bot) CommandRights() map[string]branch.Right {
	list := map[string]branch.Right{}
	for name, c := range b.commands {
		list[name] = c.right
	}
	return list
}

// CommandNames returns what can be typed.
func (b *Bot) CommandNames() (names []string) {
	for name := range b.commands {
		names = append(names, name)
	}
	return names
}

// FormNames returns the forms that take a message.
func (b *Bot) FormNames() (names []string) {
	for name := range b.forms {
		names = append(names, name)
	}
	return names
}

// FormRight returns the right that the form asks for which somebody has open.
func FormRight(b *Bot, tx *store.Tx, now time.Time, from chat.Account) branch.Right {
	c := NewCall(b, tx, now, "", chat.Event{From: from, Chat: chat.Chat(from), Private: true})
	c.account()
	c.form, _ = store.Forms.Get(tx, store.ChatKey(c.e.Chat))
	f, _ := c.formOf()
	return f.Right
}

// NewCall makes the call of an event, to be handled in a transaction that goes on.
func NewCall(b *Bot, tx *store.Tx, now time.Time, key string, e chat.Event) *Call {
	p, err := chat.ParsePress(e.Data)
	return &Call{bot: b, key: key, tx: tx, now: now, e: e, press: p, forged: e.Kind == chat.Pressed && err != nil}
}

// Handle does what the event asks for.
func (c *Call) Handle() error { return c.handle() }
