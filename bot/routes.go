package bot

import (
	"zhibu/branch"
	"zhibu/cards"
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

// route is one action of a button.
type route struct {
	scope    scope
	args     int                  // how many numbers it carries, the first included
	card     func([]int64) string // the card it stands on; a press on an older copy is refused. nil: any
	stranger bool                 // also for accounts that stand for nobody
	key      bool                 // needs a fresh key of the vault
	officer  bool                 // only for officers; deeds judge everything finer
	form     string               // inForm: the form's name
	do       func(*call) error
}

func onHome([]int64) string { return cards.KeyHome }

func onNomination(a []int64) string {
	return cards.KeyNomination(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.GroupID(a[2]))
}

func onBallot(a []int64) string { return cards.KeyBallot(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onRound(a []int64) string { return cards.KeyRound(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onSeat(a []int64) string {
	return cards.KeySeat(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.MemberID(a[2]))
}

// routes is every action there is. Whoever presses is authorised here and in the deed, against the current state.
var routes = map[string]route{}

func init() { // a composite literal would be an initialisation cycle through cancel and home
	routes = map[string]route{
		cards.ActHome:   {args: 0, card: onHome, do: home},
		cards.ActSwitch: {scope: inBranch, args: 1, card: onHome, do: switchBranch},
		cards.ActMe:     {args: 0, card: onHome, do: me},
		cards.ActHelp:   {args: 0, card: onHome, do: help},
		cards.ActBoard:  {scope: inBranch, args: 1, card: onHome, do: board},
		cards.ActCancel: {scope: inForm, args: 1, card: onHome, do: cancel},

		cards.ActBind:   {scope: inForm, args: 1, card: onHome, stranger: true, form: "bind", do: bind},
		cards.ActBindNo: {scope: inForm, args: 1, card: onHome, stranger: true, form: "bind", do: bindNo},

		cards.ActVisit:    {scope: inBranch, args: 2, card: onHome, do: visit},
		cards.ActVisitAt:  {scope: inBranch, args: 3, do: visitAt},
		cards.ActVisitDay: {scope: inForm, args: 1, card: onHome, form: "visit", do: visitDay},
		cards.ActVisitOn:  {scope: inForm, args: 2, card: onHome, form: "visit", do: visitOn},
		cards.ActVisitOK:  {scope: inForm, args: 1, card: onHome, form: "visit", do: visitOK},

		cards.ActNominate: {scope: inBranch, args: 3, do: nominate},
		cards.ActNomPage:  {scope: inBranch, args: 4, card: onNomination, do: nominatePage},
		cards.ActNominee:  {scope: inBranch, args: 4, card: onNomination, do: nominee},
		cards.ActNomBack:  {scope: inBranch, args: 3, card: onNomination, do: nominateBack},
		cards.ActNomOK:    {scope: inForm, args: 1, form: "nominate", do: nominateOK},

		cards.ActBallot:   {scope: inBranch, args: 2, do: ballot},
		cards.ActVoteList: {scope: inBranch, args: 2, card: onBallot, do: voteList},
		cards.ActVoteBack: {scope: inBranch, args: 2, card: onBallot, do: voteBack},
		cards.ActVotePick: {scope: inBranch, args: 3, card: onBallot, do: votePick},
		cards.ActVoteOK:   {scope: inBranch, args: 3, card: onBallot, do: voteOK},
		cards.ActSeat:     {scope: inBranch, args: 3, card: onSeat, do: confirmSeat},

		cards.ActOpen:      {scope: inBranch, args: 1, card: onHome, officer: true, do: open},
		cards.ActOpenSet:   {scope: inForm, args: 4, card: onHome, officer: true, form: "open", do: openSet},
		cards.ActOpenPage:  {scope: inForm, args: 2, card: onHome, officer: true, form: "open", do: openPage},
		cards.ActOpenNext:  {scope: inForm, args: 1, card: onHome, officer: true, form: "open", do: openNext},
		cards.ActOpenUntil: {scope: inForm, args: 2, card: onHome, officer: true, form: "open", do: openUntil},
		cards.ActOpenOK:    {scope: inForm, args: 1, card: onHome, officer: true, form: "open", key: true, do: openOK},

		cards.ActRounds:    {scope: inBranch, args: 1, card: onHome, officer: true, do: rounds},
		cards.ActRound:     {scope: inBranch, args: 2, officer: true, do: roundBelow},
		cards.ActRoundBack: {scope: inBranch, args: 2, card: onRound, officer: true, do: roundBack},
		cards.ActClose:     {scope: inBranch, args: 2, card: onRound, officer: true, do: roundClose},
		cards.ActCloseOK:   {scope: inBranch, args: 2, card: onRound, officer: true, do: roundCloseOK},
		cards.ActExtend:    {scope: inBranch, args: 3, card: onRound, officer: true, do: roundExtend},
		cards.ActVoid:      {scope: inBranch, args: 2, card: onRound, officer: true, do: roundVoid},
		cards.ActVoidOK:    {scope: inBranch, args: 2, card: onRound, officer: true, do: roundVoidOK},

		cards.ActVenueOK:    {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueLink},
		cards.ActVenueNo:    {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueLeave},
		cards.ActVenueEnd:   {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueAsk},
		cards.ActVenueOut:   {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueLeave},
		cards.ActVenueSee:   {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueSee},
		cards.ActExport:     {scope: inBranch, args: 1, card: onHome, officer: true, do: export},
		cards.ActImportOK:   {scope: inBranch, args: 2, card: onImport, officer: true, do: importOK},
		cards.ActImportNo:   {scope: inBranch, args: 2, card: onImport, officer: true, do: importNo},
		cards.ActImportSee:  {scope: inBranch, args: 2, card: onImport, officer: true, do: importSee},
		cards.ActImportPage: {scope: inBranch, args: 3, card: onImport, officer: true, do: importPage},
		cards.ActImportAsk:  {scope: inBranch, args: 2, card: onImport, officer: true, do: importAsk},
		cards.ActImportIs:   {scope: inBranch, args: 4, card: onImport, officer: true, do: importIs},

		cards.ActStatus: {scope: inBranch, args: 1, card: onHome, officer: true, do: status},
		cards.ActResend: {scope: inBranch, args: 1, card: onHome, officer: true, do: resend},
	}
}

// commands is every command that can be typed; /start with a code is not one of these.
var commands = map[string]func(*call) error{
	"/start": home, "/menu": home, "/me": me, "/help": help, "/cancel": cancel,
	"/visit":  func(c *call) error { c.press.Args = []int64{int64(c.me.Branch), 0}; return visit(c) },
	"/board":  board,
	"/rounds": func(c *call) error { return officersOnly(c, rounds) },
	"/export": func(c *call) error { return officersOnly(c, export) },
	"/status": func(c *call) error { return officersOnly(c, status) },
}

func officersOnly(c *call, do func(*call) error) error {
	if !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	return do(c)
}

// pressed authorises a press and carries it out.
func (c *call) pressed() error {
	r, known := routes[c.press.Action]
	switch {
	case len(c.mine) == 0 && !(known && r.stranger):
		return office.Refusal(cards.Stranger)
	case c.forged || !known || len(c.press.Args) != r.args:
		return office.Refusal(cards.OldCard)
	}
	if r.scope == inBranch && !c.as(branch.BranchID(c.arg(0))) {
		return office.Refusal(cards.NotYours)
	}
	if r.scope == inForm {
		f, ok := c.openForm()
		if len(c.mine) == 0 && !ok {
			return office.Refusal(cards.Stranger)
		}
		if !ok || f.Number != c.arg(0) || r.form != "" && f.Name != r.form || !r.stranger && !c.as(f.Branch) {
			return office.Refusal(cards.OldForm)
		}
		c.form = f
	}
	if r.officer && !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	if r.card != nil {
		c.place = r.card(c.press.Args)
		if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
			return office.Refusal(cards.OldCard)
		}
	}
	return r.do(c)
}

func (c *call) arg(i int) int64 { return c.press.Args[i] }

func home(c *call) error {
	var others []branch.BranchID
	for _, b := range c.mine {
		if b.Branch != c.me.Branch {
			others = append(others, b.Branch)
		}
	}
	c.show(c.bot.Office.Home(c.tx, c.me, others, c.now))
	return nil
}

// switchBranch puts another of the account's branches in front: what is typed is about that one from now on.
func switchBranch(c *call) error {
	for _, b := range c.mine {
		if b.Branch == c.me.Branch {
			b.Front = c.tx.Next(store.Key(nil).Str("front"))
			store.Bindings.Put(c.tx, b)
		}
	}
	return home(c)
}

func me(c *call) error { c.show(office.Me(c.tx, c.me, c.now)); return nil }

func help(c *call) error { c.show(office.Help(c.tx, c.me)); return nil }

func board(c *call) error {
	p, lines := office.Board(c.tx, c.me.Branch, branch.DateOf(c.now))
	c.show(cards.Board(c.me.Branch, p, lines))
	return nil
}

func bind(c *call) error { return c.bot.Office.Bind(c.tx, c.form, c.e.From, c.now) }

func bindNo(c *call) error {
	c.drop()
	c.tx.Show(c.e.Chat, cards.Plain(cards.KeyHome, "已取消。如果邀请码不是发给您的，请不要使用，并告知支部。"))
	return nil
}
