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

// Route is one action of a button.
type Route = route

// Command is a command that can be typed.
type Command = command

// Call is one event being handled inside its transaction.
type Call = call

// InBranch is the route of a button whose first number is a branch: as the member for whom the account stands there. args is how
// many numbers it carries, the branch included.
func InBranch(args int, do func(*Call) error) Route {
	return Route{scope: inBranch, args: args, do: do}
}

// InForm is the route of a button whose first number is a form's: as whoever fills it in.
func InForm(form string, args int, do func(*Call) error) Route {
	return Route{scope: inForm, args: args, form: form, do: do}
}

// On has a press on an older copy than the current one of a card refused.
func (r route) On(card func(args []int64) string) Route {
	r.card = card
	return r
}

// OnHome is On for the card that one moves about in.
func (r route) OnHome() Route { return r.On(onHome) }

// Own has an account refused that nobody has vouched for: it shows or ends what is the member's own.
func (r route) Own() Route {
	r.own = true
	return r
}

// For has everybody refused who does not hold a right. Deeds judge everything finer.
func (r route) For(right branch.Right) Route {
	r.right = right
	return r
}

// OwnGroup has the right asked about the group of whoever presses: its leader has some.
func (r route) OwnGroup() Route {
	r.about = ownGroup
	return r
}

// GroupAt has the right asked about the group whose number stands at a place of the button's.
func (r route) GroupAt(i int) Route {
	r.about = groupAt(i)
	return r
}

// Look has a press leave no trace anywhere, neither rows nor a line of the log: it shows something in passing.
func (r route) Look() Route {
	r.look = true
	return r
}

// Aside is Look for a press about a draft: what is typed next still goes on with it.
func (r route) Aside() Route {
	r.look, r.aside = true, true
	return r
}

// Mute has nothing tell who pressed: no day of the account, no line of the log, no chat that has asked. What the deed writes is kept.
func (r route) Mute() Route {
	r.mute, r.aside = true, true
	return r
}

// Quiet has a refusal leave no trace anywhere: the button carries what nobody else may know.
func (r route) Quiet() Route {
	r.quiet = true
	return r
}

// Keyed has a fresh key of the vault made before the deed (Call.Key). One that the deed does not take is destroyed.
func (r route) Keyed() Route {
	r.key = true
	return r
}

// Typed is a command for everybody, with what is theirs.
func Typed(do func(*Call) error) Command { return Command{do: do} }

// WithWords has what follows a word that is typed for the command taken as what it looks for.
func (c command) WithWords() Command {
	c.words = true
	return c
}

// Aside has the command leave no trace anywhere: its answer is shown in passing.
func (c command) Aside() Command {
	c.aside = true
	return c
}

// Form makes a form as it is for one event: its functions may close over the call.
type Form = func(*Call) ask.Form

// For has everybody refused who does not hold a right.
func (c command) For(right branch.Right) Command {
	c.right = right
	return c
}

// ForGroup has everybody refused who does not hold a right about the own group.
func (c command) ForGroup(right branch.Right) Command {
	c.right, c.about = right, ownGroup
	return c
}

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

// What a matter's talk does with a call.

// Tx is the transaction of the event.
func (c *call) Tx() *store.Tx { return c.tx }

// Now is the time of the event.
func (c *call) Now() time.Time { return c.now }

// Office does the deeds.
func (c *call) Office() *office.Office { return c.bot.Office }

// Rest is what was typed after the command.
func (c *call) Rest() string { return c.rest }

// Blob returns a text that was sent as a file, by its hash.
func (c *call) Blob(hash string) ([]byte, error) { return c.bot.Store.Blob(hash) }

// Stands reports whether the pressed button stands on home's message, be it its current state or not.
func (c *call) Stands() bool { return c.tx.Stands(c.e.Chat, cards.KeyHome, c.e.Message) }

// UpTo leads from a form to the card that a button of an action shows, by what the button carries after the branch; home, if what
// it was about is gone.
func (c *call) UpTo(action string, numbers ...int64) func(chat.Answers) error {
	return c.Up(c.bot.routes[action].do, numbers...)
}

// FillFile goes on with a form that a file was sent for, or begins it, with the file in its field "file". proposed are answers that
// the file suggests.
func (c *call) FillFile(name string, u store.Upload, hash string, proposed chat.Answers) error {
	f, open := c.openForm()
	if !open || f.Name != name || f.Number != u.Form {
		known := maps.Clone(proposed)
		known.Put("file", hash)
		c.start(name, known)
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
func (c *call) Me() branch.Member { return c.me }

// Arg is the i-th number of the pressed button.
func (c *call) Arg(i int) int64 { return c.arg(i) }

// Form is the form that the event is about.
func (c *call) Form() store.Form { return c.form }

// Fill begins a form with what is known, and asks its first question.
func (c *call) Fill(name string, known chat.Answers) error { return c.fill(name, known) }

// Start is Fill for a form whose questions stand on cards of their own.
func (c *call) Start(name string, known chat.Answers) store.Form {
	c.start(name, known)
	return c.form
}

// Begin is Fill without a question: what is known may be all there is.
func (c *call) Begin(name string, known chat.Answers) *ask.Run { return c.start(name, known) }

// Keep writes what the form holds now.
func (c *call) Keep() { c.keep() }

// Drop ends the form.
func (c *call) Drop() { c.drop() }

// Show shows a card as the answer: where it stands to who pressed it, else as a new message.
func (c *call) Show(card chat.Card) { c.show(card) }

// ShowThere shows a card where it was pressed if it stands there, and else below.
func (c *call) ShowThere(card chat.Card) { c.answerThere(card) }

// Home shows home.
func (c *call) Home() error { return home(c) }

// Note tells what has been done: as a line that fades to who pressed, as a message to who typed.
func (c *call) Note(sentence string) { c.note(sentence) }

// Toast tells a line that fades to who pressed.
func (c *call) Toast(sentence string) { c.tx.Reply(chat.Reply{Toast: sentence}) }

// Below says that the answer comes below.
func (c *call) Below() { c.Toast(cards.SeeBelow) }

// Branch is what questions need to know of the branch that the event is about.
func (c *call) Branch() ask.Branch { return &known{c: c} }

// With does what a button of the member's branch does that carries these numbers.
func (c *call) With(do func(*Call) error, args ...int64) error { return c.with(do, args...) }

// Event is what has come from the chat.
func (c *call) Event() chat.Event { return c.e }

// Key is a fresh key of the vault, durable; "" if none could be made, or the route asks for none.
func (c *call) Key() string { return c.key }

// Mine are the branches in which the account stands for somebody.
func (c *call) Mine() []store.Binding { return c.mine }

// Filling returns the form that is being filled in in the chat, whatever it is about; ok is false if there is none.
func (c *call) Filling() (store.Form, bool) { return c.openForm() }

// DropOn drops the form that is being filled in on a card, and no other.
func (c *call) DropOn(key string) {
	if f, ok := c.Filling(); ok && f.Card == key {
		c.Drop()
	}
}

// Leave has what is being filled in take nothing more until its person goes on with it.
func (c *call) Leave() { c.leaveForm() }

// PutBy keeps a form that was begun as one that its person has left, with the card to go on with.
func (c *call) PutBy(face chat.Card) {
	c.form.Face, c.form.Left = &face, true
	c.keep()
}

// Stand has the answer take the place of the card with that key if the button pressed stands on it; else it is a new message.
func (c *call) Stand(key string) {
	if c.e.Kind == chat.Pressed && c.tx.Current(c.e.Chat, key, c.e.Message) {
		c.place = key
	} else if c.e.Kind == chat.Pressed {
		c.Below()
	}
}

// Passing shows a card in passing where the button pressed stands: nothing is stored of it.
func (c *call) Passing(card chat.Card) { c.tx.ReplyEdit(c.e.Chat, c.e.Message, card) }

// ShowBelow shows a card as a new message.
func (c *call) ShowBelow(card chat.Card) { c.tx.ShowBelow(c.e.Chat, card) }

// Given makes answers of names and values: what is known when a form is begun.
func Given(list ...any) chat.Answers { return given(list...) }

// HomeOr makes the home card the place of the answer, unless the button stood elsewhere.
func (c *call) HomeOr(elsewhere bool) error {
	if elsewhere || c.e.Kind != chat.Pressed {
		return nil
	}
	c.place = cards.KeyHome
	if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
		return office.Refusal(cards.OldCard)
	}
	return nil
}

// Daily counts what an account enters of a kind in a day, and refuses what goes beyond any day's work.
func (c *call) Daily(what string) error { return c.daily(what) }

// AtHome has the answer take the place of the home card if the button pressed stands on it; else it is a new message.
func (c *call) AtHome() {
	if c.tx.Current(c.e.Chat, cards.KeyHome, c.e.Message) {
		c.place = cards.KeyHome
	}
}

// GroupNames returns what the groups of the branch are called.
func (c *call) GroupNames() map[branch.GroupID]string { return c.groupNames() }

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
