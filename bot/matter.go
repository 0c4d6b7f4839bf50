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
}

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

// Unsay takes what was typed off the person's screen, where the platform lets us, whatever comes of it.
func (c *call) Unsay() { c.unsay = c.e.Kind == chat.Text }

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
