package bot

import (
	"zhibu/bot/ask"
	"zhibu/branch"
)

// What a matter declares: its buttons, its commands, its forms.

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
func (r Route) On(card func(args []int64) string) Route {
	r.card = card
	return r
}

// OnHome is On for the card that one moves about in.
func (r Route) OnHome() Route { return r.On(onHome) }

// Own has an account refused that nobody has vouched for: it shows or ends what is the member's own.
func (r Route) Own() Route {
	r.own = true
	return r
}

// For has everybody refused who does not hold a right. Deeds judge everything finer.
func (r Route) For(right branch.Right) Route {
	r.right = right
	return r
}

// OwnGroup has the right asked about the group of whoever presses: its leader has some.
func (r Route) OwnGroup() Route {
	r.about = ownGroup
	return r
}

// GroupAt has the right asked about the group whose number stands at a place of the button's.
func (r Route) GroupAt(i int) Route {
	r.about = groupAt(i)
	return r
}

// Look has a press leave no trace anywhere, neither rows nor a line of the log: it shows something in passing.
func (r Route) Look() Route {
	r.look = true
	return r
}

// Aside is Look for a press about a draft: what is typed next still goes on with it.
func (r Route) Aside() Route {
	r.look, r.aside = true, true
	return r
}

// Mute has nothing tell who pressed: no day of the account, no line of the log, no chat that has asked. What the deed writes is kept.
func (r Route) Mute() Route {
	r.mute, r.aside = true, true
	return r
}

// Quiet has a refusal leave no trace anywhere: the button carries what nobody else may know.
func (r Route) Quiet() Route {
	r.quiet = true
	return r
}

// Keyed has a fresh key of the vault made before the deed (Call.Key). One that the deed does not take is destroyed.
func (r Route) Keyed() Route {
	r.key = true
	return r
}

// Typed is a command for everybody, with what is theirs.
func Typed(do func(*Call) error) Command { return Command{do: do} }

// WithWords has what follows a word that is typed for the command taken as what it looks for.
func (c Command) WithWords() Command {
	c.words = true
	return c
}

// Aside has the command leave no trace anywhere: its answer is shown in passing.
func (c Command) Aside() Command {
	c.aside = true
	return c
}

// Form makes a form as it is for one event: its functions may close over the call.
type Form = func(*Call) ask.Form

// For has everybody refused who does not hold a right.
func (c Command) For(right branch.Right) Command {
	c.right = right
	return c
}

// ForGroup has everybody refused who does not hold a right about the own group.
func (c Command) ForGroup(right branch.Right) Command {
	c.right, c.about = right, ownGroup
	return c
}
