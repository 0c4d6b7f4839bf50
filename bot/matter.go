package bot

import (
	"maps"

	"zhibu/branch"
	"zhibu/store"
)

// Matter is what the bot has to know of one matter: its buttons, what is typed, and its forms. The kernel knows none by name.
type Matter struct {
	Routes   map[string]Route   // by the action of a button
	Commands map[string]Command // by what is typed, with its slash
	Words    map[string]string  // what else is typed for a command
	Forms    map[string]Form    // by the name that a form has in the store
	// Covers shows again, as they stand, the cards that may show something in passing: what a message is answered with comes below
	// them. It is called for each event that is no press, whatever became of it.
	Covers func(*Call)
	// Dated takes a date that is typed while nothing is filled in, where a card of the matter's asks this member for one; taken is
	// false where none does. A date without a year is said for a day to come. nil: it asks for none.
	Dated func(c *Call, day branch.Date) (taken bool, err error)
	// Unsays reports whether what a member has typed goes from the screen, whatever comes of it, over the budget or not. form is what
	// is being filled in, "" for nothing. nil: nothing goes.
	Unsays func(form, text string) bool
	Text   *TextKind // what it makes of a text that an officer sends as a file; nil: nothing
	// Aside takes what is typed while a draft is being written (Call.Listen). One matter at most has it.
	Aside func(c *Call, text string) error
}

// TextKind is what a matter makes of a text that an officer sends as a file without being asked for one. One matter at most has it.
type TextKind struct {
	Upload store.UploadKind // what the file is called in the store until it has been read; it never changes
	Code   int64            // of the button that says a file is one; 0 is a roster, 2 neither
	Label  string           // of that button
	// Looks reports whether a text could be one, and whether it can be nothing else.
	Looks func(text string) (could, sure bool)
	// Read reads a text, outside any transaction, and returns what takes it: passed is what of the file was not read, unread a
	// sentence why nothing was. hash names the blob of the text.
	Read func(text string, passed []string, unread error) (take func(c *Call, u store.Upload, hash string) error)
}

// fits reports whether a text could be of the kind, and whether it can be nothing else. Of no kind is nothing.
func (k *TextKind) fits(text string) (could, sure bool) {
	if k == nil {
		return false, false
	}
	return k.Looks(text)
}

// is reports whether a file waits to be read as the kind.
func (k *TextKind) is(kind store.UploadKind) bool { return k != nil && k.Upload == kind }

// gather puts together what the kernel and the matters bring.
func (b *Bot) gather() {
	b.routes, b.commands, b.words, b.forms = maps.Clone(routes), maps.Clone(commands), maps.Clone(words), maps.Clone(forms)
	for _, m := range b.Matters {
		add(b.routes, m.Routes)
		add(b.commands, m.Commands)
		add(b.words, m.Words)
		add(b.forms, m.Forms)
		switch {
		case m.Aside == nil:
		case b.aside != nil:
			panic("bot: two matters write drafts")
		default:
			b.aside = m.Aside
		}
		switch {
		case m.Text == nil:
		case b.text != nil:
			panic("bot: two matters read what is sent as a file")
		default:
			b.text = m.Text
		}
	}
}

// add takes over what a matter brings. Two of one name would make one of them mean something else than it says.
func add[T any](to, from map[string]T) {
	for name, x := range from {
		if _, taken := to[name]; taken {
			panic("bot: two matters bring " + name)
		}
		to[name] = x
	}
}
