package bot

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// What may end up without a name is written as a draft, in memory alone: a form is a row under its writer's chat, and a card under
// it has revisions and a message, which would say whose the text was. What is pressed and typed for a draft leaves no row, no day of
// the account and no line of the log. A restart forgets it; what was typed still stands on its writer's screen.

// Draft is what somebody is writing that may be handed in without a name.
type Draft struct {
	Number int64 // of the text as it stands: a button that carries it confirms what was shown
	Way    int64 // how it is to be handed in, as its matter numbers the ways
	Words  string

	at      time.Time
	listens bool         // what is typed now goes on with it
	long    chat.Filling // of a text that its app has split
	update  int64        // by which it was handed in; 0: it was not
}

// drafts are those of everybody. They live in memory only.
type drafts struct {
	mu   sync.Mutex
	last int64
	of   map[chat.Chat]Draft
	sent map[chat.Chat]int // how many were handed in without a name on the day
	day  branch.Date
}

// newDrafts begins to number where no earlier process has been: its buttons may still be on a screen.
func newDrafts() *drafts {
	return &drafts{last: time.Now().UnixMilli(), of: map[chat.Chat]Draft{}, sent: map[chat.Chat]int{}}
}

// get returns a chat's draft while it is of some use.
func (d *drafts) get(in chat.Chat, now time.Time) (Draft, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, ok := d.of[in]
	return x, ok && now.Sub(x.at) < office.FormLife
}

// put keeps a draft under a number of its own, and forgets those that nobody goes on with.
func (d *drafts) put(in chat.Chat, x Draft, now time.Time) Draft {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.of, func(_ chat.Chat, old Draft) bool { return old.update != 0 || now.Sub(old.at) >= office.FormLife })
	d.last++
	x.Number, x.at = d.last, now
	d.of[in] = x
	return x
}

// hush has what is typed go to no draft: its writer has gone elsewhere. The draft is kept.
func (d *drafts) hush(in chat.Chat) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if x, ok := d.of[in]; ok && x.listens {
		x.listens = false
		d.of[in] = x
	}
}

// listens reports whether a text that is typed now goes on with a draft: not while a form asks for one, which was begun since.
func (c *Call) listens() bool {
	if f, filling := c.Filling(); filling && !f.Left {
		return false
	}
	d, ok := c.bot.drafts.get(c.e.Chat, c.now)
	return ok && d.listens && c.bot.aside != nil
}

// unseen reports whether an event that is no press is about a draft, or asks for one, so that it leaves no trace: a photo that is sent
// for it, too, and a message that its writer edits.
func (c *Call) unseen() bool {
	if !c.e.Private {
		return false
	}
	if c.e.Kind == chat.Text && !c.e.Forwarded {
		if command, _ := c.command(strings.TrimSpace(c.e.Text)); command != "" {
			return c.bot.commands[command].aside
		}
	}
	return c.listens()
}

// writeAside gives what was typed to the matter whose draft is being written.
func (c *Call) writeAside(text string) error {
	d, _ := c.bot.drafts.get(c.e.Chat, c.now)
	if ask.Follows(d.long, c.sent()) {
		ask.Refuse(&d.long, c.sent())
		c.bot.drafts.put(c.e.Chat, d, c.now)
		return office.Refusal(cards.SplitPlain)
	}
	err := private(text, false)
	if err == nil {
		err = c.bot.aside(c, text)
	}
	if refusal := office.Refusal(""); errors.As(err, &refusal) && ask.Long(text) { // its tail alone would read as if it were all
		ask.Refuse(&d.long, c.sent())
		c.bot.drafts.put(c.e.Chat, d, c.now)
	}
	return err
}

// Draft returns what is being written in the chat; ok is false if nothing is.
func (c *Call) Draft() (d Draft, ok bool) {
	d, ok = c.bot.drafts.get(c.e.Chat, c.now)
	return d, ok && d.update == 0
}

// Listen has what is typed from here on go on with a draft, which is to be handed in in a way. It refuses while a form waits for a
// text: two could not tell whose it is, and a form's is stored.
func (c *Call) Listen(way int64) (Draft, error) {
	if f, filling := c.Filling(); filling && !f.Left {
		return Draft{}, office.Refusal(fmt.Sprintf(cards.FormFirst, f.Title))
	}
	d, ok := c.Draft()
	if !ok {
		d = Draft{}
	}
	d.Way, d.listens = way, true
	return c.bot.drafts.put(c.e.Chat, d, c.now), nil
}

// Write adds a text to the draft, which may have so many characters.
func (c *Call) Write(text string, most int) (Draft, error) {
	d, ok := c.Draft()
	if !ok {
		d = Draft{}
	}
	if d.Words != "" {
		text = d.Words + "\n" + text
	}
	if err := private(text, false); err != nil { // it may go on what was sent before
		return d, err
	}
	words, err := branch.ReadText(text, most)
	if err != nil {
		return d, office.Refusal(err.Error())
	}
	d.Words, d.listens = words, true
	return c.bot.drafts.put(c.e.Chat, d, c.now), nil
}

// Drafted returns the draft that a button confirms: nothing was written since, and it was not handed in.
func (c *Call) Drafted(number int64) (d Draft, ok bool) {
	d, ok = c.bot.drafts.get(c.e.Chat, c.now)
	return d, ok && d.Number == number && d.Words != "" && (d.update == 0 || d.update == c.e.ID) // a deed may be run again for the same press
}

// HandIn notes that the draft was handed in by this event; nameless counts it among those without a name.
func (c *Call) HandIn(nameless bool) {
	b := c.bot.drafts
	b.mu.Lock()
	defer b.mu.Unlock()
	d := b.of[c.e.Chat]
	if nameless && d.update == 0 {
		b.today(c.now)
		b.sent[c.e.Chat]++
	}
	d.update, d.listens = c.e.ID, false
	b.of[c.e.Chat] = d
}

// DropDraft forgets the draft, with what was written.
func (c *Call) DropDraft() {
	b := c.bot.drafts
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.of, c.e.Chat)
}

// Nameless is how many drafts the account has handed in today without a name, as far as this process knows: a row would tell whose
// they are.
func (c *Call) Nameless() int {
	b := c.bot.drafts
	b.mu.Lock()
	defer b.mu.Unlock()
	b.today(c.now)
	return b.sent[c.e.Chat]
}

// today forgets what was counted on an earlier day.
func (d *drafts) today(now time.Time) {
	if day := branch.DateOf(now); day != d.day {
		d.day = day
		clear(d.sent)
	}
}
