package bot

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Forms are values of bot/ask. Each is made for one event, by the name it has in the store; what has been answered stands in the
// form's row. Nothing here knows what a form is about.

// known is what forms ask of a branch.
type known struct {
	c      *Call
	people *branch.People
}

func (k *known) Today() branch.Date { return branch.DateOf(k.c.now) }

func (k *known) People() *branch.People {
	if k.people == nil {
		k.people = office.People(k.c.tx, k.c.me.Branch)
	}
	return k.people
}

func (k *known) Enterprises() []branch.Contact {
	return office.Enterprises(k.c.tx, k.c.me, k.Today())
}

// formOf makes the form of the call as it is now.
func (c *Call) formOf() (f ask.Form, ok bool) {
	made, ok := c.bot.forms[c.form.Name]
	if !ok {
		return f, false
	}
	if c.form.Answers == nil {
		c.form.Answers = chat.Answers{}
	}
	f = made(c)
	f.Name, f.Branch = c.form.Name, &known{c: c}
	if f.Key == "" {
		f.Key = cards.KeyHome
	}
	return f, true
}

// Fill begins a form with what is known, in place of what was being filled in before, and asks its first question.
func (c *Call) Fill(name string, answers chat.Answers) error { return c.filled(c.Begin(name, answers)) }

// Begin is Fill for a form whose questions stand on cards of their own.
func (c *Call) Begin(name string, answers chat.Answers) *ask.Run {
	c.form = store.Form{Chat: c.e.Chat, Name: name, Branch: c.me.Branch, Member: c.me.ID, Number: c.tx.Next(store.Key(nil).Str("form")), Touched: c.now}
	c.form.Answers = answers
	f, ok := c.formOf()
	if !ok {
		panic("bot: no such form: " + name)
	}
	c.form.Title, c.form.Passing, c.form.Search, c.form.Secret = f.Title, f.Passing, f.Search, f.Secret
	if f.Key != cards.KeyHome {
		c.form.Card = f.Key
	}
	r := ask.Begin(f, c.form.Number, &c.form.Filling, c.form.Answers)
	if f.Passing { // what was being filled in is kept behind it, and its card says so
		c.Leave()
	}
	c.form.Kept = office.BeginForm(c.tx, c.form)
	return r
}

// Given makes answers of names and values: what is known when a form is begun.
func Given(list ...any) chat.Answers {
	a := chat.Answers{}
	for i := 0; i < len(list); i += 2 {
		a.Put(list[i].(string), list[i+1])
	}
	return a
}

// filling makes the form that is being filled in, for who may.
func (c *Call) filling() (*ask.Run, error) {
	f, ok := c.formOf()
	if !ok {
		return nil, office.Refusal(cards.OldForm)
	}
	if err := c.asked(f.Right, nil); err != nil {
		return nil, err
	}
	if f.May != nil {
		if err := f.May(); err != nil {
			return nil, err
		}
	}
	return ask.Resume(f, c.form.Number, &c.form.Filling), nil
}

// wrong makes a refusal of what the engine does not take.
func wrong(err error) error {
	if w := ask.Wrong(""); errors.As(err, &w) || errors.Is(err, ask.ErrSplit) {
		return office.Refusal(err.Error())
	}
	return err
}

// filled goes on after an answer: the form is kept and shown, or done if that is to be at once.
func (c *Call) filled(r *ask.Run) error {
	if r.AtOnce && r.Asked == "" {
		answers := maps.Clone(r.Answers)
		r.Again()
		return r.Done(answers)
	}
	c.Keep()
	c.Show(r.Card())
	return nil
}

// onForm carries out a button of a form.
func onForm(do func(r *ask.Run, arg func(int) int64) error) func(*Call) error {
	return func(c *Call) error {
		r, err := c.filling()
		if err != nil {
			return err
		}
		if err := do(r, c.Arg); err != nil {
			return wrong(err)
		}
		return c.filled(r)
	}
}

var (
	formSet  = onForm(func(r *ask.Run, arg func(int) int64) error { return r.Set(arg(1), arg(2)) })
	formPick = onForm(func(r *ask.Run, arg func(int) int64) error {
		r.Page = Page(arg(4))
		return r.Pick(arg(1), arg(2), arg(3) == 1)
	})
	formPage = onForm(func(r *ask.Run, arg func(int) int64) error { return r.Turn(arg(1), Page(arg(2))) })
	formNext = onForm(func(r *ask.Run, arg func(int) int64) error { return r.Rest(arg(1)) })
	formPrev = onForm(func(r *ask.Run, arg func(int) int64) error { return r.Back(arg(1)) })
	formSkip = onForm(func(r *ask.Run, arg func(int) int64) error { return r.Skip(arg(1)) })
	formFix  = onForm(func(r *ask.Run, arg func(int) int64) error { return r.Fix(arg(1)) })
	formNone = onForm(func(r *ask.Run, arg func(int) int64) error { return r.None(arg(1)) })
	formMore = onForm(func(r *ask.Run, arg func(int) int64) error { return r.Add(arg(1)) })
	formSee  = onForm(func(r *ask.Run, _ func(int) int64) error { return r.See() })

	textAdd  = onForm(func(r *ask.Run, _ func(int) int64) error { return r.Settle(true, false) })
	textSwap = onForm(func(r *ask.Run, _ func(int) int64) error { return r.Settle(false, true) })
	textKeep = onForm(func(r *ask.Run, _ func(int) int64) error { return r.Settle(false, false) })
)

// formOK does what the form was for, if all is as it was shown: another device may have changed it meanwhile.
func formOK(c *Call) error {
	r, err := c.filling()
	if err != nil {
		return err
	}
	switch err := r.Confirm(c.Arg(1)); {
	case err == ask.Wrong(cards.FormMoved):
		c.tx.Reply(chat.Reply{Toast: cards.FormMoved})
		c.Show(r.Card())
		return nil
	case err != nil:
		return wrong(err)
	}
	c.Drop()
	return r.Done(r.Answers)
}

// fillTyped has the form take a text.
func (c *Call) fillTyped(text string) error {
	r, err := c.filling()
	if err != nil {
		return err
	}
	if err := r.Typed(text, c.sent()); err != nil {
		return wrong(err)
	}
	return c.filled(r)
}

// sent says when a text was sent, by the platform's clock.
func (c *Call) sent() ask.Sent {
	s := ask.Sent{At: c.e.Sent, Message: c.e.Message}
	if s.At.IsZero() {
		s.At = c.now
	}
	return s
}

// half notes that a text was refused which may be a part of a longer one: what comes right after it is not taken either, and what
// was taken of it before is dropped.
func (c *Call) half() {
	f, ok := c.Filling()
	if _, known := c.bot.forms[f.Name]; c.look || !ok || !known || f.Left || c.e.Kind != chat.Text || strings.HasPrefix(c.e.Text, "/") {
		return
	}
	follows := ask.Follows(f.Filling, c.sent())
	if !follows && !ask.Long(c.e.Text) {
		return
	}
	taken := follows && !f.Long.Refused
	ask.Refuse(&f.Filling, c.sent())
	store.Forms.Put(c.tx, f)
	if c.form = f; !taken || !c.as(f.Branch) {
		return
	}
	if r, err := c.filling(); err == nil {
		c.Show(r.Card())
	}
}

// Up leads from a form to a card that takes a branch and more numbers; home, if what it was about is gone.
func (c *Call) Up(do func(*Call) error, numbers ...int64) func(chat.Answers) error {
	return func(chat.Answers) error {
		c.press.Args = slices.Concat([]int64{int64(c.me.Branch)}, numbers)
		if err := do(c); err != nil {
			return home(c)
		}
		return nil
	}
}

// giveBack returns back what was written into a form of an older program.
func (c *Call) giveBack() {
	f, ok := store.Forms.Get(c.tx, store.ChatKey(c.e.Chat))
	if !ok || f.Name != store.FormerForm {
		return
	}
	c.Drop()
	if words := f.Words(); words != "" && c.now.Sub(f.Touched) < office.FormLife {
		card := cards.FormGiven(f.Number, f.Title, words)
		c.tx.Reply(chat.Reply{Say: &card})
	}
}

// wantsText reports whether a form asks for a text.
func (c *Call) wantsText(f store.Form) bool {
	if !c.as(f.Branch) {
		return false
	}
	c.form = f
	r, err := c.filling()
	return err == nil && r.Wants()
}

// forms makes each form as it is for one call.
var forms map[string]Form

// formBind is the form that a stranger confirms.
const formBind = "bind"

func init() { // a composite literal would be an initialisation cycle through cancel and home
	forms = map[string]Form{"setting": settingForm, "holidays": holidaysForm, "find": findForm, "invite": inviteForm, "bind": bindForm, "change": changeForm}
}
