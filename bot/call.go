package bot

import (
	"errors"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Call is one event being handled inside its transaction.
type Call struct {
	bot     *Bot
	e       chat.Event
	press   chat.Press
	forged  bool
	members int      // of the group, if the platform was asked
	key     string   // of the vault, spent unless the deed has taken it
	file    *fetched // what comes back as an event
	look    bool     // it only looks (route.look)
	mute    bool     // nothing tells who did it (route.mute)
	drafts  bool     // it is about a draft (route.aside)
	doubted bool     // it may have had its effect already

	tx    *store.Tx
	now   time.Time
	mine  []store.Binding // the branches in which this account stands for somebody
	past  []store.Binding // those in which it stands for somebody who has left: for the own record only
	rest  string          // what was typed after a command
	me    branch.Member   // in the branch that the event is about
	form  store.Form      // for routes about a form
	place string          // the key of the card to answer on: the one pressed, or of the form that was left
}

// run is the transaction of an event: its effect, or the reply that refuses it, and that it was seen.
func (c *Call) run(tx *store.Tx) error {
	c.tx, c.now = tx, c.bot.Now()
	if c.e.Kind == chat.Pressed {
		r := c.bot.routes[c.press.Action]
		c.look, c.mute, c.drafts = r.look || r.looks != nil && r.looks(c.press.Args), r.mute, r.aside
	} else if c.file == nil {
		c.look = c.unseen()
		c.drafts = c.look
	}
	if c.mute {
		tx.Because("", c.e.ID)
	} else {
		tx.Because(c.e.Chat, c.e.ID)
	}
	if c.seen() {
		c.spend()
		return nil
	}
	if c.e.Private && !c.look && !c.mute {
		c.giveBack()
	}
	unsay := c.bot.unsays(tx, c.e, c.now) // as it was typed: what comes of it may change what is filled in
	err := tx.Try(func() error {
		err := c.handle()
		if err == nil {
			c.bot.Office.RefreshHomes(tx, c.now)
		}
		return err
	})
	if err != nil {
		c.spend()
	}
	if c.e.Kind != chat.Pressed && c.e.Private { // the answer comes below
		for _, m := range c.bot.Matters {
			if m.Covers != nil {
				m.Covers(c)
			}
		}
	}
	var refusal office.Refusal
	var panicked *store.Panic
	refused := errors.As(err, &refusal)
	if refused && c.e.Kind == chat.Pressed && c.bot.routes[c.press.Action].quiet {
		c.look = true
	}
	switch {
	case refused:
		if !c.look && !c.mute {
			c.bot.Log.Info("refused", "update", c.e.ID, "action", c.what())
		}
		c.half()
		c.refuse(string(refusal))
	case errors.As(err, &panicked):
		c.bot.Log.Error("a deed panicked", "update", c.e.ID, "action", c.what(), "stack", panicked.Stack)
		c.refuse(cards.Internal)
	case err != nil:
		c.bot.Log.Error("a deed failed", "update", c.e.ID, "action", c.what(), "error", err)
		c.refuse(cards.Internal)
	}
	if unsay {
		tx.Unsay(c.e.Chat, c.e.Message, cards.NotRemoved)
	}
	if (!c.look || c.drafts) && c.file == nil { // what only looks may come again; what was written may not, or it would ask to be handed in once more
		tx.MarkSeen(c.e.Chat.Platform(), c.e.ID, c.now)
	}
	return nil
}

// seen reports whether the event has had its effect already. Of a file that comes back the row of its upload says so: it ends here,
// whatever becomes of the file.
func (c *Call) seen() bool {
	if c.file == nil {
		return c.tx.Seen(c.e.Chat.Platform(), c.e.ID)
	}
	me, waits := c.bot.Office.EndUpload(c.tx, c.file.Upload)
	c.me = me
	return !waits
}

// refuse tells why the event had no effect.
func (c *Call) refuse(sentence string) {
	if c.file != nil {
		c.file.refuse(c, sentence)
		return
	}
	c.say(sentence)
}

// spend has a fresh key that no round needs destroyed: forged presses must not fill the vault.
func (c *Call) spend() {
	if c.key != "" {
		c.tx.Spend(c.key)
	}
}

// what names the event in the log: the action, never its arguments or anybody's words.
func (c *Call) what() string {
	if c.e.Kind == chat.Pressed {
		return c.press.Action
	}
	if c.file != nil {
		return "file"
	}
	return "message"
}

// say tells one sentence: as an alert to who pressed, as a message to who typed.
func (c *Call) say(sentence string) {
	if c.e.Kind == chat.Pressed { // a second tap on what is done is no news: it fades
		c.tx.Reply(chat.Reply{Toast: sentence, Alert: sentence != cards.OldCard && sentence != cards.OldForm})
		return
	}
	card := cards.Plain("say", sentence)
	if sentence == cards.Unknown || sentence == cards.NoUse || sentence == cards.NothingNow || sentence == cards.Greeted || sentence == cards.Thanked {
		left, _ := c.Filling()
		if !left.Left {
			left.Number = 0
		}
		card = cards.Lost(sentence, left.Number, left.Title)
	}
	card.Topic = c.e.Topic
	c.tx.Reply(chat.Reply{Say: &card})
}

// Note tells what has been done: as a line that fades to who pressed, as a message to who typed.
func (c *Call) Note(sentence string) {
	if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: sentence})
		return
	}
	c.say(sentence)
}

// Show shows a card as the answer: where it stands to who pressed it, else as a new message.
func (c *Call) Show(card chat.Card) {
	c.face(card)
	if c.place == card.Key && card.Key == cards.KeyHome {
		c.tx.ShowOver(c.e.Chat, c.e.Message, card) // a room may stand there in passing
		return
	}
	if c.place == card.Key {
		c.tx.Show(c.e.Chat, card)
		return
	}
	c.tx.ShowBelow(c.e.Chat, card)
}

// ShowThere shows a card where it was pressed if it stands there, and else below.
func (c *Call) ShowThere(card chat.Card) {
	if c.e.Kind == chat.Pressed && c.tx.Stands(c.e.Chat, card.Key, c.e.Message) {
		c.place = card.Key
	} else if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
	c.Show(card)
}

func (c *Call) handle() error {
	switch {
	case c.file != nil:
		return c.file.take(c)
	case c.e.Kind == chat.Stopped || c.e.Kind == chat.Resumed:
		if c.tx.Knows(c.e.Chat) || len(office.BindingsOf(c.tx, c.e.From)) > 0 { // else nothing is ever sent there: an account that erased itself stays unknown
			c.tx.Reach(c.e.Chat, c.e.Kind == chat.Resumed, c.now)
		}
		return nil
	case !c.e.Private:
		return c.inGroup()
	}
	if state, _ := store.Chats.Get(c.tx, store.ChatKey(c.e.Chat)); state.Gone && !c.look && !c.mute {
		c.tx.Reach(c.e.Chat, true, c.now) // who writes can be written to
	}
	c.account()
	if len(c.mine) > 0 {
		c.bot.budgets.known(c.e.From)
	}
	if !c.look && !c.mute {
		for _, b := range c.mine {
			c.hear(b)
		}
	}
	if len(c.mine) == 0 && len(c.past) > 0 {
		c.me, _ = office.Member(c.tx, c.past[0].Branch, c.past[0].Member)
	}
	if c.doubted && !c.look && len(c.mine) > 0 && slices.Contains([]chat.Kind{chat.Pressed, chat.Text, chat.File}, c.e.Kind) {
		return office.Refusal(cards.Doubted)
	}
	switch c.e.Kind {
	case chat.Pressed:
		if !c.bot.routes[c.press.Action].aside {
			c.bot.drafts.hush(c.e.Chat)
		}
		return c.pressed()
	case chat.Text:
		return c.typed(strings.TrimSpace(c.e.Text))
	case chat.Edited:
		if c.listens() {
			return office.Refusal(cards.EditIgnored)
		}
		if _, filling := c.Filling(); filling && len(c.mine) > 0 {
			return office.Refusal(cards.EditIgnored)
		}
		return nil
	}
	if len(c.mine) == 0 {
		return office.Refusal(cards.Stranger)
	}
	if c.listens() {
		return office.Refusal(cards.TextWanted)
	}
	if c.e.Kind == chat.File && c.e.Forwarded {
		return office.Refusal(cards.FileForwarded)
	}
	if c.e.Kind == chat.File {
		if err := errors.Join(privateFile(c.e), c.dailyFile()); err != nil {
			return err
		}
	}
	f, filling := c.Filling()
	if c.e.Kind == chat.File && filling {
		if taken, err := c.takeFile(f); taken {
			return err
		}
	}
	if c.e.Kind == chat.File && c.me.May(branch.EnterRoster) && !c.e.File.Picture { // it has its own way in, whatever is being filled in
		return c.bot.Office.TakeUpload(c.tx, c.me, c.e.Chat, *c.e.File)
	}
	if filling && !f.Left && c.wantsText(f) {
		return office.Refusal(cards.TextWanted)
	}
	if c.e.Kind == chat.File && c.me.May(branch.EnterRoster) {
		return c.bot.Office.TakeUpload(c.tx, c.me, c.e.Chat, *c.e.File)
	}
	return office.Refusal(cards.NoUse)
}

// account finds for whom the account stands.
func (c *Call) account() {
	for _, b := range office.BindingsOf(c.tx, c.e.From) {
		m, ok := office.Member(c.tx, b.Branch, b.Member)
		switch {
		case ok && m.Status == branch.Active:
			c.mine = append(c.mine, b)
			if c.me.ID == 0 || b.Front > c.front() {
				c.me = m
			}
		case ok && m.Status != branch.Deceased:
			c.past = append(c.past, b)
		}
	}
}

// front returns the rank of the branch that typed commands are about, among those of this account.
func (c *Call) front() int64 {
	for _, b := range c.mine {
		if b.Branch == c.me.Branch {
			return b.Front
		}
	}
	return 0
}

// as makes the call one about a branch, if this account stands for somebody there.
func (c *Call) as(b branch.BranchID) bool {
	for _, mine := range c.mine {
		if mine.Branch == b {
			c.me, _ = office.Member(c.tx, b, mine.Member)
			return true
		}
	}
	return false
}
