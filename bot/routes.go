package bot

import (
	"cmp"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// scope says what the first argument of an action is, and so in whose name it is done.
type scope uint8

const (
	account  scope = iota // none: in the branch that stands in front
	inBranch              // a branch: as the member for whom this account stands there
	inForm                // a form's number: as whoever fills it in
)

// Route is one action of a button.
type Route struct {
	scope    scope
	args     int                  // how many numbers it carries, the first included
	card     func([]int64) string // the card it stands on; a press on an older copy is refused. nil: any
	stranger bool                 // also for accounts that stand for nobody
	key      bool                 // needs a fresh key of the vault
	look     bool                 // shows something in passing, and leaves no trace anywhere: neither rows nor a line of the log
	looks    func([]int64) bool   // look, for some of what it carries; nil: as look says
	mute     bool                 // what it writes is kept, and nothing tells who pressed it
	aside    bool                 // about a draft: what is typed next still goes on with it
	quiet    bool                 // a refusal leaves no trace anywhere: a sealed choice was pressed
	right    branch.Right         // who may press it at all; none: TestRights says why. Deeds judge everything finer
	about    concern              // of whom or what the right is asked; nil: by post alone
	former   bool                 // also for who has left the branch, about the own record
	own      bool                 // shows or ends what is the member's own: not for an account that nobody has vouched for
	form     string               // inForm: the form's name
	onForm   bool                 // inForm: it stands on the form's card; a press on an older copy is refused
	do       func(*Call) error
}

// concern returns what a right is asked about: the group or the person that a press names.
type concern func(*Call) branch.Concern

// groupAt is the group whose number stands at a place of the button's.
func groupAt(i int) concern {
	return func(c *Call) branch.Concern { return office.Group(c.tx, c.me.Branch, branch.GroupID(c.Arg(i))) }
}

func ownGroup(c *Call) branch.Concern { return office.Group(c.tx, c.me.Branch, c.me.Group) }

func onHome([]int64) string { return cards.KeyHome }

// ownRoom reports whether a press opens the room from which one goes on to what may be said without a name: a row of home would tell
// who went that way, and when.
func ownRoom(args []int64) bool { return len(args) == 2 && cards.RoomOf(args[1]) == cards.RoomMine }

// routes is every action there is. Whoever presses is authorised here and in the deed, against the current state.
var routes = map[string]Route{}

func init() { // a composite literal would be an initialisation cycle through cancel and home
	routes = map[string]Route{
		cards.ActHome:   {args: 0, card: onHome, do: home},
		cards.ActRoom:   {scope: inBranch, args: 2, card: onHome, looks: ownRoom, do: openRoom},
		cards.ActWaits:  {scope: inBranch, args: 2, card: onHome, do: waits},
		cards.ActSwitch: {scope: inBranch, args: 1, card: onHome, do: switchBranch},
		cards.ActMe:     {args: 0, card: onHome, former: true, do: me},
		cards.ActMeOf:   {scope: inBranch, args: 1, card: onHome, former: true, do: me},
		cards.ActHelp:   {args: 0, card: onHome, do: help},
		cards.ActCancel: {scope: inForm, args: 1, onForm: true, stranger: true, do: cancel},
		cards.ActMenu:   {args: 0, do: menu},
		cards.ActGoOn:   {scope: inForm, args: 1, do: goOn},

		cards.ActFormSet:  {scope: inForm, args: 3, onForm: true, do: formSet},
		cards.ActFormPick: {scope: inForm, args: 5, onForm: true, do: formPick},
		cards.ActFormPage: {scope: inForm, args: 3, onForm: true, do: formPage},
		cards.ActFormNext: {scope: inForm, args: 2, onForm: true, do: formNext},
		cards.ActFormBack: {scope: inForm, args: 2, onForm: true, do: formPrev},
		cards.ActFormSkip: {scope: inForm, args: 2, onForm: true, do: formSkip},
		cards.ActFormFix:  {scope: inForm, args: 2, onForm: true, do: formFix},
		cards.ActFormNone: {scope: inForm, args: 2, onForm: true, do: formNone},
		cards.ActFormMore: {scope: inForm, args: 2, onForm: true, do: formMore},
		cards.ActFormSee:  {scope: inForm, args: 1, onForm: true, do: formSee},
		cards.ActFormOK:   {scope: inForm, args: 2, onForm: true, stranger: true, do: formOK},

		cards.ActFormKeep: {scope: inForm, args: 1, card: onHome, do: formKeep},
		cards.ActFormDrop: {scope: inForm, args: 1, card: onHome, do: formDrop},
		cards.ActTextAdd:  {scope: inForm, args: 1, onForm: true, do: textAdd},
		cards.ActTextSwap: {scope: inForm, args: 1, onForm: true, do: textSwap},
		cards.ActTextKeep: {scope: inForm, args: 1, onForm: true, do: textKeep},

		cards.ActFileIs: {scope: inBranch, args: 3, card: onImport, right: branch.EnterRoster, do: fileIs},

		cards.ActVouches: {scope: inBranch, args: 2, right: branch.VouchAccount, about: ownGroup, do: vouches},
		cards.ActVouch:   {scope: inBranch, args: 2, card: onHome, right: branch.VouchAccount, about: ownGroup, do: vouch},
		cards.ActItIsMe:  {args: 2, card: onReplaced, stranger: true, do: itIsMe},
		cards.ActNotMe:   {args: 2, card: onReplaced, stranger: true, do: itIsNotMe},

		cards.ActVenueOK:    {scope: inBranch, args: 2, card: onVenue, right: branch.KeepVenue, do: venueLink},
		cards.ActVenueNo:    {scope: inBranch, args: 2, card: onVenue, right: branch.KeepVenue, do: venueLeave},
		cards.ActVenueEnd:   {scope: inBranch, args: 2, card: onVenue, right: branch.KeepVenue, do: venueAsk},
		cards.ActVenueOut:   {scope: inBranch, args: 2, card: onVenue, right: branch.KeepVenue, do: venueLeave},
		cards.ActVenueSee:   {scope: inBranch, args: 2, card: onVenue, right: branch.KeepVenue, do: venueSee},
		cards.ActExport:     {scope: inBranch, args: 1, card: onHome, right: branch.SeeRoster, do: export},
		cards.ActImportOK:   {scope: inBranch, args: 2, card: onImport, right: branch.EnterRoster, do: importOK},
		cards.ActImportNo:   {scope: inBranch, args: 2, card: onImport, right: branch.EnterRoster, do: importNo},
		cards.ActImportSee:  {scope: inBranch, args: 2, right: branch.EnterRoster, do: importSee},
		cards.ActImportPage: {scope: inBranch, args: 3, card: onImport, right: branch.EnterRoster, do: importPage},
		cards.ActImportAsk:  {scope: inBranch, args: 2, card: onImport, right: branch.EnterRoster, do: importAsk},
		cards.ActImportIs:   {scope: inBranch, args: 4, card: onImport, right: branch.EnterRoster, do: importIs},
		cards.ActPeople:     {scope: inBranch, args: 2, card: onHome, right: branch.SeeRoster, do: people},
		cards.ActPerson:     {scope: inBranch, args: 2, right: branch.SeeRoster, do: person},
		cards.ActPersonDo:   {scope: inBranch, args: 2, card: onHome, right: branch.EnterRoster, do: personDo},
		cards.ActPersonLog:  {scope: inBranch, args: 3, card: onHome, right: branch.SeeRoster, do: personLog},
		cards.ActAway:       {scope: inBranch, args: 1, card: onHome, right: branch.SeeAway, about: ownGroup, do: away},
		cards.ActInvite:     {scope: inBranch, args: 2, card: onHome, right: branch.Invite, do: invite},
		cards.ActOrg:        {scope: inBranch, args: 1, card: onHome, right: branch.SeeRoster, do: org},

		cards.ActChange: {scope: inBranch, args: 3, card: onHome, right: branch.EnterRoster, do: change},
		cards.ActUndo:   {scope: inBranch, args: 2, card: onHome, right: branch.KeepRoster, do: undo},
		cards.ActUndoOK: {scope: inBranch, args: 2, card: onHome, right: branch.KeepRoster, do: undoOK},

		cards.ActPending:  {scope: inBranch, args: 2, do: pendingSee}, // what is secret is the 纪检委员's
		cards.ActPendPage: {scope: inBranch, args: 3, card: onPending, do: pendingPage},
		cards.ActPendOK:   {scope: inBranch, args: 2, card: onPending, do: pendingOK},
		cards.ActPendNo:   {scope: inBranch, args: 2, card: onPending, do: pendingNo},

		cards.ActMine:     {scope: inBranch, args: 2, card: onHome, former: true, own: true, do: mine},
		cards.ActMineFile: {scope: inBranch, args: 1, card: onHome, former: true, own: true, do: mineFile},
		cards.ActLooks:    {scope: inBranch, args: 1, card: onHome, former: true, own: true, do: looks},
		cards.ActUnbind:   {scope: inBranch, args: 1, card: onHome, former: true, own: true, do: unbind},
		cards.ActUnbindOK: {scope: inBranch, args: 1, card: onHome, former: true, own: true, do: unbindOK},
		cards.ActErase:    {scope: inBranch, args: 1, card: onHome, former: true, own: true, do: erase},
		cards.ActEraseOK:  {scope: inBranch, args: 1, card: onHome, former: true, own: true, do: eraseOK},

		cards.ActSettings: {scope: inBranch, args: 2, card: onHome, right: branch.KeepSettings, do: settings},
		cards.ActSetting:  {scope: inBranch, args: 2, card: onHome, right: branch.KeepSettings, do: setting},
		cards.ActHolidays: {scope: inBranch, args: 1, card: onHome, right: branch.KeepSettings, do: holidays},

		cards.ActStatus: {scope: inBranch, args: 1, card: onHome, right: branch.SeeStatus, do: status},
		cards.ActResend: {scope: inBranch, args: 1, card: onHome, right: branch.SeeStatus, do: resend},
	}
}

// Command is a command that can be typed.
type Command struct {
	right branch.Right // who may type it; none: everybody, with what is theirs
	about concern
	words bool // it takes what follows a word that is typed for it
	aside bool // it leaves no trace, as a route that only looks
	do    func(*Call) error
}

// commands is every command that can be typed; /start with a code is not one of these.
var commands = map[string]Command{
	"/start": {do: home}, "/menu": {do: home}, "/me": {do: me}, "/help": {do: help}, "/cancel": {do: cancel},
	"/export":   {right: branch.SeeRoster, do: export},
	"/people":   {right: branch.SeeRoster, words: true, do: people},
	"/settings": {right: branch.KeepSettings, do: settings},
	"/status":   {right: branch.SeeStatus, do: status},
}

// With does what a button of the member's branch does that carries these numbers.
func (c *Call) With(do func(*Call) error, args ...int64) error {
	c.press.Args = append([]int64{int64(c.me.Branch)}, args...)
	return do(c)
}

// typed carries a command out for whoever may type it.
func (c Command) typed(on *Call) error {
	if err := on.asked(c.right, c.about); err != nil {
		return err
	}
	return c.do(on)
}

// may refuses whoever does not have a right, about the group or the people in question.
func (c *Call) may(r branch.Right, about ...branch.Concern) error {
	return office.Entitled(c.me, r, about...)
}

// asked is may for what a table names: no right is asked of anybody.
func (c *Call) asked(r branch.Right, about concern) error {
	switch {
	case r == branch.Right{}:
		return nil
	case about == nil:
		return c.may(r)
	}
	return c.may(r, about(c))
}

// pressed authorises a press and carries it out.
func (c *Call) pressed() error {
	r, known := c.bot.routes[c.press.Action]
	if known && r.former { // about the own record, also in a branch that one has left while of another
		c.mine = append(c.mine, c.past...)
	}
	switch {
	case len(c.mine) == 0 && !(known && r.stranger):
		return office.Refusal(cards.Stranger)
	case c.forged || !known || len(c.press.Args) != r.args:
		return office.Refusal(cards.OldCard)
	}
	if r.scope == inBranch && !c.as(branch.BranchID(c.Arg(0))) {
		return office.Refusal(cards.NotYours)
	}
	if r.scope == inForm {
		f, ok := c.Filling()
		if ok && f.Kept != nil && f.Kept.Number == c.Arg(0) && c.now.Sub(f.Kept.Touched) < office.FormLife { // it is gone on with
			office.EndForm(c.tx, c.e.Chat)
			f = *f.Kept
		}
		stranger := r.stranger && f.Name == formBind
		if len(c.mine) == 0 && !(ok && stranger) {
			return office.Refusal(cards.Stranger)
		}
		if !ok || f.Number != c.Arg(0) || r.form != "" && f.Name != r.form || !stranger && !c.as(f.Branch) {
			return office.Refusal(cards.OldForm)
		}
		if f.Left {
			f.Left = false
			store.Forms.Put(c.tx, f)
		}
		c.form = f
	}
	if err := c.asked(r.right, r.about); err != nil {
		return err
	}
	if r.own {
		if err := office.Vouched(c.tx, c.me); err != nil {
			return err
		}
	}
	switch {
	case r.card != nil:
		c.place = r.card(c.press.Args)
	case r.onForm:
		c.place = cmp.Or(c.form.Card, cards.KeyHome)
	}
	if c.e.Kind != chat.Pressed { // typed by its name: the answer comes below
		c.place = ""
	} else if c.place != "" {
		if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
			return office.Refusal(cards.OldCard)
		}
	}
	return r.do(c)
}

// Arg is the i-th number of the pressed button.
func (c *Call) Arg(i int) int64 { return c.press.Args[i] }

func home(c *Call) error {
	c.Leave()
	c.Show(c.homeCard())
	return nil
}

func openRoom(c *Call) error {
	card, err := c.bot.Office.Room(c.tx, c.me, cards.RoomOf(c.Arg(1)), "", c.now)
	switch {
	case err != nil:
	case c.look:
		c.tx.ReplyOver(c.e.Chat, c.e.Message, card)
	default:
		c.Show(card)
	}
	return err
}

func waits(c *Call) error {
	c.Show(c.bot.Office.WaitsCard(c.tx, c.me, Page(c.Arg(1)), c.now))
	return nil
}

// menu brings the home card to the bottom, from where none stands.
func menu(c *Call) error {
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	return home(c)
}

// switchBranch puts another of the account's branches in front: what is typed is about that one from now on.
func switchBranch(c *Call) error {
	for _, b := range c.mine {
		if b.Branch == c.me.Branch {
			b.Front = c.tx.Next(store.Key(nil).Str("front"))
			store.Bindings.Put(c.tx, b)
		}
	}
	return home(c)
}

func me(c *Call) error { c.Show(office.Me(c.tx, c.me, c.now)); return nil }

func help(c *Call) error { c.Show(c.bot.Office.Help(c.tx, c.me)); return nil }

// bindForm asks who has sent an invitation code whether it is his or her own.
func bindForm(c *Call) ask.Form {
	return ask.Form{Title: "绑定账号", Passing: true, Stranger: true,
		Up: func(chat.Answers) error {
			c.tx.Show(c.e.Chat, cards.Plain(cards.KeyHome, cards.BindDropped))
			return nil
		},
		Done: func(a chat.Answers) error {
			return c.bot.Office.Bind(c.tx, c.form, c.e.From, c.now)
		}}
}
