package bot

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// Steps of forms: what a form waits for.
const (
	stepText    = "text"
	stepDay     = "day"
	stepConfirm = "confirm"
)

// formLife is how long a form may lie half-filled.
const formLife = 24 * time.Hour

// formSteps gives what each form does with a typed message.
var formSteps = map[string]func(*call, string) error{
	"visit":    visitTyped,
	"nominate": nominateTyped,
	"find":     findTyped, "change": changeTyped, "setting": settingTyped, "holidays": holidaysTyped,
	"lapse":   lapseTyped,
	"request": requestTyped,
	"ask":     askTyped,
	"policy":  policyFormTyped,
	"honour":  honourTyped,
	"firm":    firmTyped,

	formWhy: whyTyped, formPaper: paperTyped, formDecide: decideTyped, formObject: objectTyped, formAnswer: answerTyped, formReport: reportTyped,
	"reflect": reflectTyped,
}

// begin starts a form, in place of what was being filled in before.
func (c *call) begin(name, step string, numbers map[string]int64) store.Form {
	c.form = store.Form{Chat: c.e.Chat, Name: name, Step: step, Branch: c.me.Branch, Member: c.me.ID,
		Number: c.tx.Next(store.Key(nil).Str("form")), Numbers: numbers, Touched: c.now}
	store.Forms.Put(c.tx, c.form)
	return c.form
}

// set puts a number into the form; keep writes it.
func (c *call) set(name string, n int64) {
	if c.form.Numbers == nil {
		c.form.Numbers = map[string]int64{}
	}
	c.form.Numbers[name] = n
}

// keep writes what the form holds now.
func (c *call) keep() {
	c.form.Touched = c.now
	store.Forms.Put(c.tx, c.form)
}

func (c *call) drop() { store.Forms.Delete(c.tx, store.ChatKey(c.e.Chat)) }

// openForm gives the form that is being filled in in this chat, unless it has lain too long.
func (c *call) openForm() (store.Form, bool) {
	f, ok := store.Forms.Get(c.tx, store.ChatKey(c.e.Chat))
	return f, ok && c.now.Sub(f.Touched) < formLife
}

// cancel leaves whatever is being filled in, by button or by command. The form's card becomes what it was before.
func cancel(c *call) error {
	f, ok := c.openForm()
	c.drop()
	if !ok {
		return office.Refusal(cards.NoForm)
	}
	c.place = cards.KeyHome
	if f.Name == "reflect" {
		c.say(cards.ReflectionKept)
		return home(c)
	}
	c.say(cards.Dropped)
	if f.Name == "nominate" && c.as(f.Branch) {
		round, group := f.Numbers["round"], f.Numbers["group"]
		c.place = cards.KeyNomination(f.Branch, branch.RoundID(round), branch.GroupID(group))
		return c.nominationCard(round, group)
	}
	if back, ok := formBack[f.Name]; ok && c.as(f.Branch) {
		c.place = f.Card
		return back(c, f)
	}
	if f.Change != nil && f.Change.Member != 0 && c.as(f.Branch) && c.me.Officer() {
		return c.person(f.Change.Member)
	}
	return home(c)
}

// formBack gives what the card of a form becomes when it is left.
var formBack map[string]func(*call, store.Form) error

func init() {
	round := func(c *call, f store.Form) error {
		c.press.Args = []int64{int64(f.Branch), f.Numbers["round"]}
		return roundBack(c)
	}
	formBack = map[string]func(*call, store.Form) error{
		formWhy: round, formPaper: round, formDecide: round,
		formReport: func(c *call, f store.Form) error { return c.reportCard(f.Numbers["round"], f.Numbers["group"]) },
		formObject: func(c *call, f store.Form) error {
			c.press.Args = []int64{int64(f.Branch), f.Numbers["round"]}
			return notice(c)
		},
		formAnswer: func(c *call, f store.Form) error {
			c.press.Args = []int64{int64(f.Branch), f.Numbers["round"], f.Numbers["objection"]}
			return objection(c)
		},
	}
}
