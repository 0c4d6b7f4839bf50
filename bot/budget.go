package bot

import (
	"sync"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Budget is how much one account may ask of the bot: so much at once, and so much a second in the long run. The zero
// value is no limit. What goes beyond it is dropped before it costs a transaction; the budgets live in memory only.
type Budget struct {
	Burst, StrangerBurst         int
	PerSecond, StrangerPerSecond float64
	// Daily is how many records, requests and referrals, of each, a member enters a day; an officer, who may catch up on a year of
	// paper, ten times as many.
	Daily int
	// Files is how many photos and files a member sends a day.
	Files int
	// Codes is how long after a wrong short invitation code no other is looked at, of whatever account.
	Codes time.Duration
}

// DefaultBudget is far above what a person can press, and bearable from a program.
var DefaultBudget = Budget{Burst: 40, PerSecond: 4, StrangerBurst: 10, StrangerPerSecond: 0.5, Daily: 30, Files: 20, Codes: time.Second}

// Daily counts what the member enters by hand, and refuses what is too much for a day.
func (c *Call) Daily(what string) error {
	most := c.bot.budgets.Daily
	if c.me.May(branch.CorrectRecords) {
		most *= 10
	}
	if most > 0 && office.EnteredToday(c.tx, c.me, what, c.now) > most {
		return office.Refusal(cards.EnoughToday)
	}
	return nil
}

// dailyFile counts what the member sends, and refuses what is too much for a day. A file that is refused does not count.
func (c *Call) dailyFile() error {
	if most := c.bot.budgets.Files; most > 0 && office.EnteredToday(c.tx, c.me, "file", c.now) > most {
		return office.Refusal(cards.FilesEnough)
	}
	return nil
}

// codePace keeps short invitation codes from being tried out by many accounts together.
type codePace struct {
	every time.Duration
	mu    sync.Mutex
	last  time.Time // when a wrong one was looked at
}

// turn reports whether a code is looked at now.
func (p *codePace) turn() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Since(p.last) >= p.every
}

func (p *codePace) wrong() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = time.Now()
}

// budgets are what each account has left.
type budgets struct {
	Budget
	mu       sync.Mutex
	accounts map[chat.Account]*purse
}

type purse struct {
	left   float64
	at     time.Time // when left was last counted
	member bool
	told   time.Time // when the account was last told to go slower
}

// maxPurses bounds the memory: beyond it those that are full again are forgotten.
const maxPurses = 20_000

func newBudgets(b Budget) *budgets { return &budgets{Budget: b, accounts: map[chat.Account]*purse{}} }

// spend takes one from an account's budget; bound tells, of an account that has asked nothing yet, whether it stands for
// somebody: all that a member did while the bot was down comes at once. tell is true when the budget is empty and the account
// is to be told so; member, if it stands for somebody.
func (b *budgets) spend(who chat.Account, now time.Time, bound func(chat.Account) bool) (ok, tell, member bool) {
	if b.Burst == 0 {
		return true, false, true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.accounts[who]
	if p == nil {
		if len(b.accounts) >= maxPurses {
			b.forget(now)
		}
		p = &purse{left: float64(b.StrangerBurst), at: now}
		if p.member = bound(who); p.member {
			p.left = float64(b.Burst)
		}
		b.accounts[who] = p
	}
	b.fill(p, now)
	if p.left >= 1 {
		p.left--
		return true, false, p.member
	}
	if tell = now.Sub(p.told) >= time.Minute; tell {
		p.told = now
	}
	return false, tell, p.member
}

func (b *budgets) fill(p *purse, now time.Time) {
	most, rate := float64(b.StrangerBurst), b.StrangerPerSecond
	if p.member {
		most, rate = float64(b.Burst), b.PerSecond
	}
	p.left = min(p.left+max(now.Sub(p.at), 0).Seconds()*rate, most)
	p.at = now
}

// forget drops the accounts that have been quiet, or all if that is not enough: they begin with a full purse again.
func (b *budgets) forget(now time.Time) {
	for who, p := range b.accounts {
		if now.Sub(p.at) > time.Minute {
			delete(b.accounts, who)
		}
	}
	if len(b.accounts) >= maxPurses {
		clear(b.accounts)
	}
}

// known takes note that an account stands for somebody: it may ask for more.
func (b *budgets) known(who chat.Account) {
	if b.Burst == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.accounts[who]; p != nil && !p.member {
		p.member = true
		p.left += float64(b.Burst - b.StrangerBurst)
	}
}

// admit reports whether an event is to be handled. One that is not is answered in a sentence, once a minute; each press is,
// since its button would go on waiting.
func (b *Bot) admit(e chat.Event, done func()) bool {
	if e.From == "" || e.Kind == chat.Stopped || e.Kind == chat.Resumed || e.Kind == chat.Entered {
		return true // the platform's own word
	}
	ok, tell, member := b.budgets.spend(e.From, time.Now(), b.bound)
	if ok {
		if b.Hear != nil && e.Private && member {
			b.Hear(e.Chat)
		}
		return true
	}
	if tell {
		b.Log.Warn("an account asks for too much; what goes beyond its budget is dropped", "update", e.ID)
	}
	switch {
	case e.Kind == chat.Pressed:
		b.Say(e.Chat, e.ID, e.PressID, []store.Reply{{Reply: chat.Reply{Toast: cards.TooMuch, Alert: tell}}})
	case tell && e.Private:
		card := cards.Plain("say", cards.TooMuch)
		b.Say(e.Chat, e.ID, "", []store.Reply{{Reply: chat.Reply{Say: &card}}})
	}
	b.unsayDropped(e)
	done()
	return false
}

// unsayDropped takes off the screen what would have gone from it, had it not been too much. It is asked for once, and nothing of it
// is stored: an account that floods costs no transaction.
func (b *Bot) unsayDropped(e chat.Event) {
	goes := false
	if e.Kind == chat.Text || e.Kind == chat.File {
		_ = b.Store.View(func(tx *store.Tx) error { goes = b.unsays(tx, e, b.Now()); return nil })
	}
	if goes {
		b.Say(e.Chat, e.ID, "", []store.Reply{{Reply: chat.Reply{Unsay: e.Message}}})
	}
}
